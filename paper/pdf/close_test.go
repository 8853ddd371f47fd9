package pdf

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

// wordsOn is what stands on a page, in the order it was drawn.
func wordsOn(p *page) string {
	var b strings.Builder
	for _, d := range p.drawn {
		if r, ok := d.(run); ok {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

func setFor(t *testing.T) *setter {
	t.Helper()
	cases, err := typeCase()
	if err != nil {
		t.Fatal(err)
	}
	return &setter{types: cases, strips: map[[2]float64][]strip{}}
}

// However long a letter is, its contact stands below its signature and its
// signature below a line of the letter; and nothing goes over that had room.
func TestTheCloseOfALetter(t *testing.T) {
	signature := block.Signature{Agency: "长春市发展和改革委员会", On: calendar.MustDay("2017-07-04"), Seal: true}
	for name, sign := range map[string]block.Block{
		"signature": signature,
		"beside":    block.Beside{Left: []block.Block{block.QR{Text: "https://x.cn", Width: 22}}, Right: []block.Block{signature}, Share: 0.35},
	} {
		for n := range 24 {
			d := block.Document{Blocks: []block.Block{block.Title{Text: "告知书"}}}
			for i := range n {
				d.Blocks = append(d.Blocks, block.Paragraph{Text: fmt.Sprintf("第%d句。", i)})
			}
			d.Blocks = append(d.Blocks, block.Paragraph{Text: strings.Repeat("对本答复不服的可以申请行政复议", 5) + "。"}, block.Paragraph{Text: "特此告知。"}, sign,
				block.Paragraph{Text: "（联系机构：办公室；电话：0431-1）", Small: true})
			pages, err := setFor(t).pages(d)
			if err != nil {
				t.Fatal(err)
			}
			last := wordsOn(pages[len(pages)-1])
			if !strings.Contains(last, "特此告知。") || !strings.Contains(last, "2017年7月4日") || !strings.Contains(last, "联系机构") {
				t.Errorf("%s, %d lines: on the last page stands %q", name, n, last)
			}
			// Three lines of remedies have room until the page is nearly full.
			if first := wordsOn(pages[0]); n <= 15 && !strings.Contains(first, "申请行政复议。") {
				t.Errorf("%s, %d lines: the remedies are not on the first page", name, n)
			}
		}
	}
}

// A line is set to the width between its characters, never within an address.
func TestAddressesAreNotTornApart(t *testing.T) {
	d := block.Document{Blocks: []block.Block{block.Paragraph{Text: "经审查，所申请公开的信息已经主动公开，现告知获取该政府信息的方式和途径：http://www.changchun.gov.cn/zwgk/czj/201801/t20180112_2041234.html，请查阅。"}}}
	pages, err := setFor(t).pages(d)
	if err != nil {
		t.Fatal(err)
	}
	stretched := 0
	for _, drawn := range pages[0].drawn {
		r, ok := drawn.(run)
		if !ok {
			continue
		}
		if r.spacing > spacing+0.01 {
			stretched++
			if strings.Contains(r.text, "tp") || strings.Contains(r.text, "ww") {
				t.Errorf("%q is set %.1f apart", r.text, r.spacing)
			}
		}
	}
	if stretched == 0 {
		t.Error("no line is set to the width")
	}
}
