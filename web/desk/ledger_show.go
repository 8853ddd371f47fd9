package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/affairs/publication"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// ledgerShowPage is one entry: what it says, what it counts, what may be done
// to it now, what it said before, and by whose hands.
type ledgerShowPage struct {
	Form     *page.Form
	Book     *ledger.Book
	Entry    ledger.Entry
	Agency   string
	Today    calendar.Day
	By       string // who entered it
	Releaser string // who released it last; "" while the public reads nothing
	Amend    bool
	Deeds    []ledgerDeed
	Counts   []ledgerCounted
	Versions []ledgerVersion // newest first; empty when there is but one
	History  []deedLine
	Titles   map[string]string // of the publications it names, by index number
	Import   string            // address of the import it came with; ""
}

// ledgerCounted is a line of the annual report in which the entry counts.
type ledgerCounted struct {
	Years  string // 2017, 2012—
	Row    string // code of the row; "" for a number no form has
	Name   string
	Amount string // with its unit
	Href   string // the records behind the number; "" if the official sees no report
}

// ledgerVersion is what one change made of the entry.
type ledgerVersion struct {
	Number  int
	At      time.Time
	Who     string
	Why     string
	Shown   bool // the one the public reads
	Changes []ledgerChange
}

func (d *Desk) ledgerShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, e, err := d.entryOf(r, o, account.LookLedger)
	if err != nil {
		return err
	}
	return d.ledgerShowAgain(w, r, o, b, e, &page.Form{})
}

func (d *Desk) ledgerShowAgain(w http.ResponseWriter, r *http.Request, o *Official, b *ledger.Book, e ledger.Entry, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := ledgerShowPage{Form: form, Book: b, Entry: e, Agency: agencies.of(e.Agency), Today: d.Office.Today(), Titles: map[string]string{},
		Amend: e.Allows(journal.LedgerAmend) && o.MayIn(journal.LedgerAmend, e.Agency)}
	if p.By, err = d.personName(ctx, e.EnteredBy); err != nil {
		return err
	}
	if e.ReleasedBy != "" {
		if p.Releaser, err = d.personName(ctx, e.ReleasedBy); err != nil {
			return err
		}
	}
	if e.Run != 0 && o.MayIn(journal.LedgerImport, e.Agency) {
		p.Import = bookHref(b) + "/import/" + number(e.Run)
	}
	for _, v := range ledgerDeeds {
		if e.Allows(v.Act) && o.MayIn(v.Act, e.Agency) {
			p.Deeds = append(p.Deeds, v)
		}
	}
	for _, l := range b.Links(e.Values) {
		v, err := d.Office.Store.PublicationAt(ctx, l.Index)
		if errors.Is(err, store.ErrNotFound) || err == nil && !publication.Visible(o.Actor, v, publication.Full, d.Office.Now()) {
			continue
		}
		if err != nil {
			return err
		}
		p.Titles[l.Index] = v.Content.Title
	}
	if p.Counts, err = d.entryCounts(ctx, o, e); err != nil {
		return err
	}
	if p.Versions, err = d.entryVersions(ctx, b, e); err != nil {
		return err
	}
	if p.History, err = d.history(ctx, e.Thing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.ledgerShowView(p))
}

func (d *Desk) entryVersions(ctx context.Context, b *ledger.Book, e ledger.Entry) ([]ledgerVersion, error) {
	all, err := d.Office.Store.EntryVersions(ctx, b.Code, e.ID)
	if err != nil || len(all) < 2 {
		return nil, err
	}
	var list []ledgerVersion
	for i, v := range all {
		line := ledgerVersion{Number: v.Version, At: v.At, Why: v.Why, Shown: v.Version == e.Shown}
		if line.Who, err = d.personName(ctx, v.By); err != nil {
			return nil, err
		}
		if i > 0 {
			line.Changes = changes(ctx, b, all[i-1].Values, v.Values)
		}
		list = append(list, line)
	}
	slices.Reverse(list)
	return list, nil
}

// span is the years in whose reports a fact counts, the first and the last;
// last is before first if it counts in none.
func span(f ledger.Fact, today calendar.Day) (first, last int) {
	first, last = f.Day.Year(), f.Day.Year()
	if f.Stock {
		if last = today.Year(); f.Until != calendar.NoDay {
			last = f.Until.Year() - 1 // it no longer stands on the last day of that year
		}
	}
	return first, last
}

// entryCounts is where the entry counts: the rows of the form of the year, then
// the figures beside the form.
func (d *Desk) entryCounts(ctx context.Context, o *Official, e ledger.Entry) ([]ledgerCounted, error) {
	var list []ledgerCounted
	type key struct {
		name string
		year int
	}
	at, amounts, units := map[key]int{}, map[key]printed.Number{}, map[key]string{}
	add := func(f ledger.Fact, last int, years, row, name, label, unit string) {
		k := key{name, f.Day.Year()}
		if _, ok := at[k]; !ok {
			at[k], units[k] = len(list), unit
			line := ledgerCounted{Years: years, Row: row, Name: label}
			if _, err := d.Office.ReportScope(ctx, e.Agency, last); err == nil && o.MayIn(account.LookReport, e.Agency) {
				line.Href = reportKey{e.Agency, last}.href() + "/figure/" + escape(name)
			}
			list = append(list, line)
		}
		amounts[k] += printed.Number(f.Amount)
	}
	for _, f := range ledger.Facts(e) {
		first, last := span(f, d.Office.Today())
		if last < first {
			continue
		}
		years := strconv.Itoa(first)
		switch {
		case f.Stock && f.Until == calendar.NoDay:
			years = page.Tf(ctx, "%d 年起", first)
		case last > first:
			years += "—" + strconv.Itoa(last)
		}
		var known []form.Source
		if in := form.Of(last); in != nil {
			for _, row := range in.Rows {
				for _, c := range row.Columns {
					if selects(c.From, f) {
						cell := form.Cell{Row: row.Code, Column: c.Code}
						label := in.Label(cell)
						if page.LanguageOf(ctx) == page.English {
							label = row.English
						}
						add(f, last, years, row.Code, cell.String(), label, in.Unit(cell))
						known = append(known, c.From)
					}
				}
			}
		}
		for _, n := range annual.Names {
			if !selects(n.From, f) || n.Own || slices.ContainsFunc(known, func(s form.Source) bool { return annual.Same(s, n.From) }) {
				continue
			}
			label := n.Name
			if page.LanguageOf(ctx) == page.English {
				label = n.English
			}
			add(f, last, years, "", n.Name, label, n.Unit)
		}
	}
	for k, i := range at {
		list[i].Amount = amounts[k].String() + " " + page.T(ctx, units[k])
	}
	return list, nil
}

// selects says whether a source counts the fact.
func selects(s form.Source, f ledger.Fact) bool {
	return s.Fact == f.Fact && (len(s.Of) == 0 || slices.ContainsFunc(s.Of, func(m string) bool { return slices.Contains(f.Marks, m) }))
}

// rows is what the entry says in fields that are not rows, and how it stands.
func (p ledgerShowPage) rows(ctx context.Context) []page.Row {
	e := p.Entry
	rows := []page.Row{{Key: "状态", Content: entryStanding(p.Book, e)}, {Key: "机关", Value: p.Agency}}
	for _, f := range p.Book.Fields {
		value := e.Values.Text(f.Name)
		if f.Type == ledger.Rows || value == "" {
			continue
		}
		row := page.Row{Key: f.Label, Content: p.value(ctx, f, value)}
		if p.Book.Public && !f.Public {
			row.Key = page.T(ctx, f.Label) + page.T(ctx, "（内部）")
		}
		rows = append(rows, row)
	}
	if f, ok := ledger.First(e.Values); ok && e.Book == "matter" {
		rows = append(rows, page.Row{Key: "首次回应用时", Value: responseWords(ctx, f)})
	}
	if e.Book == "handout" {
		rows = append(rows, page.Row{Key: "结存", Value: page.Tf(ctx, "%d 册", ledger.StockOf(e.Values).Left)})
	}
	if p.Book.HasDue() && e.Due() != calendar.NoDay {
		rows = append(rows, page.Row{Key: "办理情况", Content: entryDue(e, p.Today)})
	}
	if e.Why != "" {
		rows = append(rows, page.Row{Key: "最近一次变更的理由", Value: e.Why})
	}
	if e.Shown != 0 {
		rows = append(rows, page.Row{Key: "公开时间", Value: moment(ctx, e.ReleasedAt)}, page.Row{Key: "公开人", Value: p.Releaser}, page.Row{Key: "保密审查人", Value: e.Secrecy})
	}
	return append(rows, page.Row{Key: "登记时间", Value: moment(ctx, e.EnteredAt)}, page.Row{Key: "登记人", Value: p.By})
}

// responseWords says how long a matter waited for its first answer.
func responseWords(ctx context.Context, f ledger.FirstResponse) string {
	words := page.Tf(ctx, "%d 天", f.Days)
	switch {
	case f.Minutes >= 0 && f.Minutes < 60:
		words = page.Tf(ctx, "%d 分钟", f.Minutes)
	case f.Minutes >= 0 && f.Minutes < 48*60:
		words = page.Tf(ctx, "%[1]d 小时 %[2]d 分钟", f.Minutes/60, f.Minutes%60)
	case f.Days == 0:
		words = page.T(ctx, "当天")
	}
	return page.Tf(ctx, "%[1]s（%[2]s，%[3]s）", words, page.DateISO(ctx, f.On.String()), page.T(ctx, f.Channel))
}

// rowTable is a field of rows as a table.
func (p ledgerShowPage) rowTable(ctx context.Context, f ledger.Field) page.Table {
	t := page.Table{Caption: f.Label}
	var shown []ledger.Field
	for _, c := range f.Fields {
		if slices.ContainsFunc(p.Entry.Values.List(f.Name), func(r ledger.Row) bool { return r.Has(c.Name) }) {
			shown = append(shown, c)
			t.Columns = append(t.Columns, page.Column{Text: c.Label, Numeric: c.Type == ledger.Number})
		}
	}
	for _, row := range p.Entry.Values.List(f.Name) {
		var cells []page.Cell
		for _, c := range shown {
			cells = append(cells, page.Cell{Content: p.value(ctx, c, row.Text(c.Name))})
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// where names the number: the row of the form with its code.
func (c ledgerCounted) where(ctx context.Context) string {
	if c.Row == "" {
		return page.Tf(ctx, "%s（表外数字）", c.Name)
	}
	return c.Row + " " + c.Name
}

func (p ledgerShowPage) countRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, c := range p.Counts {
		rows = append(rows, []page.Cell{{Text: c.where(ctx), Href: c.Href}, {Text: c.Years}, {Text: c.Amount}})
	}
	return rows
}

// ledgerDeed is an act the page of an entry offers.
type ledgerDeed struct {
	Act                               journal.Act
	Path, Title, Button, Style, Label string
	Hint, Done                        string
	Field                             string // the one thing asked
	Long                              bool
	Do                                func(ctx context.Context, of *office.Office, by account.Actor, e ledger.Entry, stamp int64, said string) (ledger.Entry, error)
}

var ledgerDeeds = []ledgerDeed{
	{Act: journal.LedgerRelease, Path: "release", Title: "公开", Button: "公开", Field: "secrecy", Label: "保密审查人",
		Hint: "公开之前须经保密审查，填写审查人的姓名", Done: "已公开",
		Do: func(ctx context.Context, of *office.Office, by account.Actor, e ledger.Entry, stamp int64, said string) (ledger.Entry, error) {
			return of.ReleaseEntry(ctx, by, e.Book, e.ID, stamp, said)
		}},
	{Act: journal.LedgerRetract, Path: "retract", Title: "撤下", Button: "撤下", Style: "warning", Field: "why", Label: "撤下理由", Long: true,
		Hint: "撤下以后公众看不到这条登记，内部仍保留；理由会在原地址的撤下说明中公开，不要写入撤下的内容", Done: "已撤下",
		Do: func(ctx context.Context, of *office.Office, by account.Actor, e ledger.Entry, stamp int64, said string) (ledger.Entry, error) {
			return of.RetractEntry(ctx, by, e.Book, e.ID, stamp, said)
		}},
	{Act: journal.LedgerStrike, Path: "strike", Title: "撤销登记", Button: "撤销登记", Style: "warning", Field: "why", Label: "撤销理由", Long: true,
		Hint: "不应当登记的才撤销：编号保留，不再计数，不能恢复", Done: "已撤销",
		Do: func(ctx context.Context, of *office.Office, by account.Actor, e ledger.Entry, stamp int64, said string) (ledger.Entry, error) {
			return of.StrikeEntry(ctx, by, e.Book, e.ID, stamp, said)
		}},
}

// ledgerDo is the handler of one deed.
func (d *Desk) ledgerDo(v ledgerDeed) Handler {
	return func(w http.ResponseWriter, r *http.Request, o *Official) error {
		b, e, err := d.entryOf(r, o, v.Act)
		if err != nil {
			return err
		}
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		stamp, err := strconv.ParseInt(form.Get("stamp"), 10, 64)
		if err != nil || stamp <= 0 {
			return page.ErrBadRequest
		}
		if form.OK() {
			_, err = v.Do(r.Context(), d.Office, o.Actor, e, stamp, form.Get(v.Field))
			if err == nil {
				return done(w, r, entryHref(e), v.Done)
			}
			if !form.Refuse(r.Context(), err) {
				return d.ledgerStale(w, r, e, err)
			}
		}
		return d.ledgerShowAgain(w, r, o, b, e, form)
	}
}

// ledgerStale sends the official back to an entry somebody else has changed
// since, to look at it first; any other error it hands on.
func (d *Desk) ledgerStale(w http.ResponseWriter, r *http.Request, e ledger.Entry, err error) error {
	if refusal, ok := page.Explain(r.Context(), err); ok && refusal.Status == http.StatusConflict {
		return undone(w, r, entryHref(e), refusal.Err.Error())
	}
	return err
}

// ledgerReleaseMany puts the chosen entries of a book before the public, all or
// none.
func (d *Desk) ledgerReleaseMany(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	var ids []int64
	for _, v := range form.Values["entry"] {
		id, ok := ledger.ParseNumber(v)
		if !ok {
			return page.ErrNotFound
		}
		e, err := d.Office.Store.Entry(ctx, b.Code, id)
		if err != nil || !ledger.Visible(o.Actor, e) {
			return errors.Join(page.ErrNotFound, err)
		}
		if !o.MayIn(journal.LedgerRelease, e.Agency) {
			return account.ErrForbidden
		}
		ids = append(ids, id)
	}
	switch {
	case len(ids) == 0:
		form.Fail("", "请选中要公开的登记")
	case form.Get("secrecy") == "":
		form.Fail("secrecy", ledger.ErrSecrecy.Error())
	}
	if form.OK() {
		n, err := d.Office.ReleaseEntries(ctx, o.Actor, b.Code, ids, form.Get("secrecy"))
		if err == nil {
			page.LeaveNotice(w, r, page.Tf(ctx, "已公开 %d 条", n))
			http.Redirect(w, r, bookHref(b), http.StatusSeeOther)
			return nil
		}
		if refusal, ok := page.Explain(ctx, err); !ok || refusal.Status != http.StatusUnprocessableEntity {
			return err
		}
		form.Fail("", err.Error()) // which entry it was
	}
	return d.ledgerBookAgain(w, r, o, b, form, http.StatusUnprocessableEntity)
}
