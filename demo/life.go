package demo

// State is how far a [Story] has come.
type State string

const (
	Drafting   State = "drafting"   // with the clerk
	Returned   State = "returned"   // came back with a reason
	Consulting State = "consulting" // other agencies have been asked
	Reviewing  State = "reviewing"  // waits for the secrecy review
	Signing    State = "signing"    // waits for the signature
	Scheduled  State = "scheduled"  // signed, goes out at a set minute
	Withheld   State = "withheld"   // 不予公开
	OnRequest  State = "on_request" // 依申请公开
	Published  State = "published"
	Withdrawn  State = "withdrawn"
)

// Story is an item for the officials' desk, as it should stand when the city
// has been loaded. Days are counted from the day of loading, so that the desk
// is never years late; all are working days.
type Story struct {
	Agency   string
	Category string
	Title    string
	Body     string // safe HTML
	Keywords string
	Stage    string
	Matter   string // what it is a step of; "" if of none
	// IssuedAgo is how many days ago the information was formed; more than 20
	// makes it late.
	IssuedAgo int
	State     State

	Why string // Returned, Withheld, OnRequest, Withdrawn: the reason
	// Override is why something the gate stops may stand; "" for nothing. It is
	// asked for by the drafter and agreed to by the secrecy reviewer.
	Override    string
	Ground      string      // Withheld: code in law/regulation, edition 2019
	ReexamineIn int         // Withheld, OnRequest: days until it is looked at again
	Consulted   []Consulted // Consulting, and others that were consulted before
	GoesOutIn   int         // Scheduled: days until then, at half past eight
	// Revisions are the later contents of what was published, oldest first;
	// Title and Body above are the first.
	Revisions    []Revision
	PublishedAgo int // Published, Withdrawn: not more than IssuedAgo
	WithdrawnAgo int // Withdrawn: not more than PublishedAgo
}

// Consulted is an agency that was asked.
type Consulted struct {
	Agency string
	DueIn  int    // days until its silence counts as no objection
	Answer string // "" while open, "concur" or "object"
	Words  string // required for "object"
}

// Revision replaces title and body of what is public.
type Revision struct {
	Ago    int // not more than the one before it
	Change string
	Title  string
	Body   string
}

// Life is what lies on the desks when the city has been loaded, most of it in
// the General Office, where the sign-ins of [Accounts] work.
func Life() []Story {
	draft := func(category, title, stage, keywords string, ago int, body string) Story {
		return Story{Agency: "ZFBGT", Category: category, Title: title, Body: safe(body), Keywords: keywords, Stage: stage, IssuedAgo: ago, State: Drafting}
	}
	in := func(s Story, state State, change ...func(*Story)) Story {
		s.State = state
		for _, f := range change {
			f(&s)
		}
		return s
	}
	of := func(agency string) func(*Story) { return func(s *Story) { s.Agency = agency } }
	why := func(reason string) func(*Story) { return func(s *Story) { s.Why = reason } }
	again := func(days int) func(*Story) { return func(s *Story) { s.ReexamineIn = days } }
	ground := func(code string) func(*Story) { return func(s *Story) { s.Ground = code } }
	asked := func(list ...Consulted) func(*Story) { return func(s *Story) { s.Consulted = list } }
	out := func(ago int) func(*Story) { return func(s *Story) { s.PublishedAgo = ago } }
	step := func(matter string) func(*Story) { return func(s *Story) { s.Matter = matter } }

	return []Story{
		draft("A0502", "政务服务大厅延时服务安排（初稿）", "服务", "延时服务 政务大厅", 2, `
自下月起，政务服务大厅工作日午间和周六上午提供延时服务，办理事项目录在大厅公示。
不能自助取号的，可以联系导办员李某，手机13804312266，或者在服务台登记。`),
		in(draft("A0502", "企业开办帮办代办联系方式", "服务", "企业开办 帮办代办", 4, `
企业开办实行帮办代办，从名称申报到领取执照由帮办员全程协助，不收取费用。
帮办专线由值班人员轮流接听：13944017788，工作日九时至十六时三十分。`), Signing, func(s *Story) {
			s.Override = "帮办专线由办公室配发，号码已在大厅和办事指南上公布，不是个人手机。"
		}),
		draft("A0104", "长春市人民政府办公厅关于进一步规范政府网站栏目更新的通知", "管理", "政府网站 通知", 1, `
各县（市）、区人民政府，各开发区管委会，市政府各委办局：
为保证政府网站栏目内容准确、更新及时，现就有关事项通知如下。
# 一、更新时限
动态类栏目每周至少更新一次，政策文件类栏目自文件形成之日起二十个工作日内更新，机构职能、领导信息有变化的三日内更新。
# 二、检查方式
市政府办公厅每月抽查，结果在政府网站公布。`),
		draft("A0502", "政务服务“网上开证明”事项新增清单", "服务", "网上开证明 清单", 3, `
经梳理，新增可以在网上申请开具的证明事项，申请人登录网上办事大厅提交申请，经审核后快递送达。
清单将在征求各部门意见后公布。`),
		draft("A0207", "市政府常务会议关于供热工作的议定事项", "决策", "常务会议 供热", 8, `
会议听取了今冬供热准备情况的汇报，要求供热单位按期完成检修，煤炭储备达到规定天数，对弃供、停供要有接管预案。
会议决定，设立投诉热线，实行二十四小时值守。`),
		draft("A1503", "食品安全专题新闻发布会实录", "结果", "新闻发布会 食品安全", 24, `
主持人：各位记者朋友，欢迎出席今天的新闻发布会。
发言人：今年以来，全市共抽检食品两万余批次，总体合格率保持稳定，不合格产品已全部下架封存。`),
		in(draft("A0305", "市政府办公厅年度政务公开培训计划", "决策", "培训 计划", 5, `
全年安排四期培训，覆盖全部政务公开工作人员，内容包括条例解读、属性认定、保密审查和平台操作。`), Returned,
			why("培训经费数额与财政批复不一致，请核对后重新提交；附表中联系人的手机号码应当删去。")),
		in(draft("A0108", "《关于推进政务新媒体健康发展的意见》政策解读", "决策", "政策解读 新媒体", 6, `
意见出台的背景是部分政务新媒体更新不及时、互动不回应。文件从开设、运维、互动和退出四个方面作了规定。`), Returned,
			why("解读应当说明与原规定的不同之处，请补充新旧对照。")),
		in(draft("B0201", "关于调整部分公交线路走向的通告", "管理", "公共交通 通告", 4, `
因亚泰大街快速路施工，拟对沿线公交线路走向作临时调整，调整方案自通告发布后第五日起实施。`), Consulting,
			asked(Consulted{Agency: "JTJ", DueIn: 3}, Consulted{Agency: "GAJ", DueIn: 3, Answer: "concur", Words: "同意，请在施工路段增设提示标志。"})),
		in(draft("A1102", "关于小学生课后免费托管服务工作情况的通报", "结果", "教育 课后托管", 9, `
全市开展课后免费托管的小学已达百所，参加学生覆盖各年级，各区按照标准配备了看护人员。`), Consulting,
			asked(Consulted{Agency: "JYJ", DueIn: 2}, Consulted{Agency: "CZJ", DueIn: -1})),
		in(draft("A1301", "冬季大气污染防治攻坚情况（月报）", "执行", "大气污染 月报", 7, `
本月优良天数多于去年同期，秸秆焚烧火点明显减少，燃煤小锅炉淘汰按计划推进。`), Consulting,
			asked(Consulted{Agency: "HBJ", DueIn: 1, Answer: "object", Words: "火点数据须以国家卫星遥感核定结果为准，请待核定后公布。"})),
		in(draft("A0104", "长春市人民政府办公厅关于做好春节期间值班工作的通知", "管理", "值班 通知", 2, `
各单位要严格执行二十四小时值班和领导带班制度，遇有突发事件立即报告，不得迟报、漏报、瞒报。`), Reviewing),
		in(draft("A1502", "市人大代表关于扶持科技型小巨人企业议案的办理结果", "结果", "建议提案 科技企业", 6, `
市科技局会同有关部门制定了培育计划，对入库企业给予研发补助，帮助对接金融机构，首批企业已获得支持。`), Reviewing,
			asked(Consulted{Agency: "KJJ", DueIn: 0, Answer: "concur"})),
		in(draft("A0503", "市政府办公厅权力清单和责任清单调整公告", "管理", "权力清单 责任清单", 15, `
根据机构职能变化，取消事项两项，调整行使层级一项，现将调整后的清单予以公布。`), Reviewing),
		in(draft("A1202", "市政府办公厅关于寒潮天气防范应对的紧急通知", "执行", "寒潮 应急", 0, `
气象部门预计，未来四十八小时气温下降十度以上。请供热、供水、供电、交通和民政部门立即落实应对措施，做好流浪乞讨人员救助。`), Reviewing),
		in(draft("A1006", "年度重点建设项目清单（第二批）", "执行", "重大项目 清单", 18, `
第二批重点项目涵盖轨道交通、保障性安居工程、水环境治理和产业升级四个方面，各项目责任单位和计划工期一并公布。`), Signing),
		in(draft("A0107", "市政府规范性文件清理结果公告", "结果", "规范性文件 清理", 12, `
经清理，继续有效的文件保留执行，与上位法不一致的予以废止，适用期已过的宣布失效，目录自公布之日起施行。`), Signing),
		in(draft("A0203", "市政府领导工作分工", "管理", "领导分工", 19, `
根据工作需要，对市政府领导同志的工作分工作出调整，各位领导分管的部门和联系的单位见附表。`), Signing),
		in(draft("A1504", "长春政报本期目录", "结果", "政府公报", 1, `
本期刊登市政府文件四件、市政府办公厅文件六件、人事任免一件、大事记一篇。`), Scheduled,
			func(s *Story) { s.GoesOutIn = 1 }),
		in(draft("A1501", "政府信息公开工作年度报告（市政府办公厅）", "结果", "年度报告", 10, `
本报告包括总体情况、主动公开情况、依申请公开情况、复议诉讼情况、存在的问题和改进措施六个部分。`), Scheduled,
			func(s *Story) { s.GoesOutIn = 5 }),
		in(draft("A0207", "关于某重点企业改制方案的会议纪要", "决策", "会议纪要", 11, `
会议讨论了企业改制的几种方案，与会单位意见尚不一致，决定由国资部门进一步论证后再行研究。`), Withheld,
			ground("2019-16-2"), why("属于尚在讨论的过程性信息，公开可能影响职工安置谈判；方案确定后应当公开。"), again(120)),
		in(draft("A1201", "重要目标防护应急预案（专本）", "管理", "应急预案", 20, `
本预案规定重要目标的防护力量部署、通信联络和处置程序。`), Withheld,
			ground("2019-14-3"), why("公开部署细节可能危及公共安全；已另行公开不含部署细节的简本。"), again(240)),
		in(draft("A0402", "市政府大楼能耗分户统计表", "管理", "能耗 统计", 14, `
本表按楼层和单位统计用电、用水和用热情况，逐月汇总。`), OnRequest,
			why("数据量大、社会关注度低，制作成本高，依申请提供。"), again(240)),
		in(draft("A0202", "市政府办公厅处室职责和联系方式", "管理", "内设机构 联系方式", 60, `
办公厅设综合、秘书、信息、督查、政务公开等处室，各处室职责和办公电话予以公布。`), Published, out(55), func(s *Story) {
			s.Revisions = []Revision{
				{Ago: 30, Change: "政务公开处增加职能和人员，职责相应调整", Title: "市政府办公厅处室职责和联系方式", Body: safe(`
办公厅设综合、秘书、信息、督查、政务公开等处室，各处室职责和办公电话予以公布。
政务公开处增加指导全市政务公开、组织社会评估和培训的职责。`)},
				{Ago: 4, Change: "更正政务公开处的传真号码", Title: "市政府办公厅内设机构职责和联系方式", Body: safe(`
办公厅设综合、秘书、信息、督查、政务公开等处室，各处室职责和办公电话予以公布。
政务公开处负责指导全市政务公开、组织社会评估和培训，电话88779005，传真88779002。`)},
			}
		}),
		in(draft("A0501", "企业开办“N证联办”办事指南", "服务", "N证联办 办事指南", 40, `
申请人一次告知、一表申请、一窗受理，营业执照与后置许可同步办理，承诺时限十个工作日。`), Published, out(38), step("企业开办便利化"), func(s *Story) {
			s.Revisions = []Revision{{Ago: 9, Change: "承诺时限由十个工作日压缩为七个工作日", Title: "企业开办“N证联办”办事指南", Body: safe(`
申请人一次告知、一表申请、一窗受理，营业执照与后置许可同步办理，承诺时限七个工作日。`)}}
		}),
		in(draft("A1403", "关于部分同志职务任免的通知", "结果", "人事任免", 12, `
经研究决定，任命王某某、李某某同志有关职务，试用期一年。`), Published, out(9)),
		in(draft("A1505", "群众反映老旧小区供水问题办理情况", "结果", "供水 互动", 48, `
针对市民集中反映的老旧小区水压不足问题，供水企业已完成二次供水设施改造，居民用水恢复正常。`), Published, out(16), step("老旧小区二次供水改造")),
		in(draft("A0305", "企业开办便利化工作安排", "决策", "企业开办 工作安排", 60, `
企业开办各环节由一个窗口受理，营业执照、刻制公章、申领发票并行办理，年内压缩到三个工作日以内。`), Published, out(58), step("企业开办便利化")),
		in(draft("A0305", "企业开办便利化进展情况（月报）", "执行", "企业开办 进展", 25, `
一个窗口受理已经在全部政务服务大厅实行，平均办理时间由十个工作日降到七个工作日。`), Published, out(24), step("企业开办便利化")),
		in(draft("A1006", "老旧小区二次供水改造计划", "决策", "供水 改造计划", 90, `
计划分三批改造泵房和老化管网，由供水企业组织实施，居民不负担费用。`), Published, out(86), step("老旧小区二次供水改造")),
		in(draft("A1006", "老旧小区二次供水改造进度", "执行", "供水 改造进度", 62, `
第一批泵房已经通水，第二批正在更换管网，施工期间每日停水不超过四小时并提前张贴通知。`), Published, out(60), step("老旧小区二次供水改造")),
		in(draft("A0502", "老旧小区二次供水报修和咨询办法", "服务", "供水 报修", 58, `
供水热线二十四小时受理报修，一般故障当日处理；水质检测结果每月张贴在小区公告栏。`), Published, out(55), step("老旧小区二次供水改造")),
		in(draft("A0902", "政务云服务采购成交结果公告", "结果", "政府采购 成交", 35, `
政务云服务采购项目经竞争性磋商，成交供应商为长春嘉禾信息技术有限公司。`), Withdrawn, out(32), func(s *Story) { s.WithdrawnAgo = 20 },
			why("供应商质疑成立，成交结果已被确认无效，项目将重新组织采购，新的结果另行公布。")),
		in(draft("B0702", "困难家庭临时救助名单公示", "结果", "临时救助 公示", 50, `
现将本批次临时救助对象予以公示，公示期七天。`), Withdrawn, of("MZJ"), out(47), func(s *Story) { s.WithdrawnAgo = 39 },
			why("公示期已满，为保护个人隐私撤下；救助人数和资金总额见临时救助情况统计。")),
		in(draft("A1102", "义务教育学区划分调整征求意见稿", "决策", "教育 学区", 13, `
根据新建学校投入使用的情况，拟对部分小学学区作适当调整，现向社会征求意见，期限三十日。`), Signing, of("JYJ")),
		in(draft("A1304", "关于不合格挂面情况的通告", "结果", "食品安全 抽检", 22, `
在近期监督抽检中发现一批次挂面菌落总数不符合标准，已责令停止销售并召回，检验报告见附件。`), Reviewing, of("SYJ")),
		in(draft("A1107", "公共租赁住房租金标准（重新核定）", "服务", "住房保障 租金", 5, `
根据房屋成本和居民收入变化，重新核定公共租赁住房租金标准，低保家庭继续执行优惠租金。`), Consulting, of("FGJ"),
			asked(Consulted{Agency: "CZJ", DueIn: 4}, Consulted{Agency: "FGW", DueIn: 4}, Consulted{Agency: "ZFBGT", DueIn: 4})),
		in(draft("A0106", "农安县人民政府关于秸秆综合利用的实施意见", "决策", "秸秆 意见", 10, `
各乡镇人民政府、县直各部门：为推进秸秆综合利用，对收储运主体给予补助，重点支持饲料化、肥料化和能源化利用。`), Published, of("NAX"), out(8)),
	}
}
