package public

import (
	"net/http"

	"github.com/a-h/templ"

	"gongkai/figures/annual"
	"gongkai/web/page"
)

// printedPage holds a compiled report against the printed one.
type printedPage struct {
	edition annual.Edition
	base    string
	printed annual.Printed
	rows    []printedRow
	agree   int
	differ  int
	lack    int
}

type printedRow struct {
	annual.PrintedLine
	figure  annual.Figure
	verdict annual.Agreement
}

func (w *Window) showPrinted(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("reports")
	in, year, err := w.askedReport(r)
	if err != nil {
		return nil, err
	}
	_, _, e, err := w.publicReport(ctx, in, year)
	if err != nil {
		return nil, err
	}
	printed, ok, err := w.printedReport(ctx, in, year)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, page.ErrNotFound
	}
	p := printedPage{edition: e, base: reportHref(year, in), printed: printed}
	for _, l := range printed.Lines {
		row := printedRow{PrintedLine: l}
		if l.Figure == "" {
			p.rows = append(p.rows, row)
			continue
		}
		row.figure, row.verdict = l.Compare(&e)
		switch row.verdict {
		case annual.Agrees, annual.Rounded:
			p.agree++
		case annual.Differs:
			p.differ++
		case annual.Lacking:
			p.lack++
		}
		p.rows = append(p.rows, row)
	}
	return printedView(p), nil
}
