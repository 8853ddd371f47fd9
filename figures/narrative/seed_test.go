package narrative

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// seedCells are the numbers of the city's report of 2017.
var seedCells = map[string]int64{
	"1.1": 1130070, "1.1.a": 1069, "1.2.1": 1238, "1.2.2": 959223, "1.2.5": 130093,
	"2.2.1": 110, "2.2.1.a": 74, "2.2.2": 99, "2.2.2.a": 55, "2.2.3": 736,
	"3.1": 69152, "3.1.1": 35567, "3.1.2": 208, "3.1.3": 33142, "3.1.4": 235,
	"3.2": 69152, "3.2.1": 69123, "3.2.2": 29, "3.3": 69152,
	"3.3.1": 312, "3.3.2": 68303, "3.3.3": 10, "3.3.4": 61, "3.3.5": 302, "3.3.6": 128, "3.3.7": 16, "3.3.8": 20,
	"4": 1347, "4.1": 496, "4.2": 572, "4.3": 279, "5": 155, "5.1": 132, "5.2": 8, "5.3": 15,
	"6": 22671, "7": 0, "8.2": 1575, "9.1": 110, "9.2": 116, "9.3": 6667,
}

var seedNames = map[string]int64{
	"政务微博微信公开数": 39516, "年末现行有效规范性文件数": 1517, "本级政策解读活动场次": 13, "政策解读活动场次": 40,
	"本级新闻发布会场次": 36, "本级专家参会次数": 11, "专家参会次数": 23, "回应关切人次": 201361, "微博微信回应人次": 3923,
	"回应关切事项数": 611, "建议提案办理结果公开数": 842, "年度报告公布率": 100, "已公布年度报告机关数": 63, "应编制年度报告机关数": 63,
	"收到申请总数": 69152, "按期办结总数": 69123, "培训实际人数": 4100, "逾期办结总数": 0, "其中咨询投诉数": 60000, "其中政府信息公开申请数": 9152,
}

// declaredNames are figures that a city states of itself beside the named ones.
var declaredNames = []annual.Figure{
	number("政务服务中心数", "政务（公共）服务中心", "个", "191"),
	number("审批时限压缩前", "审批时限由", "个工作日", "302"),
	number("审批时限压缩后", "审批时限由302个工作日压缩到", "个", "51"),
	number("多证联办类数", "经营项目", "类", "58"),
	number("网上开证明事项数", "网上大厅实现", "个", "67"),
	number("报告的县区数", "我市", "个", "10"),
	number("报告的开发区数", "开发区", "个", "5"),
	number("报告的部门数", "政府工作部门", "个", "48"),
}

func seedFigures() []annual.Figure {
	f := form.ByCode("2014")
	var list []annual.Figure
	for _, cell := range f.Cells() {
		fig := annual.Figure{Name: cell.String(), Label: f.Label(cell), Unit: f.Unit(cell)}
		if n, ok := seedCells[fig.Name]; ok {
			fig.Value, fig.Text = printed.Whole(n), printed.Whole(n).String()
		}
		list = append(list, fig)
	}
	for _, n := range annual.Names {
		fig := annual.Figure{Name: n.Name, Label: n.Name, Unit: n.Unit, Own: n.Own}
		if v, ok := seedNames[n.Name]; ok {
			fig.Value, fig.Text = printed.Whole(v), printed.Whole(v).String()
		}
		list = append(list, fig)
	}
	return list
}

// seedStatistics are those of the printed text, in its order, with the figure
// each means; "" for those that no figure of the program counts.
var seedStatistics = []struct{ number, figure string }{
	{"约113万余条", "1.1"},
	{"36场", "本级新闻发布会场次"}, {"13次", "本级政策解读活动场次"}, {"11次", "本级专家参会次数"}, {"842件", "建议提案办理结果公开数"},
	{"约1500多个", "年末现行有效规范性文件数"},
	{"191个", ""}, {"302个工作日", ""}, {"51个", ""}, {"58类", ""}, {"67个", ""},
	{"12个", ""}, {"9个", ""},
	{"10个", ""}, {"5个", ""}, {"48个", ""}, {"100%", "年度报告公布率"},
	{"1130070条", "1.1"}, {"959223条", "1.2.2"}, {"1238条", "1.2.1"}, {"39516条", "政务微博微信公开数"}, {"130093条", "1.2.5"}, {"1069条", "1.1.a"},
	{"201361人/次", "回应关切人次"}, {"110次", "2.2.1"}, {"74次", "2.2.1.a"}, {"99次", "2.2.2"}, {"55次", "2.2.2.a"}, {"736篇", "2.2.3"}, {"3923人/次", "微博微信回应人次"}, {"1575个", "8.2"},
	{"69152件", "3.1"}, {"33142件", "3.1.3"}, {"35567件", "3.1.1"}, {"235件", "3.1.4"}, {"208件", "3.1.2"},
	{"100%", "3.2 share 3.1"}, {"69123件", "3.2.1"}, {"29件", "3.2.2"},
	{"312件", "3.3.1"}, {"68303件", "3.3.2"}, {"10件", "3.3.3"}, {"61件", "3.3.4"}, {"128件", "3.3.6"}, {"302件", "3.3.5"}, {"16件", "3.3.7"}, {"20件", "3.3.8"},
	{"22671件", "6"}, {"1347件", "4"}, {"496件", "4.1"}, {"572件", "4.2"}, {"279件", "4.3"},
	{"155件", "5"}, {"132件", "5.1"}, {"8件", "5.2"}, {"15件", "5.3"},
	{"零", "7"},
	{"约110次", "9.1"}, {"约116次", "9.2"}, {"约6667人次", "9.3"},
}

// seedText is the printed report, part by part; the part before the first
// heading has none.
func seedText(t *testing.T) []PartText {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "domain", "changchun-2017-report.txt"))
	if err != nil {
		t.Skip("the printed report is not at hand")
	}
	parts := []PartText{{}}
	for _, line := range strings.Split(string(b), "\n") {
		words := strings.Trim(line, " \u3000\r")
		if i := strings.Index(words, "、"); i == 3 && strings.Contains("一二三四五六七", words[:i]) && len([]rune(words)) < 30 {
			parts = append(parts, PartText{Heading: words})
			continue
		}
		parts[len(parts)-1].Text += line + "\n"
	}
	if len(parts) != 8 {
		t.Fatalf("%d parts", len(parts))
	}
	return parts
}

// TestPrintedReport finds every statistic of the printed report, each with its
// figure, and nothing else: no date, document, telephone or article.
func TestPrintedReport(t *testing.T) {
	got := Check(seedText(t), seedFigures())
	right, found := 0, 0
	rest := got
	for _, want := range seedStatistics {
		i := slices.IndexFunc(rest, func(q Question) bool { return q.Number == want.number })
		if i < 0 {
			t.Errorf("%s (%s) was not found", want.number, want.figure)
			continue
		}
		for _, q := range rest[:i] {
			t.Errorf("no statistic: %s in %q", q.Number, q.Clause)
		}
		found++
		q := rest[i]
		rest = rest[i+1:]
		if q.Figure != want.figure {
			t.Errorf("%s in %q is %q, want %q", q.Number, q.Clause, q.Figure, want.figure)
			continue
		}
		right++
		ok := q.Verdict == Agrees || q.Verdict == Rounded
		if want.figure == "" {
			ok = q.Verdict == Unknown
		}
		if !ok {
			t.Errorf("%s: %s", q.Number, q.Sentence)
		}
	}
	for _, q := range rest {
		t.Errorf("no statistic: %s in %q", q.Number, q.Clause)
	}
	t.Logf("%d numbers asked about, %d statistics in the text; recall %.3f, precision %.3f, right figure %.3f",
		len(got), len(seedStatistics), float64(found)/float64(len(seedStatistics)), float64(found)/float64(max(1, len(got))), float64(right)/float64(len(seedStatistics)))
}

// stillTrue are changes that leave a true rounded number: the 1,130,070 items are
// also “about 1.1 million and more”, and of 1,517 documents 1,510-odd is right.
var stillTrue = []string{"约110万余条", "约1510多个"}

// TestOneDigitChanged changes every digit of every statistic that has a figure,
// alone, to each of the nine others: each must be named as differing, with the
// same figure, save the two of stillTrue.
func TestOneDigitChanged(t *testing.T) {
	parts, figures := seedText(t), seedFigures()
	c := newChecker(figures)
	changed, caught, moved := 0, 0, 0
	for _, q := range c.check(parts) {
		if q.Figure == "" || q.Number == "零" {
			continue
		}
		ps := paragraphs(parts[q.Part].Text)
		text := []rune(ps[q.Paragraph].text)
		for i := range []rune(q.Number) {
			old := text[q.Offset+i]
			if old < '0' || old > '9' {
				continue
			}
			for d := '0'; d <= '9'; d++ {
				if d == old || d == '0' && (q.Offset+i == 0 || text[q.Offset+i-1] < '0' || text[q.Offset+i-1] > '9') {
					continue
				}
				text[q.Offset+i] = d
				before := PartText{Heading: q.Heading}
				if q.Paragraph > 0 {
					before.Text = ps[q.Paragraph-1].text + "\n\n"
				}
				before.Text += string(text)
				changed++
				var now *Question
				for _, x := range c.check([]PartText{before}) {
					if x.Paragraph == min(q.Paragraph, 1) && x.Offset == q.Offset {
						now = &x
					}
				}
				switch {
				case now != nil && slices.Contains(stillTrue, now.Number):
					changed--
				case now == nil || now.Verdict != Differs:
					t.Errorf("%s with %c at %d was not caught: %s", q.Number, d, i, fmt.Sprint(now))
				case now.Figure != q.Figure:
					moved++
					caught++
					t.Errorf("%s with %c at %d was compared with %s, not %s", q.Number, d, i, now.Figure, q.Figure)
				default:
					caught++
				}
			}
			text[q.Offset+i] = old
		}
	}
	if changed < 1000 {
		t.Errorf("only %d changes were tried", changed)
	}
	t.Logf("%d of %d single digits caught, %d of them at another figure", caught, changed, moved)
}

// TestStatedFigures gives the city's own further numbers names: their labels
// are all that is known of them.
func TestStatedFigures(t *testing.T) {
	figures := append(seedFigures(), declaredNames...)
	matched := map[string]string{}
	missed := []string{}
	for _, q := range Check(seedText(t), figures) {
		if q.Verdict == Differs {
			t.Errorf("%s: %s", q.Clause, q.Sentence)
		}
		matched[q.Figure] = q.Number
	}
	n := 0
	for _, f := range declaredNames {
		if matched[f.Name] != "" {
			n++
		} else {
			missed = append(missed, f.Label)
		}
	}
	if n < 5 {
		t.Errorf("missed: %v", missed)
	}
	t.Logf("%d of %d figures that were only named by the city found, not %v", n, len(declaredNames), missed)
}

func BenchmarkCheck(b *testing.B) {
	text := []PartText{}
	for _, p := range Draft(form.ByCode("2014"), 2017, seedFigures(), nil) {
		parsed, _ := Parse(p, Known{Figures: seedFigures(), Tables: []string{"2014"}})
		parts, _ := Resolve([]Parsed{parsed}, lookup(seedFigures()))
		text = append(text, Typed(parts)...)
	}
	figures := seedFigures()
	for b.Loop() {
		if len(Check(text, figures)) < 50 {
			b.Fatal("too few numbers")
		}
	}
}
