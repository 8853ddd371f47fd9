package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// reportNumbersPage is the statutory tables with what the record gives for
// each cell and what the agency states beside it.
type reportNumbersPage struct {
	Form   *page.Form
	Key    reportKey
	C      office.Compiled
	Tables []numberTable
	Stamp  int64
	// Newer is the cells that somebody else stated otherwise meanwhile.
	Newer []newerNumber
}

// numberTable is one of the form's tables, one cell to a line.
type numberTable struct {
	Name string
	Rows []numberRow
}

// numberRow is a cell, or a heading.
type numberRow struct {
	Heading string // of the rows that follow; "" for a cell
	Name    string // of the figure
	Label   string
	Note    string
	Unit    string
	Counted string // by the platform; "" where it keeps no such record
	Total   string // as it stands in the report; "" while it is blank
	Stated  report.Statement
	Members bool // what others stated is in it too
	Sum     bool
	Field   string
}

type newerNumber struct{ Label, Theirs, Typed string }

func numberField(name string) string { return "cell-" + name }

// declaredNote is a note of the journal about a stated number, with the cell as
// people call it.
func declaredNote(note string) string {
	name, numbers, ok := strings.Cut(note, "：")
	for _, f := range slices.Backward(form.Forms) {
		if cell, known := f.Cell(name); ok && known {
			return f.Label(cell) + "：" + numbers
		}
	}
	return note
}

func (d *Desk) reportNumbersShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, _, err := d.reportOf(r, o, journal.ReportDeclare)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(r.Context(), k.Agency, k.Year)
	if err != nil {
		return err
	}
	if !v.May(journal.ReportDeclare) {
		return undone(w, r, k.href(), report.ErrState.Error())
	}
	return d.reportNumbersAgain(w, r, k, &page.Form{}, nil, http.StatusOK)
}

func (d *Desk) reportNumbersAgain(w http.ResponseWriter, r *http.Request, k reportKey, f *page.Form, newer []newerNumber, status int) error {
	c, err := d.Office.CompileReport(r.Context(), k.Agency, k.Year, office.CompileOptions{Figures: true})
	if err != nil {
		return err
	}
	p := reportNumbersPage{Form: f, Key: k, C: c, Stamp: c.Report.Stamp, Newer: newer}
	p.Tables = numberTables(c, f)
	return page.Render(w, r, status, d.reportNumbersView(p))
}

// numberTables puts every cell of the form on a line, and what is stated into
// the fields that were not typed in.
func numberTables(c office.Compiled, f *page.Form) []numberTable {
	figures := map[string]annual.Figure{}
	for _, fig := range c.Edition.Figures {
		figures[fig.Name] = fig
	}
	var list []numberTable
	for _, t := range c.Form.Tables {
		table := numberTable{Name: t.Name}
		for _, row := range c.Form.Rows {
			if row.Table != t.Code {
				continue
			}
			if len(row.Columns) == 0 {
				if row.Name != t.Name {
					table.Rows = append(table.Rows, numberRow{Heading: row.Name})
				}
				continue
			}
			for _, col := range row.Columns {
				cell := form.Cell{Row: row.Code, Column: col.Code}
				fig := figures[cell.String()]
				v := numberRow{Name: fig.Name, Label: c.Form.Label(cell), Note: row.Note, Unit: fig.Unit, Total: fig.Text, Sum: col.From.Fact == form.Sum,
					Stated: c.Report.Declared[fig.Name], Field: numberField(fig.Name)}
				if fig.Stated == nil {
					v.Counted = fig.Text
				} else {
					v.Members = fig.Stated.Value.String() != v.Stated.Text
					if col.From.Fact != form.Declared {
						v.Counted = (fig.Value - fig.Stated.Value).String()
					}
				}
				if _, typed := f.Values[v.Field]; !typed {
					f.Set(v.Field, v.Stated.Text)
				}
				table.Rows = append(table.Rows, v)
			}
		}
		list = append(list, table)
	}
	return list
}

// reportNumbers states every cell whose number was changed, with the one basis
// given for them. What is refused stays typed, beside its cell; the cells before
// it are kept.
func (d *Desk) reportNumbers(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, _, err := d.reportOf(r, o, journal.ReportDeclare)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(ctx, k.Agency, k.Year)
	if err != nil {
		return err
	}
	if !v.May(journal.ReportDeclare) {
		return undone(w, r, k.href(), report.ErrState.Error())
	}
	of := form.ByCode(v.Form)
	type change struct{ name, text string }
	var changes []change
	for _, cell := range of.Cells() {
		name := cell.String()
		if _, sent := f.Values[numberField(name)]; !sent {
			continue
		}
		if text := strings.ReplaceAll(f.Get(numberField(name)), ",", ""); text != v.Declared[name].Text {
			changes = append(changes, change{name, text})
		}
	}
	if stampOf(f) != v.Stamp {
		var newer []newerNumber
		for _, x := range changes {
			cell, _ := of.Cell(x.name)
			newer = append(newer, newerNumber{of.Label(cell), v.Declared[x.name].Text, x.text})
		}
		f.Fail("", store.ErrChanged.Error())
		return d.reportNumbersAgain(w, r, k, f, newer, http.StatusConflict)
	}
	if len(changes) == 0 {
		return done(w, r, k.href(), "数字没有变化")
	}
	basis := f.Get("basis")
	if slices.ContainsFunc(changes, func(x change) bool { return x.text != "" }) && basis == "" {
		f.Fail("basis", report.ErrBasis.Error())
	}
	if !f.OK() {
		return d.reportNumbersAgain(w, r, k, f, nil, http.StatusUnprocessableEntity)
	}
	kept := 0
	for _, x := range changes {
		_, err := d.Office.DeclareFigure(ctx, o.Actor, k.Agency, k.Year, x.name, x.text, basis)
		switch {
		case err == nil:
			kept++
		case errors.Is(err, report.ErrBasis):
			f.Refuse(ctx, err)
		case f.Refuse(ctx, err):
			// Above the form the same sentence may stand for several numbers.
			cell, _ := of.Cell(x.name)
			last := &f.Errors[len(f.Errors)-1]
			last.Field, last.Text = numberField(x.name), of.Label(cell)+"："+page.T(ctx, last.Text)
		default:
			return err
		}
		if errors.Is(err, report.ErrBasis) {
			break // the same for all that follow
		}
	}
	if !f.OK() {
		if kept > 0 {
			f.Fail("", page.Tf(ctx, "其余 %d 项已保存", kept))
		}
		return d.reportNumbersAgain(w, r, k, f, nil, http.StatusUnprocessableEntity)
	}
	return done(w, r, k.href()+"/numbers", "数字已保存")
}
