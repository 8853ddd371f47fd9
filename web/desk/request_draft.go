package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/affairs/wording"
	"gongkai/law/regulation"
	"gongkai/store"
	"gongkai/web/page"
)

// maxParts bounds the parts of one answer.
const maxParts = 20

// requestDraftPage is the form in which an answer is drafted: what becomes of
// each part of what was asked, what is handed over, and the letter. Only what
// the chosen outcome needs is asked.
type requestDraftPage struct {
	Form    *page.Form
	R       request.Request
	Due     due
	Parts   []partForm
	Files   []fileRow // uploaded with this form, not yet kept with the case
	Letter  bool
	Changed []deedLine
	Gone    bool
	Redact  bool // there is a page on which originals are redacted
	May     bool // the official may also send it to be reviewed
}

// partForm is one part of the answer in the form.
type partForm struct {
	N        int // from 1
	Of       int // how many there are
	Outcome  regulation.Outcome
	Chosen   bool // an outcome is chosen
	Outcomes []page.Choice
	Grounds  []page.Choice
	// Weigh says that a third party objected with good reason: giving the
	// information all the same needs to say why (art. 32).
	Weigh bool
	// Phrases is the texts the agency keeps for reasons; nil where none is offered.
	Phrases []page.Choice
	// Corrects says that a record is to be corrected, which has no parts.
	Corrects bool
	// Answers says that the matter is no request for information: it is answered
	// or shown the way, as a whole.
	Answers bool
}

func (p partForm) name(field string) string { return field + "-" + strconv.Itoa(p.N) }

// hasReason says whether a reason may be given at all.
func (p partForm) hasReason() bool {
	return p.asksReason() || p.takes("reason") || p.Weigh && (p.Outcome.Gives || p.Outcome.Partial)
}

// asksTouched says whether it has to be said that an objection is not about
// this part.
func (p partForm) asksTouched() bool {
	return p.Weigh && p.Of > 1 && (p.Outcome.Gives || p.Outcome.Partial)
}

// asksReason says whether the letter cannot be written without a reason.
func (p partForm) asksReason() bool { return p.Outcome.Refuses || p.Outcome.Asks("reason") }

// takes says whether the letter has a place for the hole at all.
func (p partForm) takes(hole string) bool { return strings.Contains(p.Outcome.Words, "{"+hole+"}") }

// takesWhat says whether the part is named: one of several, or the whole in its
// letter.
func (p partForm) takesWhat() bool { return p.Of > 1 || p.Chosen && !p.whole() }

// whole says that what is decided has no parts and no name of its own.
func (p partForm) whole() bool { return p.Corrects || p.Answers }

// takesPublished says whether it is asked under which index number it is public.
func (p partForm) takesPublished() bool {
	return p.takes("place") && p.Outcome.NeedsPlace && p.Outcome.Class == regulation.ClassOpen
}

// asleep is the fields that the chosen outcome does not ask. What was typed there
// under another outcome stays with the form until the answer is saved, for who
// chose wrongly chooses again.
func (p partForm) asleep() []string {
	var list []string
	for _, f := range []struct {
		name  string
		shown bool
	}{
		{"what", p.takesWhat()}, {"ground", len(p.Grounds) > 0}, {"untouched", p.asksTouched()}, {"reason", p.Chosen && p.hasReason()},
		{"published", p.takesPublished()}, {"place", p.takes("place")}, {"agency", p.Chosen && p.Outcome.NeedsAgency},
	} {
		if !f.shown {
			list = append(list, f.name)
		}
	}
	return list
}

// partForms is the parts of the form as they stand.
func partForms(ctx context.Context, form *page.Form, e *regulation.Edition, kind request.Kind, weigh bool) []partForm {
	n := partsIn(form)
	list := make([]partForm, n)
	answers := request.Request{Kind: kind, Edition: e.Code}.Informal()
	for i := range list {
		p := partForm{N: i + 1, Of: n, Weigh: weigh, Corrects: kind == request.Correction, Answers: answers}
		p.Outcome, p.Chosen = e.Outcome(form.Get(p.name("outcome")))
		p.Outcomes = outcomeChoices(ctx, outcomesFor(e, kind))
		for _, code := range p.Outcome.Grounds {
			if g, ok := e.Ground(code); ok {
				p.Grounds = append(p.Grounds, page.Choice{Value: code, Text: g.Name + "（" + g.Article + "）"})
			}
		}
		if len(p.Grounds) == 1 {
			form.Set(p.name("ground"), p.Grounds[0].Value)
		}
		list[i] = p
	}
	return list
}

// outcomesFor is how a case of the kind may end: a record is corrected or not,
// what is no request for information is answered, information is disclosed or not.
func outcomesFor(e *regulation.Edition, kind request.Kind) []regulation.Outcome {
	switch {
	case kind == request.Correction:
		return e.Corrections
	case request.Request{Kind: kind, Edition: e.Code}.Informal():
		return e.Answers
	}
	return e.Outcomes
}

// outcomeChoices is what an officer may choose, each with its article and the
// sentence of its letter.
func outcomeChoices(ctx context.Context, outcomes []regulation.Outcome) []page.Choice {
	var list []page.Choice
	for _, o := range outcomes {
		if o.Platform {
			continue
		}
		said := o.Say(regulation.Holes{Ground: "商业秘密、个人隐私等", Reason: "（理由）", Place: "（途径）", Agency: "（行政机关）"})
		said, _, _ = strings.Cut(said, "。根据《") // what the letter rests on stands before
		list = append(list, page.Choice{Value: o.Code, Text: classAndName(ctx, o), Hint: strings.TrimPrefix(page.T(ctx, o.Article)+page.T(ctx, "　"), page.T(ctx, "　")) + strings.TrimPrefix(said, "经审查，")})
	}
	return list
}

// classAndName is an outcome under its class; once where both are the same word.
func classAndName(ctx context.Context, o regulation.Outcome) string {
	class, name := page.T(ctx, o.Class), page.T(ctx, o.Name)
	if class == name {
		return name
	}
	return class + " · " + name
}

// partsIn is how many parts the form has, at least one.
func partsIn(form *page.Form) int {
	n, err := strconv.Atoi(form.Get("parts"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxParts)
}

// partsOf reads the parts of the form.
func partsOf(form *page.Form) []request.Part {
	parts := make([]request.Part, partsIn(form))
	for i := range parts {
		at := func(field string) string { return field + "-" + strconv.Itoa(i+1) }
		parts[i] = request.Part{
			Outcome: form.Get(at("outcome")), What: block(form, at("what"), maxWords), Ground: form.Get(at("ground")),
			Reason: block(form, at("reason"), maxWords), Place: block(form, at("place"), maxWords),
			Agency: line(form, at("agency"), 200), Published: line(form, at("published"), 100), Untouched: form.Get(at("untouched")) == "yes",
		}
	}
	return parts
}

// setParts writes parts into the form.
func setParts(form *page.Form, parts []request.Part) {
	form.Set("parts", strconv.Itoa(max(1, len(parts))))
	for i, p := range parts {
		for field, value := range map[string]string{"outcome": p.Outcome, "what": p.What, "ground": p.Ground, "reason": p.Reason,
			"place": p.Place, "agency": p.Agency, "published": p.Published} {
			form.Set(field+"-"+strconv.Itoa(i+1), value)
		}
		untouched := "untouched-" + strconv.Itoa(i+1)
		if form.Set(untouched); p.Untouched {
			form.Set(untouched, "yes")
		}
	}
}

// checkParts puts what is wrong with each part beside its field, and gives the
// parts without what their outcome does not take.
func checkParts(form *page.Form, e *regulation.Edition, parts []request.Part) []request.Part {
	parts = slices.Clone(parts)
	for i := range parts {
		p := &parts[i]
		o, ok := e.Outcome(p.Outcome)
		if !slices.Contains(o.Grounds, p.Ground) {
			p.Ground = ""
		}
		if ok && len(o.Grounds) == 1 {
			p.Ground = o.Grounds[0]
		}
		if ok && !o.NeedsPlace && !strings.Contains(o.Words, "{place}") {
			p.Place, p.Published = "", ""
		}
		if ok && !o.Gives && !o.Asks("reason") && !strings.Contains(o.Words, "{reason}") && !o.Refuses {
			p.Reason = ""
		}
		if ok && !o.NeedsAgency {
			p.Agency = ""
		}
		p.Untouched = p.Untouched && len(parts) > 1 && (o.Gives || o.Partial)
		at := func(field string) string { return field + "-" + strconv.Itoa(i+1) }
		if len(parts) > 1 && p.What == "" {
			form.Fail(at("what"), request.ErrWhat.Error())
		}
		// request.Check names the first fault; each field has its own here.
		sound := ok
		for _, f := range []struct {
			field   string
			missing bool
			err     error
		}{
			{"ground", o.NeedsGround && p.Ground == "", request.ErrGround},
			{"reason", (o.Refuses || o.Asks("reason")) && p.Reason == "", request.ErrReason},
			{"place", o.NeedsPlace && p.Place == "" && p.Published == "", request.ErrPlace},
		} {
			if f.missing {
				sound = false
				form.Fail(at(f.field), f.err.Error())
			}
		}
		if _, err := request.Check(e, []request.Part{*p}); err != nil && (sound || !ok) {
			form.Fail(at("outcome"), err.Error())
		}
	}
	return parts
}

// partPresses is the buttons of the editor of parts.
var partPresses = page.Presses{"add", "next", "lookup-*", "remove-*", "phrase-*"}

// changeParts does what a button of the editor asks of the parts: add, remove
// or look up; false for the other buttons.
func (d *Desk) changeParts(ctx context.Context, r *http.Request, form *page.Form, act string) (bool, error) {
	verb, which, _ := strings.Cut(act, "-")
	n, err := strconv.Atoi(which)
	parts := partsOf(form)
	switch {
	case act == "next":
		return true, nil
	case act == "add":
		if len(parts) < maxParts {
			setParts(form, append(parts, request.Part{}))
		}
		return true, nil
	case err != nil || n < 1 || n > len(parts):
		return false, nil
	case verb == "remove":
		parts = slices.Delete(parts, n-1, n)
		setParts(form, append(parts, request.Part{}))
		form.Set("parts", strconv.Itoa(max(1, len(parts))))
		return true, nil
	case verb == "lookup":
		place, err := d.placeOf(ctx, r, parts[n-1].Published)
		if notFound(err) {
			form.Fail("published-"+which, "没有这个索引号的已公开信息")
			return true, nil
		}
		if err == nil {
			form.Set("place-"+which, place)
		}
		return true, err
	}
	return false, nil
}

// placeOf says where a publication is found. Errors: [store.ErrNotFound] for
// one a citizen does not find there.
func (d *Desk) placeOf(ctx context.Context, r *http.Request, index string) (string, error) {
	p, err := d.Office.Store.PublicationAt(ctx, index)
	if err == nil && !publication.Visible(account.Actor{}, p, publication.Full, d.Office.Now()) {
		err = store.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	root := strings.TrimSuffix(findAddress(r), "/request/find")
	return "政府信息公开网站《" + p.Content.Title + "》，网址 " + root + "/item/" + p.Index, nil
}

// digest stands for the parts a letter was made from, to notice that they have
// changed since.
func digest(parts []request.Part) string {
	parts = slices.Clone(parts)
	for i := range parts {
		parts[i].Untouched = false // no letter says it
	}
	raw, _ := json.Marshal(parts) // strings only
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

func (d *Desk) requestDraftShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestFor(r, o, journal.RequestDraft)
	if err != nil {
		return err
	}
	e, ok := q.Law()
	if !q.Allows(journal.RequestDraft) || !ok {
		page.LeaveRefusal(w, r, page.T(r.Context(), "这件申请现在不需要这样办理"))
		http.Redirect(w, r, requestHref(q.ID), http.StatusSeeOther)
		return nil
	}
	form := &page.Form{}
	if v := q.Decision; v != nil {
		setParts(form, v.Parts)
		form.Set("letter", v.Text)
		form.Set("composed", cmp.Or(v.Composed, digest(v.Parts)))
		form.Set("hand", v.Files...)
	} else {
		for _, f := range q.Files {
			if f.Of == "material" || f.Of == "redacted" {
				form.Values = map[string][]string{"hand": append(form.Values["hand"], f.Hash)}
			}
		}
	}
	p, err := d.requestDraftPage(r.Context(), o, form, q, e)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.requestDraftView(p))
}

func (d *Desk) requestDraftPage(ctx context.Context, o *Official, form *page.Form, q request.Request, e *regulation.Edition) (requestDraftPage, error) {
	phrases, err := d.phraseChoices(ctx, q.Agency, wording.Reason)
	p := requestDraftPage{Form: form, R: q, Due: d.requestDue(q), Parts: partForms(ctx, form, e, q.Kind, q.Objected()), Letter: form.Get("letter") != "",
		Redact: d.redacts(), May: o.MayIn(journal.RequestPropose, q.Agency), Gone: !q.Allows(journal.RequestDraft)}
	for i := range p.Parts {
		p.Parts[i].Phrases = phrases
	}
	return p, err
}

// draftPresses is the buttons of an answer in the making.
var draftPresses = append(page.Presses{"save", "compose", "propose"}, partPresses...)

// requestDraftSave saves an answer as far as it goes. Buttons that change the
// form bring it back; saving needs every part whole; sending it to be reviewed
// needs the letter too.
func (d *Desk) requestDraftSave(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	q, err := d.requestFor(r, o, journal.RequestDraft)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	act, err := draftPresses.Pressed(form)
	if err != nil {
		return err
	}
	c := &requestDoing{d: d, ctx: ctx, o: o, r: q, stamp: stampOf(form), form: form}
	files, rows, err := d.postedFiles(ctx, r, form, o, "material")
	if err != nil {
		return err
	}
	again := func(status int, changed []deedLine) error {
		e, ok := q.Law()
		if !ok {
			return request.ErrEdition
		}
		p, err := d.requestDraftPage(ctx, o, form, q, e)
		if err != nil {
			return err
		}
		p.Files, p.Changed = rows, changed
		return page.Render(w, r, status, d.requestDraftView(p))
	}
	e, ok := q.Law()
	if !ok {
		return request.ErrState
	}
	changed, err := d.changeParts(ctx, r, form, act)
	if part, ok := strings.CutPrefix(act, "phrase-"); ok && err == nil {
		changed, err = true, d.putPhrase(ctx, form, q.Agency, wording.Reason, act, "reason-"+part)
	}
	if err != nil {
		return err
	}
	if changed {
		if !form.OK() {
			return again(http.StatusUnprocessableEntity, nil)
		}
		return again(http.StatusOK, nil)
	}
	parts := checkParts(form, e, partsOf(form))
	text := letterText(c)
	if form.OK() && act == "compose" || form.OK() && act == "propose" && text == "" {
		if text, err = d.Office.LetterText(ctx, q, journal.RequestDraft, letterFacts{Parts: parts}); err != nil {
			return err
		}
		form.Set("letter", text)
		form.Set("composed", digest(parts))
		return again(http.StatusOK, nil)
	}
	// A letter that says something else than the parts can be saved, not sent.
	behind := text != "" && form.Get("composed") != digest(parts)
	if behind && act == "propose" && form.OK() {
		form.Fail("letter", "答复内容改动后，告知书还是原来的；请重新生成，或者核对无误后再次保存")
		form.Set("composed", digest(parts))
	}
	hand := slices.Clone(form.Values["hand"])
	for _, f := range files {
		hand = append(hand, f.Hash)
	}
	if act == "propose" {
		for _, i := range q.Unweighed(parts) {
			form.Fail("reason-"+strconv.Itoa(i+1), request.ErrObjection.Error())
		}
		whole := q
		for _, f := range files {
			whole = request.Attach(whole, f)
		}
		lacks, err := d.Office.Lacks(ctx, d.Office.Store.Reader, whole, parts, hand)
		if err != nil {
			return err
		}
		for _, l := range lacks {
			form.Fail(l.Field+"-"+strconv.Itoa(l.Part+1), l.Err.Error())
		}
	}
	if !form.OK() {
		return again(http.StatusUnprocessableEntity, nil)
	}
	saved, err := d.Office.OnRequest(ctx, o.Actor, q.ID, c.stamp, func(q request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		for _, f := range files {
			if !slices.ContainsFunc(q.Files, func(g request.File) bool { return g.Hash == f.Hash && g.Of == f.Of }) {
				q = request.Attach(q, f)
			}
		}
		q, e, err := request.Draft(q, parts, text, hand, h)
		if err == nil {
			q.Decision.Composed = form.Get("composed")
		}
		return q, e, err
	})
	notice := "答复已保存"
	if behind {
		notice = "答复已保存；答复内容改动后，告知书还是原来的，送审前请重新生成或者核对"
	}
	if err == nil && act == "propose" {
		q, c.stamp = saved, saved.Stamp
		form.Set("stamp", number(saved.Stamp))
		form.Set("hand", hand...)
		rows = nil
		notice = "答复已送审"
		_, err = d.Office.ProposeAnswer(ctx, o.Actor, q.ID, c.stamp)
	}
	switch {
	case err == nil:
		page.LeaveNotice(w, r, page.T(ctx, notice))
		http.Redirect(w, r, requestHref(q.ID), http.StatusSeeOther)
		return nil
	case errors.Is(err, store.ErrChanged), errors.Is(err, request.ErrState):
		form.Fail("", err.Error())
		since, err := d.since(ctx, q, c.stamp)
		if err != nil {
			return err
		}
		if q, err = d.Office.Store.Request(ctx, q.ID); err != nil {
			return err
		}
		return again(http.StatusConflict, since)
	case form.Refuse(ctx, err):
		return again(http.StatusUnprocessableEntity, nil)
	}
	return err
}
