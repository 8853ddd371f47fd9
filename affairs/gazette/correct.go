package gazette

import (
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Correction is an issue as it should stand. Of what a state does not have
// nothing is taken.
type Correction struct {
	Print
	Reason   string  // of a missing issue
	Carrier  Carrier // of a readable one, with
	Contents string
}

// Correct puts right what stands in an issue. known is the others of its year.
// Errors: [ErrState], [ErrWhy], [ErrSame], and those of [Add], [Publish] and
// [Miss].
func Correct(i Issue, c Correction, why string, known []Issue, by account.Login, at time.Time) (Issue, journal.Entry, error) {
	before := i
	_, err := i.move(journal.IssueCorrect)
	i.Print = c.Print
	if err == nil {
		err = i.place(known, calendar.On(at))
	}
	if err == nil && i.State == Missing {
		i.Reason, err = reasoned(c.Reason, ErrReason)
	}
	if err == nil && i.State == Readable {
		i, err = i.carry(c.Carrier, c.Contents)
	}
	if err == nil {
		why, err = reasoned(why, ErrWhy)
	}
	if err == nil && i.same(before) {
		err = ErrSame
	}
	if err != nil {
		return before, journal.Entry{}, err
	}
	return i, i.entry(journal.IssueCorrect, by, at, why), nil
}

func (i Issue) same(b Issue) bool {
	return i.Print == b.Print && i.Reason == b.Reason && i.Publication == b.Publication && i.Before == b.Before && i.Gone == b.Gone && slices.Equal(i.Articles, b.Articles)
}
