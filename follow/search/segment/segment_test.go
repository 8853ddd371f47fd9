package segment

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// naive is what a segment should answer, from a plain list of documents.
type naive []Doc

func model(docs []Doc) naive {
	n := slices.Clone(docs)
	slices.SortFunc(n, func(a, b Doc) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return n
}

func (n naive) holds(doc int, t Tier, term string) bool {
	return slices.Contains(n[doc].TitleTerms, term) || t == All && slices.Contains(n[doc].AllTerms, term)
}

func (n naive) postings(t Tier, term string) []uint32 {
	list := []uint32{}
	for i := range n {
		if n.holds(i, t, term) {
			list = append(list, uint32(i))
		}
	}
	return list
}

type line struct {
	Term       string
	Title, All int
}

func (n naive) terms() []line {
	var all []string
	for _, d := range n {
		all = append(append(all, d.TitleTerms...), d.AllTerms...)
	}
	slices.Sort(all)
	lines := []line{}
	for _, t := range slices.Compact(all) {
		lines = append(lines, line{t, len(n.postings(Title, t)), len(n.postings(All, t))})
	}
	return lines
}

func (n naive) has(doc int, f Facet, value string) bool {
	if f == Channel {
		return n[doc].Channels>>(value[0]-'0')&1 != 0
	}
	return n[doc].Values[f] == value
}

func (n naive) values(f Facet) []Value {
	var names []string
	if f == Channel {
		names = channelValues
	} else {
		for _, d := range n {
			names = append(names, d.Values[f])
		}
		slices.Sort(names)
		names = slices.Compact(names)
	}
	list := []Value{}
	for _, name := range names {
		v := Value{Name: name}
		for i := range n {
			if n.has(i, f, name) {
				v.Count++
			}
		}
		list = append(list, v)
	}
	return list
}

// alphabet makes terms that share beginnings, contain each other and are empty.
var alphabet = rapid.StringOfN(rapid.RuneFrom([]rune("\x00ab长春市#")), 0, 3, -1)

func doc(id int64) *rapid.Generator[Doc] {
	return rapid.Custom(func(t *rapid.T) Doc {
		d := Doc{
			At: rapid.Int64Range(-3, 30).Draw(t, "at"), ID: id,
			Title:      rapid.SampledFrom([]string{"", "关于低保的通知", "a"}).Draw(t, "title"),
			Channels:   rapid.Uint8().Draw(t, "channels"),
			TitleTerms: rapid.SliceOfN(alphabet, 0, 4).Draw(t, "titleTerms"),
			AllTerms:   rapid.SliceOfN(alphabet, 0, 12).Draw(t, "allTerms"),
			Sum:        rapid.Uint64().Draw(t, "sum"),
		}
		for f := range d.Values {
			d.Values[f] = rapid.SampledFrom([]string{"", "1", "2", "法规"}).Draw(t, "value")
		}
		return d
	})
}

// documents of distinct ids. Now and then they are many, by repetition, so that
// bitmaps occur.
func documents(t *rapid.T) []Doc {
	ids := rapid.SliceOfNDistinct(rapid.Int64Range(-5, 500), 0, 40, rapid.ID[int64]).Draw(t, "ids")
	var docs []Doc
	for _, id := range ids {
		docs = append(docs, doc(id).Draw(t, "doc"))
	}
	if len(docs) == 0 {
		return docs
	}
	step := rapid.Int64Range(-1, 1).Draw(t, "step")
	for i := range rapid.SampledFrom([]int{0, 0, 300, 6000}).Draw(t, "more") {
		d := docs[i%len(ids)]
		d.ID = 1000 + int64(i)
		d.At += step * int64(i/len(ids))
		docs = append(docs, d)
	}
	return docs
}

func open(t rapid.TB, b []byte) *Segment {
	t.Helper()
	s, err := FromBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func same(t rapid.TB, what string, got, want any) {
	t.Helper()
	if d := gocmp.Diff(want, got); d != "" {
		t.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

// answers compares everything a segment answers with the model.
func answers(t *rapid.T, s *Segment, n naive) {
	t.Helper()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	same(t, "length", s.Len(), len(n))
	first, last := s.Bounds()
	if len(n) > 0 {
		same(t, "bounds", []int64{first, last}, []int64{n[0].At, n[len(n)-1].At})
	}
	for i, d := range n {
		doc := uint32(i)
		if s.At(doc) != d.At || s.ID(doc) != d.ID || s.Sum(doc) != d.Sum || s.Title(doc) != d.Title || s.Channels(doc) != d.Channels {
			t.Fatalf("document %d is %d %d %d %q %d, want %+v", i, s.At(doc), s.ID(doc), s.Sum(doc), s.Title(doc), s.Channels(doc), d)
		}
		if found, ok := s.Find(d.ID); !ok || found != doc {
			t.Fatalf("Find(%d) = %d, %t, want %d", d.ID, found, ok, doc)
		}
		for f := range Channel {
			if v := s.Values(f)[s.Code(f, doc)].Name; v != d.Values[f] {
				t.Fatalf("facet %d of %d is %q, want %q", f, i, v, d.Values[f])
			}
		}
	}
	if _, ok := s.Find(999); ok {
		t.Fatal("found what is not there")
	}
	for range 5 {
		at, id := rapid.Int64Range(-4, 40).Draw(t, "after at"), rapid.Int64Range(-9, 1200).Draw(t, "after id")
		want := 0
		for _, d := range n {
			if d.At < at || d.At == at && d.ID <= id {
				want++
			}
		}
		same(t, "After", s.After(at, id), uint32(want))
	}
	terms := n.terms()
	from := alphabet.Draw(t, "from")
	got, stop := []line{}, rapid.IntRange(1, 100).Draw(t, "stop")
	s.Terms(from, func(term string, title, all int) bool {
		got = append(got, line{strings.Clone(term), title, all})
		return len(got) < stop
	})
	want := slices.DeleteFunc(slices.Clone(terms), func(l line) bool { return l.Term < from })
	same(t, "terms from "+from, got, want[:min(stop, len(want))])
	absent := alphabet.Draw(t, "absent")
	for _, l := range append(terms, line{Term: absent}, line{Term: absent + "z"}) {
		for _, tier := range []Tier{Title, All} {
			want := n.postings(tier, l.Term)
			p := s.Postings(tier, l.Term)
			same(t, "length of "+l.Term, p.Len(), len(want))
			same(t, "list of "+l.Term, p.AppendTo([]uint32{7}), append([]uint32{7}, want...))
			same(t, "bitmap of "+l.Term, p.Bitmap().ToArray(), want)
			sum := roaring.BitmapOf(uint32(len(n)))
			p.AddTo(sum)
			same(t, "sum of "+l.Term, sum.ToArray(), append(slices.Clone(want), uint32(len(n))))
		}
	}
	set := roaring.New()
	switch rapid.IntRange(0, 3).Draw(t, "set") {
	case 0:
		set.AddRange(0, uint64(len(n)))
	case 1: // nearly all
		set.AddRange(0, uint64(len(n)))
		set.Remove(uint32(len(n) / 2))
	default:
		for i := range n {
			if rapid.IntRange(0, 5).Draw(t, "in set") == 0 && i < 50 || i%7 == 3 {
				set.Add(uint32(i))
			}
		}
	}
	for f := range Facets {
		values := n.values(f)
		same(t, "values", append([]Value{}, s.Values(f)...), values)
		got, want := make([]int, len(values)), make([]int, len(values))
		for code, v := range values {
			got[code], want[code] = code, code
			for i := range n {
				if n.has(i, f, v.Name) != s.ValueSet(f, code).Contains(uint32(i)) {
					t.Fatalf("set of %q is wrong at %d", v.Name, i)
				}
				if n.has(i, f, v.Name) && set.Contains(uint32(i)) {
					want[code]++
				}
			}
		}
		s.CountFacet(f, set, got)
		same(t, "counts", got, want)
	}
}

func TestBuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := documents(t)
		b, err := Build(docs)
		if err != nil {
			t.Fatal(err)
		}
		answers(t, open(t, b), model(docs))
		// The order in which they come does not matter.
		slices.Reverse(docs)
		again, err := Build(docs)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b, again) {
			t.Fatal("another segment of the same documents")
		}
	})
}

func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := documents(t)
		in := make([][]Doc, rapid.IntRange(1, 5).Draw(t, "parts"))
		inOrder := rapid.Bool().Draw(t, "in order")
		if inOrder {
			docs = model(docs)
		}
		for i, d := range docs {
			k := rapid.IntRange(0, len(in)-1).Draw(t, "part")
			if inOrder {
				k = i * len(in) / len(docs)
			}
			if i > 50 {
				k = i % len(in)
			}
			in[k] = append(in[k], d)
		}
		var parts []*Segment
		var dead []*roaring.Bitmap
		var living []Doc
		total := 0
		for _, docs := range in {
			b, err := Build(docs)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, open(t, b))
			total += len(model(docs).terms())
			gone := rapid.SampledFrom([]uint32{0, 1, 2, 3}).Draw(t, "gone")
			var set *roaring.Bitmap
			if gone > 0 {
				set = roaring.New()
			}
			for i, d := range model(docs) {
				if gone > 0 && uint32(i)%gone == 0 {
					set.Add(uint32(i))
				} else {
					living = append(living, d)
				}
			}
			dead = append(dead, set)
		}
		var merged bytes.Buffer
		seen := 0
		if err := Merge(&merged, parts, dead, func(done, of int) {
			if done <= seen || of != total {
				t.Fatalf("progress %d of %d after %d of %d", done, of, seen, total)
			}
			seen = done
		}); err != nil {
			t.Fatal(err)
		}
		same(t, "progress", seen, total)
		answers(t, open(t, merged.Bytes()), model(living))
		anew, err := Build(living)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(anew, merged.Bytes()) {
			t.Fatal("merged differs from built anew")
		}
	})
}

func TestTwice(t *testing.T) {
	one, err := Build([]Doc{{At: 1, ID: 7}})
	if err != nil {
		t.Fatal(err)
	}
	other, err := Build([]Doc{{At: 2, ID: 7}})
	if err != nil {
		t.Fatal(err)
	}
	parts := []*Segment{open(t, one), open(t, other)}
	cases := []struct {
		name string
		do   func() error
		want error
	}{
		{"in a build", func() error { _, err := Build([]Doc{{At: 1, ID: 7}, {At: 2, ID: 7}}); return err }, ErrTwice},
		{"in a merge", func() error { return Merge(io.Discard, parts, nil, nil) }, ErrTwice},
		{"one of them dead", func() error {
			return Merge(io.Discard, parts, []*roaring.Bitmap{roaring.BitmapOf(0)}, nil)
		}, nil},
	}
	for _, c := range cases {
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.segment")
	b := NewBuilder()
	for i := range 1000 {
		b.Add(Doc{At: int64(i / 3), ID: int64(i), Title: fmt.Sprint("通知", i), AllTerms: []string{"通知", fmt.Sprint(i)}})
	}
	if b.Len() != 1000 || b.Size() == 0 {
		t.Fatalf("builder holds %d documents in %d bytes", b.Len(), b.Size())
	}
	if err := WriteFile(path, func(w io.Writer) error { _, err := b.WriteTo(w); return err }); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := s.Postings(All, "通知").Len(); n != 1000 || s.Title(999) != "通知999" || s.Bytes() == 0 {
		t.Errorf("read back %d, %q, %d bytes", n, s.Title(999), s.Bytes())
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	failed := errors.New("failed")
	if err := WriteFile(path, func(w io.Writer) error {
		if _, err := w.Write([]byte("half")); err != nil {
			return err
		}
		return failed
	}); !errors.Is(err, failed) {
		t.Errorf("error lost: %v", err)
	}
	// The old file stands, and nothing half-written beside it.
	if files, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(files) != 1 {
		t.Errorf("left %v, %v", files, err)
	}
	if s, err = Open(path); err != nil {
		t.Fatal(err)
	}
	if s.Len() != 1000 {
		t.Errorf("%d documents are left", s.Len())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
