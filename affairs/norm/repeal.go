package norm

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Repeal ends a norm from a day on: by a decision, or, with replaced, by the
// document that stands in its place. Errors: [ErrDay], [ErrEarly], [ErrEnded],
// [ErrBy], [ErrSelf].
func Repeal(n Norm, on calendar.Day, source string, replaced bool, note string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	kind := ToRepealed
	if replaced {
		kind = ToReplaced
	}
	return n.end(journal.NormRepeal, kind, on, source, note, by, at)
}

// DeclareVoid declares from a day on that a norm has lost its object or its
// time. Errors as of [Repeal].
func DeclareVoid(n Norm, on calendar.Day, source, note string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	return n.end(journal.NormVoid, ToVoid, on, source, note, by, at)
}

func (n Norm) end(act journal.Act, kind Kind, on calendar.Day, source, note string, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	source, err := n.by(source)
	if err == nil {
		err = n.live(on)
	}
	if err == nil {
		note, err = text.Block(note, MaxNote)
	}
	if err == nil {
		// An end that is known already but has not come is not ended twice.
		if end := n.Ends(); end.By != nil {
			err = ErrEnded
		}
	}
	if err != nil {
		return n, journal.Entry{}, err
	}
	n = n.add(Event{Kind: kind, On: on, By: source, Until: calendar.NoDay, Note: note})
	return n, n.entry(act, by, at, on.String()+" "+source), nil
}

// CheckChain refuses that the norm be ended by a document that was itself,
// at whatever remove, ended by the norm. next gives what ended an index number,
// "" for nothing. Errors: [ErrSelf], [ErrCycle], those of next.
func CheckChain(index, by string, next func(string) (string, error)) error {
	if by == index {
		return ErrSelf
	}
	seen := map[string]bool{}
	for by != "" && !seen[by] {
		seen[by] = true
		after, err := next(by)
		if err != nil {
			return err
		}
		if after == index {
			return ErrCycle
		}
		by = after
	}
	return nil
}
