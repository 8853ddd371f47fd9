package plain

import (
	"archive/zip"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	freeUnpacked = 50 << 20 // bytes that a member may unpack to whatever its size
	mostRatio    = 200      // of unpacked to packed beyond that
	mostToken    = 4 << 20  // bytes of one piece of XML
	mostDepth    = 500      // elements within each other
)

// archive is a zip of XML, as the formats of Office since 2007 and OFD are.
type archive struct {
	sink  *sink
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// office reads a zip that is a document.
func office(s *sink, file *source, size int64) (Note, error) {
	a, err := openArchive(s, file, size)
	if err != nil {
		return "", err
	}
	switch {
	case a.files["EncryptedPackage"] != nil:
		return Locked, nil
	case a.files["[Content_Types].xml"] != nil && a.files["word/document.xml"] != nil:
		return "", a.docx()
	case a.files["[Content_Types].xml"] != nil && a.files["xl/workbook.xml"] != nil:
		return "", xlsx(s, file, size)
	case a.files["[Content_Types].xml"] != nil && a.files["ppt/presentation.xml"] != nil:
		return "", a.pptx()
	case a.files["OFD.xml"] != nil:
		return "", a.ofd()
	case a.files["[Content_Types].xml"] != nil:
		return Kind, nil
	}
	return Archive, nil
}

func openArchive(s *sink, file *source, size int64) (*archive, error) {
	// The end record is read before archive/zip reads, and keeps, every entry
	// of the directory.
	tail := make([]byte, min(size, 66<<10))
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return nil, err
	}
	i := strings.LastIndex(string(tail), "PK\x05\x06")
	if i < 0 || i+22 > len(tail) {
		return nil, errBroken
	}
	members, length := int(binary.LittleEndian.Uint16(tail[i+10:])), int64(binary.LittleEndian.Uint32(tail[i+12:]))
	if members > s.limits.Members || length > int64(s.limits.Members)*1024 {
		return nil, errSwollen
	}
	z, err := zip.NewReader(file, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	if len(z.File) > s.limits.Members {
		return nil, errSwollen // by the longer count of zip64
	}
	a := &archive{s, map[string]*zip.File{}, s.limits.Unpacked}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, errLocked
		}
		if name := strings.TrimPrefix(f.Name, "/"); a.files[name] == nil {
			a.files[name] = f
		}
	}
	return a, nil
}

// scanner reads the XML of a member, within bounds of what is unpacked, of the
// length of a piece and of the depth of elements.
type scanner struct {
	a     *archive
	xml   *xml.Decoder
	body  io.ReadCloser
	token int // bytes of the present piece of XML
	depth int
}

func (a *archive) open(name string) (*scanner, error) {
	f := a.files[name]
	if f == nil {
		return nil, fmt.Errorf("%w: no %s", errBroken, name)
	}
	if f.UncompressedSize64 > freeUnpacked && f.UncompressedSize64/mostRatio > f.CompressedSize64 {
		return nil, errSwollen
	}
	body, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	sc := &scanner{a: a, body: body}
	sc.xml = xml.NewDecoder(sc)
	sc.xml.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errBroken }
	return sc, nil
}

// Read is what the decoder reads through.
func (sc *scanner) Read(b []byte) (int, error) {
	if err := sc.a.sink.ctx.Err(); err != nil {
		return 0, err
	}
	if sc.token > mostToken || sc.a.left <= 0 {
		return 0, errSwollen
	}
	n, err := sc.body.Read(b)
	sc.token += n
	sc.a.left -= int64(n)
	return n, err
}

// next is the next beginning or end of an element, or text. io.EOF is the
// proper end of the document.
func (sc *scanner) next() (xml.Token, error) {
	for {
		sc.token = 0
		t, err := sc.xml.Token()
		if err == io.EOF {
			return nil, io.EOF
		}
		if err != nil {
			for _, own := range []error{errSwollen, sc.a.sink.ctx.Err()} {
				if own != nil && errors.Is(err, own) {
					return nil, own
				}
			}
			return nil, fmt.Errorf("%w: %w", errBroken, err)
		}
		switch t.(type) {
		case xml.StartElement:
			if sc.depth++; sc.depth > mostDepth {
				return nil, errSwollen
			}
			return t, nil
		case xml.EndElement:
			sc.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		}
	}
}

// skip reads to the end of the element that has begun.
func (sc *scanner) skip() error {
	for within := sc.depth; sc.depth >= within; {
		if _, err := sc.next(); err != nil {
			return unfinished(err)
		}
	}
	return nil
}

func unfinished(err error) error {
	if err == io.EOF {
		return errBroken
	}
	return err
}

// each calls start for every element of the member; one that is missing has
// none.
func (a *archive) each(name string, start func(xml.StartElement)) (err error) {
	if a.files[name] == nil {
		return nil
	}
	sc, err := a.open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sc.body.Close()) }()
	for {
		t, err := sc.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			start(e)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// related is the members the relationships of a member lead to, by id and, of
// those whose type ends so, in their order.
func (a *archive) related(member string, kinds ...string) (byID map[string]string, list []string, err error) {
	byID = map[string]string{}
	err = a.each(path.Join(path.Dir(member), "_rels", path.Base(member)+".rels"), func(e xml.StartElement) {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return
		}
		to := attr(e, "Target")
		if strings.HasPrefix(to, "/") {
			to = to[1:]
		} else {
			to = path.Join(path.Dir(member), to)
		}
		byID[attr(e, "Id")] = to
		for _, kind := range kinds {
			if strings.HasSuffix(attr(e, "Type"), "/"+kind) {
				list = append(list, to)
			}
		}
	})
	return byID, list, err
}
