package redact

import (
	"errors"
	"fmt"
	"image"
	"math"
	"time"
	"unicode"
	"unicode/utf8"
)

// The refusals.
var (
	ErrKind      = errors.New("只能遮盖 PDF、PNG、JPG 和 TXT 文件；Word、WPS 等文件请先另存为 PDF")
	ErrEncrypted = errors.New("文件设有密码或限制，请取消后再遮盖")
	ErrBroken    = errors.New("文件打不开或已损坏，请重新打印成 PDF 后再遮盖")
	ErrLarge     = errors.New("文件太大，请分成几份后分别遮盖")
	ErrPages     = errors.New("文件页数太多，请分成几份后分别遮盖")
	ErrPixels    = errors.New("页面或图片的尺寸太大，无法遮盖")
	ErrSlow      = errors.New("文件过于复杂，无法在限定时间内读出，请重新打印成 PDF 后再遮盖")
	ErrNoPage    = errors.New("没有这一页")
	ErrBox       = errors.New("遮盖框超出页面或没有大小，请重新画框")
	ErrBoxes     = errors.New("遮盖框太多，请合并后再遮盖")
	ErrGround    = errors.New("每处遮盖都须写明不予公开的理由")
	ErrLabel     = errors.New("遮盖框上的文字应为一行，不超过 30 个字")
	ErrNoBox     = errors.New("还没有画遮盖框")
	ErrProof     = errors.New("遮盖后的文件没有通过检查，不能提供")
	ErrLeft      = errors.New("有文字没有盖全，露出了笔画，请把遮盖框画大一些再生成")
	ErrNotOurs   = errors.New("预览图只能取自遮盖并检查过的文件")
)

// The limits.
const (
	MostBytes  = 100 << 20 // of an original
	MostPages  = 500
	MostPixels = 40_000_000 // of a page, or of a picture
	MostBoxes  = 10_000

	DPI       = 200 // of what is given out
	leastDPI  = 36
	longLabel = 30

	// A page that is not painted, or whose text is not read, in this time is
	// refused.
	pageTime = 20 * time.Second

	// memory is the most that PDFium may take for one file, in the pages of
	// WebAssembly, which have 64 KiB.
	memory = 768 << 20 >> 16
)

// Box is a place to be withheld, in fractions of the page as it is shown, that
// is cropped and turned: X and Y of the upper left corner, W and H of its
// size, all from 0 to 1. It is painted outwards to whole points of the
// picture.
type Box struct {
	Page       int // from 1
	X, Y, W, H float64
	Ground     string // code, such as "2019-15-2"; never ""
	Label      string // what stands in the box in white, such as 个人隐私; "" for nothing
}

// check is the box clipped to the page, or why it cannot be.
func (b Box) check(pages int) (Box, error) {
	switch {
	case b.Page < 1 || b.Page > pages:
		return b, ErrNoPage
	case b.Ground == "":
		return b, ErrGround
	case utf8.RuneCountInString(b.Label) > longLabel || !utf8.ValidString(b.Label):
		return b, ErrLabel
	}
	for _, r := range b.Label {
		if !shown(r) && r != ' ' {
			return b, ErrLabel
		}
	}
	for _, v := range []float64{b.X, b.Y, b.W, b.H} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < -1 || v > 2 {
			return b, ErrBox
		}
	}
	r := rect{b.X, b.Y, b.X + b.W, b.Y + b.H}.within(whole)
	// Thinner than a hair is a slip of the hand, and covers nothing.
	if r.x1-r.x0 < 1e-4 || r.y1-r.y0 < 1e-4 || b.W <= 0 || b.H <= 0 {
		return b, ErrBox
	}
	b.X, b.Y, b.W, b.H = r.x0, r.y0, r.x1-r.x0, r.y1-r.y0
	return b, nil
}

// check is the boxes as they will be painted.
func check(boxes []Box, pages int) ([]Box, error) {
	if len(boxes) > MostBoxes {
		return nil, fmt.Errorf("%w，最多 %d 个", ErrBoxes, MostBoxes)
	}
	list := make([]Box, len(boxes))
	for i, b := range boxes {
		var err error
		if list[i], err = b.check(pages); err != nil {
			return nil, fmt.Errorf("第 %d 个遮盖框：%w", i+1, err)
		}
	}
	return list, nil
}

func onPage(boxes []Box, page int) []Box {
	var list []Box
	for _, b := range boxes {
		if b.Page == page {
			list = append(list, b)
		}
	}
	return list
}

// points are the points of a picture of w by h that the box covers.
func (b Box) points(w, h int) image.Rectangle {
	// Without the grain, a box of exactly a quarter would take one more row.
	const grain = 1e-6
	return image.Rect(
		int(math.Floor(b.X*float64(w)+grain)), int(math.Floor(b.Y*float64(h)+grain)),
		int(math.Ceil((b.X+b.W)*float64(w)-grain)), int(math.Ceil((b.Y+b.H)*float64(h)-grain)),
	).Intersect(image.Rect(0, 0, w, h))
}

// painted is the part of the page that points stand for.
func painted(p image.Rectangle, w, h int) rect {
	return rect{
		float64(p.Min.X) / float64(w), float64(p.Min.Y) / float64(h),
		float64(p.Max.X) / float64(w), float64(p.Max.Y) / float64(h),
	}
}

// rect is a part of a page in fractions, y downwards.
type rect struct{ x0, y0, x1, y1 float64 }

var whole = rect{0, 0, 1, 1}

func (r rect) within(o rect) rect {
	return rect{max(r.x0, o.x0), max(r.y0, o.y0), min(r.x1, o.x1), min(r.y1, o.y1)}
}
func (r rect) empty() bool   { return r.x1 <= r.x0 || r.y1 <= r.y0 }
func (r rect) area() float64 { return max(0, r.x1-r.x0) * max(0, r.y1-r.y0) }
func (r rect) union(o rect) rect {
	return rect{min(r.x0, o.x0), min(r.y0, o.y0), max(r.x1, o.x1), max(r.y1, o.y1)}
}
func (r rect) touches(o rect) bool {
	return r.x0 < o.x1 && o.x0 < r.x1 && r.y0 < o.y1 && o.y0 < r.y1
}

// shown tells whether a character is one that can be seen. Marks that join
// others, and those that only steer, are not.
func shown(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && r != utf8.RuneError
}

// Page is a page as it is shown.
type Page struct {
	Width, Height float64 // points of 1/72 inch, turned
	Rotation      int     // degrees clockwise it was turned to be shown: 0, 90, 180, 270
}

// Word is a run of letters or digits, or one Chinese character, where it
// stands on the page as it is shown.
type Word struct {
	Text       string
	X, Y, W, H float64 // as of [Box]
}

// Entry is a line of the index that goes with a partial disclosure.
type Entry struct {
	Number int // from 1, by page, then from top to bottom
	Page   int // from 1
	Box    Box
	Ground string
}

// Result is what may be given out.
type Result struct {
	PDF   []byte // the same bytes for the same original and boxes
	Index []Entry
	Proof Proof
}

// Proof is what was found when the new file was held against the original.
type Proof struct {
	Original string // SHA-256, hexadecimal
	Output   string // SHA-256, hexadecimal
	Pages    int
	Boxes    int
	Covered  int // characters of the original that boxes hide
	Unseen   int // characters of the original that could not be seen, and were left out
	Kept     int // characters of the invisible layer, labels not counted
}
