package request

import (
	"errors"
	"slices"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// What is no request for information has a short life of its own since 2019: no
// limit of the law, only a day of the house, and none of the acts of the
// Regulation's procedure. Under the edition of 2008 it lived and counted like one.
func TestInformal(t *testing.T) {
	for _, kind := range []Kind{Consultation, Complaint, Petition} {
		now := hand("clerk", "2026-09-18")
		f := filing(regulation.Counter)
		f.Kind = kind
		r := must(t)(Submit(1, f, now))
		if !r.Informal() || r.DueOn != calendar.NoDay || r.DraftDueOn != calendar.China().Add(r.ReceivedOn, AnswerDays) {
			t.Errorf("%s: due %s, own day %s", kind, r.DueOn, r.DraftDueOn)
		}
		if _, runs := r.Clock(calendar.China()); runs {
			t.Errorf("%s: a clock runs", kind)
		}
		for _, m := range Moves {
			allowed := m.Act == journal.RequestSubmit || slices.Contains(informal, m.Act)
			for _, s := range States {
				at := r
				at.State = s.State
				if at.Allows(m.Act) != (allowed && s.State.Allows(m.Act)) {
					t.Errorf("%s: %s in %s: %v", kind, m.Act, s.State, at.Allows(m.Act))
				}
				if _, err := at.move(m.Act); !allowed && !errors.Is(err, ErrInformal) {
					t.Errorf("%s: %s in %s: %v", kind, m.Act, s.State, err)
				}
			}
		}
		for _, act := range Offers(account.Actor{Login: "clerk", Grants: []account.Grant{{Agency: r.Agency, Role: account.Clerk}}}, r) {
			if !slices.Contains(informal, act) {
				t.Errorf("%s: %s is offered", kind, act)
			}
		}
		for _, p := range []Part{{Outcome: "2019-B3.1-given", Place: "x"}, {Outcome: "2019-B3.5.1", Reason: "x"}, {Outcome: "2019-B3.6.3-other", Reason: "x"}, {Outcome: "2019-41-refused", Reason: "x"}} {
			if _, _, err := Draft(r, []Part{p}, "x", nil, now); !errors.Is(err, ErrOutcome) {
				t.Errorf("%s ends in %s: %v", kind, p.Outcome, err)
			}
		}
		for _, p := range []Part{{Outcome: "2019-39-answered"}, {Outcome: "2019-39-directed"}} {
			if _, _, err := Draft(r, []Part{p}, "x", nil, now); !errors.Is(err, ErrAnswer) {
				t.Errorf("%s: %s with nothing written: %v", kind, p.Outcome, err)
			}
		}
		r = must(t)(Draft(r, []Part{{Outcome: "2019-39-answered", Reason: "窗口在二楼"}}, "x", nil, now))
		r = must(t)(Propose(r, now))
		r = must(t)(Review(r, "", hand("reviewer", "2026-09-18")))
		r = must(t)(Sign(r, Letter{Title: "x", PDF: "x"}, hand("signer", "2026-09-18")))
		// Long after any limit: nothing is late that has none.
		r = must(t)(Deliver(r, Delivery{Route: "counter", On: calendar.MustDay("2026-12-30"), Proof: "签收"}, hand("clerk", "2026-12-30")))
		if r.State != Closed || r.Late || r.Outcome != "2019-39-answered" {
			t.Errorf("%s: %s %s late %v", kind, r.State, r.Outcome, r.Late)
		}

		f.SubmittedOn = calendar.MustDay("2017-06-30")
		old := must(t)(Submit(2, f, now))
		if old.Informal() || old.DueOn == calendar.NoDay || !old.Allows(journal.RequestClarify) {
			t.Errorf("%s of 2017: due %s", kind, old.DueOn)
		}
		old = must(t)(Draft(old, []Part{{Outcome: "2008-8", Place: "信访局", Reason: "是信访"}}, "x", nil, now))
		if old.Decision.Outcome != "2008-8" {
			t.Errorf("%s of 2017 ends in %s", kind, old.Decision.Outcome)
		}
	}
}

// Sorted, the limit stops; sorted back, it runs from the day of receipt as if it
// had never stopped. While somebody is asked for an opinion it is a request.
func TestSortedAsNoRequest(t *testing.T) {
	now := hand("clerk", "2026-09-21")
	r := filed(t, "2026-09-18")
	due := r.DueOn
	sorted := must(t)(Sort(r, Petition, "是信访", now))
	if sorted.DueOn != calendar.NoDay || sorted.DraftDueOn == calendar.NoDay {
		t.Errorf("sorted: due %s", sorted.DueOn)
	}
	if _, _, err := Draft(r, []Part{{Outcome: "2019-39-answered", Reason: "x"}}, "x", nil, now); !errors.Is(err, ErrOutcome) {
		t.Errorf("a request for information is answered as a consultation: %v", err)
	}
	if back := must(t)(Sort(sorted, Statutory, "是申请", now)); back.DueOn != due {
		t.Errorf("sorted back: due %s, want %s", back.DueOn, due)
	}
	asked := must(t)(Consult(r, Opinion{Party: ThirdParty, Name: "某公司", About: "报价", AskedOn: calendar.NoDay}, Letter{Title: "x"}, now))
	if _, _, err := Sort(asked, Petition, "是信访", now); !errors.Is(err, ErrAsking) {
		t.Errorf("while others are asked: %v", err)
	}
}
