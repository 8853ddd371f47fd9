package regulation_test

import (
	"os"
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

func TestEditionInForce(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"2007-04-05", ""}, // promulgated, not yet in force
		{"2008-04-30", ""},
		{"2008-05-01", "2008"},
		{"2017-06-30", "2008"},
		{"2019-05-14", "2008"},
		{"2019-05-15", "2019"},
		{"2035-01-01", "2019"},
	} {
		got, code := "", ""
		e, ok := regulation.EditionOn(calendar.MustDay(c.day))
		if ok {
			got = e.Code
			if named, _ := regulation.ByCode(got); named != nil {
				code = named.Code
			}
		}
		if got != c.want || code != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q", c.day, got)
		}
	}
	if _, ok := regulation.EditionOn(calendar.NoDay); ok {
		t.Error("no day has an edition")
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		edition string
		duty    regulation.Duty
		days    int // -1: no such rule
		article string
	}{
		{"2008", regulation.Publish, 20, "第十八条"},
		{"2008", regulation.Reply, 15, "第二十四条第二款"},
		{"2008", regulation.Extend, 15, "第二十四条第二款"},
		{"2008", regulation.Clarify, -1, ""},
		{"2008", regulation.ThirdParty, -1, ""},
		{"2008", regulation.CoAuthor, -1, ""},
		{"2008", regulation.Consulting, 0, "第二十四条第三款"},
		{"2019", regulation.Publish, 20, "第二十六条"},
		{"2019", regulation.Reply, 20, "第三十三条第二款"},
		{"2019", regulation.Extend, 20, "第三十三条第二款"},
		{"2019", regulation.Clarify, 7, "第三十条"},
		{"2019", regulation.ThirdParty, 15, "第三十二条"},
		{"2019", regulation.CoAuthor, 15, "第三十四条"},
		{"2019", regulation.Consulting, 0, "第三十三条第三款"},
	} {
		e, _ := regulation.ByCode(c.edition)
		r, ok := e.Rule(c.duty)
		if ok != (c.days >= 0) || ok && (r.Days != c.days || r.Article != c.article) {
			t.Errorf("%s %s: %+v", c.edition, c.duty, r)
		}
	}
}

// Silence means opposite things in articles 32 and 34.
func TestSilence(t *testing.T) {
	e, _ := regulation.ByCode("2019")
	third, _ := e.Rule(regulation.ThirdParty)
	author, _ := e.Rule(regulation.CoAuthor)
	if !strings.Contains(third.Silence, "由行政机关决定") || !strings.Contains(author.Silence, "视为同意公开") {
		t.Errorf("%q, %q", third.Silence, author.Silence)
	}
}

// What every edition, and every later one, must hold.
func TestTablesAreWhole(t *testing.T) {
	codes := map[string]bool{}
	unique := func(code string) {
		if code == "" || codes[code] {
			t.Errorf("code %q is empty or used twice", code)
		}
		codes[code] = true
	}
	editions := regulation.Editions()
	for i, e := range editions {
		if i > 0 && editions[i-1].Until+1 != e.From {
			t.Errorf("%s does not follow on %s", e.Code, editions[i-1].Code)
		}
		if e.Publication().Days == 0 || e.Reply().Days == 0 || e.Extension().Days == 0 {
			t.Errorf("%s lacks a limit", e.Code)
		}
		duties := map[regulation.Duty]bool{}
		for _, r := range e.Rules {
			if duties[r.Duty] || r.Name == "" || r.Article == "" || r.Source == "" || (r.Days > 0) != (r.Unit == regulation.WorkingDay) {
				t.Errorf("%s: %+v", e.Code, r)
			}
			duties[r.Duty] = true
		}
		names := map[string]bool{}
		for _, c := range e.Categories {
			unique(c.Code)
			if names[c.Name] || c.Name == "" || c.Text == "" || c.Levels == 0 || !strings.HasPrefix(c.Article, "第") || len([]rune(c.Name)) > 14 {
				t.Errorf("%s: %+v", e.Code, c)
			}
			names[c.Name] = true
			if got, ok := e.Category(c.Code); !ok || got != c {
				t.Errorf("%s not found", c.Code)
			}
		}
		for _, g := range e.Grounds {
			unique(g.Code)
			if g.Name == "" || g.Article == "" || g.Source == "" {
				t.Errorf("%s: %+v", e.Code, g)
			}
			if got, ok := e.Ground(g.Code); !ok || got != g {
				t.Errorf("%s not found", g.Code)
			}
		}
	}
}

func TestListsOfArticles20And21(t *testing.T) {
	for _, c := range []struct {
		edition, prefix string
		count           int
		level           regulation.Level
		has             bool
	}{
		{"2019", "A", 15, regulation.Township, true},
		{"2019", "B", 7, regulation.City, true},
		{"2019", "B", 7, regulation.Township, false},
		{"2019", "C", 8, regulation.Township, true},
		{"2019", "C", 8, regulation.City, false},
		{"2008", "P", 11, regulation.County, true},
		{"2008", "Q", 4, regulation.County, true},
		{"2008", "R", 8, regulation.Township, true},
	} {
		e, _ := regulation.ByCode(c.edition)
		n := 0
		for _, k := range e.Categories {
			if strings.HasPrefix(k.Code, c.prefix) {
				n++
				if k.Levels.Has(c.level) != c.has {
					t.Errorf("%s %s at level %d", k.Code, k.Name, c.level)
				}
			}
		}
		if n != c.count {
			t.Errorf("%s %s: %d categories, want %d", c.edition, c.prefix, n, c.count)
		}
	}
}

func TestMustAndMay(t *testing.T) {
	for _, c := range []struct {
		edition, ground string
		must            bool
	}{
		{"2019", "国家秘密", true},
		{"2019", "法律、行政法规禁止公开", true},
		{"2019", "可能危及国家安全、公共安全、经济安全、社会稳定", true},
		{"2019", "商业秘密", true},
		{"2019", "个人隐私", true},
		{"2019", "内部事务信息", false},
		{"2019", "过程性信息", false},
		{"2019", "行政执法案卷信息", false},
		{"2008", "国家秘密", true},
		{"2008", "危及国家安全、公共安全、经济安全和社会稳定", true},
		{"2008", "内部管理信息或者过程性信息", false},
	} {
		e, _ := regulation.ByCode(c.edition)
		found := false
		for _, g := range e.Grounds {
			if g.Name == c.ground {
				found = true
				if g.Must != c.must {
					t.Errorf("%s %s: must %v", c.edition, g.Name, g.Must)
				}
			}
		}
		if !found {
			t.Errorf("%s lacks %s", c.edition, c.ground)
		}
	}
}

// Every matter of the 2019 lists stands in the text of the law itself.
func TestWordsAreTheLaws(t *testing.T) {
	text, err := os.ReadFile("../../../shared/law/政府信息公开条例(2019-04-03).md")
	if err != nil {
		t.Skip("the text of the Regulation is not beside the repository")
	}
	e, _ := regulation.ByCode("2019")
	for _, c := range e.Categories {
		if !strings.Contains(string(text), c.Text) {
			t.Errorf("%s: not in the Regulation: %s", c.Code, c.Text)
		}
	}
}
