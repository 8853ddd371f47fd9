package public

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/figures/series"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// interpretationRows is how many pieces a page shows.
const interpretationRows = 100

// interpretationsPage is the pieces of a year, and the policies that wait for
// one.
type interpretationsPage struct {
	year, days   int
	years        []int
	agencies     []interpretingAgency
	lag          series.Delay
	agency       words // whose pieces are listed; the zero words for all
	code         agency.Code
	total        int // pieces of the year
	found        int // pieces listed, on all pages
	pieces       []piece
	newer, older string
	open         []plannedRow // policies not explained yet
	overdue      int
	exempt       []plannedRow
}

type interpretingAgency struct {
	name   words
	href   string
	pieces int
	lag    series.Delay
}

// piece is a piece with the policy it explains.
type piece struct {
	title, href  string
	kind         string // "" if nobody said
	agency       words
	date         string
	policy       string // "" if no such policy is public here
	policyHref   string
	policyNumber string
	lag          lag
}

type plannedRow struct {
	title, href, number string
	agency              words
	published, due      string
	kind                string
	overdue             bool
	why                 string // of an exemption
}

// lag is how long after its policy a piece came out.
type lag struct {
	days int // working days; negative before the policy
	same bool
}

func (w *Window) lagOf(policy, piece calendar.Day) lag {
	return lag{w.office.Lag(policy, piece), policy == piece}
}

func interpretationsHref(year int, in agency.Code, from int) string {
	q := url.Values{"year": {strconv.Itoa(year)}}
	if in != "" {
		q.Set("agency", string(in))
	}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	return "/interpretations?" + q.Encode()
}

func (w *Window) listInterpretations(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	t.On("numbers")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	p := interpretationsPage{}
	if p.years, err = w.store.InterpretationYears(ctx); err != nil {
		return nil, err
	}
	if p.year, err = askedYear(r, p.years); err != nil {
		return nil, err
	}
	v, err := w.office.Interpretations(ctx, p.year)
	if err != nil {
		return nil, err
	}
	p.days, p.lag, p.total = v.Days, v.Lag, len(v.Pieces)
	in := agency.Code(r.URL.Query().Get("agency"))
	for _, a := range v.Agency {
		row := interpretingAgency{c.agencyName(a.Agency), interpretationsHref(p.year, a.Agency, 0), a.Pieces, a.Lag}
		p.agencies = append(p.agencies, row)
		if a.Agency == in {
			p.agency, p.code = row.name, in
		}
	}
	if in != "" && p.code == "" {
		return nil, page.ErrNotFound
	}
	var listed []store.Interpretation
	for _, i := range v.Pieces {
		if in == "" || i.Agency == in {
			listed = append(listed, i)
		}
	}
	p.found = len(listed)
	from := 0
	if typed := r.URL.Query().Get("from"); typed != "" {
		if from, err = strconv.Atoi(typed); err != nil || from < 1 || from >= len(listed) {
			return nil, page.ErrNotFound
		}
		p.newer = interpretationsHref(p.year, in, max(0, from-interpretationRows))
	}
	if from+interpretationRows < len(listed) {
		p.older = interpretationsHref(p.year, in, from+interpretationRows)
	}
	for _, i := range listed[from:min(from+interpretationRows, len(listed))] {
		row := piece{title: i.Title, href: itemHref(i.Index), kind: i.Piece.Name(), agency: c.nameOn(i.Agency, i.PublishedOn()), date: i.PublishedOn().String()}
		if i.Policy.ID != 0 {
			row.policy, row.policyHref, row.policyNumber = i.Policy.Title, itemHref(i.Policy.Index), i.Policy.Number
			row.lag = w.lagOf(i.Policy.PublishedOn(), i.PublishedOn())
		}
		p.pieces = append(p.pieces, row)
	}
	waiting, err := w.store.Unexplained(ctx)
	if err != nil {
		return nil, err
	}
	today := w.office.Today()
	for _, l := range waiting {
		row := plannedOf(c, l)
		if row.overdue = l.DueOn < today; row.overdue {
			p.overdue++
		}
		p.open = append(p.open, row)
	}
	exempt, err := w.store.Exempted(ctx)
	for _, l := range exempt {
		p.exempt = append(p.exempt, plannedOf(c, l))
	}
	return interpretationsView(p), err
}

func plannedOf(c *city, l store.Planned) plannedRow {
	return plannedRow{title: l.Title, href: itemHref(l.Index), number: l.Number, agency: c.nameOn(l.Agency, l.PublishedOn()),
		published: l.PublishedOn().String(), due: l.DueOn.String(), kind: publication.Piece(l.Plan.Kind).Name(), why: l.Plan.Exempt}
}
