package gate

import (
	"strconv"
	"strings"
)

// presentation looks into a PPTX.
func (o *officeLook) presentation(main string) error {
	o.seen[main] = true
	if err := o.wordsOf(main, o.at, ""); err != nil {
		return err
	}
	d, err := readDeck(o.p, main)
	if err != nil {
		return err
	}
	if len(d.slides) > o.limits.Pages {
		return ErrTooLong
	}
	authors := map[string]string{}
	for _, part := range o.p.to(main, "commentAuthors", "authors") {
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			if t.kind == beginning && (t.is("cmAuthor") || t.is("author")) {
				authors[t.attr("id")] = t.attr("name")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	whole := o.at
	defer func() { o.at = whole }()
	for i, part := range d.slides {
		o.at.Page = i + 1
		if o.p.files[part] == nil || o.seen[part] {
			return ErrUnread
		}
		if err := o.slide(d, part, authors); err != nil {
			return err
		}
	}
	return nil
}

// deck is what a presentation says of its slides.
type deck struct {
	slides        []string // parts, in order
	width, height int64    // of a slide
}

func readDeck(p *pack, main string) (deck, error) {
	var d deck
	err := p.each(main, func(x *xmlReader, t *token) error {
		switch {
		case t.kind != beginning:
		case t.is("sldSz"):
			d.width, d.height = whole(t.attr("cx")), whole(t.attr("cy"))
		case t.is("sldId") && x.depth() == 3:
			if part := p.by(main, t.far("id")).to; part != "" {
				d.slides = append(d.slides, part)
			}
		}
		return nil
	})
	return d, err
}

func whole(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// shapes are the elements of a slide that hold one thing each.
var shapes = map[string]bool{"sp": true, "pic": true, "graphicFrame": true, "cxnSp": true, "grpSp": true, "contentPart": true}

// away says whether a shape stands wholly outside the slide.
func (d deck) away(x, y, cx, cy int64) bool {
	return d.width > 0 && d.height > 0 && (x+cx <= 0 || y+cy <= 0 || x >= d.width || y >= d.height)
}

// slide looks into one slide and what hangs on it.
func (o *officeLook) slide(d deck, part string, authors map[string]string) error {
	hidden := false
	// Shapes of the slide itself; what is grouped is measured by its group.
	shape := 0 // how deep the shape stands that is read
	var x0, y0, cx, cy int64
	var placed, unseen bool
	var words strings.Builder
	pictured, inText := false, false
	err := o.p.each(part, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			switch {
			case t.is("sld"):
				show := t.attr("show")
				hidden = show == "0" || show == "false"
			case shape == 0 && shapes[string(t.name)]:
				shape, placed, unseen, pictured = x.depth(), false, false, t.is("pic")
				x0, y0, cx, cy = 0, 0, 0, 0
				words.Reset()
			case t.is("cNvPr") && shape > 0:
				unseen = unseen || t.on("hidden")
			case t.is("off") && shape > 0 && !placed:
				x0, y0, placed = whole(t.attr("x")), whole(t.attr("y")), true
			case t.is("ext") && shape > 0 && placed && cx == 0 && cy == 0 && t.attr("cx") != "":
				cx, cy = whole(t.attr("cx")), whole(t.attr("cy"))
			case t.is("t"):
				inText = true
			case t.is("blip"):
				pictured = true
			}
		case letters:
			if inText && shape > 0 {
				words.WriteString(t.text())
			}
		case ending:
			if t.is("t") {
				inText = false
			}
			if shape > 0 && x.depth() < shape {
				shape = 0
				what := "“" + o.excerpt(words.String()) + "”"
				if !visible(words.String()) {
					what = "图片"
				}
				if visible(words.String()) || pictured {
					switch {
					case unseen:
						o.tell(HiddenText, o.at, words.String(), "有隐藏的对象："+what)
					case placed && d.away(x0, y0, cx, cy):
						o.tell(HiddenText, o.at, words.String(), "页面之外有看不见的内容："+what)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if hidden {
		o.tell(HiddenSlide, o.at, part, "是隐藏的幻灯片")
	}
	w := &wordLook{officeLook: o, styles: wordStyles{}, comments: map[string]int{}}
	if err := w.part(part); err != nil {
		return err
	}
	for _, notes := range o.p.to(part, "notesSlide") {
		if err := o.notes(notes); err != nil {
			return err
		}
	}
	for _, comments := range o.p.to(part, "comments") {
		o.seen[comments] = true
		who := ""
		var b strings.Builder
		err := o.p.each(comments, func(x *xmlReader, t *token) error {
			switch t.kind {
			case beginning:
				if t.is("cm") || t.is("reply") {
					who = authors[t.attr("authorId")]
					if t.is("cm") {
						b.Reset()
					}
				}
			case letters:
				b.WriteString(t.text())
			case ending:
				if t.is("p") {
					b.WriteByte('\n')
				}
				if t.is("cm") {
					text := strings.TrimSpace(b.String())
					o.tell(Comment, o.at, text, "有批注"+byWhom([]string{who})+"：“"+o.excerpt(text)+"”")
					return o.say(o.at, "的批注", "", text)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, kind := range [][]string{{"oleObject", "package"}, {"chart", "chartEx"}, {"diagramData", "diagramDrawing"}} {
		for _, inner := range o.p.to(part, kind...) {
			if kind[0] == "oleObject" {
				err = o.embedded(inner, o.at, "")
			} else if !o.seen[inner] {
				err = o.wordsOf(inner, o.at, "的图表")
			}
			if err != nil {
				return err
			}
			for _, data := range o.p.to(inner, "package", "oleObject") {
				if err := o.embedded(data, o.at, "图表数据"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// notes looks at what the speaker notes of a slide.
func (o *officeLook) notes(part string) error {
	o.seen[part] = true
	var b strings.Builder
	inText, field := false, 0
	err := o.p.each(part, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			inText = t.is("t")
			if t.is("fld") {
				field = x.depth()
			}
		case letters:
			if inText && field == 0 {
				b.WriteString(t.text())
			}
		case ending:
			inText = false
			if x.depth() < field {
				field = 0
			}
			if t.is("p") {
				b.WriteByte('\n')
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	text := strings.TrimSpace(b.String())
	if visible(text) {
		o.tell(Comment, o.at, text, "有备注：“"+o.excerpt(text)+"”")
	}
	return o.say(o.at, "的备注", "", text)
}
