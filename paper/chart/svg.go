package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gongkai/figures/annual"
)

// systemFonts are the Chinese fonts that readers' systems have.
const systemFonts = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, WenQuanYi Zen Hei, sans-serif"

// Alt is what the chart shows, for those who cannot see it: its own sentence,
// or, where it has none, its title and its numbers.
func Alt(c annual.Chart) string {
	if c.Alt != "" {
		return c.Alt
	}
	var b strings.Builder
	b.WriteString(c.Title)
	for _, s := range c.Series {
		b.WriteString("；" + s.Name)
		for i, l := range c.Labels {
			if i > 0 || s.Name != "" {
				b.WriteString("，")
			}
			b.WriteString(l + " " + value(s, i).String() + c.Unit)
		}
	}
	return b.String()
}

// Name is the chart as a paper calls it: 图1 申请渠道.
func Name(c annual.Chart) string {
	return strings.TrimSpace("图" + strconv.Itoa(c.Number) + "　" + c.Title)
}

// SVG is the chart as a picture of a page, to be put into it as it is. id
// begins the names within the picture and must differ from those of other
// pictures of the page; "" takes the chart's number.
func SVG(c annual.Chart, id string) string {
	if id == "" {
		id = "tu" + strconv.Itoa(c.Number)
	}
	d := lay(c)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="%[5]s-title %[5]s-desc" font-family="%[6]s">`,
		number(width), number(d.height), number(width), number(d.height), escaped(id), systemFonts)
	fmt.Fprintf(&b, `<title id="%[1]s-title">%[2]s</title><desc id="%[1]s-desc">%[3]s</desc>`, escaped(id), escaped(Name(c)), escaped(Alt(c)))
	used, inks := map[ink]bool{}, []ink(nil)
	use := func(i ink) {
		if i.pattern != solid && !used[i] {
			used[i] = true
			inks = append(inks, i)
		}
	}
	for _, item := range d.items {
		switch q := item.(type) {
		case rect:
			use(q.ink)
		case wedge:
			use(q.ink)
		}
	}
	name := func(i ink) string { return id + "-" + string(i.colour[1:]) + strconv.Itoa(int(i.pattern)) }
	if len(inks) > 0 {
		b.WriteString("<defs>")
		for _, i := range inks {
			fmt.Fprintf(&b, `<pattern id="%s" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="%s"/>%s</pattern>`, escaped(name(i)), i.colour, hatching[i.pattern])
		}
		b.WriteString("</defs>")
	}
	fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="%s"/>`, number(width), number(d.height), white)
	paint := func(i ink) string {
		if i.pattern == solid {
			return string(i.colour)
		}
		return "url(#" + escaped(name(i)) + ")"
	}
	for _, item := range d.items {
		switch q := item.(type) {
		case rect:
			fmt.Fprintf(&b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, number(q.x), number(q.y), number(q.w), number(q.h), paint(q.ink))
		case line:
			q.svg(&b)
		case wedge:
			fmt.Fprintf(&b, `<path d="%s" fill="%s" fill-rule="evenodd"/>`, q.path(), paint(q.ink))
		case dot:
			fmt.Fprintf(&b, `<polygon points="%s" fill="%s" stroke="%s"/>`, points(q.outline()), q.colour, white)
		case words:
			fmt.Fprintf(&b, `<text x="%s" y="%s" font-size="%s" fill="%s"`, number(q.at.x), number(q.at.y), number(q.size), q.colour)
			if q.anchor != start {
				fmt.Fprintf(&b, ` text-anchor="%s"`, map[anchor]string{middle: "middle", end: "end"}[q.anchor])
			}
			b.WriteString(">" + escaped(q.text) + "</text>")
		}
	}
	b.WriteString("</svg>")
	return b.String()
}

func (l line) svg(b *strings.Builder) {
	dash := ""
	if len(l.dash) > 0 {
		parts := make([]string, len(l.dash))
		for i, n := range l.dash {
			parts[i] = number(n)
		}
		dash = ` stroke-dasharray="` + strings.Join(parts, " ") + `"`
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"%s/>`, points(l.points), l.colour, number(l.width), dash)
}

// path is the outline of the wedge; a full ring is two circles.
func (w wedge) path() string {
	if w.to-w.from > 0.99999 {
		return circle(w.at, w.outer) + circle(w.at, w.inner)
	}
	large := 0
	if w.to-w.from > 0.5 {
		large = 1
	}
	a, b := on(w.at, w.outer, w.from), on(w.at, w.outer, w.to)
	c, e := on(w.at, w.inner, w.to), on(w.at, w.inner, w.from)
	return fmt.Sprintf("M%s %sA%[3]s %[3]s 0 %[4]d 1 %s %sL%s %sA%[9]s %[9]s 0 %[4]d 0 %[10]s %[11]sZ",
		number(a.x), number(a.y), number(w.outer), large, number(b.x), number(b.y), number(c.x), number(c.y), number(w.inner), number(e.x), number(e.y))
}

func circle(at point, r float64) string {
	return fmt.Sprintf("M%[1]s %[2]sA%[3]s %[3]s 0 1 1 %[1]s %[4]sA%[3]s %[3]s 0 1 1 %[1]s %[2]sZ", number(at.x), number(at.y-r), number(r), number(at.y+r))
}

func points(list []point) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = number(p.x) + "," + number(p.y)
	}
	return strings.Join(parts, " ")
}

// hatching is what lies on a colour, for [pattern] tiles of eight by eight.
var hatching = map[pattern]string{
	rising:  `<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#ffffff" stroke-width="1.8"/>`,
	falling: `<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2" stroke="#ffffff" stroke-width="1.8"/>`,
	dotted:  `<circle cx="4" cy="4" r="1.7" fill="#ffffff"/>`,
	level:   `<path d="M0 4H8" stroke="#ffffff" stroke-width="1.8"/>`,
	crossed: `<path d="M0 4H8M4 0V8" stroke="#ffffff" stroke-width="1.3"/>`,
}

// number is a length with at most two decimals.
func number(n float64) string {
	n = math.Round(n*100) / 100
	if n == 0 {
		n = 0 // not -0
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace
