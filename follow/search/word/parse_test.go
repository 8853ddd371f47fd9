package word

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, in string
		words    string // literals with |
		terms    string // of each word with blanks
		numbers  string
		cut      bool
	}{
		{name: "nothing", in: " 　"},
		{name: "only breaks", in: "（），"},
		{name: "words", in: "低保　标准  2017", words: "低保|标准|2017", terms: "低保|标准|2017"},
		{name: "twice the same", in: "低保 低保", words: "低保", terms: "低保"},
		{name: "one character", in: "镇", words: "镇"},
		{name: "a phrase", in: `"air quality" 办法`, words: "air quality|办法", terms: "air quality|办法"},
		{name: "marks of a title", in: "关于印发《城市 低保办法》的通知", words: "关于印发|城市低保办法|的通知", terms: "关于 于印 印发|城市 市低 低保 保办 办法|的通 通知"},
		{name: "a quotation without end", in: "“低保 标准", words: "低保|标准", terms: "低保|标准"},
		{name: "punctuation within", in: "pm2.5，监测", words: "pm2.5,监测", terms: "pm2 5 监测"},
		{name: "punctuation around", in: "（试行）", words: "试行", terms: "试行"},
		{name: "letters and characters", in: "54号文a", words: "54号文a", terms: "54 号文 文 a"},
		{name: "traditional", in: "徵收補償", words: "征收补偿", terms: "征收 收补 补偿"},

		{name: "a number", in: "长府办发〔2017〕54号", words: "长府办发(2017)54", terms: "长府 府办 办发 发 2017 54", numbers: "#d:2017|54|长府办发"},
		{name: "other brackets", in: "长府办发[2017]第054号", words: "长府办发(2017)54", terms: "长府 府办 办发 发 2017 54", numbers: "#d:2017|54|长府办发"},
		{name: "blanks for brackets", in: "长府办发2017 54", words: "长府办发(2017)54", terms: "长府 府办 办发 发 2017 54", numbers: "#d:2017|54|长府办发"},
		{name: "blanks everywhere", in: "长府办发 〔2017〕 54 号", words: "长府办发(2017)54", terms: "长府 府办 办发 发 2017 54", numbers: "#d:2017|54|长府办发"},
		{name: "year and serial", in: "〔2017〕54号", words: "(2017)54", terms: "2017 54", numbers: "#d:2017|54|"},
		{name: "year and serial with a blank", in: "2017 54号", words: "(2017)54", terms: "2017 54", numbers: "#d:2017|54|"},
		{name: "year and serial in words", in: "国发2017年54号文件", words: "国发(2017)54", terms: "国发 发 2017 54", numbers: "#d:2017|54|国发"},
		{name: "a number among words", in: "低保 长府办发〔2017〕54号 标准", words: "低保|长府办发(2017)54|标准", terms: "低保|长府 府办 办发 发 2017 54|标准", numbers: "#d:2017|54|长府办发"},
		{name: "an order", in: "省政府令第5号", words: "省政府令第5号", terms: "省政 政府 府令 令第 第 5", numbers: "#d:省政府令5"},
		{name: "no number: a year and an amount", in: "低保标准 2017 1200", words: "低保标准|2017|1200", terms: "低保 保标 标准|2017|1200"},
		{name: "no number: a date", in: "2017年6月30日", words: "2017年6月30日", terms: "2017 年 6 月 30"},
		{name: "an index number", in: "jyj/2017-000123", words: "jyj/2017-000123", terms: "jyj 2017 000123", numbers: "#i:JYJ/2017-000123"},
		{name: "an index number, wide", in: "ＪＹＪ／２０１７－０００１２３", words: "jyj/2017-000123", terms: "jyj 2017 000123", numbers: "#i:JYJ/2017-000123"},
		{name: "an index number without its stroke", in: "JYJ2017-000123", words: "jyj2017-000123", terms: "jyj2017 000123", numbers: "#i:JYJ/2017-000123"},
		{name: "an index number run together", in: "jyj2017000123", words: "jyj2017000123", terms: "jyj2017000123", numbers: "#i:JYJ/2017-000123"},

		{name: "too many words", in: "a b c d e f g h i j k l m n o p q", words: "a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p", terms: "a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p", cut: true},
		{name: "too long", in: strings.Repeat("中", 201), words: strings.Repeat("中", 200), terms: "中中", cut: true},
		{name: "too long within a number", in: strings.Repeat("中", 198) + "12345", words: strings.Repeat("中", 198), terms: "中中", cut: true},
	} {
		w := Parse(c.in)
		var words, terms, numbers []string
		for _, x := range w.List {
			words = append(words, x.Literal)
			terms = append(terms, strings.Join(x.Terms, " "))
			numbers = append(numbers, x.Numbers...)
		}
		if got := strings.Join(words, "|"); got != c.words {
			t.Errorf("%s: words %q, want %q", c.name, got, c.words)
		}
		if got := strings.Join(terms, "|"); got != c.terms {
			t.Errorf("%s: terms %q, want %q", c.name, got, c.terms)
		}
		if got := strings.Join(numbers, " "); got != c.numbers {
			t.Errorf("%s: numbers %q, want %q", c.name, got, c.numbers)
		}
		if w.Cut != c.cut {
			t.Errorf("%s: cut is %v", c.name, w.Cut)
		}
		if (w.Title == "") != (len(w.List) == 0) {
			t.Errorf("%s: title term %q", c.name, w.Title)
		}
	}
}

func TestExact(t *testing.T) {
	for in, want := range map[string]struct{ one, exact bool }{
		"镇": {true, true}, "低保": {false, true}, "低保金": {false, false}, "pm2": {false, true}, "54号": {false, false},
		"pm2.5": {false, false}, "〔2017〕54号": {false, false}, "abcdefghijklmnopqrstuvwxy": {false, false},
	} {
		if w := Parse(in).List[0]; w.One != want.one || w.Exact != want.exact {
			t.Errorf("%s: one %v, exact %v, want %v", in, w.One, w.Exact, want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"长春市低保标准", "低保", true},
		{"长春市低保标准", "保低", false},
		{"长府办发〔2017〕154号", "54", false},
		{"长府办发〔2017〕54号", "54", true},
		{"154,54", "54", true},
		{"54a", "54", false},
		{"共54项", "54项", true},
		{"共154项", "54项", false},
		{"低保标准，长春", "标准,长春", true},
		{"低保标准、长春", "标准,长春", false},
		{"通　知", "通知", true},
		{"根据国发[2017]54号文件", "国发〔2017〕54号", true},
		{"根据国发[2017]541号文件", "国发〔2017〕54号", false},
		{"air\nquality", `"air quality"`, true},
		{"air qualityx", `"air quality"`, false},
		{"", "低保", false},
	} {
		if got := Match(Fold(c.text), Parse(c.word).List[0]); got != c.want {
			t.Errorf("%q has %q: %v, want %v", c.text, c.word, got, c.want)
		}
	}
	if w := Parse("低保 标准"); !All("长春市低保标准", w) || All("长春市低保", w) {
		t.Error("All does not look for all")
	}
	if Match("低保", Word{}) {
		t.Error("a text has the word of nothing")
	}
}

// texts are short and of few characters, so that words do occur in them.
func texts(t *rapid.T, name string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("低保市長长ab12 　.，（〔〕\n\u0301\u200b𠮷㎡“”")), 0, 30, -1).Draw(t, name)
}

func TestMatchImpliesTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folded := Fold(texts(t, "text"))
		in := texts(t, "query")
		if rapid.Bool().Draw(t, "a part") {
			runes := []rune(folded)
			a := rapid.IntRange(0, len(runes)).Draw(t, "from")
			in = string(runes[a:rapid.IntRange(a, len(runes)).Draw(t, "to")])
		}
		terms := termsOf(folded)
		for _, w := range Parse(in).List {
			has := Match(folded, w)
			all := !slices.ContainsFunc(w.Terms, func(x string) bool { return !slices.Contains(terms, x) })
			if w.One {
				all = slices.ContainsFunc(terms, func(x string) bool { return strings.HasPrefix(x, w.Literal) })
			}
			if has && !all {
				t.Fatalf("%q has %q but not all of %q", folded, w.Literal, w.Terms)
			}
			if w.Exact && all != has {
				t.Fatalf("%q has the terms of %q: %v, the word: %v", folded, w.Literal, all, has)
			}
			if utf8.RuneCountInString(w.Literal) == 1 && unicode.Is(unicode.Han, []rune(w.Literal)[0]) != w.One {
				t.Fatalf("%q: one is %v", w.Literal, w.One)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	text := Fold(strings.Repeat("为进一步规范城市低保工作，根据《社会救助暂行办法》（国务院令第649号）等规定，结合我市实际，制定本办法。", 4))
	w := Parse("社会救助 制定办法")
	for b.Loop() {
		All(text, w)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse("低保 长府办发〔2017〕54号 关于印发城市管理条例的通知")
	}
}
