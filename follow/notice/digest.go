package notice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// Kind is what sort of matter waits, and where its list is at the desk.
type Kind struct{ Name, Path string }

// The kinds of matters a digest counts apart.
var (
	ofRequests      = Kind{"依申请公开", "/desk/requests"}
	ofDrafts        = Kind{"主动公开的信息", "/desk"}
	ofKept          = Kind{"到期重新评估", "/desk#withheld"}
	ofConsultations = Kind{"征求我机关意见", "/desk#consultations"}
)

// Item is one matter that waits for somebody.
type Item struct {
	Kind   Kind
	Number string // "2026-000017"; "" if it has none
	Title  string
	Agency agency.Code
	DueOn  calendar.Day
	Path   string // of its page at the desk, "/desk/draft/17"
}

// Lists is what waits for a person: each matter stands in one list.
type Lists struct {
	Overdue []Item // its day has passed
	Today   []Item // its day is today
	Soon    []Item // its day is within [SoonDays] working days
}

// SoonDays is how many working days ahead [Lists.Soon] looks.
const SoonDays = 3

// Add puts a matter into the list its due day belongs to; one that is due
// later, or never, into none.
func (l *Lists) Add(v Item, today calendar.Day, cal *calendar.Calendar) {
	switch {
	case v.DueOn == calendar.NoDay:
	case v.DueOn < today:
		l.Overdue = append(l.Overdue, v)
	case v.DueOn == today:
		l.Today = append(l.Today, v)
	case cal.WorkingDaysBetween(today, v.DueOn) <= SoonDays:
		l.Soon = append(l.Soon, v)
	}
}

func (l Lists) empty() bool { return len(l.Overdue)+len(l.Today)+len(l.Soon) == 0 }

// Waiting tells what of one kind waits for a person on a day.
type Waiting interface {
	Waiting(ctx context.Context, person account.Account, on calendar.Day) (Lists, error)
}

// Digest writes to each clerk, signer and head, once on a working day, what is
// overdue, due today and due soon. Who has nothing to do, or no address, gets
// none.
type Digest struct {
	Office *office.Office
	// Of is the kinds of matters that wait.
	Of []Waiting
	// Hour and Minute are when, in Beijing.
	Hour, Minute int
	// Site is the address of the portal without a slash at its end; "" leaves
	// out the links.
	Site string
}

// digestFollower keeps the day of the last digest, as days since 1970.
const digestFollower = "digest"

// Due says whether the digest of the day is still to be written.
func (d *Digest) Due(ctx context.Context) (on calendar.Day, yes bool, err error) {
	now := d.Office.Now().In(calendar.Beijing)
	on = calendar.On(now)
	if !d.Office.Calendar().Working(on) || now.Hour()*60+now.Minute() < d.Hour*60+d.Minute {
		return on, false, nil
	}
	last, err := d.Office.Store.Position(ctx, digestFollower)
	return on, err == nil && calendar.Day(last) < on, err
}

// Write posts the digests of the day, if they are due and not yet written, and
// says how many.
func (d *Digest) Write(ctx context.Context) (int, error) {
	on, yes, err := d.Due(ctx)
	if err != nil || !yes {
		return 0, err
	}
	last, err := d.Office.Store.Position(ctx, digestFollower)
	if err != nil {
		return 0, err
	}
	people, err := d.Office.Store.Accounts(ctx)
	if err != nil {
		return 0, err
	}
	var list []store.Mail
	for _, a := range people {
		if a.Email == "" || !a.Active() || !works(a) {
			continue
		}
		m, ok, err := d.letter(ctx, a, on)
		if err != nil {
			return 0, fmt.Errorf("digest of %s: %w", a.Login, err)
		}
		if ok {
			list = append(list, m)
		}
	}
	n, err := d.Office.Store.PostAfter(ctx, digestFollower, last, int64(on), d.Office.Now(), list...)
	if errors.Is(err, store.ErrChanged) {
		return 0, nil // another node wrote them
	}
	return n, err
}

// works says whether the person handles matters that have a day.
func works(a account.Account) bool {
	return slices.ContainsFunc(a.Grants, func(g account.Grant) bool {
		return g.Role == account.Clerk || g.Role == account.Signer || g.Role == account.Head
	})
}

func (d *Digest) letter(ctx context.Context, a account.Account, on calendar.Day) (store.Mail, bool, error) {
	var all Lists
	for _, w := range d.Of {
		l, err := w.Waiting(ctx, a, on)
		if err != nil {
			return store.Mail{}, false, err
		}
		all.Overdue, all.Today, all.Soon = append(all.Overdue, l.Overdue...), append(all.Today, l.Today...), append(all.Soon, l.Soon...)
	}
	if all.empty() {
		return store.Mail{}, false, nil
	}
	names := map[agency.Code]string{}
	agencies, err := d.Office.Store.Agencies(ctx)
	if err != nil {
		return store.Mail{}, false, err
	}
	for _, v := range agencies {
		names[v.Code] = v.ShortName()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s：\n\n截至%s，您有 %d 件逾期、%d 件今天到期、%d 件在 %d 个工作日内到期，共 %d 件。\n",
		a.Name, chineseDay(on), len(all.Overdue), len(all.Today), len(all.Soon), SoonDays, len(all.Overdue)+len(all.Today)+len(all.Soon))
	d.byKind(&b, all)
	for _, part := range []struct {
		name string
		list []Item
	}{{"已经逾期", all.Overdue}, {"今天到期", all.Today}, {"即将到期", all.Soon}} {
		if len(part.list) == 0 {
			continue
		}
		slices.SortStableFunc(part.list, func(x, y Item) int {
			return cmp.Or(cmp.Compare(x.DueOn, y.DueOn), cmp.Compare(x.Number, y.Number), cmp.Compare(x.Path, y.Path))
		})
		fmt.Fprintf(&b, "\n【%s】\n", part.name)
		for i, v := range part.list {
			if i == mostLines {
				fmt.Fprintf(&b, "……另有 %d 件，请登录查看。\n", len(part.list)-mostLines)
				break
			}
			fmt.Fprintf(&b, "%s  %s  %s（%s）\n", chineseDay(v.DueOn), v.Number, v.Title, names[v.Agency])
			if d.Site != "" {
				fmt.Fprintf(&b, "    %s%s\n", d.Site, v.Path)
			}
		}
	}
	b.WriteString("\n本邮件由政务公开平台自动发出。不需要时，可在“我的账号”里删去邮箱。\n")
	return store.Mail{
		Fact: "digest/" + string(a.Login) + "/" + on.String(), Thing: a.Login.Thing(), Recipient: a.Email,
		Subject: fmt.Sprintf("%s待办：逾期 %d 件，今天到期 %d 件，即将到期 %d 件", chineseDay(on), len(all.Overdue), len(all.Today), len(all.Soon)),
		Body:    b.String(),
	}, true, nil
}

// byKind tells how many of each kind wait, with the list they stand in. The
// kinds add up to the whole, as the days do.
func (d *Digest) byKind(b *strings.Builder, all Lists) {
	var kinds []Kind
	n := map[Kind][3]int{}
	for i, list := range [][]Item{all.Overdue, all.Today, all.Soon} {
		for _, v := range list {
			if !slices.Contains(kinds, v.Kind) {
				kinds = append(kinds, v.Kind)
			}
			of := n[v.Kind]
			of[i]++
			n[v.Kind] = of
		}
	}
	slices.SortFunc(kinds, func(x, y Kind) int { return cmp.Or(cmp.Compare(y.Path, x.Path), cmp.Compare(x.Name, y.Name)) })
	for _, k := range kinds {
		of := n[k]
		fmt.Fprintf(b, "%s %d 件：逾期 %d，今天 %d，即将 %d", k.Name, of[0]+of[1]+of[2], of[0], of[1], of[2])
		if d.Site != "" {
			fmt.Fprintf(b, "  %s%s", d.Site, k.Path)
		}
		b.WriteString("\n")
	}
}

// mostLines bounds each list of a digest: nobody reads more.
const mostLines = 50

func chineseDay(d calendar.Day) string {
	t := d.Time()
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// Run writes the digests at their minute until ctx ends.
func (d *Digest) Run(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		if _, err := d.Write(ctx); err != nil && ctx.Err() == nil {
			log.Error("digest", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Second):
		}
	}
}
