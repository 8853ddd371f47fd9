package publication

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

var (
	mobile = Found{Kind: "mobile", Name: "手机号码", Class: ClassPersonal, Stops: true, Key: "k1", Masked: "138****1234",
		Words: "正文第1段有手机号码“138****1234”", Part: "body"}
	secret      = Found{Kind: "classification", Name: "密级标志", Class: ClassSecret, Stops: true, Key: "k2", Words: "正文第2段有密级标志“机密★”", Part: "body"}
	hiddenSheet = Found{Kind: "hidden_sheet", Name: "隐藏的工作表", Class: "hidden", Stops: true, Key: "k3", Words: "附件“名单.xlsx”的工作表“Sheet2”是隐藏的", Part: "file", File: "a"}
	author      = Found{Kind: "author", Name: "作者信息", Class: "trace", Key: "k4", Words: "附件“名单.xlsx”有作者信息", Part: "file", File: "a"}
)

// Every act that leads towards the public asks what the gate found, in each
// state of what was done about it.
func TestNothingPassesTheGateUnanswered(t *testing.T) {
	agreed := Override{Kind: mobile.Kind, Key: mobile.Key, By: "zhang", Reason: "公开的值班手机", Agreed: "li"}
	by := func(change func(*Override)) Override { v := agreed; change(&v); return v }
	for _, c := range []struct {
		name    string
		found   []Found
		waiting []string
		of      string // "" for the draft's own
		answers []Override
		kept    bool // the draft is not to be published
		want    error
	}{
		{name: "nothing was found"},
		{name: "only traces, which go without asking", found: []Found{author}},
		{name: "a number", found: []Found{mobile}, want: ErrGate},
		{name: "a number in what is not to be published", found: []Found{mobile}, kept: true},
		{name: "another text was looked at", of: "x", want: ErrScreening},
		{name: "a file is being looked at", waiting: []string{"名单.xlsx"}, want: ErrScreening},
		{name: "two people let it stand", found: []Found{mobile}, answers: []Override{agreed}},
		{name: "nobody agreed", found: []Found{mobile}, answers: []Override{by(func(v *Override) { v.Agreed = "" })}, want: ErrGate},
		{name: "it was refused", found: []Found{mobile}, answers: []Override{by(func(v *Override) { v.Agreed, v.Refused = "", "应当遮盖" })}, want: ErrGate},
		{name: "who agreed has written since", found: []Found{mobile}, answers: []Override{by(func(v *Override) { v.Agreed = "zhang" })}, want: ErrGate},
		{name: "another number stands by another answer", found: []Found{secret}, answers: []Override{agreed}, want: ErrGate},
		{name: "the same thing in a file is another", found: []Found{{Kind: mobile.Kind, Key: mobile.Key, Stops: true, File: "a"}}, answers: []Override{agreed}, want: ErrGate},
	} {
		for act, run := range map[journal.Act]func(Draft, Screening) error{
			journal.DraftSubmit: func(d Draft, s Screening) error {
				d.State = Drafting
				_, _, err := Submit(d, nil, s, "zhang", now)
				return err
			},
			journal.DraftClear: func(d Draft, s Screening) error {
				d.State, d.Cleared = Reviewing, ""
				_, _, err := Clear(d, s, "", "liu", now)
				return err
			},
			journal.DraftSchedule: func(d Draft, s Screening) error {
				_, _, err := Schedule(d, nil, s, now.Add(time.Hour), "wang", now)
				return err
			},
			journal.Publish: func(d Draft, s Screening) error {
				_, _, _, err := Publish(d, nil, s, 1, "FGW/2017-000001", "wang", now)
				return err
			},
			"the clock": func(d Draft, s Screening) error {
				d.State, d.Signer, d.PublishAt = Scheduled, "wang", now
				_, _, _, err := Publish(d, nil, s, 1, "FGW/2017-000001", account.Clock.Login, now)
				return err
			},
		} {
			d := ready(Signing)
			d.Overrides = c.answers
			s := Screening{Of: d.Fingerprint(), Found: c.found, Waiting: c.waiting}
			if c.of != "" {
				s.Of = c.of
			}
			want := c.want
			if c.kept {
				if d.Attribute = OnRequest; act != journal.DraftSubmit && act != journal.DraftClear {
					want = ErrNotProactive
				}
			}
			if err := run(d, s); !errors.Is(err, want) {
				t.Errorf("%s, %s: %v, want %v", c.name, act, err, want)
			}
		}
	}
}

func TestTheSentenceNamesTheFirstAndCountsTheRest(t *testing.T) {
	d := ready(Drafting)
	_, _, err := Submit(d, nil, Screening{Of: d.Fingerprint(), Found: []Found{author, mobile, secret, hiddenSheet}}, "zhang", now)
	if want := "发布前检查没有通过：正文第1段有手机号码“138****1234”；另有 2 处"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestOverridesTakeTwo(t *testing.T) {
	for _, c := range []struct {
		name    string
		found   Found
		second  account.Login
		secrecy bool
		agree   bool
		why     string
		want    error
		passes  bool
	}{
		{"the secrecy reviewer agrees", mobile, "li", true, true, "", nil, true},
		{"the head agrees", mobile, "tian", false, true, "", nil, true},
		{"who asked", mobile, "zhang", true, true, "", ErrSecond, false},
		{"who wrote in it once", mobile, "zhou", true, true, "", ErrSecond, false},
		{"the head agrees to a mark of secrecy", secret, "tian", false, true, "", ErrSecondSecrecy, false},
		{"the secrecy reviewer agrees to it", secret, "li", true, true, "", nil, true},
		{"refused without a word", mobile, "li", true, false, "", ErrNote, false},
		{"refused", mobile, "li", true, false, "应当遮盖", nil, false},
	} {
		d := ready(Drafting)
		d.Writers = []account.Login{"zhang", "zhou"}
		if _, _, err := ApplyOverride(d, []Found{c.found}, " ", "zhang", now); !errors.Is(err, ErrNote) {
			t.Errorf("%s: without a reason: %v", c.name, err)
		}
		d, e, err := ApplyOverride(d, []Found{c.found}, "公开的值班电话", "zhang", now)
		if err != nil || !strings.Contains(e.Note, "公开的值班电话") || strings.Contains(e.Note+e.Detail, "13812341234") {
			t.Fatalf("%s: %v, %+v", c.name, err, e)
		}
		after, _, err := AgreeOverride(d, []Found{c.found}, c.agree, c.why, c.secrecy, c.second, now)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		s := Screening{Of: after.Fingerprint(), Found: []Found{c.found}}
		if passes := after.Passes(s) == nil; passes != c.passes {
			t.Errorf("%s: passes %v", c.name, passes)
		}
		if c.passes {
			// The agreement falls with the first word its giver writes.
			written, _, err := Edit(after, after.Content, "", due, c.second, now)
			if err != nil || written.Passes(s) == nil {
				t.Errorf("%s: passes although the second person wrote in it, %v", c.name, err)
			}
		}
	}
	if _, _, err := AgreeOverride(ready(Drafting), []Found{mobile}, true, "", true, "li", now); !errors.Is(err, ErrFound) {
		t.Errorf("agreed to what nobody asked: %v", err)
	}
	if _, _, err := ApplyOverride(ready(Drafting), []Found{author}, "无妨", "zhang", now); !errors.Is(err, ErrFound) {
		t.Errorf("a trace was overridden: %v", err)
	}
}

func TestCleanedFilesKeepTheirOriginal(t *testing.T) {
	d := ready(Drafting)
	d.Content.Attachments = []Attachment{{Name: "通知.pdf", SHA256: "p"}, {Name: "名单.xlsx", SHA256: "a", Size: 9}}
	d.Consultations = []Consultation{{Agency: "JYJ", Answer: "concur"}}
	once, e, err := CleanFile(d, "a", Attachment{SHA256: "b", Size: 5}, []Found{hiddenSheet}, due, "zhang", now)
	if err != nil || e.Act != journal.DraftCleanFile || e.Note != "隐藏的工作表 1 处：名单.xlsx" {
		t.Fatalf("%+v, %v", e, err)
	}
	if once.Consultations[0].Answer != "" || once.Consultations[0].DueOn != due {
		t.Errorf("who was consulted is not asked again: %+v", once.Consultations)
	}
	twice, _, err := CleanFile(once, "b", Attachment{SHA256: "c", Size: 4}, nil, due, "zhang", now)
	want := []Attachment{{Name: "通知.pdf", SHA256: "p"}, {Name: "名单.xlsx", SHA256: "c", Size: 4, Original: "a"}}
	if err != nil || !slices.Equal(twice.Content.Attachments, want) {
		t.Errorf("%+v, %v; want %+v", twice.Content.Attachments, err, want)
	}
	if d.Content.Attachments[1].SHA256 != "a" {
		t.Error("the draft before was changed")
	}
	if _, _, err := CleanFile(d, "x", Attachment{SHA256: "b"}, nil, due, "zhang", now); !errors.Is(err, ErrFound) {
		t.Errorf("a file it does not have: %v", err)
	}
}

func TestAllowedList(t *testing.T) {
	for _, c := range []struct {
		name   string
		old    Allowed
		found  Found
		reason string
		want   error
	}{
		{"a service line", Allowed{}, mobile, "服务热线", nil},
		{"without a reason", Allowed{}, mobile, "", ErrNote},
		{"a mark of secrecy", Allowed{}, secret, "误报", ErrAllowClass},
		{"a hidden sheet", Allowed{}, hiddenSheet, "误报", ErrAllowClass},
		{"what stands there", Allowed{Key: "k1"}, mobile, "服务热线", ErrAllowed},
		{"what was struck off", Allowed{Key: "k1", EndedAt: now, Stamp: 2}, mobile, "又启用", nil},
	} {
		a, e, err := Allow(c.old, "FGW", c.found, c.reason, "tian", now)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if c.want != nil {
			continue
		}
		if a.Stamp != c.old.Stamp || !a.EndedAt.IsZero() || e.Agency != "FGW" || e.Thing != "allowed/FGW.k1" {
			t.Errorf("%s: %+v, %+v", c.name, a, e)
		}
		ended, _, err := AllowEnd(a, "号码已停用", "tian", now)
		if err != nil || ended.EndedAt.IsZero() {
			t.Errorf("%s: %+v, %v", c.name, ended, err)
		}
		if _, _, err := AllowEnd(ended, "再停", "tian", now); !errors.Is(err, ErrAllowed) {
			t.Errorf("%s: ended twice: %v", c.name, err)
		}
	}
}

// What was looked at is all that will be published, and nothing else.
func TestFingerprint(t *testing.T) {
	d := ready(Drafting)
	d.Content.Attachments = []Attachment{{Name: "甲.pdf", SHA256: "1"}, {Name: "乙.pdf", SHA256: "2"}}
	of := d.Fingerprint()
	for name, c := range map[string]struct {
		change func(*Draft)
		other  bool
	}{
		"title":    {func(d *Draft) { d.Content.Title += "。" }, true},
		"number":   {func(d *Draft) { d.Content.Number = "长府办发〔2017〕54号" }, true},
		"keywords": {func(d *Draft) { d.Content.Keywords = "供水" }, true},
		"body":     {func(d *Draft) { d.Content.Body += "<p>又</p>" }, true},
		"change":   {func(d *Draft) { d.Change = "改错字" }, true},
		"renamed": {func(d *Draft) {
			d.Content.Attachments = []Attachment{{Name: "丙.pdf", SHA256: "1"}, {Name: "乙.pdf", SHA256: "2"}}
		}, true},
		"replaced": {func(d *Draft) {
			d.Content.Attachments = []Attachment{{Name: "甲.pdf", SHA256: "3"}, {Name: "乙.pdf", SHA256: "2"}}
		}, true},
		"removed": {func(d *Draft) { d.Content.Attachments = d.Content.Attachments[:1] }, true},
		"day":     {func(d *Draft) { d.ReexamineOn = calendar.NoDay + 1 }, false},
		"state":   {func(d *Draft) { d.State = Signing }, false},
	} {
		v := d
		c.change(&v)
		if other := v.Fingerprint() != of; other != c.other {
			t.Errorf("%s: another fingerprint %v, want %v", name, other, c.other)
		}
	}
}
