package request

import (
	"errors"
	"slices"
	"testing"
)

// A copy takes the place of an earlier one everywhere, and an original goes
// nowhere, under whatever other name it was put with the case.
func TestRedact(t *testing.T) {
	good := []Box{{Page: 1, X: 0.1, Y: 0.2, W: 0.3, H: 0.1, Ground: "2019-15-2"}}
	r := Attach(filed(t, "2026-09-18"), File{Name: "张三案卷.pdf", Hash: "x", Of: "original"}, File{Name: "李四案卷.pdf", Hash: "y", Of: "original"},
		File{Name: "通知.pdf", Hash: "m", Of: "material"}, File{Name: "误传.pdf", Hash: "y", Of: "material"}, File{Name: "身份证.pdf", Hash: "i", Of: "evidence"})
	for name, c := range map[string]struct {
		made Redaction
		want error
	}{
		"no such file":     {Redaction{Original: "z", Copy: "c", Boxes: good}, ErrNoOriginal},
		"not an original":  {Redaction{Original: "m", Copy: "c", Boxes: good}, ErrNoOriginal},
		"itself":           {Redaction{Original: "x", Copy: "x", Boxes: good}, ErrNoOriginal},
		"no box":           {Redaction{Original: "x", Copy: "c"}, ErrNoBox},
		"too many":         {Redaction{Original: "x", Copy: "c", Boxes: slices.Repeat(good, MostBoxes+1)}, ErrBoxes},
		"no ground":        {Redaction{Original: "x", Copy: "c", Boxes: []Box{{Page: 1, W: 1, H: 1}}}, ErrBoxGround},
		"another law's":    {Redaction{Original: "x", Copy: "c", Boxes: []Box{{Page: 1, W: 1, H: 1, Ground: "2008-8-1"}}}, ErrBoxGround},
		"beyond the page":  {Redaction{Original: "x", Copy: "c", Boxes: []Box{{Page: 1, X: 0.9, W: 0.2, H: 1, Ground: "2019-15-2"}}}, ErrBoxPlace},
		"without a height": {Redaction{Original: "x", Copy: "c", Boxes: []Box{{Page: 1, W: 1, Ground: "2019-15-2"}}}, ErrBoxPlace},
		"page zero":        {Redaction{Original: "x", Copy: "c", Boxes: []Box{{W: 1, H: 1, Ground: "2019-15-2"}}}, ErrBoxPlace},
	} {
		if _, _, err := Redact(r, c.made, 9, now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}

	r = must(t)(Redact(r, Redaction{Original: "y", Copy: "c1", Boxes: good, Pages: 3}, 9, now))
	f, ok := r.CopyOf("y")
	if !ok || f.Name != "区分处理后的材料2.pdf" || f.From != "y" {
		t.Errorf("the copy is %+v", f)
	}
	parts := []Part{{Outcome: "2019-B3.1-given"}}
	for hash, want := range map[string]error{"c1": nil, "m": nil, "x": ErrOriginal, "y": ErrOriginal, "i": ErrOriginal, "z": ErrOriginal} {
		if _, _, err := Draft(r, parts, "x", []string{hash}, now); !errors.Is(err, want) {
			t.Errorf("handing over %q: %v, want %v", hash, err, want)
		}
	}
	r = must(t)(Draft(r, parts, "x", []string{"c1", "m"}, now))
	r = must(t)(Redact(r, Redaction{Original: "y", Copy: "c2", Boxes: good}, 9, now))
	if !slices.Equal(r.Decision.Files, []string{"c2", "m"}) {
		t.Errorf("handed over: %q", r.Decision.Files)
	}
	if _, _, err := Draft(r, parts, "x", []string{"c1"}, now); !errors.Is(err, ErrOriginal) {
		t.Errorf("the first copy can still be given: %v", err)
	}
	r = must(t)(Redact(r, Redaction{Original: "y", Copy: "c1", Boxes: good}, 9, now))
	if f, _ := r.CopyOf("y"); f.Hash != "c1" || len(r.Redactions) != 2 || len(r.Files) != 7 || !slices.Equal(r.Decision.Files, []string{"c1", "m"}) {
		t.Errorf("back to the first: %+v, %d redactions, %d files, %q", f, len(r.Redactions), len(r.Files), r.Decision.Files)
	}
	// Whatever a damaged record says.
	d := *r.Decision
	d.Files = []string{"c1", "c2", "y", "x", "i", "m"}
	r.Decision, r.State = &d, Closed
	var names []string
	for _, f := range r.Handed() {
		names = append(names, f.Hash)
	}
	if !slices.Equal(names, []string{"c1", "m"}) {
		t.Errorf("the applicant gets %q", names)
	}
}

func TestBoxesSnap(t *testing.T) {
	for name, c := range map[string]struct {
		in, want Box
		err      error
	}{
		"outwards":   {Box{Page: 1, X: 0.1000049, Y: 0.2, W: 0.1, H: 0.3}, Box{Page: 1, X: 0.1, Y: 0.2, W: 0.10001, H: 0.3}, nil},
		"cut":        {Box{Page: 1, X: -0.5, Y: 0.9, W: 1, H: 0.5}, Box{Page: 1, X: 0, Y: 0.9, W: 0.5, H: 0.1}, nil},
		"outside":    {Box{Page: 1, X: 1.1, Y: 0, W: 0.1, H: 0.1}, Box{}, ErrBoxPlace},
		"backwards":  {Box{Page: 1, X: 0.5, Y: 0, W: -0.1, H: 0.1}, Box{}, ErrBoxPlace},
		"far beyond": {Box{Page: 1, X: 0.5, Y: 0, W: 1e300, H: 0.1}, Box{}, ErrBoxPlace},
	} {
		got, err := c.in.Snapped()
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err != nil {
			continue
		}
		if got.Key() != c.want.Key() {
			t.Errorf("%s: %+v", name, got)
		}
		if again, err := got.Snapped(); err != nil || again != got {
			t.Errorf("%s: snapped twice %+v, %v", name, again, err)
		}
	}
}
