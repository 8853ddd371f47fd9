package publication

import (
	"errors"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
)

// What the agency above both decided on an objection.
const (
	DecidedOpen = "open" // may be published all the same
	DecidedKeep = "keep" // the objection stands
)

var (
	ErrNoDispute = errors.New("只有对方不同意公开的，才能提请协调；来源机关逾期未复的，也可以提请协调")
	ErrReferred  = errors.New("已提请协调，请等待决定")
	ErrDecided   = errors.New("这项争议没有提请协调，或者已经决定")
	ErrJudgement = errors.New("请选择协调决定")
)

// Disputed says that the drafter may take the answer to the agency above both:
// an objection, or the silence of the source's agency where its consent is
// needed.
func (d Draft) Disputed(c Consultation) bool {
	return c.ReferredAt.IsZero() && (c.Answer == "object" || c.Answer == "lapsed" && c.Agency == d.Origin.Agency && d.NeedsConsent())
}

// Referred says that the agency above both has still to decide.
func (c Consultation) Referred() bool { return !c.ReferredAt.IsZero() && c.Decision == "" }

// Stops says that the answer keeps the draft from being published.
func (c Consultation) Stops() bool { return c.Answer == "object" && c.Decision != DecidedOpen }

// mostWords bounds what is said in a coordination, in characters.
const mostWords = 2000

// Refer takes an agency's objection to the agency above both (art. 11), with
// the drafter's reasons. Errors: [ErrState], [ErrNotConsulted], [ErrNoDispute],
// [ErrReferred], [ErrNote].
func Refer(d Draft, whose agency.Code, why string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftRefer); err != nil {
		return d, journal.Entry{}, err
	}
	i := slices.IndexFunc(d.Consultations, func(c Consultation) bool { return c.Agency == whose })
	why, err := text.Block(why, mostWords)
	switch {
	case err != nil:
		return d, journal.Entry{}, err
	case i < 0:
		return d, journal.Entry{}, ErrNotConsulted
	case !d.Consultations[i].ReferredAt.IsZero():
		return d, journal.Entry{}, ErrReferred
	case !d.Disputed(d.Consultations[i]):
		return d, journal.Entry{}, ErrNoDispute
	case why == "":
		return d, journal.Entry{}, ErrNote
	}
	d.Consultations = slices.Clone(d.Consultations)
	c := &d.Consultations[i]
	c.ReferredAt, c.ReferredBy, c.Referral = at, by, why
	return d, d.entry(journal.DraftRefer, by, at, string(whose)+" "+why), nil
}

// Decide is the decision of the agency above both: the draft may be published
// in spite of the objection, or not. Errors: [ErrState], [ErrDecided],
// [ErrNote].
func Decide(d Draft, whose agency.Code, open bool, words string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftDecide); err != nil {
		return d, journal.Entry{}, err
	}
	i := slices.IndexFunc(d.Consultations, func(c Consultation) bool { return c.Agency == whose && c.Referred() })
	words, err := text.Block(words, mostWords)
	switch {
	case err != nil:
		return d, journal.Entry{}, err
	case i < 0:
		return d, journal.Entry{}, ErrDecided
	case words == "":
		return d, journal.Entry{}, ErrNote
	}
	d.Consultations = slices.Clone(d.Consultations)
	c := &d.Consultations[i]
	c.Decision, c.DecidedAt, c.DecidedBy, c.DecisionWords = DecidedKeep, at, by, words
	note := "维持不同意："
	if open {
		c.Decision, note = DecidedOpen, "可以公开："
	}
	return d, d.entry(journal.DraftDecide, by, at, string(whose)+" "+note+words), nil
}

// Awaits says whether the agency above both has something to decide in the
// draft.
func (d Draft) Awaits() bool {
	return d.State == Drafting && slices.ContainsFunc(d.Consultations, Consultation.Referred)
}
