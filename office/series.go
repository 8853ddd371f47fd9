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
	return series.Measure{
		Days: cal.WorkingDaysBetween,
		Due: func(issued calendar.Day) (calendar.Day, bool) {
			due := o.DueOn(issued)
			return due.On, due.Provisional
		},
	}
}

// AllSeries is the series of a year, by prefix; titles are not read.
func (o *Office) AllSeries(ctx context.Context, year int) ([]series.Series, error) {
	items, err := o.Store.NumbersOf(ctx, year)
	if err != nil {
		return nil, err
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
	slices.SortFunc(list, func(a, b series.Series) int { return cmp.Compare(a.Prefix, b.Prefix) })
	return list, nil
}

// Series is one series. Errors: [store.ErrNotFound] if nothing was ever public
// under a number of it.
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
	said, err := r.Explanations(ctx, s.Year, &s)
	if err != nil {
		return series.Series{}, err
	}
	return series.Of(s, items, said, o.publicationMeasure()), nil
}

// ExplainNumbers says why numbers of a series were never published, for the
// agency that issued most of it. Errors: [store.ErrNotFound] for a series
// there is none of; those of [numbering.Explain].
func (o *Office) ExplainNumbers(ctx context.Context, by account.Actor, e numbering.Explanation) (numbering.Explanation, error) {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		v, err := o.seriesIn(ctx, tx.Reader, e.Series)
		if err != nil {
			return err
		}
		known, err := tx.Explanations(ctx, e.Series.Year, &e.Series)
		if err != nil {
			return err
		}
		said := e
		said.Agency = v.Issuer()
		said, entry, err := numbering.Explain(said, v.Lacks, known, KnownGround(calendar.On(at)), by.Login, at)
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
		known, err := tx.Explanations(ctx, s.Year, &s)
		if err != nil {
			return err
		}
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
