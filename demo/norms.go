package demo

import (
	"strings"

	"gongkai/law/calendar"
)

// bathhouses is one matter ruled three times: each document took the place of
// the one before it, and the second was amended in between. Their texts are
// ours, and so are their days.
var bathhouses = [3]namedDocument{
	{
		title:     "长春市公共浴池管理暂行规定",
		stage:     "管理",
		keywords:  "规范性文件 卫生 公共浴池",
		issued:    calendar.MustDay("1993-04-12"),
		published: calendar.MustDay("1993-04-14"),
		body: safe(`
第一条　为了加强公共浴池管理，方便群众生活，结合本市实际，制定本规定。
第二条　凡在本市市区内开办公共浴池的单位和个人，应当遵守本规定。
第三条　市商业行政管理部门负责公共浴池的行业管理，卫生、物价、公安部门按照各自职责协同管理。
第四条　开办公共浴池，应当有固定的场所和上下水设施，持卫生许可证到工商行政管理部门办理登记。
第五条　浴池每日换水不得少于一次，池壁应当每日刷洗，公用毛巾使用后应当煮沸消毒。
第六条　浴池应当在入口处公布票价和营业时间。票价由物价部门核定，不得擅自提高。
第七条　患有传染性皮肤病的人不得入池。
第八条　违反本规定的，由主管部门给予批评教育，情节严重的，责令停业整顿。
第九条　本规定自发布之日起施行。`),
	},
	{
		title:     "长春市公共浴池卫生管理办法",
		stage:     "管理",
		keywords:  "规范性文件 卫生 公共浴池",
		issued:    calendar.MustDay("2001-08-20"),
		published: calendar.MustDay("2001-08-22"),
		body: safe(`
《长春市公共浴池卫生管理办法》已经市政府常务会议讨论通过，现予公布。
# 第一章　总则
第一条　为了保障洗浴者的身体健康，规范公共浴池的卫生管理，根据有关法律、法规，结合本市实际，制定本办法。
第二条　本办法适用于本市行政区域内经营性公共浴池的卫生及其监督管理。
第三条　市卫生行政部门负责全市公共浴池的卫生监督，县（市）、区卫生行政部门负责本辖区内的卫生监督。
# 第二章　卫生要求
第四条　公共浴池应当依法取得卫生许可证，并悬挂在醒目的位置。
第五条　池水应当循环净化、每日更换，浊度和细菌总数应当符合国家卫生标准。
第六条　公用的毛巾、浴衣和拖鞋应当一客一换一消毒。
第七条　从业人员应当每年进行健康检查，取得健康合格证明后方可上岗。
# 第三章　监督和责任
第八条　卫生行政部门每年对公共浴池的抽检不得少于二次，抽检结果向社会公布。
第九条　违反本办法第五条、第六条规定的，由卫生行政部门责令限期改正；逾期不改正的，依法给予处罚。
# 第四章　附则
第十条　本办法自公布之日起三十日后施行。《长春市公共浴池管理暂行规定》同时废止。`),
	},
	{
		title:     "长春市公共浴池和游泳场所管理办法",
		stage:     "管理",
		keywords:  "规范性文件 卫生 公共浴池 游泳场所",
		issued:    calendar.MustDay("2011-05-16"),
		published: calendar.MustDay("2011-05-18"),
		body: safe(`
《长春市公共浴池和游泳场所管理办法》已经市政府常务会议讨论通过，现予公布。
# 第一章　总则
第一条　为了保障公众健康和安全，规范公共浴池和游泳场所的经营，根据有关法律、法规，结合本市实际，制定本办法。
第二条　本市行政区域内公共浴池和游泳场所的经营及其监督管理，适用本办法。
第三条　卫生行政部门负责卫生监督，体育行政部门负责游泳场所的安全监督，水行政主管部门负责用水管理。
# 第二章　经营规范
第四条　经营者应当依法取得许可，并在入口处公示许可证件、收费标准和最近一次水质检测结果。
第五条　池水应当循环净化，水质符合国家标准；推广使用再生水和节水器具，用水计量收费。
第六条　公用用具应当一客一换一消毒，消毒记录保存不少于一年。
第七条　游泳场所应当按照水面面积配备救生员，设置深浅水区标志。
第八条　经营者使用预付费卡的，应当与消费者订立书面合同，停业前公告并退还余额。
# 第三章　监督检查
第九条　主管部门采取随机抽取对象、随机选派人员的方式检查，结果自检查结束之日起七个工作日内公布。
第十条　任何单位和个人有权举报违反本办法的行为，主管部门应当为举报人保密。
第十一条　违反本办法规定的，由主管部门责令限期改正，并记入信用档案；逾期不改正的，依法给予处罚。
# 第四章　附则
第十二条　本办法自公布之日起三十日后施行。《长春市公共浴池卫生管理办法》同时废止。`),
	},
}

// Others of the stock that are there at every scale.
var (
	// stalls is in force in its third wording.
	stalls = namedDocument{
		title:     "长春市集贸市场摊位管理办法",
		stage:     "管理",
		keywords:  "规范性文件 市场 摊位",
		issued:    calendar.MustDay("1996-03-18"),
		published: calendar.MustDay("1996-03-20"),
		body:      safe(stallsText),
	}
	// kiosks was repealed by the clean-up of 2017.
	kiosks = namedDocument{
		title:     "长春市公用电话亭设置管理办法",
		stage:     "管理",
		keywords:  "规范性文件 公用电话亭",
		issued:    calendar.MustDay("1999-06-07"),
		published: calendar.MustDay("1999-06-09"),
		body: safe(`
第一条　为了方便市民通信，规范公用电话亭的设置，结合本市实际，制定本办法。
第二条　公用电话亭应当设置在车站、医院、学校和居民区的出入口附近，间距不小于三百米。
第三条　设置公用电话亭应当经城市管理部门同意，占用道路的，依法办理手续。
第四条　亭体应当保持完好、整洁，资费标准张贴在明显位置。
第五条　违反本办法的，由城市管理部门责令限期改正。
第六条　本办法自1999年7月1日起施行。`),
	}
	// mopeds was declared void by it: there are none left.
	mopeds = namedDocument{
		title:     "长春市燃油助力车淘汰实施办法",
		stage:     "执行",
		keywords:  "规范性文件 燃油助力车",
		issued:    calendar.MustDay("2005-09-05"),
		published: calendar.MustDay("2005-09-07"),
		body: safe(`
第一条　为了减少尾气污染，保障道路畅通，逐步淘汰市区的燃油助力车，制定本办法。
第二条　市区内不再办理燃油助力车的新增登记。
第三条　已经登记的燃油助力车，按照登记年份分三年注销，车主可以领取补贴。
第四条　公安、环境保护和财政部门按照职责组织实施。
第五条　本办法自发布之日起施行。`),
	}
)

const stallsText = `
第一条　为了加强集贸市场摊位管理，维护交易秩序，结合本市实际，制定本办法。
第二条　本办法适用于市区内各类集贸市场的固定摊位和临时摊位。
第三条　摊位由市场开办者统一编号，公开招租，租期不得超过一年。
第四条　经营者应当在摊位明显处悬挂营业执照，明码标价。
第五条　市场开办者应当设置公平秤，每月校验一次。
第六条　违反本办法的，由工商行政管理部门处五十元以下罚款。
第七条　本办法自1996年5月1日起施行。`

// Rewording is a wording that one of the fixed documents of the stock had from
// the day of a clean-up on.
type Rewording struct {
	Title string
	On    calendar.Day
	Body  string // safe HTML
}

// Rewordings is the later wordings of the fixed documents, for each document
// the oldest first.
func Rewordings() []Rewording {
	second := strings.NewReplacer("租期不得超过一年", "租期不得超过三年", "处五十元以下罚款", "处二百元以下罚款").Replace(stallsText)
	third := strings.NewReplacer("设置公平秤，每月校验一次", "设置公平秤和投诉台，公平秤每季度送法定机构检定",
		"第六条　违反", "第五条之一　进场销售食用农产品的，市场开办者应当查验产地证明，并保存记录六个月。\n第六条　违反").Replace(second)
	return []Rewording{
		{bathhouses[1].title, calendar.MustDay("2004-06-30"), bathhouseAmended},
		{stalls.title, calendar.MustDay("2004-06-30"), safe(second)},
		{stalls.title, calendar.MustDay("2010-12-30"), safe(third)},
	}
}

// Bathhouses is the titles of the three documents of one matter, the oldest
// first.
func Bathhouses() (titles [3]string) {
	for i, d := range bathhouses {
		titles[i] = d.title
	}
	return titles
}

// bathhouseAmended is the second as it read from its amendment on: articles 6
// and 8 differ, and 8-1 is new.
var bathhouseAmended = safe(`
《长春市公共浴池卫生管理办法》已经市政府常务会议讨论通过，现予公布。
# 第一章　总则
第一条　为了保障洗浴者的身体健康，规范公共浴池的卫生管理，根据有关法律、法规，结合本市实际，制定本办法。
第二条　本办法适用于本市行政区域内经营性公共浴池的卫生及其监督管理。
第三条　市卫生行政部门负责全市公共浴池的卫生监督，县（市）、区卫生行政部门负责本辖区内的卫生监督。
# 第二章　卫生要求
第四条　公共浴池应当依法取得卫生许可证，并悬挂在醒目的位置。
第五条　池水应当循环净化、每日更换，浊度和细菌总数应当符合国家卫生标准。
第六条　公用的毛巾、浴衣和拖鞋应当一客一换一消毒，消毒记录保存不少于半年。
第七条　从业人员应当每年进行健康检查，取得健康合格证明后方可上岗。
# 第三章　监督和责任
第八条　卫生行政部门每年对公共浴池的抽检不得少于四次，抽检结果自检测完成之日起十个工作日内向社会公布。
第八条之一　经营者应当在入口处公示最近一次抽检结果。
第九条　违反本办法第五条、第六条规定的，由卫生行政部门责令限期改正；逾期不改正的，依法给予处罚。
# 第四章　附则
第十条　本办法自公布之日起三十日后施行。《长春市公共浴池管理暂行规定》同时废止。`)

// cleanUps are the days on which the city went through what it had issued, and
// repealed, declared void and amended documents by one decision.
var cleanUps = []calendar.Day{
	calendar.MustDay("1994-12-30"), calendar.MustDay("1998-06-30"), calendar.MustDay("2001-12-28"),
	calendar.MustDay("2004-06-30"), calendar.MustDay("2007-12-28"), calendar.MustDay("2010-12-30"),
	calendar.MustDay("2013-06-28"), calendar.MustDay("2015-12-30"), lastCleanUp,
}

var lastCleanUp = calendar.MustDay("2017-11-28")

const cleanUpBody = `
根据有关法律、法规和上级要求，市政府组织各部门对现行规范性文件进行了清理。现将清理结果公布如下：
一、与上位法不一致、已被新的规定代替或者不再适用的文件，予以废止。
二、适用期已过或者调整对象已经消失的文件，宣布失效。
三、个别条款不适应实际需要的文件，予以修改。
四、未列入上述范围的文件继续有效。
本决定自公布之日起施行。`

func cleanUpTitle(on calendar.Day) string {
	return "长春市人民政府关于公布" + on.String()[:4] + "年规范性文件清理结果的决定"
}

// CleanUps is the decisions of the city's clean-ups by the day they were issued,
// on which they took effect: their titles.
func CleanUps() map[calendar.Day]string {
	titles := map[calendar.Day]string{}
	for _, day := range cleanUps {
		titles[day] = cleanUpTitle(day)
	}
	return titles
}

// CleanUpAfter is the day of the first clean-up after the day; that of 2017 if
// there is none.
func CleanUpAfter(day calendar.Day) calendar.Day {
	for _, on := range cleanUps {
		if on > day {
			return on
		}
	}
	return lastCleanUp
}

// fixedStock is the documents of the stock that are there at every scale, so
// that each way in which a norm can fare is to be seen: replaced, reworded,
// repealed, declared void; and the decisions that did it, but for that of 2017.
func fixedStock(c *city) []document {
	government := c.byCode["CC"]
	fixed := func(d *namedDocument, validity string, ended calendar.Day) document {
		return document{agency: government, series: government.Series[0], issued: d.issued, published: d.published,
			channel: Website, validity: validity, ended: ended, named: d, stock: true}
	}
	list := []document{
		fixed(&bathhouses[0], Repealed, bathhouses[1].issued+30),
		fixed(&bathhouses[1], Repealed, bathhouses[2].issued+30),
		fixed(&bathhouses[2], InForce, calendar.NoDay),
		fixed(&stalls, Amended, calendar.NoDay),
		fixed(&kiosks, Repealed, lastCleanUp),
		fixed(&mopeds, Expired, lastCleanUp),
	}
	for _, day := range cleanUps[:len(cleanUps)-1] {
		d := namedDocument{title: cleanUpTitle(day), stage: "结果", keywords: "规范性文件 清理 决定", issued: day, published: day, body: safe(cleanUpBody)}
		list = append(list, fixed(&d, InForce, calendar.NoDay))
	}
	return list
}
