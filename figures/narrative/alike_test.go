package narrative

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// prose is text of so many characters that no other seed gives.
func prose(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune(0x4e00 + r.IntN(4000)))
		if i%23 == 22 {
			b.WriteString("，")
		}
	}
	return b.String() + "。"
}

func report(agency string, year int, texts ...string) Text {
	t := Text{Agency: agency, Year: year, Names: []string{"甲市" + agency, agency}}
	for i, s := range texts {
		t.Parts = append(t.Parts, PartText{fmt.Sprintf("第%d部分", i), s})
	}
	return t
}

func TestAlike(t *testing.T) {
	long := prose(1, 60)
	for _, c := range []struct {
		name string
		a, b Text
		want []string // the words in A
	}{
		{"nothing", report("教育局", 2017, prose(2, 300)), report("民政局", 2017, prose(3, 300)), nil},
		{"a passage", report("教育局", 2017, "开头。"+long+prose(2, 100)), report("民政局", 2017, prose(3, 100)+long+"结尾。"), []string{long[:len(long)-len("。")]}},
		{"of 40", report("教育局", 2017, "甲"+prose(4, 39)+"乙"), report("民政局", 2017, "丙"+prose(4, 39)+"乙"), []string{prose(4, 39) + "乙"}},
		{"shorter", report("教育局", 2017, "甲"+prose(4, 39)+"丁"), report("民政局", 2017, "丙"+prose(4, 39)+"乙"), nil},
		{"numbers exchanged", report("教育局", 2017, prose(5, 30)+"共36场"+prose(6, 30)), report("民政局", 2017, prose(5, 30)+"共1,130场"+prose(6, 30)),
			[]string{prose(5, 30) + "共36场" + strings.TrimSuffix(prose(6, 30), "。")}},
		{"a number inserted", report("教育局", 2017, prose(5, 30)+"共{{figure 3.1}}场"+prose(6, 30)), report("民政局", 2017, prose(5, 30)+"共113场"+prose(6, 30)),
			[]string{prose(5, 30) + "共{{figure 3.1}}场" + strings.TrimSuffix(prose(6, 30), "。")}},
		{"names exchanged", report("教育局", 2017, prose(5, 30)+"甲市教育局"+prose(6, 30)), report("民政局", 2017, prose(5, 30)+"民政局"+prose(6, 30)),
			[]string{prose(5, 30) + "甲市教育局" + strings.TrimSuffix(prose(6, 30), "。")}},
		{"punctuation and blanks", report("教育局", 2017, prose(5, 30)+" ； "+prose(6, 30)), report("民政局", 2017, prose(5, 30)+prose(6, 30)),
			[]string{prose(5, 30) + " ； " + strings.TrimSuffix(prose(6, 30), "。")}},
		{"over parts", report("教育局", 2017, prose(5, 30), prose(6, 30)), report("民政局", 2017, prose(5, 30)+prose(6, 30)), nil},
		{"over paragraphs", report("教育局", 2017, prose(5, 30)+"\n\n"+prose(6, 30)), report("民政局", 2017, prose(5, 30)+prose(6, 30)),
			[]string{prose(5, 30) + "\n" + strings.TrimSuffix(prose(6, 30), "。")}},
		{"a year later", report("教育局", 2018, long), report("教育局", 2017, long), []string{long[:len(long)-len("。")]}},
		{"itself", report("教育局", 2017, long), report("教育局", 2017, long), nil},
	} {
		got := Alike([]Text{c.a}, []Text{c.b})
		var words []string
		for _, p := range got {
			words = append(words, p.Words)
			runes := []rune(paragraphs(c.a.Parts[p.A.Part].Text)[p.A.Paragraph].text)
			if !strings.HasPrefix(string(runes[p.A.Offset:]), strings.SplitN(p.Words, "\n", 2)[0]) {
				t.Errorf("%s: the place in A holds other words", c.name)
			}
			if p.Share <= 0 || p.Share > 1 || p.Length < 40 || p.A.Agency != c.a.Agency || p.B.Year != c.b.Year {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
		if strings.Join(words, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.name, words, c.want)
		}
	}
}

// TestAlikeOnce compares a list with itself: each pair once, nobody with
// themselves.
func TestAlikeOnce(t *testing.T) {
	long := prose(1, 80)
	list := []Text{report("丙", 2017, long), report("甲", 2017, long), report("乙", 2017, long)}
	got := Pairs(Alike(list, list))
	if len(got) != 3 {
		t.Fatalf("%d pairs: %v", len(got), got)
	}
	for _, p := range got {
		if p.Share != 1 || p.Count != 1 || p.A == p.B {
			t.Errorf("%+v", p)
		}
	}
}

// TestAlikeSpeed compares 64 reports of 8,000 characters with those of the year
// before, and all pairs among them. A third of each is the same in all, a third
// as it was last year.
func TestAlikeSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("a measurement")
	}
	same := prose(1, 2700)
	var this, last []Text
	for i := range uint64(64) {
		own := prose(100+i, 2700)
		name := fmt.Sprintf("第%d局", i)
		this = append(this, report(name, 2018, same, own, prose(1000+i, 2600)))
		last = append(last, report(name, 2017, same, own, prose(2000+i, 2600)))
	}
	began := time.Now()
	years, peers := Alike(this, last), Alike(this, this)
	took := time.Since(began)
	if len(years) != 64*64+64 || len(peers) != 64*63/2 {
		t.Errorf("%d passages with last year, %d among peers", len(years), len(peers))
	}
	if took > 2*time.Second {
		t.Errorf("%v, want at most 2 s", took)
	}
	t.Logf("64 × 64 with last year and 2016 pairs in %v", took)
}
