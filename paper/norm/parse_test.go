package norm

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// realTexts are the national laws, by file name, without the signs of their
// markup.
func realTexts(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("../../../shared/data/laws-national.tar.gz")
	if err != nil {
		t.Skip("the real texts are not here: ../shared/data/laws-national.tar.gz")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, ".md") || strings.HasSuffix(h.Name, "_index.md") {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[path.Base(h.Name)] = signs.ReplaceAllString(string(b), "")
	}
	if len(texts) < 800 {
		t.Fatalf("%d texts", len(texts))
	}
	return texts
}

var signs = regexp.MustCompile(`(?m)^#+ |<!--.*?-->`)

func unblank(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, s)
}

// words are all words of the parts by their public fields alone.
func words(d Document) string {
	var b strings.Builder
	b.WriteString(d.Title)
	for _, list := range [][]string{d.Notes, d.Contents, d.Preamble} {
		b.WriteString(strings.Join(list, ""))
	}
	add := func(p *Part) bool { b.WriteString(p.Num + p.Heading + p.Text); return true }
	Walk(d.Body, add)
	b.WriteString(strings.Join(d.Closing, ""))
	Walk(d.Annexes, add)
	return unblank(b.String())
}

func lossless(t *testing.T, text string) Document {
	t.Helper()
	d := Parse(text)
	if got, want := d.Plain(), strings.Join(split(text), "\n"); got != want {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		t.Errorf("the text does not come back: at byte %d %.80q, want %.80q", i, got[max(0, i-30):], want[max(0, i-30):])
	}
	if words(d) != unblank(text) {
		t.Error("the parts do not hold all words")
	}
	seen := map[string]bool{}
	once := func(p *Part) bool {
		if p.ID == "" || seen[p.ID] || strings.ContainsFunc(p.ID, unicode.IsSpace) {
			t.Errorf("address %q is empty, twice there or has blanks", p.ID)
		}
		seen[p.ID] = true
		return true
	}
	Walk(d.Body, once)
	Walk(d.Annexes, once)
	return d
}

func outline(d Document) string {
	var lines []string
	add := func(p *Part) bool {
		lines = append(lines, p.ID+" "+p.Num+"|"+p.Heading+"|"+p.Text)
		return true
	}
	Walk(d.Body, add)
	Walk(d.Annexes, add)
	return strings.Join(lines, "\n")
}

func TestParts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"chapters, paragraphs, items and an inserted article", `
第一章　总　则
第一条　为了规范某事，制定本办法。
第二条 下列事项适用本办法：
（一）甲：
1．子；
2．丑。
（二）乙。
前款规定以外的事项，不适用。
第二条之一 另有规定的除外。
第二章 附则
第三条 本办法自公布之日起施行。`, `
chp_1 第一章|总　则|
art_1 第一条||
art_1__para_1 ||为了规范某事，制定本办法。
art_2 第二条||
art_2__para_1 ||下列事项适用本办法：
art_2__para_1__item_1 （一）||甲：
art_2__para_1__item_1__item_1 1．||子；
art_2__para_1__item_1__item_2 2．||丑。
art_2__para_1__item_2 （二）||乙。
art_2__para_2 ||前款规定以外的事项，不适用。
art_2-1 第二条之一||
art_2-1__para_1 ||另有规定的除外。
chp_2 第二章|附则|
art_3 第三条||
art_3__para_1 ||本办法自公布之日起施行。`},
		{"sections count from one in each chapter", `
第一章 甲
第一节 子
第一条 一。
第二章 乙
第一节 丑
第二条 二。`, `
chp_1 第一章|甲|
chp_1__sec_1 第一节|子|
art_1 第一条||
art_1__para_1 ||一。
chp_2 第二章|乙|
chp_2__sec_1 第一节|丑|
art_2 第二条||
art_2__para_1 ||二。`},
		{"a line that speaks of an article is none", `
第一条 一。
第二条规定的期限，从次日起算。
第二章规定的除外。
第二条 二。`, `
art_1 第一条||
art_1__para_1 ||一。
art_1__para_2 ||第二条规定的期限，从次日起算。
art_1__para_3 ||第二章规定的除外。
art_2 第二条||
art_2__para_1 ||二。`},
		{"an item of two paragraphs is one", `
第一条 有下列情形之一的：
（一）甲。
甲的说明。
（二）乙。`, `
art_1 第一条||
art_1__para_1 ||有下列情形之一的：
art_1__para_1__item_1 （一）||甲。
art_1__para_1__item_1__para_1 ||甲的说明。
art_1__para_1__item_2 （二）||乙。`},
		{"articles with headings", `
第一条（目的和依据）
为了某事，制定本办法。
第二条 【适用】本市适用。`, `
art_1 第一条|（目的和依据）|
art_1__para_1 ||为了某事，制定本办法。
art_2 第二条|【适用】|
art_2__para_1 ||本市适用。`},
		{"a document without articles", `
各区人民政府：
现就有关事项通知如下：
一、总体要求
（一）目标。建成。
到年底完成。
（二）原则。
二、各区要认真执行。`, `
point_1 一、|总体要求|
point_1__para_1 ||
point_1__para_1__item_1 （一）||目标。建成。
point_1__para_1__item_1__para_1 ||到年底完成。
point_1__para_1__item_2 （二）||原则。
point_2 二、||
point_2__para_1 ||各区要认真执行。`},
		{"annexes count their articles apart", `
某办法
第一条 一。
附件1
甲表
第一条 表一。
附件2：乙表
无`, `
art_1 第一条||
art_1__para_1 ||一。
att_1 附件1|甲表|
att_1__art_1 第一条||
att_1__art_1__para_1 ||表一。
att_2 附件2：|乙表|
att_2__para_1 ||无`},
		{"numbers printed wrongly twice are told apart", `
第一条 一。
第一条 又一。`, `
art_1 第一条||
art_1__para_1 ||一。
art_1.2 第一条||
art_1.2__para_1 ||又一。`},
		{"a text without numbers", "只有一句话。\n还有一句。", "\npara_1 ||只有一句话。\npara_2 ||还有一句。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := outline(lossless(t, c.text)); got != strings.TrimSpace(c.want) {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

func TestFrame(t *testing.T) {
	d := lossless(t, `某市某事管理办法
（2010年3月1日某市人民政府令第5号公布　根据2015年2月1日
某市人民政府令第9号修订）
目录
第一章 总则
第二章 附则
第一章 总则
第一条 一。
第二章 附则
第二条 二。
附件：1.甲表
2.乙表
某市人民政府
2015年2月1日
（此件公开发布）
附件1
甲表
略`)
	if d.Title != "某市某事管理办法" || len(d.Notes) != 2 || len(d.Contents) != 3 || len(d.Articles()) != 2 || len(d.Closing) != 5 || len(d.Annexes) != 1 {
		t.Errorf("title %q, %d notes, %d lines of contents, %d articles, closing %q, %d annexes", d.Title, len(d.Notes), len(d.Contents), len(d.Articles()), d.Closing, len(d.Annexes))
	}
	if a := d.Article("第二条"); a == nil || a.ID != "art_2" || d.Article("2") != a || d.Find("art_2") != a {
		t.Errorf("article 2 is %v", a)
	}
	if d.Article("3") != nil || d.Find("art_3") != nil {
		t.Error("there is no article 3")
	}
	if d.Find("att_1") == nil {
		t.Error("the annex has no address")
	}
}

func TestCount(t *testing.T) {
	for s, want := range map[string]int{"一": 1, "十": 10, "十二": 12, "二十": 20, "一百零五": 105, "一百一十": 110, "一百二十": 120, "一千二百六十": 1260, "二〇一七": 2017, "12": 12, "１２": 12, "两": 2} {
		if n, ok := count(s); n != want || !ok {
			t.Errorf("%s is %d, want %d", s, n, want)
		}
	}
	for _, s := range []string{"", "甲", "一万", "99999999999999999999"} {
		if n, ok := count(s); ok {
			t.Errorf("%q is %d", s, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "一", "第一条 一。\n（一）甲\n说明\n（二）乙", "一、甲\n（一）乙\n1．丙\n二、丁", "题\n第一章\n总则\n（一）甲\n附件\n一、乙", "目录\n第一章 甲\n第一章 甲", "第一条\n（一）甲\n①乙\n丙\n（二）丁\n戊：\n（三）己"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { lossless(t, strings.ToValidUTF8(s, "")) })
}

// The articles are counted by an expression of its own, beside the parser.
func TestRealTexts(t *testing.T) {
	texts := realTexts(t)
	line := regexp.MustCompile(`(?m)^[ \x{3000}]*第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?[ \x{3000}\x{2002}]`)
	var odd []string
	articles, points := 0, 0
	for name, text := range texts {
		d := lossless(t, text)
		if d.Title == "" {
			t.Errorf("%s has no title", name)
		}
		n := 0
		for _, list := range [][]*Part{d.Body, d.Annexes} {
			Walk(list, func(p *Part) bool {
				if p.Kind == Article {
					n++
				}
				return true
			})
		}
		if want := len(line.FindAllString(text, -1)); n != want {
			odd = append(odd, name)
			t.Logf("%s has %d articles, by the expression %d", name, n, want)
		}
		articles += n
		if n == 0 {
			points += len(d.Articles())
		}
		last := 0
		for _, a := range d.Articles() {
			if strings.Contains(a.ID, ".") {
				t.Logf("%s: %s comes twice", name, a.Num)
			}
			m, _, _ := strings.Cut(a.Number, "-")
			k, _ := count(m)
			if k != last && k != last+1 && a.Kind == Article {
				t.Logf("%s: %s after article %d", name, a.Num, last)
			}
			last = k
		}
	}
	t.Logf("%d texts, %d articles, %d points of texts without articles", len(texts), articles, points)
	if len(odd) > 0 || articles < 36000 {
		t.Errorf("%d texts count otherwise: %v", len(odd), odd)
	}
}
