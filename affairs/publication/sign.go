package publication

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// maySign is the part of signing that all ways of publishing share: state,
// attribute, and three different people.
func (d Draft) maySign(act journal.Act, by account.Login) (State, error) {
	to, err := d.State.after(act)
	if err != nil {
		return d.State, err
	}
	if d.Wrote(by) || by == d.Cleared || d.Cleared == "" {
		return d.State, ErrSamePerson
	}
	return to, nil
}

// Publish signs a draft and makes it public at once: a new publication under
// the id and index number the store gave out, or the next version of the one
// it revises (cur). For a scheduled draft, signed before, by is the clock and
// the set minute must have come. s is what the gate found. Errors: [ErrState],
// [ErrSamePerson], [ErrNotProactive], [ErrNotYet], [ErrWithdrawn], [ErrGate],
// [ErrScreening].
func Publish(d Draft, cur *Publication, s Screening, id int64, index string, by account.Login, at time.Time) (Draft, Publication, journal.Entry, error) {
	act := journal.Publish
	if d.Publication != 0 {
		act = journal.Revise
	}
	var to State
	var err error
	if d.State == Scheduled {
		if at.Before(d.PublishAt) {
			return d, Publication{}, journal.Entry{}, ErrNotYet
		}
		to, err = d.State.after(act)
	} else {
		to, err = d.maySign(act, by)
	}
	if err != nil {
		return d, Publication{}, journal.Entry{}, err
	}
	if d.Attribute != Proactive {
		return d, Publication{}, journal.Entry{}, ErrNotProactive
	}
	if err := d.Passes(s); err != nil {
		return d, Publication{}, journal.Entry{}, err
	}
	signer := by
	if d.State == Scheduled {
		signer = d.Signer
	}
	p := Publication{ID: id, Index: index, Agency: d.Agency, PublishedAt: at}
	if cur != nil {
		if !cur.WithdrawnAt.IsZero() {
			return d, Publication{}, journal.Entry{}, ErrWithdrawn
		}
		p = *cur
	}
	p.Content, p.Change, p.VersionAt = d.Content, d.Change, at
	p.Version++
	p.Drafter, p.Cleared, p.Signer = d.Author, d.Cleared, signer
	d.State, d.Publication, d.Signer = to, p.ID, signer
	return d, p, p.entry(act, by, at, d.Thing()), nil
}

// Schedule signs a draft for publication at a set minute. cur is the publication
// it revises; nil for a new one. Errors as of [Publish], and [ErrPublishAt].
func Schedule(d Draft, cur *Publication, s Screening, when time.Time, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.maySign(journal.DraftSchedule, by)
	if err != nil {
		return d, journal.Entry{}, err
	}
	if d.Attribute != Proactive {
		return d, journal.Entry{}, ErrNotProactive
	}
	if err := d.Passes(s); err != nil {
		return d, journal.Entry{}, err
	}
	if cur != nil && !cur.WithdrawnAt.IsZero() {
		return d, journal.Entry{}, ErrWithdrawn
	}
	when = when.Truncate(time.Minute)
	if !when.After(at) || when.After(at.AddDate(1, 0, 0)) {
		return d, journal.Entry{}, ErrPublishAt
	}
	d.State, d.Signer, d.PublishAt = to, by, when
	return d, d.entry(journal.DraftSchedule, by, at, when.UTC().Format(time.RFC3339)), nil
}

// Unschedule takes the set minute back; the draft waits for a signature
// again. Errors: [ErrState].
func Unschedule(d Draft, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.State.after(journal.DraftUnschedule)
	if err != nil {
		return d, journal.Entry{}, err
	}
	d.State, d.Signer, d.PublishAt = to, "", time.Time{}
	return d, d.entry(journal.DraftUnschedule, by, at, ""), nil
}

// Withhold signs that a draft is not published of the agency's own accord; it
// is kept and looked at again on its day (art. 18). Errors: [ErrState],
// [ErrSamePerson], [ErrIsProactive].
func Withhold(d Draft, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	to, err := d.maySign(journal.DraftWithhold, by)
	if err != nil {
		return d, journal.Entry{}, err
	}
	if d.Attribute == Proactive {
		return d, journal.Entry{}, ErrIsProactive
	}
	d.State, d.Signer = to, by
	return d, d.entry(journal.DraftWithhold, by, at, d.Ground), nil
}
