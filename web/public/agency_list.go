package public

import (
	"net/http"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/store"
	"gongkai/web/page"
)

// agenciesPage is every agency that publishes, by kind, and those that were.
type agenciesPage struct {
	total  int // at work today
	kinds  []kindGroup
	closed []figure
}

func agencyHref(code agency.Code) string { return "/agency/" + string(code) }

func (w *Window) listAgencies(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := w.store.CountBy(ctx, store.Selection{}, store.ByAgency)
	if err != nil {
		return nil, err
	}
	today := w.office.Today()
	open := c.openAgencies(today)
	p := agenciesPage{total: len(open), kinds: c.kindGroups(open, counts)}
	for _, a := range c.agencies {
		if !a.Open(today) {
			p.closed = append(p.closed, figure{label: shortName(a), count: counts[string(a.Code)].N, href: agencyHref(a.Code)})
		}
	}
	return agenciesView(p), nil
}
