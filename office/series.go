package office

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/numbering"
	"gongkai/figures/series"
	"gongkai/law/calendar"
	"gongkai/store"
)

// publicationMeasure counts as [Office.DueOn] does.
func (o *Office) publicationMeasure() series.Measure {
	cal := o.Calendar()
	// A year has few days and very many documents.
	dues := map[calendar.Day]Due{}
	return series.Measure{
		Days: cal.WorkingDaysBetween,
		Due: func(issued calendar.Day) (calendar.Day, bool) {
			due, known := dues[issued]
			if !known {
				due = o.DueOn(issued)
				dues[issued] = due
			}
			return due.On, due.Provisional
		},
	}
}

// Numbered is what is known of all series of a year, and of those that are
// counted on through the years. Titles are not read.
type Numbered struct {
	Years   []int // of which a number of year and serial is public, newest first
	Year    int   // 0 if there is none
	Yearly  []series.Series
	Running []series.Series // one for each count
	Odd     []string        // index numbers of what is public under a number of no series
}

// Numbered reads the series of a year, of the newest for 0. Errors:
// [store.ErrNotFound] for a year without numbers.
func (o *Office) Numbered(ctx context.Context, year int) (Numbered, error) {
	var v Numbered
	other, odd, err := o.Store.OtherNumbers(ctx)
	if err != nil {
		return v, err
	}
	v.Odd = odd
	if v.Years, err = o.numberYears(ctx, other); err != nil {
		return v, err
	}
	if v.Running, err = o.running(ctx, other); err != nil {
		return v, err
	}
	switch {
	case year != 0 && !slices.Contains(v.Years, year):
		return v, store.ErrNotFound
	case year == 0 && len(v.Years) == 0:
		return v, nil
	case year == 0:
		year = v.Years[0]
	}
	v.Year = year
	v.Yearly, err = o.yearly(ctx, year, other)
	return v, err
}

// NumberYears is the years of which a number of year and serial is public,
// newest first.
func (o *Office) NumberYears(ctx context.Context) ([]int, error) {
	other, _, err := o.Store.OtherNumbers(ctx)
	if err != nil {
		return nil, err
	}
	return o.numberYears(ctx, other)
}

func (o *Office) numberYears(ctx context.Context, other map[numbering.Series][]series.Item) ([]int, error) {
	years, err := o.Store.NumberYears(ctx)
	for s := range other {
		if s.Form == numbering.Announced && !slices.Contains(years, s.Year) {
			years = append(years, s.Year)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	return years, err
}

// AllSeries is the series of a year, by prefix; titles are not read. Those that
// are counted on through the years are in [Office.RunningSeries].
func (o *Office) AllSeries(ctx context.Context, year int) ([]series.Series, error) {
	other, _, err := o.Store.OtherNumbers(ctx)
	if err != nil {
		return nil, err
	}
	return o.yearly(ctx, year, other)
}

func (o *Office) yearly(ctx context.Context, year int, other map[numbering.Series][]series.Item) ([]series.Series, error) {
	items, err := o.Store.NumbersOf(ctx, year)
	if err != nil {
		return nil, err
	}
	for s, those := range other {
		if s.Form == numbering.Announced && s.Year == year {
			items[s] = those
		}
	}
	said, err := o.Store.Explanations(ctx, year, nil)
	if err != nil {
		return nil, err
	}
	of := map[numbering.Series][]numbering.Explanation{}
	for _, e := range said {
		of[e.Series] = append(of[e.Series], e)
	}
	measure := o.publicationMeasure()
	list := make([]series.Series, 0, len(items))
	for s, those := range items {
		list = append(list, series.Of(s, those, of[s], measure))
	}
	slices.SortFunc(list, func(a, b series.Series) int { return cmp.Compare(a.Name(), b.Name()) })
	return list, nil
}

// RunningSeries is the series that are counted on through the years, one for
// each count, by prefix; titles are not read. odd is the index numbers of what
// is public under a number of no series.
func (o *Office) RunningSeries(ctx context.Context) (list []series.Series, odd []string, err error) {
	other, odd, err := o.Store.OtherNumbers(ctx)
	if err != nil {
		return nil, nil, err
	}
	list, err = o.running(ctx, other)
	return list, odd, err
}

func (o *Office) running(ctx context.Context, other map[numbering.Series][]series.Item) ([]series.Series, error) {
	said, err := o.Store.Explanations(ctx, 0, nil)
	if err != nil {
		return nil, err
	}
	var list []series.Series
	for s, items := range other {
		if s.Form != numbering.Running {
			continue
		}
		counts := series.Counts(s, items)
		for i := range counts {
			list = append(list, o.countOf(counts, i, said))
		}
	}
	slices.SortFunc(list, func(a, b series.Series) int {
		return cmp.Or(cmp.Compare(a.Name(), b.Name()), cmp.Compare(b.Year, a.Year))
	})
	return list, nil
}

// countOf is the i-th count of a running series with what was said of it.
func (o *Office) countOf(counts []series.Count, i int, said []numbering.Explanation) series.Series {
	var of []numbering.Explanation
	for _, e := range said {
		if e.Series.Name() == counts[i].Name() && series.Has(counts, i, e.Series.Year) {
			of = append(of, e)
		}
	}
	v := series.Of(counts[i].Series, counts[i].Items, of, o.publicationMeasure())
	v.Until = counts[i].Until
	return v
}

// Series is one series; of a running one the count to which the year belongs.
// Errors: [store.ErrNotFound] if nothing was ever public under a number of it.
func (o *Office) Series(ctx context.Context, s numbering.Series) (series.Series, error) {
	return o.seriesIn(ctx, o.Store.Reader, s)
}

func (o *Office) seriesIn(ctx context.Context, r store.Reader, s numbering.Series) (series.Series, error) {
	items, err := r.NumbersIn(ctx, s)
	if err == nil && len(items) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return series.Series{}, err
	}
	if s.Form == numbering.Running {
		return o.countIn(ctx, r, s, items)
	}
	said, err := r.Explanations(ctx, s.Year, &s)
	if err != nil {
		return series.Series{}, err
	}
	return series.Of(s, items, said, o.publicationMeasure()), nil
}

// countIn is the count of a running series to which a year belongs.
func (o *Office) countIn(ctx context.Context, r store.Reader, s numbering.Series, items []series.Item) (series.Series, error) {
	said, err := r.Explanations(ctx, 0, nil)
	if err != nil {
		return series.Series{}, err
	}
	counts := series.Counts(s, items)
	for i, c := range counts {
		if c.Year <= s.Year && s.Year <= c.Until && series.Has(counts, i, s.Year) {
			return o.countOf(counts, i, said), nil
		}
	}
	return series.Series{}, store.ErrNotFound
}

// saidOf is what was said of the numbers of a series as it is now.
func saidOf(v series.Series) []numbering.Explanation {
	list := slices.Clone(v.Unused)
	for _, g := range v.Gaps {
		if g.Why != nil && !slices.Contains(list, *g.Why) {
			list = append(list, *g.Why)
		}
	}
	return list
}

// ExplainNumbers says why numbers of a series were never published, for the
// agency that issued most of it. Errors: [store.ErrNotFound] for a series
// there is none of; [publication.ErrGate]; those of [numbering.Explain].
func (o *Office) ExplainNumbers(ctx context.Context, by account.Actor, e numbering.Explanation) (numbering.Explanation, error) {
	at := o.Now()
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return e, err
	}
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		v, err := o.seriesIn(ctx, tx.Reader, e.Series)
		if err != nil {
			return err
		}
		said := e
		said.Series, said.Agency = v.Series, v.Issuer()
		if err := o.lets(ctx, tx.Reader, said.Agency, spoken{"编号说明", said.Note}); err != nil {
			return err
		}
		said, entry, err := numbering.Explain(said, v.Lacks, saidOf(v), KnownGround(calendar.On(at)), by.Login, at)
		if err != nil {
			return err
		}
		e = said
		return tx.Explain(ctx, said, entry)
	})
	return e, err
}

// RetractNumbers takes back what was said of the numbers from first on. Errors:
// [numbering.ErrNone].
func (o *Office) RetractNumbers(ctx context.Context, by account.Actor, s numbering.Series, first int) error {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		v, err := o.seriesIn(ctx, tx.Reader, s)
		if errors.Is(err, store.ErrNotFound) {
			return numbering.ErrNone
		}
		if err != nil {
			return err
		}
		known := saidOf(v)
		i := slices.IndexFunc(known, func(e numbering.Explanation) bool { return e.First == first })
		if i < 0 {
			return numbering.ErrNone
		}
		return tx.RetractExplanation(ctx, known[i], numbering.Retract(known[i], by.Login, at))
	})
	if errors.Is(err, store.ErrChanged) {
		err = numbering.ErrNone
	}
	return err
}
