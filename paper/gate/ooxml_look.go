package gate

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/paper/upload"
)

// mostEmbedded is how large a file may be that is held to be looked into, in
// bytes.
const mostEmbedded = 64 << 20

// officeLook is the look into one Office file.
type officeLook struct {
	*look
	p  *pack
	at Place
	// seen are the parts that have been looked into.
	seen map[string]bool
	told map[string]bool // what is told once
}

// office looks into a workbook, a text or a presentation: into every part of
// it, by what the part is, and as plain XML where it is nothing known.
func (l *look) office(f File, shown, kind string) error {
	p, err := openPack(l.ctx, f, l.limits.Unpacked)
	if err != nil {
		return err
	}
	if err := p.related(); err != nil {
		return err
	}
	o := &officeLook{look: l, p: p, at: Place{Part: "file", File: shown}, seen: map[string]bool{}, told: map[string]bool{}}
	main := p.main()
	if main == "" {
		return ErrUnread
	}
	if err := o.properties(); err != nil {
		return err
	}
	switch kind {
	case "xlsx":
		err = o.workbook(main)
	case "docx":
		err = o.document(main)
	case "pptx":
		err = o.presentation(main)
	}
	if err != nil {
		return err
	}
	if err := o.outside(main); err != nil {
		return err
	}
	return o.rest()
}

// say looks at words that stand in a place that has a name, such as a header.
func (o *officeLook) say(at Place, where, before, s string) error {
	if where == "" {
		return o.text(at, before, s)
	}
	if o.words += len(s); o.words > o.limits.Words {
		return ErrTooLong
	}
	for _, found := range o.sc.Text(at, before, s) {
		wrong := found.Place.Words()
		found.Place.Line = at.Line
		if rest, ok := strings.CutPrefix(found.Words, wrong); ok {
			found.Words = at.Words() + where + rest
		}
		o.add(found)
	}
	return o.ctx.Err()
}

// once tells a finding of which one is enough.
func (o *officeLook) once(kind Kind, at Place, plain, what string) {
	key := string(kind) + at.Sheet + what
	if !o.told[key] {
		o.told[key] = true
		o.tell(kind, at, plain, what)
	}
}

// excerpt is the beginning of a text with what must not be told masked.
func (o *officeLook) excerpt(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 600 {
		s = strings.ToValidUTF8(s[:600], "")
	}
	s = Mask(s, Scanner{}.Text(Place{Part: "file"}, "", s))
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

// nobody is who wrote what stays in a copy.
const nobody = "作者"

// person is a name masked: 张*.
func person(name string) string {
	r := []rune(strings.TrimSpace(name))
	if len(r) == 0 {
		return ""
	}
	return string(r[:1]) + strings.Repeat("*", min(len(r)-1, 3))
}

// people is a list of names masked, each once.
func people(names []string) string {
	var list []string
	for _, n := range names {
		if n = person(n); n != "" && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	if len(list) > 5 {
		list = append(list[:5], "…")
	}
	return strings.Join(list, "、")
}

// by is people in brackets, "" for none.
func byWhom(names []string) string {
	if s := people(names); s != "" {
		return "（" + s + "）"
	}
	return ""
}

// properties looks at docProps.
func (o *officeLook) properties() error {
	for _, r := range o.p.rels[""] {
		if o.p.files[r.to] == nil || o.seen[r.to] {
			continue
		}
		switch r.kind {
		case "core-properties", "extended-properties", "custom-properties":
		case "thumbnail":
			o.seen[r.to] = true
			o.once(Machine, o.at, r.to, "带有缩略图")
			continue
		default:
			continue
		}
		o.seen[r.to] = true
		field, value := "", ""
		err := o.p.each(r.to, func(x *xmlReader, t *token) error {
			switch t.kind {
			case beginning:
				value = ""
				if t.is("property") {
					field = t.attr("name")
					o.once(Machine, o.at, field, "带有自定义属性")
				} else if r.kind != "custom-properties" {
					field = string(t.name)
				}
			case letters:
				value += t.text()
			case ending:
				v := strings.TrimSpace(value)
				value = ""
				if v == "" {
					return nil
				}
				switch field {
				case "creator", "lastModifiedBy", "Manager":
					o.once(Author, o.at, v, "的属性里有作者“"+person(v)+"”")
				case "Company":
					o.once(Company, o.at, v, "的属性里有单位名称“"+o.excerpt(v)+"”")
				case "Application", "AppVersion", "Template", "HyperlinkBase":
					o.once(Machine, o.at, v, "的属性里有软件或模板信息")
				}
				if field == "creator" || field == "lastModifiedBy" || len(v) < 6 {
					return nil
				}
				return o.say(o.at, "的属性“"+o.excerpt(field)+"”", "", v)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// local paths: C:\, file:, \\server\share, /Users/.
var localPath = regexp.MustCompile(`(?i)^(?:file:|[a-z]:[\\/]|\\\\|/(?:users|home)/)`)

// outside looks at the relations that lead out of the file.
func (o *officeLook) outside(main string) error {
	for _, part := range append([]string{""}, o.p.order...) {
		for _, r := range o.p.rels[part] {
			if r.out == "" {
				continue
			}
			plain := r.out
			if s, err := url.PathUnescape(r.out); err == nil {
				plain = s
			}
			if err := o.say(o.at, "的链接", "", strings.TrimPrefix(plain, "mailto:")); err != nil {
				return err
			}
			switch {
			case r.kind == "hyperlink" && !localPath.MatchString(plain), r.kind == "externalLinkPath", r.kind == "xlPathMissing", r.kind == "externalLinkLong", r.kind == "xlExternalLinkPath":
				// A hyperlink is there to be seen; a linked book has been told.
			case r.kind == "hyperlink":
				o.once(ExternalLink, o.at, plain, "有指向本机或内部网络文件的链接“"+o.excerpt(path.Base(strings.ReplaceAll(plain, `\`, "/")))+"”")
			case r.kind == "attachedTemplate":
				o.once(ExternalLink, o.at, plain, "链接着模板“"+o.excerpt(path.Base(strings.ReplaceAll(plain, `\`, "/")))+"”")
			case r.kind == "image":
				o.once(ExternalLink, o.at, plain, "有链接到文件之外的图片")
			case r.kind == "mailMergeSource" || r.kind == "mailMergeHeaderSource" || r.kind == "recipientData":
				o.once(ExternalLink, o.at, plain, "链接着邮件合并的数据源")
			default:
				o.once(ExternalLink, o.at, plain, "链接着外部文件“"+o.excerpt(path.Base(strings.ReplaceAll(plain, `\`, "/")))+"”")
			}
		}
	}
	return nil
}

// spoken are attributes that hold words.
var spoken = map[string]bool{"descr": true, "title": true, "alt": true, "prompt": true, "promptTitle": true, "error": true, "errorTitle": true,
	"tooltip": true, "display": true, "author": true, "displayName": true, "val": true, "v": true, "string": true, "altText": true, "caption": true, "name": true}

// wordsOf looks at all the words of a part whose form is not known: text by
// paragraphs, and attributes that hold words.
func (o *officeLook) wordsOf(part string, at Place, where string) error {
	o.seen[part] = true
	var b strings.Builder
	paragraphs := 0
	flush := func() error {
		s := b.String()
		b.Reset()
		if strings.TrimSpace(s) == "" {
			return nil
		}
		return o.say(at, where, "", s)
	}
	return o.p.each(part, func(x *xmlReader, t *token) (err error) {
		switch t.kind {
		case beginning:
			if t.is("p") {
				paragraphs++
			}
			attributes(t.raw, func(_, name, value []byte) bool {
				// short ones hold nothing that is looked for
				if len(value) >= 6 && spoken[string(local(name))] {
					err = o.say(at, where, "", unescape(value))
				}
				return err == nil
			})
		case letters:
			if b.Len() < mostXMLToken {
				b.WriteString(t.text())
			}
		case ending:
			if t.is("p") {
				paragraphs--
			}
			if paragraphs <= 0 || t.is("p") {
				err = flush()
			}
		case aside:
			if bytes.HasPrefix(t.raw, []byte("<!--")) && len(t.raw) > 12 {
				err = o.say(at, where, "", string(t.raw[4:len(t.raw)-3]))
			}
		}
		return err
	})
}

// drawn looks at the words of a part that may be a drawing in VML, which
// programs write like HTML rather than XML.
func (o *officeLook) drawn(part string, at Place, where string) error {
	err := o.wordsOf(part, at, where)
	if path.Ext(part) != ".vml" || !errors.Is(err, ErrUnread) {
		return err
	}
	b, err := o.p.bytes(part, mostXMLToken)
	if err != nil {
		return err
	}
	for piece := range bytes.SplitSeq(b, []byte(">")) {
		words, _, _ := bytes.Cut(piece, []byte("<"))
		if s := unescape(words); visible(s) {
			if err := o.say(at, where, "", s); err != nil {
				return err
			}
		}
	}
	return nil
}

// pictureKind is what picture the bytes are, "" for none that is looked into.
func pictureKind(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "jpg"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(b, []byte("GIF8")):
		return "gif"
	}
	return ""
}

// embedded tells of a file within the file, and looks into it.
func (o *officeLook) embedded(part string, at Place, program string) error {
	if o.seen[part] {
		return nil
	}
	o.seen[part] = true
	if strings.HasPrefix(program, "Equation.") || strings.HasPrefix(program, "MathType") {
		return nil // a formula, which is kept as an object of its program
	}
	name := path.Base(o.p.files[part].Name)
	b, err := o.p.bytes(part, mostEmbedded)
	if err != nil {
		return err
	}
	if len(b) == 0 {
		return nil
	}
	if program != "" {
		program = "（" + o.excerpt(program) + "）"
	}
	if o.members++; o.members > o.limits.Members {
		return upload.ErrMembers
	}
	inner := at.File + "!/" + name
	if len(o.p.rels[part]) == 0 && (path.Ext(part) == ".xml" || bytes.HasPrefix(bytes.TrimLeft(b, "\xef\xbb\xbf \r\n"), []byte("<"))) {
		o.tell(EmbeddedFile, at, name, "里嵌入了文件“"+name+"”"+program)
		return o.say(at, "里嵌入的“"+name+"”", "", strings.ToValidUTF8(string(b), ""))
	}
	err = o.file(File{Name: name, R: bytes.NewReader(b), Size: int64(len(b))}, inner, strings.Count(inner, "!/"))
	switch {
	case err == nil:
		o.tell(EmbeddedFile, at, name, "里嵌入了文件“"+name+"”"+program)
	case errors.Is(err, ErrLegacy), errors.Is(err, ErrUnread), upload.Refused(err) && !errors.Is(err, upload.ErrBomb) && !errors.Is(err, upload.ErrMembers) && !errors.Is(err, upload.ErrNested):
		// That it is there stops the publication by itself.
		o.tell(EmbeddedFile, at, name, "里嵌入了文件“"+name+"”"+program+"，其内容无法检查")
	default:
		return err
	}
	return nil
}

var (
	embeddings = []string{"oleObject", "package", "control", "aFChunk", "subDocument", "audio", "video", "media", "ctrlProp", "attachedToolbars", "xmlMaps"}
	images     = []string{"image", "hdphoto"}
)

// rest looks at the parts nothing else has looked at.
func (o *officeLook) rest() error {
	for _, part := range o.p.order {
		if o.seen[part] || part == "[content_types].xml" || path.Base(path.Dir(part)) == "_rels" {
			continue
		}
		if err := o.other(part); err != nil {
			return err
		}
	}
	return nil
}

// other looks at a part by the relation that leads to it.
func (o *officeLook) other(part string) error {
	kinds := o.p.leads[part]
	led := func(names ...string) bool {
		return slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(names, k) })
	}
	ext := path.Ext(part)
	switch {
	case led("printerSettings"):
		o.seen[part] = true
		o.once(Machine, o.at, part, "带有打印机设置")
		return nil
	case led("people", "person", "commentAuthors", "authors"):
		named := false
		err := o.p.each(part, func(x *xmlReader, t *token) error {
			for _, name := range []string{"displayName", "name", "author"} {
				if v := t.attr(name); t.kind == beginning && v != "" && v != nobody {
					named = true
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if named {
			o.once(Author, o.at, part, "带有批注或修订人员名单")
		}
		return o.wordsOf(part, o.at, "的人员名单")
	case led("customXml", "customXmlProps"):
		o.once(Machine, o.at, part, "带有自定义数据")
		return o.wordsOf(part, o.at, "的自定义数据")
	case led("customProperty"):
		o.seen[part] = true
		o.once(Machine, o.at, part, "带有自定义数据")
		return nil
	case led("tags"):
		o.once(Machine, o.at, part, "带有软件写入的标签")
		return o.wordsOf(part, o.at, "的标签")
	case led("xmlMaps", "theme", "themeOverride", "styles", "stylesWithEffects", "fontTable", "webSettings", "numbering", "viewProps", "presProps", "tableStyles", "calcChain", "sheetMetadata", "volatileDependencies", "ctrlProp", "commentsIds", "commentsExtended", "commentsExtensible"):
		return o.wordsOf(part, o.at, "的设置")
	case led("font"):
		o.seen[part] = true
		return nil
	case led("chart", "chartEx", "chartUserShapes"):
		return o.wordsOf(part, o.at, "的图表")
	case led("origin") || strings.HasPrefix(part, "_xmlsignatures/"):
		o.seen[part] = true
		o.once(Author, o.at, part, "带有数字签名")
		return nil
	case led("slideUpdateInfo", "slideUpdateUrl"):
		o.seen[part] = true
		return nil
	case led(embeddings...) && ext != ".xml":
		return o.embedded(part, o.at, "")
	}
	if ext == ".xml" || ext == ".vml" || ext == ".svg" {
		if len(kinds) == 0 {
			// Programs leave lists behind that hold no text.
			speaks := false
			err := o.p.each(part, func(x *xmlReader, t *token) error {
				speaks = speaks || t.kind == letters && visible(t.text())
				return nil
			})
			if err != nil && !errors.Is(err, ErrUnread) {
				return err
			}
			if speaks || err != nil {
				o.once(EmbeddedFile, o.at, part, "里有文档没有用到的部件")
			}
		}
		return o.drawn(part, o.at, "")
	}
	b, err := o.p.bytes(part, mostEmbedded)
	if err != nil {
		return err
	}
	if kind := pictureKind(b); kind != "" {
		o.seen[part] = true
		if err := o.picture(File{Name: path.Base(part), R: bytes.NewReader(b), Size: int64(len(b))}, o.at.File+"!/"+path.Base(part), kind); err != nil && !errors.Is(err, ErrUnread) {
			return err
		}
		if len(kinds) == 0 {
			o.once(EmbeddedFile, o.at, part, "里有文档没有用到的图片")
		}
		return nil
	}
	if led(images...) {
		o.seen[part] = true
		return nil // a metafile or a bitmap without metadata
	}
	return o.embedded(part, o.at, "")
}

// visible says whether there is anything to see in the text.
func visible(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && unicode.IsPrint(r) {
			return true
		}
	}
	return false
}

// single says whether the text is one digit or letter, as in the boxes of a
// form.
func single(s string) bool {
	if len(s) > 8 {
		return false
	}
	s = strings.TrimSpace(s)
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && n == len(s) && (unicode.IsDigit(r) || r == 'X' || r == 'x' || r == 'Ｘ')
}

// spans is numbers as people write them: 3-5、9.
func spans(list []int, name func(int) string) string {
	var b strings.Builder
	for i := 0; i < len(list); {
		k := i
		for k+1 < len(list) && list[k+1] == list[k]+1 {
			k++
		}
		if b.Len() > 0 {
			b.WriteString("、")
		}
		if b.Len() > 80 {
			b.WriteString("…")
			break
		}
		b.WriteString(name(list[i]))
		if k > i {
			fmt.Fprintf(&b, "-%s", name(list[k]))
		}
		i = k + 1
	}
	return b.String()
}
