package gate

import (
	"strings"
	"unicode/utf8"
)

// group is digits that stand together, zero-width characters aside.
type group struct {
	start, end int    // bytes of the text
	digits     []byte // '0'..'9'
	// gap is what parts it from the next group of its chain; the separator, or 0
	// for several kinds.
	gap rune
	// x says that an X follows at once, ending at xEnd.
	x    bool
	xEnd int
	// letter is the ASCII letter that stands right before; 0 for none.
	letter byte
}

// longestGap is how many blanks and dashes may part the halves of one number.
const longestGap = 3

// digits finds the numbers in the text.
func (v *view) digits() {
	var chain []group
	for i := 0; i < len(v.s); {
		d, n := digit(v.s[i:])
		if n == 0 {
			i++ // a byte within a character is never mistaken for a digit
			continue
		}
		g := group{start: i}
		g.letter, _ = letterBefore(v.s, i)
		for n > 0 {
			g.digits = append(g.digits, d)
			i += n
			g.end = i
			i += thin(v.s[i:])
			d, n = digit(v.s[i:])
		}
		i = g.end
		g.x, g.xEnd = ends(v.s, i)
		if len(chain) > 0 {
			last := &chain[len(chain)-1]
			apart := v.s[last.end:g.start]
			gap, ok := between(apart)
			if !ok && bracketed(v.s, *last, apart) {
				v.landline([]group{*last, g}, "")
			}
			if !ok || last.x {
				v.chain(chain)
				chain = chain[:0]
			} else {
				last.gap = gap
			}
		}
		chain = append(chain, g)
		if g.x {
			i = g.xEnd
		}
	}
	v.chain(chain)
}

// digit is the digit the text begins with, of either width, and its bytes; 0
// bytes for none.
func digit(s string) (byte, int) {
	if s == "" {
		return 0, 0
	}
	if c := s[0]; c >= '0' && c <= '9' {
		return c, 1
	}
	if len(s) > 2 && s[0] == 0xEF && s[1] == 0xBC && s[2] >= 0x90 && s[2] <= 0x99 {
		return s[2] - 0x90 + '0', 3
	}
	return 0, 0
}

// thin is how many bytes of characters without width the text begins with.
func thin(s string) int {
	n := 0
	for n < len(s) && s[n] >= utf8.RuneSelf {
		r, w := utf8.DecodeRuneInString(s[n:])
		switch r {
		case 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
			n += w
		default:
			return n
		}
	}
	return n
}

// ends says whether a check letter X follows, after a blank or dash perhaps,
// and nothing that would make a word of it.
func ends(s string, at int) (bool, int) {
	i := at
	for range 2 {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case 'X', 'x', 'Ｘ', 'ｘ', '×':
			next, _ := utf8.DecodeRuneInString(s[i+n:])
			if next < utf8.RuneSelf && (next|0x20 >= 'a' && next|0x20 <= 'z' || next >= '0' && next <= '9') {
				return false, 0
			}
			return true, i + n
		}
		if !isGap(r) {
			return false, 0
		}
		i += n
	}
	return false, 0
}

func isGap(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', 0xA0, 0x3000, '-', '－', '–', '—', '‐', '‑', '_', '.', '．', '·', '•', '~':
		return true
	}
	return r >= 0x2000 && r <= 0x200B
}

// between says whether what parts two groups leaves them one number, and by
// which separator.
func between(s string) (rune, bool) {
	var gap rune
	count := 0
	for _, r := range s {
		if r == '\r' {
			continue
		}
		if !isGap(r) || count == longestGap {
			return 0, false
		}
		switch {
		case count == 0 || r == '\n':
			gap = r
		case r != gap && gap != '\n':
			gap = 0
		}
		count++
	}
	return gap, true
}

// letterBefore is the letter, of either width, that stands right before a place,
// and its bytes; 0 for none.
func letterBefore(s string, at int) (byte, int) {
	if at > 0 {
		if c := s[at-1] | 0x20; c >= 'a' && c <= 'z' {
			return s[at-1], 1
		}
	}
	if at > 2 && s[at-3] == 0xEF {
		if r, n := utf8.DecodeLastRuneInString(s[:at]); r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' {
			return byte(r - 'Ａ' + 'A'), n
		}
	}
	return 0, 0
}

// bracketed says whether a group is the code of an area in brackets, and what
// comes after it no more than the bracket and a blank.
func bracketed(s string, g group, after string) bool {
	if g.digits[0] != '0' || len(g.digits) > 4 {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:g.start])
	if before != '(' && before != '（' {
		return false
	}
	switch strings.TrimRight(after, " \u3000-－—") {
	case ")", "）":
		return true
	}
	return false
}

// chain looks at groups parted by no more than blanks and dashes: a number may
// be any of them, or several together.
func (v *view) chain(gs []group) {
	for i := range gs {
		total, far := 0, i
		for far < len(gs) && far < i+19 && total+len(gs[far].digits) <= 40 {
			total += len(gs[far].digits)
			far++
		}
		// The longest first: the first sixteen of nineteen digits may be a card's
		// as well.
		for j := far - 1; j >= i && total >= 7; j-- {
			if v.free(gs[i].start, gs[j].end) {
				v.number(gs[i : j+1])
			}
			total -= len(gs[j].digits)
		}
	}
	for _, g := range gs {
		v.buried(g)
	}
}

// join is the digits of groups as one number.
func join(gs []group) string {
	if len(gs) == 1 {
		return string(gs[0].digits)
	}
	var b strings.Builder
	for _, g := range gs {
		b.Write(g.digits)
	}
	return b.String()
}

// shape is how the groups of a number are cut, "3-4-4".
func shape(gs []group) string {
	var b strings.Builder
	for i, g := range gs {
		if i > 0 {
			b.WriteByte('-')
		}
		if len(g.digits) > 9 {
			b.WriteByte('0' + byte(len(g.digits)/10))
		}
		b.WriteByte('0' + byte(len(g.digits)%10))
	}
	return b.String()
}

// spaced says that every digit stands alone.
func spaced(gs []group) bool {
	for _, g := range gs {
		if len(g.digits) != 1 {
			return false
		}
	}
	return len(gs) > 1
}

// broken says that a narrow column broke the number over lines: all but the
// last as long as each other.
func broken(gs []group) bool {
	for i, g := range gs[:len(gs)-1] {
		if g.gap != '\n' || i > 0 && len(g.digits) != len(gs[0].digits) {
			return false
		}
	}
	return len(gs) > 1 && len(gs[len(gs)-1].digits) <= len(gs[0].digits)
}

// alike says that one and the same separator parts all the groups: a number
// that somebody spaced, and no row of a table of figures.
func alike(gs []group) bool {
	for _, g := range gs[:len(gs)-1] {
		if g.gap == 0 || g.gap != gs[0].gap {
			return false
		}
	}
	return true
}

// number says what the groups together are, if anything.
func (v *view) number(gs []group) {
	n := join(gs)
	first, last := gs[0], gs[len(gs)-1]
	start, end := first.start, last.end
	whole := len(gs) == 1
	if whole && len(n) >= 7 && len(n) <= 10 {
		v.passport(first, n)
	}
	if len(n) == 17 && last.x && isCitizen(n+"X") || len(n) == 17 && last.x && dated(n[6:14]) && v.near(start, 24, identity...) {
		v.tell(CitizenID, start, last.xEnd, n+"X", maskID(n+"X"))
		return
	}
	if last.x {
		return
	}
	switch {
	case len(n) == 18 && (isCitizen(n) || known(n) && dated(n[6:14]) && v.near(start, 24, identity...)):
		v.tell(CitizenID, start, end, n, maskID(n))
	case len(n) == 15 && (whole || spaced(gs) || shape(gs) == "6-6-3" || len(gs) == 2 && alike(gs) || broken(gs) || len(gs) <= 3 && v.near(start, 24, identity...)) && known(n) &&
		dated("19"+n[6:12]) && (county(n) || v.near(start, 24, identity...)) && first.letter == 0:
		v.tell(CitizenID15, start, end, n, n[:3]+"*********"+n[12:])
	case isCard(n) && (whole || spaced(gs) || carded(gs) || broken(gs)) && (strings.HasPrefix(n, "62") || v.near(start, 24, "卡号", "账号", "帐号", "银行", "账户", "帐户", "开户") || v.near(start, 1500, "卡号", "一卡通", "打款账号")):
		v.tell(BankCard, start, end, n, n[:4]+strings.Repeat("*", len(n)-8)+n[len(n)-4:])
	case v.mobile(gs, n):
	default:
		v.landline(gs, n)
	}
}

// buried finds numbers of citizens that stand in a longer row of digits without
// any mark between, such as one run together with a telephone number.
func (v *view) buried(g group) {
	n := string(g.digits)
	if len(n) <= 18 || len(n) > 64 || g.end-g.start != len(n) {
		return // what is cut by thin characters is seen as a group only
	}
	for i := 0; i+18 <= len(n); i++ {
		if isCitizen(n[i:i+18]) && county(n[i:]) && v.free(g.start+i, g.start+i+18) {
			v.tell(CitizenID, g.start+i, g.start+i+18, n[i:i+18], maskID(n[i:i+18]))
			i += 17
		}
	}
}

var identity = []string{"身份证", "身份号", "身份证明", "证件号", "公民身份"}

func maskID(n string) string { return n[:3] + "***********" + n[14:] }

// weights of the check character, GB 11643.
var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// isCitizen says whether 18 places are a number of a citizen (公民身份号码, GB
// 11643): a region, a day that exists and the check character.
func isCitizen(n string) bool {
	if len(n) != 18 || !known(n) || !dated(n[6:14]) {
		return false
	}
	sum := 0
	for i, w := range weights {
		sum += int(n[i]-'0') * w
	}
	return "10X98765432"[sum%11] == n[17]
}

// known says whether a number begins with the code of a province (GB/T 2260).
func known(n string) bool {
	switch n[0] {
	case '1':
		return n[1] >= '1' && n[1] <= '5'
	case '2':
		return n[1] >= '1' && n[1] <= '3'
	case '3':
		return n[1] >= '1' && n[1] <= '7'
	case '4':
		return n[1] >= '1' && n[1] <= '6'
	case '5':
		return n[1] >= '0' && n[1] <= '4'
	case '6':
		return n[1] >= '1' && n[1] <= '5'
	case '7':
		return n[1] == '1'
	case '8':
		return n[1] >= '1' && n[1] <= '3'
	}
	return false
}

// county says whether the third to sixth places can be those of a prefecture
// and a county: the codes that were ever given out lie in these ranges.
func county(n string) bool {
	city, place := pair(n[2:4]), pair(n[4:6])
	return (city >= 1 && city <= 34 || city >= 51 && city <= 53 || city == 90) &&
		(place >= 1 && place <= 35 || place >= 81 && place <= 90)
}

func pair(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// dated says whether 20170630 is a day somebody living may have been born on.
func dated(s string) bool {
	year := pair(s)*100 + pair(s[2:])
	month, day := pair(s[4:]), pair(s[6:])
	if year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// isCard says whether a number is one of a bank card: its length for its
// issuer, and the check digit of Luhn (ISO/IEC 7812).
func isCard(n string) bool {
	switch l := len(n); {
	case strings.HasPrefix(n, "62"):
		if l < 16 || l > 19 {
			return false
		}
	case n[0] == '4', n[0] == '5' && n[1] >= '1' && n[1] <= '5', strings.HasPrefix(n, "35"):
		if l != 16 {
			return false
		}
	case n[0] == '6' && (n[1] == '0' || n[1] == '5'), n[0] == '9' && (n[1] == '4' || n[1] == '5'):
		if l < 16 || l > 19 {
			return false
		}
	case strings.HasPrefix(n, "34"), strings.HasPrefix(n, "37"):
		if l != 15 {
			return false
		}
	default:
		return false
	}
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// carded says whether groups are cut as people write the number of a card: by
// fours, after the first six, or in two.
func carded(gs []group) bool {
	if len(gs) == 2 {
		return true
	}
	for i, g := range gs {
		if len(g.digits) != 4 && i < len(gs)-1 {
			return false
		}
	}
	return alike(gs) && len(gs) <= 5
}

// mobile tells of a mobile number: 1, then 3 to 9, eleven digits, with or
// without the code of the country.
func (v *view) mobile(gs []group, n string) bool {
	first := gs[0]
	switch {
	case len(n) == 13 && strings.HasPrefix(n, "86"):
		n = n[2:]
	case len(n) == 15 && strings.HasPrefix(n, "0086"):
		n = n[4:]
	case len(n) == 12 && n[0] == '0' && !v.near(first.start, 16, "代码", "发票", "编号", "编码", "票号"):
		n = n[1:] // as dialled from afar
	case len(n) != 11:
		return false
	}
	if n[0] != '1' || n[1] < '3' || first.letter != 0 && len(gs) == 1 && !v.near(first.start, 12, "电话", "手机", "tel", "Tel", "TEL") {
		return false
	}
	switch shape(gs) {
	case "11", "13", "15", "12", "2-11", "4-11":
	case "3-4-4", "3-3-5", "4-4-3", "2-3-4-4", "4-3-4-4":
		if !alike(gs) && gs[0].digits[0] == '1' {
			return false
		}
	case "3-8", "7-4", "5-6", "6-5", "4-7", "2-9", "9-2", "8-3":
		// In two it is broken over lines, or parted by one blank or dash where
		// people part it; 131.23456789 is a measure.
		apart := v.s[first.end:gs[1].start]
		if _, n := utf8.DecodeRuneInString(apart); !strings.Contains(apart, "\n") &&
			(n < len(apart) || apart == "." || apart == "．" || len(first.digits) != 3 && len(first.digits) != 7) {
			return false
		}
	default:
		if !spaced(gs) && !(broken(gs) && v.near(first.start, 1500, "手机", "电话", "联系方式")) {
			return false
		}
	}
	v.tell(Mobile, first.start, gs[len(gs)-1].end, n, n[:3]+"****"+n[7:])
	return true
}

// contact are words that say that a line is an office's; private, that it is a
// person's.
var (
	contact = []string{"咨询", "监督", "举报", "投诉", "传真", "值班", "热线", "办公", "联系电话", "服务电话", "联系方式", "电话：", "电话:", "联系人", "受理", "总机", "地址"}
	private = []string{"姓名", "申请人", "当事人", "户主", "家庭", "住宅", "宅电", "本人", "身份证", "住址", "死者", "患者", "监护人", "家长", "被征收人", "农户", "低保"}
)

// landline tells of a fixed line where it is a person's: an office's own line
// is public.
func (v *view) landline(gs []group, n string) {
	var area, local string
	switch {
	case len(gs) == 1 && n[0] == '0' && len(n) >= 10 && len(n) <= 12:
		cut := 4
		if n[1] <= '2' {
			cut = 3
		}
		area, local = n[:cut], n[cut:]
	case len(gs) == 2 && gs[0].digits[0] == '0':
		area, local = string(gs[0].digits), string(gs[1].digits)
	case len(gs) == 1 && (len(n) == 7 || len(n) == 8) && v.near(gs[0].start, 6, "宅电", "住宅电话", "家庭电话", "家里电话"):
		local = n
	default:
		return
	}
	if area != "" && (len(area) < 3 || len(area) > 4 || len(area) == 3 && area != "010" && area[1] != '2' || len(area) == 4 && area[1] < '3') ||
		len(local) < 7 || len(local) > 8 || local[0] < '2' {
		return
	}
	start := gs[0].start
	// A line of an office is often told after a sentence that speaks of persons.
	reach := 40
	if i := strings.LastIndex(v.s[:start], "。"); i >= 0 {
		reach = min(reach, utf8.RuneCountInString(v.s[i+len("。"):start]))
	}
	personal := v.near(start, reach, private...)
	if !personal || v.near(start, 10, contact...) && !v.near(start, 10, private...) && !v.near(start, 40, "申请人", "当事人", "户主", "死者", "患者", "监护人", "姓名") {
		return
	}
	masked := "****" + local[len(local)-4:]
	if area != "" {
		masked = area + "-" + masked
	}
	v.tell(Landline, start, gs[len(gs)-1].end, area+local, masked)
}

// passport tells of a passport or a permit for Hong Kong, Macao and Taiwan:
// letters and digits in the forms that are given out.
func (v *view) passport(g group, n string) {
	start := g.start
	if g.letter == 0 {
		// The letter may stand apart where it is said what it is.
		r, n := utf8.DecodeLastRuneInString(v.s[:start])
		if start -= n; thin(string(r)) == 0 && (r != ' ' && r != 0x3000 && r != 0xA0 || !v.passes(start)) {
			return
		}
	}
	letters := ""
	for {
		c, n := letterBefore(v.s, start)
		if c == 0 {
			break
		}
		if len(letters) == 2 {
			return // a word
		}
		letters = string(c) + letters
		start -= n
	}
	if letters == "" || start > 0 && v.s[start-1] >= '0' && v.s[start-1] <= '9' {
		return
	}
	small := letters != strings.ToUpper(letters)
	letters = strings.ToUpper(letters)
	named := v.passes(start)
	ok := false
	switch {
	case len(letters) == 1 && len(n) == 8:
		ok = strings.Contains("EG", letters) && !small || named && strings.Contains("EGDSPHMCWLTK", letters)
	case len(letters) == 1 && (len(n) == 9 || len(n) == 10):
		ok = named && strings.Contains("HMC", letters)
	case len(letters) == 2 && len(n) == 7:
		ok = named && (strings.Contains("EC", letters[:1]) || strings.Contains("DESEPEMAHA", letters)) ||
			letters[0] == 'E' && strings.Contains("ABCDEFGHJK", letters[1:]) && !small
	}
	if !ok || !v.free(start, g.end) {
		return
	}
	plain := letters + n
	v.tell(Passport, start, g.end, plain, plain[:2]+strings.Repeat("*", len(plain)-4)+plain[len(plain)-2:])
}

// passes says whether a passport or permit is spoken of before the place.
func (v *view) passes(at int) bool {
	return v.near(at, 24, "护照", "通行证", "证件号", "台胞证", "回乡证", "Passport", "passport", "PASSPORT") || v.near(at, 1500, "护照号", "通行证号")
}
