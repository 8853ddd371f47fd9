package norm

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Register gives a norm the registration number, in the act that publishes it:
// one register, one series of numbers, one place of publication. Numbers of a
// year follow each other without gaps. Errors: [ErrRegistered].
func Register(n Norm, number string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	if n.Number != "" || number == "" {
		return n, journal.Entry{}, ErrRegistered
	}
	n.Number = number
	return n, n.entry(journal.NormRegister, by, at, number), nil
}

// SetTerm says when the norm takes effect and the last day of its validity
// (NoDay: no term), where the text was not read right. Errors: [ErrDay],
// [ErrBegins], [ErrExpires], [ErrNote].
func SetTerm(n Norm, effective, expires calendar.Day, why string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	why, err := reason(why)
	switch {
	case err != nil:
		return n, journal.Entry{}, err
	case effective == calendar.NoDay:
		return n, journal.Entry{}, ErrDay
	case effective < n.IssuedOn:
		return n, journal.Entry{}, ErrBegins
	case expires != calendar.NoDay && expires <= effective:
		return n, journal.Entry{}, ErrExpires
	}
	n.EffectiveOn, n.ExpiresOn = effective, expires
	return n, n.entry(journal.NormTerm, by, at, why), nil
}
