package redact

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// sample writes PDFs that try to keep what they should not.
type sample struct {
	objects []string // the first is the catalog, the second the pages
	pages   []int
	catalog string // more of the catalog
	trailer string // more of the trailer
}

func newSample() *sample { return &sample{objects: []string{"", ""}} }

// add adds an object and gives its number.
func (s *sample) add(body string) int {
	s.objects = append(s.objects, body)
	return len(s.objects)
}

func (s *sample) stream(dict, data string) int {
	return s.add(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

// page adds a page with more in its dictionary, such as /Rotate 90. Fonts are
// /F, Helvetica, and /C, a Chinese one that the file does not carry.
func (s *sample) page(more, content string) *sample {
	helvetica := s.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	song := s.add("<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>")
	if !strings.Contains(more, "/MediaBox") {
		more += "/MediaBox[0 0 595.28 841.89]"
	}
	s.pages = append(s.pages, s.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R%s/Resources<</Font<</F %d 0 R/C %d 0 R>>/Properties<</off 3 0 R>>>>/Contents %d 0 R>>",
		more, helvetica, song, s.stream("", content))))
	return s
}

func (s *sample) bytes() []byte {
	var kids strings.Builder
	for _, p := range s.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	s.objects[0] = "<</Type/Catalog/Pages 2 0 R" + s.catalog + ">>"
	s.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(s.pages), kids.String())
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(s.objects))
	for i, o := range s.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	begin := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, s.trailer, begin)
	return b.Bytes()
}

// text sets a line of Latin text in Helvetica of 20 points.
func text(x, y float64, words string) string {
	return fmt.Sprintf("BT /F 20 Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET\n", x, y, words)
}

// hanzi sets a line of Chinese text of 20 points.
func hanzi(x, y float64, words string) string {
	var h strings.Builder
	for _, u := range utf16.Encode([]rune(words)) {
		fmt.Fprintf(&h, "%04X", u)
	}
	return fmt.Sprintf("BT /C 20 Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET\n", x, y, h.String())
}
