package text

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The refusals. All but ErrLong are wrapped with the place of the character;
// compare with [errors.Is].
var (
	ErrInvalid   = errors.New("文字编码有误，请用 UTF-8 编码重新输入")
	ErrNUL       = errors.New("文字中有空字符，请删去后重新输入")
	ErrControl   = errors.New("文字中有控制字符，请删去后重新输入")
	ErrBidi      = errors.New("文字中有改变书写方向的字符，请删去后重新输入")
	ErrInvisible = errors.New("文字中有看不见的字符，请删去后重新输入")
	ErrNewline   = errors.New("这里只能填写一行文字，请删去换行")
	ErrLong      = errors.New("文字太长")
)

// Line is s as one line of text: without blanks at its ends (U+3000, U+00A0,
// U+200B and U+FEFF among them) and otherwise unchanged. It is refused if it
// holds a newline, a tab, anything [Sound] refuses, or more than max
// characters; max 0 sets no bound. "" is a line.
func Line(s string, max int) (string, error) {
	s = trim(s)
	if i := strings.IndexAny(s, "\n\r\u0085\u2028\u2029"); i >= 0 && utf8.ValidString(s) {
		return "", at(ErrNewline, s, i)
	}
	if err := Sound(s); err != nil {
		return "", err
	}
	if i := strings.IndexByte(s, '\t'); i >= 0 {
		return "", at(ErrControl, s, i)
	}
	return s, short(s, max)
}

// Block is s as text of several lines: its line ends are "\n", the blanks at
// its two ends are gone, and it is otherwise unchanged. It is refused if it
// holds anything [Sound] refuses or more than max characters; max 0 sets no
// bound.
func Block(s string, max int) (string, error) {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	s = trim(s)
	if err := Sound(s); err != nil {
		return "", err
	}
	return s, short(s, max)
}

func short(s string, max int) error {
	if max <= 0 || len(s) <= max {
		return nil
	}
	if n := utf8.RuneCountInString(s); n > max {
		return fmt.Errorf("%w：最多 %d 个字，现有 %d 个字", ErrLong, max, n)
	}
	return nil
}

func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	})
}

// Sound refuses s if it is not UTF-8 or holds a character that is not seen
// or that changes how others are shown: U+0000, controls other than tab and
// line ends, marks that turn the direction of writing, characters without
// width, tags, and code points that are no characters. Variation selectors
// are sound, for they choose the form of the character before them.
func Sound(s string) error {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
				if c == 0 {
					return at(ErrNUL, s, i)
				}
				return at(ErrControl, s, i)
			}
			i++
			continue
		}
		// Han characters of three bytes are nearly everything that comes here.
		if c >= 0xe4 && c <= 0xe9 && i+2 < len(s) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 {
			i += 3
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return fmt.Errorf("%w（第 %d 个字符，字节 %02X）", ErrInvalid, utf8.RuneCountInString(s[:i])+1, c)
		}
		if err := refused(r); err != nil {
			return at(err, s, i)
		}
		i += n
	}
	return nil
}

func refused(r rune) error {
	switch {
	case r >= 0x80 && r <= 0x9f, r == 0x2028, r == 0x2029:
		return ErrControl
	case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return ErrBidi
	case r >= 0x200b && r <= 0x200d, r >= 0x2060 && r <= 0x2064, r >= 0x206a && r <= 0x206f,
		r == 0xfeff, r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
		return ErrInvisible
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return ErrInvalid
	}
	return nil
}

func at(err error, s string, i int) error {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return fmt.Errorf("%w（第 %d 个字符，U+%04X）", err, utf8.RuneCountInString(s[:i])+1, r)
}
