package publication

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Imported is one record of a bulk import, already public elsewhere.
type Imported struct {
	Content     Content
	PublishedAt time.Time
	// Source is the address it had; "" if it had none.
	Source string
}

// Import takes over a record that was published before, under the id and
// index number the store gave out. voucher answers for its review, since the
// three steps happened elsewhere. Only the name and the date of publication
// are required: old records are taken as they are. Errors: [ErrTitle],
// [ErrPublished], [ErrVoucher].
func Import(r Imported, in agency.Code, id int64, index string, run int64, voucher string, by account.Login, at time.Time) (Publication, journal.Entry, error) {
	if strings.TrimSpace(r.Content.Title) == "" {
		return Publication{}, journal.Entry{}, ErrTitle
	}
	if r.PublishedAt.IsZero() || r.PublishedAt.After(at) {
		return Publication{}, journal.Entry{}, ErrPublished
	}
	if voucher == "" {
		return Publication{}, journal.Entry{}, ErrVoucher
	}
	p := Publication{
		ID: id, Index: index, Agency: in, Content: r.Content, PublishedAt: r.PublishedAt,
		Version: 1, VersionAt: r.PublishedAt, Voucher: voucher, Run: run, Source: r.Source,
	}
	return p, p.entry(journal.Import, by, at, ""), nil
}

// UndoImport withdraws a record because its whole import is undone. Errors:
// [ErrWithdrawn].
func UndoImport(p Publication, by account.Login, at time.Time) (Publication, journal.Entry, error) {
	if !p.WithdrawnAt.IsZero() {
		return p, journal.Entry{}, ErrWithdrawn
	}
	p.WithdrawnAt, p.WithdrawnReason, p.Source = at, UndoneReason, ""
	return p, p.entry(journal.ImportUndo, by, at, ""), nil
}

// UndoneReason is what a tombstone says after an import was undone.
const UndoneReason = "该批次导入有误，已整批撤销"

// ClockFrom is the day from which the twenty working days of information formed
// on issued run (art. 26: 形成或者变更之日): of what was kept, and was opened
// on a later decision, the day of that; opened is the zero time for all else.
// NoDay for an unknown issue date.
func ClockFrom(issued calendar.Day, opened time.Time) calendar.Day {
	if issued == calendar.NoDay || opened.IsZero() {
		return issued
	}
	return max(issued, calendar.On(opened))
}

// DueOn is the last day on which a record formed on issued was to be published
// (art. 26: twenty working days), and whether the day rests on a year whose
// holidays are not announced. NoDay for an unknown issue date.
func DueOn(cal *calendar.Calendar, issued calendar.Day, days int) (due calendar.Day, provisional bool) {
	if issued == calendar.NoDay {
		return calendar.NoDay, false
	}
	due = cal.Add(issued, days)
	return due, cal.Provisional(issued, due)
}
