package office

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/affairs/text"
	"gongkai/store"
)

var (
	// ErrMailSent refuses to send again what a server has taken.
	ErrMailSent = errors.New("邮件已经送出，不能重新发送")
	// ErrMailAnew refuses to send anew by another message what was sent so, or
	// still waits.
	ErrMailAnew = errors.New("这条消息还在等待发送，或者已经另外发出")
	// ErrMailFiled refuses to move what belongs to a case: the case's own acts
	// deal with it.
	ErrMailFiled = errors.New("这封来信已经归入办件")
	// ErrMailRead refuses to deal once more with what waits for nobody.
	ErrMailRead = errors.New("这封来信已经处理")
	// ErrMailWhy refuses to lay a message aside without a word.
	ErrMailWhy = errors.New("请写明不予归入的理由")
	// ErrMailCase refuses a number that is no case of the official's agencies.
	ErrMailCase = errors.New("没有这个受理编号，或者不属于您所在的机关")
	// ErrMailAgency refuses an agency to which no message can be passed.
	ErrMailAgency = errors.New("请选择要转交的机关")
)

// MailReach is the agencies whose mail the actor may see: nil for every one
// and for what is nobody's yet, empty for none.
func MailReach(by account.Actor) []agency.Code {
	if CityWide(by, account.LookMail) {
		return nil
	}
	list := []agency.Code{}
	for _, code := range by.Agencies() {
		if by.May(account.LookMail, code) {
			list = append(list, code)
		}
	}
	return list
}

// mayMail says whether the actor may do the act to a message of the agency.
// What is nobody's yet is the city's: a role somewhere is not enough.
func mayMail(by account.Actor, act journal.Act, in agency.Code) bool {
	if in == "" {
		return CityWide(by, act)
	}
	return by.May(act, in)
}

// SeesMail says whether the actor may see a message of the agency.
func SeesMail(by account.Actor, in agency.Code) bool { return mayMail(by, account.LookMail, in) }

// RetryMail sends a message again that failed, came back or waits for its next
// try. Errors: [ErrMailSent], account.ErrForbidden, [store.ErrNotFound],
// [store.ErrChanged].
func (o *Office) RetryMail(ctx context.Context, by account.Actor, id int64) (store.Mail, error) {
	at := o.Now()
	var m store.Mail
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if m, err = tx.Mail(ctx, id); err != nil {
			return err
		}
		switch {
		case !mayMail(by, journal.MailRetry, m.Agency):
			return account.ErrForbidden
		case m.State == store.MailSent:
			return ErrMailSent
		case m.State == store.MailAnew:
			return ErrMailAnew
		}
		return tx.RetryMail(ctx, m, journal.Entry{At: at, Act: journal.MailRetry, Thing: m.JournalThing(), Agency: string(m.Agency),
			Actor: string(by.Login), Note: m.Thing})
	})
	return m, err
}

// Unreached says that the provider of SMS reports that a message did not arrive,
// and nothing better.
func Unreached(m store.Mail, reports []store.MailReport) bool {
	of := func(v store.MailReport) bool { return v.Mail == m.ID && v.Tray == 0 }
	return m.Channel == store.BySMS && slices.ContainsFunc(reports, of) &&
		!slices.ContainsFunc(reports, func(v store.MailReport) bool { return of(v) && v.Kind != store.ReportFailed })
}

// SendAnew sends what a message told that did not arrive by another one: under
// another id, since who took the first would send it once only, and by whichever
// way the new one goes. Errors: [ErrMailSent], [ErrMailAnew],
// account.ErrForbidden, [store.ErrNotFound], [store.ErrChanged].
func (o *Office) SendAnew(ctx context.Context, by account.Actor, id int64, m store.Mail) (store.Mail, error) {
	at := o.Now()
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := tx.Mail(ctx, id)
		if err != nil {
			return err
		}
		reports, err := tx.ReportsOfMail(ctx, id)
		switch {
		case err != nil:
			return err
		case !mayMail(by, journal.MailRetry, old.Agency):
			return account.ErrForbidden
		case old.State == store.MailSent && !Unreached(old, reports):
			return ErrMailSent
		case old.State == store.MailWaiting || old.State == store.MailAnew:
			return ErrMailAnew
		}
		m.Thing, m.Agency = old.Thing, old.Agency
		return tx.SendAnew(ctx, old, m, journal.Entry{At: at, Act: journal.MailRetry, Thing: old.JournalThing(), Agency: string(old.Agency),
			Actor: string(by.Login), Note: old.Thing})
	})
	if err != nil {
		return store.Mail{}, err
	}
	return o.Store.MailByFact(ctx, m.Fact)
}

// onMail runs one act on a message that came in, seen by the actor with the
// stamp; 0 for whatever it is now.
func (o *Office) onMail(ctx context.Context, by account.Actor, id, stamp int64, act journal.Act,
	change func(*store.Tx, *store.Incoming) (note string, err error)) (store.Incoming, error) {
	at := o.Now()
	var m store.Incoming
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if m, err = tx.Incoming(ctx, id); err != nil {
			return err
		}
		switch {
		case !mayMail(by, act, m.Agency):
			return account.ErrForbidden
		case stamp != 0 && stamp != m.Stamp:
			return store.ErrChanged
		case m.State == store.TrayFiled || m.State == store.TrayRead:
			return ErrMailFiled
		}
		from := m.Agency
		note, err := change(tx, &m)
		if err != nil {
			return err
		}
		// The act is done in the name of whose message it was.
		in := cmp.Or(from, m.Agency)
		return tx.SaveIncoming(ctx, m, journal.Entry{At: at, Act: act, Thing: m.JournalThing(), Agency: string(in), Actor: string(by.Login), Note: note})
	})
	if err == nil {
		m.Stamp++
	}
	return m, err
}

// AssignMail files a message that came in with a case: one it answers, or the
// one that was made of it. The case is named by its number. What the message
// says becomes part of the case by the case's own acts. Errors: [ErrMailCase],
// [ErrMailFiled], account.ErrForbidden, [store.ErrNotFound],
// [store.ErrChanged].
func (o *Office) AssignMail(ctx context.Context, by account.Actor, id, stamp int64, number string) (store.Incoming, error) {
	return o.onMail(ctx, by, id, stamp, journal.MailAssign, func(tx *store.Tx, m *store.Incoming) (string, error) {
		n, ok := request.ParseNumber(number)
		if !ok {
			return "", ErrMailCase
		}
		r, err := tx.Request(ctx, n)
		if errors.Is(err, store.ErrNotFound) || err == nil && !by.May(journal.MailAssign, r.Agency) {
			return "", ErrMailCase
		}
		m.State, m.Thing, m.Agency = store.TrayFiled, r.Thing(), r.Agency
		return r.Thing(), err
	})
}

// ReadMail says that an official has dealt with a message that came in about a
// case: what it says was taken into the case, or needs no act. It waits for
// nobody any longer. Errors: [ErrMailRead], account.ErrForbidden,
// [store.ErrNotFound], [store.ErrChanged].
func (o *Office) ReadMail(ctx context.Context, by account.Actor, id int64) error {
	at := o.Now()
	return o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		m, err := tx.Incoming(ctx, id)
		switch {
		case err != nil:
			return err
		case !mayMail(by, journal.MailAssign, m.Agency):
			return account.ErrForbidden
		case m.State != store.TrayFiled:
			return ErrMailRead
		}
		m.State = store.TrayRead
		return tx.SaveIncoming(ctx, m, journal.Entry{At: at, Act: journal.MailAssign, Thing: m.JournalThing(), Agency: string(m.Agency),
			Actor: string(by.Login), Note: m.Thing})
	})
}

// PassMail gives a message that came in to the agency whose it is. Errors:
// [ErrMailAgency], and those of [Office.AssignMail].
func (o *Office) PassMail(ctx context.Context, by account.Actor, id, stamp int64, to agency.Code) (store.Incoming, error) {
	return o.onMail(ctx, by, id, stamp, journal.MailPass, func(tx *store.Tx, m *store.Incoming) (string, error) {
		a, err := tx.Agency(ctx, to)
		if errors.Is(err, store.ErrNotFound) || err == nil && (!a.Open(o.Today()) || to == m.Agency) {
			return "", ErrMailAgency
		}
		note := string(m.Agency) + " → " + string(to)
		m.Agency, m.State = to, store.TrayWaiting
		return note, err
	})
}

// DismissMail lays a message aside that belongs to no case. Errors:
// [ErrMailWhy], text refusals, and those of [Office.AssignMail].
func (o *Office) DismissMail(ctx context.Context, by account.Actor, id, stamp int64, why string) (store.Incoming, error) {
	return o.onMail(ctx, by, id, stamp, journal.MailDismiss, func(_ *store.Tx, m *store.Incoming) (string, error) {
		why, err := text.Block(why, 2000)
		if err != nil {
			return "", err
		}
		if why == "" {
			return "", ErrMailWhy
		}
		m.State = store.TrayDismissed
		return why, nil
	})
}

// Guess is a case to which a stray may belong.
type Guess struct {
	Request request.Request
	Why     []string // sentences, the strongest first
	weight  int
}

const (
	maxGuesses = 8
	// guessAmong is how many open cases are compared with a stray.
	guessAmong = 2000
)

var caseNumber = regexp.MustCompile(`(?:19|20)[0-9]{2}\s?[-－—]\s?[0-9]{1,6}`)

// GuessMail is the cases of the actor's agencies to which a stray may belong,
// the likeliest first: by the number in its words, by who wrote it, by what it
// is about.
func (o *Office) GuessMail(ctx context.Context, by account.Actor, m store.Incoming) ([]Guess, error) {
	found := map[request.ID]*Guess{}
	add := func(r request.Request, weight int, why string) {
		if !by.May(journal.MailAssign, r.Agency) {
			return
		}
		g := found[r.ID]
		if g == nil {
			g = &Guess{Request: r}
			found[r.ID] = g
		}
		g.weight += weight
		g.Why = append(g.Why, why)
	}
	words := m.Subject + "\n" + m.Body
	var named []request.ID
	for _, s := range caseNumber.FindAllString(words, 50) {
		if id, ok := request.ParseNumber(s); ok && !slices.Contains(named, id) {
			named = append(named, id)
		}
	}
	for _, id := range named {
		if err := o.guessed(ctx, id, func(r request.Request) { add(r, 100, "来信中写有这个受理编号") }); err != nil {
			return nil, err
		}
	}
	if m.Sender != "" {
		things, err := o.Store.MailThings(ctx, m.Sender, 50)
		if err != nil {
			return nil, err
		}
		for _, thing := range things {
			if id, ok := request.ParseThing(thing); ok {
				if err := o.guessed(ctx, id, func(r request.Request) { add(r, 60, "向这个邮箱发送过本件的邮件") }); err != nil {
					return nil, err
				}
			}
		}
	}
	open, err := o.openAmong(ctx, by)
	if err != nil {
		return nil, err
	}
	pairs := pairsOf(words)
	for _, r := range open {
		if m.Sender != "" && strings.EqualFold(r.Applicant.Email, m.Sender) {
			add(r, 50, "发件人与申请人登记的邮箱相同")
		}
		if name := r.Applicant.Name; len([]rune(name)) >= 2 && (m.SenderName == name || strings.Contains(words, name)) {
			add(r, 30, "来信中有申请人的姓名或者名称")
		}
		if n := alike(pairs, pairsOf(r.Asked.Subject+"\n"+r.Asked.Text)); n >= 30 {
			add(r, n/2, "与申请的内容相近")
		}
	}
	list := make([]Guess, 0, len(found))
	for _, g := range found {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b Guess) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(b.Request.ID, a.Request.ID))
	})
	return list[:min(len(list), maxGuesses)], nil
}

// guessed calls f with a case, if there is one of that number.
func (o *Office) guessed(ctx context.Context, id request.ID, f func(request.Request)) error {
	r, err := o.Store.Request(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil {
		f(r)
	}
	return err
}

// openAmong is the open cases of the actor's agencies, as many as are worth
// comparing.
func (o *Office) openAmong(ctx context.Context, by account.Actor) ([]request.Request, error) {
	reach := MailReach(by)
	if reach == nil {
		return o.Store.OpenRequests(ctx, 0, guessAmong)
	}
	var list []request.Request
	for _, code := range reach {
		part, err := o.Store.OpenRequestsOf(ctx, code, guessAmong)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}

// pairsOf is the pairs of neighbouring letters of words, without what is
// neither letter nor figure: what tells Chinese sentences from each other.
func pairsOf(words string) map[[2]rune]bool {
	pairs := map[[2]rune]bool{}
	var last rune
	n := 0
	for _, r := range words {
		if n++; n > 5000 {
			break
		}
		if r < '0' || r > '9' && r < 'A' || r >= 0x3000 && r < 0x3400 || r >= 0xff00 {
			last = 0
			continue
		}
		if last != 0 {
			pairs[[2]rune{last, r}] = true
		}
		last = r
	}
	return pairs
}

// alike is how much of the fewer pairs is in both, in hundredths; 0 where
// there is too little to tell.
func alike(a, b map[[2]rune]bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 8 {
		return 0
	}
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	return 100 * both / len(a)
}
