package office

import (
	"strings"
	"testing"

	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/block"
)

// The index in front of a pack tells every box of a copy: its page, its place
// and on which ground it withholds.
func TestTheIndexTellsEveryBox(t *testing.T) {
	e, ok := regulation.EditionOn(calendar.MustDay("2026-03-02"))
	if !ok {
		t.Fatal("no edition")
	}
	original, copied := strings.Repeat("a", 64), strings.Repeat("b", 64)
	for _, c := range []struct {
		name  string
		boxes []request.Box
		of    string // the hash of the copy that the redaction made
		want  [][]string
	}{
		{"two boxes", []request.Box{{Page: 1, X: 0.1, Y: 0.255, W: 0.5, H: 0.02, Ground: e.Grounds[0].Code}, {Page: 12, X: 0, Y: 0, W: 1, H: 1, Ground: e.Grounds[1].Code}}, copied,
			[][]string{{"1", "1", "10.0%、25.5%、50.0%、2.0%", groundWords(e.Code, e.Grounds[0].Code)}, {"2", "12", "0.0%、0.0%、100.0%、100.0%", groundWords(e.Code, e.Grounds[1].Code)}}},
		{"of a copy replaced since", []request.Box{{Page: 1, W: 1, H: 1, Ground: e.Grounds[0].Code}}, strings.Repeat("c", 64), nil},
	} {
		q := request.Request{Edition: e.Code, Files: []request.File{{Name: "原件.pdf", Hash: original, Of: "original"}, {Name: "遮盖件.pdf", Hash: copied, Of: "redacted", From: original}},
			Redactions: []request.Redaction{{Original: original, Copy: c.of, Boxes: c.boxes, Pages: 12, Covered: 31, By: "wang", On: calendar.MustDay("2026-03-02")}}}
		p := pack{people: map[string]string{"wang": "王经办"}}
		var got [][]string
		p.answer(q, func(list ...block.Block) {
			for _, b := range list {
				t, ok := b.(block.Table)
				if !ok || !strings.Contains(t.Note, "遮去31字") || !strings.Contains(t.Note, "王经办") {
					continue
				}
				for _, cells := range t.Rows {
					var line []string
					for _, cell := range cells {
						line = append(line, cell.Text)
					}
					got = append(got, line)
				}
			}
		}, func(string) {})
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", c.name, got)
			continue
		}
		for i := range got {
			if strings.Join(got[i], "|") != strings.Join(c.want[i], "|") {
				t.Errorf("%s: %v, want %v", c.name, got[i], c.want[i])
			}
		}
	}
}
