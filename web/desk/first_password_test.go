package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// Whoever signs in with a password somebody else gave them reaches no page of
// the desk but the one on which it is changed, whatever their roles.
func TestFirstPasswordIsChangedBeforeAll(t *testing.T) {
	w := newTown(t)
	ctx := context.Background()
	grants := []account.Grant{{Role: account.Head, Agency: "JYJ"}, {Role: account.CityOffice}}
	if _, err := w.office.AddAccount(ctx, account.Console, account.Account{Login: "fresh", Name: "新来", PasswordHash: cheap(), FirstPassword: true}, grants); err != nil {
		t.Fatal(err)
	}
	v := w.visitor()
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	v.post("/desk/sign-in", "login", "fresh", "password", password)
	if v.status != http.StatusSeeOther || v.cookie() == "" {
		t.Fatalf("not let in: %d %s", v.status, v.errors())
	}
	before, walked := w.entries(), 0
	for _, route := range w.site.Routes() {
		method, pattern, _ := strings.Cut(route.Pattern, " ")
		if pattern != "/desk" && !strings.HasPrefix(pattern, "/desk/") || strings.HasPrefix(pattern, "/desk/sign-") || beforeAll[route.Pattern] {
			continue
		}
		walked++
		address := hole.ReplaceAllString(pattern, "1")
		if method == "GET" {
			v.get(address)
		} else {
			v.post(address, "email", "a@example.cn", "name", "李", "login", "li")
		}
		if v.status != http.StatusSeeOther && v.status != http.StatusForbidden {
			t.Errorf("%s answers %d", route.Pattern, v.status)
		}
	}
	if walked < 30 || w.entries() != before {
		t.Errorf("%d routes walked, %d entries written", walked, w.entries()-before)
	}
	v.client.CheckRedirect = nil
	v.get("/desk").says("您的口令是他人代设的")
	if v.url.Path != "/desk/me" || v.doc.Find(`a[href="/desk/me/code"], a[href="/desk/drafts"], form[action="/desk/me/email"]`).Length() != 0 {
		t.Errorf("sent to %s, with other doors", v.url)
	}
	const own = "another horse battery"
	v.fill("password", password, "new", password, "again", password).submit(`form[action="/desk/me/password"]`, "").says("不能与现在的口令相同")
	v.fill("password", password, "new", own, "again", own).submit(`form[action="/desk/me/password"]`, "").says("口令已更改")
	if v.url.Path != "/desk" {
		t.Errorf("then sent to %s", v.url)
	}
	if v.get("/desk/drafts"); v.status != http.StatusOK || v.url.Path != "/desk/drafts" {
		t.Errorf("then %d at %s", v.status, v.url)
	}

	// A new password from the administrator is a first one again.
	w.person("sys", "周系统", account.Grant{Role: account.SystemAdmin})
	if _, err := w.office.NewPasswordFor(ctx, w.actor("sys"), "clerk.jyj"); err != nil {
		t.Fatal(err)
	}
	if a, err := w.office.Store.Account(ctx, "clerk.jyj"); err != nil || !a.FirstPassword {
		t.Errorf("reset: first %v, %v", a.FirstPassword, err)
	}
	w.as("sys").get("/desk/accounts/new").fill("login", "made", "name", "新人").submit(`form[method=post]:not([action="/desk/sign-out"])`, "")
	if a, err := w.office.Store.Account(ctx, "made"); err != nil || !a.FirstPassword {
		t.Errorf("made at the desk: first %v, %v", a.FirstPassword, err)
	}
}

// Whoever tries passwords without end writes no more into the journal than
// counts towards the lock; a name nobody has writes nothing.
func TestFailedSignInsAreInTheJournal(t *testing.T) {
	w := newTown(t)
	before := w.entries()
	for range 3 * account.MaxFailures {
		w.visitor().trySignIn("clerk.jyj", "wrong password", "")
		w.visitor().trySignIn("nobody", "wrong password", "")
	}
	list, err := w.office.Store.JournalAfter(context.Background(), before, 100)
	if err != nil {
		t.Fatal(err)
	}
	acts := map[journal.Act]int{}
	for _, e := range list {
		acts[e.Act]++
		if e.Thing != "account/clerk.jyj" || e.Note != "" {
			t.Errorf("entry %+v", e)
		}
	}
	if len(list) != account.MaxFailures || acts[journal.AccountFail] != account.MaxFailures-1 || acts[journal.AccountLock] != 1 {
		t.Errorf("entries: %v", acts)
	}
}
