package request

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Box is a place on a page of an original that is withheld, in fractions of the
// page as it is shown: X and Y of the upper left corner, W and H of its size,
// in steps of a hundred-thousandth.
type Box struct {
	Page   int     `json:"p"` // from 1
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	W      float64 `json:"w"`
	H      float64 `json:"h"`
	Ground string  `json:"g,omitempty"` // code of regulation.Ground; "" only while the box is still drawn
}

// Redaction is the index of what a copy withholds, and what was found when the
// copy was held against its original (2019: art. 37; 2008: art. 22).
type Redaction struct {
	Original string        `json:"original"` // hashes of the blobs
	Copy     string        `json:"copy"`
	Boxes    []Box         `json:"boxes"` // by page, from top to bottom
	Pages    int           `json:"pages"`
	Covered  int           `json:"covered"` // characters that the boxes hide
	Unseen   int           `json:"unseen"`  // characters nobody can see, left out
	Kept     int           `json:"kept"`    // characters that can be searched in the copy
	By       account.Login `json:"by"`
	On       calendar.Day  `json:"on"`
}

// MostBoxes is how many boxes one original may have.
const MostBoxes = 2000

var (
	ErrNoOriginal = errors.New("这件申请没有这份原件")
	ErrNoBox      = errors.New("还没有画遮盖框")
	ErrBoxes      = errors.New("遮盖框太多，请合并，或者把文件分成几份")
	ErrBoxPlace   = errors.New("遮盖框超出页面或者没有大小，请重新画框")
	ErrBoxGround  = errors.New("每处遮盖都须选择不予公开的依据")
)

// steps is into how many a page is divided for its boxes.
const steps = 100_000

// Snapped is the box put outwards on the steps of the page, and cut at its
// edge. Errors: [ErrBoxPlace] when nothing is left.
func (b Box) Snapped() (Box, error) {
	span := func(from, size float64) (float64, float64, bool) {
		if !(math.Abs(from) <= 2 && math.Abs(size) <= 2) {
			return 0, 0, false
		}
		lo, hi := math.Floor(max(from, 0)*steps+1e-6), math.Ceil(min(from+size, 1)*steps-1e-6)
		return lo / steps, (hi - lo) / steps, hi > lo
	}
	var okX, okY bool
	b.X, b.W, okX = span(b.X, b.W)
	b.Y, b.H, okY = span(b.Y, b.H)
	if !okX || !okY || b.Page < 1 {
		return b, ErrBoxPlace
	}
	return b, nil
}

// Key names the place of a box among those of its original.
func (b Box) Key() string {
	n := func(v float64) int { return int(math.Round(v * steps)) }
	return fmt.Sprintf("%d-%d-%d-%d-%d", b.Page, n(b.X), n(b.Y), n(b.W), n(b.H))
}

// Given says whether the file of that hash may be handed to the applicant: it
// was put with the case as what may be given, or is a proven copy; and nobody
// put the same file there as an original.
func (r Request) Given(hash string) (File, bool) {
	var found File
	for _, f := range r.Files {
		switch {
		case f.Hash != hash:
		case f.Of == "original":
			return File{}, false
		case found.Hash == "" && (f.Of == "material" || f.Of == "redacted"):
			found = f
		}
	}
	return found, found.Hash != ""
}

// Redaction is the one that made the copy; false if none did.
func (r Request) Redaction(copied string) (Redaction, bool) {
	i := slices.IndexFunc(r.Redactions, func(d Redaction) bool { return d.Copy == copied })
	if i < 0 {
		return Redaction{}, false
	}
	return r.Redactions[i], true
}

// CopyOf is the valid copy of an original; false while there is none.
func (r Request) CopyOf(original string) (File, bool) {
	i := slices.IndexFunc(r.Files, func(f File) bool { return f.Of == "redacted" && f.From == original })
	if i < 0 {
		return File{}, false
	}
	return r.Files[i], true
}

// Redact puts a proven copy of an original with the case. It takes the place of
// an earlier copy of the same original, which is kept and can no longer be
// given: it may show what it should not. The name of a copy tells nothing; that
// of the original may. Errors: [ErrState], [ErrNoOriginal], [ErrNoBox],
// [ErrBoxes], [ErrBoxPlace], [ErrBoxGround].
func Redact(r Request, d Redaction, size int64, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestRedact)
	if err != nil {
		return r, journal.Entry{}, err
	}
	e, ok := r.Law()
	if !ok {
		return r, journal.Entry{}, ErrEdition
	}
	if err := CheckBoxes(e, d.Boxes); err != nil {
		return r, journal.Entry{}, err
	}
	nth, there := 0, false
	for _, f := range r.Files {
		if f.Of == "original" && !there {
			nth++
			there = f.Hash == d.Original
		}
	}
	if !there || d.Copy == "" || d.Copy == d.Original {
		return r, journal.Entry{}, ErrNoOriginal
	}
	d.Boxes, d.By, d.On = slices.Clone(d.Boxes), h.By, h.today()
	again := false
	r.Files = slices.Clone(r.Files)
	for i := range r.Files {
		f := &r.Files[i]
		if f.From != d.Original || f.Of != "redacted" && f.Of != "replaced" {
			continue
		}
		f.Of = "replaced"
		if f.Hash == d.Copy {
			f.Of, f.On, f.By, again = "redacted", d.On, string(h.By), true
		}
	}
	if !again {
		r.Files = append(r.Files, File{Name: fmt.Sprintf("区分处理后的材料%d.pdf", nth), Type: "application/pdf", Size: size, Hash: d.Copy,
			Of: "redacted", On: d.On, By: string(h.By), From: d.Original})
	}
	r.Redactions = append(slices.DeleteFunc(slices.Clone(r.Redactions), func(o Redaction) bool { return o.Copy == d.Copy }), d)
	r = r.handOver(d.Original, d.Copy)
	return r, r.entry(journal.RequestRedact, h, fmt.Sprintf("第%d份原件，遮盖%d处", nth, len(d.Boxes))), nil
}

// handOver puts the copy in the place of earlier ones of the same original in
// what the drafted answer hands over.
func (r Request) handOver(original, copied string) Request {
	if r.Decision == nil {
		return r
	}
	d := *r.Decision
	var files []string
	for _, hash := range d.Files {
		if slices.ContainsFunc(r.Files, func(f File) bool { return f.Hash == hash && f.Of == "replaced" && f.From == original }) {
			hash = copied
		}
		if !slices.Contains(files, hash) {
			files = append(files, hash)
		}
	}
	d.Files = files
	r.Decision = &d
	return r
}

// CheckBoxes refuses boxes that cannot be applied under the edition.
func CheckBoxes(e *regulation.Edition, boxes []Box) error {
	switch {
	case len(boxes) == 0:
		return ErrNoBox
	case len(boxes) > MostBoxes:
		return ErrBoxes
	}
	for _, b := range boxes {
		if s, err := b.Snapped(); err != nil || s.Key() != b.Key() {
			return ErrBoxPlace
		}
		if _, ok := e.Ground(b.Ground); !ok {
			return ErrBoxGround
		}
	}
	return nil
}
