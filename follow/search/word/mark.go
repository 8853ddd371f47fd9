package word

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark is a piece of text cut for showing, Hit for what was looked for.
type Mark struct {
	Text string
	Hit  bool
}

// most is how many places of one word are marked, and how much of a text is
// looked at: a page shows a few lines.
const (
	mostPlaces = 200
	mostText   = 1 << 19
)

// place is where something of the query stands in folded text.
type place struct {
	a, b   int
	what   int // which word or term
	weight int // more for a whole word than for a term of one that is not there
}

// places are all places of w in folded text, in order. Of a word that does not
// stand there, those of its terms; count is how many different things there are.
func places(folded string, w Words) (list []place, count int) {
	add := func(literal string, weight int) bool {
		found := 0
		for from := 0; found < mostPlaces; found++ {
			a, b := find(folded, literal, from)
			if a < 0 {
				break
			}
			list = append(list, place{a, b, count, weight})
			from = b
		}
		if found > 0 {
			count++
		}
		return found > 0
	}
	for _, x := range w.List {
		if add(x.Literal, 2+2*len(x.Terms)) {
			continue
		}
		if len(x.Numbers) > 0 {
			continue // pieces of a number say nothing
		}
		for _, t := range x.Terms {
			// Of the characters alone every text has some.
			if n := utf8.RuneCountInString(t); n > 1 {
				add(t, 1)
			}
		}
	}
	slices.SortFunc(list, func(p, q place) int { return p.a - q.a })
	return list, count
}

// Highlight is s with what of w stands in it marked, shortened to max
// characters with 0 for all.
func Highlight(s string, w Words, max int) []Mark {
	end, more := len(s), ""
	if max > 0 {
		n := 0
		for i := range s {
			if n++; n > max {
				end, more = i, "…"
				break
			}
		}
	}
	folded, at := FoldMap(s)
	list, _ := places(folded, w)
	return cut(s, at, list, 0, end, "", more)
}

// Cut is the piece of about width characters of text where most of w stands
// close together, marked; the beginning of the text if nothing of it does. It
// begins and ends with a sentence where that is near, and says with … where it
// does not.
func Cut(text string, w Words, width int) []Mark {
	if len(text) > mostText {
		text = text[:mostText]
	}
	folded, at := FoldMap(text)
	list, count := places(folded, w)
	first, last := best(list, count, width)
	a, b := 0, 0
	if first >= 0 {
		a, b = Span(at, list[first].a, list[last].b)
	}
	from, to := widen(text, a, b, width)
	before, after := "", ""
	if strings.TrimSpace(text[:from]) != "" {
		before = "…"
	}
	if strings.TrimSpace(text[to:]) != "" {
		after = "…"
	}
	return cut(text, at, list, from, to, before, after)
}

// best is the window of width characters with most of different things in it,
// from place first to place last; the earliest of equals, -1 for none.
func best(list []place, count, width int) (first, last int) {
	first, last = -1, -1
	inside := make([]int, count)
	weight, score := 0, 0
	for i, j := 0, 0; j < len(list); j++ {
		if inside[list[j].what]++; inside[list[j].what] == 1 {
			weight += list[j].weight
		}
		// Three bytes are a character of Chinese.
		for i < j && list[j].b-list[i].a > 3*width {
			if inside[list[i].what]--; inside[list[i].what] == 0 {
				weight -= list[i].weight
			}
			i++
		}
		if s := 64*weight + min(j-i, 63); s > score {
			first, last, score = i, j, s
		}
	}
	return first, last
}

// widen makes text[a:b] about width characters long.
func widen(text string, a, b, width int) (from, to int) {
	left := width - utf8.RuneCountInString(text[a:b])
	from = back(text, a, max(left/2, 0))
	left -= utf8.RuneCountInString(text[from:a])
	return from, forth(text, b, max(left, 0))
}

// back goes back from a by up to n characters: to the beginning of the text, or
// of the last sentence that begins there, or of a part of one, or by a few.
func back(text string, a, n int) int {
	sentence, part, few, at := -1, -1, a, a
	for k := 0; k < n; k++ {
		if at == 0 {
			return 0
		}
		r, size := utf8.DecodeLastRuneInString(text[:at])
		switch {
		case endsSentence(r) && sentence < 0:
			sentence = at
		case unicode.IsPunct(r) || unicode.IsSpace(r):
			part = at
		}
		at -= size
		if k == n/3 {
			few = at
		}
	}
	switch {
	case at == 0:
		return 0
	case sentence >= 0:
		return sentence
	case part >= 0:
		return part
	}
	return wordEdge(text, few)
}

// forth goes on from b by up to n characters, and less if a sentence ends in
// the last third.
func forth(text string, b, n int) int {
	sentence, at := -1, b
	for k := 0; k < n; k++ {
		if at == len(text) {
			return at
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		at += size
		if k >= n*2/3 && endsSentence(r) {
			sentence = at
		}
	}
	if sentence >= 0 && at < len(text) {
		return sentence
	}
	if e := wordEdge(text, at); e >= b {
		return e
	}
	return at
}

func endsSentence(r rune) bool { return strings.ContainsRune("。！？；!?;\n", r) }

// wordEdge is at, or before it the beginning of the number or Latin word that
// stands there, unless that is long.
func wordEdge(text string, at int) int {
	if at >= len(text) {
		return at
	}
	if r, _ := utf8.DecodeRuneInString(text[at:]); kindOf(r) != latin {
		return at
	}
	for e, k := at, 0; k < longest; k++ {
		r, n := utf8.DecodeLastRuneInString(text[:e])
		if n == 0 || kindOf(r) != latin {
			return e
		}
		e -= n
	}
	return at
}

// cut is s[from:to] in pieces, with blanks shortened to one.
func cut(s string, at []int, list []place, from, to int, before, after string) []Mark {
	var marks []Mark
	put := func(text string, hit bool) {
		switch n := len(marks); {
		case text == "":
		case n > 0 && marks[n-1].Hit == hit:
			marks[n-1].Text += text
		default:
			marks = append(marks, Mark{text, hit})
		}
	}
	put(before, false)
	done := from
	for _, p := range list {
		a, b := Span(at, p.a, p.b)
		b = a + len(strings.TrimRightFunc(s[a:b], unicode.IsSpace))
		a, b = max(a, done), min(b, to)
		if a >= b {
			continue
		}
		put(tidy(s[done:a], done == from), false)
		put(tidy(s[a:b], false), true)
		done = b
	}
	rest := tidy(s[done:to], done == from)
	put(strings.TrimRight(rest, " "), false)
	put(after, false)
	return marks
}

// tidy makes one blank of several, and none at the beginning.
func tidy(s string, first bool) string {
	var b strings.Builder
	spaced := first
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			if !spaced {
				b.WriteByte(' ')
			}
			spaced = true
			continue
		}
		spaced = false
		b.WriteRune(r)
	}
	return b.String()
}
