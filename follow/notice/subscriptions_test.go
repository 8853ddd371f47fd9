package notice_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/subscription"
	"gongkai/follow/notice"
	"gongkai/follow/search"
	"gongkai/office/officetest"
	"gongkai/store"
)

// titles finds publications by words of their titles, in the record itself.
type titles struct {
	o     *officetest.Office
	err   error
	asked int
	// late is for how many searches the answer is one entry behind.
	late int
}

func (x *titles) Search(ctx context.Context, q search.Query) (search.Result, error) {
	x.asked++
	if x.err != nil {
		return search.Result{}, x.err
	}
	if strings.Contains(q.Words, "坏") {
		return search.Result{}, errors.New("this one cannot be searched")
	}
	end, err := x.o.Store.JournalEnd(ctx)
	if err != nil {
		return search.Result{}, err
	}
	r := search.Result{Position: end}
	if x.late > 0 {
		x.late--
		r.Position--
	}
	skip, _ := strconv.Atoi(q.After)
	var s store.Selection
	if len(q.Agencies) > 0 {
		s.Agency = q.Agencies[0]
	}
	list, err := x.o.Store.List(ctx, s, store.Cursor{}, 500)
	for _, l := range list.Lines {
		if strings.Contains(l.Title, q.Words) && l.PublishedOn() >= q.From {
			r.Hits = append(r.Hits, search.Hit{ID: l.ID, PublishedAt: l.PublishedAt.UnixMicro()})
		}
	}
	r.Total = len(r.Hits)
	r.Hits = r.Hits[min(skip, len(r.Hits)):]
	if len(r.Hits) > q.Size {
		r.Hits, r.Next = r.Hits[:q.Size], strconv.Itoa(skip+q.Size)
	}
	return r, err
}

// read is the window's part: words and an agency.
func read(_ context.Context, saved string) (notice.Search, error) {
	v, err := url.ParseQuery(saved)
	if err != nil {
		return notice.Search{}, err
	}
	s := notice.Search{Query: search.Query{Words: v.Get("q")}, Name: "“" + v.Get("q") + "”", Path: "/search?" + saved}
	if code := v.Get("agency"); code != "" {
		s.Query.Agencies = []agency.Code{agency.Code(code)}
	}
	return s, nil
}

// follower is a city that sends mail, and somebody who follows it.
type follower struct {
	*officetest.Office
	t     *testing.T
	found *titles
	subs  *notice.Subscriptions
	post  *notice.Post
	box   *postOffice
}

func newFollower(t *testing.T, o *officetest.Office) *follower {
	f := &follower{Office: o, t: t, found: &titles{o: o}, box: newPostOffice(t)}
	f.subs = &notice.Subscriptions{Office: o.Office, Finder: f.found, Read: read, Site: "https://example.gov.cn", City: "长春市"}
	f.post = &notice.Post{Office: o.Office, Server: f.box.server(t), Sender: sender, Subscriptions: f.subs}
	return f
}

func (f *follower) ask(email, words string, often subscription.Often) {
	f.t.Helper()
	a := subscription.Asked{Email: email, Search: url.Values{"q": {words}}.Encode(), Often: often}
	if err := f.Subscribe(f.t.Context(), "192.0.2.1", a); err != nil {
		f.t.Fatal(err)
	}
}

var confirmLink = regexp.MustCompile(`https://example\.gov\.cn/subscription/([a-z2-7]{26})/confirm\s`)
var keyLink = regexp.MustCompile(`https://example\.gov\.cn/subscription/([a-z2-7]{26})\s`)

// follow asks and confirms.
func (f *follower) follow(email, words string, often subscription.Often) string {
	f.t.Helper()
	f.ask(email, words, often)
	letters := f.send()
	if len(letters) != 1 {
		f.t.Fatalf("%d letters ask for confirmation", len(letters))
	}
	link := confirmLink.FindStringSubmatch(letters[0].text)
	if link == nil {
		f.t.Fatalf("no link to confirm:\n%s", letters[0].text)
	}
	if _, err := f.ConfirmSubscription(f.t.Context(), link[1]); err != nil {
		f.t.Fatal(err)
	}
	return link[1]
}

// tell works off what is due.
func (f *follower) tell() int {
	f.t.Helper()
	n, err := f.subs.TellDue(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

type written struct {
	to, subject string
	header      mail.Header
	text, html  string
}

// send brings what waits, and gives what arrived.
func (f *follower) send() []written {
	f.t.Helper()
	before := len(f.box.letters())
	if _, err := f.post.SendDue(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	var list []written
	for _, l := range f.box.letters()[before:] {
		w := written{to: strings.Trim(l.to, "<>"), header: l.header(f.t)}
		w.subject = decoded(f.t, w.header.Get("Subject"))
		kind, params, err := mime.ParseMediaType(w.header.Get("Content-Type"))
		if err != nil || kind != "multipart/alternative" {
			f.t.Fatalf("%s, %v", kind, err)
		}
		_, body, _ := strings.Cut(l.raw, "\r\n\r\n")
		r := multipart.NewReader(strings.NewReader(body), params["boundary"])
		for _, to := range []*string{&w.text, &w.html} {
			part, err := r.NextPart()
			if err != nil {
				f.t.Fatal(err)
			}
			b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
			if err != nil {
				f.t.Fatal(err)
			}
			*to = strings.ReplaceAll(string(b), "\r\n", "\n")
		}
		if folder := os.Getenv("SCREENSHOTS"); folder != "" {
			name := filepath.Join(folder, fmt.Sprintf("mail-%d-%d", before, len(list)))
			if err := errors.Join(os.WriteFile(name+".html", []byte(w.html), 0o600), os.WriteFile(name+".eml", []byte(l.raw), 0o600), os.WriteFile(name+".txt", []byte(w.text), 0o600)); err != nil {
				f.t.Fatal(err)
			}
		}
		list = append(list, w)
	}
	return list
}

func (f *follower) public(in agency.Code, list ...string) {
	f.t.Helper()
	for _, title := range list {
		f.Public(f.t, in, title)
		f.Clock.Add(time.Millisecond)
	}
}

// From the question to the end: nothing before it is confirmed, everything
// once, nothing after it has ended.
func TestASubscription(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		f := newFollower(t, o)
		ctx := t.Context()
		f.public("FGW", "公租房：早于订阅")
		f.ask("wang@example.com", "公租房", subscription.AtOnce)
		asked := f.send()
		if len(asked) != 1 || asked[0].to != "wang@example.com" || !strings.HasPrefix(asked[0].subject, "请确认订阅") || asked[0].header.Get("List-Unsubscribe") != "" ||
			keyLink.MatchString(asked[0].text) || !strings.Contains(asked[0].text, "7 天") {
			t.Fatalf("%+v", asked)
		}
		link := confirmLink.FindStringSubmatch(asked[0].text)[1]
		f.public("FGW", "公租房：等待确认")
		f.Clock.Add(24 * time.Hour)
		if n := f.tell(); n != 0 || len(f.send()) != 0 {
			t.Errorf("%d told before it was confirmed", n)
		}
		if _, err := f.ConfirmSubscription(ctx, link); err != nil {
			t.Fatal(err)
		}
		if _, err := f.ConfirmSubscription(ctx, link); !errors.Is(err, subscription.ErrLink) {
			t.Errorf("confirmed twice: %v", err)
		}
		f.Clock.Add(time.Minute)
		f.public("FGW", "公租房之一", "廉租房")
		f.Clock.Add(5 * time.Minute)
		if n := f.tell(); n != 1 {
			t.Fatalf("%d told of one", n)
		}
		got := f.send()
		if len(got) != 1 || got[0].to != "wang@example.com" || got[0].subject != "新公开 1 条：“公租房”" {
			t.Fatalf("%+v", got)
		}
		for _, text := range []string{got[0].text, got[0].html} {
			for words, want := range map[string]bool{"公租房之一": true, "廉租房": false, "早于订阅": false, "等待确认": false,
				"发改委": true, "2017年7月1日": true, "https://example.gov.cn/item/FGW/": true, "https://example.gov.cn/search?q=": true, "另有": false} {
				if strings.Contains(text, words) != want {
					t.Errorf("%q: %v\n%s", words, !want, text)
				}
			}
		}
		key := keyLink.FindStringSubmatch(got[0].text)[1]
		h := got[0].header
		if h.Get("List-Unsubscribe") != "<https://example.gov.cn/subscription/"+key+"/end>" || h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" ||
			h.Get("Reply-To") != "" || h.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%v", h)
		}
		// What comes within the hour is told together, and nothing twice.
		f.public("FGW", "公租房之二")
		f.Clock.Add(30 * time.Minute)
		if n := f.tell(); n != 0 {
			t.Errorf("%d told within the hour", n)
		}
		f.public("JYJ", "公租房之三")
		f.Clock.Add(31 * time.Minute)
		if n := f.tell() + f.tell(); n != 1 {
			t.Errorf("%d told after an hour", n)
		}
		if got = f.send(); len(got) != 1 || got[0].subject != "新公开 2 条：“公租房”" || strings.Contains(got[0].text, "之一") ||
			strings.Index(got[0].text, "之三") > strings.Index(got[0].text, "之二") {
			t.Fatalf("%+v", got)
		}
		// One that is too young waits for the next mail.
		f.Clock.Add(2 * time.Hour)
		f.public("FGW", "公租房之四")
		if n := f.tell(); n != 0 {
			t.Errorf("%d told of what may not be found yet", n)
		}
		f.Clock.Add(10 * time.Minute)
		if n := f.tell(); n != 1 {
			t.Errorf("%d told later", n)
		}
		// It ends before the mail has gone.
		s, err := f.Subscription(ctx, key)
		if err != nil || s.Email != "wang@example.com" {
			t.Fatal(s, err)
		}
		if err := f.EndSubscription(ctx, s); err != nil {
			t.Fatal(err)
		}
		f.public("FGW", "公租房之五")
		f.Clock.Add(24 * time.Hour)
		if n, got := f.tell(), f.send(); n != 0 || len(got) != 0 {
			t.Errorf("%d told, %d sent after the end", n, len(got))
		}
		if _, err := f.Subscription(ctx, key); !errors.Is(err, subscription.ErrLink) {
			t.Errorf("opened after the end: %v", err)
		}
	})
}

// What is withdrawn is told by no mail, not even by one that waits.
func TestWithdrawnIsNotTold(t *testing.T) {
	f := newFollower(t, officetest.New(t, t.TempDir()+"/gongkai.db"))
	withdraw := func(title string) {
		t.Helper()
		list, err := f.Store.List(t.Context(), store.Selection{}, store.Cursor{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list.Lines {
			if l.Title == title {
				if _, err := f.Withdraw(t.Context(), f.As(t, "head-fgw"), l.ID, "有误", ""); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	f.follow("wang@example.com", "公告", subscription.AtOnce)
	f.Clock.Add(time.Minute)
	f.public("FGW", "公告一", "公告二", "公告三")
	f.Clock.Add(10 * time.Minute)
	withdraw("公告一")
	if f.tell() != 1 {
		t.Fatal("not told")
	}
	withdraw("公告二")
	got := f.send()
	if len(got) != 1 || strings.Contains(got[0].text+got[0].html, "公告一") || strings.Contains(got[0].text+got[0].html, "公告二") ||
		!strings.Contains(got[0].text, "公告三") || got[0].subject != "新公开 1 条：“公告”" {
		t.Errorf("%+v", got)
	}
	f.public("FGW", "公告四")
	f.Clock.Add(2 * time.Hour)
	if f.tell() != 1 {
		t.Fatal("not told")
	}
	withdraw("公告四")
	if got := f.send(); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if list, err := f.Store.MailOf(t.Context(), "subscription/1"); err != nil || slices.ContainsFunc(list, func(m store.Mail) bool { return m.State == store.MailWaiting }) {
		t.Errorf("%+v, %v", list, err)
	}
}

// A mail shows twenty and counts the rest.
func TestManyAtOnce(t *testing.T) {
	f := newFollower(t, officetest.New(t, t.TempDir()+"/gongkai.db"))
	f.follow("wang@example.com", "公告", subscription.Daily)
	f.Clock.Add(time.Minute)
	told := 0
	for _, c := range []struct {
		more    int // published
		subject string
		rest    string
	}{
		{20, "新公开 20 条：", ""}, {21, "新公开 21 条：", "另有 1 条，"}, {100, "新公开 100 条：", "另有 80 条，"}, {101, "新公开 100 条以上：", "另有 80 条以上，"},
	} {
		for n := range c.more {
			f.public("FGW", fmt.Sprintf("公告第%d期", told+n))
		}
		told += c.more
		f.Clock.Add(24 * time.Hour)
		f.found.asked = 0
		if n := f.tell(); n != 1 || f.found.asked > 3 {
			t.Fatalf("%d told with %d searches", n, f.found.asked)
		}
		got := f.send()
		if len(got) != 1 || !strings.HasPrefix(got[0].subject, c.subject) || strings.Count(got[0].text, "/item/") != 20 ||
			strings.Count(got[0].html, "/item/") != 20 || !strings.Contains(got[0].text, c.rest) || strings.Contains(got[0].text, "另有") != (c.rest != "") {
			t.Errorf("of %d:\n%s\n%s", c.more, got[0].subject, got[0].text)
		}
	}
}

// A hundred that came this very minute do not hide those before them.
func TestYoungHideNothing(t *testing.T) {
	f := newFollower(t, officetest.New(t, t.TempDir()+"/gongkai.db"))
	f.follow("wang@example.com", "公告", subscription.AtOnce)
	f.Clock.Add(time.Minute)
	f.public("FGW", "公告：先")
	f.Clock.Add(6 * time.Minute)
	for n := range 120 {
		f.public("FGW", fmt.Sprintf("公告第%d期", n))
	}
	if n := f.tell(); n != 1 {
		t.Fatalf("%d told", n)
	}
	if got := f.send(); len(got) != 1 || got[0].subject != "新公开 1 条：“公告”" || !strings.Contains(got[0].text, "公告：先") {
		t.Errorf("%+v", got)
	}
}

// An index that is being built, or behind, delays and loses nothing; a search
// that cannot be made holds up no other.
func TestTroubleDelaysAndLosesNothing(t *testing.T) {
	f := newFollower(t, officetest.New(t, t.TempDir()+"/gongkai.db"))
	f.follow("a@example.com", "不懂", subscription.AtOnce)
	f.follow("b@example.com", "坏", subscription.AtOnce)
	f.follow("c@example.com", "公告", subscription.AtOnce)
	f.subs.Read = func(ctx context.Context, saved string) (notice.Search, error) {
		s, err := read(ctx, saved)
		if s.Query.Words == "不懂" {
			err = errors.New("not understood")
		}
		return s, err
	}
	f.Clock.Add(time.Minute)
	f.public("FGW", "公告，不懂，坏")
	f.Clock.Add(10 * time.Minute)
	f.found.err = errors.New("检索正在准备")
	if n, err := f.subs.TellDue(t.Context()); n != 0 || err == nil {
		t.Errorf("told without an index: %d, %v", n, err)
	}
	f.subs.Finder = nil
	if n, err := f.subs.TellDue(t.Context()); n != 0 || err != nil {
		t.Errorf("told by nobody: %d, %v", n, err)
	}
	f.subs.Finder, f.found.err, f.found.late = f.found, nil, 2
	n, err := f.subs.TellDue(t.Context())
	if n != 1 || err == nil || strings.Contains(err.Error(), "@") {
		t.Errorf("%d told, %v", n, err)
	}
	if got := f.send(); len(got) != 1 || got[0].to != "c@example.com" {
		t.Errorf("%+v", got)
	}
	for id := range 2 {
		s, err := f.Store.Subscription(t.Context(), subscription.ID(id+1))
		if err != nil || !s.NextAt.After(f.Clock.Now()) || s.Told.After(f.Clock.Now().Add(-11*time.Minute)) {
			t.Errorf("%+v, %v", s, err)
		}
	}
}

// Many are worked off in batches, one search each, on two nodes at once, and
// where nothing was published since, without any.
func TestManySubscriptions(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		f := newFollower(t, o)
		const many = 130
		for n := range many {
			f.ask(fmt.Sprintf("w%d@example.com", n), "公告", subscription.Daily)
			if n%30 == 29 {
				f.Clock.Add(24 * time.Hour) // one client may not ask so often
			}
		}
		for n := range many {
			s, err := f.Store.Subscription(t.Context(), subscription.ID(n+1))
			if err != nil {
				t.Fatal(err)
			}
			link, _, err := f.SubscriptionLinks(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.ConfirmSubscription(t.Context(), link); err != nil {
				t.Fatal(err)
			}
		}
		f.Clock.Add(24 * time.Hour)
		f.found.asked = 0
		if n := f.tell(); n != 0 || f.found.asked > 10 {
			t.Errorf("%d told of nothing with %d searches", n, f.found.asked)
		}
		f.public("FGW", "公告")
		f.Clock.Add(24 * time.Hour)
		other := officetest.Node(t, o.Address, o.Clock)
		nodes := []*notice.Subscriptions{f.subs, {Office: other.Office, Finder: &titles{o: other}, Read: read, Site: "https://example.gov.cn"}}
		var wg sync.WaitGroup
		told := make([]int, 2)
		for i, v := range nodes {
			wg.Go(func() {
				var err error
				if told[i], err = v.TellDue(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if told[0]+told[1] != many {
			t.Errorf("%v told of %d", told, many)
		}
	})
}

// What the server says of an address is not kept; an address that gives back
// its mail is let go.
func TestAnAddressThatIsNoMore(t *testing.T) {
	f := newFollower(t, officetest.New(t, t.TempDir()+"/gongkai.db"))
	f.follow("wang@example.com", "公告", subscription.Daily)
	f.box.decide(func(_ *postOffice, step, about string) error {
		if step == "RCPT" {
			return reply(550, "no such user "+about)
		}
		return nil
	})
	for n := range 3 {
		if ended, err := f.subs.Sweep(t.Context()); ended != 0 || err != nil {
			t.Errorf("ended after %d came back, %v", n, err)
		}
		f.Clock.Add(time.Hour)
		f.public("FGW", "公告")
		f.Clock.Add(24 * time.Hour)
		if f.tell() != 1 || len(f.send()) != 0 {
			t.Fatal("not refused")
		}
	}
	list, err := f.Store.MailOf(t.Context(), "subscription/1")
	if err != nil || len(list) != 4 {
		t.Fatal(list, err)
	}
	for _, m := range list {
		if m.LastError != "" || m.Recipient != "" || strings.Contains(m.Subject+m.Body, "@") {
			t.Errorf("%+v", m)
		}
	}
	if ended, err := f.subs.Sweep(t.Context()); ended != 1 || err != nil {
		t.Errorf("%d ended, %v", ended, err)
	}
}

// Asked again, the owner of the address is told how things stand, and not more
// often than five times a day.
func TestAskedAgain(t *testing.T) {
	f := newFollower(t, officetest.New(t, t.TempDir()+"/gongkai.db"))
	link := f.follow("wang@example.com", "公告", subscription.Daily)
	f.ask("wang@example.com", "公告", subscription.Weekly)
	got := f.send()
	if len(got) != 1 || !strings.HasPrefix(got[0].subject, "已经订阅") || !keyLink.MatchString(got[0].text) || strings.Contains(got[0].text, link) ||
		got[0].header.Get("List-Unsubscribe") == "" {
		t.Errorf("%+v", got)
	}
	sent := 0
	for n := range 10 {
		f.ask("Wang@Example.com", fmt.Sprint("公告", n), subscription.Daily)
		sent += len(f.send())
	}
	if sent != subscription.MostAsked-2 {
		t.Errorf("%d more letters in a day", sent)
	}
	// A link nobody used opens nothing after seven days, sent or not.
	f.Clock.Add(2 * 24 * time.Hour)
	f.ask("li@example.com", "公告", subscription.Daily)
	f.Clock.Add(7 * 24 * time.Hour)
	if got := f.send(); len(got) != 0 {
		t.Errorf("a link that has expired is sent: %+v", got)
	}
	if ended, err := f.subs.Sweep(t.Context()); ended != 4 || err != nil {
		t.Errorf("%d ended, %v", ended, err)
	}
}
