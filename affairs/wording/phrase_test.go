package wording

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

var at = time.Date(2026, 3, 2, 9, 0, 0, 0, calendar.Beijing)

func TestTheLifeOfAPhrase(t *testing.T) {
	p, e, err := Add(Phrase{ID: 7, Agency: "JYJ", Use: Items, Title: " 年份 ", Words: "请写明年份。\n"}, "li", at)
	if err != nil || p.Title != "年份" || p.Words != "请写明年份。" || p.RetiredOn != calendar.NoDay || e.Act != journal.PhraseAdd || e.Thing != "phrase/7" || e.Agency != "JYJ" {
		t.Fatalf("%+v %+v %v", p, e, err)
	}
	p, e, err = Change(p, Reason, "理由", "涉及个人隐私。", "li", at)
	if err != nil || p.Use != Reason || p.Words != "涉及个人隐私。" || e.Act != journal.PhraseChange {
		t.Errorf("%+v %+v %v", p, e, err)
	}
	p, e, err = Retire(p, "li", at)
	if err != nil || p.RetiredOn != calendar.On(at) || e.Act != journal.PhraseRetire {
		t.Errorf("%+v %+v %v", p, e, err)
	}
	if _, _, err := Change(p, Items, "年份", "请写明年份", "li", at); !errors.Is(err, ErrRetired) {
		t.Errorf("changed when retired: %v", err)
	}
	if _, _, err := Retire(p, "li", at); !errors.Is(err, ErrRetired) {
		t.Errorf("retired twice: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("长", MaxWords+1)
	for _, c := range []struct {
		use          Use
		title, words string
		want         []error
	}{
		{"", "", "", []error{ErrUse, ErrTitle, ErrWords}},
		{"letter", "名", "内容", []error{ErrUse}},
		{Items, strings.Repeat("长", 41), long, []error{ErrTitle, ErrWords}},
		{Items, "名\n称", "内容", []error{ErrTitle}},
		{Items, "名", "内\u202e容", []error{ErrWords}},
	} {
		_, _, err := Add(Phrase{Use: c.use, Title: c.title, Words: c.words}, "li", at)
		for _, refusal := range []error{ErrUse, ErrTitle, ErrWords} {
			want := false
			for _, w := range c.want {
				want = want || w == refusal
			}
			if errors.Is(err, refusal) != want {
				t.Errorf("%q %.10q: %v", c.use, c.title, err)
			}
		}
	}
}

func TestAfter(t *testing.T) {
	p := Phrase{Words: "请写明年份。"}
	for typed, want := range map[string]string{"": "请写明年份。", " ": "请写明年份。", "请写明学校。": "请写明学校。\n请写明年份。", "请写明年份。\n另": "请写明年份。\n另"} {
		if got := p.After(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
