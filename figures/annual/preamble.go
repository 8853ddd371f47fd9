package annual

import (
	"fmt"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/law/form"
)

// Place is the city, county or agency as reports call it: 长春市 for its
// government, the name itself for others.
func Place(name string) string {
	for _, end := range []string{"人民政府办公厅", "人民政府"} {
		if short, ok := strings.CutSuffix(name, end); ok && short != "" && end == "人民政府" {
			return short
		}
	}
	return name
}

// Title is the title of an agency's report of a year.
func Title(name string, year int) string {
	if year < 2019 {
		return fmt.Sprintf("%d年度%s政府信息公开工作报告", year, Place(name))
	}
	return fmt.Sprintf("%s%d年政府信息公开工作年度报告", Place(name), year)
}

var numerals = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// Preamble is what stands before the parts: on what the report rests, its
// parts, its period, where it can be had and whom to ask. site is the
// portal's name; "" if it has none.
func Preamble(f *form.Form, a agency.Agency, name string, year int, headings []string, level bool, site string) []Paragraph {
	law := "《中华人民共和国政府信息公开条例》"
	office := a.Card.Office
	if office == "" {
		office = name
	}
	how := "由" + office + "依据" + law + "编制"
	if level {
		how = "由" + office + "依据" + law + "，汇总所辖各级行政机关的年度报告编制"
	}
	parts := make([]string, len(headings))
	for i, h := range headings {
		if _, rest, ok := strings.Cut(h, "、"); ok {
			h = rest
		}
		parts[i] = h
	}
	portal := "门户网站"
	if site != "" {
		portal = "“" + site + "”"
	}
	count := fmt.Sprint(len(parts))
	if len(parts) < len(numerals) {
		count = numerals[len(parts)]
	}
	text := "本报告" + how + "。全文由" + strings.Join(parts, "、") + count + "部分组成，统计表按" + f.Document + "的格式填报。" +
		fmt.Sprintf("报告中所列数据的统计期限自%d年1月1日至12月31日。", year) +
		"报告的电子版可在" + portal + "政府信息公开专栏下载。"
	var ways []string
	for _, w := range []struct{ name, value string }{
		{"电话", a.Card.Phone}, {"传真", a.Card.Fax}, {"地址", a.Card.Address}, {"邮编", a.Card.Postcode},
	} {
		if w.value != "" {
			ways = append(ways, w.name+"："+w.value)
		}
	}
	if len(ways) > 0 {
		text += "如对本报告有疑问，请与" + office + "联系，" + strings.Join(ways, "；") + "。"
	}
	return []Paragraph{{{Text: text}}}
}
