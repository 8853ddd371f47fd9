package narrative

import (
	"maps"
	"slices"
	"strings"

	"gongkai/figures/annual"
	"gongkai/law/form"
)

// sense is what people write when they speak of a figure.
type sense struct {
	// figures are the names that count it, the first that the report has
	// being meant; joined by "+" where people tell a sum in one number.
	figures []string
	// own is the figure of the agency alone, where people tell both.
	own string
	// words are alternatives. "…" stands for a few characters between.
	words []string
	// topic is what the text must be about where the words alone could mean
	// several figures: 维持 of a reconsideration or of a suit.
	topic []string
	// not are words beside the number that speak of something else.
	not []string
	// units are the measures people use; any other speaks against it.
	units []string
	// part says that it is a part of another figure told with it, 1 and more.
	part int
}

// list cuts a table cell.
func list(s string) []string { return strings.Fields(s) }

func means(figures, words, units string) sense {
	return sense{figures: list(figures), words: list(words), units: list(units)}
}

func (s sense) about(topic string) sense { s.topic = list(topic); return s }
func (s sense) but(not string) sense     { s.not = list(not); return s }
func (s sense) alone(own string) sense   { s.own = own; return s }
func (s sense) inner(part int) sense     { s.part = part; return s }

const (
	pieces  = "条 件 篇 份"
	cases   = "件 起 宗 例 人次 条 份"
	times   = "次 场 期 个 回"
	persons = "人 名 人次 人/次"
	answer  = "件 份 条 起 宗 个"
)

// named are the senses of figures that reports of every form tell.
var named = []sense{
	means("1.1 主动公开政府信息总数", "主动公开政府信息 主动公开各类政府信息 主动公开信息 主动公开各类信息 公开政府信息 主动公开…政府信息 主动公开", pieces).but("规范性文件 提案 建议 政府公报 网站 微博 微信 双微 其他方式 其他渠道 属于 范围 依申请 收取 费用"),
	means("1.1.a 主动公开规范性文件总数", "主动公开规范性文件 公开规范性文件 公开…规范性文件 公开行政规范性文件", pieces+" 个").but("现行有效").inner(1),
	means("1.1.b A02.issued A02.new_made 本年制发规范性文件数", "制发规范性文件 印发规范性文件 出台规范性文件 制定规范性文件 制发行政规范性文件 制发…规范性文件 印发…规范性文件 出台…规范性文件 制定…规范性文件", pieces+" 个"),
	means("A02.in_force A02.total_public 年末现行有效规范性文件数", "现行有效…规范性文件 现行有效的规范性文件 现行有效…红头文件 有效规范性文件 规范性文件…现行有效 规范性文件…现行有效件数", pieces+" 个").inner(1),
	means("A02.repealed 本年废止规范性文件数", "废止规范性文件 废止…规范性文件 规范性文件…废止 废止", pieces+" 个").about("规范性文件").but("规章").inner(1),
	means("本年失效规范性文件数", "失效规范性文件 规范性文件…失效", pieces+" 个").inner(1),
	means("1.2.1 政府公报公开数", "政府公报…公开 政府公报 公报…公开 公报刊登 公报", pieces+" 期").but("网站").inner(1),
	means("1.2.2 政府网站公开数", "政府网站…公开 门户网站…公开 网站公开 政府网站…发布 网站发布 政府网站", pieces).but("访谈 政府公报 微博 微信").inner(1),
	means("1.2.3 政务微博公开数", "政务微博…公开 官方微博…公开 微博公开 微博发布 政务微博", pieces).but("微信 双微 回应").inner(1),
	means("1.2.4 政务微信公开数", "政务微信…公开 微信公众号…公开 微信公开 微信发布 政务微信", pieces).but("微博 双微 回应").inner(1),
	means("政务微博微信公开数 1.2.3+1.2.4", "双微…公开 微博…微信…公开 微博微信公开 微博、微信公开 微博…微信…发布 双微 微博微信", pieces).but("回应 回复 答复").inner(2),
	means("1.2.5 其他方式公开数", "其他方式公开 其他方式 其他渠道公开 其他渠道 其他形式公开", pieces).but("回应 解读 申请").inner(1),

	means("2.1 回应关切事项数", "回应…热点 回应…舆情 回应…关切 回应热点 舆情回应 处置舆情", "次 件 个 起 条").inner(1),
	means("回应关切人次 2.1", "回应…热点 回应…舆情 回应…关切 回应热点 舆情回应", "人次 人/次").inner(1),
	means("2.2.1 新闻发布会次数", "新闻发布会 参加或举办新闻发布会 举办新闻发布会 召开新闻发布会 举办…新闻发布 召开…新闻发布 新闻发布活动 新闻通气会", times).but("公开信息 公开政府信息").alone("本级新闻发布会场次"),
	means("2.2.1.a 主要负责同志参加新闻发布会数", "主要负责同志…新闻发布会 主要负责人…新闻发布会 主要领导…新闻发布会 负责同志…新闻发布会 主要负责同志…发布会", times+" 人次").inner(1),
	means("2.2.2 在线访谈次数", "在线访谈 网站在线访谈 举办在线访谈 网上访谈", times),
	means("2.2.2.a 主要负责同志参加在线访谈数", "主要负责同志…在线访谈 主要负责人…在线访谈 主要领导…在线访谈 负责同志…在线访谈 主要负责同志…访谈", times+" 人次").inner(1),
	means("2.2.3 政策解读稿件数", "政策解读稿件 解读稿件 解读稿 政策解读材料 解读材料 解读文件 政策解读 解读", "篇 条 份 件"),
	means("政策解读活动场次", "政策解读活动 政策解读 政策解读会 开展政策解读", times).alone("本级政策解读活动场次"),
	means("2.2.4", "微博微信回应 微博…微信…回应 双微…回应 微博微信…回应", "次 件 个 起 条").inner(2),
	means("微博微信回应人次 2.2.4", "微博微信回应 微博…微信…回应 双微…回应 微博微信…回应", "人次 人/次").inner(2),
	means("2.2.5", "其他方式回应 其他方式…回应", "次 件 个 起 条").inner(2),
	means("专家参会次数", "邀请专家…会议 专家…参加…会议 专家…列席…会议 法律顾问…会议 邀请专家 专家参会", times+" 人次").alone("本级专家参会次数").inner(1),
	means("建议提案办理结果公开数", "建议…提案办理结果 提案办理结果 建议提案办理结果 提案…办理结果 建议…办理结果 提案…公开 公开…提案", pieces).inner(2),

	means("代表建议办理结果公开数", "代表建议办理结果 代表建议…办理结果 公开…代表建议 代表建议", pieces).but("提案").inner(2),
	means("政协提案办理结果公开数", "政协提案办理结果 委员提案办理结果 公开…政协提案 政协提案 委员提案", pieces).but("建议").inner(2),
	means("议案办理结果公开数", "议案办理结果 公开…议案 议案", pieces).but("建议 提案").inner(2),

	means("6 投诉举报总数", "投诉举报 举报投诉 行政投诉举报 投诉、举报 接到…投诉 受理…投诉 接到…举报", cases),
	means("7 收取费用", "收取…费用 收取费用 收费 收取…信息处理费 信息处理费 费用", "元 万元 亿元"),
	means("8.1", "专门机构 工作机构", "个 家").about("公开"),
	means("8.2 查阅点总数", "政府信息公开查阅点 信息公开查阅点 政府信息查阅点 查阅点 查阅场所", "个 处 家"),
	means("8.3", "信息公开工作人员 从事…工作人员 工作人员", "人 名").but("培训 专职 兼职"),
	means("8.3.1", "专职工作人员 专职人员 专职", "人 名").but("兼职 培训").inner(1),
	means("8.3.2", "兼职工作人员 兼职人员 兼职", "人 名").but("专职 培训").inner(1),
	means("8.4", "专项经费 信息公开经费 工作经费", "元 万元 亿元"),
	means("9.1 工作会议次数", "工作会议 专题会议 召开…工作会议 召开…专题会议 工作会议或专题会议", times).but("新闻发布会 专家"),
	means("9.2 培训班次数", "培训班 各类培训班 举办…培训班 举办…培训 开展…培训 组织…培训 专题培训", times),
	means("9.3 培训人次", "培训…人员 接受培训 参训人员 培训…人次 培训工作人员 参加培训 培训", persons),
	means("培训实际人数", "实际培训…人员 实际培训 实际参训", "人 名").inner(1),
	means("平均每班培训人次", "平均每班 每班平均 平均每期", persons).inner(1),
	means("应编制年度报告机关数", "应编制年度报告 应当编制…年度报告 应公布年度报告", "个 家"),
	means("已公布年度报告机关数", "已公布年度报告 公布…年度报告 公布年度报告 发布年度报告", "个 家 份").but("应当"),
	means("年度报告公布率", "年度报告公布率 报告公布率 年报公布率", "%"),
	means("答复用时中位数", "答复用时 用时中位数 中位数 平均用时", "个工作日 工作日"),
	means("其中咨询投诉数", "其中咨询 含咨询 咨询、投诉 咨询投诉", cases).inner(1),
	means("其中政府信息公开申请数", "其中政府信息公开申请 不含咨询…申请", cases).inner(2),
	means("逾期办结总数", "逾期办结 超期办结 逾期答复", cases).inner(1),
	means("复议纠错率", "复议纠错率 纠错率", "%").about("复议"),
	means("诉讼纠错率", "诉讼纠错率 败诉率 纠错率", "%").about("诉讼"),
	means("B4.total 年末结转申请数", "年末结转 结转下年 结转下年度 结转至下年 结转下一年 结转至下一年 转入下一年", cases).inner(1),
	means("复议审结数", "复议审结 审结…复议 审结行政复议", cases).inner(1),
	means("复议纠错数", "复议纠错", cases).inner(1),
	means("诉讼审结数", "诉讼审结 审结…诉讼 审结行政诉讼", cases).inner(1),
	means("诉讼纠错数", "诉讼纠错", cases).inner(1),
	means("3.2÷3.1 办结总数÷收到申请总数", "办结率 办结率和答复率 办结率、答复率", "%"),
	means("3.2.1÷3.2 按期办结总数÷办结总数", "按期办结率 按时办结率 按时办理率 按期答复率", "%").inner(1),
	means("3.3÷3.1", "答复率", "%").but("办结率"),
}

const (
	received = "收到申请 收到…申请 收到的…申请 受理…申请 接收…申请 新收…申请 新收申请 收到…公开请求 受理…依申请公开 收到…依申请公开 申请总数 申请总量"
	ask      = "申请 依申请"
	objected = "复议"
	lawsuit  = "诉讼"
)

// senses2014 are of the cells of the form of 2014 that no other form has.
var senses2014 = []sense{
	means("3.1 收到申请总数", received, cases),
	means("3.1.1", "当面申请 当面…申请 现场申请 窗口申请 当面提交 当面", cases).inner(1),
	means("3.1.2", "传真…申请 传真申请 传真", cases).inner(1),
	means("3.1.3", "网上申请 网络申请 网站申请 在线申请 网上提交 网络…申请 电子邮件申请 网上 网络", cases).inner(1),
	means("3.1.4", "信函申请 书面邮寄 信函…申请 邮寄申请 邮寄 信函", cases).inner(1),
	means("3.2 办结总数", "办结申请 申请办结 已办结 办结", cases).but("按期 按时 延期 逾期"),
	means("3.2.1 按期办结总数", "按期办结 按时办结 期限内办结 法定期限…办结 如期办结", cases).inner(1),
	means("3.2.2 延期办结总数", "延期办结 延期答复 延长…办结 延期后办结", cases).inner(1),
	means("3.3", "答复申请 申请答复 已答复 作出答复 答复", cases).but("同意 告知 延期 咨询 不予 部分"),
	means("3.3.1", "已主动公开范围 主动公开范围 已经主动公开 属于已主动公开 属于主动公开 已主动公开", answer).inner(1),
	means("3.3.2", "同意公开答复 同意公开 同意…公开 予以公开", answer).but("不同意 部分 不予公开").inner(1),
	means("3.3.3", "同意部分公开 部分公开", answer).inner(1),
	means("3.3.4", "不同意公开 不予公开 不同意…公开", answer).inner(1),
	means("3.3.4.1", "国家秘密", answer).inner(2),
	means("3.3.4.2", "商业秘密", answer).inner(2),
	means("3.3.4.3", "个人隐私", answer).inner(2),
	means("3.3.4.4", "公共安全…稳定 社会稳定 安全…稳定 国家安全", answer).inner(2),
	means("3.3.4.5", "不是…政府信息 非政府信息 不是《条例》所指政府信息 不属于政府信息", answer).inner(2),
	means("3.3.4.6", "法律法规规定的其他情形 法律法规…其他情形", answer).inner(2),
	means("3.3.5", "不属于本行政机关公开 不属于本行政机关 不属于本机关 非本机关 不属于本单位", answer).inner(1),
	means("3.3.6", "申请信息不存在 信息不存在 不存在", answer).inner(1),
	means("3.3.7", "告知作出更改补充 更改补充 更改、补充 补正", answer).inner(1),
	means("3.3.8", "告知通过其他途径办理 通过其他途径 其他途径", answer).inner(1),
	means("4", "行政复议 行政复议案件 复议案件 复议申请 申请行政复议", cases),
	means("4.1", "维持具体行政行为 维持", cases).about(objected).but("诉讼请求").inner(1),
	means("4.2", "被依法纠错 依法纠错 纠错 纠正 撤销", cases).about(objected).but("其他情形").inner(1),
	means("4.3", "其他情形 其他结果 其他", cases).about(objected).inner(1),
	means("5", "行政诉讼 行政诉讼案件 诉讼案件 提起行政诉讼", cases),
	means("5.1", "维持具体行政行为或者驳回原告诉讼请求 维持具体行政行为 驳回原告诉讼请求 维持 驳回", cases).about(lawsuit).but("其他情形").inner(1),
	means("5.2", "被依法纠错 依法纠错 纠错 纠正 败诉", cases).about(lawsuit).but("其他情形").inner(1),
	means("5.3", "其他情形 其他结果 其他", cases).about(lawsuit).inner(1),
}

// sensesNewer are of the cells of the forms of 2019 and 2021; f says which rows
// there are. What an applicant's column is called is told with the row's words:
// 新收…申请…其中自然人.
func sensesNewer(f *form.Form) []sense {
	rows := map[string]string{
		"B1":     received + " 本年新收",
		"B2":     "年结转 上年结转 结转…上年 上一年结转 上年度结转",
		"B3.7":   "办理结果总计 共办理 办结申请 已办结 办结 办理答复",
		"B3.1":   "予以公开 同意公开",
		"B3.2":   "部分公开",
		"B3.3.1": "国家秘密", "B3.3.2": "禁止公开", "B3.3.3": "三安全一稳定 安全…稳定",
		"B3.3.4": "第三方合法权益 第三方", "B3.3.5": "内部事务信息 内部事务", "B3.3.6": "过程性信息",
		"B3.3.7": "行政执法案卷 执法案卷", "B3.3.8": "行政查询事项 行政查询",
		"B3.4.1": "不掌握…信息 不掌握", "B3.4.2": "另行制作 没有现成信息", "B3.4.3": "补正后…不明确 仍不明确",
		"B3.5.1": "信访举报投诉类 信访…投诉", "B3.5.2": "重复申请", "B3.5.3": "公开出版物", "B3.5.4": "大量反复申请 反复申请",
		"B3.5.5": "重新出具 要求…确认", "B3.6": "其他处理", "B3.6.1": "逾期不补正", "B3.6.2": "逾期未缴费 未按…缴纳费用",
		"B4": "结转下年度 结转下年 结转至下年 结转下一年 结转至下一年 转入下一年 结转到下年 结转…继续办理",
	}
	groups := map[string]string{"B3.3": "不予公开", "B3.4": "无法提供", "B3.5": "不予处理", "B3.6": "其他处理"}
	people := map[string]string{
		"natural": "自然人", "org_business": "商业企业 企业", "org_research": "科研机构", "org_welfare": "社会公益组织 公益组织",
		"org_legal": "法律服务机构", "org_other": "其他组织 其他法人",
	}
	var all []sense
	for _, r := range f.Rows {
		words, ok := rows[r.Code]
		if !ok || len(r.Columns) == 0 {
			continue
		}
		depth := strings.Count(r.Code, ".")
		all = append(all, means(r.Code+".total", words, cases).inner(depth))
		for _, c := range r.Columns {
			if who := people[c.Code]; who != "" {
				all = append(all, means(r.Code+"."+c.Code, who, cases).about(words).inner(depth+1))
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(groups)) {
		words := groups[code]
		if r, _ := f.Row(code); len(r.Columns) > 0 {
			continue
		}
		var sum []string
		for _, r := range f.Rows {
			if r.Parent == code {
				sum = append(sum, r.Code+".total")
			}
		}
		all = append(all, means(strings.Join(sum, "+"), words, cases).inner(1))
	}
	all = append(all,
		means("按期办结总数", "按期办结 按时办结 期限内办结 法定期限…办结 如期办结", cases).inner(1),
		means("延期办结总数", "延期办结 延期答复 延长…办结", cases).inner(1),
		means("B1.org_business+B1.org_research+B1.org_welfare+B1.org_legal+B1.org_other", "法人或其他组织 法人…其他组织 法人或者其他组织 法人", cases).about(received+" 本年新收").inner(2),
		means("B3.1.total+B3.2.total", "予以公开或部分公开 公开或部分公开 公开或者部分公开 予以公开和部分公开", cases).inner(1),
		means("C1.total", "行政复议 行政复议案件 复议案件 申请行政复议", cases),
		means("C2.total+C3.total", "行政诉讼 行政诉讼案件 诉讼案件 提起行政诉讼", cases),
		means("C2.total", "未经复议直接起诉 直接起诉", cases).about(lawsuit).inner(1),
		means("C3.total", "复议后起诉", cases).about(lawsuit).inner(1),
		means("A01.issued A01.new_made", "制发规章 制定规章 出台规章 制定…规章 制发…规章", pieces+" 部").but("规范性文件"),
		means("A01.repealed", "废止规章 废止…规章", pieces+" 部").but("规范性文件"),
		means("A01.in_force A01.total_public", "现行有效规章 现行有效…规章", pieces+" 部").but("规范性文件"),
		means("A05.decisions", "行政许可…决定 行政许可", pieces),
		means("A06a.decisions", "行政处罚…决定 行政处罚", pieces),
		means("A06b.decisions", "行政强制…决定 行政强制", pieces),
		means("A08.amount", "行政事业性收费 事业性收费", "元 万元 亿元"),
	)
	for _, c := range []struct{ column, words string }{
		{"maintained", "结果维持 维持"}, {"corrected", "结果纠正 纠正 纠错"}, {"other", "其他结果 其他情形"}, {"pending", "尚未审结 未审结"},
	} {
		all = append(all,
			means("C1."+c.column, c.words, cases).about(objected).but("直接起诉 复议后起诉").inner(1),
			means("C2."+c.column+"+C3."+c.column, c.words, cases).about(lawsuit).inner(1),
			means("C2."+c.column, c.words, cases).about("直接起诉").inner(2),
			means("C3."+c.column, c.words, cases).about("复议后起诉").inner(2),
		)
	}
	return all
}

// senses are those that a text about these figures may have: those of the form
// whose cells are among them, those of all forms, and for a figure that no
// sense speaks of its own label.
func senses(figures []annual.Figure) []sense {
	all := slices.Clone(named)
	has := func(name string) bool {
		return slices.ContainsFunc(figures, func(f annual.Figure) bool { return f.Name == name })
	}
	switch {
	case has("B3.6.total") || has("A02.new_made"):
		all = append(all, sensesNewer(form.ByCode("2019"))...)
	case has("B1.total"):
		all = append(all, sensesNewer(form.ByCode("2021"))...)
	default:
		all = append(all, senses2014...)
	}
	spoken := map[string]bool{}
	for _, s := range all {
		spoken[s.own] = true
		for _, names := range s.figures {
			for _, n := range strings.FieldsFunc(names, func(r rune) bool { return r == '+' || r == '÷' }) {
				spoken[n] = true
			}
		}
	}
	for _, f := range figures {
		if spoken[f.Name] || form2014Or2021(f.Name) {
			continue
		}
		words := []string{core(f.Name), core(f.Label), strings.TrimSpace(halfWidth(f.Label))}
		words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 2 })
		if len(words) > 0 {
			all = append(all, sense{figures: []string{f.Name}, words: words, part: 1})
		}
	}
	return all
}

// form2014Or2021 says whether the name is of a cell: what no sense tells of a
// cell is not told by its label either, which is that of a row of many columns.
func form2014Or2021(name string) bool {
	return slices.ContainsFunc(form.Forms, func(f *form.Form) bool { _, ok := f.Cell(name); return ok })
}

// core is a label without what only says that it is a number.
func core(label string) string {
	label = halfWidth(label)
	if i := strings.IndexAny(label, "(，"); i > 0 {
		label = label[:i]
	}
	for _, tail := range []string{"总数", "数量", "次数", "场次", "件数", "个数", "人数", "数"} {
		if s, ok := strings.CutSuffix(label, tail); ok {
			return s
		}
	}
	return label
}
