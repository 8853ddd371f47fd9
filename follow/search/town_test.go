package search

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/follow/search/segment"
	"gongkai/follow/search/word"
	"gongkai/law/calendar"
)

// town is a record in memory, and what a search of it would find if it looked
// at every document.
type town struct {
	mu      sync.Mutex
	docs    map[int64]Document // public ones
	last    int64
	entries []journal.Entry
	read    []int64 // attachments read, in order
}

func newTown() *town { return &town{docs: map[int64]Document{}} }

func (r *town) enter(act journal.Act, thing string) {
	n := int64(len(r.entries) + 1)
	r.entries = append(r.entries, journal.Entry{Number: n, At: time.Unix(1_500_000_000+n, 0), Act: act, Thing: thing, Agency: "FGW", Actor: "li"})
}

// publish makes d public under a new id.
func (r *town) publish(d Document) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	d.ID = r.last
	d.Index = publication.IndexNumber(d.Agency, yearOf(d.PublishedAt), d.ID)
	r.docs[d.ID] = d
	r.enter(journal.Publish, publication.Thing(d.ID))
	return d.ID
}

// change changes a public document; the instant of publication stays.
func (r *town) change(id int64, act journal.Act, f func(*Document)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.docs[id]
	f(&d)
	r.docs[id] = d
	if act == "" {
		r.read = append(r.read, id)
		return
	}
	r.enter(act, publication.Thing(id))
}

func (r *town) withdraw(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.docs, id)
	r.enter(journal.Withdraw, publication.Thing(id))
}

func (r *town) ids() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []int64
	for id := range r.docs {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

func (r *town) Documents(_ context.Context, ids []int64) ([]Document, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []Document
	for _, id := range ids {
		if d, ok := r.docs[id]; ok {
			list = append(list, d)
		}
	}
	return list, nil
}

func (r *town) Scan(_ context.Context, at, id int64, limit int) ([]Document, error) {
	var list []Document
	for _, d := range r.sorted() {
		if id == 0 || d.PublishedAt > at || d.PublishedAt == at && d.ID > id {
			if list = append(list, d); len(list) == limit {
				break
			}
		}
	}
	return list, nil
}

// sorted is every document, the oldest first.
func (r *town) sorted() []Document {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []Document
	for _, d := range r.docs {
		list = append(list, d)
	}
	sort.Slice(list, func(i, j int) bool { return newer(list[j], list[i]) })
	return list
}

func newer(a, b Document) bool {
	return a.PublishedAt > b.PublishedAt || a.PublishedAt == b.PublishedAt && a.ID > b.ID
}

func (r *town) Count(context.Context) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return int64(len(r.docs)), nil
}

func (r *town) JournalAfter(_ context.Context, number int64, limit int) ([]journal.Entry, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if number >= int64(len(r.entries)) {
		return nil, nil
	}
	return slices.Clone(r.entries[number:min(int(number)+limit, len(r.entries))]), nil
}

func (r *town) JournalEnd(context.Context) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return int64(len(r.entries)), nil
}

func (r *town) ReadAfter(_ context.Context, mark int64, limit int) ([]int64, int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.read[min(int(mark), len(r.read)):]
	list = list[:min(limit, len(list))]
	return slices.Clone(list), mark + int64(len(list)), nil
}

// answer is what the query should find: every document looked at, no index.
func (r *town) answer(q Query, window int) Result {
	words := word.Parse(q.Words)
	type judged struct {
		Document
		tier   Tier
		weight float64
	}
	var found []judged
	facets := newFacets()
	if strings.TrimSpace(q.Words) != "" && len(words.List) == 0 {
		return Result{Facets: facets}
	}
	all := r.sorted()
	slices.Reverse(all)
	df := map[string]int{}
	for _, d := range all {
		s := segmentDoc(d)
		terms := map[string]bool{}
		for _, t := range append(slices.Clone(s.AllTerms), s.TitleTerms...) {
			terms[t] = true
		}
		for t := range terms {
			df[t]++
		}
	}
	idf := func(t string) float64 { return math.Log(1 + float64(len(all))/float64(1+df[t])) }
	weigh := word.Weigh(words, idf)
	for _, d := range all {
		numbers := append(word.NumberTerms(d.Number), word.IndexTerm(d.Index))
		title, body := titleLine(d), bodyLines(d)
		everywhere, inTitle, number := true, true, len(words.List) == 1
		for _, w := range words.List {
			named := slices.ContainsFunc(w.Numbers, func(n string) bool { return slices.Contains(numbers, n) })
			number = number && named
			inTitle = inTitle && (named || word.Match(title, w))
			everywhere = everywhere && (named || word.Match(title, w) || word.Match(body, w))
		}
		entitled := words.Title != "" && words.Title == word.TitleTerm(word.Fold(d.Title))
		if !everywhere && !entitled {
			continue
		}
		j := judged{Document: d, tier: Anywhere}
		lead := ""
		switch {
		case len(words.List) == 0:
		case number:
			j.tier = ExactNumber
		case entitled:
			j.tier = ExactTitle
		case inTitle:
			j.tier = InTitle
		default:
			lead = word.Lead(body)
		}
		j.weight = weigh(word.Fold(d.Title), lead)
		count := func(facet segment.Facet, add func()) {
			if q.lets(d, facet) {
				add()
			}
		}
		count(segment.Agency, func() { facets.Agency[d.Agency]++ })
		count(segment.Category, func() { facets.Category[d.Category]++ })
		count(segment.Year, func() { facets.Year[yearOf(d.PublishedAt)]++ })
		count(segment.Kind, func() { facets.Kind[d.Kind]++ })
		count(segment.Validity, func() { facets.Validity[d.Validity]++ })
		count(segment.Channel, func() {
			for _, row := range publication.Channels {
				if d.Channels.Has(row.Channel) {
					facets.Channel[row.Channel]++
				}
			}
		})
		if q.lets(d, segment.Facets) {
			found = append(found, j)
		}
	}
	out := Result{Total: len(found), Facets: facets}
	if q.Order == ByRelevance && len(words.List) > 0 {
		sort.SliceStable(found, func(i, j int) bool { return found[i].tier < found[j].tier })
		for from := 0; from < len(found); {
			to := from
			for to < len(found) && found[to].tier == found[from].tier {
				to++
			}
			if t := found[from].tier; t == InTitle || t == Anywhere {
				w := found[from:min(to, from+window)]
				sort.SliceStable(w, func(i, j int) bool { return w[i].weight > w[j].weight })
			}
			from = to
		}
	}
	for _, j := range found {
		out.Hits = append(out.Hits, Hit{j.ID, j.PublishedAt, j.tier})
	}
	return out
}

// lets says whether the filters let the document through, that of one facet
// left aside.
func (q Query) lets(d Document, without segment.Facet) bool {
	day := calendar.On(time.UnixMicro(d.PublishedAt))
	return (without == segment.Agency || len(q.Agencies) == 0 || slices.Contains(q.Agencies, d.Agency)) &&
		(without == segment.Category || len(q.Categories) == 0 || slices.Contains(q.Categories, d.Category)) &&
		(without == segment.Year || len(q.Years) == 0 || slices.Contains(q.Years, day.Year())) &&
		(without == segment.Kind || len(q.Kinds) == 0 || slices.Contains(q.Kinds, d.Kind)) &&
		(without == segment.Validity || len(q.Validities) == 0 || slices.Contains(q.Validities, d.Validity)) &&
		(without == segment.Channel || len(q.Channels) == 0 || slices.ContainsFunc(q.Channels, d.Channels.Has)) &&
		(open(q.From) || day >= q.From) && (open(q.To) || day <= q.To)
}

var (
	syllables = []string{"长春市", "公租房", "低保", "九台区", "关于", "的", "通知", "5G", "基站", "建设", "长", "春", "市长", "房租", "2017", "，", " ", "\n", "申请"}
	numbers   = []string{"", "", "", "长府办发〔2017〕54号", "长府办发〔2017〕5号", "吉教字〔2017〕54号", "省政府令第5号", "长府发〔2016〕54号"}
	queries   = []string{"", "长春市", "低保", "公租房 九台区", "长府办发2017 54", "〔2017〕54号", "5G基站", "5g", "长", "房", "关于公租房的通知", "\"关于 低保\"", "FGW/2017-000003",
		"春市长", "省政府令第5号", "2017", "不存在的", "公租房申请", "，，", "長春市", "市", "号", "基站5G"}
)

func someText(t *rapid.T, most int, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(syllables), 0, most).Draw(t, label), "")
}

func someDocument(t *rapid.T) Document {
	// Few instants, so that many are the same, on both sides of a new year.
	at := time.Date(2017, 12, 31, 15, 59, 59, 0, time.UTC).AddDate(rapid.IntRange(-2, 0).Draw(t, "year"), 0, 0).
		Add(time.Duration(rapid.IntRange(-1, 2).Draw(t, "seconds")) * time.Second)
	d := Document{
		Agency:      rapid.SampledFrom([]agency.Code{"FGW", "JYJ", "ZFBGT"}).Draw(t, "agency"),
		Category:    rapid.SampledFrom([]string{"budget", "notice", ""}).Draw(t, "category"),
		Title:       "关于" + someText(t, 4, "title"),
		Number:      rapid.SampledFrom(numbers).Draw(t, "number"),
		PublishedAt: at.UnixMicro(),
		Kind:        rapid.SampledFrom([]Kind{Norm, Explanation, Other}).Draw(t, "kind"),
		Validity:    rapid.SampledFrom([]publication.Validity{"", publication.InForce, publication.Repealed}).Draw(t, "validity"),
		Channels:    rapid.SampledFrom([]publication.Channel{publication.Website, publication.Website | publication.Weibo, publication.WeChat, publication.Social, publication.Other | publication.Gazette}).Draw(t, "channels"),
		Text:        someText(t, 8, "text"),
	}
	if rapid.IntRange(0, 4).Draw(t, "files") == 0 {
		d.Files = []FilePage{{File: 0, Name: "附件.pdf", Page: 1, Text: someText(t, 6, "file")}}
	}
	return d
}

func someQuery(t *rapid.T) Query {
	day := func(label string) calendar.Day {
		return rapid.SampledFrom([]calendar.Day{calendar.NoDay, calendar.NoDay, 0, calendar.MustDay("2016-12-31"), calendar.MustDay("2017-01-01"), calendar.MustDay("2017-12-31")}).Draw(t, label)
	}
	some := func(label string) bool { return rapid.IntRange(0, 3).Draw(t, label) == 0 }
	q := Query{Words: rapid.SampledFrom(queries).Draw(t, "words"), From: day("from"), To: day("to"), Facets: true,
		Order: rapid.SampledFrom([]Order{ByRelevance, ByDate}).Draw(t, "order"), Size: rapid.SampledFrom([]int{1, 3, 20}).Draw(t, "size")}
	if some("by words") {
		q.Words = someText(t, 3, "query")
	}
	if some("by agency") {
		q.Agencies = rapid.SliceOfNDistinct(rapid.SampledFrom([]agency.Code{"FGW", "JYJ", "NONE"}), 1, 2, rapid.ID).Draw(t, "agencies")
	}
	if some("by category") {
		q.Categories = []string{rapid.SampledFrom([]string{"budget", "", "none"}).Draw(t, "in category")}
	}
	if some("by year") {
		q.Years = []int{rapid.SampledFrom([]int{2016, 2017, 2030}).Draw(t, "in year")}
	}
	if some("by kind") {
		q.Kinds = []Kind{Norm}
	}
	if some("by channel") {
		q.Channels = []publication.Channel{rapid.SampledFrom([]publication.Channel{publication.Social, publication.Weibo, publication.Website}).Draw(t, "on channel")}
	}
	return q
}

// everything is all pages of an answer as one.
func everything(x *Index, q Query) (Result, error) {
	var whole Result
	for page := 0; ; page++ {
		r, err := x.Search(context.Background(), q)
		if err != nil {
			return whole, err
		}
		if page == 0 {
			whole = r
		} else {
			if r.Total != whole.Total {
				return whole, fmt.Errorf("page %d counts %d, the first %d", page, r.Total, whole.Total)
			}
			whole.Hits = append(whole.Hits, r.Hits...)
		}
		if q.After = r.Next; r.Next == "" {
			return whole, nil
		}
		if len(r.Hits) == 0 {
			return whole, fmt.Errorf("page %d is empty and leads to another", page)
		}
	}
}
