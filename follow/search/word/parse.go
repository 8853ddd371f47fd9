package word

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/affairs/text"
)

// What of a query is read; the rest is ignored.
const (
	MostRunes = 200
	MostWords = 16
)

// Word is one word of a query. A text has it if it contains Literal, so that
// it neither begins nor ends within a number or a Latin word.
type Word struct {
	// Literal is the word, folded.
	Literal string
	// Terms are what every text that has the word has too, each once. They are
	// none for a single character, and for what no term can tell.
	Terms []string
	// One says that Literal is a single Chinese character: a text has it exactly
	// if it has some term that begins with it.
	One bool
	// Exact says that a text has the word exactly if it has its terms (or, for
	// One, some term); no look at the text is needed.
	Exact bool
	// Numbers are terms of documents whose own document number or index number
	// this is: they have the word too, whatever their text says.
	Numbers []string
}

// Words is a query: a document must have all of them.
type Words struct {
	List []Word
	// Title is the term of documents with exactly this title; "" for no words.
	Title string
	// Cut says that the query was longer than is read.
	Cut bool
}

// Numbers is what the only word of w has as numbers: what a document is that
// answers the whole query by being it.
func (w Words) Numbers() []string {
	if len(w.List) != 1 {
		return nil
	}
	return w.List[0].Numbers
}

// NumberKey is the key (text.NumberKey) of the document number that is the whole
// of w; "" if w is none.
func (w Words) NumberKey() string {
	for _, term := range w.Numbers() {
		if key, ok := strings.CutPrefix(term, numberMark); ok {
			return key
		}
	}
	return ""
}

// Terms are those of all words, each once.
func (w Words) Terms() []string {
	var list []string
	for _, x := range w.List {
		for _, t := range x.Terms {
			if !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
	}
	return list
}

// token is a piece of a query between blanks, or within quotation marks.
type token struct {
	text   string
	quoted bool
}

// quotes are what holds words together, and its end.
var quotes = map[rune]rune{'"': '"', '“': '”', '„': '”', '＂': '＂', '〝': '〞', '「': '」', '『': '』', '《': '》', '〈': '〉', '«': '»'}

// Parse reads what somebody typed. Blanks part words, quotation marks and title
// marks hold together, punctuation within a word must stand in the text as
// typed. A document number or an index number is one word, in whatever spelling
// and with blanks.
func Parse(words string) Words {
	var w Words
	words, w.Cut = shorten(words)
	tokens := split(words)
	var list []Word
	whole := ""
	for i := range tokens {
		whole += " " + tokens[i].text
		if number, width := numberAt(tokens[:i+1]); width > 0 {
			list = append(list[:max(0, len(list)-(width-1))], number)
			continue
		}
		list = append(list, read(tokens[i].text))
	}
	for _, x := range list {
		switch {
		case x.Literal == "" || slices.ContainsFunc(w.List, func(y Word) bool { return y.Literal == x.Literal }):
		case len(w.List) == MostWords:
			w.Cut = true
		default:
			w.List = append(w.List, x)
		}
	}
	w.Title = TitleTerm(Fold(whole))
	return w
}

// shorten leaves out what is beyond MostRunes, and a number or Latin word that
// this would cut.
func shorten(s string) (string, bool) {
	count := 0
	for i, r := range s {
		if count++; count > MostRunes {
			s, next := s[:i], r
			for s != "" && kindOf(next) == latin {
				last, n := utf8.DecodeLastRuneInString(s)
				if kindOf(last) != latin {
					break
				}
				s, next = s[:len(s)-n], last
			}
			return s, true
		}
	}
	return s, false
}

func split(s string) []token {
	var list []token
	begin := 0
	end := func(at int) {
		if t := strings.TrimSpace(s[begin:at]); t != "" {
			list = append(list, token{text: t})
		}
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch closing := quotes[r]; {
		case closing != 0:
			end(i)
			begin = i + n
			if at := strings.IndexRune(s[begin:], closing); at >= 0 {
				if t := strings.TrimSpace(s[begin : begin+at]); t != "" {
					list = append(list, token{text: t, quoted: true})
				}
				begin += at + utf8.RuneLen(closing)
				n = begin - i
			}
		case unicode.IsSpace(r) || r == '”' || r == '»':
			end(i)
			begin = i + n
		}
		i += n
	}
	end(len(s))
	return list
}

// read makes a word of a token. Its Literal is "" if nothing in it can be
// looked for.
func read(s string) Word {
	if term := IndexTerm(s); term != "" {
		w := literal(Fold(s))
		w.Numbers = []string{term}
		return w
	}
	w := literal(Fold(s))
	if orderForm.MatchString(w.Literal) {
		if key, whole := text.NumberKey(w.Literal); !whole && key != "" {
			w.Numbers = []string{numberMark + key}
		}
	}
	return w
}

// literal makes a word of folded text.
func literal(s string) Word {
	s = strings.TrimFunc(s, func(r rune) bool { return kindOf(r) == apart })
	w := Word{Literal: s}
	runs, end := 0, 0
	for i := 0; i < len(s); {
		n, k := runeAt(s, i)
		if k == apart {
			i += n
			continue
		}
		begin := i
		count := 0
		for i < len(s) {
			m, kind := runeAt(s, i)
			if kind != k {
				break
			}
			i += m
			count++
		}
		runs++
		end = i
		Terms(s[begin:i], func(t string) {
			// A run at the end may go on in the text: its last character
			// need not be the last there.
			if k == hanzi && i == len(s) && utf8.RuneCountInString(t) == 1 {
				return
			}
			if !slices.Contains(w.Terms, t) {
				w.Terms = append(w.Terms, t)
			}
		})
		if runs == 1 && end == len(s) {
			w.One = k == hanzi && count == 1
			w.Exact = k == hanzi && count <= 2 || k == latin && count <= longest
		}
	}
	return w
}

// numberForm is a document number of year and serial, folded: before, (, year,
// ), 年, blank, 第, serial, 号.
var numberForm = regexp.MustCompile(`^([\p{Han}a-z0-9,、.·-]{0,24}?)(\(?)((?:19|20)[0-9]{2})(\)?)(年?)( ?)(第?)([0-9]{1,6})(号?)(?:文件|文)?$`)

// orderForm is how numbers end that have no year in brackets: 省政府令第5号.
var orderForm = regexp.MustCompile(`[0-9]号$|[令第][0-9]+$`)

// numberAt reads a document number off the end of the tokens: the word, and how
// many tokens it took; 0 for none.
func numberAt(tokens []token) (Word, int) {
	var found Word
	width := 0
	typed := ""
	for i := len(tokens) - 1; i >= 0 && len(tokens)-i <= 4 && !tokens[i].quoted; i-- {
		if width > 0 && !(strings.HasSuffix(tokens[i].text, "第") || endsLikePrefix(Fold(tokens[i].text))) {
			break
		}
		typed = tokens[i].text + " " + typed
		w, before, ok := number(Fold(typed))
		if ok {
			found, width = w, len(tokens)-i
			if before != "" {
				break
			}
		}
	}
	return found, width
}

// endsLikePrefix says whether s ends as what stands before the year of a
// document number does.
func endsLikePrefix(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("发函字令政办规府通告批复电任议纪明秘", r)
}

func number(folded string) (w Word, before string, ok bool) {
	m := numberForm.FindStringSubmatch(folded)
	if m == nil {
		return Word{}, "", false
	}
	before, year, serial := m[1], m[3], strings.TrimLeft(m[8], "0")
	brackets, said, gap, ordinal, named := m[2] != "" && m[4] != "", m[5] != "", m[6] != "", m[7] != "", m[9] != ""
	switch {
	case serial == "" || (m[2] == "") != (m[4] == ""):
		return Word{}, "", false
	case brackets:
	case ordinal || !said && !gap: // 2017年第3号 has no prefix and another key
		return Word{}, "", false
	case !named && !endsLikePrefix(before):
		return Word{}, "", false
	}
	if before != "" {
		if r, _ := utf8.DecodeLastRuneInString(before); r >= '0' && r <= '9' {
			return Word{}, "", false
		}
	}
	w = literal(before + "(" + year + ")" + serial)
	if before == "" {
		// Without the bracket 2017 could stand anywhere.
		w.Literal = "(" + w.Literal
	}
	key, whole := text.NumberKey(before + "(" + year + ")" + serial + "号")
	if !whole {
		return Word{}, "", false
	}
	w.Numbers = []string{numberMark + key}
	w.Exact = false
	return w, before, true
}
