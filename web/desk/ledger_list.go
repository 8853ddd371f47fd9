package desk

import (
	"net/http"
	"strconv"

	"gongkai/affairs/ledger"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// ledgerListPage is every book with what this year has brought, and what waits
// in it whatever the year.
type ledgerListPage struct {
	Year int
	Rows []ledgerBookRow
}

type ledgerBookRow struct {
	Book *ledger.Book
	Year store.LedgerCount // of this year
	All  store.LedgerCount
}

func (d *Desk) ledgerList(w http.ResponseWriter, r *http.Request, o *Official) error {
	today := d.Office.Today()
	s := store.LedgerSelection{Seat: office.LedgerSeat(o.Actor), Today: today}
	all, err := d.Office.Store.LedgerCounts(r.Context(), s)
	if err != nil {
		return err
	}
	s.Year = today.Year()
	year, err := d.Office.Store.LedgerCounts(r.Context(), s)
	if err != nil {
		return err
	}
	p := ledgerListPage{Year: s.Year}
	for _, b := range ledger.Books {
		p.Rows = append(p.Rows, ledgerBookRow{b, year[b.Code], all[b.Code]})
	}
	return page.Render(w, r, http.StatusOK, d.ledgerListView(p))
}

// figureCell is a number that opens the list behind it; nothing for nought.
func figureCell(n int64, b *ledger.Book, query string) page.Cell {
	if n == 0 {
		return page.Cell{Text: "0"}
	}
	if query != "" {
		query = "?" + query
	}
	return page.Cell{Text: page.Number(n), Href: bookHref(b) + query}
}

func (p ledgerListPage) table() [][]page.Cell {
	year := "year=" + strconv.Itoa(p.Year)
	var rows [][]page.Cell
	for _, v := range p.Rows {
		row := []page.Cell{{Content: ledgerBookLink(v.Book)}, figureCell(v.Year.Entered, v.Book, year+"&state=entered"), figureCell(v.Year.Released, v.Book, year+"&state=released"),
			figureCell(v.All.Entered+v.All.Released+v.All.Struck, v.Book, ""), figureCell(v.All.Waiting, v.Book, "only=waiting")}
		if !v.Book.Public {
			row[2], row[4] = page.Cell{Text: "—"}, page.Cell{Text: "—"}
		}
		if v.Book.HasDue() {
			row = append(row, figureCell(v.All.Overdue, v.Book, "only=overdue"))
		} else {
			row = append(row, page.Cell{Text: "—"})
		}
		rows = append(rows, row)
	}
	return rows
}

// Waits is the books in which something waits.
func (p ledgerListPage) Waits() []ledgerBookRow {
	var list []ledgerBookRow
	for _, v := range p.Rows {
		if v.All.Waiting > 0 || v.All.Overdue > 0 {
			list = append(list, v)
		}
	}
	return list
}
