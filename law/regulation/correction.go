package regulation

// ClassCorrection is the class of what becomes of a request to correct a record
// about the applicant (2019: art. 41; 2008: art. 25(2)). The annual report has
// no line for them.
const ClassCorrection = "更正信息"

const correctionLetter = "政府信息更正告知书"

var corrections2019 = []Outcome{
	{
		Code: "2019-41-corrected", Name: "予以更正", Class: ClassCorrection, Article: "第四十一条",
		English: "Corrected", Letter: correctionLetter,
		Words: "经审核属实。根据" + theLaw + "第四十一条的规定，本机关予以更正：{reason}。",
	},
	{
		Code: "2019-41-refused", Name: "不予更正", Class: ClassCorrection, Article: "第四十一条",
		English: "Not corrected", Letter: correctionLetter,
		Words: "经审核，{reason}。根据" + theLaw + "第四十一条的规定，本机关不予更正。",
	},
	{
		Code: "2019-41-transferred", Name: "转送有权更正的行政机关", Class: ClassCorrection, Article: "第四十一条",
		English: "Passed to the agency that may correct it", Letter: correctionLetter, NeedsAgency: true,
		Words: "该事项不属于本机关职能范围。根据" + theLaw + "第四十一条的规定，本机关已转送有权更正的行政机关处理：{agency}。",
	},
	{
		Code: "2019-41-directed", Name: "告知向有权更正的行政机关提出", Class: ClassCorrection, Article: "第四十一条",
		English: "Directed to the agency that may correct it", Letter: correctionLetter, NeedsAgency: true,
		Words: "该事项不属于本机关职能范围。根据" + theLaw + "第四十一条的规定，请向有权更正的行政机关提出：{agency}。",
	},
}

var corrections2008 = []Outcome{
	{
		Code: "2008-25-corrected", Name: "予以更正", Class: ClassCorrection, Article: "第二十五条第二款",
		English: "Corrected", Letter: correctionLetter,
		Words: "经审核属实。根据" + theLaw + "第二十五条第二款的规定，本机关予以更正：{reason}。",
	},
	{
		Code: "2008-25-refused", Name: "不予更正", Class: ClassCorrection, Article: "第二十五条第二款",
		English: "Not corrected", Letter: correctionLetter,
		Words: "经审核，{reason}。根据" + theLaw + "第二十五条第二款的规定，本机关不予更正。",
	},
	{
		Code: "2008-25-transferred", Name: "转送有权更正的行政机关", Class: ClassCorrection, Article: "第二十五条第二款",
		English: "Passed to the agency that may correct it", Letter: correctionLetter, NeedsAgency: true,
		Words: "该事项不属于本机关职能范围。根据" + theLaw + "第二十五条第二款的规定，本机关已转送有权更正的行政机关处理：{agency}。",
	},
}

// Corrects tells whether the outcome ends a request to correct a record.
func (o Outcome) Corrects() bool { return o.Class == ClassCorrection }
