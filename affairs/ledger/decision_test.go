package ledger

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/journal"
)

// What meetings, proposals, and supervision and audit end with: a matter is not
// closed without a decision on disclosure.
func TestDecisions(t *testing.T) {
	at := today.Start().Add(9 * time.Hour)
	withheld := Row{"decision": "withheld", "decision_ground": "2019-16-2", "decision_why": "过程性信息"}
	for _, c := range []struct {
		name string
		book Code
		v    Values
		err  error
	}{
		{"a meeting", "meeting", good["meeting"], nil},
		{"a meeting without", "meeting", with("meeting", Row{"decision": ""}), ErrDecision},
		{"a meeting withheld", "meeting", with("meeting", withheld), nil},
		{"withheld without a ground", "meeting", with("meeting", Row{"decision": "withheld", "decision_why": "过程性信息"}), ErrDecisionGround},
		{"withheld without a reason", "meeting", with("meeting", Row{"decision": "withheld", "decision_ground": "2019-16-2"}), ErrDecisionWhy},
		{"proactive with a ground", "meeting", with("meeting", Row{"decision_ground": "2019-16-2"}), ErrDecisionGround},
		{"on request without a reason", "meeting", with("meeting", Row{"decision": "on_request"}), ErrDecisionWhy},
		{"on request", "meeting", with("meeting", Row{"decision": "on_request", "decision_why": "量大"}), nil},
		{"a decision there is not", "meeting", with("meeting", Row{"decision": "maybe"}), ErrChoice},
		{"a proposal in hand", "proposal", with("proposal", Row{"decision": "", "replied_on": "", "class": ""}), nil},
		{"a proposal answered without", "proposal", with("proposal", Row{"decision": ""}), ErrDecision},
		{"an audit under way", "supervision", with("supervision", Row{"decision": "", "ended_on": ""}), nil},
		{"an audit ended without", "supervision", with("supervision", Row{"decision": ""}), ErrDecision},
		{"an audit that ended before it began", "supervision", with("supervision", Row{"ended_on": "2017-05-31"}), ErrBefore},
		{"a training needs none", "training", good["training"], nil},
	} {
		b, _ := BookOf(c.book)
		_, _, err := Enter(b, ID(2017, 1), "FGW", c.v, "li", at)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
}

// What was closed before decisions were asked for stays as it is; what is closed
// from now on has one, and keeps it.
func TestOlderEntriesNeedNoDecision(t *testing.T) {
	at := today.Start().Add(9 * time.Hour)
	b, _ := BookOf("proposal")
	old, _, err := Import(b, ID(2017, 1), "FGW", with("proposal", Row{"decision": ""}), 3, "li", at)
	if err != nil {
		t.Fatal(err)
	}
	open, _, err := Enter(b, ID(2017, 2), "FGW", with("proposal", Row{"decision": "", "replied_on": "", "class": ""}), "li", at)
	if err != nil {
		t.Fatal(err)
	}
	decided, _, err := Enter(b, ID(2017, 3), "FGW", good["proposal"], "li", at)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		e    Entry
		to   Values
		err  error
	}{
		{"an older one corrected", old, with("proposal", Row{"decision": "", "title": "更正的题目"}), nil},
		{"an older one decided", old, good["proposal"], nil},
		{"one in hand corrected", open, with("proposal", Row{"decision": "", "replied_on": "", "class": "", "title": "更正的题目"}), nil},
		{"one in hand closed without", open, with("proposal", Row{"decision": ""}), ErrDecision},
		{"one in hand closed", open, good["proposal"], nil},
		{"a decision taken away", decided, with("proposal", Row{"decision": ""}), ErrDecision},
	} {
		if _, _, err := Amend(c.e, c.to, "更正", "li", at); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
	if !b.Lacks(old.Values) || b.Lacks(decided.Values) {
		t.Error("which lack a decision")
	}
	// What was decided not to be open is not put before the public.
	kept := decided
	kept.Values = with("proposal", Row{"decision": "on_request", "decision_why": "涉及个人"})
	if _, _, err := Release(kept, "赵某", "wang", at); !errors.Is(err, ErrNotProactive) || kept.Allows(journal.LedgerRelease) {
		t.Errorf("released: %v", err)
	}
	for _, e := range []Entry{old, decided} {
		if _, _, err := Release(e, "赵某", "wang", at); err != nil || !e.Allows(journal.LedgerRelease) {
			t.Errorf("not released: %v", err)
		}
	}
}
