package desk

import (
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// withheldRow is information an agency does not publish of its own accord.
type withheldRow struct {
	Draft   publication.Draft
	Agency  string
	Ground  string // with its article; "" for what is disclosed on request
	Reached bool   // its day of re-examination has come
	Href    string
}

const withheldSize = 500

// withheld is what the official's agencies withhold, the first to be
// re-examined first (art. 18).
func (d *Desk) withheld(ctx context.Context, o *Official, agencies names) ([]withheldRow, error) {
	today := d.Office.Today()
	var list []withheldRow
	for _, code := range o.Where(account.LookWithheld) {
		drafts, err := d.Office.Store.DraftsOf(ctx, code, publication.Kept, withheldSize)
		if err != nil {
			return nil, err
		}
		for _, v := range drafts {
			row := withheldRow{Draft: v, Agency: agencies.of(v.Agency), Reached: v.ReexamineOn <= today, Href: "/desk/draft/" + number(v.ID)}
			if v.Ground != "" {
				row.Ground = groundName(v.Ground)
			}
			list = append(list, row)
		}
	}
	slices.SortFunc(list, func(a, b withheldRow) int {
		if a.Draft.ReexamineOn != b.Draft.ReexamineOn {
			return int(a.Draft.ReexamineOn) - int(b.Draft.ReexamineOn)
		}
		return int(a.Draft.ID - b.Draft.ID)
	})
	return list, nil
}

func (d *Desk) withheldList(w http.ResponseWriter, r *http.Request, o *Official) error {
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	list, err := d.withheld(r.Context(), o, agencies)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.withheldListView(list))
}
