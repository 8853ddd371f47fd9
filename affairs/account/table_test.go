package account

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

var now = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)

// The table role x act names every act there is, once, and only those; looks,
// which change nothing, stand beside them.
func TestTableNamesEveryAct(t *testing.T) {
	rows := map[journal.Act]int{}
	for _, row := range Table {
		rows[row.Act]++
		if !strings.HasPrefix(string(row.Act), "look.") && row.Act.Meaning().Name == string(row.Act) {
			t.Errorf("the table has a row for %s, which journal.Acts does not know", row.Act)
		}
		for i, r := range row.Roles {
			if _, _, ok := r.known(); !ok && r != Self && r != Asker && r != Consulted {
				t.Errorf("%s is permitted to %s, which is no role", row.Act, r)
			}
			if slices.Contains(row.Roles[:i], r) {
				t.Errorf("%s is permitted to %s twice", row.Act, r)
			}
		}
	}
	for _, a := range journal.Acts {
		if rows[a.Act] == 0 {
			t.Errorf("%s has no row in the table", a.Act)
		}
	}
	for act, n := range rows {
		if n != 1 {
			t.Errorf("%s has %d rows", act, n)
		}
	}
}

// For every role and every act, at home and elsewhere, May says what the
// table says, and roles that reach the city reach every agency.
func TestMayIsTheTable(t *testing.T) {
	for _, row := range Table {
		for _, r := range Roles {
			grant := Grant{Role: r.Role, Agency: "FGW"}
			if r.Span == City {
				grant.Agency = ""
			}
			named := slices.Contains(row.Roles, r.Role)
			for in, want := range map[agency.Code]bool{"FGW": named, "": named, "JYJ": named && r.Span == City} {
				if got := May([]Grant{grant}, row.Act, in); got != want {
					t.Errorf("%s may %s for %q: %v, want %v", r.Role, row.Act, in, got, want)
				}
			}
		}
		if May(nil, row.Act, "FGW") || (Actor{}).May(row.Act, "FGW") {
			t.Errorf("nobody may %s", row.Act)
		}
		if !Console.May(row.Act, "FGW") || !Clock.May(row.Act, "FGW") {
			t.Errorf("the console or the clock may not %s", row.Act)
		}
	}
	if May([]Grant{{Role: Head, Agency: "FGW"}}, "draft.unheard_of", "FGW") {
		t.Error("an act nobody knows is permitted")
	}
	if Of(Account{Login: "li", Grants: []Grant{{Role: Head, Agency: "FGW"}}, EndedAt: now}).May(journal.Publish, "FGW") {
		t.Error("one who left may still publish")
	}
}

// No role that handles affairs manages accounts, and no administrator handles
// affairs: what one of the three may do, no other role may, but for looking at
// accounts and the hand-over.
func TestAdministratorsAreApart(t *testing.T) {
	for _, row := range Table {
		affairs, admins := 0, 0
		for _, r := range row.Roles {
			if _, admin, _ := r.known(); admin {
				admins++
			} else {
				affairs++
			}
		}
		if affairs > 0 && admins > 0 && row.Act != journal.AccountHandOver {
			t.Errorf("%s is both an administrator's and an official's", row.Act)
		}
		if admins > 1 && row.Act != LookAccounts {
			t.Errorf("%s is more than one administrator's", row.Act)
		}
	}
}

// Of all pairs of roles, only those without an administrator go together.
func TestThreeAdministratorsExcludeEachOther(t *testing.T) {
	for _, first := range Roles {
		for _, second := range Roles {
			a := Account{Login: "li"}
			var err error
			for _, r := range []Role{first.Role, second.Role} {
				in := agency.Code("FGW")
				if r == second.Role && err == nil && len(a.Grants) > 0 {
					in = "JYJ" // the same role in a second agency is another grant
				}
				if a, _, err = GrantRole(a, Grant{Role: r, Agency: in}, "sec", now); err != nil {
					break
				}
			}
			var want error
			switch {
			case first.Role == second.Role && first.Span == City:
				want = ErrHeld
			case first.Admin || second.Admin:
				want = ErrThree
			}
			if !errors.Is(err, want) {
				t.Errorf("%s and %s: %v, want %v", first.Role, second.Role, err, want)
			}
		}
	}
}

// Nobody is called as the platform calls itself in the journal.
func TestLogins(t *testing.T) {
	for login, want := range map[Login]error{
		"li": nil, "li.wei-2": nil, "clocks": nil, "l": ErrLogin, "Li": ErrLogin, "2li": ErrLogin, "李": ErrLogin,
		Console.Login: ErrLogin, Clock.Login: ErrLogin, AskerLogin: ErrLogin, PartyLogin: ErrLogin,
	} {
		if _, _, err := Add(Account{Login: login, Name: "李"}, "sys", now); !errors.Is(err, want) {
			t.Errorf("login %q: %v, want %v", login, err, want)
		}
	}
}

func TestGrantAndRevoke(t *testing.T) {
	clerk := Grant{Role: Clerk, Agency: "FGW"}
	for _, c := range []struct {
		name string
		a    Account
		g    Grant
		by   Login
		err  error
	}{
		{"a role in an agency", Account{Login: "li"}, clerk, "sec", nil},
		{"one who left", Account{Login: "li", EndedAt: now}, clerk, "sec", ErrEnded},
		{"no such role", Account{Login: "li"}, Grant{Role: "king"}, "sec", ErrRole},
		{"to oneself", Account{Login: "sec"}, clerk, "sec", ErrSelfGrant},
		{"without an agency", Account{Login: "li"}, Grant{Role: Clerk}, "sec", ErrNoAgency},
		{"held already", Account{Login: "li", Grants: []Grant{clerk}}, clerk, "sec", ErrHeld},
	} {
		before := slices.Clone(c.a.Grants)
		a, _, err := GrantRole(c.a, c.g, c.by, now)
		if !errors.Is(err, c.err) {
			t.Errorf("grant, %s: %v, want %v", c.name, err, c.err)
		}
		if !slices.Equal(c.a.Grants, before) || (err != nil && !reflect.DeepEqual(a, c.a)) {
			t.Errorf("grant, %s: the account given was changed", c.name)
		}
	}
	both := Account{Login: "li", Grants: []Grant{clerk, {Role: Signer, Agency: "FGW"}}}
	if a, _, err := RevokeRole(both, clerk, "sec", now); err != nil || len(a.Grants) != 1 || a.Grants[0].Role != Signer || both.Grants[0] != clerk {
		t.Errorf("revoke: %+v, %v", a, err)
	}
	if _, _, err := RevokeRole(both, Grant{Role: Head, Agency: "FGW"}, "sec", now); !errors.Is(err, ErrNotHeld) {
		t.Errorf("revoke what is not held: %v", err)
	}
	if _, _, err := RevokeRole(both, clerk, "li", now); !errors.Is(err, ErrSelfGrant) {
		t.Errorf("revoke one's own: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	a := Account{Login: "li"}
	var e *journal.Entry
	var err error
	for try := 1; try <= MaxFailures; try++ {
		a, e, err = SignIn(a, false, now)
		want, refusal := journal.AccountFail, ErrSignIn
		if try == MaxFailures {
			want, refusal = journal.AccountLock, ErrLocked
		}
		if !errors.Is(err, refusal) || e == nil || e.Act != want || e.Note != "" {
			t.Fatalf("wrong try %d: %v, entry %v", try, err, e)
		}
	}
	for _, c := range []struct {
		name  string
		a     Account
		right bool
		at    time.Time
		err   error
		act   journal.Act // "" for no entry
	}{
		{"right, while locked", a, true, now.Add(LockFor - time.Second), ErrLocked, ""},
		{"wrong, while locked", a, false, now.Add(LockFor - time.Second), ErrLocked, ""},
		{"right, after the lock", a, true, now.Add(LockFor), nil, journal.AccountSignIn},
		{"wrong, after the lock", a, false, now.Add(LockFor), ErrSignIn, journal.AccountFail},
		{"right, having left", Account{Login: "li", EndedAt: now}, true, now, ErrSignIn, ""},
		{"wrong, having left", Account{Login: "li", EndedAt: now}, false, now, ErrSignIn, ""},
	} {
		got, e, err := SignIn(c.a, c.right, c.at)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if (e == nil) != (c.act == "") || e != nil && e.Act != c.act {
			t.Errorf("%s: entry %+v, want %q", c.name, e, c.act)
		}
		if c.err == nil && (got.Failures != 0 || !got.LockedUntil.IsZero()) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	if _, e, err := Check(Account{Login: "li"}, false, now); !errors.Is(err, ErrSignIn) || e != nil {
		t.Errorf("wrong on the page of one's own account: %v, entry %v", err, e)
	}
}

// A password somebody else set is a first one until its owner sets another.
func TestFirstPassword(t *testing.T) {
	a := Account{Login: "li"}
	for _, c := range []struct {
		by    Login
		first bool
	}{{"sys", true}, {"li", false}, {Console.Login, true}, {"li", false}} {
		var err error
		if a, _, err = SetPassword(a, "hash", c.by, now); err != nil || a.FirstPassword != c.first {
			t.Errorf("set by %s: first %v, %v", c.by, a.FirstPassword, err)
		}
	}
}

func TestPasswords(t *testing.T) {
	for p, ok := range map[string]bool{
		"": false, "short": false, "eleven char": false, "twelve chars": true,
		"aaaaaaaaaaaaaaaa": false, "䶮䶮䶮䶮䶮䶮䶮䶮䶮䶮䶮䶮": false, "长春市人民政府公开办口令": true,
	} {
		if err := CheckPassword(p); (err == nil) != ok {
			t.Errorf("password %q: %v", p, err)
		}
	}
}

func TestLeave(t *testing.T) {
	li, wang := Account{Login: "li", Grants: []Grant{{Role: Clerk, Agency: "FGW"}}, PasswordHash: "x", TOTPSecret: "y", Subject: "z"}, Account{Login: "wang"}
	if _, _, err := HandOver(li, li, "head", now); !errors.Is(err, ErrSelf) {
		t.Errorf("to oneself: %v", err)
	}
	if _, _, err := HandOver(li, Account{Login: "wang", EndedAt: now}, "head", now); !errors.Is(err, ErrEnded) {
		t.Errorf("to one who left: %v", err)
	}
	if _, e, err := HandOver(li, wang, "head", now); err != nil || e.Agency != "FGW" {
		t.Errorf("hand-over: %+v, %v", e, err)
	}
	for _, c := range []struct {
		name string
		a    Account
		open int
		by   Login
		err  error
	}{
		{"with open work", li, 1, "sys", ErrOpenWork},
		{"one's own", li, 0, "li", ErrSelfGrant},
		{"twice", Account{Login: "li", EndedAt: now}, 0, "sys", ErrEnded},
		{"with nothing open", li, 0, "sys", nil},
	} {
		a, _, err := End(c.a, c.open, c.by, now)
		if !errors.Is(err, c.err) {
			t.Errorf("end, %s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (a.Active() || a.PasswordHash != "" || a.TOTPSecret != "" || a.Subject != "" || a.Grants != nil) {
			t.Errorf("end, %s: %+v", c.name, a)
		}
	}
}

func TestAdd(t *testing.T) {
	for login, err := range map[Login]error{
		"li": nil, "li.na-2": nil, "l": ErrLogin, "Li": ErrLogin, "2li": ErrLogin, "李": ErrLogin, "li na": ErrLogin,
		Login(strings.Repeat("a", 33)): ErrLogin,
	} {
		a, _, got := Add(Account{Login: login, Name: " 李娜 ", Grants: []Grant{{Role: Head, Agency: "FGW"}}}, "sys", now)
		if !errors.Is(got, err) {
			t.Errorf("login %q: %v, want %v", login, got, err)
		}
		if got == nil && (a.Name != "李娜" || a.Grants != nil) {
			t.Errorf("login %q: %+v: opened with roles nobody granted", login, a)
		}
	}
	if _, _, err := Add(Account{Login: "li", Name: " "}, "sys", now); !errors.Is(err, ErrName) {
		t.Errorf("without a name: %v", err)
	}
}
