package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/ledger"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// ledgerFormPage is the form of an entry, drawn from the fields of its book.
type ledgerFormPage struct {
	Form     *page.Form
	Book     *ledger.Book
	Entry    ledger.Entry  // the one amended; the zero Entry for a new one
	Agencies []page.Choice // where a new one may be entered
	Action   string
	Cancel   string
	// Slots is how many rows each field of rows shows.
	Slots map[string]int
	// Meanwhile is what somebody else has changed since the form was opened.
	Meanwhile []ledgerChange
}

// ledgerChange is a field in which two versions differ.
type ledgerChange struct{ Label, Was, Is string }

const (
	// moreRows is how many blank rows stand below those filled in.
	moreRows = 3
	// mostSlots bounds what one form draws of one field.
	mostSlots = 2000
)

// slotName is the control of a column of a row, from 0: speakers.0.name.
func slotName(field string, n int, column string) string {
	return field + "." + strconv.Itoa(n) + "." + column
}

// slots is how many rows of a field were posted, blank ones too.
func slots(form *page.Form, field string) int {
	most := 0
	for name := range form.Values {
		rest, ok := strings.CutPrefix(name, field+".")
		index, _, cut := strings.Cut(rest, ".")
		n, err := strconv.Atoi(index)
		if ok && cut && err == nil && n >= 0 && n < mostSlots {
			most = max(most, n+1)
		}
	}
	return most
}

// fillEntry puts what an entry says into the form.
func fillEntry(form *page.Form, b *ledger.Book, v ledger.Values) {
	for _, f := range b.Fields {
		if f.Type != ledger.Rows {
			form.Set(f.Name, v.Text(f.Name))
			continue
		}
		for i, row := range v.List(f.Name) {
			for _, c := range f.Fields {
				form.Set(slotName(f.Name, i, c.Name), row.Text(c.Name))
			}
		}
	}
}

// typedEntry is what was typed, and for each field of rows in which slot each
// row stood.
func typedEntry(form *page.Form, b *ledger.Book) (v ledger.Values, places map[string][]int) {
	v, places = ledger.Values{Row: ledger.Row{}, Rows: map[string][]ledger.Row{}}, map[string][]int{}
	for _, f := range b.Fields {
		if f.Type != ledger.Rows {
			v.Row[f.Name] = normal(f, form.Get(f.Name))
			continue
		}
		for i := range slots(form, f.Name) {
			row, filled := ledger.Row{}, false
			for _, c := range f.Fields {
				row[c.Name] = normal(c, form.Get(slotName(f.Name, i, c.Name)))
				filled = filled || row[c.Name] != ""
			}
			if filled {
				v.Rows[f.Name] = append(v.Rows[f.Name], row)
				places[f.Name] = append(places[f.Name], i)
			}
		}
	}
	return v, places
}

// normal takes days and times as people write them; what it does not know it
// leaves for the book to refuse.
func normal(f ledger.Field, s string) string {
	switch f.Type {
	case ledger.Day:
		if on, err := sheet.Date(s); err == nil {
			return on.String()
		}
	case ledger.Time:
		s = strings.ReplaceAll(s, "：", ":")
		if hour, _, ok := strings.Cut(s, ":"); ok && len(hour) == 1 {
			s = "0" + s
		}
	}
	return s
}

// refuseEntry puts faults beside their fields.
func refuseEntry(ctx context.Context, form *page.Form, faults ledger.Faults, places map[string][]int) {
	for _, f := range faults {
		name, where := f.Field, page.T(ctx, f.Label)
		if f.Row > 0 {
			where = page.Tf(ctx, "%[1]s第 %[2]d 行%[3]s", where, f.Row, page.T(ctx, f.ColumnLabel))
			if at := places[f.Field]; f.Row <= len(at) {
				name = slotName(f.Field, at[f.Row-1], f.Column)
			}
		}
		form.Fail(name, page.Tf(ctx, "%s：", where)+saidOf(ctx, f.Err))
	}
}

// judge is everything wrong with what was typed, found without making the
// entry, so that all of it stands on the page at once.
func (d *Desk) judge(ctx context.Context, b *ledger.Book, typed ledger.Values) (ledger.Faults, error) {
	v, faults := b.Read(typed, d.Office.Today())
	for _, l := range b.Links(v) {
		_, err := d.Office.Store.PublicationAt(ctx, l.Index)
		if errors.Is(err, store.ErrNotFound) {
			faults = append(faults, b.Fault(l, ledger.ErrNoLink))
		} else if err != nil {
			return nil, err
		}
	}
	return faults, nil
}

// ledgerRowsField is the field of rows to fill in.
func ledgerRowsField(ctx context.Context, f ledger.Field, internal bool) page.Field {
	field := page.Field{Name: f.Name, Label: page.T(ctx, f.Label), Hint: page.T(ctx, "逐行填写，空着的行不保存。"), Section: true}
	if internal {
		field.Label += page.T(ctx, "（内部）")
	}
	if f.Help != "" {
		field.Hint += page.T(ctx, " ") + page.T(ctx, f.Help)
	}
	return field
}

// ledgerFormPage is the form around what is in it. more names the field of rows
// that gets more rows; "" for none.
func (d *Desk) ledgerFormPage(ctx context.Context, o *Official, b *ledger.Book, e ledger.Entry, form *page.Form, more string) (ledgerFormPage, error) {
	p := ledgerFormPage{Form: form, Book: b, Entry: e, Action: bookHref(b) + "/new", Cancel: bookHref(b), Slots: map[string]int{}}
	for _, f := range b.Fields {
		if f.Type != ledger.Rows {
			continue
		}
		n := slots(form, f.Name)
		_, places := typedEntry(form, b)
		filled := 0
		if at := places[f.Name]; len(at) > 0 {
			filled = at[len(at)-1] + 1
		}
		if n = max(n, filled+moreRows); f.Name == more {
			n += moreRows
		}
		p.Slots[f.Name] = min(n, mostSlots)
	}
	if e.ID != 0 {
		p.Action, p.Cancel = entryHref(e)+"/amend", entryHref(e)
		return p, nil
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	p.Agencies = agencies.choicesOf(d.reach(o, agencies, journal.LedgerEnter, true))
	if len(p.Agencies) == 0 {
		return p, account.ErrForbidden
	}
	if len(p.Agencies) > 1 {
		p.Agencies = withBlank("请选择", p.Agencies)
	}
	return p, nil
}

func (d *Desk) ledgerNew(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	p, err := d.ledgerFormPage(r.Context(), o, b, ledger.Entry{}, &page.Form{}, "")
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.ledgerFormView(p))
}

var entryPresses = page.Presses{"save", "more-*"}

// moreOf is the field for which more rows were asked; "" if the entry is to be
// saved. Errors: [page.ErrPress].
func moreOf(b *ledger.Book, form *page.Form) (string, error) {
	act, err := entryPresses.Pressed(form)
	name, more := strings.CutPrefix(act, "more-")
	if err != nil || !more {
		return "", err
	}
	if f, known := b.Field(name); !known || f.Type != ledger.Rows {
		return "", page.ErrPress
	}
	return name, nil
}

func (d *Desk) ledgerEnter(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, err := bookOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	more, err := moreOf(b, form)
	if err != nil {
		return err
	}
	p, err := d.ledgerFormPage(ctx, o, b, ledger.Entry{}, form, more)
	if err != nil {
		return err
	}
	if more != "" {
		form.Errors = nil // nothing is judged before it is handed in
		return page.Render(w, r, http.StatusOK, d.ledgerFormView(p))
	}
	in := agency.Code(form.Get("agency"))
	if !slices.ContainsFunc(p.Agencies, func(c page.Choice) bool { return c.Value != "" && c.Value == string(in) }) {
		form.Fail("agency", "请选择机关")
	}
	typed, places := typedEntry(form, b)
	faults, err := d.judge(ctx, b, typed)
	if err != nil {
		return err
	}
	refuseEntry(ctx, form, faults, places)
	if form.OK() {
		e, err := d.Office.EnterEntry(ctx, o.Actor, in, b.Code, typed)
		if err == nil {
			return done(w, r, entryHref(e), "已登记")
		}
		if !d.entryRefused(ctx, form, err, places) {
			return err
		}
	}
	return page.Show(w, r, form, d.ledgerFormView(p))
}

// entryRefused puts the refusal of an act on an entry into its form.
func (d *Desk) entryRefused(ctx context.Context, form *page.Form, err error, places map[string][]int) bool {
	var faults ledger.Faults
	switch {
	case errors.As(err, &faults):
		refuseEntry(ctx, form, faults, places)
	case errors.Is(err, ledger.ErrTwice):
		form.Fail("", page.T(ctx, err.Error())) // as the book says it
	default:
		return form.Refuse(ctx, err)
	}
	return true
}

func (d *Desk) ledgerAmendShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	b, e, err := d.entryOf(r, o, journal.LedgerAmend)
	if err != nil {
		return err
	}
	if !e.Allows(journal.LedgerAmend) {
		return undone(w, r, entryHref(e), ledger.ErrState.Error())
	}
	form := &page.Form{}
	fillEntry(form, b, e.Values)
	p, err := d.ledgerFormPage(r.Context(), o, b, e, form, "")
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.ledgerFormView(p))
}

func (d *Desk) ledgerAmend(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	b, e, err := d.entryOf(r, o, journal.LedgerAmend)
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
	more, err := moreOf(b, form)
	if err != nil {
		return err
	}
	p, err := d.ledgerFormPage(ctx, o, b, e, form, more)
	if err != nil {
		return err
	}
	if more != "" {
		p.Entry.Stamp = stamp // the one the person saw
		form.Errors = nil
		return page.Render(w, r, http.StatusOK, d.ledgerFormView(p))
	}
	typed, places := typedEntry(form, b)
	faults, err := d.judge(ctx, b, typed)
	if err != nil {
		return err
	}
	refuseEntry(ctx, form, faults, places)
	why := block(form, "why", maxWords)
	if e.State == ledger.Released && why == "" && form.Error("why") == "" {
		form.Fail("why", ledger.ErrWhy.Error())
	}
	if e.Stamp != stamp {
		return d.entryMeanwhile(w, r, p, stamp, typed)
	}
	if !form.OK() {
		return page.Show(w, r, form, d.ledgerFormView(p))
	}
	now, err := d.Office.AmendEntry(ctx, o.Actor, b.Code, e.ID, stamp, typed, why)
	switch {
	case err == nil:
		notice := "已更正"
		if now.Waits() {
			notice = "已更正。公众看到的仍是原来的内容，重新公开后才会改变"
		}
		return done(w, r, entryHref(e), notice)
	case errors.Is(err, store.ErrChanged):
		if p.Entry, err = d.Office.Store.Entry(ctx, b.Code, e.ID); err != nil {
			return err
		}
		return d.entryMeanwhile(w, r, p, stamp, typed)
	case !d.entryRefused(ctx, form, err, places):
		return err
	}
	return page.Show(w, r, form, d.ledgerFormView(p))
}

// entryMeanwhile shows the form with what was typed beside what somebody else
// has made of the entry; saved once more, what was typed stands.
func (d *Desk) entryMeanwhile(w http.ResponseWriter, r *http.Request, p ledgerFormPage, stamp int64, typed ledger.Values) error {
	v, _ := p.Book.Read(typed, d.Office.Today())
	p.Meanwhile = changes(r.Context(), p.Book, p.Entry.Values, v)
	p.Form.Errors = append([]page.FieldError{{Text: store.ErrChanged.Error()}}, p.Form.Errors...)
	return page.Render(w, r, http.StatusConflict, d.ledgerFormView(p))
}

// changes is the fields in which two versions differ, in the order of the book.
func changes(ctx context.Context, b *ledger.Book, was, is ledger.Values) []ledgerChange {
	var list []ledgerChange
	for _, f := range b.Fields {
		old, now := cellOf(ctx, f, was), cellOf(ctx, f, is)
		if old != now {
			list = append(list, ledgerChange{labelOf(ctx, f), old, now})
		}
	}
	return list
}

// hintOf is what helps to fill in a field.
func hintOf(ctx context.Context, f ledger.Field) string {
	hint := page.T(ctx, f.Help)
	example := ""
	switch f.Type {
	case ledger.Day:
		example = "例如 2017-06-30"
	case ledger.Time:
		example = "例如 14:05"
	case ledger.Money:
		example = "可以有小数，例如 52.15"
	case ledger.Link:
		example = "索引号，例如 JYJ/2017-000123"
	}
	if example = page.T(ctx, example); hint != "" && example != "" {
		return hint + " " + example
	}
	return hint + example
}

// fieldOf describes the control of a field.
func fieldOf(ctx context.Context, f ledger.Field, name string, internal bool) page.Field {
	v := page.Field{Name: name, Label: labelOf(ctx, f), Hint: hintOf(ctx, f), Optional: !f.Required}
	if internal {
		v.Label += page.T(ctx, "（内部）")
	}
	switch f.Type {
	case ledger.Number:
		v.Width, v.Numeric = 10, true
	case ledger.Money, ledger.Day:
		v.Width = 10
	case ledger.Time:
		v.Width = 5
	case ledger.Link:
		v.Width = 20
	case ledger.Long:
		v.Rows = 4
	}
	return v
}

// optionsOf is the choices of a field.
func optionsOf(f ledger.Field, blank bool) []page.Choice {
	var list []page.Choice
	if blank {
		list = append(list, page.Choice{})
	}
	for _, c := range f.Choices {
		list = append(list, page.Choice{Value: c.Code, Text: c.Name})
	}
	return list
}
