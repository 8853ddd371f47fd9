package pdf

import (
	"slices"
	"strings"
	"unicode"

	"gongkai/paper/fonts"
)

// glyph is a character with the face that has it.
type glyph struct {
	r    rune
	face fonts.Face
	w    float64 // advance in points
}

// setter turns text into glyphs and remembers what no face has.
type setter struct {
	*types
	missing []rune
	strips  map[[2]float64][]strip // of fields that go down, while their rows are drawn
}

// standIn is printed for a character that no face has (the geta mark).
const standIn = '〓'

// glyphs sets one line of text, without line breaks. spacing is added to every
// advance.
func (s *setter) glyphs(text string, preferred fonts.Face, size, spacing float64) []glyph {
	list := make([]glyph, 0, len(text)/2)
	for _, r := range text {
		switch {
		case r == '\t', r == '\u00a0', r == '\u202f':
			r = ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			continue
		case r == '’' && len(list) > 0 && list[len(list)-1].r < 0x250 && unicode.IsLetter(list[len(list)-1].r):
			r = '\'' // Chinese faces set ’ as wide as a character
		}
		list = append(list, s.glyph(r, preferred, size, spacing))
	}
	return list
}

func (s *setter) glyph(r rune, preferred fonts.Face, size, spacing float64) glyph {
	for _, id := range [...]fonts.Face{preferred, fonts.Serif, fonts.Rare} {
		if w, ok := s.faces[id].width(r); ok {
			return glyph{r, id, w*size + spacing}
		}
	}
	s.missing = append(s.missing, r)
	w, _ := s.faces[fonts.Serif].width(standIn)
	return glyph{standIn, fonts.Serif, w*size + spacing}
}

func width(line []glyph) float64 {
	sum := 0.0
	for _, g := range line {
		sum += g.w
	}
	return sum
}

const (
	// noStart may not begin a line, noEnd may not end one (禁则).
	noStart = "，。、；：？！）》〉」』】〕］｝’”…—～·％‰℃,.;:?!)]}%°"
	noEnd   = "（《〈「『【〔［｛‘“([{￥$№#"
	// halfBlank leave their right half blank, so that a line may be pressed
	// together by it.
	halfBlank = "，。、；：）》〉」』】〕］｝"
)

// word tells a character of which words and numbers are made; lines do not
// break within them.
func word(r rune) bool {
	return r > ' ' && r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".,:/-_@&=+?%#'~", r))
}

// mayBreak tells whether a line may end between a and b.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ':
		return false
	case strings.ContainsRune(noStart, b), strings.ContainsRune(noEnd, a):
		return false
	case a == '/' && word(b):
		return b != '/' // an address may be cut at its parts
	case word(a) && word(b):
		return false
	}
	return true
}

// textLine is a set line. last ends a paragraph and is not stretched.
type textLine struct {
	glyphs []glyph
	last   bool
}

// breakLines cuts the glyphs into lines of at most the width, the first
// shorter by indent. A word longer than a line is cut where the line ends.
func breakLines(list []glyph, width, indent, size float64) []textLine {
	var lines []textLine
	for room := width - indent; ; room = width {
		n := fit(list, room, size)
		if n == len(list) {
			return append(lines, textLine{trim(list), true})
		}
		lines = append(lines, textLine{trim(list[:n]), false})
		for list = list[n:]; len(list) > 0 && list[0].r == ' '; {
			list = list[1:]
		}
		if len(list) == 0 {
			lines[len(lines)-1].last = true
			return lines
		}
	}
}

// fit is how many glyphs go into the room; at least one, if there is one.
func fit(list []glyph, room, size float64) int {
	sum, best := 0.0, 0
	const hair = 0.01 // of rounding
	for i, g := range list {
		sum += g.w
		if g.r == ' ' {
			continue
		}
		over := sum - room
		if over > hair && (over > size/2+hair || !strings.ContainsRune(halfBlank, g.r)) {
			if best == 0 {
				return max(i, 1)
			}
			return best
		}
		// Pressed together only if the line can end here.
		if i+1 < len(list) && endsAt(list, i) {
			best = i + 1
		}
	}
	return len(list)
}

// endsAt tells whether a line may end after the glyph i, spaces following it
// being dropped.
func endsAt(list []glyph, i int) bool {
	next := i + 1
	for next < len(list) && list[next].r == ' ' {
		next++
	}
	switch {
	case next == len(list):
		return true
	case next > i+1:
		return !strings.ContainsRune(noStart, list[next].r)
	}
	return mayBreak(list[i].r, list[next].r)
}

func trim(line []glyph) []glyph {
	for len(line) > 0 && line[len(line)-1].r == ' ' {
		line = line[:len(line)-1]
	}
	return line
}

// balanced breaks like [breakLines], into as few lines of as even a length as
// can be: for titles.
func balanced(list []glyph, room, size float64) []textLine {
	lines := breakLines(list, room, 0, size)
	if len(lines) < 2 {
		return lines
	}
	low, high := room/2, room
	for high-low > size/4 {
		if middle := (low + high) / 2; len(breakLines(list, middle, 0, size)) > len(lines) {
			low = middle
		} else {
			high = middle
		}
	}
	return breakLines(list, high, 0, size)
}

// absent are the characters that no face had, each once, in their order.
func (s *setter) absent() []rune {
	var list []rune
	for _, r := range s.missing {
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}
