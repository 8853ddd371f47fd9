package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/numbering"
	"gongkai/figures/series"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/page"
)

func (d *Desk) seriesRoutes(s *page.Site) {
	for err, field := range map[error]string{numbering.ErrRange: "numbers", numbering.ErrPublished: "numbers", numbering.ErrTwice: "numbers",
		numbering.ErrWhy: "reason", numbering.ErrGround: "ground", numbering.ErrElsewhere: "note"} {
		s.Refusals = append(s.Refusals, page.Refusal{Err: err, Status: http.StatusUnprocessableEntity, Field: field})
	}
	s.Refusals = append(s.Refusals, page.Refusal{Err: numbering.ErrNone, Status: http.StatusConflict})
	explain := may(journal.SeriesExplain)
	s.Handle("GET /desk/series", explain, d.seat(d.seriesList))
	s.Handle("GET /desk/series/{prefix}/{year}", explain, d.seat(d.seriesShow))
	s.Handle("POST /desk/series/{prefix}/{year}", explain, d.seat(d.seriesExplain))
	s.Handle("POST /desk/series/{prefix}/{year}/retract", may(journal.SeriesRetract), d.seat(d.seriesRetract))
}

func seriesHref(s numbering.Series) string {
	name, _, _ := strings.Cut(s.Path(), "/")
	return "/desk/series/" + url.PathEscape(name) + "/" + strconv.Itoa(s.Year)
}

// seriesListPage is the series of a year that the official may explain.
type seriesListPage struct {
	Form  *page.Form
	Years []page.Choice
	Year  int
	Rows  []seriesListRow
}

type seriesListRow struct {
	series.Series
	Agency string
}

func (d *Desk) seriesList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	p := seriesListPage{Form: form}
	year := 0
	if typed := form.Get("year"); typed != "" {
		var err error
		if year, err = strconv.Atoi(typed); err != nil || year == 0 {
			return page.ErrNotFound
		}
	}
	v, err := d.Office.Numbered(ctx, year)
	if errors.Is(err, store.ErrNotFound) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	for _, y := range v.Years {
		p.Years = append(p.Years, page.Choice{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	if p.Year = v.Year; p.Year != 0 {
		form.Set("year", strconv.Itoa(p.Year))
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	for _, s := range append(v.Yearly, v.Running...) {
		if in := s.Issuer(); o.MayIn(journal.SeriesExplain, in) {
			p.Rows = append(p.Rows, seriesListRow{s, agencies.of(in)})
		}
	}
	return page.Show(w, r, form, d.seriesListView(p))
}

// seriesShowPage is the missing numbers of a series, and the form that says
// why.
type seriesShowPage struct {
	Form *page.Form
	series.Series
	Name    string
	Whys    []page.Choice
	Grounds []page.Choice
	History []deedLine
}

// listHref is the list in which the series stands.
func (p seriesShowPage) listHref() string {
	if p.Series.Form == numbering.Running {
		return "/desk/series"
	}
	return "/desk/series?year=" + strconv.Itoa(p.Year)
}

// seriesAt is the series of the address. Errors: page.ErrNotFound, and
// page.ErrForbidden for one that is not the official's.
func (d *Desk) seriesAt(r *http.Request, o *Official) (series.Series, error) {
	s, ok := numbering.Parse(r.PathValue("prefix"), r.PathValue("year"))
	if !ok {
		return series.Series{}, page.ErrNotFound
	}
	v, err := d.Office.Series(r.Context(), s)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return v, page.ErrNotFound
	case err == nil && !o.MayIn(journal.SeriesExplain, v.Issuer()):
		return v, page.ErrForbidden
	}
	return v, err
}

func (d *Desk) seriesShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := page.QueryForm(r)
	return d.seriesAgain(w, r, o, form)
}

func (d *Desk) seriesAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	v, err := d.seriesAt(r, o)
	if err != nil {
		return err
	}
	p := seriesShowPage{Form: form, Series: v, Name: seriesName(v.Series)}
	for _, why := range numbering.Whys {
		p.Whys = append(p.Whys, page.Choice{Value: string(why.Why), Text: why.Name})
	}
	if edition, ok := regulation.EditionOn(d.Office.Today()); ok {
		for _, g := range edition.Grounds {
			p.Grounds = append(p.Grounds, page.Choice{Value: g.Code, Text: g.Name + "（" + g.Article + "）"})
		}
	}
	p.Grounds = withBlank("请选择", p.Grounds)
	if p.History, err = d.history(ctx, v.Thing()); err != nil {
		return err
	}
	return page.Show(w, r, form, d.seriesShowView(p))
}

// seriesName is what a series is called.
func seriesName(s numbering.Series) string {
	year := strconv.Itoa(s.Year)
	switch s.Form {
	case numbering.Announced:
		return s.Prefix + year + "年"
	case numbering.Running:
		return s.Prefix + "（" + year + "年起）"
	}
	return s.Prefix + "〔" + year + "〕"
}

func (d *Desk) seriesExplain(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	v, err := d.seriesAt(r, o)
	if err != nil {
		return err
	}
	e := numbering.Explanation{Series: v.Series, Why: numbering.Why(form.Get("reason")), Ground: form.Get("ground"), Note: form.Get("note")}
	if form.OK() {
		if e.First, e.Last, err = numbering.ParseRange(form.Get("numbers")); err == nil {
			_, err = d.Office.ExplainNumbers(ctx, o.Actor, e)
		}
		if err != nil && !form.Refuse(ctx, err) {
			return err
		}
	}
	if !form.OK() {
		return d.seriesAgain(w, r, o, form)
	}
	return done(w, r, seriesHref(v.Series), "已说明原因")
}

func (d *Desk) seriesRetract(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	v, err := d.seriesAt(r, o)
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(form.Get("first"))
	if err != nil {
		return page.ErrBadRequest
	}
	if err := d.Office.RetractNumbers(ctx, o.Actor, v.Series, first); err != nil {
		if form.Refuse(ctx, err) {
			return d.seriesAgain(w, r, o, form)
		}
		return err
	}
	return done(w, r, seriesHref(v.Series), "说明已经撤销")
}

// gapText is a range of numbers as it is typed.
func gapText(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return strconv.Itoa(first) + "-" + strconv.Itoa(last)
}

// gapReason is what was said of numbers, on one line.
func gapReason(e *numbering.Explanation) string {
	text := e.Why.Name()
	if e.Ground != "" {
		text += "：" + groundName(e.Ground)
	}
	if e.Note != "" {
		text += "。" + e.Note
	}
	return text
}
