package annual

import (
	"slices"

	"gongkai/figures/printed"
	"gongkai/law/form"
)

// Edition is a report as it stands or was signed: all that is printed of it, in
// every format. Its JSON is canonical: the same edition gives the same bytes,
// and their SHA-256 is the report's hash. Times are RFC 3339 in UTC, days
// 2006-01-02, "" where there is none.
type Edition struct {
	Agency  string `json:"agency"` // code
	Name    string `json:"name"`   // the agency on the last day of the year
	Year    int    `json:"year"`
	Title   string `json:"title"`   // 2017年度长春市政府信息公开工作报告
	Form    string `json:"form"`    // "2014"
	Signed  string `json:"signed"`  // when; "" while it is being written
	Signer  string `json:"signer"`  // who, by name
	Dated   string `json:"dated"`   // the day under the text
	Office  string `json:"office"`  // that wrote it
	Journal int64  `json:"journal"` // the last entry it takes into account
	// Preamble stands before the parts.
	Preamble []Paragraph `json:"preamble"`
	Parts    []Part      `json:"parts"`
	// Figures are the cells of the form in its order, then those that text and
	// charts use by name.
	Figures     []Figure     `json:"figures"`
	Charts      []Chart      `json:"charts"`
	Explained   []Explained  `json:"explained"` // findings of the check, with what the agency says
	Members     []Member     `json:"members"`   // whose reports are summed up; empty for one that sums up none
	Attachments []Attachment `json:"attachments"`
}

// Part is a part of the text.
type Part struct {
	Heading    string      `json:"heading"` // 一、综合概述
	Paragraphs []Paragraph `json:"paragraphs"`
	// Tables are the codes of the form's tables that stand in the part, Charts
	// the numbers of charts.
	Tables []string `json:"tables,omitempty"`
	Charts []int    `json:"charts,omitempty"`
}

// Paragraph is a paragraph in pieces, so that each figure in it opens its
// records.
type Paragraph []Piece

// Piece is text, or a figure as it is printed.
type Piece struct {
	Text   string `json:"text"`
	Figure string `json:"figure,omitempty"` // its name; "" for text
}

// String is the paragraph as it reads.
func (p Paragraph) String() string {
	s := ""
	for _, piece := range p {
		s += piece.Text
	}
	return s
}

// Figure is a number with what it counts.
type Figure struct {
	// Name is the cell ("3.1.1", "B1.natural"), or the name by which the text
	// calls it ("政策解读场次").
	Name  string `json:"name"`
	Label string `json:"label"` // for people: 当面申请数
	Unit  string `json:"unit"`
	// Text is the number as printed, "" where it is blank: unknown.
	Text  string         `json:"text"`
	Value printed.Number `json:"value"`
	// From is what it counts; Fact "sum" for sums of other cells, "declared"
	// for what the agency states, "ratio" for what is computed of others.
	From Counted `json:"from"`
	// Own: of the agency alone, without those below it.
	Own bool `json:"own,omitempty"`
	// Stated is who declared it, and when, if any of it was.
	Stated *Stated `json:"stated,omitempty"`
	// Note says how it was counted, where there is something to say.
	Note string `json:"note,omitempty"`
}

// Counted is a [form.Source] in JSON.
type Counted struct {
	Fact      form.Fact `json:"fact"`
	Of        []string  `json:"of,omitempty"`
	Applicant string    `json:"applicant,omitempty"`
}

// Source is what is counted.
func (c Counted) Source() form.Source {
	return form.Source{Fact: c.Fact, Of: c.Of, Applicant: c.Applicant}
}

// Stated is who declared a figure.
type Stated struct {
	By    string         `json:"by"` // name
	At    string         `json:"at"`
	Value printed.Number `json:"value"` // the declared part of the figure
	Basis string         `json:"basis"` // where it comes from, as they say
}

// Chart is a chart with the numbers it draws; the table beside it and the text
// for those who cannot see it come from the same.
type Chart struct {
	Number int      `json:"number"` // 图1
	Title  string   `json:"title"`
	Kind   Shape    `json:"kind"`
	Unit   string   `json:"unit"`
	Labels []string `json:"labels"`
	Series []Series `json:"series"`
	Alt    string   `json:"alt"` // one sentence that says what it shows
}

// Shape is how a chart is drawn.
type Shape string

// The shapes.
const (
	Bars    Shape = "bars"    // upright, a group for each label
	Rows    Shape = "rows"    // lying, for many or long labels
	Shares  Shape = "shares"  // a whole in parts: one series
	Courses Shape = "courses" // lines over time
)

// Series is one row of numbers of a chart, one for each label.
type Series struct {
	Name   string           `json:"name"`
	Values []printed.Number `json:"values"`
	// Figures are the names of the figures, where they are some; else nil.
	Figures []string `json:"figures,omitempty"`
	// Agencies are the codes of the agencies that the labels name, "" for one
	// whose own report does not print the number; Figure is what it is called
	// there. Empty where the labels are no agencies.
	Agencies []string `json:"agencies,omitempty"`
	Figure   string   `json:"figure,omitempty"`
}

// Explained is a finding of the check with the explanation that was asked.
type Explained struct {
	ID       string `json:"id"` // K5, F1:natural
	Sentence string `json:"sentence"`
	Words    string `json:"words"`
	By       string `json:"by"`
}

// Member is a report that is summed up.
type Member struct {
	Agency string `json:"agency"`
	Name   string `json:"name"`
	State  string `json:"state"`
	Hash   string `json:"hash"` // of its signed edition
}

// Attachment is a file that belongs to the report.
type Attachment struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Erratum is a correction published beside a signed report.
type Erratum struct {
	On    string `json:"on"`
	Where string `json:"where"` // the figure's label, or the place in the text
	Was   string `json:"was"`
	Is    string `json:"is"`
	Why   string `json:"why"`
	By    string `json:"by"`
}

// Figure is the figure of that name; false if the edition has none.
func (e *Edition) Figure(name string) (Figure, bool) {
	for _, f := range e.Figures {
		if f.Name == name {
			return f, true
		}
	}
	return Figure{}, false
}

// Place puts the charts and tables that the text did not place where they
// belong: charts into their parts as in says, a table into the part that bears
// its name, and else into the last.
func (e *Edition) Place(f *form.Form, in [][]int) {
	if len(e.Parts) == 0 {
		return
	}
	charts, tables := map[int]bool{}, map[string]bool{}
	for _, p := range e.Parts {
		for _, n := range p.Charts {
			charts[n] = true
		}
		for _, t := range p.Tables {
			tables[t] = true
		}
	}
	for i, list := range in {
		for _, n := range list {
			if !charts[n] {
				e.Parts[i].Charts = append(e.Parts[i].Charts, n)
			}
		}
	}
	for _, t := range f.Tables {
		if tables[t.Code] {
			continue
		}
		at := slices.IndexFunc(e.Parts, func(p Part) bool { return p.Heading == t.Name })
		if at < 0 {
			at = len(e.Parts) - 1
		}
		e.Parts[at].Tables = append(e.Parts[at].Tables, t.Code)
	}
}
