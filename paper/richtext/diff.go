package richtext

import (
	"slices"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Kind says what became of a paragraph or of a piece of it.
type Kind uint8

// Kept is in both versions, Inserted in the new, Deleted in the old one. A
// paragraph that is Changed has pieces of its own.
const (
	Kept Kind = iota
	Inserted
	Deleted
	Changed
)

// Change is a paragraph of two versions laid side by side. Pieces never is
// empty, and no piece is; only those of a Changed paragraph differ in kind.
type Change struct {
	Kind   Kind
	Pieces []Piece
}

// Piece is text of one kind: Kept, Inserted or Deleted.
type Piece struct {
	Kind Kind
	Text string
}

// mostWork bounds, in steps of comparing characters, what one Diff costs:
// about a second. Paragraphs that come after it are shown as deleted and
// inserted whole. The bound counts steps, not time, so that the same versions
// always show the same difference.
const mostWork = 60_000_000

// Diff compares two bodies, each as [Clean] gave it, paragraph by paragraph,
// and within paragraphs character by character. It compares words, not
// formatting.
func Diff(old, new string) []Change {
	return DiffPlain(Plain(old), Plain(new))
}

// DiffPlain compares two plain texts of one paragraph a line, as [Diff] does.
func DiffPlain(old, new string) []Change {
	d := differ{work: mostWork}
	d.lines(lines(old), lines(new))
	return d.changes
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return l == "" })
}

type differ struct {
	changes []Change
	work    int
}

func (d *differ) whole(kind Kind, paragraphs []string) {
	for _, p := range paragraphs {
		d.changes = append(d.changes, Change{kind, []Piece{{kind, p}}})
	}
}

// lines is a patience diff: paragraphs that occur once in each version and in
// the same order hold the two together; what lies between is compared in
// order.
func (d *differ) lines(a, b []string) {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	d.whole(Kept, a[:head])
	a, b = a[head:], b[head:]
	tail := 0
	for tail < len(a) && tail < len(b) && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	kept := a[len(a)-tail:]
	a, b = a[:len(a)-tail], b[:len(b)-tail]

	ai, bi := 0, 0
	for _, m := range anchors(a, b) {
		// Equal neighbours of an anchor that are not themselves unique.
		for m[0] > ai && m[1] > bi && a[m[0]-1] == b[m[1]-1] {
			m[0]--
			m[1]--
		}
		d.gap(a[ai:m[0]], b[bi:m[1]])
		ai, bi = m[0], m[1]
		for ai < len(a) && bi < len(b) && a[ai] == b[bi] {
			d.whole(Kept, a[ai:ai+1])
			ai++
			bi++
		}
	}
	d.gap(a[ai:], b[bi:])
	d.whole(Kept, kept)
}

// anchors is the longest run of pairs of places, rising in both.
func anchors(a, b []string) [][2]int {
	type seen struct{ a, b, na, nb int }
	places := map[string]*seen{}
	for i, s := range a {
		if p := places[s]; p != nil {
			p.na++
		} else {
			places[s] = &seen{a: i, na: 1}
		}
	}
	for i, s := range b {
		if p := places[s]; p != nil {
			p.b = i
			p.nb++
		}
	}
	var piles []int // index in pairs of the smallest last b of each length
	var pairs [][2]int
	var before []int
	for i, s := range a {
		p := places[s]
		if p.na != 1 || p.nb != 1 || p.a != i {
			continue
		}
		k, _ := slices.BinarySearchFunc(piles, p.b, func(pair, b int) int { return pairs[pair][1] - b })
		pairs = append(pairs, [2]int{i, p.b})
		if k == 0 {
			before = append(before, -1)
		} else {
			before = append(before, piles[k-1])
		}
		if k == len(piles) {
			piles = append(piles, len(pairs)-1)
		} else {
			piles[k] = len(pairs) - 1
		}
	}
	var found [][2]int
	if len(piles) > 0 {
		for i := piles[len(piles)-1]; i >= 0; i = before[i] {
			found = append(found, pairs[i])
		}
	}
	slices.Reverse(found)
	// Equal paragraphs around an anchor are taken with it; an anchor already
	// taken is left out by the caller's bounds.
	var kept [][2]int
	for i, m := range found {
		if i > 0 && m[0]-found[i-1][0] == m[1]-found[i-1][1] && slices.Equal(a[found[i-1][0]:m[0]], b[found[i-1][1]:m[1]]) {
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// gap compares paragraphs that have no equal to hold on to, in order.
func (d *differ) gap(a, b []string) {
	n := min(len(a), len(b))
	for i := range n {
		d.pair(a[i], b[i])
	}
	d.whole(Deleted, a[n:])
	d.whole(Inserted, b[n:])
}

func (d *differ) pair(old, new string) {
	if old == new {
		d.whole(Kept, []string{old})
		return
	}
	a, b := []rune(old), []rune(new)
	// Myers's comparison takes at most (n+m)² / 2 steps.
	if cost := (len(a) + len(b)) * (len(a) + len(b)) / 2; cost <= d.work {
		d.work -= cost
		dmp := diffmatchpatch.New()
		dmp.DiffTimeout = 0
		parts := dmp.DiffCleanupSemantic(dmp.DiffMainRunes(a, b, false))
		same := 0
		c := Change{Kind: Changed}
		for _, p := range parts {
			kind := Kept
			switch p.Type {
			case diffmatchpatch.DiffInsert:
				kind = Inserted
			case diffmatchpatch.DiffDelete:
				kind = Deleted
			default:
				same += len([]rune(p.Text))
			}
			if p.Text != "" {
				c.Pieces = append(c.Pieces, Piece{kind, p.Text})
			}
		}
		// Less than a fifth in common is another paragraph, not a changed one.
		if same*5 >= min(len(a), len(b)) && same > 0 {
			d.changes = append(d.changes, c)
			return
		}
	}
	d.whole(Deleted, []string{old})
	d.whole(Inserted, []string{new})
}
