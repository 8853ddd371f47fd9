package public

import (
	"context"
	"net/http"

	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

// normFiles is the files there are of each norm, as it read on a day.
var normFiles = []struct {
	name, label string
	draw        func(context.Context, *Window, normPage) (page.Drawn, error)
}{
	{"norm.json", "数据（JSON）", normJSON},
}

func (w *Window) drawNormFile(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	p, err := w.itemAt(ctx, r)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(p.Thing(), "norms")
	if !w.visible(p, publication.Full) {
		return w.drawTombstone(ctx, p)
	}
	v, err := w.readNorm(ctx, p, r.URL.Query(), t)
	if err != nil {
		return page.Drawn{}, err
	}
	for _, f := range normFiles {
		if f.name == r.PathValue("name") {
			return f.draw(ctx, w, v)
		}
	}
	return page.Drawn{}, page.ErrNotFound
}

// normRecord is a norm for programs.
type normRecord struct {
	Index     string          `json:"index"`
	Title     string          `json:"title"`
	Number    string          `json:"number,omitempty"`
	Register  string          `json:"register_number,omitempty"`
	Agency    string          `json:"agency"`
	IssuedOn  calendar.Day    `json:"issued_on"`
	BeginsOn  calendar.Day    `json:"begins_on"`
	LastOn    calendar.Day    `json:"valid_until"`
	AsOf      calendar.Day    `json:"as_of"`
	Status    norm.Status     `json:"status"`
	Since     calendar.Day    `json:"since"`
	By        string          `json:"by,omitempty"`
	Events    []normEvent     `json:"events"`
	Wordings  []normWordingOf `json:"wordings"`
	Permalink string          `json:"address"`
}

type normEvent struct {
	Kind norm.Kind    `json:"kind"`
	On   calendar.Day `json:"on"`
	By   string       `json:"by,omitempty"`
	Note string       `json:"note,omitempty"`
}

type normWordingOf struct {
	From         calendar.Day `json:"from"`
	By           string       `json:"by,omitempty"`
	Consolidated bool         `json:"consolidated,omitempty"`
	Held         bool         `json:"held_on_day"`
	Text         string       `json:"text"`
}

func normJSON(ctx context.Context, w *Window, v normPage) (page.Drawn, error) {
	n := v.n
	c, err := w.readCity(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	record := normRecord{Index: n.Index, Title: v.p.Content.Title, Number: v.p.Content.Number, Register: n.Number, Agency: v.agency.zh,
		IssuedOn: n.IssuedOn, BeginsOn: n.Begins(), LastOn: n.LastDay(), AsOf: v.on, Status: v.stands.Status, Since: v.stands.Since,
		Events: []normEvent{}, Permalink: c.address + normHref(n.Index)}
	if v.stands.By != nil {
		record.By = v.stands.By.By
	}
	for _, e := range n.Events {
		if e.Struck == "" {
			record.Events = append(record.Events, normEvent{e.Kind, e.On, e.By, e.Note})
		}
	}
	held := n.WordingOn(v.on).Serial
	for _, x := range n.Wordings() {
		body, err := w.normBody(ctx, v.p, x.Serial)
		if err != nil {
			return page.Drawn{}, err
		}
		record.Wordings = append(record.Wordings, normWordingOf{x.From, x.By, x.Consolidated, x.Serial == held, richtext.Plain(body)})
	}
	return drawJSON(http.StatusOK, record)
}
