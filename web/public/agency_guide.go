package public

import (
	"net/http"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/web/page"
)

// guidePage is the disclosure guide (指南) of article 12: how the information
// is sorted and arranged, how to get it, and whom to turn to. The contact part
// is the card's own, so the two cannot disagree; what the agency wrote itself
// stands beside it.
type guidePage struct {
	agency agency.Agency
	name   words
	closed *closing
	own    string // the agency's own part, safe HTML; "" if it wrote none
	ownOn  string // when; "" with own
	roots  []figure
	// reply and extension are the limits of a request made today, in working
	// days, with the article they stand in.
	reply, extension int
	article          string
}

func (w *Window) showGuide(r *http.Request, t *page.Topics) (templ.Component, error) {
	a, c, err := w.agencyAt(r.Context(), r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	t.On("list/" + string(a.Code))
	p := guidePage{agency: a, name: fullName(a), own: a.Guide}
	if !a.GuideAt.IsZero() {
		p.ownOn = calendar.On(a.GuideAt).String()
	}
	if !a.Open(w.office.Today()) {
		p.closed = c.closing(a)
	}
	edition, ok := regulation.EditionOn(w.office.Today())
	if !ok {
		edition = regulation.Editions()[0]
	}
	p.reply, p.extension, p.article = edition.Reply().Days, edition.Extension().Days, edition.Reply().Article
	for _, k := range c.below[""] {
		if law, ok := edition.Category(k.Code); ok && a.Kind != agency.Government && law.Levels.Has(regulation.Township) != law.Levels.Has(regulation.City) &&
			law.Levels.Has(regulation.Township) != (a.Kind == agency.Township) {
			continue // listed for the other level
		}
		p.roots = append(p.roots, figure{label: categoryName(k), href: filter{agency: a.Code, category: k.Code}.href()})
	}
	return guideView(p), nil
}
