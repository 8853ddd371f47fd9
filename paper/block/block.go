package block

import (
	"strconv"

	"gongkai/law/calendar"
)

// Document is a paper.
type Document struct {
	Title  string // of the file, not printed; "" if it has none
	Author string // the agency; "" if none is named
	// On is the day of the paper and the date of the file;
	// [calendar.NoDay] leaves the file undated.
	On     calendar.Day
	Blocks []Block
	// Plain leaves out the page numbers (— 1 —).
	Plain bool
}

// Block is a part of a paper, one of the types of this package.
type Block interface{ block() }

// Masthead is the red head (红头) of a paper: the agency, the number of the
// paper under it and a red line.
type Masthead struct {
	Agency  string
	English string // under the agency; "" if not printed
	Number  string // 长公开告〔2026〕12号; "" before it is given out
}

// Title is the title of the paper, of 二号小标宋, centred. A line break in it is
// kept.
type Title struct{ Text string }

// Heading is a heading. Level 1 is 黑体, 2 is 楷体, deeper ones are 仿宋; the
// text holds its number, 一、 or （一）.
type Heading struct {
	Level int // 1 and more
	Text  string
}

// Align is where the lines of a paragraph stand.
type Align uint8

// The alignments.
const (
	Justified Align = iota
	Left
	Center
	Right
)

// Paragraph is a paragraph of 三号仿宋.
type Paragraph struct {
	Text  string
	Align Align // Justified or Left indent the first line by two characters
	Flush bool  // no indent: a form of address
	Small bool  // 小四: a note
	Keep  bool  // on the page of the block after it
}

// List is a list.
type List struct {
	Numbered bool // 1. 2. 3.; otherwise a dot
	Items    []string
}

// Cell is a field of a table.
type Cell struct {
	Text string
	// Across and Down are the columns and rows that the field covers; 0 is 1.
	// The fields it covers are left out of their rows.
	Across, Down int
	Align        Align // Justified takes the alignment of the column
	Bold         bool
}

// Column is a column of a table.
type Column struct {
	Share  float64 // of the width, beside the other columns; 0 is 1
	Number bool    // figures, aligned right
	Align  Align   // Justified is left
}

// Table is a table with lines. The rows of Head are repeated on each page.
type Table struct {
	Caption string // above; "" if none
	Columns []Column
	Head    [][]Cell
	Rows    [][]Cell
	Note    string // below; "" if none
	Whole   bool   // kept on one page if it fits one
	Dense   bool   // 小五 with narrow margins: a form of many columns
}

// KeyValue is a form of two columns, names and values, with lines.
type KeyValue struct {
	Pairs []Pair
	Share float64 // of the names in the width; 0 is 0.28
}

// Pair is a line of a form.
type Pair struct {
	Name, Value string
	Lines       int // the height at least, in lines, where something is written by hand; 0 is 1
}

// PageBreak begins a new page.
type PageBreak struct{}

// Space is empty lines.
type Space struct{ Lines float64 }

// Signature is who signs and when, at the lower right.
type Signature struct {
	Agency string
	On     calendar.Day // NoDay leaves the place of the date empty
	Seal   bool         // the place of the seal is shown, for the paper is not yet sealed
	// Chinese writes the date in characters, 二〇一八年三月十九日, as reports
	// and decisions had it before GB/T 9704-2012.
	Chinese bool
}

// Image is a picture.
type Image struct {
	Data    []byte  // PNG or JPEG
	Width   float64 // mm; 0 is the width of the text
	Align   Align   // Justified is centred
	Caption string  // below; "" if none
	Alt     string  // what it shows, for those who cannot see it
	Keep    bool    // on the page of the block after it
}

// QR is a code for telephones.
type QR struct {
	Text    string  // what it says, mostly an address; at most some 1,000 bytes
	Width   float64 // mm; 0 is 30
	Align   Align   // Justified is centred
	Caption string  // below; "" if none
}

// Box is a frame around blocks; it is kept on one page if it fits one.
type Box struct {
	Title  string // "" if none
	Blocks []Block
}

// Beside is two columns, kept on one page.
type Beside struct {
	Left, Right []Block
	Share       float64 // of the left one in the width; 0 is a half
}

// Imprint is what stands between lines at the foot of the last page (版记):
// 抄送 and the like, one line each.
type Imprint struct{ Lines []string }

func (Masthead) block()  {}
func (Title) block()     {}
func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
func (KeyValue) block()  {}
func (PageBreak) block() {}
func (Space) block()     {}
func (Signature) block() {}
func (Image) block()     {}
func (QR) block()        {}
func (Box) block()       {}
func (Beside) block()    {}
func (Imprint) block()   {}

// The layout of GB/T 9704-2012, in mm and points.
const (
	PageWidth, PageHeight = 210.0, 297.0                                                       // mm (5.1)
	Top, RightMargin      = 37.0, 26.0                                                         // mm (5.2.1)
	TextWidth, TextHeight = 156.0, 225.0                                                       // mm (5.2.1)
	LeftMargin, Bottom    = PageWidth - TextWidth - RightMargin, PageHeight - Top - TextHeight // mm
	Lines, Characters     = 22, 28                                                             // of a page, of a line (5.2.3)

	Size2, Size3, Size4, SizeSmall4, Size5 = 22.0, 16.0, 14.0, 12.0, 10.5 // pt: 二号, 三号, 四号, 小四, 五号
)

// Red is the red of heads and their lines.
const Red = "C8161D"

// Date is the day as papers write it, 2026年3月5日 (7.3.5.4); "" for NoDay.
func Date(d calendar.Day) string {
	if d == calendar.NoDay {
		return ""
	}
	t := d.Time()
	return strconv.Itoa(t.Year()) + "年" + strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
}

// ChineseDate is the day in characters, 二〇一八年三月十九日; "" for NoDay.
func ChineseDate(d calendar.Day) string {
	if d == calendar.NoDay {
		return ""
	}
	t := d.Time()
	digits := []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	year := ""
	for _, r := range strconv.Itoa(t.Year()) {
		year += digits[r-'0']
	}
	// small is a number below a hundred: 九, 十, 十九, 二十, 三十一.
	small := func(n int) string {
		s := ""
		if n >= 20 {
			s = digits[n/10]
		}
		if n >= 10 {
			s += "十"
		}
		if n%10 > 0 {
			s += digits[n%10]
		}
		return s
	}
	return year + "年" + small(int(t.Month())) + "月" + small(t.Day()) + "日"
}

// Dated is the date of the signature as it is written; blanks for the place of
// one that is not yet given.
func (s Signature) Dated() string {
	switch {
	case s.On == calendar.NoDay:
		return "    年    月    日"
	case s.Chinese:
		return ChineseDate(s.On)
	}
	return Date(s.On)
}

// Width is the number of columns of the table: those declared, or those that
// its first row fills.
func (t Table) Width() int {
	if len(t.Columns) > 0 {
		return len(t.Columns)
	}
	for _, rows := range [][][]Cell{t.Head, t.Rows} {
		if len(rows) > 0 {
			n := 0
			for _, c := range rows[0] {
				n += max(c.Across, 1)
			}
			return n
		}
	}
	return 0
}

// Placed is a cell with its place in a grid.
type Placed struct {
	Cell
	Row, Column int // of its upper left corner
}

// Place lays the cells of rows on a grid of width columns. Fields that a
// neighbour covers are skipped, fields that would stand outside are cut.
func Place(rows [][]Cell, width int) []Placed {
	taken := map[[2]int]bool{}
	var list []Placed
	for r, row := range rows {
		at := 0
		for _, c := range row {
			for at < width && taken[[2]int{r, at}] {
				at++
			}
			if at >= width {
				break
			}
			c.Across, c.Down = max(c.Across, 1), max(c.Down, 1)
			c.Across, c.Down = min(c.Across, width-at), min(c.Down, len(rows)-r)
			for i := range c.Down {
				for j := range c.Across {
					taken[[2]int{r + i, at + j}] = true
				}
			}
			list = append(list, Placed{c, r, at})
			at += c.Across
		}
	}
	return list
}

// Shares are the widths of the columns as parts of 1.
func (t Table) Shares() []float64 {
	shares := make([]float64, t.Width())
	sum := 0.0
	for i := range shares {
		shares[i] = 1
		if i < len(t.Columns) && t.Columns[i].Share > 0 {
			shares[i] = t.Columns[i].Share
		}
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// AlignOf is how the text of a cell in the column stands.
func (t Table) AlignOf(c Placed, head bool) Align {
	switch {
	case c.Align != Justified:
		return c.Align
	case head:
		return Center
	case c.Column < len(t.Columns) && t.Columns[c.Column].Number:
		return Right
	case c.Column < len(t.Columns) && t.Columns[c.Column].Align != Justified:
		return t.Columns[c.Column].Align
	}
	return Left
}

// Table is the form as a table, for writers that know only tables.
func (k KeyValue) Table() Table {
	share := k.Share
	if share <= 0 || share >= 1 {
		share = 0.28
	}
	t := Table{Columns: []Column{{Share: share, Align: Center}, {Share: 1 - share}}}
	for _, p := range k.Pairs {
		t.Rows = append(t.Rows, []Cell{{Text: p.Name}, {Text: p.Value}})
	}
	return t
}
