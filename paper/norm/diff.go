package norm

import (
	"strings"

	"gongkai/paper/richtext"
)

// Became is what became of an article.
type Became string

const (
	Same       Became = "same"
	Changed    Became = "changed"
	Added      Became = "added"
	Removed    Became = "removed"
	Renumbered Became = "renumbered" // and perhaps changed as well
)

// Place is where in a text something stands that is in no article.
type Place string

const (
	Opening  Place = "opening"  // title and preamble
	Headings Place = "headings" // of chapters and sections, and what stands below them in no article
	Ending   Place = "ending"   // list of annexes, signature and its day
	Annexed  Place = "annexed"
)

// Change is an article in two wordings, or what stands outside of articles.
type Change struct {
	Became Became
	Place  Place // "" for an article
	// Old and New are the article in either wording; nil where it is not.
	Old, New *Part
	// Paragraphs lay the words side by side, without the number of the
	// article. Those of a Same article are all kept.
	Paragraphs []richtext.Change
}

// alike is the share of characters in common from which articles of different
// numbers are one that was renumbered. Half of what two articles of one law
// have in common is form.
const alike = 0.6

// Reworded says whether the words changed, and not only the number.
func (c Change) Reworded() bool {
	return c.Old == nil || c.New == nil || folded(body(c.Old)) != folded(body(c.New))
}

// Diff compares two wordings article by article, in the order of b; what was
// removed stands where it was. What stands outside of articles is compared by
// its [Place], with neither Old nor New: such changes are left out where nothing
// changed. The note of how a text was adopted is not compared: it tells itself
// what changed.
func Diff(a, b Document) []Change {
	old, new := a.Articles(), b.Articles()
	pairs := match(old, new)
	taken := make([]bool, len(old))
	for _, i := range pairs {
		if i >= 0 {
			taken[i] = true
		}
	}
	var list []Change
	frame := func(at Place, x, y []string) {
		if p, q := strings.Join(x, "\n"), strings.Join(y, "\n"); folded(p) != folded(q) {
			list = append(list, Change{Became: Changed, Place: at, Paragraphs: compare(p, q)})
		}
	}
	frame(Opening, append([]string{a.Title}, a.Preamble...), append([]string{b.Title}, b.Preamble...))
	frame(Headings, outside(a.Body), outside(b.Body))
	next := 0
	removed := func(until int) {
		for ; next < until; next++ {
			if !taken[next] {
				list = append(list, Change{Became: Removed, Old: old[next], Paragraphs: compare(body(old[next]), "")})
			}
		}
	}
	for j, n := range new {
		i := pairs[j]
		if i < 0 {
			list = append(list, Change{Became: Added, New: n, Paragraphs: compare("", body(n))})
			continue
		}
		removed(i)
		c := Change{Became: Same, Old: old[i], New: n, Paragraphs: compare(body(old[i]), body(n))}
		switch {
		case old[i].Number != n.Number:
			c.Became = Renumbered
		case folded(body(old[i])) != folded(body(n)):
			c.Became = Changed
		}
		list = append(list, c)
	}
	removed(len(old))
	frame(Ending, a.Closing, b.Closing)
	frame(Annexed, plains(a.Annexes), plains(b.Annexes))
	return list
}

// outside is the headings of a text, and what it says in no article, in order.
func outside(parts []*Part) []string {
	var lines []string
	for _, p := range parts {
		switch p.Kind {
		case Article, Point:
		case Book, Subbook, Chapter, Section:
			// 总　则 and 总则 are one heading.
			heading := *p
			heading.Heading = strings.Join(strings.FieldsFunc(p.Heading, blank), "")
			lines = append(lines, heading.Label())
			if p.Text != "" {
				lines = append(lines, p.Text)
			}
			lines = append(lines, outside(p.Parts)...)
		default:
			lines = append(lines, p.Plain())
		}
	}
	return lines
}

func plains(parts []*Part) []string {
	var list []string
	for _, p := range parts {
		list = append(list, p.Plain())
	}
	return list
}

// body is the words of an article without its number.
func body(p *Part) string {
	return strings.TrimLeftFunc(strings.TrimPrefix(p.Plain(), p.Num), blank)
}

// compare shows old in the brackets of new: editions of one law differ in
// their width from one printer to the next, which is no amendment.
func compare(old, new string) []richtext.Change {
	if new != "" && !strings.ContainsAny(new, "()") {
		old = wide.Replace(old)
	} else if new != "" && !strings.ContainsAny(new, "（）") {
		old = narrow.Replace(old)
	}
	return richtext.DiffPlain(old, new)
}

var (
	wide   = strings.NewReplacer("(", "（", ")", "）")
	narrow = strings.NewReplacer("（", "(", "）", ")")
)

// match is for each new article the old one it was, or -1:
//
//  1. articles of the same words, in order, are the same whatever their number;
//  2. of the others, those of the same number are the same if their words are
//     alike, and else
//  3. the most alike between the same neighbours is the same, if alike enough;
//  4. those of the same number that are left are the same, changed throughout.
func match(old, new []*Part) []int {
	pairs := make([]int, len(new))
	for j := range pairs {
		pairs[j] = -1
	}
	a, b := make([]string, len(old)), make([]string, len(new))
	for i, p := range old {
		a[i] = folded(body(p))
	}
	for j, p := range new {
		b[j] = folded(body(p))
	}
	last := 0
	for _, m := range common(a, b) {
		pairs[m[1]] = m[0]
	}
	// Between what is the same.
	for j := 0; j < len(new); {
		if pairs[j] >= 0 {
			last = pairs[j] + 1
			j++
			continue
		}
		to := j
		for to < len(new) && pairs[to] < 0 {
			to++
		}
		until := len(old)
		if to < len(new) {
			until = pairs[to]
		}
		between(a, b, old, new, last, until, j, to, pairs)
		j = to
	}
	return pairs
}

// between pairs the old articles from i to iEnd with the new ones from j to
// jEnd, in order, so that the sum of their likeness is greatest.
func between(a, b []string, old, new []*Part, i, iEnd, j, jEnd int, pairs []int) {
	n, m := iEnd-i, jEnd-j
	if n == 0 || m == 0 {
		return
	}
	if n*m > 40_000 { // two texts of nothing in common: by number only
		at := i
		for k := j; k < jEnd; k++ {
			for l := at; l < iEnd; l++ {
				if old[l].Number == new[k].Number {
					pairs[k], at = l, l+1
					break
				}
			}
		}
		return
	}
	grams := make([]map[[2]rune]int, n)
	for x := range n {
		grams[x] = pairsOf(a[i+x])
	}
	best := make([][]float64, n+1)
	for x := range best {
		best[x] = make([]float64, m+1)
	}
	worth := make([][]float64, n)
	for x := range n {
		worth[x] = make([]float64, m)
	}
	for y := range m {
		g := pairsOf(b[j+y])
		for x := range n {
			w := likeness(grams[x], g)
			if w < alike {
				w = 0
			}
			if old[i+x].Number == new[j+y].Number {
				w += 0.1 // the number alone speaks for it, but less than words
			}
			worth[x][y] = w
		}
	}
	for x := n - 1; x >= 0; x-- {
		for y := m - 1; y >= 0; y-- {
			best[x][y] = max(best[x+1][y], best[x][y+1])
			if worth[x][y] > 0 {
				best[x][y] = max(best[x][y], best[x+1][y+1]+worth[x][y])
			}
		}
	}
	for x, y := 0, 0; x < n && y < m; {
		switch best[x][y] {
		case best[x+1][y]:
			x++
		case best[x][y+1]:
			y++
		default:
			pairs[j+y] = i + x
			x, y = x+1, y+1
		}
	}
}

// folded is s without blanks, and all its brackets of one width.
func folded(s string) string { return narrow.Replace(strings.Join(strings.FieldsFunc(s, blank), "")) }

// common is the longest run of equal strings, rising in both.
func common(a, b []string) [][2]int {
	var found [][2]int
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		found = append(found, [2]int{head, head})
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x)*len(y) <= 4_000_000 {
		length := make([][]int32, len(x)+1)
		for i := range length {
			length[i] = make([]int32, len(y)+1)
		}
		for i := len(x) - 1; i >= 0; i-- {
			for j := len(y) - 1; j >= 0; j-- {
				if x[i] == y[j] {
					length[i][j] = length[i+1][j+1] + 1
				} else {
					length[i][j] = max(length[i+1][j], length[i][j+1])
				}
			}
		}
		for i, j := 0, 0; i < len(x) && j < len(y); {
			switch {
			case x[i] == y[j]:
				found = append(found, [2]int{head + i, head + j})
				i, j = i+1, j+1
			case length[i+1][j] >= length[i][j+1]:
				i++
			default:
				j++
			}
		}
	}
	for t := tail; t > 0; t-- {
		found = append(found, [2]int{len(a) - t, len(b) - t})
	}
	return found
}

func pairsOf(s string) map[[2]rune]int {
	m := map[[2]rune]int{}
	var last rune
	for _, r := range s {
		if last != 0 {
			m[[2]rune{last, r}]++
		}
		last = r
	}
	return m
}

// likeness is the share of neighbouring characters in common, from 0 to 1
// (Sørensen and Dice).
func likeness(a, b map[[2]rune]int) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	both, all := 0, 0
	for k, n := range a {
		both += min(n, b[k])
		all += n
	}
	for _, n := range b {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}
