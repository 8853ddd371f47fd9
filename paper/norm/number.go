package norm

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

const numerals = `[一二三四五六七八九十百千零〇○两0-9０-９]+`

// count reads a number below ten thousand in Chinese numerals, 一百二十 or
// 二〇一七, or in digits of either width. ok is false for anything else.
func count(s string) (n int, ok bool) {
	last, sum, written := 0, 0, false
	for _, r := range s {
		switch i := strings.IndexRune("零一二三四五六七八九", r); {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９' || i >= 0 || r == '〇' || r == '○' || r == '两':
			d := 0
			switch {
			case r >= '０' && r <= '９':
				d = int(r - '０')
			case r <= '9':
				d = int(r - '0')
			case r == '两':
				d = 2
			case i >= 0:
				d = i / len("零")
			}
			last, written = last*10+d, true
		case r == '十' || r == '百' || r == '千':
			unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
			if last == 0 {
				last = 1
			}
			sum, last, written = sum+last*unit, 0, true
		default:
			return 0, false
		}
		if sum+last > 9999 {
			return 0, false
		}
	}
	return sum + last, written
}

var articleForm = regexp.MustCompile(`^第\s*(` + numerals + `)\s*条(?:之(` + numerals + `))?$`)

// articleNumber is 12-1 of 第十二条之一.
func articleNumber(s string) (string, bool) {
	m := articleForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return "", false
	}
	return joined(m[1], m[2])
}

func joined(number, of string) (string, bool) {
	n, ok := count(number)
	if !ok {
		return "", false
	}
	if of == "" {
		return strconv.Itoa(n), true
	}
	m, ok := count(of)
	return strconv.Itoa(n) + "-" + strconv.Itoa(m), ok
}

func blank(r rune) bool {
	return unicode.IsSpace(r) || r == 0xfeff || r >= 0x200b && r <= 0x200d
}

// split is s in its lines without the blanks around them; blank lines are gone.
func split(s string) []string {
	var lines []string
	for l := range strings.Lines(s) {
		if l = strings.TrimFunc(l, blank); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// lead is s from its first rune that is no blank, and the blanks before it.
func lead(s string) (gap, rest string) {
	rest = strings.TrimLeftFunc(s, blank)
	return s[:len(s)-len(rest)], rest
}
