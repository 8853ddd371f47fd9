package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// SocialUntold is what [form.OnChannel] may be narrowed to beside the channels
// of the forms: what went out on Weibo or WeChat, nobody knows on which. It is
// in neither of the two rows.
const SocialUntold = "social_untold"

// publicationSources is everything that is counted of publications. A source
// with several kinds or channels counts what is of any of them; Weibo and
// WeChat are the only channels that can be taken together, as the tallies know
// of them how many went out on both.
var publicationSources = func() []form.Source {
	list := []form.Source{{Fact: form.Interpreted}, {Fact: form.OnChannel, Of: []string{"wechat", "weibo"}}, {Fact: form.OnChannel, Of: []string{SocialUntold}}}
	for _, c := range publication.Channels {
		list = append(list, form.Source{Fact: form.OnChannel, Of: []string{c.Code}})
	}
	for _, f := range []form.Fact{form.Published, form.Documents, form.DocumentsOut, form.DocumentsEnded, form.DocumentsHeld, form.DocumentsOpen} {
		for _, of := range [][]string{nil, {"normative"}, {"rule"}, {"normative", "rule"}} {
			list = append(list, form.Source{Fact: f, Of: of})
		}
	}
	return list
}()

var publicationNames = func() map[string]bool {
	names := map[string]bool{}
	for _, s := range publicationSources {
		names[publicationName(s)] = true
	}
	return names
}()

// publicationName is the same for sources that select the same.
func publicationName(s form.Source) string {
	of := slices.Clone(s.Of)
	slices.Sort(of)
	return string(s.Fact) + ":" + strings.Join(slices.Compact(of), ",") + ":" + s.Applicant
}

// publicationFacts is how many publications of a year each source selects.
type publicationFacts map[string]int64

func (f publicationFacts) count(s form.Source) (printed.Number, bool) {
	name := publicationName(s)
	return printed.Whole(f[name]), publicationNames[name]
}

const (
	isDocument = `(normative or category = '` + publication.Rules + `')`
	// Columns with something done to them have no index, so that those of
	// documents and of explanations serve: an agency has few of either among
	// very many others.
	unindexedAgency = `agency || ''`
	unindexedTime   = `published_at + 0`
	// NoDay in the record.
	noDay = `-2147483648`
)

// publicationConditions are what a source selects of the publications that are
// public, and the column that places them in the year. Rules are no normative
// documents, whatever else is said of them. ok is false for a source of another
// family.
func publicationConditions(q *composer, year int, s form.Source) (placed string, ok bool) {
	if !publicationNames[publicationName(s)] {
		return "", false
	}
	first, last := int64(calendar.Date(year, time.January, 1)), int64(calendar.Date(year, time.December, 31))
	from, to := yearSpan(year)
	within := func(column string, a, b int64) {
		q.add(column+` >= `, a)
		q.add(column+` <= `, b)
	}
	rules, normative := slices.Contains(s.Of, "rule"), slices.Contains(s.Of, "normative")
	kind := func(all string) {
		switch {
		case rules == normative && (rules || all != ""):
			q.conditions = append(q.conditions, isDocument)
		case rules:
			q.conditions = append(q.conditions, isDocument, `category = '`+publication.Rules+`'`)
		case normative:
			q.conditions = append(q.conditions, isDocument, `normative`, `category <> '`+publication.Rules+`'`)
		}
	}
	switch s.Fact {
	case form.Published:
		if kind(""); rules && normative {
			within(unindexedTime, from, to-1)
			return unindexedTime, true
		}
		within(`published_at`, from, to-1)
		return `published_at`, true
	case form.OnChannel:
		within(`published_at`, from, to-1)
		q.conditions = append(q.conditions, channelTestOf(s.Of).condition())
		return `published_at`, true
	case form.Interpreted:
		within(`published_at`, from, to-1)
		q.conditions = append(q.conditions, `interprets_key <> ''`)
		return `published_at`, true
	}
	kind(isDocument)
	switch s.Fact {
	case form.Documents:
		within(`issued_on`, first, last)
		return `issued_on`, true
	case form.DocumentsOut, form.DocumentsEnded:
		validity := publication.Repealed
		if s.Fact == form.DocumentsEnded {
			validity = publication.Expired
		}
		q.conditions = append(q.conditions, `validity = '`+string(validity)+`'`)
		within(`ended_on`, first, last)
		return `ended_on`, true
	case form.DocumentsHeld:
		// Nobody knows when one without a day was issued, but not after it was
		// published; one that ceased on an unknown day is not held to be in force.
		q.add(`issued_on <= `, last)
		q.conditions = append(q.conditions, `(issued_on > `+noDay+` or published_at < `+q.hole(to)+`)`,
			`(validity not in ('repealed', 'expired') or ended_on > `+q.hole(last)+`)`)
		return `issued_on`, true
	}
	q.add(unindexedTime+` < `, to)
	return unindexedTime, true
}

// channelTest is what the channels of an item must have for a source: all of a
// mask, and some or none of another; 0 asks nothing.
type channelTest struct{ all, some, none publication.Channel }

func channelTestOf(of []string) channelTest {
	const apart = publication.Weibo | publication.WeChat
	if len(of) == 2 { // Weibo or WeChat
		return channelTest{all: publication.Social, some: apart &^ publication.Social}
	}
	if of[0] == SocialUntold {
		return channelTest{all: publication.Social, none: apart &^ publication.Social}
	}
	i := slices.IndexFunc(publication.Channels, func(c publication.ChannelRow) bool { return c.Code == of[0] })
	switch c := publication.Channels[i].Channel; c {
	case publication.Weibo, publication.WeChat:
		return channelTest{all: publication.Social, some: c &^ publication.Social}
	default:
		return channelTest{some: c}
	}
}

func (t channelTest) has(c publication.Channel) bool {
	return c&t.all == t.all && (t.some == 0 || c&t.some != 0) && c&t.none == 0
}

// condition is written out, so that the partial index of the channel serves.
func (t channelTest) condition() string {
	var list []string
	add := func(mask publication.Channel, is string) {
		if mask != 0 {
			list = append(list, `channels & `+strconv.Itoa(int(mask))+is)
		}
	}
	add(t.all, ` <> 0`) // of one bit
	add(t.some, ` <> 0`)
	add(t.none, ` = 0`)
	return strings.Join(list, ` and `)
}

// publicationFacts counts a year: what was published and on which channels from
// the tallies, documents and explanations from indexes that hold little else.
func (r Reader) publicationFacts(ctx context.Context, year int, in []agency.Code) (publicationFacts, error) {
	f := publicationFacts{}
	q := &composer{}
	q.add(`year = `, year)
	if in != nil {
		q.conditions = append(q.conditions, `agency in `+q.agencies(in))
	}
	err := r.each(ctx, `select category = '`+publication.Rules+`', `+tallySums+` from tally`+q.where()+` group by category = '`+publication.Rules+`'`, q.args,
		func(rows *sql.Rows) error {
			var rules bool
			var c Counts
			if err := rows.Scan(append([]any{&rules}, c.places()...)...); err != nil {
				return err
			}
			add := func(n int64, fact form.Fact, of ...string) { f[publicationName(form.Source{Fact: fact, Of: of})] += n }
			documents, kind := c.Normative, "normative"
			if rules {
				documents, kind = c.N, "rule"
			}
			add(c.N, form.Published)
			add(documents, form.Published, kind)
			add(documents, form.Published, "normative", "rule")
			for _, row := range publication.Channels {
				add(c.Of(row.Channel), form.OnChannel, row.Code)
			}
			add(c.SocialUntold, form.OnChannel, SocialUntold)
			add(c.Social-c.SocialUntold, form.OnChannel, "weibo", "wechat")
			return nil
		})
	if err != nil {
		return nil, err
	}
	return f, r.countRarePublications(ctx, f, year, in, documentFacts)
}

// documentFacts are what is counted of documents alone, whatever the tallies know.
var documentFacts = []form.Fact{form.Documents, form.DocumentsOut, form.DocumentsEnded, form.DocumentsHeld, form.DocumentsOpen}

// recountPublicationFacts counts the same from the records alone. Most items are
// alike: they stand on the website and nowhere else, and are no documents. They
// are only numbered; all others are looked at.
func (r Reader) recountPublicationFacts(ctx context.Context, year int, in []agency.Code) (publicationFacts, error) {
	f := publicationFacts{}
	if err := r.countRarePublications(ctx, f, year, in, append(slices.Clone(documentFacts), form.Published)); err != nil {
		return nil, err
	}
	q := &composer{conditions: []string{`withdrawn_at = 0`}}
	if _, ok := publicationConditions(q, year, form.Source{Fact: form.Published}); !ok {
		return nil, ErrNotFound
	}
	ofAgencies(q, in, false)
	var all int64
	if err := r.one(ctx, `select count(*) from publication`+q.where(), q.args, &all); err != nil {
		return nil, err
	}
	on := map[publication.Channel]int64{publication.Website: all}
	err := r.each(ctx, `select channels, count(*) from publication`+q.where()+` and channels <> `+strconv.Itoa(int(publication.Website))+` group by channels`, q.args,
		func(rows *sql.Rows) error {
			var c publication.Channel
			var n int64
			err := rows.Scan(&c, &n)
			on[c] += n
			on[publication.Website] -= n
			return err
		})
	if err != nil {
		return nil, err
	}
	for _, s := range publicationSources {
		for c, n := range on {
			if s.Fact == form.OnChannel && channelTestOf(s.Of).has(c) {
				f[publicationName(s)] += n
			}
		}
	}
	f[publicationName(form.Source{Fact: form.Published})] = all
	return f, nil
}

// countRarePublications counts these facts of documents, and explanations, from
// indexes that hold little else.
func (r Reader) countRarePublications(ctx context.Context, f publicationFacts, year int, in []agency.Code, facts []form.Fact) error {
	documents := slices.DeleteFunc(slices.Clone(publicationSources), func(s form.Source) bool {
		return !slices.Contains(facts, s.Fact) || s.Fact == form.Published && len(s.Of) == 0
	})
	if err := r.countPublications(ctx, f, year, in, &composer{conditions: []string{isDocument}}, documents); err != nil {
		return err
	}
	from, to := yearSpan(year)
	explained := &composer{conditions: []string{`interprets_key <> ''`}}
	explained.add(`published_at >= `, from)
	explained.add(`published_at < `, to)
	return r.countPublications(ctx, f, year, in, explained, []form.Source{{Fact: form.Interpreted}})
}

// countPublications counts what each source selects among the public ones that
// q describes, few among very many, in one pass.
func (r Reader) countPublications(ctx context.Context, f publicationFacts, year int, in []agency.Code, q *composer, sources []form.Source) error {
	q.conditions = append(q.conditions, `withdrawn_at = 0`)
	if in != nil {
		q.conditions = append(q.conditions, unindexedAgency+` in `+q.agencies(in))
	}
	sums := make([]string, len(sources))
	counts, places := make([]int64, len(sources)), make([]any, len(sources))
	for i, s := range sources {
		one := &composer{args: q.args}
		publicationConditions(one, year, s)
		q.args = one.args
		sums[i], places[i] = `count(*) filter (`+strings.TrimSpace(one.where())+`)`, &counts[i]
	}
	if err := r.one(ctx, `select `+strings.Join(sums, ",\n")+` from publication`+q.where(), q.args, places...); err != nil {
		return err
	}
	for i, s := range sources {
		f[publicationName(s)] = counts[i]
	}
	return nil
}

// publicationRecords are what publicationFacts counts, the newest first.
func (r Reader) publicationRecords(ctx context.Context, year int, in []agency.Code, s form.Source, cursor string, size int) ([]annual.Record, string, error) {
	if publicationName(s) == publicationName(form.Source{Fact: form.OnChannel, Of: []string{SocialUntold}}) {
		// Mostly there is none, which only a walk through all social ones tells.
		f, err := r.publicationFacts(ctx, year, in)
		if n, _ := f.count(s); err != nil || n == 0 {
			return nil, "", err
		}
	}
	q := &composer{conditions: []string{`withdrawn_at = 0`}}
	placed, ok := publicationConditions(q, year, s)
	if !ok {
		return nil, "", ErrNotFound
	}
	if c := ParseCursor(cursor); c.ID != 0 {
		q.conditions = append(q.conditions, `(`+placed+`, id) < (`+q.hole(c.At)+`, `+q.hole(c.ID)+`)`)
	}
	limit := q.hole(size + 1)
	inOrder := ` order by ` + placed + ` desc, id desc`
	order := inOrder + ` limit ` + limit
	const columns = `id, index_number, agency, title, number, issued_on, published_at, ended_on, validity, channels, interprets, stamp`
	text := ""
	switch {
	case slices.Contains(q.conditions, isDocument), s.Fact == form.Interpreted, in != nil && len(in) == 0:
		// Few enough to look at all of them in their index, and read only those
		// of the page.
		if in != nil {
			q.conditions = append(q.conditions, unindexedAgency+` in `+q.agencies(in))
		}
		text = `select ` + columns + ` from publication where id in (select id from publication` + q.where() + order + `)` + inOrder
	case in == nil:
		text = `select ` + columns + ` from publication` + q.where() + order
	default:
		// Each agency's own index is read from its end.
		var branches []string
		for _, code := range in {
			branches = append(branches, `select * from (select `+columns+` from publication`+q.where()+` and agency = `+q.hole(string(code))+order+`) as b`+strconv.Itoa(len(branches)))
		}
		text = `select ` + columns + ` from (` + strings.Join(branches, "\nunion all\n") + `) as branches` + order
	}
	var page []annual.Record
	var last Cursor
	next := ""
	err := r.each(ctx, text, q.args, func(rows *sql.Rows) error {
		var p publication.Publication
		var at int64
		c := &p.Content
		if err := rows.Scan(&p.ID, &p.Index, &p.Agency, &c.Title, &c.Number, &c.IssuedOn, &at, &c.EndedOn, &c.Validity, &c.Channels, &c.Interprets, &p.Stamp); err != nil {
			return err
		}
		if len(page) == size {
			next = last.String()
			return nil
		}
		p.PublishedAt = instant(at)
		record := annual.Record{Thing: p.Thing(), Number: p.Index, Agency: p.Agency, Title: c.Title, Adds: printed.Whole(1), Open: true, Stamp: p.Stamp,
			Day: p.PublishedOn(), Marks: publicationMarks(s.Fact, *c)}
		last = Cursor{At: at, ID: p.ID}
		switch placed {
		case `issued_on`:
			last.At = int64(c.IssuedOn)
			if c.IssuedOn != calendar.NoDay {
				record.Day = c.IssuedOn
			}
		case `ended_on`:
			record.Day, last.At = c.EndedOn, int64(c.EndedOn)
		}
		page = append(page, record)
		return nil
	})
	return page, next, err
}

// publicationMarks is what else a fact counts of a content.
func publicationMarks(f form.Fact, c publication.Content) []annual.Mark {
	var marks []annual.Mark
	mark := func(name, value string) {
		if value != "" {
			marks = append(marks, annual.Mark{Name: name, Value: value})
		}
	}
	switch f {
	case form.Published, form.OnChannel:
		var names []string
		for _, row := range c.Channels.Told() {
			names = append(names, row.Name)
		}
		mark("发布渠道", strings.Join(names, "、"))
	case form.Interpreted:
		mark("解读的政策", c.Interprets)
	default:
		mark("文号", c.Number)
		mark("有效性", c.Validity.Name())
		mark("废止或失效日期", c.Ended().String())
	}
	return marks
}
