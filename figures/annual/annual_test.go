package annual_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// counts answers every source with a number of its own.
type counts map[string]int64

func key(s form.Source) string {
	return string(s.Fact) + "|" + strings.Join(s.Of, ",") + "|" + s.Applicant
}

func (c counts) Count(s form.Source) (printed.Number, bool) {
	n, ok := c[key(s)]
	return printed.Whole(n), ok
}

// all gives each source of the form the number n, and the named figures'.
func all(f *form.Form, n int64) counts {
	c := counts{}
	for _, cell := range f.Cells() {
		col, _ := f.Column(cell)
		if col.From.Fact != form.Sum && col.From.Fact != form.Declared {
			c[key(col.From)] = n
		}
	}
	for _, name := range annual.Names {
		if name.From.Fact != annual.Ratio {
			if _, ok := c[key(name.From)]; !ok {
				c[key(name.From)] = n
			}
		}
	}
	return c
}

func find(t *testing.T, list []annual.Figure, name string) annual.Figure {
	t.Helper()
	for _, f := range list {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no figure %q", name)
	return annual.Figure{}
}

func TestEverySumIsComputed(t *testing.T) {
	for _, f := range form.Forms {
		figures := annual.Compile(f, annual.Counts{All: all(f, 2)}, nil)
		for _, cell := range f.Cells() {
			fig := find(t, figures, cell.String())
			if col, _ := f.Column(cell); fig.Text == "" && col.From.Fact != form.Declared {
				t.Errorf("form %s: %s is blank", f.Code, cell)
			}
			if fig.Label == "" || fig.Words(f, 2017) == "" {
				t.Errorf("form %s: %s has no words", f.Code, cell)
			}
		}
		r := check.Check(annual.Table(f, f.From, "某市某局", figures), check.Beside{})
		for _, x := range r.Findings {
			if i, _ := f.Identity(x.ID); i.ID == "K3" || i.ID == "K1" || strings.HasPrefix(x.ID, "F2") || strings.HasPrefix(x.ID, "F3") || strings.HasPrefix(x.ID, "F4") {
				t.Errorf("form %s: %s", f.Code, x.Sentence)
			}
		}
	}
}

// Every fact explains itself, and the sentence names the year it counts.
func TestEveryFactHasWords(t *testing.T) {
	for _, f := range form.Forms {
		for _, fig := range annual.Compile(f, annual.Counts{All: all(f, 1)}, nil) {
			words := fig.Words(f, 2017)
			if words == "按平台记录计数。" {
				t.Errorf("%s (%s) has no words of its own", fig.Name, fig.From.Fact)
			}
			switch fig.From.Fact {
			case form.Sum, form.Declared, annual.Ratio:
			default:
				if !strings.Contains(words, "2017") || strings.Contains(words, "%!") || strings.ContainsAny(words, "_|") {
					t.Errorf("%s: %s", fig.Name, words)
				}
			}
		}
	}
}

func TestDeclaredAddsToWhatIsCounted(t *testing.T) {
	f := form.ByCode("2014")
	c := all(f, 0)
	c[key(form.Source{Fact: form.Received, Of: []string{"fax"}})] = 3
	figures := annual.Compile(f, annual.Counts{All: c}, annual.Declared{
		"3.1.2": {By: "王", At: "2018-01-05T00:00:00Z", Value: printed.Whole(4), Basis: "平台外办理"},
	})
	fax, received := find(t, figures, "3.1.2"), find(t, figures, "3.1")
	if fax.Text != "7" || fax.Stated == nil || fax.Stated.By != "王" {
		t.Errorf("fax: %+v", fax)
	}
	if received.Text != "7" {
		t.Errorf("the sum is %s, want 7", received.Text)
	}
	if all := find(t, figures, "收到申请总数"); all.Text != "4" || all.Stated == nil {
		// Nothing is counted as received in all; what was declared for a part is.
		t.Errorf("in all: %+v", all)
	}
	if own := find(t, figures, "本级新闻发布会场次"); own.Stated != nil {
		t.Errorf("the level's own takes no member's statement: %+v", own)
	}
}

// What is declared in the table is in the text's figures too, on every form:
// text and table cannot disagree.
func TestDeclaredReachesTheNamedFigures(t *testing.T) {
	for _, c := range []struct {
		form, cell string
		want       []string // the named figures it belongs to
	}{
		{"2021", "B1.natural", []string{"收到申请总数", "其中政府信息公开申请数"}},
		{"2021", "B3.1.org_legal", []string{"办结总数"}},
		{"2021", "B4.natural", []string{"年末结转申请数"}},
		{"2021", "B2.natural", nil},
		{"2021", "C1.corrected", []string{"复议审结数", "复议纠错数"}},
		{"2021", "C1.pending", nil},
		{"2021", "C2.maintained", []string{"诉讼审结数"}},
		{"2021", "C3.corrected", []string{"诉讼审结数", "诉讼纠错数"}},
		{"2021", "A02.in_force", []string{"年末现行有效规范性文件数"}},
		{"2019", "B3.6.natural", []string{"办结总数"}},
		{"2014", "3.1.4", []string{"收到申请总数"}},
		{"2014", "3.2.1", []string{"按期办结总数", "办结总数"}},
		{"2014", "3.3.1", nil},
		{"2014", "5.1", []string{"诉讼审结数"}},
		{"2014", "1.1.a", []string{"主动公开规范性文件总数"}},
		{"2014", "1.2.3", []string{"政务微博公开数"}},
	} {
		f := form.ByCode(c.form)
		figures := annual.Compile(f, annual.Counts{All: all(f, 0)}, annual.Declared{c.cell: {Value: printed.Whole(7)}})
		var got []string
		for _, n := range annual.Names {
			if fig := find(t, figures, n.Name); fig.Stated != nil {
				got = append(got, n.Name)
				if fig.Text != "7" {
					t.Errorf("%s %s: %s is %s", c.form, c.cell, n.Name, fig.Text)
				}
			}
		}
		slices.Sort(got)
		if slices.Sort(c.want); !slices.Equal(got, c.want) {
			t.Errorf("%s %s: declared reaches %v, want %v", c.form, c.cell, got, c.want)
		}
	}
}

// A table from outside may say half a class; that is no share, and no fault.
func TestQuotientsOfOddNumbers(t *testing.T) {
	f := form.ByCode("2014")
	for _, c := range []struct {
		trained, classes printed.Number
		want             string
	}{
		{printed.Whole(1), printed.Whole(1) / 2, "2"}, {printed.Whole(1), 1, "1000000"}, {printed.Whole(99_999_999_999), 1, ""}, {0, 0, ""},
		{printed.Whole(99_999_999_999), printed.Whole(3), "33333333333"},
	} {
		figures := annual.Compile(f, annual.Counts{All: all(f, 0)}, annual.Declared{"9.3": {Value: c.trained}, "9.2": {Value: c.classes}})
		if got := find(t, figures, "平均每班培训人次").Text; got != c.want {
			t.Errorf("%s in %s classes: %q, want %q", c.trained, c.classes, got, c.want)
		}
	}
}

func TestQuotients(t *testing.T) {
	f := form.ByCode("2014")
	c := all(f, 0)
	c[key(form.Source{Fact: form.Reconsidered, Of: []string{"corrected"}})] = 572
	c[key(form.Source{Fact: form.Reconsidered, Of: []string{"maintained", "corrected", "other"}})] = 1347
	c[key(form.Source{Fact: form.Trained})] = 6667
	c[key(form.Source{Fact: form.Classes})] = 116
	figures := annual.Compile(f, annual.Counts{All: c}, nil)
	for name, want := range map[string]string{"复议纠错率": "42.5", "平均每班培训人次": "57.5", "诉讼纠错率": ""} {
		if got := find(t, figures, name).Text; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// The level's own figures are counted of it alone.
func TestOwnIsCountedAlone(t *testing.T) {
	f := form.ByCode("2014")
	figures := annual.Compile(f, annual.Counts{All: all(f, 110), Own: all(f, 36)}, nil)
	if got := find(t, figures, "新闻发布会次数").Text; got != "110" {
		t.Errorf("the city's conferences: %s", got)
	}
	if got := find(t, figures, "本级新闻发布会场次").Text; got != "36" {
		t.Errorf("its own: %s", got)
	}
}

func TestCharts(t *testing.T) {
	f := form.ByCode("2014")
	c := all(f, 5)
	var peers []annual.Peer
	for i, kind := range []agency.Kind{agency.County, agency.Zone, agency.Department} {
		peers = append(peers, annual.Peer{Code: agency.Code(rune('A' + i)), Name: string(kind), Kind: kind, Counts: all(f, int64(10*(i+1)))})
	}
	headings := []string{"一、综合概述", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、行政投诉举报、复议和诉讼情况", "五、收费", "六、其他需要报告的事项", "七、主要问题和改进措施"}
	figures := annual.Compile(f, annual.Counts{All: c}, nil)
	charts, in := annual.Charts(f, headings, figures, peers)
	if len(charts) != 16 {
		t.Errorf("%d charts of the form of 2014, want 16", len(charts))
	}
	next := 1
	for _, list := range in {
		for _, n := range list {
			if n != next {
				t.Errorf("chart %d stands where %d is due", n, next)
			}
			next++
		}
	}
	for _, chart := range charts {
		for _, s := range chart.Series {
			if len(s.Values) != len(chart.Labels) || s.Figures != nil && len(s.Figures) != len(s.Values) {
				t.Errorf("chart %d: %d labels, %d values, %d figures", chart.Number, len(chart.Labels), len(s.Values), len(s.Figures))
			}
			for i, name := range s.Figures {
				if fig := find(t, figures, name); fig.Value != s.Values[i] {
					t.Errorf("chart %d draws %s as %s, the report prints %s", chart.Number, name, s.Values[i], fig.Text)
				}
			}
		}
		if !strings.Contains(chart.Alt, chart.Labels[0]) {
			t.Errorf("chart %d says %q", chart.Number, chart.Alt)
		}
	}
}

func TestEditionComesBack(t *testing.T) {
	f := form.ByCode("2021")
	e := annual.Edition{Agency: "JYJ", Year: 2025, Form: "2021", Figures: annual.Compile(f, annual.Counts{All: all(f, 3)}, annual.Declared{
		"A08.amount": {By: "王", Value: 52_150_000},
	})}
	first, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back annual.Edition
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(back)
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) {
		t.Error("an edition read back is written otherwise")
	}
}

func TestPrintedIsCompared(t *testing.T) {
	e := annual.Edition{Figures: []annual.Figure{
		{Name: "a", Text: "1130070", Value: printed.Whole(1_130_070)}, {Name: "b", Text: "100", Value: printed.Whole(100)}, {Name: "c"},
	}}
	for _, c := range []struct {
		figure, text string
		want         annual.Agreement
	}{
		{"a", "1130070条", annual.Agrees}, {"a", "1130071条", annual.Differs}, {"a", "约113万余条", annual.Rounded}, {"a", "约114万余条", annual.Differs},
		{"b", "100%", annual.Agrees}, {"b", "99%", annual.Differs}, {"b", "约100次", annual.Rounded}, {"b", "90余次", annual.Differs},
		{"c", "3件", annual.Lacking}, {"d", "3件", annual.Lacking}, {"a", "许多", annual.Differs},
	} {
		if _, got := (annual.PrintedLine{Printed: c.text, Figure: c.figure}).Compare(&e); got != c.want {
			t.Errorf("%s held against %s: %s, want %s", c.text, c.figure, got, c.want)
		}
	}
}
