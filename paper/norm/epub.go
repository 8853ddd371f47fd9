package norm

import (
	"archive/zip"
	"cmp"
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"

	"gongkai/law/calendar"
)

// EPUB writes the wording of the day as a book, EPUB 3.3: a first page that
// says what the norm is and whether it is in force, and one file a chapter, or
// one for all where there are no chapters. The same work gives the same bytes.
// Errors: [ErrNoWording], those of out.
func EPUB(out io.Writer, w Work) error {
	if len(w.Wordings) == 0 {
		return ErrNoWording
	}
	k := w.wording()
	b := &book{zip: zip.NewWriter(out), work: w, k: k, doc: Parse(w.Wordings[k].Text)}
	b.title = cmp.Or(w.Title, b.doc.Title, w.Address)
	// The first bytes tell what the file is, so they are neither packed nor
	// followed by anything.
	kind := []byte("application/epub+zip")
	head := &zip.FileHeader{Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE(kind), CompressedSize64: uint64(len(kind)), UncompressedSize64: uint64(len(kind))}
	f, err := b.zip.CreateRaw(head)
	if err == nil {
		_, err = f.Write(kind)
	}
	if err != nil {
		return fmt.Errorf("write EPUB: %w", err)
	}
	b.file("META-INF/container.xml", func(m *markup) {
		m.start("container", "version", "1.0", "xmlns", "urn:oasis:names:tc:opendocument:xmlns:container")
		m.start("rootfiles")
		m.empty("rootfile", "full-path", "text/book.opf", "media-type", "application/oebps-package+xml")
		m.end()
		m.end()
	})
	b.file("text/style.css", nil)
	b.front()
	b.chapters()
	b.page("nav", "目录", b.nav)
	b.file("text/book.opf", b.pack)
	if b.err == nil {
		b.err = b.zip.Close()
	}
	if b.err != nil {
		return fmt.Errorf("write EPUB: %w", b.err)
	}
	return nil
}

const bookStyle = `body{line-height:1.7}h1,h2,h3{text-align:center;line-height:1.3}p{margin:.4em 0;text-indent:2em}ol,dl{margin:1em 0}dt{font-weight:bold}.num{font-weight:bold}.item{margin-left:2em;text-indent:0}.closing{text-align:right;text-indent:0}`

type book struct {
	zip   *zip.Writer
	work  Work
	k     int
	doc   Document
	title string
	err   error
	pages []bookPage
}

// bookPage is a file of the book in its order, with the parts it holds.
type bookPage struct {
	name, label string
	parts       []*Part
}

func (b *book) file(name string, write func(*markup)) {
	if b.err != nil {
		return
	}
	f, err := b.zip.Create(name)
	if err != nil {
		b.err = err
		return
	}
	m := &markup{w: f}
	if write == nil {
		m.raw(bookStyle)
	} else {
		m.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
		write(m)
	}
	b.err = m.err
}

func (b *book) page(name, label string, write func(*markup)) {
	b.file("text/"+name+".xhtml", func(m *markup) {
		m.raw("<!DOCTYPE html>\n")
		m.start("html", "xmlns", "http://www.w3.org/1999/xhtml", "xmlns:epub", "http://www.idpf.org/2007/ops", "lang", "zh-CN", "xml:lang", "zh-CN")
		m.start("head")
		m.element("title", cmp.Or(label, b.title))
		m.empty("link", "rel", "stylesheet", "type", "text/css", "href", "style.css")
		m.end()
		m.start("body")
		write(m)
		m.end()
		m.end()
	})
}

func (b *book) front() {
	w := b.work
	b.pages = append(b.pages, bookPage{name: "front", label: b.title})
	b.page("front", b.title, func(m *markup) {
		m.element("h1", b.title)
		m.start("dl")
		for _, row := range [][2]string{{"文号", w.Number}, {"统一登记号", w.Registered}, {"制定机关", w.Issuer}, {"成文日期", w.IssuedOn.String()}, {"施行日期", w.EffectiveOn.String()},
			{"有效性", w.Status}, {"失效日期", w.EndedOn.String()}, {"本文本自何日起", w.begins(b.k).String()}, {"网址", w.Address}} {
			if row[1] != "" {
				m.element("dt", row[0])
				m.element("dd", row[1])
			}
		}
		m.end()
		if w.Wordings[b.k].Consolidated {
			m.element("p", "本文本由修改决定整理而成，以公布的决定为准。")
		}
		for _, list := range [][]string{b.doc.Notes, b.doc.Preamble} {
			for _, l := range list {
				m.element("p", l)
			}
		}
	})
}

// chapters writes the body, the closing and the annexes.
func (b *book) chapters() {
	var loose []*Part
	flush := func() {
		if len(loose) > 0 {
			b.chapter("正文", loose)
			loose = nil
		}
	}
	for _, p := range b.doc.Body {
		if p.Kind == Article || p.Kind == Point || p.Kind == Paragraph {
			loose = append(loose, p)
			continue
		}
		flush()
		b.chapter(p.Label(), []*Part{p})
	}
	flush()
	if len(b.doc.Closing) > 0 {
		b.pages = append(b.pages, bookPage{name: "closing", label: "署名"})
		b.page("closing", "署名", func(m *markup) {
			for _, l := range b.doc.Closing {
				m.element("p", l, "class", "closing")
			}
		})
	}
	for _, p := range b.doc.Annexes {
		b.chapter(p.Label(), []*Part{p})
	}
}

func (b *book) chapter(label string, parts []*Part) {
	name := fmt.Sprintf("chapter-%03d", len(b.pages))
	b.pages = append(b.pages, bookPage{name, label, parts})
	b.page(name, label, func(m *markup) {
		for _, p := range parts {
			pour(m, p, 1)
		}
	})
}

// pour writes a part as the page has it: headings for what divides, paragraphs
// for words.
func pour(m *markup, p *Part, level int) {
	switch p.Kind {
	case Book, Subbook, Chapter, Section, Annex:
		m.start("section", "id", p.ID)
		m.element(fmt.Sprintf("h%d", min(level, 6)), p.Label())
		for _, c := range p.Parts {
			pour(m, c, level+1)
		}
		m.end()
	case Article, Point:
		m.start("div", "id", p.ID)
		m.start("p")
		m.element("span", p.Label(), "class", "num")
		rest := p.Parts
		if len(rest) > 0 && rest[0].inline {
			m.text("　" + rest[0].Text)
			m.end()
			for _, c := range rest[0].Parts {
				pour(m, c, level)
			}
			rest = rest[1:]
		} else {
			m.end()
		}
		for _, c := range rest {
			pour(m, c, level)
		}
		m.end()
	default:
		class := ""
		if p.Kind != Paragraph {
			class = "item"
		}
		if p.Num+p.Text != "" {
			m.element("p", p.Num+p.gap+p.Text, "id", p.ID, "class", class)
		}
		for _, c := range p.Parts {
			pour(m, c, level)
		}
	}
	m.line()
}

func (b *book) nav(m *markup) {
	m.start("nav", "epub:type", "toc", "id", "toc")
	m.element("h1", "目录")
	m.start("ol")
	for _, p := range b.pages {
		m.start("li")
		m.element("a", p.label, "href", p.name+".xhtml")
		var inner []*Part
		for _, q := range p.parts {
			if q.Kind == Article || q.Kind == Point {
				inner = append(inner, q)
			} else if q.Kind != Paragraph {
				inner = append(inner, q.Parts...)
			}
		}
		entries(m, p.name, inner)
		m.end()
	}
	m.end()
	m.end()
}

// entries lists what has a name; a list of nothing is not allowed.
func entries(m *markup, page string, list []*Part) {
	open := false
	for _, p := range list {
		if p.Label() == "" || p.Kind == Paragraph || p.Kind == Item || p.Kind == Subitem {
			continue
		}
		if !open {
			m.start("ol")
			open = true
		}
		m.start("li")
		m.element("a", p.Label(), "href", page+".xhtml#"+p.ID)
		if p.Kind != Article && p.Kind != Point {
			entries(m, page, p.Parts)
		}
		m.end()
	}
	if open {
		m.end()
	}
}

func (b *book) pack(m *markup) {
	w := b.work
	m.start("package", "xmlns", "http://www.idpf.org/2007/opf", "version", "3.0", "unique-identifier", "id", "xml:lang", "zh-CN")
	m.start("metadata", "xmlns:dc", "http://purl.org/dc/elements/1.1/")
	id := w.Address + w.query(b.k)
	if w.Address == "" {
		id = fmt.Sprintf("urn:sha256:%x", sha256.Sum256([]byte(w.Wordings[b.k].Text)))
	}
	m.element("dc:identifier", id, "id", "id")
	m.element("dc:title", b.title)
	m.element("dc:language", "zh-CN")
	if w.Issuer != "" {
		m.element("dc:creator", w.Issuer)
	}
	if w.IssuedOn != calendar.NoDay {
		m.element("dc:date", w.IssuedOn.String())
	}
	written := known(w.WrittenOn, w.begins(b.k), w.PublishedOn, calendar.MustDay("1949-10-01"))
	m.element("meta", written.String()+"T00:00:00Z", "property", "dcterms:modified")
	m.end()
	m.start("manifest")
	m.empty("item", "id", "nav", "href", "nav.xhtml", "media-type", "application/xhtml+xml", "properties", "nav")
	m.empty("item", "id", "style", "href", "style.css", "media-type", "text/css")
	for _, p := range b.pages {
		m.empty("item", "id", p.name, "href", p.name+".xhtml", "media-type", "application/xhtml+xml")
	}
	m.end()
	m.start("spine")
	for i, p := range b.pages {
		m.empty("itemref", "idref", p.name)
		if i == 0 {
			m.empty("itemref", "idref", "nav")
		}
	}
	m.end()
	m.end()
}
