package notice

import (
	"context"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
)

// Drafts tells of drafts within the twenty working days of article 26: to the
// clerk who has them in hand, to the head of all the agency has open.
type Drafts struct{ Office *office.Office }

// Waiting is the drafts that wait for the person.
func (d Drafts) Waiting(ctx context.Context, person account.Account, on calendar.Day) (Lists, error) {
	var l Lists
	seen := map[agency.Code]bool{}
	for _, g := range person.Grants {
		if seen[g.Agency] || g.Role != account.Clerk && g.Role != account.Head {
			continue
		}
		seen[g.Agency] = true
		drafts, err := d.Office.Store.OpenDrafts(ctx, g.Agency)
		if err != nil {
			return l, err
		}
		for _, v := range drafts {
			if v.Drafter != person.Login && !heads(person, v.Agency) || v.Publication != 0 || v.Content.IssuedOn == calendar.NoDay ||
				v.Attribute != "" && v.Attribute != publication.Proactive {
				continue
			}
			l.Add(Item{Kind: ofDrafts, Title: v.Content.Title, Agency: v.Agency, DueOn: d.Office.DueOn(v.ClockFrom()).On,
				Path: "/desk/draft/" + strconv.FormatInt(v.ID, 10)}, on, d.Office.Calendar())
		}
	}
	return l, nil
}

func heads(person account.Account, in agency.Code) bool {
	for _, g := range person.Grants {
		if g.Role == account.Head && g.Agency == in {
			return true
		}
	}
	return false
}
