package demo

import (
	"sort"
	"sync"
	"time"

	"gongkai/law/calendar"
)

// Archive is what a city has published in several years, of which any item can
// be told by its place, so that millions of them need no disk. It keeps twelve
// bytes for each item of one year and four for each of all. It is safe for many
// goroutines.
//
// The last year is that of the plan, to the byte. Those before it have as many
// items on as many days, with words, agencies and numbers of their own.
type Archive struct {
	plan      *Plan
	first     int // the first year
	years     int
	places    []place    // of a year, in the order of publication
	numbers   [][]uint32 // by year and place: which of its series an item is
	documents []document
	pieces    []piece
	scribes   sync.Pool
}

// place is where in its year an item stands.
type place struct {
	second  uint32 // since the year began
	which   uint32 // serial of an ordinary item, else position in its list
	day     uint16
	channel uint8 // position in channels, or one of the following
}

const (
	isDocument = 0xfe
	isPiece    = 0xff
)

// NewArchive lays out so many years, the last of which is the plan's. Years
// before 2008 are not to be had: the calendar does not reach them.
func NewArchive(p *Plan, years int) *Archive {
	a := &Archive{plan: p, first: 2018 - min(max(years, 1), 10)}
	a.years = 2018 - a.first
	a.scribes.New = func() any { return newScribe(p.g, p.city) }
	for t := range p.order() {
		pl := place{second: uint32(t.at.Sub(p.days[0].on.Start()) / time.Second), day: uint16(t.day), channel: uint8(t.channel)}
		switch {
		case t.document != nil:
			pl.channel, pl.which = isDocument, uint32(len(a.documents))
			a.documents = append(a.documents, *t.document)
		case t.piece != nil:
			pl.channel, pl.which = isPiece, uint32(len(a.pieces))
			a.pieces = append(a.pieces, *t.piece)
		default:
			pl.which = uint32(t.serial)
		}
		a.places = append(a.places, pl)
	}
	var all sync.WaitGroup
	a.numbers = make([][]uint32, a.years)
	for y := range a.numbers {
		all.Go(func() { a.numbers[y] = a.count(a.first + y) })
	}
	all.Wait()
	return a
}

// count numbers the series of a year.
func (a *Archive) count(year int) []uint32 {
	numbers := make([]uint32, len(a.places))
	last := map[seriesKey]uint32{}
	for i, pl := range a.places {
		if pl.channel >= isDocument {
			continue
		}
		in, g, _ := a.plan.drawn(serialIn(year, pl.which), int(pl.channel), a.plan.days[pl.day].on.Time().Month())
		if g.series == "" {
			continue
		}
		key := seriesKey{in, g.series}
		last[key]++
		numbers[i] = last[key]
	}
	return numbers
}

func serialIn(year int, which uint32) uint64 { return uint64(2017-year)<<32 | uint64(which) }

// Len is how many items there are: all years, and the stock that had been
// published before the first of them.
func (a *Archive) Len() int { return a.old() + a.years*len(a.places) }

// old is how much of the stock comes before the first year.
func (a *Archive) old() int {
	return sort.Search(len(a.plan.stock), func(i int) bool { return a.plan.stock[i].published.Year() >= a.first })
}

// At is when the n-th item was published, of 0 … Len()-1; it never decreases.
func (a *Archive) At(n int) time.Time {
	old := a.old()
	if n < old {
		return a.plan.stock[n].published.Start().Add((opens + 1800) * time.Second)
	}
	n -= old
	year, pl := a.first+n/len(a.places), a.places[n%len(a.places)]
	inDay := time.Duration(pl.second)*time.Second - time.Duration(pl.day)*24*time.Hour
	return inYear(a.plan.days[pl.day].on, year).Start().Add(inDay)
}

// Item tells the n-th item, of 0 … Len()-1 in the order of publication.
func (a *Archive) Item(n int) Item {
	w := a.scribes.Get().(*scribe)
	defer a.scribes.Put(w)
	old := a.old()
	if n < old {
		return w.document(&a.plan.stock[n])
	}
	at := a.At(n)
	n -= old
	year, i := a.first+n/len(a.places), n%len(a.places)
	pl := a.places[i]
	var it Item
	switch pl.channel {
	case isDocument:
		d := a.documents[pl.which].in(year)
		it = w.document(&d)
	case isPiece:
		k := a.pieces[pl.which]
		k.policy, k.on, k.seed = k.policy.in(year), inYear(k.on, year), k.seed^uint64(2017-year)
		it = w.piece(&k)
	default:
		it = a.plan.ordinary(w, serialIn(year, pl.which), int(pl.channel), inYear(a.plan.days[pl.day].on, year),
			func(*agency, *genre) int { return int(a.numbers[year-a.first][i]) })
	}
	it.PublishedAt = at
	return it
}

// in is the document as the year issued it.
func (d document) in(year int) document {
	d.issued, d.published = inYear(d.issued, year), inYear(d.published, year)
	if d.ended != calendar.NoDay {
		d.ended = inYear(d.ended, year)
	}
	d.seed ^= uint64(2017 - year)
	return d
}

// inYear is the same day of another year; no day of 2017 is the 29th of
// February.
func inYear(d calendar.Day, year int) calendar.Day {
	y, m, n := d.Time().Date()
	return calendar.Date(year+y-2017, m, n)
}
