package desk

import (
	"net/http"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// normEnding is how many days before the end of its term a norm is shown.
const normEnding = 90

// normsShown is how many norms the list shows; the words narrow it.
const normsShown = 50

// normListPage is the norms an agency answers for.
type normListPage struct {
	Form     *page.Form
	Agencies []page.Choice
	Agency   agency.Code // "" for all, for those who see all
	Name     string
	Ending   []store.NormLine
	Rows     []store.NormLine
	Total    int64
}

func (d *Desk) normList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := normListPage{Form: form}
	for _, a := range agencies.inOrder() {
		if o.MayIn(account.LookNorms, a.Code) {
			p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)})
		}
	}
	if len(p.Agencies) == 0 {
		return account.ErrForbidden
	}
	p.Agency = agency.Code(form.Get("agency"))
	if all := len(p.Agencies) == len(agencies); all && len(agencies) > 1 {
		p.Agencies = withBlank("全部", p.Agencies)
	} else if p.Agency == "" {
		p.Agency = agency.Code(p.Agencies[0].Value)
		form.Set("agency", string(p.Agency))
	}
	if _, there := agencies[p.Agency]; p.Agency != "" && (!there || !o.MayIn(account.LookNorms, p.Agency)) {
		return page.ErrNotFound
	}
	if p.Agency != "" {
		p.Name = agencies.of(p.Agency)
	}
	today := d.Office.Today()
	if p.Ending, err = d.Office.Store.NormsEnding(ctx, p.Agency, today, today+normEnding, normsShown); err != nil {
		return err
	}
	s := store.NormSelection{On: today, Agency: p.Agency, Words: strings.TrimSpace(form.Get("q")), Binding: form.Get("q") == ""}
	if page.CheckText(s.Words) != nil || len(s.Words) > 300 {
		return page.ErrBadRequest
	}
	cells, err := d.Office.Store.NormCounts(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range cells {
		p.Total += c.Count
	}
	if p.Rows, err = d.Office.Store.Norms(ctx, s, store.NormPlace{}, normsShown); err != nil {
		return err
	}
	return page.Show(w, r, form, d.normListView(p))
}

// days is how many days a norm of the list is still in force.
func (p normListPage) days(l store.NormLine, today calendar.Day) int { return int(l.LastOn - today) }
