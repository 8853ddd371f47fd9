package regulation

import (
	"slices"

	"gongkai/law/calendar"
)

// Edition is the Regulation as it stood for a time. The editions are constants
// of the program: what they point to must not be changed.
type Edition struct {
	Code   string // "2008", "2019": the year it came into force
	Name   string
	Decree string // the decree that promulgated it
	// From is the first day in force; Until the last, [calendar.NoDay] while
	// it is in force.
	From, Until calendar.Day

	Rules      []Rule
	Categories []Category
	Grounds    []Ground
	Receipts   []Receipt // one for each of Channels
	Outcomes   []Outcome // in the order of the form of the annual report
	// Corrections is how a request to correct a record ends (2019: art. 41).
	Corrections []Outcome
	// Answers is how a consultation, complaint or petition ends that is no
	// request for information; empty under an edition that ended and counted it
	// like one.
	Answers []Outcome

	noSupplement, noPayment, withdrawn string // codes of Outcomes
}

// Duty names a rule of the Regulation that carries a number of days.
type Duty string

// The duties. Not every edition has each.
const (
	Publish     Duty = "publish"      // publish what must be published (主动公开)
	Reply       Duty = "reply"        // answer a request (答复)
	Extend      Duty = "extend"       // at most, in all (延长答复期限)
	Clarify     Duty = "clarify"      // ask the applicant to supplement, once (告知补正)
	Restart     Duty = "restart"      // the reply limit runs again in full (补正后重新起算)
	ThirdParty  Duty = "third-party"  // a third party's opinion (第三方意见)
	CoAuthor    Duty = "co-author"    // an agency that made the information too (共同制作机关意见)
	Consulting  Duty = "consulting"   // time that does not count (征求意见时间不计算)
	AnnualLevel Duty = "annual-level" // the annual report of a level of government
	AnnualBody  Duty = "annual-body"  // the annual report of a department
)

// WorkingDay is the unit of every limit in days (工作日).
const WorkingDay = "工作日"

// Rule is one limit of an edition.
type Rule struct {
	Duty Duty
	Name string
	// Days is the limit in Unit, not counting the day it starts from. It is
	// 0 for a rule that sets no number: Restart and Consulting say how
	// another limit runs, the annual reports have a date.
	Days int
	Unit string // [WorkingDay]; "" where Days is 0
	// By is the last day of the year to comply, "01-31"; "" elsewhere.
	By      string
	Article string // 第三十三条第二款
	Source  string // the decree, or the practice, that the row rests on
	// Silence says what follows when the limit passes without a word; "" when
	// the Regulation does not say.
	Silence string
}

// Level is a set of levels of government. Its departments count with it.
type Level uint8

// The levels for which the Regulation lists matters.
const (
	Province Level = 1 << iota
	City           // 设区的市
	County
	Township // 乡、镇

	CountyAndUp = Province | City | County
	AllLevels   = CountyAndUp | Township
)

// Has tells whether all levels of other are in l.
func (l Level) Has(other Level) bool { return l&other == other }

// Category is a matter that must be published on one's own motion. Codes are
// unique over all editions.
type Category struct {
	Code    string // A01; sorts in the order of the law
	Name    string // short, for a menu
	Text    string // as the Regulation words the item, abridged nowhere it lists matters
	Article string // 第二十条第（一）项
	Levels  Level
	English string // the short name in English; no official wording
}

// Ground is a reason not to disclose. Codes are unique over all editions.
type Ground struct {
	Code    string
	Name    string
	Article string
	// Must is set when the information must be withheld (不予公开, 不得公开);
	// otherwise the agency may withhold it, having weighed, or is to point to
	// another law.
	Must bool
	// Unless is what lifts the ground; "" when nothing does.
	Unless string
	Source string
}

// Editions are all editions, oldest first.
func Editions() []*Edition { return []*Edition{&edition2008, &edition2019} }

// EditionOn is the edition in force on the day; false before 2008-05-01.
func EditionOn(day calendar.Day) (*Edition, bool) {
	for _, e := range Editions() {
		if day >= e.From && (e.Until == calendar.NoDay || day <= e.Until) {
			return e, true
		}
	}
	return nil, false
}

// ByCode is the edition "2008" or "2019".
func ByCode(code string) (*Edition, bool) {
	for _, e := range Editions() {
		if e.Code == code {
			return e, true
		}
	}
	return nil, false
}

// Rule is the edition's rule for a duty; false when it has none.
func (e *Edition) Rule(d Duty) (Rule, bool) {
	i := slices.IndexFunc(e.Rules, func(r Rule) bool { return r.Duty == d })
	if i < 0 {
		return Rule{}, false
	}
	return e.Rules[i], true
}

// Publication is the duty to publish within 20 working days. Every edition has
// it.
func (e *Edition) Publication() Rule { return e.sure(Publish) }

// Reply is the limit for the answer to a request. Every edition has it.
func (e *Edition) Reply() Rule { return e.sure(Reply) }

// Extension is the most, in all, by which the answer may be put off. Every
// edition has it.
func (e *Edition) Extension() Rule { return e.sure(Extend) }

// sure is a rule that a test finds in every edition.
func (e *Edition) sure(d Duty) Rule {
	r, _ := e.Rule(d)
	return r
}

// Category is the category of the code; false when the edition has none.
func (e *Edition) Category(code string) (Category, bool) {
	i := slices.IndexFunc(e.Categories, func(c Category) bool { return c.Code == code })
	if i < 0 {
		return Category{}, false
	}
	return e.Categories[i], true
}

// Ground is the ground of the code; false when the edition has none.
func (e *Edition) Ground(code string) (Ground, bool) {
	i := slices.IndexFunc(e.Grounds, func(g Ground) bool { return g.Code == code })
	if i < 0 {
		return Ground{}, false
	}
	return e.Grounds[i], true
}
