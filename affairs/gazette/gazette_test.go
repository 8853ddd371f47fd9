package gazette_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

var at = time.Date(2017, 3, 1, 2, 0, 0, 0, time.UTC)

const printed = "【市政府文件】\n关于甲的通知 | 长府发〔2016〕1号 | 1-3\n关于乙的通知 | 长府发〔2016〕2号 | 4\n【大事记】\n二月大事记 | 5-6"

func print(no int) gazette.Print {
	return gazette.Print{Through: no, DatedOn: calendar.MustDay("2016-02-28"), Pages: 6}
}

// issue is one of each state.
func issue(t *testing.T, s gazette.State) gazette.Issue {
	t.Helper()
	i := gazette.Issue{Year: 2016, No: 2, Print: print(2), Agency: "ZFBGT"}
	var err error
	if s != "" {
		i, _, err = gazette.Add(i, nil, "li", at)
	}
	if err == nil && s == gazette.Readable {
		i, _, err = gazette.Publish(i, paper, printed, "li", at)
	}
	if err == nil && s == gazette.Missing {
		i, _, err = gazette.Miss(i, "没有出版", nil, "li", at)
	}
	if err != nil || i.State != s {
		t.Fatal(i.State, err)
	}
	return i
}

var paper = gazette.Carrier{Publication: 7, Index: "ZFBGT/2017-000007", Before: 2, Leaves: 8}

// deeds does every act as it may be done.
var deeds = map[journal.Act]func(gazette.Issue) (gazette.Issue, journal.Entry, error){
	journal.IssueAdd: func(i gazette.Issue) (gazette.Issue, journal.Entry, error) { return gazette.Add(i, nil, "li", at) },
	journal.IssuePublish: func(i gazette.Issue) (gazette.Issue, journal.Entry, error) {
		return gazette.Publish(i, paper, printed, "li", at)
	},
	journal.IssueMissing: func(i gazette.Issue) (gazette.Issue, journal.Entry, error) {
		return gazette.Miss(i, "没有出版", nil, "li", at)
	},
	journal.IssueCorrect: func(i gazette.Issue) (gazette.Issue, journal.Entry, error) {
		c := gazette.Correction{Print: i.Print, Reason: "纸本遗失", Carrier: paper, Contents: printed}
		c.Whole = 77
		return gazette.Correct(i, c, "核对封面", nil, "li", at)
	},
	journal.IssueRetract: func(i gazette.Issue) (gazette.Issue, journal.Entry, error) {
		return gazette.Retract(i, "传错文件", "li", at)
	},
	journal.IssueStrike: func(i gazette.Issue) (gazette.Issue, journal.Entry, error) {
		e, err := gazette.Strike(i, "没有这一期", "li", at)
		i.State = ""
		return i, e, err
	},
}

// state x act: what the table allows is what the acts do.
func TestMoves(t *testing.T) {
	want := map[gazette.State]map[journal.Act]gazette.State{
		"":                 {journal.IssueAdd: gazette.Registered, journal.IssueMissing: gazette.Missing},
		gazette.Registered: {journal.IssuePublish: gazette.Readable, journal.IssueMissing: gazette.Missing, journal.IssueCorrect: gazette.Registered, journal.IssueStrike: ""},
		gazette.Readable:   {journal.IssueCorrect: gazette.Readable, journal.IssueRetract: gazette.Registered},
		gazette.Missing:    {journal.IssuePublish: gazette.Readable, journal.IssueCorrect: gazette.Missing, journal.IssueRetract: gazette.Registered},
	}
	for state, allowed := range want {
		for act, do := range deeds {
			i := issue(t, state)
			to, ok := allowed[act]
			if i.Allows(act) != ok {
				t.Errorf("%q allows %s: %v", state, act, !ok)
			}
			got, e, err := do(i)
			if ok != (err == nil) || !ok && !errors.Is(err, gazette.ErrState) {
				t.Errorf("%q, %s: %v", state, act, err)
			}
			if err != nil {
				continue
			}
			if got.State != to || e.Act != act || e.Thing != "gazette/2016/2" || e.Agency != "ZFBGT" || e.Check() != nil {
				t.Errorf("%q, %s: %q %+v", state, act, got.State, e)
			}
			if (got.Reason != "") != (got.State == gazette.Missing) || (got.Publication != 0) != (got.State == gazette.Readable && to != "") || got.Count != len(got.Articles) {
				t.Errorf("%q, %s leaves %+v", state, act, got)
			}
		}
	}
}

func TestAdd(t *testing.T) {
	known := []gazette.Issue{{Year: 2016, No: 5, Print: gazette.Print{Through: 6}}}
	for _, c := range []struct {
		name string
		edit func(*gazette.Issue)
		err  error
	}{
		{"plain", func(*gazette.Issue) {}, nil},
		{"combined", func(i *gazette.Issue) { i.Through = 4 }, nil},
		{"nothing known of it", func(i *gazette.Issue) { i.Print = gazette.Print{Through: 2, DatedOn: calendar.NoDay} }, nil},
		{"out next year", func(i *gazette.Issue) { i.DatedOn = calendar.MustDay("2017-01-10") }, nil},
		{"no number", func(i *gazette.Issue) { i.No, i.Through = 0, 0 }, gazette.ErrNumber},
		{"too many", func(i *gazette.Issue) { i.No, i.Through = 201, 201 }, gazette.ErrNumber},
		{"combined backwards", func(i *gazette.Issue) { i.Through = 1 }, gazette.ErrNumber},
		{"within a combined one", func(i *gazette.Issue) { i.No, i.Through = 6, 6 }, gazette.ErrTaken},
		{"over another", func(i *gazette.Issue) { i.Through = 5 }, gazette.ErrTaken},
		{"a year to come", func(i *gazette.Issue) { i.Year = 2018 }, gazette.ErrYear},
		{"before the republic", func(i *gazette.Issue) { i.Year = 1948 }, gazette.ErrYear},
		{"dated the year before", func(i *gazette.Issue) { i.DatedOn = calendar.MustDay("2015-12-31") }, gazette.ErrDated},
		{"dated two years on", func(i *gazette.Issue) { i.Year, i.DatedOn = 2014, calendar.MustDay("2016-01-01") }, gazette.ErrDated},
		{"dated tomorrow", func(i *gazette.Issue) { i.DatedOn = calendar.MustDay("2017-03-02") }, gazette.ErrDated},
		{"fewer pages than none", func(i *gazette.Issue) { i.Pages = -1 }, gazette.ErrPages},
		{"a book", func(i *gazette.Issue) { i.Pages = 2001 }, gazette.ErrPages},
		{"a whole number below zero", func(i *gazette.Issue) { i.Whole = -1 }, gazette.ErrWhole},
	} {
		i := gazette.Issue{Year: 2016, No: 2, Print: print(2)}
		c.edit(&i)
		if _, _, err := gazette.Add(i, known, "li", at); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
}

func TestSetYear(t *testing.T) {
	known := []gazette.Issue{{Year: 2016, No: 11, Print: gazette.Print{Through: 12}}}
	for _, c := range []struct {
		year, issues int
		source       string
		err          error
	}{
		{2016, 12, "馆藏目录", nil}, {2016, 13, "馆藏目录", nil}, {2016, 11, "馆藏目录", gazette.ErrIssues}, {2016, 0, "馆藏目录", gazette.ErrIssues},
		{2016, 201, "馆藏目录", gazette.ErrIssues}, {2016, 12, " ", gazette.ErrSource}, {2016, 12, "一\n二", text.ErrNewline}, {2018, 12, "馆藏目录", gazette.ErrYear},
	} {
		v, e, err := gazette.SetYear(gazette.Volume{Year: c.year, Agency: "ZFBGT"}, c.issues, c.source, known, "li", at)
		if !errors.Is(err, c.err) {
			t.Errorf("%+v: %v", c, err)
		}
		if err != nil {
			continue
		}
		if v.Issues != c.issues || e.Act != journal.GazetteYear || e.Thing != "gazette/2016" || e.Check() != nil {
			t.Errorf("%+v %+v", v, e)
		}
		if _, _, err := gazette.SetYear(v, c.issues, c.source, known, "li", at); !errors.Is(err, gazette.ErrSame) {
			t.Errorf("said twice: %v", err)
		}
	}
}

func TestContents(t *testing.T) {
	list, err := gazette.ReadContents("\n【市政府文件】\r\n 关于甲的通知｜长府发〔2016〕1号｜第1—3页\n关于乙的通知 | 4\n\n【】\n大事记 || ５ 至 ６ | zfbgt/2017-000009\n附录")
	want := []gazette.Article{
		{Section: "市政府文件", Title: "关于甲的通知", Number: "长府发〔2016〕1号", First: 1, Last: 3},
		{Section: "市政府文件", Title: "关于乙的通知", First: 4, Last: 4},
		{Title: "大事记", First: 5, Last: 6, Index: "ZFBGT/2017-000009"},
		{Title: "附录"},
	}
	if err != nil || !slices.Equal(list, want) {
		t.Fatalf("%+v %v", list, err)
	}
	again, err := gazette.ReadContents(gazette.Contents(list))
	if err != nil || !slices.Equal(again, want) {
		t.Errorf("read again: %+v %v\n%s", again, err, gazette.Contents(list))
	}
	for typed, line := range map[string]struct {
		n   int
		err error
	}{
		"甲 | 1\n乙 | 二 | 丙":            {2, gazette.ErrColumns},
		"甲 | 1\n| 号 | 2":              {2, gazette.ErrTitle},
		"甲 | 号 | 7-3":                 {1, gazette.ErrColumns},
		"甲 | 号 | 3 | X/1 | 又":         {1, gazette.ErrColumns},
		"甲 | 1\n\n甲 | 5":              {3, gazette.ErrTwice},
		"甲 | 1\n长\u202e文 | 5":         {0, text.ErrBidi},
		strings.Repeat("长", 301):      {1, text.ErrLong},
		"甲 | 号 | 1\n甲 | 号 | 2\n乙 | 3": {2, gazette.ErrTwice},
	} {
		_, err := gazette.ReadContents(typed)
		var faults gazette.Faults
		if !errors.Is(err, line.err) || line.n > 0 && (!errors.As(err, &faults) || faults[0].Line != line.n) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if _, err := gazette.ReadContents(" \n【一】\n"); !errors.Is(err, gazette.ErrContents) {
		t.Errorf("nothing: %v", err)
	}
	if _, err := gazette.ReadContents("甲 | 号"); err != nil {
		t.Errorf("a number: %v", err)
	}
}

func TestPublish(t *testing.T) {
	words := gazette.Carrier{Publication: 7, Words: true, Under: func(title string) bool { return title != "二月大事记" }}
	for _, c := range []struct {
		name     string
		carrier  gazette.Carrier
		contents string
		err      error
		line     int
	}{
		{"a PDF", paper, printed, nil, 0},
		{"words", words, "关于甲的通知", nil, 0},
		{"words under no heading", words, printed, gazette.ErrHeading, 5},
		{"no carrier", gazette.Carrier{}, printed, gazette.ErrCarrier, 0},
		{"before the cover", gazette.Carrier{Publication: 7, Before: -1}, printed, gazette.ErrBefore, 0},
		{"nothing in it", paper, "", gazette.ErrContents, 0},
		{"no page", paper, "甲", gazette.ErrPage, 1},
		{"beyond the issue", paper, "甲 | 7", gazette.ErrBeyond, 1},
		{"beyond the file", gazette.Carrier{Publication: 7, Before: 3, Leaves: 8}, printed, gazette.ErrBeyond, 5},
		{"prints what never was", gazette.Carrier{Publication: 7, Unknown: map[string]bool{"X/2017-000001": true}}, "甲 | 1\n乙 || 2 | X/2017-000001", gazette.ErrIndex, 2},
	} {
		got, e, err := gazette.Publish(issue(t, gazette.Registered), c.carrier, c.contents, "li", at)
		var faults gazette.Faults
		if !errors.Is(err, c.err) || c.line > 0 && (!errors.As(err, &faults) || faults[0].Line != c.line) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && (got.State != gazette.Readable || got.Articles[0].Serial != 1 || got.Last != got.Count || e.Check() != nil) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// An article keeps its address whatever else of the contents is corrected, and
// the address of one taken out is never another's.
func TestSerialsStay(t *testing.T) {
	i := issue(t, gazette.Readable)
	correct := func(contents string) {
		t.Helper()
		var err error
		if i, _, err = gazette.Correct(i, gazette.Correction{Print: i.Print, Carrier: paper, Contents: contents}, "核对目录", nil, "li", at); err != nil {
			t.Fatal(err)
		}
	}
	serials := func() (list []int) {
		for _, a := range i.Articles {
			list = append(list, a.Serial)
		}
		return list
	}
	correct("二月大事记 | 5-6\n关于甲的决定 | 长府发〔2016〕1号 | 1-3\n关于丙的通知 | 4")
	if got := serials(); !slices.Equal(got, []int{3, 1, 4}) {
		t.Errorf("corrected: %v", got)
	}
	correct("关于丁的通知 | 4")
	correct("关于丙的通知 | 4\n关于丁的通知 | 5")
	if got := serials(); !slices.Equal(got, []int{6, 5}) {
		t.Errorf("taken out and put back: %v", got)
	}
	if _, _, err := gazette.Correct(i, gazette.Correction{Print: i.Print, Carrier: paper, Contents: gazette.Contents(i.Articles)}, "理由", nil, "li", at); !errors.Is(err, gazette.ErrSame) {
		t.Errorf("nothing corrected: %v", err)
	}
	if _, _, err := gazette.Correct(i, gazette.Correction{Print: i.Print, Carrier: paper, Contents: "甲 | 1"}, " ", nil, "li", at); !errors.Is(err, gazette.ErrWhy) {
		t.Errorf("no reason: %v", err)
	}
	i, _, err := gazette.Retract(i, "传错文件", "li", at)
	if err == nil {
		i, _, err = gazette.Publish(i, paper, "关于戊的通知 | 1", "li", at)
	}
	if err != nil || i.Articles[0].Serial != 7 {
		t.Errorf("after a retraction: %+v %v", i.Articles, err)
	}
}

// Every number of every year is here, absent with a reason, or wanted, once.
func TestTake(t *testing.T) {
	at := func(year, no, through int, s gazette.State, gone bool) gazette.Issue {
		return gazette.Issue{Year: year, No: no, Print: gazette.Print{Through: through}, State: s, Gone: gone}
	}
	list := gazette.Take([]gazette.Volume{{Year: 2004, Issues: 6}, {Year: 2006, Issues: 1}, {Year: 2007, Issues: 2}}, []gazette.Issue{
		at(2004, 5, 5, gazette.Readable, true), at(2004, 1, 2, gazette.Readable, false), at(2004, 4, 4, gazette.Registered, false),
		at(2006, 1, 1, gazette.Missing, false), at(2008, 2, 3, gazette.Readable, false), at(2007, 1, 2, gazette.Readable, false)})
	want := []struct {
		year, issues, here, absent, wanted, slots int
		known, complete                           bool
	}{
		{2004, 6, 2, 0, 4, 5, true, false},
		{2005, 0, 0, 0, 0, 0, false, false},
		{2006, 1, 0, 1, 0, 1, true, true},
		{2007, 2, 2, 0, 0, 1, true, true},
		{2008, 3, 2, 0, 1, 2, false, false},
	}
	if len(list) != len(want) {
		t.Fatalf("%d years", len(list))
	}
	for n, w := range want {
		s := list[n]
		if s.Year != w.year || s.Issues != w.issues || s.Here != w.here || s.Absent != w.absent || s.Wanted != w.wanted || len(s.Slots) != w.slots || s.Known != w.known || s.Complete() != w.complete {
			t.Errorf("%d: %+v", w.year, s)
		}
		next := 1
		for _, slot := range s.Slots {
			if slot.Issue.No != next || slot.Issue.Year != w.year {
				t.Errorf("%d: number %d where %d is due", w.year, slot.Issue.No, next)
			}
			next = slot.Issue.Through + 1
		}
	}
	if gazette.Take(nil, nil) != nil {
		t.Error("years out of nothing")
	}
}
