package gate

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
)

// bookCleaning is the work on a workbook. What is hidden leaves: sheets whole,
// rows and columns with their cells' contents, so that no reference of what
// stays moves. When anything formulas may read has left, every formula that has a
// value becomes it.
type bookCleaning struct {
	*officeCleaning
	book   *book
	frozen bool
	named  bool     // some defined name leaves
	names  []string // of sheets that leave
	used   []uint64 // the strings that cells still show
	plans  map[string]*sheetPlan
}

// sheetPlan is what leaves of one sheet.
type sheetPlan struct {
	hiddenRows []int
	merges     [][4]int
	masters    map[int64]bool // cells that are hidden but shown in their span
	headings   map[int64]bool // of tables
	cleared    int
	// computed are cells with a formula and no value, as programs write them that
	// do not compute; their formulas read nothing that leaves by its name.
	computed map[int64]bool
	unvalued bool // some other formula has no value
}

// workbook says how the parts of a workbook are changed.
func (o *officeCleaning) workbook() error {
	k := &bookCleaning{officeCleaning: o, plans: map[string]*sheetPlan{}}
	b, err := readBook(o.p, o.main)
	if err != nil {
		return err
	}
	k.book = b
	k.used = make([]uint64, len(b.strings)/64+1)
	for _, part := range o.p.to(o.main, "revisionHeaders", "usernames") {
		if o.remedy.Hidden {
			o.dropped[part] = true
		}
	}
	o.trees[o.main] = k.bookPart
	if !o.remedy.Hidden {
		for _, part := range o.p.to(o.main, "person") {
			o.trees[part] = func(root *node) error {
				root.edit(func(n *node) []*node {
					if n.name == "person" {
						n.set("displayName", nobody)
						n.drop(func(name, _ []byte) bool { return string(name) == "userId" })
						n.set("userId", nobody)
						n.set("providerId", "None")
					}
					return []*node{n}
				})
				return nil
			}
		}
		for _, part := range o.p.to(o.main, "pivotCacheDefinition") {
			o.trees[part] = func(root *node) error {
				root.edit(func(n *node) []*node {
					n.drop(func(name, _ []byte) bool { return string(name) == "refreshedBy" })
					return []*node{n}
				})
				return nil
			}
		}
		for _, s := range b.sheets {
			for _, part := range o.p.to(s.part, "comments") {
				o.trees[part] = func(root *node) error {
					root.edit(func(n *node) []*node {
						if n.name == "author" {
							n.kids = []*node{{raw: []byte(nobody)}}
						}
						return []*node{n}
					})
					return nil
				}
			}
			if o.p.files[s.part] != nil {
				o.streams[s.part] = func(x *xmlReader, w io.Writer) error { return k.sheetPart(s, x, w) }
			}
		}
		return nil
	}
	shown := 0
	for _, s := range b.sheets {
		if s.hidden {
			k.frozen = true
			k.names = append(k.names, s.name)
			if s.part != "" {
				o.dropped[s.part] = true
			}
			continue
		}
		shown++
	}
	if shown == 0 {
		return ErrNotCleaned
	}
	k.frozen = k.frozen || len(o.p.to(o.main, "externalLink")) > 0
	raw, err := o.p.bytes(o.main, mostTree)
	if err != nil {
		return err
	}
	root, err := readTree(raw)
	if err != nil {
		return err
	}
	root.find(func(n *node) {
		k.named = k.named || n.name == "definedName" && k.nameLeaves(n)
	})
	k.frozen = k.frozen || k.named
	cleared := 0
	for _, s := range b.sheets {
		if s.hidden || o.p.files[s.part] == nil {
			continue
		}
		if err := k.plan(s); err != nil {
			return err
		}
		cleared += k.plans[s.part].cleared
	}
	for _, s := range b.sheets {
		if s.hidden || o.p.files[s.part] == nil {
			continue
		}
		if plan := k.plans[s.part]; k.frozen && (plan.unvalued || cleared > 0 && len(plan.computed) > 0) {
			return ErrNotCleaned // what such a cell shows, nobody can say
		}
		o.streams[s.part] = func(x *xmlReader, w io.Writer) error { return k.sheetPart(s, x, w) }
		if err := k.hangings(s); err != nil {
			return err
		}
	}
	for _, part := range o.p.to(o.main, "sharedStrings") {
		o.streams[part] = k.stringsPart
	}
	return nil
}

// hangings says how what hangs on a sheet is changed.
func (k *bookCleaning) hangings(s bookSheet) error {
	o := k.officeCleaning
	for _, part := range o.p.to(s.part, "vmlDrawing") {
		b, err := o.p.bytes(part, mostTree)
		if err != nil {
			return err
		}
		root, err := readTree(b)
		if err != nil {
			o.dropped[part] = true
			continue
		}
		notes, others := 0, 0
		root.find(func(n *node) {
			if n.name == "shape" {
				if isNote(n) {
					notes++
				} else {
					others++
				}
			}
		})
		switch {
		case notes > 0 && others == 0:
			o.dropped[part] = true
		case notes > 0:
			o.trees[part] = func(root *node) error {
				root.edit(func(n *node) []*node {
					if n.name == "shape" && isNote(n) {
						return nil
					}
					return []*node{n}
				})
				return nil
			}
		}
	}
	for _, part := range o.p.to(s.part, "table") {
		o.trees[part] = func(root *node) error {
			root.edit(func(n *node) []*node {
				n.drop(func(name, value []byte) bool {
					return string(name) == "queryTableFieldId" || string(name) == "tableType" && string(value) == "queryTable" || string(name) == "connectionId"
				})
				if k.frozen && (n.name == "calculatedColumnFormula" || n.name == "totalsRowFormula") {
					return nil
				}
				return []*node{n}
			})
			return nil
		}
	}
	for _, part := range o.p.to(s.part, "drawing") {
		o.trees[part] = func(root *node) error {
			root.edit(func(n *node) []*node {
				switch n.name {
				case "twoCellAnchor", "oneCellAnchor", "absoluteAnchor":
					hidden := false
					n.find(func(kid *node) {
						hidden = hidden || kid.name == "cNvPr" && kid.on("hidden") || kid.name == "slicer" || kid.name == "timeslicer"
					})
					if hidden {
						return nil
					}
				case "AlternateContent":
					if choice := n.child("Choice"); choice != nil && choice.bare() {
						return nil // held one of these only
					}
				}
				return []*node{n}
			})
			return nil
		}
		for _, chart := range o.p.to(part, "chart") {
			o.trees[chart] = func(root *node) error { k.chart(root); return nil }
		}
	}
	return nil
}

func isNote(shape *node) bool {
	note := false
	shape.find(func(n *node) { note = note || n.name == "ClientData" && n.attr("ObjectType") == "Note" })
	return note
}

// chart makes of what a chart reads in sheets that leave what it shows.
func (k *bookCleaning) chart(root *node) {
	if !k.frozen {
		return
	}
	root.edit(func(n *node) []*node {
		switch n.name {
		case "numRef", "strRef", "multiLvlStrRef":
			formula := n.child("f")
			if formula == nil || !k.mentions([]byte(escape(formula.words()))) && !outsideFormula(formula.words()) {
				return []*node{n}
			}
			literal := "numLit"
			if n.name != "numRef" {
				literal = "strLit"
			}
			var kids []*node
			for _, cache := range n.kids {
				if strings.HasSuffix(cache.name, "Cache") {
					kids = cache.kids
				}
			}
			if n.name == "multiLvlStrRef" {
				var flat []*node
				for _, kid := range kids {
					switch kid.name {
					case "ptCount":
						flat = append(flat, kid)
					case "lvl":
						if len(flat) < 2 {
							flat = append(flat, kid.kids...)
						}
					}
				}
				kids = flat
			}
			prefix := n.prefix()
			return []*node{{name: literal, raw: []byte("<" + prefix + literal + ">"), kids: kids, shut: []byte("</" + prefix + literal + ">")}}
		case "tx":
			// the name of a series is a value where it is no reference
			if literal := n.child("strLit"); literal != nil {
				value := ""
				literal.find(func(v *node) {
					if v.name == "v" {
						value = v.words()
					}
				})
				p := literal.prefix()
				n.kids = []*node{{name: "v", raw: []byte("<" + p + "v>"), kids: []*node{{raw: []byte(escape(value))}}, shut: []byte("</" + p + "v>")}}
			}
		}
		return []*node{n}
	})
}

// mentions says whether XML names a sheet that leaves.
func (k *bookCleaning) mentions(raw []byte) bool {
	if len(k.names) == 0 || !bytes.ContainsRune(raw, '!') {
		return false
	}
	s := strings.ToLower(unescape(raw))
	for _, name := range k.names {
		name = strings.ToLower(name)
		for _, form := range []string{name + "!", strings.ReplaceAll(name, "'", "''") + "'!"} {
			if strings.Contains(s, form) {
				return true
			}
		}
		// a span of sheets: Sheet1:Sheet3!A1
		if strings.Contains(s, name+":") || strings.Contains(s, ":"+name) {
			return true
		}
	}
	return false
}

// nameLeaves says whether a defined name leaves.
func (k *bookCleaning) nameLeaves(n *node) bool {
	value, builtin := n.words(), strings.HasPrefix(n.attr("name"), "_xl")
	return n.on("hidden") && !builtin || outsideFormula(value) || strings.Contains(value, "#REF!") && !builtin || k.mentions([]byte(escape(value)))
}

// bookPart changes the workbook's own part.
func (k *bookCleaning) bookPart(root *node) error {
	hidden := k.remedy.Hidden
	moved := map[int]int{} // the numbers of sheets that stay
	first := -1
	for _, s := range k.book.sheets {
		if !hidden || !s.hidden {
			moved[s.index] = len(moved)
			if first < 0 && !s.hidden {
				first = moved[s.index]
			}
		}
	}
	index := -1
	root.edit(func(n *node) []*node {
		switch n.name {
		case "absPath", "revisionPtr", "customWorkbookViews", "webPublishing", "fileRecoveryPr":
			return nil
		case "AlternateContent":
			if choice := n.child("Choice"); choice != nil && choice.bare() {
				return nil
			}
		case "fileSharing":
			n.drop(func(name, _ []byte) bool { return string(name) == "userName" })
		case "sheet":
			// the sheets of an extension are named otherwise
			if n.far("id") == "" {
				break
			}
			index++
			if hidden && index < len(k.book.sheets) && k.book.sheets[index].hidden {
				return nil
			}
		case "workbookView":
			active := int(whole(n.attr("activeTab")))
			to, stays := moved[active]
			if !stays {
				to = max(first, 0)
			}
			if hidden && (len(moved) < len(k.book.sheets)) {
				n.drop(func(name, _ []byte) bool { return string(name) == "firstSheet" })
				n.set("activeTab", strconv.Itoa(to))
			}
		case "pivotCaches", "externalReferences", "slicerCaches", "slicerCachePivotTables", "timelineCacheRefs", "timelineCachePivotCaches":
			if hidden {
				return nil
			}
		case "definedName":
			if !hidden {
				break
			}
			if k.nameLeaves(n) {
				return nil
			}
			if local := n.attr("localSheetId"); local != "" {
				to, stays := moved[int(whole(local))]
				if !stays {
					return nil
				}
				if len(moved) < len(k.book.sheets) {
					n.set("localSheetId", strconv.Itoa(to))
				}
			}
		}
		if holders[n.name] && n.bare() {
			return nil
		}
		return []*node{n}
	})
	return nil
}

// unseenCell says whether a cell's content leaves: its row or column is hidden,
// and it is not shown in a span; or it has the colour of its ground.
func (k *bookCleaning) unseenCell(g *grid, plan *sheetPlan, style int) bool {
	at := key(g.column, g.row)
	if g.hidden() {
		return !plan.masters[at]
	}
	if style < len(k.book.styles) {
		st := k.book.styles[style]
		return st.unseen && !(st.white && plan.headings[at])
	}
	return false
}

// plan reads a sheet for what leaves of it.
func (k *bookCleaning) plan(s bookSheet) error {
	p := &sheetPlan{masters: map[int64]bool{}, computed: map[int64]bool{}}
	k.plans[s.part] = p
	var err error
	if p.headings, err = tableHeadings(k.p, s.part); err != nil {
		return err
	}
	var g grid
	err = k.p.each(s.part, func(x *xmlReader, t *token) error {
		if t.kind != beginning {
			return nil
		}
		switch {
		case t.is("c"):
		case t.is("mergeCell"):
			if left, top, right, bottom := area(t.attr("ref")); left > 0 && len(p.merges) < 1<<20 {
				p.merges = append(p.merges, [4]int{left, top, right, bottom})
			}
		case t.is("row"), t.is("sheetFormatPr"), t.is("col"):
			g.begin(t)
			if t.is("row") && g.rowHidden && len(p.hiddenRows) < 1<<20 {
				p.hiddenRows = append(p.hiddenRows, g.row)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range p.merges {
		_, hidden := slices.BinarySearch(p.hiddenRows, m[1])
		if (hidden || g.hiddenColumns.has(m[0])) && g.shownSpan(m[0], m[1], m[2], m[3], p.hiddenRows) {
			p.masters[key(m[0], m[1])] = true
		}
	}
	g = grid{}
	var kind string
	var value, command []byte
	var style int
	var formula, valued, inCell, inValue, inCommand bool
	return k.p.each(s.part, func(x *xmlReader, t *token) error {
		switch t.kind {
		case beginning:
			switch {
			case inCell:
				inCommand = t.is("f")
				formula = formula || inCommand
				inValue = t.is("v")
				valued = valued || inValue || t.is("is")
			case t.is("c") && x.depth() == 4:
				kind, style = g.cell(t)
				value, command, inCell, inValue, inCommand, formula, valued = value[:0], command[:0], true, false, false, false, false
			default:
				g.begin(t)
			}
		case letters:
			if inValue && kind == "s" {
				value = append(value, t.raw...)
			} else if inCommand {
				command = append(command, t.raw...)
			}
		case ending:
			if inCell && t.is("c") && x.depth() == 3 {
				inCell = false
				if k.unseenCell(&g, p, style) {
					if valued || formula {
						p.cleared++
						k.frozen = true
					}
					return nil
				}
				if formula && !valued {
					if len(command) == 0 || k.mentions(command) || outsideFormula(unescape(command)) || k.named || len(p.computed) > 1<<20 {
						p.unvalued = true
					} else {
						p.computed[key(g.column, g.row)] = true
					}
				}
				if kind != "s" {
					return nil
				}
				if n, err := strconv.Atoi(string(bytes.TrimSpace(value))); err == nil && n >= 0 && n < len(k.book.strings) {
					k.used[n/64] |= 1 << (n % 64)
				}
			} else if inCell {
				inValue, inCommand = false, false
			}
		}
		return nil
	})
}

// sheetPart writes a sheet.
func (k *bookCleaning) sheetPart(s bookSheet, x *xmlReader, w io.Writer) error {
	gone := k.gone[s.part]
	hidden := k.remedy.Hidden
	plan := k.plans[s.part]
	var g grid
	return remade(x, w, func(t *token) (bool, error) {
		if t.kind != beginning {
			return false, nil
		}
		put := func(raw []byte) (bool, error) {
			_, err := w.Write(raw)
			return true, err
		}
		if refers(t.raw, gone) {
			if only, _ := orphan(string(t.name)); only {
				return put(without(t.raw, func(name, value []byte) bool { return len(local(name)) < len(name) && gone[string(value)] }))
			}
			return true, x.skip()
		}
		switch {
		case t.is("c") && x.depth() == 4 && hidden:
			_, style := g.cell(t)
			if k.unseenCell(&g, plan, style) {
				raw := without(t.raw, func(name, _ []byte) bool { return string(name) != "r" && string(name) != "s" })
				if !t.empty {
					raw = append(bytes.TrimSuffix(bytes.Clone(raw), []byte(">")), "/>"...)
				}
				if _, err := put(raw); err != nil {
					return true, err
				}
				return true, x.skip()
			}
			if k.frozen && bytes.Contains(t.raw, []byte(" cm=")) {
				return put(without(t.raw, func(name, _ []byte) bool { return string(name) == "cm" }))
			}
		case t.is("f") && k.frozen && x.depth() == 5:
			raw, err := x.whole(t)
			if err != nil {
				return true, err
			}
			if plan.computed[key(g.column, g.row)] || bytes.Contains(raw, []byte("DISPIMG(")) { // how WPS puts a picture into a cell
				return put(raw)
			}
			return true, nil
		case t.is("customSheetViews"):
			return true, x.skip()
		case t.is("row"), t.is("col"), t.is("sheetFormatPr"):
			g.begin(t)
		case hidden && (t.is("oleObjects") || t.is("controls") || t.is("webPublishItems")):
			return true, x.skip()
		case t.is("customProperties"), t.is("hyperlinks"), t.is("dataValidations"), t.is("extLst"), t.is("conditionalFormatting"),
			t.is("legacyDrawing"), t.is("tableParts"):
			formatting, extensions := t.is("conditionalFormatting"), t.is("extLst")
			raw, err := x.whole(t)
			if err != nil {
				return true, err
			}
			if len(gone) == 0 && !(k.frozen && hidden) {
				return put(raw)
			}
			// the part is no tree of its own: its prefixes are declared above it
			root, err := readTree(raw)
			if err != nil {
				return true, err
			}
			if hidden && k.mentions(raw) && formatting {
				return true, ErrNotCleaned // how cells look hangs on what leaves
			}
			k.unrelate(s.part, root)
			if hidden && len(k.names) > 0 {
				root.edit(func(n *node) []*node {
					switch n.name {
					case "dataValidation", "hyperlink", "sparklineGroup":
						var b bytes.Buffer
						n.write(&b)
						if k.mentions(b.Bytes()) {
							return nil
						}
					case "dataValidations", "hyperlinks", "sparklineGroups", "ext", "extLst":
						if n.bare() {
							return nil
						}
						n.drop(func(name, _ []byte) bool { return string(name) == "count" })
					}
					return []*node{n}
				})
				var b bytes.Buffer
				root.write(&b)
				if extensions && k.mentions(b.Bytes()) {
					return true, ErrNotCleaned
				}
			}
			var b bytes.Buffer
			root.write(&b)
			return put(b.Bytes())
		}
		return false, nil
	})
}

// stringsPart writes the strings, without those that no cell shows any more.
func (k *bookCleaning) stringsPart(x *xmlReader, w io.Writer) error {
	index := -1
	return remade(x, w, func(t *token) (bool, error) {
		if t.kind != beginning || !t.is("si") || x.depth() != 2 {
			return false, nil
		}
		index++
		if index < len(k.book.strings) && k.used[index/64]&(1<<(index%64)) != 0 {
			return false, nil
		}
		prefix := (&node{raw: t.raw}).prefix()
		empty := "<" + prefix + "si><" + prefix + "t/></" + prefix + "si>"
		if err := x.skip(); err != nil {
			return true, err
		}
		_, err := io.WriteString(w, empty)
		return true, err
	})
}
