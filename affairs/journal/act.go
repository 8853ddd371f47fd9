package journal

// Act names what was done, as "noun.verb".
type Act string

// The acts of this program. A new act is a constant here, a row in [Acts] and
// a row in account.Table; tests refuse an act that is missing from either.
const (
	AgencyAdd    Act = "agency.add"
	AgencyRename Act = "agency.rename"
	AgencyCard   Act = "agency.card"
	AgencyGuide  Act = "agency.guide"
	AgencyMerge  Act = "agency.merge"
	AgencySplit  Act = "agency.split"

	AccountAdd      Act = "account.add"
	AccountGrant    Act = "account.grant"
	AccountRevoke   Act = "account.revoke"
	AccountPassword Act = "account.password"
	AccountTOTP     Act = "account.totp"
	AccountEmail    Act = "account.email"
	AccountUnlock   Act = "account.unlock"
	AccountHandOver Act = "account.hand_over"
	AccountEnd      Act = "account.end"
	AccountSignIn   Act = "account.sign_in"
	AccountFail     Act = "account.fail"
	AccountLock     Act = "account.lock"

	CitizenRegister Act = "citizen.register"
	CitizenSignIn   Act = "citizen.sign_in"
	CitizenLock     Act = "citizen.lock"
	CitizenPassword Act = "citizen.password"
	CitizenClose    Act = "citizen.close"

	CategoryAdd Act = "category.add"

	DraftStart      Act = "draft.start"
	DraftEdit       Act = "draft.edit"
	DraftDetermine  Act = "draft.determine"
	DraftConsult    Act = "draft.consult"
	DraftConcur     Act = "draft.concur"
	DraftLapse      Act = "draft.lapse"
	DraftPlan       Act = "draft.plan"
	DraftExempt     Act = "draft.exempt"
	DraftSubmit     Act = "draft.submit"
	DraftRecall     Act = "draft.recall"
	DraftClear      Act = "draft.clear"
	DraftReturn     Act = "draft.return"
	DraftSchedule   Act = "draft.schedule"
	DraftUnschedule Act = "draft.unschedule"
	DraftWithhold   Act = "draft.withhold"
	DraftReexamine  Act = "draft.reexamine"
	DraftDiscard    Act = "draft.discard"
	DraftMove       Act = "draft.move"
	DraftReaddress  Act = "draft.readdress"
	DraftReckon     Act = "draft.reckon"
	DraftGoBack     Act = "draft.go_back"

	DraftTrace         Act = "draft.trace"
	DraftSplit         Act = "draft.split"
	DraftConvert       Act = "draft.convert"
	DraftRefer         Act = "draft.refer"
	DraftDecide        Act = "draft.decide"
	DraftAskSecrecy    Act = "draft.ask_secrecy"
	DraftAnswerSecrecy Act = "draft.answer_secrecy"

	DraftMask          Act = "draft.mask"
	DraftCleanFile     Act = "draft.clean_file"
	DraftOverride      Act = "draft.override"
	DraftOverrideAgree Act = "draft.override_agree"
	GateAllow          Act = "gate.allow"
	GateAllowEnd       Act = "gate.allow_end"

	Publish       Act = "publication.publish"
	Revise        Act = "publication.revise"
	Withdraw      Act = "publication.withdraw"
	Import        Act = "publication.import"
	ImportUndo    Act = "publication.import_undo"
	Move          Act = "publication.move"
	RecordChannel Act = "publication.channel"

	SeriesExplain Act = "series.explain"
	SeriesRetract Act = "series.retract"
	PhraseAdd     Act = "phrase.add"
	PhraseChange  Act = "phrase.change"
	PhraseRetire  Act = "phrase.retire"

	GazetteYear  Act = "gazette.year"
	IssueAdd     Act = "issue.add"
	IssuePublish Act = "issue.publish"
	IssueMissing Act = "issue.missing"
	IssueCorrect Act = "issue.correct"
	IssueRetract Act = "issue.retract"
	IssueStrike  Act = "issue.strike"

	NormRegister Act = "norm.register"
	NormTerm     Act = "norm.term"
	NormAmend    Act = "norm.amend"
	NormRepeal   Act = "norm.repeal"
	NormVoid     Act = "norm.void"
	NormExtend   Act = "norm.extend"
	NormCorrect  Act = "norm.correct"
	NormPass     Act = "norm.pass"

	CampaignOpen   Act = "campaign.open"
	CampaignDecide Act = "campaign.decide"
	CampaignClose  Act = "campaign.close"

	RequestSubmit       Act = "request.submit"
	RequestConfirm      Act = "request.confirm"
	RequestSort         Act = "request.sort"
	RequestAmend        Act = "request.amend"
	RequestAssign       Act = "request.assign"
	RequestNote         Act = "request.note"
	RequestAdd          Act = "request.add"
	RequestClarify      Act = "request.clarify"
	RequestProlong      Act = "request.prolong"
	RequestSupplement   Act = "request.supplement"
	RequestLapse        Act = "request.lapse"
	RequestConsult      Act = "request.consult"
	RequestHear         Act = "request.hear"
	RequestGot          Act = "request.got"
	RequestSilence      Act = "request.silence"
	RequestConsultEnd   Act = "request.consult_end"
	RequestWeigh        Act = "request.weigh"
	RequestExtendAsk    Act = "request.extend_ask"
	RequestExtend       Act = "request.extend"
	RequestExtendRefuse Act = "request.extend_refuse"
	RequestExtendUndo   Act = "request.extend_undo"
	RequestReasons      Act = "request.reasons"
	RequestDelay        Act = "request.delay"
	RequestCharge       Act = "request.charge"
	RequestPay          Act = "request.pay"
	RequestWaive        Act = "request.waive"
	RequestRefund       Act = "request.refund"
	RequestUnpaid       Act = "request.unpaid"
	RequestRedact       Act = "request.redact"
	RequestDraft        Act = "request.draft"
	RequestPropose      Act = "request.propose"
	RequestRecall       Act = "request.recall"
	RequestReview       Act = "request.review"
	RequestReturn       Act = "request.return"
	RequestSign         Act = "request.sign"
	RequestUnsign       Act = "request.unsign"
	RequestDeliver      Act = "request.deliver"
	RequestBounce       Act = "request.bounce"
	RequestRedeliver    Act = "request.redeliver"
	RequestWithdraw     Act = "request.withdraw"
	RequestTell         Act = "request.tell"
	RequestPublish      Act = "request.publish"
	RequestReopen       Act = "request.reopen"
	RequestRate         Act = "request.rate"
	RequestMove         Act = "request.move"
	RequestReckon       Act = "request.reckon"
	RequestOrder        Act = "request.order"
	RequestImport       Act = "request.import"

	ComplaintRegister Act = "complaint.register"
	ComplaintAccept   Act = "complaint.accept"
	ComplaintRedirect Act = "complaint.redirect"
	ComplaintAssign   Act = "complaint.assign"
	ComplaintAnswer   Act = "complaint.answer"
	ComplaintWithdraw Act = "complaint.withdraw"
	ComplaintRate     Act = "complaint.rate"
	ComplaintAttach   Act = "complaint.attach"
	ComplaintExtend   Act = "complaint.extend"
	ComplaintAsk      Act = "complaint.ask"
	ComplaintState    Act = "complaint.state"

	ReconsiderationRegister Act = "reconsideration.register"
	ReconsiderationAccept   Act = "reconsideration.accept"
	ReconsiderationRefuse   Act = "reconsideration.refuse"
	ReconsiderationAnswer   Act = "reconsideration.answer"
	ReconsiderationHear     Act = "reconsideration.hear"
	ReconsiderationExtend   Act = "reconsideration.extend"
	ReconsiderationDecide   Act = "reconsideration.decide"
	ReconsiderationReopen   Act = "reconsideration.reopen"
	ReconsiderationAttach   Act = "reconsideration.attach"

	SuitRegister     Act = "suit.register"
	SuitDefend       Act = "suit.defend"
	SuitDefendAppeal Act = "suit.defend_appeal"
	SuitHear         Act = "suit.hear"
	SuitJudge        Act = "suit.judge"
	SuitAppeal       Act = "suit.appeal"
	SuitRemand       Act = "suit.remand"
	SuitJudgeAppeal  Act = "suit.judge_appeal"
	SuitClose        Act = "suit.close"
	SuitReopen       Act = "suit.reopen"
	SuitAttach       Act = "suit.attach"

	OrderIssue    Act = "order.issue"
	OrderReport   Act = "order.report"
	OrderReturn   Act = "order.return"
	OrderConfirm  Act = "order.confirm"
	OrderRevoke   Act = "order.revoke"
	OrderSanction Act = "order.sanction"
	OrderAttach   Act = "order.attach"

	RemedyReckon Act = "remedy.reckon"
	RemedyMove   Act = "remedy.move"

	LedgerEnter      Act = "ledger.enter"
	LedgerImport     Act = "ledger.import"
	LedgerAmend      Act = "ledger.amend"
	LedgerRelease    Act = "ledger.release"
	LedgerRetract    Act = "ledger.retract"
	LedgerStrike     Act = "ledger.strike"
	LedgerImportUndo Act = "ledger.import_undo"
	LedgerMove       Act = "ledger.move"

	ImportStart  Act = "import.start"
	ImportFinish Act = "import.finish"

	RedirectImport Act = "redirect.import"
	RedirectUndo   Act = "redirect.undo"

	NoticeAdd Act = "notice.add"
	CityFound Act = "city.found"
	CitySet   Act = "city.set"

	ReportStart   Act = "report.start"
	ReportWrite   Act = "report.write"
	ReportDeclare Act = "report.declare"
	ReportExplain Act = "report.explain"
	ReportAttach  Act = "report.attach"
	ReportTable   Act = "report.table"
	ReportSign    Act = "report.sign"
	ReportUnsign  Act = "report.unsign"
	ReportSubmit  Act = "report.submit"
	ReportReturn  Act = "report.return"
	ReportAccept  Act = "report.accept"
	ReportPublish Act = "report.publish"
	ReportReopen  Act = "report.reopen"
	ReportCorrect Act = "report.correct"

	MailRetry   Act = "mail.retry"
	MailAssign  Act = "mail.assign"
	MailPass    Act = "mail.pass"
	MailDismiss Act = "mail.dismiss"
)

// Meaning is what people and lawyers read of an act.
type Meaning struct {
	Act Act
	// Name is the Chinese name, as printed in logs.
	Name string
	// Article is where the Regulation (2019 edition unless it says otherwise)
	// orders or allows the act; "" for acts that only run the house.
	Article string
}

// Acts is every act there is, in the order of [Act]'s constants.
var Acts = []Meaning{
	{AgencyAdd, "设立机关", "第四条"},
	{AgencyRename, "机关更名", "第十二条"},
	{AgencyCard, "更新公开名片", "第十二条"},
	{AgencyGuide, "更新公开指南", "第十二条"},
	{AgencyMerge, "机关并入", "第十条"},
	{AgencySplit, "机关分设", "第十条"},

	{AccountAdd, "开设账号", ""},
	{AccountGrant, "授予职责", ""},
	{AccountRevoke, "收回职责", ""},
	{AccountPassword, "更改口令", ""},
	{AccountTOTP, "设置动态口令", ""},
	{AccountEmail, "登记邮箱", ""},
	{AccountUnlock, "解除锁定", ""},
	{AccountHandOver, "移交工作", "第四条"},
	{AccountEnd, "停用账号", ""},
	{AccountSignIn, "登录", ""},
	{AccountFail, "登录失败", ""},
	{AccountLock, "锁定账号", ""},

	{CitizenRegister, "公众注册", ""},
	{CitizenSignIn, "公众登录", ""},
	{CitizenLock, "锁定公众账号", ""},
	{CitizenPassword, "公众更改口令", ""},
	{CitizenClose, "公众注销账号", ""},

	{CategoryAdd, "增设目录类别", "第二十二条"},

	{DraftStart, "起草", "第二十二条"},
	{DraftEdit, "修改草稿", ""},
	{DraftDetermine, "认定公开属性", "第十三条"},
	{DraftConsult, "征求意见", "第十一条"},
	{DraftConcur, "回复意见", "第十一条"},
	{DraftLapse, "逾期未复", "第十一条"},
	{DraftPlan, "制定解读方案", "第六条"},
	{DraftExempt, "同意不作解读", ""},
	{DraftSubmit, "送保密审查", "第十七条"},
	{DraftRecall, "撤回送审", ""},
	{DraftClear, "保密审查通过", "第十七条"},
	{DraftReturn, "退回", "第十七条"},
	{DraftSchedule, "签发并定时公开", "第十七条"},
	{DraftUnschedule, "取消定时", ""},
	{DraftWithhold, "决定不主动公开", "第十四条至第十六条"},
	{DraftReexamine, "重新评估", "第十八条"},
	{DraftDiscard, "作废草稿", ""},
	{DraftMove, "移交草稿", ""},
	{DraftReaddress, "转交征求意见", "第十一条"},
	{DraftReckon, "重新计算期限", "第二十六条"},
	{DraftGoBack, "原信息撤下，退回更新", ""},

	{DraftTrace, "标明来源", "第十条、第十三条"},
	{DraftSplit, "拆出不予公开的内容", "第三十七条"},
	{DraftConvert, "转换公开属性", "第十八条"},
	{DraftRefer, "提请协调", "第十一条"},
	{DraftDecide, "作出协调决定", "第十一条"},
	{DraftAskSecrecy, "请示能否公开", "第十七条"},
	{DraftAnswerSecrecy, "登记请示的答复", "第十七条"},

	{DraftMask, "遮盖草稿内容", "第十五条"},
	{DraftCleanFile, "清理附件", "第十七条"},
	{DraftOverride, "申请放行", "第十七条"},
	{DraftOverrideAgree, "同意或者不同意放行", "第十七条"},
	{GateAllow, "列入允许清单", ""},
	{GateAllowEnd, "移出允许清单", ""},

	{Publish, "公开", "第二十六条"},
	{Revise, "更新", "第二十六条"},
	{Withdraw, "撤下", "第六条"},
	{Import, "导入", "第二十四条"},
	{ImportUndo, "撤销导入", ""},
	{Move, "职能承接", "第十条"},
	{RecordChannel, "登记发布渠道", "第二十三条"},

	{SeriesExplain, "说明未公开的文号", "第六条"},
	{SeriesRetract, "撤销文号说明", ""},
	{PhraseAdd, "保存机关用语", ""},
	{PhraseChange, "修改机关用语", ""},
	{PhraseRetire, "停用机关用语", ""},

	{GazetteYear, "登记公报全年期数", ""},
	{IssueAdd, "登记公报", ""},
	{IssuePublish, "公报上线", "第二十三条"},
	{IssueMissing, "说明公报缺期", ""},
	{IssueCorrect, "更正公报登记", ""},
	{IssueRetract, "撤回公报", ""},
	{IssueStrike, "删去误登的公报", ""},

	{NormRegister, "统一登记编号", "第二十条"},
	{NormTerm, "更正施行日期和有效期", ""},
	{NormAmend, "登记修改", "第二十条"},
	{NormRepeal, "登记废止", "第二十条"},
	{NormVoid, "宣布失效", "第二十条"},
	{NormExtend, "延长有效期", "第二十条"},
	{NormCorrect, "更正效力记录", ""},
	{NormPass, "效力届期变化", ""},

	{CampaignOpen, "开展文件清理", ""},
	{CampaignDecide, "提出清理意见", ""},
	{CampaignClose, "公布清理结果", "第二十条"},

	{RequestSubmit, "提出申请", "第二十七条、第二十九条"},
	{RequestConfirm, "双方确认", "第三十一条"},
	{RequestSort, "甄别事项", "第三十九条"},
	{RequestAmend, "更正登记", "第三十一条"},
	{RequestAssign, "分办", "第四十五条"},
	{RequestNote, "批注", ""},
	{RequestAdd, "补充材料", "第二十九条"},
	{RequestClarify, "告知补正", "第三十条"},
	{RequestProlong, "宽限补正", "第三十条"},
	{RequestSupplement, "收到补正", "第三十条"},
	{RequestLapse, "逾期未补正", "第三十条"},
	{RequestConsult, "征求对方意见", "第三十二条、第三十四条"},
	{RequestHear, "收到对方意见", "第三十二条、第三十四条"},
	{RequestGot, "登记对方收到文书", "第三十条、第三十二条"},
	{RequestSilence, "对方逾期未复", "第三十二条、第三十四条"},
	{RequestConsultEnd, "停止征求意见", "第三十二条、第三十四条"},
	{RequestWeigh, "判断对方理由", "第三十二条"},
	{RequestExtendAsk, "申请延期", "第三十三条第二款"},
	{RequestExtend, "同意延期", "第三十三条第二款"},
	{RequestExtendRefuse, "不同意延期", "第三十三条第二款"},
	{RequestExtendUndo, "撤销延期", "第三十三条第二款"},
	{RequestReasons, "要求说明理由", "第三十五条"},
	{RequestDelay, "确定延迟答复期限", "第三十五条"},
	{RequestCharge, "通知缴费", "第四十二条"},
	{RequestPay, "收到缴费", "第四十二条"},
	{RequestWaive, "减免费用", "第四十二条"},
	{RequestRefund, "退还费用", "第四十二条"},
	{RequestUnpaid, "逾期未缴费", "第四十二条"},
	{RequestRedact, "遮盖", "第三十七条"},
	{RequestDraft, "拟办答复", "第三十六条、第三十七条"},
	{RequestPropose, "送审答复", "第四十五条"},
	{RequestRecall, "撤回送审答复", ""},
	{RequestReview, "审核答复", "第四十五条"},
	{RequestReturn, "退回修改答复", "第四十五条"},
	{RequestSign, "签发答复", "第三十六条"},
	{RequestUnsign, "撤销签发", ""},
	{RequestDeliver, "送达", "第四十条"},
	{RequestBounce, "送达被退回", "第四十条"},
	{RequestRedeliver, "再次送达", "第四十条"},
	{RequestWithdraw, "撤回申请", ""},
	{RequestTell, "告知第三方决定公开", "第三十二条"},
	{RequestPublish, "转为主动公开", "第四十四条"},
	{RequestReopen, "重新答复", "第五十一条"},
	{RequestRate, "评价", ""},
	{RequestMove, "移交申请件", ""},
	{RequestReckon, "重算答复期限", "第三十三条"},
	{RequestOrder, "按决定改正责令期限", "第五十一条"},
	{RequestImport, "补录申请", "第四十五条"},

	{ComplaintRegister, "登记投诉举报", "第五十一条"},
	{ComplaintAccept, "受理投诉举报", "第五十一条"},
	{ComplaintRedirect, "转办或者告知投诉途径", "第五十一条"},
	{ComplaintAssign, "交办投诉举报", "第四十七条"},
	{ComplaintAnswer, "答复投诉举报", "第四十七条"},
	{ComplaintWithdraw, "撤回投诉举报", ""},
	{ComplaintRate, "评价投诉办理", ""},
	{ComplaintAttach, "补充投诉材料", ""},
	{ComplaintExtend, "延长投诉办理期限", "信访工作条例第三十四条"},
	{ComplaintAsk, "要求被投诉机关说明情况", "第四十七条"},
	{ComplaintState, "登记被投诉机关的说明", "第四十七条"},

	{ReconsiderationRegister, "登记行政复议", "第五十一条"},
	{ReconsiderationAccept, "登记复议受理", "行政复议法第三十条"},
	{ReconsiderationRefuse, "登记复议不予受理", "行政复议法第三十条"},
	{ReconsiderationAnswer, "提交复议答复", "行政复议法第四十八条、第五十四条"},
	{ReconsiderationHear, "登记复议听证或者听取意见", "行政复议法第四十九条、第五十条"},
	{ReconsiderationExtend, "登记复议延期", "行政复议法第六十二条"},
	{ReconsiderationDecide, "登记复议决定", "行政复议法第六十二条"},
	{ReconsiderationReopen, "按复议决定重新办理", "行政复议法第七十七条"},
	{ReconsiderationAttach, "补充复议材料", ""},

	{SuitRegister, "登记行政诉讼", "第五十一条"},
	{SuitDefend, "提交答辩状", "行政诉讼法第六十七条"},
	{SuitDefendAppeal, "提交二审答辩状", "行政诉讼法第八十六条"},
	{SuitHear, "登记开庭", "行政诉讼法第八十六条"},
	{SuitJudge, "登记一审裁判", "行政诉讼法第八十一条"},
	{SuitAppeal, "登记上诉", "行政诉讼法第八十五条"},
	{SuitRemand, "登记发回重审", "行政诉讼法第八十九条"},
	{SuitJudgeAppeal, "登记二审裁判", "行政诉讼法第八十八条"},
	{SuitClose, "登记裁判生效", "行政诉讼法第八十五条"},
	{SuitReopen, "按判决重新办理", "行政诉讼法第九十四条"},
	{SuitAttach, "补充诉讼材料", ""},

	{OrderIssue, "责令改正", "第四十七条、第五十二条、第五十三条"},
	{OrderReport, "报告整改情况", "第四十七条"},
	{OrderReturn, "退回整改", "第四十七条"},
	{OrderConfirm, "确认整改", "第四十七条"},
	{OrderRevoke, "撤销责令改正", ""},
	{OrderSanction, "登记责任追究", "第四十七条、第五十三条"},
	{OrderAttach, "补充整改材料", ""},

	{RemedyReckon, "重新计算救济期限", ""},
	{RemedyMove, "移交救济事项", ""},

	{LedgerEnter, "登记台账", "第五十条"},
	{LedgerImport, "导入台账", "第五十条"},
	{LedgerAmend, "更正台账登记", ""},
	{LedgerRelease, "公开台账登记", "第十七条"},
	{LedgerRetract, "撤下台账登记", "第六条"},
	{LedgerStrike, "撤销台账登记", ""},
	{LedgerImportUndo, "撤销台账导入", ""},
	{LedgerMove, "移交台账登记", "第十条"},

	{ImportStart, "开始导入", ""},
	{ImportFinish, "完成导入", ""},

	{RedirectImport, "导入旧网址", "第二十四条"},
	{RedirectUndo, "撤销旧网址导入", ""},

	{NoticeAdd, "登记放假通知", ""},
	{CityFound, "建立平台", "第二十四条"},
	{CitySet, "更改设置", ""},

	{ReportStart, "开始编制年度报告", "第四十九条"},
	{ReportWrite, "撰写年度报告", "第五十条"},
	{ReportDeclare, "补报年度报告数字", "第五十条"},
	{ReportExplain, "说明年度报告核验结果", ""},
	{ReportAttach, "增减年度报告附件", ""},
	{ReportTable, "导入年度报告统计表", "第五十条"},
	{ReportSign, "签发年度报告", "第四十九条"},
	{ReportUnsign, "撤回年度报告签发", ""},
	{ReportSubmit, "报送年度报告", "第四十九条"},
	{ReportReturn, "退回年度报告", "第四十九条"},
	{ReportAccept, "接收年度报告", "第四十九条"},
	{ReportPublish, "公布年度报告", "第四十九条"},
	{ReportReopen, "重新办理年度报告", ""},
	{ReportCorrect, "更正年度报告", ""},

	{MailRetry, "重新发送邮件", ""},
	{MailAssign, "来信归入办件", "第二十九条"},
	{MailPass, "转交来信", ""},
	{MailDismiss, "来信不予归入", ""},
}

var meanings = func() map[Act]Meaning {
	m := make(map[Act]Meaning, len(Acts))
	for _, a := range Acts {
		m[a.Act] = a
	}
	return m
}()

// Meaning is the row of [Acts] for a; a row with only the act for one unknown.
func (a Act) Meaning() Meaning {
	if m, ok := meanings[a]; ok {
		return m
	}
	return Meaning{Act: a, Name: string(a)}
}
