package gate

import "strings"

// presentation says how the parts of a presentation are changed.
func (o *officeCleaning) presentation() error {
	d, err := readDeck(o.p, o.main)
	if err != nil {
		return err
	}
	if !o.remedy.Hidden {
		for _, part := range o.p.to(o.main, "commentAuthors", "authors") {
			o.trees[part] = func(root *node) error {
				root.edit(func(n *node) []*node {
					if n.name == "cmAuthor" || n.name == "author" {
						n.drop(func(name, _ []byte) bool { return string(name) == "userId" || string(name) == "initials" })
						n.set("name", nobody)
						n.set("initials", "作")
						if n.name == "author" {
							n.set("userId", nobody)
						}
					}
					return []*node{n}
				})
				return nil
			}
		}
		return nil
	}
	shown := 0
	for _, part := range d.slides {
		hidden := false
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			if t.kind == beginning && t.is("sld") {
				show := t.attr("show")
				hidden = show == "0" || show == "false"
			}
			return nil
		})
		if err != nil {
			return err
		}
		if hidden {
			o.dropped[part] = true
			continue
		}
		shown++
		o.trees[part] = func(root *node) error { slideCleaned(d, root); return nil }
	}
	if shown == 0 {
		return ErrNotCleaned
	}
	gone := map[string]bool{}
	err = o.p.each(o.main, func(x *xmlReader, t *token) error {
		if t.kind == beginning && t.is("sldId") && o.dropped[o.p.by(o.main, t.far("id")).to] {
			gone[attribute(t.raw, "id", false)] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	o.trees[o.main] = func(root *node) error {
		root.edit(func(n *node) []*node {
			// the sections of a presentation name slides by their plain ids
			if n.name == "sldId" && n.far("id") == "" && gone[n.attr("id")] {
				return nil
			}
			if n.name == "custShow" && !n.has("sld") || n.name == "custShowLst" && n.bare() {
				return nil
			}
			return []*node{n}
		})
		return nil
	}
	return nil
}

// slideCleaned takes out of a slide what is not seen on it. What is embedded
// leaves its picture.
func slideCleaned(d deck, root *node) {
	moved := false
	var shape func(n *node, top bool)
	shape = func(n *node, top bool) {
		kids := n.kids[:0:0]
		for _, k := range n.kids {
			if shapes[k.name] {
				if top && (hiddenShape(k) || awayShape(d, k)) {
					moved = true
					continue
				}
				if picture := embeddedPicture(k); picture != nil {
					kids = append(kids, picture)
					moved = true
					continue
				}
				shape(k, false)
			} else if k.name != "" {
				shape(k, top)
			}
			kids = append(kids, k)
		}
		n.kids = kids
	}
	shape(root, true)
	root.edit(func(n *node) []*node {
		switch {
		case n.name == "timing" && moved, n.name == "videoFile", n.name == "audioFile", n.name == "oleObj", n.name == "control", n.name == "controls":
			return nil
		case n.name == "AlternateContent" && len(n.kids) == 0:
			return nil
		}
		return []*node{n}
	})
}

func hiddenShape(n *node) bool {
	hidden := false
	n.find(func(k *node) { hidden = hidden || k.name == "cNvPr" && k.on("hidden") })
	return hidden && told(n)
}

// told says whether a shape says or shows anything.
func told(n *node) bool {
	if n.name == "pic" || n.has("blip") {
		return true
	}
	var b strings.Builder
	n.find(func(k *node) {
		if k.name == "t" {
			b.WriteString(k.words())
		}
	})
	return visible(b.String())
}

func awayShape(d deck, n *node) bool {
	var x, y, cx, cy int64
	placed, sized := false, false
	n.find(func(k *node) {
		switch {
		case k.name == "off" && !placed:
			x, y, placed = whole(k.attr("x")), whole(k.attr("y")), true
		case k.name == "ext" && placed && !sized && k.attr("cx") != "":
			cx, cy = whole(k.attr("cx")), whole(k.attr("cy"))
			sized = cx != 0 || cy != 0
		}
	})
	return placed && d.away(x, y, cx, cy) && told(n)
}

// embeddedPicture is the picture that shows an embedded object, nil for another
// shape.
func embeddedPicture(n *node) *node {
	if n.name != "graphicFrame" || !n.has("oleObj") {
		return nil
	}
	var picture *node
	n.find(func(k *node) {
		if k.name == "pic" {
			picture = k // the last is that which every program knows
		}
	})
	return picture
}
