package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/paper/gate"
	"gongkai/web/page"
)

// gatePart is what the gate found in a draft and what this official may do
// about it.
type gatePart struct {
	Form  *page.Form
	Draft publication.Draft
	// Open says that the draft is still on its way to the public.
	Open bool
	// Edit says that the part stands on the form of the draft, where acts lead
	// back to.
	Edit    bool
	Rows    []gateRow
	Maskall []string // the marks of all that can be masked by this official
	Waiting []string // files that are still being looked into
	// Traces is how many traces of authors and machines readers will not get.
	Traces int
	Stops  int // of Rows, those that stop publication
}

// gateRow is one finding.
type gateRow struct {
	publication.Found
	N      int
	Answer *publication.Override // nil if nobody asked to let it stand
	By     string                // names of the people of Answer
	Second string
	Stands bool // two people let it stand
	// What this official may do.
	Mask, Clean, Override, Judge, Allow bool
	// Page is where the page of the file is shown with the finding marked; ""
	// if it has none. Quoted is where its words are; "" for a draft's own.
	Page, Quoted string
}

func (r gateRow) field(name string) string { return name + "_" + strconv.Itoa(r.N) }

// colour of the finding's tag.
func (r gateRow) colour() string {
	switch {
	case r.Stands:
		return "green"
	case r.Class == publication.ClassSecret:
		return "red"
	}
	return "orange"
}

// status is where the finding stands, in a word.
func (r gateRow) status() string {
	switch {
	case r.Stands:
		return "已放行"
	case r.Answer != nil && r.Answer.Open():
		return "待另一人同意放行"
	case r.Answer != nil && r.Answer.Refused != "":
		return "不同意放行"
	}
	return "须处理"
}

// gateOf is the part of the gate on a draft's pages. Nothing of it is shown for
// what is not to be published, or was.
func (d *Desk) gateOf(ctx context.Context, o *Official, v publication.Draft, form *page.Form, edit bool) (gatePart, error) {
	p := gatePart{Form: form, Draft: v, Edit: edit}
	p.Open = v.ID != 0 && v.State.Open() && (v.Attribute == publication.Proactive || v.Attribute == "") && o.MayIn(account.LookDrafts, v.Agency)
	if !p.Open {
		return p, nil
	}
	s, err := d.Office.Screening(ctx, v)
	if err != nil {
		return p, err
	}
	p.Waiting = s.Waiting
	can := func(act journal.Act) bool { return v.State.Allows(act) && o.MayIn(act, v.Agency) }
	seen := map[string]bool{}
	for _, f := range s.Found {
		if !f.Stops {
			p.Traces++
			continue
		}
		row := gateRow{Found: f, N: len(p.Rows) + 1, Stands: v.Overridden(f)}
		if answer, ok := v.OverrideOf(f); ok {
			row.Answer = &answer
			if row.By, err = d.personName(ctx, answer.By); err != nil {
				return p, err
			}
			if row.Second, err = d.personName(ctx, answer.Second); err != nil {
				return p, err
			}
		}
		if !row.Stands {
			p.Stops++
			first := !seen[f.Mark()] // one button does it wherever it stands
			seen[f.Mark()] = true
			open := row.Answer != nil && row.Answer.Open()
			row.Mask = first && f.Maskable() && can(journal.DraftMask)
			row.Clean = first && f.Class == string(gate.Hidden) && can(journal.DraftCleanFile)
			row.Override = first && !open && can(journal.DraftOverride)
			row.Judge = first && open && can(journal.DraftOverrideAgree) && !v.Wrote(o.Person.Login) && row.Answer.By != o.Person.Login &&
				(f.Class != publication.ClassSecret || o.MayIn(journal.DraftClear, v.Agency))
			row.Allow = first && f.Class == publication.ClassPersonal && f.Masked != "" && o.MayIn(journal.GateAllow, v.Agency)
			if row.Mask {
				p.Maskall = append(p.Maskall, f.Mark())
			}
		}
		if i := slices.IndexFunc(v.Content.Attachments, func(a publication.Attachment) bool { return a.SHA256 == f.File }); i >= 0 {
			row.Page = gatePicture(v, i, f)
			row.Quoted = "/desk/draft/" + number(v.ID) + "/gate/" + strconv.Itoa(i+1)
		}
		p.Rows = append(p.Rows, row)
	}
	return p, nil
}

// gatePicture is where the page of a PDF is drawn on which something was found;
// "" for what has no pages.
func gatePicture(v publication.Draft, file int, f publication.Found) string {
	if f.Page == 0 || v.Content.Attachments[file].Type != "application/pdf" {
		return ""
	}
	return "/desk/draft/" + number(v.ID) + "/gate/" + strconv.Itoa(file+1) + "/" + strconv.Itoa(f.Page) + ".png"
}

// gateActs opens the route: each act is asked for again by itself.
var gateActs = []journal.Act{journal.DraftMask, journal.DraftCleanFile, journal.DraftOverride, journal.DraftOverrideAgree, journal.GateAllow}

// draftGate does one act on what was found in a draft.
func (d *Desk) draftGate(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	marks, stamp := form.Values["mark"], stampOf(form)
	act, reason := form.Get("act"), "reason_"+form.Get("n")
	notice := ""
	may := func(act journal.Act) bool { return o.MayIn(act, v.Agency) }
	words := func() string { return block(form, reason, maxWords) }
	if len(marks) == 0 {
		return page.ErrBadRequest
	}
	switch act {
	case "mask":
		if !may(journal.DraftMask) {
			return account.ErrForbidden
		}
		_, err = d.Office.Mask(ctx, o.Actor, v.ID, stamp, marks)
		notice = "已遮盖"
	case "clean":
		if !may(journal.DraftCleanFile) {
			return account.ErrForbidden
		}
		_, _, file := cutMark(marks[0])
		_, err = d.Office.CleanFile(ctx, o.Actor, v.ID, stamp, file)
		notice = "附件已换成清理后的副本，原件留存"
	case "override":
		if !may(journal.DraftOverride) {
			return account.ErrForbidden
		}
		_, err = d.Office.Override(ctx, o.Actor, v.ID, stamp, marks, words())
		notice = "已申请放行，等另一人同意"
	case "agree", "refuse":
		if !may(journal.DraftOverrideAgree) {
			return account.ErrForbidden
		}
		_, err = d.Office.AgreeOverride(ctx, o.Actor, v.ID, stamp, marks, act == "agree", words())
		notice = "已记录您的意见"
	case "allow":
		if !may(journal.GateAllow) {
			return account.ErrForbidden
		}
		_, err = d.Office.Allow(ctx, o.Actor, v.ID, marks[0], words())
		notice = "已列入允许清单"
	default:
		return page.ErrBadRequest
	}
	if err == nil && form.OK() {
		page.LeaveNotice(w, r, page.T(ctx, notice))
		to := "/desk/draft/" + number(v.ID)
		if form.Get("from") == "edit" {
			to += "/edit"
		}
		http.Redirect(w, r, to+"#gate", http.StatusSeeOther)
		return nil
	}
	if errors.Is(err, publication.ErrNote) {
		form.Fail(reason, publication.ErrNote.Error())
	} else if err != nil && !form.Refuse(ctx, err) {
		return err
	}
	if v, err = d.Office.Store.Draft(ctx, v.ID); err != nil {
		return err
	}
	p, err := d.draftShowPage(ctx, o, v, form)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, d.draftView(p))
}

// cutMark takes a mark apart; see [publication.Found.Mark].
func cutMark(mark string) (kind, key, file string) {
	kind, rest, _ := strings.Cut(mark, ":")
	key, file, _ = strings.Cut(rest, ":")
	return kind, key, file
}

// gateFilePage is what was found in one file, with the words around it.
type gateFilePage struct {
	Form  *page.Form
	Name  string
	Draft string // its title
	Back  string
	Rows  []gateRow
}

// draftGateFile quotes what was found in a file from where it stands.
func (d *Desk) draftGateFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(v.Content.Attachments) || !o.MayIn(account.LookDrafts, v.Agency) {
		return page.ErrNotFound
	}
	a := v.Content.Attachments[n-1]
	found, err := d.Office.FoundIn(ctx, v, a)
	if err != nil {
		return err
	}
	p := gateFilePage{Form: &page.Form{}, Name: a.Name, Draft: v.Content.Title, Back: "/desk/draft/" + number(v.ID) + "#gate"}
	for i, f := range found {
		p.Rows = append(p.Rows, gateRow{Found: f, N: i + 1, Stands: v.Overridden(f), Page: gatePicture(v, n-1, f)})
	}
	w.Header().Set("Cache-Control", "no-store")
	return page.Render(w, r, http.StatusOK, d.gateFileView(p))
}

// draftGatePage draws a page of an attached PDF with the findings on it framed.
func (d *Desk) draftGatePage(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	n, err1 := strconv.Atoi(r.PathValue("n"))
	on, err2 := strconv.Atoi(strings.TrimSuffix(r.PathValue("page"), ".png"))
	if err1 != nil || err2 != nil || n < 1 || n > len(v.Content.Attachments) || on < 1 || !o.MayIn(account.LookDrafts, v.Agency) {
		return page.ErrNotFound
	}
	b, err := d.Office.FoundPage(ctx, v, v.Content.Attachments[n-1], on)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(b)
	return err
}

// allowedPage is an agency's allowed list.
type allowedPage struct {
	Form     *page.Form
	Agencies []page.Choice
	Agency   string
	Name     string
	Lines    []allowedLine
	Ended    []allowedLine
	Teach    bool // the official may write in it
}

type allowedLine struct {
	publication.Allowed
	Who string
	End bool // the official may strike it off
}

func (d *Desk) allowedList(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := page.QueryForm(r)
	p, err := d.allowedPage(r.Context(), o, form, agency.Code(form.Get("agency")))
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.allowedView(p))
}

func (d *Desk) allowedPage(ctx context.Context, o *Official, form *page.Form, in agency.Code) (allowedPage, error) {
	p := allowedPage{Form: form}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	codes := o.Where(account.LookDrafts)
	if len(codes) == 0 {
		return p, account.ErrForbidden
	}
	if !slices.Contains(codes, in) {
		in = codes[0]
	}
	p.Agencies, p.Agency, p.Name = agencies.choicesOf(codes), string(in), agencies.of(in)
	form.Set("agency", string(in))
	p.Teach = o.MayIn(journal.GateAllow, in)
	list, err := d.Office.Store.Allowed(ctx, in)
	if err != nil {
		return p, err
	}
	for _, a := range list {
		who, err := d.personName(ctx, a.By)
		if err != nil {
			return p, err
		}
		if a.EndedAt.IsZero() {
			p.Lines = append(p.Lines, allowedLine{a, who, o.MayIn(journal.GateAllowEnd, in)})
		} else {
			p.Ended = append(p.Ended, allowedLine{a, who, false})
		}
	}
	return p, nil
}

// allowedTeach puts on the list what stands in some words: what reports,
// ledgers and cards say is looked at as well, and has no draft to teach from.
func (d *Desk) allowedTeach(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := agency.Code(form.Get("agency"))
	if !o.MayIn(journal.GateAllow, in) {
		return account.ErrForbidden
	}
	said, why := block(form, "words", maxWords), block(form, "reason", maxWords)
	if form.OK() {
		_, err = d.Office.AllowWords(ctx, o.Actor, in, said, why)
	}
	switch {
	case err == nil && form.OK():
		page.LeaveNotice(w, r, page.T(ctx, "已列入允许清单"))
		http.Redirect(w, r, "/desk/allowed?agency="+string(in), http.StatusSeeOther)
		return nil
	case errors.Is(err, publication.ErrNote):
		form.Fail("reason", publication.ErrNote.Error())
	case errors.Is(err, publication.ErrFound):
		form.Fail("words", "这些话里没有查出个人信息，不必列入")
	case errors.Is(err, publication.ErrAllowClass), errors.Is(err, publication.ErrAllowed):
		form.Fail("words", err.Error())
	case err != nil && !form.Refuse(ctx, err):
		return err
	}
	p, err := d.allowedPage(ctx, o, form, in)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, d.allowedView(p))
}

func (d *Desk) allowedEnd(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := agency.Code(form.Get("agency"))
	if !o.MayIn(journal.GateAllowEnd, in) {
		return account.ErrForbidden
	}
	field := "why_" + form.Get("key")
	_, err = d.Office.AllowEnd(ctx, o.Actor, in, form.Get("key"), block(form, field, maxWords))
	switch {
	case err == nil && form.OK():
		page.LeaveNotice(w, r, page.T(ctx, "已移出允许清单"))
		http.Redirect(w, r, "/desk/allowed?agency="+string(in), http.StatusSeeOther)
		return nil
	case errors.Is(err, publication.ErrNote):
		form.Fail(field, publication.ErrNote.Error())
	case err != nil && !form.Refuse(ctx, err):
		return err
	}
	p, err := d.allowedPage(ctx, o, form, in)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, d.allowedView(p))
}

// heldCount is how the official's open drafts stand before the gate.
type heldCount struct{ Stopping, Waiting, Asked int }

func (d *Desk) heldCount(ctx context.Context, o *Official) (heldCount, error) {
	var n heldCount
	for _, code := range d.desked(o) {
		list, err := d.Office.Store.Standings(ctx, code)
		if err != nil {
			return n, err
		}
		for _, v := range list {
			switch {
			case v.Stopping > 0:
				n.Stopping++
			case v.Asked > 0:
				n.Asked++
			default:
				n.Waiting++
			}
		}
	}
	return n, nil
}

// pad3 is a small number in three digits.
func pad3(n int) string { return strconv.Itoa(1000 + n)[1:] }
