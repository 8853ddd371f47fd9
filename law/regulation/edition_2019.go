package regulation

import "gongkai/law/calendar"

const decree711 = "国务院令第711号"

// edition2019 is the revision of 2019-04-03, in force from 2019-05-15 (第五十六条).
var edition2019 = Edition{
	Code:   "2019",
	Name:   "中华人民共和国政府信息公开条例（2019年修订）",
	Decree: decree711,
	From:   calendar.MustDay("2019-05-15"),
	Until:  calendar.NoDay,

	Rules: []Rule{
		{Duty: Publish, Name: "主动公开", Days: 20, Unit: WorkingDay, Article: "第二十六条", Source: decree711},
		{Duty: Reply, Name: "答复", Days: 20, Unit: WorkingDay, Article: "第三十三条第二款", Source: decree711},
		{Duty: Extend, Name: "延长答复期限", Days: 20, Unit: WorkingDay, Article: "第三十三条第二款", Source: decree711},
		{Duty: Clarify, Name: "告知补正", Days: 7, Unit: WorkingDay, Article: "第三十条", Source: decree711,
			Silence: "申请人无正当理由逾期不补正的，视为放弃申请"},
		{Duty: Restart, Name: "补正后重新起算", Article: "第三十条", Source: decree711},
		{Duty: ThirdParty, Name: "第三方提出意见", Days: 15, Unit: WorkingDay, Article: "第三十二条", Source: decree711,
			Silence: "第三方逾期未提出意见的，由行政机关决定是否公开"},
		{Duty: CoAuthor, Name: "共同制作机关提出意见", Days: 15, Unit: WorkingDay, Article: "第三十四条", Source: decree711,
			Silence: "被征求意见机关逾期未提出意见的，视为同意公开"},
		{Duty: Consulting, Name: "征求意见所需时间不计算在内", Article: "第三十三条第三款", Source: decree711},
		{Duty: AnnualBody, Name: "部门年度报告", By: "01-31", Article: "第四十九条第一款", Source: decree711},
		{Duty: AnnualLevel, Name: "本级政府年度报告", By: "03-31", Article: "第四十九条第二款", Source: decree711},
	},

	Categories: []Category{
		{"A01", "法规规章和规范性文件", "行政法规、规章和规范性文件", "第二十条第（一）项", AllLevels, "Laws, rules and normative documents"},
		{"A02", "机构职能", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名", "第二十条第（二）项", AllLevels, "Functions and structure of the agency"},
		{"A03", "规划计划", "国民经济和社会发展规划、专项规划、区域规划及相关政策", "第二十条第（三）项", AllLevels, "Plans"},
		{"A04", "统计信息", "国民经济和社会发展统计信息", "第二十条第（四）项", AllLevels, "Statistics"},
		{"A05", "行政许可和对外管理服务", "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果", "第二十条第（五）项", AllLevels, "Licences and other services"},
		{"A06", "行政处罚和行政强制", "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定", "第二十条第（六）项", AllLevels, "Penalties and compulsion"},
		{"A07", "财政预决算", "财政预算、决算信息", "第二十条第（七）项", AllLevels, "Budgets and final accounts"},
		{"A08", "行政事业性收费", "行政事业性收费项目及其依据、标准", "第二十条第（八）项", AllLevels, "Administrative charges"},
		{"A09", "政府采购", "政府集中采购项目的目录、标准及实施情况", "第二十条第（九）项", AllLevels, "Government procurement"},
		{"A10", "重大建设项目", "重大建设项目的批准和实施情况", "第二十条第（十）项", AllLevels, "Major construction projects"},
		{"A11", "民生政策", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况", "第二十条第（十一）项", AllLevels, "Livelihood policies"},
		{"A12", "突发公共事件", "突发公共事件的应急预案、预警信息及应对情况", "第二十条第（十二）项", AllLevels, "Public emergencies"},
		{"A13", "监督检查", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况", "第二十条第（十三）项", AllLevels, "Supervision and inspection"},
		{"A14", "公务员招考", "公务员招考的职位、名额、报考条件等事项以及录用结果", "第二十条第（十四）项", AllLevels, "Civil service recruitment"},
		{"A15", "其他法定公开信息", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息", "第二十条第（十五）项", AllLevels, "Other information required by law"},

		{"B01", "市政建设", "市政建设", "第二十一条", City | County, "Municipal works"},
		{"B02", "公共服务", "公共服务", "第二十一条", City | County, "Public services"},
		{"B03", "公益事业", "公益事业", "第二十一条", City | County, "Public welfare"},
		{"B04", "土地征收", "土地征收", "第二十一条", City | County, "Land expropriation"},
		{"B05", "房屋征收", "房屋征收", "第二十一条", City | County, "House expropriation"},
		{"B06", "治安管理", "治安管理", "第二十一条", City | County, "Public order"},
		{"B07", "社会救助", "社会救助", "第二十一条", City | County, "Social assistance"},

		{"C01", "农业农村政策", "贯彻落实农业农村政策", "第二十一条", Township, "Agricultural and rural policies"},
		{"C02", "农田水利工程", "农田水利工程建设运营", "第二十一条", Township, "Irrigation works"},
		{"C03", "土地承包经营权流转", "农村土地承包经营权流转", "第二十一条", Township, "Transfer of land contract rights"},
		{"C04", "宅基地审核", "宅基地使用情况审核", "第二十一条", Township, "Homestead use review"},
		{"C05", "乡镇土地征收", "土地征收", "第二十一条", Township, "Land expropriation in townships"},
		{"C06", "乡镇房屋征收", "房屋征收", "第二十一条", Township, "House expropriation in townships"},
		{"C07", "筹资筹劳", "筹资筹劳", "第二十一条", Township, "Levies of funds and labour"},
		{"C08", "乡镇社会救助", "社会救助", "第二十一条", Township, "Social assistance in townships"},
	},

	Grounds: []Ground{
		{Code: "2019-14-1", Name: "国家秘密", Article: "第十四条", Must: true, Source: decree711},
		{Code: "2019-14-2", Name: "法律、行政法规禁止公开", Article: "第十四条", Must: true, Source: decree711},
		{Code: "2019-14-3", Name: "可能危及国家安全、公共安全、经济安全、社会稳定", Article: "第十四条", Must: true, Source: decree711},
		{Code: "2019-15-1", Name: "商业秘密", Article: "第十五条", Must: true, Unless: thirdPartyUnless, Source: decree711},
		{Code: "2019-15-2", Name: "个人隐私", Article: "第十五条", Must: true, Unless: thirdPartyUnless, Source: decree711},
		{Code: "2019-15-3", Name: "损害第三方其他合法权益", Article: "第十五条", Must: true, Unless: thirdPartyUnless, Source: decree711},
		{Code: "2019-16-1", Name: "内部事务信息", Article: "第十六条第一款", Source: decree711},
		{Code: "2019-16-2", Name: "过程性信息", Article: "第十六条第二款", Unless: otherLawUnless, Source: decree711},
		{Code: "2019-16-3", Name: "行政执法案卷信息", Article: "第十六条第二款", Unless: otherLawUnless, Source: decree711},
		{Code: "2019-36-7", Name: "工商、不动产登记资料等另有规定的信息", Article: "第三十六条第（七）项", Source: decree711},
	},

	Receipts:     receipts2019,
	Outcomes:     outcomes2019,
	Corrections:  corrections2019,
	Answers:      answers2019,
	noSupplement: "2019-B3.6.1",
	noPayment:    "2019-B3.6.2",
	withdrawn:    "2019-B3.6.3-withdrawn",
}

const (
	thirdPartyUnless = "第三方同意公开，或者行政机关认为不公开会对公共利益造成重大影响的，予以公开"
	otherLawUnless   = "法律、法规、规章规定应当公开的，从其规定"
)
