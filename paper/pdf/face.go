package pdf

import (
	"fmt"
	"sync"

	"github.com/signintech/gopdf"

	"gongkai/paper/fonts"
)

// face is what setting a text needs to know of a font.
type face struct {
	plane  [1 << 16]uint16 // width in thousandths of the size; 0 where it lacks the character
	beyond map[rune]uint16
}

func (f *face) width(r rune) (float64, bool) {
	var w uint16
	if r < 1<<16 {
		w = f.plane[r]
	} else {
		w = f.beyond[r]
	}
	return float64(w) / 1000, w > 0
}

// types are the faces, read once for the life of the program.
type types struct {
	container gopdf.FontContainer
	faces     map[fonts.Face]*face
}

var typeCase = sync.OnceValues(func() (*types, error) {
	t := &types{faces: map[fonts.Face]*face{}}
	for _, id := range fonts.Faces {
		ttf, err := id.TTF()
		if err != nil {
			return nil, err
		}
		if err := t.container.AddTTFFontData(id.Name(), ttf); err != nil {
			return nil, fmt.Errorf("font %s: %w", id.Name(), err)
		}
		if t.faces[id], err = measure(ttf); err != nil {
			return nil, fmt.Errorf("font %s: %w", id.Name(), err)
		}
	}
	return t, nil
})

// Warm reads the fonts, which takes the better part of a second; the first
// [Write] does it otherwise.
func Warm() error {
	_, err := typeCase()
	return err
}

func measure(ttf []byte) (*face, error) {
	var font gopdf.SubsetFontObj
	if err := font.SetTTFData(ttf); err != nil {
		return nil, err
	}
	f := &face{beyond: map[rune]uint16{}}
	parsed := font.GetTTFParser()
	for i := range parsed.SegCount {
		for code := parsed.StartCount[i]; code <= parsed.EndCount[i] && code < 0xFFFF; code++ {
			if glyph, err := font.CharCodeToGlyphIndex(rune(code)); err == nil && glyph > 0 {
				f.plane[code] = uint16(font.GlyphIndexToPdfWidth(glyph))
			}
		}
	}
	for _, group := range parsed.GroupingTables() {
		for code := max(group.StartCharCode, 1<<16); code <= group.EndCharCode; code++ {
			if glyph := group.GlyphID + code - group.StartCharCode; glyph > 0 {
				f.beyond[rune(code)] = uint16(font.GlyphIndexToPdfWidth(glyph))
			}
		}
	}
	return f, nil
}
