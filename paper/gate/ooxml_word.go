package gate

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// runStyle is what of a style of text matters to who looks for what is not
// seen; 0 is not said, 1 yes, -1 no.
type runStyle struct {
	based                string
	vanish, white, small int
	shaded               int
}

// over is the style with what another says on top.
func (s runStyle) over(top runStyle) runStyle {
	for _, f := range []struct{ to, from *int }{{&s.vanish, &top.vanish}, {&s.white, &top.white}, {&s.small, &top.small}, {&s.shaded, &top.shaded}} {
		if *f.from != 0 {
			*f.to = *f.from
		}
	}
	return s
}

// property takes what a property of runs or paragraphs says.
func (s *runStyle) property(t *token) {
	yes := func(is bool) int {
		if is {
			return 1
		}
		return -1
	}
	switch {
	case t.is("vanish"), t.is("specVanish"):
		s.vanish = yes(!t.off())
	case t.is("color"):
		s.white = yes(strings.EqualFold(t.attr("val"), "FFFFFF") || t.attr("val") == "white" || t.attr("themeColor") == "background1" && t.attr("themeShade") == "")
	case t.is("sz"):
		n, err := strconv.Atoi(t.attr("val"))
		s.small = yes(err == nil && n <= 4)
	case t.is("shd"):
		fill := strings.ToUpper(t.attr("fill"))
		s.shaded = yes(fill != "" && fill != "AUTO" && fill != "FFFFFF" || strings.HasPrefix(t.attr("val"), "pct") || t.attr("val") == "solid" || t.attr("themeFill") != "")
	case t.is("highlight"):
		if v := t.attr("val"); v != "none" && v != "white" {
			s.shaded = 1
		}
	}
}

// unseen says whether text of the style is not seen.
func (s runStyle) unseen() bool {
	return s.vanish == 1 || s.white == 1 && s.shaded != 1 || s.small == 1
}

// wordStyles are the styles of a text by their id.
type wordStyles map[string]runStyle

func readStyles(p *pack, main string) (wordStyles, error) {
	styles := wordStyles{}
	for _, part := range p.to(main, "styles") {
		id := ""
		err := p.each(part, func(x *xmlReader, t *token) error {
			if t.kind != beginning {
				return nil
			}
			if t.is("style") {
				id = t.attr("styleId")
				styles[id] = runStyle{}
				return nil
			}
			if id == "" {
				return nil
			}
			s := styles[id]
			if t.is("basedOn") {
				s.based = t.attr("val")
			} else {
				s.property(t)
			}
			styles[id] = s
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return styles, nil
}

// of is a style with those it is based on.
func (w wordStyles) of(id string) runStyle {
	var chain []runStyle
	for range 20 {
		s, ok := w[id]
		if !ok {
			break
		}
		chain = append(chain, s)
		id = s.based
	}
	var whole runStyle
	for _, s := range slices.Backward(chain) {
		whole = whole.over(s)
	}
	return whole
}

// changing are the elements that keep what something was before a change.
var changing = map[string]bool{"rPrChange": true, "pPrChange": true, "sectPrChange": true, "tblPrChange": true, "tblGridChange": true,
	"trPrChange": true, "tcPrChange": true, "tblPrExChange": true, "numberingChange": true}

// wordLook is the reading of texts of paragraphs and tables: of a document, its
// margins and notes, and of slides, whose elements are called the same.
type wordLook struct {
	*officeLook
	where    string // the name of the part that is read, "" for the body
	numbered bool   // its paragraphs are counted
	lines    int
	styles   wordStyles
	lit      bool           // the page has a colour of its own
	comments map[string]int // where they stand: lines by their ids

	changes  int
	changers []string
	changed  string // the first words of a change
	changeAt int
}

// paragraph is one that has begun.
type paragraph struct {
	shown, deleted, inserted, hidden, command strings.Builder
	style                                     runStyle
	comments                                  []string
	boxed                                     bool // in a box, whose colour is its own
}

// table is one that has begun.
type table struct {
	heading, row []string
	cell         strings.Builder
	column       int
	shaded       bool // by its style
	cellShaded   bool
}

// document looks into a DOCX.
func (o *officeLook) document(main string) error {
	styles, err := readStyles(o.p, main)
	if err != nil {
		return err
	}
	w := &wordLook{officeLook: o, styles: styles, numbered: true, comments: map[string]int{}}
	if err := w.part(main); err != nil {
		return err
	}
	w.numbered = false
	for _, group := range []struct{ kind, where string }{{"header", "页眉"}, {"footer", "页脚"}, {"footnotes", "脚注"}, {"endnotes", "尾注"}} {
		w.where = group.where
		for _, part := range o.p.to(main, group.kind) {
			if err := w.part(part); err != nil {
				return err
			}
		}
	}
	if w.changes > 0 {
		at := o.at
		at.Line = w.changeAt
		words := ""
		if w.changed != "" {
			words = "：" + w.changed
		}
		o.tell(TrackedChange, at, w.changed, fmt.Sprintf("起有 %d 处修订痕迹%s%s", w.changes, byWhom(w.changers), words))
	}
	for _, part := range o.p.to(main, "comments") {
		o.seen[part] = true
		id, who := "", ""
		var b strings.Builder
		inText := false
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			switch t.kind {
			case beginning:
				if t.is("comment") {
					id, who = t.attr("id"), t.attr("author")
					b.Reset()
				}
				inText = t.is("t") || t.is("delText")
			case letters:
				if inText {
					b.WriteString(t.text())
				}
			case ending:
				inText = false
				switch {
				case t.is("p"):
					b.WriteByte('\n')
				case t.is("comment"):
					at := o.at
					at.Line = w.comments[id]
					text := strings.TrimSpace(b.String())
					o.tell(Comment, at, text, "有批注"+byWhom([]string{who})+"：“"+o.excerpt(text)+"”")
					return o.say(at, "的批注", "", text)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, part := range o.p.to(main, "settings") {
		if err := o.settings(part); err != nil {
			return err
		}
	}
	return nil
}

// settings looks at what a text keeps beside its words.
func (o *officeLook) settings(part string) error {
	err := o.p.each(part, func(x *xmlReader, t *token) error {
		if t.kind != beginning {
			return nil
		}
		switch {
		case t.is("rsids"):
			o.once(Machine, o.at, "rsids", "带有编辑批次的标记")
		case t.is("docVar"):
			name := t.attr("name")
			// WPS keeps the number of the machine and its own marks so.
			if strings.EqualFold(name, "commondata") || strings.HasPrefix(strings.ToUpper(name), "KSO") {
				o.once(Machine, o.at, name, "带有软件写入的设备标识")
			} else {
				o.once(HiddenText, o.at, t.attr("val"), "有看不见的文档变量“"+o.excerpt(name)+"”")
			}
		case t.is("version") && t.attr("author") != "", t.is("versions"):
			o.once(EarlierVersion, o.at, "versions", "里保存着以前的版本")
		case t.is("mailMerge"):
			o.once(ExternalLink, o.at, "mailMerge", "带有邮件合并的设置")
		case t.is("connectString"), t.is("query"), t.is("udl"):
			return o.say(o.at, "的邮件合并设置", "", t.attr("val"))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return o.wordsOf(part, o.at, "的设置")
}

// speaking are the elements of a text whose attributes hold words.
var speaking = map[string]bool{"docPr": true, "cNvPr": true, "hyperlink": true, "alias": true, "tag": true, "default": true, "helpText": true,
	"statusText": true, "listEntry": true, "listItem": true, "shape": true, "textpath": true, "imagedata": true, "smartTag": true, "attr": true,
	"fldSimple": true, "bookmarkStart": true, "hlinkClick": true, "hlinkHover": true, "tblCaption": true, "tblDescription": true, "background": true, "dataBinding": true}

// part reads a part.
func (w *wordLook) part(part string) error {
	w.seen[part] = true
	var (
		stack      []string
		names      = map[string]string{}
		paragraphs []*paragraph
		tables     []*table
		run        runStyle
		runs       []runStyle
		gone       int // how deep deleted text stands, 0 for none
		added      int
		boxes      int
		text       string // the element whose letters are read
		choice     strings.Builder
		fallback   strings.Builder
		fallen     int // how deep the second telling stands
		choices    int
	)
	top := func() *paragraph {
		if n := len(paragraphs); n > 0 {
			return paragraphs[n-1]
		}
		return nil
	}
	return w.p.each(part, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			name, ok := names[string(t.name)]
			if !ok {
				name = string(t.name)
				names[name] = name
			}
			parent := ""
			if len(stack) > 0 {
				parent = stack[len(stack)-1]
			}
			stack = append(stack, name)
			if speaking[name] {
				var err error
				attributes(t.raw, func(_, key, v []byte) bool {
					if len(v) >= 6 {
						err = w.say(w.place(w.lines), w.where, "", unescape(v))
					}
					return err == nil
				})
				if err != nil {
					return err
				}
			}
			if fallen > 0 {
				text = name
				return nil
			}
			if changing[name] {
				w.change(t)
				stack = stack[:len(stack)-1]
				return x.skip()
			}
			p := top()
			switch name {
			case "docPr":
				if t.on("hidden") {
					w.once(HiddenText, w.place(w.lines+1), t.attr("name"), w.where+"有隐藏的图形“"+w.excerpt(t.attr("name"))+"”")
				}
			case "background":
				w.lit = w.lit || !strings.EqualFold(t.attr("color"), "FFFFFF") && t.attr("color") != "auto"
			case "Choice":
				if choices++; choices == 1 {
					choice.Reset()
				}
			case "Fallback":
				fallen = x.depth()
				fallback.Reset()
			case "txbxContent", "txBody":
				boxes++
			case "p":
				paragraphs = append(paragraphs, &paragraph{boxed: boxes > 0})
				run = runStyle{}
			case "pStyle":
				if p != nil {
					p.style = w.styles.of(t.attr("val"))
				}
			case "shd":
				switch parent {
				case "pPr":
					if p != nil {
						p.style.property(t)
					}
				case "tcPr":
					if n := len(tables); n > 0 {
						var s runStyle
						s.property(t)
						tables[n-1].cellShaded = s.shaded == 1
					}
				case "tblPr":
					if n := len(tables); n > 0 {
						var s runStyle
						s.property(t)
						tables[n-1].shaded = tables[n-1].shaded || s.shaded == 1
					}
				case "rPr":
					if len(stack) > 2 && stack[len(stack)-3] == "r" {
						run.property(t)
					}
				}
			case "r":
				runs = append(runs, run)
				run = runStyle{}
			case "rStyle":
				run = w.styles.of(t.attr("val")).over(run)
			case "vanish", "specVanish", "color", "sz", "highlight":
				if parent == "rPr" && len(stack) > 2 && stack[len(stack)-3] == "r" {
					run.property(t)
				}
			case "tbl":
				tables = append(tables, &table{})
			case "tblStyle":
				if n := len(tables); n > 0 {
					tables[n-1].shaded = w.styles.of(t.attr("val")).shaded == 1
				}
			case "tr":
				if n := len(tables); n > 0 {
					tables[n-1].row, tables[n-1].column = nil, 0
				}
			case "tc":
				if n := len(tables); n > 0 {
					tables[n-1].cell.Reset()
					tables[n-1].cellShaded = false
				}
			case "gridSpan":
				if n, err := strconv.Atoi(t.attr("val")); err == nil && n > 1 && n < 100 && len(tables) > 0 {
					tb := tables[len(tables)-1]
					tb.row = append(tb.row, make([]string, n-1)...)
				}
			case "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge":
				if t.attr("author") == "" && t.attr("id") == "" {
					break // of mathematics or a drawing
				}
				w.change(t)
				switch {
				case parent == "rPr" || parent == "trPr" || parent == "tcPr":
				case name == "del" || name == "moveFrom":
					if gone == 0 {
						gone = x.depth()
					}
				case name == "ins" || name == "moveTo":
					if added == 0 {
						added = x.depth()
					}
				}
			case "commentReference", "commentRangeStart":
				if p != nil {
					p.comments = append(p.comments, t.attr("id"))
				} else {
					w.comments[t.attr("id")] = w.lines + 1
				}
			case "fldSimple":
				if p != nil {
					p.command.WriteString(t.attr("instr"))
					p.command.WriteByte(' ')
				}
			case "OLEObject", "oleObj":
				if inner := w.p.by(part, t.far("id")).to; inner != "" && w.p.files[inner] != nil {
					at := w.place(w.lines + 1)
					program := t.attr("ProgID") + t.attr("progId")
					if err := w.embedded(inner, at, program); err != nil {
						return err
					}
				}
			case "altChunk":
				if inner := w.p.by(part, t.far("id")).to; inner != "" && w.p.files[inner] != nil {
					return w.embedded(inner, w.place(w.lines+1), "")
				}
			case "tab", "ptab":
				if p != nil && parent == "r" {
					p.shown.WriteByte('\t')
				}
			case "br", "cr":
				if p != nil {
					p.shown.WriteByte('\n')
				}
			case "noBreakHyphen":
				if p != nil {
					p.shown.WriteByte('-')
				}
			}
			text = name
		case letters:
			if text != "t" && text != "delText" && text != "instrText" && text != "delInstrText" {
				return nil
			}
			s := t.text()
			if fallen > 0 {
				fallback.WriteString(s)
				return nil
			}
			if choices > 0 && choice.Len() < mostXMLToken {
				choice.WriteString(s)
			}
			p := top()
			if p == nil {
				return w.say(w.place(w.lines+1), w.where, "", s)
			}
			switch {
			case text == "instrText" || text == "delInstrText":
				p.command.WriteString(s)
			case gone > 0 || text == "delText":
				p.deleted.WriteString(s)
			case w.unseen(p, run, tables):
				p.hidden.WriteString(s)
			default:
				if added > 0 {
					p.inserted.WriteString(s)
				}
				p.shown.WriteString(s)
			}
		case ending:
			text = ""
			name := ""
			if n := len(stack); n > 0 {
				name = stack[n-1]
				stack = stack[:n-1]
			}
			if fallen > 0 {
				if x.depth() >= fallen {
					return nil
				}
				fallen = 0
				bare := strings.Join(strings.Fields(fallback.String()), "")
				if bare != "" && !strings.Contains(strings.Join(strings.Fields(choice.String()), ""), bare) {
					return w.say(w.place(w.lines+1), w.where, "", fallback.String())
				}
				return nil
			}
			if x.depth() < gone {
				gone = 0
			}
			if x.depth() < added {
				added = 0
			}
			switch name {
			case "Choice":
				choices--
			case "txbxContent", "txBody":
				boxes--
			case "r":
				if n := len(runs); n > 0 {
					run, runs = runs[n-1], runs[:n-1]
				}
			case "p":
				if p := top(); p != nil {
					paragraphs = paragraphs[:len(paragraphs)-1]
					return w.paragraph(p, tables, boxes)
				}
			case "tc":
				if n := len(tables); n > 0 {
					tb := tables[n-1]
					tb.row = append(tb.row, strings.TrimSpace(tb.cell.String()))
				}
			case "tr":
				if n := len(tables); n > 0 {
					tb := tables[n-1]
					if tb.heading == nil && headed(tb.row) {
						tb.heading = tb.row
					}
					return w.boxes(w.place(w.lines), tb.row, 0)
				}
			case "tbl":
				if n := len(tables); n > 0 {
					tables = tables[:n-1]
				}
			}
		}
		return nil
	})
}

// place is where a paragraph of that number stands.
func (w *wordLook) place(line int) Place {
	at := w.at
	if w.numbered {
		at.Line = line
	}
	return at
}

// unseen says whether text of a run is not seen where it stands.
func (w *wordLook) unseen(p *paragraph, run runStyle, tables []*table) bool {
	s := p.style.over(run)
	if s.white == 1 && (p.boxed || w.lit) {
		s.white = -1
	}
	if n := len(tables); n > 0 && (tables[n-1].shaded || tables[n-1].cellShaded) {
		s.white = -1
	}
	return s.unseen()
}

func (w *wordLook) change(t *token) {
	if w.changes++; w.changes == 1 && w.numbered {
		w.changeAt = w.lines + 1
	}
	if who := t.attr("author"); who != "" && !slices.Contains(w.changers, who) && len(w.changers) < 50 {
		w.changers = append(w.changers, who)
	}
}

// paragraph looks at one that has ended.
func (w *wordLook) paragraph(p *paragraph, tables []*table, boxes int) error {
	shown, deleted, hidden := p.shown.String(), p.deleted.String(), p.hidden.String()
	if visible(shown) || visible(deleted) || visible(hidden) {
		w.lines++
	}
	at := w.place(max(w.lines, 1))
	for _, id := range p.comments {
		if w.numbered {
			w.comments[id] = at.Line
		}
	}
	if w.changed == "" {
		if visible(deleted) {
			w.changed = "删去“" + w.excerpt(deleted) + "”"
		} else if s := p.inserted.String(); visible(s) {
			w.changed = "插入“" + w.excerpt(s) + "”"
		}
	}
	before := ""
	if n := len(tables); n > 0 && boxes == 0 || n > 0 && w.at.Page > 0 {
		tb := tables[n-1]
		if column := len(tb.row); column < len(tb.heading) {
			before = tb.heading[column] + " "
		}
		if column := len(tb.row); column > 0 {
			if s := label(tb.row[column-1]); s != "" {
				before += s + " "
			}
		}
		if tb.cell.Len() < 4096 {
			tb.cell.WriteString(shown)
		}
	}
	if visible(shown) {
		if err := w.say(at, w.where, before, shown); err != nil {
			return err
		}
	}
	if visible(deleted) {
		if err := w.say(at, w.where+"被删去的文字里", before, deleted); err != nil {
			return err
		}
	}
	if visible(hidden) {
		w.tell(HiddenText, at, hidden, w.where+"有隐藏文字“"+w.excerpt(hidden)+"”")
		if err := w.say(at, w.where+"隐藏的文字里", before, hidden); err != nil {
			return err
		}
		// a number may be half hidden
		if visible(shown) && len(hidden)+len(shown) < 4096 {
			count := w.words
			if err := w.halves(at, before, shown, hidden); err != nil {
				return err
			}
			w.words = count
		}
	}
	return w.command(at, p.command.String())
}

// halves looks at what is shown and what is hidden together.
func (w *wordLook) halves(at Place, before, shown, hidden string) error {
	if len(w.sc.Text(at, before, shown)) > 0 || len(w.sc.Text(at, before, hidden)) > 0 {
		return nil
	}
	return w.say(at, w.where, before, shown+hidden)
}

// command looks at the fields of a paragraph.
func (w *wordLook) command(at Place, s string) error {
	if !visible(s) {
		return nil
	}
	upper := strings.ToUpper(s)
	for _, name := range []string{"INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "DATABASE", "RD", "IMPORT"} {
		for _, word := range strings.Fields(upper) {
			if word != name {
				continue
			}
			file := ""
			if parts := strings.Split(s, `"`); len(parts) > 1 {
				file = "“" + w.excerpt(path.Base(strings.ReplaceAll(parts[1], `\`, "/"))) + "”"
			}
			w.once(ExternalLink, at, s, w.where+"有链接外部文件的域"+file)
		}
	}
	for _, name := range []string{"USERNAME", "USERINITIALS", "USERADDRESS", "AUTHOR", "LASTSAVEDBY", "FILENAME"} {
		if slices.Contains(strings.Fields(upper), name) {
			w.once(Author, at, s, w.where+"有带出姓名或文件名的域")
		}
	}
	return w.say(at, w.where+"的域", "", s)
}
