package narrative

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/figures/annual"
	"gongkai/law/form"
)

// headings2014 are the seven parts that the reports of cities had under the
// form of 2014, which prescribed none beside the legal minimum of 第三十二条.
var headings2014 = []string{
	"一、综合概述",
	"二、主动公开政府信息情况",
	"三、依申请公开政府信息情况",
	"四、行政投诉举报、行政复议和诉讼情况",
	"五、依申请公开信息收取的费用",
	"六、其他需要报告的事项",
	"七、主要问题和改进措施",
}

// Headings are the headings of the parts of a report in the form, in order.
func Headings(f *form.Form) []string {
	if f.Code == "2014" {
		return slices.Clone(headings2014)
	}
	return slices.Clone(f.Parts)
}

// Draft is a text to begin with. A part that last year's report had under the
// same heading is offered again: what was inserted stays inserted, every number
// typed by hand is marked 【请核对：…】, and the period moves on by a year. Other
// parts are written from the figures, those that are blank left out; what only a
// person knows is marked 【请填写：…】. A text with either mark cannot be signed
// ([Parse]). last is nil where there is no report of the year before.
func Draft(f *form.Form, year int, figures []annual.Figure, last []PartText) []PartText {
	d := drafter{year: year, figures: map[string]annual.Figure{}}
	for _, x := range figures {
		d.figures[x.Name] = x
	}
	parts := parts2014
	if f.Code != "2014" {
		parts = partsNewer
	}
	var list []PartText
	for i, heading := range Headings(f) {
		p := PartText{Heading: heading}
		if j := slices.IndexFunc(last, func(l PartText) bool { return bare(l.Heading) == bare(heading) && strings.TrimSpace(l.Text) != "" }); j >= 0 {
			p.Text = again(last[j].Text, year)
		} else if i < len(parts) {
			p.Text = d.part(parts[i])
		}
		list = append(list, p)
	}
	return list
}

// bare is a heading without its number.
func bare(heading string) string {
	if _, rest, ok := strings.Cut(heading, "、"); ok && strings.Trim(heading[:len(heading)-len(rest)-len("、")], "一二三四五六七八九十") == "" {
		return rest
	}
	return heading
}

var yearly = regexp.MustCompile(`(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?|度)?`)

// again is last year's text for this year.
func again(text string, year int) string {
	var out []string
	for _, p := range paragraphs(text) {
		out = append(out, againParagraph(p.text, year))
	}
	return strings.Join(out, "\n\n")
}

func againParagraph(text string, year int) string {
	runes := []rune(text)
	type change struct {
		start, end int
		text       string
	}
	var list []change
	for _, w := range numbers(text) {
		list = append(list, change{w.start, w.end, "【请核对：" + string(runes[w.start:w.end]) + "】"})
	}
	narrow := halfWidth(text)
	var fixed [][]int // titles, documents and what is marked already keep their years
	for _, re := range leftOut[:2] {
		fixed = append(fixed, re.FindAllStringIndex(narrow, -1)...)
	}
	for _, m := range yearly.FindAllStringIndex(narrow, -1) {
		s := narrow[m[0]:m[1]]
		if s[:4] != strconv.Itoa(year-1) || slices.ContainsFunc(fixed, func(x []int) bool { return x[0] <= m[0] && m[1] <= x[1] }) {
			continue
		}
		start := count(narrow[:m[0]])
		c := change{start, start + count(s), "【请核对：" + s + "】"}
		switch s[4:] {
		case "年度", "年1月1日", "年12月31日":
			c.text = strconv.Itoa(year) + s[4:]
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b change) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, c := range list {
		if c.start < at {
			continue
		}
		b.WriteString(string(runes[at:c.start]))
		b.WriteString(c.text)
		at = c.end
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// drafter writes from the figures.
type drafter struct {
	year    int
	figures map[string]annual.Figure
}

// told is a sentence to be written: what it says first, and what of it. A figure
// stands in brackets, as alternatives of which the first that is known is told.
// A sentence whose first figure is not known falls away; so does what says of
// which, where the figure is zero.
type told struct {
	first string
	of    []string
	// some: the sentence falls away where its figure is zero.
	some bool
	// unlike is the figure of all whose agency's own is told: the sentence
	// falls away where they are equal, as where no body stands below.
	unlike string
}

// draftPart is a part to be written: paragraphs of sentences, then what is typed
// or placed as it stands.
type draftPart struct {
	paragraphs [][]told
	typed      []string
}

func (d drafter) part(p draftPart) string {
	var out []string
	for _, sentences := range p.paragraphs {
		text := ""
		for _, s := range sentences {
			text += d.sentence(s)
		}
		if text != "" {
			out = append(out, text)
		}
	}
	out = append(out, p.typed...)
	return strings.ReplaceAll(strings.Join(out, "\n\n"), "〈年〉", strconv.Itoa(d.year))
}

func (d drafter) sentence(s told) string {
	first, zero, ok := d.fill(s.first)
	if !ok || s.some && zero || s.unlike != "" && d.equal(s) {
		return ""
	}
	var of []string
	for _, x := range s.of {
		if text, zero, ok := d.fill(x); ok && !zero {
			of = append(of, text)
		}
	}
	if len(of) > 0 {
		first += "，其中" + strings.Join(of, "，")
	}
	return first + "。"
}

// equal says whether the first figure of the sentence is that of all.
func (d drafter) equal(s told) bool {
	own, ok := d.find(strings.Trim(slot.FindString(s.first), "[]"))
	if !ok {
		return true
	}
	for _, name := range strings.Split(s.unlike, "|") {
		if all, ok := d.find(name); ok && all.Text != "" {
			return all.Value == own.Value
		}
	}
	return false
}

var slot = regexp.MustCompile(`\[[^\]]+\]`)

// fill puts figures into the brackets; false if one is not known.
func (d drafter) fill(s string) (text string, zero, ok bool) {
	ok, zero = true, true
	text = slot.ReplaceAllStringFunc(s, func(m string) string {
		for _, names := range strings.Split(m[1:len(m)-1], "|") {
			name, share, quotient := strings.Cut(names, "÷")
			f, err := summed(strings.Split(name, "+"), d.find)
			if err != nil {
				continue
			}
			zero = zero && f.Value == 0
			if !quotient {
				return fmt.Sprintf("{{figure %s unit}}", name)
			}
			if whole, err := summed(strings.Split(share, "+"), d.find); err == nil && whole.Value > 0 {
				return fmt.Sprintf("{{figure %s share %s}}", name, share)
			}
		}
		ok = false
		return ""
	})
	return text, zero && slot.MatchString(s), ok
}

func (d drafter) find(name string) (annual.Figure, bool) {
	f, ok := d.figures[name]
	return f, ok
}

var parts2014 = []draftPart{
	{ // 综合概述
		paragraphs: [][]told{
			{{first: "〈年〉年，政府信息公开工作按照《中华人民共和国政府信息公开条例》开展，本报告的数据统计自〈年〉年1月1日至〈年〉年12月31日"}},
			{
				{first: "公开工作的基本情况是：全年主动公开政府信息[1.1|主动公开政府信息总数]"},
				{first: "收到申请[3.1|收到申请总数]"},
				{first: "办结申请[3.2|办结总数]"},
				{first: "截至年底，现行有效的规范性文件为[年末现行有效规范性文件数]"},
			},
			{
				{first: "本级自身召开新闻发布会[本级新闻发布会场次]", unlike: "2.2.1|新闻发布会次数"},
				{first: "本级自身组织政策解读活动[本级政策解读活动场次]", unlike: "政策解读活动场次"},
				{first: "本级自身邀请专家、法律顾问参加重要会议[本级专家参会次数]", unlike: "专家参会次数"},
				{first: "邀请专家、法律顾问参加重要会议[专家参会次数]", some: true},
				{first: "公开建议、提案办理结果[建议提案办理结果公开数]", some: true},
			},
			{
				{first: "应编制年度报告的机关共[应编制年度报告机关数]", of: []string{"已公布年度报告的有[已公布年度报告机关数]"}, some: true},
			},
		},
		typed: []string{"【请填写：本年组织领导、制度建设、平台建设等方面的主要工作】"},
	},
	{ // 主动公开
		paragraphs: [][]told{
			{
				{first: "全年主动公开政府信息[1.1|主动公开政府信息总数]", of: []string{"主动公开规范性文件[1.1.a|主动公开规范性文件总数]"}},
				{first: "制发规范性文件[1.1.b|本年制发规范性文件数]"},
			},
			{
				{first: "按公开渠道统计，通过政府网站公开政府信息[1.2.2]"},
				{first: "通过政府公报公开政府信息[1.2.1]"},
				{first: "通过政务微博公开政府信息[1.2.3]，通过政务微信公开政府信息[1.2.4]"},
				{first: "政务微博、微信公开政府信息合计[政务微博微信公开数|1.2.3+1.2.4]"},
				{first: "通过其他方式公开政府信息[1.2.5]"},
			},
			{
				{first: "回应公众关注热点或重大舆情[2.1|回应关切事项数]"},
				{first: "按回应的人次计，为[回应关切人次]", of: []string{"微博微信回应[微博微信回应人次]"}},
				{first: "参加或举办新闻发布会[2.2.1|新闻发布会次数]", of: []string{"主要负责同志参加新闻发布会[2.2.1.a|主要负责同志参加新闻发布会数]"}},
				{first: "举办政府网站在线访谈[2.2.2|在线访谈次数]", of: []string{"主要负责同志参加在线访谈[2.2.2.a|主要负责同志参加在线访谈数]"}},
				{first: "发布政策解读稿件[2.2.3|政策解读稿件数]"},
			},
			{
				{first: "年底设有政府信息公开查阅点[8.2|查阅点总数]"},
			},
		},
	},
	{ // 依申请公开
		paragraphs: [][]told{
			{
				{first: "全年收到申请[3.1|收到申请总数]", of: []string{
					"当面申请[3.1.1]，占[3.1.1÷3.1]", "传真申请[3.1.2]，占[3.1.2÷3.1]", "网络申请[3.1.3]，占[3.1.3÷3.1]", "信函申请[3.1.4]，占[3.1.4÷3.1]",
				}},
				{first: "收到的申请里有政府信息公开申请[其中政府信息公开申请数]，咨询、投诉[其中咨询投诉数]"},
			},
			{
				{first: "办结申请[3.2|办结总数]", of: []string{"按时办结[3.2.1|按期办结总数]", "延期办结[3.2.2|延期办结总数]", "逾期办结[逾期办结总数]"}},
			},
			{
				{first: "答复申请[3.3]", of: []string{
					"属于已主动公开范围[3.3.1]", "同意公开[3.3.2]", "同意部分公开[3.3.3]", "不同意公开[3.3.4]", "不属于本行政机关公开[3.3.5]",
					"申请信息不存在[3.3.6]", "告知作出更改补充[3.3.7]", "告知通过其他途径办理[3.3.8]",
				}},
				{first: "不同意公开的理由按件数统计，合计[3.3.4]", of: []string{
					"涉及国家秘密[3.3.4.1]", "涉及商业秘密[3.3.4.2]", "涉及个人隐私[3.3.4.3]", "危及国家安全、公共安全、经济安全和社会稳定[3.3.4.4]",
					"不是政府信息[3.3.4.5]", "法律法规规定的其他情形[3.3.4.6]",
				}},
			},
		},
	},
	{ // 救济
		paragraphs: [][]told{
			{{first: "收到涉及政府信息公开的投诉举报[6|投诉举报总数]"}},
			{{first: "涉及政府信息公开的行政复议[4]", of: []string{"维持具体行政行为[4.1]", "被依法纠错[4.2]，占[4.2÷4]", "其他情形[4.3]"}}},
			{{first: "涉及政府信息公开的行政诉讼[5]", of: []string{"维持具体行政行为或者驳回原告诉讼请求[5.1]", "被依法纠错[5.2]，占[5.2÷5]", "其他情形[5.3]"}}},
		},
	},
	{ // 费用
		paragraphs: [][]told{{{first: "全年依申请公开政府信息收取的费用为[7|收取费用]"}}},
	},
	{ // 其他
		paragraphs: [][]told{
			{
				{first: "召开政府信息公开工作会议或专题会议[9.1|工作会议次数]"},
				{first: "举办培训班[9.2|培训班次数]，培训工作人员[9.3|培训人次]"},
			},
			{
				{first: "政府信息公开工作专门机构[8.1]"},
				{first: "从事政府信息公开工作的人员[8.3]", of: []string{"专职人员[8.3.1]", "兼职人员[8.3.2]"}},
				{first: "政府信息公开专项经费[8.4]"},
			},
		},
	},
	{
		typed: []string{"【请填写：本年存在的主要问题】", "【请填写：下一年度的改进措施】", "{{table 2014}}"},
	},
}

var partsNewer = []draftPart{
	{ // 总体情况
		paragraphs: [][]told{
			{{first: "〈年〉年，政府信息公开工作按照《中华人民共和国政府信息公开条例》开展，本报告的数据统计自〈年〉年1月1日至〈年〉年12月31日"}},
			{
				{first: "主动公开方面，全年公开政府信息[主动公开政府信息总数]", of: []string{"政策解读稿件[政策解读稿件数]"}},
				{first: "制发行政规范性文件[A02.issued|A02.new_made]"},
				{first: "参加或举办新闻发布会[新闻发布会次数]", of: []string{"主要负责同志参加新闻发布会[主要负责同志参加新闻发布会数]"}},
				{first: "回应公众关注的事项[回应关切事项数]"},
			},
			{
				{first: "依申请公开方面，全年新收政府信息公开申请[B1.total]，上年结转[B2.total]，结转下年度继续办理[B4.total]"},
				{first: "从申请到答复，用时的中位数为[答复用时中位数]"},
			},
			{
				{first: "监督保障方面，召开政府信息公开工作会议[工作会议次数]"},
				{first: "举办培训班[培训班次数]，培训[培训人次]"},
				{first: "收到投诉举报[投诉举报总数]"},
			},
		},
		typed: []string{"【请填写：政府信息管理、平台建设等方面的主要工作】"},
	},
	{typed: []string{"{{table A}}"}},
	{
		paragraphs: [][]told{
			{{first: "全年新收政府信息公开申请[B1.total]", of: []string{
				"自然人[B1.natural]，占[B1.natural÷B1.total]", "商业企业[B1.org_business]", "科研机构[B1.org_research]", "社会公益组织[B1.org_welfare]", "法律服务机构[B1.org_legal]", "其他组织[B1.org_other]",
			}}},
			{{first: "连同上年结转的[B2.total]，办理结果总计[B3.7.total]", of: []string{
				"予以公开[B3.1.total]", "部分公开[B3.2.total]",
				"不予公开[B3.3.1.total+B3.3.2.total+B3.3.3.total+B3.3.4.total+B3.3.5.total+B3.3.6.total+B3.3.7.total+B3.3.8.total]",
				"无法提供[B3.4.1.total+B3.4.2.total+B3.4.3.total]",
				"不予处理[B3.5.1.total+B3.5.2.total+B3.5.3.total+B3.5.4.total+B3.5.5.total]",
				"其他处理[B3.6.1.total+B3.6.2.total+B3.6.3.total|B3.6.total]",
			}}},
		},
		typed: []string{"{{table B}}"},
	},
	{
		paragraphs: [][]told{
			{{first: "因政府信息公开被申请行政复议[C1.total]", of: []string{"结果维持[C1.maintained]", "结果纠正[C1.corrected]", "其他结果[C1.other]", "尚未审结[C1.pending]"}}},
			{{first: "因政府信息公开被提起行政诉讼[C2.total+C3.total]", of: []string{"未经复议直接起诉[C2.total]", "复议后起诉[C3.total]"}}},
		},
		typed: []string{"{{table C}}"},
	},
	{typed: []string{"【请填写：本年存在的主要问题】", "【请填写：上一年度问题的改进情况和下一步措施】"}},
	{
		// The notice on fees (国办函〔2020〕109号) has the amount told, nil included.
		paragraphs: [][]told{
			{{first: "收取政府信息公开信息处理费[收取费用]"}},
			{{first: "公开建议、提案办理结果[建议提案办理结果公开数]"}},
		},
		typed: []string{"【请填写：其他需要报告的事项；没有的，写明没有】"},
	},
}
