package demo

import (
	"bufio"
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

//go:embed grammar
var grammarFiles embed.FS

// A template is text with slots: each part is a literal, then a slot.
type template []part

type part struct {
	text string
	slot int // index into grammar.slots; -1 at the end of a template
}

// A slot is a named place in a template, filled by a pool or by Go.
type slot struct {
	name  string
	words []template      // of a pool
	fill  func(w *scribe) // of a slot that depends on the agency or the day
	fresh bool            // a new word each time
}

type genre struct {
	name       string
	categories []string
	by         map[string]float64 // code or kind
	channel    Channel
	months     uint16 // bit m for month m
	stage      string
	keywords   string
	series     string // what follows the agency's 代字; "" if not numbered
	titles     []template
	paragraphs [][]paragraph // alternatives for the first, second …
}

type paragraph struct {
	heading bool
	text    template
}

type grammar struct {
	slots     []slot
	genres    []*genre
	normative map[string]*genre
	subjects  map[string][]string // by agency code
	every     []string            // the subjects of all agencies
	districts map[string][]string // streets and towns by code
	services  map[string][]string // what people come for, by agency code
	anything  []string            // the services of all agencies
	asks      map[string][]asking // what people ask, by kind of matter
}

// theGrammar is parsed once. The files are literals of the program: a mistake
// in them is found by any test, so it panics.
var theGrammar = sync.OnceValue(func() *grammar {
	g, err := parseGrammar()
	if err != nil {
		panic(err)
	}
	return g
})

func parseGrammar() (*grammar, error) {
	g := &grammar{normative: map[string]*genre{}, subjects: map[string][]string{}, districts: map[string][]string{}, services: map[string][]string{}}
	raw := map[string]string{} // pool name to its words, unread
	var names []string
	name := ""
	err := readLines("pools.txt", func(line string) error {
		if rest, ok := strings.CutPrefix(line, "pool "); ok {
			name = rest
			names = append(names, name)
			return nil
		}
		raw[name] += " " + line
		return nil
	})
	if err != nil {
		return nil, err
	}
	// Every pool must have its slot before a word can point at one.
	for i := range fillers {
		g.slots = append(g.slots, slot{name: fillers[i].name, fill: fillers[i].fill, fresh: fillers[i].fresh})
	}
	for _, name := range names {
		g.slots = append(g.slots, slot{name: name, fresh: strings.HasPrefix(name, "~")})
	}
	for _, name := range names {
		for _, word := range strings.Fields(raw[name]) {
			t, err := g.template(word)
			if err != nil {
				return nil, fmt.Errorf("pool %s: %w", name, err)
			}
			i, _ := g.slot(name)
			g.slots[i].words = append(g.slots[i].words, t)
		}
	}
	// A numbered twin such as 路2 shares its words with 路. It may have been
	// met before these were read.
	for i := range g.slots {
		s := &g.slots[i]
		if j, ok := g.named(strings.TrimRightFunc(s.name, unicode.IsDigit)); ok && s.fill == nil {
			s.words = g.slots[j].words
		}
	}

	if g.every, err = readLists("subjects.txt", g.subjects); err != nil {
		return nil, err
	}
	if g.anything, err = readLists("services.txt", g.services); err != nil {
		return nil, err
	}
	if _, err = readLists("districts.txt", g.districts); err != nil {
		return nil, err
	}
	if err := g.readAsks(); err != nil {
		return nil, fmt.Errorf("asks.txt: %w", err)
	}
	for _, file := range []string{"website.txt", "channels.txt", "normative.txt"} {
		if err := g.readGenres(file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return g, nil
}

// asking is one thing people ask for.
type asking struct{ subject, text template }

func (g *grammar) readAsks() error {
	g.asks = map[string][]asking{}
	kind := ""
	return readLines("asks.txt", func(line string) error {
		if rest, ok := strings.CutPrefix(line, "kind "); ok {
			kind = rest
			return nil
		}
		subject, text, _ := strings.Cut(line, " | ")
		var a asking
		var err error
		if a.subject, err = g.template(subject); err == nil {
			a.text, err = g.template(text)
		}
		g.asks[kind] = append(g.asks[kind], a)
		return err
	})
}

// readLists reads lines of a code and its words; all is every word but those
// of early.
func readLists(file string, into map[string][]string) (all []string, err error) {
	err = readLines(file, func(line string) error {
		code, rest, _ := strings.Cut(line, " ")
		into[code] = strings.Fields(rest)
		if code != early {
			all = append(all, into[code]...)
		}
		return nil
	})
	return all, err
}

// early is the line of subjects.txt for papers before 2005.
const early = "早年"

func (g *grammar) readGenres(file string) error {
	var now *genre
	return readLines(file, func(line string) error {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "genre":
			now = &genre{name: rest, by: map[string]float64{}, months: 0x1ffe}
			if file == "normative.txt" {
				g.normative[rest] = now
			} else {
				g.genres = append(g.genres, now)
			}
		case "in":
			now.categories = strings.Fields(rest)
		case "by":
			f := strings.Fields(rest)
			for i := 0; i+1 < len(f); i += 2 {
				n, err := strconv.ParseFloat(f[i+1], 64)
				if err != nil {
					return fmt.Errorf("genre %s: by: %w", now.name, err)
				}
				now.by[f[i]] = n
			}
		case "on":
			now.channel = Channel(rest)
		case "months":
			now.months = 0
			for _, span := range strings.Split(rest, ",") {
				from, to, ok := strings.Cut(span, "-")
				if !ok {
					to = from
				}
				a, err := strconv.Atoi(from)
				if err != nil {
					return err
				}
				b, err := strconv.Atoi(to)
				if err != nil {
					return err
				}
				for m := a; m <= b; m++ {
					now.months |= 1 << m
				}
			}
		case "stage":
			now.stage = rest
		case "key":
			now.keywords = rest
		case "no":
			now.series = rest
		case "=":
			t, err := g.template(rest)
			if err != nil {
				return fmt.Errorf("genre %s: %w", now.name, err)
			}
			now.titles = append(now.titles, t)
		default:
			n, err := strconv.Atoi(word)
			if err != nil || n < 1 || n > len(now.paragraphs)+1 {
				return fmt.Errorf("genre %s: %q", now.name, line)
			}
			if n > len(now.paragraphs) {
				now.paragraphs = append(now.paragraphs, nil)
			}
			text, heading := strings.CutPrefix(rest, "# ")
			t, err := g.template(text)
			if err != nil {
				return fmt.Errorf("genre %s: %w", now.name, err)
			}
			now.paragraphs[n-1] = append(now.paragraphs[n-1], paragraph{heading, t})
		}
		return nil
	})
}

// readLines hands over each line that is neither empty nor a comment.
func readLines(file string, each func(line string) error) error {
	f, err := grammarFiles.Open("grammar/" + file)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		if line := strings.TrimSpace(in.Text()); line != "" && !strings.HasPrefix(line, "#") {
			if err := each(line); err != nil {
				return err
			}
		}
	}
	return in.Err()
}

func (g *grammar) named(name string) (int, bool) {
	for i := range g.slots {
		if g.slots[i].name == name {
			return i, true
		}
	}
	return 0, false
}

// slot finds the slot of a name, making the numbered twin of a pool when it is
// first met.
func (g *grammar) slot(name string) (int, bool) {
	if i, ok := g.named(name); ok {
		return i, true
	}
	i, ok := g.named(strings.TrimRightFunc(name, unicode.IsDigit))
	if !ok {
		return 0, false
	}
	s := g.slots[i]
	s.name = name
	g.slots = append(g.slots, s)
	return len(g.slots) - 1, true
}

func (g *grammar) template(text string) (template, error) {
	var t template
	for text != "" {
		lit, rest, ok := strings.Cut(text, "{")
		if !ok {
			break
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return nil, fmt.Errorf("%q: slot without an end", text)
		}
		i, ok := g.slot(name)
		if !ok {
			return nil, fmt.Errorf("no pool %q", name)
		}
		t = append(t, part{lit, i})
		text = after
	}
	if text != "" || t == nil {
		t = append(t, part{text, -1})
	}
	return t, nil
}
