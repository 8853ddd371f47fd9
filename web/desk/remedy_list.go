package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

const remedyPage = 30

// soonDays is how many calendar days ahead a due day counts as soon.
const soonDays = 7

// remedyListPage is a page of what the official sees, newest first; of a
// window of due days, the most urgent first.
type remedyListPage struct {
	Form     *page.Form
	Kinds    []page.Choice
	Agencies []page.Choice
	Outcomes []page.Choice
	States   []page.Choice
	Years    []page.Choice
	Windows  []page.Link
	Here     string // the window shown
	Rows     []remedy.Remedy
	Names    names
	Today    calendar.Day
	N        int64
	Paging   page.Paging
	Register []page.Link // what may be registered
	Picked   []page.Row  // what a figure selected beside the form
}

// chosen says whether the form narrows the list: then it is not folded away.
func (p remedyListPage) chosen() bool {
	return slices.ContainsFunc([]string{"kind", "state", "agency", "outcome", "year", "about"}, func(name string) bool { return p.Form.Get(name) != "" })
}

// selectionOf reads the filter; a value there is not is page.ErrNotFound.
func (d *Desk) selectionOf(o *Official, form *page.Form) (store.RemedySelection, error) {
	s := store.RemedySelection{Seat: office.Seat(o.Actor), Kind: remedy.Kind(form.Get("kind")), Agency: agency.Code(form.Get("agency")),
		Due: store.Window(form.Get("due")), Today: d.Office.Today(), About: aboutOf(form.Get("about")),
		Route: form.Get("route"), Decision: form.Get("decision"), Ground: form.Get("ground"),
		Drafter: form.Get("drafter"), Reviewer: form.Get("reviewer"), Signer: form.Get("signer")}
	// A state is one of a kind; of another kind than the one chosen it is left
	// aside.
	if kind, state, _ := strings.Cut(form.Get("state"), "/"); state != "" && (s.Kind == "" || string(s.Kind) == kind) {
		s.Kind, s.State = remedy.Kind(kind), remedy.State(state)
	}
	s.Soon = s.Today + soonDays
	switch v := form.Get("outcome"); v {
	case "pending":
		s.Open = true
	case "again":
		s.Again = true
	default:
		s.Outcome = remedy.Outcome(v)
	}
	if y := form.Get("year"); y != "" {
		var err error
		if s.Year, err = strconv.Atoi(y); err != nil {
			return s, page.ErrNotFound
		}
	}
	return s, nil
}

// aboutOf takes a bare number for a request's.
func aboutOf(s string) string {
	if id, ok := request.ParseNumber(s); ok {
		return id.Thing()
	}
	return strings.ToLower(s)
}

// picked is what a figure selects that the form of the list has no field for:
// it is kept when the filter changes, and told above the list.
var picked = []struct{ Name, Label string }{
	{"route", "起诉方式"}, {"decision", "不服的决定"}, {"ground", "决定的依据"}, {"drafter", "拟办人"}, {"reviewer", "审核人"}, {"signer", "签发人"},
}

// pickedRows is those with what they select.
func (d *Desk) pickedRows(ctx context.Context, form *page.Form) ([]page.Row, error) {
	var rows []page.Row
	for _, f := range picked {
		v := form.Get(f.Name)
		if v == "" {
			continue
		}
		var err error
		value := page.T(ctx, "没有记载")
		switch {
		case v == store.NoneSelected:
		case f.Name == "route":
			value = page.T(ctx, remedy.Route(v).Name())
		case f.Name == "decision":
			value = page.T(ctx, decisionName(v))
		case f.Name == "ground":
			value = groundName(v)
		default:
			if value, err = d.personName(ctx, account.Login(v)); err != nil {
				return nil, err
			}
		}
		rows = append(rows, page.Row{Key: f.Label, Value: value})
	}
	return rows, nil
}

func (d *Desk) remedyList(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	s, err := d.selectionOf(o, form)
	if err != nil {
		return err
	}
	p := remedyListPage{Form: form, Today: s.Today, Here: string(s.Due), Register: registrable(o)}
	if p.Names, err = d.agencyNames(ctx); err != nil {
		return err
	}
	p.choices(s.Today.Year())
	if p.Picked, err = d.pickedRows(ctx, form); err != nil {
		return err
	}
	dues, err := d.Office.Store.RemedyDues(ctx, s)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	query.Del("at")
	link := func(window store.Window, text string, n int64) {
		q := url.Values{}
		for k, v := range query {
			q[k] = v
		}
		q.Set("due", string(window))
		if window == "" {
			q.Del("due")
		}
		p.Windows = append(p.Windows, page.Link{Text: text, Href: "/desk/remedies?" + q.Encode(), Count: page.Number(n)})
		if window == s.Due {
			p.Here = p.Windows[len(p.Windows)-1].Href
		}
	}
	whole := s
	whole.Due = ""
	all, err := d.Office.Store.CountRemedies(ctx, whole)
	if err != nil {
		return err
	}
	link("", "全部", all)
	for _, row := range []struct {
		window store.Window
		text   string
	}{{store.WindowOverdue, "已逾期"}, {store.WindowToday, "今天到期"}, {store.WindowSoon, "七日内到期"}, {store.WindowLater, "七日后到期"}, {store.WindowNone, "没有期限"}} {
		link(row.window, row.text, dues[row.window])
	}
	if p.N, err = d.Office.Store.CountRemedies(ctx, s); err != nil {
		return err
	}
	place := placeOf(form.Get("at"))
	if p.Rows, err = d.Office.Store.Remedies(ctx, s, place, remedyPage+1); err != nil {
		return err
	}
	if len(p.Rows) > remedyPage {
		p.Rows = p.Rows[:remedyPage]
		if last := p.Rows[remedyPage-1]; s.Due == "" {
			query.Set("at", last.Thing())
			p.Paging.Older = "/desk/remedies?" + query.Encode()
		}
	}
	p.Paging.Info = page.Tf(ctx, "共 %s 件", page.Number(p.N))
	if place.ID != 0 {
		query.Del("at")
		p.Paging.Newer = "/desk/remedies?" + query.Encode()
	}
	return page.Render(w, r, http.StatusOK, d.remedyListView(p))
}

// placeOf reads the thing behind which a page begins; anything else is the
// beginning.
func placeOf(s string) store.RemedyPlace {
	kind, id, ok := remedy.ParseThing(s)
	if !ok {
		return store.RemedyPlace{}
	}
	return store.RemedyPlace{ID: id, Kind: kind}
}

func (p *remedyListPage) choices(year int) {
	p.Kinds, p.Outcomes, p.Agencies = []page.Choice{{Text: "全部"}}, []page.Choice{{Text: "全部"}, {Value: "pending", Text: "尚未审结"}, {Value: "again", Text: "责令重新答复，尚未立新案"}}, []page.Choice{{Text: "全部"}}
	for _, k := range remedy.Kinds {
		p.Kinds = append(p.Kinds, page.Choice{Value: string(k.Kind), Text: k.Name})
	}
	seen := map[remedy.Outcome]bool{}
	for _, row := range remedy.Outcomes {
		if !seen[row.Outcome] {
			seen[row.Outcome] = true
			p.Outcomes = append(p.Outcomes, page.Choice{Value: string(row.Outcome), Text: row.Name})
		}
	}
	for _, a := range p.Names.inOrder() {
		p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), Text: p.Names.of(a.Code)})
	}
	p.States = []page.Choice{{Text: "全部"}}
	for _, row := range remedy.States {
		if kind := p.Form.Get("kind"); kind == "" || kind == string(row.Kind) {
			p.States = append(p.States, page.Choice{Value: string(row.Kind) + "/" + string(row.State), Text: row.Name})
		}
	}
	p.Years = yearChoices(year)
}

// yearChoices is every year and all since the Regulation came into force.
func yearChoices(year int) []page.Choice {
	list := []page.Choice{{Text: "全部"}}
	for y := year; y >= 2008; y-- {
		list = append(list, page.Choice{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	return list
}

// registrations is the act that enters each kind.
var registrations = map[remedy.Kind]journal.Act{
	remedy.Complaint: journal.ComplaintRegister, remedy.Reconsideration: journal.ReconsiderationRegister,
	remedy.Suit: journal.SuitRegister, remedy.Order: journal.OrderIssue,
}

// registrable is the forms the official may open.
func registrable(o *Official) []page.Link {
	var list []page.Link
	for _, k := range remedy.Kinds {
		if o.May(string(registrations[k.Kind])) {
			list = append(list, page.Link{Text: registrations[k.Kind].Meaning().Name, Href: "/desk/remedy/new?kind=" + string(k.Kind)})
		}
	}
	return list
}

func (p remedyListPage) rows(ctx context.Context) [][]page.Cell {
	var rows [][]page.Cell
	for _, v := range p.Rows {
		result := page.T(ctx, v.Outcome.Name())
		rows = append(rows, []page.Cell{
			{Text: thingName(ctx, v.Thing()), Href: "/desk/remedy/" + v.Thing()}, {Text: v.Subject}, {Text: p.Names.of(v.Agency)},
			{Text: day(ctx, v.ReceivedOn)}, {Content: page.Tag(remedy.StateName(v.Kind, v.State), remedyColour(v))},
			{Content: remedyDue(v, p.Today)}, {Text: result},
		})
	}
	return rows
}

// remedyRoutes puts the remedies into the site: every address with the act
// that opens it.
func (d *Desk) remedyRoutes(s *page.Site) {
	look := may(account.LookRemedies)
	s.Handle("GET /desk/remedies", look, d.seat(d.remedyList))
	s.Handle("GET /desk/remedies/figures", look, d.seat(d.remedyFigures))
	figures := may(account.LookRequests, account.LookCity, account.LookEvidence)
	s.Handle("GET /desk/requests/figures", figures, d.seat(d.requestFigures))
	s.Handle("GET /desk/requests/figures.csv", figures, d.seat(d.requestFiguresCSV))
	s.Handle("GET /desk/request/{number}/evidence", may(account.LookRequests), d.seat(d.requestEvidence))
	enter := may(journal.ComplaintRegister, journal.ReconsiderationRegister, journal.SuitRegister, journal.OrderIssue)
	s.Handle("GET /desk/remedy/new", enter, d.seat(d.remedyNew))
	s.Handle("POST /desk/remedy/new", enter, d.seat(d.remedyRegister))
	s.Handle("GET /desk/remedy/{kind}/{number}", look, d.seat(d.remedyShow))
	s.Handle("GET /desk/remedy/{kind}/{number}/file/{n}/{name}", look, d.seat(d.remedyFile))
	s.Handle("GET /desk/remedy/{kind}/{number}/evidence", look, d.seat(d.remedyEvidence))
	byPath := map[string][]remedyDeed{}
	var paths []string
	for _, t := range remedyDeeds {
		if byPath[t.path()] == nil {
			paths = append(paths, t.path())
		}
		byPath[t.path()] = append(byPath[t.path()], t)
	}
	for _, path := range paths {
		acts := make([]journal.Act, len(byPath[path]))
		for i, t := range byPath[path] {
			acts[i] = t.Act
		}
		s.Handle("POST /desk/remedy/{kind}/{number}/"+path, may(acts...), d.seat(d.remedyDo(byPath[path])), page.Body(uploadLimit))
	}
	for _, f := range remedyFaults {
		s.Refusals = append(s.Refusals, page.Refusal{Err: f.Err, Status: http.StatusUnprocessableEntity})
	}
	s.Refusals = append(s.Refusals, registerRefusals...)
}
