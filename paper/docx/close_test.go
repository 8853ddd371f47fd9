package docx

import (
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

// The last line of a letter, its signature and whom to ask stay on one page.
func TestTheCloseOfALetter(t *testing.T) {
	for _, seal := range []bool{true, false} {
		b := &body{}
		if err := b.blocks([]block.Block{
			block.Paragraph{Text: "对本答复不服的，可以申请行政复议。"}, block.Paragraph{Text: "特此告知。"},
			block.Signature{Agency: "发改委", On: calendar.MustDay("2017-07-04"), Seal: seal}, block.Paragraph{Text: "（电话：0431-1）", Small: true},
		}, 8844); err != nil {
			t.Fatal(err)
		}
		paragraphs := strings.Split(b.text.String(), "</w:p>")
		for i, p := range paragraphs[:len(paragraphs)-1] {
			free := i == 0 || i == len(paragraphs)-2
			if strings.Contains(p, "<w:keepNext/>") == free {
				t.Errorf("seal %v, paragraph %d: %s", seal, i, p)
			}
		}
	}
}
