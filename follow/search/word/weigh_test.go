package word

import (
	"math"
	"testing"
)

func TestWeigh(t *testing.T) {
	idf := func(term string) float64 {
		switch term {
		case "关于", "通知", "的通":
			return 0.1
		}
		return 5
	}
	for _, c := range []struct{ name, query, better, worse string }{
		{"all before some", "城市低保标准", "关于城市低保标准的通知", "关于城市低保的通知"},
		{"rare before common", "低保通知", "低保办法", "关于通知"},
		{"short before long", "低保标准", "低保标准", "关于转发省民政厅关于提高城乡低保标准的意见的通知"},
		{"whole before parted", "低保标准", "城市低保标准办法", "城市低保和保标标准"},
		{"close before far", "低保 标准", "低保的标准等若干问题的规定", "低保等若干问题的规定的标准"},
		{"title before nothing", "低保", "低保", "公积金"},
	} {
		f := Weigh(Parse(c.query), idf)
		if a, b := f(c.better, ""), f(c.worse, ""); a <= b {
			t.Errorf("%s: %s weighs %.2f, %s %.2f", c.name, c.better, a, c.worse, b)
		}
	}
	f := Weigh(Parse("低保 标准"), idf)
	if f("通知", "提高低保标准") <= f("通知", "提高工资") {
		t.Error("the lead does not count")
	}
	if f("低保标准", "") <= f("通知", "提高低保标准,低保标准") {
		t.Error("the lead counts more than the title")
	}
	if got := Weigh(Words{}, idf)("低保", "低保"); got != 0 {
		t.Errorf("no words weigh %v", got)
	}
	if got := f("", ""); got != 0 || math.IsNaN(got) {
		t.Errorf("no title weighs %v", got)
	}
}

func TestLead(t *testing.T) {
	long := make([]rune, 300)
	for i := range long {
		long[i] = '中'
	}
	for in, want := range map[string]int{"": 0, "中a": 4, string(long): 300, string(long[:100]): 300, string(long[:99]): 297} {
		if got := len(Lead(in)); got != want {
			t.Errorf("the lead of %d bytes is %d, want %d", len(in), got, want)
		}
	}
}

func BenchmarkWeigh(b *testing.B) {
	text := Lead(Fold("为进一步规范城市低保工作，根据《社会救助暂行办法》（国务院令第649号）等规定，结合我市实际，制定本办法。为进一步规范城市低保工作，根据《社会救助暂行办法》（国务院令第649号）等规定。"))
	f := Weigh(Parse("关于提高城乡居民最低生活保障标准的通知"), func(string) float64 { return 3 })
	for b.Loop() {
		f("关于提高2017年度全市城乡居民最低生活保障标准和特困人员救助供养标准的通知", text)
	}
}
