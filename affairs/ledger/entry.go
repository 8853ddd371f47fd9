package ledger

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
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// State is where an entry stands.
type State string

const (
	Entered  State = "entered"  // 已登记
	Released State = "released" // 已公开
	Struck   State = "struck"   // 已撤销
	nothing  State = ""         // before it is entered
)

// States lists the states with their printed names.
var States = []struct {
	State State
	Name  string
}{
	{Entered, "已登记"}, {Released, "已公开"}, {Struck, "已撤销"},
}

// Name is the printed name; the state itself if unknown.
func (s State) Name() string {
	for _, row := range States {
		if row.State == s {
			return row.Name
		}
	}
	return string(s)
}

// Entry is one line of a book.
type Entry struct {
	Book Code
	// ID is year*1,000,000 + serial, the year being that in which it was
	// entered; one series for each book, without gaps.
	ID     int64
	Agency agency.Code // whose affair it is
	State  State
	Values Values
	// Version counts what it has said, from 1. Why is the reason given for the
	// last change: of an amendment, a retraction, a striking out; "" for none.
	Version int
	Why     string
	// Shown is the version the public reads; 0 while it reads none. It is less
	// than Version while an amendment waits to be released.
	Shown int
	// ReleasedAt, ReleasedBy and Secrecy, who reviewed it for secrets, are of
	// the last release; zero while the public reads nothing.
	ReleasedAt time.Time
	ReleasedBy account.Login
	Secrecy    string
	// PublicOn is the day on which it first came before the public with the
	// result that is counted; NoDay while it has not.
	PublicOn calendar.Day
	// Taken is set while an entry that was before the public is no more.
	Taken *Taken
	// Run is the import it came with; 0 if it was typed.
	Run       int64
	EnteredAt time.Time
	EnteredBy account.Login
	// Stamp counts saves; 0 for one never saved.
	Stamp int64
}

// Taken is what stands in the place of an entry that was taken back from the
// public: since when, and why, as the public is told.
type Taken struct {
	On  calendar.Day `json:"on"`
	Why string       `json:"why"`
}

// Version is what an entry said from one change to the next.
type Version struct {
	Version int
	Values  Values
	At      time.Time
	By      account.Login
	Why     string
}

// The refusals of acts.
var (
	ErrState    = errors.New("这条登记现在的状态不允许这样办理")
	ErrWhy      = errors.New("请说明理由")
	ErrSame     = errors.New("内容没有变化")
	ErrInternal = errors.New("这本台账不对外公开")
	ErrSecrecy  = errors.New("公开之前须经保密审查，请填写审查人")
	ErrShown    = errors.New("公众看到的已经是最新的内容")
	ErrNoEntry  = errors.New("没有这条登记")
	ErrNoBook   = errors.New("没有这本台账")
	// ErrTwice refuses a second entry with the identity of another; of books
	// that say more, [Book.Sole] says it.
	ErrTwice = errors.New("同样的事项已经登记")
)

// ID is the id of a serial in a year.
func ID(year int, serial int64) int64 { return int64(year)*1_000_000 + serial }

// Number is the number as people quote it: 2017-000123. It is one only together
// with the book.
func (e Entry) Number() string { return NumberOf(e.ID) }

// NumberOf is how an id is written.
func NumberOf(id int64) string { return fmt.Sprintf("%d-%06d", id/1_000_000, id%1_000_000) }

// Thing is the entry in the journal: ledger/conference-2017-000123.
func (e Entry) Thing() string { return Thing(e.Book, e.ID) }

// Thing is an entry in the journal.
func Thing(book Code, id int64) string { return "ledger/" + string(book) + "-" + NumberOf(id) }

// ParseNumber reads 2017-000123; false if it is none.
func ParseNumber(s string) (int64, bool) {
	year, serial, ok := strings.Cut(s, "-")
	y, err := strconv.ParseInt(year, 10, 32)
	n, err2 := strconv.ParseInt(serial, 10, 64)
	if id := y*1_000_000 + n; ok && err == nil && err2 == nil && y > 0 && n > 0 && n < 1_000_000 && NumberOf(id) == s {
		return id, true
	}
	return 0, false
}

// ParseThing reads the thing of an entry; false if it is none.
func ParseThing(thing string) (Code, int64, bool) {
	rest, ok := strings.CutPrefix(thing, "ledger/")
	code, number, cut := strings.Cut(rest, "-")
	id, read := ParseNumber(number)
	if _, known := BookOf(Code(code)); ok && cut && read && known {
		return Code(code), id, true
	}
	return "", 0, false
}

// book is the book of an entry that was made by one.
func (e Entry) book() *Book {
	if b, ok := BookOf(e.Book); ok {
		return b
	}
	return &Book{Code: e.Book}
}

// Title is what the entry is called.
func (e Entry) Title() string { return e.book().Title(e.Values) }

// Day places the entry in a year.
func (e Entry) Day() calendar.Day { return e.book().Day(e.Values) }

// Due is the day by which something is to be done; NoDay if nothing is, or it
// was struck out.
func (e Entry) Due() calendar.Day {
	if e.State == Struck {
		return calendar.NoDay
	}
	return e.book().Due(e.Values)
}

// Waits says whether the public reads an earlier version than the last.
func (e Entry) Waits() bool { return e.State == Released && e.Shown < e.Version }

func (e Entry) entry(act journal.Act, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: e.Thing(), Agency: string(e.Agency), Actor: string(by), Note: note}
}

// Move is one row of the table state x act: from which states an act starts and
// where it leads. An entry is made from no state.
type Move struct {
	Act  journal.Act
	From []State
	To   State // "" where the state stays
}

// Moves is the life of an entry. Acts look their row up here; the desk offers
// what the row allows.
var Moves = []Move{
	{journal.LedgerEnter, nil, Entered},
	{journal.LedgerImport, nil, Entered},
	{journal.LedgerAmend, []State{Entered, Released}, ""},
	{journal.LedgerRelease, []State{Entered, Released}, Released},
	{journal.LedgerRetract, []State{Released}, Entered},
	{journal.LedgerStrike, []State{Entered}, Struck},
	{journal.LedgerImportUndo, []State{Entered, Released}, Struck},
	{journal.LedgerMove, []State{Entered, Released}, ""},
}

// Allows says whether the table allows the act in the state the entry is in.
// It does not ask who may do it.
func (e Entry) Allows(act journal.Act) bool {
	if b := e.book(); act == journal.LedgerRelease && (!b.Public || e.Shown == e.Version || e.keptBack()) {
		return false
	}
	if act == journal.LedgerImportUndo && e.Run == 0 {
		return false
	}
	_, err := e.after(act)
	return err == nil
}

// after is the state the act leads to. Errors: [ErrState].
func (e Entry) after(act journal.Act) (State, error) {
	for _, m := range Moves {
		if m.Act != act {
			continue
		}
		if !slices.Contains(m.From, e.State) && (len(m.From) > 0 || e.State != nothing) {
			break
		}
		if m.To == "" {
			return e.State, nil
		}
		return m.To, nil
	}
	return e.State, ErrState
}

// reason is a required reason. Errors: [ErrWhy], those of text.Block.
func reason(why string) (string, error) {
	why, err := text.Block(why, 2000)
	if err == nil && why == "" {
		err = ErrWhy
	}
	return why, err
}

// twice is [ErrTwice] in the words of a book.
type twice struct{ said string }

func (t twice) Error() string        { return t.said }
func (t twice) Is(target error) bool { return target == ErrTwice }

// Twice is [ErrTwice] as the book says it.
func (b *Book) Twice() error {
	if b.Sole == "" {
		return ErrTwice
	}
	return twice{b.Sole}
}
