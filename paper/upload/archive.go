package upload

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// end is the end record of a zip, by which all programs read it.
type end struct {
	found          bool
	at             int64 // where it stands
	members        int
	offset, length int64 // of the directory
}

// endRecord looks for an end record that closes the file, its comment
// included, with a directory where it says.
func endRecord(r io.ReaderAt, size int64) (end, error) {
	tail := make([]byte, min(size, 66<<10))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return end{}, fmt.Errorf("inspect archive: %w", err)
	}
	for i := len(tail); ; {
		if i = bytes.LastIndex(tail[:i], []byte("PK\x05\x06")); i < 0 {
			return end{}, nil
		}
		b := tail[i:]
		if len(b) < 22 {
			continue
		}
		e := end{
			found: true, at: size - int64(len(b)), members: int(binary.LittleEndian.Uint16(b[10:])),
			length: int64(binary.LittleEndian.Uint32(b[12:])), offset: int64(binary.LittleEndian.Uint32(b[16:])),
		}
		// Behind a polyglot's other half the offset is wrong and programs mend it.
		if mark := make([]byte, 4); e.length >= 46 && e.length <= e.at {
			if _, err := r.ReadAt(mark, e.at-e.length); err == nil && string(mark) == "PK\x01\x02" {
				return e, nil
			}
		}
		if len(b) == 22+int(binary.LittleEndian.Uint16(b[20:])) {
			return e, nil
		}
	}
}

// zip looks into a zip and says whether it is an Office or OFD file.
func (c *inspection) zip(r io.ReaderAt, size int64, depth int, v *Verdict) (string, error) {
	e, err := endRecord(r, size)
	if err != nil {
		return "", err
	}
	// The directory is bounded before archive/zip holds all of it.
	switch {
	case !e.found:
		return "", ErrBroken
	case e.members > c.limits.Members || e.length > int64(c.limits.Members)*1024:
		return "", fmt.Errorf("%w，最多 %d 个", ErrMembers, c.limits.Members)
	case e.offset+e.length > e.at:
		return "", ErrBroken
	case e.at-e.offset-e.length > 76: // what zip64 puts between
		return "", ErrPolyglot
	case size-e.at > 22+1024: // more comment than anyone writes
		return "", ErrPolyglot
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return "", ErrBroken
	}
	kind := "zip"
	names := map[string]bool{}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return "", ErrEncrypted
		}
		name, err := MemberName(f)
		if err != nil {
			return "", err
		}
		names[strings.ToLower(name)] = true
	}
	if names["encryptioninfo"] || names["encryptedpackage"] {
		return "", ErrEncrypted
	}
	switch {
	case names["[content_types].xml"] && names["word/document.xml"]:
		kind = "docx"
	case names["[content_types].xml"] && names["xl/workbook.xml"]:
		kind = "xlsx"
	case names["[content_types].xml"] && names["ppt/presentation.xml"]:
		kind = "pptx"
	case names["ofd.xml"]:
		kind = "ofd"
	case names["[content_types].xml"]:
		return "", ErrKind // a drawing, a workbook in binary form, an add-in
	default:
		if depth++; depth > c.limits.Depth {
			return "", ErrNested
		}
		v.Members = len(z.File)
	}
	for _, f := range z.File {
		if c.members++; c.members > c.limits.Members {
			return "", fmt.Errorf("%w，最多 %d 个", ErrMembers, c.limits.Members)
		}
		if err := c.member(f, kind, depth); err != nil {
			return "", err
		}
	}
	return kind, nil
}

// MemberName is the name of a file in an archive, with slashes; it may be in
// GBK, where a backslash is a second byte and no separator. Errors: [ErrPath].
func MemberName(f *zip.File) (string, error) {
	name := f.Name
	if !utf8.ValidString(name) {
		var err error
		if name, err = simplifiedchinese.GB18030.NewDecoder().String(name); err != nil {
			return "", ErrPath
		}
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if f.Mode()&^(fs.ModePerm|fs.ModeDir) != 0 {
		return "", ErrPath
	}
	if name == "" || strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
		return "", ErrPath
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return "", ErrPath
		}
	}
	return name, nil
}

// meter counts what is unpacked.
type meter struct {
	c *inspection
	r io.Reader
}

func (m meter) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.c.unpacked += int64(n)
	if m.c.unpacked > m.c.limits.Unpacked || m.c.unpacked > freeUnpacked && m.c.unpacked/mostRatio > m.c.size {
		return n, ErrBomb
	}
	return n, err
}

// member unpacks one member and looks at it.
func (c *inspection) member(f *zip.File, kind string, depth int) error {
	name, err := MemberName(f)
	if err != nil {
		return err
	}
	if strings.HasSuffix(name, "/") && f.UncompressedSize64 == 0 {
		return nil
	}
	low := strings.ToLower(name)
	ext := path.Ext(low)
	if kind != "zip" {
		if strings.Contains(low, "vbaproject") || strings.Contains(low, "/macrosheets/") || strings.Contains(low, "/activex/") || ext == ".docm" || ext == ".xlsm" || ext == ".pptm" {
			return ErrMacro
		}
	}
	body, err := f.Open()
	if err != nil {
		return ErrBroken
	}
	defer body.Close()
	m := meter{c, body}
	failed := func(err error) error {
		if errors.Is(err, ErrBomb) {
			return ErrBomb
		}
		return fmt.Errorf("压缩包里的 %s：%w", Name(name), ErrBroken)
	}
	// Parts of documents are only unpacked, but for documents within them.
	whole := kind == "zip" && !strings.HasPrefix(name, "__MACOSX/") && path.Base(low) != ".ds_store" && path.Base(low) != "thumbs.db" ||
		ext == ".docx" || ext == ".xlsx" || ext == ".pptx" || low == "[content_types].xml"
	if !whole {
		head := make([]byte, 1024)
		n, err := io.ReadFull(m, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return failed(err)
		}
		if isProgram(head[:n]) || programs[ext] {
			return fmt.Errorf("压缩包里的 %s：%w", Name(name), ErrExecutable)
		}
		if _, err := io.Copy(io.Discard, m); err != nil {
			return failed(err)
		}
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(m, mostInner+1))
	if err != nil {
		return failed(err)
	}
	if len(data) > mostInner {
		if f.UncompressedSize64/mostRatio > f.CompressedSize64 {
			return ErrBomb
		}
		return fmt.Errorf("压缩包里的 %s：%w，请单独上传", Name(name), ErrTooLarge)
	}
	if low == "[content_types].xml" && kind != "zip" {
		if bytes.Contains(bytes.ToLower(data), []byte("macroenabled")) {
			return ErrMacro
		}
		return nil
	}
	if kind != "zip" {
		// Documents in documents have no bound of their own but this one.
		if depth > c.limits.Depth+2 {
			return ErrNested
		}
		depth++
	}
	if len(data) == 0 {
		return nil
	}
	if _, err := c.file(name, bytes.NewReader(data), int64(len(data)), depth); err != nil {
		for _, whole := range []error{ErrBomb, ErrMembers, ErrNested, ErrPath} {
			if errors.Is(err, whole) {
				return err
			}
		}
		return fmt.Errorf("压缩包里的 %s：%w", Name(name), err)
	}
	return nil
}
