package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"
)

// sample has every kind of section and postings.
func sample(t testing.TB) []byte {
	t.Helper()
	var docs []Doc
	for i := range 1000 {
		docs = append(docs, Doc{
			At: int64(i / 3), ID: int64(i), Title: fmt.Sprint("通知", i), Channels: uint8(i), Sum: uint64(i),
			Values:     [Channel]string{fmt.Sprint(i % 300), "A", "2017", "norm", ""},
			TitleTerms: []string{"通知", fmt.Sprint(i % 30)}, AllTerms: []string{"低保", fmt.Sprint(i % 7), fmt.Sprint(i)},
		})
	}
	b, err := Build(docs)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ask calls everything once, to see that it returns.
func ask(s *Segment) {
	set := roaring.New()
	set.AddRange(0, uint64(s.Len()/2))
	for f := range Facets {
		s.CountFacet(f, set, make([]int, len(s.Values(f))))
	}
	s.Find(3)
	s.After(3, 3)
	s.Bounds()
	s.Terms("", func(term string, title, all int) bool {
		s.Postings(All, term)
		s.Postings(Title, term)
		return true
	})
}

func TestDamageIsFound(t *testing.T) {
	b := sample(t)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		d := slices.Clone(b)
		if rapid.Bool().Draw(t, "cut off") {
			d = d[:at]
		} else {
			d[at] ^= rapid.ByteRange(1, 255).Draw(t, "bits")
		}
		s, err := FromBytes(d)
		if err == nil {
			err = s.Check()
			if merged := Merge(io.Discard, []*Segment{s}, nil, nil); !errors.Is(merged, ErrDamaged) {
				t.Fatalf("merged with damage at %d: %v", at, merged)
			}
		}
		if !errors.Is(err, ErrDamaged) && !(errors.Is(err, ErrFormat) && at >= 8 && at < 12) {
			t.Fatalf("damage at %d of %d: %v", at, len(b), err)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	b := sample(t)
	other := slices.Clone(b)
	binary.LittleEndian.PutUint32(other[8:], Format+1)
	cases := []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"empty file", nil, ErrDamaged},
		{"not a segment", make([]byte, 1000), ErrDamaged},
		{"a part of one", b[:len(b)/2], ErrDamaged},
		{"another format", other, ErrFormat},
		{"more behind it", append(slices.Clone(b), 0), ErrDamaged},
	}
	for _, c := range cases {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, c.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// seal makes the sum of the contents right again, so that damage to them gets
// as far as it can.
func seal(b []byte) {
	if len(b) < headerSize+tailSize {
		return
	}
	tail := b[len(b)-tailSize:]
	at, end := binary.LittleEndian.Uint64(tail), uint64(len(b)-tailSize)
	if at < headerSize || at > end {
		return
	}
	binary.LittleEndian.PutUint32(tail[8:], uint32(end-at))
	sum := crc32.Update(crc32.Checksum(b[:headerSize], castagnoli), castagnoli, b[at:end])
	binary.LittleEndian.PutUint32(tail[12:], sum)
}

func FuzzOpen(f *testing.F) {
	f.Add(sample(f), true)
	empty, err := Build(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(empty, true)
	f.Add(empty[:20], false)
	f.Fuzz(func(t *testing.T, b []byte, sealed bool) {
		if sealed {
			b = slices.Clone(b)
			seal(b)
		}
		s, err := FromBytes(b)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		if err := s.Check(); err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		ask(s)
	})
}
