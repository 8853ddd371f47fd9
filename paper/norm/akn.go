package norm

import (
	"cmp"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"

	"gongkai/law/calendar"
)

// ErrNoWording refuses to write a norm that has no text.
var ErrNoWording = errors.New("没有正文，无法导出")

const aknNamespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// AKN writes the wording of the day as an act in Akoma Ntoso 3.0 (OASIS
// LegalDocML). The addresses of work, expression and manifestation are those
// of our pages; the lifecycle tells what happened to the work until now, and
// every article since when and until when it reads so. Errors: [ErrNoWording],
// those of w.
func AKN(out io.Writer, w Work) error {
	if len(w.Wordings) == 0 {
		return ErrNoWording
	}
	docs := w.documents()
	k := w.wording()
	a := &akn{markup: markup{w: out}, work: w, doc: docs[k], k: k, spans: spans(docs, k), groups: map[span]string{}}
	a.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	a.start("akomaNtoso", "xmlns", aknNamespace)
	contains := "singleVersion"
	if k == 0 {
		contains = "originalVersion"
	}
	a.line()
	a.start("act", "name", "act", "contains", contains)
	a.meta()
	a.frame()
	if len(a.doc.Annexes) > 0 {
		a.start("attachments")
		for _, p := range a.doc.Annexes {
			a.annex(p)
		}
		a.end()
	}
	a.end()
	a.line()
	a.end()
	a.line()
	return a.close("Akoma Ntoso")
}

type akn struct {
	markup
	work   Work
	doc    Document
	k      int
	spans  map[*Part]span
	groups map[span]string // the temporal group of a span
}

func (a *akn) expression() string { return a.work.Address + a.work.query(a.k) }

// day is a day where the schema wants one; the unknown is written as the day
// of another known thing, and at last as that of the founding of the
// People's Republic.
func (a *akn) day(days ...calendar.Day) string {
	w := a.work
	return known(append(days, w.IssuedOn, w.EffectiveOn, w.PublishedOn, w.WrittenOn, calendar.MustDay("1949-10-01"))...).String()
}

// identification is who the document is; part is "" for the act itself, and
// the address of an annex.
func (a *akn) identification(part string) {
	w := a.work
	at := ""
	if part != "" {
		at = "#" + part
	}
	level := func(name, uri string, day calendar.Day, event string) {
		a.start(name)
		a.empty("FRBRthis", "value", uri+at)
		a.empty("FRBRuri", "value", uri)
		a.empty("FRBRdate", "date", a.day(day), "name", event)
		a.empty("FRBRauthor", "href", "#issuer")
	}
	a.start("identification", "source", "#publisher")
	level("FRBRWork", w.Address, w.IssuedOn, "印发")
	a.empty("FRBRcountry", "value", "cn")
	if w.Subtype != "" {
		a.empty("FRBRsubtype", "value", w.Subtype)
	}
	for _, n := range []string{w.Number, w.Registered} {
		if n != "" {
			a.empty("FRBRnumber", "value", n)
		}
	}
	if w.Title != "" {
		a.empty("FRBRname", "value", w.Title)
	}
	a.end()
	level("FRBRExpression", a.expression(), w.begins(a.k), "施行")
	a.empty("FRBRversionNumber", "value", strconv.Itoa(a.k+1))
	if w.Wordings[a.k].Consolidated {
		a.empty("FRBRauthoritative", "value", "false")
	}
	a.empty("FRBRlanguage", "language", "zho")
	a.end()
	level("FRBRManifestation", w.Address+"/file/akn.xml"+w.query(a.k), w.WrittenOn, "生成")
	a.empty("FRBRformat", "value", "application/akn+xml")
	a.end()
	a.end()
	a.line()
}

func (a *akn) meta() {
	w := a.work
	a.start("meta")
	a.identification("")
	if w.PublishedOn != calendar.NoDay {
		a.empty("publication", "date", w.PublishedOn.String(), "name", "website", "showAs", "政府网站")
	}
	events := w.events()
	a.start("lifecycle", "source", "#publisher")
	for i, e := range events {
		source := "#work"
		if e.ByAddress != "" {
			source = "#by_" + strconv.Itoa(i+1)
		}
		a.empty("eventRef", "eId", "event_"+strconv.Itoa(i+1), "date", a.day(e.On), "source", source, "type", string(e.Type), "refersTo", "#event_name_"+strconv.Itoa(i+1))
	}
	a.end()
	a.line()
	a.times(events)
	a.references(events)
	a.end()
	a.line()
}

// times writes the temporal groups: one for every stretch of wordings in which
// some article of this one reads the same. A stretch begins and ends with an
// event.
func (a *akn) times(events []Event) {
	var list []span
	for _, s := range a.spans {
		if a.groups[s] == "" {
			a.groups[s] = "new"
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(x, y span) int { return cmp.Or(x.from-y.from, x.to-y.to) })
	event := func(kind EventType, on calendar.Day) string {
		for i, e := range events {
			if e.Type == kind && (kind == Generation || e.On == on) {
				return "#event_" + strconv.Itoa(i+1)
			}
		}
		return ""
	}
	a.start("temporalData", "source", "#publisher")
	for i, s := range list {
		a.groups[s] = "tmpg_" + strconv.Itoa(i+1)
		from := event(Generation, calendar.NoDay)
		if s.from > 0 {
			from = event(Amendment, a.work.Wordings[s.from].From)
		}
		to := ""
		if s.to+1 < len(a.work.Wordings) {
			to = event(Amendment, a.work.Wordings[s.to+1].From)
		} else if n := slices.IndexFunc(events, func(e Event) bool { return e.Type == Repeal }); n >= 0 {
			to = "#event_" + strconv.Itoa(n+1)
		}
		a.start("temporalGroup", "eId", a.groups[s])
		a.empty("timeInterval", "start", from, "end", to, "refersTo", "#in_force")
		a.end()
	}
	a.end()
	a.line()
}

func (a *akn) references(events []Event) {
	w := a.work
	a.start("references", "source", "#publisher")
	a.empty("original", "eId", "work", "href", unspaced(w.Address), "showAs", cmp.Or(w.Title, w.Address))
	for i, e := range events {
		if e.ByAddress != "" {
			a.empty("passiveRef", "eId", "by_"+strconv.Itoa(i+1), "href", unspaced(e.ByAddress), "showAs", cmp.Or(e.By, e.ByAddress))
		}
	}
	if w.Resolve != nil {
		seen := map[string]bool{}
		for _, c := range Citations(a.doc.Plain()) {
			to := ""
			if c.Title != "" || c.Number != "" {
				to = w.Resolve(c)
			}
			if to == "" || seen[to+string(c.Role)] || c.Role == Mentions {
				continue
			}
			seen[to+string(c.Role)] = true
			id := "cited_" + strconv.Itoa(len(seen))
			if c.Role == Basis {
				a.empty("TLCReference", "eId", id, "name", "basis", "href", unspaced(to), "showAs", cmp.Or(c.Title, c.Number))
			} else {
				a.empty("activeRef", "eId", id, "href", unspaced(to), "showAs", cmp.Or(c.Title, c.Number))
			}
		}
	}
	issuer := cmp.Or(w.IssuerAddress, w.Address+"#issuer")
	a.empty("TLCOrganization", "eId", "issuer", "href", unspaced(issuer), "showAs", cmp.Or(w.Issuer, issuer))
	a.empty("TLCOrganization", "eId", "publisher", "href", unspaced(issuer), "showAs", cmp.Or(w.Issuer, issuer))
	a.empty("TLCConcept", "eId", "in_force", "href", "/akn/ontology/concept/inForce", "showAs", "有效")
	for i, e := range events {
		a.empty("TLCEvent", "eId", "event_name_"+strconv.Itoa(i+1), "href", "/akn/ontology/event/"+string(e.Type), "showAs", cmp.Or(e.Name, string(e.Type)))
	}
	a.end()
	a.line()
}

// frame writes all but meta and annexes.
func (a *akn) frame() {
	a.start("preface")
	a.start("p")
	a.element("docTitle", cmp.Or(a.doc.Title, a.work.Title, a.work.Address))
	a.end()
	if a.work.Number != "" {
		a.start("p")
		a.element("docNumber", a.work.Number)
		a.end()
	}
	for _, l := range a.doc.Notes {
		a.paragraph(l)
	}
	a.end()
	a.line()
	if len(a.doc.Preamble) > 0 {
		a.start("preamble")
		for _, l := range a.doc.Preamble {
			a.paragraph(l)
		}
		a.end()
		a.line()
	}
	a.start("body")
	a.parts(a.doc.Body)
	if len(a.doc.Body) == 0 {
		a.start("paragraph", "eId", "para_1")
		a.start("content")
		a.empty("p")
		a.end()
		a.end()
	}
	a.end()
	a.line()
	if len(a.doc.Closing) > 0 {
		a.start("conclusions")
		for _, l := range a.doc.Closing {
			a.paragraph(l)
		}
		a.end()
		a.line()
	}
}

func (a *akn) parts(list []*Part) {
	for _, p := range list {
		a.part(p)
	}
}

func (a *akn) part(p *Part) {
	period := ""
	if s, ok := a.spans[p]; ok {
		period = "#" + a.groups[s]
	}
	name := string(p.Kind)
	switch p.Kind {
	case Item, Subitem: // without a paragraph around it there is none
		name = "paragraph"
	}
	a.start(name, "eId", p.ID, "period", period)
	if p.Num != "" {
		a.element("num", p.Num)
	}
	if p.Heading != "" {
		a.element("heading", p.Heading)
	}
	switch {
	case p.Kind == Paragraph || p.Kind == Item || p.Kind == Subitem:
		a.start("content")
		a.words(p)
		a.end()
	case len(p.Parts) == 0:
		a.start("content")
		a.empty("p")
		a.end()
	default:
		a.parts(p.Parts)
	}
	a.end()
	if p.Kind != Paragraph {
		a.line()
	}
}

// words writes the text of a paragraph or an item and the lists below it.
func (a *akn) words(p *Part) {
	if p.Text != "" || len(p.Parts) == 0 {
		a.paragraph(p.Text)
	}
	lists := 0
	for i := 0; i < len(p.Parts); i++ {
		c := p.Parts[i]
		if c.Kind == Paragraph {
			a.words(c)
			continue
		}
		lists++
		a.start("blockList", "eId", p.ID+"__list_"+strconv.Itoa(lists))
		for ; i < len(p.Parts) && p.Parts[i].Kind != Paragraph; i++ {
			c := p.Parts[i]
			a.start("item", "eId", c.ID)
			a.element("num", c.Num)
			a.words(c)
			a.end()
		}
		i--
		a.end()
	}
}

var ofItself = regexp.MustCompile(`本(?:办法|规定|条例|细则|法|规则|决定|意见|方案|规程|制度)$`)

// paragraph writes a line with what it cites as links.
func (a *akn) paragraph(s string) {
	a.start("p")
	at := 0
	if a.work.Resolve != nil {
		for _, c := range Citations(s) {
			to := ""
			switch {
			case c.Title != "" || c.Number != "":
				to = unspaced(a.work.Resolve(c))
			case ofItself.MatchString(s[:c.Start]):
				if p := a.doc.Find(c.At); p != nil {
					to = "#" + p.ID
				}
			}
			if to == "" {
				continue
			}
			a.text(s[at:c.Start])
			a.element("ref", c.Text, "href", to)
			at = c.End
		}
	}
	a.text(s[at:])
	a.end()
}

func (a *akn) annex(p *Part) {
	a.start("attachment", "eId", p.ID)
	a.element("heading", p.Label())
	a.start("doc", "name", "annex")
	a.start("meta")
	a.identification(p.ID)
	a.end()
	a.start("mainBody")
	a.parts(p.Parts)
	if len(p.Parts) == 0 {
		a.empty("p")
	}
	a.end()
	a.end()
	a.end()
	a.line()
}
