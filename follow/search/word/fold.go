package word

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed simplified.txt
var simplifiedTable string

// kind is what a rune is for cutting.
type kind uint8

const (
	apart kind = iota // neither: punctuation, blanks, symbols
	latin             // letters and digits of any script but Chinese
	hanzi             // Chinese characters of all planes, and 〇々
)

// kindOf takes whole planes as Chinese, so that it does not change when Unicode
// adds characters to them.
func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return latin
		}
		return apart
	case r >= 0x4e00 && r <= 0x9fff, r >= 0x3400 && r <= 0x4dbf, r >= 0x20000 && r <= 0x3ffff,
		r >= 0x3005 && r <= 0x3007, r >= 0x3021 && r <= 0x3029, r >= 0x3038 && r <= 0x303b,
		r >= 0x2e80 && r <= 0x2fd5, r >= 0xf900 && r <= 0xfaff:
		return hanzi
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		return latin
	}
	return apart
}

// What the table says instead of a rune. None of these is a rune of text.
const (
	gone   = 0xd800 + iota // nothing stands for it
	blank                  // a blank or a control
	longer                 // several runes, or one outside of the table
	joined                 // it may join with the rune before
)

// folding is the table of single runes.
type folding struct {
	to   [1 << 16]uint16
	long map[rune]string
	wide map[rune]rune // traditional characters outside of the table
}

// alike are characters that mean the same in a word, beyond what Unicode says.
var alike = map[string]string{
	"〔［【〖﹝｛{[⟨": "(", "〕］】〗﹞｝}]⟩": ")", "〈": "《", "〉": "》",
	"‐‑‒–—―−－﹣": "-", "“”„‟〝〞＂「」『』": `"`, "‘’‚‛": "'",
}

var table = sync.OnceValue(func() *folding {
	t := &folding{long: map[rune]string{}, wide: map[rune]rune{}}
	simple := map[rune]rune{}
	for line := range strings.Lines(simplifiedTable) {
		if line[0] == '#' {
			continue
		}
		var from rune
		for _, r := range strings.TrimSpace(line) {
			if from == 0 {
				from = r
				continue
			}
			simple[from] = r
			if from > 0xffff {
				t.wide[from] = r
			}
			from = 0
		}
	}
	same := map[rune]rune{}
	for from, to := range alike {
		r, _ := utf8.DecodeRuneInString(to)
		for _, f := range from {
			same[f] = r
		}
	}
	for i := range t.to {
		r := rune(i)
		t.to[i] = uint16(i)
		switch {
		case r >= 0xd800 && r <= 0xdfff:
		case r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f ||
			r >= 0xfe00 && r <= 0xfe0f || r == 0xfeff || r >= 0x180b && r <= 0x180f:
			t.to[i] = gone
		case unicode.IsSpace(r) || r < ' ' || r == 0x7f:
			t.to[i] = blank
		case same[r] != 0:
			t.to[i] = uint16(same[r])
		case r >= 0x4e00 && r <= 0x9fff && simple[r] == 0:
		default:
			t.set(r, simple, same)
		}
	}
	return t
})

func (t *folding) set(r rune, simple, same map[rune]rune) {
	s := string(r)
	if !norm.NFKC.PropertiesString(s).BoundaryBefore() {
		t.to[r] = joined
		return
	}
	spaced := false
	for range 4 {
		s = norm.NFKC.String(s)
		spaced = spaced || strings.ContainsFunc(s, unicode.IsSpace)
		s = strings.Map(func(r rune) rune {
			r = unicode.ToLower(r)
			switch {
			case same[r] != 0:
				return same[r]
			case simple[r] != 0:
				return simple[r]
			}
			return r
		}, s)
	}
	first, n := utf8.DecodeRuneInString(s)
	switch {
	case spaced || s == "" || unicode.IsMark(first) && !unicode.IsMark(r): // ¨ is a blank with a mark on it
		t.to[r] = blank
	case n < len(s) || first > 0xffff:
		t.to[r] = longer
		t.long[r] = s
	default:
		t.to[r] = uint16(first)
	}
}

// Fold is s as words are compared: in Unicode's compatibility form, with
// half-width, lower-case, simplified characters, one form of brackets, dashes
// and quotation marks, nothing invisible, and blanks only between letters and
// digits, one at a time. Characters are simplified one by one; those that also
// stand for themselves in simplified text (著, 乾, 后) stay. What is no UTF-8
// becomes U+FFFD. Text that is folded already is returned as it is.
func Fold(s string) string {
	t := table()
	i := t.plain(s)
	if i == len(s) {
		return s
	}
	f := folder{t: t, s: s, out: make([]byte, i, len(s)+8)}
	copy(f.out, s)
	f.run(i)
	return string(f.out)
}

// FoldMap is [Fold] with the offset in s of what each byte of folded stands
// for; at has one more, the length of s. Use [Span] to go back.
func FoldMap(s string) (folded string, at []int) {
	t := table()
	i := t.plain(s)
	at = make([]int, i, len(s)+9)
	for k := range at {
		at[k] = k
	}
	if i == len(s) {
		return s, append(at, len(s))
	}
	f := folder{t: t, s: s, out: make([]byte, i, len(s)+8), at: at, mapped: true}
	copy(f.out, s)
	f.run(i)
	return string(f.out), append(f.at, len(s))
}

// Span is the part of the original that folded[a:b] stands for, whole
// characters, given at of [FoldMap].
func Span(at []int, a, b int) (from, to int) {
	if a >= b {
		return at[a], at[a]
	}
	for b < len(at)-1 && at[b] == at[b-1] {
		b++
	}
	return at[a], at[b]
}

// plain is how much of s is folded as it stands, up to a rune's beginning.
func (t *folding) plain(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if t.to[c] != uint16(c) && !(c == ' ' && i > 0 && i+1 < len(s) && isPlain(s[i-1]) && isPlain(s[i+1])) {
				return i
			}
			i++
			continue
		}
		if c >= 0xe4 && c <= 0xe9 && i+2 < len(s) {
			if r := rune(c&0xf)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f); s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 && t.to[r] == uint16(r) {
				i += 3
				continue
			}
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r > 0xffff || t.to[r] != uint16(r) {
			// A joined rune takes the one before along.
			if i > 0 && r <= 0xffff && t.to[r] == joined {
				_, n = utf8.DecodeLastRuneInString(s[:i])
				return i - n
			}
			return i
		}
		i += n
	}
	return len(s)
}

func isPlain(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// folder is one folding under way.
type folder struct {
	t      *folding
	s      string
	out    []byte
	at     []int
	mapped bool

	from, start int // of the last piece: in s, in out; start -1 for none
	pending     int // where the blanks began that came since; -1 for none
}

func (f *folder) run(i int) {
	f.start, f.pending = -1, -1
	s, t := f.s, f.t
	if i > 0 {
		_, n := utf8.DecodeLastRuneInString(s[:i])
		f.from, f.start = i-n, i-n
	}
	for i < len(s) {
		if f.pending < 0 {
			if n := t.plain(s[i:]); n > 0 {
				i = f.copy(i, i+n)
				continue
			}
		}
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		to := uint16(joined)
		if r <= 0xffff {
			to = t.to[r]
		} else if r >= 0xe0100 && r <= 0xe01ef {
			to = gone
		}
		switch {
		case to == gone:
		case to == blank:
			if f.pending < 0 {
				f.pending = i
			}
		case to == longer:
			f.put(i, t.long[r])
		case to != joined:
			f.rune(i, rune(to))
		case r >= 0x20000 && r <= 0x2f7ff || r >= 0x2fa20 && r <= 0x3fffd:
			if c := t.wide[r]; c != 0 {
				r = c
			}
			f.rune(i, r)
		default:
			i = f.join(i)
			continue
		}
		i += n
	}
}

// copy puts out s[i:end] as it is and gives end.
func (f *folder) copy(i, end int) int {
	_, n := utf8.DecodeLastRuneInString(f.s[i:end])
	f.out = append(f.out, f.s[i:end]...)
	f.from, f.start = end-n, len(f.out)-n
	if f.mapped {
		for ; i < end; i++ {
			f.at = append(f.at, i)
		}
	}
	return end
}

// rune puts out r for the rune at i of s.
func (f *folder) rune(i int, r rune) {
	f.open(i, r)
	was := len(f.out)
	f.out = utf8.AppendRune(f.out, r)
	f.place(i, was)
}

// put puts out text for the rune at i of s.
func (f *folder) put(i int, text string) {
	r, _ := utf8.DecodeRuneInString(text)
	f.open(i, r)
	was := len(f.out)
	f.out = append(f.out, text...)
	f.place(i, was)
}

// open begins a piece at i of s, with the blank before it if that counts.
func (f *folder) open(i int, r rune) {
	if f.pending >= 0 {
		if len(f.out) > 0 && kindOf(r) == latin {
			if last, _ := utf8.DecodeLastRune(f.out); kindOf(last) == latin {
				f.out = append(f.out, ' ')
				f.place(f.pending, len(f.out)-1)
			}
		}
		f.pending = -1
	}
	f.from, f.start = i, len(f.out)
}

func (f *folder) place(i, was int) {
	if f.mapped {
		for range len(f.out) - was {
			f.at = append(f.at, i)
		}
	}
}

// join takes the runes at i that may join with the one before, and that one,
// and puts out what they make together. It gives the offset after them.
func (f *folder) join(i int) int {
	r, n := utf8.DecodeRuneInString(f.s[i:])
	alone := f.start < 0 || f.pending >= 0
	if first, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r))); alone && unicode.IsMark(first) {
		return i + n // a mark on nothing
	}
	begin := i
	var piece []rune
	if !alone {
		if norm.NFKC.PropertiesString(f.s[i:]).BoundaryBefore() {
			alone = true
		} else {
			begin = f.from
			piece = append(piece, []rune(string(f.out[f.start:]))...)
			f.out = f.out[:f.start]
			if f.mapped {
				f.at = f.at[:f.start]
			}
		}
	}
	piece = append(piece, r)
	for i += n; i < len(f.s); i += n {
		r, n = utf8.DecodeRuneInString(f.s[i:])
		to := uint16(0)
		if r <= 0xffff {
			to = f.t.to[r]
		}
		if to == gone || r >= 0xe0100 && r <= 0xe01ef {
			continue
		}
		if r <= 0xffff && to != joined || r > 0xffff && norm.NFKC.PropertiesString(f.s[i:]).BoundaryBefore() {
			break
		}
		piece = append(piece, r)
	}
	text := string(piece)
	for range 4 {
		var b []byte
		for _, r := range norm.NFKC.String(text) {
			to := uint16(joined)
			if r <= 0xffff {
				to = f.t.to[r]
			}
			switch {
			case to == gone || to == blank:
			case to == longer:
				b = append(b, f.t.long[r]...)
			case to != joined:
				b = utf8.AppendRune(b, rune(to))
			case f.t.wide[r] != 0:
				b = utf8.AppendRune(b, f.t.wide[r])
			default:
				b = utf8.AppendRune(b, unicode.ToLower(r))
			}
		}
		text = string(b)
	}
	if text != "" {
		f.put(begin, text)
	}
	return i
}
