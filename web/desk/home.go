package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// homePage is what waits for whoever is signed in. Every open draft of the
// official's agencies stands in exactly one of Mine, and in exactly one cell
// of the clocks, so both add up to Open.
type homePage struct {
	Mine      []heap
	Others    []heap // beside the open drafts: what other agencies ask, what is to be looked at again
	Open      int
	Held      heldCount // of them, before the gate
	Clocks    []clockCount
	Clock     *heap // only the drafts at one place of their clock; nil for the whole page
	Beginning bool  // shows the checklist for the first time
	// Requests is the requests of the official's agencies; nil for one who
	// sees none.
	Requests *homeRequests
	// Remedies is the complaints, reconsiderations, suits and orders that wait
	// for the official, by what is to be done.
	Remedies []remedyPile
	// Reports is the annual reports that are under way or should be.
	Reports  []reportTask
	Agencies names
	Today    calendar.Day
	// Mail is what came in about the official's cases and waits to be read.
	Mail []store.Incoming
	// Links is the official's pages, for one on whom no draft ever waits, such
	// as an administrator or a leader; empty for others.
	Links []page.Link
}

// homeRequests is the requests that wait for the official, those that are late
// whoever has them, and where every open one stands on its clock.
type homeRequests struct {
	Waiting, Late []requestLine // waitingMost of each at most
	// WaitingN and LateN is how many there are; More and MoreLate the lists of
	// all.
	WaitingN, LateN int
	More, MoreLate  string
	Windows         []windowCount
	Open            int64
}

// heap is one pile of work.
type heap struct {
	ID      string // its place on the page
	Title   string
	Help    string // what to do with it
	Rows    []task
	Waiting bool // it waits for this official, not for somebody else
}

// task is one row of a heap.
type task struct {
	Draft  publication.Draft
	Agency string
	Due    due
	Why    string // why it came back, when it is set for, by when to answer
	Href   string
}

// clockCount is how many open drafts stand at one place of their clock.
type clockCount struct {
	Code, Name, Colour string
	N                  int
}

// clocks is every place an open draft can be at.
var clocks = []clockCount{{Code: "late", Name: "已逾期", Colour: "red"}, {Code: "near", Name: "三个工作日内到期", Colour: "orange"},
	{Code: "running", Name: "期限内", Colour: "green"}, {Code: "none", Name: "不计期限", Colour: "grey"}}

// clock is the place among [clocks].
func (u due) clock() string {
	switch {
	case u.None != "":
		return "none"
	case u.Late():
		return "late"
	case u.Nearly():
		return "near"
	}
	return "running"
}

// whose pile an open draft of an agency lies on, for the official.
func pile(o *Official, v publication.Draft) string {
	me := o.Person.Login
	mine := v.Drafter == me && o.MayIn(journal.DraftEdit, v.Agency)
	switch {
	case v.State == publication.Drafting && mine && v.Returned != "":
		return "returned"
	case v.State == publication.Drafting && mine:
		return "drafting"
	case v.State == publication.Reviewing && offers(o, v, journal.DraftClear):
		return "reviewing"
	case v.State == publication.Signing && (offers(o, v, journal.Publish) || offers(o, v, journal.DraftWithhold)):
		return "signing"
	case v.State == publication.Scheduled:
		return "scheduled"
	}
	return "others"
}

// byUrgency puts what is due first first; what has no clock comes last.
func byUrgency(a, b task) int {
	on := func(t task) calendar.Day {
		if t.Due.On == calendar.NoDay {
			return 1<<31 - 1
		}
		return t.Due.On
	}
	return cmp.Or(cmp.Compare(on(a), on(b)), cmp.Compare(a.Draft.ID, b.Draft.ID))
}

// desked is the agencies whose drafts the official sees.
func (d *Desk) desked(o *Official) []agency.Code { return o.Where(account.LookDrafts) }

// openTasks is every open draft of the official's agencies, by urgency.
func (d *Desk) openTasks(ctx context.Context, o *Official, agencies names) ([]task, error) {
	var list []task
	for _, code := range d.desked(o) {
		drafts, err := d.Office.Store.OpenDrafts(ctx, code)
		if err != nil {
			return nil, err
		}
		for _, v := range drafts {
			list = append(list, d.task(v, agencies))
		}
	}
	slices.SortFunc(list, byUrgency)
	return list, nil
}

func (d *Desk) task(v publication.Draft, agencies names) task {
	return task{Draft: v, Agency: agencies.of(v.Agency), Due: d.dueOf(v), Href: "/desk/draft/" + number(v.ID)}
}

func (d *Desk) home(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	tasks, err := d.openTasks(ctx, o, agencies)
	if err != nil {
		return err
	}
	piles := map[string][]task{}
	clocked := map[string][]task{}
	for _, t := range tasks {
		p := pile(o, t.Draft)
		switch p {
		case "returned":
			t.Why = t.Draft.Returned
		case "scheduled":
			t.Why = moment(ctx, t.Draft.PublishAt)
		}
		piles[p] = append(piles[p], t)
		clock := t.Due.clock()
		clocked[clock] = append(clocked[clock], t)
	}
	p := homePage{Open: len(tasks), Beginning: o.May(string(journal.DraftStart))}
	if p.Held, err = d.heldCount(ctx, o); err != nil {
		return err
	}
	add := func(id, title, help string, waiting bool, acts ...journal.Act) {
		show := len(piles[id]) > 0
		for _, act := range acts {
			show = show || o.May(string(act))
		}
		if show {
			p.Mine = append(p.Mine, heap{ID: id, Title: title, Help: help, Rows: piles[id], Waiting: waiting})
		}
	}
	add("returned", "退回修改", "按退回理由修改后重新送审", true, journal.DraftEdit)
	add("reviewing", "待我保密审查", "通读全文和附件，没有不得公开的内容再通过", true, journal.DraftClear)
	add("signing", "待我签发", "核对公开属性和审查意见后签发、定时或退回", true, journal.Publish)
	add("drafting", "我的草稿", "填写完整、认定公开属性后送保密审查", true, journal.DraftEdit)
	add("scheduled", "定时待发", "到时自动公开，不需要再操作", false)
	add("others", "本机关其他在办", "正由其他同事办理", false)
	if len(d.desked(o)) > 0 {
		for _, c := range clocks {
			c.N = len(clocked[c.Code])
			p.Clocks = append(p.Clocks, c)
			if r.URL.Query().Get("clock") == c.Code {
				p.Clock = &heap{ID: "clock", Title: c.Name, Help: "本机关在办的信息，不论等谁办理", Rows: clocked[c.Code]}
			}
		}
	}

	asked, err := d.consultations(ctx, o, agencies)
	if err != nil {
		return err
	}
	if o.May(string(journal.DraftConcur)) {
		h := heap{ID: "consultations", Title: "征求我机关意见", Help: "到期没有回复视为同意", Waiting: true}
		for _, a := range asked {
			h.Rows = append(h.Rows, task{Draft: a.Draft, Agency: a.From, Due: due{On: calendar.NoDay, None: "—"},
				Why: page.Tf(ctx, "请在 %s 前回复", day(ctx, a.DueOn)), Href: a.Href})
		}
		p.Others = append(p.Others, h)
	}
	if o.May(string(journal.DraftDecide)) {
		disputes, err := d.disputes(ctx, o, agencies)
		if err != nil {
			return err
		}
		h := heap{ID: "disputes", Title: "等待协调决定的争议", Help: "机关之间对能否公开意见不一，由市政务公开办协调决定（条例第十一条）", Waiting: true}
		for _, a := range disputes {
			h.Rows = append(h.Rows, task{Draft: a.Draft, Agency: a.From, Due: due{On: calendar.NoDay, None: "—"},
				Why: page.Tf(ctx, "%s不同意公开", a.To), Href: a.Href})
		}
		p.Others = append(p.Others, h)
	}
	if o.May(string(journal.DraftReexamine)) || o.May(string(account.LookWithheld)) {
		kept, err := d.withheld(ctx, o, agencies)
		if err != nil {
			return err
		}
		h := heap{ID: "withheld", Title: "到期重新评估", Help: "不主动公开的信息应当定期评估，可以公开的转为公开", Waiting: o.May(string(journal.DraftReexamine))}
		for _, k := range kept {
			if k.Reached {
				h.Rows = append(h.Rows, task{Draft: k.Draft, Agency: k.Agency, Due: due{On: calendar.NoDay, None: "—"},
					Why: page.Tf(ctx, "应在 %s 评估", day(ctx, k.Draft.ReexamineOn)), Href: k.Href})
			}
		}
		p.Others = append(p.Others, h)
	}
	if o.May(string(account.LookRequests)) {
		if p.Requests, err = d.homeRequests(ctx, o, agencies); err != nil {
			return err
		}
	}
	p.Agencies, p.Today = agencies, d.Office.Today()
	if p.Remedies, err = d.remediesFor(ctx, o); err != nil {
		return err
	}
	if p.Reports, err = d.reportTasks(ctx, o, agencies); err != nil {
		return err
	}
	if o.May(string(account.LookMail)) {
		if p.Mail, err = d.unreadMail(ctx, o); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(slices.Concat(p.Mine, p.Others), func(h heap) bool { return h.Waiting }) {
		for _, l := range d.frameFor(ctx, o).Navigation {
			if l.Href != "/desk" {
				p.Links = append(p.Links, l)
			}
		}
	}
	return page.Render(w, r, http.StatusOK, d.homeView(p))
}

// waiting is how many rows wait for this official.
func (p homePage) waiting() int {
	n := 0
	for _, h := range append(slices.Clone(p.Mine), p.Others...) {
		if h.Waiting {
			n += len(h.Rows)
		}
	}
	if p.Requests != nil {
		n += p.Requests.WaitingN
	}
	for _, v := range p.Remedies {
		if v.Waiting() {
			n += v.N
		}
	}
	for _, t := range p.Reports {
		if t.Waiting {
			n++
		}
	}
	return n + len(p.Mail)
}
