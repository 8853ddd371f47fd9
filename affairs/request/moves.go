package request

import (
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Move is one row of the table state x act: from which states an act starts
// and where it leads.
type Move struct {
	Act  journal.Act
	From []State
	To   State // "" where the state stays
}

var (
	open     = []State{Confirming, Handling, Clarifying, Paying, Reviewing, Signing, Delivering}
	inHand   = []State{Handling}
	decided  = []State{Reviewing, Signing}
	anywhere = append(slices.Clone(open), Closed)
	answered = []State{Closed}
	unsigned = []State{Confirming, Handling, Clarifying, Paying, Reviewing, Signing}
)

// Moves is the life of a request. Acts look their row up here; the desk offers
// what the row allows; docs/life-of-a-request.md prints it.
var Moves = []Move{
	{journal.RequestConfirm, []State{Confirming}, Handling},
	{journal.RequestSort, []State{Confirming, Handling}, ""},
	{journal.RequestAmend, []State{Confirming, Handling, Clarifying, Paying}, ""},
	{journal.RequestAssign, open, ""},
	{journal.RequestNote, anywhere, ""},
	{journal.RequestAdd, []State{Confirming, Handling, Paying, Reviewing, Signing}, ""},
	{journal.RequestClarify, inHand, Clarifying},
	{journal.RequestProlong, []State{Clarifying}, ""},
	{journal.RequestSupplement, []State{Clarifying}, Handling},
	{journal.RequestLapse, []State{Clarifying}, Closed},
	{journal.RequestConsult, inHand, ""},
	{journal.RequestHear, []State{Handling, Clarifying, Paying, Reviewing, Signing}, ""},
	{journal.RequestGot, []State{Handling, Clarifying, Paying}, ""},
	{journal.RequestSilence, []State{Handling, Clarifying, Paying}, ""},
	{journal.RequestConsultEnd, []State{Handling, Clarifying, Paying}, ""},
	{journal.RequestWeigh, []State{Handling, Clarifying, Paying}, ""},
	{journal.RequestExtendAsk, inHand, ""},
	{journal.RequestExtend, inHand, ""},
	{journal.RequestExtendRefuse, inHand, ""},
	{journal.RequestExtendUndo, inHand, ""},
	{journal.RequestReasons, inHand, ""},
	{journal.RequestDelay, inHand, ""},
	{journal.RequestCharge, inHand, Paying},
	{journal.RequestPay, []State{Paying}, Handling},
	{journal.RequestWaive, []State{Paying}, Handling},
	{journal.RequestRefund, []State{Handling, Reviewing, Signing, Delivering, Closed}, ""},
	{journal.RequestUnpaid, []State{Paying}, Closed},
	{journal.RequestRedact, inHand, ""},
	{journal.RequestDraft, inHand, ""},
	{journal.RequestPropose, inHand, Reviewing},
	{journal.RequestRecall, decided, Handling},
	{journal.RequestReview, []State{Reviewing}, Signing},
	{journal.RequestReturn, decided, Handling},
	{journal.RequestSign, []State{Signing}, Delivering},
	{journal.RequestUnsign, []State{Delivering}, Handling},
	{journal.RequestDeliver, []State{Delivering}, Closed},
	{journal.RequestBounce, answered, ""},
	{journal.RequestRedeliver, answered, ""},
	{journal.RequestWithdraw, unsigned, Closed},
	{journal.RequestTell, []State{Delivering, Closed}, ""},
	{journal.RequestPublish, answered, ""},
	{journal.RequestReopen, answered, ""},
	{journal.RequestRate, answered, ""},
	{journal.RequestMove, open, ""},
	{journal.RequestReckon, open, ""},
	{journal.RequestOrder, anywhere, ""},
}

// informal is the acts that fit a matter that is no request for information: it is
// answered, shown the way or withdrawn, and nothing of the Regulation's procedure
// is done with it.
var informal = []journal.Act{
	journal.RequestConfirm, journal.RequestSort, journal.RequestAmend, journal.RequestAssign, journal.RequestNote, journal.RequestAdd, journal.RequestDraft,
	journal.RequestPropose, journal.RequestRecall, journal.RequestReview, journal.RequestReturn, journal.RequestSign, journal.RequestUnsign,
	journal.RequestDeliver, journal.RequestBounce, journal.RequestRedeliver, journal.RequestWithdraw, journal.RequestRate,
	journal.RequestMove, journal.RequestReckon,
}

// Informal says whether the matter is no request for information under its
// edition: a consultation, a complaint or report, a petition. Before it is
// confirmed the edition of the day it was filed speaks. Under that of 2008 such
// matters were handled and counted like requests.
func (r Request) Informal() bool {
	if r.Kind != Consultation && r.Kind != Complaint && r.Kind != Petition {
		return false
	}
	e, ok := r.Law()
	if !ok {
		e, ok = editionOn(calendar.On(r.SubmittedAt))
	}
	return ok && len(e.Answers) > 0
}

// Allows says whether the tables allow the act on the request as it stands.
func (r Request) Allows(act journal.Act) bool {
	_, err := r.move(act)
	return err == nil
}

// Allows says whether the table allows the act in the state.
func (s State) Allows(act journal.Act) bool {
	_, err := s.after(act)
	return err == nil
}

// after is the state the act leads to. Errors: [ErrState].
func (s State) after(act journal.Act) (State, error) {
	for _, m := range Moves {
		if m.Act == act && slices.Contains(m.From, s) {
			if m.To == "" {
				return s, nil
			}
			return m.To, nil
		}
	}
	return s, ErrState
}

// Offers is the acts the actor may do on the request as it stands, by both
// tables, in the order of [Moves].
func Offers(a account.Actor, r Request) []journal.Act {
	var acts []journal.Act
	for _, m := range Moves {
		if slices.Contains(m.From, r.State) && r.Allows(m.Act) && a.Permits(journal.Entry{
			Act: m.Act, Thing: r.Thing(), Agency: string(r.Agency), Actor: string(a.Login)}) {
			acts = append(acts, m.Act)
		}
	}
	return acts
}
