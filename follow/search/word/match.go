package word

import (
	"strings"
	"unicode/utf8"
)

// Match says whether folded text has the word. A text that has it has all of
// its Terms.
func Match(folded string, w Word) bool {
	a, _ := find(folded, w.Literal, 0)
	return a >= 0
}

// All says whether folded text has every word of w.
func All(folded string, w Words) bool {
	for i := range w.List {
		if !Match(folded, w.List[i]) {
			return false
		}
	}
	return true
}

// find is the first place of literal in s from an offset on; (-1, -1) if it has
// none. What begins or ends with a letter or digit does not begin or end within
// a run of them.
func find(s, literal string, from int) (a, b int) {
	if literal == "" {
		return -1, -1
	}
	_, first := runeAt(literal, 0)
	last, _ := utf8.DecodeLastRuneInString(literal)
	open, shut := first == latin, kindOf(last) == latin
	for from <= len(s) {
		i := strings.Index(s[from:], literal)
		if i < 0 {
			break
		}
		a, b = from+i, from+i+len(literal)
		if open && a > 0 {
			if r, _ := utf8.DecodeLastRuneInString(s[:a]); kindOf(r) == latin {
				from = a + 1
				continue
			}
		}
		if shut && b < len(s) {
			if _, k := runeAt(s, b); k == latin {
				from = a + 1
				continue
			}
		}
		return a, b
	}
	return -1, -1
}
