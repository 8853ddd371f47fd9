package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// inquiryFiles is the papers of a question: the letter that went out, and the
// answer.
func inquiryFiles(q publication.Inquiry) []publication.Attachment {
	list := []publication.Attachment{
		{Name: "请示.pdf", Type: "application/pdf", SHA256: q.PDF},
		{Name: "请示.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", SHA256: q.DOCX},
	}
	if q.File != nil {
		list = append(list, *q.File)
	}
	return list
}

// allInquiryFiles is the papers of every question of a draft, in order.
func allInquiryFiles(v publication.Draft) []publication.Attachment {
	var list []publication.Attachment
	for _, q := range v.Inquiries {
		list = append(list, inquiryFiles(q)...)
	}
	return list
}

// inquiryLinks leads to the papers of question n, from 0.
func inquiryLinks(v publication.Draft, n int) []page.Link {
	first := 0
	for _, q := range v.Inquiries[:n] {
		first += len(inquiryFiles(q))
	}
	var list []page.Link
	for i, a := range inquiryFiles(v.Inquiries[n]) {
		list = append(list, page.Link{Text: a.Name, Href: string(fileHref("/desk/draft/"+number(v.ID)+"/inquiry/", first+i, a.Name))})
	}
	return list
}

// inquiryFile serves a paper of a question, to the draft's own agency only.
func (d *Desk) inquiryFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.draftOf(r, o)
	if err == nil && !o.MayIn(account.LookDrafts, v.Agency) {
		err = page.ErrNotFound
	}
	if err != nil {
		return err
	}
	return d.serveFile(w, r, allInquiryFiles(v))
}

// secrecyFields is where the refusals of an answer stand in its form.
var secrecyFields = []struct {
	err   error
	field string
}{
	{publication.ErrAttribute, "answer_attribute"}, {publication.ErrGround, "answer_ground"}, {publication.ErrReason, "answer_words"},
	{publication.ErrReexamine, "answer_reexamine"}, {publication.ErrReexamineFar, "answer_reexamine"}, {publication.ErrAnsweredOn, "answer_on"},
	{publication.ErrAnswerFile, "files"},
}

// secrecyAnswer records what the authority determined, with its letter.
func (d *Desk) secrecyAnswer(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	if !o.MayIn(journal.DraftAnswerSecrecy, v.Agency) {
		return account.ErrForbidden
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	a := publication.Answer{On: dateOf(form, "answer_on"), Reply: line(form, "answer_reply", publication.MaxNumber), Words: block(form, "answer_words", maxWords)}
	a.Attribute, a.Ground, a.ReexamineOn = publication.Attribute(form.Get("answer_attribute")), form.Get("answer_ground"), dateOf(form, "answer_reexamine")
	if err := d.answerFile(ctx, r, form, &a); err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if form.OK() {
		_, err := d.Office.AnswerSecrecy(ctx, o.Actor, v.ID, stampOf(form), a)
		i := slices.IndexFunc(secrecyFields, func(row struct {
			err   error
			field string
		}) bool {
			return errors.Is(err, row.err)
		})
		switch {
		case err == nil:
			page.LeaveNotice(w, r, "答复已登记，公开属性已按答复认定")
			http.Redirect(w, r, "/desk/draft/"+number(v.ID), http.StatusSeeOther)
			return nil
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			status = http.StatusConflict
		case i >= 0:
			form.Fail(secrecyFields[i].field, err.Error())
		case !form.Refuse(ctx, err):
			return err
		}
	}
	return d.draftAgain(w, r, o, form, status)
}

// answerFile is the letter of an answer, if one was sent with the form.
func (d *Desk) answerFile(ctx context.Context, r *http.Request, form *page.Form, a *publication.Answer) error {
	if r.MultipartForm == nil {
		return nil
	}
	for _, header := range r.MultipartForm.File["files"] {
		file, err := d.keepFile(ctx, header)
		if upload.Refused(err) {
			form.Fail("files", upload.Name(header.Filename)+page.T(ctx, "：")+page.T(ctx, err.Error()))
			continue
		}
		if err != nil {
			return err
		}
		a.File = &file
	}
	return nil
}

// draftAgain is the page of the draft as it is now, with what was typed.
func (d *Desk) draftAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form, status int) error {
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	p, err := d.draftShowPage(r.Context(), o, v, form)
	if err != nil {
		return err
	}
	return page.Render(w, r, status, d.draftView(p))
}
