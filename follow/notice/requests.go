package notice

import (
	"context"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/law/calendar"
	"gongkai/office"
)

// Requests tells of requests, by the nearest of their days: to the clerk who
// has them in hand, those in nobody's hand to every clerk, and all of the
// agency's to its head.
type Requests struct{ Office *office.Office }

// mostOpen bounds the open requests of an agency that are looked at.
const mostOpen = 10_000

// Waiting is the requests that wait for the person.
func (q Requests) Waiting(ctx context.Context, person account.Account, on calendar.Day) (Lists, error) {
	var l Lists
	seen := map[agency.Code]bool{}
	for _, g := range person.Grants {
		if seen[g.Agency] || g.Role != account.Clerk && g.Role != account.Head {
			continue
		}
		seen[g.Agency] = true
		open, err := q.Office.Store.OpenRequestsOf(ctx, g.Agency, mostOpen)
		if err != nil {
			return l, err
		}
		for _, r := range open {
			if r.Handler != "" && !r.Held(person.Login) && !heads(person, r.Agency) {
				continue
			}
			due := r.DueOn
			if r.SubDueOn != calendar.NoDay && (due == calendar.NoDay || r.SubDueOn < due) {
				due = r.SubDueOn
			}
			if by := r.OrderedOn(); by != calendar.NoDay && (due == calendar.NoDay || by < due) {
				due = by
			}
			if due == calendar.NoDay && r.Informal() {
				due = r.DraftDueOn // of the house: the law sets none
			}
			l.Add(Item{Kind: ofRequests, Number: r.ID.Number(), Title: r.Asked.Subject, Agency: r.Agency, DueOn: due, Path: "/desk/request/" + r.ID.Number()},
				on, q.Office.Calendar())
		}
	}
	return l, nil
}
