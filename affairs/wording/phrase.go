package wording

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Use is where a text is offered.
type Use string

const (
	Items  Use = "items"  // what is to be supplemented (第三十条)
	Reason Use = "reason" // the reason of an answer (第三十六条)
)

// Uses lists them with their printed names.
var Uses = []struct {
	Use  Use
	Name string
}{
	{Items, "需要补正的事项"}, {Reason, "答复的理由"},
}

// Name is the printed name; "" for a use there is none of.
func (u Use) Name() string {
	for _, row := range Uses {
		if row.Use == u {
			return row.Name
		}
	}
	return ""
}

// Phrase is one text of an agency.
type Phrase struct {
	ID     int64
	Agency agency.Code
	Use    Use
	Title  string // by which it is chosen
	Words  string
	// RetiredOn is the day from which it is no longer offered; NoDay while it is.
	RetiredOn calendar.Day
	Stamp     int64
}

// The most characters of a title and of the words.
const (
	maxTitle = 40
	MaxWords = 2000
)

var (
	ErrUse     = errors.New("请选择用在哪里")
	ErrTitle   = errors.New("请给这段用语起个名称，最多 40 个字")
	ErrWords   = errors.New("请填写用语的内容，最多 2000 个字")
	ErrRetired = errors.New("这段用语已经停用")
	ErrNone    = errors.New("没有这段用语，可能已经停用")
)

// Offered says whether the text may still be chosen.
func (p Phrase) Offered() bool { return p.RetiredOn == calendar.NoDay }

// Thing is the text in the journal: "phrase/12".
func (p Phrase) Thing() string { return fmt.Sprintf("phrase/%d", p.ID) }

// Add keeps a new text. Errors, joined: [ErrUse], [ErrTitle], [ErrWords].
func Add(p Phrase, by account.Login, at time.Time) (Phrase, journal.Entry, error) {
	p, err := p.checked()
	p.RetiredOn = calendar.NoDay
	return p, p.entry(journal.PhraseAdd, by, at), err
}

// Change gives a text other words, or another name or place. Errors:
// [ErrRetired]; joined, those of [Add].
func Change(p Phrase, use Use, title, words string, by account.Login, at time.Time) (Phrase, journal.Entry, error) {
	if !p.Offered() {
		return p, journal.Entry{}, ErrRetired
	}
	p.Use, p.Title, p.Words = use, title, words
	p, err := p.checked()
	return p, p.entry(journal.PhraseChange, by, at), err
}

// Retire offers a text no longer. Errors: [ErrRetired].
func Retire(p Phrase, by account.Login, at time.Time) (Phrase, journal.Entry, error) {
	if !p.Offered() {
		return p, journal.Entry{}, ErrRetired
	}
	p.RetiredOn = calendar.On(at)
	return p, p.entry(journal.PhraseRetire, by, at), nil
}

func (p Phrase) checked() (Phrase, error) {
	var wrong []error
	if p.Use.Name() == "" {
		wrong = append(wrong, ErrUse)
	}
	title, err := text.Line(p.Title, maxTitle)
	if err != nil || title == "" {
		wrong = append(wrong, ErrTitle)
	}
	words, err := text.Block(p.Words, MaxWords)
	if err != nil || words == "" {
		wrong = append(wrong, ErrWords)
	}
	if len(wrong) == 0 {
		p.Title, p.Words = title, words
	}
	return p, errors.Join(wrong...)
}

func (p Phrase) entry(act journal.Act, by account.Login, at time.Time) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: p.Thing(), Agency: string(p.Agency), Actor: string(by), Note: p.Title}
}

// After is what was typed with the text behind it; once is enough.
func (p Phrase) After(typed string) string {
	switch typed = strings.TrimSpace(typed); {
	case typed == "":
		return p.Words
	case strings.Contains(typed, p.Words):
		return typed
	}
	return typed + "\n" + p.Words
}
