package report

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/paper/block"
	"gongkai/paper/chart"
	"gongkai/paper/docx"
	"gongkai/paper/pdf"
)

// PDF is the report as a PDF paper; see [Document].
func PDF(e annual.Edition, errata []annual.Erratum) ([]byte, error) {
	d, err := Document(e, errata)
	if err != nil {
		return nil, err
	}
	return pdf.Bytes(d)
}

// DOCX is the report as a Word paper; see [Document].
func DOCX(e annual.Edition, errata []annual.Erratum) ([]byte, error) {
	d, err := Document(e, errata)
	if err != nil {
		return nil, err
	}
	return docx.Bytes(d)
}

// Document is the report as a paper: title, preamble, parts with their charts
// and tables, signature, what could not be placed, corrections, and a last page
// that says which edition it is. It fails with [ErrForm].
//
// A chart stands after the first paragraph of its part that names it, 图3, else
// at the end of the part.
func Document(e annual.Edition, errata []annual.Erratum) (block.Document, error) {
	f, err := fill(e)
	if err != nil {
		return block.Document{}, err
	}
	hash, err := Hash(e)
	if err != nil {
		return block.Document{}, err
	}
	drawn, err := draw(e.Charts)
	if err != nil {
		return block.Document{}, err
	}
	p := &paper{filled: f, drawn: drawn, chartsDone: map[int]bool{}, tablesDone: map[string]bool{}}
	on := day(e.Dated)
	p.add(block.Title{Text: titled(e)})
	if e.Office != "" {
		p.add(block.Paragraph{Text: e.Office, Align: block.Center})
	}
	if e.Signed == "" {
		p.add(block.Paragraph{Text: "（未签发的稿子，其中的数字随记录变动）", Align: block.Center, Small: true})
	}
	p.add(block.Space{Lines: 0.5})
	for _, text := range e.Preamble {
		p.add(block.Paragraph{Text: text.String()})
	}
	for _, part := range e.Parts {
		p.part(part)
	}
	p.attachments()
	p.add(block.Signature{Agency: orElse(e.Office, e.Name), On: on, Chinese: true})
	p.rest()
	p.errata(errata)
	p.edition(hash)
	if on != calendar.NoDay {
		p.add(block.Imprint{Lines: []string{orElse(e.Office, e.Name) + "　　" + block.Date(on) + "印发"}})
	}
	return block.Document{Title: e.Title, Author: e.Name, On: on, Blocks: p.blocks}, nil
}

// titled is the title, a long one broken after the name of the agency and not
// within a word (7.3.1).
func titled(e annual.Edition) string {
	const line = 18 // characters of 二号
	name := annual.Place(e.Name)
	if at := strings.Index(e.Title, name); em(e.Title) > line && name != "" && at >= 0 && at+len(name) < len(e.Title) {
		return e.Title[:at+len(name)] + "\n" + e.Title[at+len(name):]
	}
	return e.Title
}

// paper is the document in the making.
type paper struct {
	filled
	blocks     []block.Block
	drawn      map[int][]byte
	chartsDone map[int]bool
	tablesDone map[string]bool
}

func (p *paper) add(b ...block.Block) { p.blocks = append(p.blocks, b...) }

// draw draws the charts, several at a time.
func draw(charts []annual.Chart) (map[int][]byte, error) {
	files := make([][]byte, len(charts))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range charts {
		g.Go(func() (err error) {
			files[i], err = chart.PNG(c)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	drawn := map[int][]byte{}
	for i, c := range charts {
		drawn[c.Number] = files[i]
	}
	return drawn, nil
}

var named = regexp.MustCompile(`图(\d+)`)

func (p *paper) part(part annual.Part) {
	p.add(block.Heading{Level: 1, Text: part.Heading})
	for _, paragraph := range part.Paragraphs {
		text := paragraph.String()
		p.add(block.Paragraph{Text: text})
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if n, err := strconv.Atoi(m[1]); err == nil && slices.Contains(part.Charts, n) {
				p.chart(n)
			}
		}
	}
	for _, code := range part.Tables {
		// A table of several pages is attached, unless the part is there for it.
		if name, long := p.attached(code); !long || part.Heading == name {
			p.table(code, "")
		}
	}
	for _, n := range part.Charts {
		p.chart(n)
	}
}

// chart adds a chart and its numbers, once.
func (p *paper) chart(number int) {
	i := slices.IndexFunc(p.Charts, func(c annual.Chart) bool { return c.Number == number })
	if i < 0 || p.chartsDone[number] {
		return
	}
	p.chartsDone[number] = true
	c := p.Charts[i]
	numbers, ok := numbersOf(c)
	p.add(block.Image{Data: p.drawn[number], Alt: chart.Name(c) + "。" + chart.Alt(c), Caption: chart.Name(c), Keep: ok})
	if ok {
		p.add(numbers)
	}
}

// table adds a table of the form, once.
func (p *paper) table(code, caption string) {
	t, ok := p.statutory(code)
	if !ok || p.tablesDone[code] {
		return
	}
	p.tablesDone[code] = true
	t.Caption = caption
	p.add(t)
}

// attached is the name of a table, and whether it is the only one of its form
// and so long that it follows the report as an attachment.
func (p *paper) attached(code string) (name string, long bool) {
	for _, t := range p.form.Tables {
		if t.Code == code {
			return t.Name, len(p.form.Tables) == 1
		}
	}
	return "", false
}

// left are the tables that no part has.
func (p *paper) left() []form.Table {
	var list []form.Table
	for _, t := range p.form.Tables {
		if !p.tablesDone[t.Code] {
			list = append(list, t)
		}
	}
	return list
}

// attachments names, before the signature, what follows it (7.3.4).
func (p *paper) attachments() {
	left := p.left()
	for i, t := range left {
		text := "附件：" + t.Name
		if len(left) > 1 {
			text = "附件：" + strconv.Itoa(i+1) + "." + t.Name
			if i > 0 {
				text = "　　　" + strconv.Itoa(i+1) + "." + t.Name
			}
		}
		if i == 0 {
			p.add(block.Space{Lines: 1})
		}
		p.add(block.Paragraph{Text: text})
	}
}

// rest adds the tables and charts that no part has.
func (p *paper) rest() {
	left := p.left()
	for i, t := range left {
		mark := "附件"
		if len(left) > 1 {
			mark += strconv.Itoa(i + 1)
		}
		p.add(block.PageBreak{}, block.Paragraph{Text: mark, Flush: true, Keep: true})
		p.table(t.Code, t.Name+"（"+strconv.Itoa(p.Year)+"年度）")
	}
	first := true
	for _, c := range p.Charts {
		if p.chartsDone[c.Number] {
			continue
		}
		if first {
			p.add(block.PageBreak{}, block.Heading{Level: 1, Text: "附图"})
			first = false
		}
		p.chart(c.Number)
	}
}

func (p *paper) errata(list []annual.Erratum) {
	if len(list) == 0 {
		return
	}
	t := block.Table{
		Columns: []block.Column{{Share: 2, Align: block.Center}, {Share: 2.2}, {Share: 1.2}, {Share: 1.2}, {Share: 2.4}, {Share: 1, Align: block.Center}},
		Head:    [][]block.Cell{{{Text: "更正日期"}, {Text: "更正之处"}, {Text: "原为"}, {Text: "更正为"}, {Text: "理由"}, {Text: "更正人"}}},
	}
	for _, x := range list {
		t.Rows = append(t.Rows, []block.Cell{{Text: block.Date(day(x.On))}, {Text: x.Where}, {Text: x.Was}, {Text: x.Is}, {Text: x.Why}, {Text: x.By}})
	}
	p.add(block.PageBreak{}, block.Heading{Level: 1, Text: "附：更正"},
		block.Paragraph{Text: "以下各处在本报告签发后更正。报告正文和统计表仍为签发时的原样，请与更正对照阅读。"}, t)
}

// edition is the last page: what was said to the check, what was declared,
// whose reports are summed up, and which edition this is.
func (p *paper) edition(hash string) {
	p.add(block.PageBreak{}, block.Heading{Level: 1, Text: "附：本报告的版本"})
	signed := "未签发"
	if at, err := time.Parse(time.RFC3339, p.Signed); err == nil {
		at = at.In(calendar.Beijing)
		signed = fmt.Sprintf("%s %02d:%02d", block.Date(calendar.On(at)), at.Hour(), at.Minute())
	}
	until := ""
	if p.form.Until > 0 {
		until = strconv.Itoa(p.form.Until)
	}
	pairs := []block.Pair{
		{Name: "报告", Value: p.Title},
		{Name: "编制机关", Value: p.Name + "（" + p.Agency + "）"},
		{Name: "报告年度", Value: strconv.Itoa(p.Year) + "年1月1日至12月31日"},
		{Name: "统计表格式", Value: p.form.Name + "（" + p.form.Document + "，适用于" + strconv.Itoa(p.form.From) + "年至" + orElse(until, "今") + "年度报告）"},
		{Name: "签发", Value: strings.TrimSpace(signed + " " + p.Signer)},
		{Name: "统计截至", Value: "办理记录第" + strconv.FormatInt(p.Journal, 10) + "号"},
		{Name: "版本摘要（SHA-256）", Value: hash[:32] + "\n" + hash[32:]},
	}
	if until == "" {
		pairs[3].Value = p.form.Name + "（" + p.form.Document + "，自" + strconv.Itoa(p.form.From) + "年度报告起适用）"
	}
	p.add(block.KeyValue{Pairs: pairs},
		block.Paragraph{Text: "版本摘要由报告的 JSON 文件计算得出：文件有一个字节不同，摘要就不同。", Small: true, Flush: true})

	if len(p.Explained) > 0 {
		t := block.Table{
			Caption: "校核情况的说明", Columns: []block.Column{{Share: 0.8, Align: block.Center}, {Share: 2.2}, {Share: 2.6}, {Share: 0.8, Align: block.Center}},
			Head: [][]block.Cell{{{Text: "校核项"}, {Text: "校核情况"}, {Text: "说明"}, {Text: "说明人"}}},
		}
		for _, x := range p.Explained {
			t.Rows = append(t.Rows, []block.Cell{{Text: x.ID}, {Text: x.Sentence}, {Text: x.Words}, {Text: x.By}})
		}
		p.add(t)
	}
	if t := p.stated(); len(t.Rows) > 0 {
		p.add(t)
	}
	if len(p.Members) > 0 {
		t := block.Table{
			Caption: "汇总的报告", Dense: true, Columns: []block.Column{{Share: 0.5, Align: block.Center}, {Share: 2.4}, {Share: 0.8, Align: block.Center}, {Share: 3.2}},
			Head: [][]block.Cell{{{Text: "序号"}, {Text: "机关"}, {Text: "状态"}, {Text: "所汇总版本的摘要（前32位）"}}},
			Note: "没有摘要的，按平台的记录直接汇总，当时尚未签发报告。",
		}
		for i, m := range p.Members {
			t.Rows = append(t.Rows, []block.Cell{{Text: strconv.Itoa(i + 1)}, {Text: m.Name}, {Text: report.State(m.State).Name()}, {Text: m.Hash[:min(len(m.Hash), 32)]}})
		}
		p.add(t)
	}
	if len(p.Attachments) > 0 {
		t := block.Table{
			Caption: "附件", Dense: true, Columns: []block.Column{{Share: 2.6}, {Share: 0.9, Number: true}, {Share: 3.2}},
			Head: [][]block.Cell{{{Text: "名称"}, {Text: "字节"}, {Text: "SHA-256（前32位）"}}},
		}
		for _, a := range p.Attachments {
			t.Rows = append(t.Rows, []block.Cell{{Text: a.Name}, {Text: strconv.FormatInt(a.Size, 10)}, {Text: a.SHA256[:min(len(a.SHA256), 32)]}})
		}
		p.add(t)
	}
}

// stated is what agencies declared beside the record, a row for each statement;
// figures that were stated together stand together.
func (p *paper) stated() block.Table {
	t := block.Table{
		Caption: "机关补报的数字", Columns: []block.Column{{Share: 3}, {Share: 1.7}, {Share: 0.9, Align: block.Center}, {Share: 1.6, Align: block.Center}},
		Head: [][]block.Cell{{{Text: "数字（其中补报的部分）"}, {Text: "来源"}, {Text: "补报人"}, {Text: "补报日期"}}},
		Note: "补报的是平台没有记录的部分，由机关负责；其余数字由平台的记录计得。",
	}
	at := map[[3]string]int{}
	for _, f := range p.Figures {
		if f.Stated == nil {
			continue
		}
		on := ""
		if when, err := time.Parse(time.RFC3339, f.Stated.At); err == nil {
			on = block.Date(calendar.On(when))
		}
		what := strings.TrimLeft(f.Label, "　") + " " + f.Stated.Value.String() + f.Unit
		key := [3]string{f.Stated.Basis, f.Stated.By, on}
		if i, ok := at[key]; ok {
			t.Rows[i][0].Text += "；" + what
			continue
		}
		at[key] = len(t.Rows)
		t.Rows = append(t.Rows, []block.Cell{{Text: what}, {Text: f.Stated.Basis}, {Text: f.Stated.By}, {Text: on}})
	}
	return t
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// day reads a day of an edition; what is none is NoDay.
func day(s string) calendar.Day {
	if d, err := calendar.ParseDay(s); err == nil {
		return d
	}
	return calendar.NoDay
}
