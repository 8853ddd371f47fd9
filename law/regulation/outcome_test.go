package regulation_test

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai/law/regulation"
)

func TestOutcomesAndTheirCells(t *testing.T) {
	for _, c := range []struct{ code, ground, cell, article, class string }{
		{"2008-1", "", "3.3.1", "第二十一条第（一）项", regulation.ClassOpen},
		{"2008-2", "", "3.3.2", "第二十一条第（一）项、第二十六条", regulation.ClassOpen},
		{"2008-3", "2008-14-3", "3.3.3", "第二十二条", regulation.ClassPart}, // one line whatever the ground
		{"2008-4", "", "3.3.4", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-14-1", "3.3.4.1", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-14-2", "3.3.4.2", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-14-3", "3.3.4.3", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-08-1", "3.3.4.4", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-02-1", "3.3.4.5", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-02-2", "3.3.4.5", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-13-1", "3.3.4.6", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-4", "2008-99-1", "3.3.4.6", "第二十一条第（二）项", regulation.ClassRefused},
		{"2008-5", "", "3.3.5", "第二十一条第（三）项", regulation.ClassUnable},
		{"2008-6", "", "3.3.6", "第二十一条第（三）项", regulation.ClassUnable},
		{"2008-7", "", "3.3.7", "第二十一条第（四）项", regulation.ClassOther},
		{"2008-8", "", "3.3.8", "", regulation.ClassOther},
		{"2008-withdrawn", "", "", "", regulation.ClassOther},
		{"2019-B3.1-public", "", "B3.1", "第三十六条第（一）项", regulation.ClassOpen},
		{"2019-B3.1-given", "", "B3.1", "第三十六条第（二）项", regulation.ClassOpen},
		{"2019-B3.2", "2019-15-2", "B3.2", "第三十七条", regulation.ClassPart},
		{"2019-B3.3.1", "2019-14-1", "B3.3.1", "第十四条", regulation.ClassRefused},
		{"2019-B3.3.4", "2019-15-2", "B3.3.4", "第十五条", regulation.ClassRefused},
		{"2019-B3.3.6", "2019-16-2", "B3.3.6", "第十六条第二款", regulation.ClassRefused},
		{"2019-B3.3.8", "2019-36-7", "B3.3.8", "第三十六条第（七）项", regulation.ClassRefused},
		{"2019-B3.4.1-none", "", "B3.4.1", "第三十六条第（四）项", regulation.ClassUnable},
		{"2019-B3.4.1-other", "", "B3.4.1", "第三十六条第（五）项", regulation.ClassUnable},
		{"2019-B3.4.2", "", "B3.4.2", "第三十八条", regulation.ClassUnable},
		{"2019-B3.5.2", "", "B3.5.2", "第三十六条第（六）项", regulation.ClassNot},
		{"2019-B3.6.1", "", "B3.6.1", "第三十条", regulation.ClassOther},
		{"2019-B3.6.3-withdrawn", "", "B3.6.3", "", regulation.ClassOther},
	} {
		o, ok := regulation.OutcomeByCode(c.code)
		if !ok || o.CellFor(c.ground) != c.cell || c.article != "" && o.Article != c.article || o.Class != c.class {
			t.Errorf("%+v: %+v, counted in %q", c, o, o.CellFor(c.ground))
		}
	}
	if _, ok := regulation.OutcomeByCode("2019-B3.9"); ok {
		t.Error("an outcome that no form has")
	}
}

func TestOutcomesOfEvents(t *testing.T) {
	for _, c := range []struct{ edition, noSupplement, noPayment, withdrawn, partly string }{
		{"2008", "2008-7", "", "2008-withdrawn", "2008-3"},
		{"2019", "2019-B3.6.1", "2019-B3.6.2", "2019-B3.6.3-withdrawn", "2019-B3.2"},
	} {
		e, _ := regulation.ByCode(c.edition)
		if e.NoSupplement() != c.noSupplement || e.NoPayment() != c.noPayment || e.Withdrawn() != c.withdrawn || e.Partly() != c.partly {
			t.Errorf("%s: %q %q %q %q", c.edition, e.NoSupplement(), e.NoPayment(), e.Withdrawn(), e.Partly())
		}
		for _, code := range []string{c.noSupplement, c.noPayment, c.withdrawn, c.partly} {
			if _, ok := e.Outcome(code); ok != (code != "") {
				t.Errorf("%s: %q", c.edition, code)
			}
		}
	}
}

// What every edition, and every later one, must hold.
func TestOutcomesAreWhole(t *testing.T) {
	codes := map[string]bool{}
	for _, e := range regulation.Editions() {
		names, partial := map[string]bool{}, 0
		for _, o := range e.Outcomes {
			kinds := 0
			for _, set := range []bool{o.Gives, o.Partial, o.Refuses} {
				if set {
					kinds++
				}
			}
			if o.Partial {
				partial++
			}
			if codes[o.Code] || names[o.Name] || !strings.HasPrefix(o.Code, e.Code+"-") || kinds > 1 ||
				o.Name == "" || o.Class == "" || o.Article == "" || o.English == "" || o.Letter == "" || o.Words == "" {
				t.Errorf("%+v", o)
			}
			codes[o.Code], names[o.Name] = true, true
			if o.Cell == "" && o.Code != "2008-withdrawn" {
				t.Errorf("%s is counted nowhere", o.Code)
			}
			if o.NeedsGround != (len(o.Grounds) > 0) || (o.Refuses || o.Partial) != o.NeedsGround {
				t.Errorf("%s: grounds %v", o.Code, o.Grounds)
			}
			for _, code := range o.Grounds {
				if _, ok := e.Ground(code); !ok {
					t.Errorf("%s: no ground %s", o.Code, code)
				}
			}
			// The holes are those the officer is asked to fill.
			if o.NeedsPlace != o.Asks("place") || o.Asks("agency") || o.NeedsAgency != strings.Contains(o.Words, "{agency}") {
				t.Errorf("%s: %s", o.Code, o.Words)
			}
			if len(o.Grounds) > 1 != o.Asks("ground") {
				t.Errorf("%s: the words leave open which of %v", o.Code, o.Grounds)
			}
			// A refusal states its reasons: 第三十六条第（三）项, 第二十一条第（二）项.
			if (o.Refuses || o.Partial) && !o.NeedsPlace && !o.Asks("reason") {
				t.Errorf("%s gives no reason", o.Code)
			}
			said := o.Say(regulation.Holes{What: "甲", Place: "乙。", Agency: "丙", Ground: "丁", Article: "第一条", Reason: "戊；"})
			bare := o.Say(regulation.Holes{})
			if strings.ContainsAny(said+bare, "{}[]") || strings.Contains(said, "。。") || !strings.HasSuffix(said, "。") {
				t.Errorf("%s: %s\n%s", o.Code, said, bare)
			}
		}
		// Every ground on which one may withhold ends in some outcome.
		for _, g := range e.Grounds {
			if !slices.ContainsFunc(e.Outcomes, func(o regulation.Outcome) bool { return o.Refuses && slices.Contains(o.Grounds, g.Code) }) {
				t.Errorf("%s %s: no outcome", g.Code, g.Name)
			}
		}
		if partial != 1 {
			t.Errorf("%s: %d partial outcomes", e.Code, partial)
		}
	}
}

// What is no request for information ends in a way of its own since 2019, which is
// no disclosure; under the edition of 2008 it was a request. It came in, so every
// form says what became of it.
func TestAnswers(t *testing.T) {
	for _, e := range regulation.Editions() {
		if (e.Code == "2008") != (len(e.Answers) == 0) {
			t.Errorf("%s has %d answers", e.Code, len(e.Answers))
		}
		for _, o := range e.Answers {
			if same, ok := e.Outcome(o.Code); !ok || !same.Answers() || o.Gives || o.Partial || o.Refuses || o.NeedsGround || o.Platform || o.English == "" {
				t.Errorf("%+v", o)
			}
			leaf := map[string]string{"2019-39-channel": "B3.5.1"}[o.Code]
			for form, want := range map[string]string{"2014": "3.3.8", "2019": cmp.Or(leaf, "B3.6.3"), "2021": cmp.Or(leaf, "B3.6.3")} {
				if cell := o.CellIn(form, ""); cell != want {
					t.Errorf("%s counts under %q in the form of %s, want %q", o.Code, cell, form, want)
				}
			}
			if bare := o.Say(regulation.Holes{Reason: "甲", Place: "乙", Agency: "丙"}); strings.ContainsAny(bare, "{}[]") || strings.Contains(bare, "不予公开") {
				t.Errorf("%s", bare)
			}
		}
		for _, o := range slices.Concat(e.Outcomes, e.Corrections) {
			if o.Answers() {
				t.Errorf("%s ends both", o.Code)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		code  string
		holes regulation.Holes
		want  string
	}{
		{"2019-B3.1-public", regulation.Holes{What: "《城市总体规划》", Place: "市政府网站“规划计划”栏目。"},
			"经审查，《城市总体规划》已经主动公开。根据《中华人民共和国政府信息公开条例》第三十六条第（一）项的规定，现告知获取该政府信息的方式、途径：市政府网站“规划计划”栏目。"},
		{"2019-B3.4.1-other", regulation.Holes{What: "用地批复", Reason: "该信息由自然资源部门制作"},
			"经审查，用地批复不属于本行政机关负责公开。根据《中华人民共和国政府信息公开条例》第三十六条第（五）项的规定，特此告知，理由是：该信息由自然资源部门制作。"},
		{"2019-B3.4.1-other", regulation.Holes{What: "用地批复", Reason: "该信息由自然资源部门制作", Agency: "市规划和自然资源局"},
			"经审查，用地批复不属于本行政机关负责公开。根据《中华人民共和国政府信息公开条例》第三十六条第（五）项的规定，特此告知，理由是：该信息由自然资源部门制作；负责公开该政府信息的行政机关是：市规划和自然资源局。"},
		{"2008-4", regulation.Holes{Ground: "个人隐私", Article: "第十四条第四款", Reason: "权利人不同意公开"},
			"经审查，所申请公开的信息属于不予公开范围（个人隐私）。根据《中华人民共和国政府信息公开条例》第二十一条第（二）项和第十四条第四款的规定，本机关不予公开，理由是：权利人不同意公开。"},
		// What a person typed is not read as a hole.
		{"2019-B3.4.1-none", regulation.Holes{What: "{reason}[甲]", Reason: "{what}"},
			"经检索，没有{reason}[甲]，{what}。根据《中华人民共和国政府信息公开条例》第三十六条第（四）项的规定，现告知该政府信息不存在。"},
	} {
		o, _ := regulation.OutcomeByCode(c.code)
		if got := o.Say(c.holes); got != c.want {
			t.Errorf("%s: %s", c.code, got)
		}
	}
}

// Every leaf of the forms has its outcome, and none is invented.
func TestCellsAreTheForms(t *testing.T) {
	for _, c := range []struct{ edition, file, group string }{
		{"2008", "../../../shared/domain/indicators-2014.json", "3.3"},
		{"2019", "../../../shared/domain/indicators-2021.json", "B3"},
	} {
		text, err := os.ReadFile(c.file)
		if err != nil {
			t.Skip("the forms of the annual report are not beside the repository")
		}
		var form struct {
			Indicators []struct {
				Code  string
				Input *bool
			}
		}
		if err := json.Unmarshal(text, &form); err != nil {
			t.Fatal(err)
		}
		e, _ := regulation.ByCode(c.edition)
		counted := map[string]bool{}
		for _, o := range e.Outcomes {
			counted[o.Cell] = true
			for _, g := range o.Grounds {
				counted[o.CellFor(g)] = true
			}
		}
		delete(counted, "")
		for _, i := range form.Indicators {
			if !strings.HasPrefix(i.Code, c.group+".") || i.Code == "B3.7" {
				continue
			}
			group := slices.ContainsFunc(form.Indicators, func(o struct {
				Code  string
				Input *bool
			}) bool {
				return strings.HasPrefix(o.Code, i.Code+".")
			})
			if !counted[i.Code] && !group {
				t.Errorf("%s: no outcome is counted in %s", c.edition, i.Code)
			}
			delete(counted, i.Code)
		}
		if len(counted) != 0 {
			t.Errorf("%s: the form has no %v", c.edition, counted)
		}
	}
}
