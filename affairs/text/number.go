package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NumberKey is the same for all spellings of one document number: whatever
// its brackets, blanks and width of digits, with or without 第 and 号.
//
// A number of year and serial, 长府办发〔2017〕54号, has the key
// "2017|54|长府办发" and ok is true: all numbers of one year and serial share
// the beginning "2017|54|", which is also the key of 〔2017〕54号 typed
// without its prefix. Any other number (省政府令第5号, 公告 2017年第3号) has
// its own text for key, without blanks, brackets, 第 and 号, and ok is false.
// The key of "" is "".
func NumberKey(s string) (key string, ok bool) {
	var room [96]byte
	b := room[:0] // s without blanks, narrow, brackets as ( )
	open := -1    // of the last ( in b
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c <= ' ' || c == 0x7f:
			case c == '[' || c == '(' || c == '{' || c == '<':
				open, b = len(b), append(b, '(')
			case c == ']' || c == ')' || c == '}' || c == '>':
				b = append(b, ')')
			case c >= 'A' && c <= 'Z':
				b = append(b, c+'a'-'A')
			default:
				b = append(b, c)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= 0x4e00 && r <= 0x9fff:
			b = append(b, s[i:i+n]...)
		case r == '〔' || r == '（' || r == '【' || r == '［' || r == '﹝' || r == '〈' || r == '《' || r == '「' || r == '〖' || r == '｛' || r == '＜':
			open, b = len(b), append(b, '(')
		case r == '〕' || r == '）' || r == '】' || r == '］' || r == '﹞' || r == '〉' || r == '》' || r == '」' || r == '〗' || r == '｝' || r == '＞':
			b = append(b, ')')
		case r == 0xfeff || r >= 0x200b && r <= 0x200d || unicode.IsSpace(r):
		case r >= '！' && r <= '～':
			a := byte(r - '！' + '!')
			if a >= 'A' && a <= 'Z' {
				a += 'a' - 'A'
			}
			b = append(b, a)
		default:
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	if prefix, year, serial, found := split(b, open); found {
		var out [128]byte
		k := append(out[:0], year...)
		k = append(k, '|')
		k = append(k, serial...)
		k = append(k, '|')
		if norm.NFKC.IsNormal(prefix) {
			return string(append(k, prefix...)), true
		}
		return string(append(k, strings.ToLower(string(norm.NFKC.Bytes(prefix)))...)), true
	}
	return plain(b), false
}

// split finds prefix(2017)第54号 with the last bracket of b at open, or
// prefix2017年54号. The form 2017年第54号 is not taken for the latter: it is
// how announcements and orders, which have no prefix, are counted.
func split(b []byte, open int) (prefix, year, serial []byte, ok bool) {
	end := len(b)
	if e := end - len("号"); e >= 0 && string(b[e:]) == "号" {
		end = e
	}
	start := end
	for start > 0 && b[start-1] >= '0' && b[start-1] <= '9' {
		start--
	}
	serial = b[start:end]
	for len(serial) > 1 && serial[0] == '0' {
		serial = serial[1:]
	}
	if len(serial) == 0 || len(serial) > 9 {
		return nil, nil, nil, false
	}
	head := b[:start]
	if open >= 0 {
		head = cut(head, "第")
		if len(head) == 0 || head[len(head)-1] != ')' || open >= len(head) {
			return nil, nil, nil, false
		}
		year = cut(head[open+1:len(head)-1], "年")
		if !isYear(year) {
			return nil, nil, nil, false
		}
		return b[:open], year, serial, true
	}
	bare := cut(head, "年")
	if len(bare) == len(head) || len(bare) < 4 || !isYear(bare[len(bare)-4:]) {
		return nil, nil, nil, false
	}
	at := len(bare) - 4
	if at > 0 && bare[at-1] >= '0' && bare[at-1] <= '9' {
		return nil, nil, nil, false
	}
	return b[:at], bare[at:], serial, true
}

func cut(b []byte, tail string) []byte {
	if n := len(b) - len(tail); n >= 0 && string(b[n:]) == tail {
		return b[:n]
	}
	return b
}

func isYear(b []byte) bool {
	if len(b) != 4 || !(b[0] == '1' && b[1] == '9' || b[0] == '2' && b[1] == '0') {
		return false
	}
	return b[2] >= '0' && b[2] <= '9' && b[3] >= '0' && b[3] <= '9'
}

func plain(b []byte) string {
	s := string(b)
	if !norm.NFKC.IsNormalString(s) {
		s = strings.ToLower(norm.NFKC.String(s))
	}
	return strings.NewReplacer("(", "", ")", "", "第", "", "号", "").Replace(s)
}
