package norm

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

// Choice is what a clean-up decides of a norm.
type Choice string

const (
	Keep       Choice = "keep"   // 继续有效
	ToAmend    Choice = "amend"  // 拟修改: stays in force until the amendment
	ToRepeal   Choice = "repeal" // 废止
	ToBeVoided Choice = "void"   // 宣布失效
)

// Choices lists every choice with its printed name.
var Choices = []struct {
	Choice Choice
	Name   string
}{
	{Keep, "继续有效"}, {ToAmend, "拟修改"}, {ToRepeal, "废止"}, {ToBeVoided, "宣布失效"},
}

// Name is the printed name; "" for none.
func (c Choice) Name() string {
	for _, row := range Choices {
		if row.Choice == c {
			return row.Name
		}
	}
	return ""
}

// Campaign is a clean-up of norms (清理): a selection of them, each decided by
// the agency that answers for it, and all decisions carried out on one day.
type Campaign struct {
	ID    int64
	Title string
	// Agency and Before narrow what was selected; "" and NoDay do not.
	Agency   agency.Code
	Before   calendar.Day // issued before this day
	OpenedAt time.Time
	DueOn    calendar.Day // by when the agencies decide
	ClosedAt time.Time    // zero while open
	EndsOn   calendar.Day // from when what was repealed is no longer in force; NoDay while open
	// Result is the index number of the published result, or what the decision
	// is called; "" while open.
	Result string
	Stamp  int64
}

// Item is one norm in a campaign.
type Item struct {
	Campaign    int64
	Publication int64
	Agency      agency.Code
	Choice      Choice // "" until decided
	Reason      string
	By          account.Login
	At          time.Time
}

// Thing is the campaign in the journal.
func (c Campaign) Thing() string { return "campaign/" + strconv.FormatInt(c.ID, 10) }

// Open says whether it can still be decided.
func (c Campaign) Open() bool { return c.ClosedAt.IsZero() }

func (c Campaign) entry(act journal.Act, in agency.Code, by account.Login, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: c.Thing(), Agency: string(in), Actor: string(by), Note: note}
}

var (
	ErrCampaignTitle = errors.New("请填写清理的名称")
	ErrCampaignDue   = errors.New("请填写各机关提出清理意见的截止日期，不能早于今天")
	ErrCampaignEmpty = errors.New("这个范围里没有现行有效的文件")
	ErrClosed        = errors.New("这次清理已经结束")
	ErrChoice        = errors.New("请选择继续有效、拟修改、废止或者宣布失效")
	ErrUndecided     = errors.New("还有文件没有提出清理意见")
	ErrResult        = errors.New("请写明公布清理结果的文件：本平台的索引号，或者文件名称和文号")
)

// OpenCampaign begins a clean-up. Errors: [ErrCampaignTitle], [ErrCampaignDue].
func OpenCampaign(id int64, title string, in agency.Code, before, due calendar.Day, by account.Login, at time.Time) (Campaign, journal.Entry, error) {
	title, err := text.Line(title, 100)
	switch {
	case err != nil:
	case title == "":
		err = ErrCampaignTitle
	case due == calendar.NoDay || due < calendar.On(at):
		err = ErrCampaignDue
	}
	if err != nil {
		return Campaign{}, journal.Entry{}, err
	}
	c := Campaign{ID: id, Title: title, Agency: in, Before: before, OpenedAt: at, DueOn: due, EndsOn: calendar.NoDay}
	return c, c.entry(journal.CampaignOpen, "", by, at, title), nil
}

// Decide says what is to become of one norm, until the campaign is closed.
// Keeping needs no reason. Errors: [ErrClosed], [ErrChoice], [ErrNote].
func Decide(c Campaign, i Item, choice Choice, why string, by account.Login, at time.Time) (Item, journal.Entry, error) {
	why, err := text.Block(why, MaxNote)
	switch {
	case err != nil:
	case !c.Open():
		err = ErrClosed
	case choice.Name() == "":
		err = ErrChoice
	case why == "" && choice != Keep:
		err = ErrNote
	}
	if err != nil {
		return i, journal.Entry{}, err
	}
	i.Choice, i.Reason, i.By, i.At = choice, why, by, at
	return i, c.entry(journal.CampaignDecide, i.Agency, by, at, "publication/"+strconv.FormatInt(i.Publication, 10)+" "+choice.Name()), nil
}

// Close ends a campaign in which everything is decided; what was repealed or
// declared void ends on the day, by the result. Errors: [ErrClosed],
// [ErrUndecided], [ErrDay], [ErrResult].
func Close(c Campaign, items []Item, ends calendar.Day, result string, by account.Login, at time.Time) (Campaign, journal.Entry, error) {
	result, err := text.Line(result, MaxBy)
	switch {
	case err != nil:
	case !c.Open():
		err = ErrClosed
	case ends == calendar.NoDay:
		err = ErrDay
	case result == "":
		err = ErrResult
	}
	for _, i := range items {
		if err == nil && i.Choice == "" {
			err = ErrUndecided
		}
	}
	if err != nil {
		return c, journal.Entry{}, err
	}
	c.ClosedAt, c.EndsOn, c.Result = at, ends, result
	return c, c.entry(journal.CampaignClose, "", by, at, result), nil
}

// Carry is what the closing of a campaign does to one norm; done is false for
// what stays as it is, and for what has ended on its own meanwhile.
func Carry(c Campaign, i Item, n Norm, by account.Login, at time.Time) (after Norm, e journal.Entry, done bool, err error) {
	if i.Choice != ToRepeal && i.Choice != ToBeVoided || n.Ends().Day <= c.EndsOn {
		return n, e, false, nil
	}
	if i.Choice == ToRepeal {
		after, e, err = Repeal(n, c.EndsOn, c.Result, false, i.Reason, by, at)
	} else {
		after, e, err = DeclareVoid(n, c.EndsOn, c.Result, i.Reason, by, at)
	}
	return after, e, err == nil, err
}
