package desk

import (
	"cmp"
	"context"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/office"
	"gongkai/store"
)

// remedyPile is the remedies in one state, on the home page of those who do
// what comes next.
type remedyPile struct {
	Kind  remedy.Kind
	State remedy.State
	Help  string // what to do with it
	// Acts are what comes next, each by whoever may do it.
	Acts []journal.Act
	// Watch: the city's office sees it without anything to do.
	Watch bool

	Rows []remedy.Remedy // the most urgent first, homeRemedies at most
	N    int             // all of them; of more than remediesLooked, those looked at
	Href string          // the list of all
}

// remedyPiles is every state in which something is to be done at the desk, in
// the order of the home page.
var remedyPiles = []remedyPile{
	{Kind: remedy.Complaint, State: remedy.Received, Help: "先看是否由本机关受理：受理，或者转办、告知", Acts: []journal.Act{journal.ComplaintAccept, journal.ComplaintRedirect}},
	{Kind: remedy.Complaint, State: remedy.Accepted, Help: "交给一位同事调查", Acts: []journal.Act{journal.ComplaintAssign}},
	{Kind: remedy.Complaint, State: remedy.Handling, Help: "查清后书面答复投诉人", Acts: []journal.Act{journal.ComplaintAnswer}},
	{Kind: remedy.Order, State: remedy.Reported, Help: "核对整改情况：确认，或者退回继续整改", Acts: []journal.Act{journal.OrderConfirm}},
	{Kind: remedy.Order, State: remedy.Ordered, Help: "在责令的期限内改正并报告", Acts: []journal.Act{journal.OrderReport}, Watch: true},
	{Kind: remedy.Reconsideration, State: remedy.Received, Help: "收到受理通知后登记受理", Acts: []journal.Act{journal.ReconsiderationAccept}},
	{Kind: remedy.Reconsideration, State: remedy.Accepted, Help: "在期限内提交书面答复和证据", Acts: []journal.Act{journal.ReconsiderationAnswer}},
	{Kind: remedy.Suit, State: remedy.Filed, Help: "在期限内提交答辩状和证据", Acts: []journal.Act{journal.SuitDefend}},
	{Kind: remedy.Suit, State: remedy.Appealed, Help: "在期限内提交答辩状和证据", Acts: []journal.Act{journal.SuitDefendAppeal}},
	{Kind: remedy.Reconsideration, State: remedy.Closed, Help: "已责令重新答复，请立新案办理", Acts: []journal.Act{journal.ReconsiderationReopen}},
	{Kind: remedy.Suit, State: remedy.Closed, Help: "已责令重新答复，请立新案办理", Acts: []journal.Act{journal.SuitReopen}},
}

const (
	homeRemedies   = 10  // rows of a pile on the home page
	remediesLooked = 500 // of one window
)

// Waiting says whether the pile waits for this official.
func (p remedyPile) Waiting() bool { return !p.Watch }

func (p remedyPile) title() string {
	if p.State == remedy.Closed {
		return "责令重新答复，尚未立新案"
	}
	return remedy.StateName(p.Kind, p.State)
}

func (p remedyPile) id() string { return string(p.Kind) + "-" + string(p.State) }

// of says whether the remedy lies on this pile of the official's.
func (p remedyPile) of(o *Official, v remedy.Remedy) bool {
	return v.Kind == p.Kind && v.State == p.State && (p.Watch || slices.ContainsFunc(remedyDeeds, func(t remedyDeed) bool {
		return slices.Contains(p.Acts, t.Act) && t.permitted(o, v)
	}))
}

// remediesFor is the piles that are not empty. New complaints and orders come
// to the city's office first, and it watches those it issued.
func (d *Desk) remediesFor(ctx context.Context, o *Official) ([]remedyPile, error) {
	if !o.May(string(account.LookRemedies)) {
		return nil, nil
	}
	s := store.RemedySelection{Seat: office.Seat(o.Actor), Today: d.Office.Today()}
	s.Soon = s.Today + soonDays
	var all []remedy.Remedy
	for _, w := range []store.Window{store.WindowOverdue, store.WindowToday, store.WindowSoon, store.WindowLater, store.WindowNone} {
		s.Due = w
		rows, err := d.Office.Store.Remedies(ctx, s, store.RemedyPlace{}, remediesLooked)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	s.Due, s.Again = "", true
	again, err := d.Office.Store.Remedies(ctx, s, store.RemedyPlace{}, remediesLooked)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(again, func(a, b remedy.Remedy) int { return cmp.Compare(a.AnswerBy, b.AnswerBy) })
	all = append(all, again...)
	var piles []remedyPile
	for _, p := range remedyPiles {
		if p.Watch && o.May(string(p.Acts[0])) {
			p.Watch = false
		}
		if p.Watch && !s.Seat.All {
			continue
		}
		for _, v := range all {
			if !p.of(o, v) {
				continue
			}
			if p.N++; len(p.Rows) < homeRemedies {
				p.Rows = append(p.Rows, v)
			}
		}
		p.Href = "/desk/remedies?state=" + escape(string(p.Kind)+"/"+string(p.State))
		if p.State == remedy.Closed {
			p.Href = "/desk/remedies?outcome=again&kind=" + escape(string(p.Kind))
		}
		if p.N > 0 {
			piles = append(piles, p)
		}
	}
	return piles, nil
}

// dueOfRemedy is the next day of the remedy; of one to be answered anew, the
// ordered one.
func dueOfRemedy(v remedy.Remedy) remedy.Remedy {
	if v.MustReopen() {
		v.DueOn = v.AnswerUntil()
	}
	return v
}
