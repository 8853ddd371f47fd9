package public

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// reportsPage is the column of annual reports: the years, and of one year the
// city's report and those of all agencies (art. 49, 50).
type reportsPage struct {
	years   []reportYear
	year    int
	city    reportLink
	groups  []reportGroup
	public  int64
	missing int64
}

type reportYear struct {
	year int
	href string
	here bool
}

type reportGroup struct {
	name string
	list []reportLink
}

// reportLink is one agency's report; href is "" while it is not public.
type reportLink struct {
	name words
	href string
	on   string
}

func (w *Window) listReports(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("reports")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	years, err := w.store.ReportYears(ctx)
	if err != nil {
		return nil, err
	}
	var p reportsPage
	asked := r.URL.Query().Get("year")
	if asked != "" {
		if p.year, err = strconv.Atoi(asked); err != nil {
			return nil, page.ErrNotFound
		}
	}
	known := false
	for _, y := range years {
		if y.Out == 0 {
			continue
		}
		if p.year == 0 {
			p.year = y.Year
		}
		known = known || y.Year == p.year
		p.years = append(p.years, reportYear{y.Year, "/reports?year=" + strconv.Itoa(y.Year), y.Year == p.year})
	}
	if asked != "" && !known {
		return nil, page.ErrNotFound
	}
	if p.year == 0 {
		return reportsView(p), nil
	}
	out, err := w.store.PublicReports(ctx, p.year)
	if err != nil {
		return nil, err
	}
	for _, k := range agency.Kinds {
		g := reportGroup{name: k.Name}
		for _, a := range c.agencies {
			at, public := out[a.Code]
			// Townships are counted in the report of their county: nothing of
			// theirs is missing.
			if a.Kind != k.Kind || !public && (a.Kind == agency.Township || !a.Open(calendar.Date(p.year, 12, 31))) {
				continue
			}
			link := reportLink{name: words{a.NameOn(calendar.Date(p.year, 12, 31)), a.English}}
			if public {
				link.href, link.on = reportHref(p.year, a.Code), calendar.On(at).String()
			}
			if a.Kind == agency.Government && a.Parent == "" {
				p.city = link
				continue
			}
			if public {
				p.public++
			} else {
				p.missing++
			}
			g.list = append(g.list, link)
		}
		if len(g.list) > 0 {
			p.groups = append(p.groups, g)
		}
	}
	return reportsView(p), nil
}

// newestReport is the city's last public report; the zero link if there is none.
func (w *Window) newestReport(ctx context.Context, c *city) (reportLink, error) {
	file, err := w.office.City(ctx)
	if err != nil || file.Government == "" {
		return reportLink{}, err
	}
	list, err := w.agencyReports(ctx, c.byCode[file.Government])
	if err != nil || len(list) == 0 {
		return reportLink{}, err
	}
	return list[0], nil
}

// agencyReports are the public reports of an agency, the last year first, under
// their titles.
func (w *Window) agencyReports(ctx context.Context, a agency.Agency) ([]reportLink, error) {
	kept, err := w.store.ReportsOf(ctx, a.Code)
	if err != nil {
		return nil, err
	}
	var list []reportLink
	for _, r := range kept {
		if r.Public > 0 {
			title := annual.Title(a.NameOn(calendar.Date(r.Year, time.December, 31)), r.Year)
			list = append(list, reportLink{name: words{zh: title}, href: reportHref(r.Year, r.Agency), on: calendar.On(r.PublishedAt).String()})
		}
	}
	return list, nil
}
