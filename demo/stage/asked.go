package stage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/law/remedy"
	"gongkai/office"
	"gongkai/paper/letter"
	"gongkai/store"
)

// askedAtOnce is how many requests one act saves.
const askedAtOnce = 1500

// Asked lets the requests of 2017 happen, each by the acts people use, and
// saves them by the batch. It must follow [Found]; interrupted, it goes on
// where it stopped. progress counts requests.
func Asked(ctx context.Context, o *office.Office, p *demo.Plan, progress func(at, total int64)) error {
	total := int64(p.Asked.Requests())
	done, err := o.Store.CountRequests(ctx, store.RequestSelection{Year: 2017}, store.Horizon{})
	if err != nil || done >= total {
		progress(total, total)
		return err
	}
	t := &asked{calendar: o.Calendar(), advice: map[string]string{}, numbers: map[agency.Code]int{}, heads: map[agency.Code]string{}}
	agencies, err := o.Store.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		t.heads[a.Code] = a.Short
		if err := colleagues(ctx, o, a.Code); err != nil {
			return err
		}
	}
	if t.copyNote, err = keepNote(ctx, o); err != nil {
		return err
	}
	progress(done, total)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan askedBatch, 1)
	// One goroutine lets them happen while the record takes in the last ones.
	go t.batches(ctx, p.Asks(), done, batches)
	for b := range batches {
		if b.err != nil {
			return b.err
		}
		err := o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
			first, err := tx.NextRequests(ctx, 2017, len(b.list))
			if err != nil {
				return err
			}
			if first != b.list[0].ID {
				return fmt.Errorf("%s is not free", b.list[0].ID.Number())
			}
			return tx.SaveRequests(ctx, b.list, b.entries)
		})
		if err != nil {
			return err
		}
		done += int64(len(b.list))
		progress(done, total)
	}
	return ctx.Err()
}

// login is the sign-in of a role in an agency.
func login(role account.Role, in agency.Code) account.Login {
	if in == "ZFBGT" {
		return account.Login(role)
	}
	return account.Login(string(role) + "." + strings.ToLower(string(in)))
}

// colleagues makes the people of an agency who answer requests; only those of
// [demo.Accounts] can sign in.
func colleagues(ctx context.Context, o *office.Office, in agency.Code) error {
	for _, role := range []account.Role{account.Clerk, account.Reviewer, account.Head} {
		_, err := o.Store.Account(ctx, login(role, in))
		if errors.Is(err, store.ErrNotFound) {
			person := account.Account{Login: login(role, in), Name: demo.Colleague(string(login(role, in)))}
			_, err = o.AddAccount(ctx, account.Console, person, []account.Grant{{Role: role, Agency: in}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keepNote keeps the paper that stands for the letters of the year: they went
// out on paper before there was a platform, and only their words are on record.
func keepNote(ctx context.Context, o *office.Office) (l request.Letter, err error) {
	doc := letter.Compose(letter.Letter{Head: letter.Head{Agency: "长春市人民政府办公厅"}, Kind: letter.Reply,
		Text: "# 说明\n\n本件告知书为演示数据：2017年的告知书以纸质形式送达，平台保存其文字，未制作版式文件。", On: calendar.Date(2017, time.December, 31)})
	l.PDF, l.DOCX, err = o.KeepPaper(ctx, doc)
	return l, err
}

type askedBatch struct {
	list    []request.Request
	entries []journal.Entry
	err     error
}

// asked plays the year's requests.
type asked struct {
	calendar *calendar.Calendar
	copyNote request.Letter
	heads    map[agency.Code]string // what the numbers of its letters begin with
	numbers  map[agency.Code]int
	advice   map[string]string
}

// batches plays every request but hands on only those behind skip: what was
// saved before is played again, for the numbers of the letters.
func (t *asked) batches(ctx context.Context, asks iter.Seq[demo.Ask], skip int64, out chan<- askedBatch) {
	defer close(out)
	var b askedBatch
	send := func() bool {
		slices.SortStableFunc(b.entries, func(x, y journal.Entry) int { return x.At.Compare(y.At) })
		select {
		case out <- b:
			b = askedBatch{}
			return true
		case <-ctx.Done():
			return false
		}
	}
	n := int64(0)
	for a := range asks {
		n++
		r, entries, err := t.play(request.NewID(2017, n), a)
		if err != nil {
			b = askedBatch{err: fmt.Errorf("%s %+v: %w", request.NewID(2017, n).Number(), a, err)}
			send()
			return
		}
		if n <= skip {
			continue
		}
		b.list, b.entries = append(b.list, r), append(b.entries, entries...)
		if len(b.list) == askedAtOnce && !send() {
			return
		}
	}
	if len(b.list) > 0 {
		send()
	}
}

// play lets one request happen, from its filing to the answer's delivery.
func (t *asked) play(id request.ID, a demo.Ask) (request.Request, []journal.Entry, error) {
	in := agency.Code(a.Agency)
	clerk, reviewer, head := login(account.Clerk, in), login(account.Reviewer, in), login(account.Head, in)
	var r request.Request
	var entries []journal.Entry
	var failed error
	now := a.SubmittedAt
	do := func(by account.Login, at time.Time, act func(request.Hand) (request.Request, journal.Entry, error)) {
		if failed != nil {
			return
		}
		now = at
		next, e, err := act(request.Hand{By: by, At: at, Calendar: t.calendar, Lead: office.DraftLead})
		if err != nil {
			failed = fmt.Errorf("%s: %w", at, err)
			return
		}
		r, entries = next, append(entries, e)
	}
	// on is a minute of a day after what happened before: the first of the
	// morning, or soon after.
	on := func(day calendar.Day, after time.Duration) time.Time {
		morning := day.Start().Add(8*time.Hour + 40*time.Minute)
		if later := now.Add(after); later.After(morning) {
			return later
		}
		return morning.Add(time.Duration(id%97) * time.Minute)
	}

	submitted := calendar.On(a.SubmittedAt)
	f := request.Filing{
		Agency: in, Channel: regulation.Channel(a.Channel), Kind: request.Statutory,
		Applicant: request.Applicant{Kind: request.ApplicantKind(a.Person.Kind), Name: a.Name, Paper: a.Paper, PaperNumber: a.PaperNumber,
			Phone: a.Phone, Email: a.Email, Address: a.Address, Checked: true},
		Asked:       request.Asked{Subject: a.Subject, Text: a.Text, Form: request.Form(a.Form), Route: request.Route(a.Route)},
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
	}
	by := clerk
	switch f.Channel {
	case regulation.Online:
		by, f.Applicant.Checked = account.AskerLogin, false
	case regulation.PlainPost, regulation.Fax:
		f.ConfirmedOn = submitted
	}
	if by == clerk {
		f.Kind = request.Kind(a.Kind)
	}
	do(by, a.SubmittedAt, func(h request.Hand) (request.Request, journal.Entry, error) { return request.Submit(id, f, h) })
	day := submitted
	if f.Channel == regulation.Online {
		if !t.calendar.Working(day) || a.SubmittedAt.Sub(day.Start()) > 16*time.Hour+20*time.Minute {
			day = t.calendar.Add(day, 1)
		}
		do(clerk, on(day, 9*time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) {
			return request.Confirm(r, day, "电话联系申请人确认", h)
		})
		if kind := request.Kind(a.Kind); kind != request.Statutory {
			do(clerk, on(day, time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) {
				return request.Sort(r, kind, "所提内容不是获取政府信息", h)
			})
		}
	}
	do(head, on(day, 4*time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) { return request.Assign(r, clerk, h) })
	if a.Longer {
		do(head, on(t.calendar.Add(day, 11), time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) {
			return request.Extend(r, 15, "需要查找、汇总的材料较多", request.Letter{}, h)
		})
	}
	answered := max(a.AnsweredOn, day)
	outcome := fmt.Sprintf("2008-%d", a.Answer)
	text, title := "", ""
	if e, ok := regulation.ByCode("2008"); ok {
		text, title = t.words(e, outcome, a, r, answered)
	}
	part := request.Part{Outcome: outcome, Ground: a.Ground, Reason: a.Reason, Place: a.Place, Agency: a.Elsewhere}
	do(clerk, on(answered, 7*time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) {
		return request.Draft(r, []request.Part{part}, text, nil, h)
	})
	do(clerk, on(answered, time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) { return request.Propose(r, h) })
	do(reviewer, on(answered, 5*time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) { return request.Review(r, "", h) })
	t.numbers[in]++
	l := t.copyNote
	l.Title, l.Text, l.To = title, text, a.Name
	l.Number = office.LetterNumber(t.heads[in]+"公开告", 2017, int64(t.numbers[in]))
	do(head, on(answered, 6*time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) { return request.Sign(r, l, h) })
	d := request.Delivery{Route: request.Route(a.Route), On: answered}
	switch a.Route {
	case "post":
		d.Proof = fmt.Sprintf("XA%09d00", id%1_000_000)
	case "counter":
		d.Proof = "申请人当面签收"
	}
	do(clerk, on(answered, 3*time.Minute), func(h request.Hand) (request.Request, journal.Entry, error) { return request.Deliver(r, d, h) })
	return r, entries, failed
}

// words is the letter of an answer, in the marked form of paper/letter.
func (t *asked) words(e *regulation.Edition, code string, a demo.Ask, r request.Request, on calendar.Day) (text, title string) {
	outcome, _ := e.Outcome(code)
	holes := regulation.Holes{What: "“" + a.Subject + "”", Place: a.Place, Agency: a.Elsewhere, Reason: a.Reason}
	if g, ok := e.Ground(a.Ground); ok {
		holes.Ground, holes.Article = g.Name, g.Article
	}
	// What is said of the roads against an answer changed with the law of suits
	// in the middle of the year.
	key := code
	if on >= calendar.Date(2017, time.July, 1) {
		key += " 2"
	}
	advice, known := t.advice[key]
	if !known {
		advice = remedy.Advice([]regulation.Outcome{outcome}, on, remedy.Bodies{})
		t.advice[key] = advice
	}
	received := r.ReceivedOn.Time()
	text = fmt.Sprintf("# %s\n\n@ %s：\n\n%d年%d月%d日收悉您提交的申请（编号%s）。%s\n\n%s", outcome.Letter, a.Name,
		received.Year(), received.Month(), received.Day(), r.ID.Number(), outcome.Say(holes), advice)
	return strings.TrimSpace(text), outcome.Letter
}
