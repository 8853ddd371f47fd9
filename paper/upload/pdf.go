package upload

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// pdfScan looks for names in a PDF without following its structure, which a
// hostile file would have different for every reader. Names are undone of
// their #xx. The object streams, the only place where objects are packed, are
// unpacked and looked at too.
type pdfScan struct {
	c       *inspection
	pages   int // objects of type Page
	counted int // the largest Count of a page tree
	trees   int // objects of type Pages
	streams int // mentions of object streams
	buf     []byte
}

const (
	pdfWindow = 1 << 20
	pdfReach  = 64 << 10 // how far a page tree is looked ahead in
	pdfShort  = 4 << 10  // how far other dictionaries are looked back and ahead in

	mostTrees   = 20_000  // each costs a look over pdfReach
	mostStreams = 200_000 // each costs a look over pdfShort
)

func (c *inspection) pdf(r io.ReaderAt, size int64) (pages int, err error) {
	s := &pdfScan{c: c}
	tail := make([]byte, min(size, 2048))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return 0, fmt.Errorf("inspect pdf: %w", err)
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return 0, ErrBroken
	}
	buf := make([]byte, pdfWindow+pdfReach)
	for at := int64(0); at < size; at += pdfWindow {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if err != nil && err != io.EOF {
			return 0, fmt.Errorf("inspect pdf: %w", err)
		}
		if err := s.names(buf[:n], pdfWindow, func(i int) error {
			return s.packed(r, at+int64(i), size, buf[max(0, i-pdfShort):i], buf[i:min(n, i+pdfShort)])
		}); err != nil {
			return 0, err
		}
	}
	pages = max(s.pages, s.counted)
	if pages > c.limits.Pages {
		return pages, fmt.Errorf("%w，最多 %d 页", ErrPages, c.limits.Pages)
	}
	return pages, nil
}

// names looks at every name that begins before limit. packed is called at the
// place of the type of an object stream.
func (s *pdfScan) names(b []byte, limit int, packed func(int) error) error {
	for i := 0; ; i++ {
		k := bytes.IndexByte(b[i:], '/')
		if k < 0 || i+k >= limit {
			return nil
		}
		i += k
		name, rest := pdfName(b[i+1:])
		switch name {
		case "JavaScript", "Launch":
			return ErrScript
		case "Encrypt":
			if followed(rest, isReference) || followed(rest, isDictionary) {
				return ErrEncrypted
			}
		case "Type":
			switch value, after := pdfName(bytes.TrimPrefix(bytes.TrimLeft(rest, pdfBlank), []byte("/"))); value {
			case "Page":
				s.pages++
			case "Pages":
				s.count(b, i, after)
			case "ObjStm":
				if packed != nil {
					if err := packed(i); err != nil {
						return err
					}
				}
			}
		}
	}
}

const pdfBlank = "\x00\t\n\f\r "

// pdfName is the name at the beginning of b, and what follows it.
func pdfName(b []byte) (string, []byte) {
	var name [16]byte
	n := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c <= ' ' || bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 {
			return string(name[:n]), b[i:]
		}
		if c == '#' && i+2 < len(b) {
			if v, err := strconv.ParseUint(string(b[i+1:i+3]), 16, 8); err == nil {
				c = byte(v)
				i += 2
			}
		}
		if n == len(name) {
			return "", b[i:]
		}
		name[n] = c
		n++
	}
	return string(name[:n]), nil
}

func followed(b []byte, by func([]byte) bool) bool {
	return by(bytes.TrimLeft(b[:min(len(b), 64)], pdfBlank))
}

func isReference(b []byte) bool {
	var f [][]byte
	for part := range bytes.FieldsSeq(b) {
		if f = append(f, part); len(f) == 3 {
			break
		}
	}
	return len(f) == 3 && isNumber(f[0]) && isNumber(f[1]) && f[2][0] == 'R'
}

func isNumber(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) < 11
}

func isDictionary(b []byte) bool { return bytes.HasPrefix(b, []byte("<<")) }

// count reads the Count of the page tree whose Type stands at i, on either
// side of it within its object.
func (s *pdfScan) count(b []byte, i int, after []byte) {
	if s.trees++; s.trees > mostTrees {
		s.counted = max(s.counted, s.trees)
		return
	}
	before := b[max(0, i-pdfShort):i]
	if k := bytes.LastIndex(before, []byte("obj")); k >= 0 {
		before = before[k:]
	}
	after = after[:min(len(after), pdfReach)]
	if k := bytes.Index(after, []byte("endobj")); k >= 0 {
		after = after[:k]
	}
	for _, part := range [][]byte{before, after} {
		if k := bytes.LastIndex(part, []byte("/Count")); k >= 0 {
			f := bytes.TrimLeft(part[k+len("/Count"):], pdfBlank)
			n := 0
			for n < len(f) && n < 9 && f[n] >= '0' && f[n] <= '9' {
				n++
			}
			if v, err := strconv.Atoi(string(f[:n])); err == nil {
				s.counted = max(s.counted, v)
			}
		}
	}
}

// packed unpacks the object stream whose dictionary holds the place at;
// before and ahead are what stands around it.
func (s *pdfScan) packed(r io.ReaderAt, at, size int64, before, ahead []byte) error {
	if s.streams++; s.streams > mostStreams {
		return ErrBroken
	}
	if k := bytes.LastIndex(before, []byte("obj")); k >= 0 {
		before = before[k:]
	}
	// The keyword is followed by a line end; the name of the type is not.
	k := 0
	for {
		n := bytes.Index(ahead[k:], []byte("stream"))
		if n < 0 {
			return nil // a mention, not an object
		}
		if k += n + len("stream"); k < len(ahead) && (ahead[k] == '\n' || ahead[k] == '\r') {
			break
		}
	}
	for k < len(ahead) && (ahead[k] == '\r' || ahead[k] == '\n') {
		k++
	}
	body := io.NewSectionReader(r, at+int64(k), size-at-int64(k))
	z, err := zlib.NewReader(body)
	if err != nil {
		// Not packed, then its names have been seen as they are; or packed in
		// a way no program writes, and nothing can be said about it.
		for _, part := range [][]byte{before, ahead[:k]} {
			if bytes.Contains(part, []byte("/Filter")) || bytes.Contains(part, []byte("#")) {
				return ErrBroken
			}
		}
		return nil
	}
	defer z.Close()
	if s.buf == nil {
		s.buf = make([]byte, 256<<10)
	}
	buf := s.buf[:0]
	for {
		n, err := io.ReadFull(meter{s.c, z}, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, ErrBomb) {
			return ErrBomb
		}
		last := err != nil
		limit := len(buf)
		if !last {
			limit -= pdfShort
		}
		if err := s.names(buf, limit, nil); err != nil {
			return err
		}
		if last {
			return nil // many writers cut the check sum short
		}
		buf = buf[:copy(buf, buf[limit:])]
	}
}
