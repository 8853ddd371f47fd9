package redact

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"sync"
	"time"

	"gongkai/paper/fonts"
)

// lentFonts is a disk with one font, for files that name the common Chinese
// fonts without carrying them; all that a file can find. PDFium finds a font
// only when the folders above it are there too.
var lentFonts = sync.OnceValues(func() (fs.FS, error) {
	ttf, err := fonts.Serif.TTF()
	if err != nil {
		return nil, err
	}
	return lent{ttf}, nil
})

const (
	lentAt   = "usr/share/fonts"
	lentName = "serif.ttf"
)

type lent struct{ ttf []byte }

// Open implements [fs.FS].
func (l lent) Open(name string) (fs.File, error) {
	switch name {
	case ".", "usr", "usr/share":
		return &lentFolder{entry: lentInfo{name: path.Base(name), dir: true}}, nil
	case lentAt:
		return &lentFolder{entry: lentInfo{name: "fonts", dir: true}, files: []fs.DirEntry{l.info()}}, nil
	case lentAt + "/" + lentName:
		return &lentFile{bytes.NewReader(l.ttf), l.info()}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (l lent) info() lentInfo { return lentInfo{name: lentName, size: int64(len(l.ttf))} }

type lentFile struct {
	*bytes.Reader
	entry lentInfo
}

func (f *lentFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *lentFile) Close() error               { return nil }

type lentFolder struct {
	entry lentInfo
	files []fs.DirEntry
}

func (f *lentFolder) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *lentFolder) Close() error               { return nil }
func (f *lentFolder) Read([]byte) (int, error)   { return 0, fs.ErrInvalid }
func (f *lentFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	list := f.files
	if n > 0 && len(list) == 0 {
		return nil, io.EOF
	}
	if n > 0 {
		list = list[:min(n, len(list))]
	}
	f.files = f.files[len(list):]
	return list, nil
}

type lentInfo struct {
	name string
	size int64
	dir  bool
}

func (i lentInfo) Name() string               { return i.name }
func (i lentInfo) Size() int64                { return i.size }
func (i lentInfo) ModTime() time.Time         { return time.Time{} }
func (i lentInfo) IsDir() bool                { return i.dir }
func (i lentInfo) Sys() any                   { return nil }
func (i lentInfo) Info() (fs.FileInfo, error) { return i, nil }
func (i lentInfo) Type() fs.FileMode          { return i.Mode().Type() }
func (i lentInfo) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
