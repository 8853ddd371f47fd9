package regulation

const (
	form2021  = "国办公开办函〔2021〕30号"
	letter109 = "国办函〔2020〕109号"
)

var receipts2019 = []Receipt{
	{Online, true, "通过互联网渠道提交的，以双方确认之日为收到申请之日", "第三十一条第（三）项"},
	{Counter, false, "当面提交的，以提交之日为收到申请之日", "第三十一条第（一）项"},
	{SignedPost, false, "以邮寄方式提交的，以行政机关签收之日为收到申请之日", "第三十一条第（二）项"},
	{PlainPost, true, "以平常信函等无需签收的邮寄方式提交的，以与申请人确认之日为收到申请之日", "第三十一条第（二）项"},
	{Fax, true, "通过政府信息公开工作机构的传真提交的，以双方确认之日为收到申请之日", "第三十一条第（三）项"},
	{Email, true, "通过电子邮件等互联网渠道提交的，以双方确认之日为收到申请之日", "第三十一条第（三）项"},
}

// outcomes2019 are the replies of arts 30 and 35 to 39 in the order of the
// form of 2021. A leaf that holds two replies of the law has two rows.
var outcomes2019 = []Outcome{
	{
		Code: "2019-B3.1-public", Name: "已经主动公开", Class: ClassOpen, Article: "第三十六条第（一）项",
		English: "Already public", Cell: "B3.1", Letter: "政府信息已主动公开告知书", NeedsPlace: true, Premise: Public,
		Words: "经审查，{what}已经主动公开。根据" + theLaw + "第三十六条第（一）项的规定，现告知获取该政府信息的方式、途径：{place}。",
	},
	{
		Code: "2019-B3.1-given", Name: "予以公开", Class: ClassOpen, Article: "第三十六条第（二）项",
		English: "Disclosed", Cell: "B3.1", Letter: "政府信息公开告知书", Gives: true, Premise: Provided,
		Words: "经审查，{what}可以公开。根据" + theLaw + "第三十六条第（二）项的规定，本机关予以公开，现提供该政府信息[，获取该政府信息的方式、途径和时间：{place}]。",
	},
	{
		Code: "2019-B3.2", Name: "部分公开", Class: ClassPart, Article: "第三十七条",
		English: "Disclosed in part", Cell: "B3.2", Letter: "政府信息部分公开告知书", Partial: true, NeedsGround: true,
		Grounds: []string{
			"2019-14-1", "2019-14-2", "2019-14-3", "2019-15-1", "2019-15-2", "2019-15-3",
			"2019-16-1", "2019-16-2", "2019-16-3",
		}, Premise: Provided,
		Words: "经审查，{what}中含有不应当公开或者不属于政府信息的内容，但是能够作区分处理。根据" + theLaw + "第三十七条的规定，现提供可以公开的政府信息内容[，获取的方式、途径：{place}]；其余内容（{ground}）根据该条例{article}的规定不予公开，理由是：{reason}。",
	},

	{
		Code: "2019-B3.3.1", Name: "属于国家秘密", Class: ClassRefused, Article: "第十四条",
		English: "State secret", Cell: "B3.3.1", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-14-1"},
		Words: "经审查，{what}属于依法确定为国家秘密的政府信息。根据" + theLaw + "第十四条、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.2", Name: "其他法律行政法规禁止公开", Class: ClassRefused, Article: "第十四条",
		English: "Barred by another law or administrative regulation", Cell: "B3.3.2", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-14-2"},
		Words: "经审查，{what}属于法律、行政法规禁止公开的政府信息。根据" + theLaw + "第十四条、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.3", Name: "危及“三安全一稳定”", Class: ClassRefused, Article: "第十四条",
		English: "Endangers national, public or economic security or social stability", Cell: "B3.3.3", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-14-3"},
		Words: "经审查，{what}公开后可能危及国家安全、公共安全、经济安全、社会稳定。根据" + theLaw + "第十四条、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.4", Name: "保护第三方合法权益", Class: ClassRefused, Article: "第十五条",
		English: "Protects lawful rights of a third party", Cell: "B3.3.4", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-15-1", "2019-15-2", "2019-15-3"},
		Words: "经审查，{what}涉及{ground}，公开会对第三方合法权益造成损害。根据" + theLaw + "第十五条、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.5", Name: "属于三类内部事务信息", Class: ClassRefused, Article: "第十六条第一款",
		English: "Internal affairs information", Cell: "B3.3.5", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-16-1"},
		Words: "经审查，{what}属于本行政机关的内部事务信息。根据" + theLaw + "第十六条第一款、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.6", Name: "属于四类过程性信息", Class: ClassRefused, Article: "第十六条第二款",
		English: "Process information", Cell: "B3.3.6", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-16-2"},
		Words: "经审查，{what}属于在履行行政管理职能过程中形成的过程性信息。根据" + theLaw + "第十六条第二款、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.7", Name: "属于行政执法案卷", Class: ClassRefused, Article: "第十六条第二款",
		English: "Administrative enforcement file", Cell: "B3.3.7", Letter: refusal, Refuses: true, NeedsGround: true, Grounds: []string{"2019-16-3"},
		Words: "经审查，{what}属于行政执法案卷信息。根据" + theLaw + "第十六条第二款、第三十六条第（三）项的规定，本机关决定不予公开，理由是：{reason}。",
	},
	{
		Code: "2019-B3.3.8", Name: "属于行政查询事项", Class: ClassRefused, Article: "第三十六条第（七）项",
		English: "Matter for a registry query", Cell: "B3.3.8", Letter: "政府信息公开申请行政查询事项告知书", Refuses: true, NeedsGround: true, Grounds: []string{"2019-36-7"}, NeedsPlace: true,
		Words: "经审查，{what}属于工商、不动产登记资料等信息，有关法律、行政法规对信息的获取有特别规定[：{reason}]。根据" + theLaw + "第三十六条第（七）项的规定，请依照有关法律、行政法规的规定办理：{place}。",
	},

	{
		Code: "2019-B3.4.1-none", Name: "政府信息不存在", Class: ClassUnable, Article: "第三十六条第（四）项",
		English: "Does not exist", Cell: "B3.4.1", Letter: "政府信息不存在告知书",
		Words: "经检索，没有{what}[，{reason}]。根据" + theLaw + "第三十六条第（四）项的规定，现告知该政府信息不存在。",
	},
	{
		Code: "2019-B3.4.1-other", Name: "不属于本行政机关负责公开", Class: ClassUnable, Article: "第三十六条第（五）项",
		English: "Not for this agency to disclose", Cell: "B3.4.1", Letter: "非本机关政府信息告知书", NeedsAgency: true,
		Words: "经审查，{what}不属于本行政机关负责公开。根据" + theLaw + "第三十六条第（五）项的规定，特此告知，理由是：{reason}[；负责公开该政府信息的行政机关是：{agency}]。",
	},
	{
		Code: "2019-B3.4.2", Name: "没有现成信息需要另行制作", Class: ClassUnable, Article: "第三十八条",
		English: "Would have to be created", Cell: "B3.4.2", Letter: "政府信息无法提供告知书",
		Words: "经审查，{what}需要本行政机关对现有政府信息进行加工、分析，不是已制作或者获取的政府信息。根据" + theLaw + "第三十八条的规定，本机关不予提供，理由是：{reason}。",
	},
	{
		Code: "2019-B3.4.3", Name: "补正后申请内容仍不明确", Class: ClassUnable, Article: "第三十条",
		English: "Still unclear after supplement", Cell: "B3.4.3", Letter: "政府信息无法提供告知书", Premise: Supplemented,
		Words: "本机关已根据" + theLaw + "第三十条的规定告知补正，补正后的申请内容仍不明确，本机关无法提供{what}，理由是：{reason}。",
	},

	{
		Code: "2019-B3.5.1", Name: "信访举报投诉类申请", Class: ClassNot, Article: "第三十九条第一款",
		English: "Petition, complaint or report", Cell: "B3.5.1", Letter: notProcessed,
		Words: "经审查，所提申请是以政府信息公开申请的形式进行信访、投诉、举报等活动[，{reason}]。根据" + theLaw + "第三十九条第一款的规定，本机关不作为政府信息公开申请处理[，可以通过相应渠道提出：{place}]。",
	},
	{
		Code: "2019-B3.5.2", Name: "重复申请", Class: ClassNot, Article: "第三十六条第（六）项",
		English: "Repeat request", Cell: "B3.5.2", Letter: "政府信息公开重复申请告知书", Premise: Answered,
		Words: "经审查，本机关已就公开{what}的申请作出答复：{reason}，所提申请属于重复申请公开相同政府信息。根据" + theLaw + "第三十六条第（六）项的规定，本机关不予重复处理。",
	},
	{
		Code: "2019-B3.5.3", Name: "要求提供公开出版物", Class: ClassNot, Article: "第三十九条第二款",
		English: "Asks for a public publication", Cell: "B3.5.3", Letter: notProcessed, NeedsPlace: true,
		Words: "经审查，申请内容为要求行政机关提供政府公报、报刊、书籍等公开出版物。根据" + theLaw + "第三十九条第二款的规定，现告知获取的途径：{place}。",
	},
	{
		Code: "2019-B3.5.4", Name: "无正当理由大量反复申请", Class: ClassNot, Article: "第三十五条",
		English: "Mass or repeated requests without good reason", Cell: "B3.5.4", Letter: notProcessed, Premise: ReasonsAsked,
		Words: "经审查，申请公开政府信息的数量、频次明显超过合理范围，申请理由不合理：{reason}。根据" + theLaw + "第三十五条的规定，本机关不予处理。",
	},
	{
		Code: "2019-B3.5.5", Name: "要求行政机关确认或重新出具已获取信息", Class: ClassNot, Article: form2021,
		English: "Asks to confirm or re-issue information already obtained", Cell: "B3.5.5", Letter: notProcessed,
		Words: "经审查，所提申请是要求行政机关对已获取的信息进行确认或者重新出具，{reason}，本机关不予处理。",
	},

	{
		Code: "2019-B3.6.1", Name: "申请人无正当理由逾期不补正", Class: ClassOther, Article: "第三十条",
		English: "Not supplemented in time", Cell: "B3.6.1", Letter: "政府信息公开申请不再处理告知书", Platform: true,
		Words: "本机关已告知补正，申请人无正当理由逾期不补正。根据" + theLaw + "第三十条的规定，视为放弃申请，本机关不再处理该政府信息公开申请。",
	},
	{
		Code: "2019-B3.6.2", Name: "申请人逾期未按收费通知要求缴纳费用", Class: ClassOther, Article: letter109,
		English: "Fee not paid in time", Cell: "B3.6.2", Letter: "政府信息公开申请不再处理告知书", Platform: true,
		Words: "本机关已送达收费通知，申请人逾期未缴纳信息处理费。根据《政府信息公开信息处理费管理办法》（" + letter109 + "）的规定，视为放弃申请，本机关不再处理该政府信息公开申请。",
	},
	{
		Code: "2019-B3.6.3-withdrawn", Name: "申请人撤回申请", Class: ClassOther, Article: form2021,
		English: "Withdrawn by the applicant", Cell: "B3.6.3", Letter: "政府信息公开申请终止办理告知书", Platform: true,
		Words: "申请人已撤回关于{what}的政府信息公开申请，本机关终止办理。",
	},
	{
		Code: "2019-B3.6.3-other", Name: "其他处理", Class: ClassOther, Article: form2021,
		English: "Other handling", Cell: "B3.6.3", Letter: "政府信息公开申请终止办理告知书",
		Words: "{reason}，本机关终止办理关于{what}的政府信息公开申请。",
	},
}

const (
	refusal      = "政府信息不予公开告知书"
	notProcessed = "政府信息公开申请不予处理告知书"
)
