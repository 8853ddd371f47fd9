package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/office"
	paper "gongkai/paper/report"
)

type reportCompileCmd struct {
	where
	Year    int    `help:"Year reported on." required:"" placeholder:"YEAR"`
	Form    string `help:"Form: 2014, 2019 or 2021; by default that of the year." placeholder:"FORM"`
	Agency  string `help:"Code of the agency; by default the city's own report." placeholder:"CODE"`
	Fresh   bool   `help:"Compile what the record says now, also where a report was signed; then say what differs."`
	Recount bool   `help:"Count the records themselves instead of trusting tallies."`
	Out     string `help:"Write the report itself to a file: .docx, .pdf, .xlsx, .csv or .json; an existing one is left alone." placeholder:"FILE"`
	JSON    bool   `help:"Print JSON: every cell by its code, and the named figures."`
}

// compiledReport is what the command prints.
type compiledReport struct {
	Agency agency.Code `json:"agency"`
	Name   string      `json:"name"`
	Year   int         `json:"year"`
	Form   string      `json:"form"`
	// Journal is the last entry taken into account; Signed when the edition
	// was signed, and Hash its hash, "" for one compiled now.
	Journal int64  `json:"journal"`
	Signed  string `json:"signed,omitempty"`
	Hash    string `json:"hash,omitempty"`
	// Cells has every cell, "3.1.1" or "B1.natural"; null where no number is
	// known. Rows are the same by row and column.
	Cells   map[string]*printed.Number            `json:"cells"`
	Rows    map[string]map[string]*printed.Number `json:"rows"`
	Figures map[string]*printed.Number            `json:"figures"`
	// Holds, Fails and Unjudged are the identities of the form, as of
	// `gongkai report check`; those with other years and members are not judged.
	Holds    []string `json:"holds"`
	Fails    []string `json:"fails"`
	Unjudged []string `json:"unjudged"`
	// Differs are the figures of the signed edition that the record now gives
	// otherwise.
	Differs []driftLine `json:"differs,omitempty"`

	findings []check.Finding
}

type driftLine struct {
	Figure string `json:"figure"`
	Signed string `json:"signed"`
	Now    string `json:"now"`
}

// errDrift ends a compilation that no longer agrees with what was signed.
var errDrift = errors.New("与签发时的数字不一致，请按上面所列核对")

func (c reportCompileCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	code := agency.Code(strings.ToUpper(c.Agency))
	if code == "" {
		city, err := o.City(ctx)
		if err != nil {
			return err
		}
		code = city.Government
	}
	if c.Out != "" {
		return c.write(ctx, o, code, out)
	}
	r, drift, err := c.compile(ctx, o, code)
	if err != nil {
		return err
	}
	for _, d := range drift {
		r.Differs = append(r.Differs, driftLine{d.Figure.Name, d.Figure.Text, d.Now})
	}
	if c.JSON {
		err = out.json(r)
	} else {
		out.compiled(r)
	}
	if err == nil && len(r.Differs) > 0 {
		err = errDrift
	}
	return err
}

// compile is the signed edition, or one made now.
func (c reportCompileCmd) compile(ctx context.Context, o *office.Office, code agency.Code) (compiledReport, []office.Drift, error) {
	made, err := o.CompileReport(ctx, code, c.Year, office.CompileOptions{Form: c.Form, Recount: c.Recount, Figures: true})
	if err != nil {
		return compiledReport{}, nil, err
	}
	s, signed := made.Report.Signature()
	if !signed || c.Form != "" && c.Form != made.Report.Form {
		return printable(made.Form, made.Edition, ""), nil, nil
	}
	e, err := o.ReadEdition(ctx, s.Hash)
	if err != nil {
		return compiledReport{}, nil, err
	}
	if !c.Fresh && !c.Recount {
		return printable(made.Form, e, s.Hash), nil, nil
	}
	drift, err := o.ReportDrift(ctx, e, c.Recount)
	return printable(made.Form, made.Edition, ""), drift, err
}

// errPaper refuses a file of a kind in which no report is written.
var errPaper = errors.New("--out 应为 .docx、.pdf、.xlsx、.csv 或 .json 文件")

// write writes the signed edition, or one made now, which says by its missing
// date that nobody signed it.
func (c reportCompileCmd) write(ctx context.Context, o *office.Office, code agency.Code, out *console) error {
	made, err := o.CompileReport(ctx, code, c.Year, office.CompileOptions{Form: c.Form, Recount: c.Recount})
	if err != nil {
		return err
	}
	e := made.Edition
	var errata []annual.Erratum
	if s, signed := made.Report.Signature(); signed && !c.Fresh && !c.Recount && (c.Form == "" || c.Form == made.Report.Form) {
		if e, err = o.ReadEdition(ctx, s.Hash); err != nil {
			return err
		}
		for _, x := range made.Report.ErrataOf(len(made.Report.Signed)) {
			errata = append(errata, annual.Erratum{On: x.On.String(), Where: x.Where, Was: x.Was, Is: x.Is, Why: x.Why})
		}
	}
	var b []byte
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".docx":
		b, err = paper.DOCX(e, errata)
	case ".pdf":
		b, err = paper.PDF(e, errata)
	case ".xlsx":
		b, err = paper.XLSX(e)
	case ".csv":
		b, err = paper.CSV(e)
	case ".json":
		b, err = paper.JSON(e)
	default:
		err = errPaper
	}
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s 已经存在；请换一个文件名", c.Out)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err == nil {
		out.printf("已写出 %s：%s，%d 字节\n", c.Out, e.Title, len(b))
	}
	return err
}

func printable(f *form.Form, e annual.Edition, hash string) compiledReport {
	r := compiledReport{
		Agency: agency.Code(e.Agency), Name: e.Name, Year: e.Year, Form: e.Form, Journal: e.Journal, Signed: e.Signed, Hash: hash,
		Cells: map[string]*printed.Number{}, Rows: map[string]map[string]*printed.Number{}, Figures: map[string]*printed.Number{},
	}
	checked := check.Check(annual.Table(f, e.Year, e.Name, e.Figures), check.Beside{Power: check.PowerOf(e.Name)})
	r.Holds, r.Fails, r.Unjudged, r.findings = checked.Holds, checked.Fails, checked.Unjudged, checked.Findings
	for _, fig := range e.Figures {
		var n *printed.Number
		if fig.Text != "" {
			n = &fig.Value
		}
		cell, ok := f.Cell(fig.Name)
		if !ok {
			r.Figures[fig.Name] = n
			continue
		}
		r.Cells[fig.Name] = n
		if r.Rows[cell.Row] == nil {
			r.Rows[cell.Row] = map[string]*printed.Number{}
		}
		r.Rows[cell.Row][cell.Column] = n
	}
	return r
}

// compiled prints a report's figures for people.
func (c *console) compiled(r compiledReport) {
	f := form.ByCode(r.Form)
	state := fmt.Sprintf("按日志第 %d 号编制", r.Journal)
	if r.Hash != "" {
		signed := r.Signed
		if at, err := time.Parse(time.RFC3339, r.Signed); err == nil {
			signed = at.In(calendar.Beijing).Format("2006-01-02 15:04")
		}
		state = "已于 " + signed + " 签发，指纹 " + r.Hash[:16]
	}
	c.printf("%s  %d 年度  %s年格式  %s\n\n", r.Name, r.Year, r.Form, state)
	text := func(n *printed.Number) string {
		if n == nil {
			return "（空）"
		}
		return n.String()
	}
	for _, row := range f.Rows {
		switch {
		case len(row.Columns) == 0:
			c.printf("%s\n", row.Name)
		case len(row.Columns) == 1:
			c.printf("  %s\t%s %s\n", row.Name, text(r.Rows[row.Code][row.Columns[0].Code]), row.Unit)
		default:
			c.printf("  %s\n   ", row.Name)
			for _, col := range row.Columns {
				c.printf(" %s %s", col.Name, text(r.Rows[row.Code][col.Code]))
			}
			c.printf("\n")
		}
	}
	c.printf("\n其他数字\n")
	for _, n := range annual.Names {
		c.printf("  %s\t%s %s\n", n.Name, text(r.Figures[n.Name]), n.Unit)
	}
	c.printf("\n核验：成立 %d 项，不成立 %d 项，无法判断 %d 项\n", len(r.Holds), len(r.Fails), len(r.Unjudged))
	for _, found := range r.findings {
		c.printf("  %s  %s\n", found.ID, found.Sentence)
	}
	if len(r.Differs) > 0 {
		c.printf("\n与签发时不一致\n")
		for _, d := range r.Differs {
			c.printf("  %s\t签发 %s\t现在 %s\n", d.Figure, d.Signed, d.Now)
		}
	}
}
