package report

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Report is one agency's report of one year.
type Report struct {
	Agency agency.Code
	Year   int
	Form   string // the code of its statutory form: "2014"
	State  State
	// Level says that no agency stands above it: the city's own report, which
	// is submitted to nobody here.
	Level bool
	// DueOn is the last day for submitting it, or for publishing the level's.
	DueOn calendar.Day
	Parts []Part
	// Declared are numbers that the agency states itself, by the name of the
	// figure they add to.
	Declared map[string]Statement
	// Table is the statutory table handed in from outside the platform, whose
	// numbers are in Declared; the zero File if there is none.
	Table File
	// Explained are the answers to what the check asked, by the finding's id.
	Explained map[string]Words
	Files     []File
	// Returned is why it came back, while it is worked on again; "" else.
	Returned string
	// Signed are all signatures, the last one the one in force unless the
	// report is being written.
	Signed      []Signature
	SubmittedAt time.Time // first; a report that comes again stays as punctual as it was
	AcceptedAt  time.Time
	// PublishedAt is when it was first published, Public how many signatures
	// there were when it last was: the edition that everybody reads.
	PublishedAt time.Time
	Public      int
	Errata      []Erratum
	Stamp       int64
}

// Part is one part of the text, as it is written: with {{figure …}} for
// numbers.
type Part struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// Statement is a number that an agency declares.
type Statement struct {
	Text  string        `json:"text"` // as typed: 12, 3.5
	Basis string        `json:"basis"`
	By    account.Login `json:"by"`
	At    time.Time     `json:"at"`
}

// Words is an explanation.
type Words struct {
	Text string        `json:"text"`
	By   account.Login `json:"by"`
	At   time.Time     `json:"at"`
}

// File is a file that belongs to the report. Its bytes lie in the blob store.
type File struct {
	Name   string        `json:"name"`
	Type   string        `json:"type"`
	Size   int64         `json:"size"`
	SHA256 string        `json:"sha256"`
	By     account.Login `json:"by"`
	At     time.Time     `json:"at"`
}

// Signature freezes an edition.
type Signature struct {
	Hash    string        `json:"hash"` // SHA-256 of the edition, which lies in the blob store under it
	Size    int64         `json:"size"` // bytes
	Journal int64         `json:"journal"`
	By      account.Login `json:"by"`
	At      time.Time     `json:"at"`
	Dated   calendar.Day  `json:"dated"` // the day under the text
	// Members are the hashes of the editions it summed up, by agency.
	Members map[agency.Code]string `json:"members,omitempty"`
}

// Erratum is a correction beside a published report.
type Erratum struct {
	// Edition is which signature it corrects, from 1: a later edition has been
	// put right itself.
	Edition int `json:"edition"`

	On    calendar.Day  `json:"on"`
	Where string        `json:"where"`
	Was   string        `json:"was"`
	Is    string        `json:"is"`
	Why   string        `json:"why"`
	By    account.Login `json:"by"`
}

// The refusals.
var (
	ErrState     = errors.New("年度报告现在的状态不能这样办理")
	ErrYear      = errors.New("年度应是已经结束的年度")
	ErrForm      = errors.New("没有这种统计表格式")
	ErrParts     = errors.New("报告至少要有一个部分")
	ErrHeading   = errors.New("每个部分都要有标题，不超过 60 个字")
	ErrText      = errors.New("一个部分的文字不能超过 30000 个字")
	ErrFigure    = errors.New("请指明是哪一项数字")
	ErrBasis     = errors.New("请写明补报数字的来源，不超过 200 个字")
	ErrWords     = errors.New("请写明说明，不超过 1000 个字")
	ErrReason    = errors.New("请写明理由，不超过 1000 个字")
	ErrWhere     = errors.New("请写明更正的是哪一处")
	ErrSame      = errors.New("更正前后的内容相同")
	ErrFiles     = errors.New("附件不能超过 20 个")
	ErrNoFile    = errors.New("没有这个附件")
	ErrLevel     = errors.New("本级年度报告不需要报送上级")
	ErrHash      = errors.New("没有可以签发的报告内容")
	ErrSignDay   = errors.New("落款日期应在年度结束之后，且不晚于今天")
	ErrNoAnswer  = errors.New("核验没有提出这个问题")
	ErrUnchanged = errors.New("内容没有变化")
)

// Limits, in characters.
const (
	maxHeading, maxText, maxWords, maxBasis = 60, 30_000, 1000, 200
	maxFiles                                = 20
)

// Thing is the report in the journal: "report/JYJ/2017".
func (r Report) Thing() string { return Thing(r.Agency, r.Year) }

// Thing is the name of an agency's report of a year in the journal.
func Thing(in agency.Code, year int) string { return "report/" + string(in) + "/" + strconv.Itoa(year) }

// Signature is the signature in force; false while the report is written.
func (r Report) Signature() (Signature, bool) {
	if r.State == Drafting || len(r.Signed) == 0 {
		return Signature{}, false
	}
	return r.Signed[len(r.Signed)-1], true
}

// PublicSignature is the signature of the edition that everybody reads; false
// if none was ever published.
func (r Report) PublicSignature() (Signature, bool) {
	if r.Public < 1 || r.Public > len(r.Signed) {
		return Signature{}, false
	}
	return r.Signed[r.Public-1], true
}

// ErrataOf are the corrections of an edition, by the number of its signature
// from 1: of [Report.Public] those that stand beside what everybody reads.
func (r Report) ErrataOf(edition int) []Erratum {
	return slices.DeleteFunc(slices.Clone(r.Errata), func(x Erratum) bool { return x.Edition != edition })
}

// Late says whether it was submitted, or the level's published, after the last
// day, or is not yet and the day has passed.
func (r Report) Late(today calendar.Day) bool {
	done := r.SubmittedAt
	if r.Level {
		done = r.PublishedAt
	}
	if done.IsZero() {
		return today > r.DueOn
	}
	return calendar.On(done) > r.DueOn
}

// Visible says whether a viewer may see the report being made: its own
// officials and who looks at the whole city. What is published everybody sees.
func Visible(viewer account.Actor, in agency.Code) bool {
	return viewer.May(account.LookReport, in)
}

func (r Report) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: r.Thing(), Agency: string(r.Agency), Actor: string(by), Note: note}
}

// block is words of a person: not empty, and not more than so many characters.
func block(s string, most int, refusal error) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || len([]rune(s)) > most {
		return "", refusal
	}
	return s, nil
}

func same(a, b []Part) bool { return slices.Equal(a, b) }
