package desk

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

func escape(s string) string { return url.QueryEscape(s) }

// number writes an id into an address.
func number(id int64) string { return strconv.FormatInt(id, 10) }

// names is the agencies by code, with what the page calls them.
type names map[agency.Code]agencyCalled

// agencyCalled is an agency as the record has it, and its short name in the language
// of the page.
type agencyCalled struct {
	agency.Agency
	said string
}

func (n names) of(code agency.Code) string {
	if a, ok := n[code]; ok {
		return a.said
	}
	return string(code)
}

func (d *Desk) agencyNames(ctx context.Context) (names, error) {
	list, err := d.Office.Store.Agencies(ctx)
	n := make(names, len(list))
	for _, a := range list {
		n[a.Code] = agencyCalled{a, shortName(ctx, a)}
	}
	return n, err
}

// shortName and fullName are for the page only: what becomes part of the record
// takes the agency's own.
func shortName(ctx context.Context, a agency.Agency) string {
	return page.Named(ctx, a.ShortName(), a.English)
}

func fullName(ctx context.Context, a agency.Agency) string {
	return page.Named(ctx, a.Name, a.English)
}

// choicesOf is agencies as choices of a form.
func (n names) choicesOf(codes []agency.Code) []page.Choice {
	list := make([]page.Choice, len(codes))
	for i, code := range codes {
		list[i] = page.Choice{Value: string(code), Text: n.of(code)}
	}
	return list
}

// rolesLine says in a line who is signed in and as what: 经办、签发.
func rolesLine(ctx context.Context, o *Official) string {
	var list []string
	seen := map[account.Role]bool{}
	for _, g := range o.Person.Grants {
		if !seen[g.Role] {
			seen[g.Role] = true
			list = append(list, page.T(ctx, g.Role.Name()))
		}
	}
	if len(list) == 0 {
		return page.T(ctx, "尚未授予职责")
	}
	return strings.Join(list, page.T(ctx, "、"))
}

func codeState(a account.Account) string {
	if a.TOTPSecret == "" {
		return "没有设置"
	}
	return "已设置"
}

func codeAction(a account.Account) string {
	if a.TOTPSecret == "" {
		return "设置"
	}
	return "重新设置"
}

// grouped sets a secret in groups of four, for typing.
func grouped(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// moment is an instant as the clock on the wall in Beijing shows it.
func moment(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return page.Moment(ctx, t.In(calendar.Beijing))
}

// dayOrMoment is the day alone of an instant at which a day begins: as a rule
// nobody gave its hour.
func dayOrMoment(ctx context.Context, t time.Time) string {
	if on := calendar.On(t); !t.IsZero() && on.Start().Equal(t) {
		return day(ctx, on)
	}
	return moment(ctx, t)
}

func day(ctx context.Context, on calendar.Day) string { return page.DateISO(ctx, on.String()) }

// orDash shows that nothing was filled in.
func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// nearly is how many working days before its due day a draft counts as nearly
// late.
const nearly = 3

// due is the clock of one draft, in words.
type due struct {
	On          calendar.Day // NoDay where none runs
	Left        int          // working days left; negative when late
	Provisional bool         // rests on a year whose holidays are not announced
	Article     string
	// From is the day it runs from, 2017-07-03, where that is the day on which
	// what was kept was opened; "" otherwise.
	From string
	None string // why no clock runs; "" where one does
	// Public is the day on which it was made public and the clock stopped,
	// 2017-07-03; "" before.
	Public string
}

func (u due) Late() bool { return u.None == "" && u.Left < 0 }
func (u due) Nearly() bool {
	return u.None == "" && u.Public == "" && u.Left >= 0 && u.Left <= nearly
}

// Words says how the clock stands; colour never says it alone.
func (u due) Words(ctx context.Context) string {
	switch {
	case u.None != "":
		return page.T(ctx, u.None)
	case u.Public != "" && u.Left >= 0:
		return page.T(ctx, "按期公开")
	case u.Left < 0:
		return page.Tf(ctx, "逾期 %d 个工作日", -u.Left)
	case u.Left == 0:
		return page.T(ctx, "今天到期")
	}
	return page.Tf(ctx, "还有 %d 个工作日", u.Left)
}

func (u due) Colour() string {
	switch {
	case u.Late():
		return "red"
	case u.Nearly():
		return "orange"
	case u.Public != "":
		return "green"
	}
	return "grey"
}

// dueOf is the twenty-working-day clock of a draft (art. 26).
func (d *Desk) dueOf(v publication.Draft) due {
	switch {
	case v.Publication != 0:
		return due{On: calendar.NoDay, None: "更新已公开的信息"}
	case v.Attribute != "" && v.Attribute != publication.Proactive:
		return due{On: calendar.NoDay, None: "不适用"}
	case v.Content.IssuedOn == calendar.NoDay:
		return due{On: calendar.NoDay, None: "尚未填写成文日期"}
	}
	return d.dueOn(v, d.Office.Today())
}

// dueThen is the clock of a draft that became cur, stopped on the day cur was
// made public; of one that revises cur it is that of [Desk.dueOf]. Only what
// revises says what it changes.
func (d *Desk) dueThen(v publication.Draft, cur publication.Publication) due {
	if v.State != publication.Done || v.Change != "" || v.Content.IssuedOn == calendar.NoDay {
		return d.dueOf(v)
	}
	u := d.dueOn(v, cur.PublishedOn())
	u.Public = cur.PublishedOn().String()
	return u
}

// dueOn is the clock as it stands on a day.
func (d *Desk) dueOn(v publication.Draft, today calendar.Day) due {
	from, cal := v.ClockFrom(), d.Office.Calendar()
	limit := d.Office.DueOn(from)
	u := due{On: limit.On, Provisional: limit.Provisional, Article: limit.Article}
	if from != v.Content.IssuedOn {
		u.From = from.String()
	}
	if u.Left = cal.WorkingDaysBetween(today, limit.On); today > limit.On {
		// On a day of rest after the due day no working day has passed yet,
		// but it is late all the same.
		u.Left = min(-cal.WorkingDaysBetween(limit.On, today), -1)
	}
	return u
}

// deedLine is a line of a history: one act as people and lawyers read it.
type deedLine struct {
	At      time.Time
	Name    string // of the act
	Article string
	Who     string
	Agency  string
	Note    string
}

// articleName is the law an act stands on: an article of the Regulation, unless
// another law is named.
func articleName(ctx context.Context, article string) string {
	if strings.HasPrefix(article, "第") {
		return page.Tf(ctx, "条例%s", article)
	}
	return article
}

// history is what was done to things, oldest first, with names.
func (d *Desk) history(ctx context.Context, things ...string) ([]deedLine, error) {
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return nil, err
	}
	people := map[string]string{string(account.Clock.Login): account.Clock.Name, string(account.Console.Login): account.Console.Name,
		string(account.AskerLogin): "申请人", string(account.PartyLogin): "被征求意见方"}
	var list []deedLine
	var failed error
	name := func(login string) string {
		who, ok := people[login]
		if !ok {
			who = login
			a, err := d.Office.Store.Account(ctx, account.Login(login))
			if err == nil {
				who = a.Name
			} else if !errors.Is(err, store.ErrNotFound) {
				failed = err
			}
			people[login] = who
		}
		return who
	}
	for _, thing := range things {
		entries, err := d.Office.Store.JournalOf(ctx, thing)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			m := e.Act.Meaning()
			note := noteOf(ctx, e, agencies)
			if strings.HasPrefix(e.Thing, "request/") {
				note = requestNote(e, agencies, name)
			}
			list = append(list, deedLine{At: e.At, Name: m.Name, Article: m.Article, Who: name(e.Actor),
				Agency: agencies.of(agency.Code(e.Agency)), Note: note})
		}
	}
	return list, failed
}

// noteOf is the words of an entry; where the record keeps a code, its meaning.
func noteOf(ctx context.Context, e journal.Entry, agencies names) string {
	switch e.Act {
	case journal.DraftConsult, journal.DraftLapse:
		var list []string
		for _, code := range strings.Fields(e.Note) {
			list = append(list, agencies.of(agency.Code(code)))
		}
		return strings.Join(list, page.T(ctx, "、"))
	case journal.DraftTrace: // kind, source, agencies
		list := strings.Fields(e.Note)
		for i, code := range list {
			list[i] = agencies.of(agency.Code(code))
		}
		return strings.Join(list, " ")
	case journal.DraftRefer, journal.DraftDecide:
		code, words, _ := strings.Cut(e.Note, " ")
		return agencies.of(agency.Code(code)) + page.T(ctx, "，") + words
	case journal.DraftSplit:
		return splitNote(e.Note)
	case journal.MailAssign, journal.MailRetry:
		_, id, _ := strings.Cut(e.Note, "/")
		return id
	case journal.DraftReaddress, journal.MailPass:
		from, to, _ := strings.Cut(e.Note, " → ")
		return agencies.of(agency.Code(from)) + " → " + agencies.of(agency.Code(to))
	case journal.DraftSchedule:
		if t, err := time.Parse(time.RFC3339, e.Note); err == nil {
			return t.In(calendar.Beijing).Format("2006-01-02 15:04")
		}
	case journal.DraftWithhold:
		return groundName(e.Note)
	case journal.ReportDeclare:
		return declaredNote(e.Note)
	case journal.ReportSign, journal.ReportPublish:
		return e.Note[:min(len(e.Note), 16)] + "…" // of the edition's hash
	case journal.ReportStart:
		return e.Note + "年格式"
	case journal.Publish, journal.Revise:
		return "" // the draft it came from
	}
	return e.Note
}

// line reads a field of one line, failing it if it cannot be kept.
func line(form *page.Form, name string, max int) string {
	s, err := text.Line(form.Get(name), max)
	if err != nil && form.Error(name) == "" {
		form.Fail(name, err.Error())
	}
	return s
}

// block reads a field of several lines, failing it if it cannot be kept.
func block(form *page.Form, name string, max int) string {
	s, err := text.Block(form.Get(name), max)
	if err != nil && form.Error(name) == "" {
		form.Fail(name, err.Error())
	}
	return s
}

// dateOf reads a date field, failing it if it is none.
func dateOf(form *page.Form, name string) calendar.Day {
	on, err := calendar.ParseDay(form.Date(name))
	if err != nil {
		form.Fail(name, "请填写正确的日期，例如 2017 年 6 月 30 日")
		return calendar.NoDay
	}
	return on
}

// maxWords bounds an opinion or a reason, in characters.
const maxWords = 2000
