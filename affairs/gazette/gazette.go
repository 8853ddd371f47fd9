package gazette

import (
	"errors"
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Volume is a year of the gazette.
type Volume struct {
	Year   int
	Issues int    // the number of the year's last issue
	Source string // how that is known: a catalogue, the subscription list
	Agency agency.Code
	Stamp  int64
}

// Thing is the year in the journal: "gazette/2016".
func (v Volume) Thing() string { return "gazette/" + strconv.Itoa(v.Year) }

// State is how far an issue is.
type State string

const (
	Registered State = "registered" // known to exist, not to be read here yet
	Readable   State = "readable"   // a publication carries it
	Missing    State = "missing"    // not to be had, for a reason
)

// States lists the states with their printed names.
var States = []struct {
	State State
	Name  string
}{
	{Registered, "已登记"}, {Readable, "可以阅读"}, {Missing, "缺期"},
}

// Name is the printed name; "" for none.
func (s State) Name() string {
	for _, row := range States {
		if row.State == s {
			return row.Name
		}
	}
	return ""
}

// Print is what stands on the cover of an issue.
type Print struct {
	Through int          // last number of a combined issue; the issue's own number for one by itself
	Whole   int          // number since the first issue (总期号); 0 if unknown
	DatedOn calendar.Day // NoDay if unknown
	Pages   int          // numbered pages; 0 if unknown
}

// Issue is one issue, or two and more printed as one.
type Issue struct {
	Year, No int // No is the number, of a combined issue the first
	Print
	State  State
	Agency agency.Code // that edits the gazette
	// Publication carries the words and files; 0 unless readable.
	Publication int64
	Index       string // of the publication
	Gone        bool   // the publication was withdrawn
	// Before is how many pages of the file or how many pictures stand before
	// page 1: the cover, the contents.
	Before   int
	Articles []Article // nil in lists of issues
	Count    int       // of the articles
	Last     int       // the highest serial an article ever had
	Reason   string    // why it is missing; "" unless it is
	Stamp    int64
}

// Article is one line of the contents.
type Article struct {
	// Serial stays with the article for ever and stands in its address.
	Serial      int
	Section     string // 栏目; "" without one
	Title       string
	Number      string // 文号 of the document printed; "" if none
	First, Last int    // pages; 0 where the issue has none
	// Index is the publication whose document it prints, where somebody said
	// so; "" leaves it to the number and the title.
	Index string
}

// Thing is the issue in the journal: "gazette/2016/3".
func (i Issue) Thing() string { return "gazette/" + strconv.Itoa(i.Year) + "/" + strconv.Itoa(i.No) }

// Numbers is the numbers as printed: 3, or 3—4.
func (i Issue) Numbers() string {
	if i.Through > i.No {
		return strconv.Itoa(i.No) + "—" + strconv.Itoa(i.Through)
	}
	return strconv.Itoa(i.No)
}

// Name is what the issue is called after the name of the gazette: 2016年第3期.
func (i Issue) Name() string { return strconv.Itoa(i.Year) + "年第" + i.Numbers() + "期" }

// Covers says whether the issue bears the number.
func (i Issue) Covers(no int) bool { return no >= i.No && no <= i.Through }

// Here says whether it can be read now.
func (i Issue) Here() bool { return i.State == Readable && !i.Gone }

// Moves is state x act: what each act makes of an issue; "" is one that is not
// there. A correction changes no state.
var Moves = []struct {
	Act  journal.Act
	From []State
	To   State
}{
	{journal.IssueAdd, []State{""}, Registered},
	{journal.IssuePublish, []State{Registered, Missing}, Readable},
	{journal.IssueMissing, []State{"", Registered}, Missing},
	{journal.IssueCorrect, []State{Registered}, Registered},
	{journal.IssueCorrect, []State{Readable}, Readable},
	{journal.IssueCorrect, []State{Missing}, Missing},
	{journal.IssueRetract, []State{Readable, Missing}, Registered},
	{journal.IssueStrike, []State{Registered}, ""},
}

// Allows says whether the act can be done to the issue as it is.
func (i Issue) Allows(act journal.Act) bool {
	_, err := i.move(act)
	return err == nil
}

func (i Issue) move(act journal.Act) (State, error) {
	for _, m := range Moves {
		if m.Act != act {
			continue
		}
		for _, from := range m.From {
			if from == i.State {
				return m.To, nil
			}
		}
	}
	return i.State, ErrState
}

// Bounds of what is typed.
const (
	MaxNumber   = 200 // issues a year
	MaxPages    = 2000
	MaxArticles = 500
	MaxNote     = 500 // characters of a reason
	maxTitle    = 300
	maxLine     = 100
	firstYear   = 1949
)

var (
	ErrState   = errors.New("这一期现在不能这样办理")
	ErrNumber  = errors.New("期号应是 1 到 200 之间的整数；合刊的末期号应大于首期号")
	ErrTaken   = errors.New("这一期，或者合刊中的一期，已经登记过")
	ErrYear    = errors.New("年份应在 1949 年到今年之间")
	ErrWhole   = errors.New("总期号应是不小于 0 的整数")
	ErrDated   = errors.New("出版日期应在当年或者次年，不能晚于今天")
	ErrPages   = errors.New("页数应是 0 到 2000 之间的整数")
	ErrIssues  = errors.New("全年期数应是 1 到 200，不能小于已经登记的期号")
	ErrSource  = errors.New("请写明全年期数的依据，例如馆藏目录")
	ErrReason  = errors.New("请写明缺期的原因")
	ErrWhy     = errors.New("请写明理由")
	ErrSame    = errors.New("没有改动")
	ErrBefore  = errors.New("正文第 1 页之前的页数应是 0 到 200 之间的整数")
	ErrCarrier = errors.New("请填写刊载这一期的公开信息的索引号；它应当仍在公开，发布渠道包括政府公报")
	ErrCarried = errors.New("这份公开信息已经是另一期公报")
)

func (i Issue) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: i.Thing(), Agency: string(i.Agency), Actor: string(by), Note: note}
}

// place refuses an issue that cannot stand among those of its year.
func (i Issue) place(known []Issue, today calendar.Day) error {
	switch {
	case i.Year < firstYear || i.Year > today.Year():
		return ErrYear
	case i.No < 1 || i.Through < i.No || i.Through > MaxNumber:
		return ErrNumber
	}
	for _, k := range known {
		if k.No != i.No && k.No <= i.Through && i.No <= k.Through {
			return ErrTaken
		}
	}
	return i.Print.check(i.Year, today)
}

func (p Print) check(year int, today calendar.Day) error {
	switch {
	case p.Whole < 0:
		return ErrWhole
	case p.Pages < 0 || p.Pages > MaxPages:
		return ErrPages
	case p.DatedOn == calendar.NoDay:
	case p.DatedOn > today || p.DatedOn.Year() < year || p.DatedOn.Year() > year+1:
		return ErrDated
	}
	return nil
}

// reasoned is the words of a reason; refuse is the error without one.
func reasoned(why string, refuse error) (string, error) {
	why, err := text.Block(why, MaxNote)
	if err == nil && why == "" {
		err = refuse
	}
	return why, err
}
