package norm

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/affairs/text"
)

// Role is what a document is cited for.
type Role string

const (
	Mentions Role = "mentions"
	Basis    Role = "basis"   // 根据、依据、依照、按照、为贯彻落实
	Amends   Role = "amends"  // 修改
	Repeals  Role = "repeals" // 废止
)

// Citation is a place where a text names another document, or an article.
type Citation struct {
	Text string // as it stands, from Start to End
	// Title is that between 《》, without them, and of a short name the title
	// it was given for; "" if only a number or an article is named. Number is the number as it stands, Key its
	// [text.NumberKey]; both "" without one.
	Title, Number, Key string
	// Article is the article named, 12 or 12-1, At its address with paragraph
	// and item, art_12__para_2__item_3; both "" for the document as a whole.
	// An article without Title and Number is one of the text itself, unless
	// another is meant by 该法 or the like.
	Article, At string
	Start, End  int // bytes of the text
	Role        Role
}

var (
	// 长府办发〔2017〕54号 in all spellings; the beginning of what stands before
	// the bracket is found by prefix.
	citedNumber = regexp.MustCompile(`(\p{Han}{2,16})\s{0,2}(?:[〔\[（(【［﹝〈<]\s*(?:19|20|１９|２０)[0-9０-９]{2}\s*年?\s*[〕\]）)】］﹞〉>]|(?:19|20)[0-9]{2}年)\s*(?:第\s*)?[0-9０-９]{1,5}\s*号`)
	// 国务院令第711号, 国务院第711号令, 公告2017年第3号.
	citedOrder   = regexp.MustCompile(`(\p{Han}{1,24})(?:令|公告|通告)\s*(?:[（(]?(?:19|20)[0-9]{2}年?[）)]?\s*)?第\s*[0-9０-９一二三四五六七八九十百]{1,6}\s*号|(\p{Han}{2,24})第\s*[0-9０-９一二三四五六七八九十百]{1,6}\s*号(?:令|公告)`)
	citedArticle = regexp.MustCompile(`第(` + numerals + `)条(?:之(` + numerals + `))?(?:\s*第(` + numerals + `)款)?(?:\s*第?\s*[（(]?\s*(` + numerals + `)\s*[）)]?\s*项)?`)
	// What may stand between a title and its article: 《…》（长府发〔2017〕5号）第三条.
	aside = regexp.MustCompile(`^\s*(?:[（(]以下(?:简称|称|统称)[^）)]{1,40}[）)])?\s*$`)
	alias = regexp.MustCompile(`[（(]以下(?:简称|称|统称)：?$`)
)

// notPrefix are the words that stand before a number in a sentence and are no
// part of it, longest first.
var notPrefix = []string{"为贯彻落实", "贯彻落实", "根据", "依据", "依照", "按照", "遵照", "参照", "执行", "落实", "废止", "修改", "修订", "转发", "印发", "文件", "以下", "以及", "同时", "关于"}

// Citations finds the documents and articles a text names, in order. A number
// right behind a title, in brackets or not, is of the same citation. Lists
// below a line that says what becomes of them (下列文件予以废止：) have its role.
func Citations(plain string) []Citation {
	var list []Citation
	list = append(list, titles(plain)...)
	aliases(plain, list)
	list = withNumbers(plain, list)
	list = withArticles(plain, list)
	slices.SortFunc(list, func(a, b Citation) int { return a.Start - b.Start })
	for i := range list {
		list[i].Text = plain[list[i].Start:list[i].End]
		list[i].Role = Mentions
	}
	roles(plain, list)
	return list
}

// titles are the 《…》 of a text; those within others belong to them. One that
// is not closed on its line is none.
func titles(plain string) []Citation {
	var list []Citation
	depth, start := 0, 0
	for i, r := range plain {
		switch r {
		case '《':
			if depth == 0 {
				start = i
			}
			depth++
		case '》':
			if depth == 1 {
				if title := strings.TrimFunc(plain[start+len("《"):i], blank); title != "" {
					list = append(list, Citation{Title: title, Start: start, End: i + len("》")})
				}
			}
			depth = max(0, depth-1)
		case '\n':
			depth = 0
		}
	}
	return list
}

// aliases gives 《条例》 the title it is short for: 《某条例》（以下简称《条例》）.
func aliases(plain string, list []Citation) {
	full := map[string]string{}
	for i := range list {
		c := &list[i]
		if i > 0 && c.Start-list[i-1].End < 200 && alias.MatchString(plain[list[i-1].End:c.Start]) {
			full[c.Title] = list[i-1].Title
		}
		if t := full[c.Title]; t != "" {
			c.Title = t
		}
	}
}

func inside(list []Citation, at int) bool {
	i, _ := slices.BinarySearchFunc(list, at, func(c Citation, at int) int { return c.End - 1 - at })
	return i < len(list) && list[i].Start <= at
}

// withNumbers adds the numbers: to the title they follow, else alone.
func withNumbers(plain string, titles []Citation) []Citation {
	list := slices.Clone(titles)
	var numbers [][2]int
	find := func(form *regexp.Regexp) {
		at := 0
		for line := range strings.Lines(plain) {
			if strings.Contains(line, "号") { // the expression is slow
				for _, m := range form.FindAllStringSubmatchIndex(line, -1) {
					from, to := m[2], m[3]
					if from < 0 {
						from, to = m[4], m[5]
					}
					start, end := at+from+prefix(line[:from], line[from:to]), at+m[1]
					if inside(titles, start) || inside(titles, end-1) || slices.ContainsFunc(numbers, func(n [2]int) bool { return start < n[1] && n[0] < end }) {
						continue
					}
					numbers = append(numbers, [2]int{start, end})
				}
			}
			at += len(line)
		}
	}
	find(citedNumber)
	find(citedOrder)
	for _, n := range numbers {
		c := Citation{Number: plain[n[0]:n[1]], Start: n[0], End: n[1]}
		c.Key, _ = text.NumberKey(c.Number)
		i, _ := slices.BinarySearchFunc(titles, n[0], func(t Citation, at int) int { return t.End - at })
		// The title that ends last before the number.
		if i == len(titles) || titles[i].End > n[0] {
			i--
		}
		if i >= 0 && list[i].Number == "" {
			gap := strings.TrimFunc(plain[titles[i].End:n[0]], blank)
			if gap == "" || gap == "（" || gap == "(" || gap == "〔" || gap == "[" {
				list[i].Number, list[i].Key, list[i].End = c.Number, c.Key, c.End
				if r, size := utf8.DecodeRuneInString(plain[c.End:]); gap != "" && strings.ContainsRune("）)〕]", r) {
					list[i].End += size
				}
				continue
			}
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Citation) int { return a.Start - b.Start })
	return list
}

// prefix is where in a run of characters before a bracket the number begins:
// behind the last word that is not of it.
func prefix(before, s string) int {
	at := 0
	if r, _ := utf8.DecodeLastRuneInString(before); strings.ContainsRune("号》）)", r) {
		// 吉政发〔2016〕1号和长府发〔2016〕2号; but 根据和政发〔2016〕2号 is of 和龙.
		for _, w := range []string{"以及", "和", "与", "及", "或"} {
			if strings.HasPrefix(s, w) {
				at = len(w)
				break
			}
		}
	}
	for _, w := range notPrefix {
		i := strings.LastIndex(s, w)
		if i < 0 || i+len(w) >= len(s) {
			continue
		}
		at = max(at, i+len(w))
	}
	for _, w := range []string{"原", "将", "对", "由", "即", "以", "按", "经", "见", "号"} {
		if rest := s[at:]; strings.HasPrefix(rest, w) && utf8.RuneCountInString(rest) > 3 {
			at += len(w)
		}
	}
	return at
}

// withArticles adds the articles: to the document they follow, and if more
// follow, 第三条、第五条, each with the title of the first.
func withArticles(plain string, docs []Citation) []Citation {
	list := slices.Clone(docs)
	var last *Citation // the citation an article may go on from
	d := 0
	for _, m := range citedArticle.FindAllStringSubmatchIndex(plain, -1) {
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return plain[m[2*n]:m[2*n+1]]
		}
		if inside(docs, m[0]) || atLineStart(plain, m[0], m[1]) {
			continue
		}
		number, ok := joined(group(1), group(2))
		if !ok {
			continue
		}
		c := Citation{Article: number, At: "art_" + number, Start: m[0], End: m[1]}
		if n, ok := count(group(3)); ok {
			c.At = c.At + "__para_" + itoa(n)
		}
		if n, ok := count(group(4)); ok {
			if group(3) == "" {
				c.At += "__para_1"
			}
			c.At = c.At + "__item_" + itoa(n)
		}
		for d < len(docs) && docs[d].End <= m[0] {
			d++
		}
		if d > 0 && follows(plain, docs[d-1], m[0]) {
			whole := &list[d-1]
			whole.Article, whole.At, whole.End = c.Article, c.At, c.End
			same := *whole
			last = &same
			continue
		}
		if last != nil {
			switch strings.TrimFunc(plain[last.End:m[0]], blank) {
			case "、", "和", "及", "以及", "或者", "或", "与", "至", "到", "，":
				c.Title, c.Number, c.Key = last.Title, last.Number, last.Key
			}
		}
		list = append(list, c)
		same := c
		last = &same
	}
	return list
}

// follows says whether an article at a place is one of the document before it.
func follows(plain string, doc Citation, at int) bool {
	if at-doc.End > 150 {
		return false
	}
	gap := plain[doc.End:at]
	if alias.MatchString(plain[max(0, doc.Start-30):doc.Start]) {
		gap = strings.TrimLeft(gap, "）)")
	}
	return aside.MatchString(gap)
}

// atLineStart says whether a number is that of the article itself.
func atLineStart(plain string, start, end int) bool {
	before := strings.TrimRight(plain[:start], " 　\t")
	if before != "" && before[len(before)-1] != '\n' {
		return false
	}
	rest := plain[end:]
	gap, after := lead(rest)
	return gap != "" || after == "" || strings.HasPrefix(after, "【")
}

func itoa(n int) string {
	if n >= 10 {
		return itoa(n/10) + string(rune('0'+n%10))
	}
	return string(rune('0' + n))
}

var (
	basisWord  = regexp.MustCompile(`根据|依据|依照|按照|遵照|(?:为|为了|深入|认真|全面|切实)(?:贯彻|落实)(?:落实|执行|实施|好)?|(?:贯彻|落实)(?:落实|执行)`)
	repealWord = regexp.MustCompile(`废止|停止执行|不再执行|宣布失效`)
	amendWord  = regexp.MustCompile(`修改|修订|修正|(?:条款?|项|款|中的?)[^，。]{0,12}(?:删去|删除|增加)`)
	// verb ends the reach of a basis: what comes behind it is made, not cited.
	verb = regexp.MustCompile(`制定|修改|修订|废止|印发|转发|发布|公布|起草|编制`)
	// listed is a line of a list.
	listed = regexp.MustCompile(`^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[．.、]|《)`)
)

// roles gives every citation its role, sentence by sentence.
func roles(plain string, list []Citation) {
	inherited := Role("") // of the line that heads the list we are in
	i := 0
	at := 0
	for line := range strings.Lines(plain) {
		end := at + len(line)
		if inherited != "" && strings.TrimSpace(line) != "" && !listed.MatchString(line) {
			inherited = ""
		}
		j := i
		for j < len(list) && list[j].Start < end {
			j++
		}
		here := list[i:j]
		sentences(plain, at, end, here)
		if inherited != "" {
			for k := range here {
				if here[k].Role == Mentions {
					here[k].Role = inherited
				}
			}
		}
		if head := strings.TrimSpace(line); strings.HasSuffix(head, "：") || strings.HasSuffix(head, ":") {
			head = blanked(plain, at, end, here)
			switch {
			case repealWord.MatchString(head) && !amendWord.MatchString(head):
				inherited = Repeals
			case amendWord.MatchString(head) && len(here) == 0:
				inherited = Amends
			case !listed.MatchString(line):
				inherited = ""
			}
		}
		i, at = j, end
	}
}

// blanked is a stretch of text with a mark in place of each citation, so that
// the words of a title do not count as words of the sentence.
func blanked(plain string, from, to int, list []Citation) string {
	var b strings.Builder
	for _, c := range list {
		if c.End <= from || c.Start >= to {
			continue
		}
		if c.Start > from {
			b.WriteString(plain[from:c.Start])
		}
		b.WriteString("※")
		from = max(from, c.End)
	}
	if from < to {
		b.WriteString(plain[from:to])
	}
	return b.String()
}

func sentences(plain string, from, to int, list []Citation) {
	for from < to {
		end := from
		// The end of the sentence is no stop within a citation.
		for end < to {
			r, n := utf8.DecodeRuneInString(plain[end:])
			if strings.ContainsRune("。；！？;", r) && !inside(list, end) {
				end += n
				break
			}
			end += n
		}
		for k := range list {
			if c := &list[k]; c.Start >= from && c.Start < end {
				c.Role = role(blanked(plain, from, c.Start, list), blanked(plain, c.End, end, list))
			}
		}
		from = end
	}
}

// role reads what stands before and behind a citation in its sentence. What is
// nearest before rules; the verb of what is done to it often comes behind.
func role(before, after string) Role {
	basis := lastOf(basisWord, before)
	object := max(strings.LastIndex(before, "将"), strings.LastIndex(before, "对"))
	if object > basis {
		basis = -1
	}
	if basis >= 0 {
		reach := before[basis:]
		stop := lastOf(verb, reach) >= 0
		// 根据《甲》，《乙》同时废止: a comma ends it, unless all behind it is
		// a list of the same (根据《甲》，《乙》等规定).
		if c := strings.LastIndex(reach, "，"); c >= 0 && !stop {
			stop = strings.Trim(reach[c+len("，"):], "※、和及以与 　") != "" || repealWord.MatchString(after) || !strings.Contains(reach[:c], "※")
		}
		if !stop {
			return Basis
		}
	}
	// Of what is done behind it, up to the next that something is done to.
	reach := after
	if i := strings.Index(reach, "根据"); i >= 0 {
		reach = reach[:i]
	}
	own := reach
	if i := strings.Index(own, "，"); i >= 0 && !strings.HasPrefix(strings.TrimLeft(own[i+len("，"):], " 　"), "※") {
		own = own[:i]
	}
	switch {
	case aimed(repealWord, before), repealWord.MatchString(own):
		return Repeals
	case strings.HasSuffix(before, "经") || strings.HasSuffix(before, "由"): // 经…修订: what amends
		return Mentions
	case aimed(amendWord, before), amendWord.MatchString(own):
		return Amends
	}
	return Mentions
}

// aimed says whether a verb stands right before the citation, or before a list
// that it is in: 废止《甲》和《乙》.
func aimed(word *regexp.Regexp, before string) bool {
	at := word.FindAllStringIndex(before, -1)
	if len(at) == 0 {
		return false
	}
	rest := before[at[len(at)-1][1]:]
	for _, w := range []string{"※", "、", "和", "及", "以", "与", "了", "原", "的", "市政府", "省政府", "国务院", "市人民政府", "省人民政府", " ", "　", "下列", "文件", "：", ":", "1.", "（", "("} {
		rest = strings.ReplaceAll(rest, w, "")
	}
	return rest == ""
}

func lastOf(word *regexp.Regexp, s string) int {
	at := word.FindAllStringIndex(s, -1)
	if len(at) == 0 {
		return -1
	}
	return at[len(at)-1][0]
}
