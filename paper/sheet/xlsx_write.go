package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Style is how a written cell looks.
type Style int

// The styles.
const (
	Plain   Style = iota
	Title         // the name of the table
	Heading       // a heading of columns, or of a group of rows
	Label         // the name of a row
	Number        // a number, or the place for one
)

// Cell is a cell to be written: a text, or a number.
type Cell struct {
	Text string
	// Figure is a number in decimal notation, "59237.2449", which goes before
	// Text; "" for none. It is written digit for digit; spreadsheet programs
	// compute with 15 of them.
	Figure string
	Style  Style
}

// Page is one sheet of a workbook.
type Page struct {
	Name   string    // at most 31 characters, without any of []:*?/\
	Widths []float64 // of the columns, in characters; none for the usual width
	Rows   [][]Cell
	Frozen int // rows at the top that stay when the page is scrolled
}

// The refusals of a workbook to be written.
var (
	ErrPageName = errors.New("工作表的名称不能为空，不能超过 31 个字，也不能含有 [ ] : * ? / \\")
	ErrFigure   = errors.New("不是可以写入表格的数字")
)

// WriteXLSX writes a workbook. Texts are written as texts, so that nothing in
// them is computed; the same pages give the same bytes, and the file names
// neither its writer nor a time. Characters that XML cannot hold are left out.
func WriteXLSX(w io.Writer, pages ...Page) error {
	z := zip.NewWriter(w)
	var types, sheets, links strings.Builder
	for i, p := range pages {
		if n := utf8.RuneCountInString(p.Name); n == 0 || n > 31 || strings.ContainsAny(p.Name, "[]:*?/\\") {
			return ErrPageName
		}
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%ssheet.worksheet+xml"/>`, i+1, mainType)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(p.Name), i+1, i+1)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relations, i+1)
	}
	fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(pages)+1, relations)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + mainType + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + mainType + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packageRelations + `"><Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relations + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packageRelations + `">` + links.String() + `</Relationships>`},
		{"xl/styles.xml", bookStyles},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, xmlHead+part.text)
		}
		if err != nil {
			return fmt.Errorf("write xlsx: %w", err)
		}
	}
	for i, p := range pages {
		f, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err == nil {
			err = p.write(f)
		}
		if err != nil {
			return fmt.Errorf("write xlsx: %w", err)
		}
	}
	return z.Close()
}

func (p Page) write(to io.Writer) error {
	w := bufio.NewWriter(to)
	// Printed, a page is as wide as its columns.
	w.WriteString(xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
	if p.Frozen > 0 {
		fmt.Fprintf(w, `<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`, p.Frozen, p.Frozen+1)
	}
	if len(p.Widths) > 0 {
		w.WriteString("<cols>")
		for i, width := range p.Widths {
			fmt.Fprintf(w, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, width)
		}
		w.WriteString("</cols>")
	}
	w.WriteString("<sheetData>")
	for i, row := range p.Rows {
		fmt.Fprintf(w, `<row r="%d"`, i+1)
		if lines := p.lines(row); lines > 1 {
			fmt.Fprintf(w, ` ht="%d" customHeight="1"`, 15*lines)
		}
		w.WriteString(">")
		for j, c := range row {
			at := Letters(j+1) + strconv.Itoa(i+1)
			switch {
			case c.Figure != "":
				if !isFigure(c.Figure) {
					return &CellError{i + 1, j + 1, ErrFigure}
				}
				fmt.Fprintf(w, `<c r="%s" s="%d"><v>%s</v></c>`, at, c.Style, c.Figure)
			case c.Text != "":
				fmt.Fprintf(w, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, c.Style, escaped(c.Text))
			case c.Style != Plain:
				fmt.Fprintf(w, `<c r="%s" s="%d"/>`, at, c.Style)
			}
		}
		w.WriteString("</row>")
	}
	w.WriteString(`</sheetData><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`)
	return w.Flush()
}

// lines is how high a row is whose headings and labels are wrapped: not every
// program finds it out by itself. Columns of the usual width hold what they hold.
func (p Page) lines(row []Cell) int {
	most := 1
	for i, c := range row {
		if i >= len(p.Widths) || p.Widths[i] <= 1 || c.Figure != "" || c.Style != Heading && c.Style != Label {
			continue
		}
		characters := 0.0
		for _, r := range c.Text {
			if r < 0x2000 {
				characters++
			} else {
				characters += 2
			}
		}
		most = max(most, int(math.Ceil(characters/(p.Widths[i]-1))))
	}
	return most
}

// isFigure says whether s is digits with at most a sign and a point.
func isFigure(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, part, point := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+part, "0123456789") == "" && (part != "" || !point)
}

// escaped is the text as XML holds it, ECMA-376's own escapes for characters
// included: a text that looks like one is written so that it stays itself.
func escaped(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '_' && unescaped(s[i:min(i+7, len(s))]) != s[i:min(i+7, len(s))]:
			b.WriteString("_x005F_")
		case r == '\r':
			b.WriteString("_x000D_")
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff, r == utf8.RuneError:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

const (
	xmlHead          = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace        = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	mainType         = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	relations        = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageRelations = "http://schemas.openxmlformats.org/package/2006/relationships"

	// bookStyles has one cellXfs entry for each Style, in their order.
	bookStyles = `<styleSheet xmlns="` + mainSpace + `">` +
		`<fonts count="3">` +
		`<font><sz val="11"/><name val="宋体"/><charset val="134"/></font>` +
		`<font><b/><sz val="14"/><name val="宋体"/><charset val="134"/></font>` +
		`<font><b/><sz val="11"/><name val="宋体"/><charset val="134"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/></patternFill></fill></fills>` +
		`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>` +
		`<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="5">` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="0" fontId="2" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1"><alignment horizontal="right" vertical="center"/></xf>` +
		`</cellXfs></styleSheet>`
)
