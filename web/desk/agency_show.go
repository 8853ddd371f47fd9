package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// agencyShowPage is one agency as those who look after it see it.
type agencyShowPage struct {
	Agency     agency.Agency
	Parent     string
	Successors []string
	Open       bool
	Card       bool // the card and the guide may be edited
	Change     bool // it may be renamed, merged, split
	// Left is what still stands under an agency that ceased, to be moved on by
	// Again; 0 when nothing does.
	Left    int64
	Again   string // where to go on: "merge" or "split"
	History []deedLine
}

// agencyOf is the agency of the address, if the official looks after it for
// the act. Errors: page.ErrNotFound for others, as for none.
func (d *Desk) agencyOf(r *http.Request, o *Official, act journal.Act) (agency.Agency, error) {
	a, err := d.Office.Store.Agency(r.Context(), agency.Code(r.PathValue("code")))
	if errors.Is(err, store.ErrNotFound) || err == nil && !o.MayIn(act, a.Code) {
		return a, page.ErrNotFound
	}
	return a, err
}

func (d *Desk) agencyShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	a, err := d.agencyOf(r, o, journal.AgencyCard)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := agencyShowPage{Agency: a, Open: a.Open(d.Office.Today())}
	p.Card = len(a.Successors) == 0
	p.Change = p.Open && o.MayIn(journal.AgencyRename, a.Code)
	if a.Parent != "" {
		p.Parent = agencies.of(a.Parent)
	}
	for _, s := range a.Successors {
		p.Successors = append(p.Successors, agencies.of(s))
	}
	if len(a.Successors) > 0 && o.MayIn(journal.AgencyMerge, a.Code) {
		n, err := d.Office.Store.Count(ctx, store.Selection{Agency: a.Code})
		if err != nil {
			return err
		}
		if p.Left, p.Again = n.N, "merge"; len(a.Successors) > 1 {
			p.Again = "split"
		}
	}
	if p.History, err = d.history(ctx, a.Code.Thing()); err != nil {
		return err
	}
	slices.Reverse(p.History)
	return page.Render(w, r, http.StatusOK, d.agencyShowView(p))
}

// agencyEditPage is the card, the guide, or a new name.
type agencyEditPage struct {
	Form   *page.Form
	Agency agency.Agency
}

// cardFields pairs the fields of the form with the card's.
func cardFields(c *agency.Card) []struct {
	Name  string
	Value *string
	Max   int
} {
	return []struct {
		Name  string
		Value *string
		Max   int
	}{{"office", &c.Office, 100}, {"address", &c.Address, 200}, {"hours", &c.Hours, 200}, {"phone", &c.Phone, 60},
		{"fax", &c.Fax, 60}, {"email", &c.Email, 120}, {"postcode", &c.Postcode, 10}}
}

func (d *Desk) agencyCardShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.agencyOf(r, o, journal.AgencyCard)
	if err != nil {
		return err
	}
	form := &page.Form{}
	for _, f := range cardFields(&a.Card) {
		form.Set(f.Name, *f.Value)
	}
	return page.Show(w, r, form, d.agencyCardView(agencyEditPage{form, a}))
}

func (d *Desk) agencyCard(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.agencyOf(r, o, journal.AgencyCard)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	var c agency.Card
	for _, f := range cardFields(&c) {
		*f.Value = line(form, f.Name, f.Max)
	}
	if c.Email != "" && !plausibleEmail(c.Email) && form.Error("email") == "" {
		form.Fail("email", "电子邮箱应写成 name@example.cn 的形式")
	}
	if form.OK() && c == a.Card && c.Office != "" {
		return done(w, r, "/desk/agency/"+string(a.Code), "没有改动")
	}
	if form.OK() {
		_, err := d.Office.EditCard(r.Context(), o.Actor, a.Code, c)
		if err == nil {
			return done(w, r, "/desk/agency/"+string(a.Code), "公开名片已更新")
		}
		if !d.refuseAgency(r.Context(), form, err) {
			return err
		}
	}
	return page.Show(w, r, form, d.agencyCardView(agencyEditPage{form, a}))
}

// refuseAgency is form.Refuse for pages about one agency: that it has ceased
// is no matter of a field there.
func (d *Desk) refuseAgency(ctx context.Context, form *page.Form, err error) bool {
	if errors.Is(err, agency.ErrClosed) || errors.Is(err, store.ErrChanged) {
		form.Fail("", err.Error())
		if errors.Is(err, agency.ErrClosed) {
			form.Errors[len(form.Errors)-1].Text = agency.ErrClosed.Error()
		}
		return true
	}
	return form.Refuse(ctx, err)
}

// plausibleEmail wants one @ with something on both sides and no blanks.
func plausibleEmail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(host, "@ ") && !strings.Contains(name, " ")
}

func (d *Desk) agencyGuideShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.agencyOf(r, o, journal.AgencyGuide)
	if err != nil {
		return err
	}
	form := &page.Form{}
	form.Set("body", typedOf(a.Guide))
	return page.Show(w, r, form, d.agencyGuideView(agencyEditPage{form, a}))
}

func (d *Desk) agencyGuide(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.agencyOf(r, o, journal.AgencyGuide)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if form.OK() {
		html, err := bodyOf(form.Get("body"))
		if err != nil {
			form.Fail("body", err.Error())
		} else if html == a.Guide {
			return done(w, r, "/desk/agency/"+string(a.Code), "没有改动")
		} else {
			_, err = d.Office.EditGuide(r.Context(), o.Actor, a.Code, html)
			if err == nil {
				return done(w, r, "/desk/agency/"+string(a.Code), "公开指南已更新")
			}
			if !d.refuseAgency(r.Context(), form, err) {
				return err
			}
		}
	}
	return page.Show(w, r, form, d.agencyGuideView(agencyEditPage{form, a}))
}

func (d *Desk) agencyRenameShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.agencyOf(r, o, journal.AgencyRename)
	if err != nil {
		return err
	}
	form := &page.Form{}
	form.Set("name", a.Name)
	return page.Show(w, r, form, d.agencyRenameView(agencyEditPage{form, a}))
}

func (d *Desk) agencyRename(w http.ResponseWriter, r *http.Request, o *Official) error {
	a, err := d.agencyOf(r, o, journal.AgencyRename)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	name := line(form, "name", maxName)
	if form.OK() {
		_, err := d.Office.RenameAgency(r.Context(), o.Actor, a.Code, name)
		if err == nil {
			return done(w, r, "/desk/agency/"+string(a.Code), "机关已更名，以前公开的信息仍用原名")
		}
		if !d.refuseAgency(r.Context(), form, err) {
			return err
		}
	}
	return page.Show(w, r, form, d.agencyRenameView(agencyEditPage{form, a}))
}

// agencySucceedPage closes an agency: first who takes the work over, then, in
// words and figures, what will happen.
type agencySucceedPage struct {
	Form    *page.Form
	Agency  agency.Agency
	Split   bool
	Choices []page.Choice
	// Into is chosen: the second step. The first takes over what stands.
	Into []agency.Agency
	// Public is what was published, Drafts what is open, Kept what is withheld,
	// Staff how many accounts have a role there.
	Public, Drafts, Kept, Staff int64
	Again                       bool // it ceased already and moving was interrupted
}

func (p agencySucceedPage) verb() string {
	if p.Split {
		return "分设"
	}
	return "并入其他机关"
}

func (p agencySucceedPage) path() string {
	if p.Split {
		return "/desk/agency/" + string(p.Agency.Code) + "/split"
	}
	return "/desk/agency/" + string(p.Agency.Code) + "/merge"
}

func (d *Desk) agencyMergeShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.agencySucceedAgain(w, r, o, page.QueryForm(r), false)
}

func (d *Desk) agencySplitShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.agencySucceedAgain(w, r, o, page.QueryForm(r), true)
}

func (d *Desk) agencySucceedAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form, split bool) error {
	ctx := r.Context()
	a, err := d.agencyOf(r, o, journal.AgencyMerge)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := agencySucceedPage{Form: form, Agency: a, Split: split, Again: len(a.Successors) > 0}
	for _, code := range d.open(agencies) {
		if code != a.Code {
			p.Choices = append(p.Choices, page.Choice{Value: string(code), Text: agencies.of(code)})
		}
	}
	into := d.intoOf(form, a, split)
	for _, code := range into {
		s, ok := agencies[code]
		if !ok || code == a.Code || !s.Open(d.Office.Today()) {
			p.Into = nil
			if form.Error("into") == "" {
				form.Fail("into", "请选择承接机关")
			}
			break
		}
		p.Into = append(p.Into, s.Agency)
	}
	if split && len(p.Into) == 1 && !p.Again {
		form.Fail("into", "分设须选择至少两个承接机关；只有一个时请用并入")
		p.Into = nil
	}
	public, err := d.Office.Store.Count(ctx, store.Selection{Agency: a.Code})
	if err != nil {
		return err
	}
	drafts, err := d.Office.Store.DraftCount(ctx, a.Code)
	if err != nil {
		return err
	}
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	p.Public, p.Kept = public.N, int64(drafts[publication.Kept])
	for state, n := range drafts {
		if state.Open() {
			p.Drafts += int64(n)
		}
	}
	for _, person := range people {
		if slices.ContainsFunc(person.Grants, func(g account.Grant) bool { return g.Agency == a.Code }) {
			p.Staff++
		}
	}
	return page.Show(w, r, form, d.agencySucceedView(p))
}

// intoOf is the successors the form names, the first one first. An agency that
// ceased keeps those it has.
func (d *Desk) intoOf(form *page.Form, a agency.Agency, split bool) []agency.Code {
	if len(a.Successors) > 0 {
		return a.Successors
	}
	var codes []agency.Code
	add := func(s string) {
		if code := agency.Code(s); s != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	add(form.Get("into"))
	if split {
		for _, s := range form.Values["more"] {
			add(s)
		}
	}
	return codes
}

func (d *Desk) agencyMerge(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.agencySucceed(w, r, o, false)
}

func (d *Desk) agencySplit(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.agencySucceed(w, r, o, true)
}

func (d *Desk) agencySucceed(w http.ResponseWriter, r *http.Request, o *Official, split bool) error {
	a, err := d.agencyOf(r, o, journal.AgencyMerge)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	into := d.intoOf(form, a, split)
	if len(into) == 0 {
		form.Fail("into", "请选择承接机关")
	}
	if split && len(into) == 1 && len(a.Successors) == 0 {
		form.Fail("into", "分设须选择至少两个承接机关；只有一个时请用并入")
	}
	if !form.OK() {
		return d.agencySucceedAgain(w, r, o, form, split)
	}
	// Moving a hundred thousand publications goes on when the browser leaves;
	// if the server is stopped, the agency's page offers to go on.
	ctx := context.WithoutCancel(r.Context())
	if len(into) > 1 {
		err = d.Office.SplitAgency(ctx, o.Actor, a.Code, into)
	} else {
		err = d.Office.MergeAgency(ctx, o.Actor, a.Code, into[0])
	}
	if err != nil {
		if errors.Is(err, store.ErrNotFound) {
			form.Fail("into", "请选择承接机关")
		} else if !d.refuseAgency(ctx, form, err) {
			return err
		}
		return d.agencySucceedAgain(w, r, o, form, split)
	}
	return done(w, r, "/desk/agency/"+string(a.Code), "已办妥，工作和已公开的信息由承接机关负责")
}
