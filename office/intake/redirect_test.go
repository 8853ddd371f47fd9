package intake_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
)

func redirects(t testing.TB, content string) intake.RedirectJob {
	t.Helper()
	path := filepath.Join(t.TempDir(), "旧网址.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return intake.RedirectJob{File: path}
}

// catalogued is a record of three items, two of them with one number.
func catalogued(t *testing.T, o *office.Office) []publication.Publication {
	t.Helper()
	_, list := in(t, o, file(t, "a.csv", []byte("名称,发布日期,文号\n甲,2017-01-02,长府发〔2017〕1号\n乙,2017-01-03,长府发〔2017〕2号\n丙,2017-01-04,长府发〔2017〕2号\n")))
	if len(list) != 3 {
		t.Fatalf("%d items", len(list))
	}
	return list
}

// Every row comes in, is there already, or is refused with its reason: what has
// no target, leads elsewhere, or would make a chain or a loop.
func TestImportRedirects(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		items := catalogued(t, o)
		index := items[0].Index
		err := o.Store.Act(ctx, account.Console, now, func(tx *store.Tx) error {
			e := journal.Entry{At: now, Act: journal.CitySet, Thing: "city", Actor: "console"}
			return tx.SaveCity(ctx, map[string]string{"address": "https://www.new.gov.cn", "hosts": "www.old.gov.cn"}, nil, nil, e)
		})
		if err != nil {
			t.Fatal(err)
		}
		rows := []struct {
			old, target, leads string
			refused            error
		}{
			{"http://www.old.gov.cn/1.html", index, "/item/" + index, nil},
			{"https://WWW.old.gov.cn/2.html?id=1", "长府发[2017]1号", "/item/" + index, nil},
			{"/3.html", "https://www.new.gov.cn/item/" + index, "/item/" + index, nil},
			{"/4.html", "/agency/JYJ", "/agency/JYJ", nil},
			{"/5.html", "/topics?x=1#a", "/topics?x=1#a", nil},
			{"www.third.gov.cn/6.html", strings.ToLower(index), "/item/" + index, nil},
			{"/7.html", "长府发〔2017〕2号", "", intake.ErrTargetMany},
			{"/8.html", "长府发〔2016〕9号", "", intake.ErrTargetNone},
			{"/9.html", "ZFBGT/1999-000001", "", intake.ErrTargetNone},
			{"/10.html", "/agency/XX", "", intake.ErrTargetNone},
			{"/11.html", "https://evil.example/x", "", intake.ErrElsewhere},
			{"/12.html", "//evil.example/x", "", intake.ErrElsewhere},
			{"/13.html", `/\evil.example`, "", intake.ErrElsewhere},
			{"/14.html", "", "", intake.ErrTarget},
			{"不是网址", index, "", intake.ErrOldAddress},
			{"javascript:alert(1)", index, "", intake.ErrOldAddress},
			{"/15.html", "/15.html", "", intake.ErrChain},                         // a loop
			{"/16.html", "/3.html", "", intake.ErrChain},                          // to an old one
			{"http://www.old.gov.cn/17.html", "/1.html", "", intake.ErrChain},     // to an old one of an old host
			{"http://www.new.gov.cn/agency/JYJ", index, "", intake.ErrChain},      // from where another leads
			{"http://www.fourth.gov.cn/agency/JYJ", index, "/item/" + index, nil}, // not here
			{"/3.html", "/topics", "", intake.ErrOldTaken},
			{"/4.html", "/agency/JYJ", "again", nil},
		}
		var b strings.Builder
		b.WriteString("旧网址,新网址,索引号,文号\n")
		want := intake.Balance{}
		for i, r := range rows {
			cells := []string{r.old, "", "", ""}
			cells[1+i%3] = r.target // any column does
			fmt.Fprintf(&b, "%s\n", strings.Join(cells, ","))
			switch {
			case r.refused != nil:
				want.RefusedCount++
			case r.leads == "again":
				want.Already++
			default:
				want.Imported++
			}
		}
		job := redirects(t, b.String())
		shown, more, err := intake.PreviewRedirects(ctx, o, job, 1000)
		if err != nil || more || len(shown) != len(rows) {
			t.Fatalf("preview: %d rows, %v %v", len(shown), more, err)
		}
		run, err := intake.ImportRedirects(ctx, o, account.Console, job, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := intake.BalanceOf(ctx, o.Store, run)
		if err != nil || got.Imported != want.Imported || got.Already != want.Already || got.RefusedCount != want.RefusedCount || got.Read != int64(len(rows)) {
			t.Errorf("balance: %+v, want %+v: %v", got, want, err)
		}
		for i, r := range rows {
			if i := slices.IndexFunc(got.Refused, func(f intake.Refused) bool { return f.Row == int64(i+2) }); (i >= 0) != (r.refused != nil) || i >= 0 && got.Refused[i].Reason != r.refused.Error() {
				t.Errorf("%s, %s: refused %v, want %v", r.old, r.target, i >= 0, r.refused)
			}
			if (shown[i].Refused != nil) != (r.refused != nil) {
				t.Errorf("%s, %s: the preview says %+v", r.old, r.target, shown[i])
			}
			if strings.HasPrefix(r.leads, "/") {
				key := store.OldAddressKey(r.old)
				found, err := o.Store.OldAddresses(ctx, []string{key})
				if err != nil || found[key].Target != r.leads {
					t.Errorf("%s leads to %q: %v", r.old, found[key].Target, err)
				}
			}
		}
		audit(t, o)

		again, err := intake.ImportRedirects(ctx, o, account.Console, job, nil)
		if err != nil || again.Imported != 0 || again.Already != want.Imported+want.Already {
			t.Errorf("again: %+v %v", again, err)
		}
		later, err := intake.ImportRedirects(ctx, o, account.Console, redirects(t, "旧网址,新网址\n/20.html,/4.html\n/topics?x=1#a,/agencies\n/21.html,/agencies\n"), nil)
		if err != nil || later.Imported != 2 || later.Refused != 1 {
			t.Errorf("a chain with what is there: %+v %v", later, err)
		}
		if _, err := intake.Undo(ctx, o, account.Console, run.ID, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Store.OldAddressOf(ctx, []string{"www.old.gov.cn"}, "/1.html", ""); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("after the undo: %v", err)
		}
		if _, err := o.Store.OldAddressOf(ctx, nil, "/21.html", ""); err != nil {
			t.Errorf("of another import: %v", err)
		}
		if _, err := intake.UndoRedirects(ctx, o, account.Console, run.ID); !errors.Is(err, intake.ErrUndone) {
			t.Errorf("twice undone: %v", err)
		}
	})
}

func TestImportManyRedirects(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		index := catalogued(t, o)[0].Index
		var b strings.Builder
		b.WriteString("old,index\n")
		for i := range 2500 {
			fmt.Fprintf(&b, "http://a.cn/%d.html,%s\n", i, index)
		}
		run, err := intake.ImportRedirects(ctx, o, account.Console, redirects(t, b.String()), nil)
		if err != nil || run.Imported != 2500 || run.FinishedAt.IsZero() {
			t.Fatalf("%+v %v", run, err)
		}
		audit(t, o)
	})
}

func TestRedirectsRefused(t *testing.T) {
	each(t, func(t *testing.T, o *office.Office) {
		head := account.Actor{Login: "head", Grants: []account.Grant{{Role: account.Head, Agency: "ZFBGT"}}}
		if _, err := intake.ImportRedirects(ctx, o, head, redirects(t, "旧网址,新网址\n/a,/b\n"), nil); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("by a head: %v", err)
		}
		if _, err := intake.UndoRedirects(ctx, o, head, 1); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("undone by a head: %v", err)
		}
		for content, want := range map[string]error{"名称,新网址\n甲,/b\n": intake.ErrRedirectColumns, "旧网址\n/a\n": intake.ErrRedirectColumns, "": sheet.ErrEmpty} {
			if _, err := intake.ImportRedirects(ctx, o, account.Console, redirects(t, content), nil); !errors.Is(err, want) {
				t.Errorf("%q: %v", content, err)
			}
		}
		job := redirects(t, "旧网址,新网址\n/a,/b\n/c,/d\n")
		job.Most = 2
		if _, err := intake.ImportRedirects(ctx, o, account.Console, job, nil); !errors.Is(err, sheet.ErrTooManyRows) {
			t.Errorf("too many: %v", err)
		}
		if runs, err := o.Store.Runs(ctx, "", 10); err != nil || len(runs) != 0 {
			t.Errorf("runs were left: %v %v", runs, err)
		}
	})
}
