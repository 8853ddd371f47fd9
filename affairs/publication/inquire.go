package publication

import (
	"errors"
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Inquiry is a question to the secrecy authority, or to the department
// competent for the matter, because the agency cannot tell whether something may
// be opened (art. 17). Both stand outside the platform: the question goes out
// as a letter, the answer comes back as one.
type Inquiry struct {
	To       string        `json:"to"`
	Question string        `json:"question"`
	AskedOn  calendar.Day  `json:"asked_on"`
	AskedBy  account.Login `json:"asked_by"`
	// Number is the letter's; PDF and DOCX are the hashes of the paper.
	Number string `json:"number"`
	PDF    string `json:"pdf"`
	DOCX   string `json:"docx"`

	// Answer is what was determined; "" while open.
	Answer     Attribute    `json:"answer,omitempty"`
	AnsweredOn calendar.Day `json:"answered_on"` // NoDay while open
	// Reply is the number of the answer's letter, Words what it says, File the
	// letter itself, Recorded who took it in.
	Reply    string        `json:"reply,omitempty"`
	Words    string        `json:"words,omitempty"`
	File     *Attachment   `json:"file,omitempty"`
	Recorded account.Login `json:"recorded,omitempty"`
}

// Open says that it has not been answered.
func (q Inquiry) Open() bool { return q.Answer == "" }

// Answer is what came back to an [Inquiry].
type Answer struct {
	Determination
	On    calendar.Day
	Reply string // number of the letter; "" if it has none
	Words string
	File  *Attachment // the letter
}

var (
	ErrAuthority  = errors.New("请写明请哪个机关确定")
	ErrQuestion   = errors.New("请写明不能确定的内容和理由")
	ErrInquiring  = errors.New("已请保密行政管理部门或者有关主管部门确定，答复之前不能继续")
	ErrNoInquiry  = errors.New("没有等待答复的请示")
	ErrAnsweredOn = errors.New("请填写答复日期，不早于请示日期，不晚于今天")
	ErrAnswerFile = errors.New("请附上答复的文件")
	ErrBound      = errors.New("公开程度高于保密行政管理部门或者有关主管部门确定的范围；情况有变化的，请重新请示")
)

// Inquiring says that a question has not been answered.
func (d Draft) Inquiring() bool { return slices.ContainsFunc(d.Inquiries, Inquiry.Open) }

// withinAnswer refuses an attribute more open than the last answer allows. What
// was once determined binds until it is asked again.
func (d Draft) withinAnswer(a Attribute) error {
	for _, q := range slices.Backward(d.Inquiries) {
		if !q.Open() {
			if a.Opener(q.Answer) {
				return ErrBound
			}
			return nil
		}
	}
	return nil
}

// AskSecrecy asks the secrecy authority (保密行政管理部门) or the competent
// department whether the information may be opened; q carries the letter that
// goes out. Until it is answered the draft does not pass the review. Errors:
// [ErrState], [ErrInquiring], [ErrAuthority], [ErrQuestion].
func AskSecrecy(d Draft, q Inquiry, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftAskSecrecy); err != nil {
		return d, journal.Entry{}, err
	}
	to, err := text.Line(q.To, MaxNumber)
	if err != nil {
		return d, journal.Entry{}, err
	}
	question, err := text.Block(q.Question, mostWords)
	switch {
	case err != nil:
		return d, journal.Entry{}, err
	case d.Inquiring():
		return d, journal.Entry{}, ErrInquiring
	case to == "":
		return d, journal.Entry{}, ErrAuthority
	case question == "":
		return d, journal.Entry{}, ErrQuestion
	}
	q = Inquiry{To: to, Question: question, AskedOn: calendar.On(at), AskedBy: by, Number: q.Number, PDF: q.PDF, DOCX: q.DOCX, AnsweredOn: calendar.NoDay}
	d.Inquiries = append(slices.Clone(d.Inquiries), q)
	return d, d.entry(journal.DraftAskSecrecy, by, at, q.To+" "+q.Number), nil
}

// AnswerSecrecy records the answer to the open question and gives the draft the
// attribute it determines. Errors: [ErrState], [ErrNoInquiry],
// [ErrAnsweredOn], [ErrAnswerFile], those of [Determine].
func AnswerSecrecy(d Draft, a Answer, knownGround func(string) bool, latest calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftAnswerSecrecy); err != nil {
		return d, journal.Entry{}, err
	}
	i := slices.IndexFunc(d.Inquiries, Inquiry.Open)
	if i < 0 {
		return d, journal.Entry{}, ErrNoInquiry
	}
	reply, err := text.Line(a.Reply, MaxNumber)
	if err != nil {
		return d, journal.Entry{}, err
	}
	words, err := text.Block(a.Words, mostWords)
	switch {
	case err != nil:
		return d, journal.Entry{}, err
	case a.On == calendar.NoDay || a.On < d.Inquiries[i].AskedOn || a.On > calendar.On(at):
		return d, journal.Entry{}, ErrAnsweredOn
	case a.File == nil:
		return d, journal.Entry{}, ErrAnswerFile
	}
	if a.Attribute != Proactive && a.Reason == "" {
		a.Reason = words
	}
	t, err := a.Determination.sound(knownGround, latest, at)
	if err != nil {
		return d, journal.Entry{}, err
	}
	d.Inquiries = slices.Clone(d.Inquiries)
	q := &d.Inquiries[i]
	q.Answer, q.AnsweredOn, q.Reply, q.Words, q.File, q.Recorded = t.Attribute, a.On, reply, words, a.File, by
	d.Attribute, d.Ground, d.Reason, d.ReexamineOn = t.Attribute, t.Ground, t.Reason, t.ReexamineOn
	return d, d.entry(journal.DraftAnswerSecrecy, by, at, t.Attribute.Name()+" "+reply), nil
}
