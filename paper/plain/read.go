package plain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Page is the words on one page.
type Page struct {
	Number int    // from 1; pages without words are left out
	Name   string // of a sheet; "" elsewhere
	Text   string // lines parted by \n; never ""
}

// Note is a sentence on what of a file was not read; "" when all was.
type Note string

// The notes.
const (
	Kind           Note = "这种文件的文字不能读取"
	Old            Note = "旧版 Office 文件的文字不能读取，另存为新版格式后可以检索"
	Picture        Note = "图片中的文字不能读取"
	Archive        Note = "压缩包里的文件不读取"
	Wordless       Note = "文件里没有文字，可能是扫描件"
	Locked         Note = "文件设有密码，文字不能读取"
	Broken         Note = "文件已损坏，文字不能完整读取"
	Large          Note = "文件太大，文字没有读取"
	Swollen        Note = "文件解压后过大，文字不能完整读取"
	Slow           Note = "读取用时过长，只读了前面的部分"
	ManyPages      Note = "页数太多，只读了前面的部分"
	ManyCharacters Note = "文字太多，只读了前面的部分"
)

// Notes lists every note.
var Notes = []Note{Kind, Old, Picture, Archive, Wordless, Locked, Broken, Large, Swollen, Slow, ManyPages, ManyCharacters}

// Limits bound what is read of a file. A zero field takes the value of [Usual].
type Limits struct {
	Bytes      int64 // size of the file
	Unpacked   int64 // bytes of what is unpacked of it
	Members    int   // files in an archive
	Pages      int
	Characters int
	Time       time.Duration
}

// Usual are the limits of a portal.
var Usual = Limits{Bytes: 200 << 20, Unpacked: 512 << 20, Members: 5000, Pages: 2000, Characters: 2_000_000, Time: 30 * time.Second}

func (l Limits) filled() Limits {
	if l.Bytes == 0 {
		l.Bytes = Usual.Bytes
	}
	if l.Unpacked == 0 {
		l.Unpacked = Usual.Unpacked
	}
	if l.Members == 0 {
		l.Members = Usual.Members
	}
	if l.Pages == 0 {
		l.Pages = Usual.Pages
	}
	if l.Characters == 0 {
		l.Characters = Usual.Characters
	}
	if l.Time == 0 {
		l.Time = Usual.Time
	}
	return l
}

// Reader reads files. The zero Reader is ready; it starts PDFium when the first
// PDF comes, which takes some seconds, and may be used by many at once, who
// wait for each other at PDFs.
type Reader struct {
	pdfium engine
}

// Rest gives back the memory PDFium has taken; the next PDF starts it anew.
func (r *Reader) Rest() error { return r.pdfium.rest() }

// Read takes the words out of the file of that name, media type and size in
// bytes; name and media type only tell apart kinds that look alike. Whatever is
// wrong with the file is told by the note. An error means that it could not be
// fetched, or that ctx ended, and says nothing of the file.
func (r *Reader) Read(ctx context.Context, name, mediaType string, file io.ReaderAt, size int64, limits Limits) (pages []Page, note Note, err error) {
	limits = limits.filled()
	if size > limits.Bytes {
		return nil, Large, nil
	}
	// Starting PDFium, on a busy machine, may take longer than any file may.
	if isPDF(file, size) {
		if err := r.pdfium.warm(); err != nil {
			return nil, "", err
		}
	}
	within, cancel := context.WithTimeoutCause(ctx, limits.Time, errSlow)
	defer cancel()
	s := &sink{ctx: within, limits: limits}
	source := &source{ctx: within, r: file}
	note, err = r.guarded(s, source, name, mediaType, size)
	switch {
	case ctx.Err() != nil:
		return nil, "", ctx.Err()
	case context.Cause(within) == errSlow && err != nil:
		note = Slow
	case source.failed != nil:
		return nil, "", fmt.Errorf("read %s: %w", name, source.failed)
	case errors.Is(err, errFull):
		note = s.full
	case err != nil:
		note = noteOf(err)
	}
	if note == "" && len(s.pages) == 0 {
		note = Wordless
	}
	return s.pages, note, nil
}

// isPDF says whether a file will need PDFium. What cannot be fetched is noticed
// when it is read.
func isPDF(file io.ReaderAt, size int64) bool {
	head := make([]byte, min(size, 1024))
	n, err := file.ReadAt(head, 0)
	return (err == nil || err == io.EOF) && bytes.Contains(head[:n], []byte("%PDF-"))
}

// guarded reads; the faults of what others have written are the file's.
func (r *Reader) guarded(s *sink, file *source, name, mediaType string, size int64) (note Note, err error) {
	defer func() {
		if p := recover(); p != nil {
			note, err = "", fmt.Errorf("%w: %v", errBroken, p)
		}
	}()
	return r.read(s, file, name, mediaType, size)
}

var (
	errSlow    = errors.New("plain: out of time")
	errFull    = errors.New("plain: enough")
	errBroken  = errors.New("plain: broken")
	errLocked  = errors.New("plain: locked")
	errSwollen = errors.New("plain: too much in it")
)

func noteOf(err error) Note {
	switch {
	case errors.Is(err, errLocked):
		return Locked
	case errors.Is(err, errSwollen):
		return Swollen
	}
	return Broken
}

func (r *Reader) read(s *sink, file *source, name, mediaType string, size int64) (Note, error) {
	head := make([]byte, min(size, 1024))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	mediaType, _, _ = strings.Cut(mediaType, ";")
	ext := strings.ToLower(path.Ext(name))
	has := func(prefix string) bool { return bytes.HasPrefix(head, []byte(prefix)) }
	switch {
	case size == 0:
		return "", nil
	case bytes.Contains(head, []byte("%PDF-")):
		return "", r.pdfium.read(s, file, size)
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return office(s, file, size)
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return compound(file, size)
	case has("\xff\xd8\xff"), has("\x89PNG"), has("GIF8"), has("BM") && strings.HasPrefix(mediaType, "image/"),
		has("RIFF") && strings.HasPrefix(mediaType, "image/"), has("II*\x00"), has("MM\x00*"):
		return Picture, nil
	case ext == ".html", ext == ".htm", mediaType == "text/html", mediaType == "application/xhtml+xml", isHTML(head):
		return "", markup(s, file, size)
	case ext == ".txt", ext == ".csv", ext == ".tsv", ext == ".md", strings.HasPrefix(mediaType, "text/"):
		return text(s, file, size)
	}
	return Kind, nil
}

// compound is a file of Office before 2007, or one of Office since that is
// locked.
func compound(file io.ReaderAt, size int64) (Note, error) {
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	buf := make([]byte, 256<<10)
	for at := int64(0); at < size; at += int64(len(buf) - len(mark)) {
		n, err := file.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if err != nil && err != io.EOF {
			return "", err
		}
		if bytes.Contains(buf[:n], mark) {
			return Locked, nil
		}
	}
	return Old, nil
}

// source is the file, which ends when the time does. Everything that takes
// time takes bytes from it.
type source struct {
	ctx    context.Context
	r      io.ReaderAt
	failed error // what kept the file from being read
}

func (f *source) ReadAt(b []byte, at int64) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := f.r.ReadAt(b, at)
	if err != nil && err != io.EOF && at >= 0 {
		f.failed = err
	}
	return n, err
}

// sink takes the pages.
type sink struct {
	ctx    context.Context
	limits Limits
	pages  []Page
	room   int // characters used
	full   Note
}

// page takes a page; words that are none make no page. An error is that there
// is enough, or no time left.
func (s *sink) page(number int, name, text string) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if number > s.limits.Pages {
		s.full = ManyPages
		return errFull
	}
	text = tidy(text)
	if text == "" {
		return nil
	}
	n := utf8.RuneCountInString(text)
	if left := s.limits.Characters - s.room; n > left {
		s.full = ManyCharacters
		if text = strings.TrimSpace(beginning(text, left)); text != "" {
			s.pages = append(s.pages, Page{number, name, text})
		}
		s.room = s.limits.Characters
		return errFull
	}
	s.room += n
	s.pages = append(s.pages, Page{number, name, text})
	return nil
}

// left is how many characters more are wanted.
func (s *sink) left() int { return s.limits.Characters - s.room }

func beginning(text string, characters int) string {
	for i := range text {
		if characters--; characters < 0 {
			return text[:i]
		}
	}
	return text
}

// tidy is the text without what is not seen: control characters, blanks at the
// ends of lines, blanks after blanks, blank lines.
func tidy(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	blank, line := false, false // since the last character
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r' || r == '\f' || r == '\v' || r == '\u2028' || r == '\u2029':
			line = true
		case unicode.IsSpace(r):
			blank = true
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Co, r), r&0xfffe == 0xfffe, unicode.Is(unicode.Cf, r) && r != '\u200d':
			// Joined to nothing, it says nothing.
		default:
			if b.Len() > 0 && line {
				b.WriteByte('\n')
			} else if b.Len() > 0 && blank {
				b.WriteByte(' ')
			}
			blank, line = false, false
			b.WriteRune(r)
		}
	}
	return b.String()
}
