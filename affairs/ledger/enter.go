package ledger

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Enter makes an entry of what was typed, under the id the store gave out.
// Errors: [Faults].
func Enter(b *Book, id int64, in agency.Code, typed Values, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	return enter(journal.LedgerEnter, b, id, in, typed, 0, by, at)
}

// Import makes an entry of a row of an import. Errors: [Faults].
func Import(b *Book, id int64, in agency.Code, typed Values, run int64, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	return enter(journal.LedgerImport, b, id, in, typed, run, by, at)
}

func enter(act journal.Act, b *Book, id int64, in agency.Code, typed Values, run int64, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	e := Entry{Book: b.Code, ID: id, Agency: in, Version: 1, PublicOn: calendar.NoDay, Run: run, EnteredAt: at, EnteredBy: by}
	to, err := e.after(act)
	if err != nil {
		return Entry{}, journal.Entry{}, err
	}
	v, faults := b.Read(typed, calendar.On(at))
	if faults != nil {
		return Entry{}, journal.Entry{}, faults
	}
	if act == journal.LedgerEnter {
		// What comes with an import may be older than the rule.
		if faults := b.undecided(Values{}, v); faults != nil {
			return Entry{}, journal.Entry{}, faults
		}
	}
	e.State, e.Values = to, v
	return e, e.entry(act, by, at, ""), nil
}
