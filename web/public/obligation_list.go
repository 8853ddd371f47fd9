package public

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// obligationsPage is what must be public, by area, and for each agency bound
// by it whether it is (seed rows 114, 121, 122).
type obligationsPage struct {
	areas []areaLink
	area  words
	// asOf is the day the periods are judged by: today, or in a record that
	// ends before this year its last 31 December.
	asOf    string
	columns []obligationColumn
	rows    []obligationRow
	silent  []figure // bound agencies that never published anything of this area
	current int64
	overdue int64
	missing int64
}

type areaLink struct {
	name words
	href string
	here bool
}

type obligationColumn struct {
	name   words
	period string // a key of the catalogue
}

type obligationRow struct {
	agency words
	href   string
	cells  []obligationCell
}

// obligationCell is an agency's standing in one obligation.
type obligationCell struct {
	standing standing
	last     string // day of the newest publication; "" for none
	href     string // the list behind it
}

type standing int

const (
	notBound standing = iota
	missing           // nothing was ever published
	overdue           // something, but not for the last whole period
	current
)

// periods are the rhythms of obligations with their printed names.
var periods = []struct{ code, name string }{
	{"month", "每月"}, {"quarter", "每季度"}, {"year", "每年"}, {"change", "有变化时"},
}

func periodName(code string) string {
	for _, p := range periods {
		if p.code == code {
			return p.name
		}
	}
	return code
}

// dueSince is from when something must have been published for a period not to
// be overdue on the day: the start of the last whole period. NoDay where no
// period runs.
func dueSince(period string, on calendar.Day) calendar.Day {
	t := on.Time()
	switch period {
	case "month":
		return calendar.Date(t.Year(), t.Month()-1, 1)
	case "quarter":
		return calendar.Date(t.Year(), (t.Month()-1)/3*3+1-3, 1)
	case "year":
		return calendar.Date(t.Year()-1, time.January, 1)
	}
	return calendar.NoDay
}

// stand judges the newest publication; the zero time is none.
func stand(last time.Time, period string, on calendar.Day) standing {
	switch {
	case last.IsZero():
		return missing
	case calendar.On(last) < dueSince(period, on):
		return overdue
	}
	return current
}

func (w *Window) listObligations(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	all, err := w.store.Obligations(ctx)
	if err != nil {
		return nil, err
	}
	var p obligationsPage
	var areas []string
	for _, o := range all {
		if !slices.Contains(areas, o.Area) {
			areas = append(areas, o.Area)
		}
	}
	area := r.URL.Query().Get("area")
	if area == "" && len(areas) > 0 {
		area = areas[0]
	}
	if area != "" && !slices.Contains(areas, area) {
		return nil, page.ErrNotFound
	}
	p.area = words{zh: area}
	for _, a := range areas {
		p.areas = append(p.areas, areaLink{words{zh: a}, "/obligations?area=" + url.QueryEscape(a), a == area})
	}
	on, err := w.judgedOn(r)
	if err != nil {
		return nil, err
	}
	p.asOf = on.String()

	var obligations []store.Obligation
	counts := map[string]map[string]store.Counts{} // by category, then agency
	for _, o := range all {
		if o.Area != area {
			continue
		}
		obligations = append(obligations, o)
		p.columns = append(p.columns, obligationColumn{words{o.Name, o.English}, periodName(o.Period)})
		if counts[o.Category] == nil {
			s := store.Selection{Categories: c.leaves(o.Category)}
			if counts[o.Category], err = w.store.CountBy(ctx, s, store.ByAgency); err != nil {
				return nil, err
			}
		}
	}
	for _, a := range c.openAgencies(w.office.Today()) {
		row := obligationRow{agency: shortName(a), href: agencyHref(a.Code)}
		bound := false
		for _, o := range obligations {
			var cell obligationCell
			if slices.Contains(o.Kinds, a.Kind) {
				bound = true
				var last time.Time
				if counts[o.Category][string(a.Code)].N > 0 {
					if last, err = w.newest(r, a.Code, c.leaves(o.Category)); err != nil {
						return nil, err
					}
				}
				cell.standing = stand(last, o.Period, on)
				switch cell.standing {
				case missing:
					p.missing++
				case overdue:
					p.overdue++
				case current:
					p.current++
				}
				if !last.IsZero() {
					cell.last = calendar.On(last).String()
					cell.href = filter{agency: a.Code, category: o.Category}.href()
				}
			}
			row.cells = append(row.cells, cell)
		}
		switch {
		case !bound:
		case slices.ContainsFunc(row.cells, func(c obligationCell) bool { return c.last != "" }):
			p.rows = append(p.rows, row)
		default:
			p.silent = append(p.silent, figure{label: row.agency, href: row.href})
		}
	}
	return obligationsView(p), nil
}

// newest is when the agency last published in one of the categories.
func (w *Window) newest(r *http.Request, in agency.Code, categories []string) (time.Time, error) {
	var last time.Time
	for _, code := range categories {
		at, err := w.store.Recent(r.Context(), in, code)
		if err != nil {
			return last, err
		}
		if at.After(last) {
			last = at
		}
	}
	return last, nil
}

// judgedOn is today, or the last day of the latest year with publications if
// that is past.
func (w *Window) judgedOn(r *http.Request) (calendar.Day, error) {
	today := w.office.Today()
	list, err := w.store.List(r.Context(), store.Selection{}, store.Cursor{}, 1)
	if err != nil || len(list.Lines) == 0 {
		return today, err
	}
	return min(today, calendar.Date(list.Lines[0].PublishedOn().Year(), time.December, 31)), nil
}
