package page

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The floors below the windows put what they found into finished Chinese sentences, values and all: 目录第 3 行：缺少题目.
// sentences reads such a sentence back by the phrase it was made from, which stands in english/sentences.json with
// its verbs, and says it in English with the values, each of them read in turn.
var sentences = sentencesOf(mustRoom("english/sentences.json"))

// sentence is a phrase of the catalogue with verbs in it.
type sentence struct {
	landmark string         // the longest words between its verbs: whatever lacks them was not made from it
	alone    *regexp.Regexp // matches one sentence only: no value reaches over a ； or the end of a line
	any      *regexp.Regexp
	english  string // its verbs numbered, all of them %s
}

var verb = regexp.MustCompile(`%(?:\[\d\])?[sdvq]`)

// sentencesOf makes the phrases with verbs readable, those with the most words of their own first.
func sentencesOf(room map[string]string) []sentence {
	var phrases []string
	for zh := range room {
		if verb.MatchString(zh) {
			phrases = append(phrases, zh)
		}
	}
	own := func(zh string) int { return len(verb.ReplaceAllString(zh, "")) }
	slices.SortFunc(phrases, func(a, b string) int { return cmp.Or(own(b)-own(a), strings.Compare(a, b)) })
	list := make([]sentence, len(phrases))
	for i, zh := range phrases {
		list[i] = sentence{landmark: landmark(zh), alone: shape(zh, `([^；\n]+?)`), any: shape(zh, `(.+?)`), english: numbered(room[zh])}
	}
	return list
}

func landmark(zh string) string {
	pieces := verb.Split(zh, -1)
	return slices.MaxFunc(pieces, func(a, b string) int { return len(a) - len(b) })
}

// shape matches what the phrase becomes: a number for each %d, words for any other verb. Between brackets stand no
// further ones: of 其他（说明）（3.1） the second pair is meant by （%s）.
func shape(zh, words string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	at := 0
	for _, v := range verb.FindAllStringIndex(zh, -1) {
		b.WriteString(regexp.QuoteMeta(zh[at:v[0]]))
		at = v[1]
		switch {
		case zh[v[1]-1] == 'd':
			b.WriteString(`(-?[0-9][0-9,]*)`)
		case strings.HasSuffix(zh[:v[0]], "（") && strings.HasPrefix(zh[v[1]:], "）"):
			b.WriteString(`([^（）]+)`)
		default:
			b.WriteString(words)
		}
	}
	b.WriteString(regexp.QuoteMeta(zh[at:]) + `$`)
	return regexp.MustCompile(b.String())
}

func numbered(en string) string {
	n := 0
	return verb.ReplaceAllStringFunc(en, func(v string) string {
		n++
		if v[1] == '[' {
			return v[:len(v)-1] + "s"
		}
		return fmt.Sprintf("%%[%d]s", n)
	})
}

// inEnglish says a text in English as far as it can: what has no English comes back as it is.
func inEnglish(zh string) string {
	if en, ok := english[zh]; ok {
		return en
	}
	if !hasHan(zh) || len(zh) > longestSentence {
		return zh
	}
	if en, ok := articles(zh); ok {
		return en
	}
	for _, s := range sentences {
		if en, ok := s.read(s.alone, zh); ok {
			return en
		}
	}
	if one, ok := strings.CutSuffix(zh, "。"); ok {
		if en := inEnglish(one); en != one {
			return en + "."
		}
	}
	if at := strings.LastIndex(zh, "（"); at > 0 && strings.HasSuffix(zh, "）") {
		before, within := zh[:at], strings.TrimSuffix(zh[at+len("（"):], "）")
		if a, b := inEnglish(before), inEnglish(within); a != before && b != within {
			return a + " (" + b + ")"
		}
	}
	for _, by := range []struct {
		between, then string
		all           bool // a list half in English is no sentence
	}{{"\n", "\n", false}, {"。", ". ", false}, {"；", "; ", false}, {"：", ": ", true}, {"、", ", ", true}} {
		if en, ok := together(zh, by.between, by.then, by.all); ok {
			return en
		}
	}
	for _, s := range sentences {
		if en, ok := s.read(s.any, zh); ok {
			return en
		}
	}
	return zh
}

// longestSentence is in bytes: what is longer is content.
const longestSentence = 3000

func (s sentence) read(shape *regexp.Regexp, zh string) (string, bool) {
	if !strings.Contains(zh, s.landmark) {
		return "", false
	}
	values := shape.FindStringSubmatch(zh)
	if values == nil {
		return "", false
	}
	said := make([]any, len(values)-1)
	for i, value := range values[1:] {
		said[i] = inEnglish(value)
	}
	return fmt.Sprintf(s.english, said...), true
}

// together says sentences written one after the other; false unless one of them, or all, have English.
func together(zh, between, then string, all bool) (string, bool) {
	parts := strings.Split(zh, between)
	if len(parts) < 2 {
		return "", false
	}
	var b strings.Builder
	said, left := 0, 0
	for i, part := range parts {
		en := inEnglish(part)
		b.WriteString(en)
		mark := then
		switch {
		case en != part:
			said++
		case hasHan(part): // content keeps its own marks
			left++
			mark = between
		}
		if i < len(parts)-1 {
			b.WriteString(mark)
		}
	}
	return b.String(), said > 0 && (!all || left == 0)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
