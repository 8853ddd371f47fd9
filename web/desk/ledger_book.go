package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

const ledgerPage = 50

// ledgerBookPage is the entries of a book that the official sees and the filter
// selects, the latest first; of those with a limit, the most urgent first.
type ledgerBookPage struct {
	Form     *page.Form
	Book     *ledger.Book
	Years    []page.Choice
	Agencies []page.Choice // empty when the official sees but one
	States   []page.Choice
	Only     []page.Choice
	Run      int64 // whose entries are shown; 0 for all
	Rows     []ledger.Entry
	Names    names
	Today    calendar.Day
	N        int64
	Paging   page.Paging
	CSV      string // address of the list as a file
	Enter    bool
	Import   bool
	// Release is which of the rows the official may put before the public.
	Release map[int64]bool
}

// ledgerSelection reads the filter; a value there is not is page.ErrNotFound.
func (d *Desk) ledgerSelection(o *Official, b *ledger.Book, form *page.Form) (store.LedgerSelection, error) {
	s := store.LedgerSelection{Seat: office.LedgerSeat(o.Actor), Book: b.Code, Agency: agency.Code(form.Get("agency")),
		State: ledger.State(form.Get("state")), Today: d.Office.Today(), Words: form.Get("q")}
	if s.State != "" && s.State.Name() == string(s.State) {
		return s, page.ErrNotFound
	}
	switch form.Get("only") {
	case "":
	case "waiting":
		s.Waiting = true
	case "open":
		s.Open = true
	case "overdue":
		s.Overdue = true
	case "undecided":
		s.Undecided = b.Decides()
	default:
		return s, page.ErrNotFound
	}
	if y := form.Get("year"); y != "" {
		var err error
		if s.Year, err = strconv.Atoi(y); err != nil || s.Year < 1000 || s.Year > 9999 {
			return s, page.ErrNotFound
		}
	}
	if run := form.Get("run"); run != "" {
		var err error
		if s.Run, err = strconv.ParseInt(run, 10, 64); err != nil {
			return s, page.ErrNotFound
		}
	}
	return s, nil
}

func (d *Desk) ledgerBook(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	return d.ledgerBookAgain(w, r, o, b, page.QueryForm(r), http.StatusOK)
}

func (d *Desk) ledgerBookAgain(w http.ResponseWriter, r *http.Request, o *Official, b *ledger.Book, form *page.Form, status int) error {
	ctx := r.Context()
	s, err := d.ledgerSelection(o, b, form)
	if err != nil {
		return err
	}
	p := ledgerBookPage{Form: form, Book: b, Today: s.Today, Run: s.Run, Enter: o.May(string(journal.LedgerEnter)), Import: o.May(string(journal.LedgerImport)), Release: map[int64]bool{}}
	if p.Names, err = d.agencyNames(ctx); err != nil {
		return err
	}
	if err := d.ledgerChoices(ctx, &p, s); err != nil {
		return err
	}
	if p.N, err = d.Office.Store.CountEntries(ctx, s); err != nil {
		return err
	}
	after := ledgerPlaceOf(b, form.Get("at"))
	if p.Rows, err = d.Office.Store.Entries(ctx, s, after, ledgerPage+1); err != nil {
		return err
	}
	query := url.Values{}
	for _, name := range []string{"year", "agency", "state", "only", "q", "run"} {
		if v := form.Get(name); v != "" {
			query.Set(name, v)
		}
	}
	p.CSV = bookHref(b) + "/list.csv?" + query.Encode()
	if after.ID != 0 {
		p.Paging.Newer = bookHref(b) + "?" + query.Encode()
	}
	if len(p.Rows) > ledgerPage {
		p.Rows = p.Rows[:ledgerPage]
		place := s.Place(p.Rows[ledgerPage-1])
		query.Set("at", place.Day.String()+"."+ledger.NumberOf(place.ID))
		p.Paging.Older = bookHref(b) + "?" + query.Encode()
	}
	p.Paging.Info = page.Tf(ctx, "共 %s 条", page.Number(p.N))
	for _, e := range p.Rows {
		if e.Allows(journal.LedgerRelease) && o.MayIn(journal.LedgerRelease, e.Agency) {
			p.Release[e.ID] = true
		}
	}
	if !form.OK() {
		status = http.StatusUnprocessableEntity
	}
	return page.Render(w, r, status, d.ledgerBookView(p))
}

// ledgerPlaceOf reads the place behind which a page begins; anything else is
// the beginning.
func ledgerPlaceOf(b *ledger.Book, s string) store.LedgerPlace {
	on, number, _ := strings.Cut(s, ".")
	day, err := calendar.ParseDay(on)
	id, ok := ledger.ParseNumber(number)
	if err != nil || !ok {
		return store.LedgerPlace{}
	}
	return store.LedgerPlace{Day: day, ID: id, Book: b.Code}
}

func (d *Desk) ledgerChoices(ctx context.Context, p *ledgerBookPage, s store.LedgerSelection) error {
	years, err := d.Office.Store.LedgerYears(ctx, p.Book.Code, false)
	if err != nil {
		return err
	}
	p.Years = []page.Choice{{Text: "全部"}}
	for _, y := range years {
		p.Years = append(p.Years, page.Choice{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	var codes []agency.Code
	for _, a := range p.Names.inOrder() {
		if s.Seat.All || slices.Contains(s.Seat.Agencies, a.Code) {
			codes = append(codes, a.Code)
		}
	}
	if len(codes) > 1 {
		p.Agencies = withBlank("全部", p.Names.choicesOf(codes))
	}
	p.States = []page.Choice{{Text: "全部"}}
	for _, row := range ledger.States {
		if row.State != ledger.Released || p.Book.Public {
			p.States = append(p.States, page.Choice{Value: string(row.State), Text: row.Name})
		}
	}
	p.Only = []page.Choice{{Text: "不限"}}
	if p.Book.Public {
		p.Only = append(p.Only, page.Choice{Value: "waiting", Text: "更正以后还没有重新公开的"})
	}
	if p.Book.Decides() {
		p.Only = append(p.Only, page.Choice{Value: "undecided", Text: "还没有公开决定的"})
	}
	if p.Book.HasDue() {
		p.Only = append(p.Only, page.Choice{Value: "open", Text: "还没有办结的"}, page.Choice{Value: "overdue", Text: "已超过办理期限的"})
	}
	return nil
}

// table is the rows with, before them, the boxes of those that may be released.
func (p ledgerBookPage) table(ctx context.Context) ([]page.Column, [][]page.Cell) {
	columns := []page.Column{{Text: "编号"}, {Text: "名称"}}
	if len(p.Release) > 0 {
		columns = append([]page.Column{{Text: "选中"}}, columns...)
	}
	if len(p.Agencies) > 0 {
		columns = append(columns, page.Column{Text: "机关"})
	}
	columns = append(columns, page.Column{Text: "日期"})
	if p.Book.HasDue() {
		columns = append(columns, page.Column{Text: "办理期限"})
	}
	columns = append(columns, page.Column{Text: "状态"})
	var rows [][]page.Cell
	for _, e := range p.Rows {
		row := []page.Cell{{Text: e.Number(), Href: entryHref(e)}, {Text: e.Title()}}
		if len(p.Release) > 0 {
			box := page.Cell{}
			if p.Release[e.ID] {
				box.Content = ledgerBox(p.Form, e)
			}
			row = append([]page.Cell{box}, row...)
		}
		if len(p.Agencies) > 0 {
			row = append(row, page.Cell{Text: p.Names.of(e.Agency)})
		}
		row = append(row, page.Cell{Text: day(ctx, e.Day())})
		if p.Book.HasDue() {
			row = append(row, page.Cell{Content: entryDue(e, p.Today)})
		}
		row = append(row, page.Cell{Content: entryStanding(p.Book, e)})
		rows = append(rows, row)
	}
	return columns, rows
}

// ledgerCSV is the filtered list as a file that computes nothing: every field
// of the book, rows a line each in the cell, their parts divided by strokes as
// in the template.
func (d *Desk) ledgerCSV(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	s, err := d.ledgerSelection(o, b, page.QueryForm(r))
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	const batch = 500
	list, err := d.Office.Store.Entries(ctx, s, store.LedgerPlace{}, batch)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+string(b.Code)+`.csv"`)
	out, err := sheet.NewWriter(w, true)
	if err != nil {
		return nil // the visitor hung up
	}
	heads := []string{page.T(ctx, "编号"), page.T(ctx, "机关"), page.T(ctx, "状态")}
	for _, f := range b.Fields {
		heads = append(heads, labelOf(ctx, f))
	}
	if out.Write(heads...) != nil {
		return nil
	}
	for {
		for _, e := range list {
			line := []string{e.Number(), agencies.of(e.Agency), page.T(ctx, e.State.Name())}
			for _, f := range b.Fields {
				line = append(line, cellOf(ctx, f, e.Values))
			}
			if out.Write(line...) != nil {
				return nil
			}
		}
		if len(list) < batch {
			_ = out.Flush() // a visitor who hangs up is no fault of ours
			return nil
		}
		if list, err = d.Office.Store.Entries(ctx, s, s.Place(list[len(list)-1]), batch); err != nil {
			panic(http.ErrAbortHandler) // half a file is out: cut the line, so nobody takes it for whole
		}
	}
}

// labelOf is a field's label with its unit, in the language of the page.
func labelOf(ctx context.Context, f ledger.Field) string {
	if f.Unit == "" || strings.HasSuffix(f.Label, f.Unit) {
		return page.T(ctx, f.Label)
	}
	return page.Tf(ctx, "%s（%s）", page.T(ctx, f.Label), page.T(ctx, f.Unit))
}

// plain is a value without its unit, in the language of the page.
func plain(ctx context.Context, f ledger.Field, value string) string {
	f.Unit = ""
	if f.Type == ledger.Choice || f.Type == ledger.YesNo {
		return page.T(ctx, f.Shown(value))
	}
	return value
}

// cellOf is what an entry says in a field as one cell of a table.
func cellOf(ctx context.Context, f ledger.Field, v ledger.Values) string {
	if f.Type != ledger.Rows {
		return plain(ctx, f, v.Text(f.Name))
	}
	var lines []string
	for _, row := range v.List(f.Name) {
		parts := make([]string, len(f.Fields))
		for i, c := range f.Fields {
			parts[i] = plain(ctx, c, row.Text(c.Name))
		}
		lines = append(lines, strings.TrimRight(strings.Join(parts, "|"), "|"))
	}
	return strings.Join(lines, "\n")
}
