package gate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// traits says what a text has that a search could start from. One walk over it
// finds them all: of a million plain texts, nearly none has any, and each search
// costs more than this.
type traits struct {
	digits int  // of either width
	mail   bool // an @
	born   bool // 出生, or 生 after a day or before 于 and 日
	level  bool // 密 after 绝, 机, 秘, or before 级
	inward bool // what stands on papers that are not for the public
	lives  bool // 住, 籍, 址 or 户
	block  bool // 单元, or a numeral before 室 or 户
	place  bool // 村 or 屯
	group  bool // a numeral before 组, 社, 队, 屯 or 号
}

// inwardStarts is how what [inward] looks for begins, from a character of
// interest on.
var inwardStarts = []string{"内部文", "内部资", "内部使", "内部掌", "内部传", "内部参", "内部刊", "内部材", "内部发", "注意保", "外传", "扩散", "工作秘密", "阅后"}

// traitRunes are the characters at which the walk looks round.
var traitRunes = func() (set [0x10000 / 64]uint64) {
	for _, r := range "生密内注外扩工阅住籍址户室元村屯组社队号＠０１２３４５６７８９" {
		set[r/64] |= 1 << (r % 64)
	}
	return set
}()

func traitsOf(s string) traits {
	var t traits
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case c >= '0' && c <= '9':
				t.digits++
			case c == '@':
				t.mail = true
			}
			i++
			continue
		}
		if c < 0xE0 || c >= 0xF0 || i+2 >= len(s) {
			i++
			continue
		}
		r := rune(c&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
		if traitRunes[r/64]&(1<<(r%64)) != 0 {
			t.at(s, i, i+3, r)
		}
		i += 3
	}
	return t
}

// at looks round a character of interest.
func (t *traits) at(s string, start, end int, r rune) {
	switch r {
	case '生':
		before, after := lastInk(s[:start]), firstInk(s[end:])
		t.born = t.born || before == '出' || before == '日' || isNumber(before) || after == '于' || after == '日'
	case '密':
		before := lastInk(s[:start])
		t.level = t.level || before == '绝' || before == '机' || before == '秘' || firstInk(s[end:]) == '级'
	case '内', '注', '外', '扩', '工', '阅':
		for _, words := range inwardStarts {
			t.inward = t.inward || strings.HasPrefix(s[start:], words)
		}
	case '住', '籍', '址':
		t.lives = true
	case '室', '户':
		t.block = t.block || isNumeral(lastInk(s[:start]))
		t.lives = t.lives || r == '户'
	case '元':
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		t.block = t.block || before == '单'
	case '村':
		t.place = true
	case '屯', '组', '社', '队', '号':
		t.place = t.place || r == '屯'
		t.group = t.group || isNumeral(lastInk(s[:start]))
	case '＠':
		t.mail = true
	default:
		t.digits++
	}
}

// lastInk is the last character that is no blank; 0 for none.
func lastInk(s string) rune {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if !unicode.IsSpace(r) {
			return r
		}
		s = s[:len(s)-n]
	}
	return 0
}

// firstInk is the first character that is no blank; 0 for none.
func firstInk(s string) rune {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if !unicode.IsSpace(r) {
			return r
		}
		s = s[n:]
	}
	return 0
}

func isNumber(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func isNumeral(r rune) bool {
	if isNumber(r) {
		return true
	}
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '〇':
		return true
	}
	return false
}
