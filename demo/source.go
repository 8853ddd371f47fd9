package demo

// Sourced is what lies on the desks of the General Office to show where the
// attribute of a document comes from: one that is forwarded, one issued with
// others, one that is split, one on which the secrecy authority is asked, a
// dispute between agencies, and what is kept and looked at again. The states of
// the stories say nothing here.
type Sourced struct {
	Forwarded Story // determined elsewhere as 依申请公开
	From      string
	Named     string // the forwarded document

	Joint    Story
	Partners []string // the first has agreed, the others have not answered

	Mixed    Story
	Withheld int // which paragraph cannot be opened, from 0

	Asked     Story // Why is what is asked
	Authority string

	Disputed Story  // by the one agency consulted
	Why      string // the dispute is taken to the city's office

	// Kept are looked at again ReexamineIn working days from now; the last two
	// were opened since.
	Kept []Story
}

// Sources is what is told of sources.
func Sources() Sourced {
	draft := func(category, title, stage, keywords string, ago int, body string) Story {
		return Story{Agency: "ZFBGT", Category: category, Title: title, Body: safe(body), Keywords: keywords, Stage: stage, IssuedAgo: ago, State: Drafting}
	}
	kept := func(s Story, ground, why string, again int) Story {
		s.Ground, s.Why, s.ReexamineIn = ground, why, again
		return s
	}
	joint := draft("A1202", "关于开展冬季道路交通安全联合检查的通知", "执行", "交通安全 联合检查", 3, `
市政府办公厅会同市交通局、市公安局开展冬季道路交通安全联合检查，重点检查客运场站、校车和危险路段。
检查分自查、抽查和整改三个阶段，结果向社会公布。`)
	disputed := draft("A1301", "采暖期空气质量与供热燃煤情况通报", "结果", "空气质量 供热", 8, `
采暖期空气质量总体稳定，供热企业燃煤硫分抽检合格率高于上年。
现将抽检情况和处理结果予以公布。`)
	disputed.Consulted = []Consulted{{Agency: "HBJ", DueIn: 1, Answer: "object", Words: "抽检尚有三家企业在复检，宜待复检完成后一并公布。"}}
	return Sourced{
		Forwarded: draft("A0104", "转发省政府办公厅关于重点项目调度情况通报的通知", "执行", "重点项目 调度", 2, `
现将省政府办公厅关于重点项目调度情况的通报转发给你们，请对照通报指出的问题抓紧整改。`),
		From: "吉林省人民政府办公厅", Named: "关于重点项目调度情况的通报",
		Joint: joint, Partners: []string{"JTJ", "GAJ"},
		Mixed: draft("A1201", "市级应急救灾物资储备和调用办法", "管理", "应急 救灾物资", 4, `
市级应急救灾物资由民政部门统一管理，按照分级负责、就近调用的原则使用。
储备库的具体位置、库存数量和守卫力量见本办法附页，由值班人员掌握。
物资调用后三十日内公布调用去向和数量，接受社会监督。`), Withheld: 1,
		Asked: func() Story {
			s := draft("A1006", "城市供水管网改造工程平面示意图说明", "管理", "供水 管网改造", 6, `
本次改造涉及老旧供水管网，分三个标段实施，施工期间分区停水，停水时间提前公告。`)
			s.Why = "示意图标注了主干管走向和加压泵站位置，是否属于不宜公开的重要基础设施信息，本机关不能确定。"
			return s
		}(), Authority: "长春市国家保密局",
		Disputed: disputed, Why: "抽检结果已送达企业，复检只涉及三家，可以注明复检情况先行公布，回应市民关切。",
		Kept: []Story{
			kept(draft("A0207", "关于某区域停车收费调整的讨论记录", "决策", "停车 收费", 40, `
与会单位对收费标准和免费时段有不同意见，会议要求补充测算后再议。`), "2019-16-2", "属于讨论记录；方案确定后应当公开结果。", -2),
			kept(draft("A0402", "机关食堂运行费用分项统计", "管理", "后勤 统计", 45, `
本表按月统计食堂采购、人工和能耗费用。`), "", "内部后勤管理信息，数据量大，依申请提供。", 0),
			kept(draft("A0207", "关于公交线网优化的磋商信函", "决策", "公交 线网", 50, `
就线网优化的时序和补贴方式征求有关单位意见。`), "2019-16-2", "属于磋商信函，方案尚未确定。", 2),
			kept(draft("A0203", "市政府值班安排调整方案（讨论稿）", "管理", "值班", 55, `
调整值班层级和交接要求，征求各处室意见。`), "2019-16-2", "属于过程性信息。", 30),
			kept(draft("A0502", "政务大厅进驻事项评估报告", "服务", "政务服务 评估", 60, `
对进驻大厅的事项逐项评估办件量和满意度，提出增减建议。`), "", "篇幅较大，先依申请提供。", 40),
		},
	}
}
