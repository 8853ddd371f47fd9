package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/figures/check"
	"gongkai/law/form"
	"gongkai/paper/declared"
)

type reportCmd struct {
	Compile  reportCompileCmd  `cmd:"" help:"Compile the year's report from the record: every cell of its form (编制)."`
	Check    reportCheckCmd    `cmd:"" help:"Hold a filled table against every identity of its form; exit 0 only if no hard one fails (核验)."`
	Template reportTemplateCmd `cmd:"" help:"Write the blank table of a form, to be filled (统计表模板)."`
}

// errNotUnderstood ends a command whose file is not what it should be, with
// [exitUsage].
var errNotUnderstood = errors.New("看不懂这个文件")

// errBroken ends a check that found a hard identity broken, or two editions of a
// table that differ.
var errBroken = errors.New("核验没有通过，请按上面所列改正")

type reportCheckCmd struct {
	File       string   `arg:"" help:"JSON, XLSX or CSV of a statutory table." type:"existingfile"`
	Previous   string   `help:"The table of the year before." type:"existingfile" placeholder:"FILE"`
	Member     []string `help:"The table of an agency summed up in FILE; once for each." type:"existingfile" placeholder:"FILE" sep:"none"`
	Same       string   `help:"Another edition of the same table; every cell that differs is named." type:"existingfile" placeholder:"FILE"`
	MakesRules string   `help:"Whether the agency may make rules (规章): yes, no, or what its name tells." enum:"yes,no,name" default:"name"`
	JSON       bool     `help:"Print JSON: holds, fails, unjudged, and every failure with cell, rule, expected, found."`
}

func (c reportCheckCmd) Run(out *console) error {
	t, err := readTable(c.File)
	if err != nil {
		return err
	}
	beside := check.Beside{Power: check.PowerOf(t.Agency)}
	switch c.MakesRules {
	case "yes":
		beside.Power = check.MakesRules
	case "no":
		beside.Power = check.MakesNone
	}
	if c.Previous != "" {
		if beside.LastYear, err = readTable(c.Previous); err != nil {
			return err
		}
	}
	if c.Same != "" {
		if beside.Same, err = readTable(c.Same); err != nil {
			return err
		}
	}
	for _, name := range c.Member {
		m, err := readTable(name)
		if err != nil {
			return err
		}
		beside.Members = append(beside.Members, m)
	}
	r := check.Check(t, beside)
	if c.JSON {
		err = out.json(r)
	} else {
		out.checked(t.Form, r)
	}
	if err == nil && r.Broken() {
		err = errBroken
	}
	return err
}

func readTable(name string) (*check.Table, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	t, err := declared.Read(filepath.Base(name), f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("%w：%w", errNotUnderstood, err)
	}
	return t, nil
}

// checked prints a result for people: failures first.
func (c *console) checked(f *form.Form, r check.Result) {
	whole := "完整"
	if r.Partial {
		whole = fmt.Sprintf("不完整，缺 %d 行，%d 格数字不明", len(r.Missing), r.Unknown)
	}
	year := "年度不明"
	if r.Year > 0 {
		year = fmt.Sprintf("%d 年度", r.Year)
	}
	c.printf("%s  %s  %s年格式（%s）  %s\n", r.Agency, year, f.Code, f.Document, whole)
	c.printf("成立 %d 项，不成立 %d 项，无法判断 %d 项\n", len(r.Holds), len(r.Fails), len(r.Unjudged))
	if len(r.Findings) > 0 {
		c.printf("\n不成立：\n")
	}
	for _, found := range r.Findings {
		level := "须改正"
		if found.Level == form.Soft {
			level = "须说明"
		}
		c.printf("  %s  %s  %s\n", found.ID, level, found.Sentence)
	}
	for _, s := range r.Suspects {
		mend := ""
		if s.Expected != "" {
			mend = "，改为 " + s.Expected + " 则都成立"
		}
		c.printf("  请先核对 %s（%s）：现为 %s%s\n", f.Label(s.Cell), s.Cell, s.Found, mend)
	}
	if len(r.Differences) > 0 {
		c.printf("\n与另一份表不同：\n")
	}
	for _, d := range r.Differences {
		c.printf("  %s（%s）  此表 %s，另一份 %s\n", f.Label(d.Cell), d.Cell, d.Here, d.There)
	}
	if len(r.Reasons) > 0 {
		c.printf("\n无法判断：\n")
	}
	for _, i := range f.Identities {
		var keys, why []string
		for _, reason := range r.Reasons {
			if ofIdentity(reason.ID, i) {
				keys, why = append(keys, reason.ID), append(why, reason.Sentence)
			}
		}
		if why = slices.Compact(why); len(why) > 1 {
			why = []string{"有空白、缺失或者不准确的格，--json 逐项列出"}
		}
		if len(keys) > 0 {
			c.printf("  %s  %s\n", strings.Join(keys, " "), why[0])
		}
	}
	if len(r.Holds) > 0 {
		c.printf("\n成立：\n")
	}
	for _, i := range f.Identities {
		var places []string
		for _, key := range r.Holds {
			if ofIdentity(key, i) {
				places = append(places, key)
			}
		}
		if len(places) > 0 {
			c.printf("  %s  %s\n", i.Sentence, strings.Join(places, " "))
		}
	}
	if len(r.Remarks) > 0 {
		c.printf("\n请注意：\n")
	}
	for _, m := range r.Remarks {
		c.printf("  %s\n", strings.TrimSpace(m.Place+"  "+m.Sentence))
	}
}

// ofIdentity says whether a key of a result, "F1:natural", is of the identity.
func ofIdentity(key string, i form.Identity) bool {
	id, _, _ := strings.Cut(key, ":")
	return id == i.ID
}

type reportTemplateCmd struct {
	Form   string `help:"Form: 2014, 2019 or 2021; without it that of --year, or the newest." placeholder:"FORM"`
	Year   int    `help:"Year reported on, written into the table." placeholder:"YEAR"`
	Agency string `help:"Name of the agency, written into the table." placeholder:"NAME"`
	Out    string `help:"File to write, .xlsx or .json; an existing one is left alone." placeholder:"FILE"`
}

var (
	errNoForm = errors.New("没有这种格式，可选 2014、2019、2021")
	errOut    = errors.New("--out 应为 .xlsx 或 .json 文件")
)

func (c reportTemplateCmd) Run(out *console) error {
	f := form.ByCode(c.Form)
	switch {
	case c.Form != "":
	case c.Year > 0:
		f = form.Of(c.Year)
	default:
		f = form.Forms[len(form.Forms)-1]
	}
	if f == nil {
		return errNoForm
	}
	t := &check.Table{Form: f, Year: c.Year, Agency: c.Agency}
	name, write := c.Out, declared.WriteXLSX
	switch strings.ToLower(filepath.Ext(name)) {
	case "":
		if name != "" {
			return errOut
		}
		name = "annual-report-" + f.Code + ".xlsx"
	case ".xlsx":
	case ".json":
		t, write = declared.Blank(t), declared.WriteJSON
	default:
		return errOut
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s 已经存在；请换一个文件名，以免覆盖已填的表", name)
	}
	if err != nil {
		return err
	}
	err = write(file, t)
	if e := file.Close(); err == nil {
		err = e
	}
	if err == nil {
		out.printf("已写出 %s：%s（%s），%d 格\n", name, f.Name, f.Document, len(f.Cells()))
	}
	return err
}
