package store

import (
	"context"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// PublicationSources is everything counted of publications.
var PublicationSources = publicationSources

// PublicationFacts counts by the tallies, or by the records alone.
func (r Reader) PublicationFacts(ctx context.Context, year int, in []agency.Code, recount bool) (func(form.Source) (printed.Number, bool), error) {
	read := r.publicationFacts
	if recount {
		read = r.recountPublicationFacts
	}
	f, err := read(ctx, year, in)
	return f.count, err
}

// PublicationRecords is a page of what is counted.
func (r Reader) PublicationRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) ([]annual.Record, string, error) {
	return r.publicationRecords(ctx, year, in, s, cursor, size)
}
