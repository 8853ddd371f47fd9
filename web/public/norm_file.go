package public

import (
	"bytes"
	"errors"
	"net/http"

	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	paper "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

// normFiles is the files there are of each norm, as it read on a day.
var normFiles = []struct {
	name, label string
	draw        func(*http.Request, *Window, normPage) (page.Drawn, error)
}{
	{"akn.xml", "Akoma Ntoso（XML）", normAKN},
	{"norm.json", "数据（JSON）", normJSON},
	{"norm.epub", "电子书（EPUB）", normEPUB},
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
	if errors.Is(err, errUnissued) {
		err = page.ErrNotFound
	}
	if err != nil {
		return page.Drawn{}, err
	}
	for _, f := range normFiles {
		if f.name == r.PathValue("name") {
			return f.draw(r, w, v)
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
	Serial       int          `json:"serial"` // ?wording=1
	Address      string       `json:"address"`
	From         calendar.Day `json:"from"`
	By           string       `json:"by,omitempty"`
	Consolidated bool         `json:"consolidated,omitempty"`
	Held         bool         `json:"held_on_day"`
	Text         string       `json:"text"`
}

func normJSON(r *http.Request, w *Window, v normPage) (page.Drawn, error) {
	ctx, n := r.Context(), v.n
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
	for i, x := range n.Wordings() {
		body, err := w.normBody(ctx, v.p, x.Serial)
		if err != nil {
			return page.Drawn{}, err
		}
		record.Wordings = append(record.Wordings, normWordingOf{x.Serial, c.address + v.wordings[i].href, x.From, x.By, x.Consolidated, i == v.held, richtext.Plain(body)})
	}
	return drawJSON(http.StatusOK, record)
}

// normWork is the norm for the writers of files.
func (w *Window) normWork(r *http.Request, v normPage) (paper.Work, error) {
	ctx, n := r.Context(), v.n
	c, err := w.readCity(ctx)
	if err != nil {
		return paper.Work{}, err
	}
	address := func(href string) string {
		if href == "" {
			return ""
		}
		return cityAddress(c, r, href)
	}
	work := paper.NewWork(address(normHref(n.Index)))
	work.Title, work.Number, work.Registered = v.p.Content.Title, v.p.Content.Number, n.Number
	work.Issuer, work.IssuerAddress, work.Subtype = v.agency.zh, address(v.column), "规范性文件"
	if v.p.Content.Category == publication.Rules {
		work.Subtype = "规章"
	}
	work.IssuedOn, work.PublishedOn, work.EffectiveOn, work.On, work.WrittenOn = n.IssuedOn, v.p.PublishedOn(), n.Begins(), v.on, w.office.Today()
	work.Status, work.Chosen = v.stands.Status.Name(), v.held+1
	if end := n.Ends(); end.Day != norm.Never {
		work.EndedOn = end.Day
	}
	for i, x := range n.Wordings() {
		body, err := w.normBody(ctx, v.p, x.Serial)
		if err != nil {
			return work, err
		}
		wording := paper.Wording{From: x.From, Query: v.wordings[i].query, Text: richtext.Plain(body), Consolidated: x.Consolidated}
		if by := v.wordings[i].by; by != nil {
			wording.By, wording.ByAddress = by.title, address(by.href)
		}
		work.Wordings = append(work.Wordings, wording)
	}
	for _, e := range n.Events {
		kind, ok := map[norm.Kind]paper.EventType{norm.ToAmended: paper.Amendment, norm.ToRepealed: paper.Repeal, norm.ToReplaced: paper.Repeal,
			norm.ToExpired: paper.Repeal, norm.ToVoid: paper.Repeal}[e.Kind]
		if !ok || e.Struck != "" || e.On == calendar.NoDay {
			continue
		}
		event := paper.Event{On: e.On, Type: kind, Name: e.Kind.Name()}
		if by := v.refs[e.By]; by != nil {
			event.By, event.ByAddress = by.title, address(by.href)
		}
		work.Events = append(work.Events, event)
	}
	cited, err := w.citations(ctx, &v, &page.Topics{})
	if err != nil {
		return work, err
	}
	found := map[string]string{}
	for _, x := range cited {
		found[x.text] = x.href
	}
	work.Resolve = func(c paper.Citation) string { return address(found[c.Text]) }
	return work, nil
}

func normAKN(r *http.Request, w *Window, v normPage) (page.Drawn, error) {
	work, err := w.normWork(r, v)
	if err != nil {
		return page.Drawn{}, err
	}
	var b bytes.Buffer
	err = paper.AKN(&b, work)
	return page.Drawn{ContentType: "application/akn+xml", Body: b.Bytes()}, err
}

func normEPUB(r *http.Request, w *Window, v normPage) (page.Drawn, error) {
	work, err := w.normWork(r, v)
	if err != nil {
		return page.Drawn{}, err
	}
	var b bytes.Buffer
	err = paper.EPUB(&b, work)
	return page.Drawn{ContentType: "application/epub+zip", Body: b.Bytes()}, err
}
