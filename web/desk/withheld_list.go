package desk

import (
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// withheldListPage is what agencies keep, by when it is looked at again
// (art. 18).
type withheldListPage struct {
	Rows    []withheldRow
	More    bool // there are more than are shown
	Piles   []examinePile
	When    string // the pile shown; "" for all
	Examine bool   // the official may decide
	// Agencies is how much each agency keeps, for who sees the whole city; nil
	// for others.
	Agencies []examineCounts
	Total    examineCounts
	Own      bool // the official is of agencies that keep something
}

type withheldRow struct {
	Draft   publication.Draft
	Agency  string
	Ground  string // with its article; "" for what is disclosed on request
	Reached bool   // its day of re-examination has come
	Pile    string
	Href    string
}

// examinePile is how much lies at one place of the clock of re-examination.
type examinePile struct {
	Code, Name, Colour string
	N                  int
}

// examinePiles is every place there is; each thing kept lies at one.
var examinePiles = []examinePile{
	{Code: "overdue", Name: "已过评估日", Colour: "red"}, {Code: "today", Name: "今天评估", Colour: "orange"},
	{Code: "soon", Name: "三个工作日内评估", Colour: "yellow"}, {Code: "later", Name: "以后评估", Colour: "grey"},
}

// examineCounts is the piles of one agency, in their order.
type examineCounts struct {
	Agency string
	N      [4]int
	All    int
}

// examinePile is the place of a day among [examinePiles].
func (d *Desk) examinePile(on calendar.Day) int {
	today := d.Office.Today()
	switch {
	case on < today:
		return 0
	case on == today:
		return 1
	case d.Office.Calendar().WorkingDaysBetween(today, on) <= nearly:
		return 2
	}
	return 3
}

const withheldSize = 500

// farthest is after every day of re-examination.
const farthest = calendar.Day(1<<31 - 1)

func (d *Desk) withheld(ctx context.Context, o *Official, agencies names) ([]withheldRow, error) {
	today := d.Office.Today()
	var list []withheldRow
	for _, code := range o.Where(account.LookWithheld) {
		drafts, err := d.Office.Store.DraftsKept(ctx, code, calendar.NoDay, farthest, withheldSize)
		if err != nil {
			return nil, err
		}
		for _, v := range drafts {
			row := withheldRow{Draft: v, Agency: agencies.of(v.Agency), Reached: v.ReexamineOn <= today, Href: "/desk/draft/" + number(v.ID),
				Pile: examinePiles[d.examinePile(v.ReexamineOn)].Code}
			if v.Ground != "" {
				row.Ground = groundName(v.Ground)
			}
			list = append(list, row)
		}
	}
	slices.SortStableFunc(list, func(a, b withheldRow) int {
		if a.Draft.ReexamineOn != b.Draft.ReexamineOn {
			return int(a.Draft.ReexamineOn) - int(b.Draft.ReexamineOn)
		}
		return int(a.Draft.ID - b.Draft.ID)
	})
	return list, nil
}

func (d *Desk) withheldList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	own := o.Where(account.LookWithheld)
	p := withheldListPage{When: r.URL.Query().Get("when"), Examine: o.May(string(journal.DraftReexamine)), Own: len(own) > 0, Piles: slices.Clone(examinePiles)}
	if p.When != "" && !slices.ContainsFunc(p.Piles, func(c examinePile) bool { return c.Code == p.When }) {
		return page.ErrNotFound
	}
	list, err := d.withheld(ctx, o, agencies)
	if err != nil {
		return err
	}
	for _, v := range list {
		if p.When == "" || v.Pile == p.When {
			p.Rows = append(p.Rows, v)
		}
	}
	if err := d.countKept(ctx, o, agencies, own, &p); err != nil {
		return err
	}
	shown := 0
	for _, pile := range p.Piles {
		shown += pile.N
	}
	p.More = shown > len(list)
	return page.Render(w, r, http.StatusOK, d.withheldListView(p))
}

// countKept counts what is kept: that of the official's own agencies by pile,
// and for who sees the whole city that of each agency.
func (d *Desk) countKept(ctx context.Context, o *Official, agencies names, own []agency.Code, p *withheldListPage) error {
	days, err := d.Office.Store.KeptDays(ctx)
	if err != nil {
		return err
	}
	all := o.May(string(account.LookCity))
	last := agency.Code("")
	for _, k := range days {
		pile := d.examinePile(k.On)
		if slices.Contains(own, k.Agency) {
			p.Piles[pile].N += k.N
		}
		if !all {
			continue
		}
		if k.Agency != last {
			p.Agencies = append(p.Agencies, examineCounts{Agency: agencies.of(k.Agency)})
			last = k.Agency
		}
		c := &p.Agencies[len(p.Agencies)-1]
		c.N[pile] += k.N
		c.All += k.N
		p.Total.N[pile] += k.N
		p.Total.All += k.N
	}
	if all && p.Agencies == nil {
		p.Agencies = []examineCounts{}
	}
	return nil
}
