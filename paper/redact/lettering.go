package redact

import (
	"image"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"gongkai/paper/fonts"
)

var (
	labelFont = sync.OnceValues(func() (*sfnt.Font, error) { return parsed(fonts.Sans) })
	plainFont = sync.OnceValues(func() (*sfnt.Font, error) { return parsed(fonts.Serif) })
)

func parsed(f fonts.Face) (*sfnt.Font, error) {
	ttf, err := f.TTF()
	if err != nil {
		return nil, err
	}
	return opentype.Parse(ttf)
}

// face is the font at a size in points of the picture.
func face(f *sfnt.Font, size float64) (font.Face, error) {
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

// The sizes of labels, in points of the picture.
const (
	largest  = 32
	smallest = 12
)

// lettering is the label in white on black, not larger than w by h; nil when
// it would be too small to be read, or there is none.
func lettering(label string, w, h int) *image.Gray {
	if label == "" {
		return nil
	}
	f, err := labelFont()
	if err != nil {
		return nil // the box without its label hides as much
	}
	size := min(largest, float64(h)*0.7)
	for range 2 {
		if size < smallest {
			return nil
		}
		drawn, err := face(f, size)
		if err != nil {
			return nil
		}
		width := font.MeasureString(drawn, label).Ceil()
		if width > w*9/10 {
			size *= float64(w*9/10) / float64(width)
			continue
		}
		m := drawn.Metrics()
		img := image.NewGray(image.Rect(0, 0, width, min(h, (m.Ascent+m.Descent).Ceil())))
		(&font.Drawer{Dst: img, Src: image.White, Face: drawn, Dot: fixed.Point26_6{Y: m.Ascent}}).DrawString(label)
		return img
	}
	return nil
}
