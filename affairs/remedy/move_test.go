package remedy

import (
	"errors"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

// The time for a complaint is extended once, by a reason, to ninety days from
// acceptance; a statement asked for has a clock of its own.
func TestComplaintTakesItsTime(t *testing.T) {
	m := must(t)
	r := ready(t, Complaint, Handling)
	if r.DueOn != r.AcceptedOn+60 {
		t.Fatalf("due %s", r.DueOn)
	}
	if _, _, err := ExtendComplaint(r, " ", china, "sun", now); !errors.Is(err, ErrWords) {
		t.Errorf("extended without a reason: %v", err)
	}
	r = m(ExtendComplaint(r, "案情复杂", china, "sun", now))
	if r.DueOn != r.AcceptedOn+90 || r.ExtendedTo != r.DueOn {
		t.Errorf("extended to %s, due %s", r.ExtendedTo, r.DueOn)
	}
	if _, _, err := ExtendComplaint(r, "再延", china, "sun", now); !errors.Is(err, ErrExtended) {
		t.Errorf("extended twice: %v", err)
	}
	for _, until := range []calendar.Day{today, calendar.NoDay} {
		if _, _, err := AskStatement(r, until, "请说明", "sun", now); !errors.Is(err, ErrUntil) {
			t.Errorf("asked until %s: %v", until, err)
		}
	}
	if _, _, err := TakeStatement(r, today, "说明", "sun", now); !errors.Is(err, ErrNotAsked) {
		t.Errorf("a statement nobody asked for: %v", err)
	}
	r = m(AskStatement(r, today+7, "请说明", "sun", now))
	if r.DueOn != today+7 || !r.Asking() {
		t.Errorf("asked: due %s", r.DueOn)
	}
	if _, _, err := AskStatement(r, today+9, "请说明", "sun", now); !errors.Is(err, ErrAsked) {
		t.Errorf("asked twice: %v", err)
	}
	r = m(TakeStatement(r, today, "已经答复", "sun", now))
	if r.Asking() || r.DueOn != r.ExtendedTo {
		t.Errorf("said: due %s", r.DueOn)
	}
	if r = m(AnswerComplaint(r, Unfounded, "不属实", today, "sun", now)); r.DueOn != calendar.NoDay {
		t.Errorf("answered: due %s", r.DueOn)
	}
	if c, ok := r.running(law.ComplaintExtended); ok {
		t.Errorf("answered, and %+v runs", c)
	}
}

// Open remedies follow a clerk's successor; those settled stay with who settled
// them. An agency's successor has both, and those settled know whose they were.
func TestRemediesMove(t *testing.T) {
	for _, k := range Kinds {
		for _, s := range States {
			if s.Kind != k.Kind {
				continue
			}
			r := ready(t, k.Kind, s.State)
			var want error
			if !s.State.Open() {
				want = ErrSettled
			}
			got, e, err := HandOver(r, "heir", "clock", now)
			if !errors.Is(err, want) || err == nil && (got.Clerk != "heir" || got.State != r.State || e.Act != journal.RemedyMove || e.Thing != r.Thing()) {
				t.Errorf("%s %s handed over: %v %+v", k.Kind, s.State, err, e)
			}
			if err != nil && got.Clerk != r.Clerk {
				t.Errorf("%s %s: refused and changed", k.Kind, s.State)
			}
			var former agency.Code
			if !s.State.Open() {
				former = "FGW"
			}
			got, e = Succeed(r, "HBJ", "ZF", "clock", now)
			if got.Agency != "HBJ" || got.Handler != "ZF" || got.DueOn != r.DueOn || got.Former != former || e.Agency != "ZF" || e.Note == "" {
				t.Errorf("%s %s taken over: %+v %+v", k.Kind, s.State, got, e)
			}
			if got, _ = Succeed(got, "JYJ", "ZF", "clock", now); got.Former != former {
				t.Errorf("%s %s taken over twice: %s", k.Kind, s.State, got.Former)
			}
		}
	}
}
