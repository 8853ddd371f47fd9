package publication

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

var (
	now   = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)
	today = calendar.On(now)
	// latest is the last day of re-examination.
	latest = Latest(today, ReexamineYears)
	due    = today + 31 // of a question asked again: nothing else counts to it
)

func anyGround(code string) bool { return code == "internal" }

// ready is a draft in the state that lacks nothing for its next act: zhang
// drafted it, li passed the review, wang signed where that is past.
func ready(s State) Draft {
	d := Draft{
		ID: 7, Agency: "FGW", State: s, Attribute: Proactive, ReexamineOn: calendar.NoDay,
		Content: Content{Title: "关于供水的通知", Category: "notice", IssuedOn: today, Body: "<p>正文</p>", Channels: Website},
		Drafter: "zhang", Author: "zhang", StartedAt: now.Add(-time.Hour),
	}
	switch s {
	case Signing, Scheduled, Kept, Done:
		d.Cleared = "li"
	}
	switch s {
	case Scheduled:
		d.Signer, d.PublishAt = "wang", now
	case Kept:
		d.Signer, d.Attribute, d.Ground, d.Reason, d.ReexamineOn = "wang", Withheld, "internal", "内部事务", today+365
	case Done:
		d.Signer, d.Publication = "wang", 3
	}
	return d
}

// sound is a screening of the draft that found nothing.
func sound(d Draft) Screening { return Screening{Of: d.Fingerprint()} }

// acts runs every act of the table on a draft that lacks nothing else.
var acts = map[journal.Act]func(Draft) (Draft, error){
	journal.DraftEdit: func(d Draft) (Draft, error) {
		d, _, err := Edit(d, Content{Title: "新名称", IssuedOn: today}, "", due, "zhang", now)
		return d, err
	},
	journal.DraftDetermine: func(d Draft) (Draft, error) {
		d, _, err := Determine(d, Determination{Attribute: OnRequest, Reason: "涉及个人", ReexamineOn: today + 1}, anyGround, latest, "zhang", now)
		return d, err
	},
	journal.DraftConsult: func(d Draft) (Draft, error) {
		d, _, err := Consult(d, "JYJ", today+7, "zhang", now)
		return d, err
	},
	journal.DraftConcur: func(d Draft) (Draft, error) {
		d.Consultations = []Consultation{{Agency: "JYJ", AskedOn: today, DueOn: today + 7, AnsweredOn: calendar.NoDay}}
		d, _, err := Concur(d, "JYJ", true, "", "zhao", now)
		return d, err
	},
	journal.DraftLapse: func(d Draft) (Draft, error) {
		d.Consultations = []Consultation{{Agency: "JYJ", AskedOn: today - 9, DueOn: today - 1, AnsweredOn: calendar.NoDay}}
		d, _, err := Lapse(d, now)
		return d, err
	},
	journal.DraftTrace: func(d Draft) (Draft, error) {
		d, _, err := Trace(d, Origin{Kind: Forwarded, Name: "吉政发〔2017〕3号", From: "省政府", Attribute: Proactive}, anyGround, today+365, due, "zhang", now)
		return d, err
	},
	journal.DraftSplit: func(d Draft) (Draft, error) {
		d, _, _, err := Split(d, 8, Content{Title: "甲", Body: "<p>公开</p>"}, Content{Title: "乙", Body: "<p>不公开</p>"},
			Determination{Withheld, "internal", "内部", today + 1}, anyGround, latest, due, "zhang", now)
		return d, err
	},
	journal.DraftConvert: func(d Draft) (Draft, error) {
		d.Attribute = Withheld
		d, _, err := Convert(d, OnRequest, today+365, "情势变化", latest, "wang", now)
		return d, err
	},
	journal.DraftRefer: func(d Draft) (Draft, error) {
		d.Consultations = []Consultation{{Agency: "JYJ", Answer: "object", Words: "数字有误"}}
		d, _, err := Refer(d, "JYJ", "数字以统计局为准", "zhang", now)
		return d, err
	},
	journal.DraftDecide: func(d Draft) (Draft, error) {
		d.Consultations = []Consultation{{Agency: "JYJ", Answer: "object", Words: "数字有误", ReferredAt: now}}
		d, _, err := Decide(d, "JYJ", true, "数字无误", "office", now)
		return d, err
	},
	journal.DraftAskSecrecy: func(d Draft) (Draft, error) {
		d, _, err := AskSecrecy(d, Inquiry{To: "市国家保密局", Question: "附图能否公开"}, "zhang", now)
		return d, err
	},
	journal.DraftAnswerSecrecy: func(d Draft) (Draft, error) {
		d.Inquiries = []Inquiry{{To: "市国家保密局", AskedOn: today}}
		d, _, err := AnswerSecrecy(d, Answer{Determination: Determination{Attribute: Proactive}, On: today, File: &Attachment{Name: "复函.pdf"}}, anyGround, latest, "zhang", now)
		return d, err
	},
	journal.DraftMask: func(d Draft) (Draft, error) {
		d, _, err := Mask(d, Content{Title: "电话 138****1234", IssuedOn: today}, "", []Found{mobile}, due, "zhang", now)
		return d, err
	},
	journal.DraftCleanFile: func(d Draft) (Draft, error) {
		d.Content.Attachments = []Attachment{{Name: "名单.xlsx", SHA256: "a", Size: 3}}
		d, _, err := CleanFile(d, "a", Attachment{SHA256: "b", Size: 2}, []Found{hiddenSheet}, due, "zhang", now)
		return d, err
	},
	journal.DraftOverride: func(d Draft) (Draft, error) {
		d, _, err := ApplyOverride(d, []Found{mobile}, "服务大厅的手机", "zhang", now)
		return d, err
	},
	journal.DraftOverrideAgree: func(d Draft) (Draft, error) {
		d.Overrides = []Override{{Kind: mobile.Kind, Key: mobile.Key, Reason: "服务大厅的手机", By: "zhang"}}
		d, _, err := AgreeOverride(d, []Found{mobile}, true, "", true, "li", now)
		return d, err
	},
	journal.DraftPlan: func(d Draft) (Draft, error) {
		d.Content.Normative = true
		d, _, err := PlanPiece(d, Plan{Kind: PieceText, Drafter: "法规处"}, PlanDays, "zhang", now)
		return d, err
	},
	journal.DraftExempt: func(d Draft) (Draft, error) {
		d.Content.Normative = true
		d, _, err := Exempt(d, "仅作文字更正", "wang", now)
		return d, err
	},
	journal.DraftSubmit:     func(d Draft) (Draft, error) { d, _, err := Submit(d, nil, sound(d), "zhang", now); return d, err },
	journal.DraftRecall:     func(d Draft) (Draft, error) { d, _, err := Recall(d, "zhang", now); return d, err },
	journal.DraftClear:      func(d Draft) (Draft, error) { d, _, err := Clear(d, sound(d), "", "li", now); return d, err },
	journal.DraftReturn:     func(d Draft) (Draft, error) { d, _, err := Return(d, "有错字", "li", now); return d, err },
	journal.DraftUnschedule: func(d Draft) (Draft, error) { d, _, err := Unschedule(d, "wang", now); return d, err },
	journal.DraftDiscard:    func(d Draft) (Draft, error) { d, _, err := Discard(d, "zhang", now); return d, err },
	journal.DraftGoBack: func(d Draft) (Draft, error) {
		if d.State == Drafting { // nothing to bring back, and no error
			return d, ErrState
		}
		d.Attribute = Proactive
		d, _, err := GoBack(d, Publication{Index: "FGW/2017-000003", WithdrawnReason: "有误"}, "clock", now)
		return d, err
	},
	journal.DraftSchedule: func(d Draft) (Draft, error) {
		d, _, err := Schedule(d, nil, sound(d), now.Add(time.Hour), "wang", now)
		return d, err
	},
	journal.DraftWithhold: func(d Draft) (Draft, error) {
		d.Attribute = Withheld
		d, _, err := Withhold(d, "wang", now)
		return d, err
	},
	journal.DraftReexamine: func(d Draft) (Draft, error) {
		d, _, err := Reexamine(d, false, today+365, "仍属内部事务", latest, "wang", now)
		return d, err
	},
	journal.DraftMove: func(d Draft) (Draft, error) { d, _, err := HandOver(d, "sun", "FGW", "head", now); return d, err },
	journal.DraftReaddress: func(d Draft) (Draft, error) {
		d.Consultations = []Consultation{{Agency: "JYJ", AskedOn: today, DueOn: today + 7, AnsweredOn: calendar.NoDay}}
		d, _, err := Readdress(d, "JYJ", "ZF", "clock", now)
		return d, err
	},
	journal.DraftReckon: func(d Draft) (Draft, error) {
		d.Consultations = []Consultation{{Agency: "JYJ", AskedOn: today, DueOn: today + 1, AnsweredOn: calendar.NoDay}}
		d, _, err := Reckon(d, calendar.China(), calendar.China(), 20, now)
		return d, err
	},
	journal.Publish: func(d Draft) (Draft, error) {
		d.Publication = 0
		d, _, _, err := Publish(d, nil, sound(d), 3, "FGW/2017-000003", "wang", now)
		return d, err
	},
	journal.Revise: func(d Draft) (Draft, error) {
		d.Publication = 3
		d, _, _, err := Publish(d, &Publication{ID: 3, Version: 1}, sound(d), 0, "", "wang", now)
		return d, err
	},
}

// For every state and every act, the table says what the act does.
func TestMovesAreWhatTheActsDo(t *testing.T) {
	for _, m := range Moves {
		if acts[m.Act] == nil {
			t.Errorf("%s stands in the table and has no case here", m.Act)
		}
	}
	for act, do := range acts {
		i := slices.IndexFunc(Moves, func(m Move) bool { return m.Act == act })
		if i < 0 {
			t.Errorf("%s has no row in the table", act)
			continue
		}
		for _, row := range States {
			s := row.State
			before := ready(s)
			after, err := do(before)
			if !s.Allows(act) {
				if !errors.Is(err, ErrState) {
					t.Errorf("%s in %s: %v, want ErrState", act, s, err)
				}
				// The case may have prepared consultations, attribute or
				// publication; the act itself must have changed nothing.
				after.Consultations, after.Attribute, after.Publication = before.Consultations, before.Attribute, before.Publication
				after.Inquiries = before.Inquiries
				after.Overrides, after.Content = before.Overrides, before.Content
				if !reflect.DeepEqual(after, before) {
					t.Errorf("%s in %s was refused and changed the draft:\n%+v\n%+v", act, s, before, after)
				}
				continue
			}
			want := Moves[i].To
			if want == "" {
				want = s
			}
			if err != nil || after.State != want {
				t.Errorf("%s in %s: %s, %v; want %s", act, s, after.State, err, want)
			}
		}
	}
}

func TestStatesHaveNames(t *testing.T) {
	for _, s := range States {
		if s.State.Name() != s.Name || s.Name == "" {
			t.Errorf("%s is called %q, listed as %q", s.State, s.State.Name(), s.Name)
		}
		if open := slices.ContainsFunc(Moves, func(m Move) bool {
			return m.To != "" && slices.Contains(m.From, s.State)
		}); s.State.Open() != open {
			t.Errorf("%s.Open() = %v; the table leads on from it: %v", s.State, s.State.Open(), open)
		}
	}
}

// Drafting, secrecy review and signature are three people's (art. 17).
func TestThreePersons(t *testing.T) {
	for _, c := range []struct {
		name                             string
		drafter, author, reviewer, signs account.Login
		review, sign                     error
	}{
		{"three people", "zhang", "zhang", "li", "wang", nil, nil},
		{"four people", "zhang", "zhao", "li", "wang", nil, nil},
		{"the drafter reviews", "zhang", "zhao", "zhang", "wang", ErrSamePerson, nil},
		{"the last to edit reviews", "zhang", "zhao", "zhao", "wang", ErrSamePerson, nil},
		{"the drafter signs", "zhang", "zhao", "li", "zhang", nil, ErrSamePerson},
		{"the last to edit signs", "zhang", "zhao", "li", "zhao", nil, ErrSamePerson},
		{"the reviewer signs", "zhang", "zhang", "li", "li", nil, ErrSamePerson},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := ready(Reviewing)
			d.Drafter, d.Author = c.drafter, c.author
			cleared, _, err := Clear(d, sound(d), "", c.reviewer, now)
			if !errors.Is(err, c.review) {
				t.Fatalf("review: %v, want %v", err, c.review)
			}
			if err != nil {
				return
			}
			withheld := cleared
			withheld.Attribute = Withheld
			_, p, _, err1 := Publish(cleared, nil, sound(cleared), 1, "FGW/2017-000001", c.signs, now)
			_, _, err2 := Schedule(cleared, nil, sound(cleared), now.Add(time.Hour), c.signs, now)
			_, _, err3 := Withhold(withheld, c.signs, now)
			for i, err := range []error{err1, err2, err3} {
				if !errors.Is(err, c.sign) {
					t.Errorf("signature %d: %v, want %v", i, err, c.sign)
				}
			}
			if c.sign == nil && (p.Drafter != c.author || p.Cleared != c.reviewer || p.Signer != c.signs) {
				t.Errorf("the publication names %s, %s, %s", p.Drafter, p.Cleared, p.Signer)
			}
		})
	}
	unreviewed := ready(Signing)
	unreviewed.Cleared = ""
	if _, _, _, err := Publish(unreviewed, nil, sound(unreviewed), 1, "", "wang", now); !errors.Is(err, ErrSamePerson) {
		t.Errorf("signing what nobody reviewed: %v", err)
	}
}

// Whoever once wrote in a draft neither reviews nor signs it, though others
// edited it since and it was handed over.
func TestEarlierWritersAreBound(t *testing.T) {
	d, _, err := Start(1, "FGW", Content{Title: "甲"}, "zhang", now)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []account.Login{"zhao", "qian"} {
		if d, _, err = Edit(d, d.Content, "", due, by, now); err != nil {
			t.Fatal(err)
		}
	}
	if d, _, err = HandOver(d, "sun", "FGW", "head", now); err != nil {
		t.Fatal(err)
	}
	d.State = Reviewing
	for _, by := range []account.Login{"zhang", "zhao", "qian", "sun"} {
		if _, _, err := Clear(d, sound(d), "", by, now); !errors.Is(err, ErrSamePerson) {
			t.Errorf("%s reviews: %v", by, err)
		}
	}
	d.State, d.Cleared, d.Attribute = Signing, "li", Proactive
	for _, by := range []account.Login{"zhang", "zhao", "qian", "sun", "li"} {
		if _, _, _, err := Publish(d, nil, sound(d), 1, "FGW/2017-000001", by, now); !errors.Is(err, ErrSamePerson) {
			t.Errorf("%s signs: %v", by, err)
		}
	}
	if _, _, _, err := Publish(d, nil, sound(d), 1, "FGW/2017-000001", "wang", now); err != nil {
		t.Errorf("wang signs: %v", err)
	}
}

func TestDetermine(t *testing.T) {
	later := today + 365
	for _, c := range []struct {
		name string
		in   Determination
		want Determination
		err  error
	}{
		{"proactive needs nothing", Determination{Attribute: Proactive}, Determination{Attribute: Proactive, ReexamineOn: calendar.NoDay}, nil},
		{"proactive drops what was said for another", Determination{Proactive, "internal", "理由", later}, Determination{Attribute: Proactive, ReexamineOn: calendar.NoDay}, nil},
		{"withheld with ground, reason and day", Determination{Withheld, "internal", " 理由 ", later}, Determination{Withheld, "internal", "理由", later}, nil},
		{"withheld without a ground", Determination{Withheld, "", "理由", later}, Determination{}, ErrGround},
		{"withheld on a ground the law does not have", Determination{Withheld, "embarrassing", "理由", later}, Determination{}, ErrGround},
		{"withheld without a reason", Determination{Withheld, "internal", "  ", later}, Determination{}, ErrReason},
		{"withheld for ever", Determination{Withheld, "internal", "理由", calendar.NoDay}, Determination{}, ErrReexamine},
		{"withheld until today", Determination{Withheld, "internal", "理由", today}, Determination{}, ErrReexamine},
		{"on request drops the ground", Determination{OnRequest, "internal", "理由", later}, Determination{OnRequest, "", "理由", later}, nil},
		{"on request without a reason", Determination{OnRequest, "", "", later}, Determination{}, ErrReason},
		{"on request without a day", Determination{OnRequest, "", "理由", calendar.NoDay}, Determination{}, ErrReexamine},
		{"undetermined", Determination{Reason: "理由", ReexamineOn: later}, Determination{}, ErrAttribute},
		{"until the last day there may be", Determination{OnRequest, "", "理由", latest}, Determination{OnRequest, "", "理由", latest}, nil},
		{"farther ahead than the city allows", Determination{OnRequest, "", "理由", latest + 1}, Determination{}, ErrReexamineFar},
		{"an attribute there is not", Determination{Attribute: "secret", Reason: "理由", ReexamineOn: later}, Determination{}, ErrAttribute},
	} {
		before := ready(Drafting)
		d, _, err := Determine(before, c.in, anyGround, latest, "zhang", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err != nil {
			if !reflect.DeepEqual(d, before) {
				t.Errorf("%s: refused and changed", c.name)
			}
			continue
		}
		if got := (Determination{d.Attribute, d.Ground, d.Reason, d.ReexamineOn}); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestOnlyTheProactiveIsPublishedAndOnlyTheRestWithheld(t *testing.T) {
	for _, row := range Attributes {
		d := ready(Signing)
		d.Attribute = row.Attribute
		_, _, _, published := Publish(d, nil, sound(d), 1, "", "wang", now)
		_, _, scheduled := Schedule(d, nil, sound(d), now.Add(time.Hour), "wang", now)
		_, _, withheld := Withhold(d, "wang", now)
		if row.Attribute == Proactive {
			if published != nil || scheduled != nil || !errors.Is(withheld, ErrIsProactive) {
				t.Errorf("%s: %v, %v, %v", row.Name, published, scheduled, withheld)
			}
		} else if !errors.Is(published, ErrNotProactive) || !errors.Is(scheduled, ErrNotProactive) || withheld != nil {
			t.Errorf("%s: %v, %v, %v", row.Name, published, scheduled, withheld)
		}
	}
}

func TestSubmitAsksForEverything(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(*Draft)
		errWas error
	}{
		{"nothing missing", func(*Draft) {}, nil},
		{"no title", func(d *Draft) { d.Content.Title = "" }, ErrTitle},
		{"no category", func(d *Draft) { d.Content.Category = "" }, ErrCategory},
		{"no issue date", func(d *Draft) { d.Content.IssuedOn = calendar.NoDay }, ErrIssued},
		{"issued tomorrow", func(d *Draft) { d.Content.IssuedOn = today + 1 }, ErrIssuedLate},
		{"no channel", func(d *Draft) { d.Content.Channels = 0 }, ErrChannel},
		{"nothing to read", func(d *Draft) { d.Content.Body = " " }, ErrEmpty},
		{"a file instead of a body", func(d *Draft) { d.Content.Body = ""; d.Content.Attachments = []Attachment{{Name: "a.pdf"}} }, nil},
		{"a stage there is not", func(d *Draft) { d.Content.Stage = "思考" }, ErrStage},
		{"a validity there is not", func(d *Draft) { d.Content.Validity = "maybe" }, ErrValidity},
		{"fifty-one files", func(d *Draft) { d.Content.Attachments = make([]Attachment, 51) }, ErrFiles},
		{"undetermined", func(d *Draft) { d.Attribute = "" }, ErrAttribute},
		{"a revision that does not say what it changes", func(d *Draft) { d.Publication, d.Change = 3, " " }, ErrChange},
		{"a revision that does", func(d *Draft) { d.Publication, d.Change = 3, "更正电话" }, nil},
		{"an agency has not answered", func(d *Draft) { d.Consultations = []Consultation{{Agency: "JYJ"}} }, ErrConsulting},
		{"an agency objects", func(d *Draft) { d.Consultations = []Consultation{{Agency: "JYJ", Answer: "object"}} }, ErrObjected},
		{"one agrees, one was silent", func(d *Draft) {
			d.Consultations = []Consultation{{Agency: "JYJ", Answer: "concur"}, {Agency: "ZF", Answer: "lapsed"}}
		}, nil},
	} {
		d := ready(Drafting)
		c.spoil(&d)
		if _, _, err := Submit(d, nil, sound(d), "zhang", now); !errors.Is(err, c.errWas) {
			t.Errorf("%s: %v, want %v", c.name, err, c.errWas)
		}
	}
}

func TestReturnNeedsWordsAndTheyGoWhenSubmitted(t *testing.T) {
	d := ready(Signing)
	if _, _, err := Return(d, "  ", "wang", now); !errors.Is(err, ErrNote) {
		t.Errorf("without words: %v", err)
	}
	d, e, err := Return(d, " 有错字 ", "wang", now)
	if err != nil || d.Returned != "有错字" || d.Cleared != "" || e.Note != "有错字" {
		t.Fatalf("returned: %+v, %v", d, err)
	}
	if d, _, err = Submit(d, nil, sound(d), "zhang", now); err != nil || d.Returned != "" {
		t.Errorf("submitted again: %+v, %v", d, err)
	}
}

func TestReexamine(t *testing.T) {
	for _, c := range []struct {
		name string
		open bool
		next calendar.Day
		why  string
		err  error
		to   State
	}{
		{"stays withheld", false, today + 365, "仍属内部事务", nil, Kept},
		{"opens", true, calendar.NoDay, "事项已结束", nil, Drafting},
		{"without a reason", true, calendar.NoDay, " ", ErrNote, Kept},
		{"without a next day", false, calendar.NoDay, "理由", ErrReexamine, Kept},
		{"a next day that is today", false, today, "理由", ErrReexamine, Kept},
	} {
		d, _, err := Reexamine(ready(Kept), c.open, c.next, c.why, latest, "wang", now)
		if !errors.Is(err, c.err) || d.State != c.to {
			t.Errorf("%s: %s, %v", c.name, d.State, err)
		}
		if c.err == nil && c.open && (d.Attribute != Proactive || d.Ground != "" || d.Reason != "" || d.ReexamineOn != calendar.NoDay || d.Cleared != "" || d.Signer != "") {
			t.Errorf("%s: it carries the past with it: %+v", c.name, d)
		}
		if c.err == nil && !c.open && d.ReexamineOn != c.next {
			t.Errorf("%s: next %v", c.name, d.ReexamineOn)
		}
	}
}

func TestSchedule(t *testing.T) {
	for _, c := range []struct {
		name string
		when time.Time
		want time.Time
		err  error
	}{
		{"in an hour", now.Add(time.Hour), now.Add(time.Hour), nil},
		{"seconds do not count", now.Add(time.Hour + 59*time.Second), now.Add(time.Hour), nil},
		{"now", now, time.Time{}, ErrPublishAt},
		{"within this minute", now.Add(59 * time.Second), time.Time{}, ErrPublishAt},
		{"in a year", now.AddDate(1, 0, 0), now.AddDate(1, 0, 0), nil},
		{"in a year and a minute", now.AddDate(1, 0, 0).Add(time.Minute), time.Time{}, ErrPublishAt},
	} {
		d, _, err := Schedule(ready(Signing), nil, sound(ready(Signing)), c.when, "wang", now)
		if !errors.Is(err, c.err) || !d.PublishAt.Equal(c.want) {
			t.Errorf("%s: %v, %v; want %v, %v", c.name, d.PublishAt, err, c.want, c.err)
		}
	}
	d := ready(Scheduled)
	if _, _, _, err := Publish(d, nil, sound(d), 1, "", account.Clock.Login, d.PublishAt.Add(-time.Microsecond)); !errors.Is(err, ErrNotYet) {
		t.Errorf("published before its minute: %v", err)
	}
	_, p, e, err := Publish(d, nil, sound(d), 1, "", account.Clock.Login, d.PublishAt)
	if err != nil || p.Signer != "wang" || e.Actor != "clock" {
		t.Errorf("published at its minute: %+v, %+v, %v", p, e, err)
	}
	if d, _, err = Unschedule(d, "wang", now); err != nil || d.Signer != "" || !d.PublishAt.IsZero() || d.Cleared != "li" {
		t.Errorf("unscheduled: %+v, %v", d, err)
	}
}

func TestConsultations(t *testing.T) {
	d := ready(Drafting)
	steps := []struct {
		name string
		do   func(Draft) (Draft, error)
		err  error
		want []string // answers after it
	}{
		{"oneself", func(d Draft) (Draft, error) { d, _, err := Consult(d, "FGW", today+7, "zhang", now); return d, err }, ErrConsultSelf, nil},
		{"two agencies", func(d Draft) (Draft, error) {
			d, _, err := Consult(d, "JYJ", today+7, "zhang", now)
			if err == nil {
				d, _, err = Consult(d, "ZF", today+7, "zhang", now)
			}
			return d, err
		}, nil, []string{"", ""}},
		{"one of them again", func(d Draft) (Draft, error) { d, _, err := Consult(d, "ZF", today+7, "zhang", now); return d, err }, ErrConsulted, []string{"", ""}},
		{"an answer nobody asked for", func(d Draft) (Draft, error) { d, _, err := Concur(d, "RSJ", true, "", "zhao", now); return d, err }, ErrNotConsulted, []string{"", ""}},
		{"an objection without words", func(d Draft) (Draft, error) { d, _, err := Concur(d, "JYJ", false, " ", "zhao", now); return d, err }, ErrNote, []string{"", ""}},
		{"an objection", func(d Draft) (Draft, error) {
			d, e, err := Concur(d, "JYJ", false, "数字有误", "zhao", now)
			if err == nil && e.Agency != "JYJ" {
				t.Errorf("the answer is entered for %s", e.Agency)
			}
			return d, err
		}, nil, []string{"object", ""}},
		{"a second answer", func(d Draft) (Draft, error) { d, _, err := Concur(d, "JYJ", true, "", "zhao", now); return d, err }, ErrNotConsulted, []string{"object", ""}},
		{"the last day itself is still open", func(d Draft) (Draft, error) {
			d, e, err := Lapse(d, (today + 8).Start().Add(-time.Second))
			if e != nil {
				t.Errorf("lapsed on the last day: %+v", e)
			}
			return d, err
		}, nil, []string{"object", ""}},
		{"silence lapses the day after", func(d Draft) (Draft, error) {
			d, e, err := Lapse(d, (today + 8).Start())
			if e == nil || e.Note != "ZF" || e.Actor != "clock" {
				t.Errorf("lapse: %+v", e)
			}
			return d, err
		}, nil, []string{"object", "lapsed"}},
		{"the objection blocks", func(d Draft) (Draft, error) { d, _, err := Submit(d, nil, sound(d), "zhang", now); return d, err }, ErrObjected, []string{"object", "lapsed"}},
		{"a new keyword changes no answer", func(d Draft) (Draft, error) {
			c := d.Content
			c.Keywords = "供水"
			d, _, err := Edit(d, c, "", due, "zhang", now)
			return d, err
		}, nil, []string{"object", "lapsed"}},
		{"a new text asks again", func(d Draft) (Draft, error) {
			c := d.Content
			c.Body = "<p>改正的正文</p>"
			at := (today + 10).Start()
			d, _, err := Edit(d, c, "", due, "zhang", at)
			for _, c := range d.Consultations {
				if c.AskedOn != today+10 || c.DueOn != due || c.Words != "" || c.By != "" {
					t.Errorf("asked again: %+v", c)
				}
			}
			return d, err
		}, nil, []string{"", ""}},
		{"open questions block", func(d Draft) (Draft, error) { d, _, err := Submit(d, nil, sound(d), "zhang", now); return d, err }, ErrConsulting, []string{"", ""}},
		{"both agree", func(d Draft) (Draft, error) {
			d, _, err := Concur(d, "ZF", true, "", "qian", now)
			if err == nil {
				d, _, err = Concur(d, "JYJ", true, "同意", "zhao", now)
			}
			return d, err
		}, nil, []string{"concur", "concur"}},
		{"and it goes on", func(d Draft) (Draft, error) { d, _, err := Submit(d, nil, sound(d), "zhang", now); return d, err }, nil, []string{"concur", "concur"}},
	}
	for _, c := range steps {
		before := slices.Clone(d.Consultations)
		after, err := c.do(d)
		if !errors.Is(err, c.err) {
			t.Fatalf("%s: %v, want %v", c.name, err, c.err)
		}
		if !reflect.DeepEqual(d.Consultations, before) && len(before) > 0 {
			t.Errorf("%s: the act wrote into the draft it was given", c.name)
		}
		d = after
		var got []string
		for _, v := range d.Consultations {
			got = append(got, v.Answer)
		}
		if !slices.Equal(got, c.want) {
			t.Fatalf("%s: answers %q, want %q", c.name, got, c.want)
		}
	}
}

// What a closed agency was asked is asked of its successor.
func TestReaddress(t *testing.T) {
	asked := func(whom agency.Code, answer string) Consultation {
		return Consultation{Agency: whom, AskedOn: today, DueOn: today + 7, AnsweredOn: calendar.NoDay, Answer: answer}
	}
	for _, c := range []struct {
		name       string
		cs         []Consultation
		to         agency.Code
		note       string // "" for no entry
		want, over []Consultation
	}{
		{"nobody asked", nil, "ZF", "", nil, nil},
		{"open", []Consultation{asked("RSJ", ""), asked("JYJ", "")}, "ZF", "JYJ → ZF", []Consultation{asked("RSJ", ""), asked("ZF", "")}, nil},
		{"answered", []Consultation{asked("JYJ", "object")}, "ZF", "", []Consultation{asked("JYJ", "object")}, nil},
		{"the successor was asked too", []Consultation{asked("ZF", ""), asked("JYJ", "")}, "ZF", "JYJ → ZF", []Consultation{asked("ZF", "")}, nil},
		{"the successor has answered", []Consultation{asked("JYJ", ""), asked("ZF", "object")}, "ZF", "JYJ → ZF", []Consultation{asked("ZF", "object")}, nil},
		{"the successor asks itself", []Consultation{asked("JYJ", "")}, "FGW", "JYJ → FGW", []Consultation{}, nil},
	} {
		d := ready(Drafting)
		d.Consultations = c.cs
		before := slices.Clone(c.cs)
		got, e, err := Readdress(d, "JYJ", c.to, "clock", now)
		if err != nil || (e == nil) != (c.note == "") || e != nil && e.Note != c.note || !reflect.DeepEqual(got.Consultations, c.want) {
			t.Errorf("%s: %+v, %+v, %v", c.name, got.Consultations, e, err)
		}
		if !reflect.DeepEqual(d.Consultations, before) {
			t.Errorf("%s: the act wrote into the draft it was given", c.name)
		}
	}

	d := ready(Drafting)
	d.Consultations = []Consultation{asked("JYJ", ""), asked("ZF", "")}
	if d, _, err := HandOver(d, d.Drafter, "JYJ", "clock", now); err != nil || len(d.Consultations) != 1 || d.Consultations[0].Agency != "ZF" {
		t.Errorf("the draft came to the agency asked: %+v, %v", d.Consultations, err)
	}
}

func TestReviseKeepsIndexAndFirstDay(t *testing.T) {
	_, p, _, err := Publish(ready(Signing), nil, sound(ready(Signing)), 3, "FGW/2017-000003", "wang", now)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := StartRevision(9, p, "zhang", now)
	if err != nil || d.Attribute != Proactive || !reflect.DeepEqual(d.Content, p.Content) {
		t.Fatalf("revision: %+v, %v", d, err)
	}
	d.State, d.Cleared, d.Change, d.Content.Title = Signing, "li", "更正", "新名称"
	later := now.AddDate(1, 0, 0)
	d, next, e, err := Publish(d, &p, sound(d), 99, "JYJ/2018-000001", "wang", later)
	if err != nil || d.Publication != p.ID || d.State != Done {
		t.Fatalf("revised: %+v, %v", d, err)
	}
	if next.ID != p.ID || next.Index != p.Index || !next.PublishedAt.Equal(now) || next.Version != 2 || !next.VersionAt.Equal(later) || next.Content.Title != "新名称" || next.Change != "更正" {
		t.Errorf("next version: %+v", next)
	}
	if e.Act != journal.Revise || e.Thing != p.Thing() {
		t.Errorf("entry %+v", e)
	}
	gone, _, err := Withdraw(p, " 有误 ", "FGW/2017-000009", "wang", later)
	if err != nil || gone.WithdrawnReason != "有误" || gone.Successor != "FGW/2017-000009" || !gone.WithdrawnAt.Equal(later) {
		t.Fatalf("withdrawn: %+v, %v", gone, err)
	}
	if _, _, err := Withdraw(p, " ", "", "wang", later); !errors.Is(err, ErrNote) {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	_, _, err1 := Withdraw(gone, "又撤", "", "wang", later)
	_, _, err2 := StartRevision(9, gone, "zhang", later)
	_, _, _, err3 := Record(gone, ChannelRecord{Channel: Website}, "zhang", later)
	_, _, err4 := UndoImport(gone, "wang", later)
	again := ready(Signing)
	again.Publication = 3
	_, _, _, err5 := Publish(again, &gone, sound(again), 0, "", "wang", later)
	_, _, err6 := Schedule(again, &gone, sound(again), later.Add(time.Hour), "wang", later)
	unsent := ready(Drafting)
	unsent.Publication, unsent.Change = 3, "更正"
	_, _, err7 := Submit(unsent, &gone, sound(unsent), "zhang", later)
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
		if !errors.Is(err, ErrWithdrawn) {
			t.Errorf("act %d on what is withdrawn: %v", i, err)
		}
	}
	moved, e := MoveTo(p, "JYJ", "clock", later)
	if moved.Agency != "JYJ" || moved.Index != p.Index || e.Agency != "JYJ" || e.Note != "FGW" {
		t.Errorf("moved: %+v, %+v", moved, e)
	}
}

// A revision comes back with the reason for which what it revises was withdrawn.
func TestGoBack(t *testing.T) {
	gone := Publication{ID: 3, Index: "FGW/2017-000003", WithdrawnAt: now, WithdrawnReason: "有误"}
	for _, c := range []struct {
		state     State
		attribute Attribute
		back      bool
	}{
		{Drafting, Proactive, false}, {Reviewing, Proactive, true}, {Signing, Proactive, true}, {Scheduled, Proactive, true},
		{Reviewing, Withheld, false}, {Signing, OnRequest, false}, {Kept, Withheld, false},
	} {
		before := ready(c.state)
		before.Publication, before.Attribute = 3, c.attribute
		d, e, err := GoBack(before, gone, "clock", now)
		if err != nil || (e != nil) != c.back {
			t.Errorf("%s, %s: %v, %v", c.state, c.attribute, e, err)
			continue
		}
		if !c.back {
			if !reflect.DeepEqual(d, before) {
				t.Errorf("%s, %s: changed to %+v", c.state, c.attribute, d)
			}
			continue
		}
		if d.State != Drafting || d.Returned != "所更新的信息已撤下：有误" || d.Cleared != "" || d.Signer != "" || !d.PublishAt.IsZero() {
			t.Errorf("%s: %+v", c.state, d)
		}
		if e.Note != gone.Index || e.Thing != before.Thing() || e.Actor != "clock" {
			t.Errorf("%s: entry %+v", c.state, e)
		}
	}
}

func TestVisible(t *testing.T) {
	withdrawnAt := now.Add(time.Hour)
	published := Publication{Agency: "FGW", PublishedAt: now}
	gone := published
	gone.WithdrawnAt = withdrawnAt
	viewers := []struct {
		name string
		who  account.Actor
		own  bool // keeps the text of what is withdrawn
	}{
		{"the public", account.Actor{}, false},
		{"its own clerk", account.Actor{Grants: []account.Grant{{Role: account.Clerk, Agency: "FGW"}}}, true},
		{"another agency's head", account.Actor{Grants: []account.Grant{{Role: account.Head, Agency: "JYJ"}}}, false},
		{"the assessor", account.Actor{Grants: []account.Grant{{Role: account.Assessor}}}, false},
		{"the leader", account.Actor{Grants: []account.Grant{{Role: account.Leader}}}, false},
		{"the console", account.Console, true},
	}
	for _, v := range viewers {
		for _, c := range []struct {
			name                    string
			p                       Publication
			at                      time.Time
			listed, tombstone, full bool
		}{
			{"never published", Publication{Agency: "FGW"}, now, false, false, false},
			{"before its instant", published, now.Add(-time.Microsecond), false, false, false},
			{"at its instant", published, now, true, false, true},
			{"years later", published, now.AddDate(9, 0, 0), true, false, true},
			{"withdrawn, just before", gone, withdrawnAt.Add(-time.Microsecond), true, false, true},
			{"withdrawn, at its instant", gone, withdrawnAt, false, true, v.own},
			{"withdrawn, years later", gone, withdrawnAt.AddDate(9, 0, 0), false, true, v.own},
			{"withdrawn, before it was public", gone, now.Add(-time.Second), false, false, false},
		} {
			for r, want := range map[Representation]bool{Listed: c.listed, Tombstone: c.tombstone, Full: c.full} {
				if got := Visible(v.who, c.p, r, c.at); got != want {
					t.Errorf("%s, %s, representation %d: %v, want %v", v.name, c.name, r, got, want)
				}
			}
		}
	}
}

func TestVisibleDraft(t *testing.T) {
	role := func(r account.Role, in agency.Code) account.Actor {
		return account.Actor{Grants: []account.Grant{{Role: r, Agency: in}}}
	}
	for _, row := range States {
		d := ready(row.State)
		d.Consultations = []Consultation{{Agency: "JYJ"}}
		for _, c := range []struct {
			name string
			who  account.Actor
			want bool
		}{
			{"the public", account.Actor{}, false},
			{"its own clerk", role(account.Clerk, "FGW"), true},
			{"its own secrecy reviewer", role(account.SecrecyReviewer, "FGW"), true},
			{"the consulted agency's clerk", role(account.Clerk, "JYJ"), row.State == Drafting},
			{"the consulted agency's signer", role(account.Signer, "JYJ"), false},
			{"a third agency's head", role(account.Head, "RSJ"), false},
			{"the city office", role(account.CityOffice, ""), false},
			{"the assessor", role(account.Assessor, ""), false},
			{"the system administrator", role(account.SystemAdmin, ""), false},
			{"the audit administrator", role(account.AuditAdmin, ""), false},
		} {
			if got := VisibleDraft(c.who, d); got != c.want {
				t.Errorf("%s, %s: %v, want %v", row.State, c.name, got, c.want)
			}
		}
	}
}

func TestIndexNumbers(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"FGW/2017-000123", "FGW/2017-000123"},
		{" fgw/2017-000123 ", "FGW/2017-000123"},
		{"FGW／2017－000123", "FGW/2017-000123"},
		{"FGW/2017—000123", "FGW/2017-000123"},
		{"FGW/2017-0000123", "FGW/2017-000123"},
		{"FGW/2017-1000000", "FGW/2017-1000000"},
		{"FGW/2017-123", ""}, {"FGW-2017-000123", "FGW/2017-000123"}, {"/2017-000123", ""}, {"1GW/2017-000123", ""},
		{"FGW/1817-000123", ""}, {"FGW/2017-99999999999999999999", ""}, {"", ""}, {"长春/2017-000123", ""},
	} {
		got, err := ParseIndex(c.typed)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("ParseIndex(%q) = %q, %v; want %q", c.typed, got, err, c.want)
		}
	}
	for _, serial := range []int64{1, 999_999, 1_000_000} {
		index := IndexNumber("FGW", 2017, serial)
		if got, err := ParseIndex(index); got != index || err != nil {
			t.Errorf("ParseIndex(%q) = %q, %v", index, got, err)
		}
	}
}

func TestImport(t *testing.T) {
	ok := Imported{Content: Content{Title: "旧通知", IssuedOn: calendar.NoDay}, PublishedAt: now.Add(-time.Hour), Source: "http://old.example/1"}
	for _, c := range []struct {
		name    string
		spoil   func(*Imported)
		voucher string
		err     error
	}{
		{"only name and date", func(*Imported) {}, "办公室", nil},
		{"no name", func(r *Imported) { r.Content.Title = " " }, "办公室", ErrTitle},
		{"no date", func(r *Imported) { r.PublishedAt = time.Time{} }, "办公室", ErrPublished},
		{"from the future", func(r *Imported) { r.PublishedAt = now.Add(time.Second) }, "办公室", ErrPublished},
		{"nobody vouches", func(*Imported) {}, "", ErrVoucher},
	} {
		r := ok
		c.spoil(&r)
		p, e, err := Import(r, "FGW", 4, "FGW/2017-000004", 2, c.voucher, "head", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (p.Signer != "" || p.Voucher != c.voucher || p.Version != 1 || !p.VersionAt.Equal(r.PublishedAt) || e.Thing != p.Thing()) {
			t.Errorf("%s: %+v, %+v", c.name, p, e)
		}
	}
}

func TestRecordChannel(t *testing.T) {
	p := Publication{ID: 3, Agency: "FGW", PublishedAt: now, Content: Content{Channels: Website}}
	for _, c := range []struct {
		name string
		r    ChannelRecord
		err  error
	}{
		{"the gazette, in print", ChannelRecord{Channel: Gazette}, nil},
		{"the website again", ChannelRecord{Channel: Website, Address: " https://www.example.gov.cn/1.html "}, nil},
		{"no channel", ChannelRecord{}, ErrChannel},
		{"two at once", ChannelRecord{Channel: Website | Gazette}, ErrChannel},
		{"a script for an address", ChannelRecord{Channel: Social, Address: "javascript:alert(1)"}, ErrAddress},
		{"an address without a host", ChannelRecord{Channel: Social, Address: "https:///x"}, ErrAddress},
	} {
		changed, r, _, err := Record(p, c.r, "zhang", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (!changed.Content.Channels.Has(Website|c.r.Channel) || r.By != "zhang" || !r.At.Equal(now)) {
			t.Errorf("%s: %+v, %+v", c.name, changed.Content, r)
		}
	}
}
