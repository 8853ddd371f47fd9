package upload

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // the formats DecodeConfig knows
	_ "image/jpeg"
	_ "image/png"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// The refusals. What is wrong with a file inside an archive is wrapped with
// its name.
var (
	ErrEmpty    = errors.New("文件是空的")
	ErrTooLarge = errors.New("文件太大")
	// ErrWeb refuses a web page where nobody takes the scripts out of it.
	ErrWeb        = errors.New("网页文件里可能藏有脚本，请另存为 PDF 或者 DOCX 后再上传")
	ErrKind       = errors.New("不接受这种文件，可上传 PDF、OFD、Word、Excel、PPT、WPS、TXT、CSV、JPG、PNG、GIF 和 ZIP")
	ErrRenamed    = errors.New("文件内容与扩展名不符，请用原来的格式上传")
	ErrExecutable = errors.New("不接受程序或脚本文件")
	ErrMacro      = errors.New("文件中有宏，请另存为不含宏的文件")
	ErrScript     = errors.New("PDF 中有脚本或启动程序的动作，请重新打印成 PDF")
	ErrEncrypted  = errors.New("文件设有密码或限制，请取消后再上传")
	ErrBomb       = errors.New("压缩包解压后过大，不能接受")
	ErrMembers    = errors.New("压缩包里的文件太多")
	ErrNested     = errors.New("压缩包里的压缩包层次太多")
	ErrPath       = errors.New("压缩包里有不安全的文件名或链接")
	ErrPolyglot   = errors.New("文件同时是两种格式，不能接受")
	ErrPages      = errors.New("PDF 页数太多，请分成几个文件")
	ErrPixels     = errors.New("图片尺寸太大，请缩小后上传")
	ErrBroken     = errors.New("文件已损坏，不能打开")
)

// Refused says whether the error is one of the refusals: a verdict on the file
// rather than a fault in reading it.
func Refused(err error) bool {
	return slices.ContainsFunc([]error{ErrEmpty, ErrTooLarge, ErrWeb, ErrKind, ErrRenamed, ErrExecutable, ErrMacro, ErrScript, ErrEncrypted,
		ErrBomb, ErrMembers, ErrNested, ErrPath, ErrPolyglot, ErrPages, ErrPixels, ErrBroken},
		func(refusal error) bool { return errors.Is(err, refusal) })
}

// Limits bound what is accepted. A zero field takes the value of [Usual].
type Limits struct {
	Bytes    int64 // size of the file
	Unpacked int64 // bytes of all that is in it, unpacked
	Members  int   // files in an archive, those of inner archives included
	Depth    int   // archives within each other
	Pages    int   // of a PDF
	Pixels   int   // of an image
	// Web takes web pages: only where what is handed on is a copy without their
	// scripts (paper/gate). The zero value refuses them.
	Web bool
}

// Usual are the limits of a portal.
var Usual = Limits{Bytes: 200 << 20, Unpacked: 1 << 30, Members: 1000, Depth: 2, Pages: 5000, Pixels: 200_000_000}

// What unpacks to more than freeUnpacked bytes may not be mostRatio times
// its size.
const (
	freeUnpacked = 100 << 20
	mostRatio    = 100
	mostInner    = 32 << 20 // of a file in an archive that must be held to be looked into
)

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
	if l.Depth == 0 {
		l.Depth = Usual.Depth
	}
	if l.Pages == 0 {
		l.Pages = Usual.Pages
	}
	if l.Pixels == 0 {
		l.Pixels = Usual.Pixels
	}
	return l
}

// Verdict is what a file that is accepted is.
type Verdict struct {
	Name    string // as [Name] gives it
	Kind    string // by content: pdf ofd doc docx xls xlsx ppt pptx txt csv html jpg png gif zip
	Media   string // the Content-Type to serve it with
	Pages   int    // of a PDF, as far as it could be counted
	Members int    // of a zip
}

// kinds are the kinds of content each extension may have. WPS writes its own
// extensions over the formats of Office.
var kinds = map[string][]string{
	".pdf": {"pdf"}, ".ofd": {"ofd"}, ".zip": {"zip"},
	".doc": {"doc"}, ".xls": {"xls"}, ".ppt": {"ppt"},
	".docx": {"docx"}, ".xlsx": {"xlsx"}, ".pptx": {"pptx"},
	".wps": {"doc", "docx"}, ".et": {"xls", "xlsx"}, ".dps": {"ppt", "pptx"},
	".txt": {"txt"}, ".csv": {"txt"}, ".html": {"html"}, ".htm": {"html"},
	".jpg": {"jpg"}, ".jpeg": {"jpg"}, ".png": {"png"}, ".gif": {"gif"},
}

var programs = map[string]bool{}

func init() {
	for _, ext := range strings.Fields(`exe dll com scr pif msi msp cpl sys drv bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta
		lnk url reg inf jar class apk ipa app dmg deb rpm sh bash py pl rb php asp aspx jsp cgi so dylib chm scf iqy slk`) {
		programs["."+ext] = true
	}
}

var media = map[string]string{
	"pdf": "application/pdf", "ofd": "application/ofd", "zip": "application/zip",
	"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"html": "text/html", // without its encoding: the copy that is served has its own
	"jpg":  "image/jpeg", "png": "image/png", "gif": "image/gif",
}

// Inspect decides about the file of that name, as its sender calls it, and
// size in bytes. A refusal is one of the variables of this package; any other
// error means that the file could not be read, and nothing was decided.
func Inspect(name string, r io.ReaderAt, size int64, limits Limits) (Verdict, error) {
	limits = limits.filled()
	c := &inspection{limits: limits, size: size}
	return c.file(name, r, size, 0)
}

// inspection is the work on one upload, whose archives share the bounds.
type inspection struct {
	limits   Limits
	size     int64 // of the upload
	unpacked int64
	members  int
}

func (c *inspection) file(name string, r io.ReaderAt, size int64, depth int) (Verdict, error) {
	v := Verdict{Name: Name(name)}
	if size == 0 {
		return v, ErrEmpty
	}
	if size > c.limits.Bytes {
		return v, fmt.Errorf("%w，最大 %d MB", ErrTooLarge, c.limits.Bytes>>20)
	}
	ext := strings.ToLower(path.Ext(v.Name))
	head := make([]byte, min(size, 1024))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return v, fmt.Errorf("inspect %s: %w", v.Name, err)
	}
	kind, err := c.kind(head, ext, r, size, depth, &v)
	if err != nil {
		return v, err
	}
	allowed, known := kinds[ext]
	if !known {
		if programs[ext] {
			return v, ErrExecutable
		}
		return v, ErrKind
	}
	fits := false
	for _, k := range allowed {
		fits = fits || k == kind
	}
	if !fits {
		return v, ErrRenamed
	}
	if kind == "txt" {
		v.Kind = ext[1:]
		return v, nil // its media type names the encoding
	}
	v.Kind, v.Media = kind, media[kind]
	return v, nil
}

// kind is what the content is, looked into as far as that kind needs.
func (c *inspection) kind(head []byte, ext string, r io.ReaderAt, size int64, depth int, v *Verdict) (string, error) {
	has := func(prefix string) bool { return bytes.HasPrefix(head, []byte(prefix)) }
	if isProgram(head) {
		return "", ErrExecutable
	}
	if !has("PK") {
		// A zip is read from its end: one can hide behind anything.
		end, err := endRecord(r, size)
		if err != nil {
			return "", err
		}
		if end.found {
			return "", ErrPolyglot
		}
	}
	switch {
	case has("%PDF-"):
		pages, err := c.pdf(r, size)
		v.Pages = pages
		return "pdf", err
	case has("PK\x03\x04"):
		return c.zip(r, size, depth, v)
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return compound(r, size)
	case has("\xff\xd8\xff"):
		return "jpg", c.picture(r, size, "jpeg")
	case has("\x89PNG\r\n\x1a\n"):
		return "png", c.picture(r, size, "png")
	case has("GIF87a"), has("GIF89a"):
		return "gif", c.picture(r, size, "gif")
	}
	if programs[ext] {
		return "", ErrExecutable
	}
	if _, known := kinds[ext]; !known {
		return "", ErrKind
	}
	if ext == ".html" || ext == ".htm" {
		if !c.limits.Web {
			return "", ErrWeb
		}
		_, err := textOf(r, size)
		return "html", err
	}
	if isMarkup(head) || (ext != ".txt" && ext != ".csv") {
		return "", ErrRenamed
	}
	charset, err := textOf(r, size)
	v.Media = "text/plain; charset=" + charset
	if ext == ".csv" {
		v.Media = "text/csv; charset=" + charset
	}
	return "txt", err
}

func isProgram(head []byte) bool {
	for _, magic := range []string{"MZ", "\x7fELF", "#!", "\xca\xfe\xba\xbe", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf",
		"\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "L\x00\x00\x00\x01\x14\x02\x00", "<?php", "ITSF", "!<arch>"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			// Text may begin with MZ; a program has zero bytes near by.
			return magic != "MZ" || bytes.IndexByte(head, 0) >= 0
		}
	}
	return false
}

// isMarkup recognises what a browser would take for a page or a drawing, and
// RTF, whatever the file is called.
func isMarkup(head []byte) bool {
	s := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f")))
	for _, p := range []string{"{\\rt", "<!doctype", "<html", "<script", "<svg", "<?xml", "<head", "<body", "<iframe", "<!--", "<meta"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return strings.Contains(s, "<script") || strings.Contains(s, "<svg")
}

// picture reads the size of an image, which is what an image bomb lies with.
func (c *inspection) picture(r io.ReaderAt, size int64, format string) error {
	// The header of a JPEG may stand behind embedded previews and profiles.
	config, got, err := image.DecodeConfig(io.NewSectionReader(r, 0, min(size, 8<<20)))
	if err != nil || got != format {
		return ErrBroken
	}
	if config.Width*config.Height > c.limits.Pixels || config.Width > 1<<20 || config.Height > 1<<20 {
		return ErrPixels
	}
	return nil
}

// textOf is the charset of the text: it must be text to its last byte.
func textOf(r io.ReaderAt, size int64) (charset string, err error) {
	mark := make([]byte, 2)
	n, err := r.ReadAt(mark, 0)
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("inspect text: %w", err)
	}
	if m := string(mark[:n]); m == "\xff\xfe" || m == "\xfe\xff" {
		return "utf-16", nil
	}
	ok, err := isText(io.NewSectionReader(r, 0, size))
	if err != nil || ok {
		return "utf-8", err
	}
	ok, err = isText(transform.NewReader(io.NewSectionReader(r, 0, size), simplifiedchinese.GB18030.NewDecoder()))
	if err == nil && !ok {
		err = ErrRenamed
	}
	return "gb18030", err
}

func isText(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		b := buf[:kept+n]
		if err != nil && err != io.EOF {
			return false, fmt.Errorf("inspect text: %w", err)
		}
		for len(b) > 0 && (err == io.EOF || utf8.FullRune(b)) {
			c, k := utf8.DecodeRune(b)
			if c == utf8.RuneError || c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a {
				return false, nil
			}
			b = b[k:]
		}
		if err == io.EOF {
			return true, nil
		}
		kept = copy(buf, b)
	}
}
