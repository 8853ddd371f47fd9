package publication

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Attribute is the disclosure attribute determined at the source
// (公开属性源头认定).
type Attribute string

const (
	Proactive Attribute = "proactive"  // 主动公开
	OnRequest Attribute = "on_request" // 依申请公开
	Withheld  Attribute = "withheld"   // 不予公开
)

// Attributes lists the three with their printed names.
var Attributes = []struct {
	Attribute Attribute
	Name      string
}{
	{Proactive, "主动公开"}, {OnRequest, "依申请公开"}, {Withheld, "不予公开"},
}

// Name is the printed name; "" while undetermined.
func (a Attribute) Name() string {
	for _, row := range Attributes {
		if row.Attribute == a {
			return row.Name
		}
	}
	return ""
}

// State is where a draft stands.
type State string

const (
	Drafting  State = "drafting"  // 起草
	Reviewing State = "reviewing" // 保密审查
	Signing   State = "signing"   // 待签发
	Scheduled State = "scheduled" // 定时待发
	Kept      State = "kept"      // 不主动公开，定期评估
	Done      State = "done"      // 已公开
	Discarded State = "discarded" // 作废
)

// States lists every state with its printed name.
var States = []struct {
	State State
	Name  string
}{
	{Drafting, "起草"}, {Reviewing, "保密审查"}, {Signing, "待签发"}, {Scheduled, "定时待发"},
	{Kept, "不主动公开"}, {Done, "已公开"}, {Discarded, "已作废"},
}

// Name is the printed name of the state.
func (s State) Name() string {
	for _, row := range States {
		if row.State == s {
			return row.Name
		}
	}
	return string(s)
}

// Open says whether work on the draft is still to be done.
func (s State) Open() bool { return s != Done && s != Discarded && s != Kept }

// Consultation is another agency asked before publication (art. 11).
type Consultation struct {
	Agency  agency.Code  `json:"agency"`
	AskedOn calendar.Day `json:"asked_on"`
	// DueOn is the last day for an answer; silence after it counts as no
	// objection (市内协调规则, [ConsultDays]).
	DueOn calendar.Day `json:"due_on"`
	// Answer is "" while open, then "concur", "object" or "lapsed".
	Answer     string       `json:"answer,omitempty"`
	AnsweredOn calendar.Day `json:"answered_on"` // NoDay while open
	By         string       `json:"by,omitempty"`
	Words      string       `json:"words,omitempty"`

	// ReferredAt is when the drafter took the answer to the agency above both,
	// with Referral as reasons; zero unless so. Decision is what that decided,
	// [DecidedOpen] or [DecidedKeep]; "" until then.
	ReferredAt    time.Time     `json:"referred_at,omitzero"`
	ReferredBy    account.Login `json:"referred_by,omitempty"`
	Referral      string        `json:"referral,omitempty"`
	Decision      string        `json:"decision,omitempty"`
	DecidedAt     time.Time     `json:"decided_at,omitzero"`
	DecidedBy     account.Login `json:"decided_by,omitempty"`
	DecisionWords string        `json:"decision_words,omitempty"`
}

// ConsultDays is how many working days a consulted agency has. The Regulation
// sets no limit for proactive publication; five is the city's own rule.
const ConsultDays = 5

// Draft is information on its way to publication, or withheld from it.
type Draft struct {
	ID     int64
	Agency agency.Code
	// Publication is the publication this draft revises; 0 for a new one, and
	// the publication it became once Done.
	Publication int64
	Content     Content
	State       State

	Attribute Attribute
	// Ground is the code of the refusal ground (law/regulation) for Withheld;
	// "" otherwise. Reason is the clerk's reasoning, required unless Proactive.
	Ground string
	Reason string
	// ReexamineOn is when a withheld draft is looked at again (art. 18).
	ReexamineOn calendar.Day
	// OpenedAt is when it was last decided to make public what had been kept
	// (see [Conversion]); zero if it never was.
	OpenedAt time.Time

	// Origin is the document whose attribute this one follows, see [Trace].
	Origin Origin
	// Parts ties it to what was taken out of it, or to what it was taken out of.
	Parts Parts
	// Inquiries are the questions to the secrecy authority, oldest first.
	Inquiries []Inquiry

	Consultations []Consultation
	// Overrides are the findings of the gate that are to stand all the same.
	Overrides []Override

	// Plan is how the policy is to be explained, see [Draft.NeedsPlan].
	Plan Plan

	// Drafter holds the draft; after a hand-over, the successor. Author
	// started or last edited it; Writers is everyone who ever did, in the order
	// of their first edit. The three-persons rule binds them all, see
	// [Draft.Wrote].
	Drafter account.Login
	Author  account.Login
	Writers []account.Login
	Cleared account.Login // who passed the secrecy review; "" before
	Signer  account.Login // who signed; "" before
	// Returned is why the draft came back; "" unless it did and nobody
	// submitted it since.
	Returned string
	// PublishAt is the minute for which publication is set; zero unless
	// Scheduled.
	PublishAt time.Time
	// Change says what a revision changes, for readers; "" for a new one.
	Change    string
	StartedAt time.Time
	Stamp     int64
}

// Wrote says whether the person holds the draft or ever wrote in it, and so
// may neither review nor sign it.
func (d Draft) Wrote(who account.Login) bool {
	return who == d.Drafter || who == d.Author || slices.Contains(d.Writers, who)
}

// writtenBy adds a writer.
func (d Draft) writtenBy(who account.Login) []account.Login {
	if slices.Contains(d.Writers, who) {
		return d.Writers
	}
	return append(slices.Clone(d.Writers), who)
}

// ClockFrom is the day from which its twenty working days run, see [ClockFrom].
func (d Draft) ClockFrom() calendar.Day { return ClockFrom(d.Content.IssuedOn, d.OpenedAt) }

// Thing is the draft in the journal.
func (d Draft) Thing() string { return "draft/" + strconv.FormatInt(d.ID, 10) }

func (d Draft) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: d.Thing(), Agency: string(d.Agency), Actor: string(by), Note: note}
}

var (
	ErrState        = errors.New("这条信息当前的状态不能进行这项操作")
	ErrNotFound     = errors.New("没有这条信息")
	ErrAttribute    = errors.New("请先认定公开属性")
	ErrReason       = errors.New("依申请公开或不予公开须说明理由")
	ErrGround       = errors.New("不予公开须选择法定依据")
	ErrReexamine    = errors.New("请填写重新评估日期，且应晚于今天")
	ErrReexamineFar = errors.New("重新评估日期超过了本市规定的最长间隔")
	ErrNotProactive = errors.New("这条信息的属性不是主动公开，不能公开发布")
	ErrIsProactive  = errors.New("这条信息的属性是主动公开，应当签发公开")
	ErrConsulting   = errors.New("还有机关未回复意见，须待回复或期限届满")
	ErrObjected     = errors.New("有机关不同意公开，请修改后重新征求意见")
	ErrConsulted    = errors.New("已征求过该机关的意见")
	ErrNotConsulted = errors.New("没有向贵机关征求意见")
	ErrConsultSelf  = errors.New("不需要征求本机关的意见")
	ErrSamePerson   = errors.New("起草、保密审查、签发须由三人分别办理")
	ErrNote         = errors.New("请说明理由")
	ErrPublishAt    = errors.New("定时公开的时间须晚于现在，且不超过一年")
	ErrNotYet       = errors.New("还没有到定时公开的时间")
	ErrChange       = errors.New("请说明这次更新改了什么")
	ErrWithdrawn    = errors.New("这条信息已撤下")
	ErrPublished    = errors.New("请填写发布日期，且不能晚于今天")
	ErrVoucher      = errors.New("批量导入须写明由谁担保已经审查")
)
