package desk

import (
	"net/http"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/web/page"
)

// normRoutes is the addresses of the norms and of their clean-ups.
func (d *Desk) normRoutes(s *page.Site) {
	s.Refusals = append(s.Refusals, normRefusals...)
	look := may(account.LookNorms)
	s.Handle("GET /desk/norms", look, d.seat(d.normList))
	s.Handle("GET /desk/norm/{code}/{serial}", look, d.seat(d.normShow))
	for _, v := range normDeeds {
		s.Handle("POST /desk/norm/{code}/{serial}/"+v.path, may(v.act), d.seat(d.normDo(v)), page.Body(entryLimit))
	}
	s.Handle("GET /desk/campaigns", look, d.seat(d.campaignList))
	s.Handle("POST /desk/campaigns", may(journal.CampaignOpen), d.seat(d.campaignOpen))
	s.Handle("GET /desk/campaigns/{id}", look, d.seat(d.campaignShow))
	s.Handle("POST /desk/campaigns/{id}/decide", may(journal.CampaignDecide), d.seat(d.campaignDecide))
	s.Handle("POST /desk/campaigns/{id}/draft", may(journal.DraftStart), d.seat(d.campaignDraft))
	s.Handle("POST /desk/campaigns/{id}/close", may(journal.CampaignClose), d.seat(d.campaignClose))
}

// normRefusals is what the desk makes of the refusals of norms. Those about a
// field of one of the forms of a norm stand beside it: see [Desk.normDo].
var normRefusals = func() []page.Refusal {
	var list []page.Refusal
	for _, err := range []error{norm.ErrNotDocument, norm.ErrRegistered, norm.ErrDay, norm.ErrBegins, norm.ErrExpires, norm.ErrEarly, norm.ErrEnded,
		norm.ErrBy, norm.ErrSelf, norm.ErrCycle, norm.ErrText, norm.ErrNote, norm.ErrUntil, norm.ErrNoTerm, norm.ErrNoEvent, norm.ErrKnown,
		norm.ErrCampaignEmpty, norm.ErrClosed, norm.ErrChoice, norm.ErrUndecided} {
		list = append(list, page.Refusal{Err: err, Status: http.StatusUnprocessableEntity})
	}
	return append(list,
		page.Refusal{Err: norm.ErrCampaignTitle, Status: http.StatusUnprocessableEntity, Field: "title"},
		page.Refusal{Err: norm.ErrCampaignDue, Status: http.StatusUnprocessableEntity, Field: "due"},
		page.Refusal{Err: norm.ErrResult, Status: http.StatusUnprocessableEntity, Field: "result"})
}()

// campaignID is the number an address ends in. Errors: page.ErrNotFound.
func campaignID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 32)
	if err != nil || id <= 0 {
		return 0, page.ErrNotFound
	}
	return id, nil
}
