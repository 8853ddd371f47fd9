package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/wording"
	"gongkai/store"
	"gongkai/web/page"
)

func (d *Desk) phraseRoutes(s *page.Site) {
	for err, field := range map[error]string{wording.ErrUse: "use", wording.ErrTitle: "title", wording.ErrWords: "words", wording.ErrRetired: "", wording.ErrNone: ""} {
		s.Refusals = append(s.Refusals, page.Refusal{Err: err, Status: http.StatusUnprocessableEntity, Field: field})
	}
	s.Handle("GET /desk/phrases", may(journal.PhraseAdd), d.seat(d.phraseList))
	s.Handle("POST /desk/phrases", may(journal.PhraseAdd), d.seat(d.phraseAdd))
	s.Handle("GET /desk/phrase/{id}", may(journal.PhraseChange), d.seat(d.phraseShow))
	s.Handle("POST /desk/phrase/{id}", may(journal.PhraseChange), d.seat(d.phraseChange))
	s.Handle("POST /desk/phrase/{id}/retire", may(journal.PhraseRetire), d.seat(d.phraseRetire))
}

func phraseHref(p wording.Phrase) string { return "/desk/phrase/" + number(p.ID) }

// phraseFields is the fields of the form in the order of the page.
var phraseFields = []string{"agency", "use", "title", "words"}

// phraseListPage is the texts of the agencies the official works for, and the
// form for another one.
type phraseListPage struct {
	Form     *page.Form
	Agencies []page.Choice
	Rows     []phraseRow
}

type phraseRow struct {
	wording.Phrase
	Agency string
}

func (d *Desk) phraseList(w http.ResponseWriter, r *http.Request, o *Official) error {
	p, err := d.phraseListPage(r.Context(), o, &page.Form{})
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.phraseListView(p))
}

func (d *Desk) phraseListPage(ctx context.Context, o *Official, form *page.Form) (phraseListPage, error) {
	p := phraseListPage{Form: form}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return p, err
	}
	codes := o.Where(journal.PhraseAdd)
	p.Agencies = agencies.choicesOf(codes)
	if len(codes) > 0 && form.Get("agency") == "" {
		form.Set("agency", string(codes[0]))
	}
	for _, code := range codes {
		list, err := d.Office.Store.Phrases(ctx, code)
		if err != nil {
			return p, err
		}
		for _, v := range list {
			p.Rows = append(p.Rows, phraseRow{v, agencies.of(code)})
		}
	}
	return p, nil
}

func (d *Desk) phraseAdd(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	v := wording.Phrase{Agency: agency.Code(form.Get("agency")), Use: wording.Use(form.Get("use")), Title: form.Get("title"), Words: form.Get("words")}
	if !o.MayIn(journal.PhraseAdd, v.Agency) {
		return account.ErrForbidden
	}
	if form.OK() {
		_, err = d.Office.AddPhrase(ctx, o.Actor, v)
	} else {
		_, _, err = wording.Add(v, o.Actor.Login, d.Office.Now())
	}
	if err == nil && form.OK() {
		return done(w, r, "/desk/phrases", "用语已保存")
	}
	if err != nil && !form.Refuse(ctx, err) {
		return err
	}
	orderErrors(form, phraseFields)
	p, err := d.phraseListPage(ctx, o, form)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.phraseListView(p))
}

// phrasePage is one text, to be changed or retired.
type phrasePage struct {
	Form   *page.Form
	Phrase wording.Phrase
	Agency string
}

// phraseOf is the text of the address, if it is one of an agency the official
// works for. Errors: [page.ErrNotFound].
func (d *Desk) phraseOf(r *http.Request, o *Official) (phrasePage, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return phrasePage{}, page.ErrNotFound
	}
	v, err := d.Office.Store.Phrase(r.Context(), id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !o.MayIn(journal.PhraseChange, v.Agency) {
		return phrasePage{}, page.ErrNotFound
	}
	if err != nil {
		return phrasePage{}, err
	}
	agencies, err := d.agencyNames(r.Context())
	return phrasePage{Form: &page.Form{}, Phrase: v, Agency: agencies.of(v.Agency)}, err
}

func (d *Desk) phraseShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	p, err := d.phraseOf(r, o)
	if err != nil {
		return err
	}
	p.Form.Set("use", string(p.Phrase.Use))
	p.Form.Set("title", p.Phrase.Title)
	p.Form.Set("words", p.Phrase.Words)
	return page.Show(w, r, p.Form, d.phraseView(p))
}

func (d *Desk) phraseChange(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.onPhrase(w, r, o, "用语已修改", func(form *page.Form, v wording.Phrase, at time.Time) (wording.Phrase, journal.Entry, error) {
		return wording.Change(v, wording.Use(form.Get("use")), form.Get("title"), form.Get("words"), o.Actor.Login, at)
	})
}

func (d *Desk) phraseRetire(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.onPhrase(w, r, o, "用语已停用", func(_ *page.Form, v wording.Phrase, at time.Time) (wording.Phrase, journal.Entry, error) {
		return wording.Retire(v, o.Actor.Login, at)
	})
}

// onPhrase does an act on the text of the address with what was typed.
func (d *Desk) onPhrase(w http.ResponseWriter, r *http.Request, o *Official, notice string,
	act func(*page.Form, wording.Phrase, time.Time) (wording.Phrase, journal.Entry, error)) error {
	ctx := r.Context()
	p, err := d.phraseOf(r, o)
	if err != nil {
		return err
	}
	if p.Form, err = page.ReadForm(r); err != nil {
		return err
	}
	if p.Form.OK() {
		err = d.Office.OnPhrase(ctx, o.Actor, p.Phrase.ID, stampOf(p.Form), func(v wording.Phrase, at time.Time) (wording.Phrase, journal.Entry, error) {
			return act(p.Form, v, at)
		})
		if err == nil {
			return done(w, r, "/desk/phrases", notice)
		}
	}
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, store.ErrChanged):
		p.Form.Fail("", err.Error())
		status = http.StatusConflict
	case err != nil && !p.Form.Refuse(ctx, err):
		return err
	}
	orderErrors(p.Form, phraseFields)
	return page.Render(w, r, status, d.phraseView(p))
}

func phraseUses() []page.Choice {
	var list []page.Choice
	for _, row := range wording.Uses {
		list = append(list, page.Choice{Value: string(row.Use), Text: row.Name})
	}
	return list
}

// phraseChoices is the texts an agency keeps for a use; nil where it has none.
func (d *Desk) phraseChoices(ctx context.Context, in agency.Code, use wording.Use) ([]page.Choice, error) {
	list, err := d.Office.Store.Phrases(ctx, in)
	var choices []page.Choice
	for _, v := range list {
		if v.Use == use {
			choices = append(choices, page.Choice{Value: number(v.ID), Text: v.Title})
		}
	}
	return choices, err
}

// putPhrase puts the text chosen in the field from behind what stands in the
// field to.
func (d *Desk) putPhrase(ctx context.Context, form *page.Form, in agency.Code, use wording.Use, from, to string) error {
	id, err := strconv.ParseInt(form.Get(from), 10, 64)
	if err != nil {
		form.Fail(from, "请选择一段用语")
		return nil
	}
	v, err := d.Office.Store.Phrase(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && (v.Agency != in || v.Use != use || !v.Offered()):
		form.Fail(from, wording.ErrNone.Error())
		return nil
	case err != nil:
		return err
	}
	form.Set(to, v.After(form.Get(to)))
	return nil
}
