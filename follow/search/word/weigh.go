package word

import (
	"math"
	"strings"
	"unicode/utf8"
)

// What the parts of a weight count for, each beside 1 for all terms of the
// query standing in the title. They were chosen by `bench -only relevance`.
const (
	inLead   = 0.35 // a term in the lead, saturating
	whole    = 0.40 // a word standing whole in the title
	covering = 0.40 // how much of the title the query is
	closely  = 0.10 // how close together its parts stand in the title
	usual    = 90.0 // bytes of a title of middling length
	leaning  = 0.50 // how far a long title weakens its terms
)

// Weigh makes the function by which the candidates of a query are put in order:
// the more, the better. It is BM25 in spirit: rare terms count more, in the
// title more than in the lead, which is the beginning of the text, and in long
// titles less. Beyond that it prefers titles where the words stand whole and
// close together, and of which they are the greater part. Title and lead are
// folded. idf is asked once for each term.
func Weigh(w Words, idf func(term string) float64) func(title, lead string) float64 {
	type weighed struct {
		term string
		idf  float64
	}
	var terms []weighed
	words := make([]float64, len(w.List))
	total := 0.0
	seen := map[string]bool{}
	for i, x := range w.List {
		list := x.Terms
		if x.One || len(list) == 0 {
			list = []string{x.Literal}
		}
		for _, t := range list {
			v := max(idf(t), 0.01)
			words[i] += v
			if !seen[t] {
				seen[t] = true
				terms = append(terms, weighed{t, v})
				total += v
			}
		}
	}
	return func(title, lead string) float64 {
		if total == 0 {
			return 0
		}
		long := 1 - leaning + leaning*math.Min(float64(len(title))/usual, 4)
		score := 0.0
		var room [512]bool
		covered := room[:min(len(title), len(room))]
		first, last := len(title), 0
		here := 0
		for _, t := range terms {
			if a, b := find(title, t.term, 0); a >= 0 {
				score += t.idf * 2.2 / (1.2*long + 1)
				here++
				first, last = min(first, a), max(last, b)
				for a >= 0 && a < len(covered) {
					for k := a; k < min(b, len(covered)); k++ {
						covered[k] = true
					}
					a, b = find(title, t.term, b)
				}
			}
			if lead != "" {
				if n := strings.Count(lead, t.term); n > 0 {
					score += inLead * t.idf * 2.2 * float64(n) / (1.2 + float64(n))
				}
			}
		}
		if here == 0 {
			return score
		}
		n := 0
		for _, c := range covered {
			if c {
				n++
			}
		}
		for i := range w.List {
			if len(w.List[i].Terms) > 1 || len(w.List) > 1 {
				if Match(title, w.List[i]) {
					score += whole * words[i]
				}
			}
		}
		score += covering * total * float64(n) / float64(max(len(title), 1))
		score += closely * total * float64(n) / float64(max(last-first, 1)) * float64(here) / float64(len(terms))
		return score
	}
}

// Lead is the part of folded text that counts for [Weigh]: its first hundred
// characters.
func Lead(folded string) string {
	if len(folded) > 600 {
		folded = folded[:600]
	}
	n := 0
	for i := range folded {
		if n++; n > 100 {
			return folded[:i]
		}
	}
	for folded != "" {
		if r, size := utf8.DecodeLastRuneInString(folded); r != utf8.RuneError || size != 1 {
			break
		}
		folded = folded[:len(folded)-1]
	}
	return folded
}
