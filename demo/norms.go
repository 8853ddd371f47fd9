package demo

import "gongkai/law/calendar"

// bathhouses is one matter ruled three times: each document took the place of
// the one before it, and the second was amended in between. Their texts are
// ours, and so are their days; where they stand in the stock says the plan.
var bathhouses = [3]namedDocument{
	{
		title:    "长春市公共浴池管理暂行规定",
		stage:    "管理",
		keywords: "规范性文件 卫生 公共浴池",
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
		title:    "长春市公共浴池卫生管理办法",
		stage:    "管理",
		keywords: "规范性文件 卫生 公共浴池",
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
第十条　本办法自公布后满三十日起施行。《长春市公共浴池管理暂行规定》同时废止。`),
	},
	{
		title:    "长春市公共浴池和游泳场所管理办法",
		stage:    "管理",
		keywords: "规范性文件 卫生 公共浴池 游泳场所",
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
第十二条　本办法自公布后满三十日起施行。《长春市公共浴池卫生管理办法》同时废止。`),
	},
}

// Bathhouses is the titles of the three documents of one matter, the oldest
// first, and how the second read after it was amended.
func Bathhouses() (titles [3]string, amended string) {
	for i, d := range bathhouses {
		titles[i] = d.title
	}
	return titles, bathhouseAmended
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
第十条　本办法自公布后满三十日起施行。《长春市公共浴池管理暂行规定》同时废止。`)

// nameChain gives the three documents of one matter their places in the stock:
// two that were repealed and one in force, each some years after the other. In
// a small city there may be none.
func nameChain(docs []document) {
	at := [3]int{-1, -1, -1}
	after := calendar.NoDay
	earliest := []calendar.Day{calendar.MustDay("1990-01-01"), calendar.MustDay("2000-01-01"), calendar.MustDay("2010-01-01")}
	latest := []calendar.Day{calendar.MustDay("1999-12-31"), calendar.MustDay("2008-12-31"), calendar.MustDay("2016-06-30")}
	for k := range at {
		after = max(after, earliest[k])
		for i, d := range docs {
			if d.agency.Code != "CC" || d.named != nil || d.issued < after || d.issued > latest[k] {
				continue
			}
			if want := map[bool]string{true: Repealed, false: InForce}[k < 2]; d.validity != want {
				continue
			}
			if at[k] < 0 || d.issued < docs[at[k]].issued {
				at[k] = i
			}
		}
		if at[k] < 0 {
			return
		}
		after = docs[at[k]].issued + 3*365
	}
	for k, i := range at {
		docs[i].named = &bathhouses[k]
		if k > 0 {
			docs[at[k-1]].ended = docs[i].issued + 30
		}
	}
}
