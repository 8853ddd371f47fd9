package norm

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Extend prolongs the validity of a norm that is in force, to a new last day.
// One that has ended is issued anew instead. Errors: [ErrNoTerm], [ErrUntil],
// [ErrEnded], [ErrBy], [ErrSelf].
func Extend(n Norm, until calendar.Day, source string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	today := calendar.On(at)
	source, err := n.by(source)
	switch last := n.LastDay(); {
	case err != nil:
	case last == calendar.NoDay:
		err = ErrNoTerm
	case n.Ends().Day <= today:
		err = ErrEnded
	case until <= last:
		err = ErrUntil
	}
	if err != nil {
		return n, journal.Entry{}, err
	}
	n = n.add(Event{Kind: ToExtended, On: today, By: source, Until: until})
	return n, n.entry(journal.NormExtend, by, at, until.String()+" "+source), nil
}
