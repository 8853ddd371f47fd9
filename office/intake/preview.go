package intake

import (
	"context"
	"io"

	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/paper/sheet"
	"gongkai/store"
)

// Sample is the beginning of a file as it would come in.
type Sample struct {
	Format  string // CSV with its encoding, or XLSX
	Header  []string
	Mapping Mapping
	// Category and Channel are for rows without one, as the agency chose them
	// for its last file with this header; "" and 0 if it chose none.
	Category string
	Channel  publication.Channel
	// Problem is why nothing could come in with this mapping; nil if something
	// could. Rows is empty then.
	Problem error
	Rows    []SampleRow
	// More says that the file goes on.
	More bool
}

// SampleRow is one row: its record, or why it is refused.
type SampleRow struct {
	Number  int
	Cells   []string
	Record  publication.Imported
	Refused *store.Refusal // nil if the row comes in
}

// Preview reads the first rows of a job's file and saves nothing. Errors are
// those of the file itself.
func Preview(ctx context.Context, o *office.Office, j Job, rows int) (Sample, error) {
	file, size, err := j.open()
	if err != nil {
		return Sample{}, err
	}
	defer file.Close()
	in, err := sheet.Open(j.name(), file, size, sheet.Limits{})
	if err != nil {
		return Sample{}, err
	}
	defer in.Close()
	s := Sample{Format: in.Format(), Header: in.Header(), Mapping: j.Mapping}
	last, err := remembered(ctx, o.Store, j.Agency, s.Header)
	if err != nil {
		return s, err
	}
	s.Category, s.Channel = last.Category, last.Channel
	if s.Mapping == nil {
		s.Mapping = last.Columns
	}
	opt := options{Columns: s.Mapping, Category: j.DefaultCategory, Channel: j.Channel}
	read, problem := newReader(ctx, o, j.Agency, s.Header, opt)
	if problem != nil {
		s.Problem = problem
		return s, nil
	}
	for {
		row, err := in.Next()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		if len(s.Rows) == rows {
			s.More = true
			return s, nil
		}
		got, _, refused := read.row(row)
		s.Rows = append(s.Rows, SampleRow{Number: row.Number, Cells: row.Cells, Record: got, Refused: refused})
	}
}
