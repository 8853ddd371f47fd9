package numbering

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
)

// Form is how the numbers of a series are counted and printed.
type Form string

const (
	Yearly    Form = ""   // 长府办发〔2017〕54号: anew each year
	Announced Form = "年第" // 公告2017年第3号: the same, without brackets
	Running   Form = "第"  // 市政府令第30号: on through the years, anew with a new term of office
)

// Series is the document numbers of one issuer and year.
type Series struct {
	Prefix string // as in text.NumberKey: 长府办发; "" for numbers without one
	// Year is of the numbers; of running ones that in which the count began, 0
	// while nobody has looked (figures/series does).
	Year int
	Form Form
}

// bare stands in addresses and names for numbers without a prefix.
const bare = "-"

// Name is the prefix with the form, 省政府令第: of series of one year it tells
// them apart.
func (s Series) Name() string { return s.Prefix + string(s.Form) }

// Named is the series of a name and a year.
func Named(name string, year int) Series {
	for _, f := range []Form{Announced, Running} {
		if prefix, ok := strings.CutSuffix(name, string(f)); ok && prefix != "" {
			return Series{prefix, year, f}
		}
	}
	return Series{Prefix: name, Year: year}
}

// Thing is the series in the journal: "series/长府办发/2017".
func (s Series) Thing() string { return "series/" + s.Path() }

// Path is the series in addresses, not escaped: "长府办发/2017".
func (s Series) Path() string {
	name := s.Name()
	if name == "" {
		name = bare
	}
	return name + "/" + strconv.Itoa(s.Year)
}

// Number is a number of the series as it is printed: 长府办发〔2017〕54号.
func (s Series) Number(serial int) string {
	n := strconv.Itoa(serial) + "号"
	switch s.Form {
	case Announced:
		return s.Prefix + strconv.Itoa(s.Year) + "年第" + n
	case Running:
		return s.Prefix + "第" + n
	}
	return s.Prefix + "〔" + strconv.Itoa(s.Year) + "〕" + n
}

// Parse is the series of a name and a year as they stand in an address; ok is
// false for what can be none.
func Parse(name, year string) (s Series, ok bool) {
	if name == bare {
		name = ""
	}
	n, err := strconv.Atoi(year)
	return Named(name, n), err == nil && len(year) == 4 && n >= 1900 && n <= 2099 && !strings.Contains(name, "|")
}

var (
	announced = regexp.MustCompile(`^(.*[^0-9])((?:19|20)[0-9]{2})年([0-9]{1,9})$`)
	// Orders and announcements are counted on; what else ends in a number may be
	// anything, a date among them.
	running = regexp.MustCompile(`^(.*` + counted + `)([0-9]{1,9})$`)
	behind  = regexp.MustCompile(`^(.*[^0-9])([0-9]{1,9})(` + counted + `)$`) // 海关总署第4号令
)

var endsInYear = regexp.MustCompile(`^(.*[^0-9])((?:19|20)[0-9]{2})年$`) // 某局2017年第4号公告

// counted is what is counted on.
const counted = `(?:令|公告|通告|布告|通报)`

var ofKind = regexp.MustCompile(`^(.+)` + counted + `$`)

// Stem is how the keys of a series begin that is not of years in brackets,
// whichever way they are written: 海关总署 of 海关总署令第4号 and 海关总署第4号令.
func (s Series) Stem() string {
	if m := ofKind.FindStringSubmatch(s.Prefix); m != nil {
		return m[1]
	}
	return s.Prefix
}

// Split takes the key of a number (text.NumberKey) apart; ok is false for one
// that is of no series. The year of a running one is 0.
func Split(key string) (s Series, serial int, ok bool) {
	year, rest, ok1 := strings.Cut(key, "|")
	number, prefix, ok2 := strings.Cut(rest, "|")
	if ok1 && ok2 {
		y, err1 := strconv.Atoi(year)
		n, err2 := strconv.Atoi(number)
		return Series{Prefix: prefix, Year: y}, n, err1 == nil && err2 == nil
	}
	if m := announced.FindStringSubmatch(key); m != nil {
		y, _ := strconv.Atoi(m[2])
		s = Series{m[1], y, Announced}
		number = m[3]
	} else if m := running.FindStringSubmatch(key); m != nil {
		s = Series{Prefix: m[1], Form: Running}
		number = m[2]
	} else if m := behind.FindStringSubmatch(key); m != nil {
		s = Series{Prefix: m[1] + m[3], Form: Running}
		number = m[2]
		if y := endsInYear.FindStringSubmatch(m[1]); y != nil {
			s.Prefix, s.Form = y[1]+m[3], Announced
			s.Year, _ = strconv.Atoi(y[2])
		}
	}
	n, err := strconv.Atoi(number)
	if err != nil || n == 0 || s.Prefix == "" {
		return Series{}, 0, false
	}
	return s, n, true
}

// Why is the kind of reason for which a number was not published.
type Why string

const (
	Withheld  Why = "withheld"  // 不予公开, on a ground of the Regulation
	OnRequest Why = "request"   // 依申请公开
	Internal  Why = "internal"  // 内部事务或者过程性信息
	Unused    Why = "unused"    // 编号未使用
	Elsewhere Why = "elsewhere" // 由其他机关公开
)

// Whys lists the reasons with their printed names.
var Whys = []struct {
	Why  Why
	Name string
}{
	{Withheld, "不予公开"}, {OnRequest, "依申请公开"}, {Internal, "内部事务或者过程性信息"}, {Unused, "编号未使用"}, {Elsewhere, "由其他机关公开"},
}

// Name is the printed name; "" for a reason there is none of.
func (w Why) Name() string {
	for _, row := range Whys {
		if row.Why == w {
			return row.Name
		}
	}
	return ""
}

// Explanation is what was said of the numbers First to Last.
type Explanation struct {
	Series      Series
	First, Last int
	Why         Why
	Ground      string // code of the refusal ground (law/regulation), for Withheld
	Note        string // public; "" if nothing more was said
	Agency      agency.Code
	By          account.Login
	At          time.Time
}

// MaxNote is how long a note may be, in characters.
const MaxNote = 200

var (
	ErrRange     = errors.New("请填写编号，例如 12 或者 12-15")
	ErrPublished = errors.New("这些编号中有已经公开的，或者大于已公开的最大编号")
	ErrTwice     = errors.New("这些编号中有已经说明过的，请先撤销原来的说明")
	ErrWhy       = errors.New("请选择未公开的原因")
	ErrGround    = errors.New("不予公开须选择法定依据")
	ErrElsewhere = errors.New("请写明由哪个机关公开、公开在哪里")
	ErrNone      = errors.New("没有这条编号说明，可能已经撤销")
)

// ParseRange reads "12" and "12-15", whatever dash is typed. Errors: [ErrRange].
func ParseRange(s string) (first, last int, err error) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '—', '–', '－', '～', '~', '至':
			return '-'
		case '号', ' ', '　':
			return -1
		}
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
	a, b, two := strings.Cut(s, "-")
	if !two {
		b = a
	}
	first, err1 := strconv.Atoi(a)
	last, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || first < 1 || last < first {
		return 0, 0, ErrRange
	}
	return first, last, nil
}

// Explain says why the numbers were never published. missing says whether a
// range of numbers is wholly missing; known is what was said of the series
// before. Errors: [ErrRange], [ErrPublished], [ErrTwice], [ErrWhy], [ErrGround],
// [ErrElsewhere], and those of text.Line.
func Explain(e Explanation, missing func(first, last int) bool, known []Explanation, knownGround func(string) bool,
	by account.Login, at time.Time) (Explanation, journal.Entry, error) {
	none := journal.Entry{}
	note, err := text.Line(e.Note, MaxNote)
	if err != nil {
		return e, none, err
	}
	e.Note = note
	switch {
	case e.First < 1 || e.Last < e.First:
		return e, none, ErrRange
	case !missing(e.First, e.Last):
		return e, none, ErrPublished
	case e.Why.Name() == "":
		return e, none, ErrWhy
	case e.Why == Withheld && !knownGround(e.Ground):
		return e, none, ErrGround
	case e.Why == Elsewhere && e.Note == "":
		return e, none, ErrElsewhere
	}
	for _, k := range known {
		if k.First <= e.Last && e.First <= k.Last {
			return e, none, ErrTwice
		}
	}
	if e.Why != Withheld {
		e.Ground = ""
	}
	e.By, e.At = by, at
	return e, e.entry(journal.SeriesExplain, by, at), nil
}

// Retract takes back what was said.
func Retract(e Explanation, by account.Login, at time.Time) journal.Entry {
	return e.entry(journal.SeriesRetract, by, at)
}

func (e Explanation) entry(act journal.Act, by account.Login, at time.Time) journal.Entry {
	note := strconv.Itoa(e.First)
	if e.Last > e.First {
		note += "-" + strconv.Itoa(e.Last)
	}
	note += " " + e.Why.Name()
	if e.Note != "" {
		note += " " + e.Note
	}
	return journal.Entry{At: at, Act: act, Thing: e.Series.Thing(), Agency: string(e.Agency), Actor: string(by), Note: note}
}
