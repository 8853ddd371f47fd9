package request

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// ID is the year of filing times a million, plus the place in that year.
type ID int64

const perYear = 1_000_000

// NewID is the nth request of a year, n from 1.
func NewID(year int, n int64) ID { return ID(int64(year)*perYear + n) }

// Year is the year of filing.
func (id ID) Year() int { return int(id / perYear) }

// Number is the number people quote: "2017-000123" (受理编号).
func (id ID) Number() string { return fmt.Sprintf("%04d-%06d", id/perYear, id%perYear) }

// Thing is the request in the journal.
func (id ID) Thing() string { return "request/" + id.Number() }

// ParseNumber reads a number as people type it: with any dash, full width, with
// or without leading zeros. false when it is none.
func ParseNumber(s string) (ID, bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune("－—–‐‑−_", r):
			return '-'
		case r == ' ' || r == '\u3000':
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	y, n, ok := strings.Cut(s, "-")
	if !ok || len(y) != 4 || len(n) == 0 || len(n) > 6 {
		return 0, false
	}
	year, err := strconv.ParseUint(y, 10, 32)
	if err != nil {
		return 0, false
	}
	serial, err := strconv.ParseUint(n, 10, 32)
	if err != nil || serial == 0 {
		return 0, false
	}
	return NewID(int(year), int64(serial)), true
}

// ParseThing reads what [ID.Thing] writes.
func ParseThing(s string) (ID, bool) {
	n, ok := strings.CutPrefix(s, "request/")
	if !ok {
		return 0, false
	}
	id, ok := ParseNumber(n)
	return id, ok && id.Thing() == s
}

// State is where a request stands.
type State string

const (
	Confirming State = "confirming" // filed, not yet confirmed by both sides (art. 31)
	Handling   State = "handling"
	Clarifying State = "clarifying" // the applicant was asked to supplement
	Paying     State = "paying"     // a fee was asked for
	Reviewing  State = "reviewing"
	Signing    State = "signing"
	Delivering State = "delivering"
	Closed     State = "closed"
)

// States is every state in the order of a case's life.
var States = []struct {
	State         State
	Name, English string
	// Stopped: no limit runs while the case stands here.
	Stopped bool
}{
	{Confirming, "待确认", "To be confirmed", true},
	{Handling, "办理中", "In hand", false},
	{Clarifying, "待补正", "Waiting for the applicant", true},
	{Paying, "待缴费", "Waiting for payment", true},
	{Reviewing, "待审核", "In review", false},
	{Signing, "待签发", "To be signed", false},
	{Delivering, "待送达", "To be delivered", false},
	{Closed, "已办结", "Closed", true},
}

// Name is the Chinese name of the state; the state itself if unknown.
func (s State) Name() string {
	for _, row := range States {
		if row.State == s {
			return row.Name
		}
	}
	return string(s)
}

// Kind tells a statutory request from what else comes in under its name.
type Kind string

const (
	Statutory    Kind = "statutory"
	Consultation Kind = "consultation"
	Complaint    Kind = "complaint"
	Petition     Kind = "petition"
	Correction   Kind = "correction" // of records about the applicant (art. 41)
)

// Kinds is every kind. The report of 2017 counted the first three as one.
var Kinds = []struct {
	Kind          Kind
	Name, English string
	// Route says where such a matter lawfully goes; "" for those answered here.
	Route string
}{
	{Statutory, "政府信息公开申请", "Request for information", ""},
	{Consultation, "咨询", "Inquiry", "由收到的行政机关直接解答，或者告知向有关机关咨询"},
	{Complaint, "投诉举报", "Complaint", "告知向政府信息公开工作主管部门或者有权机关投诉举报（第四十七条、第五十一条）"},
	{Petition, "信访", "Petition", "告知不作为政府信息公开申请处理，可以通过信访等渠道提出（第三十九条第一款）"},
	{Correction, "更正信息", "Correction of a record", ""},
}

// Name is the Chinese name of the kind; the kind itself if unknown.
func (k Kind) Name() string {
	for _, row := range Kinds {
		if row.Kind == k {
			return row.Name
		}
	}
	return string(k)
}

// Request is one request as it stands. Days that are not known are
// calendar.NoDay, instants zero.
type Request struct {
	ID      ID
	Agency  agency.Code // which must answer
	Former  agency.Code // which answered, where it has closed since; see [Succeed]
	Kind    Kind
	Edition string // code of the Regulation's edition, by the day of receipt
	State   State
	Channel regulation.Channel

	Applicant Applicant
	Asked     Asked
	// Fingerprint is the same for the same words of the same applicant to the
	// same agency; see [Fingerprint].
	Fingerprint string

	SubmittedAt time.Time
	ConfirmedOn calendar.Day // by both sides
	ReceivedOn  calendar.Day // from which the limit runs (art. 31)

	// What [Reckon] reckons: the last lawful day, whether it rests on a year
	// without a holiday notice, the agency's own earlier day, and the nearest
	// other day to watch (supplement, opinion, fee). DueOn is NoDay while no
	// limit runs.
	DueOn       calendar.Day
	Provisional bool
	DraftDueOn  calendar.Day
	SubDueOn    calendar.Day

	Handler account.Login // who has it in hand; "" while nobody

	// Clarification is the one there may be; nil if none.
	Clarification *Clarification
	Opinions      []Opinion
	Extension     *Extension
	Delay         *Delay
	Fee           *Fee
	Decision      *Decision
	Delivery      *Delivery
	Letters       []Letter
	Files         []File      // handed in by the applicant or the agency
	Redactions    []Redaction // of every copy that was made, the newest last
	Additions     []Addition
	Amendments    []Amendment // corrections of the registration, oldest first

	ClosedOn calendar.Day // the day that counts for the limit
	Outcome  string       // code of regulation.Outcome; "" while open
	Late     bool         // closed after the due day

	PublishedAs string // index number of the publication of the answer (art. 44)
	Previous    ID     // the case this one answers anew, or repeats
	Ordered     bool   // it answers Previous anew by order, and its day of receipt is that of the order
	// AnswerBy is until when the order wants the answer (责令期限), beside the
	// limit of the law; NoDay where it says nothing. Only of an Ordered case:
	// see [Request.OrderedOn].
	AnswerBy    calendar.Day
	Next        ID    // the case that answers it anew
	Citizen     int64 // the registered reader who filed it; 0 if none
	Rating      int   // 1 to 5 given by the applicant; 0 if none
	RatingWords string

	Stamp int64
}

// File is a file kept by its content.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // media type
	Size int64  `json:"size"` // bytes
	Hash string `json:"hash"` // of the blob
	// Of says what it is: "evidence" 身份证明, "request" 申请附件, "supplement",
	// "material" what may be handed over, "original" never handed over,
	// "redacted" a proven copy, "replaced" one that a newer copy replaced,
	// "proof" of delivery, "opinion".
	Of string       `json:"of"`
	On calendar.Day `json:"on"`
	By string       `json:"by"`
	// From is the hash of what a copy was made from.
	From string `json:"from,omitempty"`
	// Party is the number of the opinion whose party handed it in; 0 for none.
	Party int `json:"party,omitempty"`
}

// Addition is something the applicant sent of their own accord.
type Addition struct {
	On   calendar.Day `json:"on"`
	Text string       `json:"text"`
}

// Letter is a letter (告知书) that went out, as it was signed.
type Letter struct {
	Act    journal.Act   `json:"act"`
	Title  string        `json:"title"`
	Number string        `json:"number"` // 文号; "" for a receipt
	Text   string        `json:"text"`   // in the marked form of paper/letter
	PDF    string        `json:"pdf"`    // hash of the blob
	DOCX   string        `json:"docx"`
	On     calendar.Day  `json:"on"`
	By     account.Login `json:"by"`
	To     string        `json:"to"`
	// Void is set when the letter was taken back: an answer before it went out,
	// more time for the answer also after the applicant was told of it.
	Void bool `json:"void,omitempty"`
}

// Hand is who acts, when, and by which calendar the days are counted.
type Hand struct {
	By       account.Login
	At       time.Time
	Calendar *calendar.Calendar
	// Lead is by how many working days the agency's own day comes before the
	// lawful one; 0 for the same day.
	Lead int
}

func (h Hand) today() calendar.Day { return calendar.On(h.At) }

// between is [ErrDay] for a day before from or after today, saying which days
// it lies between.
func (h Hand) between(on, from calendar.Day) error {
	if on >= from && on <= h.today() {
		return nil
	}
	return fmt.Errorf("%w：不能早于 %s，也不能晚于今天", ErrDay, from)
}

var (
	ErrState = errors.New("这件申请现在的状态不能这样办理，请刷新后查看")
	// ErrInformal refuses an act of the Regulation's procedure on what is no
	// request for information.
	ErrInformal = errors.New("咨询、投诉举报和信访不是政府信息公开申请，不适用这一步；确属申请信息的，请先甄别事项种类")

	ErrDay     = errors.New("请核对日期") // the act says between which days: see between
	ErrNote    = errors.New("请写明理由")
	ErrText    = errors.New("请写明内容")
	ErrEdition = errors.New("收到日期早于《条例》施行之日（2008年5月1日），无法计算期限")
)

// Open says whether the case is not closed.
func (r Request) Open() bool { return r.State != Closed }

// Thing is the request in the journal.
func (r Request) Thing() string { return r.ID.Thing() }

// Law is the edition the case is handled under; false before one applies.
func (r Request) Law() (*regulation.Edition, bool) { return regulation.ByCode(r.Edition) }

// Held says whether the person has the case in hand.
func (r Request) Held(by account.Login) bool { return r.Handler != "" && r.Handler == by }

func (r Request) entry(act journal.Act, h Hand, note string) journal.Entry {
	return journal.Entry{At: h.At, Act: act, Thing: r.Thing(), Agency: string(r.Agency), Actor: string(h.By), Note: note}
}

// move is the request after the act by the tables, its clocks not reckoned yet.
// Errors: [ErrState], [ErrInformal].
func (r Request) move(act journal.Act) (Request, error) {
	if r.Informal() && !slices.Contains(informal, act) {
		return r, ErrInformal
	}
	to, err := r.State.after(act)
	r.State = to
	return r, err
}

// when is the refusal where its case is met, else nil. Acts join theirs, so that
// a form can name every field that is wrong at once.
func when(met bool, refusal error) error {
	if met {
		return refusal
	}
	return nil
}

// overdue says whether the limit for the answer has passed.
func (r Request) overdue(h Hand) bool { return r.DueOn != calendar.NoDay && h.today() > r.DueOn }

// OrderedOn is the last day the order sets for the answer (责令期限); NoDay where
// nobody ordered the case, or the order sets none.
func (r Request) OrderedOn() calendar.Day {
	if !r.Ordered {
		return calendar.NoDay
	}
	return r.AnswerBy
}

// AnsweredAfterOrder says whether the case was closed after the day the order
// set, whatever the law allowed.
func (r Request) AnsweredAfterOrder() bool {
	by := r.OrderedOn()
	return r.State == Closed && by != calendar.NoDay && r.ClosedOn > by
}

// WasExtended says whether more time was granted for the answer.
func (r Request) WasExtended() bool { return r.Extension != nil && r.Extension.Granted() }
