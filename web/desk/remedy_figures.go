package desk

import (
	"context"
	"net/http"

	"gongkai/affairs/agency"
	"gongkai/affairs/remedy"
	"gongkai/store"
	"gongkai/web/page"
)

// remedyFiguresPage is how what was contested ended: the share corrected, by
// kind, agency, ground and contested decision.
type remedyFiguresPage struct {
	Form   *page.Form
	Years  []page.Choice
	Tables []figureTable
	// Complaints is how complaints ended, which has other outcomes.
	Complaints store.RemedyFigure
}

type figureTable struct {
	Caption, Head string
	Rows          []figureRow
}

type figureRow struct {
	Name, Href string
	store.RemedyFigure
}

func (d *Desk) remedyFigures(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	s, err := d.selectionOf(o, form)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	s = store.RemedySelection{Seat: s.Seat, Year: s.Year}
	p := remedyFiguresPage{Form: form, Years: yearChoices(d.Office.Today().Year())}
	year := ""
	if s.Year != 0 {
		year = "&year=" + form.Get("year")
	}
	kinds, err := d.Office.Store.RemedyFigures(ctx, s, store.RemedyByKind)
	if err != nil {
		return err
	}
	both := figureTable{Caption: "行政复议和行政诉讼", Head: "种类"}
	for _, f := range kinds {
		switch k := remedy.Kind(f.Key); k {
		case remedy.Complaint:
			p.Complaints = f
		case remedy.Reconsideration, remedy.Suit:
			both.Rows = append(both.Rows, figureRow{page.T(ctx, k.Name()), "/desk/remedies?kind=" + f.Key + year, f})
		}
	}
	s.Kind = remedy.Suit
	routes, err := d.Office.Store.RemedyFigures(ctx, s, store.RemedyByRoute)
	if err != nil {
		return err
	}
	for _, f := range routes {
		if name := remedy.Route(f.Key).Name(); name != "" {
			both.Rows = append(both.Rows, figureRow{page.T(ctx, name), "", f})
		}
	}
	p.Tables = append(p.Tables, both)
	for _, row := range []struct {
		kind    remedy.Kind
		by      store.RemedyDimension
		caption string
		head    string
		name    func(string) string
	}{
		{remedy.Reconsideration, store.RemedyByAgency, "行政复议：按机关", "机关", func(key string) string { return agencies.of(agency.Code(key)) }},
		{remedy.Reconsideration, store.RemedyByDecision, "行政复议：按不服的决定", "不服的决定", decisionName},
		{remedy.Reconsideration, store.RemedyByGround, "行政复议：按决定的依据", "决定的依据", groundName},
		{remedy.Suit, store.RemedyByAgency, "行政诉讼：按机关", "机关", func(key string) string { return agencies.of(agency.Code(key)) }},
		{remedy.Suit, store.RemedyByDecision, "行政诉讼：按不服的决定", "不服的决定", decisionName},
	} {
		s.Kind = row.kind
		list, err := d.Office.Store.RemedyFigures(ctx, s, row.by)
		if err != nil {
			return err
		}
		t := figureTable{Caption: row.caption, Head: row.head}
		for _, f := range list {
			name, href := page.T(ctx, "没有关联决定"), ""
			if f.Key != "" {
				name = page.T(ctx, row.name(f.Key))
			}
			if row.by == store.RemedyByAgency {
				href = "/desk/remedies?kind=" + string(row.kind) + "&agency=" + escape(f.Key) + year
			}
			t.Rows = append(t.Rows, figureRow{name, href, f})
		}
		p.Tables = append(p.Tables, t)
	}
	return page.Render(w, r, http.StatusOK, d.remedyFiguresView(p))
}

func (t figureTable) rows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, f := range t.Rows {
		rows = append(rows, []page.Cell{{Text: f.Name, Href: f.Href}, {Text: page.Number(f.N())}, {Text: page.Number(f.Of[remedy.Upheld])},
			{Text: page.Number(f.Of[remedy.Corrected])}, {Text: page.Number(f.Of[remedy.Other])}, {Text: page.Number(f.Pending())}, {Text: perMille(f.Corrected())}})
	}
	return rows
}

// perMille writes thousandths as a percentage with one decimal: 42.5%.
func perMille(n int64) string {
	return page.Number(n/10) + "." + page.Number(n%10) + "%"
}

func (p remedyFiguresPage) complaintRows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, row := range remedy.Outcomes {
		if row.Kind == remedy.Complaint {
			rows = append(rows, page.Cells(page.T(ctx, row.Name), page.Number(p.Complaints.Of[row.Outcome])))
		}
	}
	return append(rows, page.Cells(page.T(ctx, "尚未办结"), page.Number(p.Complaints.Pending())), page.Cells(page.T(ctx, "合计"), page.Number(p.Complaints.N())))
}
