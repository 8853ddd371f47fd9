package journal

import (
	"errors"
	"time"
)

// Entry is one line of the journal: one act as it was done. Entries are never
// changed; a mistake is mended by a further act.
type Entry struct {
	// Number is the place in the journal, counted from 1 without gaps in
	// commit order. 0 until the entry is saved.
	Number int64
	// At is the one time of the act.
	At  time.Time
	Act Act
	// Thing is what was acted on, as kind/id: "draft/17", "publication/4",
	// "agency/FGW", "account/li".
	Thing string
	// Agency is the code of the agency under whose name the act was done; ""
	// for acts of the platform itself.
	Agency string
	// Actor is the account that acted; see account.Actor for the two that are
	// not people.
	Actor string
	// Note is the reason or opinion given, in words; often "".
	Note string
	// Detail is what followers need beside the thing itself, as JSON; "" if
	// nothing.
	Detail string
}

// ErrEntry refuses an entry that does not say what was done to what, by whom
// and when. It is a fault of the program, not of a person.
var ErrEntry = errors.New("journal: entry without act, thing, actor or time")

// Check is [ErrEntry] when e is incomplete.
func (e Entry) Check() error {
	if e.Act == "" || e.Thing == "" || e.Actor == "" || e.At.IsZero() {
		return ErrEntry
	}
	return nil
}
