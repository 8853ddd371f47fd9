package regulation

// ClassMatter is the class of what becomes of a consultation, a complaint, a
// report or a petition that came in under the name of a request. Since 2019 such
// a matter is no request for information (art. 39(1)): it has no statutory limit,
// is answered or shown the way, and the annual report counts it nowhere. Under
// the edition of 2008 it ended in one of the eight outcomes and was counted there.
const ClassMatter = "解答告知"

var answers2019 = []Outcome{
	{
		Code: "2019-39-answered", Name: "直接答复", Class: ClassMatter,
		English: "Answered", Words: "现就所提事项答复如下：{reason}。",
	},
	{
		Code: "2019-39-directed", Name: "告知向有关机关提出", Class: ClassMatter,
		English: "Directed to the competent agency", NeedsAgency: true,
		Words: "所提事项不属于本机关职责范围，请向有关机关提出：{agency}[。另告知：{reason}]。",
	},
	{
		Code: "2019-39-channel", Name: "告知通过相应渠道提出", Class: ClassMatter, Article: "第三十九条第一款",
		English: "Directed to the proper channel", NeedsPlace: true,
		Words: "根据" + theLaw + "第三十九条第一款的规定，所提事项不作为政府信息公开申请处理，可以通过以下渠道提出：{place}[。另告知：{reason}]。",
	},
}

// Answers tells whether the outcome ends a matter that is no request for
// information.
func (o Outcome) Answers() bool { return o.Class == ClassMatter }
