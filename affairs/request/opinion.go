package request

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Party is who is asked for an opinion.
type Party string

const (
	// ThirdParty is whose rights the information may touch (2019: art. 32;
	// 2008: art. 23).
	ThirdParty Party = "third_party"
	// CoAuthor is an agency that made the information too (2019: art. 34).
	CoAuthor Party = "co_author"
	// OtherAgency is any other agency that is asked.
	OtherAgency Party = "other_agency"
)

// Parties is every kind of party.
var Parties = []struct {
	Party         Party
	Name, English string
}{
	{ThirdParty, "第三方", "Third party"},
	{CoAuthor, "共同制作机关", "Agency that made it too"},
	{OtherAgency, "其他机关", "Other agency"},
}

// Name is the Chinese name; the value itself if unknown.
func (p Party) Name() string {
	for _, row := range Parties {
		if row.Party == p {
			return row.Name
		}
	}
	return string(p)
}

// The answers to a consultation.
const (
	Agrees = "agree"
	Object = "object"
	Silent = "silent" // the limit passed without a word
	Ended  = "ended"  // the agency stopped asking
)

// Opinion is one party asked, with its letter, its clock and its answer.
type Opinion struct {
	N       int    `json:"n"` // from 1
	Party   Party  `json:"party"`
	Name    string `json:"name"`   // of the party
	Agency  string `json:"agency"` // code, for agencies of the city
	Contact string `json:"contact"`
	// Email is where the letters to the party are sent too; "" where they have none
	// or it is not to be used.
	Email   string       `json:"email,omitempty"`
	About   string       `json:"about"`    // the information the opinion is about
	AskedOn calendar.Day `json:"asked_on"` // from which the days do not count
	// GotOn is the day the party received the letter; their own limit runs
	// from it. NoDay while not known; then it is reckoned from AskedOn.
	GotOn calendar.Day `json:"got_on"`
	// DueOn is the party's last day; NoDay under an edition that sets none.
	DueOn      calendar.Day `json:"due_on"`
	Answer     string       `json:"answer"` // "" while open
	AnsweredOn calendar.Day `json:"answered_on"`
	Words      string       `json:"words"`
	// Reasonable says whether an objection rests on a reasonable ground
	// (2019: art. 32).
	Reasonable bool `json:"reasonable,omitempty"`
	// LateOn is the day on which an answer came that came after the party's last
	// day; AnsweredOn is then that last day, from which the limit for the answer
	// runs on all the same. 0 or NoDay for one in time.
	LateOn calendar.Day `json:"late_on,omitempty"`
	// Online says that the party answered on the page, and no official for them.
	Online bool `json:"online,omitempty"`
	// ToWeigh is set for an objection a third party made on the page, of whose
	// reason the agency has not said yet whether it is reasonable.
	ToWeigh bool `json:"to_weigh,omitempty"`
	// ToldOn is the day the party was told that the agency discloses all the
	// same; 0 or NoDay if they were not.
	ToldOn calendar.Day `json:"told_on,omitempty"`
}

// Stops says whether the days of the consultation do not count for the answer:
// for third parties in either edition, for agencies since 2019 (art. 33(3)).
func (o Opinion) Stops(e *regulation.Edition) bool {
	if o.Party == ThirdParty {
		return true
	}
	_, ok := e.Rule(regulation.CoAuthor)
	return ok
}

// Late says whether the answer came after the party's last day.
func (o Opinion) Late() bool { return o.LateOn != 0 && o.LateOn != calendar.NoDay }

// Answerable says whether the party may still answer: while nobody has heard
// them, also after their last day.
func (o Opinion) Answerable() bool { return o.Answer == "" || o.Answer == Silent && !o.Late() }

// EndsOn is the last day that does not count: the day of the answer, or while
// there is none the party's last day. NoDay where that is unknown.
func (o Opinion) EndsOn() calendar.Day {
	if o.Answer != "" {
		return o.AnsweredOn
	}
	return o.DueOn
}

var (
	ErrParty        = errors.New("请选择征求意见的对象")
	ErrPartyName    = errors.New("请填写征求意见对象的名称")
	ErrPartyAbout   = errors.New("请写明就哪些信息征求意见")
	ErrPartyTwice   = errors.New("已就同样的内容征求过对方的意见，请等待回复")
	ErrNoOpinion    = errors.New("没有这一项等待回复的征求意见")
	ErrOpinionWords = errors.New("不同意公开的，请写明理由")
	// ErrToWeigh refuses to end a case before the agency has looked at the
	// reason of a third party who objected on the page.
	ErrToWeigh = errors.New("第三方在网上提出不同意公开，请先判断其理由是否合理")
	// ErrWeighed refuses to weigh what nobody objected to on the page, or what
	// was weighed before.
	ErrWeighed = errors.New("没有等待判断的第三方理由")
)

// Consult asks a third party or another agency in writing. The days until the
// answer do not count (2019: arts 32 to 34; 2008: art. 24(3), third parties
// only). Errors: [ErrState], [ErrParty], [ErrPartyName], [ErrPartyAbout],
// [ErrPartyTwice], [ErrEmail]. Its entry says [ToParty].
func Consult(r Request, o Opinion, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestConsult)
	if err != nil {
		return r, journal.Entry{}, err
	}
	o.Name, o.About, o.Contact = strings.TrimSpace(o.Name), strings.TrimSpace(o.About), strings.TrimSpace(o.Contact)
	o.Email = norm.NFKC.String(strings.TrimSpace(o.Email))
	if err := errors.Join(when(o.Party.Name() == string(o.Party), ErrParty), when(o.Name == "", ErrPartyName), when(o.About == "", ErrPartyAbout),
		when(o.Email != "" && !emailForm.MatchString(o.Email), ErrEmail)); err != nil {
		return r, journal.Entry{}, err
	}
	if slices.ContainsFunc(r.Opinions, func(p Opinion) bool {
		return p.Answer == "" && p.Party == o.Party && fold(p.Name) == fold(o.Name) && p.About == o.About
	}) {
		return r, journal.Entry{}, ErrPartyTwice
	}
	o.N, o.AskedOn, o.AnsweredOn, o.Answer = len(r.Opinions)+1, h.today(), calendar.NoDay, ""
	if o.GotOn != h.today() { // handed over at once
		o.GotOn = calendar.NoDay
	}
	o.DueOn = r.opinionDue(o, h.Calendar)
	r.Opinions = append(slices.Clone(r.Opinions), o)
	l.To = o.Name
	written := r.send(l, journal.RequestConsult, h)
	e, err := r.wrote(written, o.N, r.entry(journal.RequestConsult, h, o.Party.Name()+" "+roman(o.N)))
	return Reckon(written, h.Calendar, h.Lead), e, err
}

// ToParty is what the entries of [Consult] and [Tell] say beside the case: which
// party was written to, by which of the case's letters, both from 1. Letter is 0
// where no letter was kept.
type ToParty struct {
	Party  int `json:"party"`
	Letter int `json:"letter"`
}

// ReadToParty is what an entry says of it; false for any other entry, and for
// those of before it was said.
func ReadToParty(e journal.Entry) (to ToParty, ok bool) {
	if e.Act != journal.RequestConsult && e.Act != journal.RequestTell || e.Detail == "" {
		return to, false
	}
	err := json.Unmarshal([]byte(e.Detail), &to)
	return to, err == nil && to.Party > 0
}

// wrote is the entry with what it says of the party and the letter written.
func (r Request) wrote(written Request, party int, e journal.Entry) (journal.Entry, error) {
	to := ToParty{Party: party}
	if len(written.Letters) > len(r.Letters) {
		to.Letter = len(written.Letters)
	}
	detail, err := json.Marshal(to)
	e.Detail = string(detail)
	return e, err
}

// opinionDue is the party's last day by the edition: fifteen working days from
// the day it got the letter; NoDay where the edition sets no limit.
func (r Request) opinionDue(o Opinion, cal *calendar.Calendar) calendar.Day {
	e, ok := r.Law()
	if !ok {
		return calendar.NoDay
	}
	duty := regulation.CoAuthor
	if o.Party == ThirdParty {
		duty = regulation.ThirdParty
	}
	rule, ok := e.Rule(duty)
	if !ok {
		return calendar.NoDay
	}
	return cal.Add(max(o.AskedOn, o.GotOn), rule.Days)
}

// roman is how a consultation is told in the journal, which names no party.
func roman(n int) string {
	return "（" + string("一二三四五六七八九"[3*((n-1)%9):3*((n-1)%9)+3]) + "）"
}

// Asks says whether somebody's opinion is still awaited.
func Asks(r Request) bool {
	return slices.ContainsFunc(r.Opinions, func(o Opinion) bool { return o.Answer == "" })
}

func (r Request) opinion(n int) (Request, *Opinion, error) {
	i := slices.IndexFunc(r.Opinions, func(o Opinion) bool { return o.N == n && o.Answer == "" })
	if i < 0 {
		return r, nil, ErrNoOpinion
	}
	r.Opinions = slices.Clone(r.Opinions)
	return r, &r.Opinions[i], nil
}

// Hears says whether somebody may still be heard: see [Opinion.Answerable].
func Hears(r Request) bool { return slices.ContainsFunc(r.Opinions, Opinion.Answerable) }

// lateNote ends the note of an answer that came after the party's last day.
const lateNote = "（逾期）"

// HeardLate says of an entry of [Hear] whether the answer came too late to move
// the day of the agency's.
func HeardLate(e journal.Entry) bool {
	return e.Act == journal.RequestHear && strings.HasSuffix(e.Note, lateNote)
}

// Hear records the party's answer, received on a day: as an official has it, or
// as the party gives it on the page ([account.Party]). An objection needs its
// reason; reasonable is the agency's view of it, which of one made on the page is
// asked for afterwards ([Weigh]). What comes after the party's last day is recorded
// as late: from that day on the limit ran again, and it moves nothing. Who has been
// asked to wait for no longer may still be heard while the answer is not signed.
// Errors: [ErrState], [ErrNoOpinion], [ErrDay], [ErrOpinionWords].
func Hear(r Request, n int, agrees bool, words string, reasonable bool, on calendar.Day, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestHear)
	if err != nil {
		return r, journal.Entry{}, err
	}
	words = strings.TrimSpace(words)
	asked := r.ReceivedOn
	i := slices.IndexFunc(r.Opinions, func(o Opinion) bool { return o.N == n && o.Answerable() })
	if i < 0 {
		err = ErrNoOpinion
	} else {
		asked = r.Opinions[i].AskedOn
	}
	if err := errors.Join(err, when(!agrees && words == "", ErrOpinionWords), h.between(on, asked)); err != nil {
		return r, journal.Entry{}, err
	}
	r.Opinions = slices.Clone(r.Opinions)
	o := &r.Opinions[i]
	late := o.Answer == Silent || o.GotOn != calendar.NoDay && o.DueOn != calendar.NoDay && on > o.DueOn
	o.Answer, o.AnsweredOn, o.Words, o.Reasonable = Agrees, on, words, reasonable
	note := roman(n) + "同意公开"
	if !agrees {
		o.Answer, note = Object, roman(n)+"不同意公开"
	}
	if h.By == account.PartyLogin {
		o.Online, o.Reasonable = true, false
		o.ToWeigh = !agrees && o.Party == ThirdParty && r.Edition != "2008" // there any objection binds
		note += "，网上提出"
	}
	if late {
		o.AnsweredOn, o.LateOn = o.DueOn, on
		note += lateNote
	}
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestHear, h, note), nil
}

// Weigh says whether the reason of a third party who objected on the page is
// reasonable (2019: art. 32). Errors: [ErrState], [ErrWeighed].
func Weigh(r Request, n int, reasonable bool, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestWeigh)
	if err != nil {
		return r, journal.Entry{}, err
	}
	i := slices.IndexFunc(r.Opinions, func(o Opinion) bool { return o.N == n && o.ToWeigh })
	if i < 0 {
		return r, journal.Entry{}, ErrWeighed
	}
	r.Opinions = slices.Clone(r.Opinions)
	r.Opinions[i].ToWeigh, r.Opinions[i].Reasonable = false, reasonable
	note := roman(n) + "理由不成立"
	if reasonable {
		note = roman(n) + "理由合理"
	}
	return r, r.entry(journal.RequestWeigh, h, note), nil
}

// Weighs says whether a reason waits to be weighed.
func Weighs(r Request) bool {
	return slices.ContainsFunc(r.Opinions, func(o Opinion) bool { return o.ToWeigh })
}

// PartyNumber is the number under which a party answers on the page, the nth asked
// about the request: "2026-000017-1" (意见编号).
func PartyNumber(id ID, n int) string { return id.Number() + "-" + strconv.Itoa(n) }

// ParsePartyNumber reads a number as people type it; false when it is none.
func ParsePartyNumber(s string) (id ID, n int, ok bool) {
	s = norm.NFKC.String(s)
	i := strings.LastIndexAny(s, "-—–‐‑−_")
	if i < 0 {
		return 0, 0, false
	}
	_, dash := utf8.DecodeRuneInString(s[i:])
	id, ok = ParseNumber(s[:i])
	n, err := strconv.Atoi(strings.TrimSpace(s[i+dash:]))
	return id, n, ok && err == nil && n > 0
}

// Silence closes, at their day, the consultations nobody answered: a third
// party's silence leaves the decision to the agency (art. 32), an agency's is
// consent (art. 34). Who is not known
// to have the letter is waited for. The entry is nil when none has lapsed. Errors:
// [ErrState].
func Silence(r Request, h Hand) (Request, *journal.Entry, error) {
	if _, err := r.move(journal.RequestSilence); err != nil {
		return r, nil, err
	}
	list, lapsed := slices.Clone(r.Opinions), ""
	for i := range list {
		if o := &list[i]; o.Answer == "" && o.GotOn != calendar.NoDay && o.DueOn != calendar.NoDay && o.DueOn < h.today() {
			o.Answer, o.AnsweredOn = Silent, o.DueOn
			lapsed += roman(o.N)
		}
	}
	if lapsed == "" {
		return r, nil, nil
	}
	r.Opinions = list
	r = Reckon(r, h.Calendar, h.Lead)
	h.By = account.Clock.Login
	e := r.entry(journal.RequestSilence, h, lapsed)
	return r, &e, nil
}

// ToTell is the third parties who did not agree to a disclosure that was signed
// and who must be told of it, with what is disclosed and why (2019: art. 32;
// 2008: art. 23).
func (r Request) ToTell() []Opinion {
	e, ok := r.Law()
	if !ok || r.Decision == nil || r.Decision.SignedBy == "" {
		return nil
	}
	if o, ok := e.Outcome(r.Decision.Outcome); !ok || !o.Gives && !o.Partial {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Opinions), func(o Opinion) bool {
		return o.Party != ThirdParty || o.Answer != Object && o.Answer != Silent || o.ToldOn != 0 && o.ToldOn != calendar.NoDay
	})
}

// Tell tells a third party in writing that the agency discloses what they did
// not agree to, and why (2019: art. 32; 2008: art. 23). Errors: [ErrState],
// [ErrNoOpinion] for one who need not be told, [ErrLetter]. Its entry says
// [ToParty].
func Tell(r Request, n int, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestTell)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if !slices.ContainsFunc(r.ToTell(), func(o Opinion) bool { return o.N == n }) {
		return r, journal.Entry{}, ErrNoOpinion
	}
	if l.Title == "" {
		return r, journal.Entry{}, ErrLetter
	}
	r.Opinions = slices.Clone(r.Opinions)
	for i := range r.Opinions {
		if r.Opinions[i].N == n {
			r.Opinions[i].ToldOn = h.today()
			l.To = r.Opinions[i].Name
		}
	}
	written := r.send(l, journal.RequestTell, h)
	e, err := r.wrote(written, n, r.entry(journal.RequestTell, h, roman(n)))
	return written, e, err
}

// ConsultEnd stops asking: from today the days count again. Errors:
// [ErrState], [ErrNoOpinion], [ErrNote].
func ConsultEnd(r Request, n int, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestConsultEnd)
	if err != nil {
		return r, journal.Entry{}, err
	}
	why = strings.TrimSpace(why)
	r, o, err := r.opinion(n)
	if err := errors.Join(err, when(why == "", ErrNote)); err != nil {
		return r, journal.Entry{}, err
	}
	o.Answer, o.AnsweredOn, o.Words = Ended, h.today(), why
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestConsultEnd, h, roman(n)+why), nil
}
