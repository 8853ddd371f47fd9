package calendar

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Refusals of a notice that a city adds.
var (
	ErrNotice      = errors.New("放假通知应为 JSON，含 year、papers、days（name、date、isOffDay）")
	ErrNoticeYear  = errors.New("放假通知的年份应在 1949 至 2200 之间")
	ErrNoticeEmpty = errors.New("放假通知里没有任何日期")
	ErrNoticeDay   = errors.New("放假通知里的日期应在该年之内，或在其前后一个月之内")
	ErrNoticeTwice = errors.New("放假通知里同一天出现了两次")
	ErrNoticeName  = errors.New("放假通知里的节日名称应在 1 至 40 个字之间")
	ErrPublished   = errors.New("请写明放假通知的公布日期")
)

// Notice is one official paper on the public holidays of a year (放假通知).
type Notice struct {
	Year int
	// PublishedOn is the day from which the notice was known.
	PublishedOn Day
	// Title is the paper's own title; "" for a notice read from data that
	// does not state it.
	Title string
	// Sources are the addresses of the papers, possibly none.
	Sources []string
	// Days are the days the notice names, in order of date, each once.
	Days []Named
}

// Named is one day as a notice names it.
type Named struct {
	Day  Day
	Name string // the holiday, as the notice writes it: 春节
	Off  bool   // false: a working day in exchange for a day off
}

// Notices are the notices compiled in, in order of publication. The slice is
// the caller's own.
func Notices() []Notice {
	out := make([]Notice, len(notices))
	for i, n := range notices {
		out[i] = n.mustNotice()
	}
	return out
}

// ParseNotice reads a notice as a city states it, in the form the public
// collection holiday-cn uses: year, papers (addresses) and days (name, date,
// isOffDay). An optional "published" (2026-11-04) and "title" are read too.
//
// published is the day of publication; when it is [NoDay] the data must state
// it, otherwise the refusal is [ErrPublished]. Other refusals are those of
// [Notice.Check] and [ErrNotice].
func ParseNotice(text []byte, published Day) (Notice, error) {
	var in struct {
		Year      int      `json:"year"`
		Published string   `json:"published"`
		Title     string   `json:"title"`
		Papers    []string `json:"papers"`
		Days      []struct {
			Name string `json:"name"`
			Date string `json:"date"`
			Off  *bool  `json:"isOffDay"`
		} `json:"days"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return Notice{}, fmt.Errorf("%w：%v", ErrNotice, err)
	}
	if published == NoDay {
		var err error
		if published, err = ParseDay(in.Published); err != nil {
			return Notice{}, err
		}
	}
	n := Notice{Year: in.Year, PublishedOn: published, Title: in.Title, Sources: in.Papers}
	for _, d := range in.Days {
		day, err := ParseDay(d.Date)
		if err != nil {
			return Notice{}, err
		}
		if day == NoDay || d.Off == nil {
			return Notice{}, ErrNotice
		}
		n.Days = append(n.Days, Named{Day: day, Name: strings.TrimSpace(d.Name), Off: *d.Off})
	}
	n.sort()
	if err := n.Check(); err != nil {
		return Notice{}, err
	}
	return n, nil
}

// Check refuses a notice that a calendar cannot carry: a year out of range, no
// day of publication, no days, a day far outside its year, a day named twice,
// a holiday without a name.
func (n Notice) Check() error {
	switch {
	case n.Year < 1949 || n.Year > 2200:
		return ErrNoticeYear
	case n.PublishedOn == NoDay:
		return ErrPublished
	case len(n.Days) == 0:
		return fmt.Errorf("%d 年：%w", n.Year, ErrNoticeEmpty)
	}
	first, last := Date(n.Year-1, time.December, 1), Date(n.Year+1, time.January, 31)
	seen := make(map[Day]bool, len(n.Days))
	for _, d := range n.Days {
		switch {
		case d.Day < first || d.Day > last:
			return fmt.Errorf("%s：%w", d.Day, ErrNoticeDay)
		case seen[d.Day]:
			return fmt.Errorf("%s：%w", d.Day, ErrNoticeTwice)
		case d.Name == "" || len([]rune(d.Name)) > 40:
			return fmt.Errorf("%s：%w", d.Day, ErrNoticeName)
		}
		seen[d.Day] = true
	}
	return nil
}

func (n *Notice) sort() {
	slices.SortStableFunc(n.Days, func(a, b Named) int { return cmp.Compare(a.Day, b.Day) })
}

// notice and holiday are the compact form of notices.go.
type (
	notice struct {
		year      int
		published string
		title     string
		source    string
		holidays  []holiday
	}
	holiday struct {
		name string
		off  string
		work string
	}
)

// mustNotice panics on a typo in notices.go; a test walks them all.
func (n notice) mustNotice() Notice {
	out := Notice{
		Year:        n.year,
		PublishedOn: MustDay(n.published),
		Title:       n.title,
		Sources:     []string{n.source},
	}
	for _, h := range n.holidays {
		for _, part := range []struct {
			text string
			off  bool
		}{{h.off, true}, {h.work, false}} {
			for _, span := range strings.Fields(part.text) {
				from, to, ranged := strings.Cut(span, "..")
				if !ranged {
					to = from
				}
				for d := MustDay(from); d <= MustDay(to); d++ {
					out.Days = append(out.Days, Named{Day: d, Name: h.name, Off: part.off})
				}
			}
		}
	}
	out.sort()
	if err := out.Check(); err != nil {
		panic(err)
	}
	return out
}
