package demo

import (
	"errors"
	"iter"
	"slices"
	"sort"
	"strconv"
	"time"

	"gongkai/law/calendar"
)

// What the report of 2017 prints, and what the plan adds to it.
const (
	websiteTotal   = 959_223
	gazetteTotal   = 1_238
	socialTotal    = 39_516 // Weibo and WeChat together: the report has one number
	weiboTotal     = 23_104 // of these; the rest is WeChat's
	otherTotal     = 130_093
	normativeTotal = 1_069 // among the above
	explainedTotal = 736   // pieces that explain a policy, among the above

	// The report says "about 1,500 in force since 1981".
	inForceTotal = 1_503
	// Those of the year's 1,069 that were no longer in force at its end.
	endedOfYear = 28
	// Older documents that were repealed or had expired by then.
	endedOfStock = 240
	// Rules (规章) published in 2017, and older ones.
	rulesOfYear  = 4
	rulesOfStock = 36
)

// ErrScale refuses a scale below 1.
var ErrScale = errors.New("缩小倍数应是不小于 1 的整数")

// Totals are the counts a plan keeps exactly.
type Totals struct {
	Website, Gazette, Weibo, WeChat, Other int // published in 2017
	Normative                              int // among these
	Rules                                  int // among these
	Interpretations                        int // among these
	Stock                                  int // older documents, apart from these
	InForce                                int // normative documents in force at the end of 2017
}

// Published is everything published in 2017, by whatever channel.
func (t Totals) Published() int { return t.Website + t.Gazette + t.Weibo + t.WeChat + t.Other }

// Items is the number of items a plan tells, the stock included.
func (t Totals) Items() int { return t.Published() + t.Stock }

// of is a channel's total, by position in channels.
func (t Totals) of(channel int) int {
	return [...]int{t.Website, t.Gazette, t.Weibo, t.WeChat, t.Other}[channel]
}

// Plan is a year drawn up: how many items each day brings on each channel, and
// every document with its number and what explains it. It is immutable.
type Plan struct {
	Scale  int
	Totals Totals
	Asked  Asked

	g     *grammar
	city  *city
	stock []document
	days  []day
	draws [len(channels)][13]draw // by channel and month
}

// day is one day of 2017.
type day struct {
	on        calendar.Day
	working   bool
	quota     [len(channels)]int // items that are not in documents
	documents []document
	pieces    []piece
}

// draw picks an agency and what it publishes by their weights.
type draw struct {
	upTo   []int // running sum of weights
	agency []*agency
	genre  []*genre
}

func (d *draw) pick(w *dice) (*agency, *genre) {
	i := sort.SearchInts(d.upTo, w.below(d.upTo[len(d.upTo)-1])+1)
	return d.agency[i], d.genre[i]
}

// New draws up 2017 at one scale-th of its size: each count is divided by
// scale, keeping a few of each kind, and the two documents the report names
// are always there. Errors: [ErrScale].
func New(scale int) (*Plan, error) {
	if scale < 1 {
		return nil, ErrScale
	}
	c, err := readCity()
	if err != nil {
		return nil, err
	}
	p := &Plan{Scale: scale, g: theGrammar(), city: c}
	part := func(n, least int) int { return max((n+scale/2)/scale, least) }
	p.Totals = Totals{
		Website:   part(websiteTotal, 30),
		Gazette:   part(gazetteTotal, 6),
		Other:     part(otherTotal, 6),
		Normative: part(normativeTotal, 8),
		Rules:     part(rulesOfYear, 1),

		Interpretations: part(explainedTotal, 5),
	}
	social := part(socialTotal, 6)
	p.Totals.Weibo = social * weiboTotal / socialTotal
	p.Totals.WeChat = social - p.Totals.Weibo
	p.Asked = askedAt(scale)
	ended := endedOfYear * p.Totals.Normative / normativeTotal
	old := part(inForceTotal-(normativeTotal-endedOfYear), 12)
	oldEnded := part(endedOfStock, 4)
	oldRules := part(rulesOfStock, 2)
	p.Totals.Stock = old + oldEnded + oldRules
	p.Totals.InForce = p.Totals.Normative - ended + old

	p.weigh()
	p.calendarYear()
	year := p.yearDocuments(ended)
	pieces := interpretations(year, p.Totals.Interpretations)
	rules := p.rules(oldRules, p.Totals.Rules)
	byDay := func(a, b document) int { return int(a.published) - int(b.published) }
	p.stock = append(p.stockDocuments(old, oldEnded), rules[:oldRules]...)
	slices.SortStableFunc(p.stock, byDay)
	year = append(year, rules[oldRules:]...)
	slices.SortStableFunc(year, byDay)
	p.spread(year, pieces)
	return p, nil
}

// weigh prepares the draws. A county's size counts for what counties do.
func (p *Plan) weigh() {
	size := map[string]float64{
		"CYQ": 2.1, "NGQ": 1.9, "KCQ": 1.6, "EDQ": 1.4, "LYQ": 1.6, "SYQ": 1.2, "JTQ": 1.5, "NAX": 1.7, "YSS": 1.8, "DHS": 1.5,
		"GXQ": 1.6, "JKQ": 1.6, "JYQ": 1.4, "QKQ": 1.1, "LHS": 0.4, "township": 0.3,
	}
	for _, g := range p.g.genres {
		channel := 0
		for channels[channel] != g.channel {
			channel++
		}
		// Walked by agency, not by the map, so that the order is one.
		for _, a := range p.city.agencies {
			weight := g.by[a.Code]
			if weight == 0 {
				kind := a.Kind
				if kind == "department" {
					kind = "dept"
				}
				weight = g.by[kind]
				for _, key := range []string{a.Code, a.Kind} {
					if f, ok := size[key]; ok {
						weight *= f
					}
				}
			}
			if weight == 0 {
				continue
			}
			for m := 1; m <= 12; m++ {
				if g.months>>m&1 == 0 {
					continue
				}
				d := &p.draws[channel][m]
				sum := 0
				if n := len(d.upTo); n > 0 {
					sum = d.upTo[n-1]
				}
				d.upTo = append(d.upTo, sum+max(1, int(weight*100)))
				d.agency = append(d.agency, a)
				d.genre = append(d.genre, g)
			}
		}
	}
}

func (p *Plan) calendarYear() {
	cal := calendar.China()
	for d := calendar.Date(2017, time.January, 1); d.Year() == 2017; d++ {
		p.days = append(p.days, day{on: d, working: cal.Working(d)})
	}
}

// gazetteDay tells whether the gazette comes out: on the last working day up
// to the 15th and up to the end of a month.
func gazetteDay(d calendar.Day) bool {
	cal := calendar.China()
	if !cal.Working(d) {
		return false
	}
	next := cal.Add(d, 1)
	return next.Time().Month() != d.Time().Month() || d.Time().Day() <= 15 && next.Time().Day() > 15
}

// busy is how much of a year's work falls to each month, around 100.
var busy = [13]int{0, 84, 78, 104, 98, 100, 104, 98, 98, 104, 96, 112, 124}

// spread gives each day its share of every channel, to the item.
func (p *Plan) spread(year []document, pieces []piece) {
	var left [len(channels)]int
	for c := range channels {
		left[c] = p.Totals.of(c)
	}
	first := p.days[0].on
	for _, doc := range year {
		for c := range channels {
			if channels[c] == doc.channel {
				left[c]--
			}
		}
		d := &p.days[doc.published-first]
		d.documents = append(d.documents, doc)
	}
	for _, k := range pieces {
		left[0]-- // all of them on the website
		d := &p.days[k.on-first]
		d.pieces = append(d.pieces, k)
	}
	w := dice(20170101)
	for c, channel := range channels {
		weight := make([]int, len(p.days))
		sum := 0
		for i, d := range p.days {
			usual := busy[d.on.Time().Month()] * w.between(82, 118)
			switch {
			case channel == Gazette && gazetteDay(d.on):
				weight[i] = usual
			case channel == Gazette:
			case d.working:
				weight[i] = usual
			case channel == Website:
				weight[i] = usual / 70
			default:
				// People read Weibo on Sundays, and someone writes it.
				weight[i] = usual / 9
			}
			sum += weight[i]
		}
		done, run := 0, 0
		for i := range p.days {
			run += weight[i]
			upTo := left[c] * run / sum
			p.days[i].quota[c] = upTo - done
			done = upTo
		}
	}
}

// The day's work: half past eight to half past four, lunch from half past
// eleven to one. Seconds from midnight in Beijing.
const (
	opens     = 8*3600 + 1800
	worked    = 6*3600 + 1800
	lunch     = 3 * 3600 // of work done
	lunchTime = 5400
)

// Items tells every item in the order of publication: first the stock, then
// the year. The same plan tells the same bytes each time.
func (p *Plan) Items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		w := newScribe(p.g, p.city)
		for i := range p.stock {
			if !yield(w.document(&p.stock[i])) {
				return
			}
		}
		numbers := map[seriesKey]int{}
		count := func(a *agency, g *genre) int {
			key := seriesKey{a, g.series}
			numbers[key]++
			return numbers[key]
		}
		for t := range p.order() {
			var it Item
			switch {
			case t.document != nil:
				it = w.document(t.document)
			case t.piece != nil:
				it = w.piece(t.piece)
			default:
				it = p.ordinary(w, t.serial, t.channel, p.days[t.day].on, count)
			}
			it.PublishedAt = t.at
			if !yield(it) {
				return
			}
		}
	}
}

// turn is an item of the year before it is written.
type turn struct {
	at       time.Time
	day      int       // position in Plan.days
	document *document // or
	piece    *piece    // or
	channel  int       // position in channels, and
	serial   uint64
}

// order is the year's items in the order of publication.
func (p *Plan) order() iter.Seq[turn] {
	return func(yield func(turn) bool) {
		order := dice(2017)
		serial := uint64(0)
		for i := range p.days {
			d := &p.days[i]
			left, docs, pieces := d.quota, d.documents, d.pieces
			total := len(docs) + len(pieces)
			for _, n := range left {
				total += n
			}
			start := d.on.Start()
			for k, n := 0, total; n > 0; k, n = k+1, n-1 {
				second := (k*worked + order.below(worked)) / total
				if second >= lunch {
					second += lunchTime
				}
				t := turn{at: start.Add(time.Duration(opens+second) * time.Second), day: i}
				pick := order.below(n)
				for t.channel < len(left) && pick >= left[t.channel] {
					pick -= left[t.channel]
					t.channel++
				}
				switch {
				case t.channel == len(left) && len(docs) > 0:
					t.document, docs = &docs[0], docs[1:]
				case t.channel == len(left): // after the policies of the day
					t.piece, pieces = &pieces[0], pieces[1:]
				default:
					left[t.channel]--
					serial++
					t.serial = serial
				}
				if !yield(t) {
					return
				}
			}
		}
	}
}

type seriesKey struct {
	agency *agency
	series string
}

var newYear = firstWorkingDay(2017)

func firstWorkingDay(year int) calendar.Day {
	return calendar.China().Add(calendar.Date(year-1, time.December, 31), 1)
}

// drawn is who publishes the serial-th item that is not a normative document,
// and what; the dice go on from there.
func (p *Plan) drawn(serial uint64, channel int, month time.Month) (*agency, *genre, dice) {
	// Numbers that follow one another make good seeds only when stirred.
	seed := dice(serial * 0xd1342543de82ef95)
	a, g := p.draws[channel][month].pick(&seed)
	return a, g, seed
}

// ordinary writes the serial-th item that is not a normative document. count
// says which it is of its series in the year.
func (p *Plan) ordinary(w *scribe, serial uint64, channel int, on calendar.Day, count func(*agency, *genre) int) Item {
	a, g, seed := p.drawn(serial, channel, on.Time().Month())
	issued := issueDay(&seed, on, channels[channel])
	year := on.Year()
	if g.series != "" && issued.Year() < year {
		// A number of 2017 is not given in 2016.
		first := newYear
		if year != 2017 {
			first = firstWorkingDay(year)
		}
		issued = min(first, on)
	}
	w.begin(seed.next(), a, issued)
	it := Item{
		Agency:      a.Code,
		Category:    g.categories[w.below(len(g.categories))],
		IssuedOn:    issued,
		PublishedOn: on,
		Channel:     channels[channel],
		Keywords:    g.keywords,
		Stage:       g.stage,
		EndedOn:     calendar.NoDay,
	}
	it.Title, it.Body = w.compose(g)
	if g.series != "" {
		it.Number = number(a.Prefix+g.series, year, count(a, g))
	}
	return it
}

func number(series string, year, n int) string {
	b := make([]byte, 0, 48)
	b = append(b, series...)
	b = append(b, "〔"...)
	b = strconv.AppendInt(b, int64(year), 10)
	b = append(b, "〕"...)
	b = strconv.AppendInt(b, int64(n), 10)
	return string(append(b, "号"...))
}

// issueDay goes back from the day of publication: a few working days as a
// rule, more than the twenty of article 18 (2008) three times in a hundred.
func issueDay(w *dice, published calendar.Day, channel Channel) calendar.Day {
	cal := calendar.China()
	if channel == Weibo || channel == WeChat {
		return published
	}
	back := min(w.below(16), w.below(16))
	switch {
	case channel == Other:
		back = w.below(5)
	case channel == Website && w.below(1000) < 35:
		back = w.between(21, 60)
	}
	if !cal.Working(published) {
		back = max(back, 1)
	}
	return cal.Add(published, -back)
}
