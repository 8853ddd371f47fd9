package chart

import (
	"math"
	"strconv"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

// lay lays out a chart. A shape that is not known is drawn as rows, which hold
// anything.
func lay(c annual.Chart) *drawing {
	if len(c.Labels) == 0 || len(c.Series) == 0 {
		d := &drawing{height: 80}
		d.write(width/2, 46, middle, usual, soft, "没有数据")
		return d
	}
	switch c.Kind {
	case annual.Shares:
		return shares(c)
	case annual.Courses:
		return courses(c)
	case annual.Bars:
		if d := bars(c); d != nil {
			return d
		}
	}
	return rows(c)
}

const gutter = 12.0

// head writes the unit and, if there are several series, which is which. It
// tells where the plot may begin.
func (d *drawing) head(c annual.Chart) float64 {
	x, y := gutter, 22.0
	if c.Unit != "" {
		text := "单位：" + c.Unit
		d.write(x, y, start, little, soft, text)
		x += extent(text, little) + 28
	}
	if len(c.Series) > 1 {
		const swatch = 22.0
		for i, s := range c.Series {
			w := swatch + 6 + extent(s.Name, little)
			if x > gutter && x+w > width-gutter {
				x, y = gutter, y+22
			}
			d.add(rect{x, y - 12, swatch, 14, inkOf(i)})
			d.write(x+swatch+6, y, start, little, dark, s.Name)
			x += w + 20
		}
	} else if c.Unit == "" {
		return 8
	}
	return y + 14
}

// bars are upright bars, a group for each label; nil if the labels or numbers
// have no room.
func bars(c annual.Chart) *drawing {
	n, k := len(c.Labels), len(c.Series)
	s := scaleOf(c.Series, n, 5)
	left := gutter
	for _, t := range s.ticks() {
		left = math.Max(left, gutter+extent(t.String(), little)+8)
	}
	right := width - gutter
	slot := (right - left) / float64(n)
	size := usual
	if n > 6 {
		size = little
	}
	each := slot * 0.86 / float64(k)
	for _, one := range c.Series {
		for i := range n {
			if extent(value(one, i).String(), little)+2 > math.Max(each, slot*0.94/float64(k)) {
				return nil
			}
		}
	}
	const mostLines = 3
	labels, most := make([][]string, n), 0
	for i, l := range c.Labels {
		labels[i] = broken(l, size, slot-8)
		most = max(most, len(labels[i]))
	}
	if most > mostLines {
		return nil
	}
	d := &drawing{}
	const plot = 210.0
	top := d.head(c) + 20
	bottom := top + plot
	d.height = bottom + 12 + float64(most)*(size+5)
	y := func(v printed.Number) float64 { return bottom - s.at(v)*plot }
	for _, t := range s.ticks() {
		if t != 0 {
			d.stroke(left, y(t), right, y(t), 1, faint)
		}
		d.write(left-8, y(t)+5, end, little, soft, t.String())
	}
	wide := math.Min(each, 62)
	for i := range n {
		centre := left + (float64(i)+0.5)*slot
		for j, one := range c.Series {
			v := value(one, i)
			x := centre + (float64(j)-float64(k)/2)*math.Max(wide, math.Min(each, wide+10))
			if k == 1 {
				x = centre - wide/2
			}
			from, to := math.Min(y(v), y(0)), math.Max(y(v), y(0))
			if v != 0 {
				d.add(rect{x, math.Min(from, to-1), wide - barGap(k), math.Max(to-from, 1), inkOf(j)})
			}
			at := from - 6
			if v < 0 {
				at = to + little
			}
			d.write(x+(wide-barGap(k))/2, at, middle, little, dark, v.String())
		}
		for l, text := range labels[i] {
			d.write(centre, bottom+8+float64(l+1)*(size+5)-5+2, middle, size, dark, text)
		}
	}
	d.stroke(left, y(0), right, y(0), 1.5, dark)
	return d
}

// barGap is the air between the bars of a group.
func barGap(k int) float64 {
	if k > 1 {
		return 2
	}
	return 0
}

// manyRows is how many bars stand in one column; more stand in two, so that the
// sixty-three agencies of a city fit a page.
const manyRows = 34

// rows are lying bars.
func rows(c annual.Chart) *drawing {
	n, k := len(c.Labels), len(c.Series)
	columns, size, thick, air := 1, usual, 18.0, 10.0
	if n*k > manyRows && n > 1 {
		columns, size, thick, air = 2, little, 13, 7
	} else if n*k > manyRows/2 {
		size, thick, air = little, 15, 8
	}
	per := (n + columns - 1) / columns
	wide := (width - 2*gutter - float64(columns-1)*24) / float64(columns)
	labelled, valued := 0.0, 0.0
	for i, l := range c.Labels {
		labelled = math.Max(labelled, extent(l, size))
		for _, one := range c.Series {
			valued = math.Max(valued, extent(value(one, i).String(), little))
		}
	}
	labelled = math.Min(labelled, wide*0.56)
	s := scaleOf(c.Series, n, 4/columns)
	if s.low < 0 {
		valued *= 2
	}
	room := wide - labelled - 10 - valued - 8

	d := &drawing{}
	top := d.head(c)
	deepest := top
	for column := range columns {
		left := gutter + float64(column)*(wide+24)
		axis := left + labelled + 10
		if s.low < 0 {
			axis += valued / 2
		}
		x := func(v printed.Number) float64 { return axis + s.at(v)*room }
		from, to := column*per, min((column+1)*per, n)
		if from >= to {
			break
		}
		type row struct {
			label  []string
			y, h   float64
			number int
		}
		var list []row
		y := top
		for i := from; i < to; i++ {
			label := broken(c.Labels[i], size, labelled+0.5)
			h := math.Max(float64(k)*thick, float64(len(label))*(size+3)) + air
			list = append(list, row{label, y, h, i})
			y += h
		}
		written := -math.MaxFloat64
		for _, t := range s.ticks() {
			if t != 0 {
				d.stroke(x(t), top, x(t), y, 1, faint)
			}
			if half := extent(t.String(), little) / 2; x(t)-half > written+6 {
				d.write(x(t), y+18, middle, little, soft, t.String())
				written = x(t) + half
			}
		}
		for _, r := range list {
			middleY := r.y + r.h/2
			for l, text := range r.label {
				at := middleY + (float64(l)-float64(len(r.label)-1)/2)*(size+3) + size*0.36
				d.write(left+labelled, at, end, size, dark, text)
			}
			for j, one := range c.Series {
				v := value(one, r.number)
				at := middleY + (float64(j)-float64(k)/2)*thick
				a, b := math.Min(x(0), x(v)), math.Max(x(0), x(v))
				if v != 0 {
					d.add(rect{a, at, math.Max(b-a, 1), thick - barGap(k), inkOf(j)})
				}
				if v < 0 {
					d.write(a-5, at+thick/2+little*0.34, end, little, dark, v.String())
				} else {
					d.write(b+5, at+thick/2+little*0.34, start, little, dark, v.String())
				}
			}
		}
		d.stroke(x(0), top, x(0), y, 1.5, dark)
		deepest = math.Max(deepest, y)
	}
	d.height = deepest + 28
	return d
}

// shares is a ring with a list of its parts: their numbers and percentages
// stand in the list, however thin a part may be.
func shares(c annual.Chart) *drawing {
	one := c.Series[0]
	total := printed.Number(0)
	for i := range c.Labels {
		total += max(value(one, i), 0)
	}
	const (
		outer, inner = 92.0, 51.0
		centre       = 158.0
		left         = 322.0 // of the list
		swatch       = 26.0
	)
	valued := 0.0
	for i := range c.Labels {
		valued = math.Max(valued, extent(value(one, i).String(), usual))
	}
	rated := extent("100.0%", usual)
	right := width - gutter
	room := right - left - swatch - 10 - valued - rated - 32
	labels, high := make([][]string, len(c.Labels)), 0.0
	for i, l := range c.Labels {
		labels[i] = broken(l, usual, room)
		high += float64(len(labels[i]))*(usual+4) + 10
	}
	d := &drawing{}
	top := d.head(annual.Chart{Unit: c.Unit})
	d.height = top + math.Max(high, 2*outer+52) + 8
	at := point{centre, top + (d.height-top)/2}
	turned := 0.0
	for i := range c.Labels {
		v := max(value(one, i), 0)
		if v == 0 {
			continue
		}
		part := float64(v) / float64(total)
		d.add(wedge{at, inner, outer, turned, turned + part, inkOf(i)})
		turned += part
	}
	if total == 0 {
		d.add(wedge{at, inner, outer, 0, 1, ink{faint, solid}})
	}
	// White lines between the parts, drawn last so that none is covered; a part
	// thinner than such a line goes without.
	turned = 0
	for i := range c.Labels {
		part := float64(max(value(one, i), 0)) / math.Max(float64(total), 1)
		if part > 0.004 && part < 1 {
			for _, edge := range []float64{turned, turned + part} {
				a, b := on(at, inner, edge), on(at, outer, edge)
				d.stroke(a.x, a.y, b.x, b.y, 1, white)
			}
		}
		if part >= 0.05 {
			p := on(at, outer+9, turned+part/2)
			side, down := start, 5.0
			switch {
			case math.Abs(p.x-at.x) < 24 && p.y < at.y:
				side, down = middle, 0
			case math.Abs(p.x-at.x) < 24:
				side, down = middle, 12
			case p.x < at.x:
				side = end
			}
			d.write(p.x, p.y+down, side, little, dark, percent(value(one, i), total))
		}
		turned += part
	}
	d.write(at.x, at.y-4, middle, little, soft, "合计")
	size := usual
	for extent(total.String(), size) > 2*inner-16 && size > 9 {
		size--
	}
	d.write(at.x, at.y+size, middle, size, dark, total.String())

	y := top + (d.height-top-high)/2
	for i, l := range labels {
		h := float64(len(l))*(usual+4) + 10
		centre := y + h/2
		d.add(rect{left, centre - 9, swatch, 18, inkOf(i)})
		for j, text := range l {
			d.write(left+swatch+10, centre+(float64(j)-float64(len(l)-1)/2)*(usual+4)+6, start, usual, dark, text)
		}
		d.write(right-rated-14, centre+6, end, usual, dark, value(one, i).String())
		d.write(right, centre+6, end, usual, soft, percent(value(one, i), total))
		y += h
		if i+1 < len(labels) {
			d.stroke(left, y, right, y, 1, faint)
		}
	}
	return d
}

// percent is the part of the whole with one decimal; "—" if there is no whole.
// What is little is not said to be nothing.
func percent(part, whole printed.Number) string {
	if whole <= 0 {
		return "—"
	}
	of := 1000 * float64(part) / float64(whole)
	n := int64(math.Round(of))
	switch {
	case n == 0 && part > 0:
		return "<0.1%"
	case n == 1000 && part < whole:
		return ">99.9%"
	}
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%"
}

// courses are lines over time. Each line is named at its end.
func courses(c annual.Chart) *drawing {
	n, k := len(c.Labels), len(c.Series)
	s := scaleOf(c.Series, n, 5)
	d := &drawing{}
	top := d.head(annual.Chart{Unit: c.Unit}) + 20
	left := gutter
	for _, t := range s.ticks() {
		left = math.Max(left, gutter+extent(t.String(), little)+12)
	}
	named := 0.0
	names := make([][]string, k)
	for j, one := range c.Series {
		if k == 1 {
			continue
		}
		names[j] = broken(one.Name+" "+value(one, n-1).String(), little, 150)
		for _, l := range names[j] {
			named = math.Max(named, extent(l, little)+22)
		}
	}
	right := width - gutter - math.Max(named, 24)
	slot := 0.0
	if n > 1 {
		slot = (right - left - 24) / float64(n-1)
	}
	x := func(i int) float64 {
		if n == 1 {
			return (left + right) / 2
		}
		return left + 12 + float64(i)*slot
	}
	const plot = 210.0
	bottom := top + plot
	y := func(v printed.Number) float64 { return bottom - s.at(v)*plot }
	for _, t := range s.ticks() {
		if t != 0 {
			d.stroke(left, y(t), right, y(t), 1, faint)
		}
		d.write(left-8, y(t)+5, end, little, soft, t.String())
	}
	d.stroke(left, y(0), right, y(0), 1.5, dark)

	// As many labels below as have room, the last always.
	widest := 0.0
	for _, l := range c.Labels {
		widest = math.Max(widest, extent(l, little))
	}
	step := 1
	for n > 1 && float64(step)*slot < widest+8 {
		step++
	}
	for i := range n {
		if (n-1-i)%step == 0 {
			d.write(x(i), bottom+22, middle, little, dark, c.Labels[i])
			d.stroke(x(i), bottom, x(i), bottom+5, 1, dark)
		}
	}
	d.height = bottom + 34

	dashes := [][]float64{nil, {9, 5}, {3, 4}, {12, 4, 3, 4}}
	for j, one := range c.Series {
		l := line{width: 2.5, colour: inkOf(j).colour, dash: dashes[j%len(dashes)]}
		for i := range n {
			l.points = append(l.points, point{x(i), y(value(one, i))})
		}
		if n > 1 {
			d.add(l)
		}
	}
	for j, one := range c.Series {
		for i := range n {
			d.add(dot{point{x(i), y(value(one, i))}, j, inkOf(j).colour})
		}
	}
	if k == 1 {
		d.values(c.Series[0], n, x, y, slot)
	} else {
		d.ends(c, names, right, y)
	}
	return d
}

// values writes the numbers of a single line: all if they have room, else the
// last and the largest.
func (d *drawing) values(one annual.Series, n int, x func(int) float64, y func(printed.Number) float64, slot float64) {
	widest, largest := 0.0, 0
	for i := range n {
		widest = math.Max(widest, extent(value(one, i).String(), little))
		if value(one, i) > value(one, largest) {
			largest = i
		}
	}
	all := n == 1 || widest+4 <= slot
	for i := range n {
		if all || i == n-1 || i == largest {
			v := value(one, i)
			at := y(v) - 10
			// In a dip the line would run through the number.
			if i > 0 && i < n-1 && v < value(one, i-1) && v < value(one, i+1) && y(v)+24 < y(0) {
				at = y(v) + 10 + little*0.72
			}
			d.write(math.Min(x(i), width-gutter-extent(v.String(), little)/2), at, middle, little, dark, v.String())
		}
	}
}

// ends names each line at its end, the names moved apart.
func (d *drawing) ends(c annual.Chart, names [][]string, right float64, y func(printed.Number) float64) {
	k, n := len(c.Series), len(c.Labels)
	order := make([]int, k)
	for j := range order {
		order[j] = j
	}
	at := func(j int) float64 { return y(value(c.Series[j], n-1)) }
	for i := 1; i < k; i++ {
		for j := i; j > 0 && at(order[j]) < at(order[j-1]); j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	const lineHigh = little + 3
	tops, floor := make([]float64, k), -math.MaxFloat64
	for i, j := range order {
		high := float64(len(names[j])) * lineHigh
		tops[i] = math.Max(at(j)-high/2, floor)
		floor = tops[i] + high + 3
	}
	// Pushed below the plot, they move up together.
	if over := floor - d.height; over > 0 {
		limit := d.height
		for i := k - 1; i >= 0; i-- {
			high := float64(len(names[order[i]])) * lineHigh
			tops[i] = math.Min(tops[i], limit-high)
			limit = tops[i] - 3
		}
	}
	for i, j := range order {
		d.add(dot{point{right + 14, tops[i] + lineHigh/2}, j, inkOf(j).colour})
		for l, text := range names[j] {
			d.write(right+24, tops[i]+float64(l+1)*lineHigh-4, start, little, dark, text)
		}
	}
}
