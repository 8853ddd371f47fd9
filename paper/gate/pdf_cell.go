package gate

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// A page gives its characters in the order in which they were drawn, line by
// line. In a table that is not the order in which people read: what stands in a
// narrow column is broken over lines, and its heading is far away, perhaps on
// the page before. So the characters are put together again into cells: words,
// by blanks and by where other lines have their columns; then lines of one cell,
// by the rules between rows, or where there are none, by what is full.

// pdfStretch is characters on one line that nothing parts, in points from the top
// left of the page.
type pdfStretch struct {
	from, to       int // of [pdfWords.runes]
	x0, y0, x1, y1 float64
	cell           int // of the page's cells
}

func (o pdfStretch) high() float64 { return o.y1 - o.y0 }
func (o pdfStretch) y() float64    { return (o.y0 + o.y1) / 2 }

// level says whether two words stand on one line.
func (o pdfStretch) level(p pdfStretch) bool {
	return math.Abs(o.y()-p.y()) < 0.4*min(o.high(), p.high())
}

// under says whether a word stands under another as the next line of a column
// does: set to the same left, the same right or the same middle.
func (o pdfStretch) under(p pdfStretch) bool {
	em := 0.4 * min(o.high(), p.high())
	return math.Abs(o.x0-p.x0) < em || math.Abs(o.x1-p.x1) < em || math.Abs(o.x0+o.x1-p.x0-p.x1) < 2*em
}

// across says whether a word stands in the column of another.
func (o pdfStretch) across(p pdfStretch) bool {
	return o.under(p) || min(o.x1, p.x1)-max(o.x0, p.x0) > 0.6*min(o.x1-o.x0, p.x1-p.x0)
}

// pdfRule is a line drawn across, between rows.
type pdfRule struct{ x0, x1, y float64 }

// pdfCell is a text of one or several lines, with the heading of its column.
type pdfCell struct {
	text   string
	runes  []int // the character at which each rune of text stands
	before string
	line   pdfStretch // its first line
	lines  int
}

// pdfHeading is the headings of the table that is being read; they go on over
// pages.
type pdfHeading struct {
	cells []pdfCell
	prose int    // lines of prose since
	tail  string // the last line of the page before
}

// pdfLayout is a page put together again.
type pdfLayout struct {
	words []pdfStretch
	cells []pdfCell
	areas []pdfArea // of each character, empty for blanks
}

// worthLayout says whether a page may hold what is only found cell by cell, or
// the heading of it.
func worthLayout(s string) bool {
	t := traitsOf(s)
	return t.digits >= fewestOfDay || t.mail || t.block || t.group && t.place || personal([]string{s})
}

// layout puts a page together again. heading is of the pages before, and is
// carried on.
func (s pdfSight) layout(text references.FPDF_TEXTPAGE, g pdfShape, w pdfWords, things []pdfThing, heading *pdfHeading) pdfLayout {
	var p pdfLayout
	p.areas = make([]pdfArea, len(w.runes))
	for i, r := range w.runes {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			continue
		}
		if room, err := s.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: w.char[i]}); err == nil {
			p.areas[i] = g.area(float64(room.Rect.Left), float64(room.Rect.Bottom), float64(room.Rect.Right), float64(room.Rect.Top))
		}
	}
	wide, high := g.size()
	p.words = wordsOf(w, p.areas, wide, high)
	p.words = columned(w, p.words)
	p.link(w, rulesOf(things, wide, high))
	p.name(heading)
	return p
}

// wordsOf is the words of a page, parted at every blank and every leap.
func wordsOf(w pdfWords, areas []pdfArea, wide, high float64) []pdfStretch {
	var list []pdfStretch
	open := false
	for i := range w.runes {
		a := areas[i]
		if a.empty() {
			// A character without width belongs to the word around it.
			open = open && thin(string(w.runes[i])) > 0
			continue
		}
		o := pdfStretch{from: i, to: i + 1, x0: a.x0 * wide, y0: a.y0 * high, x1: a.x1 * wide, y1: a.y1 * high}
		if n := len(list) - 1; open && o.level(list[n]) && o.x0 > list[n].x1-0.3*o.high() && o.x0 < list[n].x1+0.5*o.high() {
			list[n].to, list[n].x1 = i+1, max(list[n].x1, o.x1)
			list[n].y0, list[n].y1 = min(list[n].y0, o.y0), max(list[n].y1, o.y1)
			continue
		}
		list, open = append(list, o), true
	}
	return list
}

// fewestLines is in how many lines digits must begin at a place to make a column
// that nothing else is in.
const fewestLines = 5

// columned puts words together again that a blank within a cell parted: those
// that stand close and do not begin where other lines begin a column. Between
// Chinese words nobody leaves a blank, but between columns.
func columned(w pdfWords, words []pdfStretch) []pdfStretch {
	starts := map[int]int{} // half points, and how many lines begin a word there
	named := map[int]bool{} // whether one of them is more than digits: they may be of one number
	for i := 0; i < len(words); {
		k, running := i, false // a line of running text begins no column
		for ; k < len(words) && words[k].level(words[i]); k++ {
			running = running || prose(words[k])
		}
		for ; i < k; i++ {
			if !running {
				at := int(math.Round(words[i].x0 * 2))
				starts[at]++
				named[at] = named[at] || slices.ContainsFunc(w.runes[words[i].from:words[i].to], han)
			}
		}
	}
	column := func(x float64) bool {
		n := int(math.Round(x * 2))
		lines := starts[n-1] + starts[n] + starts[n+1]
		return lines >= 2 && (named[n-1] || named[n] || named[n+1]) || lines >= fewestLines
	}
	var list []pdfStretch
	for _, o := range words {
		n := len(list) - 1
		if n >= 0 && o.level(list[n]) && o.x0 >= list[n].x1-0.1*o.high() && (o.x0 < list[n].x1+0.3*o.high() ||
			o.x0 < list[n].x1+1.4*o.high() && !column(o.x0) && !(han(w.runes[list[n].to-1]) && han(w.runes[o.from]))) {
			list[n].to, list[n].x1 = o.to, o.x1
			list[n].y0, list[n].y1 = min(list[n].y0, o.y0), max(list[n].y1, o.y1)
			continue
		}
		list = append(list, o)
	}
	return list
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// rulesOf is the lines across the page, the edges of frames among them.
func rulesOf(things []pdfThing, wide, high float64) []pdfRule {
	var list []pdfRule
	for _, t := range things {
		if t.kind != enums.FPDF_PAGEOBJ_PATH {
			continue
		}
		x0, x1, y0, y1 := t.area.x0*wide, t.area.x1*wide, t.area.y0*high, t.area.y1*high
		switch {
		case x1-x0 < 8:
		case y1-y0 < 2:
			list = append(list, pdfRule{x0, x1, (y0 + y1) / 2})
		case y1-y0 > 8:
			list = append(list, pdfRule{x0, x1, y0}, pdfRule{x0, x1, y1})
		}
	}
	slices.SortFunc(list, func(a, b pdfRule) int { return cmp.Compare(a.y, b.y) })
	return list
}

// link makes cells of words: a word goes on with the one right above it in its
// column where nothing is drawn between, or where it was full and no row can
// have begun.
func (p *pdfLayout) link(w pdfWords, rules []pdfRule) {
	between := func(a, b pdfStretch) bool {
		from, _ := slices.BinarySearchFunc(rules, a.y(), func(r pdfRule, y float64) int { return cmp.Compare(r.y, y) })
		for _, r := range rules[from:] {
			if r.y >= b.y() {
				return false
			}
			if min(r.x1, b.x1)-max(r.x0, b.x0) > 0.5*(b.x1-b.x0) {
				return true
			}
		}
		return false
	}
	ruled := func(a pdfStretch) bool { // rows of the table are parted by rules
		count := 0
		for _, r := range rules {
			if r.x0 <= a.x0+2 && r.x1 >= a.x1-2 && math.Abs(r.y-a.y()) < 12*a.high() {
				count++
			}
		}
		return count >= 2
	}
	order := make([]int, len(p.words))
	for i := range order {
		order[i] = i
		p.words[i].cell = -1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.words[a].y(), p.words[b].y()) })
	last := map[int]int{} // of a cell, its last word
	var edge map[int]float64
	for at, i := range order {
		o := &p.words[i]
		for k := at - 1; k >= 0; k-- {
			above := p.words[order[k]]
			if above.y() < o.y()-2.5*o.high() {
				break
			}
			if above.level(*o) || !o.across(above) {
				continue
			}
			// What stands right above in the column decides.
			close := o.y0-above.y1 < 0.6*o.high() && (o.under(above) || prose(above)) && last[above.cell] == order[k]
			if close && !between(above, *o) {
				if edge == nil {
					edge = edges(p.words)
				}
				if ruled(*o) && !prose(above) || full(w, above, *o, edge) && (prose(above) || p.leads(order, at, above)) {
					o.cell = above.cell
				}
			}
			break
		}
		if o.cell < 0 {
			o.cell = len(p.cells)
			p.cells = append(p.cells, pdfCell{line: *o})
		}
		c := &p.cells[o.cell]
		for r := o.from; r < o.to; r++ {
			if w.runes[r] != '\n' {
				c.text += string(w.runes[r])
				c.runes = append(c.runes, r)
			}
		}
		c.lines++
		last[o.cell] = i
	}
}

// edges is how far words reach to the right that begin at a place, in points.
func edges(words []pdfStretch) map[int]float64 {
	far := map[int]float64{}
	for _, o := range words {
		n := int(math.Round(o.x0))
		far[n] = max(far[n], o.x1)
	}
	return far
}

func edgeOf(o pdfStretch, edge map[int]float64) float64 {
	n := int(math.Round(o.x0))
	return max(edge[n-1], edge[n], edge[n+1])
}

// prose says whether a word is a line of running text.
func prose(o pdfStretch) bool { return o.x1-o.x0 > 20*o.high() }

// full says whether the first word of the next line had no room on a line.
func full(w pdfWords, line, next pdfStretch, edge map[int]float64) bool {
	begin := next.to
	for i := next.from; i < next.to; i++ {
		r := w.runes[i]
		if i > next.from && (unicode.IsSpace(r) || r > unicode.MaxLatin1) {
			begin = i
			break
		}
	}
	share := float64(begin-next.from) / float64(max(1, next.to-next.from))
	return line.x1+share*(next.x1-next.x0)+0.1*line.high() > edgeOf(line, edge)
}

// leads says whether the row above has a cell to the left that the line of the
// word at a place of the order has not: the line goes on with that row.
func (p *pdfLayout) leads(order []int, at int, above pdfStretch) bool {
	o := p.words[order[at]]
	left := func(of pdfStretch) int {
		count := 0
		for k := max(0, at-60); k < min(len(order), at+60); k++ {
			if v := p.words[order[k]]; v.level(of) && v.x1 <= of.x0 {
				count++
			}
		}
		return count
	}
	return left(above) > left(o)
}

// cellHeading is how long a heading is at most, in characters.
const cellHeading = 20

// name gives cells the headings of their columns.
func (p *pdfLayout) name(heading *pdfHeading) {
	var rows [][]int
	for i := range p.cells {
		if n := len(rows) - 1; n >= 0 && p.cells[rows[n][0]].line.level(p.cells[i].line) {
			rows[n] = append(rows[n], i)
			continue
		}
		rows = append(rows, []int{i})
	}
	for _, row := range rows {
		if len(row) == 1 {
			if o := p.cells[row[0]].line; o.x1-o.x0 > 20*o.high() {
				if heading.prose++; heading.prose > 1 {
					heading.cells = nil
				}
			}
		} else {
			heading.prose = 0
		}
		if p.headed(row) && (len(heading.cells) == 0 || !p.fits(row, heading.cells) || p.says(row)) {
			heading.cells = nil
			for _, i := range row {
				heading.cells = append(heading.cells, p.cells[i])
			}
			continue
		}
		for _, i := range row {
			for _, h := range heading.cells {
				if p.cells[i].line.across(h.line) {
					p.cells[i].before = h.text + " "
					break
				}
			}
		}
	}
}

// headed says whether a row may be headings: short words without numbers.
func (p *pdfLayout) headed(row []int) bool {
	for _, i := range row {
		s := p.cells[i].text
		if strings.ContainsAny(s, "0123456789０１２３４５６７８９") || utf8.RuneCountInString(s) > cellHeading {
			return false
		}
	}
	return len(row) >= 2
}

// fits says whether the cells of a row stand in the columns of headings.
func (p *pdfLayout) fits(row []int, headings []pdfCell) bool {
	for _, i := range row {
		if !slices.ContainsFunc(headings, func(h pdfCell) bool { return p.cells[i].line.across(h.line) }) {
			return false
		}
	}
	return true
}

// says says whether a row names what the gate looks for.
func (p *pdfLayout) says(row []int) bool {
	var words []string
	for _, i := range row {
		words = append(words, p.cells[i].text)
	}
	return personal(words)
}

// found is what is found cell by cell and was not found line by line.
func (p pdfLayout) found(n int, had []Finding, look pdfLook) []Finding {
	known := map[string]bool{}
	for _, f := range had {
		known[f.Key] = true
	}
	var list []Finding
	for _, c := range p.cells {
		if c.lines < 2 && c.before == "" {
			continue // as it has been read
		}
		for _, f := range look(n, c.before, c.text) {
			if prose(c.line) && f.Place.End == len(c.text) {
				continue // it may go on where the paragraph does
			}
			if known[f.Key] {
				continue
			}
			known[f.Key] = true
			var all pdfArea
			at := 0
			for k := range c.text {
				if k >= f.Place.Start && k < f.Place.End && !p.areas[c.runes[at]].empty() {
					if all.empty() {
						all = p.areas[c.runes[at]]
					} else {
						all = all.union(p.areas[c.runes[at]])
					}
				}
				at++
			}
			f.Place.Box = all.box()
			list = append(list, f)
		}
	}
	return list
}

// apart says whether what stands at some characters stands in several cells
// side by side, further from each other than anyone spaces a number, and so is
// no one thing.
func (p pdfLayout) apart(first, end int) bool {
	var in []pdfStretch
	for _, o := range p.words {
		if o.from < end && o.to > first {
			in = append(in, o)
		}
	}
	for i := 1; i < len(in); i++ {
		if in[i].cell != in[i-1].cell && in[i].level(in[i-1]) && in[i].x0 > in[i-1].x1+1.5*in[i].high() {
			return true
		}
	}
	return false
}
