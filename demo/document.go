package demo

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/law/calendar"
)

// document is a rule or a normative document as planned.
type document struct {
	agency    *agency
	series    string
	number    int
	issued    calendar.Day
	published calendar.Day
	channel   Channel
	genre     *genre
	validity  string
	ended     calendar.Day
	named     *namedDocument
	seed      uint64
	stock     bool
	rule      bool
}

func (w *scribe) document(d *document) Item {
	it := Item{
		Agency:      d.agency.Code,
		Number:      number(d.series, d.issued.Year(), d.number),
		IssuedOn:    d.issued,
		PublishedOn: d.published,
		PublishedAt: d.published.Start().Add((opens + 1800) * time.Second),
		Channel:     d.channel,
		Normative:   true,
		Validity:    d.validity,
		EndedOn:     d.ended,
		Stock:       d.stock,
	}
	switch d.agency.Kind {
	case "government":
		it.Category = "A0103"
		if d.rule {
			it.Category, it.Normative = "A0102", false
			it.Number = d.series + "第" + strconv.Itoa(d.number) + "号"
		}
	case "department":
		it.Category = "A0105"
		if d.agency.Code == "ZFBGT" {
			it.Category = "A0104"
		}
	default:
		it.Category = "A0106"
	}
	if d.named != nil {
		it.Title, it.Body = d.named.title, d.named.body
		it.Stage, it.Keywords = d.named.stage, d.named.keywords
		return it
	}
	w.begin(d.seed, d.agency, d.issued)
	it.Stage, it.Keywords = d.genre.stage, d.genre.keywords
	it.Title, it.Body = w.compose(d.genre)
	if about := w.about(); about != "" {
		it.Keywords += " " + about
	}
	if !d.stock {
		it.Body += "<p>（此件公开发布）</p>"
	}
	return it
}

// A lot is so many documents of one series, one of which may be named: before
// and after count those round it.
type lot struct {
	agency        string
	series        int
	before, after int
	named         *namedDocument
}

// yearDocuments plans the normative documents published in 2017, ended of
// them no longer in force at its end, in the order of publication.
func (p *Plan) yearDocuments(ended int) []document {
	cal := calendar.China()
	w := dice(1069)
	part := func(n int) int { return n / p.Scale }
	lots := []lot{
		{"ZFBGT", 0, part(namedOpinions.number - 1), part(24), &namedOpinions},
		{"ZFBGT", 1, part(namedTasks.number - 1), part(31), &namedTasks},
		{"CC", 0, part(namedCleanUp.number - 1), part(5), &namedCleanUp},
	}
	rest := p.Totals.Normative
	for _, l := range lots {
		rest -= l.before + l.after
		if l.named != nil {
			rest--
		}
	}
	// Who else issues the others: a county about as much as five departments.
	type share struct {
		agency *agency
		series int
	}
	var shares []share
	for _, a := range p.city.agencies {
		switch a.Kind {
		case "county":
			shares = append(shares, share{a, 0}, share{a, 0}, share{a, 1}, share{a, 1}, share{a, 1})
		case "zone":
			shares = append(shares, share{a, 0}, share{a, 1})
		case "department":
			if a.Code != "ZFBGT" {
				shares = append(shares, share{a, 0})
			}
		}
	}
	type bin struct {
		agency *agency
		series int
	}
	count := map[bin]int{}
	for i := range rest {
		s := shares[w.below(len(shares))]
		if i < len(shares) && p.Scale == 1 {
			s = shares[i] // each at least once
		}
		count[bin(s)]++
	}
	for _, a := range p.city.agencies {
		for s := range a.Series {
			if n := count[bin{a, s}]; n > 0 {
				lots = append(lots, lot{a.Code, s, n, 0, nil})
			}
		}
	}

	first, last := newYear, calendar.Date(2017, time.December, 20)
	days := func(n int, from, to calendar.Day) []calendar.Day {
		list := make([]calendar.Day, n)
		for i := range list {
			list[i] = cal.Add(from-1+calendar.Day(w.below(int(to-from)+1)), 1)
		}
		slices.Sort(list)
		return list
	}
	var docs []document
	for _, l := range lots {
		a := p.city.byCode[l.agency]
		var issued []calendar.Day
		if l.named != nil {
			issued = days(l.before, first, l.named.issued)
			issued = append(issued, l.named.issued)
			issued = append(issued, days(l.after, l.named.issued, last)...)
		} else {
			issued = days(l.before, first, last)
		}
		for i, on := range issued {
			d := document{agency: a, series: a.Series[l.series], number: i + 1, issued: on, channel: Website, validity: InForce, ended: calendar.NoDay}
			if l.named != nil && i >= l.before {
				// In a smaller city numbers are missing before the named one.
				d.number = l.named.number + i - l.before
			}
			if l.named != nil && i == l.before {
				d.named = l.named
				d.published = l.named.published
				docs = append(docs, d)
				continue
			}
			d.genre = p.kindOf(&w, on.Year())
			d.seed = w.next()
			d.published = cal.Add(on, min(w.below(9), w.below(9)))
			switch {
			case w.below(100) < 3:
				if late := cal.Add(on, w.between(21, 40)); late.Year() == 2017 {
					d.published = late
				}
			case w.below(100) < 38:
				// The gazette waits for its next number.
				day := on
				for day.Year() == 2017 && !gazetteDay(day) {
					day++
				}
				if day.Year() == 2017 {
					d.published, d.channel = day, Gazette
				}
			}
			docs = append(docs, d)
		}
	}
	slices.SortStableFunc(docs, func(a, b document) int { return int(a.published) - int(b.published) })
	p.trimGazette(docs)

	// Those that ended were issued early in the year; half for a season only.
	for i, k := 0, 0; k < ended && i < len(docs); i++ {
		d := &docs[i]
		if d.named != nil || i%3 != 1 {
			continue
		}
		if d.validity = Repealed; k%2 == 0 {
			d.validity = Expired
		}
		d.ended = max(cal.Add(calendar.Date(2017, time.September, 1), w.below(80)), d.published+1)
		if d.validity == Repealed && d.published < lastCleanUp {
			d.ended = lastCleanUp
		}
		k++
	}
	amend(docs)
	return docs
}

// amend has some of those in force amended by later ones.
func amend(docs []document) {
	for i := range docs {
		if d := &docs[i]; i%37 == 36 && d.validity == InForce && d.named == nil {
			d.validity = Amended
		}
	}
}

// endOf is when an older document ceased: with its term of two or five years,
// or with the first clean-up that found it a year old, which repealed it or,
// one time in five, declared void what had no object any more.
func endOf(w *dice, d *document) calendar.Day {
	last := lastCleanUp
	if d.validity == Repealed || w.below(5) == 0 {
		return CleanUpAfter(d.published + 365)
	}
	years := 2 + 3*w.below(2)
	end := calendar.On(d.issued.Start().AddDate(years, 0, 0))
	if end > last || end <= d.published {
		return d.published + 1 + calendar.Day(w.below(int(last-d.published)))
	}
	return end
}

// rules plans the rules of the city government: so many issued up to 2016, and
// then so many in 2017, in the order of publication.
func (p *Plan) rules(stock, year int) []document {
	w := dice(102)
	cal := calendar.China()
	docs := make([]document, 0, stock+year)
	add := func(issued calendar.Day, old bool) {
		d := document{agency: p.city.byCode["CC"], series: "长春市人民政府令", number: 29 + len(docs), issued: issued, published: cal.Add(issued, w.between(1, 5)),
			channel: Website, validity: InForce, ended: calendar.NoDay, genre: p.g.normative["规章"], stock: old, rule: true, seed: w.next()}
		if n := len(docs); old && n%9 == 4 {
			d.validity, d.ended = Repealed, 0
			d.ended = endOf(&w, &d)
		} else if old && n%9 == 7 {
			d.validity = Amended
		}
		docs = append(docs, d)
	}
	for i := range stock {
		add(cal.Add(calendar.Date(1994+i*22/stock, time.January, 10)+calendar.Day(i*22%stock*300/stock), 1), true)
	}
	for i := range year {
		add(cal.Add(calendar.Date(2017, time.March, 1)+calendar.Day(i*240/year), 1), false)
	}
	slices.SortStableFunc(docs[:stock], func(a, b document) int { return int(a.published) - int(b.published) })
	for i := range docs {
		docs[i].number = 29 + i
	}
	return docs
}

// piece explains a policy, some days after it was published.
type piece struct {
	policy document
	on     calendar.Day
	second bool // when the policy has one already
	seed   uint64
}

// interpretations plans n pieces that explain the documents of the year, in the
// order of publication: those the report names are explained, and one policy in
// sixteen of those explained has two.
func interpretations(docs []document, n int) []piece {
	w := dice(736)
	cal := calendar.China()
	var list []piece
	explain := func(d document, second bool) {
		on := d.published + calendar.Day(min(w.below(11), w.below(11)))
		for !cal.Working(on) {
			on++
		}
		for on > d.published+10 || on.Year() != d.published.Year() || !cal.Working(on) {
			on--
		}
		list = append(list, piece{d, on, second, w.next()})
	}
	twice := n / 16
	first := n - twice // must be explained yet
	for _, d := range docs {
		if d.named != nil {
			explain(d, false)
			first--
		}
	}
	left := len(docs) - len(list)
	for _, d := range docs {
		if d.named != nil {
			continue
		}
		if w.below(left) < first {
			explain(d, false)
			if first--; twice > 0 && first%15 == 7 {
				explain(d, true)
				twice--
			}
		}
		left--
	}
	for i := 0; twice > 0; i++ { // few, or none
		explain(list[i].policy, true)
		twice--
	}
	slices.SortStableFunc(list, func(a, b piece) int { return int(a.on) - int(b.on) })
	return list
}

func (w *scribe) piece(k *piece) Item {
	policy := w.document(&k.policy)
	g := w.g.normative["解读"]
	if k.second {
		g = w.g.normative["图解"]
	}
	w.begin(k.seed, k.policy.agency, k.on)
	w.policy = policy
	it := Item{
		Agency: policy.Agency, Category: "A0108", IssuedOn: k.on, PublishedOn: k.on, Channel: Website,
		Keywords: g.keywords, Stage: g.stage, EndedOn: calendar.NoDay, Interprets: policy.Number,
	}
	it.Title, it.Body = w.compose(g)
	switch {
	case k.second:
		it.Piece = "figure"
	case strings.HasSuffix(it.Title, "的问答"):
		it.Piece = "qa"
	default:
		it.Piece = "text"
	}
	return it
}

// trimGazette keeps the gazette from carrying more documents than it has
// items, which a small scale could bring about.
func (p *Plan) trimGazette(docs []document) {
	room := p.Totals.Gazette
	for i := range docs {
		if docs[i].channel != Gazette {
			continue
		}
		if room--; room < 0 {
			docs[i].channel = Website
		}
	}
}

// kindOf chooses what sort of document it is. The words of the opinions and
// plans belong to our time.
func (p *Plan) kindOf(w *dice, year int) *genre {
	kinds := []string{"办法", "通告", "意见", "方案"}
	if year < 2015 {
		kinds = kinds[:2]
	}
	return p.g.normative[kinds[w.below(len(kinds))]]
}

// stockDocuments plans the normative documents issued from 1981 to 2016 that
// the city put on the new site: inForce of them in force at the end of 2017,
// ended not, the fixed ones among them. They come in the order of publication.
func (p *Plan) stockDocuments(inForce, ended int) []document {
	w := dice(1981)
	cal := calendar.China()
	const from, to = 1981, 2016
	// Few survive from the first years, many from the last.
	var upTo [to - from + 1]int
	sum := 0
	for i := range upTo {
		sum += 10 + int(math.Round(0.4*float64(i*i)))
		upTo[i] = sum
	}
	departments := p.city.of("dept")
	counties := p.city.of("county")
	docs := fixedStock(p.city)
	for _, d := range docs {
		if d.ended == calendar.NoDay {
			inForce--
		} else {
			ended--
		}
	}
	for i := range inForce + ended {
		d := document{channel: Website, validity: InForce, ended: calendar.NoDay, stock: true}
		year, at := from, w.below(sum)
		for upTo[year-from] <= at {
			year++
		}
		if i < 2 {
			year = from // the report says: since 1981
		}
		d.issued = cal.Add(calendar.Date(year, time.January, 4)+calendar.Day(w.below(340)), 1)
		d.published = cal.Add(d.issued, w.below(7))
		// The city's own names are older than those of its departments.
		switch n := w.below(100); {
		case n < 35 || year < 2005 && n < 60:
			d.agency = p.city.byCode["CC"]
		case n < 70 || year < 2005:
			d.agency = p.city.byCode["ZFBGT"]
		case n < 88:
			d.agency = departments[w.below(len(departments))]
		default:
			d.agency = counties[w.below(len(counties))]
		}
		d.series = d.agency.Series[0]
		d.genre = p.kindOf(&w, year)
		d.seed = w.next()
		if i >= inForce {
			if d.validity = Repealed; w.below(24) < 13 {
				d.validity = Expired
			}
			d.ended = endOf(&w, &d)
		}
		docs = append(docs, d)
	}
	slices.SortStableFunc(docs, func(a, b document) int { return int(a.issued) - int(b.issued) })
	type key struct {
		series string
		year   int
	}
	numbers := map[key]int{}
	for i := range docs {
		k := key{docs[i].series, docs[i].issued.Year()}
		numbers[k]++
		docs[i].number = numbers[k]
	}
	amend(docs)
	slices.SortStableFunc(docs, func(a, b document) int { return int(a.published) - int(b.published) })
	return docs
}
