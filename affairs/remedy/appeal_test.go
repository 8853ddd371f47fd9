package remedy

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// The time for an appeal runs from the service of the judgment; until it is
// over the judgment does not take effect. Where the law gives no appeal, it
// takes effect at once.
func TestTheTimeForAnAppealIsAwaited(t *testing.T) {
	before := ready(t, Suit, Defended)
	judge := func(result string, on, given calendar.Day) (Remedy, error) {
		r, _, err := JudgeSuit(before, Decision{On: on, Result: result, AgainBy: calendar.NoDay, GivenOn: given}, china, "zhang", now)
		return r, err
	}
	for _, c := range []struct {
		result        string
		on, given     calendar.Day
		due           calendar.Day // of the appeal; NoDay where none is given
		early, effect calendar.Day // refused on the one, done on the other; NoDay for none
	}{
		// 2025-06-20 is a Friday.
		{"claim_dismissed", day("2025-06-05"), day("2025-06-05"), day("2025-06-20"), day("2025-06-20"), day("2025-06-21")},
		{"claim_dismissed", day("2025-06-05"), calendar.NoDay, day("2025-06-20"), day("2025-06-20"), day("2025-06-21")},
		{"claim_dismissed", day("2025-06-05"), day("2025-06-11"), day("2025-06-26"), day("2025-06-21"), day("2025-06-27")},
		{"claim_dismissed", day("2025-06-05"), day("2025-06-20"), day("2025-07-07"), today, calendar.NoDay}, // ends on a Saturday
		{"suit_dismissed", day("2025-06-05"), day("2025-06-06"), day("2025-06-16"), day("2025-06-16"), day("2025-06-17")},
		{"suit_withdrawn", day("2025-06-05"), day("2025-06-06"), calendar.NoDay, day("2025-06-05"), day("2025-06-06")},
		{"mediated", day("2025-06-05"), calendar.NoDay, calendar.NoDay, calendar.NoDay, day("2025-06-05")},
	} {
		r, err := judge(c.result, c.on, c.given)
		if err != nil || r.DueOn != c.due {
			t.Errorf("%s of %s given on %s: an appeal is due %s, want %s, %v", c.result, c.on, c.given, r.DueOn, c.due, err)
			continue
		}
		if _, _, err := CloseSuit(r, c.early, "z", now); c.early != calendar.NoDay && !errors.Is(err, ErrAppealTime) && !errors.Is(err, ErrEarly) {
			t.Errorf("%s given on %s takes effect on %s: %v", c.result, c.given, c.early, err)
		}
		if c.effect == calendar.NoDay {
			continue
		}
		if r, _, err := CloseSuit(r, c.effect, "z", now); err != nil || r.ClosedOn != c.effect {
			t.Errorf("%s given on %s does not take effect on %s: %v", c.result, c.given, c.effect, err)
		}
	}
	for given, want := range map[calendar.Day]error{day("2025-06-04"): ErrGiven, today + 1: ErrGiven} {
		if _, err := judge("claim_dismissed", day("2025-06-05"), given); !errors.Is(err, want) {
			t.Errorf("given on %s: %v, want %v", given, err, want)
		}
	}
	var old Instance
	if err := json.Unmarshal([]byte(`{"level":1,"filed_on":"2025-06-05","decided_on":"2025-06-05"}`), &old); err != nil || old.GivenOn != calendar.NoDay || old.Level != 1 {
		t.Errorf("kept before the day of service was: %+v, %v", old, err)
	}
}

// What people are called and what they said is in the dossier, not in the
// journal, whose entries nobody can take a name out of.
func TestTheJournalKeepsNoWords(t *testing.T) {
	const said = "李四住某某路7号"
	d := Decision{On: today, Result: "unlawful", AgainBy: calendar.NoDay, GivenOn: calendar.NoDay, Words: said}
	m := matter()
	m.Subject, m.Claim, m.Parties[0].Name = said, said, said
	filing := Filing{Route: Direct, Court: "法院", ServedOn: calendar.NoDay}
	for _, c := range []struct {
		name string
		kind Kind
		in   State
		do   func(Remedy) (Remedy, journal.Entry, error)
	}{
		{"complained", Complaint, noneState, func(Remedy) (Remedy, journal.Entry, error) {
			return RegisterComplaint(1, m, "letter", "CC", above, china, "z", now)
		}},
		{"passed on", Complaint, Received, func(r Remedy) (Remedy, journal.Entry, error) {
			return RedirectComplaint(r, Referred, said, said, today, "z", now)
		}},
		{"extended", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) { return ExtendComplaint(r, said, china, "z", now) }},
		{"asked", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) { return AskStatement(r, today+5, said, "z", now) }},
		{"stated", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return TakeStatement(must(t)(AskStatement(r, today+5, "请说明", "z", now)), today, said, "z", now)
		}},
		{"answered", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return AnswerComplaint(r, Founded, said, today, "z", now)
		}},
		{"withdrawn", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) { return WithdrawComplaint(r, today, said, "z", now) }},
		{"graded", Complaint, Closed, func(r Remedy) (Remedy, journal.Entry, error) { return RateComplaint(r, 1, said, "z", now) }},
		{"a file", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return Attach(r, Document{Name: said, SHA256: hash, Size: 1}, "CC", "z", now)
		}},
		{"applied for", Reconsideration, noneState, func(Remedy) (Remedy, journal.Entry, error) {
			return RegisterReconsideration(1, m, "市政府", "", china, "z", now)
		}},
		{"refused", Reconsideration, Received, func(r Remedy) (Remedy, journal.Entry, error) { return RefuseReconsideration(r, today, said, "z", now) }},
		{"reply", Reconsideration, Accepted, func(r Remedy) (Remedy, journal.Entry, error) { return AnswerReconsideration(r, today, said, "z", now) }},
		{"heard", Reconsideration, Accepted, func(r Remedy) (Remedy, journal.Entry, error) { return HearReconsideration(r, today, said, "z", now) }},
		{"prolonged", Reconsideration, Answered, func(r Remedy) (Remedy, journal.Entry, error) {
			return ExtendReconsideration(r, today+60, said, china, "z", now)
		}},
		{"decided", Reconsideration, Answered, func(r Remedy) (Remedy, journal.Entry, error) { return DecideReconsideration(r, d, "z", now) }},
		{"sued", Suit, noneState, func(Remedy) (Remedy, journal.Entry, error) { return RegisterSuit(1, m, filing, china, "z", now) }},
		{"a session", Suit, Defended, func(r Remedy) (Remedy, journal.Entry, error) { return HearSuit(r, today, said, "z", now) }},
		{"judged", Suit, Defended, func(r Remedy) (Remedy, journal.Entry, error) { return JudgeSuit(r, d, china, "z", now) }},
		{"sent back", Suit, Appealed, func(r Remedy) (Remedy, journal.Entry, error) { return RemandSuit(r, today, said, china, "z", now) }},
		{"judged at last", Suit, Appealed, func(r Remedy) (Remedy, journal.Entry, error) { return JudgeAppeal(r, d, "z", now) }},
		{"ordered", Order, noneState, func(Remedy) (Remedy, journal.Entry, error) {
			return IssueOrder(1, m, "late", today+9, "CC", above, "z", now)
		}},
		{"reported", Order, Ordered, func(r Remedy) (Remedy, journal.Entry, error) { return ReportOrder(r, today, said, "z", now) }},
		{"returned", Order, Reported, func(r Remedy) (Remedy, journal.Entry, error) { return ReturnOrder(r, said, today+5, "z", now) }},
		{"confirmed", Order, Reported, func(r Remedy) (Remedy, journal.Entry, error) { return ConfirmOrder(r, today, said, "z", now) }},
		{"revoked", Order, Ordered, func(r Remedy) (Remedy, journal.Entry, error) { return RevokeOrder(r, said, "z", now) }},
		{"held to account", Order, Ordered, func(r Remedy) (Remedy, journal.Entry, error) {
			return SanctionOrder(r, Sanction{On: today, Measure: "talked", Whom: said, Words: said}, "z", now)
		}},
	} {
		r, e, err := c.do(ready(t, c.kind, c.in))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		told, err1 := json.Marshal(e)
		kept, err2 := json.Marshal(r)
		if err1 != nil || err2 != nil || contains(told, said) || !contains(kept, said) {
			t.Errorf("%s: the journal has %s", c.name, told)
		}
	}
}

func contains(b []byte, s string) bool {
	quoted, _ := json.Marshal(s)
	return bytes.Contains(b, bytes.Trim(quoted, `"`))
}

// An appeal that becomes known after the judgment was taken for final opens the
// suit again; one is not possible where none ever was.
func TestAppealKnownLate(t *testing.T) {
	closed := ready(t, Suit, Closed)
	r := must(t)(AppealSuit(closed, today-20, Filing{Court: "中级人民法院", By: "plaintiff", ServedOn: today - 3}, china, "zhang", now))
	if r.State != Appealed || r.Outcome != "" || r.ClosedOn != calendar.NoDay || r.Result != "" || r.DueOn == calendar.NoDay {
		t.Errorf("still ended: %+v", r)
	}
	for _, c := range r.Clocks {
		if c.Limit == law.Appeal && (c.DoneOn != today-20 || r.Unrecorded(c) || c.Late(today)) {
			t.Errorf("the appeal's clock: %+v", c)
		}
	}
	if closed.Outcome == "" || closed.Clocks[len(closed.Clocks)-1].DoneOn == today-20 {
		t.Error("the old suit was changed")
	}
	again := must(t)(JudgeAppeal(r, Decision{On: today, Result: "appeal_dismissed", AgainBy: calendar.NoDay}, "zhang", now))
	if again.State != Closed || again.Outcome != Corrected || again.Appealable() {
		t.Errorf("after the second judgment: %+v", again)
	}
	withdrawn := must(t)(JudgeSuit(ready(t, Suit, Defended), Decision{On: today - 25, Result: "suit_withdrawn", AgainBy: calendar.NoDay, GivenOn: today - 25}, china, "zhang", now))
	withdrawn = must(t)(CloseSuit(withdrawn, today, "zhang", now))
	for name, end := range map[string]Remedy{"of the second instance": again, "withdrawn": withdrawn} {
		if _, _, err := AppealSuit(end, today, Filing{Court: "x", By: "plaintiff", ServedOn: calendar.NoDay}, china, "zhang", now); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
