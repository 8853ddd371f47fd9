package word

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed pinyin.txt
var pinyinTable string

// sounds are how characters are read, without tones. They take some hundred
// kilobytes, from the first word nobody has written on.
type sounds struct {
	of map[rune][]string // the syllables of a character
	by map[string][]rune // the characters of a syllable
}

var reading = sync.OnceValue(func() *sounds {
	s := &sounds{of: make(map[rune][]string, 8200), by: make(map[string][]rune, 430)}
	for line := range strings.Lines(pinyinTable) {
		syllable, list, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || syllable == "#" {
			continue
		}
		s.by[syllable] = []rune(list)
		for _, r := range s.by[syllable] {
			s.of[r] = append(s.of[r], syllable)
		}
	}
	return s
})

// near are syllables that many say, or type, like this one: flat and curled
// tongue, front and back nasal, n and l.
func near(syllable string) []string {
	var list []string
	for _, p := range [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}} {
		switch {
		case strings.HasPrefix(syllable, p[0]):
			list = append(list, p[1]+syllable[len(p[0]):])
		case strings.HasPrefix(syllable, p[1]):
			list = append(list, p[0]+syllable[len(p[1]):])
		}
	}
	for _, s := range append([]string{syllable}, list...) {
		switch {
		case strings.HasSuffix(s, "ng"):
			list = append(list, s[:len(s)-1])
		case strings.HasSuffix(s, "n"):
			list = append(list, s+"g")
		}
	}
	return list
}

// How far a proposal is from what was typed, against the logarithm of how often
// it occurs.
const (
	farSound   = 1.2 // a character of the same sound
	farNear    = 2.6 // of nearly the same
	farParted  = 1.5 // a blank left out
	farSwapped = 2.0
	farMore    = 3.5 // one character too many
	farOther   = 4.5 // any other character
	farLast    = 6.0 // any other last one, which less speaks for
	farLetter  = 2.0 // a letter of a Latin word
)

// allowance is how many terms one call looks at; to ask after one is as dear as
// to see some in passing.
const (
	allowance = 20_000
	asking    = 8
)

const mostAlike = 3

// Alike proposes what was perhaps meant by a folded word that does not occur:
// words whose terms all do, at most three, best first. df is how many documents
// have a term; terms goes through those with a prefix until fn says false.
//
// In a Chinese word it mends the places where two characters never stand
// together: by characters of the same or a near sound, by parting two words, by
// changing the order, by one character less or by another that is frequent
// between its neighbours. Of Latin letters it tries whether they are pinyin
// (dibao for 低保), and the words one letter away.
func Alike(word string, df func(term string) int, terms func(prefix string, fn func(term string, df int) bool)) []string {
	g := &guess{df: df, terms: terms, left: allowance, known: map[string]int{}, second: map[rune][]follower{}}
	var list []proposal
	if isLatin(word) {
		list = append(g.pinyin(word), g.spelling(word)...)
	} else {
		list = g.mend(word)
	}
	slices.SortStableFunc(list, func(a, b proposal) int { return cmp.Compare(b.score(), a.score()) })
	var best []string
	for _, p := range list {
		if p.text != word && !slices.Contains(best, p.text) {
			if best = append(best, p.text); len(best) == mostAlike {
				break
			}
		}
	}
	return best
}

type proposal struct {
	text string
	df   int // of its rarest term that is new
	far  float64
}

func (p proposal) score() float64 { return math.Log(1+float64(p.df)) - p.far }

type guess struct {
	df     func(string) int
	terms  func(string, func(string, int) bool)
	left   int
	known  map[string]int
	second map[rune][]follower // what follows a character
}

// follower is a character after another, and in how many documents.
type follower struct {
	r  rune
	df int
}

// pair is in how many documents b follows a.
func (g *guess) pair(a, b rune) int {
	if list, ok := g.second[a]; ok {
		for _, f := range list {
			if f.r == b {
				return f.df
			}
		}
		return 0
	}
	t := string(a) + string(b)
	n, ok := g.known[t]
	if !ok && g.left > 0 {
		n = g.df(t)
		g.left -= asking
		g.known[t] = n
	}
	return n
}

// after is what follows a.
func (g *guess) after(a rune) []follower {
	if list, ok := g.second[a]; ok || g.left <= 0 {
		return list
	}
	var list []follower
	whole := true
	g.terms(string(a), func(t string, n int) bool {
		if g.left--; g.left <= 0 {
			whole = false
			return false
		}
		_, size := utf8.DecodeRuneInString(t)
		if r, m := utf8.DecodeRuneInString(t[size:]); m > 0 && size+m == len(t) && n > 0 {
			list = append(list, follower{r, n})
		}
		return true
	})
	if whole {
		g.second[a] = list
	}
	return list
}

func isLatin(s string) bool {
	for i := range len(s) {
		if !isPlain(s[i]) {
			return false
		}
	}
	return s != ""
}

// mend proposes for a word with Chinese runs: each run that does not occur is
// replaced.
func (g *guess) mend(word string) []proposal {
	var out []proposal
	done := proposal{df: math.MaxInt} // all runs before, the best of each
	some := false
	for i := 0; i < len(word); {
		_, k := runeAt(word, i)
		begin := i
		for i < len(word) {
			n, kind := runeAt(word, i)
			if kind != k {
				break
			}
			i += n
		}
		part := word[begin:i]
		var list []proposal
		if k == hanzi {
			list = g.run([]rune(part))
		}
		if list == nil {
			done.text += part
			for n := range out {
				out[n].text += part
			}
			continue
		}
		some = true
		slices.SortStableFunc(list, func(a, b proposal) int { return cmp.Compare(b.score(), a.score()) })
		if len(list) == 0 {
			return nil // this run cannot be mended, so the word cannot
		}
		out = out[:0]
		for _, p := range list[:min(len(list), mostAlike)] {
			out = append(out, proposal{done.text + p.text, min(done.df, p.df), done.far + p.far})
		}
		done = out[0]
	}
	if !some {
		return nil
	}
	return out
}

// run proposes for one run; nil if nothing is wrong with it, empty if nothing
// was found.
func (g *guess) run(run []rune) []proposal {
	n := len(run)
	var absent []int // pairs that do not occur
	for i := range n - 1 {
		if g.pair(run[i], run[i+1]) == 0 {
			absent = append(absent, i)
		}
	}
	if len(absent) == 0 {
		return nil
	}
	list := []proposal{}
	list = append(list, g.parted(run, absent)...)
	// try proposes other characters, if their new pairs occur.
	try := func(other []rune, far float64) {
		rarest := math.MaxInt
		for i := range len(other) - 1 {
			d := g.pair(other[i], other[i+1])
			if d == 0 {
				return
			}
			rarest = min(rarest, d)
		}
		if len(other) > 1 {
			list = append(list, proposal{string(other), rarest, far})
		}
	}
	wrong := make([]bool, n)
	for _, i := range absent {
		wrong[i], wrong[i+1] = true, true
		other := slices.Clone(run)
		other[i], other[i+1] = other[i+1], other[i]
		try(other, farSwapped)
	}
	if n > 2 {
		for i := range run {
			if wrong[i] {
				try(slices.Delete(slices.Clone(run), i, i+1), farMore)
			}
		}
	}
	list = append(list, g.sounding(run, wrong)...)
	for i := 1; i < n && n > 2; i++ {
		// Another character at i mends it only if nothing else is wrong.
		if absent[0] < i-1 || absent[len(absent)-1] > i {
			continue
		}
		list = append(list, g.other(run, i)...)
	}
	return list
}

// parted takes the run for several words typed without blanks.
func (g *guess) parted(run []rune, absent []int) []proposal {
	var b strings.Builder
	from, rarest := 0, math.MaxInt
	for _, i := range append(slices.Clone(absent), len(run)-1) {
		if i+1-from < 2 {
			return nil
		}
		for k := from; k < i; k++ {
			rarest = min(rarest, g.pair(run[k], run[k+1]))
		}
		if from > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(run[from : i+1]))
		from = i + 1
	}
	return []proposal{{b.String(), rarest, farParted}}
}

// sounding proposes characters of the same sound at the places that are wrong.
func (g *guess) sounding(run []rune, wrong []bool) []proposal {
	options := make([]map[rune]float64, len(run))
	s := reading()
	for i, r := range run {
		options[i] = map[rune]float64{r: 0}
		if !wrong[i] {
			continue
		}
		add := func(syllable string, far float64) {
			for _, x := range s.by[syllable] {
				if old, ok := options[i][x]; !ok || old > far {
					options[i][x] = far
				}
			}
		}
		for _, syllable := range s.of[r] {
			add(syllable, farSound)
			for _, other := range near(syllable) {
				add(other, farNear)
			}
		}
	}
	return g.walk(options)
}

// path is characters one after another that do occur so.
type path struct {
	text []rune
	df   int
	far  float64
}

// widest is how many paths are followed at a time.
const widest = 48

// walk goes through the options of each place, from the left, along pairs that
// occur.
func (g *guess) walk(options []map[rune]float64) []proposal {
	var now []path
	for r, far := range options[0] {
		now = append(now, path{[]rune{r}, math.MaxInt, far})
	}
	for _, next := range options[1:] {
		slices.SortFunc(now, func(a, b path) int {
			if c := cmp.Compare(a.far, b.far); c != 0 {
				return c
			}
			return slices.Compare(a.text, b.text)
		})
		best := map[rune]path{} // by the last character
		for _, p := range now {
			last := p.text[len(p.text)-1]
			step := func(r rune, d int) {
				far, ok := next[r]
				if !ok || d == 0 {
					return
				}
				q := path{df: min(p.df, d), far: p.far + far}
				if old, ok := best[r]; ok && weightOf(old) >= weightOf(q) {
					return
				}
				q.text = append(slices.Clone(p.text), r)
				best[r] = q
			}
			if len(next) < 4 {
				for r := range next {
					step(r, g.pair(last, r))
				}
				continue
			}
			for _, f := range g.after(last) {
				step(f.r, f.df)
			}
		}
		now = now[:0]
		for _, p := range best {
			now = append(now, p)
		}
		slices.SortFunc(now, func(a, b path) int {
			if c := cmp.Compare(weightOf(b), weightOf(a)); c != 0 {
				return c
			}
			return slices.Compare(a.text, b.text)
		})
		now = now[:min(len(now), widest)]
	}
	var list []proposal
	for _, p := range now[:min(len(now), 2*mostAlike)] {
		if len(p.text) > 1 {
			list = append(list, proposal{string(p.text), p.df, p.far})
		}
	}
	return list
}

func weightOf(p path) float64 { return proposal{df: p.df, far: p.far}.score() }

// other proposes any character at place i that is frequent between its
// neighbours.
func (g *guess) other(run []rune, i int) []proposal {
	found := slices.Clone(g.after(run[i-1]))
	slices.SortFunc(found, func(a, b follower) int { return cmp.Or(cmp.Compare(b.df, a.df), cmp.Compare(a.r, b.r)) })
	var list []proposal
	for _, f := range found[:min(len(found), 200)] {
		d, far := f.df, farLast
		if i+1 < len(run) {
			d, far = min(d, g.pair(f.r, run[i+1])), farOther
		}
		if d == 0 || f.r == run[i] {
			continue
		}
		other := slices.Clone(run)
		other[i] = f.r
		list = append(list, proposal{string(other), d, far})
		if i+1 == len(run) && len(list) == 2 {
			break
		}
	}
	return list
}

// pinyin proposes Chinese words that are typed so.
func (g *guess) pinyin(word string) []proposal {
	if len(word) < 3 || len(word) > 30 || strings.ContainsAny(word, "0123456789") {
		return nil
	}
	s := reading()
	var list []proposal
	for _, syllables := range syllables(word, s, 4) {
		if len(syllables) < 2 {
			continue
		}
		options := make([]map[rune]float64, len(syllables))
		for i, syllable := range syllables {
			options[i] = map[rune]float64{}
			for _, r := range s.by[syllable] {
				options[i][r] = 0
			}
		}
		list = append(list, g.walk(options)...)
	}
	return list
}

// syllables are up to most ways to part s into syllables, those of long ones
// first.
func syllables(s string, of *sounds, most int) [][]string {
	var list [][]string
	dead := map[int]bool{}
	var try func(at int, have []string) bool
	try = func(at int, have []string) bool {
		if at == len(s) {
			list = append(list, slices.Clone(have))
			return true
		}
		if dead[at] {
			return false
		}
		some := false
		for n := min(6, len(s)-at); n > 0 && len(list) < most; n-- {
			if of.by[s[at:at+n]] != nil && try(at+n, append(have, s[at:at+n])) {
				some = true
			}
		}
		if !some && len(list) < most {
			dead[at] = true
		}
		return some
	}
	try(0, nil)
	return list
}

// spelling proposes terms one letter away from a Latin word.
func (g *guess) spelling(word string) []proposal {
	if len(word) < 4 || strings.Trim(word, "0123456789") == "" {
		return nil
	}
	var list []proposal
	add := func(t string) {
		if g.left <= 0 {
			return
		}
		g.left -= asking
		if d := g.df(t); d > 0 {
			list = append(list, proposal{t, d, farLetter})
		}
	}
	add(word[1:])
	add(word[1:2] + word[:1] + word[2:])
	for c := byte('a'); c <= 'z'; c++ {
		add(string(c) + word)
		add(string(c) + word[1:])
	}
	g.terms(word[:1], func(t string, d int) bool {
		if d > 0 && t != word && oneAway(word, t) {
			list = append(list, proposal{t, d, farLetter})
		}
		g.left--
		return g.left > 0
	})
	return list
}

// oneAway says whether b is a with one letter more, less, changed, or two
// neighbours exchanged.
func oneAway(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
