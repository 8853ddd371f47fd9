package keep_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/keep"
	"gongkai/store"
	"gongkai/store/storetest"
)

var now = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// city is a founded record with an agency, and a way to publish in it.
type city struct {
	*office.Office
	folder store.Folder
	dir    string
	n      int
}

func found(t *testing.T, address string) *city {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	folder, err := store.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(t.Context(), storetest.Open(t, address), folder, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if err := o.FoundEmpty(t.Context(), account.Console, office.CityFile{Code: "city", Name: "某市"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.AddAgency(t.Context(), account.Console, agency.Agency{Code: "JYJ", Name: "某市教育局", Kind: agency.Department}); err != nil {
		t.Fatal(err)
	}
	return &city{Office: o, folder: folder, dir: dir}
}

func actor(login account.Login, role account.Role) account.Actor {
	return account.Actor{Login: login, Grants: []account.Grant{{Role: role, Agency: "JYJ"}}}
}

func (c *city) publish(ctx context.Context) (publication.Publication, error) {
	c.n++
	text := fmt.Sprintf("附件 %d", c.n)
	sum, size, err := c.Blobs.Put(ctx, strings.NewReader(text))
	if err != nil {
		return publication.Publication{}, err
	}
	clerk := actor("clerk", account.Clerk)
	d, err := c.Start(ctx, clerk, "JYJ", publication.Content{
		Title: fmt.Sprintf("第 %d 号通知", c.n), Number: fmt.Sprintf("某教发〔2026〕%d号", c.n), Category: "A01",
		IssuedOn: calendar.MustDay("2026-11-20"), Body: "<p>正文</p>", Channels: publication.Website,
		Attachments: []publication.Attachment{{Name: "附件.txt", Type: "text/plain", Size: size, SHA256: sum}},
	})
	if err == nil {
		d, err = c.Determine(ctx, clerk, d.ID, d.Stamp, publication.Determination{Attribute: publication.Proactive})
	}
	if err == nil {
		d, err = c.Submit(ctx, clerk, d.ID, d.Stamp)
	}
	if err == nil {
		d, err = c.Clear(ctx, actor("secrecy", account.SecrecyReviewer), d.ID, d.Stamp, "")
	}
	if err != nil {
		return publication.Publication{}, err
	}
	return c.Publish(ctx, actor("signer", account.Signer), d.ID, d.Stamp)
}

func (c *city) mustPublish(t *testing.T, n int) {
	t.Helper()
	for range n {
		if _, err := c.publish(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *city) verify(t *testing.T) keep.Finding {
	t.Helper()
	f, err := keep.Verify(t.Context(), c.Office, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func raw(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(address, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// A sound record has no difference; every kind of tampering is named.
func TestVerifyNamesEveryDifference(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		c := found(t, address)
		c.mustPublish(t, 4)
		if _, err := c.Withdraw(t.Context(), actor("signer", account.Signer), 2, "有误", ""); err != nil {
			t.Fatal(err)
		}
		if f := c.verify(t); len(f.Differences) != 0 || f.Publications != 4 || f.Files != 4 {
			t.Fatalf("a sound record: %+v", f)
		}
		db := raw(t, address)
		blob := func(t *testing.T) string {
			p, err := c.Store.Publication(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			sum := p.Content.Attachments[0].SHA256
			return filepath.Join(c.dir, sum[:2], sum)
		}
		for _, tamper := range []struct {
			name, thing, harm, mend string
			file                    func(path string) error
		}{
			{name: "a tally", thing: "JYJ A01 2026", harm: `update tally set n = n + 1`, mend: `update tally set n = n - 1`},
			{name: "a channel's tally", thing: "JYJ A01 2026", harm: `update tally set website = 0`, mend: `update tally set website = n`},
			{name: "a journal entry gone", thing: "journal", harm: `update journal set number = number + 1000 where number = 5`,
				mend: `update journal set number = 5 where number = 1005`},
			{name: "the counter", thing: "journal", harm: `update counter set value = value + 1 where name = 'journal'`,
				mend: `update counter set value = value - 1 where name = 'journal'`},
			{name: "a number key", thing: "JYJ/2026-000001", harm: `update publication set number_key = 'x' where id = 1`,
				mend: `update publication set number_key = '2026|1|某教发' where id = 1`},
			{name: "no entry behind a publication", thing: "JYJ/2026-000003", harm: `update journal set act = 'draft.edit' where thing = 'publication/3'`,
				mend: `update journal set act = 'publication.publish' where thing = 'publication/3'`},
			{name: "a file changed", thing: "file/", file: func(p string) error { return os.WriteFile(p, []byte("anders"), 0o600) }},
			{name: "a file gone", thing: "file/", file: os.Remove},
		} {
			t.Run(tamper.name, func(t *testing.T) {
				if tamper.file != nil {
					path := blob(t)
					good, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					defer os.WriteFile(path, good, 0o600)
					if err := tamper.file(path); err != nil {
						t.Fatal(err)
					}
				} else {
					if _, err := db.Exec(tamper.harm); err != nil {
						t.Fatal(err)
					}
					defer func() {
						if _, err := db.Exec(tamper.mend); err != nil {
							t.Fatal(err)
						}
					}()
				}
				f := c.verify(t)
				if len(f.Differences) == 0 || !strings.HasPrefix(f.Differences[0].Thing, tamper.thing) {
					t.Errorf("differences %+v, want one of %s", f.Differences, tamper.thing)
				}
			})
		}
		if f := c.verify(t); len(f.Differences) != 0 {
			t.Errorf("after mending: %+v", f.Differences)
		}
	})
}

// A backup under load restores to exactly the act it names: every act up to it
// and none after.
func TestBackupUnderLoad(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		c := found(t, address)
		c.mustPublish(t, 5)
		ctx, stop := context.WithCancel(t.Context())
		var load sync.WaitGroup
		load.Go(func() {
			for ctx.Err() == nil {
				if _, err := c.publish(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
		time.Sleep(100 * time.Millisecond)
		to := filepath.Join(t.TempDir(), "city.tar")
		m, err := keep.Backup(t.Context(), c.Office, to, nil)
		time.Sleep(50 * time.Millisecond)
		stop()
		load.Wait()
		if err != nil {
			t.Fatal(err)
		}
		end, err := c.Store.JournalEnd(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if m.Journal < 25 || m.Journal >= end {
			t.Fatalf("restores to %d; the record went on to %d", m.Journal, end)
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
		o, err := office.New(t.Context(), storetest.Open(t, place), folder, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		f, err := keep.Verify(t.Context(), o, nil)
		if err != nil {
			t.Fatal(err)
		}
		if f.Journal != m.Journal || len(f.Differences) != 0 {
			t.Errorf("restored %+v, want the journal up to %d", f, m.Journal)
		}
		want, err := c.Store.JournalAfter(t.Context(), m.Journal-1, 1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := o.Store.JournalAfter(t.Context(), m.Journal-1, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0] != want[0] {
			t.Errorf("last act restored %+v, want %+v", got, want)
		}
		if _, err := keep.Restore(t.Context(), to, place, folder, nil); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("restored over a record: %v", err)
		}
	})
}

// A backup cut short anywhere, or with one byte changed, restores nothing.
func TestRestoreRefusesDamage(t *testing.T) {
	c := found(t, storetest.SQLite(t))
	c.mustPublish(t, 2)
	whole := filepath.Join(t.TempDir(), "city.tar")
	if _, err := keep.Backup(t.Context(), c.Office, whole, nil); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(good)
	flipped[len(good)/2] ^= 1
	cases := map[string][]byte{
		"empty": {}, "cut in the manifest": good[:600], "cut in the database": good[:len(good)/2],
		"cut before its last member": good[:len(good)-2560], "one bit changed": flipped, "not a backup": []byte("hello, world"),
	}
	for name, b := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			from := filepath.Join(dir, "bad.tar")
			if err := os.WriteFile(from, b, 0o600); err != nil {
				t.Fatal(err)
			}
			folder, err := store.OpenFolder(filepath.Join(dir, "data", "files"))
			if err != nil {
				t.Fatal(err)
			}
			place := filepath.Join(dir, "data", "gongkai.db")
			if _, err := keep.Restore(t.Context(), from, place, folder, nil); !errors.Is(err, keep.ErrBackup) {
				t.Errorf("error %v, want ErrBackup", err)
			}
			if _, err := os.Stat(place); err == nil {
				t.Error("a record was left behind")
			}
			if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
				if list, _ := os.ReadDir(path); e.IsDir() && len(list) == 0 {
					t.Errorf("an empty folder was left behind: %s", path)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// What another database left beside the place is not written into the
// restored one.
func TestRestoreRefusesALeftOverLog(t *testing.T) {
	c := found(t, storetest.SQLite(t))
	whole := filepath.Join(t.TempDir(), "city.tar")
	if _, err := keep.Backup(t.Context(), c.Office, whole, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		beside string
		want   error
	}{{"", store.ErrNotEmpty}, {"-wal", store.ErrNotEmpty}, {"-shm", store.ErrNotEmpty}, {"-journal", store.ErrNotEmpty}, {".txt", nil}} {
		t.Run(c.beside, func(t *testing.T) {
			place := filepath.Join(t.TempDir(), "gongkai.db")
			if err := os.WriteFile(place+c.beside, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			folder, err := store.OpenFolder(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := keep.Restore(t.Context(), whole, place, folder, nil); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

// A restore that fails takes away what it made, and nothing else.
func TestRestoreLeavesAloneWhatWasThere(t *testing.T) {
	for _, before := range []string{"data", "data/files", "data/files/new", "data/files/ab"} {
		t.Run(before, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, before), 0o750); err != nil {
				t.Fatal(err)
			}
			folder, err := store.OpenFolder(filepath.Join(dir, "data", "files"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := keep.Restore(t.Context(), filepath.Join(dir, "none.tar"), filepath.Join(dir, "data", "gongkai.db"), folder, nil); err == nil {
				t.Fatal("restored from nothing")
			}
			var left []string
			if err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
				left = append(left, path)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if last := left[len(left)-1]; last != filepath.Join(dir, before) || len(left) != len(strings.Split(before, "/"))+1 {
				t.Errorf("left: %v", left)
			}
		})
	}
}
