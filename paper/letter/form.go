package letter

import "slices"

// Kind is a kind of letter.
type Kind string

// The kinds of letters.
const (
	Receipt    Kind = "receipt"     // 登记回执
	Supplement Kind = "supplement"  // 补正告知书
	Extension  Kind = "extension"   // 延期答复告知书
	ThirdParty Kind = "third-party" // 征求第三方意见书
	Consult    Kind = "consult"     // 征求机关意见函
	Overriding Kind = "overriding"  // 告知第三方决定公开
	Fee        Kind = "fee"         // 收费通知书
	Reasons    Kind = "reasons"     // 说明理由通知书
	Delay      Kind = "delay"       // 延迟答复告知书
	Reply      Kind = "reply"       // 答复告知书
	Ending     Kind = "ending"      // 终止办理告知书
	Service    Kind = "service"     // 送达回证
	Withdrawal Kind = "withdrawal"  // 撤回确认书
	Correction Kind = "correction"  // 更正告知书
	Order      Kind = "order"       // 责令改正通知书
	Answer     Kind = "answer"      // 咨询等事项的答复
)

// Form is a kind of letter with its title and the articles on which it rests.
type Form struct {
	Kind  Kind
	Title string
	// Articles are by the code of the edition. An edition that is missing
	// knows no such letter; "" is a letter of practice.
	Articles map[string]string
	// Slip is a sheet under the plain name of the agency, without red head
	// and number; Unsigned one without signature.
	Slip, Unsigned bool
	// Remedies tells whether the letter says how to contest it.
	Remedies bool
}

// Forms are all kinds of letters.
var Forms = []Form{
	{Kind: Receipt, Title: "政府信息公开申请登记回执", Articles: map[string]string{"2008": "第二十四条", "2019": "第三十一条、第三十三条"}, Slip: true},
	{Kind: Supplement, Title: "政府信息公开申请补正告知书", Articles: map[string]string{"2008": "第二十一条第（四）项", "2019": "第三十条"}},
	{Kind: Extension, Title: "政府信息公开延期答复告知书", Articles: map[string]string{"2008": "第二十四条第二款", "2019": "第三十三条第二款"}},
	{Kind: ThirdParty, Title: "政府信息公开征求第三方意见书", Articles: map[string]string{"2008": "第二十三条", "2019": "第三十二条"}},
	{Kind: Consult, Title: "关于征求政府信息公开意见的函", Articles: map[string]string{"2008": "第七条", "2019": "第三十四条"}},
	{Kind: Overriding, Title: "政府信息公开决定告知第三方书", Articles: map[string]string{"2008": "第二十三条", "2019": "第三十二条"}, Remedies: true},
	{Kind: Fee, Title: "政府信息公开收费通知书", Articles: map[string]string{"2008": "第二十七条", "2019": "第四十二条"}},
	{Kind: Reasons, Title: "政府信息公开申请说明理由通知书", Articles: map[string]string{"2019": "第三十五条"}},
	{Kind: Delay, Title: "政府信息公开延迟答复告知书", Articles: map[string]string{"2019": "第三十五条"}},
	{Kind: Reply, Title: "政府信息公开申请答复告知书", Articles: map[string]string{"2008": "第二十一条", "2019": "第三十六条"}, Remedies: true},
	{Kind: Ending, Title: "政府信息公开申请终止办理告知书", Articles: map[string]string{"2008": "", "2019": ""}, Remedies: true},
	{Kind: Service, Title: "送达回证", Articles: map[string]string{"2008": "", "2019": ""}, Slip: true, Unsigned: true},
	{Kind: Withdrawal, Title: "撤回政府信息公开申请确认书", Articles: map[string]string{"2008": "", "2019": ""}},
	{Kind: Correction, Title: "政府信息更正告知书", Articles: map[string]string{"2008": "第二十五条第二款", "2019": "第四十一条"}, Remedies: true},
	{Kind: Order, Title: "责令改正通知书", Articles: map[string]string{"2008": "第三十五条", "2019": "第四十七条、第五十三条"}},
	{Kind: Answer, Title: "关于所提事项的答复", Articles: map[string]string{"2019": ""}},
}

// FormOf is the form of the kind; false if there is none.
func FormOf(k Kind) (Form, bool) {
	i := slices.IndexFunc(Forms, func(f Form) bool { return f.Kind == k })
	if i < 0 {
		return Form{}, false
	}
	return Forms[i], true
}

// titleOf is the title of the letter about a matter that is no request for
// information, 咨询 for example; about a request, "", that of the form.
func (f Form) titleOf(matter string) string {
	switch {
	case matter == "":
	case f.Kind == Receipt:
		return matter + "登记回执"
	case f.Kind == Withdrawal:
		return "撤回" + matter + "确认书"
	case f.Kind == Answer:
		return "关于" + matter + "事项的答复"
	}
	return f.Title
}
