package segment

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// town is a stream of documents of the shape of a city's: some two hundred
// pairs of characters each, a few in most of them and most in a few.
type town struct {
	r     *rand.Rand
	zipf  *rand.Zipf
	words []string
}

func newTown() *town {
	r := rand.New(rand.NewPCG(2017, 7))
	t := &town{r: r, zipf: rand.NewZipf(r, 1.1, 20, 200_000)}
	for range 200_001 {
		t.words = append(t.words, string([]rune{rune(0x4e00 + r.IntN(3000)), rune(0x4e00 + r.IntN(3000))}))
	}
	return t
}

func (t *town) doc(id int64) Doc {
	d := Doc{At: id, ID: id, Channels: 1 << t.r.IntN(5), Sum: t.r.Uint64()}
	d.Values = [Channel]string{
		strconv.Itoa(int(t.r.ExpFloat64()*10) % 63), strconv.Itoa(int(t.r.ExpFloat64()*20) % 120),
		strconv.Itoa(2008 + int(id/120_000)), "other", "",
	}
	for range 200 {
		d.AllTerms = append(d.AllTerms, t.words[t.zipf.Uint64()])
	}
	d.TitleTerms = append(d.TitleTerms, d.AllTerms[:27]...)
	for _, w := range d.TitleTerms[:14] {
		d.Title += w
	}
	d.TitleTerms = append(d.TitleTerms, fmt.Sprintf("#i:ZFBGT/2017-%06d", id))
	return d
}

func (t *town) docs(from, n int64) []Doc {
	list := make([]Doc, n)
	for i := range list {
		list[i] = t.doc(from + int64(i))
	}
	return list
}

func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkBuild(b *testing.B) {
	docs := newTown().docs(1, 20_000)
	before, held, size := live(), uint64(0), int64(0)
	for b.Loop() {
		builder := NewBuilder()
		for _, d := range docs {
			builder.Add(d)
		}
		b.StopTimer()
		held = live() - before
		b.StartTimer()
		var err error
		if size, err = builder.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "docs/s")
	b.ReportMetric(float64(held)/float64(len(docs)), "held-B/doc")
	b.ReportMetric(float64(size)/float64(len(docs)), "B/doc")
}

// BenchmarkBuildOne is what a publication costs on its way into memory.
func BenchmarkBuildOne(b *testing.B) {
	docs := newTown().docs(1, 1)
	b.ReportAllocs()
	for b.Loop() {
		out, err := Build(docs)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := FromBytes(out); err != nil {
			b.Fatal(err)
		}
	}
}

func parts(b *testing.B, n int, size int64) []*Segment {
	t := newTown()
	var list []*Segment
	for i := range n {
		out, err := Build(t.docs(1+int64(i)*size, size))
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, open(b, out))
	}
	return list
}

func BenchmarkMerge(b *testing.B) {
	list := parts(b, 10, 5000)
	for b.Loop() {
		if err := Merge(io.Discard, list, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(50_000*b.N)/b.Elapsed().Seconds(), "docs/s")
}

func BenchmarkCountFacet(b *testing.B) {
	const docs = 100_000
	s := parts(b, 1, docs)[0]
	for _, percent := range []int{1, 10, 50, 99} {
		set := roaring.New()
		for i := range uint32(docs) {
			if int(i*2654435761>>16)%100 < percent {
				set.Add(i)
			}
		}
		for _, f := range []Facet{Agency, Category, Year, Channel} {
			into := make([]int, len(s.Values(f)))
			b.Run(fmt.Sprintf("%d%%/%d", percent, f), func(b *testing.B) {
				for b.Loop() {
					s.CountFacet(f, set, into)
				}
			})
		}
	}
}

func BenchmarkPostings(b *testing.B) {
	s := parts(b, 1, 20_000)[0]
	var terms []string
	s.Terms("", func(term string, _, _ int) bool {
		terms = append(terms, string([]byte(term)))
		return true
	})
	for i := 0; b.Loop(); i++ {
		if s.Postings(All, terms[i*7919%len(terms)]).Len() == 0 {
			b.Fatal("lost")
		}
	}
}
