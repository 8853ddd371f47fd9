package redact

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// The new file has one form. write writes it; read reads nothing else. Every
// number is written in one way, so that a file that has been read and is
// written again has the same bytes.

// paper is the whole of the new file.
type paper struct {
	Pages []leaf
}

// leaf is a page: a picture over all of it, and the invisible text.
type leaf struct {
	Width, Height float64 // points, two decimals
	Picture       picture
	Runs          []run
}

type picture struct {
	W, H   int
	Gray   bool
	Filter string // flate or dct
	Data   []byte
}

// run is a stretch of text of one line.
type run struct {
	X, Y    float64 // points from the lower left corner to where the base line begins, two decimals
	Turn    int     // quarter turns clockwise
	Size    float64 // points, two decimals
	Stretch int     // per cent of the width
	Text    []rune
	Back    []int // after each character but the last, thousandths of Size to step back before the next
}

// widths of the signs of frameFont, in thousandths of the size.
var widths = []int{250, 550, 700, 900, 1000}

// class is the sign that stands for a character, an index of widths. Latin
// letters are about as wide as the common fonts make them.
func class(r rune) int {
	switch {
	case r >= 0x2000:
		return 4
	case strings.ContainsRune(" !'(),-./:;I[]`fijlrt|", r):
		return 0
	case strings.ContainsRune("MW@%mw", r):
		return 3
	case r >= 'A' && r <= 'Z':
		return 2
	}
	return 1
}

// wide is the width of a character in thousandths of the size.
func wide(r rune) float64 { return float64(widths[class(r)]) }

// The descent of the invisible font, in parts of its size.
const below = 0.2

// places are the rooms of the characters of the run in points from the upper
// left corner of a page of that height.
func (r run) places(height float64) []rect {
	list := make([]rect, len(r.Text))
	x := 0.0
	for i, c := range r.Text {
		w := wide(c) / 1000 * r.Size * float64(r.Stretch) / 100
		list[i] = rect{x, -(1 - below) * r.Size, x + w, below * r.Size}
		if x += w; i < len(r.Back) {
			x -= float64(r.Back[i]) / 1000 * r.Size * float64(r.Stretch) / 100
		}
	}
	for i, p := range list {
		p = across(p, r.Turn)
		list[i] = rect{p.x0 + r.X, p.y0 + height - r.Y, p.x1 + r.X, p.y1 + height - r.Y}
	}
	return list
}

const (
	header  = "%PDF-1.5\n%\xe5\xe4\xb8\xad\n"
	trailer = "%%EOF\n"
)

// direction of a line by its turn.
var direction = [4][2]int{{1, 0}, {0, -1}, {-1, 0}, {0, 1}}

func (p paper) write() []byte {
	codes := p.codes()
	var b bytes.Buffer
	var at []int
	object := func(body string, stream []byte) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\n", len(at), body)
		if stream != nil {
			b.WriteString("stream\n")
			b.Write(stream)
			b.WriteString("\nendstream\n")
		}
		b.WriteString("endobj\n")
	}
	b.WriteString(header)
	const fixed = 8
	var kids strings.Builder
	for i := range p.Pages {
		fmt.Fprintf(&kids, " %d 0 R", fixed+1+3*i)
	}
	object("<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>", nil)
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s ]>>", len(p.Pages), kids.String()), nil)
	object("<</Type/Font/Subtype/Type0/BaseFont/Layer/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 7 0 R>>", nil)
	object("<</Type/Font/Subtype/CIDFontType2/BaseFont/Layer/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 5 0 R/CIDToGIDMap 8 0 R/DW 1000/W["+advances(codes)+"]>>", nil)
	object("<</Type/FontDescriptor/FontName/Layer/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 800/StemV 80/FontFile2 6 0 R>>", nil)
	object(fmt.Sprintf("<</Length %d/Length1 %[1]d>>", len(frameFont)), frameFont)
	meaning := toUnicode(codes)
	object(fmt.Sprintf("<</Length %d>>", len(meaning)), meaning)
	glyphs := []byte{0, 0}
	for _, r := range codes {
		glyphs = append(glyphs, 0, byte(class(r)+1))
	}
	object(fmt.Sprintf("<</Length %d>>", len(glyphs)), glyphs)
	number := map[rune]int{}
	for i, r := range codes {
		number[r] = i + 1
	}
	for i, l := range p.Pages {
		n := fixed + 1 + 3*i
		object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</Font<</L 3 0 R>>/XObject<</P %d 0 R>>>>/Contents %d 0 R>>", l.Width, l.Height, n+2, n+1), nil)
		content := l.content(number)
		object(fmt.Sprintf("<</Length %d>>", len(content)), content)
		space := "RGB"
		if l.Picture.Gray {
			space = "Gray"
		}
		object(fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/Device%s/BitsPerComponent 8/Filter/%s/Length %d>>",
			l.Picture.W, l.Picture.H, space, l.Picture.Filter, len(l.Picture.Data)), l.Picture.Data)
	}
	begin := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%s", len(at)+1, begin, trailer)
	return b.Bytes()
}

// codes are the characters of the layer; the first has code 1. There are less
// than 65,535 characters in the world's fonts that a city would print.
func (p paper) codes() []rune {
	set := map[rune]bool{}
	for _, l := range p.Pages {
		for _, r := range l.Runs {
			for _, c := range r.Text {
				set[c] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// advances are the widths of the codes.
func advances(codes []rune) string {
	var b strings.Builder
	for i, r := range codes {
		if i == 0 {
			b.WriteString("1[")
		}
		fmt.Fprintf(&b, "%d ", widths[class(r)])
		if i == len(codes)-1 {
			b.WriteString("]")
		}
	}
	return b.String()
}

func toUnicode(codes []rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName/Layer def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	first := 1
	for part := range slices.Chunk(codes, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			fmt.Fprintf(&b, "<%04X><", first+i)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
		first += len(part)
	}
	b.WriteString("endcmap\nend\nend\n")
	return b.Bytes()
}

func (l leaf) content(number map[rune]int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "q %.2f 0 0 %.2f 0 0 cm /P Do Q\n", l.Width, l.Height)
	if len(l.Runs) == 0 {
		return b.Bytes()
	}
	b.WriteString("BT 3 Tr\n")
	for _, r := range l.Runs {
		d := direction[r.Turn]
		fmt.Fprintf(&b, "/L %.2f Tf %d Tz %d %d %d %d %.2f %.2f Tm [", r.Size, r.Stretch, d[0], d[1], -d[1], d[0], r.X, r.Y)
		open := false
		for i, c := range r.Text {
			if !open {
				b.WriteByte('<')
				open = true
			}
			fmt.Fprintf(&b, "%04X", number[c])
			if i < len(r.Back) && r.Back[i] != 0 {
				fmt.Fprintf(&b, ">%d", r.Back[i])
				open = false
			}
		}
		if open {
			b.WriteByte('>')
		}
		b.WriteString("]TJ\n")
	}
	b.WriteString("ET\n")
	return b.Bytes()
}

// frameFont has no sign for nothing, and a frame of each of the widths. A font
// must be within the file, or readers put one of their own choice in its
// place; and readers take no notice of characters that would leave no ink.
var frameFont = func() []byte {
	u16 := func(v ...int) (b []byte) {
		for _, x := range v {
			b = binary.BigEndian.AppendUint16(b, uint16(x))
		}
		return b
	}
	frame := func(from, to int) []byte {
		b := u16(1, from, -150, to, 750, 3, 0)
		b = append(b, 1, 1, 1, 1)
		return append(b, u16(from, 0, to-from, 0, -150, 900, 0, -900)...)
	}
	var signs []byte
	metrics := u16(1000, 0)
	places := u16(0, 0)
	for _, w := range widths {
		signs = append(signs, frame(w/20, w-w/20)...)
		metrics = append(metrics, u16(w, w/20)...)
		places = append(places, u16(len(signs)/2)...)
	}
	n := len(widths) + 1
	tables := []struct {
		tag  string
		data []byte
	}{
		{"glyf", signs},
		// version 1.0, revision, check sum (left 0), magic, flags, 1000 units,
		// two instants (left 0), the box, no style, 8 points at least
		{"head", u16(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 12, -150, 950, 750, 0, 8, 2, 0, 0)},
		{"hhea", u16(1, 0, 800, -200, 0, 1000, 12, 12, 950, 1, 0, 0, 0, 0, 0, 0, 0, n)},
		{"hmtx", metrics},
		{"loca", places},
		{"maxp", u16(1, 0, n, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
	}
	b := u16(1, 0, len(tables), 64, 2, len(tables)*16-64)
	at := len(b) + 16*len(tables)
	var body []byte
	for _, t := range tables {
		padded := append(slices.Clone(t.data), make([]byte, (4-len(t.data)%4)%4)...)
		sum := uint32(0)
		for i := 0; i < len(padded); i += 4 {
			sum += binary.BigEndian.Uint32(padded[i:])
		}
		b = append(b, t.tag...)
		b = binary.BigEndian.AppendUint32(b, sum)
		b = binary.BigEndian.AppendUint32(b, uint32(at+len(body)))
		b = binary.BigEndian.AppendUint32(b, uint32(len(t.data)))
		body = append(body, padded...)
	}
	return append(b, body...)
}()

var errForm = errors.New("not of the form this program writes")

var (
	formPages   = regexp.MustCompile(`^<</Type/Pages/Count ([0-9]{1,4})/Kids\[[ 0-9R]* \]>>$`)
	formLength  = regexp.MustCompile(`/Length ([0-9]{1,9})(/Length1 [0-9]+)?>>$`)
	formPage    = regexp.MustCompile(`^<</Type/Page/Parent 2 0 R/MediaBox\[0 0 ([0-9.]{1,12}) ([0-9.]{1,12})\]/`)
	formPicture = regexp.MustCompile(`^<</Type/XObject/Subtype/Image/Width ([0-9]{1,6})/Height ([0-9]{1,6})/ColorSpace/Device(RGB|Gray)/BitsPerComponent 8/Filter/([A-Za-z]{1,12})/Length `)
	formRun     = regexp.MustCompile(`^/L ([0-9.]{1,12}) Tf ([0-9]{1,6}) Tz (-?[01]) (-?[01]) (-?[01]) (-?[01]) (-?[0-9.]{1,12}) (-?[0-9.]{1,12}) Tm \[(.*)\]TJ$`)
	formPiece   = regexp.MustCompile(`<([0-9A-F]+)>(-?[0-9]{1,9})?`)
	formMeaning = regexp.MustCompile(`(?m)^<([0-9A-F]{4})><([0-9A-F]{4,8})>$`)
)

// read takes a file apart that write has made. Whatever else is in a file, be
// it before, between or behind, makes it another file when it is written
// again.
func read(b []byte) (paper, error) {
	var p paper
	rest, ok := bytes.CutPrefix(b, []byte(header))
	if !ok {
		return p, errForm
	}
	number := 0
	next := func() (body string, stream []byte, err error) {
		number++
		var line []byte
		if rest, ok = bytes.CutPrefix(rest, fmt.Appendf(nil, "%d 0 obj\n", number)); !ok {
			return "", nil, errForm
		}
		if line, rest, ok = bytes.Cut(rest, []byte("\n")); !ok {
			return "", nil, errForm
		}
		body = string(line)
		if inner, yes := bytes.CutPrefix(rest, []byte("stream\n")); yes {
			m := formLength.FindStringSubmatch(body)
			if m == nil {
				return "", nil, errForm
			}
			n, err := strconv.Atoi(m[1])
			if err != nil || n > len(inner) {
				return "", nil, errForm
			}
			stream = inner[:n]
			if rest, ok = bytes.CutPrefix(inner[n:], []byte("\nendstream\n")); !ok {
				return "", nil, errForm
			}
		}
		if rest, ok = bytes.CutPrefix(rest, []byte("endobj\n")); !ok {
			return "", nil, errForm
		}
		return body, stream, nil
	}
	pages := 0
	var meaning map[int]rune
	for i := range 8 {
		body, stream, err := next()
		if err != nil {
			return p, err
		}
		switch i + 1 {
		case 2:
			m := formPages.FindStringSubmatch(body)
			if m == nil {
				return p, errForm
			}
			if pages, err = strconv.Atoi(m[1]); err != nil {
				return p, errForm
			}
		case 7:
			if meaning, err = meanings(stream); err != nil {
				return p, err
			}
		}
	}
	for range pages {
		var l leaf
		body, _, err := next()
		if err != nil {
			return p, err
		}
		m := formPage.FindStringSubmatch(body)
		if m == nil || numbers(m[1:3], &l.Width, &l.Height) != nil {
			return p, errForm
		}
		_, content, err := next()
		if err != nil {
			return p, err
		}
		if l.Runs, err = runs(content, meaning); err != nil {
			return p, err
		}
		body, data, err := next()
		if err != nil {
			return p, err
		}
		if m = formPicture.FindStringSubmatch(body); m == nil || data == nil {
			return p, errForm
		}
		l.Picture = picture{Gray: m[3] == "Gray", Filter: m[4], Data: data}
		var e1, e2 error
		l.Picture.W, e1 = strconv.Atoi(m[1])
		l.Picture.H, e2 = strconv.Atoi(m[2])
		if e1 != nil || e2 != nil || (m[4] != flate && m[4] != dct) {
			return p, errForm
		}
		p.Pages = append(p.Pages, l)
	}
	if !bytes.Equal(p.write(), b) {
		return p, errForm
	}
	return p, nil
}

func numbers(from []string, to ...*float64) error {
	for i, s := range from {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return errForm
		}
		*to[i] = v
	}
	return nil
}

func meanings(b []byte) (map[int]rune, error) {
	list := map[int]rune{}
	for _, m := range formMeaning.FindAllSubmatch(b, -1) {
		if bytes.Equal(m[2], []byte("FFFF")) && bytes.Equal(m[1], []byte("0000")) {
			continue // the range of the codes
		}
		code, err := strconv.ParseUint(string(m[1]), 16, 16)
		if err != nil {
			return nil, errForm
		}
		var units []uint16
		for part := range slices.Chunk(m[2], 4) {
			u, err := strconv.ParseUint(string(part), 16, 16)
			if err != nil || len(part) != 4 {
				return nil, errForm
			}
			units = append(units, uint16(u))
		}
		r := utf16.Decode(units)
		if len(r) != 1 {
			return nil, errForm
		}
		list[int(code)] = r[0]
	}
	return list, nil
}

func runs(content []byte, meaning map[int]rune) ([]run, error) {
	lines := strings.Split(string(content), "\n")
	if len(lines) == 2 {
		return nil, nil
	}
	if len(lines) < 5 {
		return nil, errForm
	}
	var list []run
	for _, line := range lines[2 : len(lines)-2] {
		m := formRun.FindStringSubmatch(line)
		if m == nil {
			return nil, errForm
		}
		var r run
		if numbers([]string{m[1], m[7], m[8]}, &r.Size, &r.X, &r.Y) != nil {
			return nil, errForm
		}
		var err error
		if r.Stretch, err = strconv.Atoi(m[2]); err != nil {
			return nil, errForm
		}
		r.Turn = slices.IndexFunc(direction[:], func(d [2]int) bool {
			return strconv.Itoa(d[0]) == m[3] && strconv.Itoa(d[1]) == m[4]
		})
		if r.Turn < 0 {
			return nil, errForm
		}
		for _, piece := range formPiece.FindAllStringSubmatch(m[9], -1) {
			for code := range slices.Chunk([]byte(piece[1]), 4) {
				n, err := strconv.ParseUint(string(code), 16, 16)
				c, ok := meaning[int(n)]
				if err != nil || !ok {
					return nil, errForm
				}
				r.Text = append(r.Text, c)
				r.Back = append(r.Back, 0)
			}
			if piece[2] != "" && len(r.Back) > 0 {
				if r.Back[len(r.Back)-1], err = strconv.Atoi(piece[2]); err != nil {
					return nil, errForm
				}
			}
		}
		if len(r.Text) == 0 {
			return nil, errForm
		}
		r.Back = r.Back[:len(r.Back)-1]
		list = append(list, r)
	}
	return list, nil
}
