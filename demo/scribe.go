package demo

import (
	"strconv"
	"time"

	"gongkai/law/calendar"
)

// dice is the splitmix64 generator: small, and the same for ever.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is in 0 … n-1.
func (d *dice) below(n int) int { return int((d.next() >> 32) * uint64(n) >> 32) }

// between is in from … to, both included.
func (d *dice) between(from, to int) int { return from + d.below(to-from+1) }

// scribe writes the texts of one item after another. It is not safe for use
// by several goroutines.
type scribe struct {
	g    *grammar
	city *city
	dice

	// Words chosen for the item at hand lie in words; known[s] is where slot s
	// has its own if stamp[s] is the item's.
	words []byte
	known []span
	stamp []uint32
	item  uint32
	out   []byte

	agency   *agency
	policy   Item    // that is explained
	district *agency // chosen when first asked for
	issued   calendar.Day
	year     int
	month    time.Month
	day      int
}

type span struct{ from, to int }

func newScribe(g *grammar, c *city) *scribe {
	return &scribe{g: g, city: c, known: make([]span, len(g.slots)), stamp: make([]uint32, len(g.slots))}
}

// begin forgets the last item's words.
func (w *scribe) begin(seed uint64, a *agency, issued calendar.Day) {
	w.dice = dice(seed)
	w.item++
	w.words = w.words[:0]
	w.agency, w.district = a, nil
	w.issued = issued
	w.year, w.month, w.day = issued.Time().Date()
}

// word is where the word for a slot lies in w.words.
func (w *scribe) word(i int) span {
	if w.stamp[i] == w.item {
		return w.known[i]
	}
	s := &w.g.slots[i]
	var sp span
	if s.fill != nil {
		sp.from = len(w.words)
		s.fill(w)
	} else {
		t := s.words[w.below(len(s.words))]
		// The words within must be written before the word begins, for a
		// word is one stretch.
		var inner [8]span
		for k := range t {
			if t[k].slot >= 0 {
				inner[k] = w.word(t[k].slot)
			}
		}
		sp.from = len(w.words)
		for k := range t {
			w.words = append(w.words, t[k].text...)
			w.words = append(w.words, w.words[inner[k].from:inner[k].to]...)
		}
	}
	sp.to = len(w.words)
	if !s.fresh {
		w.known[i], w.stamp[i] = sp, w.item
	}
	return sp
}

func (w *scribe) write(t template) {
	for i := range t {
		w.out = append(w.out, t[i].text...)
		if t[i].slot >= 0 {
			sp := w.word(t[i].slot)
			w.out = append(w.out, w.words[sp.from:sp.to]...)
		}
	}
}

// compose is a title and a body of the genre, for the item begun.
func (w *scribe) compose(g *genre) (title, body string) {
	w.out = w.out[:0]
	w.write(g.titles[w.below(len(g.titles))])
	end := len(w.out)
	for _, alternatives := range g.paragraphs {
		p := &alternatives[w.below(len(alternatives))]
		if p.heading {
			w.out = append(w.out, "<h2>"...)
			w.write(p.text)
			w.out = append(w.out, "</h2>"...)
		} else {
			w.out = append(w.out, "<p>"...)
			w.write(p.text)
			w.out = append(w.out, "</p>"...)
		}
	}
	// One allocation serves both.
	all := string(w.out)
	return all[:end], all[end:]
}

// about is what the item composed is about, as it names it itself; "" for one
// that is about nothing else than its form.
func (w *scribe) about() string {
	for i, s := range w.g.slots {
		if s.name == "事" && w.stamp[i] == w.item {
			return string(w.words[w.known[i].from:w.known[i].to])
		}
	}
	return ""
}

func (w *scribe) add(s string) { w.words = append(w.words, s...) }
func (w *scribe) num(n int)    { w.words = strconv.AppendInt(w.words, int64(n), 10) }

func (w *scribe) date(d calendar.Day) {
	_, m, n := d.Time().Date()
	w.num(int(m))
	w.add("月")
	w.num(n)
	w.add("日")
}

// place is the county or zone the item plays in: the agency's own, or any.
func (w *scribe) place() *agency {
	if w.district == nil {
		switch w.agency.Kind {
		case "county", "zone":
			w.district = w.agency
		case "township":
			w.district = w.city.byCode[w.agency.Parent]
		default:
			w.district = w.city.districts[w.below(len(w.city.districts))]
		}
	}
	return w.district
}

// percent writes tenths of a percent.
func (w *scribe) percent(tenths int) {
	w.num(tenths / 10)
	w.add(".")
	w.num(tenths % 10)
	w.add("%")
}

// fillers are the slots that no pool can fill.
var fillers = []struct {
	name  string
	fresh bool
	fill  func(w *scribe)
}{
	{"机关", false, func(w *scribe) { w.add(w.agency.Name) }},
	{"简称", false, func(w *scribe) { w.add(w.agency.Short) }},
	{"地", false, func(w *scribe) {
		switch w.agency.Kind {
		case "county", "zone", "township":
			w.add(w.agency.Short)
		default:
			w.add("长春市")
		}
	}},
	{"区", false, func(w *scribe) { w.add(w.place().Short) }},
	{"街道", false, func(w *scribe) {
		if w.agency.Kind == "township" {
			w.add(w.agency.Short)
			return
		}
		list := w.g.districts[w.place().Code]
		w.add(list[w.below(len(list))])
	}},
	{"事", false, func(w *scribe) {
		list := w.g.subjects[w.agency.Code]
		if w.year < 2005 {
			list = w.g.subjects[early]
		} else if list == nil || w.agency.Code == "ZFBGT" && w.below(3) > 0 {
			list = w.g.every
		}
		w.add(list[w.below(len(list))])
	}},
	{"办事", false, func(w *scribe) {
		list := w.g.services[w.agency.Code]
		switch {
		case list != nil:
		case w.agency.Kind != "department" || w.agency.Code == "ZWZX":
			list = w.g.anything
		default:
			subjects := w.g.subjects[w.agency.Code]
			w.add(subjects[w.below(len(subjects))])
			w.add("咨询")
			return
		}
		w.add(list[w.below(len(list))])
	}},
	{"政策", false, func(w *scribe) { w.add(w.policy.Title) }},
	{"政策号", false, func(w *scribe) { w.add(w.policy.Number) }},
	{"政策日", false, func(w *scribe) { w.date(w.policy.IssuedOn) }},
	{"年", false, func(w *scribe) { w.num(w.year) }},
	{"上年", false, func(w *scribe) { w.num(w.year - 1) }},
	{"月", false, func(w *scribe) { w.num(int(w.month)) }},
	{"上月", false, func(w *scribe) { w.num(max(1, int(w.month)-1)); w.add("月份") }},
	{"季", false, func(w *scribe) {
		w.add([...]string{"第一季度", "第二季度", "第三季度", "第四季度"}[(w.month-1)/3])
	}},
	{"期", false, func(w *scribe) { w.num((int(w.month)-1)*2 + (w.day-1)/16 + 1) }},
	{"日期", false, func(w *scribe) { w.date(w.issued) }},
	{"前日", false, func(w *scribe) { w.date(w.issued - calendar.Day(w.between(1, 12))) }},
	{"后日", false, func(w *scribe) { w.date(w.issued + calendar.Day(w.between(3, 20))) }},
	{"时", false, func(w *scribe) { w.num(w.between(8, 17)); w.add("时") }},
	{"数", false, func(w *scribe) { w.num(w.between(2, 60)) }},
	// A handful, of working days or of a family.
	{"数3", false, func(w *scribe) { w.num(w.between(2, 7)) }},
	{"百", false, func(w *scribe) { w.num(w.between(101, 999)) }},
	{"千", false, func(w *scribe) { w.num(w.between(1001, 9999)) }},
	{"号", false, func(w *scribe) { w.num(w.between(1, 3999)); w.add("号") }},
	// The last four figures of a telephone number; 0xxx is nobody's.
	{"电", true, func(w *scribe) {
		n := w.between(0, 899)
		w.words = append(w.words, '0', byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
	}},
	{"元", false, func(w *scribe) {
		w.num([...]int{200, 500, 1000, 2000, 3000, 5000, 8000, 10000, 20000, 30000, 50000}[w.below(11)])
		w.add("元")
	}},
	{"万元", false, func(w *scribe) {
		n := w.between(15, 30000)
		w.num(n / 10)
		w.add(".")
		w.num(n % 10)
		w.add("万元")
	}},
	{"率", false, func(w *scribe) { w.percent(w.between(5, 299)) }},
	{"率90", false, func(w *scribe) { w.percent(w.between(900, 999)) }},
	{"编", false, func(w *scribe) {
		w.add("9122010")
		for range 11 {
			w.words = append(w.words, byte('0'+w.below(10)))
		}
	}},
}
