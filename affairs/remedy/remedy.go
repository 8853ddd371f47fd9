package remedy

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Kind is which of the four a remedy is. It is the first part of its thing.
type Kind string

const (
	Complaint       Kind = "complaint"
	Reconsideration Kind = "reconsideration"
	Suit            Kind = "suit"
	Order           Kind = "order"
)

// Kinds lists the four with their printed names.
var Kinds = []struct {
	Kind Kind
	Name string
}{
	{Complaint, "投诉举报"}, {Reconsideration, "行政复议"}, {Suit, "行政诉讼"}, {Order, "责令改正"},
}

// Name is the printed name; the kind itself if unknown.
func (k Kind) Name() string {
	for _, row := range Kinds {
		if row.Kind == k {
			return row.Name
		}
	}
	return string(k)
}

// Outcome is how a remedy ended, as the annual report counts it. "" while it
// is pending (尚未审结).
type Outcome string

const (
	Founded     Outcome = "founded"    // 属实
	Partly      Outcome = "partly"     // 部分属实
	Unfounded   Outcome = "unfounded"  // 不属实
	NotAccepted Outcome = "unaccepted" // 不予受理
	Withdrawn   Outcome = "withdrawn"  // 撤回
	Referred    Outcome = "referred"   // 转办
	Upheld      Outcome = "upheld"     // 维持
	Corrected   Outcome = "corrected"  // 纠正
	Other       Outcome = "other"      // 其他
	Rectified   Outcome = "rectified"  // 已改正
	Revoked     Outcome = "revoked"    // 已撤销
)

// Outcomes lists, for every kind, the outcomes it may have, as printed.
var Outcomes = []struct {
	Kind    Kind
	Outcome Outcome
	Name    string
}{
	{Complaint, Founded, "属实"}, {Complaint, Partly, "部分属实"}, {Complaint, Unfounded, "不属实"},
	{Complaint, NotAccepted, "不予受理"}, {Complaint, Withdrawn, "撤回"}, {Complaint, Referred, "转办"},
	{Reconsideration, Upheld, "结果维持"}, {Reconsideration, Corrected, "结果纠正"}, {Reconsideration, Other, "其他结果"},
	{Suit, Upheld, "结果维持"}, {Suit, Corrected, "结果纠正"}, {Suit, Other, "其他结果"},
	{Order, Rectified, "已改正"}, {Order, Revoked, "已撤销责令"},
}

// Name is the printed name; "尚未审结" while pending.
func (o Outcome) Name() string {
	if o == "" {
		return "尚未审结"
	}
	for _, row := range Outcomes {
		if row.Outcome == o {
			return row.Name
		}
	}
	return string(o)
}

// Result is what a reconsideration body or a court decided, finer than the
// three outcomes that are counted.
type Result struct {
	Code    string
	Kind    Kind
	Name    string
	Outcome Outcome // "" for the results of an appeal that leave the first judgment as it is
	Article string  // of the law of its kind, as in force now
	Ruling  bool    // a ruling (裁定), against which an appeal has less time
}

// Results lists the operative parts a decision may have.
var Results = []Result{
	{"upheld", Reconsideration, "维持", Upheld, "行政复议法第六十八条", false},
	{"annulled", Reconsideration, "撤销或者部分撤销", Corrected, "行政复议法第六十四条", false},
	{"changed", Reconsideration, "变更", Corrected, "行政复议法第六十三条", false},
	{"compelled", Reconsideration, "责令履行", Corrected, "行政复议法第六十六条", false},
	{"unlawful", Reconsideration, "确认违法", Corrected, "行政复议法第六十五条", false},
	{"void", Reconsideration, "确认无效", Corrected, "行政复议法第六十七条", false},
	{"dismissed", Reconsideration, "驳回", Other, "行政复议法第三十三条、第六十九条", false},
	{"ended", Reconsideration, "终止", Other, "行政复议法第四十一条", false},
	{"mediated", Reconsideration, "调解、和解", Other, "行政复议法第七十三条、第七十四条", false},
	{"claim_dismissed", Suit, "驳回诉讼请求", Upheld, "行政诉讼法第六十九条", false},
	{"annulled", Suit, "撤销或者部分撤销", Corrected, "行政诉讼法第七十条", false},
	{"compelled", Suit, "判决履行", Corrected, "行政诉讼法第七十二条", false},
	{"unlawful", Suit, "确认违法", Corrected, "行政诉讼法第七十四条", false},
	{"void", Suit, "确认无效", Corrected, "行政诉讼法第七十五条", false},
	{"changed", Suit, "变更", Corrected, "行政诉讼法第七十七条", false},
	{"suit_dismissed", Suit, "裁定驳回起诉", Other, "行政诉讼法第四十九条", true},
	{"suit_withdrawn", Suit, "裁定准许撤诉", Other, "行政诉讼法第六十二条", true},
	{"mediated", Suit, "调解", Other, "行政诉讼法第六十条", false},
	{"appeal_dismissed", Suit, "驳回上诉，维持原判", "", "行政诉讼法第八十九条", false},
	{"appeal_withdrawn", Suit, "准许撤回上诉", "", "行政诉讼法第六十二条", true},
}

// final says whether the law gives no appeal against it: a withdrawal allowed
// and a mediation end the suit.
func (r Result) final() bool { return r.Code == "suit_withdrawn" || r.Code == "mediated" }

// ResultOf is the row of [Results] for a kind's code.
func ResultOf(k Kind, code string) (Result, bool) {
	for _, row := range Results {
		if row.Kind == k && row.Code == code {
			return row, true
		}
	}
	return Result{}, false
}

// Channel is how a complaint came.
type Channel string

// Channels lists the ways with their printed names.
var Channels = []struct {
	Channel Channel
	Name    string
}{
	{"online", "网上"}, {"counter", "当面"}, {"letter", "来信"}, {"phone", "电话"}, {"email", "电子邮件"}, {"referred", "其他机关转来"},
}

// Name is the printed name; "" if unknown.
func (c Channel) Name() string {
	for _, row := range Channels {
		if row.Channel == c {
			return row.Name
		}
	}
	return ""
}

// Route is how a suit came to the court.
type Route string

const (
	Direct  Route = "direct" // 未经复议直接起诉
	Further Route = "after"  // 复议后起诉
)

// Routes lists both as the annual report names them.
var Routes = []struct {
	Route Route
	Name  string
}{
	{Direct, "未经复议直接起诉"}, {Further, "复议后起诉"},
}

// Name is the printed name; "" if unknown.
func (r Route) Name() string {
	for _, row := range Routes {
		if row.Route == r {
			return row.Name
		}
	}
	return ""
}

// Part is what a party is in a remedy.
type Part string

// Parts lists the standings a party may have.
var Parts = []struct {
	Part Part
	Name string
}{
	{"applicant", "申请人（投诉人、原告）"}, {"agent", "代理人"}, {"third", "第三人"}, {"codefendant", "共同被申请人（共同被告）"},
}

// Name is the printed name; "" if unknown.
func (p Part) Name() string {
	for _, row := range Parts {
		if row.Part == p {
			return row.Name
		}
	}
	return ""
}

// Party is a person or body in a remedy beside the agency it is about.
type Party struct {
	Part    Part   `json:"part"`
	Name    string `json:"name"`
	Contact string `json:"contact,omitempty"`
	// Organisation marks a legal person or other organisation.
	Organisation bool `json:"organisation,omitempty"`
}

// Document is a file of the remedy, kept by the hash of its bytes.
type Document struct {
	Name   string        `json:"name"`
	Type   string        `json:"type"` // MIME type
	Size   int64         `json:"size"` // bytes
	SHA256 string        `json:"sha256"`
	At     time.Time     `json:"at"`
	By     account.Login `json:"by"`
}

// Instance is one court's hearing of a suit.
type Instance struct {
	// Level is 1 for the first instance, 2 for the appeal.
	Level int    `json:"level"`
	Court string `json:"court"`
	// Number is the court's case number; "" while unknown.
	Number  string       `json:"number,omitempty"`
	FiledOn calendar.Day `json:"filed_on"`
	// By is who brought it: "plaintiff" or "agency".
	By         string       `json:"by"`
	ServedOn   calendar.Day `json:"served_on"`   // the agency received the copy; NoDay if not
	DefendedOn calendar.Day `json:"defended_on"` // NoDay until the defence was handed in
	HeardOn    calendar.Day `json:"heard_on"`    // NoDay if not heard
	DecidedOn  calendar.Day `json:"decided_on"`  // NoDay while pending
	GivenOn    calendar.Day `json:"given_on"`    // the judgment was served; NoDay while it is not known
	Result     string       `json:"result,omitempty"`
	// Words is what was noted of the judgment; "".
	Words string `json:"words,omitempty"`
}

// UnmarshalJSON reads also instances kept before the day of service was.
func (i *Instance) UnmarshalJSON(b []byte) error {
	type plain Instance
	v := plain{GivenOn: calendar.NoDay}
	err := json.Unmarshal(b, &v)
	*i = Instance(v)
	return err
}

// Remark is what was said at an act and stands nowhere else. The journal does
// not have it: what parties say can be taken out of a dossier, never out of the
// journal.
type Remark struct {
	Act   journal.Act   `json:"act"`
	At    time.Time     `json:"at"`
	By    account.Login `json:"by"`
	Words string        `json:"words"`
}

// Hearing is a day on which a body heard the parties.
type Hearing struct {
	On    calendar.Day `json:"on"`
	Words string       `json:"words,omitempty"`
}

// Report is one account an agency gave of how it put things right.
type Report struct {
	On       calendar.Day `json:"on"`
	Words    string       `json:"words"`
	Returned string       `json:"returned,omitempty"` // why it was not enough; "" if it was not returned
}

// Statement is what an agency complained of was asked to say to whoever handles
// the complaint, and said. The complaint itself it does not see.
type Statement struct {
	AskedOn calendar.Day `json:"asked_on"`
	Asked   string       `json:"asked"`
	Until   calendar.Day `json:"until"`
	GivenOn calendar.Day `json:"given_on"` // NoDay while it said nothing
	Words   string       `json:"words,omitempty"`
}

// Sanction is a measure against a person or body answerable (art. 47, 53).
type Sanction struct {
	On      calendar.Day `json:"on"`
	Measure string       `json:"measure"` // a code of [Measures]
	Whom    string       `json:"whom"`
	Words   string       `json:"words,omitempty"`
}

// Measures lists the ways of holding to account that the annual report of a
// government tells of (art. 47, 50(4), 53).
var Measures = []struct{ Code, Name string }{
	{"criticised", "通报批评"}, {"talked", "约谈"}, {"reviewed", "书面检查"}, {"sanctioned", "处分"}, {"proposed", "提出处理建议"}, {"transferred", "移送司法机关"},
}

// MeasureName is the printed name; "" if unknown.
func MeasureName(code string) string {
	for _, row := range Measures {
		if row.Code == code {
			return row.Name
		}
	}
	return ""
}

// Findings lists why an order may be issued (art. 52, 53).
var Findings = []struct{ Code, Name string }{
	{"late", "逾期答复"}, {"silent", "不予答复"}, {"unlawful", "答复违法或者不当"}, {"unpublished", "应主动公开而未公开"},
	{"stale", "不及时更新公开内容、指南、目录"}, {"system", "未建立健全制度、机制"}, {"remedy", "不履行复议决定或者判决"}, {"other", "其他情形"},
}

// FindingName is the printed name; "" if unknown.
func FindingName(code string) string {
	for _, row := range Findings {
		if row.Code == code {
			return row.Name
		}
	}
	return ""
}

// Remedy is one complaint, reconsideration, suit or order. Which fields a kind
// uses stands beside them.
type Remedy struct {
	Kind Kind
	// ID is year*1,000,000 + serial, the year being that of registration; one
	// series for each kind, without gaps.
	ID    int64
	State State

	// Agency is whose work is contested. Handler is the agency under whose name
	// a complaint is handled or an order issued; for reconsiderations and suits,
	// which bodies outside handle, it is Agency.
	Agency  agency.Code
	Handler agency.Code
	// Former is whose work it was, where that agency closed after the remedy was
	// settled; "" if Agency's own.
	Former agency.Code
	// About is the thing contested: a request, a publication, another remedy;
	// "" when it is the agency's work as such. Decision and Ground are the codes
	// (law/regulation) of the contested decision and its first refusal ground;
	// "" if there was none.
	About    string
	Decision string
	Ground   string
	// Officers is who made the contested decision; empty if there was none.
	Officers Officers

	// ReceivedOn is the day that counts: a complaint received, a reconsideration
	// applied for, a suit filed, an order issued. Its year is the year it is
	// counted in.
	ReceivedOn calendar.Day
	// DueOn is the earliest due day among the running clocks; NoDay when none
	// runs. It follows from Clocks.
	DueOn  calendar.Day
	Clocks []Clock

	Channel Channel // complaint
	Subject string  // what it is about in one line
	Claim   string  // what is demanded or alleged; of an order, the finding in words
	Parties []Party
	// Clerk is who is in charge; "" while nobody is.
	Clerk account.Login

	// Body is the reconsideration body; of a redirected complaint, who is
	// competent. CaseNumber is the body's own number.
	Body       string
	CaseNumber string
	AcceptedOn calendar.Day // NoDay while not accepted
	Statements []Statement  // complaint; of the agency complained of, the last may be awaited
	Summary    bool         // reconsideration in summary procedure (简易程序)
	NotifiedOn calendar.Day // the agency received the copy of the application; NoDay while not
	AnsweredOn calendar.Day // complaint: answered; reconsideration: the agency's answer handed in
	Hearings   []Hearing    // reconsideration
	ExtendedTo calendar.Day // complaint, reconsideration; NoDay if not extended

	Route     Route // suit
	Instances []Instance

	Finding   string // order: a code of [Findings]
	RectifyBy calendar.Day
	Reports   []Report
	Sanctions []Sanction

	// Result is the code in [Results] that ended a reconsideration or a suit.
	Result  string
	Outcome Outcome
	// Answer is what the complainant, or the order's last word, was told.
	Answer   string
	ClosedOn calendar.Day // NoDay while open
	// Satisfied is the complainant's grade, 1 to 5; 0 while not given.
	Satisfied int

	// AnswerBy is set when the decision orders the agency to answer the request
	// again: until when, or the day of the decision where no period was set;
	// NoDay when nothing of the kind was ordered. Reopened is the thing of the
	// new case; "" until there is one.
	AnswerBy calendar.Day
	Reopened string

	Remarks      []Remark // oldest first
	Documents    []Document
	RegisteredAt time.Time
	RegisteredBy account.Login
	// Stamp counts saves; 0 for one never saved.
	Stamp int64
}

// Officers is who drafted, reviewed and signed a decision; each "" if nobody
// did.
type Officers struct {
	Drafter, Reviewer, Signer account.Login
}

// MustReopen says whether a decision ordered another answer and no new case
// was opened for it yet.
func (r Remedy) MustReopen() bool { return r.AnswerBy != calendar.NoDay && r.Reopened == "" }

// AnswerUntil is the last day the decision sets for the other answer; NoDay
// where it orders none, or sets none: then [Remedy.AnswerBy] is its own day.
func (r Remedy) AnswerUntil() calendar.Day {
	decided := r.ClosedOn
	if i, ok := r.Instance(); ok {
		decided = i.DecidedOn
	}
	if r.AnswerBy == decided {
		return calendar.NoDay
	}
	return r.AnswerBy
}

// ID of the serial-th remedy of a year.
func ID(year int, serial int64) int64 { return int64(year)*1_000_000 + serial }

// Number is the remedy's number within its kind, 2017-000123.
func (r Remedy) Number() string { return number(r.ID) }

func number(id int64) string { return fmt.Sprintf("%04d-%06d", id/1_000_000, id%1_000_000) }

// Thing is the remedy in the journal and in addresses:
// "complaint/2017-000123".
func (r Remedy) Thing() string { return Thing(r.Kind, r.ID) }

// Thing writes a kind and an id as the journal has them.
func Thing(k Kind, id int64) string { return string(k) + "/" + number(id) }

var numberForm = regexp.MustCompile(`^([0-9]{4})-([0-9]{6})$`)

// ParseNumber reads 2017-000123; false for anything else.
func ParseNumber(s string) (int64, bool) {
	m := numberForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	year, err1 := strconv.Atoi(m[1])
	serial, err2 := strconv.ParseInt(m[2], 10, 64)
	return ID(year, serial), err1 == nil && err2 == nil && serial > 0
}

// ParseThing reads [Remedy.Thing]; false for anything else.
func ParseThing(s string) (Kind, int64, bool) {
	kind, rest, _ := strings.Cut(s, "/")
	id, ok := ParseNumber(rest)
	k := Kind(kind)
	return k, id, ok && k.Name() != kind
}

// Own says whether the agency that handles it is the one it is about.
func (r Remedy) Own() bool { return r.Handler == r.Agency }

// Applicant is the name of the first party; "" if there is none.
func (r Remedy) Applicant() string {
	if len(r.Parties) == 0 {
		return ""
	}
	return r.Parties[0].Name
}

var (
	ErrState    = errors.New("这件事项当前的状态不能进行这项操作")
	ErrNotFound = errors.New("没有这件事项")
	ErrKind     = errors.New("请选择事项种类")
	ErrAgency   = errors.New("请选择所涉及的机关")
	// ErrOwn keeps a complaint from the agency complained of (art. 47, 51).
	ErrOwn       = errors.New("被投诉的机关不能自己办理这件投诉举报，应转由上一级行政机关或者政府信息公开工作主管部门办理")
	ErrHandler   = errors.New("投诉举报由上一级行政机关或者政府信息公开工作主管部门办理，请重新选择办理机关")
	ErrIssuer    = errors.New("责令改正由上一级行政机关或者政府信息公开工作主管部门作出，请重新选择作出机关")
	ErrDay       = errors.New("请填写日期，且不能晚于今天")
	ErrEarly     = errors.New("日期不能早于前一步的日期")
	ErrBefore    = errors.New("日期不能早于所不服的行为作出之日")
	ErrChannel   = errors.New("请选择来件渠道")
	ErrSubject   = errors.New("请填写事项名称")
	ErrParty     = errors.New("请填写申请人、投诉人或者原告的姓名或名称")
	ErrBody      = errors.New("请填写受理机关、复议机关或者法院的名称")
	ErrRoute     = errors.New("请选择是直接起诉还是复议后起诉")
	ErrOutcome   = errors.New("请选择办理结果")
	ErrWords     = errors.New("请填写答复、理由或者说明")
	ErrExtend    = errors.New("延长后的期限须晚于原期限，且不超过法律允许的最长期限")
	ErrSummary   = errors.New("受理之日的行政复议法没有简易程序")
	ErrAgain     = errors.New("只有纠正的决定才能责令重新答复，期限不能早于决定之日")
	ErrFinding   = errors.New("请选择责令改正的事由")
	ErrRectify   = errors.New("改正期限须晚于责令之日")
	ErrMeasure   = errors.New("请选择处理方式")
	ErrWhom      = errors.New("请写明处理的对象")
	ErrNotified  = errors.New("收到申请书副本的日期不能早于受理日期，也不能晚于今天")
	ErrServed    = errors.New("收到副本的日期不能早于立案或者上诉日期，也不能晚于今天")
	ErrGiven     = errors.New("送达之日不能早于裁判日期，也不能晚于今天")
	ErrGrade     = errors.New("评价为一至五分，答复后评价一次")
	ErrDocument  = errors.New("文件没有名称或者内容")
	ErrClerk     = errors.New("请选择承办人")
	ErrAbout     = errors.New("关联的事项应写成 request/2017-000123 的形式")
	ErrReopened  = errors.New("没有责令重新答复，或者已经重新办理")
	ErrAfter     = errors.New("复议后起诉的，请关联所不服的行政复议")
	ErrPlaintiff = errors.New("请选择由谁提起上诉")
	ErrExtended  = errors.New("办理期限已经延长过")
	ErrAsked     = errors.New("已经要求被投诉机关说明情况，尚未收到说明")
	ErrNotAsked  = errors.New("没有要求被投诉机关说明情况")
	ErrUntil     = errors.New("提交说明的期限须晚于今天")
	// ErrAppealTime keeps a judgment from taking effect while an appeal may
	// still come.
	ErrAppealTime = errors.New("上诉期尚未届满，一审裁判还没有生效，请在上诉期届满之后登记")
	ErrSettled    = errors.New("已经办结的事项不移交")
)

const (
	maxLine  = 200
	maxWords = 10_000
)

// when is the refusal where its case is met, else nil. Acts join theirs, so that
// a form can name every field that is wrong at once.
func when(met bool, refusal error) error {
	if met {
		return refusal
	}
	return nil
}

func line(s string, empty error) (string, error) {
	s, err := text.Line(s, maxLine)
	if err == nil && s == "" {
		err = empty
	}
	return s, err
}

func block(s string, empty error) (string, error) {
	s, err := text.Block(s, maxWords)
	if err == nil && s == "" {
		err = empty
	}
	return s, err
}

var aboutForm = regexp.MustCompile(`^[a-z]+/[A-Z0-9-]{1,40}$`)

// begun is a remedy as a registration leaves it, its facts not yet set.
func begun(k Kind, id int64, by account.Login, at time.Time) Remedy {
	return Remedy{
		Kind: k, ID: id, DueOn: calendar.NoDay, AcceptedOn: calendar.NoDay, NotifiedOn: calendar.NoDay, AnsweredOn: calendar.NoDay,
		ExtendedTo: calendar.NoDay, RectifyBy: calendar.NoDay, ClosedOn: calendar.NoDay, AnswerBy: calendar.NoDay,
		RegisteredAt: at, RegisteredBy: by,
	}
}

// Matter is what every registration says.
type Matter struct {
	Agency   agency.Code
	About    string // a thing; "" for none
	Decision string // outcome code of the contested decision; ""
	Ground   string // its first refusal ground; ""
	Officers Officers
	On       calendar.Day
	// NotBefore is the first day on which what is contested was there; the zero
	// value where that is not known.
	NotBefore calendar.Day
	Subject   string
	Claim     string // may be ""
	Parties   []Party
}

// state puts the matter into a begun remedy. applicant says whether a first
// party must be named.
func (m Matter) state(r Remedy, applicant bool, at time.Time) (Remedy, error) {
	var unnamed, long error
	r.Subject, unnamed = line(m.Subject, ErrSubject)
	r.Claim, long = block(m.Claim, nil)
	wrong := []error{when(m.Agency == "", ErrAgency), when(m.On == calendar.NoDay || m.On > calendar.On(at), ErrDay), m.early(r.Kind), unnamed, long,
		when(m.About != "" && !aboutForm.MatchString(m.About), ErrAbout), when(applicant && len(m.Parties) == 0, ErrParty)}
	for i, p := range m.Parties {
		var nobody, long error
		p.Name, nobody = line(p.Name, ErrParty)
		p.Contact, long = line(p.Contact, nil)
		if p.Part == "" && i == 0 {
			p.Part = "applicant"
		}
		wrong = append(wrong, nobody, long, when(p.Part.Name() == "", ErrParty))
		r.Parties = append(r.Parties, p)
	}
	if err := errors.Join(wrong...); err != nil {
		return r, err
	}
	r.Agency, r.Handler, r.ReceivedOn = m.Agency, m.Agency, m.On
	r.About, r.Decision, r.Ground, r.Officers = m.About, m.Decision, m.Ground, m.Officers
	return r, nil
}

// early is [ErrBefore] for a reconsideration or a suit that is older than what it
// contests; a complaint may be about how a case is being handled.
func (m Matter) early(k Kind) error {
	if (k == Reconsideration || k == Suit) && m.On != calendar.NoDay && m.On < m.NotBefore {
		return fmt.Errorf("%w：%s", ErrBefore, m.NotBefore)
	}
	return nil
}

// since is [ErrDay] for a day not past, [ErrEarly] for one before any of the
// earlier ones.
func since(on calendar.Day, at time.Time, earlier ...calendar.Day) error {
	if on == calendar.NoDay || on > calendar.On(at) {
		return ErrDay
	}
	if on < slices.Max(earlier) {
		return ErrEarly
	}
	return nil
}

// entry is done under the name of the agency that does the act. It says nothing
// of what the parties are called or said: the journal is for ever.
func (r Remedy) entry(act journal.Act, in agency.Code, by account.Login, at time.Time) journal.Entry {
	return r.noted(act, in, by, at, "")
}

// noted is an entry with a note of the platform's own: codes, numbers, days.
func (r Remedy) noted(act journal.Act, in agency.Code, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: r.Thing(), Agency: string(in), Actor: string(by), Note: note}
}

// remark keeps what was said at an act; nothing where nothing was.
func (r Remedy) remark(act journal.Act, words string, by account.Login, at time.Time) Remedy {
	if words != "" {
		r.Remarks = append(slices.Clone(r.Remarks), Remark{act, at, by, words})
	}
	return r
}

// Ended is the detail of the entry that ends a remedy: what a follower counts.
type Ended struct {
	Outcome Outcome `json:"outcome"`
	Result  string  `json:"result,omitempty"`
	Again   bool    `json:"again,omitempty"` // another answer was ordered
}

// close ends r on the day with the outcome; the entry tells it.
func (r Remedy) close(o Outcome, on calendar.Day, e journal.Entry) (Remedy, journal.Entry) {
	r.State, r.Outcome, r.ClosedOn = Closed, o, on
	r = r.stopAll(on)
	detail, err := json.Marshal(Ended{o, r.Result, r.AnswerBy != calendar.NoDay})
	if err == nil { // strings and a bool always marshal
		e.Detail = string(detail)
	}
	return r, e
}
