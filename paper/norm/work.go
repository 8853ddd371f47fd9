package norm

import (
	"cmp"
	"slices"

	"gongkai/law/calendar"
)

// Work is a norm with all its wordings, as it is written for others. Addresses
// are whole URLs; "" where there is none. [NewWork] knows no day.
type Work struct {
	Address string // of its page, the same for good; required
	Title   string
	Number  string // of the document, 长府办发〔2017〕54号; "" without one
	// Registered is its number in the register of normative documents.
	Registered    string
	Subtype       string // what the law calls it: 规章, 规范性文件
	Issuer        string
	IssuerAddress string
	IssuedOn      calendar.Day // NoDay if nobody knows; so are the others
	PublishedOn   calendar.Day
	EffectiveOn   calendar.Day
	EndedOn       calendar.Day // the first day no longer in force; NoDay while it is
	Status        string       // as it is printed
	// Wordings in the order of their days; at least one.
	Wordings []Wording
	Events   []Event
	// On is the day whose wording is written by [AKN] and [EPUB]; NoDay for the
	// last one. Chosen is the wording itself instead, counted from 1; 0 for none.
	On     calendar.Day
	Chosen int
	// WrittenOn is the day this is written.
	WrittenOn calendar.Day
	// Resolve is the address of a document that is cited; "" if it is not
	// known. nil links nothing.
	Resolve func(Citation) string
}

// NewWork is a work of which nothing but its address is known.
func NewWork(address string) Work {
	return Work{Address: address, IssuedOn: calendar.NoDay, PublishedOn: calendar.NoDay, EffectiveOn: calendar.NoDay, EndedOn: calendar.NoDay, On: calendar.NoDay, WrittenOn: calendar.NoDay}
}

// Wording is how a norm reads from a day on.
type Wording struct {
	From calendar.Day // NoDay where nobody knows
	// Query is what its addresses end in, ?on=2006-01-01; "" for that of its day.
	Query string
	Text  string // plain
	// By names what changed it; "" for the first. ByAddress is where that is.
	By, ByAddress string
	// Consolidated says that the text was put together and not issued as such.
	Consolidated bool
}

// Event is something that happened to a norm, amendments included.
type Event struct {
	On            calendar.Day
	Type          EventType
	Name          string // as it is printed: 修改, 废止, 失效, 宣布失效
	By, ByAddress string
}

// EventType is what an event is to other programs.
type EventType string

const (
	Generation EventType = "generation"
	Amendment  EventType = "amendment"
	Repeal     EventType = "repeal" // any end
)

// wording is the place of the wording of a day among all. Before the first it
// is the first.
func (w Work) wording() int {
	k := len(w.Wordings) - 1
	if w.Chosen > 0 {
		return min(w.Chosen-1, k)
	}
	if w.On == calendar.NoDay {
		return k
	}
	for k > 0 && w.Wordings[k].From > w.On {
		k--
	}
	return k
}

// known is the first of days that is known; NoDay if none is.
func known(days ...calendar.Day) calendar.Day {
	for _, d := range days {
		if d != calendar.NoDay {
			return d
		}
	}
	return calendar.NoDay
}

// begins is the first day of a wording; NoDay if nobody knows.
func (w Work) begins(k int) calendar.Day {
	if k == 0 && w.Wordings[0].From == calendar.NoDay {
		return known(w.EffectiveOn, w.IssuedOn)
	}
	return w.Wordings[k].From
}

// events are all in order: its issue, the wordings that no event speaks of,
// and the rest.
func (w Work) events() []Event {
	list := slices.Clone(w.Events)
	if !slices.ContainsFunc(list, func(e Event) bool { return e.Type == Generation }) {
		list = append(list, Event{On: known(w.IssuedOn, w.begins(0)), Type: Generation, Name: "印发"})
	}
	for k, v := range w.Wordings {
		if k > 0 && !slices.ContainsFunc(list, func(e Event) bool { return e.Type == Amendment && e.On == v.From }) {
			list = append(list, Event{On: v.From, Type: Amendment, Name: "修改", By: v.By, ByAddress: v.ByAddress})
		}
	}
	if w.EndedOn != calendar.NoDay && !slices.ContainsFunc(list, func(e Event) bool { return e.Type == Repeal }) {
		list = append(list, Event{On: w.EndedOn, Type: Repeal, Name: w.Status})
	}
	order := []EventType{Generation, Amendment, Repeal}
	slices.SortStableFunc(list, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(slices.Index(order, a.Type), slices.Index(order, b.Type)))
	})
	return list
}

// span is from which wording to which an article reads the same.
type span struct{ from, to int }

// spans are those of the articles of wording k, whose document is docs[k].
func spans(docs []Document, k int) map[*Part]span {
	all := map[*Part]span{}
	for _, p := range docs[k].Articles() {
		all[p] = span{k, k}
	}
	// walk follows the articles from wording k through the others in order.
	walk := func(next []int, see func(*Part, int)) {
		now := map[*Part]*Part{} // as it stands in the wording before: in k
		for p := range all {
			now[p] = p
		}
		before := k
		for _, n := range next {
			then := map[*Part]*Part{}
			old, new := docs[before].Articles(), docs[n].Articles()
			for j, i := range match(old, new) {
				if i < 0 || old[i].Number != new[j].Number || folded(body(old[i])) != folded(body(new[j])) {
					continue
				}
				if p := now[old[i]]; p != nil {
					then[new[j]] = p
					see(p, n)
				}
			}
			now, before = then, n
		}
	}
	var back, forth []int
	for n := k - 1; n >= 0; n-- {
		back = append(back, n)
	}
	for n := k + 1; n < len(docs); n++ {
		forth = append(forth, n)
	}
	walk(back, func(p *Part, n int) { s := all[p]; s.from = n; all[p] = s })
	walk(forth, func(p *Part, n int) { s := all[p]; s.to = n; all[p] = s })
	return all
}

// query is what the addresses of a wording end in; "" if nobody knows.
func (w Work) query(k int) string {
	if q := w.Wordings[k].Query; q != "" {
		return q
	}
	if from := w.begins(k); from != calendar.NoDay {
		return "?on=" + from.String()
	}
	return ""
}

func (w Work) documents() []Document {
	docs := make([]Document, len(w.Wordings))
	for i, v := range w.Wordings {
		docs[i] = Parse(v.Text)
	}
	return docs
}
