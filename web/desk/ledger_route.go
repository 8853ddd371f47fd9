package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/office/intake"
	"gongkai/store"
	"gongkai/web/page"
)

// entryLimit is what the form of an entry may weigh, in bytes: answers and
// minutes are long.
const entryLimit = 8 << 20

// ledgerRoutes is the addresses of the ledgers. An entry lies at
// /desk/ledger/conference-2017-000123, its book at /desk/ledger/conference.
func (d *Desk) ledgerRoutes(s *page.Site) {
	s.Refusals = append(s.Refusals, ledgerRefusals...)
	look, enter, take := may(account.LookLedger), may(journal.LedgerEnter), may(journal.LedgerImport)
	const book, entry = " /desk/ledger/{book}", " /desk/ledger/{entry}"
	s.Handle("GET /desk/ledger", look, d.seat(d.ledgerList))
	s.Handle("GET /desk/ledger/{name}", look, d.seat(d.ledgerAt))
	s.Handle("GET"+book+"/list.csv", look, d.seat(d.ledgerCSV))
	s.Handle("GET"+book+"/new", enter, d.seat(d.ledgerNew))
	s.Handle("POST"+book+"/new", enter, d.seat(d.ledgerEnter), page.Body(entryLimit))
	s.Handle("POST"+book+"/release-many", may(journal.LedgerRelease), d.seat(d.ledgerReleaseMany))
	s.Handle("GET"+book+"/template.xlsx", look, d.seat(d.ledgerTemplate))
	s.Handle("GET"+book+"/import", take, d.seat(d.ledgerImportShow))
	s.Handle("POST"+book+"/import", take, d.seat(d.ledgerUpload), page.Body(uploadLimit))
	s.Handle("GET"+book+"/import/preview", take, d.seat(d.ledgerPreview))
	s.Handle("POST"+book+"/import/preview", take, d.seat(d.ledgerTake))
	s.Handle("GET"+book+"/import/begun", take, d.seat(d.ledgerBegun))
	s.Handle("GET"+book+"/import/{run}", take, d.seat(d.ledgerRun))
	s.Handle("GET"+book+"/import/{run}/refused.csv", take, d.seat(d.ledgerRefused))
	s.Handle("GET"+book+"/import/{run}/refused.xlsx", take, d.seat(d.ledgerRefused))
	s.Handle("POST"+book+"/import/{run}/stop", take, d.seat(d.ledgerStop))
	s.Handle("GET"+book+"/import/{run}/undo", may(journal.LedgerImportUndo), d.seat(d.ledgerUndoShow))
	s.Handle("POST"+book+"/import/{run}/undo", may(journal.LedgerImportUndo), d.seat(d.ledgerUndo))
	s.Handle("GET"+entry+"/amend", may(journal.LedgerAmend), d.seat(d.ledgerAmendShow))
	s.Handle("POST"+entry+"/amend", may(journal.LedgerAmend), d.seat(d.ledgerAmend), page.Body(entryLimit))
	for _, v := range ledgerDeeds {
		s.Handle("POST"+entry+"/"+v.Path, may(v.Act), d.seat(d.ledgerDo(v)))
	}
}

// ledgerRefusals is what the desk makes of the refusals of the ledgers.
var ledgerRefusals = []page.Refusal{
	{Err: ledger.ErrNoEntry, Status: http.StatusNotFound},
	{Err: ledger.ErrNoBook, Status: http.StatusNotFound},
	{Err: ledger.ErrState, Status: http.StatusUnprocessableEntity},
	{Err: ledger.ErrWhy, Status: http.StatusUnprocessableEntity, Field: "why"},
	{Err: ledger.ErrSame, Status: http.StatusUnprocessableEntity},
	{Err: ledger.ErrInternal, Status: http.StatusUnprocessableEntity},
	{Err: ledger.ErrSecrecy, Status: http.StatusUnprocessableEntity, Field: "secrecy"},
	{Err: ledger.ErrShown, Status: http.StatusUnprocessableEntity},
	{Err: ledger.ErrTwice, Status: http.StatusUnprocessableEntity},
	{Err: intake.ErrColumn, Status: http.StatusUnprocessableEntity, Field: "file"},
	{Err: intake.ErrColumnNone, Status: http.StatusUnprocessableEntity, Field: "file"},
}

// ledgerAt shows a book or one of its entries, whichever the address names.
func (d *Desk) ledgerAt(w http.ResponseWriter, r *http.Request, o *Official) error {
	if !strings.Contains(r.PathValue("name"), "-") {
		r.SetPathValue("book", r.PathValue("name"))
		return d.ledgerBook(w, r, o)
	}
	r.SetPathValue("entry", r.PathValue("name"))
	return d.ledgerShow(w, r, o)
}

// bookOf is the book of the address. Errors: page.ErrNotFound.
func bookOf(r *http.Request) (*ledger.Book, error) {
	if b, ok := ledger.BookOf(ledger.Code(r.PathValue("book"))); ok {
		return b, nil
	}
	return nil, page.ErrNotFound
}

// entryOf is the entry of the address with its book, for one who may do the act
// on it. Errors: page.ErrNotFound for one that is not there and for one the
// official does not see; account.ErrForbidden for one who may only look.
func (d *Desk) entryOf(r *http.Request, o *Official, act journal.Act) (*ledger.Book, ledger.Entry, error) {
	code, id, ok := ledger.ParseThing("ledger/" + r.PathValue("entry"))
	if !ok {
		return nil, ledger.Entry{}, page.ErrNotFound
	}
	b, _ := ledger.BookOf(code)
	e, err := d.Office.Store.Entry(r.Context(), code, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !ledger.Visible(o.Actor, e) {
		return nil, ledger.Entry{}, page.ErrNotFound
	}
	if err == nil && !o.MayIn(act, e.Agency) {
		err = account.ErrForbidden
	}
	return b, e, err
}

func bookHref(b *ledger.Book) string { return "/desk/ledger/" + string(b.Code) }

func entryHref(e ledger.Entry) string { return "/desk/" + e.Thing() }

// entryColour is the colour of a state.
func entryColour(s ledger.State) string {
	switch s {
	case ledger.Released:
		return "green"
	case ledger.Struck:
		return "grey"
	}
	return "blue"
}

// saidOf is a refusal in the language of the page: its own sentence may have
// something after it, the choices there are or the bound there is.
func saidOf(ctx context.Context, err error) string {
	whole := err.Error()
	for base := err; base != nil; base = errors.Unwrap(base) {
		if rest, ok := strings.CutPrefix(whole, base.Error()); ok && rest != "" {
			return page.T(ctx, base.Error()) + rest
		}
	}
	return page.T(ctx, whole)
}
