package desk

import (
	"cmp"
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
	Href   string
	Holder string // who is to answer, with a telephone
	Clock  consultClock
}

// consultationListPage is what other agencies ask of the official's, what these
// ask of others, and the disputes that wait for the official's decision.
type consultationListPage struct {
	Mine, Ours, Disputes []consultationRow
	// Answers, Asks and Decides say which of the three the official has to do
	// with.
	Answers, Asks, Decides bool
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
						Href: "/desk/draft/" + number(v.ID) + "#concur", Clock: d.consultClock(c)})
				}
			}
		}
	}
	slices.SortFunc(list, byDue)
	return list, nil
}

// byDue puts what is due first first.
func byDue(a, b consultationRow) int {
	return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Draft.ID, b.Draft.ID), cmp.Compare(a.To, b.To))
}

// asking is the questions of the official's agencies that others have not
// answered, by their last day.
func (d *Desk) asking(ctx context.Context, o *Official, agencies names) ([]consultationRow, error) {
	var list []consultationRow
	for _, code := range o.Where(journal.DraftConsult) {
		drafts, err := d.Office.Store.OpenDrafts(ctx, code)
		if err != nil {
			return nil, err
		}
		for _, v := range drafts {
			for _, c := range v.Consultations {
				if v.State == publication.Drafting && (c.Answer == "" || c.Referred() || v.Disputed(c)) {
					list = append(list, consultationRow{Draft: v, From: agencies.of(code), To: agencies.of(c.Agency), Consultation: c,
						Href: "/desk/draft/" + number(v.ID), Holder: agencies.holder(c.Agency), Clock: d.consultClock(c)})
				}
			}
		}
	}
	slices.SortFunc(list, byDue)
	return list, nil
}

// disputes is the objections on which the official has to decide.
func (d *Desk) disputes(ctx context.Context, o *Official, agencies names) ([]consultationRow, error) {
	if !o.May(string(journal.DraftDecide)) {
		return nil, nil
	}
	drafts, err := d.Office.Store.DraftsDisputed(ctx)
	if err != nil {
		return nil, err
	}
	var list []consultationRow
	for _, v := range drafts {
		for _, c := range v.Consultations {
			if c.Referred() && o.MayIn(journal.DraftDecide, v.Agency) {
				list = append(list, consultationRow{Draft: v, From: agencies.of(v.Agency), To: agencies.of(c.Agency), Consultation: c,
					Href: "/desk/draft/" + number(v.ID) + "#decide"})
			}
		}
	}
	return list, nil
}

func (d *Desk) consultationList(w http.ResponseWriter, r *http.Request, o *Official) error {
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	p := consultationListPage{Answers: o.May(string(journal.DraftConcur)), Asks: o.May(string(journal.DraftConsult)), Decides: o.May(string(journal.DraftDecide))}
	if p.Mine, err = d.consultations(r.Context(), o, agencies); err != nil {
		return err
	}
	if p.Ours, err = d.asking(r.Context(), o, agencies); err != nil {
		return err
	}
	if p.Disputes, err = d.disputes(r.Context(), o, agencies); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.consultationListView(p))
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
