package regulation

// ClassMatter is the class of what becomes of a consultation, a complaint, a
// report or a petition that came in under the name of a request. Since 2019 such
// a matter is not handled as one (art. 39(1)): it has no statutory limit and is
// answered or shown the way. Under the edition of 2008 it ended in one of the
// eight outcomes. The annual report counts what came in under the name of a
// request whatever it was, so it has a leaf there: that of petitions and complaints
// (B3.5.1) for what is sent to its own channel, else 其他处理.
const ClassMatter = "解答告知"

var answers2019 = []Outcome{
	{
		Code: "2019-39-answered", Name: "直接答复", Class: ClassMatter,
		English: "Answered", Cell: "B3.6.3", Words: "现就所提事项答复如下：{reason}。",
	},
	{
		Code: "2019-39-directed", Name: "告知向有关机关提出", Class: ClassMatter,
		English: "Directed to the competent agency", Cell: "B3.6.3", NeedsAgency: true,
		Words: "所提事项不属于本机关职责范围，请向有关机关提出：{agency}[。另告知：{reason}]。",
	},
	{
		Code: "2019-39-channel", Name: "告知通过相应渠道提出", Class: ClassMatter, Article: "第三十九条第一款",
		English: "Directed to the proper channel", Cell: "B3.5.1", NeedsPlace: true,
		Words: "根据" + theLaw + "第三十九条第一款的规定，所提事项不作为政府信息公开申请处理，可以通过以下渠道提出：{place}[。另告知：{reason}]。",
	},
}

// Answers tells whether the outcome ends a matter that is no request for
// information.
func (o Outcome) Answers() bool { return o.Class == ClassMatter }
