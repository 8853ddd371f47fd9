package desk

import (
	"net/http"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// conversionListPage is what was opened further in a year: counted by agency and
// kind for those who see the city, listed for the official's own agencies.
type conversionListPage struct {
	Form     *page.Form
	Year     int
	Years    []page.Choice
	Counts   []conversionCounts
	Total    conversionCounts
	Agencies []page.Choice
	Agency   string // whose list follows; "" for none
	Rows     []publication.Conversion
	Names    map[account.Login]string
}

// conversionCounts is an agency's conversions of a year, in the order of
// [conversionKinds].
type conversionCounts struct {
	Code agency.Code
	Name string
	N    [3]int
	All  int
	Href string // the list behind them; "" for who may not see it
}

// conversionKinds is every conversion there is.
var conversionKinds = []struct{ From, To publication.Attribute }{
	{publication.OnRequest, publication.Proactive}, {publication.Withheld, publication.Proactive}, {publication.Withheld, publication.OnRequest},
}

const conversionSize = 500

func (d *Desk) conversionList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	form.Errors = nil
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	today := d.Office.Today().Year()
	p := conversionListPage{Form: form, Year: today, Names: map[account.Login]string{}}
	if n, err := strconv.Atoi(form.Get("year")); err == nil && n >= 2008 && n <= today {
		p.Year = n
	}
	form.Set("year", strconv.Itoa(p.Year))
	for y := today; y >= today-9; y-- {
		p.Years = append(p.Years, page.Choice{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	from, to := calendar.Date(p.Year, time.January, 1).Start(), calendar.Date(p.Year+1, time.January, 1).Start()
	counts, err := d.Office.Store.ConversionCounts(ctx, from, to)
	if err != nil {
		return err
	}
	own := o.Where(account.LookWithheld)
	for _, c := range counts {
		mine := o.MayIn(account.LookWithheld, c.Agency)
		if !mine && !o.May(string(account.LookCity)) {
			continue
		}
		if len(p.Counts) == 0 || p.Counts[len(p.Counts)-1].Code != c.Agency {
			row := conversionCounts{Code: c.Agency, Name: agencies.of(c.Agency)}
			if mine {
				row.Href = "/desk/conversions?year=" + strconv.Itoa(p.Year) + "&agency=" + escape(string(c.Agency)) + "#list"
			}
			p.Counts = append(p.Counts, row)
		}
		row := &p.Counts[len(p.Counts)-1]
		for i, kind := range conversionKinds {
			if kind.From == c.From && kind.To == c.To {
				row.N[i] += c.N
				p.Total.N[i] += c.N
			}
		}
		row.All += c.N
		p.Total.All += c.N
	}
	code := agency.Code(form.Get("agency"))
	if code == "" && len(own) > 0 {
		code = own[0]
	}
	if code == "" {
		return page.Render(w, r, http.StatusOK, d.conversionListView(p))
	}
	if !o.MayIn(account.LookWithheld, code) {
		return page.ErrNotFound
	}
	p.Agency = agencies.of(code)
	if p.Rows, err = d.Office.Store.Conversions(ctx, code, from, to, conversionSize); err != nil {
		return err
	}
	for _, c := range p.Rows {
		if p.Names[c.By] == "" {
			if p.Names[c.By], err = d.personName(ctx, c.By); err != nil {
				return err
			}
		}
	}
	return page.Render(w, r, http.StatusOK, d.conversionListView(p))
}
