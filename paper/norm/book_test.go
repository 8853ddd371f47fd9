package norm

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"

	"gongkai/law/calendar"
)

func bound(t *testing.T, w Work) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := EPUB(&b, w); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// opened reads a book as a reader does: it names the first thing that is wrong
// with it, and gives the words of its pages in their order.
func opened(t *testing.T, b []byte) (words string, pages int) {
	t.Helper()
	if !bytes.HasPrefix(b[30:], []byte("mimetypeapplication/epub+zip")) {
		t.Error("the file does not begin with its kind")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := files[f.Name]; twice {
			t.Errorf("%s is there twice", f.Name)
		}
		files[f.Name] = string(content)
	}
	var pack struct {
		ID       string `xml:"metadata>identifier"`
		Language string `xml:"metadata>language"`
		Title    string `xml:"metadata>title"`
		Modified string `xml:"metadata>meta"`
		Items    []struct {
			ID         string `xml:"id,attr"`
			Href       string `xml:"href,attr"`
			Properties string `xml:"properties,attr"`
		} `xml:"manifest>item"`
		Spine []struct {
			ID string `xml:"idref,attr"`
		} `xml:"spine>itemref"`
	}
	if !strings.Contains(files["META-INF/container.xml"], `full-path="text/book.opf"`) {
		t.Error("the container does not name the package")
	}
	if err := xml.Unmarshal([]byte(files["text/book.opf"]), &pack); err != nil {
		t.Fatal(err)
	}
	if pack.Language != "zh-CN" || pack.ID == "" || pack.Title == "" || !strings.HasSuffix(pack.Modified, "T00:00:00Z") {
		t.Errorf("package: %+v", pack)
	}
	href := map[string]string{}
	listed := map[string]bool{"mimetype": true, "META-INF/container.xml": true, "text/book.opf": true}
	nav := ""
	for _, i := range pack.Items {
		name := path.Join("text", i.Href)
		if _, ok := files[name]; !ok {
			t.Errorf("%s is not in the file", name)
		}
		href[i.ID], listed[name] = name, true
		if i.Properties == "nav" {
			nav = name
		}
	}
	for name := range files {
		if !listed[name] {
			t.Errorf("%s is not in the manifest", name)
		}
	}
	ids := map[string]bool{}
	var links []string
	var text strings.Builder
	for _, s := range pack.Spine {
		name := href[s.ID]
		pages++
		ids[path.Base(name)] = true
		for d := xml.NewDecoder(strings.NewReader(files[name])); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				if e.Name.Local == "html" && !strings.Contains(files[name], `lang="zh-CN"`) {
					t.Errorf("%s has no language", name)
				}
				for _, a := range e.Attr {
					switch {
					case a.Name.Local == "id":
						id := path.Base(name) + "#" + a.Value
						if ids[id] {
							t.Errorf("%s is there twice", id)
						}
						ids[id] = true
					case a.Name.Local == "href" && e.Name.Local == "a":
						links = append(links, a.Value)
					}
				}
			case xml.CharData:
				if name != nav {
					text.Write(e)
				}
			}
		}
	}
	if nav == "" || !strings.Contains(files[nav], `epub:type="toc"`) {
		t.Error("the book has no contents")
	}
	for _, l := range links {
		if !ids[l] {
			t.Errorf("%s leads nowhere", l)
		}
	}
	return text.String(), pages
}

func TestEPUB(t *testing.T) {
	w := sample()
	b := bound(t, w)
	words, pages := opened(t, b)
	for _, want := range []string{"某市停车管理办法", "某府令〔2010〕5号", "第三条　违反本办法第二条的，处五百元罚款。", "废止", "附件1 目录", "甲 <&>", "2020-01-01"} {
		if !strings.Contains(words, want) {
			t.Errorf("no %s", want)
		}
	}
	if pages != 6 { // front, contents, two chapters, signature, annex
		t.Errorf("%d pages", pages)
	}
	if !bytes.Equal(b, bound(t, w)) {
		t.Error("the same work gives other bytes")
	}
	w.On = calendar.MustDay("2012-01-01")
	if words, _ := opened(t, bound(t, w)); !strings.Contains(words, "二百元") || strings.Contains(words, "五百元") {
		t.Error("the wording of 2012 reads otherwise")
	}
	for _, text := range []string{"", "一句话。", "第一章 空", "总则\n第一条\n（一）甲\n乙", "\x00第一条 一"} {
		edge := NewWork("")
		edge.Wordings = []Wording{{From: calendar.NoDay, Text: text}}
		if text == "" {
			edge.Title = "无正文"
		}
		edge.Address = "https://gk.example.gov.cn/norms/a/1"
		opened(t, bound(t, edge))
	}
	if err := EPUB(io.Discard, Work{}); !errors.Is(err, ErrNoWording) {
		t.Error(err)
	}
	if err := EPUB(broken{}, w); err == nil {
		t.Error("a broken pipe is no error")
	}
}

func TestEPUBOfRealTexts(t *testing.T) {
	n := 0
	for name, text := range realTexts(t) {
		if n++; n%8 != 0 {
			continue
		}
		w := NewWork("https://gk.example.gov.cn/norms/law/1")
		w.Title = name
		w.Wordings = []Wording{{From: calendar.NoDay, Text: text}}
		words, _ := opened(t, bound(t, w))
		for _, a := range Parse(text).Articles() {
			if len(a.Parts) > 0 && !strings.Contains(words, a.Parts[0].Text) {
				t.Errorf("%s: %s is lost", name, a.ID)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Title    string `json:"title"`
		IssuedOn string `json:"issued_on"`
		Events   []struct{ On, Type string }
		Wordings []struct {
			From, Text string
			Parts      []*Part
			Citations  []struct{ Title, Role, Address string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Title != "某市停车管理办法" || got.IssuedOn != "2010-03-01" || len(got.Events) != 4 || len(got.Wordings) != 3 {
		t.Fatalf("%+v", got)
	}
	v := got.Wordings[0]
	if v.From != "2010-04-01" || len(v.Parts) != 2 || v.Parts[0].Parts[1].ID != "art_2" || !strings.Contains(v.Text, "二百元") {
		t.Errorf("%+v", v)
	}
	roles := ""
	for _, c := range v.Citations {
		roles += c.Title + " " + c.Role + " "
		if c.Title != "" && c.Address == "" {
			t.Errorf("%s has no address", c.Title)
		}
	}
	if roles != " mentions 中华人民共和国道路交通安全法 basis 某市停车暂行办法 repeals " {
		t.Error(roles)
	}
	if err := JSON(io.Discard, Work{}); !errors.Is(err, ErrNoWording) {
		t.Error(err)
	}
}
