package norm

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Status is how a norm stands on a day.
type Status string

const (
	Pending  Status = "pending"  // 尚未施行
	InForce  Status = "in_force" // 有效
	Amended  Status = "amended"  // 已修改: in force in another wording than its first
	Repealed Status = "repealed" // 废止: by a decision, or by what replaces it
	Expired  Status = "expired"  // 失效: its time ran out
	Void     Status = "void"     // 宣布失效: declared to have lost its object
)

// Statuses lists every status with its printed name.
var Statuses = []struct {
	Status Status
	Name   string
}{
	{InForce, "有效"}, {Amended, "已修改"}, {Pending, "尚未施行"}, {Repealed, "废止"}, {Expired, "失效"}, {Void, "宣布失效"},
}

// Name is the printed name; "" for none.
func (s Status) Name() string {
	for _, row := range Statuses {
		if row.Status == s {
			return row.Name
		}
	}
	return ""
}

// Binds says whether a norm that stands so is in force. An amended one is, in
// its present wording.
func (s Status) Binds() bool { return s == InForce || s == Amended }

// Ended says whether it is no longer in force.
func (s Status) Ended() bool { return s == Repealed || s == Expired || s == Void }

// Kind is what happened to a norm.
type Kind string

const (
	ToAmended  Kind = "amended"  // 修改
	ToRepealed Kind = "repealed" // 废止
	ToReplaced Kind = "replaced" // 被取代
	ToExpired  Kind = "expired"  // 失效, as a record said that was taken over
	ToVoid     Kind = "void"     // 宣布失效
	ToExtended Kind = "extended" // 延长有效期
)

// Kinds lists every kind with its printed name.
var Kinds = []struct {
	Kind Kind
	Name string
}{
	{ToAmended, "修改"}, {ToRepealed, "废止"}, {ToReplaced, "被取代"}, {ToExpired, "失效"}, {ToVoid, "宣布失效"}, {ToExtended, "延长有效期"},
}

// Name is the printed name; "" for none.
func (k Kind) Name() string {
	for _, row := range Kinds {
		if row.Kind == k {
			return row.Name
		}
	}
	return ""
}

// ends is the status a kind of event leads to for good; "" if it ends nothing.
func (k Kind) ends() Status {
	switch k {
	case ToRepealed, ToReplaced:
		return Repealed
	case ToExpired:
		return Expired
	case ToVoid:
		return Void
	}
	return ""
}

// Never is the day of what has no day yet: it sorts after every other.
const Never calendar.Day = math.MaxInt32

// Event is one thing that happened to a norm.
type Event struct {
	Serial int  `json:"serial"` // from 1, never given again
	Kind   Kind `json:"kind"`
	// On is the first day on which it holds; NoDay where nobody knows.
	On calendar.Day `json:"on"`
	// By is the document that did it: an index number if it is published here,
	// else its name and number; "" where nobody knows.
	By string `json:"by,omitempty"`
	// Until is the new last day of an extension.
	Until calendar.Day `json:"until"`
	// Worded says that an amendment came with the whole new text, Consolidated
	// that this text was put together by the office and not issued as such.
	Worded       bool   `json:"worded,omitempty"`
	Consolidated bool   `json:"consolidated,omitempty"`
	Note         string `json:"note,omitempty"`
	// Struck is why the event was entered wrongly; "" for one that stands.
	Struck string `json:"struck,omitempty"`
}

// Norm is a rule or a normative document in time.
type Norm struct {
	Publication int64
	Index       string      // of the publication: its address
	Agency      agency.Code // who answers for it
	IssuedOn    calendar.Day
	// Number is the registration number (统一登记号), 2017-0012; "" for what
	// was never registered here.
	Number string
	// EffectiveOn is its first day in force; NoDay where nobody knows, which is
	// the day it was issued.
	EffectiveOn calendar.Day
	// ExpiresOn is the last day of its validity as issued; NoDay if it has no
	// term. Extensions are events.
	ExpiresOn calendar.Day
	Events    []Event
	Stamp     int64
}

// Thing is the norm in the journal: the publication itself.
func (n Norm) Thing() string { return "publication/" + strconv.FormatInt(n.Publication, 10) }

func (n Norm) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: n.Thing(), Agency: string(n.Agency), Actor: string(by), Note: note}
}

// Number writes the serial-th registration number of a year.
func Number(year int, serial int64) string { return fmt.Sprintf("%d-%04d", year, serial) }

// Begins is the first day in force; NoDay if neither it nor the day of issue
// is known.
func (n Norm) Begins() calendar.Day {
	if n.EffectiveOn != calendar.NoDay {
		return n.EffectiveOn
	}
	return n.IssuedOn
}

// LastDay is the last day of its validity with all extensions that stand;
// NoDay without a term.
func (n Norm) LastDay() calendar.Day {
	last := n.ExpiresOn
	for _, e := range n.Events {
		if e.Kind == ToExtended && e.Struck == "" {
			last = e.Until
		}
	}
	return last
}

// End is how and when the norm ends by what is known now. Day is the first day
// on which it is no longer in force: [Never] if no end is known, NoDay if it
// has ended nobody knows when. By is nil for a term that runs out.
type End struct {
	Day    calendar.Day
	Status Status
	By     *Event
}

// Ends is the earliest end there is.
func (n Norm) Ends() End {
	end := End{Day: Never}
	if last := n.LastDay(); last != calendar.NoDay {
		end = End{Day: last + 1, Status: Expired}
	}
	for i, e := range n.Events {
		if s := e.Kind.ends(); s != "" && e.Struck == "" && e.On < end.Day {
			end = End{e.On, s, &n.Events[i]}
		}
	}
	return end
}

// AmendedOn is from when it reads otherwise than at first: [Never] if it does
// not, NoDay if nobody knows since when.
func (n Norm) AmendedOn() calendar.Day {
	day := Never
	for _, e := range n.Events {
		if e.Kind == ToAmended && e.Struck == "" {
			day = min(day, e.On)
		}
	}
	return day
}

// Standing is how a norm stands on a day: since when (NoDay where nobody
// knows) and by which event; By is nil where none did it.
type Standing struct {
	Status Status
	Since  calendar.Day
	By     *Event
}

// On says how the norm stands on the day.
func (n Norm) On(day calendar.Day) Standing {
	if begins := n.Begins(); begins > day {
		return Standing{Status: Pending, Since: n.IssuedOn}
	}
	if end := n.Ends(); end.Day <= day {
		return Standing{end.Status, end.Day, end.By}
	}
	stands := Standing{Status: InForce, Since: n.Begins()}
	for i, e := range n.Events {
		if e.Kind == ToAmended && e.Struck == "" && e.On <= day && (stands.By == nil || e.On >= stands.Since) {
			stands = Standing{Amended, e.On, &n.Events[i]}
		}
	}
	return stands
}

// Changes is the first day after this one on which the norm stands otherwise;
// [Never] if no such day is known.
func (n Norm) Changes(after calendar.Day) calendar.Day {
	next := Never
	for _, day := range []calendar.Day{n.Begins(), n.AmendedOn(), n.Ends().Day} {
		if day > after {
			next = min(next, day)
		}
	}
	return next
}

// Wording is a text the norm has had. Serial 0 is the text of the publication,
// any other that of the event.
type Wording struct {
	Serial       int
	From         calendar.Day // NoDay where nobody knows
	By           string
	Consolidated bool
}

// Wordings is every text there is, in the order in which they held.
func (n Norm) Wordings() []Wording {
	list := []Wording{{From: n.Begins()}}
	for _, e := range n.Events {
		if e.Kind != ToAmended || !e.Worded || e.Struck != "" {
			continue
		}
		at := len(list)
		for at > 1 && list[at-1].From > e.On {
			at--
		}
		list = append(list[:at], append([]Wording{{e.Serial, e.On, e.By, e.Consolidated}}, list[at:]...)...)
	}
	return list
}

// WordingOn is the text that held on the day; before its first day, the first.
func (n Norm) WordingOn(day calendar.Day) Wording {
	list := n.Wordings()
	held := list[0]
	for _, w := range list[1:] {
		if w.From <= day {
			held = w
		}
	}
	return held
}

// Event is the event of the serial, if it stands.
func (n Norm) Event(serial int) (Event, bool) {
	for _, e := range n.Events {
		if e.Serial == serial && e.Struck == "" {
			return e, true
		}
	}
	return Event{}, false
}

// Successor is what ended it: the index number or the name of the document
// that repealed or replaced it; "" where there is none.
func (n Norm) Successor() string {
	if by := n.Ends().By; by != nil {
		return by.By
	}
	return ""
}

// Told is the events that a taken-over record tells by its state alone: that
// it was amended, or ended on a day (NoDay where nobody knows).
func Told(status Status, ended calendar.Day) []Event {
	kind := map[Status]Kind{Amended: ToAmended, Repealed: ToRepealed, Expired: ToExpired, Void: ToVoid}[status]
	if kind == "" {
		return nil
	}
	if kind == ToAmended {
		ended = calendar.NoDay
	}
	return []Event{{Serial: 1, Kind: kind, On: ended, Until: calendar.NoDay}}
}

// add appends an event under the next serial, without touching the list other
// copies of the norm share.
func (n Norm) add(e Event) Norm {
	e.Serial = 1
	for _, before := range n.Events {
		e.Serial = max(e.Serial, before.Serial+1)
	}
	n.Events = append(append([]Event(nil), n.Events...), e)
	return n
}

// Limits, in characters.
const (
	MaxBy   = 300
	MaxNote = 2000
)

var (
	ErrNotDocument = errors.New("只有规章和规范性文件登记效力")
	ErrRegistered  = errors.New("这份文件已经登记过")
	ErrDay         = errors.New("请填写日期")
	ErrBegins      = errors.New("施行日期不能早于成文日期")
	ErrExpires     = errors.New("有效期应在施行日期之后届满")
	ErrEarly       = errors.New("这一天文件还没有施行")
	ErrEnded       = errors.New("文件在这一天已经废止或者失效")
	ErrBy          = errors.New("请写明依据哪份文件：本平台的索引号，或者文件名称和文号")
	ErrSelf        = errors.New("文件不能被它自己修改、废止或者取代")
	ErrCycle       = errors.New("两份文件不能互相取代")
	ErrText        = errors.New("请填写修改后的全文")
	ErrNote        = errors.New("请说明理由")
	ErrUntil       = errors.New("延长后的有效期应晚于现在的有效期")
	ErrNoTerm      = errors.New("文件没有有效期，不用延长")
	ErrNoEvent     = errors.New("没有这条效力记录")
	ErrKnown       = errors.New("这条效力记录已经写明日期")
)

// by checks what is given as the document behind an event.
func (n Norm) by(s string) (string, error) {
	s, err := text.Line(s, MaxBy)
	switch {
	case err != nil:
		return "", err
	case s == "":
		return "", ErrBy
	case strings.EqualFold(s, n.Index):
		return "", ErrSelf
	}
	return s, nil
}

// live refuses a day on which nothing can happen to the norm any more, or yet.
func (n Norm) live(on calendar.Day) error {
	switch {
	case on == calendar.NoDay:
		return ErrDay
	case on <= n.IssuedOn || on < n.Begins():
		return ErrEarly
	case n.Ends().Day <= on:
		return ErrEnded
	}
	return nil
}
