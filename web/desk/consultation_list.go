package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// consultationRow is a question another agency asked one of the official's.
type consultationRow struct {
	Draft publication.Draft
	From  string // who asks
	To    string // who is asked
	publication.Consultation
	Href string
}

// consultations is what awaits an answer of the official's agencies, the first
// due first.
func (d *Desk) consultations(ctx context.Context, o *Official, agencies names) ([]consultationRow, error) {
	var list []consultationRow
	for _, code := range o.Where(journal.DraftConcur) {
		drafts, err := d.Office.Store.DraftsAsking(ctx, code)
		if err != nil {
			return nil, err
		}
		for _, v := range drafts {
			for _, c := range v.Consultations {
				if c.Agency == code && c.Answer == "" && publication.VisibleDraft(o.Actor, v) {
					list = append(list, consultationRow{Draft: v, From: agencies.of(v.Agency), To: agencies.of(code), Consultation: c,
						Href: "/desk/draft/" + number(v.ID) + "#concur"})
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b consultationRow) int {
		if a.DueOn != b.DueOn {
			return int(a.DueOn) - int(b.DueOn)
		}
		return int(a.Draft.ID - b.Draft.ID)
	})
	return list, nil
}

func (d *Desk) consultationList(w http.ResponseWriter, r *http.Request, o *Official) error {
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	list, err := d.consultations(r.Context(), o, agencies)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.consultationListView(list))
}

// consultationAnswer records the answer of an agency that was asked.
func (d *Desk) consultationAnswer(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	whose := agency.Code(form.Get("agency"))
	words := block(form, "concur_words", maxWords)
	answer := form.Get("answer")
	if whose == "" {
		form.Fail("agency", "请选择机关")
	}
	if answer != "concur" && answer != "object" {
		form.Fail("answer", "请选择同意或者不同意")
	}
	status := http.StatusUnprocessableEntity
	if form.OK() {
		if !o.MayIn(journal.DraftConcur, whose) {
			return account.ErrForbidden
		}
		_, err = d.Office.Concur(ctx, o.Actor, v.ID, stampOf(form), whose, answer == "concur", words)
		switch {
		case err == nil:
			page.LeaveNotice(w, r, "意见已回复")
			http.Redirect(w, r, "/desk/consultations", http.StatusSeeOther)
			return nil
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			status = http.StatusConflict
		case errors.Is(err, publication.ErrNote):
			form.Fail("concur_words", publication.ErrNote.Error())
		case !form.Refuse(ctx, err):
			return err
		}
	}
	if v, err = d.draftOf(r, o); err != nil { // as it is now
		return err
	}
	p, err := d.draftShowPage(ctx, o, v, form)
	if err != nil {
		return err
	}
	return page.Render(w, r, status, d.draftView(p))
}
