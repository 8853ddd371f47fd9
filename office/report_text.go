package office

import (
	"context"
	"errors"

	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/narrative"
	"gongkai/law/form"
	"gongkai/store"
)

// firstText is the text a report begins with: last year's with its numbers to
// be looked at again, or one made of the figures.
func (o *Office) firstText(ctx context.Context, f *form.Form, code agency.Code, year int) ([]report.Part, error) {
	c, err := o.CompileReport(ctx, code, year, CompileOptions{Form: f.Code, Figures: true})
	if err != nil {
		return nil, err
	}
	last, err := o.Store.Report(ctx, code, year-1)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return drafted(f, year, c.Edition.Figures, last.Parts), nil
}

// drafted is a draft as a report has its text.
func drafted(f *form.Form, year int, figures []annual.Figure, last []report.Part) []report.Part {
	var parts []report.Part
	for _, p := range narrative.Draft(f, year, figures, typedParts(last)) {
		parts = append(parts, report.Part{Heading: p.Heading, Text: p.Text})
	}
	return parts
}

func typedParts(parts []report.Part) []narrative.PartText {
	var list []narrative.PartText
	for _, p := range parts {
		list = append(list, narrative.PartText{Heading: p.Heading, Text: p.Text})
	}
	return list
}
