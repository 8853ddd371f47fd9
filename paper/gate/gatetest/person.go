package gatetest

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/paper/gate"
)

// counties are codes that were given out, GB/T 2260.
var counties = []string{"220102", "220103", "220104", "220105", "220106", "220112", "220122", "220181", "220182", "220183", "220202", "220322", "220581", "222401",
	"110101", "110105", "210102", "230103", "230881", "310104", "320106", "330106", "340103", "350203", "370202", "371312", "410105", "420102", "421302", "430102", "440106", "440882",
	"450102", "460105", "500103", "510104", "513221", "520102", "522224", "530102", "533124", "540102", "610102", "620102", "630102", "640104", "650102", "654221"}

func (w *writer) birthday() (year, month, day int) {
	return w.between(1935, 2012), w.between(1, 12), w.between(1, 28)
}

// citizen is a number of GB 11643.
func (w *writer) citizen() string {
	y, m, d := w.birthday()
	n := fmt.Sprintf("%s%d%02d%02d%s", w.one(counties...), y, m, d, w.digits(3))
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(n[i]-'0') * weight
	}
	return n + "10X98765432"[sum%11:sum%11+1]
}

func (w *writer) citizen15() string {
	_, m, d := w.birthday()
	return fmt.Sprintf("%s%02d%02d%02d%s", w.one(counties...), w.between(30, 84), m, d, w.digits(3))
}

func (w *writer) mobile() string {
	return w.one("130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "145", "147", "150", "151", "152", "153", "155", "156", "157", "158", "159", "166", "170", "173", "176", "177", "178", "180", "181", "182", "183", "185", "186", "187", "188", "189", "198", "199") + w.digits(8)
}

// card is a number with the check digit of ISO/IEC 7812.
func (w *writer) card() string {
	n := w.one("622202", "621700", "621661", "622848", "622609", "621226", "623058", "620522") + w.digits(9)
	if w.r.IntN(3) > 0 {
		n += w.digits(3)
	}
	if w.r.IntN(8) == 0 {
		n = w.one("4", "52") + w.digits(14)
		n = n[:15]
	}
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return n + fmt.Sprint((10-sum%10)%10)
}

// wide is a text with letters and digits of full width, as an input method left
// in that state writes them.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r + '！' - '!'
		}
		return r
	}, s)
}

// parted is a text with something between its parts of these lengths.
func parted(s, between string, lengths ...int) string {
	var parts []string
	for _, n := range lengths {
		parts = append(parts, s[:n])
		s = s[n:]
	}
	if s != "" {
		parts = append(parts, s)
	}
	return strings.Join(parts, between)
}

// disguise is one of the ways in which a number comes to stand in a document:
// as it was typed, copied or broken by a program. parts are the lengths of the
// pieces in which people write it.
func (w *writer) disguise(n string, parts ...int) (text, form string) {
	switch w.r.IntN(12) {
	case 0:
		return wide(n), "full width"
	case 1:
		return parted(n, w.one(" ", "  ", "\u3000", "\u00a0"), parts...), "spaced"
	case 2:
		return parted(n, w.one("-", "—", "－", "–"), parts...), "hyphenated"
	case 3:
		at := w.between(3, len(n)-3)
		return n[:at] + "\n" + n[at:], "over two lines"
	case 4:
		at := w.between(1, len(n)-1)
		return n[:at] + cut + n[at:], "over two runs"
	case 5:
		at := w.between(1, len(n)-4)
		return n[:at] + cut + n[at:at+3] + cut + n[at+3:], "over three runs"
	case 6:
		at := w.between(1, len(n)-1)
		return n[:at] + w.one("\u200b", "\ufeff", "\u200d", "\u00ad", "\u2060") + n[at:], "zero width within"
	case 7:
		return strings.Join(strings.Split(n, ""), " "), "every digit spaced"
	}
	return n, "plain"
}

// person puts something of a person into the document.
func (w *writer) person(p *paper, format string) Leak {
	name := w.name()
	kind := []gate.Kind{gate.CitizenID, gate.CitizenID, gate.CitizenID, gate.Mobile, gate.Mobile, gate.CitizenID15, gate.Passport, gate.Landline, gate.BankCard, gate.BankCard, gate.Email, gate.Address, gate.Birth}[w.r.IntN(13)]
	table := w.r.IntN(2) == 0 && format != "txt"
	l := Leak{Kind: kind}
	var text, sentence, heading string
	switch kind {
	case gate.CitizenID:
		l.Plain = w.citizen()
		text, l.Form = w.disguise(l.Plain, 6, 8)
		if l.Form == "spaced" && w.r.IntN(3) == 0 {
			text = parted(l.Plain, " ", 4, 4, 4, 4)
		}
		if strings.HasSuffix(text, "X") && w.r.IntN(2) == 0 {
			text = strings.TrimSuffix(text, "X") + "x"
		}
		heading = w.one("身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证")
		sentence = w.one("申请人%s，身份证号码：%s，符合条件。", "%s（身份证号%s）不服上述决定。", "原告%s，公民身份号码%s。", "兹有%s同志，%s，前往你单位办理。", "%s %s 已核", "当事人：%s；证件号:%s")
	case gate.CitizenID15:
		l.Plain = w.citizen15()
		text, l.Form = w.disguise(l.Plain, 6, 6)
		heading = w.one("身份证号", "身份证号码", "原身份证号")
		sentence = w.one("申请人%s，身份证号码：%s。", "%s（身份证%s）", "%s，原15位身份证号%s")
	case gate.Mobile:
		l.Plain = w.mobile()
		text, l.Form = w.disguise(l.Plain, 3, 4)
		if l.Form == "plain" && w.r.IntN(3) == 0 {
			text, l.Form = w.one("+86", "86", "+86-", "0086", "(+86)", "0")+l.Plain, "with the code of the country"
		}
		heading = w.one("手机号", "联系电话", "联系方式", "电话", "手机号码")
		sentence = w.one("%s，手机%s。", "联系%s（%s）。", "户主%s，联系方式：%s，", "业主%s 电话:%s", "%s%s", "请%s拨打%s。")
	case gate.Landline:
		area, local := w.one("0431", "010", "0432", "024", "0755"), w.one("8", "6", "2")+w.digits(7)
		if area == "0432" {
			local = local[:7]
		}
		l.Plain, l.Form = area+local, "plain"
		text = area + "-" + local
		switch w.r.IntN(7) {
		case 0:
			text, l.Form = "（"+area+"）"+local, "in brackets"
		case 1:
			text, l.Form = wide(text), "full width"
		case 2:
			text, l.Form = area+w.one(" ", "—", "－", "--")+local, "parted"
		case 3:
			text, l.Form = l.Plain, "run together"
		case 4:
			text, l.Form = area+"-"+local[:4]+cut+local[4:], "over two runs"
		}
		heading = w.one("家庭电话", "宅电", "住宅电话", "申请人电话")
		sentence = w.one("申请人%s，家庭电话%s。", "当事人%s，住宅电话：%s。", "户主%s，宅电%s", "%s本人电话：%s，")
	case gate.BankCard:
		l.Plain = w.card()
		if len(l.Plain) == 16 {
			text, l.Form = w.disguise(l.Plain, 4, 4, 4)
		} else {
			text, l.Form = w.disguise(l.Plain, 4, 4, 4, 4)
			if l.Form == "spaced" && w.r.IntN(3) == 0 {
				text = parted(l.Plain, " ", 6)
			}
		}
		heading = w.one("银行卡号", "卡号", "银行账号", "一卡通账号", "打款账号")
		sentence = w.one("收款人%s，卡号%s。", "补贴发放至%s银行卡%s。", "%s，农行账号：%s")
	case gate.Passport:
		l.Plain = w.one("E"+w.digits(8), "G"+w.digits(8), "E"+w.one("A", "B", "C", "D", "E", "F", "G", "H", "J")+w.digits(7), "H"+w.digits(8), "M"+w.digits(8), "C"+w.digits(8), "C"+w.one("A", "B", "D", "F")+w.digits(7))
		text, l.Form = l.Plain, "plain"
		switch w.r.IntN(6) {
		case 0:
			text, l.Form = wide(l.Plain), "full width"
		case 1:
			text, l.Form = l.Plain[:1]+cut+l.Plain[1:], "over two runs"
		case 2:
			text, l.Form = strings.ToLower(l.Plain), "small letters"
		case 3:
			at := strings.LastIndexAny(l.Plain, "ABCDEFGHJKM") + 1
			text, l.Form = l.Plain[:at]+" "+l.Plain[at:], "spaced"
		}
		heading, sentence = "护照号码", w.one("%s，护照号码：%s。", "%s（护照号%s）", "持照人%s Passport No. %s")
		if strings.HasPrefix(l.Plain, "H") || strings.HasPrefix(l.Plain, "M") || strings.HasPrefix(l.Plain, "C") {
			heading, sentence = "通行证号码", w.one("%s，来往内地通行证号码：%s。", "%s持往来港澳通行证%s入境。")
		}
	case gate.Email:
		l.Plain = w.one("zhang", "li", "wang", "liu", "happy", "ccsun") + w.one("", "_", ".", "-") + w.digits(w.between(2, 6)) + "@" + w.one("qq.com", "163.com", "126.com", "sina.com", "gmail.com", "sohu.com", "jlu.edu.cn", "139.com")
		text, l.Form = l.Plain, "plain"
		switch w.r.IntN(5) {
		case 0:
			text, l.Form = strings.ReplaceAll(l.Plain, "@", "＠"), "full width"
		case 1:
			text, l.Form = strings.Replace(l.Plain, "@", " @ ", 1), "spaced"
		case 2:
			text, l.Form = strings.Replace(l.Plain, "@", cut+"@", 1), "over two runs"
		case 3:
			text, l.Form = wide(l.Plain), "full width throughout"
		}
		heading, sentence = w.one("电子邮箱", "邮箱", "E-mail"), w.one("申请人%s，邮箱%s。", "%s，电子邮件：%s", "请与%s联系，%s。")
	case gate.Address:
		door := fmt.Sprint(w.between(1, 9)*100 + w.between(1, 6))
		switch w.r.IntN(5) {
		case 0:
			l.Plain = fmt.Sprintf("%d%s%d单元%s室", w.between(1, 60), w.one("栋", "号楼", "幢"), w.between(1, 6), door)
			text = w.one(districts...) + w.one(estates...) + l.Plain
		case 1:
			l.Plain = fmt.Sprintf("%d组", w.between(1, 12))
			text = w.one("农安县", "榆树市", "德惠市") + w.one(towns...) + w.one(villages...) + l.Plain
		case 2:
			l.Plain = fmt.Sprintf("%d号", w.between(1, 300))
			text = w.one(towns...) + w.one(villages...) + l.Plain
		case 3:
			l.Plain = fmt.Sprintf("%d号", w.between(1, 9999))
			text = "长春市" + w.one(districts...) + w.one(roads...) + l.Plain
			if w.r.IntN(2) == 0 {
				text += fmt.Sprintf("%d栋%s室", w.between(1, 9), door)
			}
		default:
			l.Plain = fmt.Sprintf("%d-%d-%s", w.between(1, 60), w.between(1, 6), door)
			text = w.one(districts...) + w.one(estates...) + l.Plain
		}
		l.Form = "plain"
		if w.r.IntN(4) == 0 {
			l.Form, text = "full width", strings.Replace(text, l.Plain, wide(l.Plain), 1)
		} else if w.r.IntN(6) == 0 {
			at := strings.LastIndex(text, l.Plain) + 1
			text, l.Form = text[:at]+cut+text[at:], "over two runs"
		}
		heading, sentence = w.one("家庭住址", "住址", "户籍地址", "现住址", "居住地址"), w.one("申请人%s，住址：%s。", "被告%s，住%s。", "%s，家住%s。", "当事人%s，户籍所在地%s。", "低保户%s，现住%s")
	case gate.Birth:
		y, m, d := w.birthday()
		l.Plain, l.Form = fmt.Sprintf("%d年%d月%d日", y, m, d), "plain"
		text = l.Plain
		switch w.r.IntN(6) {
		case 0:
			text = fmt.Sprintf("%d-%02d-%02d", y, m, d)
		case 1:
			text = fmt.Sprintf("%d.%d.%d", y, m, d)
		case 2:
			text = fmt.Sprintf("%d/%d/%d", y, m, d)
		case 3:
			text, l.Form = wide(l.Plain), "full width"
		case 4:
			text, l.Form = fmt.Sprintf("%d%02d%02d", y, m, d), "eight digits"
		case 5:
			text, l.Form = fmt.Sprintf("%d年%s%d月%d日", y, cut, m, d), "over two runs"
		}
		l.Plain = fmt.Sprint(y)
		heading, sentence = w.one("出生日期", "出生年月", "出生年月日"), w.one("%s，出生日期：%s。", "%s，出生年月：%s，汉族。", "%s，生于%s。", "学生%s，出生日期 %s")
		if l.Form != "eight digits" && w.r.IntN(3) == 0 {
			sentence = w.one("%s，男，%s出生，汉族。", "原告：%s，女，%s生，住农安县。", "被处罚人%s，男，汉族，%s出生。")
		}
	}
	if table && kind == gate.CitizenID && w.r.IntN(8) == 0 && (format == "xlsx" || format == "docx" || format == "csv") {
		// A form has a box for each digit.
		l.Form = "over boxes"
		p.table = append(p.table, append([]string{heading}, strings.Split(l.Plain, "")...))
		return l
	}
	if table {
		w.column(p, heading, text, name)
		return l
	}
	at := w.r.IntN(len(p.paragraphs) + 1)
	p.paragraphs = slices.Insert(p.paragraphs, at, fmt.Sprintf(sentence, name, text))
	return l
}

// column puts something into one row of the table, under a heading of its own;
// the other rows have it masked, or not at all.
func (w *writer) column(p *paper, heading, text, name string) {
	if len(p.table[0]) > 8 || !strings.Contains(strings.Join(p.table[0], " "), "姓名") {
		boxed := slices.DeleteFunc(slices.Clone(p.table), func(row []string) bool { return len(row) < 19 }) // one digit to a cell
		p.table = [][]string{{"序号", "姓名", "所在区县", "备注"}}
		for i := range w.between(4, 30) {
			p.table = append(p.table, []string{fmt.Sprint(i + 1), w.name(), w.one(districts...), w.one("", "已公示", "无异议")})
		}
		defer func() { p.table = append(p.table, boxed...) }()
	}
	row := 1 + w.r.IntN(len(p.table)-1)
	for i := range p.table {
		switch {
		case i == 0:
			p.table[i] = append(p.table[i], heading)
		case i == row:
			for len(p.table[i]) < len(p.table[0])-1 {
				p.table[i] = append(p.table[i], "")
			}
			p.table[i] = append(p.table[i], text)
			p.table[i][1] = name
		default:
			for len(p.table[i]) < len(p.table[0]) {
				p.table[i] = append(p.table[i], "")
			}
		}
	}
}

// mark puts a mark of secrecy where such marks stand.
func (w *writer) mark(p *paper) Leak {
	l := Leak{}
	switch w.r.IntN(4) {
	case 0, 1:
		l.Kind = gate.Classification
		level := w.one("绝密", "机密", "秘密")
		l.Plain, l.Form = level, "beside the star"
		p.corner = level + "★" + w.one("1年", "3年", "5年", "10年", "30年", "长期", "６个月", "")
		switch w.r.IntN(6) {
		case 0:
			p.corner, l.Form = strings.Join(strings.Split(level, ""), w.one(" ", "\u3000"))+w.one("★", " ★ ")+w.one("1年", "５年"), "spaced"
		case 1:
			p.corner, l.Form = "密级："+level, "a field"
		case 2:
			p.corner, l.Form = level, "alone"
		case 3:
			p.corner, l.Form = level[:3]+cut+level[3:]+cut+"★"+cut+"5年", "over runs"
		}
	case 2:
		l.Kind, l.Form = gate.Internal, "stamp"
		p.corner = w.one("内部资料 注意保存", "内部文件　不得外传", "（内部资料）", "【内部文件】", "内部使用", "内部资料，严禁外传")
	default:
		l.Kind, l.Form = gate.WorkSecret, "stamp"
		p.corner = w.one("工作秘密", "工作秘密★1年", "【工作秘密】", "工作秘密　不得公开", "工作秘密 3年")
	}
	return l
}
