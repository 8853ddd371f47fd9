package word

import (
	"slices"
	"strings"
	"testing"
)

func termsOf(folded string) []string {
	var list []string
	Terms(folded, func(t string) { list = append(list, t) })
	return list
}

func TestTerms(t *testing.T) {
	long := strings.Repeat("abcdefgh", 4)
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"only breaks", "（）,。 ", ""},
		{"a run of one", "第54号", "第 54 号"},
		{"pairs and the last", "长春市", "长春 春市 市"},
		{"two runs", "公告,通知", "公告 告 通知 知"},
		{"letters and digits together", "h7n9禽流感", "h7n9 禽流 流感 感"},
		{"numbers part at a point", "pm2.5", "pm2 5"},
		{"all planes", "𠮷野家㛃", "𠮷野 野家 家㛃 㛃"},
		{"zero of a year", "二〇一七年", "二〇 〇一 一七 七年 年"},
		{"other letters", "école привет", "école привет"},
		{"a long run", long + "中", long[:24] + " 中"},
		{"a run of exactly 24", long[:24], long[:24]},
		{"a run of 25 at the end", long[:25], long[:24]},
	} {
		if got := strings.Join(termsOf(c.in), " "); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.name, c.in, got, c.want)
		}
	}
	s := "关于印发2017年度方案的通知"
	if n := testing.AllocsPerRun(100, func() { Terms(s, func(string) {}) }); n != 0 {
		t.Errorf("cutting allocates %v times", n)
	}
}

func TestNumberTerms(t *testing.T) {
	for _, c := range []struct {
		number string
		want   []string
	}{
		{"", nil},
		{"长府办发〔2017〕54号", []string{"#d:2017|54|长府办发", "#d:2017|54|"}},
		{"長府辦發[2017] 054 號", []string{"#d:2017|54|长府办发", "#d:2017|54|"}},
		{"〔2017〕54号", []string{"#d:2017|54|"}},
		{"省政府令第5号", []string{"#d:省政府令5"}},
	} {
		if got := NumberTerms(c.number); !slices.Equal(got, c.want) {
			t.Errorf("NumberTerms(%q) = %q, want %q", c.number, got, c.want)
		}
	}
}

func TestIndexTerm(t *testing.T) {
	for in, want := range map[string]string{
		"JYJ/2017-000123": "#i:JYJ/2017-000123", "jyj／2017－000123": "#i:JYJ/2017-000123", "JYJ-2017-000123": "#i:JYJ/2017-000123",
		"": "", "2017-06-30": "",
	} {
		if got := IndexTerm(in); got != want {
			t.Errorf("IndexTerm(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTitleTerm(t *testing.T) {
	same := []string{"关于印发《城市低保办法（试行）》的通知", "關於印發城市低保辦法(試行)的通知", "关于 印发《城市低保办法》 试行 的通知"}
	want := TitleTerm(Fold(same[0]))
	if len(want) != 3+11 || !strings.HasPrefix(want, "#t:") {
		t.Errorf("TitleTerm is %q", want)
	}
	for _, s := range same {
		if got := TitleTerm(Fold(s)); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	if TitleTerm(Fold("关于印发城市低保办法的通知")) == want {
		t.Error("another title has the same term")
	}
	if got := TitleTerm("(,)"); got != "" {
		t.Errorf("a title of no letters has the term %q", got)
	}
}

func BenchmarkTerms(b *testing.B) {
	text := Fold(strings.Repeat("为进一步规范城市低保工作，根据《社会救助暂行办法》（国务院令第649号）等规定，结合我市实际，制定本办法。", 4))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		Terms(text, func(string) { n++ })
	}
}
