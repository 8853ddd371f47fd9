package office

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/figures/series"
	"gongkai/law/calendar"
	"gongkai/store"
)

// interpretationDays is the key of the setting within how many working days
// after its policy a piece is published.
const interpretationDays = "interpretation_days"

// PlanDays is within how many working days after its policy a piece is
// published here.
func (o *Office) PlanDays(ctx context.Context) (int, error) {
	value, err := o.Setting(ctx, interpretationDays)
	if err != nil {
		return publication.PlanDays, err
	}
	days, err := strconv.Atoi(value)
	if err != nil || days < 0 || days > publication.PlanDays {
		return publication.PlanDays, nil
	}
	return days, nil
}

// PlanPiece records how the policy of a draft is to be explained.
func (o *Office) PlanPiece(ctx context.Context, by account.Actor, id, stamp int64, p publication.Plan) (publication.Draft, error) {
	most, err := o.PlanDays(ctx)
	if err != nil {
		return publication.Draft{}, err
	}
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.PlanPiece(d, p, most, by.Login, at)
	})
}

// Exempt records that the head agrees that the policy of a draft is not
// explained.
func (o *Office) Exempt(ctx context.Context, by account.Actor, id, stamp int64, why string) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Exempt(d, why, by.Login, at)
	})
}

// keepPlan keeps the plan of a policy that was published first, with the day on
// which its piece is due.
func (o *Office) keepPlan(ctx context.Context, tx *store.Tx, d publication.Draft, p publication.Publication) error {
	if !d.Plan.Made() || !p.Content.Document() {
		return nil
	}
	due := calendar.NoDay
	if d.Plan.Exempt == "" {
		due = o.Calendar().Add(p.PublishedOn(), d.Plan.Days)
	}
	return tx.SavePlan(ctx, p, d.Plan, due)
}

// Interpretations is what explained policies in a year.
type Interpretations struct {
	Pieces []store.Interpretation
	// Lag is the working days from a policy to its piece, the same day being 0:
	// Undated counts pieces of which no policy is public here, Reversed those
	// that came before it, Late those behind the city's limit.
	Lag    series.Delay
	Agency []AgencyInterpretations // the most pieces first
	Days   int                     // the city's limit
}

// AgencyInterpretations is the pieces of one agency.
type AgencyInterpretations struct {
	Agency agency.Code
	Pieces int
	Lag    series.Delay
}

// Lag is the working days from a policy to the piece that explains it, the same
// day being 0; negative for a piece that came before.
func (o *Office) Lag(policy, piece calendar.Day) int {
	return o.Calendar().WorkingDaysBetween(policy, piece)
}

// Interpretations is the pieces of a year with how soon they came.
func (o *Office) Interpretations(ctx context.Context, year int) (Interpretations, error) {
	var v Interpretations
	var err error
	if v.Days, err = o.PlanDays(ctx); err != nil {
		return v, err
	}
	if v.Pieces, err = o.Store.Interpretations(ctx, year); err != nil {
		return v, err
	}
	measure := series.Measure{Days: o.Calendar().WorkingDaysBetween, Due: func(policy calendar.Day) (calendar.Day, bool) {
		return o.Calendar().Add(policy, v.Days), false
	}}
	var all []series.Item
	of := map[agency.Code][]series.Item{}
	for _, p := range v.Pieces {
		it := series.Item{Index: p.Index, Issued: calendar.NoDay, Published: p.PublishedOn()}
		if p.Policy.ID != 0 {
			it.Issued = p.Policy.PublishedOn()
		}
		all, of[p.Agency] = append(all, it), append(of[p.Agency], it)
	}
	v.Lag = series.DelayOf(all, measure)
	for code, items := range of {
		v.Agency = append(v.Agency, AgencyInterpretations{code, len(items), series.DelayOf(items, measure)})
	}
	slices.SortFunc(v.Agency, func(a, b AgencyInterpretations) int {
		return cmp.Or(cmp.Compare(b.Pieces, a.Pieces), cmp.Compare(a.Agency, b.Agency))
	})
	return v, nil
}
