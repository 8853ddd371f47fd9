package report

import (
	"testing"

	"gongkai/paper/docx"
	"gongkai/paper/pdf"
)

func TestSample(t *testing.T) {
	for _, code := range []string{"2014", "2019", "2021"} {
		e := city(t)
		if code != "2014" {
			e = modern(t, code)
		}
		d, err := Document(e, errata())
		if err != nil {
			t.Fatal(err)
		}
		p, err := pdf.Bytes(d)
		if err != nil {
			t.Fatal(err)
		}
		w, err := docx.Bytes(d)
		if err != nil {
			t.Fatal(err)
		}
		x, err := XLSX(e)
		if err != nil {
			t.Fatal(err)
		}
		c, err := CSV(e)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(len(e.Charts), "charts")
		save(t, code+".pdf", p)
		save(t, code+".docx", w)
		save(t, code+".xlsx", x)
		save(t, code+".csv", c)
	}
}
