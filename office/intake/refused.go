package intake

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gongkai/paper/sheet"
	"gongkai/store"
)

// refusedBatch is how many refusals are read at once.
const refusedBatch = 5000

// RefusedTo is how refused rows are written.
type RefusedTo struct {
	// Begin is [sheet.RefusedCSV] or [sheet.RefusedXLSX] with where it goes.
	Begin func(header []string) (*sheet.Refused, error)
	// Say puts a reason into the reader's language; nil to leave it.
	Say func(string) string
}

// WriteRefused writes what a run refused as a table to be mended and imported
// again: each row as it stood in the file, with its place and reason last. Of a
// file that was not kept, table nil, there are the cells refused alone. Errors:
// those of sheet.
func WriteRefused(ctx context.Context, s *store.Store, run store.Run, table *sheet.Rows, to RefusedTo) error {
	if to.Say == nil {
		to.Say = func(s string) string { return s }
	}
	header := []string{to.Say("行号"), to.Say("列"), to.Say("内容")}
	if table != nil {
		header = table.Header()
	}
	w, err := to.Begin(header)
	if err != nil {
		return err
	}
	for after := int64(0); ; {
		list, err := s.Refusals(ctx, run.ID, after, refusedBatch)
		if err != nil {
			return err
		}
		for _, v := range list {
			cells, why := []string{strconv.FormatInt(v.Row, 10), v.Field, v.Value}, to.Say(v.Reason)
			if table != nil {
				if cells, err = cellsOf(table, v.Row); err != nil {
					return err
				}
				why = placed(v, why)
			}
			if err := w.Write(cells, why); err != nil {
				return err
			}
			after = v.Row
		}
		if len(list) < refusedBatch {
			return w.Close()
		}
	}
}

func placed(v store.Refusal, why string) string {
	if v.Field == "" {
		return fmt.Sprintf("#%d：%s", v.Row, why)
	}
	return fmt.Sprintf("#%d %s：%s", v.Row, v.Field, why)
}

// cellsOf reads on to the row of that number and gives its cells. Errors: those
// of sheet, also when the file has no such row.
func cellsOf(table *sheet.Rows, row int64) ([]string, error) {
	for {
		v, err := table.Next()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if int64(v.Number) == row {
			for i, c := range v.Cells {
				v.Cells[i] = strings.ToValidUTF8(c, "�")
			}
			return v.Cells, nil
		}
	}
}
