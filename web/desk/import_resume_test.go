package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/store"
	"gongkai/store/storetest"
	"gongkai/web/page"
)

// interrupted is an import of so many rows whose server left after its first
// batch, as when it is told to stop.
func (w *town) interrupted(rows int) store.Run {
	w.t.Helper()
	var b strings.Builder
	b.WriteString("标题,发布日期\n")
	for i := range rows {
		fmt.Fprintf(&b, "第 %d 号通知,2017-03-01\n", i)
	}
	sum, _, err := w.office.Blobs.Put(w.t.Context(), strings.NewReader(b.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	file, dir, err := w.desk.fetch(w.t.Context(), sum, "目录.csv")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { os.RemoveAll(dir) })
	ctx, leave := context.WithCancelCause(w.t.Context())
	run, err := intake.Import(ctx, w.office, w.actor("head.jyj"), intake.Job{Agency: "JYJ", File: file, Name: "目录.csv", Voucher: "李明"},
		func(done, _ int64) {
			if done > 0 {
				leave(office.ErrLeft)
			}
		})
	if err == nil || run.Position == 0 || run.Position >= int64(rows) {
		w.t.Fatalf("interrupted at %d of %d: %v", run.Position, rows, err)
	}
	return run
}

// A server stops or dies in the middle of an import. Another goes on with it by
// itself, and every row is there once.
func TestImportIsTakenUp(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		w := townAt(t, address)
		w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
		const rows = 9000
		run := w.interrupted(rows)
		head := w.as("head.jyj")
		shown := "/desk/import/" + number(run.ID)
		head.get("/desk/imports").says("等待自动接续")
		head.get(shown).says("自动接着导入", "不再接续", "做到第 "+page.Number(run.Position)+" 行")

		// Another server has it: everybody sees how far it is, and nobody else begins.
		from := w.now
		if ok, err := w.office.Store.Hold(t.Context(), store.Lease{Name: run.Thing(), Holder: "elsewhere", Since: from.Add(-2 * time.Second),
			Until: from.Add(time.Minute)}, from, false); err != nil || !ok {
			t.Fatal(ok, err)
		}
		head.get("/desk/imports").says("进行中")
		head.get(shown).says("正在导入", page.Number(run.Position)+" / 9,000 行（", "每秒 "+page.Number(run.Position/2)+" 行", "停下")
		if err := w.desk.ResumeImports(t.Context()); err != nil || w.desk.importing(run.Agency, run.SHA256) != nil {
			t.Fatalf("begun beside another server: %v", err)
		}
		head.post(shown + "/resume").says("正在导入")
		for w.desk.importing(run.Agency, run.SHA256) != nil {
			time.Sleep(10 * time.Millisecond)
		}
		if err := w.desk.imports.last(importKey{run.Agency, run.SHA256}).outcome(); !errors.Is(err, intake.ErrRunning) {
			t.Errorf("resumed beside another server: %v", err)
		}

		// It dies, and is not heard of for a minute.
		w.now = from.Add(61 * time.Second)
		if err := w.desk.ResumeImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		head.get(shown).settle().says("已完成")
		if got := head.sheet(); !strings.HasPrefix(got, "9,000 9,000 0 0 ") {
			t.Errorf("balance %q", got)
		}
		n, err := w.office.Store.Count(t.Context(), store.Selection{})
		if err != nil || n.N != rows {
			t.Errorf("%d publications, %v", n.N, err)
		}
		if list, err := w.office.Store.Leases(t.Context(), ""); err != nil || len(list) != 0 {
			t.Errorf("leases left: %+v, %v", list, err)
		}
	})
}

// What an official stopped stays stopped, also on another server; so does the
// import of somebody who left the city's service, and of a file that is gone.
func TestImportIsNotTakenUp(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *town, head *visitor, run store.Run)
	}{
		{"stopped while it waits", func(_ *town, head *visitor, run store.Run) {
			head.get("/desk/import/"+number(run.ID)).submit(`form[action$="/stop"]`, "").says("正在停下")
		}},
		{"stopped elsewhere, which dies before it hears", func(w *town, head *visitor, run store.Run) {
			if ok, err := w.office.Store.Hold(w.t.Context(), store.Lease{Name: run.Thing(), Holder: "elsewhere", Since: w.now, Until: w.now.Add(time.Minute)}, w.now, true); err != nil || !ok {
				w.t.Fatal(ok, err)
			}
			head.post("/desk/import/" + number(run.ID) + "/stop").says("正在停下")
			if err := w.office.Store.Renew(w.t.Context(), run.Thing(), "elsewhere", w.now.Add(time.Hour)); err != store.ErrChanged {
				w.t.Errorf("the other server hears %v", err)
			}
			w.now = w.now.Add(2 * time.Minute)
		}},
		{"its official left", func(w *town, _ *visitor, _ store.Run) {
			w.person("system", "某管理员", account.Grant{Role: account.SystemAdmin})
			if err := w.office.EndAccount(w.t.Context(), w.actor("system"), "head.jyj"); err != nil {
				w.t.Fatal(err)
			}
		}},
		{"its file is gone", func(w *town, _ *visitor, run store.Run) {
			if _, err := w.office.Blobs.Remove(w.t.Context(), run.SHA256, time.Now().Add(time.Hour)); err != nil {
				w.t.Fatal(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
			run := w.interrupted(9000)
			c.do(w, w.as("head.jyj"), run)
			if err := w.desk.ResumeImports(t.Context()); err != nil {
				t.Fatal(err)
			}
			if w.desk.importing(run.Agency, run.SHA256) != nil {
				t.Error("taken up")
			}
			if list, err := w.office.Store.Leases(t.Context(), ""); err != nil || len(list) != 0 {
				t.Errorf("leases left: %+v, %v", list, err)
			}
			if now, err := w.office.Store.Run(t.Context(), run.ID); err != nil || now.Position != run.Position {
				t.Errorf("%+v, %v", now, err)
			}
		})
	}
}

// A server stops or dies while it undoes an import. Another goes on, in the name
// of the official who undoes, unless they stop it or have left.
func TestUndoIsTakenUp(t *testing.T) {
	storetest.EachAddress(t, func(t *testing.T, address string) {
		w := townAt(t, address)
		for _, login := range []account.Login{"head.jyj", "second.jyj"} {
			w.person(login, "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
		}
		w.person("system", "某管理员", account.Grant{Role: account.SystemAdmin})
		run := w.interrupted(9000)
		w.now = w.now.Add(time.Second)
		if err := w.desk.ResumeImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		head := w.as("head.jyj")
		shown := "/desk/import/" + number(run.ID)
		head.get(shown).settle().says("已完成")
		public := func() int64 {
			t.Helper()
			n, err := w.office.Store.Count(t.Context(), store.Selection{})
			if err != nil {
				t.Fatal(err)
			}
			return n.N
		}
		// leave begins to undo in somebody's name and leaves after a batch.
		leave := func(by account.Login) {
			t.Helper()
			ctx, leave := context.WithCancelCause(t.Context())
			from := int64(-1)
			if _, err := intake.Undo(ctx, w.office, w.actor(by), run.ID, func(done, _ int64) {
				if from < 0 {
					from = done
				} else {
					leave(office.ErrLeft)
				}
			}); err == nil {
				t.Fatal("undone to the end")
			}
		}
		waits := func(want int) {
			t.Helper()
			if err := w.desk.ResumeImports(t.Context()); err != nil {
				t.Fatal(err)
			}
			if w.desk.importing(run.Agency, run.SHA256) != nil {
				t.Error("taken up")
			}
			if list, err := w.office.Store.Leases(t.Context(), ""); err != nil || len(list) != want {
				t.Errorf("leases %+v, %v; want %d", list, err, want)
			}
		}

		leave("head.jyj")
		if n := public(); n != 8000 {
			t.Fatalf("%d public after a batch", n)
		}
		head.get("/desk/imports").says("等待自动接续")
		head.get(shown).says("自动接着撤销").submit(`form[action$="/stop"]`, "").says("正在停下，已经撤下的不再恢复")
		waits(0) // stopped by the official

		leave("second.jyj")
		if err := w.office.EndAccount(t.Context(), w.actor("system"), "second.jyj"); err != nil {
			t.Fatal(err)
		}
		waits(0) // whoever undid it has left

		leave("head.jyj")
		left, err := w.office.Store.Leases(t.Context(), intake.UndoLease)
		if err != nil || len(left) != 1 {
			t.Fatal(left, err)
		}
		elsewhere := left[0]
		if elsewhere.Origin != 2000 { // two batches were undone before it began
			t.Errorf("began at %d", elsewhere.Origin)
		}
		elsewhere.Holder, elsewhere.Since, elsewhere.Until = "elsewhere", w.now.Add(-2*time.Second), w.now.Add(time.Minute)
		if ok, err := w.office.Store.Hold(t.Context(), elsewhere, w.now, true); err != nil || !ok {
			t.Fatal(ok, err)
		}
		head.get("/desk/imports").says("进行中")
		head.get(shown).says("正在撤销", "由另一台服务器在做", "已撤下 3,000 / 9,000 条（33%）", "每秒 500 条，大约还要 12 秒", "停下")
		waits(1) // another server is at work
		if _, err := intake.Undo(t.Context(), w.office, w.actor("head.jyj"), run.ID, nil); !errors.Is(err, intake.ErrUndoing) {
			t.Errorf("undone beside another server: %v", err)
		}

		w.now = w.now.Add(61 * time.Second) // it died
		if err := w.desk.ResumeImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		head.get(shown).settle().says("已撤销")
		if n := public(); n != 0 {
			t.Errorf("%d are public", n)
		}
		waits(0)
		by, err := w.office.Store.JournalOf(t.Context(), run.Thing())
		if err != nil || len(by) == 0 || by[len(by)-1].Actor != "head.jyj" {
			t.Errorf("undone in the name of %+v, %v", by, err)
		}
	})
}
