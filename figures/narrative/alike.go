package narrative

import (
	"cmp"
	"slices"
	"strings"
)

// Text is a report as far as it is compared with others.
type Text struct {
	Agency string // its code
	// Names are those the agency has in reports, 长春市教育局 and 市教育局:
	// they are masked, so that a passage with only the name exchanged counts
	// as copied.
	Names []string
	Year  int
	Parts []PartText
}

// Passage is what two reports have in common, word for word, but for numbers,
// names of agencies, punctuation and blanks.
type Passage struct {
	A, B   Place
	Words  string // as it stands in A
	Length int    // characters that were compared
	// Share is the part of A's text that it makes, 0 to 1.
	Share float64
}

// Place is where a passage stands.
type Place struct {
	Agency    string
	Year      int
	Part      int // from 0
	Heading   string
	Paragraph int // from 0
	Offset    int // characters from the paragraph's beginning
	// Until is where it ends: a paragraph, at a character not of it any more.
	UntilParagraph, Until int
}

// The shortest passage that counts, in characters, and the shingles by which
// passages are found. Of every [window] shingles the one with the least hash is
// kept (winnowing), so every passage of shortest characters has one that is.
const (
	shortest = 40
	shingle  = 18
	window   = shortest - shingle + 1
)

// Alike are the passages of at least 40 characters that a text of a and one of
// b have in common, by texts, then as they stand in A. The same agency and year
// is not compared with itself, and where a and b hold the same two texts they
// are compared once. Passages within a text that is common to very many are all
// given.
func Alike(a, b []Text) []Passage {
	mask := masker(a, b)
	left := make([]folded, len(a))
	for i := range a {
		left[i] = fold(&a[i], mask)
	}
	right := make([]folded, len(b))
	index := map[uint64][]seed{}
	for j := range b {
		right[j] = fold(&b[j], mask)
		for _, s := range right[j].seeds {
			index[s.hash] = append(index[s.hash], seed{hash: uint64(j), at: s.at})
		}
	}
	var all []Passage
	for i := range left {
		skip := apart(a, b, i)
		// How far each diagonal of each pair has been compared already.
		done := map[[2]int]int{}
		var mine []Passage
		for _, s := range left[i].seeds {
			for _, o := range index[s.hash] {
				j := int(o.hash)
				if skip[j] {
					continue
				}
				diagonal := [2]int{j, s.at - o.at}
				if s.at < done[diagonal] {
					continue
				}
				from, to := common(left[i].runes, right[j].runes, s.at, o.at)
				if to > done[diagonal] {
					done[diagonal] = to
				}
				if to-from < shortest {
					continue
				}
				mine = append(mine, passage(&left[i], &right[j], from, to, from-s.at+o.at))
			}
		}
		all = append(all, distinct(mine)...)
	}
	return all
}

// apart says with which of b the text i of a is not compared: itself, and one
// that was compared with it the other way round.
func apart(a, b []Text, i int) []bool {
	same := func(x, y *Text) bool { return x.Agency == y.Agency && x.Year == y.Year }
	in := func(list []Text, t *Text) bool {
		return slices.ContainsFunc(list, func(o Text) bool { return same(&o, t) })
	}
	skip := make([]bool, len(b))
	turned := in(b, &a[i])
	for j := range b {
		later := b[j].Year < a[i].Year || b[j].Year == a[i].Year && b[j].Agency < a[i].Agency
		skip[j] = same(&a[i], &b[j]) || turned && later && in(a, &b[j])
	}
	return skip
}

// distinct orders the passages of one text, and drops those that lie within
// another of the same pair: a text that repeats itself has many.
func distinct(list []Passage) []Passage {
	slices.SortStableFunc(list, func(x, y Passage) int {
		return cmp.Or(cmp.Compare(x.B.Agency, y.B.Agency), cmp.Compare(x.B.Year, y.B.Year), cmp.Compare(y.Length, x.Length))
	})
	var kept []Passage
	first := 0
	for _, p := range list {
		if len(kept) > first && (kept[first].B.Agency != p.B.Agency || kept[first].B.Year != p.B.Year) {
			first = len(kept)
		}
		if !slices.ContainsFunc(kept[first:], func(k Passage) bool { return k.A.holds(p.A) }) {
			kept = append(kept, p)
		}
	}
	slices.SortStableFunc(kept, func(x, y Passage) int {
		return cmp.Or(cmp.Compare(x.B.Agency, y.B.Agency), cmp.Compare(x.B.Year, y.B.Year),
			cmp.Compare(x.A.Part, y.A.Part), cmp.Compare(x.A.Paragraph, y.A.Paragraph), cmp.Compare(x.A.Offset, y.A.Offset))
	})
	return kept
}

func (p Place) holds(o Place) bool {
	return p.Part == o.Part &&
		(p.Paragraph < o.Paragraph || p.Paragraph == o.Paragraph && p.Offset <= o.Offset) &&
		(p.UntilParagraph > o.UntilParagraph || p.UntilParagraph == o.UntilParagraph && p.Until >= o.Until)
}

// folded is a text as it is compared.
type folded struct {
	text  *Text
	runes []rune
	// origin is where each character stands.
	origin []position
	whole  int // characters, borders aside
	seeds  []seed
	parts  [][][]rune // paragraphs of the parts, as typed
}

type position struct{ part, paragraph, offset int32 }

// seed is a shingle that was kept.
type seed struct {
	hash uint64
	at   int
}

// What stands for something masked.
const (
	maskedNumber = '#'
	maskedName   = '@'
	border       = 0 // between parts: no passage crosses it
)

// masker replaces the names of all agencies, the longest first.
func masker(lists ...[]Text) func(string) []rune {
	var names []string
	for _, list := range lists {
		for _, t := range list {
			for _, n := range t.Names {
				if count(n) > 1 {
					names = append(names, halfWidth(n))
				}
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	names = slices.Compact(names)
	// By first character, so that long lists of names cost little.
	by := map[rune][][]rune{}
	for _, n := range names {
		r := []rune(n)
		by[r[0]] = append(by[r[0]], r)
	}
	// In place of each name stands the mark, then nothing for its other
	// characters: -1, so that positions stay.
	return func(s string) []rune {
		runes := []rune(halfWidth(s))
		for i := 0; i < len(runes); i++ {
			for _, n := range by[runes[i]] {
				if len(runes)-i >= len(n) && slices.Equal(runes[i:i+len(n)], n) {
					runes[i] = maskedName
					for k := 1; k < len(n); k++ {
						runes[i+k] = -1
					}
					i += len(n) - 1
					break
				}
			}
		}
		return runes
	}
}

// fold makes a text ready: names and numbers masked, punctuation and blanks
// left out.
func fold(t *Text, mask func(string) []rune) folded {
	f := folded{text: t}
	for i, part := range t.Parts {
		var list [][]rune
		for j, p := range paragraphs(part.Text) {
			list = append(list, []rune(p.text))
			masked := mask(p.text)
			// What is inserted is a number.
			for k := 0; k < len(masked); k++ {
				if masked[k] != '{' {
					continue
				}
				masked[k] = '0'
				for k++; k < len(masked) && masked[k] != '}'; k++ {
					masked[k] = -1
				}
			}
			for k, r := range masked {
				switch {
				case r >= '0' && r <= '9':
					r = maskedNumber
				case r == '.' || r == ',':
					continue
				case r == maskedName, r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= 0x3400 && r <= 0x9fff:
				default:
					continue
				}
				if r == maskedNumber && len(f.runes) > 0 && f.runes[len(f.runes)-1] == maskedNumber {
					continue
				}
				f.runes = append(f.runes, r)
				f.origin = append(f.origin, position{int32(i), int32(j), int32(k)})
			}
		}
		f.parts = append(f.parts, list)
		f.runes = append(f.runes, border)
		f.origin = append(f.origin, position{int32(i), int32(max(0, len(list)-1)), 0})
	}
	f.whole = len(f.runes) - len(t.Parts)
	f.seeds = winnow(f.runes)
	return f
}

// winnow are the shingles that are kept. None crosses a border.
func winnow(runes []rune) []seed {
	const base = 1_000_003
	power := uint64(1)
	for range shingle - 1 {
		power *= base
	}
	n := len(runes) - shingle + 1
	if n <= 0 {
		return nil
	}
	hashes := make([]uint64, n)
	h := uint64(0)
	for i, r := range runes {
		if i >= shingle {
			h -= uint64(runes[i-shingle]+1) * power
		}
		h = h*base + uint64(r+1)
		if i >= shingle-1 {
			x := h * 0x9E3779B97F4A7C15 // the low bits alone know little of the first characters
			hashes[i-shingle+1] = x ^ x>>29
		}
	}
	var list []seed
	least := -1
	for i := 0; i+window <= n || i == 0; i++ {
		end := min(i+window, n)
		if least < i {
			least = i
			for k := i + 1; k < end; k++ {
				if hashes[k] <= hashes[least] {
					least = k
				}
			}
		} else if hashes[end-1] <= hashes[least] {
			least = end - 1
		}
		if len(list) == 0 || list[len(list)-1].at != least {
			list = append(list, seed{hashes[least], least})
		}
	}
	return slices.DeleteFunc(list, func(s seed) bool { return slices.Contains(runes[s.at:s.at+shingle], border) })
}

// common is the longest equal run of a around i, where it lies on j of b; empty
// if the shingles only hash alike.
func common(a, b []rune, i, j int) (from, to int) {
	if !slices.Equal(a[i:i+shingle], b[j:j+shingle]) {
		return i, i
	}
	from, to = i, i+shingle
	for d := i - j; from > 0 && from-d > 0 && a[from-1] != border && a[from-1] == b[from-d-1]; {
		from--
	}
	for d := i - j; to < len(a) && to-d < len(b) && a[to] != border && a[to] == b[to-d]; {
		to++
	}
	return from, to
}

func passage(a, b *folded, from, to, at int) Passage {
	p := Passage{
		A: a.place(from, to), B: b.place(at, at+to-from),
		Length: to - from, Share: float64(to-from) / float64(a.whole),
	}
	first, end := a.origin[from], a.origin[to-1]
	list := a.parts[first.part]
	for j := first.paragraph; j <= end.paragraph; j++ {
		words := list[j]
		if j == end.paragraph {
			words = words[:p.A.Until]
		}
		if j == first.paragraph {
			words = words[first.offset:]
		} else {
			p.Words += "\n"
		}
		p.Words += string(words)
	}
	return p
}

func (f *folded) place(from, to int) Place {
	first, end := f.origin[from], f.origin[to-1]
	// The last character may stand for a name or a number: it goes on to
	// where the next begins.
	until := int(end.offset) + 1
	if r := f.runes[to-1]; r == maskedNumber || r == maskedName {
		until = len(f.parts[end.part][end.paragraph])
		if next := f.origin[min(to, len(f.origin)-1)]; to < len(f.origin) && f.runes[to] != border && next.part == end.part && next.paragraph == end.paragraph {
			until = int(next.offset)
		}
	}
	return Place{
		Agency: f.text.Agency, Year: f.text.Year, Part: int(first.part), Heading: f.text.Parts[first.part].Heading,
		Paragraph: int(first.paragraph), Offset: int(first.offset),
		UntilParagraph: int(end.paragraph), Until: until,
	}
}

// Pair is how much of one report stands in another.
type Pair struct {
	A, B  Place // agency and year only
	Share float64
	Count int // passages
}

// Pairs sums the passages up, the largest share first. What two passages of a
// pair both cover counts twice, and no share exceeds the whole.
func Pairs(list []Passage) []Pair {
	var all []Pair
	for _, p := range list {
		a, b := Place{Agency: p.A.Agency, Year: p.A.Year}, Place{Agency: p.B.Agency, Year: p.B.Year}
		if n := len(all); n == 0 || all[n-1].A != a || all[n-1].B != b {
			all = append(all, Pair{A: a, B: b})
		}
		last := &all[len(all)-1]
		last.Share = min(1, last.Share+p.Share)
		last.Count++
	}
	slices.SortStableFunc(all, func(x, y Pair) int { return cmp.Compare(y.Share, x.Share) })
	return all
}
