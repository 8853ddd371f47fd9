package gatetest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"gongkai/paper/gate"
)

// Leak is one thing in a file that must not go out.
type Leak struct {
	Kind gate.Kind
	// Plain is the thing itself, as it would be said; "" for what is no number
	// or place but a state of the file.
	Plain string
	// Form is how it stands there: "plain", "full width", "runs".
	Form string
	// Also are kinds under which it may be told as well.
	Also []gate.Kind
}

// Found says whether one of the findings tells of the leak.
func (l Leak) Found(findings []gate.Finding) bool {
	return slices.ContainsFunc(findings, func(f gate.Finding) bool {
		if f.Kind != l.Kind && !slices.Contains(l.Also, f.Kind) {
			return false
		}
		if l.Kind == gate.Email && strings.Contains(bare(l.Plain), bare(f.Match)) {
			return true // a narrow column broke it, and half of it stops the file
		}
		return l.Plain == "" || l.Kind.Row().Class != gate.Personal || strings.Contains(bare(f.Match), bare(l.Plain))
	})
}

// bare is the letters and digits of a text, of one width and case.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r == '×' {
			r = 'X'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// File is a file made up.
type File struct {
	Name  string
	Kind  string // "xlsx"
	Bytes []byte
	Leaks []Leak // none in a clean file
}

// Clean says whether nothing in it stops its publication; it may have traces.
func (f File) Clean() bool {
	return !slices.ContainsFunc(f.Leaks, func(l Leak) bool { return l.Kind.Row().Stops })
}

// Kinds are the kinds of files made.
var Kinds = []string{"xlsx", "docx", "pdf", "csv", "txt", "pptx", "ofd", "zip", "xlsx", "docx", "pdf", "picture", "html"}

// Make makes file n of a seed: kinds take turns, and every second file of a kind
// is clean.
func Make(seed uint64, n int) (File, error) {
	w := &writer{r: rand.New(rand.NewPCG(seed, uint64(n)))}
	kind, dirty := Kinds[n%len(Kinds)], n/len(Kinds)%2 == 1
	f, err := w.file(kind, dirty)
	if err != nil {
		return File{}, fmt.Errorf("make %s %d of seed %d: %w", kind, n, seed, err)
	}
	return f, nil
}

func (w *writer) file(kind string, dirty bool) (File, error) {
	if kind == "zip" {
		return w.archive(dirty)
	}
	if kind == "picture" {
		return w.picture(dirty)
	}
	p := w.paper()
	f := File{Kind: kind, Name: p.title + "." + kind}
	if dirty {
		for range 1 + w.r.IntN(3) {
			f.Leaks = append(f.Leaks, w.person(p, kind))
		}
		if w.r.IntN(4) == 0 {
			f.Leaks = append(f.Leaks, w.mark(p))
		}
	}
	hidden := ""
	if dirty && w.r.IntN(3) > 0 {
		hidden = w.one(concealments[kind]...)
	}
	var err error
	switch kind {
	case "xlsx":
		err = w.workbook(&f, p, hidden)
	case "docx":
		err = w.text(&f, p, hidden)
	case "pptx":
		err = w.slides(&f, p, hidden)
	case "ofd":
		err = w.ofd(&f, p, hidden)
	case "pdf":
		err = w.pdf(&f, p, hidden)
	case "csv":
		err = w.csv(&f, p)
	case "txt":
		err = w.plain(&f, p)
	case "html":
		err = w.html(&f, p, hidden)
	}
	return f, err
}

// archive is a ZIP of a few files.
func (w *writer) archive(dirty bool) (File, error) {
	f := File{Kind: "zip", Name: w.title() + "（附件）.zip"}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	count := 2 + w.r.IntN(3)
	bad := w.r.IntN(count)
	for i := range count {
		kind := w.one("xlsx", "docx", "pdf", "csv", "txt", "pptx", "ofd", "picture", "html")
		inner, err := w.file(kind, dirty && i == bad)
		if err != nil {
			return File{}, err
		}
		name := fmt.Sprintf("附件%d %s", i+1, inner.Name)
		if w.r.IntN(3) == 0 {
			name = "附件/" + name
		}
		body, err := z.Create(name)
		if err != nil {
			return File{}, err
		}
		if _, err := body.Write(inner.Bytes); err != nil {
			return File{}, err
		}
		f.Leaks = append(f.Leaks, inner.Leaks...)
	}
	if err := z.Close(); err != nil {
		return File{}, err
	}
	f.Bytes = b.Bytes()
	return f, nil
}
