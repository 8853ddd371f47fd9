package gate

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// mailbox is an address, blanks around its @ and dots included; both widths.
var mailbox = regexp.MustCompile(`([A-Za-z0-9Ａ-Ｚａ-ｚ０-９](?:[A-Za-z0-9_+\-Ａ-Ｚａ-ｚ０-９＿－＋]|[.．][A-Za-z0-9Ａ-Ｚａ-ｚ０-９])*)[\s\x{3000}]{0,3}[@＠][\s\x{3000}]{0,3}([A-Za-z0-9Ａ-Ｚａ-ｚ０-９][A-Za-z0-9\-Ａ-Ｚａ-ｚ０-９－]*(?:[ \t]?[.．][ \t]?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９][A-Za-z0-9\-Ａ-Ｚａ-ｚ０-９－]*)+)`)

// onward is the rest of an address that was broken over lines.
var onward = regexp.MustCompile(`^\r?\n[a-z.ａ-ｚ．]{1,10}`)

// ended says whether a host ends as hosts do.
func ended(host string) bool {
	for _, end := range []string{".com", ".cn", ".net", ".org", ".edu", ".hk", ".mo", ".tw", ".us", ".jp", ".uk", ".info"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

// mailboxes tells of addresses that are not an authority's own.
func (v *view) mailboxes() {
	for _, m := range mailbox.FindAllStringSubmatchIndex(v.s, -1) {
		name := strings.ToLower(narrow(v.s[m[2]:m[3]]))
		host := strings.ToLower(narrow(v.s[m[4]:m[5]]))
		if !ended(host) || strings.HasSuffix(host, ".com") {
			if rest := onward.FindString(v.s[m[1]:]); rest != "" && ended(host+narrow(strings.TrimSpace(rest))) {
				host += narrow(strings.TrimSpace(rest))
				m[1] += len(rest)
			}
		}
		if host == "gov.cn" || strings.HasSuffix(host, ".gov.cn") || strings.HasSuffix(host, ".gov") || strings.HasSuffix(host, ".example") || !v.free(m[0], m[1]) {
			continue
		}
		if v.near(m[0], 12, "公开邮箱", "政务邮箱", "监督邮箱", "举报邮箱", "投诉邮箱", "咨询邮箱", "受理邮箱", "单位邮箱", "办公邮箱") {
			continue
		}
		_, first := utf8.DecodeRuneInString(name)
		v.tell(Email, m[0], m[1], name+"@"+host, name[:first]+"***@"+host)
	}
}

// narrow is a text without blanks whose letters are all of half width.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == ' ' || r == '\t' || r == 0x3000:
			return -1
		}
		return r
	}, s)
}

// day is a day in the forms people write, full width allowed.
const day = `(?:19|20|１９|２０)[0-9０-９]{2}\s*[年./\-－．]\s*[0-9０-９]{1,2}\s*[月./\-－．]\s*[0-9０-９]{1,2}\s*日?`

var (
	bornAfter  = regexp.MustCompile(`(?:出生日期|出生年月日|出生年月|出生时间|出生于|生于|生日|出生)[\s:：为是在]{0,4}(` + day + `|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9])`)
	bornBefore = regexp.MustCompile(`(` + day + `)\s*(?:出生|生于|生[，,。；;、\s]|生$)`)
	bornColumn = regexp.MustCompile(`(?m)\p{Han}[ \t\x{3000}]+出生(?:日期|年月日|年月)(?:[ \t\x{3000}]+\p{Han}[^\n]*)?\r?$`)
	bornRow    = regexp.MustCompile(`(?m)^[^\n]*\p{Han}[ \t\x{3000}]+(` + day + `|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9])(?:[ \t\x{3000}][^\n]*)?\r?$`)
	bornAlone  = regexp.MustCompile(`^\s*(` + day + `|(?:19|20)[0-9]{6})\s*$`)
)

// births tells of full days of birth. Year and month, as lives of leaders give
// them, are no day.
func (v *view) births() {
	tell := func(start, end int) {
		if !v.free(start, end) {
			return
		}
		plain := digitsOf(v.s[start:end])
		v.tell(Birth, start, end, plain, string([]rune(plain)[:4])+"年**月**日")
	}
	if strings.Contains(v.s, "生") {
		for _, m := range bornAfter.FindAllStringSubmatchIndex(v.s, -1) {
			tell(m[2], m[3])
		}
		for _, m := range bornBefore.FindAllStringSubmatchIndex(v.s, -1) {
			if v.near(m[2], 30, "男", "女", "姓名", "籍贯", "民族", "族，", "族,") {
				tell(m[2], m[3])
			}
		}
	}
	if m := bornColumn.FindStringIndex(v.s); m != nil {
		// A table set in lines: what stands in a row under the heading.
		for _, row := range bornRow.FindAllStringSubmatchIndex(v.s[m[1]:], -1) {
			tell(m[1]+row[2], m[1]+row[3])
		}
	}
	if strings.Contains(v.before, "出生") || strings.Contains(v.before, "生日") {
		if m := bornAlone.FindStringSubmatchIndex(v.s); m != nil {
			tell(m[2], m[3])
		}
	}
}

func digitsOf(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		d, n := digit(s[i:])
		if n > 0 {
			b.WriteByte(d)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '年' || r == '月' || strings.ContainsRune("./-－．", r) {
			b.WriteByte('-')
		}
		i += n
	}
	return b.String()
}

const numeral = `[0-9０-９一二三四五六七八九十百〇]`

var (
	// flat is a home in a block: its building and its door.
	flat = regexp.MustCompile(`(?:` + numeral + `{1,4}\s*(?:号楼|栋|幢|座|号)\s*)?` + numeral + `{1,3}\s*单元\s*` + numeral + `{1,4}\s*(?:室|号|户|门)?|` +
		numeral + `{1,4}\s*(?:号楼|栋|幢)\s*(?:` + numeral + `{1,2}\s*门\s*)?` + numeral + `{2,4}\s*(?:室|户)`)
	// room is a home as its residents write it: 12-3-501.
	room = regexp.MustCompile(`[0-9０-９]{1,3}\s*[-－—]\s*[0-9０-９]{1,2}\s*[-－—]\s*[0-9０-９]{3,4}`)
	// farm is a home in a village: its group, and its door perhaps.
	farm = regexp.MustCompile(`[\p{Han}]{1,8}(?:村|屯)\s*(?:委会)?\s*(?:第?\s*` + numeral + `{1,3}\s*(?:组|社|队|屯)(?:\s*` + numeral + `{1,4}\s*号)?|` + numeral + `{1,4}\s*号)`)
	// door is any numbered house.
	door = regexp.MustCompile(`[\p{Han}]{1,12}(?:路|街|巷|弄|胡同|大街|大道|小区|花园|家园|公寓)[\p{Han}]{0,6}?\s*` + numeral + `{1,5}\s*(?:号|栋|幢)(?:\s*` + numeral + `{1,5}\s*(?:楼|层|室|号|户))*`)
)

// home are words that say that what follows is where somebody lives.
var home = []string{"住：", "住址", "家庭地址", "家住", "现住", "户籍地", "户籍所", "户籍：", "户籍:", "户籍为", "户籍在", "居住地", "居住在", "住所地", "户口所在地", "家庭住", "身份证地址"}

// lodged is where somebody lives as judgments put it: 张三，住某区某路. The seat
// of a firm, 住所, is public.
var lodged = regexp.MustCompile(`[，,；;]\s*住(?:在|于)?[^所房宅建院户保\P{Han}](?:\p{Han}{0,5}[省市县区州旗盟镇乡]|\p{Han}{0,7}(?:村|屯|街道))`)

// lives says whether somebody's home is spoken of before the place.
func (v *view) lives(at, characters int) bool {
	window := v.window(at, characters)
	return holds(window, home) || strings.Contains(window, "住") && lodged.MatchString(window)
}

// addresses tells of where people live, below township. An office's own
// address is public, and a road with a number is told only of a person's home.
func (v *view) addresses(t traits) {
	block, village := t.block, t.group && t.place
	lives := holds(v.before, home) || t.lives && (holds(v.s, home) || lodged.MatchString(v.s))
	if !block && !village && !lives {
		return
	}
	tell := func(m []int) {
		if !v.free(m[0], m[1]) {
			return
		}
		s := v.s[m[0]:m[1]]
		keep := 0
		for i, r := range s {
			if strings.ContainsRune("村屯路街巷弄区园寓道", r) {
				keep = i + utf8.RuneLen(r)
				break
			}
		}
		v.tell(Address, m[0], m[1], strings.Join(strings.Fields(s), ""), s[:keep]+"***")
	}
	if block {
		for _, m := range flat.FindAllStringIndex(v.s, -1) {
			if strings.Contains(v.s[m[0]:m[1]], "单元") || v.lives(m[0], 40) || v.near(m[0], 16, "小区", "花园", "家园", "公寓", "苑", "里") {
				if !v.near(m[0], 24, "办公地址", "单位地址", "受理地点", "办公地点", "联系地址", "机关地址", "注册地址", "经营场所", "项目", "施工") || v.lives(m[0], 40) {
					tell(m)
				}
			}
		}
	}
	if village {
		for _, m := range farm.FindAllStringIndex(v.s, -1) {
			next, _ := utf8.DecodeRuneInString(v.s[m[1]:])
			if strings.ContainsRune("楼线路地宗井站泵门", next) {
				continue // a building, a plot, a line of a place that is called a village
			}
			if v.lives(m[1], 60) || v.near(m[0], 40, private...) || strings.HasSuffix(v.s[m[0]:m[1]], "号") && !v.near(m[0], 24, "办公", "村委会", "地址", "项目") {
				tell(m)
			}
		}
	}
	if lives {
		for _, m := range room.FindAllStringIndex(v.s, -1) {
			if v.lives(m[0], 40) && v.near(m[0], 4, "区", "园", "苑", "村", "里", "城", "湾", "府", "庭", "邸", "源", "山", "公寓") {
				tell(m)
			}
		}
		for _, m := range door.FindAllStringIndex(v.s, -1) {
			if v.lives(m[1], 60) {
				tell(m)
			}
		}
	}
}

func holds(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
