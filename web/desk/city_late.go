package desk

import (
	"net/http"
	"strconv"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// latePage is what of an agency's last publications came out after its day:
// the list behind 近期逾期 of the city's page.
type latePage struct {
	Name    string
	Sampled int // of the last publications, those with an issue date
	Rows    []lateRow
}

type lateRow struct {
	Title, Href            string
	Issued, Due, Published calendar.Day
	Days                   int // working days after the day that was due
}

func lateHref(in agency.Code) string { return "/desk/city/late/" + string(in) }

func (d *Desk) cityLate(w http.ResponseWriter, r *http.Request, _ *Official) error {
	ctx := r.Context()
	a, err := d.Office.Store.Agency(ctx, agency.Code(r.PathValue("code")))
	if err != nil {
		return err
	}
	list, err := d.Office.Store.List(ctx, store.Selection{Agency: a.Code}, store.Cursor{}, sampled)
	if err != nil {
		return err
	}
	p := latePage{Name: shortName(ctx, a)}
	due := d.dueMemo()
	opened, err := d.Office.Store.Openings(ctx)
	if err != nil {
		return err
	}
	for _, v := range list.Lines {
		if v.IssuedOn == calendar.NoDay {
			continue
		}
		p.Sampled++
		row := lateRow{Title: v.Title, Href: "/item/" + v.Index, Issued: v.IssuedOn, Due: due(publication.ClockFrom(v.IssuedOn, opened[v.ID])), Published: calendar.On(v.PublishedAt)}
		if row.Published <= row.Due {
			continue
		}
		row.Days = d.Office.Calendar().WorkingDaysBetween(row.Due, row.Published)
		p.Rows = append(p.Rows, row)
	}
	return page.Render(w, r, http.StatusOK, d.lateView(p))
}

// lateCell is how many of an agency's last publications were late, leading to
// them.
func lateCell(c cityRow) page.Cell {
	if c.Sampled == 0 {
		return page.Cell{Text: "—"}
	}
	cell := page.Cell{Text: strconv.Itoa(c.Late) + "/" + strconv.Itoa(c.Sampled)}
	if c.Late > 0 {
		cell.Href = lateHref(c.Agency.Code)
	}
	return cell
}
