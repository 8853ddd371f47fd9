package store_test

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/store/storetest"
)

// changing is a record in which some were revised and some withdrawn, with
// what happened to each and when the record of it changed.
type changing struct {
	all     []publication.Publication
	changed map[int64]time.Time
}

func churn(t *testing.T, s *store.Store) changing {
	c := changing{changed: map[int64]time.Time{}}
	seeds := rapid.SliceOfN(rapid.Custom(someSeed), 60, 60)
	imported := noon(2030, 1, 1)
	for i, code := range agencies {
		list, err := importAll(t.Context(), s, code, seeds.Example(i), nil)
		if err != nil {
			t.Fatal(err)
		}
		for j, p := range list {
			c.changed[p.ID] = imported
			at := noon(2031, 1, 1).Add(time.Duration(100*i+j%7) * time.Hour)
			switch {
			case j%5 == 0:
				gone, e, err := publication.Withdraw(p, "有误", "", "console", at)
				if err != nil {
					t.Fatal(err)
				}
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, p, gone, e) })
				p, c.changed[p.ID] = gone, at
			case j%6 == 0:
				act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
					id, err := tx.NextDraft(ctx)
					if err != nil {
						return err
					}
					d := seed{Agency: code, At: p.PublishedAt, Category: p.Content.Category, Normative: p.Content.Normative}.signed(id)
					d.Publication, d.Change = p.ID, "更正"
					d, next, e, err := publication.Publish(d, &p, publication.Screening{Of: d.Fingerprint()}, 0, "", "wang", at)
					if err != nil {
						return err
					}
					defer func() { p = next }()
					return tx.Publish(ctx, d, &p, next, e)
				})
				c.changed[p.ID] = at
			}
			c.all = append(c.all, p)
		}
	}
	return c
}

func happened(p publication.Publication) time.Time {
	if !p.WithdrawnAt.IsZero() {
		return p.WithdrawnAt
	}
	return p.VersionAt
}

// A feed walked back to its beginning tells of everything once, at the last
// that happened to it, and nothing of what was withdrawn but that it is.
func TestFeedIsWhatOneFindsByLooking(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := churn(t, s)
		for _, sel := range []store.Selection{{}, {Agency: agencies[0]}, {Categories: []string{"notice"}}, {Categories: []string{"notice", "budget", "people"}}, {Normative: true}} {
			var want []string
			list := slices.Clone(c.all)
			slices.SortFunc(list, func(a, b publication.Publication) int {
				return cmp.Or(happened(b).Compare(happened(a)), cmp.Compare(b.ID, a.ID))
			})
			for _, p := range list {
				if (sel.Agency == "" || p.Agency == sel.Agency) && (!sel.Normative || p.Content.Normative) &&
					(sel.Categories == nil || slices.Contains(sel.Categories, p.Content.Category)) {
					want = append(want, p.Index)
				}
			}
			for _, size := range []int{3, 50, 1000} {
				var got []string
				for at := (store.Cursor{}); ; {
					page, err := s.Feed(t.Context(), sel, at, size)
					if err != nil {
						t.Fatal(err)
					}
					for _, h := range page {
						got = append(got, h.Index)
						if h.Gone() && (h.Content.Title != "" || h.Content.Body != "" || h.WithdrawnReason != "有误") {
							t.Errorf("%s is withdrawn and tells %+v", h.Index, h.Content)
						}
						if !h.Gone() && (h.Content.Title == "" || h.Content.Body == "") {
							t.Errorf("%s tells %+v", h.Index, h.Content)
						}
					}
					if len(page) < size {
						break
					}
					at = page[len(page)-1].Cursor()
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%+v in pages of %d: %d entries, want %d:\n%v\n%v", sel, size, len(got), len(want), got, want)
				}
			}
		}
	})
}

// Who asks for what changed since then, again and again, gets all of it: what
// was imported with an old day too.
func TestChangesIsWhatOneFindsByLooking(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := churn(t, s)
		slices.SortFunc(c.all, func(a, b publication.Publication) int {
			return cmp.Or(c.changed[a.ID].Compare(c.changed[b.ID]), cmp.Compare(a.ID, b.ID))
		})
		for _, in := range []agency.Code{"", agencies[1]} {
			for _, span := range [][2]time.Time{{}, {noon(2030, 6, 1)}, {noon(2031, 1, 1), noon(2031, 1, 3)}, {{}, noon(2029, 1, 1)}} {
				var want, got []string
				for _, p := range c.all {
					at := c.changed[p.ID]
					if (in == "" || p.Agency == in) && !at.Before(span[0]) && (span[1].IsZero() || at.Before(span[1])) {
						want = append(want, p.Index)
					}
				}
				for at := (store.Cursor{}); ; {
					page, err := s.Changes(t.Context(), in, span[0], span[1], at, 7)
					if err != nil {
						t.Fatal(err)
					}
					for _, h := range page {
						got = append(got, h.Index)
					}
					if len(page) < 7 {
						break
					}
					at = page[len(page)-1].Changed()
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q %v: %d changes, want %d", in, span, len(got), len(want))
				}
			}
		}
		first, err := s.FirstChange(t.Context())
		if err != nil || !first.Equal(noon(2030, 1, 1)) {
			t.Errorf("first change: %v %v", first, err)
		}
		last, err := s.LastChange(t.Context(), agencies[2])
		if want := noon(2031, 1, 1).Add(206 * time.Hour); err != nil || !last.Equal(want) {
			t.Errorf("last change: %v, want %v: %v", last, want, err)
		}
		recent, err := s.LastChanges(t.Context(), 10)
		if err != nil || len(recent) != 10 {
			t.Errorf("last changes: %d %v", len(recent), err)
		}
	})
}

// The catalogue read in pieces, and the parts of a sitemap, hold what is public
// and nothing else.
func TestCatalogueAndAddresses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := churn(t, s)
		slices.SortFunc(c.all, func(a, b publication.Publication) int {
			return cmp.Or(a.PublishedAt.Compare(b.PublishedAt), cmp.Compare(a.ID, b.ID))
		})
		years := map[int]bool{0: true}
		for _, p := range c.all {
			years[p.PublishedOn().Year()] = true
		}
		for year := range years {
			var want, got []string
			of := map[agency.Code][]string{}
			for _, p := range c.all {
				if p.WithdrawnAt.IsZero() && (year == 0 || p.PublishedOn().Year() == year) {
					want = append(want, p.Index)
					of[p.Agency] = append(of[p.Agency], p.Index)
				}
			}
			for at := (store.Cursor{}); ; {
				rows, err := s.Catalogue(t.Context(), year, at, 11)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range rows {
					got = append(got, row.Index)
				}
				if len(rows) < 11 {
					break
				}
				if at, err = s.PlaceOf(t.Context(), rows[10].Index); err != nil || at != rows[10].Cursor(false) {
					t.Fatalf("place of %s: %v %v", rows[10].Index, at, err)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("catalogue of %d: %d records, want %d", year, len(got), len(want))
			}
			if year == 0 {
				continue
			}
			for _, code := range agencies {
				for _, part := range [][2]int{{0, 1000}, {0, 2}, {2, 3}, {5, 1000}, {1000, 10}} {
					var got []string
					err := s.Addresses(t.Context(), code, year, part[0], part[1], func(list []store.Address) error {
						for _, a := range list {
							got = append(got, a.Index)
						}
						return nil
					})
					all := of[code]
					want := all[min(part[0], len(all)):min(part[0]+part[1], len(all))]
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("%s %d, %v: %v, want %v: %v", code, year, part, got, want, err)
					}
				}
			}
		}
		if _, err := s.PlaceOf(t.Context(), "NONE/2017-000001"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("place of nothing: %v", err)
		}
	})
}

// Nothing here reads the whole table or sorts it.
func TestHarvestReadsAnIndexOnSQLite(t *testing.T) {
	address := storetest.SQLite(t)
	s := storetest.Open(t, address)
	ctx := t.Context()
	for _, at := range []store.Cursor{{}, {At: 1, ID: 1}} {
		for _, sel := range []store.Selection{{}, {Agency: "FGW"}, {Categories: []string{"a"}}, {Categories: []string{"a", "b"}}, {Normative: true}} {
			if _, err := s.Feed(ctx, sel, at, 50); err != nil {
				t.Fatal(err)
			}
		}
		for _, in := range []agency.Code{"", "FGW"} {
			if _, err := s.Changes(ctx, in, noon(2017, 1, 1), noon(2018, 1, 1), at, 50); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Catalogue(ctx, 2017, at, 50); err != nil {
			t.Fatal(err)
		}
	}
	for _, skip := range []int{0, 5} {
		if err := s.Addresses(ctx, "FGW", 2017, skip, 50, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, read := range []func() error{
		func() error { _, err := s.FirstChange(ctx); return err },
		func() error { _, err := s.LastChange(ctx, "FGW"); return err },
		func() error { _, err := s.LastChanges(ctx, 10); return err },
		func() error { _, err := s.OldAddresses(ctx, []string{"a"}); return err },
		func() error { _, err := s.OldAddressTargets(ctx, []string{"a"}); return err },
		func() error { _, err := s.OldAddressesOfRun(ctx, 1, "", 10); return err },
		func() error { _, err := s.PublicationFromAny(ctx, []string{"a"}); return err },
		func() error { _, err := s.IndexNumbers(ctx, []string{"a"}); return err },
	} {
		if err := read(); err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	checked := 0
	for _, text := range store.PreparedTexts(s) {
		if !strings.Contains(text, "from publication") && !strings.Contains(text, "old_address") {
			continue
		}
		checked++
		var args []any
		for n := 1; strings.Contains(text, fmt.Sprintf("$%d", n)); n++ {
			args = append(args, n)
		}
		rows, err := db.Query("explain query plan "+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if (strings.Contains(detail, "publication") || strings.Contains(detail, "old_address")) && !strings.Contains(detail, "INDEX") {
				t.Errorf("%s\nreads the table: %s", text, detail)
			}
			if strings.Contains(detail, "TEMP B-TREE") && strings.Contains(strings.Join(plan, " "), "publication") && !strings.Contains(text, "union all") {
				t.Errorf("%s\nsorts what it reads: %v", text, plan)
			}
			if strings.Contains(text, "union all") && strings.Contains(detail, "TEMP B-TREE") && strings.Contains(plan[len(plan)-1], "USING") && strings.Contains(plan[len(plan)-1], "publication") {
				t.Errorf("%s\nsorts what it reads: %v", text, plan)
			}
			plan = append(plan, detail)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(plan, "\n"); strings.Contains(text, "union all") && (!strings.Contains(all, "_revised") || !strings.Contains(all, "_withdrawn")) {
			t.Errorf("%s\nreads more than was revised or withdrawn:\n%s", text, all)
		}
	}
	if checked < 20 {
		t.Errorf("only %d texts looked at", checked)
	}
}

// An address is found in any of its spellings, and by the host asked for first.
func TestOldAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"http://WWW.Changchun.gov.cn/zwgk/1.html":      "www.changchun.gov.cn/zwgk/1.html",
		"https://www.changchun.gov.cn:8443/a?id=1#top": "www.changchun.gov.cn/a?id=1",
		"www.changchun.gov.cn/a":                       "www.changchun.gov.cn/a",
		" /zwgk/1.html ":                               "/zwgk/1.html",
		"http://a.cn/信息/1":                             "a.cn/%E4%BF%A1%E6%81%AF/1",
		"http://a.cn/%e4%bf%a1%e6%81%af/1":             "a.cn/%E4%BF%A1%E6%81%AF/1",
		"http://a.cn/?id=7":                            "a.cn/?id=7",
		"http://a.cn/":                                 "",
		"http://a.cn":                                  "",
		"ftp://a.cn/x":                                 "",
		"javascript:alert(1)":                          "",
		"mailto:a@b.cn":                                "",
		"http://u:p@a.cn/x":                            "",
		"不是网址":                                         "",
		"":                                             "",
		"http://a.cn/%zz":                              "",
	} {
		if got := store.OldAddressKey(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		at := noon(2017, 7, 1)
		var list []store.OldAddress
		for i := range 120 {
			list = append(list, store.OldAddress{Address: fmt.Sprintf("a.cn/%03d", i), Target: "/item/FGW/2017-000001", Run: 3})
		}
		list = append(list, store.OldAddress{Address: "a.cn/x", Target: "/item/1", Run: 4}, store.OldAddress{Address: "a.cn/x?id=1", Target: "/item/2", Run: 4},
			store.OldAddress{Address: "/x", Target: "/item/3", Run: 4})
		e := entry(journal.RedirectImport, "import/3", "", at)
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SaveOldAddresses(ctx, list, e) })
		for _, c := range []struct {
			hosts             []string
			path, query, want string
		}{
			{[]string{"b.cn", "A.cn"}, "/x", "", "/item/1"},
			{[]string{"a.cn"}, "/x", "id=1", "/item/2"},
			{[]string{"a.cn"}, "/x", "id=2", "/item/1"},
			{[]string{"b.cn"}, "/x", "id=2", "/item/3"},
			{[]string{"a.cn"}, "/119", "", "/item/FGW/2017-000001"},
			{[]string{"a.cn"}, "/120", "", ""},
		} {
			got, err := s.OldAddressOf(ctx, c.hosts, c.path, c.query)
			if got.Target != c.want || (err == nil) != (c.want != "") {
				t.Errorf("%+v: %+v %v", c, got, err)
			}
		}
		err := s.Act(ctx, account.Console, at, func(tx *store.Tx) error { return tx.SaveOldAddresses(ctx, list[:1], e) })
		if !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("twice: %v", err)
		}
		targets, err := s.OldAddressTargets(ctx, []string{"/item/2", "/item/9"})
		if err != nil || len(targets) != 1 || targets["/item/2"].Address != "a.cn/x?id=1" {
			t.Errorf("targets: %v %v", targets, err)
		}
		some, err := s.OldAddressesOfRun(ctx, 3, "a.cn/100", 5)
		if err != nil || len(some) != 5 || some[0].Address != "a.cn/101" {
			t.Errorf("of the run: %v %v", some, err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
			return tx.UndoOldAddresses(ctx, store.Run{ID: 3, UndoneAt: at}, entry(journal.RedirectUndo, "import/3", "", at))
		})
		if some, err := s.OldAddressesOfRun(ctx, 3, "", 5); err != nil || len(some) != 0 {
			t.Errorf("after the undo: %v %v", some, err)
		}
		if _, err := s.OldAddressOf(ctx, []string{"a.cn"}, "/x", ""); err != nil {
			t.Errorf("of another run: %v", err)
		}
	})
}
