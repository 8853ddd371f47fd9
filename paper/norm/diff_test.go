package norm

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/paper/richtext"
)

func became(list []Change) string {
	var b []string
	for _, c := range list {
		s := string(c.Became)
		if c.Place != "" {
			s += " " + string(c.Place)
		}
		if c.Old != nil {
			s += " " + c.Old.Number
		}
		if c.New != nil {
			s += " > " + c.New.Number
		}
		b = append(b, s)
	}
	return strings.Join(b, "; ")
}

func TestDiff(t *testing.T) {
	const base = `某办法
第一条 为了规范停车管理，保障道路畅通，制定本办法。
第二条 停车场由城市管理部门统一规划建设。
第三条 违反本办法的，处二百元罚款。
第四条 本办法自2010年1月1日起施行。`
	for _, c := range []struct{ name, new, want string }{
		{"nothing", base, "same 1 > 1; same 2 > 2; same 3 > 3; same 4 > 4"},
		{"only blanks and brackets", strings.ReplaceAll(base, "条 ", "条　"), "same 1 > 1; same 2 > 2; same 3 > 3; same 4 > 4"},
		{"words", strings.Replace(base, "二百元", "五百元", 1), "same 1 > 1; same 2 > 2; changed 3 > 3; same 4 > 4"},
		{"an article inserted as 之一", strings.Replace(base, "第三条", "第二条之一 鼓励共享车位。\n第三条", 1), "same 1 > 1; same 2 > 2; added > 2-1; same 3 > 3; same 4 > 4"},
		{"an article taken out, and the rest renumbered", `某办法
第一条 为了规范停车管理，保障道路畅通，制定本办法。
第二条 违反本办法的，处五百元罚款。
第三条 本办法自2010年1月1日起施行。`, "same 1 > 1; removed 2; renumbered 3 > 2; renumbered 4 > 3"},
		{"the title", strings.Replace(base, "某办法", "某规定", 1), "changed opening; same 1 > 1; same 2 > 2; same 3 > 3; same 4 > 4"},
		{"an article written anew", strings.Replace(base, "停车场由城市管理部门统一规划建设。", "国家鼓励新能源。", 1), "same 1 > 1; changed 2 > 2; same 3 > 3; same 4 > 4"},
		{"a chapter's heading", strings.Replace(base, "第三条", "第二章 罚则\n第三条", 1), "changed headings; same 1 > 1; same 2 > 2; same 3 > 3; same 4 > 4"},
		{"the signature", base + "\n某市人民政府\n2011年1月1日", "same 1 > 1; same 2 > 2; same 3 > 3; same 4 > 4; changed ending"},
		{"an annex", base + "\n附件1\n收费表\n一、每时二元", "same 1 > 1; same 2 > 2; same 3 > 3; same 4 > 4; changed annexed"},
		{"all", "某办法\n一、别的", "changed 1 > 1; removed 2; removed 3; removed 4"},
	} {
		list := Diff(Parse(base), Parse(c.new))
		if got := became(list); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
		for _, x := range list {
			if x.Became == Same && x.Reworded() || x.Became == Changed && !x.Reworded() {
				t.Errorf("%s: %s, reworded %v", c.name, x.Became, x.Reworded())
			}
		}
	}
	for _, heading := range []string{"第一章 总 则", "第一章　总　则", "第一章总则"} {
		with := func(h string) Document { return Parse(strings.Replace(base, "第一条", h+"\n第一条", 1)) }
		if got := became(Diff(with("第一章 总则"), with(heading))); strings.Contains(got, "headings") {
			t.Errorf("%s: %s", heading, got)
		}
	}
	list := Diff(Parse(base), Parse(strings.Replace(base, "二百元", "五百元", 1)))
	var pieces []string
	for _, p := range list[2].Paragraphs[0].Pieces {
		pieces = append(pieces, []string{richtext.Kept: "=", richtext.Inserted: "+", richtext.Deleted: "-"}[p.Kind]+p.Text)
	}
	if got := strings.Join(pieces, " "); got != "=违反本办法的，处 -二 +五 =百元罚款。" {
		t.Errorf("words: %s", got)
	}
}

// Every word of both wordings of a real revision stands in the difference, and
// the first article that differs is the one an independent reading finds.
func TestDiffOfRevisions(t *testing.T) {
	texts := realTexts(t)
	byTitle := map[string][]string{}
	for name := range texts {
		title, _, _ := strings.Cut(name, "(")
		byTitle[title] = append(byTitle[title], name)
	}
	article := regexp.MustCompile(`(?m)^第([一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)?) `)
	several, three := 0, 0
	for _, names := range byTitle {
		if len(names) < 2 {
			continue
		}
		several++
		slices.Sort(names)
		if len(names) > 2 {
			three++
		}
		for i := 1; i < len(names); i++ {
			a, b := Parse(texts[names[i-1]]), Parse(texts[names[i]])
			list := Diff(a, b)
			for _, side := range []struct {
				not  richtext.Kind
				part func(Change) *Part
				doc  Document
			}{{richtext.Inserted, func(c Change) *Part { return c.Old }, a}, {richtext.Deleted, func(c Change) *Part { return c.New }, b}} {
				var got, want strings.Builder
				var numbers []string
				for _, c := range list {
					if side.part(c) == nil {
						continue
					}
					numbers = append(numbers, side.part(c).ID)
					for _, p := range c.Paragraphs {
						for _, piece := range p.Pieces {
							if piece.Kind != side.not {
								got.WriteString(piece.Text)
							}
						}
					}
				}
				// In order but for what was moved.
				var ids []string
				for _, p := range side.doc.Articles() {
					ids = append(ids, p.ID)
					want.WriteString(body(p))
				}
				if !slices.Equal(numbers, ids) {
					t.Errorf("%s: %v, want %v", names[i], numbers, ids)
				}
				if folded(got.String()) != folded(want.String()) {
					t.Errorf("%s: the difference does not hold all words", names[i])
				}
			}
			// Independently: cut both by the expression, compare in order.
			cut := func(s string) [][2]string {
				at := article.FindAllStringSubmatchIndex(s, -1)
				var list [][2]string
				for k, m := range at {
					to := len(s)
					if k+1 < len(at) {
						to = at[k+1][0]
					}
					rest, _, _ := strings.Cut(s[m[1]:to], "\n第") // the next chapter
					list = append(list, [2]string{s[m[2]:m[3]], folded(rest)})
				}
				return list
			}
			x, y := cut(texts[names[i-1]]), cut(texts[names[i]])
			first := ""
			for k := range min(len(x), len(y)) {
				if x[k] != y[k] {
					first = y[k][0]
					break
				}
			}
			mine := ""
			for _, c := range list {
				if c.Became != Same && (c.Old != nil || c.New != nil) {
					if c.New != nil {
						mine = strings.TrimPrefix(c.New.Num, "第")
					} else {
						mine = "before " + strings.TrimPrefix(c.Old.Num, "第")
					}
					break
				}
			}
			if first != "" && mine != first && mine != "before "+first {
				t.Errorf("%s: the first article that differs is %s, by the expression %s", names[i], mine, first)
			}
		}
	}
	t.Logf("%d titles with several dates, %d with three or more", several, three)
	if several < 20 || three < 1 {
		t.Errorf("%d titles with several dates, %d with three", several, three)
	}
}
