package word

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func shown(marks []Mark) string {
	var b strings.Builder
	for _, m := range marks {
		if m.Hit {
			b.WriteString("<" + m.Text + ">")
		} else {
			b.WriteString(m.Text)
		}
	}
	return b.String()
}

func TestHighlight(t *testing.T) {
	for _, c := range []struct {
		name, text, query string
		max               int
		want              string
	}{
		{name: "nothing", text: "", query: "低保", want: ""},
		{name: "no words", text: "低保标准", query: "", want: "低保标准"},
		{name: "words", text: "长春市低保标准", query: "标准 长春", want: "<长春>市低保<标准>"},
		{name: "as it was written", text: "長春市ＡＢＣ標準", query: "abc标准 长春", want: "<長春>市<ＡＢＣ標準>"},
		{name: "a spaced title", text: "通　　知", query: "通知", want: "<通 知>"},
		{name: "overlapping", text: "低保标准", query: "低保标 保标准", want: "<低保标准>"},
		{name: "not within a number", text: "154号和54号", query: "54", want: "154号和<54>号"},
		{name: "not the pieces of a number", text: "市政府办公厅关于中办发〔2016〕8号的意见", query: "长府办发2017 54号", want: "市政府办公厅关于中办发〔2016〕8号的意见"},
		{name: "a number in another spelling", text: "长府办发〔2017〕54号", query: "长府办发2017 54号", want: "<长府办发〔2017〕54>号"},
		{name: "parts of a word that is not there", text: "城市低保办法", query: "农村低保办法", want: "城市<低保办法>"},
		{name: "shortened", text: "长春市低保标准", query: "低保标准", max: 5, want: "长春市<低保>…"},
		{name: "not shortened", text: "长春市低保", query: "低保", max: 5, want: "长春市<低保>"},
		{name: "one character", text: "乡镇", query: "镇", want: "乡<镇>"},
	} {
		if got := shown(Highlight(c.text, Parse(c.query), c.max)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name, text, query string
		width             int
		want              string
	}{
		{"nothing", "", "低保", 10, ""},
		{"nothing found", "一二三四五六七八九十。", "低保", 5, "一二三四五…"},
		{"all of a short text", "本市提高低保标准。", "低保", 20, "本市提高<低保>标准。"},
		{"where the words are together", "低保一二三四五六七八九十一二三四五六七八九。本市低保的标准是六百元。一二三四五六七八九十。", "低保 标准", 14, "…本市<低保>的<标准>是六百元。…"},
		{"from a part of a sentence", "一二三四五六七八九十，现将低保标准通知如下一二三四五六七八九十一二三四", "低保", 12, "…现将<低保>标准通知如下一二…"},
		{"a word whole before parts of one", "农村标准很多，农村办法很多。一二三四五六七八九十。农村低保在此。", "农村低保", 8, "…<农村低保>在此。"},
		{"lines", "第一行\n\n第二行  低保\t标准", "低保", 30, "第一行 第二行 <低保> 标准"},
		{"no Latin word is cut", "低保 information technology", "低保", 8, "<低保>…"},
	} {
		if got := shown(Cut(c.text, Parse(c.query), c.width)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMarksHoldTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts(t, "text")
		w := Parse(texts(t, "query"))
		marks := Highlight(s, w, 0)
		var all strings.Builder
		for i, m := range marks {
			all.WriteString(m.Text)
			if m.Text == "" || i > 0 && marks[i-1].Hit == m.Hit {
				t.Fatalf("%q: marks %v", s, marks)
			}
		}
		if got, want := strings.TrimSpace(all.String()), strings.TrimSpace(tidy(s, true)); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Fatalf("marks of %q say %q", s, got)
		}
		width := rapid.IntRange(1, 20).Draw(t, "width")
		total := 0
		for _, m := range Cut(s, w, width) {
			total += utf8.RuneCountInString(m.Text)
		}
		// What is marked is shown whole, though it be wider.
		widest := width
		for _, x := range w.List {
			widest = max(widest, utf8.RuneCountInString(x.Literal))
		}
		if total > 3*widest+2 {
			t.Fatalf("%q cut to %d gives %d characters", s, width, total)
		}
	})
}

func FuzzCut(f *testing.F) {
	f.Add("低\xff保", "低 \xfe保", 3)
	f.Fuzz(func(t *testing.T, s, query string, width int) {
		w := Parse(query)
		Highlight(s, w, width%50)
		Cut(s, w, width%50)
	})
}

func BenchmarkCut(b *testing.B) {
	text := strings.Repeat("为进一步规范城市低保工作，根据《社会救助暂行办法》（国务院令第649号）等规定，结合我市实际，制定本办法。", 20)
	w := Parse("社会救助 制定办法")
	for b.Loop() {
		Cut(text, w, 120)
	}
}
