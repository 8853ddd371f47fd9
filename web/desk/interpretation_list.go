package desk

import (
	"context"
	"net/http"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// interpretationPage is the policies that wait for a piece, as far as the
// official sees their agencies.
type interpretationPage struct {
	Rows    []interpretationRow
	Overdue int
}

type interpretationRow struct {
	store.Planned
	Agency  string
	Overdue bool
}

func (d *Desk) interpretationRoutes(s *page.Site) {
	for err, field := range map[error]string{publication.ErrPiece: "piece", publication.ErrPieceFor: "interprets", publication.ErrTranscript: "body",
		publication.ErrPlanDrafter: "plan_drafter", publication.ErrPlanDays: "plan_days", publication.ErrExempt: "exempt", publication.ErrPlan: "", publication.ErrPlanNone: ""} {
		s.Refusals = append(s.Refusals, page.Refusal{Err: err, Status: http.StatusUnprocessableEntity, Field: field})
	}
	s.Handle("GET /desk/interpretations", may(account.LookDrafts, account.LookCity), d.seat(d.interpretationList))
}

func (d *Desk) interpretationList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	list, err := d.Office.Store.Unexplained(ctx)
	if err != nil {
		return err
	}
	var p interpretationPage
	today := d.Office.Today()
	for _, l := range list {
		if !o.MayIn(account.LookDrafts, l.Agency) && !o.MayIn(account.LookCity, "") {
			continue
		}
		row := interpretationRow{l, agencies.of(l.Agency), l.DueOn < today}
		if row.Overdue {
			p.Overdue++
		}
		p.Rows = append(p.Rows, row)
	}
	return page.Render(w, r, http.StatusOK, d.interpretationListView(p))
}

func pieceChoices() []page.Choice {
	var list []page.Choice
	for _, row := range publication.Pieces {
		list = append(list, page.Choice{Value: string(row.Piece), Text: row.Name})
	}
	return list
}

// planChoices are the days within which a piece may be due.
func planChoices(most int) []page.Choice {
	list := []page.Choice{{Value: "0", Text: "与文件同日公开"}, {Value: "1", Text: "1 个工作日内"}, {Value: "2", Text: "2 个工作日内"}, {Value: "3", Text: "3 个工作日内"}}
	return list[:min(len(list), most+1)]
}

// planText is a plan on one line; "" for none.
func planText(ctx context.Context, p publication.Plan) string {
	switch {
	case p.Exempt != "":
		return page.T(ctx, "不作解读") + page.T(ctx, "：") + p.Exempt
	case p.Kind != "":
		return page.T(ctx, p.Kind.Name()) + page.T(ctx, "，") + p.Drafter + page.T(ctx, "，") + page.T(ctx, planChoices(publication.PlanDays)[p.Days].Text)
	}
	return ""
}

// planOf reads the form of a plan.
func planOf(form *page.Form) publication.Plan {
	days, err := strconv.Atoi(form.Get("plan_days"))
	if err != nil {
		days = -1
	}
	return publication.Plan{Kind: publication.Piece(form.Get("piece")), Drafter: line(form, "plan_drafter", publication.MaxNumber), Days: days}
}
