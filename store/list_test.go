package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/store"
	"gongkai/store/storetest"
)

var (
	agencies   = []agency.Code{"FGW", "JYJ", "ZFBGT"}
	categories = []string{"budget", "notice", "people", "rules", "works"}
)

func someSeed(t *rapid.T) seed {
	// Few instants, so that many are the same, and close to where a year ends.
	at := time.Date(2017, 12, 31, 15, 59, 59, 0, time.UTC).
		AddDate(rapid.IntRange(-2, 1).Draw(t, "year"), 0, 0).
		Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "seconds")) * time.Second)
	return seed{
		Category: rapid.SampledFrom(categories).Draw(t, "category"), At: at,
		Channels:  someChannels(t),
		Normative: rapid.IntRange(0, 3).Draw(t, "normative") == 0,
	}
}

// someChannels is any set of channels, not empty.
func someChannels(t *rapid.T) publication.Channel {
	var set publication.Channel
	for _, row := range rapid.SliceOfNDistinct(rapid.SampledFrom(publication.Channels), 1, 6, func(r publication.ChannelRow) string { return r.Code }).Draw(t, "channels") {
		set |= row.Channel
	}
	return set
}

func someSelection(t *rapid.T) store.Selection {
	return store.Selection{
		Agency:     rapid.SampledFrom([]agency.Code{"", "", "FGW", "JYJ", "ZFBGT", "NONE"}).Draw(t, "agency"),
		Categories: rapid.SliceOfNDistinct(rapid.SampledFrom(append(categories, "none")), 0, 4, rapid.ID).Draw(t, "categories"),
		Year:       rapid.SampledFrom([]int{0, 0, 2015, 2016, 2017, 2018, 2019}).Draw(t, "year"),
		Channel:    rapid.SampledFrom([]publication.Channel{0, 0, publication.Website, publication.Gazette, publication.Social, publication.Weibo, publication.WeChat, publication.Other}).Draw(t, "channel"),
		Normative:  rapid.Bool().Draw(t, "normative"),
	}
}

func selected(s store.Selection, p publication.Publication) bool {
	return p.WithdrawnAt.IsZero() &&
		(s.Agency == "" || p.Agency == s.Agency) &&
		(len(s.Categories) == 0 || slices.Contains(s.Categories, p.Content.Category)) &&
		(s.Year == 0 || p.PublishedOn().Year() == s.Year) &&
		p.Content.Channels.Has(s.Channel) &&
		(!s.Normative || p.Content.Normative)
}

// Walking a list page by page, there and back, gives what one finds by looking
// at every publication, for every selection and every size of page.
func TestListIsWhatOneFindsByLooking(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seeds := rapid.SliceOfN(rapid.Custom(someSeed), 80, 80)
		var all []publication.Publication
		for i, code := range agencies {
			list, err := importAll(t.Context(), s, code, seeds.Example(i), nil)
			if err != nil {
				t.Fatal(err)
			}
			for j, p := range list {
				if j%10 == 0 {
					gone, e, err := publication.Withdraw(p, "有误", "", "console", p.PublishedAt)
					if err != nil {
						t.Fatal(err)
					}
					act(t, s, p.PublishedAt, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, p, gone, e) })
					p = gone
				}
				all = append(all, p)
			}
		}
		slices.SortFunc(all, func(a, b publication.Publication) int {
			if c := b.PublishedAt.Compare(a.PublishedAt); c != 0 {
				return c
			}
			return int(b.ID - a.ID)
		})
		rapid.Check(t, func(r *rapid.T) {
			sel := someSelection(r)
			size := rapid.SampledFrom([]int{1, 2, 7, 20, 1000}).Draw(r, "size")
			if size == 1 && sel.Agency == "" { // only slower
				size = 20
			}
			var want []string
			for _, p := range all {
				if selected(sel, p) {
					want = append(want, p.Index)
				}
			}
			walk(r, s, sel, size, want)
			n, err := s.Count(context.Background(), sel)
			if sel.Channel != 0 && sel.Normative {
				return // the tallies do not count both at once
			}
			if err != nil || n.In(sel) != int64(len(want)) {
				r.Fatalf("count of %+v: %d, %v; the list has %d", sel, n.In(sel), err, len(want))
			}
		})
	})
}

func walk(t *rapid.T, s *store.Store, sel store.Selection, size int, want []string) {
	indexes := func(lines []store.Line) (list []string) {
		for _, l := range lines {
			list = append(list, l.Index)
		}
		return list
	}
	var forth []string
	var last store.Page
	at := store.Cursor{}
	for {
		page, err := s.List(context.Background(), sel, store.ParseCursor(at.String()), size)
		if err != nil {
			t.Fatal(err)
		}
		forth = append(forth, indexes(page.Lines)...)
		if page.Newer != (at.ID != 0) || page.Older != (len(forth) < len(want)) {
			t.Fatalf("after %d of %d: newer %v, older %v", len(forth), len(want), page.Newer, page.Older)
		}
		last = page
		if !page.Older {
			break
		}
		at = page.Lines[len(page.Lines)-1].Cursor(false)
	}
	if !slices.Equal(forth, want) {
		t.Fatalf("list of %+v by %d:\n%v, want\n%v", sel, size, forth, want)
	}
	back := indexes(last.Lines)
	for page := last; page.Newer; {
		var err error
		page, err = s.List(context.Background(), sel, store.ParseCursor(page.Lines[0].Cursor(true).String()), size)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Lines) == 0 {
			break
		}
		back = append(indexes(page.Lines), back...)
		if !page.Older || page.Newer != (len(back) < len(want)) {
			t.Fatalf("back at %d of %d: newer %v, older %v", len(back), len(want), page.Newer, page.Older)
		}
	}
	if !slices.Equal(back, want) {
		t.Fatalf("list of %+v by %d backwards:\n%v, want\n%v", sel, size, back, want)
	}
}

// A year begins at midnight in Beijing, in lists as in counts.
func TestYearsEndAtMidnightInBeijing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		midnight := time.Date(2017, 12, 31, 16, 0, 0, 0, time.UTC)
		old := publish(t, s, seed{Agency: "FGW", At: midnight.Add(-time.Second)})
		young := publish(t, s, seed{Agency: "FGW", At: midnight})
		for _, c := range []struct {
			year int
			p    publication.Publication
		}{{2017, old}, {2018, young}} {
			if want := publication.IndexNumber("FGW", c.year, 1); c.p.Index != want {
				t.Errorf("index number %s, want %s", c.p.Index, want)
			}
			page, err := s.List(t.Context(), store.Selection{Year: c.year}, store.Cursor{}, 9)
			if err != nil || len(page.Lines) != 1 || page.Lines[0].ID != c.p.ID {
				t.Errorf("list of %d: %v, %v", c.year, page.Lines, err)
			}
			n, err := s.Count(t.Context(), store.Selection{Year: c.year})
			if err != nil || n.N != 1 {
				t.Errorf("count of %d: %v, %v", c.year, n, err)
			}
		}
		if by, err := s.CountBy(t.Context(), store.Selection{}, store.ByYear); err != nil || by["2017"].N != 1 || by["2018"].N != 1 {
			t.Errorf("count by year: %v, %v", by, err)
		}
	})
}

func TestCursorReadsOnlyWhatItWrote(t *testing.T) {
	for _, c := range []store.Cursor{{}, {At: 1498795200000000, ID: 17}, {At: -5, ID: 1, Newer: true}, {At: 1 << 60, ID: 1 << 60}} {
		if got := store.ParseCursor(c.String()); got != c {
			t.Errorf("ParseCursor(%q) = %+v, want %+v", c.String(), got, c)
		}
	}
	for _, s := range []string{"", "-", ".", "1", "1.", "1.0", "1.-2", "x.y.z", "㐀.1", "9999999999999999.1", "1.1'--"} {
		if got := store.ParseCursor(s); got != (store.Cursor{}) {
			t.Errorf("ParseCursor(%q) = %+v, want the beginning", s, got)
		}
	}
}

func TestByNumberInAnySpelling(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		at := noon(2017, 6, 30)
		ours := publish(t, s, seed{Agency: "FGW", At: at, Number: "长府办发〔2017〕54号"})
		theirs := publish(t, s, seed{Agency: "JYJ", At: at.Add(time.Hour), Number: "𠮷教发〔2017〕54号"})
		publish(t, s, seed{Agency: "JYJ", At: at, Number: "长府办发〔2017〕541号"})
		publish(t, s, seed{Agency: "JYJ", At: at, Number: "长府办发〔2016〕54号"})
		publish(t, s, seed{Agency: "JYJ", At: at})
		order := publish(t, s, seed{Agency: "ZFBGT", At: at, Number: "市政府令第5号"})
		gone := publish(t, s, seed{Agency: "FGW", At: at, Number: "长府办发〔2017〕54号"})
		withdrawn, e, err := publication.Withdraw(gone, "有误", "", "console", at)
		if err != nil {
			t.Fatal(err)
		}
		act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, gone, withdrawn, e) })
		for _, c := range []struct {
			typed string
			want  []string
		}{
			{"长府办发〔2017〕54号", []string{ours.Index}},
			{"长府办发[2017]54号", []string{ours.Index}},
			{"长府办发（2017）第 054 号", []string{ours.Index}},
			{"长府办发【２０１７】５４", []string{ours.Index}},
			{"𠮷教发〔2017〕54号", []string{theirs.Index}},
			{"〔2017〕54号", []string{theirs.Index, ours.Index}},
			{"市政府令 5", []string{order.Index}},
			{"长府办发〔2017〕55号", nil},
		} {
			key, _ := text.NumberKey(c.typed)
			lines, err := s.ByNumber(t.Context(), key, 10)
			var got []string
			for _, l := range lines {
				got = append(got, l.Index)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("by number %q: %v, %v; want %v", c.typed, got, err, c.want)
			}
		}
	})
}

// After any acts in any order the tallies are what one counts one by one.
func TestTalliesAfterAnyActs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		at := noon(2030, 1, 1)
		one := func(r *rapid.T) (publication.Publication, bool) {
			all := allPublications(t, s, agencies...)
			if len(all) == 0 {
				return publication.Publication{}, false
			}
			return all[rapid.IntRange(0, len(all)-1).Draw(r, "which")], true
		}
		change := func(r *rapid.T, fn func(publication.Publication) (publication.Publication, journal.Entry, error)) {
			p, ok := one(r)
			if !ok {
				return
			}
			changed, e, err := fn(p)
			if err != nil {
				return // withdrawn before
			}
			act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.SavePublication(ctx, p, changed, e) })
		}
		runs := 0
		rapid.Check(t, func(r *rapid.T) {
			if runs++; runs > 12 {
				return // each is some thirty acts on the disk
			}
			r.Repeat(map[string]func(*rapid.T){
				"publish": func(r *rapid.T) {
					v := someSeed(r)
					v.Agency = rapid.SampledFrom(agencies).Draw(r, "agency")
					publish(t, s, v)
				},
				"import": func(r *rapid.T) {
					seeds := rapid.SliceOfN(rapid.Custom(someSeed), 1, 60).Draw(r, "records")
					if _, err := importAll(ctx, s, rapid.SampledFrom(agencies).Draw(r, "agency"), seeds, nil); err != nil {
						r.Fatal(err)
					}
				},
				"revise": func(r *rapid.T) {
					p, ok := one(r)
					if !ok || !p.WithdrawnAt.IsZero() {
						return
					}
					v := someSeed(r)
					v.Agency, v.At = p.Agency, p.PublishedAt
					act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
						id, err := tx.NextDraft(ctx)
						if err != nil {
							return err
						}
						d := v.signed(id)
						d.Publication, d.Change = p.ID, "更正"
						d, next, e, err := publication.Publish(d, &p, publication.Screening{Of: d.Fingerprint()}, 0, "", "wang", at)
						if err != nil {
							return err
						}
						return tx.Publish(ctx, d, &p, next, e)
					})
				},
				"withdraw": func(r *rapid.T) {
					change(r, func(p publication.Publication) (publication.Publication, journal.Entry, error) {
						return publication.Withdraw(p, "有误", "", "console", at)
					})
				},
				"undo import": func(r *rapid.T) {
					p, ok := one(r)
					if !ok || !p.WithdrawnAt.IsZero() {
						return
					}
					undone, e, err := publication.UndoImport(p, "console", at)
					if err != nil {
						r.Fatal(err)
					}
					act(t, s, at, func(ctx context.Context, tx *store.Tx) error {
						return tx.UndoPublications(ctx, []publication.Publication{p}, []publication.Publication{undone}, []journal.Entry{e})
					})
				},
				"move": func(r *rapid.T) {
					to := rapid.SampledFrom(agencies).Draw(r, "to")
					change(r, func(p publication.Publication) (publication.Publication, journal.Entry, error) {
						moved, e := publication.MoveTo(p, to, "console", at)
						return moved, e, nil
					})
				},
				"record channel": func(r *rapid.T) {
					p, ok := one(r)
					if !ok || !p.WithdrawnAt.IsZero() {
						return
					}
					channel := rapid.SampledFrom([]publication.Channel{publication.Website, publication.Gazette, publication.Social, publication.Weibo, publication.WeChat, publication.Other}).Draw(r, "channel")
					changed, rec, e, err := publication.Record(p, publication.ChannelRecord{Channel: channel}, "console", at)
					if err != nil {
						r.Fatal(err)
					}
					act(t, s, at, func(ctx context.Context, tx *store.Tx) error { return tx.RecordChannel(ctx, p, changed, rec, e) })
				},
			})
			if err := recount(t, s, agencies...); err != nil {
				r.Fatal(err)
			}
		})
		wholeJournal(t, s)
	})
}

func TestLeavesAreEverythingBelow(t *testing.T) {
	tree := []store.Category{{Code: "a"}, {Code: "c", Parent: "b"}, {Code: "b", Parent: "a"}, {Code: "x"}, {Code: "y", Parent: "x"}}
	for _, c := range []struct {
		code string
		want []string
	}{{"a", []string{"a", "b", "c"}}, {"b", []string{"b", "c"}}, {"y", []string{"y"}}, {"none", []string{"none"}}} {
		got := store.Leaves(tree, c.code)
		slices.Sort(got)
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("Leaves(%s) = %v, want %v", c.code, got, c.want)
		}
	}
}
