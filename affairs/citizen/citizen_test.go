package citizen

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

var now = time.Date(2017, 6, 30, 2, 0, 0, 0, time.UTC)

func TestNames(t *testing.T) {
	for typed, want := range map[string]struct {
		name string
		err  error
	}{
		"读者":                      {name: "读者"},
		"  Li4 ":                  {name: "li4"},
		"ＡＢｃ１":                    {name: "abc1"},
		"\u2f00\u2f00":            {name: "一一"}, // Kangxi radicals
		"𠮷田":                      {name: "𠮷田"},
		strings.Repeat("读", 32):   {name: strings.Repeat("读", 32)},
		"12345678":                {name: "12345678"},
		"":                        {err: ErrName},
		"读":                       {err: ErrName},
		strings.Repeat("读", 33):   {err: ErrName},
		strings.Repeat("a", 5000): {err: ErrName},
		"li na":                   {err: ErrName},
		"li.na":                   {err: ErrName},
		"citizen/1":               {err: ErrName},
		"<b>x</b>":                {err: ErrName},
		"раypal":                  {err: ErrName}, // Cyrillic р, а
		"a\u202eb":                {err: ErrName},
		"a\x00b":                  {err: ErrName},
		"\xff\xfeab":              {err: ErrName},
		"13800138000":             {err: ErrNamePersonal},
		"２２０１０１１９９００１０１００１Ｘ": {err: ErrNamePersonal},
	} {
		name, err := ParseName(typed)
		if name != want.name || !errors.Is(err, want.err) {
			t.Errorf("%.40q is %q, %v; want %q, %v", typed, name, err, want.name, want.err)
		}
		if again, err := ParseName(name); want.err == nil && (err != nil || again != name) {
			t.Errorf("%q again is %q, %v", name, again, err)
		}
	}
}

func TestThings(t *testing.T) {
	if id, ok := ParseThing(ID(17).Thing()); !ok || id != 17 {
		t.Errorf("citizen/17 is read as %d, %v", id, ok)
	}
	for _, s := range []string{"", "17", "citizen/", "citizen/0", "citizen/-1", "citizen/017", "citizen/+17", "citizen/x", "li", "account/li", "citizen/99999999999999999999"} {
		if id, ok := ParseThing(s); ok {
			t.Errorf("%q is read as %d", s, id)
		}
	}
}

func TestRegister(t *testing.T) {
	c, e, err := Register(17, "Ｌi", "hash", now)
	if err != nil || c != (Citizen{ID: 17, Name: "li", PasswordHash: "hash", RegisteredAt: now, VisitAt: now, PreviousAt: now}) {
		t.Errorf("registered %+v, %v", c, err)
	}
	// The journal does not know the name.
	if e != (journal.Entry{At: now, Act: journal.CitizenRegister, Thing: "citizen/17", Actor: "citizen/17"}) {
		t.Errorf("entry %+v", e)
	}
	if _, _, err := Register(17, "x", "hash", now); !errors.Is(err, ErrName) {
		t.Errorf("a short name: %v", err)
	}
}

// Five wrong tries lock for fifteen minutes, the right password included; the
// answer is the same throughout.
func TestSignIn(t *testing.T) {
	c := Citizen{ID: 17, VisitAt: now.Add(-time.Hour), PreviousAt: now.Add(-2 * time.Hour)}
	for try := 1; try <= account.MaxFailures; try++ {
		var e *journal.Entry
		var err error
		c, e, err = SignIn(c, false, now)
		if !errors.Is(err, ErrSignIn) || (e != nil) != (try == account.MaxFailures) {
			t.Fatalf("try %d: %v, entry %v", try, err, e)
		}
		if e != nil && e.Act != journal.CitizenLock {
			t.Errorf("entry %+v", e)
		}
	}
	if _, e, err := SignIn(c, true, now.Add(account.LockFor-1)); !errors.Is(err, ErrSignIn) || e != nil {
		t.Errorf("while locked: %v, %v", e, err)
	}
	in, e, err := SignIn(c, true, now.Add(account.LockFor))
	if err != nil || e == nil || e.Act != journal.CitizenSignIn {
		t.Fatalf("after the lock: %v, %v", e, err)
	}
	if !in.VisitAt.Equal(now.Add(account.LockFor)) || !in.PreviousAt.Equal(now.Add(-time.Hour)) || in.Failures != 0 || !in.LockedUntil.IsZero() {
		t.Errorf("signed in as %+v", in)
	}
	// A check before a change is no visit.
	if same, e, err := Check(in, true, now.Add(time.Hour)); same != in || e != nil || err != nil {
		t.Errorf("checked: %+v, %v, %v", same, e, err)
	}
}

func TestShelf(t *testing.T) {
	var s Shelf
	var err error
	for n := range int64(MaxSaved) {
		if s, err = Save(s, n+1, now); err != nil {
			t.Fatal(err)
		}
	}
	if same, err := Save(s, 1, now); err != nil || len(same.Saved) != MaxSaved {
		t.Errorf("one kept already: %d, %v", len(same.Saved), err)
	}
	if _, err := Save(s, MaxSaved+1, now); !errors.Is(err, ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	fewer := Unsave(s, 3)
	if len(fewer.Saved) != MaxSaved-1 || len(s.Saved) != MaxSaved || s.Saved[MaxSaved-3].Publication != 3 {
		t.Errorf("%d after letting one go, %d before", len(fewer.Saved), len(s.Saved))
	}
	if s.Saved[0].Publication != MaxSaved {
		t.Errorf("the latest is not first: %+v", s.Saved[0])
	}
	for n := range MaxFollowed {
		if s, err = Follow(s, Place{Category, strings.Repeat("A", n+1)}, now); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Follow(s, Place{Agency, "A"}, now); !errors.Is(err, ErrFollows) {
		t.Errorf("an agency with a category's code is another place: %v", err)
	}
	if _, err := Follow(s, Place{Category, "A"}, now); err != nil {
		t.Errorf("one followed already: %v", err)
	}
	if s = Unfollow(Unfollow(s, Place{Category, "A"}), Place{Agency, "NONE"}); len(s.Followed) != MaxFollowed-1 {
		t.Errorf("%d followed", len(s.Followed))
	}
}

// A reader may act on what is their own and on nothing else.
func TestActorIsBoundToItself(t *testing.T) {
	me := ID(17).Actor()
	own := func(act journal.Act) journal.Entry {
		return journal.Entry{At: now, Act: act, Thing: "citizen/17", Actor: "citizen/17"}
	}
	for _, row := range account.Table {
		want := row.Act == journal.CitizenPassword || row.Act == journal.CitizenClose || row.Act == account.LookOwn
		if got := me.Permits(own(row.Act)); got != want {
			t.Errorf("%s on oneself: %v, want %v", row.Act, got, want)
		}
		if me.May(row.Act, "") {
			t.Errorf("%s for the city", row.Act)
		}
		for name, spoil := range map[string]func(*journal.Entry){
			"another reader":  func(e *journal.Entry) { e.Thing = "citizen/18" },
			"in other's name": func(e *journal.Entry) { e.Actor = "citizen/18" },
			"an official":     func(e *journal.Entry) { e.Thing = "account/li" },
			"for an agency":   func(e *journal.Entry) { e.Agency = "FGW" },
		} {
			e := own(row.Act)
			spoil(&e)
			if me.Permits(e) {
				t.Errorf("%s: %s", row.Act, name)
			}
		}
	}
	self := account.Grant{Role: account.Self, Agency: "FGW"}
	if account.May([]account.Grant{self}, journal.CitizenClose, "") {
		t.Error("the reader's own place can be held as a role")
	}
	if _, _, err := account.GrantRole(account.Account{Login: "li"}, self, "sec", now); !errors.Is(err, account.ErrRole) {
		t.Errorf("the reader's own place is granted: %v", err)
	}
	if (account.Actor{}).Permits(journal.Entry{Act: journal.CitizenClose}) {
		t.Error("nobody may close nothing")
	}
}
