package declared

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// object is a JSON object with its members in the order of the file; that a
// name stands twice is an error, which encoding/json would pass over.
type object []member

type member struct {
	name  string
	value any // object, []any, json.Number, string, bool, nil
}

func (o object) get(name string) (any, bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

func (o object) text(name string) string {
	switch v, _ := o.get(name); v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

func decode(text []byte) (v any, place string, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	line := func() string {
		return fmt.Sprintf("第 %d 行", 1+bytes.Count(text[:min(int(d.InputOffset()), len(text))], []byte("\n")))
	}
	if v, err = value(d, 0); err == nil {
		if _, err = d.Token(); err == io.EOF {
			return v, "", nil
		}
		err = ErrJSON
	}
	if _, ok := err.(refused); !ok {
		err = ErrJSON
	}
	return nil, line(), err
}

// refused is a refusal of our own among the decoder's.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// deepest and mostRows bound a file that only looks like a table.
const (
	deepest  = 20
	mostRows = 1000
)

func value(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	brace, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if depth > deepest {
		return nil, refused{ErrShape}
	}
	if brace == '[' {
		list := []any{}
		for d.More() {
			v, err := value(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	o := object{}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string)
		if seen[name] {
			return nil, refused{fmt.Errorf("“%s”%w", name, ErrTwice)}
		}
		seen[name] = true
		v, err := value(d, depth+1)
		if err != nil {
			return nil, err
		}
		o = append(o, member{name, v})
	}
	_, err = d.Token()
	return o, err
}

func readJSON(text []byte) (*check.Table, string, error) {
	v, place, err := decode(bytes.TrimPrefix(text, []byte("\ufeff")))
	if err != nil {
		return nil, place, err
	}
	top, ok := v.(object)
	if !ok {
		return nil, "", ErrShape
	}
	given, ok := top.get("values_as_printed")
	if !ok {
		if figures, ok := top.get("figures"); ok {
			return edition(top, figures)
		}
		return nil, "", ErrNoTable
	}
	values, ok := given.(object)
	if !ok {
		return nil, "values_as_printed", ErrShape
	}
	year, remark := reportYear(top.text("report_year"))
	f, err := formOf(top.text("format"), year)
	if err != nil {
		return nil, "format", err
	}
	t := newFilling(f)
	t.Year, t.Agency, t.State = year, top.text("agency"), state(top.text("completeness"))
	if remark != "" {
		t.remark("report_year", "%s", remark)
	}
	if len(values) > mostRows {
		return nil, "values_as_printed", ErrLarge
	}
	for _, m := range values {
		if place, err := t.jsonRow(m); err != nil {
			return nil, "values_as_printed." + place, err
		}
	}
	if told, ok := top.get("narrative_figures"); ok && told != nil {
		o, ok := told.(object)
		if !ok {
			return nil, "narrative_figures", ErrShape
		}
		t.Told = map[string]printed.Number{}
		for _, m := range o {
			if n, ok := m.value.(json.Number); ok {
				if c, err := printed.Read(n.String()); err == nil && c.Kind == printed.Figure {
					t.Told[m.name] = c.Value
				}
			}
		}
	}
	return t.Table, "", nil
}

// edition is the table of a report as we sign and publish it
// (annual.Edition): of its figures those that are cells of the form.
func edition(top object, figures any) (*check.Table, string, error) {
	list, ok := figures.([]any)
	if !ok {
		return nil, "figures", ErrShape
	}
	if len(list) > mostRows {
		return nil, "figures", ErrLarge
	}
	year, remark := 0, ""
	if v, ok := top.get("year"); ok {
		year, remark = reportYear(fmt.Sprint(v))
	}
	f, err := formOf(top.text("form"), year)
	if err != nil {
		return nil, "form", err
	}
	t := newFilling(f)
	t.Year, t.Agency, t.State = year, top.text("name"), check.Complete
	if remark != "" {
		t.remark("year", "%s", remark)
	}
	for i, v := range list {
		place := fmt.Sprintf("figures.%d", i)
		fig, ok := v.(object)
		if !ok {
			return nil, place, ErrShape
		}
		if err := t.figure(place, fig.text("name"), fig.text("text")); err != nil {
			return nil, place, err
		}
	}
	if len(t.Cells) == 0 {
		return nil, "figures", ErrNoRows
	}
	return t.Table, "", nil
}

// figure places a figure of a report. What is no cell of the form should be a
// figure that only the text and the charts name.
func (f *filling) figure(place, name, text string) error {
	if c, ok := f.Form.Cell(name); ok {
		return f.put(c, text)
	}
	if !slices.ContainsFunc(annual.Names, func(n annual.Name) bool { return n.Name == name }) {
		f.remark(place, "格式中没有“%s”这一行，未计入", name)
	}
	return nil
}

// jsonRow places the cells of one row.
func (f *filling) jsonRow(m member) (place string, err error) {
	cells, ok := m.value.(object)
	if !ok {
		switch m.value.(type) {
		case json.Number, string, nil:
			cells = object{{form.Value, m.value}}
		default:
			return m.name, ErrShape
		}
	}
	found, note := rows(f.Form, m.name)
	if len(found) == 0 {
		f.remark(m.name, "格式中没有“%s”这一行，未计入", m.name)
		return "", nil
	}
	if note != "" {
		f.remark(found[0].Code, "行名后注有“%s”，请核对统计口径", note)
	}
	for _, cell := range cells {
		place := m.name + "." + cell.name
		text := ""
		switch v := cell.value.(type) {
		case json.Number:
			text = v.String()
			if strings.ContainsAny(text, "eE") {
				text = plainNumber(text)
			}
		case string:
			text = v
		case nil:
		default:
			return place, ErrShape
		}
		if len(found[0].Columns) == 0 {
			if c, err := printed.Read(text); err == nil && c.Kind == printed.Blank {
				continue
			}
			return place, ErrShifted
		}
		code := column(found[0].Columns, cell.name)
		if code == "" {
			f.remark(place, "“%s”没有“%s”这一栏，未计入", found[0].Name, cell.name)
			continue
		}
		if err := f.putAll(found, code, text); err != nil {
			return place, err
		}
	}
	return "", nil
}

// putAll places a text in a cell, or as the joint number of several.
func (f *filling) putAll(found []form.Row, column, text string) error {
	if len(found) == 1 {
		return f.put(form.Cell{Row: found[0].Code, Column: column}, text)
	}
	c, err := printed.Read(text)
	j := check.Joint{Cell: c}
	for _, r := range found {
		j.Cells = append(j.Cells, form.Cell{Row: r.Code, Column: column})
	}
	if err != nil {
		f.remark(j.Cells[0].String(), "%v", err)
	}
	f.Joint = append(f.Joint, j)
	return nil
}

// plainNumber is a number without its exponent, as far as it is exact; the text
// itself where it is not.
func plainNumber(s string) string {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// reportYear is the year reported on, 0 with a remark if the text is none.
func reportYear(s string) (year int, remark string) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, "度"), "年"))
	if n, err := strconv.Atoi(s); err == nil && n > 1999 && n < 2200 {
		return n, ""
	}
	if s == "" {
		return 0, ""
	}
	return 0, fmt.Sprintf("报告年度“%s”不是一个年份", s)
}

// formOf is the form a file names, or that of its year.
func formOf(code string, year int) (*form.Form, error) {
	if code == "" {
		if f := form.Of(year); f != nil {
			return f, nil
		}
		return nil, ErrForm
	}
	if f := form.ByCode(code); f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("“%s”：%w", code, ErrUnknown)
}

// WriteJSON writes a table in the shape that [Read] reads, rows and columns in
// the order of the form, numbers as numbers and anything else as it was
// printed. What the form has no place for is not written.
func WriteJSON(w io.Writer, t *check.Table) error {
	b := &bytes.Buffer{}
	quoted := func(s string) string {
		var q bytes.Buffer
		e := json.NewEncoder(&q)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			return `""` // a string always encodes
		}
		return strings.TrimSpace(q.String())
	}
	fmt.Fprintf(b, "{\n \"agency\": %s,\n", quoted(t.Agency))
	if t.Year > 0 {
		fmt.Fprintf(b, " \"report_year\": %d,\n", t.Year)
	}
	fmt.Fprintf(b, " \"format\": %s,\n", quoted(t.Form.Code))
	if s := map[check.State]string{check.Complete: "complete", check.Partial: "partial"}[t.State]; s != "" {
		fmt.Fprintf(b, " \"completeness\": %s,\n", quoted(s))
	}
	text := func(c printed.Cell) string {
		switch {
		case c.Kind == printed.Blank:
			return "null"
		case c.Exact() && !c.Signed && c.Unit == "":
			return c.Value.String()
		}
		return quoted(c.Text)
	}
	b.WriteString(" \"values_as_printed\": {")
	first := true
	row := func(key string, cells []string) {
		if len(cells) == 0 {
			return
		}
		if !first {
			b.WriteString(",")
		}
		first = false
		fmt.Fprintf(b, "\n  %s: {%s}", quoted(key), strings.Join(cells, ", "))
	}
	for _, r := range t.Form.Rows {
		var cells []string
		for _, c := range r.Columns {
			if cell, ok := t.Cells[form.Cell{Row: r.Code, Column: c.Code}]; ok {
				cells = append(cells, quoted(c.Code)+": "+text(cell))
			}
		}
		row(r.Code, cells)
	}
	for _, j := range t.Joint {
		var codes []string
		for _, c := range j.Cells {
			codes = append(codes, c.Row)
		}
		row(strings.Join(codes, "+"), []string{quoted(j.Cells[0].Column) + ": " + text(j.Cell)})
	}
	b.WriteString("\n }")
	if len(t.Told) > 0 {
		var told []string
		for _, name := range slices.Sorted(maps.Keys(t.Told)) {
			told = append(told, quoted(name)+": "+t.Told[name].String())
		}
		fmt.Fprintf(b, ",\n \"narrative_figures\": {%s}", strings.Join(told, ", "))
	}
	b.WriteString("\n}\n")
	_, err := w.Write(b.Bytes())
	return err
}
