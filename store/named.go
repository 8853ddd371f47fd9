package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// unnaming are the columns of text that name no blob though its hash stands in
// them: what was learned of a file by looking into it, which goes when the file
// does. Every other column of text names what it holds the hash of, also those
// of tables that are yet to be made.
var unnaming = map[string][]string{
	"screened": {"sha256", "served"}, "reading": {"sha256"}, "reading_page": {"sha256"}, "reading_use": {"sha256"},
}

// hashForm is the name of a blob wherever it stands: by itself, in a list of
// attachments, in the address of a picture.
var hashForm = regexp.MustCompile(`[0-9a-f]{64}`)

// NamedFiles is every blob that something names, as of one instant: drafts, what is
// or was public, requests, remedies, reports, mail, redactions, imports, and the
// cleaned copies of their files. It reads every text of the record, table by
// table, and progress counts tables.
func (s *Store) NamedFiles(ctx context.Context, progress func(at, total int64)) (map[string]bool, error) {
	named := map[string]bool{}
	err := s.audit(ctx, func(r Reader) error {
		tables, err := r.textColumns(ctx, s.engine)
		if err != nil {
			return err
		}
		names := make([]string, 0, len(tables))
		for table := range tables {
			names = append(names, table)
		}
		slices.Sort(names)
		for i, table := range names {
			columns := slices.DeleteFunc(tables[table], func(c string) bool { return slices.Contains(unnaming[table], c) })
			if err := r.namedIn(ctx, s.engine, table, columns, named); err != nil {
				return err
			}
			if progress != nil {
				progress(int64(i+1), int64(len(names)))
			}
		}
		return r.servedFor(ctx, named)
	})
	return named, err
}

// textColumns is the columns of text of every table.
func (r Reader) textColumns(ctx context.Context, e engine) (map[string][]string, error) {
	tables := map[string][]string{}
	err := r.each(ctx, e.textColumns(), nil, func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		tables[table] = append(tables[table], column)
		return err
	})
	return tables, err
}

// namedIn adds what the columns of one table name.
func (r Reader) namedIn(ctx context.Context, e engine, table string, columns []string, named map[string]bool) error {
	if len(columns) == 0 {
		return nil
	}
	var values, holds []string
	for _, c := range columns {
		c = `"` + c + `"`
		values = append(values, `case when `+e.holdsHash(c)+` then `+c+` else '' end`)
		holds = append(holds, e.holdsHash(c))
	}
	text := `select ` + strings.Join(values, ` || ' ' || `) + ` from "` + table + `" where ` + strings.Join(holds, ` or `)
	err := r.each(ctx, text, nil, func(rows *sql.Rows) error {
		var found string
		if err := rows.Scan(&found); err != nil {
			return err
		}
		for _, sum := range hashForm.FindAllString(found, -1) {
			named[sum] = true
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("named in %s: %w", table, err)
	}
	return nil
}

// servedFor adds the cleaned copies of what is named.
func (r Reader) servedFor(ctx context.Context, named map[string]bool) error {
	return r.each(ctx, `select sha256, served from screened where served <> ''`, nil, func(rows *sql.Rows) error {
		var of, served string
		if err := rows.Scan(&of, &served); err != nil {
			return err
		}
		if named[of] {
			named[served] = true
		}
		return nil
	})
}

// ForgetFiles deletes what was learned of files that are about to be removed,
// and of those whose cleaned copies are: should their bytes come again, they
// are looked into again.
func (s *Store) ForgetFiles(ctx context.Context, hashes []string) error {
	return s.traces(ctx, func(r Reader) error {
		return chunked(hashes, func(args []any) error {
			in := holes(1, len(args))
			for _, text := range []string{
				`delete from screened where sha256 in ` + in, `delete from screened where served in ` + in,
				`delete from reading where sha256 in ` + in, `delete from reading_page where sha256 in ` + in,
				`delete from reading_use where sha256 in ` + in,
			} {
				if _, err := r.exec(ctx, text, args...); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
