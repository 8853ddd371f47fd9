package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/report"
)

const reportColumns = `agency, year, form, state, due_on, submitted_at, published_at, editions, public, facts, stamp`

// reportFacts is what nobody filters reports by.
type reportFacts struct {
	Level      bool                        `json:"level,omitempty"`
	Parts      []report.Part               `json:"parts"`
	Declared   map[string]report.Statement `json:"declared,omitempty"`
	Table      report.File                 `json:"table,omitzero"`
	Explained  map[string]report.Words     `json:"explained,omitempty"`
	Files      []report.File               `json:"files,omitempty"`
	Returned   string                      `json:"returned,omitempty"`
	Signed     []report.Signature          `json:"signed,omitempty"`
	AcceptedAt time.Time                   `json:"accepted_at,omitzero"`
	Errata     []report.Erratum            `json:"errata,omitempty"`
}

func (r Reader) reports(ctx context.Context, where string, args ...any) ([]report.Report, error) {
	var list []report.Report
	err := r.each(ctx, `select `+reportColumns+` from report `+where, args, func(rows *sql.Rows) error {
		var v report.Report
		var submitted, published int64
		var editions int
		var text string
		if err := rows.Scan(&v.Agency, &v.Year, &v.Form, &v.State, &v.DueOn, &submitted, &published, &editions, &v.Public, &text, &v.Stamp); err != nil {
			return err
		}
		var f reportFacts
		if err := unpack(text, &f); err != nil {
			return fmt.Errorf("%s: %w", v.Thing(), err)
		}
		v.SubmittedAt, v.PublishedAt = instant(submitted), instant(published)
		v.Level, v.Parts, v.Declared, v.Table, v.Explained, v.Files = f.Level, f.Parts, f.Declared, f.Table, f.Explained, f.Files
		v.Returned, v.Signed, v.AcceptedAt, v.Errata = f.Returned, f.Signed, f.AcceptedAt, f.Errata
		list = append(list, v)
		return nil
	})
	return list, err
}

// Report is an agency's report of a year. Errors: [ErrNotFound].
func (r Reader) Report(ctx context.Context, in agency.Code, year int) (report.Report, error) {
	return only(r.reports(ctx, `where agency = $1 and year = $2`, string(in), year))
}

// ReportsOfYear is all reports of a year, by agency.
func (r Reader) ReportsOfYear(ctx context.Context, year int) ([]report.Report, error) {
	return r.reports(ctx, `where year = $1 order by agency`, year)
}

// ReportsOf is all reports of an agency, the last year first.
func (r Reader) ReportsOf(ctx context.Context, in agency.Code) ([]report.Report, error) {
	return r.reports(ctx, `where agency = $1 order by year desc`, string(in))
}

// ReportYear is how many reports of a year there are and how many are public.
type ReportYear struct {
	Year       int
	Begun, Out int64
}

// ReportYears is the years of which there are reports, the last first.
func (r Reader) ReportYears(ctx context.Context) ([]ReportYear, error) {
	var list []ReportYear
	err := r.each(ctx, `select year, count(*), count(*) filter (where public > 0) from report group by year order by year desc`, nil, func(rows *sql.Rows) error {
		var y ReportYear
		err := rows.Scan(&y.Year, &y.Begun, &y.Out)
		list = append(list, y)
		return err
	})
	return list, err
}

// PublicReports is, of a year, the agencies whose report is public and when it
// became so, by agency.
func (r Reader) PublicReports(ctx context.Context, year int) (map[agency.Code]time.Time, error) {
	list := map[agency.Code]time.Time{}
	err := r.each(ctx, `select agency, published_at from report where year = $1 and public > 0`, []any{year}, func(rows *sql.Rows) error {
		var in agency.Code
		var at int64
		err := rows.Scan(&in, &at)
		list[in] = instant(at)
		return err
	})
	return list, err
}

// SaveReport saves the report as it was read, or new. Errors: [ErrChanged].
func (tx *Tx) SaveReport(ctx context.Context, v report.Report, e journal.Entry) error {
	if e.Thing != v.Thing() {
		return tx.fail(fmt.Errorf("save %s: the entry is about %s", v.Thing(), e.Thing))
	}
	facts, err := pack(reportFacts{v.Level, v.Parts, v.Declared, v.Table, v.Explained, v.Files, v.Returned, v.Signed, v.AcceptedAt, v.Errata})
	if err != nil {
		return tx.fail(err)
	}
	args := []any{string(v.Agency), v.Year, v.Form, string(v.State), int64(v.DueOn), micros(v.SubmittedAt), micros(v.PublishedAt),
		len(v.Signed), v.Public, facts, v.Stamp + 1}
	if v.Stamp == 0 {
		var known int64
		if err := tx.one(ctx, `select count(*) from report where agency = $1 and year = $2`, args[:2], &known); err != nil {
			return tx.fail(err)
		}
		if known > 0 {
			return tx.fail(ErrChanged)
		}
		_, err = tx.exec(ctx, `insert into report (`+reportColumns+`) values `+holes(1, len(args)), args...)
		if err != nil {
			return tx.fail(fmt.Errorf("save %s: %w", v.Thing(), err))
		}
	} else {
		err = tx.later(ctx, write{thing: v.Thing(), exact: true, args: append(args, v.Stamp), text: `update report set
				form = $3, state = $4, due_on = $5, submitted_at = $6, published_at = $7, editions = $8, public = $9, facts = $10, stamp = $11
			where agency = $1 and year = $2 and stamp = $12`})
		if err != nil {
			return err
		}
	}
	return tx.enter(ctx, e)
}

// auditReports names the blobs of the reports: their files and every signed
// edition; and checks that each signature is in the journal.
func (r Reader) auditReports(ctx context.Context, tell func(Difference), files map[string]publication.Attachment) error {
	list, err := r.reports(ctx, `order by agency, year`)
	if err != nil {
		return err
	}
	for _, v := range list {
		name := func(f report.File) {
			if f.SHA256 != "" {
				files[f.SHA256] = publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256}
			}
		}
		for _, f := range v.Files {
			name(f)
		}
		name(v.Table)
		for _, s := range v.Signed {
			name(report.File{Name: v.Thing(), Type: "application/json", Size: s.Size, SHA256: s.Hash})
			var n int64
			if err := r.one(ctx, `select count(*) from journal where thing = $1 and act = $2 and note = $3`,
				[]any{v.Thing(), string(journal.ReportSign), s.Hash}, &n); err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			if n == 0 {
				tell(Difference{v.Thing(), "签发", "日志中没有", s.Hash})
			}
		}
	}
	return nil
}
