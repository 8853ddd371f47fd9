package gate

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostPDF is how large a PDF may be that is held to be looked into, in bytes.
const mostPDF = 200 << 20

// safely turns a panic of whoever reads a broken file into [ErrUnread].
func safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrUnread, p)
		}
	}()
	return do()
}

func readPDF(f File) ([]byte, error) {
	if f.Size > mostPDF {
		return nil, ErrTooLong
	}
	b := make([]byte, f.Size)
	if n, err := f.R.ReadAt(b, 0); err != nil && (err != io.EOF || n != len(b)) {
		return nil, err
	}
	return b, nil
}

// pdf looks at what the pages of a PDF show and hide, and at what the file
// carries besides.
func (l *look) pdf(f File, shown string) error {
	return safely(func() error { return l.pdfWhole(f, shown) })
}

func (l *look) pdfWhole(f File, shown string) error {
	b, err := readPDF(f)
	if err != nil {
		return err
	}
	return l.pdfBytes(b, Place{Part: "file", File: shown}, nil)
}

// pdfBytes looks at a PDF; each, if not nil, is shown its pages.
func (l *look) pdfBytes(b []byte, at Place, each func(n int, sheet pdfSheet) error) error {
	p, err := openPDF(b, l.limits.Unpacked-l.unpacked)
	if err != nil {
		return ErrUnread
	}
	defer func(had int64) { l.unpacked += had - p.budget }(p.budget)
	if p.trailer["Encrypt"] != nil {
		return ErrEncrypted
	}
	pages, err := p.pages(l.limits.Pages)
	if err != nil {
		return err
	}
	off := p.layersOff()
	err = sheets(l.ctx, b, l.limits.Pages,
		func(n int) []pdfMark { return p.marks(pages, n) },
		func(n int) bool { return len(off) > 0 && n <= len(pages) && p.reaches(pages[n-1].dict, off) },
		func(n int, before, s string) []Finding {
			here := at
			here.Page = n
			return l.sc.Text(here, before, s)
		},
		func(n int, sheet pdfSheet) error {
			if l.words += len(sheet.text); l.words > l.limits.Words {
				return ErrTooLong
			}
			for _, found := range sheet.found {
				l.add(found)
			}
			for _, h := range sheet.hidden {
				here := at
				here.Page = n
				for i, a := range h.areas {
					if i == 0 {
						here.Box = a.box()
					} else {
						here.Box = joined(here.Box, a.box())
					}
				}
				l.tell(h.kind, here, h.text, h.why+"“"+l.veiled(h.text)+"”")
			}
			if each != nil {
				return each(n, sheet)
			}
			return nil
		})
	if err != nil {
		return err
	}
	return l.pdfBehind(p, pages, off, at)
}

func joined(a, b [4]int) [4]int {
	if a == ([4]int{}) {
		return b
	}
	if b == ([4]int{}) {
		return a
	}
	return [4]int{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}

// veiled is text that somebody wanted hidden, as it may be told: its first
// character and its length.
func (l *look) veiled(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	return string(first) + strings.Repeat("*", min(utf8.RuneCountInString(s)-1, 12))
}

// pdfBehind looks at what is in the file and on no page.
func (l *look) pdfBehind(p *pdfFile, pages []pdfLeaf, off map[pdfRef]bool, at Place) error {
	pageOf := map[pdfRef]int{}
	for i, leaf := range pages {
		if leaf.num > 0 {
			pageOf[leaf.num] = i + 1
		}
	}
	if err := l.pdfAnnotations(p, pages, at); err != nil {
		return err
	}
	for _, n := range slices.Sorted(maps.Keys(off)) {
		name := p.text(p.dict(n)["Name"])
		l.tell(HiddenText, at, name, fmt.Sprintf("有隐藏的图层“%s”", name))
	}
	for _, n := range slices.Sorted(maps.Keys(p.spots)) {
		d := p.dict(n)
		if _, listed := pageOf[n]; d != nil && p.name(d["Type"]) == "Page" && !listed && d["Contents"] != nil {
			l.tell(EarlierVersion, at, fmt.Sprintf("page %d", n), "里还留着已经删去的页面")
			break
		}
	}
	if err := l.pdfTraces(p, at); err != nil {
		return err
	}
	if err := l.pdfVersions(p, at); err != nil {
		return err
	}
	if k := bytes.LastIndex(p.b, []byte("startxref")); k >= 0 {
		if _, rest, ok := bytes.Cut(p.b[k:], []byte("%%EOF")); ok {
			if rest = bytes.Trim(rest, "\x00\r\n\t "); len(rest) > 16 {
				l.tell(EmbeddedFile, at, string(rest[:16]), "的末尾之后还附有别的数据")
			}
		}
	}
	return l.pdfWalk(p, at)
}

// marks are the annotations that may lie over the text of page n.
func (p *pdfFile) marks(pages []pdfLeaf, n int) (list []pdfMark) {
	if n > len(pages) {
		return nil
	}
	for _, v := range p.array(pages[n-1].dict["Annots"]) {
		d := p.dict(v)
		m := pdfMark{subtype: p.name(d["Subtype"])}
		switch m.subtype {
		case "", "Link", "Widget", "Popup", "Text", "FileAttachment", "Sound", "Caret":
			continue
		}
		if rect, ok := p.rect(d["Rect"]); ok && len(list) < 1000 {
			m.rect = rect
			list = append(list, m)
		}
	}
	return list
}

func (p *pdfFile) rect(v any) (r [4]float64, ok bool) {
	a := p.array(v)
	if len(a) != 4 {
		return r, false
	}
	for i := range r {
		if r[i], ok = number(p.get(a[i])); !ok {
			return r, false
		}
	}
	return [4]float64{min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3])}, true
}

// shapeOf is the shape of a page by what the file says.
func (p *pdfFile) shapeOf(leaf pdfLeaf) (pdfShape, bool) {
	media, ok := p.rect(leaf.dict["MediaBox"])
	if !ok {
		media = [4]float64{0, 0, 612, 792}
	}
	if crop, ok := p.rect(leaf.dict["CropBox"]); ok {
		media = [4]float64{max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])}
	}
	turn, _ := integer(p.get(leaf.dict["Rotate"]))
	g := pdfShape{media[0], media[1], media[2], media[3], (turn/90%4 + 4) % 4}
	return g, g.right > g.left && g.top > g.bottom
}

// layersOff are the groups of optional content that a reader does not show.
func (p *pdfFile) layersOff() map[pdfRef]bool {
	oc := p.dict(p.dict(p.trailer["Root"])["OCProperties"])
	if oc == nil {
		return nil
	}
	off := map[pdfRef]bool{}
	d := p.dict(oc["D"])
	if p.name(d["BaseState"]) == "OFF" {
		for _, v := range p.array(oc["OCGs"]) {
			if n, ok := v.(pdfRef); ok {
				off[n] = true
			}
		}
		for _, v := range p.array(d["ON"]) {
			if n, ok := v.(pdfRef); ok {
				delete(off, n)
			}
		}
	}
	for _, v := range p.array(d["OFF"]) {
		if n, ok := v.(pdfRef); ok && p.dict(n) != nil {
			off[n] = true
		}
	}
	return off
}

// reaches tells whether what the page uses leads to one of the objects.
func (p *pdfFile) reaches(page pdfDict, wanted map[pdfRef]bool) bool {
	found := false
	p.walk(pdfArray{page["Resources"], page["Annots"]}, func(n pdfRef, v any) bool {
		found = found || wanted[n]
		// Not by way of the page's parents.
		d, ok := v.(pdfDict)
		return !found && !(ok && (p.name(d["Type"]) == "Page" || p.name(d["Type"]) == "Pages"))
	})
	return found
}

// walk calls do for every dictionary and stream that v leads to, with its number
// if it has one; what do says false to is gone into no further.
func (p *pdfFile) walk(v any, do func(n pdfRef, v any) bool) {
	p.walked(v, do)
}

// walked is walk, and gives the objects that it has met.
func (p *pdfFile) walked(v any, do func(n pdfRef, v any) bool) map[pdfRef]bool {
	seen := map[pdfRef]bool{}
	type step struct {
		v     any
		depth int
	}
	stack := []step{{v, 0}}
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if s.depth > pdfDeep*2 {
			continue
		}
		n, ok := s.v.(pdfRef)
		if ok {
			if seen[n] {
				continue
			}
			seen[n] = true
			s = step{p.at(n), 0}
		}
		switch o := s.v.(type) {
		case pdfArray:
			for _, inner := range slices.Backward(o) {
				stack = append(stack, step{inner, s.depth + 1})
			}
		case pdfDict:
			if do(n, o) {
				for _, key := range slices.Backward(slices.Sorted(maps.Keys(o))) {
					stack = append(stack, step{o[key], s.depth + 1})
				}
			}
		case *pdfStream:
			if do(n, o) {
				for _, key := range slices.Backward(slices.Sorted(maps.Keys(o.dict))) {
					stack = append(stack, step{o.dict[key], s.depth + 1})
				}
			}
		case pdfRef:
			stack = append(stack, step{o, s.depth + 1})
		}
	}
	return seen
}

// The flags of an annotation, Table 165 of ISO 32000-1.
const (
	pdfFlagHidden = 1 << 1
	pdfFlagNoView = 1 << 5
)

func (p *pdfFile) unshown(annotation pdfDict) bool {
	flags, _ := integer(p.get(annotation["F"]))
	return flags&(pdfFlagHidden|pdfFlagNoView) != 0
}

// fieldValue is the value of a form's field, its own or inherited.
func (p *pdfFile) fieldValue(d pdfDict) (name, value string) {
	for range 20 {
		if name == "" {
			name = p.text(d["T"])
		}
		if value == "" {
			value = p.text(d["V"])
			if s, ok := p.get(d["V"]).(*pdfStream); ok {
				if b, err := p.unpack(s); err == nil {
					value = pdfString(b).text()
				}
			}
		}
		if d = p.dict(d["Parent"]); d == nil {
			break
		}
	}
	return name, value
}

// pdfLocal is an address on the machine or in the house of whoever made the file.
var pdfLocal = regexp.MustCompile(`(?i)^(file:|\\\\|[a-z]:[\\/])`)

func (l *look) pdfAnnotations(p *pdfFile, pages []pdfLeaf, at Place) error {
	for i, leaf := range pages {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		g, shaped := p.shapeOf(leaf)
		for _, v := range p.array(leaf.dict["Annots"]) {
			d := p.dict(v)
			if d == nil {
				continue
			}
			here := at
			here.Page = i + 1
			if r, ok := p.rect(d["Rect"]); ok && shaped {
				here.Box = g.area(r[0], r[1], r[2], r[3]).box()
			}
			switch subtype := p.name(d["Subtype"]); subtype {
			case "Link":
				action := p.dict(d["A"])
				uri := p.text(action["URI"])
				if uri == "" {
					uri = p.text(action["F"])
				}
				if uri == "" {
					uri = p.text(p.dict(action["F"])["F"])
				}
				if pdfLocal.MatchString(uri) || p.name(action["S"]) == "GoToR" && uri != "" {
					l.tell(ExternalLink, here, uri, "的链接指向本机或内部的文件")
				}
			case "Widget":
				if name, value := p.fieldValue(d); p.unshown(d) && value != "" {
					l.tell(HiddenText, here, value, fmt.Sprintf("有隐藏的表单项“%s”", name))
				}
			case "Popup", "": // of a comment that is told itself
			case "FileAttachment": // told as the file
			case "PrinterMark", "TrapNet":
			case "Watermark":
			default:
				words := p.text(d["Contents"])
				what := "有注释"
				if words != "" {
					what += "“" + l.veiled(words) + "”"
				}
				l.tell(Annotation, here, string(subtype)+" "+words, what)
			}
		}
	}
	return nil
}

// pdfWordKeys are the keys under which a PDF has words for people that are on no
// page.
var pdfWordKeys = []pdfName{"Alt", "ActualText", "Contents", "Desc", "E", "OverlayText", "RC", "Subj", "Title", "TU", "URI", "V"}

// pdfWalk looks at the words in all that the file leads to, at the files in it
// and at the traces in its pictures.
func (l *look) pdfWalk(p *pdfFile, at Place) (err error) {
	type inner struct {
		name string
		b    []byte
	}
	var files []inner
	told := map[Kind]bool{}
	looked := map[pdfRef]bool{}
	p.walk(p.trailer["Root"], func(n pdfRef, v any) bool {
		if err != nil {
			return false
		}
		d := p.dict(v)
		for _, key := range pdfWordKeys {
			if s, ok := p.get(d[key]).(pdfString); ok {
				if key == "Contents" && p.name(d["Type"]) == "Sig" {
					continue
				}
				if err = l.text(at, "", s.text()); err != nil {
					return false
				}
			}
		}
		xfa := p.array(d["XFA"])
		if s, ok := p.get(d["XFA"]).(*pdfStream); ok {
			xfa = pdfArray{s}
		}
		for _, v := range xfa { // a form's words in XML
			if s, ok := p.get(v).(*pdfStream); ok {
				b, e := p.unpack(s)
				if e != nil {
					err = ErrUnread
					return false
				}
				if err = l.text(at, "", strings.ToValidUTF8(string(b), "")); err != nil {
					return false
				}
			}
		}
		if ef := p.dict(d["EF"]); ef != nil {
			name := p.text(d["UF"])
			if name == "" {
				name = p.text(d["F"])
			}
			l.tell(EmbeddedFile, at, name, fmt.Sprintf("里嵌有文件“%s”", name))
			for _, key := range []pdfName{"UF", "F", "Unix", "Mac", "DOS"} {
				ref, _ := ef[key].(pdfRef)
				s, ok := p.get(ef[key]).(*pdfStream)
				if !ok || looked[ref] {
					continue
				}
				looked[ref] = true
				b, e := p.unpack(s)
				if e != nil {
					err = ErrUnread
					return false
				}
				files = append(files, inner{name, b})
			}
		}
		if s, ok := v.(*pdfStream); ok && p.name(d["Subtype"]) == "Image" && p.onlyJPEG(s) {
			for _, t := range jpegTraces(s.raw) {
				if !told[t.kind] {
					told[t.kind] = true
					l.tell(t.kind, at, t.text, "的图片带有"+t.kind.Row().Name)
				}
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	for _, f := range files {
		if l.members++; l.members > l.limits.Members {
			return ErrTooLong
		}
		name := f.name
		if name == "" {
			name = "嵌入的文件"
		}
		shown := at.File + "!/" + name
		if err := l.file(File{Name: path.Base(strings.ReplaceAll(name, `\`, "/")), R: bytes.NewReader(f.b), Size: int64(len(f.b))}, shown, l.limits.Depth-1); err != nil {
			if l.ctx.Err() != nil {
				return l.ctx.Err()
			}
			if !l.hold(shown, err) {
				return err
			}
		}
	}
	return nil
}

// onlyJPEG tells of a picture that is a JPEG and packed in no other way.
func (p *pdfFile) onlyJPEG(s *pdfStream) bool {
	f := p.get(s.dict["Filter"])
	if a, ok := f.(pdfArray); ok && len(a) == 1 {
		f = p.get(a[0])
	}
	return f == pdfName("DCTDecode") || f == pdfName("DCT")
}

func jpegTraces(b []byte) (list []pictureTrace) {
	parts, _, err := jpegParts(b)
	if err != nil {
		return nil
	}
	for _, part := range parts {
		if !part.keep {
			list = append(list, part.traces...)
		}
	}
	return list
}

// pathed is a title that is where the file lay.
var pathed = regexp.MustCompile(`(?i)([a-z]:\\|\\\\|/home/|/users/|^Microsoft (Word|Excel|PowerPoint) - )`)

// pdfTraces tells of who made the file and on what.
func (l *look) pdfTraces(p *pdfFile, at Place) error {
	info := p.dict(p.trailer["Info"])
	trace := func(kind Kind, value, what string) {
		if value = strings.TrimSpace(value); value != "" {
			l.tell(kind, at, value, what)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(info)) {
		value := p.text(info[key])
		if err := l.text(at, "", value); err != nil {
			return err
		}
		switch key {
		case "Author", "Manager", "LastSavedBy":
			trace(Author, value, "带有"+Author.Row().Name)
		case "Company", "Organization":
			trace(Company, value, "带有"+Company.Row().Name)
		case "Title":
			if pathed.MatchString(value) {
				trace(Machine, value, "的标题是电脑上的文件名")
			}
		case "Subject", "Keywords", "CreationDate", "ModDate", "Trapped":
		default:
			trace(Machine, value, "带有"+Machine.Row().Name)
		}
	}
	for _, v := range p.array(p.trailer["ID"]) {
		if s, ok := p.get(v).(pdfString); ok && len(s) > 0 {
			l.tell(Machine, at, fmt.Sprintf("%x", []byte(s)), "带有文件标识")
			break
		}
	}
	said := map[string]bool{}
	var err error
	p.walk(p.trailer["Root"], func(_ pdfRef, v any) bool {
		if err != nil {
			return false
		}
		d := p.dict(v)
		once := func(kind Kind, value, what string) {
			if !said[string(kind)+what] {
				said[string(kind)+what] = true
				trace(kind, value, what)
			}
		}
		if d["PieceInfo"] != nil {
			once(Machine, "PieceInfo", "带有软件留下的私有数据")
		}
		if d["Thumb"] != nil && p.name(d["Type"]) == "Page" {
			once(Machine, "Thumb", "带有页面缩略图")
		}
		if p.isSignature(d) {
			once(Author, cmp.Or(p.text(d["Name"]), "signature"), "带有电子签名")
		}
		if s, ok := p.get(d["Metadata"]).(*pdfStream); ok {
			b, e := p.unpack(s)
			if e != nil {
				once(Machine, "Metadata", "带有"+Machine.Row().Name)
				return true
			}
			if err = l.text(at, "", readable(b)); err != nil {
				return false
			}
			for _, t := range append(packet(b), pictureTrace{Machine, "XMP"}) {
				once(t.kind, t.text, "带有元数据中的"+t.kind.Row().Name)
			}
		}
		return true
	})
	return err
}

func (p *pdfFile) isSignature(d pdfDict) bool {
	_, ranged := p.get(d["ByteRange"]).(pdfArray)
	_, signed := p.get(d["Contents"]).(pdfString)
	return ranged && signed || p.name(d["Type"]) == "Sig" && signed
}

// pdfVersions tells of earlier revisions that hold what the last does not.
// Where only an index, a signature or a form has been added nothing is lost.
// That a file made for the web has two indexes is no revision: they speak of
// different objects.
func (l *look) pdfVersions(p *pdfFile, at Place) error {
	if len(p.sections) < 2 {
		return nil
	}
	lost := 0
	reachable := p.walked(p.trailer["Root"], func(pdfRef, any) bool { return true })
	info, _ := p.trailer["Info"].(pdfRef)
	hints := p.hints()
	pages, err := p.pages(l.limits.Pages)
	if err != nil {
		return err
	}
	tree := map[pdfRef]bool{}
	for _, leaf := range pages {
		tree[leaf.num] = true
	}
	for i, section := range p.sections[1:] {
		for _, n := range slices.Sorted(maps.Keys(section)) {
			if err := l.ctx.Err(); err != nil {
				return err
			}
			spot := section[n]
			now := p.spots[n]
			if spot.free || spot == now && reachable[n] || n == info || !spot.packed && hints[spot.at] {
				continue
			}
			if spot.packed {
				if was, ok := p.firstSpot(pdfRef(spot.at), i+1); ok && was != p.spots[pdfRef(spot.at)] {
					lost++ // the pack itself has been replaced
					continue
				}
			}
			old := p.read(n, spot)
			if p.matters(old, p.at(n), reachable[n], tree) {
				lost++
			}
		}
	}
	if lost > 0 {
		l.tell(EarlierVersion, at, fmt.Sprintf("%d revisions", len(p.sections)), fmt.Sprintf("里还留着以前的版本，有%d处内容与现在不同或已经删去", lost))
	}
	return nil
}

// firstSpot is where the revision of that section, or the next older one that
// speaks of it, has the object.
func (p *pdfFile) firstSpot(n pdfRef, section int) (pdfSpot, bool) {
	for _, s := range p.sections[section:] {
		if spot, ok := s[n]; ok {
			return spot, true
		}
	}
	return pdfSpot{}, false
}

// hints are the bytes at which a file made for the web has what helps a reader
// to load it piece by piece, to which nothing else leads.
func (p *pdfFile) hints() map[int]bool {
	at := map[int]bool{}
	l := newLexer(p.b, 0)
	if _, ok := integer(l.token()); !ok {
		return at
	}
	l.token()
	l.token()
	d, _ := l.value(0).(pdfDict)
	if d["Linearized"] == nil {
		return at
	}
	places, _ := d["H"].(pdfArray)
	for i := 0; i < len(places); i += 2 {
		if n, ok := integer(places[i]); ok {
			at[n] = true
		}
	}
	return at
}

// matters tells whether something a reader could have seen is in an object of
// an earlier revision and not in what has come in its place.
func (p *pdfFile) matters(old, now any, kept bool, tree map[pdfRef]bool) bool {
	switch o := old.(type) {
	case *pdfStream:
		switch p.name(o.dict["Type"]) {
		case "XRef", "ObjStm", "Metadata":
			return false
		}
		n, ok := now.(*pdfStream)
		return !kept || !ok || !bytes.Equal(o.raw, n.raw)
	case pdfDict:
		n := p.dict(now)
		for _, key := range append([]pdfName{"Kids", "EmbeddedFiles"}, pdfWordKeys...) {
			was, ok := o[key]
			if !ok || key == "Contents" && p.name(o["Type"]) == "Page" {
				continue // its streams are looked at themselves
			}
			if key == "Kids" {
				// A page that is there no more.
				for _, kid := range p.array(was) {
					if ref, ok := kid.(pdfRef); ok && p.name(p.dict(kid)["Type"]) == "Page" && !tree[ref] {
						return true
					}
				}
				continue
			}
			if !kept || fmt.Sprint(n[key]) != fmt.Sprint(was) {
				if s, ok := p.get(was).(pdfString); ok && len(bytes.TrimSpace(s)) == 0 || p.isSignature(o) {
					continue
				}
				return true
			}
		}
	}
	return false
}
