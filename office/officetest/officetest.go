package officetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/store/storetest"
)

// Clock stands still until it is moved. It is safe for many goroutines.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock is a clock that stands at the instant.
func NewClock(at time.Time) *Clock { return &Clock{at: at.UTC()} }

// Now is where the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to the instant.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

// Begin is where the clock stands at first: a Friday morning in Beijing, under
// the Regulation of 2008.
var Begin = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)

// Office is an office with people in it.
type Office struct {
	*office.Office
	Clock   *Clock
	Address string // of its record, for a second node
}

// Agencies of the office; the government is the parent of the others.
var Agencies = []agency.Agency{
	{Code: "ZF", Name: "市政府", Kind: agency.Government, Position: 1},
	{Code: "FGW", Name: "发展和改革委员会", Short: "发改委", Kind: agency.Department, Parent: "ZF", Position: 2},
	{Code: "JYJ", Name: "教育局", Kind: agency.Department, Parent: "ZF", Position: 3},
	{Code: "RSJ", Name: "人力资源和社会保障局", Short: "人社局", Kind: agency.Department, Parent: "ZF", Position: 4},
}

// Categories of the office.
var Categories = []store.Category{
	{Code: "notice", Name: "通知公告", Position: 1}, {Code: "rules", Name: "规范性文件", Position: 2}, {Code: "budget", Name: "财政预算", Position: 3},
}

// Each runs the test once for every engine on a fresh office.
func Each(t *testing.T, test func(t *testing.T, o *Office)) {
	t.Helper()
	storetest.EachAddress(t, func(t *testing.T, address string) { test(t, New(t, address)) })
}

// New sets up an office on a fresh record. Its people are clerk-FGW,
// reviewer-FGW, secrecy-FGW, signer-FGW, head-FGW, the same for JYJ, and city,
// leader, assessor, system, security, audit; see [Office.As].
func New(t testing.TB, address string) *Office {
	t.Helper()
	o := Node(t, address, NewClock(Begin))
	ctx := context.Background()
	for _, a := range Agencies {
		if _, err := o.AddAgency(ctx, account.Console, a); err != nil {
			t.Fatal(err)
		}
	}
	err := o.Store.Act(ctx, account.Console, Begin, func(tx *store.Tx) error {
		for _, c := range Categories {
			e := journal.Entry{At: Begin, Act: journal.CategoryAdd, Thing: "category/" + c.Code, Actor: string(account.Console.Login)}
			if err := tx.SaveCategory(ctx, c, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range account.Roles {
		short := map[account.Role]string{account.SecrecyReviewer: "secrecy", account.CityOffice: "city",
			account.SystemAdmin: "system", account.SecurityAdmin: "security", account.AuditAdmin: "audit"}[r.Role]
		if short == "" {
			short = string(r.Role)
		}
		if r.Span == account.City {
			o.add(t, short, account.Grant{Role: r.Role})
			continue
		}
		o.add(t, short+"-fgw", account.Grant{Role: r.Role, Agency: "FGW"})
		o.add(t, short+"-jyj", account.Grant{Role: r.Role, Agency: "JYJ"})
	}
	return o
}

// Node is another node of a city on the same record, with a clock of its own.
func Node(t testing.TB, address string, clock *Clock) *Office {
	t.Helper()
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(context.Background(), storetest.Open(t, address), blobs, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return &Office{Office: o, Clock: clock, Address: address}
}

func (o *Office) add(t testing.TB, login string, g account.Grant) {
	t.Helper()
	_, err := o.AddAccount(context.Background(), account.Console, account.Account{Login: account.Login(login), Name: login}, []account.Grant{g})
	if err != nil {
		t.Fatal(err)
	}
}

// As is the person as an actor, with the roles held now.
func (o *Office) As(t testing.TB, login account.Login) account.Actor {
	t.Helper()
	a, err := o.Store.Account(context.Background(), login)
	if err != nil {
		t.Fatalf("%s: %v", login, err)
	}
	return account.Of(a)
}

// Content is a complete content with the title.
func (o *Office) Content(title string) publication.Content {
	return publication.Content{Title: title, Category: "notice", IssuedOn: calendar.On(o.Clock.Now()),
		Body: "<p>正文</p>", Channels: publication.Website}
}

// ToSign brings a new proactive draft of the agency (FGW or JYJ) to where it
// waits for a signature.
func (o *Office) ToSign(t testing.TB, in agency.Code, title string) publication.Draft {
	t.Helper()
	ctx := context.Background()
	clerk := o.As(t, "clerk-"+lower(in))
	d, err := o.Start(ctx, clerk, in, o.Content(title))
	if err == nil {
		_, err = o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive})
	}
	if err == nil {
		_, err = o.Submit(ctx, clerk, d.ID, 0)
	}
	if err == nil {
		d, err = o.Clear(ctx, o.As(t, "secrecy-"+lower(in)), d.ID, 0, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Public publishes something of the agency (FGW or JYJ).
func (o *Office) Public(t testing.TB, in agency.Code, title string) publication.Publication {
	t.Helper()
	d := o.ToSign(t, in, title)
	if _, err := o.Publish(context.Background(), o.As(t, "signer-"+lower(in)), d.ID, d.Stamp); err != nil {
		t.Fatal(err)
	}
	return o.Read(t, d.ID)
}

// Read is the publication that came of a draft, as the record has it.
func (o *Office) Read(t testing.TB, draft int64) publication.Publication {
	t.Helper()
	d, err := o.Store.Draft(context.Background(), draft)
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.Store.Publication(context.Background(), d.Publication)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func lower(code agency.Code) account.Login {
	if code == "FGW" {
		return "fgw"
	}
	return "jyj"
}
