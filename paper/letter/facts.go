package letter

import (
	"errors"

	"gongkai/law/calendar"
)

// The refusals.
var (
	ErrKind    = errors.New("没有这种文书")
	ErrEdition = errors.New("收到申请时施行的条例没有规定这种文书")
	ErrTitle   = errors.New("文书没有题目")
	ErrBlank   = errors.New("文书中还有待填写的内容")
	ErrHead    = errors.New("文书没有写明行政机关名称")
	ErrDated   = errors.New("文书没有成文日期")
	ErrNumber  = errors.New("文书没有编号")
)

// Facts are what a letter is written from. A letter uses those that it needs;
// where one is missing it leaves a place to fill in. Text is of one line: line
// breaks become spaces. The zero Day is no day here, like [calendar.NoDay].
type Facts struct {
	Kind    Kind
	Edition string // "2008" or "2019": that of the day of receipt
	// Title and Article replace those of the form: the title of the reply to
	// an outcome, a paragraph of practice. "" leaves them.
	Title, Article string

	To           string // who is addressed: applicant, third party or agency
	Organisation bool   // the addressee is one, addressed as 贵单位
	Applicant    string // named in receipts only: third parties are not told
	Request      string // the number of the request
	Matter       string // what it is where it is no request for information: 咨询; "" for a request
	What         string // the information asked for
	Channel      string // 网上, 当面 …

	SubmittedOn, ReceivedOn calendar.Day
	ReceivedWhy             string       // why that day counts as the day of receipt
	DueOn                   calendar.Day // last day to answer; of an extension the old one
	Until                   calendar.Day // last day after an extension or a delay
	// Anew says that the request is answered once more because somebody ordered
	// it; ReceivedOn is then the day the order came, and Ordered the last day it
	// sets for the answer, no day where it sets none.
	Anew    bool
	Ordered calendar.Day
	By      calendar.Day // last day for the addressee to act
	// ProvisionalFrom is the first day whose holidays are not announced: a last
	// day on or after it may move, and the letter says so. No day: all are.
	ProvisionalFrom    calendar.Day
	Days               int    // that the addressee, or an extension, has: working days; 0 if not told
	QueryCode, QueryAt string // of a receipt, and of a letter to a party: the code and the address at which it is asked
	Party              string // of a letter to a party: the number under which they answer online; "" where they cannot

	Items  []string // what is to be supplemented, or explained
	Reason string   // of the act, a part of a sentence: 需要检索的档案数量较大
	Words  string   // the operative sentences, filled in
	Parts  []Part   // of a decision
	Manner string   // how the information is given; "" if nothing is
	Remedy string   // the paragraph on remedies; "" leaves a place where one is due

	Charge  Charge
	Opinion string     // of the third party: 不同意公开, 逾期未提出意见
	Outcome Correcting // of a request to correct
	Agency  string     // that may correct, with its contact
	Letters []string   // that a proof of service lists, with their numbers
	Route   string     // of service: 邮寄送达
	Address string     // of service: where it is sent to; "" where the applicant comes
}

// Part is a piece of the information decided on.
type Part struct {
	What    string
	Gives   bool   // given to the applicant
	Partial bool   // given to the applicant without what is withheld of it
	Words   string // its own operative sentence; "" where the others say all
	Ground  string // 商业秘密; "" unless withheld
	Article string // 第十五条
	Reason  string
}

// Charge is what is to be paid.
type Charge struct {
	Lines []ChargeLine
	Total string // 4,300元
	How   string // where and how to pay
}

// ChargeLine is a line of the bill, as it is printed.
type ChargeLine struct{ Item, Count, Price, Amount string }

// Correcting is how a request to correct a record ends (第四十一条).
type Correcting string

// The ways it ends.
const (
	Corrected   Correcting = "corrected"   // 予以更正
	Uncorrected Correcting = "uncorrected" // 不予更正
	Transferred Correcting = "transferred" // 转送有权更正的行政机关
	Directed    Correcting = "directed"    // 告知向有权更正的行政机关提出
)
