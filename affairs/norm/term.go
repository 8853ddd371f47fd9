package norm

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/law/calendar"
)

const (
	digit  = `[0-9一二三四五六七八九十百〇○零两]`
	date   = `(?:(` + digit + `{4})年|本年|今年|当年|同年)?(` + digit + `{1,3})月(` + digit + `{1,3})日`
	begins = `起?(?:正式|开始)?(?:施行|实施|执行|生效|试行)`
	// own is how a text speaks of itself, before what it says.
	own = `(?:本\p{Han}{1,12}?|上述\p{Han}{1,8}?|\p{Han}{0,12}《[^《》]*[^《》证书照]》)?的?`
)

// Blanks are gone and digits narrow by the time these read a sentence. All
// begin where a clause does: 许可证有效期五年 is not said of the text.
var (
	effectiveOn  = regexp.MustCompile(`^` + own + `(?:从|自)?` + date + `(?:零时)?` + begins + `(.?)`)
	effectiveNow = regexp.MustCompile(`^` + own + `(?:从|自)?(?:公布|发布|印发|下发|颁布|发文|签发|批准)之日` + `(?:起满?(` + digit + `{1,3})个?(?:工作)?日(?:后|之后))?` + begins + `(.?)`)
	validSpan    = regexp.MustCompile(`^` + own + `有效期限?(?:从|自)?` + date + `(?:起)?(?:至|到)` + date)
	validUntil   = regexp.MustCompile(`^` + own + `有效期限?(?:截至|截止到?|至|到)` + date)
	validFor     = regexp.MustCompile(`^` + own + `(?:有效期限?|试行期限?|试行)(?:暂?定?为|是|：|:)?(` + digit + `{1,3})(年|个月)$`)

	// thisYear is the words for the year of issue.
	thisYear = strings.NewReplacer("本年", "", "今年", "", "当年", "", "同年", "")

	articleHead = regexp.MustCompile(`^第` + digit + `+条`)
	pointHead   = regexp.MustCompile(`^[一二三四五六七八九十]+、`)
)

// How much of the end of a text may speak of its validity: articles, points of
// a text without articles, or paragraphs of one that has neither.
const (
	lastArticles   = 3
	lastParagraphs = 6
)

// Term reads from the text of a norm when it takes effect and the last day of
// its validity. Only what its closing articles say of the text itself is read:
// the validity of a licence stands elsewhere, or in words of its own. issued is
// the day it was issued, which is when it takes effect if the text says
// nothing; expires is NoDay if the text gives no term. A day without a year is
// the first such day from the day of issue on. The last statement counts. Text
// is one paragraph a line.
func Term(plain string, issued calendar.Day) (effective, expires calendar.Day) {
	if effective, expires = Said(plain, issued); effective == calendar.NoDay {
		effective = issued
	}
	return effective, expires
}

// Said is [Term] of a text that may say nothing of when it takes effect:
// effective is NoDay then.
func Said(plain string, issued calendar.Day) (effective, expires calendar.Day) {
	effective, expires = issued, calendar.NoDay
	months, said := 0, false
	for _, paragraph := range closing(plain) {
		ours := false // the sentence before spoke of the text
		for _, sentence := range strings.FieldsFunc(paragraph, func(r rune) bool { return r == '。' || r == '；' || r == ';' }) {
			s := statement{issued: issued, effective: effective, expires: expires, months: months}
			if !s.read(sentence, ours) {
				ours = false
				continue
			}
			ours = true
			effective, expires, months = s.effective, s.expires, s.months
			said = said || s.said
		}
	}
	if months > 0 && effective != calendar.NoDay {
		expires = calendar.On(effective.Start().AddDate(0, months, 0)) - 1
	}
	if expires <= effective {
		expires = calendar.NoDay
	}
	if !said {
		effective = calendar.NoDay
	}
	return effective, expires
}

// statement is what is known of the days so far.
type statement struct {
	issued, effective, expires calendar.Day
	months                     int  // of validity; 0 if it ends on a day, or never
	said                       bool // when it takes effect
}

// read reads a sentence; false if it does not speak of the text itself. ours
// says that the one before did, so that this may go on without naming it.
func (s *statement) read(sentence string, ours bool) bool {
	clauses := strings.FieldsFunc(sentence, func(r rune) bool {
		return r == '，' || r == ',' || r == '、' || r == '（' || r == '(' || r == '）' || r == ')'
	})
	began := false
	for _, c := range clauses {
		if s.begin(c) {
			began = true
		}
	}
	for i, c := range clauses {
		named := strings.HasPrefix(c, "本") || strings.Contains(c, "《")
		// 有效期五年 alone belongs to what the sentence speaks of.
		if !named && !began && !(ours && i == 0) {
			continue
		}
		if s.end(c) {
			began = true
		}
	}
	return began
}

func (s *statement) begin(clause string) bool {
	if m := effectiveOn.FindStringSubmatch(clause); m != nil && m[4] != "的" && m[4] != "前" && m[4] != "后" {
		// 每年7月1日 and 明年7月1日 are other days.
		if before, _, _ := strings.Cut(clause, "月"); m[1] == "" && strings.Contains(thisYear.Replace(before), "年") {
			return false
		}
		if day := dateOf(m[1:], s.issued); day != calendar.NoDay && day >= s.issued {
			s.effective = day
		}
		s.said = true
		return true
	}
	m := effectiveNow.FindStringSubmatch(clause)
	if m == nil || m[2] == "的" || m[2] == "前" || m[2] == "后" {
		return false
	}
	s.effective, s.said = s.issued, true
	if n := number(m[1]); n > 0 && s.issued != calendar.NoDay {
		s.effective += calendar.Day(n)
	}
	return true
}

func (s *statement) end(clause string) bool {
	if m := validSpan.FindStringSubmatch(clause); m != nil {
		from := dateOf(m[1:], s.issued)
		if from != calendar.NoDay && from >= s.issued {
			s.effective, s.said = from, true
		}
		s.expires, s.months = dateOf(m[4:], from), 0
		return true
	}
	if m := validUntil.FindStringSubmatch(clause); m != nil {
		s.expires, s.months = dateOf(m[1:], s.effective), 0
		return true
	}
	m := validFor.FindStringSubmatch(clause)
	if m == nil {
		return false
	}
	s.months = number(m[1])
	if m[2] == "年" {
		s.months *= 12
	}
	return true
}

// closing is the paragraphs at the end of a text that may speak of the text
// itself, without blanks and the numbers before them.
func closing(plain string) []string {
	plain = strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '　' || r == '\u00a0' || r == '\r' || r == '\t':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, plain)
	var lines []string
	var articles, points []int // where they begin
	for l := range strings.Lines(plain) {
		if l = strings.TrimSuffix(l, "\n"); l == "" {
			continue
		}
		switch {
		case articleHead.MatchString(l):
			articles = append(articles, len(lines))
		case pointHead.MatchString(l):
			points = append(points, len(lines))
		}
		lines = append(lines, strings.TrimSpace(l))
	}
	from := max(0, len(lines)-lastParagraphs)
	if len(articles) > 0 {
		from = articles[max(0, len(articles)-lastArticles)]
	} else if len(points) > 0 {
		from = min(from, points[len(points)-1])
	}
	lines = lines[from:]
	for i, l := range lines {
		l = articleHead.ReplaceAllString(l, "")
		lines[i] = pointHead.ReplaceAllString(l, "")
	}
	return lines
}

// dateOf is NoDay for what is no date. One without a year is the first from the
// day on.
func dateOf(m []string, from calendar.Day) calendar.Day {
	y, month, d := number(m[0]), number(m[1]), number(m[2])
	if m[0] == "" {
		if from == calendar.NoDay {
			return calendar.NoDay
		}
		if y = from.Year(); calendar.Date(y, time.Month(month), d) < from {
			y++
		}
	}
	day := calendar.Date(y, time.Month(month), d)
	if t := day.Time(); y < 1900 || int(t.Month()) != month || t.Day() != d {
		return calendar.NoDay
	}
	return day
}

// number reads 三十, 一百二十, 一九八七 and 30; 0 for anything else.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	sum, last := 0, 0
	for _, r := range s {
		switch r {
		case '十', '百':
			unit := map[rune]int{'十': 10, '百': 100}[r]
			sum, last = sum+max(last, 1)*unit, 0
		case '〇', '○':
			last *= 10
		case '两':
			last = 2
		default:
			i := strings.IndexRune("零一二三四五六七八九", r)
			if r >= '0' && r <= '9' {
				i = int(r-'0') * len("零")
			}
			if i < 0 {
				return 0
			}
			last = last*10 + i/len("零")
		}
	}
	return sum + last
}
