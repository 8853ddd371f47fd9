package ledger

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Strike strikes out an entry that should not have been made: it keeps its
// number and what it said, and counts nothing. One before the public is
// retracted first. Errors: [ErrState], [ErrWhy].
func Strike(e Entry, why string, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	to, err := e.after(journal.LedgerStrike)
	if err != nil {
		return e, journal.Entry{}, err
	}
	if why, err = reason(why); err != nil {
		return e, journal.Entry{}, err
	}
	e.State, e.Why = to, why
	return e, e.entry(journal.LedgerStrike, by, at, why), nil
}

// UndoneReason is why entries were struck out when their import was undone.
const UndoneReason = "该批次导入有误，已整批撤销"

// UndoImport strikes out an entry because its whole import is undone. Errors:
// [ErrState].
func UndoImport(e Entry, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	to, err := e.after(journal.LedgerImportUndo)
	if err != nil || e.Run == 0 {
		return e, journal.Entry{}, ErrState
	}
	e = e.hidden()
	e.State, e.Why = to, UndoneReason
	return e, e.entry(journal.LedgerImportUndo, by, at, ""), nil
}

// Succeed gives an entry to the agency that took over from a closed one: what
// still stands or waits there is now its affair. Errors: [ErrState].
func Succeed(e Entry, to agency.Code, by account.Login, at time.Time) (Entry, journal.Entry, error) {
	if _, err := e.after(journal.LedgerMove); err != nil {
		return e, journal.Entry{}, err
	}
	note := string(e.Agency) + " → " + string(to)
	e.Agency = to
	return e, e.entry(journal.LedgerMove, by, at, note), nil
}
