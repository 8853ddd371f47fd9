package segment

import (
	"math/rand/v2"
	"testing"
)

// Every word of up to four letters is looked up in tables that hold some of
// them, so that each way two neighbours can share a beginning occurs.
func TestEveryWordIsFoundOrNot(t *testing.T) {
	words := []string{""}
	for i := 0; len(words[i]) < 4; i++ {
		for _, c := range "abc" {
			words = append(words, words[i]+string(c))
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, oneIn := range []int{1, 2, 5, 30, 200} {
		for range 20 {
			held := map[string]bool{}
			var d Doc
			for _, w := range words {
				if r.IntN(oneIn) == 0 {
					held[w] = true
					d.AllTerms = append(d.AllTerms, w)
				}
			}
			b, err := Build([]Doc{d})
			if err != nil {
				t.Fatal(err)
			}
			s := open(t, b)
			for _, w := range words {
				if got := s.Postings(All, w).Len() == 1; got != held[w] {
					t.Fatalf("%q among %q: found is %t", w, d.AllTerms, got)
				}
				if s.Postings(Title, w).Len() != 0 {
					t.Fatalf("%q is found in the title", w)
				}
			}
		}
	}
}
