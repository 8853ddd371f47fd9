package keep_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/keep"
	"gongkai/store"
	"gongkai/store/storetest"
)

// ask files a request with a file at the counter, charges it and takes the
// money, so that there is a line of everything.
func (c *city) ask(t *testing.T) request.Request {
	t.Helper()
	sum, size, err := c.Blobs.Put(t.Context(), strings.NewReader("身份证明"))
	if err != nil {
		t.Fatal(err)
	}
	paper, _, err := c.Blobs.Put(t.Context(), strings.NewReader("缴费通知书"))
	if err != nil {
		t.Fatal(err)
	}
	clerk := actor("clerk", account.Clerk)
	r, _, err := c.File(t.Context(), clerk, request.Filing{
		Agency: "JYJ", Channel: regulation.Counter, Kind: request.Statutory, SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay,
		Applicant: request.Applicant{Kind: request.Natural, Name: "王某", Paper: "护照", PaperNumber: "E00000000", Phone: "000-00000000"},
		Asked:     request.Asked{Subject: "学区划分", Text: "2026年学区划分的依据", Form: "paper", Route: "counter"},
		Files:     []request.File{{Name: "证明.txt", Type: "text/plain", Size: size, Hash: sum, Of: "evidence", By: "clerk"}},
	})
	if err == nil {
		r, err = c.OnRequest(t.Context(), clerk, r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			f, err := request.Price(0, 40)
			if err != nil {
				return r, journal.Entry{}, err
			}
			return request.Charge(r, f, request.Letter{Title: "缴费通知书", PDF: paper}, h)
		})
	}
	if err == nil {
		r, err = c.OnRequest(t.Context(), clerk, r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Pay(r, "0001", calendar.On(h.At), h)
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerifyNamesEveryDifferenceOfRequests(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		c := found(t, address)
		r := c.ask(t)
		if f := c.verify(t); len(f.Differences) != 0 || f.Files != 2 {
			t.Fatalf("a sound record: %+v", f)
		}
		db := raw(t, address)
		for _, tamper := range []struct{ name, thing, harm, mend string }{
			{"an agency's tally", "request JYJ 2026", `update request_tally set n = n + 1 where agency = 'JYJ' and state = 'handling'`,
				`update request_tally set n = n - 1 where agency = 'JYJ' and state = 'handling'`},
			{"the city's tally", "request 全市 2026", `update request_tally set agency = 'X' where agency = '' and state = 'handling'`,
				`update request_tally set agency = '' where agency = 'X'`},
			{"the state", r.Thing(), `update request set state = 'paying'`, `update request set state = 'handling'`},
			{"the words", r.Thing(), `update request set words = 'x'`, "update request set words = '王某\n学区划分'"},
			{"the number's counter", "request/2026", `update counter set value = value + 1 where name = 'request/2026'`,
				`update counter set value = value - 1 where name = 'request/2026'`},
			{"a fee", r.Thing() + " #2", `update fee_line set yuan = 1 where kind = 'paid'`, `update fee_line set yuan = 100 where kind = 'paid'`},
			{"a fee gone", r.Thing() + " #1", `update fee_line set request = 5 where n = 1`, `update fee_line set request = 2026000001 where n = 1`},
		} {
			t.Run(tamper.name, func(t *testing.T) {
				if _, err := db.Exec(tamper.harm); err != nil {
					t.Fatal(err)
				}
				defer func() {
					if _, err := db.Exec(tamper.mend); err != nil {
						t.Fatal(err)
					}
				}()
				named := false
				f := c.verify(t)
				for _, d := range f.Differences {
					named = named || strings.HasPrefix(d.Thing, tamper.thing)
				}
				if !named {
					t.Errorf("differences %+v, want one of %s", f.Differences, tamper.thing)
				}
			})
		}
		if f := c.verify(t); len(f.Differences) != 0 {
			t.Errorf("after mending: %+v", f.Differences)
		}
		paper := r.Letters[0].PDF
		if err := os.Remove(filepath.Join(c.dir, paper[:2], paper)); err != nil {
			t.Fatal(err)
		}
		if f := c.verify(t); len(f.Differences) != 1 || f.Differences[0].Thing != "file/"+paper {
			t.Errorf("a letter gone: %+v", f.Differences)
		}
	})
}

func TestBackupHoldsRequests(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		c := found(t, address)
		want := c.ask(t)
		code, err := c.QueryCode(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "city.tar")
		if _, err := keep.Backup(t.Context(), c.Office, to, nil); err != nil {
			t.Fatal(err)
		}
		place := filepath.Join(t.TempDir(), "gongkai.db")
		if strings.HasPrefix(address, "postgres") {
			place = storetest.EmptyPostgres(t)
		}
		folder, err := store.OpenFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keep.Restore(t.Context(), to, place, folder, nil); err != nil {
			t.Fatal(err)
		}
		o, err := office.New(t.Context(), storetest.Open(t, place), folder, c.Now)
		if err != nil {
			t.Fatal(err)
		}
		got, err := o.Ask(t.Context(), want.ID.Number(), code)
		if err != nil || got.Stamp != want.Stamp || got.Fee == nil || got.Fee.Held() != want.Fee.Held() {
			t.Errorf("restored %+v, %v", got, err)
		}
		if f, err := keep.Verify(t.Context(), o, nil); err != nil || len(f.Differences) != 0 || f.Files != 2 {
			t.Errorf("restored: %+v, %v", f, err)
		}
	})
}
