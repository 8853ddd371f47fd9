package chart

import (
	"math"
	"strings"
)

// extent is the width of a text at a size, a little more than most fonts need:
// the reader's is not known when it is measured.
func extent(text string, size float64) float64 {
	w := 0.0
	for _, r := range text {
		w += advance(r)
	}
	return w * size
}

func advance(r rune) float64 {
	switch {
	case r >= 0x2000:
		return 1
	case r >= '0' && r <= '9', r == '-', r == '+':
		return 0.57
	case strings.ContainsRune(" .,:;'()/il|", r):
		return 0.36
	case r >= 'A' && r <= 'Z', r == '%', r == 'm', r == 'w':
		return 0.8
	}
	return 0.6
}

// noStart may not begin a line.
const noStart = "，。、；：？！）》〉」』】〕”’％%"

func word(r rune) bool { return r > ' ' && r < 0x2000 }

// broken is the text in lines of at most the width, as even as they can be. A
// number or a word is not cut, unless it is wider than a line.
func broken(text string, size, room float64) []string {
	lines := cut([]rune(text), size, room)
	if len(lines) < 2 {
		return lines
	}
	low, high := math.Max(room/2, longest(text, size)), room
	for high-low > size/4 {
		if middle := (low + high) / 2; len(cut([]rune(text), size, middle)) > len(lines) {
			low = middle
		} else {
			high = middle
		}
	}
	return cut([]rune(text), size, high)
}

// longest is the width of the widest word or number of the text.
func longest(text string, size float64) float64 {
	most := 0.0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !word(r) }) {
		most = math.Max(most, extent(w, size))
	}
	return most
}

func cut(text []rune, size, room float64) []string {
	var lines []string
	for len(text) > 0 {
		n, best, w := 0, 0, 0.0
		for n < len(text) {
			if w += advance(text[n]) * size; w > room && n > 0 {
				break
			}
			n++
			if n == len(text) || !strings.ContainsRune(noStart, text[n]) && !(word(text[n-1]) && word(text[n])) && text[n-1] != '（' {
				best = n
			}
		}
		if best == 0 {
			best = n
		}
		lines = append(lines, strings.TrimSpace(string(text[:best])))
		text = text[best:]
	}
	return lines
}
