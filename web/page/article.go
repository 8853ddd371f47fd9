package page

import (
	"regexp"
	"strconv"
	"strings"
)

// Articles of laws are cited on every floor as the law prints them, 第三十三条第二款; there are too many for the
// catalogue, and their English follows a rule.
var (
	reference = `第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十])?(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项(?:、第（[一二三四五六七八九十]+）项)*)?`
	citation  = regexp.MustCompile(`^(\p{Han}+(?:条例|法)|《[\p{Han}0-9（）]+》)?(` + reference + `(?:(?:、|至)` + reference + `)*)$`)
	among     = regexp.MustCompile(`(、|至)?第([一二三四五六七八九十百零]+)条(之[一二三四五六七八九十])?(?:第([一二三四五六七八九十]+)款)?((?:、?第（[一二三四五六七八九十]+）项)*)`)
	item      = regexp.MustCompile(`（([一二三四五六七八九十]+)）`)
)

// articles says a citation in English: "article 33, paragraph 2", "articles 14 to 16", "article 77 of the
// Administrative Reconsideration Law". False for what is no citation, or one of a law without English.
func articles(zh string) (string, bool) {
	whole := citation.FindStringSubmatch(zh)
	if whole == nil {
		return "", false
	}
	law := ""
	if whole[1] != "" {
		name, ok := english[strings.Trim(whole[1], "《》")]
		if !ok {
			return "", false
		}
		law = " of the " + name
	}
	found := among.FindAllStringSubmatch(whole[2], -1)
	var b strings.Builder
	b.WriteString("article")
	if len(found) > 1 {
		b.WriteByte('s')
	}
	for i, f := range found {
		switch {
		case i == 0:
			b.WriteByte(' ')
		case f[1] == "至":
			b.WriteString(" to ")
		case i == len(found)-1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(numeral(f[2])))
		if f[3] != "" {
			b.WriteString("-" + strconv.Itoa(numeral(strings.TrimPrefix(f[3], "之"))))
		}
		if f[4] != "" {
			b.WriteString(", paragraph " + strconv.Itoa(numeral(f[4])))
		}
		for _, n := range item.FindAllStringSubmatch(f[5], -1) {
			b.WriteString(", item (" + strconv.Itoa(numeral(n[1])) + ")")
		}
	}
	return b.String() + law, true
}

// numeral reads 三十三 and 一百零二 as far as articles go, below a thousand.
func numeral(zh string) int {
	n, digit := 0, 0
	for _, r := range zh {
		switch r {
		case '十':
			n, digit = n+max(digit, 1)*10, 0
		case '百':
			n, digit = n+max(digit, 1)*100, 0
		default:
			digit = (strings.IndexRune("零一二三四五六七八九", r)) / len("一")
		}
	}
	return n + digit
}
