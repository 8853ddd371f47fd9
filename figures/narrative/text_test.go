package narrative

import (
	"errors"
	"strings"
	"testing"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

func number(name, label, unit, text string) annual.Figure {
	f := annual.Figure{Name: name, Label: label, Unit: unit, Text: text}
	if c, err := printed.Read(text); err == nil {
		f.Value = c.Value
	}
	return f
}

func lookup(list []annual.Figure) func(string) (annual.Figure, bool) {
	return func(name string) (annual.Figure, bool) {
		for _, f := range list {
			if f.Name == name {
				return f, true
			}
		}
		return annual.Figure{}, false
	}
}

var few = []annual.Figure{
	number("1.1", "主动公开政府信息数", "条", "1130070"),
	number("1.2.3", "政务微博公开政府信息数", "条", "30000"),
	number("1.2.4", "政务微信公开政府信息数", "条", "9516"),
	number("3.1", "收到申请数", "件", "69152"),
	number("3.1.1", "当面申请数", "件", "35567"),
	number("4", "行政复议数量", "件", "0"),
	number("8.1", "政府信息公开工作专门机构数", "个", ""),
	number("政策解读场次", "政策解读活动", "场", "13"),
}

func TestInserted(t *testing.T) {
	known := Known{Figures: few, Charts: []int{3}, Tables: []string{"2014"}}
	for _, c := range []struct{ name, typed, want string }{
		{"plain", "一段文字。", "一段文字。"},
		{"by cell", "当面{{figure 3.1.1}}件。", "当面[35567]件。"},
		{"by name", "解读{{figure 政策解读场次 unit}}。", "解读[13场]。"},
		{"no separators", "{{figure 1.1 unit}}", "[1130070条]"},
		{"share", "占{{figure 3.1.1 share 3.1}}。", "占[51.4%]。"},
		{"sum", "双微{{figure 1.2.3+1.2.4 unit}}", "双微[39516条]"},
		{"full width", "当面｛｛figure 3.1.1｝｝件", "当面[35567]件"},
		{"wide inside", "{{figure　３.１ unit}}", "[69152件]"},
		{"paragraphs", "甲。\n\n　　乙，\n丙。\n", "甲。¶乙，丙。"},
		{"chart alone", "甲。\n\n{{chart 3}}\n\n乙。", "甲。¶乙。 图3"},
		{"chart in a sentence", "见{{chart 3}}。", "见图3。 图3"},
		{"table", "{{table 2014}}", " 表2014"},
	} {
		p, problems := Parse(PartText{"一、综合概述", c.typed}, known)
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.name, problems)
			continue
		}
		parts, problems := Resolve([]Parsed{p}, lookup(few))
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.name, problems)
		}
		var got []string
		for _, p := range parts[0].Paragraphs {
			s := ""
			for _, x := range p {
				if x.Figure != "" {
					s += "[" + x.Text + "]"
				} else {
					s += x.Text
				}
			}
			got = append(got, s)
		}
		s := strings.Join(got, "¶")
		for range parts[0].Charts {
			s += " 图3"
		}
		for _, n := range parts[0].Tables {
			s += " 表" + n
		}
		if s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func TestNotInserted(t *testing.T) {
	known := Known{Figures: few, Charts: []int{3}, Tables: []string{"2014"}}
	for _, c := range []struct {
		name, typed string
		want        error
		line        int
		says        string
	}{
		{"not closed", "甲。\n\n乙{{figure 3.1", ErrBraces, 3, "第 3 行"},
		{"not opened", "甲}}乙", ErrBraces, 1, ""},
		{"unknown word", "{{number 3.1}}", ErrInsert, 1, "{{number 3.1}}"},
		{"nothing", "{{}}", ErrInsert, 1, ""},
		{"unknown option", "{{figure 3.1 tail}}", ErrOption, 1, ""},
		{"near a name", "甲。解读{{figure 政策解读场}}。", ErrFigure, 1, "“政策解读场次”（政策解读活动）"},
		{"a label for a name", "{{figure 当面申请数}}", ErrFigure, 1, "“3.1.1”（当面申请数）"},
		{"unknown whole", "{{figure 3.1 share 3.9}}", ErrFigure, 1, "“3.9”"},
		{"unknown chart", "{{chart 4}}", ErrChart, 1, ""},
		{"unknown table", "{{table 2021}}", ErrTable, 1, ""},
		{"doubt left", "召开【请核对：36】场。", ErrDoubt, 1, "【请核对：36】"},
		{"blank", "{{figure 8.1}}", ErrBlank, 1, ""},
		{"share of nothing", "{{figure 3.1 share 4}}", ErrShare, 1, ""},
	} {
		p, problems := Parse(PartText{"二、主动公开", c.typed}, known)
		if _, more := Resolve([]Parsed{p}, lookup(few)); len(problems) == 0 {
			problems = more
		}
		if len(problems) != 1 {
			t.Errorf("%s: %d problems: %v", c.name, len(problems), problems)
			continue
		}
		if p := problems[0]; !errors.Is(p.Err, c.want) || p.Line != c.line || !strings.Contains(p.Text, c.says) || p.Words == "" {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
	_, problems := Parse(PartText{"", "前一句。当面{{figure 3.1.7}}件。后一句。"}, known)
	if len(problems) != 1 || problems[0].Words != "当面{{figure 3.1.7}}件。" {
		t.Errorf("the sentence: %v", problems)
	}
}

// TestTyped is what a reader sees: figures printed, places of charts gone.
func TestTyped(t *testing.T) {
	p, _ := Parse(PartText{"一、综合概述", "当面{{figure 3.1.1 unit}}。\n\n{{chart 3}}\n\n乙。"}, Known{Figures: few, Charts: []int{3}})
	parts, _ := Resolve([]Parsed{p}, lookup(few))
	if got := Typed(parts); len(got) != 1 || got[0] != (PartText{"一、综合概述", "当面35567件。\n\n乙。"}) {
		t.Errorf("%q", got)
	}
}
