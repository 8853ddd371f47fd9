package word

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// shelf is documents' terms as an index has them.
type shelf struct {
	count  map[string]int
	sorted []string
	asked  int
}

func shelve(texts ...string) *shelf {
	s := &shelf{count: map[string]int{}}
	for _, t := range texts {
		seen := map[string]bool{}
		Terms(Fold(t), func(term string) {
			if !seen[term] {
				seen[term] = true
				s.count[term]++
			}
		})
	}
	s.sort()
	return s
}

func (s *shelf) sort() {
	s.sorted = s.sorted[:0]
	for t := range s.count {
		s.sorted = append(s.sorted, t)
	}
	slices.Sort(s.sorted)
}

func (s *shelf) df(term string) int { s.asked++; return s.count[term] }

func (s *shelf) terms(prefix string, fn func(string, int) bool) {
	i, _ := slices.BinarySearch(s.sorted, prefix)
	for ; i < len(s.sorted) && strings.HasPrefix(s.sorted[i], prefix); i++ {
		if s.asked++; !fn(s.sorted[i], s.count[s.sorted[i]]) {
			return
		}
	}
}

func TestAlike(t *testing.T) {
	s := shelve("关于提高城市居民最低生活保障标准的通知", "城市低保办法", "农村低保标准", "低保金发放", "公租房管理办法", "公租房申请",
		"公积金提取", "长春市公积金", "住房公积金缴存", "新能源汽车", "气象灾害预警", "gongkai publication", "coordinates", "公共租赁住房",
		"行政许可事项", "不动产登记", "西安路", "绿化条例")
	for _, c := range []struct{ name, in, want string }{
		{"the same sound", "公祖房", "公租房"},
		{"two of the same sound", "底宝标准", "低保标准"},
		{"a short word", "底保", "低保"},
		{"nearly the same sound", "公积经提取", "公积金提取"},
		{"the order", "保低标准", "低保标准"},
		{"one too many", "低保金金", "低保金"},
		{"a blank left out", "公租房低保", "公租房 低保"},
		{"any other character", "行改许可", "行政许可"},
		{"any other last one", "不动产登己", "不动产登记"},
		{"pinyin", "dibao", "低保"},
		{"pinyin of three", "gongjijin", "公积金"},
		{"pinyin of two ways to part", "xian", "西安"},
		{"pinyin with ü", "lvhua", "绿化"},
		{"a letter", "coordinatas", "coordinates"},
		{"a letter less", "cordinates", "coordinates"},
		{"the first letter", "boordinates", "coordinates"},
		{"two letters exchanged", "publicaiton", "publication"},
		{"with a number", "公祖房54号", "公租房54号"},
		{"nothing wrong", "公租房", ""},
		{"nothing near", "龘龘", ""},
		{"one character", "龘", ""},
		{"a number", "2018", ""},
		{"nothing", "", ""},
	} {
		got := Alike(c.in, s.df, s.terms)
		first := ""
		if len(got) > 0 {
			first = got[0]
		}
		if first != c.want || len(got) > mostAlike {
			t.Errorf("%s: %s gives %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestAlikeOccurs(t *testing.T) {
	s := shelve("城市低保办法", "农村低保标准", "低保金发放", "公租房管理办法")
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("城市低保办法农村标准金发放公租房管理祖底宝")
	for range 2000 {
		w := make([]rune, 2+random.IntN(4))
		for i := range w {
			w[i] = letters[random.IntN(len(letters))]
		}
		for _, p := range Alike(string(w), s.df, s.terms) {
			for _, x := range Parse(p).List {
				for _, term := range x.Terms {
					if s.count[term] == 0 {
						t.Fatalf("%s: proposes %s, but %s does not occur", string(w), p, term)
					}
				}
			}
		}
	}
}

// large is half a million terms, as frequent as in a language.
func large() *shelf {
	random := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(random, 1.05, 20, 5999)
	var all []rune
	for _, list := range reading().by {
		all = append(all, list...)
	}
	slices.Sort(all)
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	s := &shelf{count: map[string]int{}}
	for len(s.count) < 500_000 {
		s.count[string([]rune{all[zipf.Uint64()], all[zipf.Uint64()]})] += 1 + random.IntN(100)
	}
	s.sort()
	return s
}

func TestAlikeIsBounded(t *testing.T) {
	s := large()
	for _, in := range []string{"一亿医疗移易", "shishishishi", "底宝标准是一种意义", "yiyiyiyiyi", "abcdefgh", strings.Repeat("龘意", 50)} {
		s.asked = 0
		Alike(in, s.df, s.terms)
		if s.asked > allowance+100 {
			t.Errorf("%s: looks at %d terms", in, s.asked)
		}
	}
}

func BenchmarkAlike(b *testing.B) {
	s := large()
	for _, in := range []string{"一亿医疗移易", "shishishi", "底宝标准", "dibao", "coordinats"} {
		b.Run(in, func(b *testing.B) {
			for b.Loop() {
				Alike(in, s.df, s.terms)
			}
		})
	}
}

func BenchmarkReading(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := &sounds{of: make(map[rune][]string, 8200), by: make(map[string][]rune, 430)}
		for line := range strings.Lines(pinyinTable) {
			syllable, list, _ := strings.Cut(strings.TrimSpace(line), " ")
			s.by[syllable] = []rune(list)
			for _, r := range s.by[syllable] {
				s.of[r] = append(s.of[r], syllable)
			}
		}
	}
}
