package notice_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/office/officetest"
	"gongkai/store"
)

// matters waits for whoever is named.
type matters map[account.Login][]notice.Item

func (m matters) Waiting(_ context.Context, person account.Account, on calendar.Day) (notice.Lists, error) {
	var l notice.Lists
	for _, v := range m[person.Login] {
		l.Add(v, on, calendar.China())
	}
	return l, nil
}

func address(t *testing.T, o *officetest.Office, login account.Login, email string) {
	t.Helper()
	_, err := o.ChangeAccount(t.Context(), account.Clock, login, func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.SetEmail(a, email, a.Login, at)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDigest(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		day := calendar.MustDay
		for _, login := range []account.Login{"clerk-fgw", "head-fgw", "clerk-jyj", "secrecy-fgw"} {
			address(t, o, login, string(login)+"@example.gov.cn")
		}
		asked, written := notice.Kind{Name: "依申请公开", Path: "/desk/requests"}, notice.Kind{Name: "信息", Path: "/desk"}
		all := []notice.Item{
			{Kind: asked, Number: "2017-000004", Title: "四天后", Agency: "FGW", DueOn: day("2017-07-06")},
			{Kind: asked, Number: "2017-000003", Title: "三天后", Agency: "FGW", DueOn: day("2017-07-05"), Path: "/desk/request/3"},
			{Kind: written, Number: "2017-000002", Title: "今天", Agency: "FGW", DueOn: day("2017-06-30")},
			{Kind: asked, Number: "2017-000001", Title: "昨天", Agency: "FGW", DueOn: day("2017-06-29")},
			{Number: "2017-000005", Title: "没有期限", Agency: "FGW", DueOn: calendar.NoDay},
		}
		d := &notice.Digest{Office: o.Office, Hour: 8, Minute: 30, Site: "https://example.gov.cn",
			Of: []notice.Waiting{matters{"clerk-fgw": all, "head-fgw": all[:1], "secrecy-fgw": all, "head-jyj": all}}}
		// 2017-06-30 is a Friday.
		for _, c := range []struct {
			name, at string
			to       []string
		}{
			{"before its minute", "2017-06-30T08:29:00+08:00", nil},
			{"at its minute", "2017-06-30T08:30:00+08:00", []string{"clerk-fgw"}},
			{"a second time", "2017-06-30T08:31:00+08:00", nil},
			{"late at night", "2017-06-30T23:59:00+08:00", nil},
			{"on Saturday", "2017-07-01T09:00:00+08:00", nil},
			{"on Monday", "2017-07-03T08:30:00+08:00", []string{"clerk-fgw", "head-fgw"}},
		} {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			o.Clock.Set(at)
			before := len(outbox(t, o))
			n, err := d.Write(t.Context())
			var to []string
			for _, m := range outbox(t, o)[before:] {
				login, _, _ := strings.Cut(m.Recipient, "@")
				to = append(to, login)
			}
			if slices.Sort(to); err != nil || n != len(c.to) || !slices.Equal(to, c.to) {
				t.Errorf("%s: %d to %v, %v; want %v", c.name, n, to, err, c.to)
			}
		}
		m := outbox(t, o)[0]
		for _, want := range []string{`截至2017年6月30日，您有 1 件逾期、1 件今天到期、1 件在 3 个工作日内到期，共 3 件。
依申请公开 2 件：逾期 1，今天 0，即将 1  https://example.gov.cn/desk/requests
信息 1 件：逾期 0，今天 1，即将 0  https://example.gov.cn/desk
`, "发改委", "https://example.gov.cn/desk/request/3"} {
			if !strings.Contains(m.Body, want) {
				t.Errorf("the digest does not say %q:\n%s", want, m.Body)
			}
		}
		if strings.Contains(m.Body, "四天后") || strings.Contains(m.Body, "没有期限") || m.Fact != "digest/clerk-fgw/2017-06-30" || m.Thing != "account/clerk-fgw" {
			t.Errorf("%s, %s:\n%s", m.Fact, m.Thing, m.Body)
		}
		if o, y, d := strings.Index(m.Body, "昨天"), strings.Index(m.Body, "今天（"), strings.Index(m.Body, "三天后"); o > y || y > d {
			t.Errorf("the most urgent is not first:\n%s", m.Body)
		}
	})
}

// A draft is its clerk's and the head's.
func TestDigestOfDrafts(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	ctx := t.Context()
	c := o.Content("将要到期的文件")
	c.IssuedOn = calendar.MustDay("2017-06-05")
	if _, err := o.Start(ctx, o.As(t, "clerk-fgw"), "FGW", c); err != nil {
		t.Fatal(err)
	}
	for login, want := range map[account.Login]int{"clerk-fgw": 1, "head-fgw": 1, "clerk-jyj": 0, "head-jyj": 0} {
		a, err := o.Store.Account(ctx, login)
		if err != nil {
			t.Fatal(err)
		}
		l, err := notice.Drafts{Office: o.Office}.Waiting(ctx, a, calendar.MustDay("2017-06-30"))
		if err != nil || len(l.Soon) != want || len(l.Today)+len(l.Overdue) != 0 {
			t.Errorf("%s: %+v, %v", login, l, err)
		}
	}
}

// What the journal tells is mailed once, by whichever node, and old news not
// at all.
func TestHerald(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		o.Public(t, "FGW", "旧闻")
		o.Clock.Add(73 * time.Hour)
		o.Public(t, "FGW", "新闻")
		fail := true
		compose := func(_ context.Context, e journal.Entry) ([]store.Mail, error) {
			if e.Act != journal.Publish {
				return nil, nil
			}
			if fail {
				return nil, errors.New("not now")
			}
			return []store.Mail{{Fact: e.Thing + " public", Thing: e.Thing, Agency: "FGW", Recipient: "wang@example.com", Subject: "公开", Body: "公开"}}, nil
		}
		h := &notice.Herald{Office: o.Office, Name: "notice", Compose: compose}
		if n, err := h.Follow(ctx); n != 0 || err == nil {
			t.Errorf("a composer that fails: %d, %v", n, err)
		}
		fail = false
		other := officetest.Node(t, o.Address, o.Clock)
		for i, follower := range []*notice.Herald{h, h, {Office: other.Office, Name: "notice", Compose: compose}} {
			want := 0
			if i == 0 {
				want = 1
			}
			if n, err := follower.Follow(ctx); n != want || err != nil {
				t.Errorf("reader %d: %d posted, %v", i, n, err)
			}
		}
		if list := outbox(t, o); len(list) != 1 || list[0].Thing != "publication/2" {
			t.Errorf("%+v", list)
		}
		end, err := o.Store.JournalEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Store.PostAfter(ctx, "notice", end-1, end, o.Clock.Now(), delivered(1)); !errors.Is(err, store.ErrChanged) || len(outbox(t, o)) != 1 {
			t.Errorf("posted from where the follower no longer is: %v", err)
		}
	})
}

// What is kept is told those who may decide on it, what another agency asks
// those who may answer: overdue, today and soon.
func TestDigestOfKeptAndConsultations(t *testing.T) {
	o := officetest.New(t, t.TempDir()+"/gongkai.db")
	ctx := t.Context()
	clerk := o.As(t, "clerk-fgw")
	today := o.Today()
	for _, on := range []calendar.Day{today + 1, today + 3, today + 5, today + 300} {
		d, err := o.Start(ctx, clerk, "FGW", o.Content("保留的"))
		for _, step := range []func() (publication.Draft, error){
			func() (publication.Draft, error) {
				return o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.OnRequest, Reason: "量大", ReexamineOn: on})
			},
			func() (publication.Draft, error) { return o.Submit(ctx, clerk, d.ID, 0) },
			func() (publication.Draft, error) { return o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, "") },
			func() (publication.Draft, error) { return o.Withhold(ctx, o.As(t, "signer-fgw"), d.ID, 0) },
		} {
			if err == nil {
				_, err = step()
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	asking, err := o.Start(ctx, clerk, "FGW", o.Content("征求的"))
	if err == nil {
		_, err = o.Consult(ctx, clerk, asking.ID, 0, "JYJ")
	}
	if err != nil {
		t.Fatal(err)
	}
	o.Clock.Add(3 * 24 * time.Hour) // a Friday to a Monday
	for _, c := range []struct {
		login                account.Login
		of                   notice.Waiting
		overdue, today, soon int
	}{
		{"signer-fgw", notice.Kept{Office: o.Office}, 1, 1, 1},
		{"head-fgw", notice.Kept{Office: o.Office}, 1, 1, 1},
		{"clerk-fgw", notice.Kept{Office: o.Office}, 0, 0, 0},
		{"signer-jyj", notice.Kept{Office: o.Office}, 0, 0, 0},
		{"clerk-jyj", notice.Consultations{Office: o.Office}, 0, 0, 0},
		{"clerk-fgw", notice.Consultations{Office: o.Office}, 0, 0, 0},
	} {
		a, err := o.Store.Account(ctx, c.login)
		if err != nil {
			t.Fatal(err)
		}
		l, err := c.of.Waiting(ctx, a, o.Today())
		if err != nil || len(l.Overdue) != c.overdue || len(l.Today) != c.today || len(l.Soon) != c.soon {
			t.Errorf("%s, %T: %+v, %v", c.login, c.of, l, err)
		}
	}
	o.Clock.Add(2 * 24 * time.Hour)
	a, err := o.Store.Account(ctx, "clerk-jyj")
	if err != nil {
		t.Fatal(err)
	}
	if l, err := (notice.Consultations{Office: o.Office}).Waiting(ctx, a, o.Today()); err != nil || len(l.Soon) != 1 || l.Soon[0].Title != "征求意见：征求的" {
		t.Errorf("two days before the last: %+v, %v", l, err)
	}
}
