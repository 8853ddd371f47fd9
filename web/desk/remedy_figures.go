package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/remedy"
	"gongkai/store"
	"gongkai/web/page"
)

// remedyFiguresPage is how what was contested ended: the share corrected, by
// kind, agency, ground, contested decision and who made it. Every number leads
// to its list.
type remedyFiguresPage struct {
	Form   *page.Form
	Years  []page.Choice
	Tables []figureTable
	// Complaints is how complaints ended, which has other outcomes.
	Complaints figureRow
}

// foldedAt is how many rows of a breakdown are shown before the rest is folded:
// the largest come first, and a big city has a hundred of some.
const foldedAt = 10

type figureTable struct {
	Caption, Head string
	Rows          []figureRow
}

type figureRow struct {
	Name string
	Href string // the list of all; an outcome is added with &outcome=
	store.RemedyFigure
}

// remedyBreakdowns is the tables of the page below the first.
var remedyBreakdowns = []struct {
	Kind          remedy.Kind
	By            store.RemedyDimension
	Caption, Head string
}{
	{remedy.Reconsideration, store.RemedyByAgency, "行政复议：按机关", "机关"},
	{remedy.Reconsideration, store.RemedyByDecision, "行政复议：按不服的决定", "不服的决定"},
	{remedy.Reconsideration, store.RemedyByGround, "行政复议：按决定的依据", "决定的依据"},
	{remedy.Reconsideration, store.RemedyByDrafter, "行政复议：按决定的拟办人", "拟办人"},
	{remedy.Reconsideration, store.RemedyByReviewer, "行政复议：按决定的审核人", "审核人"},
	{remedy.Reconsideration, store.RemedyBySigner, "行政复议：按决定的签发人", "签发人"},
	{remedy.Suit, store.RemedyByAgency, "行政诉讼：按机关", "机关"},
	{remedy.Suit, store.RemedyByDecision, "行政诉讼：按不服的决定", "不服的决定"},
	{remedy.Suit, store.RemedyByDrafter, "行政诉讼：按决定的拟办人", "拟办人"},
	{remedy.Suit, store.RemedyByReviewer, "行政诉讼：按决定的审核人", "审核人"},
	{remedy.Suit, store.RemedyBySigner, "行政诉讼：按决定的签发人", "签发人"},
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
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	s = store.RemedySelection{Seat: s.Seat, Year: s.Year}
	p := remedyFiguresPage{Form: form, Years: yearChoices(d.Office.Today().Year())}
	list := func(kind remedy.Kind, by store.RemedyDimension, key string) string {
		q := url.Values{"kind": {string(kind)}}
		if s.Year != 0 {
			q.Set("year", strconv.Itoa(s.Year))
		}
		if by != "" {
			q.Set(string(by), cmp.Or(key, store.NoneSelected))
		}
		return "/desk/remedies?" + q.Encode()
	}
	kinds, err := d.Office.Store.RemedyFigures(ctx, s, store.RemedyByKind)
	if err != nil {
		return err
	}
	both := figureTable{Caption: "行政复议和行政诉讼", Head: "种类"}
	for _, f := range kinds {
		switch k := remedy.Kind(f.Key); k {
		case remedy.Complaint:
			p.Complaints = figureRow{Href: list(k, "", ""), RemedyFigure: f}
		case remedy.Reconsideration, remedy.Suit:
			both.Rows = append(both.Rows, figureRow{page.T(ctx, k.Name()), list(k, "", ""), f})
		}
	}
	s.Kind = remedy.Suit
	routes, err := d.Office.Store.RemedyFigures(ctx, s, store.RemedyByRoute)
	if err != nil {
		return err
	}
	for _, f := range routes {
		if name := remedy.Route(f.Key).Name(); name != "" {
			both.Rows = append(both.Rows, figureRow{page.T(ctx, name), list(s.Kind, store.RemedyByRoute, f.Key), f})
		}
	}
	p.Tables = append(p.Tables, both)
	for _, row := range remedyBreakdowns {
		s.Kind = row.Kind
		figures, err := d.Office.Store.RemedyFigures(ctx, s, row.By)
		if err != nil {
			return err
		}
		t := figureTable{Caption: row.Caption, Head: row.Head}
		if len(figures) == 0 || len(figures) == 1 && figures[0].Key == "" {
			continue // nothing to tell apart
		}
		slices.SortStableFunc(figures, func(a, b store.RemedyFigure) int { return cmp.Compare(b.N(), a.N()) })
		for _, f := range figures {
			name := page.T(ctx, "没有关联决定")
			switch {
			case f.Key == "" && row.By == store.RemedyByGround:
				name = page.T(ctx, "没有记载") // a decision that gives everything has no ground
			case f.Key == "":
			case row.By == store.RemedyByAgency:
				name = agencies.of(agency.Code(f.Key))
			case row.By == store.RemedyByDecision:
				name = page.T(ctx, decisionName(f.Key))
			case row.By == store.RemedyByGround:
				name = groundName(f.Key)
			default:
				name = officerName(ctx, people[account.Login(f.Key)], f.Key, agencies)
			}
			t.Rows = append(t.Rows, figureRow{name, list(row.Kind, row.By, f.Key), f})
		}
		p.Tables = append(p.Tables, t)
	}
	return page.Render(w, r, http.StatusOK, d.remedyFiguresView(p))
}

// officerName is an officer with the agency they work for: several have one name.
func officerName(ctx context.Context, a account.Account, login string, agencies names) string {
	if a.Name == "" {
		return login
	}
	for _, g := range a.Grants {
		if g.Agency != "" {
			return page.Tf(ctx, "%s（%s）", a.Name, agencies.of(g.Agency))
		}
	}
	return a.Name
}

// cell is the number of one outcome, "pending" for those without, with its
// list; "" is all.
func (f figureRow) cell(outcome string) page.Cell {
	n, href := f.N(), f.Href
	switch outcome {
	case "":
	case "pending":
		n, href = f.Pending(), href+"&outcome=pending"
	default:
		n, href = f.Of[remedy.Outcome(outcome)], href+"&outcome="+outcome
	}
	if n == 0 || f.Href == "" {
		href = ""
	}
	return page.Cell{Text: page.Number(n), Href: href}
}

func (t figureTable) rows(context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, f := range t.Rows {
		rows = append(rows, []page.Cell{{Text: f.Name}, f.cell(""), f.cell("upheld"), f.cell("corrected"), f.cell("other"), f.cell("pending"),
			{Text: shareCorrected(f.RemedyFigure)}})
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
			rows = append(rows, []page.Cell{{Text: page.T(ctx, row.Name)}, p.Complaints.cell(string(row.Outcome))})
		}
	}
	return append(rows, []page.Cell{{Text: page.T(ctx, "尚未办结")}, p.Complaints.cell("pending")}, []page.Cell{{Text: page.T(ctx, "合计")}, p.Complaints.cell("")})
}
