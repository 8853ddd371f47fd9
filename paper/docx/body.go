package docx

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // the pictures a paper may hold
	_ "image/png"
	"math"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"gongkai/paper/block"
)

// body is the text of the paper in the making.
type body struct {
	text     strings.Builder
	pictures []picture
}

type picture struct {
	name string
	data []byte
}

func pictureID(i int) string { return "rId" + strconv.Itoa(100+i) }

func (b *body) write(format string, args ...any) { fmt.Fprintf(&b.text, format, args...) }

// paragraph writes a paragraph; how is what it adds to its style, run what its
// letters add.
func (b *body) paragraph(styleID, how, run, text string) {
	b.write(`<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, styleID, how)
	if text != "" {
		b.write(`<w:r>`)
		if run != "" {
			b.write(`<w:rPr>%s</w:rPr>`, run)
		}
		for i, part := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n") {
			if i > 0 {
				b.write(`<w:br/>`)
			}
			b.write(`<w:t xml:space="preserve">%s</w:t>`, escape(part))
		}
		b.write(`</w:r>`)
	}
	b.write(`</w:p>`)
}

// gap is an empty strip off the grid of lines.
func (b *body) gap(height int) {
	b.paragraph("Normal", `<w:snapToGrid w:val="0"/>`+exactly(max(height, 1), 0, 0), "", "")
}

var jc = map[block.Align]string{block.Justified: "both", block.Left: "left", block.Center: "center", block.Right: "right"}

func aligned(a block.Align) string { return `<w:jc w:val="` + jc[a] + `"/>` }

// blocks writes blocks into a column of the width.
func (b *body) blocks(list []block.Block, width int) error {
	for i, x := range list {
		switch x := x.(type) {
		case block.Masthead:
			b.masthead(x)
		case block.Title:
			b.paragraph(styleTitle, exactly(720, line/2, line/2), "", x.Text)
		case block.Heading:
			b.paragraph(headingStyle(x.Level), "", "", x.Text)
		case block.Paragraph:
			if i+1 < len(list) {
				// A signature is never alone on a page.
				_, signed := list[i+1].(block.Signature)
				x.Keep = x.Keep || signed
			}
			for _, part := range strings.Split(x.Text, "\n") {
				b.plain(x, part)
			}
		case block.List:
			for i, item := range x.Items {
				mark := "· "
				if x.Numbered {
					mark = strconv.Itoa(i+1) + ". "
				}
				b.paragraph(styleBody, "", "", mark+item)
			}
		case block.Table:
			b.table(x, nil, width)
		case block.KeyValue:
			lines := make([]int, len(x.Pairs))
			for i, p := range x.Pairs {
				lines[i] = p.Lines
			}
			b.table(x.Table(), lines, width)
		case block.PageBreak:
			b.write(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
		case block.Space:
			b.gap(int(x.Lines * line))
		case block.Signature:
			// Whom to ask stands below who signed.
			note, below := block.Paragraph{}, false
			if i+1 < len(list) {
				note, below = list[i+1].(block.Paragraph)
			}
			b.signature(x, below && note.Small)
		case block.Image:
			if err := b.image(x, width); err != nil {
				return err
			}
		case block.QR:
			if err := b.code(x, width); err != nil {
				return err
			}
		case block.Box:
			if err := b.box(x, width); err != nil {
				return err
			}
		case block.Beside:
			if err := b.beside(x, width); err != nil {
				return err
			}
		case block.Imprint:
			// Written at the end by the caller.
		default:
			return fmt.Errorf("docx: no layout for %T", x)
		}
	}
	return nil
}

func (b *body) plain(x block.Paragraph, text string) {
	id, how := styleBody, ""
	if x.Keep {
		how = `<w:keepNext/>`
	}
	switch {
	case x.Small && !x.Flush && x.Align < block.Center:
		id, how = styleSmall, how+`<w:ind w:firstLineChars="200" w:firstLine="480"/>`
	case x.Small:
		id = styleSmall
	case x.Flush || x.Align >= block.Center:
		id = "Normal"
	}
	if x.Align != block.Justified {
		how += aligned(x.Align)
	}
	b.paragraph(id, how, "", text)
}

// em is the width of text in characters: those of the east count one, others a
// half.
func em(text string) float64 {
	w := 0.0
	for _, r := range text {
		if r < 0x2000 {
			w += 0.5
		} else {
			w++
		}
	}
	return w
}

func (b *body) masthead(x block.Masthead) {
	points := 38.0
	if n := em(x.Agency); n > 0 {
		points = math.Max(16, math.Min(points, math.Floor(textWidth/20/(n*1.06))))
	}
	wider := ""
	if room := 0.8*textWidth - em(x.Agency)*points*20; room > 0 {
		wider = fmt.Sprintf(`<w:spacing w:val="%d"/>`, int(math.Min(0.35*points*20, room/math.Max(1, em(x.Agency)))))
	}
	b.paragraph(styleHead, "", wider+size(points), x.Agency)
	if x.English != "" {
		b.paragraph(styleHeadLess, "", "", x.English)
	}
	b.paragraph(styleNumber, "", "", x.Number)
	b.gap(line / 2)
}

// signature sets the agency in the middle above the date, whose right edge is
// four characters from the margin; a long name moves both (7.3.5.1).
func (b *body) signature(x block.Signature, keep bool) {
	date := x.Dated()
	agencyAt, dateAt := 4+(em(date)-em(x.Agency))/2, 4.0
	if agencyAt < 2 {
		agencyAt, dateAt = 2, 2+(em(x.Agency)-em(date))/2
	}
	right := func(at float64) string {
		return fmt.Sprintf(`<w:keepLines/><w:ind w:right="%d"/><w:jc w:val="right"/>`, int(math.Max(at, 0)*character))
	}
	next := ""
	if keep {
		next = `<w:keepNext/>`
	}
	b.paragraph("Normal", `<w:keepNext/><w:snapToGrid w:val="0"/>`+exactly(line*3/2, 0, 0), "", "")
	b.paragraph("Normal", `<w:keepNext/>`+right(agencyAt), "", x.Agency)
	if !x.Seal {
		b.paragraph("Normal", next+right(dateAt), "", date)
		return
	}
	b.paragraph("Normal", `<w:keepNext/>`+right(dateAt), "", date)
	b.paragraph("Normal", next+right(dateAt+(em(date)-2.8)/2), `<w:color w:val="8C8C8C"/>`+size(9), "（盖章处）")
}

// imprint stands in a frame at the foot of the page it falls on.
func (b *body) imprint(x block.Imprint) {
	const frame = `<w:framePr w:w="8844" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>`
	for i, text := range x.Lines {
		above, below := `<w:top w:val="single" w:sz="8" w:space="1" w:color="auto"/>`, `<w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/>`
		if i > 0 {
			above = ""
		}
		if i+1 == len(x.Lines) {
			below = `<w:bottom w:val="single" w:sz="8" w:space="1" w:color="auto"/>`
		}
		b.paragraph(styleImprint, frame+`<w:pBdr>`+above+below+`</w:pBdr>`, "", text)
	}
}

const borders = `<w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/>`

// table writes a table whose head is repeated on each page. lines are the
// least lines of each row.
func (b *body) table(t block.Table, lines []int, width int) {
	columns := t.Width()
	if columns == 0 || len(t.Head)+len(t.Rows) == 0 {
		return
	}
	// LibreOffice leaves a page empty before a table that fills one.
	const most = 20
	whole := t.Whole && len(t.Rows) <= most
	if t.Caption != "" {
		b.paragraph(styleSmall, `<w:keepNext/>`+exactly(380, line/4, 0)+aligned(block.Center), faces(hei), t.Caption)
	} else if whole {
		b.paragraph("Normal", `<w:keepNext/><w:snapToGrid w:val="0"/>`+exactly(line/4, 0, 0), "", "")
	} else {
		b.gap(line / 4)
	}
	margin := 80
	if t.Dense {
		margin = 30
	}
	widths := make([]int, columns)
	left := width
	for i, share := range t.Shares() {
		widths[i] = int(share * float64(width))
		left -= widths[i]
	}
	widths[columns-1] += left
	b.write(`<w:tbl><w:tblPr><w:tblW w:w="%[1]d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%[2]s<w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tblBorders>`+
		`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="%[3]d" w:type="dxa"/><w:right w:w="%[3]d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`, width, borders, margin)
	for _, w := range widths {
		b.write(`<w:gridCol w:w="%d"/>`, w)
	}
	b.write(`</w:tblGrid>`)
	b.rows(t, t.Head, nil, widths, true, whole)
	b.rows(t, t.Rows, lines, widths, false, whole)
	b.write(`</w:tbl>`)
	if t.Note != "" {
		b.paragraph(styleSmall, "", size(block.Size5), t.Note)
		return
	}
	b.gap(line / 4)
}

func (b *body) rows(t block.Table, rows [][]block.Cell, lines []int, widths []int, head, whole bool) {
	// at is the cell that covers a place of the grid.
	at := map[[2]int]block.Placed{}
	for _, c := range block.Place(rows, len(widths)) {
		for i := range c.Down {
			at[[2]int{c.Row + i, c.Column}] = c
		}
	}
	for r := range rows {
		b.write(`<w:tr><w:trPr>`)
		if tall := r < len(lines) && lines[r] > 1; !tall || head {
			b.write(`<w:cantSplit/>`)
		} else {
			b.write(`<w:cantSplit/><w:trHeight w:val="%d" w:hRule="atLeast"/>`, lines[r]*370)
		}
		if head {
			b.write(`<w:tblHeader/>`)
		}
		b.write(`</w:trPr>`)
		for column := 0; column < len(widths); {
			c, ok := at[[2]int{r, column}]
			if !ok {
				c = block.Placed{Cell: block.Cell{Across: 1, Down: 1}, Row: r, Column: column}
			}
			w := 0
			for _, one := range widths[column : column+c.Across] {
				w += one
			}
			b.write(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, w)
			if c.Across > 1 {
				b.write(`<w:gridSpan w:val="%d"/>`, c.Across)
			}
			switch {
			case c.Down > 1 && c.Row == r:
				b.write(`<w:vMerge w:val="restart"/>`)
			case c.Down > 1:
				b.write(`<w:vMerge/>`)
				c.Text = ""
			}
			b.write(`<w:vAlign w:val="center"/></w:tcPr>`)
			run := ""
			if head {
				run = faces(hei)
			} else if c.Bold {
				run = `<w:b/>`
			}
			how := ""
			switch {
			case t.Dense:
				run += size(9)
				how = `<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>`
			case len(widths) > 5:
				run += size(block.Size5)
			}
			if whole && (head || r+1 < len(rows)) {
				how = `<w:keepNext/>` + how
			}
			b.paragraph(styleCell, how+aligned(t.AlignOf(c, head)), run, c.Text)
			b.write(`</w:tc>`)
			column += c.Across
		}
		b.write(`</w:tr>`)
	}
}

// box is a table of one field.
func (b *body) box(x block.Box, width int) error {
	b.write(`<w:tbl><w:tblPr><w:tblW w:w="%[1]d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%[2]s</w:tblBorders><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:top w:w="120" w:type="dxa"/><w:left w:w="160" w:type="dxa"/><w:bottom w:w="120" w:type="dxa"/><w:right w:w="160" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%[1]d"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="%[1]d" w:type="dxa"/></w:tcPr>`, width, borders)
	before := b.text.Len()
	if x.Title != "" {
		b.paragraph("Normal", `<w:keepNext/>`, faces(hei), x.Title)
	}
	if err := b.blocks(x.Blocks, width-320); err != nil {
		return err
	}
	if b.text.Len() == before {
		b.paragraph("Normal", "", "", "")
	}
	b.write(`</w:tc></w:tr></w:tbl>`)
	b.gap(line / 4)
	return nil
}

// beside is a table of two fields without lines.
func (b *body) beside(x block.Beside, width int) error {
	share := x.Share
	if share <= 0 || share >= 1 {
		share = 0.5
	}
	left := int(share * float64(width))
	b.write(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`, width, left, width-left)
	for i, list := range [2][]block.Block{x.Left, x.Right} {
		w := left
		if i == 1 {
			w = width - left
		}
		b.write(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, w)
		before := b.text.Len()
		if err := b.blocks(list, w); err != nil {
			return err
		}
		if b.text.Len() == before {
			b.paragraph("Normal", "", "", "")
		}
		b.write(`</w:tc>`)
	}
	b.write(`</w:tr></w:tbl>`)
	b.gap(line / 4)
	return nil
}

func (b *body) image(x block.Image, width int) error {
	config, format, err := image.DecodeConfig(bytes.NewReader(x.Data))
	if err != nil {
		return fmt.Errorf("docx: picture %q: %w", x.Alt, err)
	}
	if config.Width == 0 || config.Height == 0 {
		return fmt.Errorf("docx: picture %q: %w", x.Alt, image.ErrFormat)
	}
	w := x.Width * twips
	if w <= 0 || w > float64(width) {
		w = float64(width)
	}
	h := w * float64(config.Height) / float64(config.Width)
	if most := 18.0 * line; h > most {
		w, h = w*most/h, most
	}
	b.picture(picture{fmt.Sprintf("picture%d.%s", len(b.pictures)+1, format), x.Data}, w, h, x.Align, x.Alt, x.Caption, x.Keep)
	return nil
}

func (b *body) code(x block.QR, width int) error {
	code, err := qrcode.New(x.Text, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("docx: code: %w", err)
	}
	code.DisableBorder = true
	data, err := code.PNG(-8)
	if err != nil {
		return fmt.Errorf("docx: code: %w", err)
	}
	w := x.Width * twips
	if w <= 0 {
		w = 30 * twips
	}
	w = math.Min(w, float64(width))
	b.picture(picture{fmt.Sprintf("picture%d.png", len(b.pictures)+1), data}, w, w, x.Align, "二维码："+x.Text, x.Caption, false)
	return nil
}

// picture writes a picture of w by h twips with words below; with keeps it on
// the page of what follows.
func (b *body) picture(p picture, w, h float64, a block.Align, alt, caption string, with bool) {
	if a == block.Justified {
		a = block.Center
	}
	b.pictures = append(b.pictures, p)
	n := len(b.pictures)
	const emu = 635 // of a twip
	keep := ""
	if caption != "" || with {
		keep = `<w:keepNext/>`
	}
	b.write(`<w:p><w:pPr><w:pStyle w:val="%s"/>%s%s</w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s" descr="%s"/>`,
		styleFigure, keep, aligned(a), int(w*emu), int(h*emu), n, p.name, escape(alt))
	b.write(`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s"/><pic:cNvPicPr/></pic:nvPicPr>`, n, p.name)
	b.write(`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		pictureID(n-1), int(w*emu), int(h*emu))
	if caption != "" {
		if !with {
			keep = ""
		}
		b.paragraph(styleSmall, keep+aligned(a), "", caption)
	}
}
