package fonts

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"sync"
)

// Face is a cut of a font.
type Face uint8

// The faces.
const (
	Serif Face = iota // Noto Serif SC Regular, in the place of 仿宋: the basic plane, 扩展A, 通用规范汉字表
	Bold              // Noto Serif SC Bold, in the place of 小标宋: GB 2312
	Sans              // Noto Sans SC Medium, in the place of 黑体: GB 2312
	Rare              // Noto Serif CJK SC Regular: characters beyond the basic plane only
)

// Faces are all faces.
var Faces = []Face{Serif, Bold, Sans, Rare}

var files = map[Face]string{Serif: "serif", Bold: "serif-bold", Sans: "sans-medium", Rare: "rare"}

//go:embed *.ttf.gz
var packed embed.FS

var unpacked = func() map[Face]func() ([]byte, error) {
	m := map[Face]func() ([]byte, error){}
	for face, name := range files {
		m[face] = sync.OnceValues(func() ([]byte, error) { return unpack(name + ".ttf.gz") })
	}
	return m
}()

// TTF is the face as a TrueType file. It is unpacked at the first call, which
// takes a tenth of a second for Serif, and kept; it must not be changed.
func (f Face) TTF() ([]byte, error) {
	once, ok := unpacked[f]
	if !ok {
		return nil, fmt.Errorf("font %d: no such face", f)
	}
	return once()
}

// Name is the name of the face in a PDF.
func (f Face) Name() string { return files[f] }

func unpack(name string) ([]byte, error) {
	file, err := packed.ReadFile(name)
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	ttf, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return ttf, nil
}
