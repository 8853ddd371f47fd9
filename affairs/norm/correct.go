package norm

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// reason is why something on record is changed. Errors: [ErrNote].
func reason(why string) (string, error) {
	why, err := text.Block(why, MaxNote)
	if err == nil && why == "" {
		err = ErrNote
	}
	return why, err
}

// Correct strikes an event that should not have been entered. It stays on
// record with the reason and counts no longer. Errors: [ErrNoEvent],
// [ErrNote].
func Correct(n Norm, serial int, why string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	why, err := reason(why)
	if err != nil {
		return n, journal.Entry{}, err
	}
	if _, ok := n.Event(serial); !ok {
		return n, journal.Entry{}, ErrNoEvent
	}
	return n.change(serial, func(e *Event) { e.Struck = why }), n.entry(journal.NormCorrect, by, at, why), nil
}

// Complete adds to an event that a taken-over record told by its state alone
// the day, if that is not known, and the document behind it. Errors:
// [ErrNoEvent], [ErrKnown], [ErrDay], [ErrEarly], [ErrBy], [ErrSelf].
func Complete(n Norm, serial int, on calendar.Day, source, note string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	e, ok := n.Event(serial)
	if !ok {
		return n, journal.Entry{}, ErrNoEvent
	}
	source, err := n.by(source)
	if err == nil {
		note, err = text.Block(note, MaxNote)
	}
	switch {
	case err != nil:
	case e.By != "" && e.On != calendar.NoDay:
		err = ErrKnown
	case on == calendar.NoDay && e.On == calendar.NoDay:
		err = ErrDay
	case on != calendar.NoDay && e.On != calendar.NoDay && on != e.On:
		err = ErrKnown
	case on != calendar.NoDay && on <= n.IssuedOn:
		err = ErrEarly
	}
	if err != nil {
		return n, journal.Entry{}, err
	}
	n = n.change(serial, func(e *Event) {
		if e.On == calendar.NoDay {
			e.On = on
		}
		e.By, e.Note = source, note
	})
	return n, n.entry(journal.NormCorrect, by, at, strings.TrimSpace(on.String()+" "+source)), nil
}

func (n Norm) change(serial int, f func(*Event)) Norm {
	n.Events = append([]Event(nil), n.Events...)
	for i := range n.Events {
		if n.Events[i].Serial == serial {
			f(&n.Events[i])
		}
	}
	return n
}

// Pass is the clock's entry that a day came on which the norm stands otherwise
// than before: what is derived from it follows.
func Pass(n Norm, at time.Time) journal.Entry {
	return n.entry(journal.NormPass, account.Clock.Login, at, n.On(calendar.On(at)).Status.Name())
}
