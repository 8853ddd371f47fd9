package gate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gongkai/paper/redact"
)

// pdf writes a PDF as one revision without the traces of its makers, and with
// [Remedy.Hidden] without what its pages do not show.
//
// Text that is covered or not seen cannot be cut out of what draws a page, so
// such a page is painted as it is seen and bound in its place with the text that
// can be seen, as in a partial disclosure (package redact); what covered text
// becomes black. An electronic signature does not outlive any change to its
// file: what it shows on the page stays.
//
// The copy is looked into once more, and served only if nothing is found in it
// that was to be taken out, and if the pages that were not painted say what they
// said.
func (c *cleaning) pdf(f File, w io.Writer) error {
	return safely(func() error {
		b, err := readPDF(f)
		if err != nil {
			return err
		}
		p, err := openPDF(b, c.limits.Unpacked)
		if err != nil {
			return ErrUnread
		}
		if p.trailer["Encrypt"] != nil {
			return ErrEncrypted
		}
		made, err := c.pdfCopy(p, b, f.Name)
		if err != nil {
			return err
		}
		_, err = w.Write(made)
		return err
	})
}

func (c *cleaning) pdfCopy(p *pdfFile, b []byte, name string) ([]byte, error) {
	pages, err := p.pages(c.limits.Pages)
	if err != nil {
		return nil, err
	}
	off := p.layersOff()
	e := &pdfEdit{p: p, hidden: c.remedy.Hidden, drop: map[pdfRef]bool{}, off: off}
	listed := map[pdfRef]bool{}
	for _, leaf := range pages {
		if leaf.num == 0 {
			return nil, ErrNotCleaned
		}
		listed[leaf.num] = true
	}
	for _, n := range slices.Sorted(maps.Keys(p.spots)) {
		if d := p.dict(n); d != nil && p.name(d["Type"]) == "Page" && !listed[n] {
			e.drop[n] = true // deleted, and led to by something else still
		}
	}
	texts := make([]string, len(pages))
	burn := map[int][]pdfHidden{} // pages, from 1
	err = sheets(c.ctx, b, c.limits.Pages,
		func(n int) []pdfMark { return p.marks(pages, n) },
		func(n int) bool {
			return c.remedy.Hidden && len(off) > 0 && n <= len(pages) && p.reaches(pages[n-1].dict, off)
		},
		nil,
		func(n int, sheet pdfSheet) error {
			if n > len(pages) {
				return ErrNotCleaned
			}
			texts[n-1] = sheet.text
			if c.remedy.Hidden && (len(sheet.hidden) > 0 || len(off) > 0 && p.reaches(pages[n-1].dict, off)) {
				burn[n] = sheet.hidden
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	e.prepare(pages)
	if len(burn) > 0 {
		if err := c.burn(p, e, pages, burn); err != nil {
			return nil, err
		}
	}
	root, ok := p.trailer["Root"].(pdfRef)
	if !ok {
		return nil, ErrNotCleaned
	}
	print := pdfPrint{p: p, drop: e.drop, edit: e.edit, repack: e.repack, packs: len(p.packs) > 0}
	made, err := print.file(root)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotCleaned, err)
	}
	return made, c.pdfProve(made, name, texts, burn)
}

// pdfProve looks into the copy.
func (c *cleaning) pdfProve(made []byte, name string, texts []string, burnt map[int][]pdfHidden) error {
	limits := c.limits
	limits.Findings = 1_000_000
	limits.Bytes = max(limits.Bytes, int64(len(made)))
	l := &look{ctx: c.ctx, limits: limits}
	pages := 0
	err := l.pdfBytes(made, Place{Part: "file", File: name}, func(n int, sheet pdfSheet) error {
		if pages = n; n > len(texts) {
			return ErrNotCleaned
		}
		if _, painted := burnt[n]; !painted && sheet.text != texts[n-1] {
			return fmt.Errorf("%w: page %d says something else", ErrNotCleaned, n)
		}
		return nil
	})
	switch {
	case c.ctx.Err() != nil:
		return c.ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNotCleaned, err)
	case pages != len(texts):
		return fmt.Errorf("%w: %d pages of %d", ErrNotCleaned, pages, len(texts))
	case l.report.Held != "" && c.remedy.Hidden:
		return fmt.Errorf("%w: %s", ErrNotCleaned, l.report.Held)
	}
	for _, f := range l.report.Findings {
		switch class := f.Kind.Row().Class; {
		case class == Trace && !within(f.Place.File), class == Hidden && c.remedy.Hidden:
			return fmt.Errorf("%w: %s is there still", ErrNotCleaned, f.Kind)
		}
	}
	return nil
}

// within tells of a file in a file.
func within(name string) bool { return strings.Contains(name, "!/") }

// burn puts pictures in the place of pages.
func (c *cleaning) burn(p *pdfFile, e *pdfEdit, pages []pdfLeaf, burn map[int][]pdfHidden) error {
	fresh := p.fresh()
	catalog, tree := fresh, fresh+1
	fresh += 2
	numbers := slices.Sorted(maps.Keys(burn))

	// The pages by themselves, and nothing with them but what covers text.
	bare := *p
	bare.objects = maps.Clone(p.objects)
	only := &pdfEdit{p: &bare, drop: maps.Clone(e.drop)}
	for _, leaf := range pages {
		only.drop[leaf.num] = true
	}
	var kids pdfArray
	var boxes []redact.Box
	for i, n := range numbers {
		leaf := pages[n-1]
		d := maps.Clone(leaf.dict)
		d["Parent"] = tree
		var annots pdfArray
		for _, v := range p.array(d["Annots"]) {
			if p.paints(v, leaf, burn[n]) {
				annots = append(annots, v)
				if ref, ok := v.(pdfRef); ok {
					delete(only.drop, ref)
				}
			}
		}
		delete(d, "Annots")
		if annots != nil {
			d["Annots"] = annots
		}
		bare.objects[leaf.num] = d
		delete(only.drop, leaf.num)
		kids = append(kids, leaf.num)
		for _, h := range burn[n] {
			for k, a := range h.areas {
				if !h.black[k] {
					continue
				}
				const slack = 0.002
				boxes = append(boxes, redact.Box{Page: i + 1, X: a.x0 - slack, Y: a.y0 - slack, W: a.x1 - a.x0 + 2*slack, H: a.y1 - a.y0 + 2*slack, Ground: "gate"})
			}
		}
	}
	bare.objects[tree] = pdfDict{"Type": pdfName("Pages"), "Kids": kids, "Count": pdfWord(fmt.Sprint(len(kids)))}
	whole := p.dict(p.trailer["Root"])
	root := pdfDict{"Type": pdfName("Catalog"), "Pages": tree}
	for _, key := range []pdfName{"OCProperties", "AcroForm"} {
		if whole[key] != nil {
			root[key] = whole[key]
		}
	}
	bare.objects[catalog] = root
	print := pdfPrint{p: &bare, drop: only.drop, edit: only.edit}
	extract, err := print.file(catalog)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotCleaned, err)
	}
	d, err := engine.Open(c.ctx, extract)
	var made redact.Result
	if err == nil && len(boxes) > 0 {
		made, err = engine.Apply(c.ctx, d, boxes, nil)
	} else if err == nil {
		made, err = engine.Seen(c.ctx, d, nil)
	}
	if err != nil {
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		return fmt.Errorf("%w: %w", ErrNotCleaned, err)
	}
	painted, err := openPDF(made.PDF, c.limits.Unpacked)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotCleaned, err)
	}
	leaves, err := painted.pages(len(numbers))
	if err != nil || len(leaves) != len(numbers) {
		return fmt.Errorf("%w: the pages were not painted", ErrNotCleaned)
	}
	for n := range painted.spots {
		p.objects[fresh+n] = renumbered(painted.at(n), fresh)
	}
	for i, n := range numbers {
		was := p.dict(pages[n-1].num)
		d := pdfDict{"Type": pdfName("Page"), "Parent": was["Parent"], "Rotate": pdfWord("0")}
		for _, key := range []pdfName{"MediaBox", "Resources", "Contents"} {
			d[key] = renumbered(leaves[i].dict[key], fresh)
		}
		d["CropBox"] = d["MediaBox"]
		for _, v := range p.array(was["Annots"]) {
			if ref, ok := v.(pdfRef); ok {
				e.drop[ref] = true
			}
		}
		p.objects[pages[n-1].num] = d
	}
	e.burnt = true
	return nil
}

// paints tells of what is painted with a page: fields, and what lies over the
// text that is hidden. Comments on the rest go.
func (p *pdfFile) paints(v any, leaf pdfLeaf, hidden []pdfHidden) bool {
	d := p.dict(v)
	switch p.name(d["Subtype"]) {
	case "Widget":
		return !p.unshown(d)
	case "", "Link", "Popup", "Text", "FileAttachment", "Sound", "Movie", "RichMedia", "Screen", "3D":
		return false
	}
	r, ok := p.rect(d["Rect"])
	g, shaped := p.shapeOf(leaf)
	if !ok || !shaped {
		return false
	}
	over := g.area(r[0], r[1], r[2], r[3])
	return slices.ContainsFunc(hidden, func(h pdfHidden) bool {
		return slices.ContainsFunc(h.areas, func(a pdfArea) bool { return !over.within(a).empty() })
	})
}

// fresh is the first number that no object has.
func (p *pdfFile) fresh() pdfRef {
	most := pdfRef(0)
	for n := range p.spots {
		most = max(most, n)
	}
	for n := range p.objects {
		most = max(most, n)
	}
	return most + 1
}

// renumbered is an object of another file with its references moved by that
// much.
func renumbered(v any, by pdfRef) any {
	switch v := v.(type) {
	case pdfRef:
		return v + by
	case pdfArray:
		a := make(pdfArray, len(v))
		for i := range v {
			a[i] = renumbered(v[i], by)
		}
		return a
	case pdfDict:
		d := make(pdfDict, len(v))
		for key, inner := range v {
			d[key] = renumbered(inner, by)
		}
		return d
	case *pdfStream:
		return &pdfStream{renumbered(v.dict, by).(pdfDict), v.raw}
	}
	return v
}

// pdfEdit is what is left out of a copy.
type pdfEdit struct {
	p      *pdfFile
	hidden bool // as of [Remedy.Hidden]
	drop   map[pdfRef]bool
	off    map[pdfRef]bool
	burnt  bool // pages have been painted: what else says their words goes too
}

// prepare finds the annotations and fields that go, by whatever way they are
// led to.
func (e *pdfEdit) prepare(pages []pdfLeaf) {
	if !e.hidden {
		return
	}
	for _, leaf := range pages {
		for _, v := range e.p.array(leaf.dict["Annots"]) {
			if ref, ok := v.(pdfRef); ok && !e.stays(v) {
				e.drop[ref] = true
			}
		}
	}
}

// stays tells of an annotation that a copy without hidden content has.
func (e *pdfEdit) stays(v any) bool {
	d := e.p.dict(v)
	switch e.p.name(d["Subtype"]) {
	case "Link":
		action := e.p.dict(d["A"])
		uri := e.p.text(action["URI"])
		return !pdfLocal.MatchString(uri) && e.p.name(action["S"]) != "GoToR"
	case "Widget":
		return !e.p.unshown(d)
	case "PrinterMark", "TrapNet", "Watermark":
		return true
	}
	return false
}

// edit is the dictionary as it is written.
func (e *pdfEdit) edit(_ pdfRef, d pdfDict) pdfDict {
	out := maps.Clone(d)
	for _, key := range []pdfName{"PieceInfo", "LastModified", "Thumb"} {
		delete(out, key)
	}
	if _, ok := e.p.get(d["Metadata"]).(*pdfStream); ok {
		delete(out, "Metadata")
	}
	for key, v := range d {
		if ref, ok := v.(pdfRef); ok && e.p.isSignature(e.p.dict(ref)) {
			delete(out, key)
		}
	}
	if e.p.isSignature(e.p.dict(d["V"])) {
		delete(out, "V")
	}
	if d["Rect"] != nil && d["Subtype"] != nil { // an annotation
		for _, key := range []pdfName{"M", "CreationDate", "NM"} {
			delete(out, key)
		}
		if e.p.name(d["Subtype"]) != "Widget" {
			delete(out, "T")
		}
	}
	for _, key := range []pdfName{"Fields", "Kids", "Annots"} {
		list, ok := e.p.get(d[key]).(pdfArray)
		if !ok {
			continue
		}
		list = slices.DeleteFunc(slices.Clone(list), func(v any) bool {
			ref, numbered := v.(pdfRef)
			return numbered && e.drop[ref] || key == "Annots" && e.hidden && !e.stays(v)
		})
		if out[key] = list; key == "Annots" && len(list) == 0 {
			delete(out, key)
		}
	}
	if e.p.name(d["Type"]) == "Catalog" {
		e.catalog(out)
	}
	if d["Fields"] != nil && e.p.name(d["Type"]) == "" { // the form
		for _, key := range []pdfName{"SigFlags", "XFA"} {
			delete(out, key)
		}
	}
	if e.hidden {
		for _, key := range []pdfName{"EF", "RF", "AF"} {
			delete(out, key)
		}
	}
	return out
}

func (e *pdfEdit) catalog(out pdfDict) {
	for _, key := range []pdfName{"Perms", "DSS", "Legal", "SpiderInfo"} {
		delete(out, key)
	}
	if !e.hidden {
		return
	}
	delete(out, "Collection")
	if len(e.off) > 0 {
		delete(out, "OCProperties")
	}
	if e.burnt {
		delete(out, "StructTreeRoot")
		delete(out, "MarkInfo")
	}
	if names := e.p.dict(out["Names"]); names != nil {
		names = maps.Clone(names)
		delete(names, "EmbeddedFiles")
		if len(names) == 0 {
			delete(out, "Names")
		} else {
			out["Names"] = names
		}
	}
}

// repack is what a stream holds: pictures without their traces.
func (e *pdfEdit) repack(s *pdfStream) []byte {
	if e.p.name(s.dict["Subtype"]) != "Image" || !e.p.onlyJPEG(s) {
		return s.raw
	}
	parts, _, err := jpegParts(s.raw)
	if err != nil {
		return s.raw
	}
	var b []byte
	for _, part := range parts {
		if part.keep {
			b = append(b, part.bytes...)
		}
	}
	return b
}
