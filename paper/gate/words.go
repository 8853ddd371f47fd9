package gate

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Scanner looks at words. The zero Scanner is ready; a city gives it a Salt of
// its own, so that a [Finding.Key] cannot be turned back by trying numbers.
type Scanner struct {
	Salt []byte
	// Allowed are keys of what may stand, taught as false alarms or lines that
	// are public, such as an agency's own telephone.
	Allowed map[string]bool
}

// Text is what the zero [Scanner] finds in a piece of text, in its order.
func Text(part, s string) []Finding { return Scanner{}.Text(Place{Part: part}, "", s) }

// Text looks for personal information and marks of secrecy. at is where the
// text stands; Start and End of each finding are bytes of s. before is what
// stands before it for a reader, such as the heading of a table's column; "" for
// nothing. What is allowed is left out. Words that are sound cost some
// microseconds.
func (sc Scanner) Text(at Place, before, s string) []Finding {
	v := view{sc: sc, at: at, before: before, s: s}
	t := traitsOf(s)
	if t.digits >= fewestDigits {
		v.digits()
	}
	if t.mail {
		v.mailboxes()
	}
	if t.digits >= fewestOfDay && (t.born || before != "") {
		v.births()
	}
	v.addresses(t)
	if t.level || t.inward {
		v.marks()
	}
	if len(v.found) == 0 {
		return nil
	}
	slices.SortStableFunc(v.found, func(a, b Finding) int { return a.Place.Start - b.Place.Start })
	for i := range v.found {
		v.found[i].Around = v.around(v.found[i])
	}
	return v.found
}

// longestAround is how many characters of either side are told with a finding.
const longestAround = 30

// around is the words on either side of a finding.
func (v *view) around(f Finding) [3]string {
	from, to := f.Place.Start, f.Place.End
	for n := 0; n < longestAround && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(v.s[:from])
		from -= size
	}
	for n := 0; n < longestAround && to < len(v.s); n++ {
		_, size := utf8.DecodeRuneInString(v.s[to:])
		to += size
	}
	before, after := v.masked(from, f.Place.Start), v.masked(f.Place.End, to)
	if from == 0 {
		before = v.before + before
	}
	return [3]string{before, v.shown(f), after}
}

// shown is a finding as it may be told: marks of secrecy are, numbers are not.
func (v *view) shown(f Finding) string {
	if f.Masked == "" {
		return f.Match
	}
	return f.Masked
}

// masked is a stretch of the text on one line, with what was found in it masked.
func (v *view) masked(from, to int) string {
	var b strings.Builder
	for _, f := range v.found {
		if f.Place.End <= from || f.Place.Start >= to {
			continue
		}
		b.WriteString(v.s[min(from, f.Place.Start):f.Place.Start])
		b.WriteString(v.shown(f))
		from = f.Place.End
	}
	if from < to {
		b.WriteString(v.s[from:to])
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// How many digits the shortest number has that is told, and the shortest day,
// 1980年1月2日.
const (
	fewestDigits = 7
	fewestOfDay  = 6
)

// view is one look at one text.
type view struct {
	sc     Scanner
	at     Place
	before string
	s      string
	found  []Finding
	// taken are stretches of s that have been told already; a number is one
	// thing only.
	taken [][2]int
}

// near says whether one of the words stands within so many characters before
// the place, in the text or in what stands before it.
func (v *view) near(at, characters int, words ...string) bool {
	window := v.window(at, characters)
	for _, w := range words {
		if strings.Contains(window, w) {
			return true
		}
	}
	return false
}

// window is so many characters before the place, and what stands before the
// text where it reaches that far.
func (v *view) window(at, characters int) string {
	from := at
	for ; characters > 0 && from > 0; characters-- {
		_, n := utf8.DecodeLastRuneInString(v.s[:from])
		from -= n
	}
	window := v.s[from:at]
	if from == 0 && v.before != "" {
		window = v.before + window
	}
	return window
}

// free says whether nothing has been told of the stretch.
func (v *view) free(start, end int) bool {
	for _, t := range v.taken {
		if start < t[1] && t[0] < end {
			return false
		}
	}
	return true
}

// tell adds a finding. plain is the thing itself, however it was spaced.
func (v *view) tell(kind Kind, start, end int, plain, masked string) {
	v.taken = append(v.taken, [2]int{start, end})
	key := v.sc.Key(kind, plain)
	if v.sc.Allowed[key] {
		return
	}
	at := v.at
	at.Start, at.End = start, end
	if at.Line == 0 && at.Part != "title" {
		at.Line = 1 + strings.Count(v.s[:start], "\n")
	}
	shown := masked
	if kind.Row().Class == Secret {
		shown = plain
	}
	v.found = append(v.found, Finding{Kind: kind, Place: at, Match: v.s[start:end], Masked: masked, Key: key,
		Words: fmt.Sprintf("%s有%s“%s”", at.Words(), kind.Row().Name, shown)})
}

// Key is the key of a thing of the kind, as it is kept in overrides and allowed
// lists.
func (sc Scanner) Key(kind Kind, plain string) string {
	h := hmac.New(sha256.New, append([]byte("gongkai/gate/"), sc.Salt...))
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write([]byte(plain))
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Words says where, for a person: 附件“名单.xlsx”的工作表“Sheet2”C12单元格.
func (p Place) Words() string {
	var b strings.Builder
	switch p.Part {
	case "title":
		b.WriteString("标题")
	case "body":
		b.WriteString("正文")
	case "keywords":
		b.WriteString("关键词")
	case "number":
		b.WriteString("文号")
	case "name":
		fmt.Fprintf(&b, "附件名称“%s”", p.File)
	case "file":
		fmt.Fprintf(&b, "附件“%s”", p.File)
	default:
		b.WriteString(p.Part)
	}
	if p.Page > 0 {
		fmt.Fprintf(&b, "第%d页", p.Page)
	}
	if p.Sheet != "" {
		fmt.Fprintf(&b, "的工作表“%s”", p.Sheet)
	}
	switch {
	case p.Cell != "":
		fmt.Fprintf(&b, "%s单元格", p.Cell)
	case p.Line > 0 && p.Page == 0 && p.Sheet == "" && p.Part != "title":
		fmt.Fprintf(&b, "第%d段", p.Line)
	}
	return b.String()
}

// Mask is the text with each finding that has a mask masked in it. Findings are
// those of one [Scanner.Text] over the same text.
func Mask(s string, findings []Finding) string {
	list := slices.Clone(findings)
	slices.SortFunc(list, func(a, b Finding) int { return a.Place.Start - b.Place.Start })
	var b strings.Builder
	last := 0
	for _, f := range list {
		start, end := f.Place.Start, f.Place.End
		if f.Masked == "" || start < last || end > len(s) || start >= end || s[start:end] != f.Match {
			continue
		}
		b.WriteString(s[last:start])
		b.WriteString(f.Masked)
		last = end
	}
	b.WriteString(s[last:])
	return b.String()
}
