package store

import (
	"context"
	"fmt"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// family is the facts of one affair for one year and some agencies, read at
// once: all figures taken from it are of the same instant.
type family interface {
	// count is what a source selects; false if it is none of the family's.
	count(s form.Source) (printed.Number, bool)
}

// Facts is everything that annual figures count of one year and some agencies.
// It is an [annual.Counter].
type Facts struct{ families []family }

// Count is what the source selects; false if nothing kept here answers it.
func (f *Facts) Count(s form.Source) (printed.Number, bool) {
	for _, of := range f.families {
		if n, ok := of.count(s); ok {
			return n, true
		}
	}
	return 0, false
}

// kin is how a family is read: from its tallies, from the records alone, and
// record by record. knows says of a source whether it is of the family.
type kin struct {
	knows          func(form.Source) bool
	facts, recount func(r Reader, ctx context.Context, year int, in []agency.Code) (family, error)
	records        func(r Reader, ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) ([]annual.Record, string, error)
}

func kinOf[F family](facts, recount func(Reader, context.Context, int, []agency.Code) (F, error),
	records func(Reader, context.Context, int, []agency.Code, form.Source, string, int) ([]annual.Record, string, error)) kin {
	wide := func(read func(Reader, context.Context, int, []agency.Code) (F, error)) func(Reader, context.Context, int, []agency.Code) (family, error) {
		return func(r Reader, ctx context.Context, year int, in []agency.Code) (family, error) {
			return read(r, ctx, year, in)
		}
	}
	knows := func(s form.Source) bool {
		var none F
		_, ok := none.count(s)
		return ok
	}
	return kin{knows, wide(facts), wide(recount), records}
}

// kins are the families, each in a file of its own.
var kins = []kin{
	kinOf(Reader.publicationFacts, Reader.recountPublicationFacts, Reader.publicationRecords),
	kinOf(Reader.requestFacts, Reader.recountRequestFacts, Reader.requestRecords),
	kinOf(Reader.remedyFacts, Reader.recountRemedyFacts, Reader.remedyRecords),
	kinOf(Reader.ledgerFacts, Reader.recountLedgerFacts, Reader.ledgerRecords),
	kinOf(Reader.reportFacts, Reader.reportFacts, Reader.reportRecords),
}

// Facts counts a year from what is kept tallied; in nil is the whole city.
func (r Reader) Facts(ctx context.Context, year int, in []agency.Code) (*Facts, error) {
	return r.readFacts(ctx, year, in, func(k kin) func(Reader, context.Context, int, []agency.Code) (family, error) { return k.facts })
}

// Recount counts a year from the records alone, without any tally.
func (r Reader) Recount(ctx context.Context, year int, in []agency.Code) (*Facts, error) {
	return r.readFacts(ctx, year, in, func(k kin) func(Reader, context.Context, int, []agency.Code) (family, error) { return k.recount })
}

func (r Reader) readFacts(ctx context.Context, year int, in []agency.Code,
	way func(kin) func(Reader, context.Context, int, []agency.Code) (family, error)) (*Facts, error) {
	f := &Facts{}
	for _, k := range kins {
		of, err := way(k)(r, ctx, year, in)
		if err != nil {
			return nil, fmt.Errorf("count the year %d: %w", year, err)
		}
		f.families = append(f.families, of)
	}
	return f, nil
}

// Records is a page of the records that a source selects, in a fixed order, and
// where the next one begins; next "" is the end. What they add is what
// [Facts.Count] of the same says. Errors: [ErrNotFound] for a source that
// selects no records, and for some places that no list gave out.
func (r Reader) Records(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) (page []annual.Record, next string, err error) {
	for _, k := range kins {
		if k.knows(s) {
			return k.records(r, ctx, year, in, s, cursor, size)
		}
	}
	return nil, "", ErrNotFound
}

// agencies is codes in brackets; how many is rounded up as in [composer.list].
func (q *composer) agencies(in []agency.Code) string {
	if len(in) == 0 {
		return "('')"
	}
	n := 1
	for n < len(in) {
		n *= 2
	}
	var b strings.Builder
	for i := range n {
		b.WriteString(", ")
		b.WriteString(q.hole(string(in[min(i, len(in)-1)])))
	}
	return "(" + b.String()[2:] + ")"
}
