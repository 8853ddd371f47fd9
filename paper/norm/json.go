package norm

import (
	"encoding/json"
	"fmt"
	"io"

	"gongkai/law/calendar"
)

// ours are the names under which JSON writes a work. They are an interface to
// other programs: names are added, never changed.
type ours struct {
	Address     string        `json:"address"`
	Title       string        `json:"title"`
	Number      string        `json:"number,omitempty"`
	Registered  string        `json:"registered,omitempty"`
	Subtype     string        `json:"subtype,omitempty"`
	Issuer      string        `json:"issuer,omitempty"`
	IssuedOn    calendar.Day  `json:"issued_on"`    // "" if nobody knows
	PublishedOn calendar.Day  `json:"published_on"` // the same
	EffectiveOn calendar.Day  `json:"effective_on"` // the same
	EndedOn     calendar.Day  `json:"ended_on"`     // "" while it is in force
	Status      string        `json:"status,omitempty"`
	Events      []oursEvent   `json:"events"`
	Wordings    []oursWording `json:"wordings"`
}

type oursEvent struct {
	On        calendar.Day `json:"on"`
	Type      EventType    `json:"type"`
	Name      string       `json:"name,omitempty"`
	By        string       `json:"by,omitempty"`
	ByAddress string       `json:"by_address,omitempty"`
}

type oursWording struct {
	From         calendar.Day   `json:"from"`
	By           string         `json:"by,omitempty"`
	ByAddress    string         `json:"by_address,omitempty"`
	Consolidated bool           `json:"consolidated"`
	Title        string         `json:"title,omitempty"`
	Notes        []string       `json:"notes,omitempty"`
	Preamble     []string       `json:"preamble,omitempty"`
	Parts        []*Part        `json:"parts"`
	Closing      []string       `json:"closing,omitempty"`
	Annexes      []*Part        `json:"annexes,omitempty"`
	Citations    []oursCitation `json:"citations,omitempty"`
	Text         string         `json:"text"`
}

type oursCitation struct {
	Text    string `json:"text"`
	Title   string `json:"title,omitempty"`
	Number  string `json:"number,omitempty"`
	Article string `json:"article,omitempty"`
	Role    Role   `json:"role"`
	Address string `json:"address,omitempty"`
}

// JSON writes the work with all its wordings, each in its parts and as plain
// text, and with what it cites. Errors: [ErrNoWording], those of out.
func JSON(out io.Writer, w Work) error {
	if len(w.Wordings) == 0 {
		return ErrNoWording
	}
	j := ours{Address: w.Address, Title: w.Title, Number: w.Number, Registered: w.Registered, Subtype: w.Subtype, Issuer: w.Issuer,
		IssuedOn: w.IssuedOn, PublishedOn: w.PublishedOn, EffectiveOn: w.EffectiveOn, EndedOn: w.EndedOn, Status: w.Status}
	for _, e := range w.events() {
		j.Events = append(j.Events, oursEvent(e))
	}
	for k, d := range w.documents() {
		v := w.Wordings[k]
		one := oursWording{From: w.begins(k), By: v.By, ByAddress: v.ByAddress, Consolidated: v.Consolidated,
			Title: d.Title, Notes: d.Notes, Preamble: d.Preamble, Parts: d.Body, Closing: d.Closing, Annexes: d.Annexes, Text: d.Plain()}
		if one.Parts == nil {
			one.Parts = []*Part{}
		}
		for _, c := range Citations(one.Text) {
			if c.Title == "" && c.Number == "" {
				continue // an article of the text itself
			}
			cited := oursCitation{Text: c.Text, Title: c.Title, Number: c.Number, Article: c.Article, Role: c.Role}
			if w.Resolve != nil {
				cited.Address = w.Resolve(c)
			}
			one.Citations = append(one.Citations, cited)
		}
		j.Wordings = append(j.Wordings, one)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(j); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
