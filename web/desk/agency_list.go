package desk

import (
	"net/http"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/web/page"
)

// agencyListPage is the agencies the official looks after: all of them for the
// city's office, one's own otherwise.
type agencyListPage struct {
	Kinds  []agencyHeap
	Closed []agencyRow
	Add    bool
}

type agencyHeap struct {
	Name string
	Rows []agencyRow
}

type agencyRow struct {
	Agency agency.Agency
	Parent string
	Lacks  []string // what is incomplete, in words
	Gone   string   // for one that ceased: where its work went
}

// lacks says what of an agency's public face is incomplete. The guide is made
// from the card and the catalogue, so it lacks what the card lacks.
func lacks(a agency.Agency) []string {
	var list []string
	if a.Card.Office == "" || a.Card.Address == "" || a.Card.Phone == "" {
		list = append(list, "名片不完整")
	}
	return list
}

func (d *Desk) agencyList(w http.ResponseWriter, r *http.Request, o *Official) error {
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	p := agencyListPage{Add: o.May(string(journal.AgencyAdd))}
	for _, kind := range agency.Kinds {
		h := agencyHeap{Name: kind.Name}
		for _, code := range d.reach(o, agencies, journal.AgencyCard, false) {
			a := agencies[code].Agency
			if a.Kind != kind.Kind {
				continue
			}
			row := agencyRow{Agency: a, Lacks: lacks(a)}
			if a.Parent != "" {
				row.Parent = agencies.of(a.Parent)
			}
			if a.Open(d.Office.Today()) {
				h.Rows = append(h.Rows, row)
				continue
			}
			for i, s := range a.Successors {
				if i > 0 {
					row.Gone += "、"
				}
				row.Gone += agencies.of(s)
			}
			p.Closed = append(p.Closed, row)
		}
		if len(h.Rows) > 0 {
			p.Kinds = append(p.Kinds, h)
		}
	}
	return page.Render(w, r, http.StatusOK, d.agencyListView(p))
}

// agencyNewPage sets up an agency.
type agencyNewPage struct {
	Form    *page.Form
	Kinds   []page.Choice
	Parents []page.Choice
}

func (d *Desk) agencyNew(w http.ResponseWriter, r *http.Request, _ *Official) error {
	return d.agencyNewAgain(w, r, &page.Form{})
}

func (d *Desk) agencyNewAgain(w http.ResponseWriter, r *http.Request, form *page.Form) error {
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	p := agencyNewPage{Form: form}
	for _, k := range agency.Kinds {
		p.Kinds = append(p.Kinds, page.Choice{Value: string(k.Kind), Text: k.Name})
	}
	p.Parents = withBlank("没有上级", agencies.choicesOf(d.open(agencies)))
	return page.Show(w, r, form, d.agencyNewView(p))
}

// open is the agencies at work, in their order.
func (d *Desk) open(agencies names) []agency.Code {
	var codes []agency.Code
	for _, a := range agencies.inOrder() {
		if a.Open(d.Office.Today()) {
			codes = append(codes, a.Code)
		}
	}
	return codes
}

func (d *Desk) agencyAdd(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	a := agency.Agency{Code: agency.Code(line(form, "code", 40)), Name: line(form, "name", maxName), Short: line(form, "short", maxName),
		English: line(form, "english", 2*maxName), Kind: agency.Kind(form.Get("kind")), Parent: agency.Code(form.Get("parent")),
		Prefix: line(form, "prefix", 40)}
	if a.Parent != "" {
		if parent, ok := agencies[a.Parent]; !ok || !parent.Open(d.Office.Today()) {
			form.Fail("parent", "请选择上级机关")
		}
	}
	for _, b := range agencies {
		a.Position = max(a.Position, b.Position+1)
		if a.Name != "" && b.Name == a.Name && b.Open(d.Office.Today()) && form.Error("name") == "" {
			form.Fail("name", "已有同名的机关")
		}
	}
	// The act judges again; here all of it is said at once.
	if a.Name == "" {
		fail(form, "name", agency.ErrName)
	}
	if code, err := agency.ParseCode(string(a.Code)); err != nil {
		fail(form, "code", err)
	} else if _, taken := agencies[code]; taken {
		fail(form, "code", agency.ErrExists)
	}
	known := false
	for _, k := range agency.Kinds {
		known = known || k.Kind == a.Kind
	}
	if !known {
		fail(form, "kind", agency.ErrKind)
	}
	if !form.OK() {
		return d.agencyNewAgain(w, r, form)
	}
	added, err := d.Office.AddAgency(ctx, o.Actor, a)
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.agencyNewAgain(w, r, form)
		}
		return err
	}
	return done(w, r, "/desk/agency/"+string(added.Code), "机关已设立，请填写公开名片和指南")
}
