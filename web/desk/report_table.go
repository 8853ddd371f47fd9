package desk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/paper/declared"
	"gongkai/store"
	"gongkai/web/page"
)

// tableLimit is what a filled table may weigh, in bytes.
const tableLimit = 8 << 20

// reportTablePage takes a filled statutory table: first the file, then what was
// read from it and what the check says, then it is taken.
type reportTablePage struct {
	Form  *page.Form
	Key   reportKey
	Title string
	Taken report.File // the table taken before; the zero File if none
	// File and Name are the table handed in, by the name of its blob; "" before.
	File, Name string
	Table      *check.Table
	Checked    check.Result
	Rows       []tableRow
	Doubled    int  // cells of which the platform has records too
	Stated     int  // what was stated by hand and would be replaced
	Other      bool // the table names another agency
}

// tableRow is a cell of the table handed in.
type tableRow struct {
	Label, Unit  string
	Here         string // as printed in the file
	Counted      string // by the platform; "" where it has no record
	Total        string // as it would stand in the report
	Sum, Doubled bool
}

func (d *Desk) reportTableShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, v, err := d.tableOf(r, o)
	if err != nil {
		return err
	}
	if !v.May(journal.ReportTable) {
		return undone(w, r, k.href(), report.ErrState.Error())
	}
	return d.reportTableAgain(w, r, k, v, &page.Form{})
}

// tableOf is the report for which a table may come in.
func (d *Desk) tableOf(r *http.Request, o *Official) (reportKey, report.Report, error) {
	k, _, err := d.reportOf(r, o, journal.ReportTable)
	if err != nil {
		return k, report.Report{}, err
	}
	v, err := d.Office.Store.Report(r.Context(), k.Agency, k.Year)
	return k, v, err
}

func (d *Desk) reportTableAgain(w http.ResponseWriter, r *http.Request, k reportKey, v report.Report, f *page.Form) error {
	title, err := d.reportTitle(r.Context(), k)
	if err != nil {
		return err
	}
	return page.Show(w, r, f, d.reportTableView(reportTablePage{Form: f, Key: k, Title: title, Taken: v.Table}))
}

func (d *Desk) reportTitle(ctx context.Context, k reportKey) (string, error) {
	scope, err := d.Office.ReportScope(ctx, k.Agency, k.Year)
	return annual.Title(scope.Name, k.Year), err
}

// reportTemplate is the empty table of the report's form, to be filled in.
func (d *Desk) reportTemplate(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, v, err := d.tableOf(r, o)
	if err != nil {
		return err
	}
	scope, err := d.Office.ReportScope(r.Context(), k.Agency, k.Year)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := declared.WriteXLSX(&b, &check.Table{Form: form.ByCode(v.Form), Year: k.Year, Agency: scope.Name}); err != nil {
		return err
	}
	f, _ := formatOf("report.xlsx")
	return handOut(w, f, scope.Name+strconv.Itoa(k.Year)+"年度统计表", b.Bytes())
}

// tablePresses: a file is only looked at until it is taken.
var tablePresses = page.Presses{"take"}

// reportTable looks at a file handed in, or takes one looked at.
func (d *Desk) reportTable(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, v, err := d.tableOf(r, o)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if !v.May(journal.ReportTable) {
		return undone(w, r, k.href(), report.ErrState.Error())
	}
	act, err := tablePresses.Pressed(f)
	if err != nil {
		return err
	}
	name, b, err := d.tableHandedIn(ctx, r, f)
	if err != nil {
		return err
	}
	if !f.OK() {
		return d.reportTableAgain(w, r, k, v, f)
	}
	t, err := declared.Read(name, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		var refused *declared.Error
		if !errors.As(err, &refused) {
			return err
		}
		f.Fail("files", refused.Error())
		return d.reportTableAgain(w, r, k, v, f)
	}
	if t.Year != 0 && t.Year != k.Year {
		f.Fail("files", office.ErrTableForm.Error())
		return d.reportTableAgain(w, r, k, v, f)
	}
	sum, size, err := d.Office.Blobs.Put(ctx, bytes.NewReader(b))
	if err != nil {
		return err
	}
	if act == "take" {
		_, err := d.Office.TakeReportTable(ctx, o.Actor, k.Agency, k.Year, t, report.File{Name: name, Type: mediaOf(name), Size: size, SHA256: sum})
		if err == nil {
			return done(w, r, k.href(), "统计表已取用，请看核验结果")
		}
		if !f.Refuse(ctx, err) {
			return err
		}
		return d.reportTableAgain(w, r, k, v, f)
	}
	p := reportTablePage{Form: f, Key: k, Taken: v.Table, File: sum, Name: name, Table: t, Stated: len(v.Declared)}
	if p.Title, err = d.reportTitle(ctx, k); err != nil {
		return err
	}
	if err := d.holdTable(ctx, &p); err != nil {
		return err
	}
	return page.Show(w, r, f, d.reportTableView(p))
}

// tableHandedIn is the bytes of the file uploaded, or of the one that was looked
// at before, which the form names by its blob.
func (d *Desk) tableHandedIn(ctx context.Context, r *http.Request, f *page.Form) (string, []byte, error) {
	if sum := f.Get("sum"); sum != "" {
		name := tableName(f.Get("name"))
		if len(sum) != 64 || strings.Trim(sum, "0123456789abcdef") != "" || name == "" {
			return "", nil, page.ErrNotFound
		}
		blob, err := d.Office.Blobs.Open(ctx, sum)
		if errors.Is(err, store.ErrNotFound) {
			return "", nil, page.ErrNotFound
		}
		if err != nil {
			return "", nil, err
		}
		defer blob.Close()
		b, err := io.ReadAll(io.LimitReader(blob, tableLimit))
		return name, b, err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["files"]) == 0 || r.MultipartForm.File["files"][0].Size == 0 {
		f.Fail("files", "请选择填好的统计表")
		return "", nil, nil
	}
	header := r.MultipartForm.File["files"][0]
	name := tableName(header.Filename)
	if name == "" {
		f.Fail("files", page.ErrControlChars.Error())
		return "", nil, nil
	}
	file, err := header.Open()
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, tableLimit))
	return name, b, err
}

// mediaOf is the type of a table's file by its name.
func mediaOf(name string) string {
	for _, f := range reportFormats {
		if strings.HasSuffix(strings.ToLower(name), "."+f.Ext) {
			return f.Media
		}
	}
	return "text/plain; charset=utf-8"
}

// holdTable checks the table handed in, as it is and beside last year's, and
// says of each cell what the report would have.
func (d *Desk) holdTable(ctx context.Context, p *reportTablePage) error {
	f := p.Table.Form
	c, err := d.Office.CompileReport(ctx, p.Key.Agency, p.Key.Year, office.CompileOptions{Form: f.Code, Figures: true})
	if err != nil {
		return err
	}
	if p.Other, err = d.ofAnother(ctx, p.Table.Agency, p.Key.Agency); err != nil {
		return err
	}
	beside := check.Beside{Power: check.PowerOf(c.Scope.Name)}
	last, err := d.lastEdition(ctx, p.Key)
	if err != nil {
		return err
	}
	if last != nil && last.Form == f.Code {
		beside.LastYear = annual.Table(f, last.Year, last.Name, last.Figures)
	}
	p.Checked = check.Check(p.Table, beside)
	for _, fig := range c.Edition.Figures {
		cell, ok := f.Cell(fig.Name)
		if !ok {
			continue
		}
		col, _ := f.Column(cell)
		here := p.Table.Cells[cell]
		row := tableRow{Label: f.Label(cell), Unit: f.Unit(cell), Here: here.Text, Sum: col.From.Fact == form.Sum}
		counted, known := fig.Value, fig.Text != ""
		if fig.Stated != nil {
			counted -= fig.Stated.Value
			known = col.From.Fact != form.Declared
		}
		if known && !row.Sum {
			row.Counted = counted.String()
		}
		switch n, stated, exact := p.Table.Number(cell); {
		case row.Sum:
			row.Total = ""
		case !exact: // and the table is not taken
		case stated:
			total := n
			if known {
				total += counted
			}
			row.Total = total.String()
			row.Doubled = known && counted != 0 && n != 0
		default:
			row.Total = row.Counted
		}
		if row.Doubled {
			p.Doubled++
		}
		p.Rows = append(p.Rows, row)
	}
	slices.SortStableFunc(p.Checked.Findings, func(a, b check.Finding) int { return hardFirst(a) - hardFirst(b) })
	return nil
}

// ofAnother says whether the name on a table is that of another agency, or
// nothing like one of its own names. A table that names none may be anybody's.
func (d *Desk) ofAnother(ctx context.Context, name string, own agency.Code) (bool, error) {
	if name == "" {
		return false, nil
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return false, err
	}
	called := func(a agency.Agency) []string {
		list := []string{a.Name}
		if a.Short != "" {
			list = append(list, a.Short)
		}
		for _, f := range a.Former {
			list = append(list, f.Name)
		}
		return list
	}
	mine := called(agencies[own].Agency)
	if slices.Contains(mine, name) {
		return false, nil
	}
	for _, a := range agencies {
		if slices.Contains(called(a.Agency), name) {
			return true, nil
		}
	}
	return !slices.ContainsFunc(mine, func(s string) bool { return strings.Contains(s, name) || strings.Contains(name, s) }), nil
}

func hardFirst(f check.Finding) int {
	if f.Level == form.Hard {
		return 0
	}
	return 1
}

// hard is how many findings keep a table from being signed as it is.
func (p reportTablePage) hard() int {
	n := 0
	for _, f := range p.Checked.Findings {
		if f.Level == form.Hard {
			n++
		}
	}
	return n
}
