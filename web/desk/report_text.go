package desk

import (
	"context"
	"errors"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/narrative"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// reportTextPage is the text of a report, part by part, with everything that
// may be inserted beside it.
type reportTextPage struct {
	Form    *page.Form
	Key     reportKey
	C       office.Compiled
	Parts   []textPart
	Figures []figureChoice
	Charts  []annual.Chart
	Stamp   int64
	Newer   *newerText // what somebody else saved meanwhile; nil unless that happened
}

// textPart is one part in the editor.
type textPart struct {
	Field, Heading string
	Problems       []narrative.Problem
	Questions      []narrative.Question // those that do not agree
	Draft          string               // what the platform would write; "" if that is what stands there
}

// figureChoice is a number that can be inserted.
type figureChoice struct {
	Insert, Label, Value, Unit string
}

// newerText is a text as somebody else left it.
type newerText struct {
	Who   string
	Parts []newerPart // those that differ from what was typed
}

type newerPart struct {
	Heading string
	Theirs  string
	Changes []richtext.Change // from theirs to what was typed
}

func partField(i int) string { return "part-" + strconv.Itoa(i+1) }

// partMost is how many characters a part may have; the affair refuses more.
const partMost = 30_000

func (d *Desk) reportTextShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, _, err := d.reportOf(r, o, journal.ReportWrite)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(r.Context(), k.Agency, k.Year)
	if err != nil {
		return err
	}
	if !v.May(journal.ReportWrite) {
		return undone(w, r, k.href(), report.ErrState.Error())
	}
	form := &page.Form{}
	for i, part := range v.Parts {
		form.Set(partField(i), part.Text)
	}
	return d.reportTextAgain(w, r, o, k, form, nil, http.StatusOK)
}

func (d *Desk) reportTextAgain(w http.ResponseWriter, r *http.Request, _ *Official, k reportKey, form *page.Form, n *newerText, status int) error {
	ctx := r.Context()
	c, err := d.Office.CompileReport(ctx, k.Agency, k.Year, office.CompileOptions{})
	if err != nil {
		return err
	}
	p := reportTextPage{Form: form, Key: k, C: c, Charts: c.Edition.Charts, Stamp: c.Report.Stamp, Newer: n}
	drafts, err := d.draftedParts(ctx, k, c)
	if err != nil {
		return err
	}
	for i, part := range c.Report.Parts {
		t := textPart{Field: partField(i), Heading: part.Heading}
		for _, x := range c.Problems {
			if x.Part == part.Heading {
				t.Problems = append(t.Problems, x)
			}
		}
		for _, q := range c.Numbers {
			if q.Part == i && (q.Verdict == narrative.Differs || q.Replace != "") {
				t.Questions = append(t.Questions, q)
			}
		}
		if text := drafts[part.Heading]; text != part.Text {
			t.Draft = text
		}
		p.Parts = append(p.Parts, t)
	}
	for _, f := range c.Edition.Figures {
		if f.Text != "" {
			p.Figures = append(p.Figures, figureChoice{"{{figure " + f.Name + "}}", f.Label, f.Text, f.Unit})
		}
	}
	// The named figures stand last and are what texts use: they come first.
	if i := slices.IndexFunc(p.Figures, func(f figureChoice) bool {
		_, named := annual.Named(strings.TrimSuffix(strings.TrimPrefix(f.Insert, "{{figure "), "}}"))
		return named
	}); i > 0 {
		p.Figures = slices.Concat(p.Figures[i:], p.Figures[:i])
	}
	return page.Render(w, r, status, d.reportTextView(p))
}

// draftedParts is the text that the platform offers, by heading: last year's
// looked over again, or one written from the figures.
func (d *Desk) draftedParts(ctx context.Context, k reportKey, c office.Compiled) (map[string]string, error) {
	last, err := d.Office.Store.Report(ctx, k.Agency, k.Year-1)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	offered := map[string]string{}
	for _, part := range narrative.Draft(c.Form, k.Year, c.Edition.Figures, partTexts(last.Parts)) {
		offered[part.Heading] = part.Text
	}
	return offered, nil
}

func partTexts(parts []report.Part) []narrative.PartText {
	var list []narrative.PartText
	for _, v := range parts {
		list = append(list, narrative.PartText{Heading: v.Heading, Text: v.Text})
	}
	return list
}

var textPresses = page.Presses{"save", "preview", "done"}

func (d *Desk) reportText(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, _, err := d.reportOf(r, o, journal.ReportWrite)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	act, err := textPresses.Pressed(form)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(ctx, k.Agency, k.Year)
	if err != nil {
		return err
	}
	parts := slices.Clone(v.Parts)
	for i := range parts {
		name := partField(i)
		if _, sent := form.Values[name]; !sent {
			continue
		}
		parts[i].Text = form.Get(name)
		if utf8.RuneCountInString(parts[i].Text) > partMost && form.Error(name) == "" {
			form.Fail(name, report.ErrText.Error())
		}
	}
	if !form.OK() {
		return d.reportTextAgain(w, r, o, k, form, nil, http.StatusUnprocessableEntity)
	}
	if stampOf(form) != v.Stamp {
		err = store.ErrChanged
	} else {
		_, err = d.Office.WriteReport(ctx, o.Actor, k.Agency, k.Year, v.Stamp, parts)
	}
	notice := "文字已保存"
	switch {
	case errors.Is(err, report.ErrUnchanged):
		notice = "文字没有变化"
	case errors.Is(err, store.ErrChanged):
		n, err := d.newerText(ctx, k, form)
		if err != nil {
			return err
		}
		form.Fail("", store.ErrChanged.Error())
		return d.reportTextAgain(w, r, o, k, form, n, http.StatusConflict)
	case err != nil:
		if !form.Refuse(ctx, err) {
			return err
		}
		return d.reportTextAgain(w, r, o, k, form, nil, http.StatusUnprocessableEntity)
	}
	to := k.href() + "/text"
	switch act {
	case "preview":
		http.Redirect(w, r, k.href()+"/preview", http.StatusSeeOther)
		return nil
	case "done":
		to = k.href()
	}
	return done(w, r, to, notice)
}

// newerText is the text as it is saved, where it differs from what was typed.
func (d *Desk) newerText(ctx context.Context, k reportKey, form *page.Form) (*newerText, error) {
	v, err := d.Office.Store.Report(ctx, k.Agency, k.Year)
	if err != nil {
		return nil, err
	}
	n := &newerText{}
	entries, err := d.Office.Store.JournalOf(ctx, v.Thing())
	if err != nil {
		return nil, err
	}
	if len(entries) > 0 {
		if n.Who, err = d.personName(ctx, account.Login(entries[len(entries)-1].Actor)); err != nil {
			return nil, err
		}
	}
	for i, part := range v.Parts {
		typed := form.Get(partField(i))
		if typed == part.Text {
			continue
		}
		n.Parts = append(n.Parts, newerPart{part.Heading, part.Text, richtext.Diff(paragraphed(part.Text), paragraphed(typed))})
	}
	return n, nil
}

// paragraphed is plain text as paragraphs, to be compared.
func paragraphed(text string) string {
	var b strings.Builder
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			b.WriteString("<p>" + html.EscapeString(l) + "</p>")
		}
	}
	return b.String()
}
