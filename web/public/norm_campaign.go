package public

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// campaignsPage is the clean-ups of norms.
type campaignsPage struct{ list []campaignLine }

type campaignLine struct {
	href, title, opened, closed string
	counts                      []figure // by choice; empty while open
	result                      *normRef
	total                       int64
}

// campaignPage is one clean-up with what it decided; of one that is open only
// how far it is.
type campaignPage struct {
	campaignLine
	due    string
	ends   string // from when nothing holds of what it ended; "" if it ended nothing
	groups []campaignGroup
}

type campaignGroup struct {
	choice norm.Choice
	lines  []campaignItem
}

type campaignItem struct {
	href, title, number, reason string
	agency                      words
}

func (w *Window) campaignLine(r *http.Request, c norm.Campaign, t *page.Topics) (campaignLine, []campaignGroup, error) {
	line := campaignLine{href: "/norms/campaigns/" + strconv.FormatInt(c.ID, 10), title: c.Title, opened: calendar.On(c.OpenedAt).String()}
	items, err := w.store.CampaignItems(r.Context(), c.ID, "")
	if err != nil {
		return line, nil, err
	}
	line.total = int64(len(items))
	if c.Open() {
		return line, nil, nil
	}
	city, err := w.readCity(r.Context())
	if err != nil {
		return line, nil, err
	}
	line.closed, line.result = calendar.On(c.ClosedAt).String(), w.normRef(r.Context(), c.Result, t)
	var groups []campaignGroup
	for _, choice := range norm.Choices {
		g := campaignGroup{choice: choice.Choice}
		n := int64(0)
		for _, i := range items {
			if i.Choice != choice.Choice {
				continue
			}
			n++
			if w.visible(publication.Publication{PublishedAt: i.Line.PublishedAt}, publication.Listed) {
				g.lines = append(g.lines, campaignItem{normHref(i.Line.Index), i.Line.Title, i.Line.Number, i.Reason, city.agencyName(i.Agency)})
			}
		}
		if n > 0 {
			line.counts = append(line.counts, figure{label: words{zh: choice.Name}, count: n, href: line.href + "#" + string(choice.Choice)})
			groups = append(groups, g)
		}
	}
	return line, groups, nil
}

func (w *Window) listCampaigns(r *http.Request, t *page.Topics) (templ.Component, error) {
	t.On("campaigns", "norms")
	all, err := w.store.Campaigns(r.Context())
	if err != nil {
		return nil, err
	}
	var p campaignsPage
	for _, c := range all {
		line, _, err := w.campaignLine(r, c, t)
		if err != nil {
			return nil, err
		}
		p.list = append(p.list, line)
	}
	return campaignsView(p), nil
}

func (w *Window) showCampaign(r *http.Request, t *page.Topics) (templ.Component, error) {
	t.On("campaigns", "norms", "publications")
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 32)
	if err != nil || strconv.FormatInt(id, 10) != r.PathValue("id") {
		return nil, page.ErrNotFound
	}
	c, err := w.store.Campaign(r.Context(), id)
	if notFound(err) {
		return nil, page.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	p := campaignPage{due: c.DueOn.String()}
	if p.campaignLine, p.groups, err = w.campaignLine(r, c, t); err != nil {
		return nil, err
	}
	for _, g := range p.groups {
		if g.choice == norm.ToRepeal || g.choice == norm.ToBeVoided {
			p.ends = c.EndsOn.String()
		}
	}
	return campaignView(p), nil
}
