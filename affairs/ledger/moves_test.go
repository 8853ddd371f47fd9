package ledger

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

var at = time.Date(2017, 7, 1, 2, 0, 0, 0, time.UTC)

func press(title string) Values {
	return Values{Row: Row{"title": title, "held_on": "2017-06-01", "part": "hosted", "principal": "yes", "follow_up": "内部"},
		Rows: map[string][]Row{"speakers": {{"name": "张三"}}}}
}

// entered is an entry of each state.
func entered(t *testing.T, s State) Entry {
	t.Helper()
	e, _, err := Import(conference, ID(2017, 1), "FGW", press("主题"), 3, "li", at)
	if err == nil && s == Released {
		e, _, err = Release(e, "钱", "wang", at)
	}
	if err == nil && s == Struck {
		e, _, err = Strike(e, "错", "li", at)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// acts does every act of the table as it may be done.
var acts = []struct {
	act journal.Act
	do  func(Entry) (Entry, journal.Entry, error)
}{
	{journal.LedgerAmend, func(e Entry) (Entry, journal.Entry, error) { return Amend(e, press("改"), "理由", "li", at) }},
	{journal.LedgerRelease, func(e Entry) (Entry, journal.Entry, error) {
		e.Version = max(e.Version, e.Shown+1) // something to release
		return Release(e, "钱", "li", at)
	}},
	{journal.LedgerRetract, func(e Entry) (Entry, journal.Entry, error) { return Retract(e, "理由", "li", at) }},
	{journal.LedgerStrike, func(e Entry) (Entry, journal.Entry, error) { return Strike(e, "理由", "li", at) }},
	{journal.LedgerImportUndo, func(e Entry) (Entry, journal.Entry, error) { return UndoImport(e, "li", at) }},
	{journal.LedgerMove, func(e Entry) (Entry, journal.Entry, error) { return Succeed(e, "JYJ", "li", at) }},
}

// state x act: what the table allows is what the acts do.
func TestMoves(t *testing.T) {
	want := map[State]map[journal.Act]State{
		Entered: {journal.LedgerAmend: Entered, journal.LedgerRelease: Released, journal.LedgerStrike: Struck, journal.LedgerImportUndo: Struck, journal.LedgerMove: Entered},
		Released: {journal.LedgerAmend: Released, journal.LedgerRelease: Released, journal.LedgerRetract: Entered, journal.LedgerImportUndo: Struck,
			journal.LedgerMove: Released},
		Struck: {},
	}
	for _, row := range States {
		for _, a := range acts {
			e := entered(t, row.State)
			to, ok := want[row.State][a.act]
			got, j, err := a.do(e)
			if ok != (err == nil) || ok && got.State != to {
				t.Errorf("%s in %s: %s, %v; want %s", a.act, row.State, got.State, err, to)
			}
			if err != nil {
				if !errors.Is(err, ErrState) {
					t.Errorf("%s in %s is refused as %v", a.act, row.State, err)
				}
				continue
			}
			if j.Act != a.act || j.Thing != "ledger/conference-2017-000001" || j.Check() != nil {
				t.Errorf("%s leaves the entry %+v", a.act, j)
			}
			if offered := e.Allows(a.act); offered != ok && (a.act != journal.LedgerRelease || row.State != Released) {
				t.Errorf("%s in %s is offered: %v", a.act, row.State, offered)
			}
		}
	}
	for _, m := range Moves {
		for _, s := range m.From {
			if _, ok := want[s][m.Act]; !ok {
				t.Errorf("the table allows %s in %s", m.Act, s)
			}
		}
	}
}

// act x role: who may do what in the agency, and nobody in another.
func TestRoles(t *testing.T) {
	want := map[journal.Act]map[account.Role]bool{
		journal.LedgerEnter:      {account.Clerk: true, account.Reviewer: true, account.Head: true},
		journal.LedgerAmend:      {account.Clerk: true, account.Reviewer: true, account.Head: true},
		journal.LedgerStrike:     {account.Clerk: true, account.Reviewer: true, account.Head: true},
		journal.LedgerRelease:    {account.Signer: true, account.Head: true},
		journal.LedgerRetract:    {account.Signer: true, account.Head: true, account.CityOffice: true},
		journal.LedgerImport:     {account.Head: true, account.CityOffice: true},
		journal.LedgerImportUndo: {account.Head: true, account.CityOffice: true},
		journal.LedgerMove:       {},
		account.LookLedger: {account.Clerk: true, account.Reviewer: true, account.SecrecyReviewer: true, account.Signer: true, account.Head: true,
			account.CityOffice: true, account.Leader: true},
	}
	for act, roles := range want {
		for _, r := range account.Roles {
			in := agency.Code("FGW")
			if r.Span == account.City {
				in = ""
			}
			who := account.Actor{Login: "li", Grants: []account.Grant{{Role: r.Role, Agency: in}}}
			if got := who.May(act, "FGW"); got != roles[r.Role] {
				t.Errorf("%s by %s: %v", act, r.Role, got)
			}
			if got := who.May(act, "JYJ"); got != (roles[r.Role] && r.Span == account.City) {
				t.Errorf("%s by %s of another agency: %v", act, r.Role, got)
			}
			if got := Visible(who, Entry{Agency: "FGW"}); got != want[account.LookLedger][r.Role] {
				t.Errorf("%s sees it: %v", r.Role, got)
			}
		}
	}
	head := account.Actor{Login: "li", Grants: []account.Grant{{Role: account.Head, Agency: "FGW"}, {Role: account.Assessor}}}
	if s := SeatOf(head, head.Agencies()); s.All || len(s.Agencies) != 1 {
		t.Errorf("a head's seat: %+v", s)
	}
	if s := SeatOf(account.Actor{Grants: []account.Grant{{Role: account.Leader}}}, nil); !s.All {
		t.Errorf("a leader's seat: %+v", s)
	}
}

// The public reads the version that was released, until another is.
func TestVersions(t *testing.T) {
	e := entered(t, Released)
	if e.Shown != 1 || e.Waits() || e.PublicOn != calendar.MustDay("2017-07-01") || e.Secrecy != "钱" {
		t.Errorf("released: %+v", e)
	}
	if _, _, err := Release(e, "钱", "wang", at); !errors.Is(err, ErrShown) {
		t.Errorf("released without a change: %v", err)
	}
	if _, _, err := Amend(e, e.Values, "理由", "li", at); !errors.Is(err, ErrSame) {
		t.Errorf("amended without a change: %v", err)
	}
	if _, _, err := Amend(e, press("改"), " ", "li", at); !errors.Is(err, ErrWhy) {
		t.Errorf("what the public has read is changed without a reason: %v", err)
	}
	amended, _, err := Amend(e, press("改"), "题目有误", "li", at)
	if err != nil || amended.Version != 2 || amended.Shown != 1 || !amended.Waits() || amended.Why != "题目有误" || amended.Title() != "改" {
		t.Errorf("amended: %+v, %v", amended, err)
	}
	if e.Title() != "主题" {
		t.Error("the act changed what it was given")
	}
	later := at.AddDate(1, 0, 0)
	again, _, err := Release(amended, "孙", "wang", later)
	if err != nil || again.Shown != 2 || again.PublicOn != e.PublicOn || again.ReleasedAt != later || again.Secrecy != "孙" {
		t.Errorf("released again: %+v, %v", again, err)
	}
	for _, c := range []string{"", " ", "两\n行"} {
		if _, _, err := Release(amended, c, "wang", at); err == nil {
			t.Errorf("released without a secrecy review: %q", c)
		}
	}
	if again.Taken != nil {
		t.Error("before the public, and taken back")
	}
	back, _, err := Retract(again, "有误", "wang", at)
	if back.Taken == nil || back.Taken.Why != "有误" || back.Taken.On != calendar.On(at) {
		t.Errorf("taken back: %+v", back.Taken)
	}
	if anew, _, err := Release(back, "李审查", "wang", at); err != nil || anew.Taken != nil {
		t.Errorf("released once more: %+v, %v", anew.Taken, err)
	}
	if err != nil || back.Shown != 0 || back.PublicOn != calendar.NoDay || !back.ReleasedAt.IsZero() || back.Version != 2 {
		t.Errorf("retracted: %+v, %v", back, err)
	}
	for name, err := range map[string]error{
		"retracted without a reason": func() error { _, _, err := Retract(again, "", "wang", at); return err }(),
		"struck without a reason":    func() error { _, _, err := Strike(back, "　", "wang", at); return err }(),
	} {
		if !errors.Is(err, ErrWhy) {
			t.Errorf("%s: %v", name, err)
		}
	}
	staff, _, err := Enter(staffing, ID(2017, 1), "FGW", Values{Row: Row{"year": "2016", "bodies": "1", "full_time": "1", "part_time": "2", "budget": "0.5"}}, "li", at)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Release(staff, "钱", "wang", at); !errors.Is(err, ErrInternal) || staff.Allows(journal.LedgerRelease) {
		t.Errorf("an internal book is released: %v", err)
	}
	typed, _, err := Enter(conference, ID(2017, 2), "FGW", press("打字"), "li", at)
	if err != nil || typed.Allows(journal.LedgerImportUndo) {
		t.Errorf("what was typed came with no import: %v", err)
	}
	if _, _, err := UndoImport(typed, "li", at); !errors.Is(err, ErrState) {
		t.Errorf("what was typed is undone with an import: %v", err)
	}
}

func TestNumbers(t *testing.T) {
	for _, b := range Books {
		e := Entry{Book: b.Code, ID: ID(2017, 123)}
		code, id, ok := ParseThing(e.Thing())
		if !ok || code != b.Code || id != e.ID || e.Number() != "2017-000123" {
			t.Errorf("%s is read as %s %d", e.Thing(), code, id)
		}
	}
	for _, s := range []string{"", "ledger/", "ledger/conference-2017-123", "ledger/novel-2017-000001", "ledger/conference-2017-000000", "conference-2017-000001", "ledger/conference-2017-0000001", "ledger/conference--000001"} {
		if _, _, ok := ParseThing(s); ok {
			t.Errorf("%q is taken for an entry", s)
		}
	}
}

// Nothing but the public fields reaches the public, row by row.
func TestPublicOf(t *testing.T) {
	for _, b := range Books {
		v := full(b)
		e := Entry{Book: b.Code, ID: 1, Values: v}
		shown := PublicOf(e).Values
		if b.Public && (b.Title(shown) != PublicOf(e).Title || b.Day(shown) != PublicOf(e).Day || b.Due(shown) != PublicOf(e).Due) {
			t.Errorf("%s: title, day or due day come from what is not public", b.Name)
		}
		for _, f := range b.Fields {
			public, there := f.Public, shown.Has(f.Name) || len(shown.List(f.Name)) > 0
			if there != public {
				t.Errorf("%s: %s is shown: %v", b.Name, f.Label, there)
			}
			for _, row := range shown.List(f.Name) {
				for _, c := range f.Fields {
					if row.Has(c.Name) != c.Public {
						t.Errorf("%s: %s of %s is shown: %v", b.Name, c.Label, f.Label, row.Has(c.Name))
					}
				}
			}
		}
	}
	for _, c := range []struct {
		book  *Book
		field string
	}{{conference, "follow_up"}, {matter, "judgement"}, {matter, "source"}, {meeting, "minutes"}, {meeting, "tasks"}, {training, "roster"}, {training, "result"},
		{readingPoint, "visits"}, {staffing, "budget"}} {
		if f, ok := c.book.Field(c.field); !ok || f.Public {
			t.Errorf("%s of %s is public", c.field, c.book.Name)
		}
	}
}

// full fills every field of a book with something.
func full(b *Book) Values {
	value := func(f Field) string {
		switch f.Type {
		case Choice:
			return f.Choices[0].Code
		case YesNo:
			return yes
		case Day:
			return "2017-06-01"
		case Number:
			return "2017"
		}
		return "1"
	}
	v := Values{Row: Row{}}
	for _, f := range b.Fields {
		if f.Type != Rows {
			v.Row[f.Name] = value(f)
			continue
		}
		row := Row{}
		for _, c := range f.Fields {
			row[c.Name] = value(c)
		}
		v.add(f.Name, row)
	}
	return v
}
