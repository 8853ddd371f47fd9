package narrative

import (
	"errors"
	"strings"
	"testing"

	"gongkai/figures/annual"
	"gongkai/law/form"
)

// TestDrafted writes the first text from the figures: parts in order, every
// number inserted, nothing to ask about and nothing to mend but what a person
// has to write.
func TestDrafted(t *testing.T) {
	for _, c := range []struct {
		form    string
		figures []annual.Figure
		tables  []string
		parts   int
		says    []string // once resolved
	}{
		{"2014", seedFigures(), []string{"2014"}, 7, []string{
			"全年主动公开政府信息1130070条，其中主动公开规范性文件1069条。", "当面申请35567件，占51.4%", "被依法纠错572件，占42.5%",
			"本级自身召开新闻发布会36场", "收取的费用为0万元", "举办培训班116次，培训工作人员6667人次", "政务微博、微信公开政府信息合计39516条",
			"自2017年1月1日至2017年12月31日",
		}},
		{"2021", figures2021(), []string{"A", "B", "C"}, 6, []string{"全年新收政府信息公开申请1017件，其中自然人1011件", "未经复议直接起诉"}},
		{"2019", nil, []string{"A", "B", "C"}, 6, []string{"自2017年1月1日至2017年12月31日"}},
	} {
		f := form.ByCode(c.form)
		draft := Draft(f, 2017, c.figures, nil)
		if len(draft) != c.parts {
			t.Errorf("%s: %d parts", c.form, len(draft))
		}
		if list := Check(draft, c.figures); len(list) > 0 {
			t.Errorf("%s: typed by hand: %v", c.form, list[0])
		}
		var parsed []Parsed
		for i, p := range draft {
			if p.Heading != Headings(f)[i] || strings.TrimSpace(p.Text) == "" && c.figures != nil {
				t.Errorf("%s: part %d is %q, %d characters", c.form, i, p.Heading, len(p.Text))
			}
			x, problems := Parse(p, Known{Figures: c.figures, Tables: c.tables})
			for _, problem := range problems {
				if !errors.Is(problem.Err, ErrUnwritten) {
					t.Errorf("%s: %s", c.form, problem.Text)
				}
			}
			parsed = append(parsed, x)
		}
		parts, problems := Resolve(parsed, lookup(c.figures))
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.form, problems)
		}
		whole := ""
		tables := 0
		for _, p := range parts {
			tables += len(p.Tables)
			for _, x := range p.Paragraphs {
				whole += x.String()
			}
		}
		if tables != len(c.tables) {
			t.Errorf("%s: %d tables", c.form, tables)
		}
		for _, s := range c.says {
			if !strings.Contains(whole, s) {
				t.Errorf("%s: does not say %q:\n%s", c.form, s, whole)
			}
		}
	}
}

// TestAgain offers last year's text for this year.
func TestAgain(t *testing.T) {
	f := form.ByCode("2014")
	for _, c := range []struct{ name, last, want string }{
		{"inserted", "公开{{figure 1.1 unit}}，占{{figure 3.1.1 share 3.1}}。", "公开{{figure 1.1 unit}}，占{{figure 3.1.1 share 3.1}}。"},
		{"typed", "召开发布会36场，约113万余条。", "召开发布会【请核对：36场】，【请核对：约113万余条】。"},
		{"typed in words", "召开发布会三十六场。", "召开发布会【请核对：三十六场】。"},
		{"period", "自2016年1月1日至2016年12月31日，2016年度报告。", "自2017年1月1日至2017年12月31日，2017年度报告。"},
		{"events of the year", "2016年6月30日上线，2004年起。", "【请核对：2016年6月30日】上线，2004年起。"},
		{"titles", "印发《2016年任务分工》（长府办函〔2016〕15号）。", "印发《2016年任务分工》（长府办函〔2016〕15号）。"},
		{"marked before", "召开【请核对：36场】。", "召开【请核对：36场】。"},
		{"telephone", "电话：88779005。", "电话：88779005。"},
		{"paragraphs", "甲。\n\n乙3件。", "甲。\n\n乙【请核对：3件】。"},
	} {
		// Last year's parts were numbered otherwise.
		got := Draft(f, 2017, seedFigures(), []PartText{{"二、其他需要报告的事项", c.last}})
		if got[5].Text != c.want {
			t.Errorf("%s: %q, want %q", c.name, got[5].Text, c.want)
		}
		if !strings.Contains(got[1].Text, "{{figure 1.1 unit}}") {
			t.Errorf("%s: a part that last year had not is not written", c.name)
		}
	}
}
