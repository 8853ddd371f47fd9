package gate

import (
	"bytes"
	"slices"
	"strings"
)

// document says how the parts of a text are changed.
func (o *officeCleaning) document() error {
	styles, err := readStyles(o.p, o.main)
	if err != nil {
		return err
	}
	w := &wordCleaning{officeCleaning: o, styles: styles}
	if err := o.p.each(o.main, func(x *xmlReader, t *token) error {
		if t.kind == beginning && t.is("background") {
			w.lit = w.lit || !strings.EqualFold(t.attr("color"), "FFFFFF") && t.attr("color") != "auto"
		}
		return nil
	}); err != nil {
		return err
	}
	for _, part := range append([]string{o.main}, o.p.to(o.main, "header", "footer", "footnotes", "endnotes", "comments")...) {
		o.trees[part] = w.part
	}
	for _, part := range o.p.to(o.main, "settings") {
		o.trees[part] = w.settings
	}
	for _, part := range o.p.to(o.main, "styles", "stylesWithEffects", "numbering") {
		o.trees[part] = func(root *node) error { unmarked(root); return w.accepted(root) }
	}
	if !o.remedy.Hidden {
		for _, part := range o.p.to(o.main, "comments") {
			o.trees[part] = func(root *node) error { nameless(root); return w.part(root) }
		}
	}
	return nil
}

// nameless takes the names out of comments that stay.
func nameless(root *node) {
	root.edit(func(n *node) []*node {
		if n.name == "comment" && n.attr("author") != "" {
			prefix := n.prefix()
			n.drop(func(name, _ []byte) bool { l := string(local(name)); return l == "initials" || l == "date" })
			n.set(prefix+"author", nobody)
		}
		return []*node{n}
	})
}

// unmarked takes out the marks by which the sittings at a text are told apart.
func unmarked(root *node) {
	root.edit(func(n *node) []*node {
		if n.name == "rsids" || n.name == "rsid" || n.name == "rsidRoot" {
			return nil
		}
		if bytes.Contains(n.raw, []byte("rsid")) {
			n.drop(func(name, _ []byte) bool { return strings.HasPrefix(string(local(name)), "rsid") })
		}
		return []*node{n}
	})
}

// wordCleaning is the work on the parts of a text.
type wordCleaning struct {
	*officeCleaning
	styles wordStyles
	lit    bool
}

func (w *wordCleaning) settings(root *node) error {
	unmarked(root)
	root.edit(func(n *node) []*node {
		switch n.name {
		case "docVars", "docId":
			return nil
		case "attachedTemplate", "trackRevisions", "mailMerge", "versions":
			if w.remedy.Hidden {
				return nil
			}
		}
		return []*node{n}
	})
	return w.accepted(root)
}

// part changes a part with paragraphs.
func (w *wordCleaning) part(root *node) error {
	unmarked(root)
	w.fields(root)
	if !w.remedy.Hidden {
		// who changed what is a trace, that it was changed is not
		root.edit(func(n *node) []*node {
			if n.attr("author") != "" && n.name != "comment" && (changing[n.name] || slices.Contains([]string{"ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "cellIns", "cellDel"}, n.name)) {
				n.set(n.prefix()+"author", nobody)
			}
			return []*node{n}
		})
		return nil
	}
	if root.has("altChunk") || root.has("cellDel") || root.has("cellMerge") || root.has("subDoc") {
		return ErrNotCleaned
	}
	w.unseen(root, around{})
	if err := w.accepted(root); err != nil {
		return err
	}
	root.edit(func(n *node) []*node {
		switch n.name {
		case "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef":
			return nil
		case "OLEObject", "control":
			return nil
		case "object":
			if !n.has("OLEObject") {
				n.rename("pict")
				n.drop(func(name, _ []byte) bool { l := string(local(name)); return l == "dxaOrig" || l == "dyaOrig" })
			}
		case "drawing":
			hidden := false
			n.find(func(k *node) { hidden = hidden || k.name == "docPr" && k.on("hidden") })
			if hidden {
				return nil
			}
		}
		return []*node{n}
	})
	return nil
}

// accepted takes all tracked changes as made.
func (w *wordCleaning) accepted(root *node) error {
	if !w.remedy.Hidden {
		return nil
	}
	root.edit(func(n *node) []*node {
		switch {
		case changing[n.name]:
			return nil
		case strings.HasPrefix(n.name, "moveFromRange"), strings.HasPrefix(n.name, "moveToRange"), strings.HasPrefix(n.name, "customXmlIns"),
			strings.HasPrefix(n.name, "customXmlDel"), strings.HasPrefix(n.name, "customXmlMove"), n.name == "cellIns":
			return nil
		case n.name == "tr":
			if properties := n.child("trPr"); properties != nil && marked(properties, "del") {
				return nil
			}
		case n.name == "tbl":
			if n.child("tr") == nil && !n.has("tr") {
				return nil
			}
		}
		n.kids = settled(n)
		return []*node{n}
	})
	// What the marks said has been done.
	root.edit(func(n *node) []*node {
		if n.name == "rPr" || n.name == "trPr" {
			n.kids = slices.DeleteFunc(n.kids, func(k *node) bool {
				return (k.name == "ins" || k.name == "del" || k.name == "moveFrom" || k.name == "moveTo") && len(k.kids) == 0
			})
		}
		return []*node{n}
	})
	return nil
}

// marked says whether properties hold the mark of a change.
func marked(properties *node, names ...string) bool {
	for _, k := range properties.kids {
		if slices.Contains(names, k.name) && len(k.kids) == 0 {
			return true
		}
	}
	return false
}

// settled is what an element holds when what was inserted is in it and what was
// deleted is not; paragraphs whose end was deleted flow into the next.
func settled(n *node) []*node {
	properties := n.name == "rPr" || n.name == "trPr" || n.name == "tcPr" || n.name == "ctrlPr"
	var kids []*node
	for _, k := range n.kids {
		switch {
		case !properties && (k.name == "del" || k.name == "moveFrom") && tracked(k):
		case !properties && (k.name == "ins" || k.name == "moveTo") && tracked(k):
			kids = append(kids, k.kids...)
		default:
			kids = append(kids, k)
		}
	}
	for i := 0; i < len(kids); i++ {
		p := kids[i]
		if p.name != "p" || !endDeleted(p) {
			continue
		}
		var content []*node
		for _, k := range p.kids {
			if k.name != "pPr" {
				content = append(content, k)
			}
		}
		next := i + 1
		for next < len(kids) && (kids[next].name == "" || strings.HasPrefix(kids[next].name, "bookmark")) {
			next++
		}
		switch {
		case next < len(kids) && kids[next].name == "p":
			into := kids[next]
			at := 0
			for at < len(into.kids) && (into.kids[at].name == "pPr" || into.kids[at].name == "") {
				at++
			}
			if len(into.shut) == 0 { // an empty paragraph, which closes itself
				into.raw = append(bytes.TrimSuffix(bytes.Clone(into.raw), []byte("/>")), '>')
				into.shut = []byte("</" + into.prefix() + "p>")
			}
			into.kids = slices.Insert(into.kids, at, content...)
			kids = slices.Delete(kids, i, i+1)
			i--
		case !slices.ContainsFunc(content, func(k *node) bool { return k.name != "" }) && slices.ContainsFunc(kids[:i], func(k *node) bool { return k.name == "p" }) && n.name != "tc":
			kids = slices.Delete(kids, i, i+1)
			i--
		}
	}
	return kids
}

// tracked says whether an element is a change and no sign of mathematics.
func tracked(n *node) bool { return n.attr("author") != "" || n.attr("id") != "" }

func endDeleted(p *node) bool {
	if properties := p.child("pPr"); properties != nil {
		if run := properties.child("rPr"); run != nil {
			return marked(run, "del", "moveFrom")
		}
	}
	return false
}

// around is what stands around text, as its colour is seen against it.
type around struct {
	paragraph runStyle
	boxed     bool
	shaded    bool // the table
	cell      bool
	table     bool
}

// unseen takes the text out of runs that are not seen.
func (w *wordCleaning) unseen(n *node, a around) {
	for _, k := range n.kids {
		b := a
		switch k.name {
		case "":
			continue
		case "Fallback":
			// a second telling is judged like the first
		case "txbxContent", "txBody":
			b.boxed = true
		case "tbl":
			b.shaded, b.cell, b.table = false, false, true
			if properties := k.child("tblPr"); properties != nil {
				if style := properties.child("tblStyle"); style != nil {
					b.shaded = w.styles.of(style.attr("val")).shaded == 1
				}
				b.shaded = b.shaded || shade(properties)
			}
		case "tc":
			b.cell = false
			if properties := k.child("tcPr"); properties != nil {
				b.cell = shade(properties)
			}
		case "p":
			b.paragraph = runStyle{}
			if properties := k.child("pPr"); properties != nil {
				if style := properties.child("pStyle"); style != nil {
					b.paragraph = w.styles.of(style.attr("val"))
				}
				if s := properties.child("shd"); s != nil {
					b.paragraph.property(s.token())
				}
			}
		case "r":
			if w.hides(k, b) {
				k.kids = slices.DeleteFunc(k.kids, func(t *node) bool { return t.name == "t" || t.name == "tab" || t.name == "sym" })
			}
		}
		w.unseen(k, b)
	}
}

func shade(properties *node) bool {
	var s runStyle
	if n := properties.child("shd"); n != nil {
		s.property(n.token())
	}
	return s.shaded == 1
}

// hides says whether the text of a run is not seen.
func (w *wordCleaning) hides(r *node, a around) bool {
	properties := r.child("rPr")
	if properties == nil {
		properties = &node{}
	}
	var run runStyle
	for _, k := range properties.kids {
		switch k.name {
		case "rStyle":
			run = w.styles.of(k.attr("val")).over(run)
		case "vanish", "specVanish", "color", "sz", "highlight", "shd":
			run.property(k.token())
		}
	}
	s := a.paragraph.over(run)
	if s.white == 1 && (a.boxed || w.lit || a.shaded || a.cell) {
		s.white = -1
	}
	return s.unseen()
}

// fields leaves of fields that lead outside, or tell names, what they show.
func (w *wordCleaning) fields(root *node) {
	type field struct {
		nodes   []*node
		command strings.Builder
		over    bool // past its command
	}
	gone := map[*node]bool{}
	var open []*field
	root.find(func(n *node) {
		switch n.name {
		case "fldChar":
			switch n.attr("fldCharType") {
			case "begin":
				open = append(open, &field{nodes: []*node{n}})
			case "separate":
				if k := len(open); k > 0 {
					open[k-1].nodes = append(open[k-1].nodes, n)
					open[k-1].over = true
				}
			case "end":
				if k := len(open); k > 0 {
					f := open[k-1]
					open = open[:k-1]
					if w.leads(f.command.String()) {
						for _, m := range append(f.nodes, n) {
							gone[m] = true
						}
					}
				}
			}
		case "instrText", "delInstrText":
			if k := len(open); k > 0 && !open[k-1].over {
				open[k-1].nodes = append(open[k-1].nodes, n)
				open[k-1].command.WriteString(n.words())
			}
		}
	})
	root.edit(func(n *node) []*node {
		switch {
		case gone[n]:
			return nil
		case n.name == "fldSimple" && w.leads(n.attr("instr")):
			return n.kids
		}
		return []*node{n}
	})
}

// leads says whether a field's command is not left in the copy.
func (w *wordCleaning) leads(command string) bool {
	for _, word := range strings.Fields(strings.ToUpper(command)) {
		switch word {
		case "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "DATABASE", "RD", "IMPORT":
			return w.remedy.Hidden
		case "USERNAME", "USERINITIALS", "USERADDRESS", "AUTHOR", "LASTSAVEDBY", "FILENAME":
			return true
		}
	}
	return false
}
