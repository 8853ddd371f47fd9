package store

import (
	"context"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// RequestFacts counts by the tally, or by the records alone.
func (r Reader) RequestFacts(ctx context.Context, year int, in []agency.Code, recount bool) (func(form.Source) (printed.Number, bool), error) {
	read := r.requestFacts
	if recount {
		read = r.recountRequestFacts
	}
	f, err := read(ctx, year, in)
	return f.count, err
}

// RequestRecords is a page of what is counted.
func (r Reader) RequestRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) ([]annual.Record, string, error) {
	return r.requestRecords(ctx, year, in, s, cursor, size)
}

// RemedyFacts counts by the index, or the records one by one.
func (r Reader) RemedyFacts(ctx context.Context, year int, in []agency.Code, recount bool) (func(form.Source) (printed.Number, bool), error) {
	read := r.remedyFacts
	if recount {
		read = r.recountRemedyFacts
	}
	f, err := read(ctx, year, in)
	return f.count, err
}

// RemedyRecords is a page of what is counted.
func (r Reader) RemedyRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) ([]annual.Record, string, error) {
	return r.remedyRecords(ctx, year, in, s, cursor, size)
}
