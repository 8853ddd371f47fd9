package upload

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"
)

// compound says which file of the Office of before 2007 (or of WPS) this is.
func compound(r io.ReaderAt, size int64) (kind string, err error) {
	// The library reads what the file tells it to; its faults are the file's.
	defer func() {
		if recover() != nil {
			kind, err = "", ErrBroken
		}
	}()
	tether := &tether{r: r, bytes: 16<<20 + size/16, reads: 1 << 20}
	doc, err := mscfb.New(tether)
	if err != nil {
		return "", ErrBroken
	}
	for _, f := range doc.File {
		top := len(f.Path) == 0
		switch name := strings.ToLower(f.Name); {
		case name == "encryptedpackage", name == "encryptedsummary", name == "encryptedsummaryinformation", name == "drmencryptedtransform":
			return "", ErrEncrypted
		case name == "_vba_project_cur", name == "_vba_project", name == "vba" && f.FileInfo().IsDir(), name == "macros" && f.FileInfo().IsDir():
			return "", ErrMacro
		case top && name == "worddocument":
			kind = "doc"
			var fib [12]byte
			if _, err := io.ReadFull(f, fib[:]); err != nil {
				return "", ErrBroken
			}
			// fEncrypted of the FIB, [MS-DOC] 2.5.2.
			if fib[11]&1 != 0 {
				return "", ErrEncrypted
			}
		case top && (name == "workbook" || name == "book"):
			kind = "xls"
			tether.bytes, tether.reads = 16<<20, 1<<20
			if err := workbook(f); err != nil {
				return "", err
			}
		case top && name == "powerpoint document":
			kind = "ppt"
		case top && name == "current user":
			var user [16]byte
			if _, err := io.ReadFull(f, user[:]); err == nil && binary.LittleEndian.Uint32(user[12:]) == 0xf3d1c4df {
				return "", ErrEncrypted // headerToken, [MS-PPT] 2.3.2
			}
		}
	}
	if kind == "" {
		return "", ErrKind // an installer, a drawing, a mail
	}
	return kind, nil
}

// workbook reads the global records of a BIFF stream, [MS-XLS] 2.1.4.
func workbook(r io.Reader) error {
	for {
		var head [4]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return ErrBroken
		}
		kind, n := binary.LittleEndian.Uint16(head[:]), binary.LittleEndian.Uint16(head[2:])
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return ErrBroken
		}
		switch kind {
		case 0x2f: // FilePass
			return ErrEncrypted
		case 0x85: // BoundSheet8: the sixth byte is the kind of sheet, 1 a macro sheet, 6 a module
			if n > 5 && (body[5] == 1 || body[5] == 6) {
				return ErrMacro
			}
		case 0x0a: // EOF of the globals
			return nil
		}
	}
}

var errTether = errors.New("the file leads too far")

// tether bounds what is read, and with it time and memory.
type tether struct {
	r     io.ReaderAt
	bytes int64
	reads int
}

func (t *tether) ReadAt(b []byte, off int64) (int, error) {
	t.reads--
	if t.bytes -= int64(len(b)); t.bytes < 0 || t.reads < 0 || off < 0 {
		return 0, errTether
	}
	return t.r.ReadAt(b, off)
}
