package office_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office/officetest"
	"gongkai/store"
	"gongkai/store/storetest"
)

// copies makes further drafts in the record just like one, with the ids that
// follow it.
func copies(t *testing.T, address string, id int64, n int) {
	t.Helper()
	const rest = `agency, publication, state, drafter, title, issued_on, content, attribute, ground, reason,
		reexamine_on, consultations, author, writers, cleared, signer, returned, publish_at, change, started_at, stamp`
	for _, text := range []string{
		`with recursive more (i) as (select 1 union all select i + 1 from more where i < $2)
			insert into draft (id, ` + rest + `) select id + i, ` + rest + ` from draft, more where id = $1`,
		`with recursive more (i) as (select 1 union all select i + 1 from more where i < $2)
			insert into consultation (draft, agency, due_on) select draft + i, agency, due_on from consultation, more where draft = $1`,
	} {
		record(t, address, text, id, n)
	}
}

// record writes into the record behind the acts' back.
func record(t *testing.T, address, text string, args ...any) {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(address, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text, args...); err != nil {
		t.Fatal(err)
	}
}

// However many cannot be published, the one behind them is.
func TestReleaseGoesPastThoseThatFail(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		signer, when := o.As(t, "signer-fgw"), o.Clock.Now().Add(time.Hour)
		last := o.ToSign(t, "FGW", "最后一件")
		if _, err := o.Schedule(t.Context(), signer, last.ID, 0, when.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		first := o.ToSign(t, "FGW", "发不出的")
		if _, err := o.Schedule(t.Context(), signer, first.ID, 0, when); err != nil {
			t.Fatal(err)
		}
		copies(t, o.Address, first.ID, 119)
		accept := storetest.Refuse(t, o.Address, "draft", "new.title = '发不出的'")
		o.Clock.Set(when.Add(time.Hour))
		n, err := o.Release(t.Context())
		if n != 1 || err == nil || strings.Count(err.Error(), "refused") != 120 {
			t.Errorf("released %d of one that can be, %v", n, err)
		}
		if p := o.Read(t, last.ID); p.Content.Title != "最后一件" {
			t.Errorf("public: %q", p.Content.Title)
		}
		accept()
		if n, err := o.Release(t.Context()); n != 120 || err != nil {
			t.Errorf("released later %d, %v; want 120", n, err)
		}
	})
}

func TestLapseGoesPastThoseThatFail(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		clerk := o.As(t, "clerk-fgw")
		d, err := o.Start(t.Context(), clerk, "FGW", o.Content("联合通知"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Consult(t.Context(), clerk, d.ID, 0, "JYJ"); err != nil {
			t.Fatal(err)
		}
		copies(t, o.Address, d.ID, 149)
		accept := storetest.Refuse(t, o.Address, "draft", "new.id < 121")
		o.Clock.Add(30 * 24 * time.Hour)
		if n, err := o.LapseAll(t.Context()); n != int(d.ID)+149-120 || err == nil {
			t.Errorf("%d lapsed, %v; want those that can", n, err)
		}
		accept()
		if n, err := o.LapseAll(t.Context()); n != 121-int(d.ID) || err != nil {
			t.Errorf("%d lapsed later, %v; want the others", n, err)
		}
	})
}

// A node that has not yet read the notice of another counts with it all the
// same when it adds one.
func TestNoticesOfTwoNodes(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		clerk := o.As(t, "clerk-fgw")
		d, err := o.Start(t.Context(), clerk, "FGW", o.Content("联合通知"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Consult(t.Context(), clerk, d.ID, 0, "JYJ"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			node      *officetest.Office
			published string
			off       string
			moved     int
		}{
			{officetest.Node(t, o.Address, o.Clock), "2017-06-01", "2017-07-05", 1},
			{o, "2017-06-02", "2017-12-27", 0},
		} {
			text := `{"year":2017,"days":[{"name":"停工","date":"` + c.off + `","isOffDay":true}]}`
			_, moved, err := c.node.AddNotice(t.Context(), account.Console, []byte(text), calendar.MustDay(c.published))
			if err != nil || moved != c.moved {
				t.Errorf("%s off: %d drafts moved, %v; want %d", c.off, moved, err, c.moved)
			}
			d, err := o.Store.Draft(t.Context(), d.ID)
			if err != nil || d.Consultations[0].DueOn != calendar.MustDay("2017-07-10") {
				t.Errorf("%s off: due %v, %v", c.off, d.Consultations, err)
			}
		}
	})
}

// A kept revision is not opened beside another one that is open.
func TestReexamineBesideAnotherRevision(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx, clerk, signer := t.Context(), o.As(t, "clerk-fgw"), o.As(t, "signer-fgw")
		edition, ok := regulation.EditionOn(o.Today())
		if !ok {
			t.Fatal("no edition in force")
		}
		p := o.Public(t, "FGW", "通知")
		kept, err := o.StartRevision(ctx, clerk, p.ID)
		for _, step := range []func() (publication.Draft, error){
			func() (publication.Draft, error) { return kept, err },
			func() (publication.Draft, error) {
				return o.Edit(ctx, clerk, kept.ID, 0, o.Content("新通知"), "更正")
			},
			func() (publication.Draft, error) {
				return o.Determine(ctx, clerk, kept.ID, 0, publication.Determination{Attribute: publication.Withheld,
					Ground: edition.Grounds[0].Code, Reason: "内部管理", ReexamineOn: o.Today() + 365})
			},
			func() (publication.Draft, error) { return o.Submit(ctx, clerk, kept.ID, 0) },
			func() (publication.Draft, error) { return o.Clear(ctx, o.As(t, "secrecy-fgw"), kept.ID, 0, "") },
			func() (publication.Draft, error) { return o.Withhold(ctx, signer, kept.ID, 0) },
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
		other, err := o.StartRevision(ctx, clerk, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Reexamine(ctx, signer, kept.ID, 0, true, calendar.NoDay, "事项已结束"); !errors.Is(err, store.ErrRevising) {
			t.Errorf("opened beside another revision: %v", err)
		}
		if _, err := o.Discard(ctx, clerk, other.ID, 0); err != nil {
			t.Fatal(err)
		}
		if d, err := o.Reexamine(ctx, signer, kept.ID, 0, true, calendar.NoDay, "事项已结束"); err != nil || d.State != publication.Drafting {
			t.Errorf("opened alone: %s, %v", d.State, err)
		}
	})
}
