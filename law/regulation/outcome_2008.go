package regulation

const (
	form2014  = "2014年版全国政府信息公开情况统计表"
	letter207 = "国办公开办函〔2015〕207号"
	theLaw    = "《中华人民共和国政府信息公开条例》"
)

// receipts2008 follow the letter of 2015 that told offices how to count; the
// first edition itself does not say when a request is received. Where an agency
// had published another rule for its website, that rule went before.
var receipts2008 = []Receipt{
	{Online, true, "通过互联网渠道提交的，以双方确认之日为收到申请之日", letter207},
	{Counter, false, "当面提交的，以提交之日为收到申请之日", letter207},
	{SignedPost, false, "以需要签收的邮寄方式提交的，以行政机关签收之日为收到申请之日", letter207},
	{PlainPost, true, "以平常信函等无需签收的邮寄方式提交的，以与申请人确认之日为收到申请之日", letter207},
	{Fax, true, "通过传真提交的，以传真接收并经双方确认之日为收到申请之日", letter207},
	{Email, false, "通过电子邮件提交的，以电子邮件系统收到之日为收到申请之日", letter207},
}

// outcomes2008 are the eight lines of the form of 2014, in its order, and the
// withdrawal, for which it has no line.
var outcomes2008 = []Outcome{
	{
		Code: "2008-1", Name: "属于已主动公开范围", Class: ClassOpen, Article: "第二十一条第（一）项",
		English: "Already public", Cell: "3.3.1", Letter: "政府信息已主动公开告知书", NeedsPlace: true, Premise: Public,
		Words: "经审查，{what}属于已经主动公开的政府信息。根据" + theLaw + "第二十一条第（一）项的规定，现告知获取该政府信息的方式和途径：{place}。",
	},
	{
		Code: "2008-2", Name: "同意公开", Class: ClassOpen, Article: "第二十一条第（一）项、第二十六条",
		English: "Disclosed", Cell: "3.3.2", Letter: "政府信息公开告知书", Gives: true, Premise: Provided,
		Words: "经审查，{what}属于公开范围。根据" + theLaw + "第二十一条第（一）项、第二十六条的规定，本机关予以公开，现提供该政府信息[，获取的方式和途径：{place}]。",
	},
	{
		Code: "2008-3", Name: "同意部分公开", Class: ClassPart, Article: "第二十二条",
		English: "Disclosed in part", Cell: "3.3.3", Letter: "政府信息部分公开告知书", Partial: true,
		NeedsGround: true, Grounds: grounds2008, Premise: Provided,
		Words: "经审查，{what}中含有不应当公开的内容，但是能够作区分处理。根据" + theLaw + "第二十二条和{article}的规定，现提供可以公开的信息内容[，获取的方式和途径：{place}]；其余内容（{ground}）不予公开，理由是：{reason}。",
	},
	{
		Code: "2008-4", Name: "不同意公开", Class: ClassRefused, Article: "第二十一条第（二）项",
		English: "Refused", Cell: "3.3.4", Letter: "政府信息不予公开告知书", Refuses: true,
		NeedsGround: true, Grounds: grounds2008,
		Words: "经审查，{what}属于不予公开范围（{ground}）。根据" + theLaw + "第二十一条第（二）项和{article}的规定，本机关不予公开，理由是：{reason}。",
	},
	{
		Code: "2008-5", Name: "不属于本行政机关公开", Class: ClassUnable, Article: "第二十一条第（三）项",
		English: "Not for this agency to disclose", Cell: "3.3.5", Letter: "非本机关政府信息告知书", NeedsAgency: true,
		Words: "经审查，{what}依法不属于本行政机关公开[，{reason}]。根据" + theLaw + "第二十一条第（三）项的规定，特此告知[；该政府信息的公开机关是：{agency}]。",
	},
	{
		Code: "2008-6", Name: "申请信息不存在", Class: ClassUnable, Article: "第二十一条第（三）项",
		English: "Does not exist", Cell: "3.3.6", Letter: "政府信息不存在告知书",
		Words: "经检索，{what}不存在[，{reason}]。根据" + theLaw + "第二十一条第（三）项的规定，特此告知。",
	},
	{
		Code: "2008-7", Name: "告知作出更改补充", Class: ClassOther, Article: "第二十一条第（四）项",
		English: "Asked to change or supplement", Cell: "3.3.7", Letter: "政府信息公开申请更改补充告知书",
		Words: "经审查，申请内容不明确。根据" + theLaw + "第二十一条第（四）项的规定，请作出更改、补充：{reason}。",
	},
	{
		Code: "2008-8", Name: "告知通过其他途径办理", Class: ClassOther, Article: form2014,
		English: "Told to use another route", Cell: "3.3.8", Letter: "政府信息公开申请其他途径办理告知书", NeedsPlace: true,
		Words: "经审查，所提申请不宜按政府信息公开申请办理，{reason}。请通过以下途径办理：{place}。",
	},
	{
		Code: "2008-withdrawn", Name: "申请人撤回申请", Class: ClassOther, Article: "实践做法：申请人自愿撤回",
		English: "Withdrawn by the applicant", Platform: true,
		Letter: "政府信息公开申请终止办理告知书",
		Words:  "申请人已撤回关于{what}的政府信息公开申请，本机关终止办理。",
	},
}

// grounds2008 are the grounds on which the form of 2014 counts refusals.
var grounds2008 = []string{"2008-14-1", "2008-14-2", "2008-14-3", "2008-08-1", "2008-02-1", "2008-02-2", "2008-13-1", "2008-99-1"}

// cells2014 are the lines of the form of 2014 that divide the refusals.
// Internal and process information was read as not being the information that
// the Regulation means (国办发〔2010〕5号), so it counts there.
var cells2014 = map[string]string{
	"2008-14-1": "3.3.4.1",
	"2008-14-2": "3.3.4.2",
	"2008-14-3": "3.3.4.3",
	"2008-08-1": "3.3.4.4",
	"2008-02-1": "3.3.4.5",
	"2008-02-2": "3.3.4.5",
	"2008-13-1": "3.3.4.6",
	"2008-99-1": "3.3.4.6",
}
