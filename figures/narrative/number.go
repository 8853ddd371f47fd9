package narrative

import (
	"regexp"
	"slices"
	"strings"

	"gongkai/figures/printed"
)

// written is a number in a text. Positions count characters of the paragraph.
type written struct {
	start, end int // with the words that round it and the unit
	digits     int // where the number itself begins
	value      printed.Number
	// grain is the place of its last digit that says something: 113万 is
	// meant to ten thousand.
	grain   printed.Number
	scaled  bool // in 万 or 亿
	about   bool // 约
	atLeast bool // 余, 多
	over    bool // 超过, 逾
	under   bool // 近
	percent bool
	places  int    // decimals, of a percentage
	unit    string // 条; "" for none
	small   bool   // one Chinese character: 两次
}

// one is the number 1.
const one = printed.Number(1_000_000)

// units are the measures that follow numbers, the longest first.
var units = []string{
	"个工作日", "个百分点", "大类", "工作日", "人/次", "个部门", "人次", "场次", "万元", "亿元", "部门",
	"元", "件", "条", "次", "个", "篇", "份", "项", "宗", "起", "场", "期", "人", "名", "处", "家", "位", "类", "种", "部", "例", "倍", "册", "回", "户", "枚", "套", "批", "%",
}

// leftOut is what is written with digits and is no figure.
var leftOut = []*regexp.Regexp{
	regexp.MustCompile(`\{\{.*?\}\}|【请(?:核对|填写):[^】]*】`),
	regexp.MustCompile(`《[^》]*》|“[^”]{1,20}”|"[^"]{1,20}"|「[^」]{1,20}」`),
	regexp.MustCompile(`(?i)https?://[^\s，。;)]*|www\.[^\s，。;)]*|[\w.\-]+@[\w.\-]+`),
	// Documents: 国办发[2016]8号, and any number of a paper, house or bus.
	regexp.MustCompile(`[〔\[(【﹝]\s*(?:19|20)\d{2}\s*(?:年)?\s*[〕\])】﹞]\s*第?\s*\d+\s*号?`),
	regexp.MustCompile(`\d+(?:[-—–]\d+)?\s*号`),
	// Dates, years, times.
	regexp.MustCompile(`\d{4}\s*年?\s*[-—–~至到、和]\s*\d{4}\s*年`),
	regexp.MustCompile(`\d{4}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}`),
	regexp.MustCompile(`\d{1,4}\s*(?:余|多)?\s*(?:年|月|日|时|点|小时|分钟|秒|天|周|届|世纪|楼|室|层|路|°)`),
	regexp.MustCompile(`\d+\s*个(?:小时|月|星期|年)`),
	regexp.MustCompile(`\d{1,2}:\d{2}(?::\d{2})?`),
	regexp.MustCompile(`\d+\s*(?:个)?(?:工作)?日(?:以内|之内|内)`),
	regexp.MustCompile(`\d+(?:\.\d+)?\s*分(?:[^之别]|$)`),
	// Telephones, postcodes and the like.
	regexp.MustCompile(`(?:电话|传真|邮编|邮政编码|热线|手机|联系方式|微信号|QQ群?|信用代码|邮箱)(?:号码?|为|是|[:( ])+\d[\d\-()、/ 转]*`),
	regexp.MustCompile(`\b0\d{2,3}[-— ]\d{7,8}(?:-\d+)?|\b1[3-9]\d{9}\b|\d{7,8}-\d+`),
	regexp.MustCompile(`1\d{4}(?:[^，。;\d]{0,10})(?:热线|平台|专线)`),
	// Articles, pictures, ordinals.
	regexp.MustCompile(`第\s*[((]?\s*[\d零〇一二三四五六七八九十百千]+\s*[))]?`),
	regexp.MustCompile(`(?:附?[图]|附表|附件|序号|序列)\s*\d+(?:[-.]\d+)?`),
	regexp.MustCompile(`(?:见|如|详见|列)表\s*\d+(?:[-.]\d+)?`),
	// Marks of lists, at the beginning of a sentence.
	regexp.MustCompile(`(?:^|[。;！？:])\s*(?:\(?\d{1,2}\)|\d{1,2}[.、](?:\s|[^\d\s])|[①-⑳])`),
	regexp.MustCompile(`\([\d一二三四五六七八九十]{1,3}\)`),
	// Versions, slogans, codes: 2.0.1, 1+N, 7x24, G20, 5G.
	regexp.MustCompile(`\d+(?:\.\d+){2,}`),
	regexp.MustCompile(`[\w.]+\s*[+×*]\s*[\w.]+`),
	regexp.MustCompile(`[A-Za-z_]+[-.]?\d[\w.\-]*|\d+[A-Za-z_][\w\-]*`),
	regexp.MustCompile(`\d{13,}`),
}

var (
	arabic  = regexp.MustCompile(`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`)
	hanzi   = regexp.MustCompile(`(?:百分之)?[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?`)
	rounded = regexp.MustCompile(`(?:大约|约为|约有|约|接近|将近|近|超过|超|逾|突破)$`)
)

// numbers are the figures that were written by hand in a paragraph.
func numbers(text string) []written {
	narrow := halfWidth(text)
	// Where each byte's character stands.
	at := make([]int, len(narrow)+1)
	n := 0
	for i := range narrow {
		at[i] = n
		n++
	}
	at[len(narrow)] = n
	skipped := make([]bool, len(narrow)+1)
	for _, re := range leftOut {
		for _, m := range re.FindAllStringIndex(narrow, -1) {
			for i := m[0]; i < m[1]; i++ {
				skipped[i] = true
			}
		}
	}
	var list []written
	add := func(m []int, read func(string) (written, bool)) {
		if slices.Contains(skipped[m[0]:m[1]], true) {
			return
		}
		w, ok := read(narrow[m[0]:m[1]])
		if !ok {
			return
		}
		start, end := m[0], m[1]
		if before := rounded.FindString(narrow[max(0, start-12):start]); before != "" {
			switch {
			case strings.Contains(before, "约"):
				w.about = true
			case strings.Contains(before, "近"):
				w.under = true
			default:
				w.over = true
			}
			start -= len(before)
		}
		end = w.measure(narrow, end)
		w.start, w.digits, w.end = at[start], at[m[0]], at[end]
		for i := m[0]; i < end; i++ {
			skipped[i] = true
		}
		list = append(list, w)
	}
	for _, m := range arabic.FindAllStringIndex(narrow, -1) {
		add(m, readArabic)
	}
	for _, m := range hanzi.FindAllStringIndex(narrow, -1) {
		w, ok := readHanzi(narrow[m[0]:m[1]])
		if !ok || !w.percent && !counts(narrow, m, w) {
			continue
		}
		add(m, readHanzi)
	}
	slices.SortFunc(list, func(a, b written) int { return a.start - b.start })
	return list
}

// measure reads what follows the digits, and returns where that ends.
func (w *written) measure(text string, end int) int {
	take := func(words ...string) string {
		rest := strings.TrimLeft(text[end:], " ")
		for _, word := range words {
			if strings.HasPrefix(rest, word) {
				end = len(text) - len(rest) + len(word)
				return word
			}
		}
		return ""
	}
	if take("余", "多", "来", "几") != "" {
		w.atLeast = true
	}
	if !strings.HasPrefix(text[end:], "万元") && !strings.HasPrefix(text[end:], "亿元") {
		if by := map[string]printed.Number{"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[take("百", "千", "万", "亿")]; by > 1 && w.value < printed.Whole(1_000_000_000)/by*100 {
			w.value *= by
			w.grain *= by
			w.scaled = true
			if take("余", "多") != "" {
				w.atLeast = true
			}
		}
	}
	w.unit = take(units...)
	switch w.unit {
	case "%":
		w.percent = true
	case "场次":
		w.unit = "场"
	}
	if take("以上", "有余") != "" {
		w.atLeast = true
	}
	return end
}

func readArabic(s string) (written, bool) {
	c, err := printed.Read(s)
	if err != nil || c.Kind != printed.Figure {
		return written{}, false
	}
	w := written{value: c.Value, grain: one}
	if _, part, ok := strings.Cut(s, "."); ok {
		w.places = len(part)
		for range part {
			w.grain /= 10
		}
		return w, true
	}
	for n := c.Value / one; n != 0 && n%10 == 0; n /= 10 {
		w.grain *= 10
	}
	return w, true
}

var digitsOf = map[rune]printed.Number{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// readHanzi reads 三十六, 一千三百四十七, 百分之九十九点五, 一百一十三万.
func readHanzi(s string) (written, bool) {
	var w written
	s, w.percent = strings.CutPrefix(s, "百分之")
	s, part, _ := strings.Cut(s, "点")
	var total, section, digit printed.Number
	seen, lone := false, len([]rune(s)) == 1
	last := printed.Number(1)
	for _, r := range s {
		if d, ok := digitsOf[r]; ok {
			if seen && digit != 0 {
				return w, false // 二〇一七, 三五: years and the like
			}
			digit, seen, last = d, true, 1
			continue
		}
		by := map[rune]printed.Number{'十': 10, '百': 100, '千': 1000, '万': 10_000, '亿': 100_000_000}[r]
		switch {
		case by < 10_000:
			if !seen || digit == 0 {
				digit = 1
			}
			section += digit * by
			last = by
		default:
			section += digit
			if section == 0 || total > 0 && by > 10_000 {
				return w, false
			}
			total += section * by
			section, last = 0, by
		}
		digit, seen = 0, false
	}
	w.value = (total + section + digit) * one
	w.grain = last * one
	w.small = lone
	for _, r := range part {
		w.places++
		w.grain = one
		for range w.places {
			w.grain /= 10
		}
		w.value += digitsOf[r] * w.grain
	}
	return w, w.places <= 6
}

// counts says whether a Chinese numeral at m is a count: 三十六场, not 十九大,
// 一门式, 十二五 or 千家万户. A single character counts only where its measure
// ends the clause, 召开会议两次; 零 also without one, 费用为零.
func counts(text string, m []int, w written) bool {
	before, after := text[:m[0]], text[m[1]:]
	word := text[m[0]:m[1]]
	rest := after
	more := false
	for _, r := range []string{"余", "多"} {
		if s, ok := strings.CutPrefix(rest, r); ok {
			rest, more = s, true
		}
	}
	if strings.Trim(word, "百千万亿") == "" && !more {
		return false
	}
	unit := ""
	for _, u := range units {
		if s, ok := strings.CutPrefix(rest, u); ok {
			rest, unit = s, u
			break
		}
	}
	if w.small || w.value < printed.Whole(10) {
		if word == "零" && (strings.HasSuffix(before, "为") || strings.HasSuffix(before, "是")) {
			return unit != "" || ends(after)
		}
		return unit != "" && ends(rest) && !strings.HasSuffix(before, "每") && !starts(before)
	}
	return unit != "" && !strings.HasSuffix(before, "第")
}

func ends(rest string) bool {
	return rest == "" || strings.ContainsRune("，,。;、!?)！？", []rune(rest)[0])
}

// starts says whether nothing of the clause stands before.
func starts(before string) bool {
	r := []rune(before)
	return len(r) == 0 || strings.ContainsRune("，,。;:、\"“‘(！？", r[len(r)-1])
}
