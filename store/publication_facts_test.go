package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/store"
	"gongkai/store/storetest"
)

// someDocument is a publication near the end of 2017 of any kind that is
// counted, the first and last days and instants of years among them.
func someDocument(t *rapid.T) seed {
	day := func(name string) string {
		return rapid.SampledFrom([]string{"", "2016-12-31", "2017-01-01", "2017-06-30", "2017-12-31", "2018-01-01"}).Draw(t, name)
	}
	v := someSeed(t)
	v.Channels = someChannels(t)
	v.Category = rapid.SampledFrom([]string{"notice", "budget", publication.Rules}).Draw(t, "category")
	v.Normative = rapid.Bool().Draw(t, "normative")
	v.Issued = day("issued")
	v.Validity = rapid.SampledFrom([]publication.Validity{"", publication.InForce, publication.Amended, publication.Repealed, publication.Expired}).Draw(t, "validity")
	v.Ended = day("ended")
	v.Interprets = rapid.SampledFrom([]string{"", "", "长府发〔2017〕1号", "FGW/2017-000001"}).Draw(t, "interprets")
	return v
}

// selects says of one publication whether a source counts it: the law in words,
// written down a second time.
func selects(s form.Source, year int, p publication.Publication) bool {
	c := p.Content
	rule, normative := c.Category == "A0102", c.Normative && c.Category != "A0102"
	kind := len(s.Of) == 0 || rule && slices.Contains(s.Of, "rule") || normative && slices.Contains(s.Of, "normative")
	document := kind && (rule || normative)
	ceased := c.Validity == publication.Repealed || c.Validity == publication.Expired
	last := calendar.Date(year, time.December, 31)
	switch published := p.PublishedOn().Year(); s.Fact {
	case form.Published:
		return published == year && kind
	case form.OnChannel:
		return published == year && slices.ContainsFunc(s.Of, func(code string) bool {
			if code == store.SocialUntold {
				return c.Channels.SocialUntold()
			}
			return slices.ContainsFunc(publication.Channels, func(r publication.ChannelRow) bool { return r.Code == code && c.Channels.Has(r.Channel) })
		})
	case form.Interpreted:
		return published == year && c.Interprets != ""
	case form.Documents:
		return document && c.IssuedOn.Year() == year
	case form.DocumentsOut:
		return document && c.Validity == publication.Repealed && c.EndedOn.Year() == year
	case form.DocumentsEnded:
		return document && c.Validity == publication.Expired && c.EndedOn.Year() == year
	case form.DocumentsHeld:
		return document && c.IssuedOn <= last && (c.IssuedOn != calendar.NoDay || published <= year) && (!ceased || c.EndedOn > last)
	case form.DocumentsOpen:
		return document && published <= year
	}
	return false
}

// However it is counted, by the tallies, from the records or one by one, a
// source of any form comes to the same.
func TestPublicationFacts(t *testing.T) {
	sources := slices.Clone(store.PublicationSources)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		seeds := rapid.SliceOfN(rapid.Custom(someDocument), 90, 90)
		for i, code := range agencies {
			if _, err := importAll(ctx, s, code, seeds.Example(i), nil); err != nil {
				t.Fatal(err)
			}
		}
		all := allPublications(t, s, agencies...)
		for i, p := range all { // what is taken down is counted nowhere
			if i%9 != 0 {
				continue
			}
			gone := p
			gone.WithdrawnAt = noon(2030, 1, 1)
			act(t, s, noon(2030, 1, 1), func(ctx context.Context, tx *store.Tx) error {
				return tx.SavePublication(ctx, p, gone, entry(journal.Withdraw, p.Thing(), p.Agency, noon(2030, 1, 1)))
			})
			all[i] = gone
		}
		known := map[form.Fact]bool{}
		for _, src := range sources {
			known[src.Fact] = true
		}
		for _, f := range form.Forms {
			for _, cell := range f.Cells() {
				if c, _ := f.Column(cell); known[c.From.Fact] {
					sources = append(sources, c.From)
				}
			}
		}
		for _, year := range []int{2015, 2016, 2017, 2018, 2019} {
			for _, in := range [][]agency.Code{nil, {}, {"JYJ"}, {"FGW", "ZFBGT", "NONE"}} {
				tallied, err := s.PublicationFacts(ctx, year, in, false)
				if err != nil {
					t.Fatal(err)
				}
				recounted, err := s.PublicationFacts(ctx, year, in, true)
				if err != nil {
					t.Fatal(err)
				}
				for _, src := range sources {
					want := int64(0)
					for _, p := range all {
						if p.WithdrawnAt.IsZero() && (in == nil || slices.Contains(in, p.Agency)) && selects(src, year, p) {
							want++
						}
					}
					a, ok1 := tallied(src)
					b, ok2 := recounted(src)
					list := walkRecords(t, s, year, in, src)
					var sum printed.Number
					for _, r := range list {
						sum += r.Adds
					}
					if !ok1 || !ok2 || a != printed.Whole(want) || a != b || a != sum {
						t.Errorf("%d %v %+v: tallied %s %v, recounted %s %v, listed %s; one by one %d", year, in, src, a, ok1, b, ok2, sum, want)
					}
				}
			}
		}
		for _, src := range []form.Source{{Fact: form.Received}, {Fact: form.OnChannel}, {Fact: form.OnChannel, Of: []string{"website", "gazette"}},
			{Fact: form.Published, Applicant: "natural"}, {Fact: form.Published, Of: []string{"other"}}} {
			f, err := s.PublicationFacts(ctx, 2017, nil, false)
			if err != nil {
				t.Fatal(err)
			}
			if n, ok := f(src); ok {
				t.Errorf("%+v is counted as %s", src, n)
			}
			if _, _, err := s.PublicationRecords(ctx, 2017, nil, src, "", 20); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%+v: %v", src, err)
			}
		}
	})
}

// walkRecords reads all records of a source page by page, each once.
func walkRecords(t *testing.T, s *store.Store, year int, in []agency.Code, src form.Source) []annual.Record {
	t.Helper()
	var all []annual.Record
	seen := map[string]bool{}
	for cursor := ""; ; {
		page, next, err := s.PublicationRecords(t.Context(), year, in, src, cursor, 37)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if seen[r.Thing] {
				t.Fatalf("%d %v %+v: %s twice", year, in, src, r.Thing)
			}
			seen[r.Thing] = true
		}
		all = append(all, page...)
		if cursor = next; next == "" {
			return all
		}
		if len(page) != 37 {
			t.Fatalf("a page of %d with another behind it", len(page))
		}
	}
}

// The year ends at midnight in Beijing, and each fact by its own day.
func TestPublicationFactsAtTheYearsEnd(t *testing.T) {
	last := time.Date(2017, 12, 31, 23, 59, 59, 0, calendar.Beijing)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		base := seed{Agency: "FGW", Normative: true, Interprets: "长府发〔2017〕1号", Channels: publication.Weibo, Issued: "2017-12-31"}
		ended := func(v publication.Validity, on string) seed {
			d := base
			d.Validity, d.Ended, d.Issued, d.At = v, on, "2015-05-05", noon(2015, 5, 6)
			return d
		}
		before, after := base, base
		before.At, after.At, after.Issued = last, last.Add(time.Second), "2018-01-01"
		for _, v := range []seed{before, after, ended(publication.Repealed, "2017-12-31"), ended(publication.Repealed, "2018-01-01"), ended(publication.Expired, "2017-01-01")} {
			publish(t, s, v)
		}
		for _, c := range []struct {
			source                form.Source
			in2016, in2017, after int64
		}{
			{form.Source{Fact: form.Published}, 0, 1, 1},
			{form.Source{Fact: form.Interpreted}, 0, 1, 1},
			{form.Source{Fact: form.OnChannel, Of: []string{"weibo"}}, 0, 1, 1},
			{form.Source{Fact: form.OnChannel, Of: []string{"wechat"}}, 0, 0, 0},
			{form.Source{Fact: form.Documents, Of: []string{"normative"}}, 0, 1, 1},
			{form.Source{Fact: form.DocumentsOut, Of: []string{"normative"}}, 0, 1, 1},
			{form.Source{Fact: form.DocumentsEnded, Of: []string{"normative"}}, 0, 1, 0},
			{form.Source{Fact: form.DocumentsHeld, Of: []string{"normative"}}, 3, 2, 2},
			{form.Source{Fact: form.DocumentsOpen, Of: []string{"normative"}}, 3, 4, 5},
		} {
			for year, want := range map[int]int64{2016: c.in2016, 2017: c.in2017, 2018: c.after} {
				f, err := s.PublicationFacts(t.Context(), year, []agency.Code{"FGW"}, false)
				if err != nil {
					t.Fatal(err)
				}
				if n, _ := f(c.source); n != printed.Whole(want) {
					t.Errorf("%+v in %d: %s, want %d", c.source, year, n, want)
				}
			}
		}
	})
}

// A policy and the pieces that explain it find each other, by the index number
// and by the document number in any spelling, as long as both are public.
func TestInterpretations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		policy := publish(t, s, seed{Agency: "FGW", At: noon(2017, 3, 1), Title: "意见", Number: "长府发〔2017〕1号", Normative: true})
		reprint := publish(t, s, seed{Agency: "JYJ", At: noon(2017, 2, 1), Title: "转发的意见", Number: "长府发〔2017〕1号"})
		byNumber := publish(t, s, seed{Agency: "FGW", At: noon(2017, 3, 4), Title: "解读", Interprets: "长府发（2017）1号"})
		byIndex := publish(t, s, seed{Agency: "JYJ", At: noon(2017, 3, 2), Title: "一图读懂", Interprets: policy.Index})
		lost := publish(t, s, seed{Agency: "JYJ", At: noon(2017, 3, 5), Title: "解读别的", Interprets: "国发〔2017〕9号"})
		for _, c := range []struct {
			piece publication.Publication
			want  string
		}{{byNumber, policy.Index}, {byIndex, policy.Index}, {lost, ""}, {policy, ""}} {
			l, err := s.Policy(ctx, c.piece.Content, c.piece.ID)
			if l.Index != c.want || errors.Is(err, store.ErrNotFound) != (c.want == "") {
				t.Errorf("%s explains %q, %v; want %q", c.piece.Content.Title, l.Index, err, c.want)
			}
		}
		for _, c := range []struct {
			of   publication.Publication
			want []string
		}{{policy, []string{byIndex.Index, byNumber.Index}}, {reprint, []string{byNumber.Index}}, {lost, nil}} {
			lines, err := s.InterpretationsOf(ctx, c.of)
			var got []string
			for _, l := range lines {
				got = append(got, l.Index)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s is explained by %v, %v; want %v", c.of.Content.Title, got, err, c.want)
			}
		}
		gone := policy
		gone.WithdrawnAt = noon(2018, 1, 1)
		act(t, s, noon(2018, 1, 1), func(ctx context.Context, tx *store.Tx) error {
			return tx.SavePublication(ctx, policy, gone, entry(journal.Withdraw, policy.Thing(), "FGW", noon(2018, 1, 1)))
		})
		if l, err := s.Policy(ctx, byNumber.Content, byNumber.ID); err != nil || l.Index != reprint.Index {
			t.Errorf("when it is withdrawn, its reprint: %q, %v", l.Index, err)
		}
		if _, err := s.Policy(ctx, byIndex.Content, byIndex.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("its index number: %v", err)
		}
	})
}

// What went out on Weibo or WeChat before they were told apart is counted as
// untold, in neither.
func TestSocialOfAnEarlierRecord(t *testing.T) {
	earlier := func(t *testing.T, address string) {
		if err := store.EarlierRecord(t.Context(), address, 13,
			`insert into publication values (1, 'FGW/2017-000001', 'FGW', 'notice', '名称', '', '', 17400, 1504000000000000, '正文', '', '', true, 'repealed', 5, '',
				1, 1504000000000000, '', 0, '', '', '', '', '', '局', 0, '', '', 1)`,
			`insert into tally values ('FGW', 'notice', 2017, 1, 1, 0, 1, 0, 1)`,
			`insert into journal values (1, 1504000000000000, 'publication.import', 'publication/1', 'FGW', 'console', '', '')`,
			`insert into counter values ('journal', 1)`,
		); err != nil {
			t.Fatal(err)
		}
		s := storetest.Open(t, address)
		p, err := s.Publication(t.Context(), 1)
		if err != nil || p.Content.EndedOn != calendar.NoDay || !p.Content.Channels.SocialUntold() || p.Content.Interprets != "" {
			t.Errorf("%+v, %v", p.Content, err)
		}
		for _, recount := range []bool{false, true} {
			f, err := s.PublicationFacts(t.Context(), 2017, nil, recount)
			if err != nil {
				t.Fatal(err)
			}
			for code, want := range map[string]int64{"weibo": 0, "wechat": 0, "social": 1, store.SocialUntold: 1} {
				if n, _ := f(form.Source{Fact: form.OnChannel, Of: []string{code}}); n != printed.Whole(want) {
					t.Errorf("%s: %s, want %d", code, n, want)
				}
			}
			if n, _ := f(form.Source{Fact: form.DocumentsHeld, Of: []string{"normative"}}); n != 0 {
				t.Errorf("%s in force; it was repealed, nobody knows when", n)
			}
		}
		if err := s.Audit(t.Context(), func(d store.Difference) { t.Errorf("%+v", d) }, map[string]publication.Attachment{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("sqlite", func(t *testing.T) { earlier(t, storetest.EmptySQLite(t)) })
	t.Run("postgres", func(t *testing.T) { earlier(t, storetest.EmptyPostgres(t)) })
}
