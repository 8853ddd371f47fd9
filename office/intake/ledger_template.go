package intake

import (
	"io"
	"strings"

	"gongkai/affairs/ledger"
	"gongkai/paper/sheet"
)

// helpMark begins the first cell of the template's row of explanations, which
// is no entry.
const helpMark = "说明："

// LedgerTemplate writes the empty table of a book as XLSX: a row of headings, a
// row that says how to fill in each, and a second page with all of it at length.
func LedgerTemplate(w io.Writer, b *ledger.Book) error {
	table := sheet.Page{Name: b.Name, Frozen: 2, Rows: make([][]sheet.Cell, 2)}
	long := sheet.Page{Name: "填写说明", Widths: []float64{24, 8, 8, 80}, Frozen: 1, Rows: [][]sheet.Cell{{
		{Text: "栏目", Style: sheet.Heading}, {Text: "必填", Style: sheet.Heading}, {Text: "公开", Style: sheet.Heading}, {Text: "怎样填写", Style: sheet.Heading}}}}
	heading, help := ledgerHeadings(b)
	for i, f := range b.Fields {
		table.Widths = append(table.Widths, 22)
		table.Rows[0] = append(table.Rows[0], sheet.Cell{Text: heading[i], Style: sheet.Heading})
		table.Rows[1] = append(table.Rows[1], sheet.Cell{Text: help[i], Style: sheet.Label})
		long.Rows = append(long.Rows, []sheet.Cell{{Text: f.Label, Style: sheet.Label}, {Text: tick(f.Required), Style: sheet.Label},
			{Text: tick(f.Public && b.Public), Style: sheet.Label}, {Text: fillIn(f), Style: sheet.Label}})
	}
	long.Rows = append(long.Rows, []sheet.Cell{{}, {}, {}, {Text: b.Help}})
	return sheet.WriteXLSX(w, table, long)
}

// LedgerTemplateCSV writes the same as CSV, headings and explanations.
func LedgerTemplateCSV(w io.Writer, b *ledger.Book) error {
	out, err := sheet.NewWriter(w, true)
	if err != nil {
		return err
	}
	heading, help := ledgerHeadings(b)
	if err := out.Write(heading...); err != nil {
		return err
	}
	if err := out.Write(help...); err != nil {
		return err
	}
	return out.Flush()
}

func ledgerHeadings(b *ledger.Book) (heading, help []string) {
	for i, f := range b.Fields {
		h, text := f.Label, fillIn(f)
		if f.Required {
			h = "*" + h
		}
		if i == 0 {
			text = helpMark + text + "。这一行不会导入"
		}
		heading, help = append(heading, h), append(help, text)
	}
	return heading, help
}

func tick(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// fillIn says how a cell is filled in.
func fillIn(f ledger.Field) string {
	said := ""
	switch f.Type {
	case ledger.Text, ledger.Long:
		said = "文字"
	case ledger.Day:
		said = "日期，如 2017-06-30"
	case ledger.Time:
		said = "时间，如 14:05"
	case ledger.Number:
		said = "整数"
	case ledger.Money:
		said = "数字"
	case ledger.YesNo:
		said = "是或者否"
	case ledger.Link:
		said = "公开信息的索引号，如 JYJ/2017-000123"
	case ledger.Choice:
		names := make([]string, len(f.Choices))
		for i, o := range f.Choices {
			names[i] = o.Name
		}
		said = strings.Join(names, "、")
	case ledger.Rows:
		names := make([]string, len(f.Fields))
		for i, c := range f.Fields {
			names[i] = c.Label
			if c.Type == ledger.Choice || c.Type == ledger.Day || c.Type == ledger.Time {
				names[i] += "（" + fillIn(c) + "）"
			}
		}
		said = "每条占单元格内的一行，各项用竖线“|”分开，依次为：" + strings.Join(names, "|")
	}
	if f.Unit != "" {
		said += "，单位：" + f.Unit
	}
	if f.Help != "" {
		said += "。" + strings.TrimSuffix(f.Help, "。")
	}
	return said
}
