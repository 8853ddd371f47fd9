package gate

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ofdFile is an OFD (GB/T 33190): a ZIP of XML whose parts name each other in
// their text.
type ofdFile struct {
	p     *pack
	trees map[string]*node
	docs  []ofdDocument
	// used are the parts that are named by others, from OFD.xml on.
	used   map[string]bool
	signed bool
}

type ofdDocument struct {
	root        string
	pages       []string
	templates   []string
	attachments string
	annotations string
	versions    []string
}

// located is the part a place in another leads to.
func located(from, loc string) string {
	loc = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(loc), `\`, "/"))
	if strings.HasPrefix(loc, "/") {
		return strings.TrimPrefix(path.Clean(loc), "/")
	}
	return path.Join(path.Dir(from), loc)
}

func openOFD(p *pack) (*ofdFile, error) {
	o := &ofdFile{p: p, trees: map[string]*node{}, used: map[string]bool{}}
	top, err := o.tree("ofd.xml")
	if err != nil {
		return nil, err
	}
	top.find(func(n *node) {
		switch n.name {
		case "DocBody":
			o.docs = append(o.docs, ofdDocument{})
		case "DocRoot":
			if k := len(o.docs); k > 0 {
				o.docs[k-1].root = located("ofd.xml", n.words())
			}
		case "Version":
			if k := len(o.docs); k > 0 {
				o.docs[k-1].versions = append(o.docs[k-1].versions, located("ofd.xml", n.attr("BaseLoc")))
			}
		case "Signatures":
			o.signed = o.signed || p.files[located("ofd.xml", n.words())] != nil
		}
	})
	for i := range o.docs {
		d := &o.docs[i]
		tree, err := o.tree(d.root)
		if err != nil {
			return nil, err
		}
		tree.find(func(n *node) {
			switch n.name {
			case "Page":
				d.pages = append(d.pages, located(d.root, n.attr("BaseLoc")))
			case "TemplatePage":
				d.templates = append(d.templates, located(d.root, n.attr("BaseLoc")))
			case "Attachments":
				d.attachments = located(d.root, n.words())
			case "Annotations":
				d.annotations = located(d.root, n.words())
			}
		})
	}
	if len(o.docs) == 0 {
		return nil, ErrUnread
	}
	return o, nil
}

// tree is a part, held once it is read.
func (o *ofdFile) tree(part string) (*node, error) {
	if t := o.trees[part]; t != nil {
		return t, nil
	}
	b, err := o.p.bytes(part, mostTree)
	if err != nil {
		return nil, err
	}
	t, err := readTree(b)
	if err != nil {
		return nil, err
	}
	o.trees[part] = t
	return t, nil
}

// reach marks what is named, from a part on.
func (o *ofdFile) reach(part string) error {
	if o.used[part] || o.p.files[part] == nil {
		return nil
	}
	o.used[part] = true
	if path.Ext(part) != ".xml" {
		return nil
	}
	tree, err := o.tree(part)
	if err != nil {
		return err
	}
	var named []string
	base := "" // where the media of a list of resources lie
	name := func(s string) {
		if s = strings.TrimSpace(s); s == "" || len(s) > 500 || strings.ContainsAny(s, "\n") {
			return
		}
		named = append(named, located(part, s), located("ofd.xml", s))
		if base != "" {
			named = append(named, located(part, base+"/"+s), located("ofd.xml", base+"/"+s))
		}
	}
	tree.find(func(n *node) {
		if n.name == "Res" {
			base = n.attr("BaseLoc")
		}
		if n.name == "TextCode" {
			return
		}
		attributes(n.raw, func(_, _, value []byte) bool {
			if bytes.IndexByte(value, '.') >= 0 {
				name(unescape(value))
			}
			return true
		})
		if len(n.kids) == 1 && n.kids[0].name == "" {
			name(n.words())
		}
	})
	for _, to := range named {
		if o.p.files[to] != nil && !o.used[to] {
			if err := o.reach(to); err != nil {
				return err
			}
		}
	}
	return nil
}

// isSeal says whether a part is of a signature.
func isSeal(part string) bool { return strings.Contains("/"+part, "/signs/") }

// unseenObject says whether an object of a page is not drawn.
func unseenObject(n *node) bool {
	return n.attr("Visible") == "false" || n.attr("Visible") == "0" || n.attr("Alpha") == "0"
}

// silent says whether text is drawn neither filled nor in outline.
func silent(n *node) bool {
	return n.name == "TextObject" && (n.attr("Fill") == "false" || n.attr("Fill") == "0") && n.attr("Stroke") != "true" && n.attr("Stroke") != "1"
}

// notedAnnotation says whether a note on a page is no part of how it looks.
func notedAnnotation(n *node) bool {
	return n.name == "Annot" && n.attr("Type") != "Link" && n.attr("Type") != "Watermark" && n.attr("Type") != "Stamp"
}

// ofd looks into an OFD.
func (l *look) ofd(f File, shown string) error {
	p, err := openPack(l.ctx, f, l.limits.Unpacked)
	if err != nil {
		return err
	}
	o, err := openOFD(p)
	if err != nil {
		return err
	}
	look := &officeLook{look: l, p: p, at: Place{Part: "file", File: shown}, seen: map[string]bool{"ofd.xml": true}, told: map[string]bool{}}
	if err := o.info(look); err != nil {
		return err
	}
	for _, d := range o.docs {
		if len(d.pages) > l.limits.Pages {
			return ErrTooLong
		}
		for i, part := range append(slices.Clone(d.pages), d.templates...) {
			at := look.at
			if i < len(d.pages) {
				at.Page = i + 1
			}
			if err := o.page(look, part, at); err != nil {
				return err
			}
		}
		if len(d.versions) > 1 {
			look.tell(EarlierVersion, look.at, strings.Join(d.versions, " "), "里保存着 "+strconv.Itoa(len(d.versions))+" 个版本，以前的版本还能读出来")
		}
		if err := o.attached(look, d); err != nil {
			return err
		}
		if err := o.annotated(look, d); err != nil {
			return err
		}
	}
	if len(o.docs) > 1 {
		look.tell(EarlierVersion, look.at, "DocBody", "里有 "+strconv.Itoa(len(o.docs))+" 份文档，阅读时只显示一份")
	}
	if err := o.reach("ofd.xml"); err != nil {
		return err
	}
	for _, part := range p.order {
		if look.seen[part] {
			continue
		}
		if isSeal(part) {
			// a seal is its office's, and only its pictures and lists are in it
			if path.Ext(part) == ".xml" {
				if err := look.wordsOf(part, look.at, "的签章"); err != nil {
					return err
				}
			}
			continue
		}
		switch {
		case path.Ext(part) == ".xml":
			if !o.used[part] {
				look.once(EmbeddedFile, look.at, part, "里有文档没有用到的部件")
			}
			err = look.wordsOf(part, look.at, "")
		case !o.used[part]:
			err = look.embedded(part, look.at, "")
		default:
			var b []byte
			if b, err = p.bytes(part, mostEmbedded); err != nil {
				return err
			}
			if kind := pictureKind(b); kind != "" {
				err = look.picture(File{Name: path.Base(part), R: bytes.NewReader(b), Size: int64(len(b))}, shown+"!/"+path.Base(part), kind)
				if errors.Is(err, ErrUnread) {
					err = nil // a picture that is damaged says nothing
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// info looks at what an OFD says of itself.
func (o *ofdFile) info(look *officeLook) (err error) {
	o.trees["ofd.xml"].find(func(n *node) {
		if err != nil || n.name == "" {
			return
		}
		v := strings.TrimSpace(n.words())
		switch n.name {
		case "Author":
			if v != "" {
				look.once(Author, look.at, v, "的属性里有作者“"+person(v)+"”")
			}
			return
		case "Creator", "CreatorVersion":
			if v != "" {
				look.once(Machine, look.at, v, "的属性里有软件信息")
			}
		case "CustomData":
			look.once(Machine, look.at, n.attr("Name"), "带有自定义属性")
		case "Title", "Subject", "Abstract", "Keyword":
		default:
			return
		}
		if len(v) >= 6 {
			err = look.say(look.at, "的属性", "", v)
		}
	})
	return err
}

// page looks at the text of a page, in the order in which it is drawn; what
// stands on one line is one text.
func (o *ofdFile) page(look *officeLook, part string, at Place) error {
	if look.seen[part] {
		return nil
	}
	look.seen[part] = true
	tree, err := o.tree(part)
	if err != nil {
		return err
	}
	pictured := tree.has("ImageObject")
	var seen, unseen strings.Builder
	var lastX, lastY float64
	var walk func(n *node, hidden bool)
	walk = func(n *node, hidden bool) {
		for _, k := range n.kids {
			if k.name == "" {
				continue
			}
			h := hidden || unseenObject(k)
			if k.name != "TextObject" {
				walk(k, h)
				continue
			}
			box := numbersOf(k.attr("Boundary"))
			size := 4.0
			if s := numbersOf(k.attr("Size")); len(s) > 0 && s[0] > 0 {
				size = s[0]
			}
			into := &seen
			if h || silent(k) && !pictured {
				into = &unseen
			}
			for i, code := range k.kids {
				if code.name != "TextCode" {
					continue
				}
				x, y := lastX, lastY
				if len(box) == 4 {
					x, y = box[0], box[1]
				}
				if v := numbersOf(code.attr("X")); len(v) > 0 {
					x += v[0]
				}
				if v := numbersOf(code.attr("Y")); len(v) > 0 {
					y += v[0]
				}
				switch {
				case into.Len() == 0:
				case y-lastY > size/2 || lastY-y > size/2:
					into.WriteByte('\n')
				case x-lastX > 3*size:
					into.WriteByte('\t')
				}
				s := code.words()
				into.WriteString(s)
				lastY = y
				if lastX = x + size*widthOf(s); i == len(k.kids)-1 && len(box) == 4 {
					lastX = max(lastX, box[0]+box[2])
				}
			}
		}
	}
	walk(tree, false)
	if err := look.say(at, "", "", seen.String()); err != nil {
		return err
	}
	if err := look.setTable(at, seen.String()); err != nil {
		return err
	}
	if visible(unseen.String()) {
		look.tell(InvisibleText, at, unseen.String(), "有看不见的文字“"+look.excerpt(unseen.String())+"”")
		return look.say(at, "看不见的文字里", "", unseen.String())
	}
	return nil
}

// widthOf is how wide a text is set, in its size: letters and digits take half.
func widthOf(s string) float64 {
	w := 0.0
	for _, r := range s {
		if w += 1; r < utf8.RuneSelf {
			w -= 0.45
		}
	}
	return w
}

func numbersOf(s string) (list []float64) {
	for _, f := range strings.Fields(s) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return nil
		}
		list = append(list, v)
	}
	return list
}

// attached looks at the files an OFD carries.
func (o *ofdFile) attached(look *officeLook, d ofdDocument) error {
	if o.p.files[d.attachments] == nil {
		return nil
	}
	tree, err := o.tree(d.attachments)
	if err != nil {
		return err
	}
	look.seen[d.attachments] = true
	var parts []string
	tree.find(func(n *node) {
		if n.name == "Attachment" {
			if loc := n.child("FileLoc"); loc != nil {
				parts = append(parts, located(d.attachments, loc.words()))
			}
		}
	})
	for _, part := range parts {
		if o.p.files[part] == nil {
			continue
		}
		if err := look.embedded(part, look.at, ""); err != nil {
			return err
		}
	}
	return look.wordsOf(d.attachments, look.at, "的附件清单")
}

// annotationParts are the parts that hold annotations, and the pages they are
// on.
func (o *ofdFile) annotationParts(d ofdDocument) (list []string, pages []string, err error) {
	if o.p.files[d.annotations] == nil {
		return nil, nil, nil
	}
	tree, err := o.tree(d.annotations)
	if err != nil {
		return nil, nil, err
	}
	tree.find(func(n *node) {
		if n.name == "Page" {
			if loc := n.child("FileLoc"); loc != nil {
				list = append(list, located(d.annotations, loc.words()))
				pages = append(pages, n.attr("PageID"))
			}
		}
	})
	return list, pages, nil
}

func (o *ofdFile) annotated(look *officeLook, d ofdDocument) error {
	parts, pages, err := o.annotationParts(d)
	if err != nil {
		return err
	}
	ids := map[string]int{}
	o.trees[d.root].find(func(n *node) {
		if n.name == "Page" {
			ids[n.attr("ID")] = len(ids) + 1
		}
	})
	for i, part := range parts {
		if o.p.files[part] == nil {
			continue
		}
		tree, err := o.tree(part)
		if err != nil {
			return err
		}
		at := look.at
		at.Page = ids[pages[i]]
		tree.find(func(n *node) {
			if notedAnnotation(n) || n.name == "Annot" && n.attr("Visible") == "false" {
				look.tell(Annotation, at, n.words(), "有注释"+byWhom([]string{n.attr("Creator")})+"“"+look.excerpt(n.words())+"”")
			} else if n.name == "Annot" && n.attr("Creator") != "" {
				look.once(Author, look.at, n.attr("Creator"), "的注释里有作者姓名")
			}
		})
		if err := look.wordsOf(part, at, "的注释"); err != nil {
			return err
		}
	}
	return nil
}

// ofd writes the clean copy of an OFD. One that is signed is left as it is,
// because its seal stands for its bytes; what is hidden in it cannot be taken
// out.
func (c *cleaning) ofd(f File, w io.Writer) error {
	p, err := openPack(c.ctx, f, c.limits.Unpacked)
	if err != nil {
		return err
	}
	o, err := openOFD(p)
	if err != nil {
		return err
	}
	if o.signed {
		if c.remedy.Hidden {
			l := &look{ctx: c.ctx, limits: c.limits}
			if err := l.ofd(f, f.Name); err != nil {
				return err
			}
			for _, found := range l.report.Findings {
				if found.Kind.Row().Class == Hidden {
					return ErrNotCleaned
				}
			}
		}
		_, err := io.Copy(w, io.NewSectionReader(f.R, 0, f.Size))
		return err
	}
	if c.remedy.Hidden && len(o.docs) > 1 {
		return ErrNotCleaned // nobody can say which of them is shown
	}
	changed := map[string]bool{"ofd.xml": true}
	o.trees["ofd.xml"].edit(func(n *node) []*node {
		switch n.name {
		case "Author", "Creator", "CreatorVersion", "CustomDatas", "Abstract", "Subject", "Keywords", "ModDate", "CreationDate":
			return nil
		case "Versions":
			if c.remedy.Hidden {
				return nil
			}
		}
		return []*node{n}
	})
	for _, d := range o.docs {
		parts, _, err := o.annotationParts(d)
		if err != nil {
			return err
		}
		for _, part := range parts {
			if p.files[part] == nil {
				continue
			}
			tree, err := o.tree(part)
			if err != nil {
				return err
			}
			changed[part] = true
			tree.edit(func(n *node) []*node {
				if n.name != "Annot" {
					return []*node{n}
				}
				if c.remedy.Hidden && (notedAnnotation(n) || n.attr("Visible") == "false") {
					return nil
				}
				n.drop(func(name, _ []byte) bool { return string(name) == "Creator" || string(name) == "LastModDate" })
				n.set("Creator", "")
				return []*node{n}
			})
		}
		if !c.remedy.Hidden {
			continue
		}
		changed[d.root] = true
		o.trees[d.root].edit(func(n *node) []*node {
			if n.name == "Attachments" {
				return nil
			}
			return []*node{n}
		})
		for _, part := range append(slices.Clone(d.pages), d.templates...) {
			if p.files[part] == nil {
				continue
			}
			tree, err := o.tree(part)
			if err != nil {
				return err
			}
			changed[part] = true
			pictured := tree.has("ImageObject")
			tree.edit(func(n *node) []*node {
				if unseenObject(n) || silent(n) && !pictured {
					return nil
				}
				return []*node{n}
			})
		}
	}
	if err := o.reach("ofd.xml"); err != nil {
		return err
	}
	out := zip.NewWriter(w)
	for _, part := range p.order {
		if !o.used[part] {
			continue
		}
		file := p.files[part]
		to, err := out.CreateHeader(&zip.FileHeader{Name: strings.TrimPrefix(strings.ReplaceAll(file.Name, `\`, "/"), "/"), Method: file.Method})
		if err != nil {
			return err
		}
		var b []byte
		if changed[part] {
			var buffer bytes.Buffer
			o.trees[part].write(&buffer)
			b = buffer.Bytes()
		} else if b, err = p.bytes(part, c.limits.Unpacked); err != nil {
			return err
		} else if kind := pictureKind(b); kind != "" {
			var buffer bytes.Buffer
			err := c.picture(File{Name: path.Base(part), R: bytes.NewReader(b), Size: int64(len(b))}, &buffer, kind)
			if err == nil {
				b = buffer.Bytes()
			} else if !errors.Is(err, ErrUnread) {
				return err
			}
		}
		if _, err := to.Write(b); err != nil {
			return err
		}
	}
	return out.Close()
}
