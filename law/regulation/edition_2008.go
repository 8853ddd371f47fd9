package regulation

import "gongkai/law/calendar"

const (
	decree492 = "国务院令第492号"
	// Opinion 5 of 2010 told offices how to read the first edition.
	opinion2010 = "国办发〔2010〕5号"
)

// edition2008 is the first edition, of 2007-04-05, in force from 2008-05-01 to
// the eve of the revision.
//
// It knew no limit for asking an applicant to supplement, and none for a third
// party. That the limit ran again after a supplement was the practice.
var edition2008 = Edition{
	Code:   "2008",
	Name:   "中华人民共和国政府信息公开条例（2007年）",
	Decree: decree492,
	From:   calendar.MustDay("2008-05-01"),
	Until:  calendar.MustDay("2019-05-14"),

	Rules: []Rule{
		{Duty: Publish, Name: "主动公开", Days: 20, Unit: WorkingDay, Article: "第十八条", Source: decree492},
		{Duty: Reply, Name: "答复", Days: 15, Unit: WorkingDay, Article: "第二十四条第二款", Source: decree492},
		{Duty: Extend, Name: "延长答复期限", Days: 15, Unit: WorkingDay, Article: "第二十四条第二款", Source: decree492},
		{Duty: Restart, Name: "补正后重新起算", Article: "第二十一条第（四）项", Source: "实践做法：该项只规定告知申请人更改、补充，未规定期限"},
		{Duty: Consulting, Name: "征求第三方意见所需时间不计算在内", Article: "第二十四条第三款", Source: decree492},
		{Duty: AnnualLevel, Name: "年度报告", By: "03-31", Article: "第三十一条", Source: decree492},
	},

	Categories: []Category{
		{"P01", "法规规章和规范性文件", "行政法规、规章和规范性文件", "第十条第（一）项", CountyAndUp, "Laws, rules and normative documents"},
		{"P02", "规划计划", "国民经济和社会发展规划、专项规划、区域规划及相关政策", "第十条第（二）项", CountyAndUp, "Plans"},
		{"P03", "统计信息", "国民经济和社会发展统计信息", "第十条第（三）项", CountyAndUp, "Statistics"},
		{"P04", "财政预决算", "财政预算、决算报告", "第十条第（四）项", CountyAndUp, "Budgets and final accounts"},
		{"P05", "行政事业性收费", "行政事业性收费的项目、依据、标准", "第十条第（五）项", CountyAndUp, "Administrative charges"},
		{"P06", "政府采购", "政府集中采购项目的目录、标准及实施情况", "第十条第（六）项", CountyAndUp, "Government procurement"},
		{"P07", "行政许可", "行政许可的事项、依据、条件、数量、程序、期限以及申请行政许可需要提交的全部材料目录及办理情况", "第十条第（七）项", CountyAndUp, "Administrative licences"},
		{"P08", "重大建设项目", "重大建设项目的批准和实施情况", "第十条第（八）项", CountyAndUp, "Major construction projects"},
		{"P09", "民生政策", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况", "第十条第（九）项", CountyAndUp, "Livelihood policies"},
		{"P10", "突发公共事件", "突发公共事件的应急预案、预警信息及应对情况", "第十条第（十）项", CountyAndUp, "Public emergencies"},
		{"P11", "监督检查", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况", "第十条第（十一）项", CountyAndUp, "Supervision and inspection"},

		{"Q01", "城乡建设和管理", "城乡建设和管理的重大事项", "第十一条第（一）项", City | County, "Urban and rural construction"},
		{"Q02", "社会公益事业", "社会公益事业建设情况", "第十一条第（二）项", City | County, "Public welfare"},
		{"Q03", "征收征用和拆迁补偿", "征收或者征用土地、房屋拆迁及其补偿、补助费用的发放、使用情况", "第十一条第（三）项", City | County, "Expropriation and compensation"},
		{"Q04", "救灾救济款物", "抢险救灾、优抚、救济、社会捐助等款物的管理、使用和分配情况", "第十一条第（四）项", City | County, "Relief funds and goods"},

		{"R01", "农村工作政策", "贯彻落实国家关于农村工作政策的情况", "第十二条第（一）项", Township, "Rural work policies"},
		{"R02", "财政收支和专项资金", "财政收支、各类专项资金的管理和使用情况", "第十二条第（二）项", Township, "Finance and earmarked funds"},
		{"R03", "土地利用和宅基地", "乡（镇）土地利用总体规划、宅基地使用的审核情况", "第十二条第（三）项", Township, "Land use and homesteads"},
		{"R04", "乡镇征收征用和拆迁补偿", "征收或者征用土地、房屋拆迁及其补偿、补助费用的发放、使用情况", "第十二条第（四）项", Township, "Expropriation and compensation in townships"},
		{"R05", "债权债务和筹资筹劳", "乡（镇）的债权债务、筹资筹劳情况", "第十二条第（五）项", Township, "Debts, levies of funds and labour"},
		{"R06", "乡镇救灾救济款物", "抢险救灾、优抚、救济、社会捐助等款物的发放情况", "第十二条第（六）项", Township, "Relief funds and goods in townships"},
		{"R07", "集体企业和经济实体", "乡镇集体企业及其他乡镇经济实体承包、租赁、拍卖等情况", "第十二条第（七）项", Township, "Collective enterprises"},
		{"R08", "计划生育政策", "执行计划生育政策的情况", "第十二条第（八）项", Township, "Family planning policies"},
	},

	Grounds: []Ground{
		{Code: "2008-14-1", Name: "国家秘密", Article: "第十四条第四款", Must: true, Source: decree492},
		{Code: "2008-14-2", Name: "商业秘密", Article: "第十四条第四款", Must: true, Unless: rightsUnless, Source: decree492},
		{Code: "2008-14-3", Name: "个人隐私", Article: "第十四条第四款", Must: true, Unless: rightsUnless, Source: decree492},
		{Code: "2008-08-1", Name: "危及国家安全、公共安全、经济安全和社会稳定", Article: "第八条", Must: true, Source: decree492},
		{Code: "2008-02-1", Name: "不是《条例》所指政府信息", Article: "第二条", Source: decree492},
		{Code: "2008-02-2", Name: "内部管理信息或者过程性信息", Article: "第二条", Source: opinion2010},
		{Code: "2008-13-1", Name: "与自身生产、生活、科研等特殊需要无关", Article: "第十三条", Source: opinion2010},
		{Code: "2008-99-1", Name: "法律法规规定的其他情形", Article: "有关法律、法规", Source: "2014年版全国政府信息公开情况统计表"},
	},

	Receipts:     receipts2008,
	Outcomes:     outcomes2008,
	Corrections:  corrections2008,
	noSupplement: "2008-7",
	withdrawn:    "2008-withdrawn",
}

const rightsUnless = "经权利人同意公开，或者行政机关认为不公开可能对公共利益造成重大影响的，可以予以公开"
