package norm

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Amendment is a change of the text of a norm.
type Amendment struct {
	On calendar.Day // from when it holds
	By string       // the document that orders it
	// Text is the whole text as it reads then, safe rich text; "" where only
	// the change was issued and nobody has put the text together.
	Text         string
	Consolidated bool
	Note         string
}

// Amend records that another document changed the norm from a day on. The
// store keeps the text under the event's serial, which is the last of
// n.Events. Errors: [ErrDay], [ErrEarly], [ErrEnded], [ErrBy], [ErrSelf],
// [ErrText].
func Amend(n Norm, a Amendment, by account.Login, at time.Time) (Norm, journal.Entry, error) {
	source, err := n.by(a.By)
	if err == nil {
		err = n.live(a.On)
	}
	if err == nil {
		a.Note, err = text.Block(a.Note, MaxNote)
	}
	if err == nil && a.Consolidated && strings.TrimSpace(a.Text) == "" {
		err = ErrText
	}
	if err != nil {
		return n, journal.Entry{}, err
	}
	n = n.add(Event{Kind: ToAmended, On: a.On, By: source, Until: calendar.NoDay, Worded: strings.TrimSpace(a.Text) != "",
		Consolidated: a.Consolidated, Note: a.Note})
	return n, n.entry(journal.NormAmend, by, at, a.On.String()+" "+source), nil
}
