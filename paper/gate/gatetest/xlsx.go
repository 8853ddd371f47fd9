package gatetest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongkai/paper/gate"
)

func init() {
	concealments["xlsx"] = []string{"hidden", "veryHidden", "row", "flat row", "filtered row", "grouped rows", "column", "flat column", "white", "format", "comment", "threaded", "pivot", "external", "name", "embedded", "revisions"}
}

// workbook writes a workbook as a program with excelize does; what that cannot
// write is put into the parts afterwards, as spreadsheet programs write it.
func (w *writer) workbook(f *File, p *paper, hidden string) error {
	x := excelize.NewFile()
	defer x.Close()
	sheet := w.one("Sheet1", "公示表", "附件", "汇总表")
	errs := []error{x.SetSheetName("Sheet1", sheet)}
	rows := p.table
	top := [][]string{{p.title}}
	if p.corner != "" {
		top = append([][]string{{p.corner}}, top...)
	}
	rows = append(top, rows...)
	if len(f.Leaks) > 0 {
		for _, s := range p.paragraphs {
			rows = append(rows, []string{s})
		}
	}
	for i, row := range rows {
		for j, s := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			errs = append(errs, err)
			n, err := strconv.ParseFloat(s, 64)
			switch {
			case strings.Contains(s, cut):
				var runs []excelize.RichTextRun
				for _, part := range strings.Split(s, cut) {
					runs = append(runs, excelize.RichTextRun{Text: part})
				}
				errs = append(errs, x.SetCellRichText(sheet, at, runs))
			case err == nil && len(s) <= 15 && s[0] != '0' && w.r.IntN(4) > 0:
				errs = append(errs, x.SetCellFloat(sheet, at, n, -1, 64))
			default:
				errs = append(errs, x.SetCellStr(sheet, at, s))
			}
		}
	}
	last := len(rows)
	head := len(top) + 1
	errs = append(errs, x.SetDocProps(&excelize.DocProperties{Creator: w.name(), LastModifiedBy: w.name(), Title: p.title}), x.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", Company: w.one(offices...), AppVersion: "15.0300"}))
	f.Leaks = append(f.Leaks, Leak{Kind: gate.Author, Form: "properties"}, Leak{Kind: gate.Company, Form: "properties"}, Leak{Kind: gate.Machine, Form: "properties"})
	// What ordinary workbooks have: merged titles, filters, frozen heads, print
	// areas, links, and columns beyond the table that are out of the way.
	wide := len(p.table[0])
	end, err := excelize.CoordinatesToCellName(wide, last)
	errs = append(errs, err)
	right, err := excelize.ColumnNumberToName(wide)
	errs = append(errs, err)
	if w.r.IntN(2) == 0 {
		errs = append(errs, x.MergeCell(sheet, fmt.Sprintf("A%d", head-1), fmt.Sprintf("%s%d", right, head-1)))
	}
	if w.r.IntN(3) == 0 && hidden != "filtered row" {
		errs = append(errs, x.AutoFilter(sheet, fmt.Sprintf("A%d:%s", head, end), nil))
	}
	if w.r.IntN(3) == 0 {
		errs = append(errs, x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A$1:$%s$%d", sheet, right, last), Scope: sheet}))
	}
	if w.r.IntN(3) == 0 {
		errs = append(errs, x.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: fmt.Sprintf("A%d", head+1), ActivePane: "bottomLeft"}))
	}
	if w.r.IntN(4) == 0 {
		errs = append(errs, x.SetColVisible(sheet, "AA:AZ", false))
	}
	if w.r.IntN(4) == 0 {
		_, err := x.NewSheet("填表说明")
		errs = append(errs, err, x.SetCellStr("填表说明", "A1", w.sentence()), x.SetCellHyperLink("填表说明", "A1", "http://www.changchun.gov.cn/", "External"))
	}
	if w.r.IntN(6) == 0 {
		errs = append(errs, x.AddChart(sheet, right+"3", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: fmt.Sprintf("'%s'!$B$%d", sheet, head), Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheet, head+1, last), Values: fmt.Sprintf("'%s'!$C$%d:$C$%d", sheet, head+1, last)}}}))
	}
	if w.r.IntN(4) == 0 {
		// Headings in white on blue.
		style, err := x.NewStyle(&excelize.Style{Font: &excelize.Font{Color: "FFFFFF", Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F4E78"}}})
		errs = append(errs, err, x.SetCellStyle(sheet, fmt.Sprintf("A%d", head), fmt.Sprintf("%s%d", right, head), style))
	}
	leak := func(kind gate.Kind, more ...Leak) {
		f.Leaks = append(append(f.Leaks, Leak{Kind: kind, Form: hidden}), more...)
	}
	// What is hidden is often the list that the public one was made from.
	person, id := w.name(), w.citizen()
	secret := Leak{Kind: gate.CitizenID, Plain: id, Form: "in what is hidden"}
	fill := func(sheet string, row int) {
		errs = append(errs, x.SetSheetRow(sheet, fmt.Sprintf("A%d", row), &[]any{person, id, w.one("待核", "不符合", "领导已批")}))
	}
	patch := func(map[string]string) {}
	inside := rows[min(len(top)+2, last-1)]
	switch hidden {
	case "hidden", "veryHidden":
		name := w.one("Sheet2", "底稿", "原始数据", "代码表")
		_, err := x.NewSheet(name)
		errs = append(errs, err, x.SetSheetRow(name, "A1", &[]any{"姓名", "身份证号", "备注"}))
		fill(name, 2)
		errs = append(errs, x.SetSheetVisible(name, false, hidden == "veryHidden"))
		leak(gate.HiddenSheet, secret)
	case "row":
		fill(sheet, last+1)
		errs = append(errs, x.SetRowVisible(sheet, last+1, false))
		leak(gate.HiddenRow, secret)
	case "flat row":
		fill(sheet, last+1)
		errs = append(errs, x.SetRowHeight(sheet, last+1, 0))
		leak(gate.HiddenRow, secret)
	case "grouped rows":
		fill(sheet, last+1)
		fill(sheet, last+2)
		errs = append(errs, x.SetRowOutlineLevel(sheet, last+1, 1), x.SetRowOutlineLevel(sheet, last+2, 1), x.SetRowVisible(sheet, last+1, false), x.SetRowVisible(sheet, last+2, false))
		leak(gate.HiddenRow, secret)
	case "filtered row":
		errs = append(errs, x.AutoFilter(sheet, fmt.Sprintf("A%d:%s", head, end), []excelize.AutoFilterOptions{{Column: "A", Expression: "x != " + strings.Fields(uncut(inside[0]) + " -")[0]}}), x.SetRowVisible(sheet, head+1, false))
		leak(gate.HiddenRow)
	case "column", "flat column":
		column, err := excelize.ColumnNumberToName(wide + 1)
		errs = append(errs, err, x.SetCellStr(sheet, fmt.Sprintf("%s%d", column, head), "身份证号"), x.SetCellStr(sheet, fmt.Sprintf("%s%d", column, head+1), id))
		if hidden == "column" {
			errs = append(errs, x.SetColVisible(sheet, column, false))
		} else {
			errs = append(errs, x.SetColWidth(sheet, column, column, 0))
		}
		leak(gate.HiddenColumn, secret)
	case "white":
		style, err := x.NewStyle(&excelize.Style{Font: &excelize.Font{Color: "FFFFFF"}})
		at := fmt.Sprintf("A%d", last+2)
		errs = append(errs, err, x.SetCellStr(sheet, at, person+"系打招呼照顾对象"), x.SetCellStyle(sheet, at, at, style))
		leak(gate.HiddenText)
	case "format":
		format := ";;;"
		style, err := x.NewStyle(&excelize.Style{CustomNumFmt: &format})
		at := fmt.Sprintf("B%d", last+2)
		errs = append(errs, err, x.SetCellInt(sheet, at, 48213), x.SetCellStyle(sheet, at, at, style))
		leak(gate.HiddenText)
	case "comment":
		errs = append(errs, x.AddComment(sheet, excelize.Comment{Cell: "B3", Author: person, Text: w.one("此人电话"+w.mobile(), "请核实收入", "领导交办，先不公开")}))
		leak(gate.Comment)
	case "name":
		errs = append(errs, x.SetDefinedName(&excelize.DefinedName{Name: "内部系数", RefersTo: fmt.Sprintf("'%s'!$B$%d", sheet, head+1)}))
		patch = func(parts map[string]string) {
			parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], `<definedName name="内部系数"`, `<definedName name="内部系数" hidden="1"`, 1)
		}
		leak(gate.DefinedName)
	case "threaded":
		patch = func(parts map[string]string) {
			w.relate(parts, "xl/workbook.xml", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml")
			w.relate(parts, "xl/worksheets/sheet1.xml", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml")
			parts["xl/persons/person.xml"] = `<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="` + person + `" id="{5A1C0F0B-0B5C-4B8A-9E0B-111111111111}" userId="` + person + `" providerId="None"/></personList>`
			parts["xl/threadedComments/threadedComment1.xml"] = `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A3" dT="2017-06-01T08:00:00.00" personId="{5A1C0F0B-0B5C-4B8A-9E0B-111111111111}" id="{5A1C0F0B-0B5C-4B8A-9E0B-222222222222}"><text>这户要再核一下</text></threadedComment></ThreadedComments>`
		}
		leak(gate.Comment)
	case "pivot":
		patch = func(parts map[string]string) {
			id := w.relate(parts, "xl/workbook.xml", officeRelation+"pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
			parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], `</workbook>`, `<pivotCaches><pivotCache cacheId="7" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="`+id+`"/></pivotCaches></workbook>`, 1)
			parts["xl/pivotCache/pivotCacheDefinition1.xml"] = `<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1" refreshedBy="` + person + `" refreshedDate="42887.6" createdVersion="5" refreshedVersion="5" minRefreshableVersion="3" recordCount="2"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="原始数据"/></cacheSource><cacheFields count="2"><cacheField name="姓名" numFmtId="0"><sharedItems/></cacheField><cacheField name="身份证号" numFmtId="0"><sharedItems count="1"><s v="` + secret.Plain + `"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>`
			w.relate(parts, "xl/pivotCache/pivotCacheDefinition1.xml", officeRelation+"pivotCacheRecords", "pivotCacheRecords1.xml")
			parts["xl/pivotCache/pivotCacheRecords1.xml"] = `<pivotCacheRecords xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2"><r><s v="` + person + `"/><x v="0"/></r><r><s v="甲"/><x v="0"/></r></pivotCacheRecords>`
		}
		leak(gate.PivotCache, secret)
	case "external":
		errs = append(errs, x.SetCellFormula(sheet, fmt.Sprintf("A%d", last+2), "[1]Sheet1!$A$1"))
		patch = func(parts map[string]string) {
			id := w.relate(parts, "xl/workbook.xml", officeRelation+"externalLink", "externalLinks/externalLink1.xml")
			reference := `<externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="` + id + `"/></externalReferences>`
			at := "<definedNames>"
			if !strings.Contains(parts["xl/workbook.xml"], at) {
				at = "<calcPr"
			}
			if !strings.Contains(parts["xl/workbook.xml"], at) {
				at = "</workbook>"
			}
			parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], at, reference+at, 1)
			parts["xl/externalLinks/externalLink1.xml"] = `<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>` + secret.Plain + `</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`
			w.relate(parts, "xl/externalLinks/externalLink1.xml", officeRelation+"externalLinkPath", "!file:///D:\\工作\\低保底册.xlsx")
		}
		leak(gate.ExternalLink, secret)
	case "embedded":
		inner, err := w.small(person + "手机" + w.mobile())
		errs = append(errs, err)
		patch = func(parts map[string]string) {
			id := w.relate(parts, "xl/worksheets/sheet1.xml", officeRelation+"package", "../embeddings/Microsoft_Word___1.docx")
			parts["xl/worksheets/sheet1.xml"] = strings.Replace(parts["xl/worksheets/sheet1.xml"], "</worksheet>", `<oleObjects><oleObject progId="Word.Document.12" shapeId="1025" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="`+id+`"/></oleObjects></worksheet>`, 1)
			parts["xl/embeddings/Microsoft_Word___1.docx"] = string(inner)
		}
		leak(gate.EmbeddedFile)
	case "revisions":
		patch = func(parts map[string]string) {
			w.relate(parts, "xl/workbook.xml", officeRelation+"revisionHeaders", "revisions/revisionHeaders.xml")
			parts["xl/revisions/revisionHeaders.xml"] = `<headers xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" guid="{1}"><header guid="{1}" dateTime="2017-06-01T08:00:00" maxSheetId="2" userName="` + person + `" r:id="rId1"/></headers>`
			w.relate(parts, "xl/revisions/revisionHeaders.xml", officeRelation+"revisionLog", "revisionLog1.xml")
			parts["xl/revisions/revisionLog1.xml"] = `<revisions xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><rcc rId="1" sId="1"><oc r="B2" t="inlineStr"><is><t>` + secret.Plain + `</t></is></oc><nc r="B2"/></rcc></revisions>`
		}
		leak(gate.EarlierVersion, secret)
	}
	var b bytes.Buffer
	if err := errors.Join(append(errs, x.Write(&b))...); err != nil {
		return err
	}
	f.Bytes, err = patched(b.Bytes(), patch)
	return err
}

// smallBook is an XLSX of one row.
func (w *writer) smallBook(cells ...string) ([]byte, error) {
	x := excelize.NewFile()
	defer x.Close()
	if err := x.SetSheetRow("Sheet1", "A1", &cells); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := x.Write(&b)
	return b.Bytes(), err
}

const officeRelation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// relate adds a relation of a part, and gives its id. A target that begins with
// ! is outside.
func (w *writer) relate(parts map[string]string, part, kind, target string) string {
	at := strings.LastIndexByte(part, '/') + 1
	name := part[:at] + "_rels/" + part[at:] + ".rels"
	body := parts[name]
	if body == "" {
		body = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`
	}
	id := fmt.Sprintf("rId%d", strings.Count(body, "<Relationship ")+1)
	for strings.Contains(body, `"`+id+`"`) {
		id += "1"
	}
	mode := ""
	if out, ok := strings.CutPrefix(target, "!"); ok {
		target, mode = out, ` TargetMode="External"`
	}
	parts[name] = strings.Replace(body, "</Relationships>", fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s"%s/></Relationships>`, id, kind, target, mode), 1)
	return id
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"

// patched is a package with its parts changed.
func patched(b []byte, patch func(parts map[string]string)) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		parts[f.Name] = string(body)
	}
	patch(parts)
	return packed(parts)
}

// partTypes are the types of parts that have one of their own.
var partTypes = []struct{ prefix, kind string }{
	{"xl/pivotCache/pivotCacheDefinition", "spreadsheetml.pivotCacheDefinition"}, {"xl/pivotCache/pivotCacheRecords", "spreadsheetml.pivotCacheRecords"},
	{"xl/externalLinks/externalLink", "spreadsheetml.externalLink"}, {"xl/revisions/revisionHeaders", "spreadsheetml.revisionHeaders"}, {"xl/revisions/revisionLog", "spreadsheetml.revisionLog"},
	{"word/document.xml", "wordprocessingml.document.main"}, {"word/styles.xml", "wordprocessingml.styles"}, {"word/settings.xml", "wordprocessingml.settings"}, {"word/fontTable.xml", "wordprocessingml.fontTable"},
	{"word/comments.xml", "wordprocessingml.comments"}, {"word/header1.xml", "wordprocessingml.header"}, {"word/footer1.xml", "wordprocessingml.footer"},
	{"ppt/presentation.xml", "presentationml.presentation.main"}, {"ppt/slideMasters/slideMaster", "presentationml.slideMaster"}, {"ppt/slideLayouts/slideLayout", "presentationml.slideLayout"},
	{"ppt/slides/slide", "presentationml.slide"}, {"ppt/notesSlides/notesSlide", "presentationml.notesSlide"}, {"ppt/comments/comment", "presentationml.comments"}, {"ppt/commentAuthors.xml", "presentationml.commentAuthors"},
	{"docProps/app.xml", "extended-properties"}, {"docProps/custom.xml", "custom-properties"},
}

// packed zips parts, with the list of their types first.
func packed(parts map[string]string) ([]byte, error) {
	const list = "[Content_Types].xml"
	if parts["OFD.xml"] == "" {
		types := parts[list]
		if types == "" {
			types = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`
		}
		for _, extension := range []string{"docx", "xlsx"} {
			if !strings.Contains(types, `Extension="`+extension+`"`) {
				types = strings.Replace(types, "</Types>", `<Default Extension="`+extension+`" ContentType="application/octet-stream"/></Types>`, 1)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			for _, t := range partTypes {
				if strings.HasPrefix(name, t.prefix) && !strings.Contains(types, `"/`+name+`"`) {
					types = strings.Replace(types, "</Types>", `<Override PartName="/`+name+`" ContentType="application/vnd.openxmlformats-officedocument.`+t.kind+`+xml"/></Types>`, 1)
				}
			}
		}
		parts[list] = types
	}
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		p, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(p, parts[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
