package gate

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// exifBlock is a segment of a JPEG with a maker, an author and, when wanted, a
// place; the picture is turned by a quarter.
func exifBlock(t testing.TB, placed bool) []byte {
	t.Helper()
	return segment(0xE1, append([]byte("Exif\x00\x00"), tiff(binary.BigEndian, placed)...))
}

func segment(marker byte, body []byte) []byte {
	return append([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// tiff is an Exif block in either order of bytes.
func tiff(order binary.AppendByteOrder, placed bool) []byte {
	type entry struct {
		tag, kind uint16
		text      string
		value     uint32
	}
	list := []entry{{0x010F, 2, "Camera Maker\x00", 0}, {0x0112, 3, "", 6}, {0x013B, 2, "Zhang San\x00", 0}}
	if placed {
		list = append(list, entry{0x8825, 4, "", 0})
	}
	b := []byte("MM")
	if order.AppendUint16(nil, 1)[0] == 1 {
		b = []byte("II")
	}
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, uint16(len(list)))
	at := uint32(8 + 2 + 12*len(list) + 4)
	var after []byte
	for _, e := range list {
		b = order.AppendUint16(b, e.tag)
		b = order.AppendUint16(b, e.kind)
		switch {
		case e.text != "":
			b = order.AppendUint32(b, uint32(len(e.text)))
			b = order.AppendUint32(b, at+uint32(len(after)))
			after = append(after, e.text...)
		case e.kind == 3:
			b = order.AppendUint32(b, 1)
			b = order.AppendUint16(b, uint16(e.value))
			b = order.AppendUint16(b, 0)
		default:
			b = order.AppendUint32(b, 1)
			b = order.AppendUint32(b, at+uint32(len(after)))
			after = append(after, 0, 0, 0, 0, 0, 0)
		}
	}
	b = order.AppendUint32(b, 0)
	return append(b, after...)
}

// chunk is a chunk of a PNG.
func chunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngWith is a picture with these chunks before its image.
func pngWith(t testing.TB, chunks ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, smallPicture()); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 25
	out := slices.Clone(b.Bytes()[:header])
	for _, c := range chunks {
		out = append(out, c...)
	}
	return append(out, b.Bytes()[header:]...)
}

// gifWith is a picture of two frames with these blocks before the first.
func gifWith(t testing.TB, blocks ...[]byte) []byte {
	t.Helper()
	palette := color.Palette{color.Black, color.White}
	one, two := image.NewPaletted(image.Rect(0, 0, 8, 6), palette), image.NewPaletted(image.Rect(0, 0, 8, 6), palette)
	two.Pix[5] = 1
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{one, two}, Delay: []int{10, 20}}); err != nil {
		t.Fatal(err)
	}
	i := bytes.IndexByte(b.Bytes()[13:], 0x21) + 13
	out := slices.Clone(b.Bytes()[:i])
	for _, c := range blocks {
		out = append(out, c...)
	}
	return append(out, b.Bytes()[i:]...)
}

func TestPicture(t *testing.T) {
	comment := append(append([]byte{0x21, 0xFE, 17}, "tel. 13812345678 "...), 0)
	xmp := []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><dc:creator>Zhang San</dc:creator><exif:GPSLatitude>43</exif:GPSLatitude></x:xmpmeta>")
	for _, c := range []struct {
		name, file string
		b          []byte
		want       string // kinds found
		gone       string
	}{
		{"plain", "a.jpg", jpegWith(t), "", ""},
		{"plain", "a.png", pngWith(t), "", ""},
		{"plain", "a.gif", gifWith(t), "", ""},
		{"Exif with a place", "a.jpg", jpegWith(t, exifBlock(t, true)), "author location machine", "Zhang San"},
		{"Exif without", "a.jpg", jpegWith(t, exifBlock(t, false)), "author machine", "Camera Maker"},
		{"Exif of little ends", "a.jpg", jpegWith(t, segment(0xE1, append([]byte("Exif\x00\x00"), tiff(binary.LittleEndian, true)...))), "author location machine", "Zhang San"},
		{"XMP", "a.jpg", jpegWith(t, segment(0xE1, xmp)), "author location", "Zhang San"},
		{"IPTC", "a.jpg", jpegWith(t, segment(0xED, []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0eZhang San wrote"))), "machine", "Zhang San"},
		{"a comment", "a.jpg", jpegWith(t, segment(0xFE, []byte("call 13812345678 for more"))), "machine mobile", "13812345678"},
		{"Exif", "a.png", pngWith(t, chunk("eXIf", tiff(binary.BigEndian, true))), "author location machine", "Zhang San"},
		{"an author", "a.png", pngWith(t, chunk("tEXt", []byte("Author\x00Zhang San"))), "author", "Zhang San"},
		{"packed words", "a.png", pngWith(t, chunk("zTXt", append([]byte("Comment\x00\x00"), packedWords(t, "call 13812345678 for more")...))), "machine mobile", "zTXt"},
		{"packed words of the world", "a.png", pngWith(t, chunk("iTXt", append([]byte("Comment\x00\x01\x00\x00\x00"), packedWords(t, "call 13812345678 for more")...))), "machine mobile", "iTXt"},
		{"a time", "a.png", pngWith(t, chunk("tIME", []byte{7, 225, 6, 1, 0, 0, 0})), "machine", "tIME"},
		{"a comment", "a.gif", gifWith(t, comment), "machine mobile", "13812345678"},
		{"more after the end", "a.jpg", append(jpegWith(t), "the names of all who asked for it"...), "embedded_file", "names"},
		{"more after the end", "a.png", append(pngWith(t), "the names of all who asked for it"...), "embedded_file", "names"},
		{"more after the end", "a.gif", append(gifWith(t), "the names of all who asked for it"...), "embedded_file", "names"},
		{"a line end after the end", "a.jpg", append(jpegWith(t), "\r\n\x00\x00"...), "", ""},
		{"a second picture after the end", "a.jpg", append(jpegWith(t), jpegWith(t, exifBlock(t, true))...), "embedded_file", "Zhang San"},
	} {
		t.Run(c.file+" "+c.name, func(t *testing.T) {
			f := File{Name: c.file, R: bytes.NewReader(c.b), Size: int64(len(c.b))}
			r, err := Scanner{}.Inspect(context.Background(), f, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Held != "" {
				t.Fatalf("held: %s", r.Held)
			}
			var kinds []string
			for _, found := range r.Findings {
				kinds = append(kinds, string(found.Kind))
			}
			slices.Sort(kinds)
			if got := strings.Join(slices.Compact(kinds), " "); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
			var out bytes.Buffer
			if err := Clean(context.Background(), f, &out, Remedy{}, Limits{}); err != nil {
				t.Fatal(err)
			}
			if c.gone != "" && bytes.Contains(out.Bytes(), []byte(c.gone)) {
				t.Errorf("%q stands in the copy", c.gone)
			}
			again, err := Scanner{}.Inspect(context.Background(), File{Name: c.file, R: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range again.Findings {
				if found.Match != "Exif" { // how it is turned
					t.Errorf("the copy has %s: %s", found.Kind, found.Match)
				}
			}
			samePicture(t, c.b, out.Bytes())
			if was, now := turnedBy(c.b), turnedBy(out.Bytes()); was != now {
				t.Errorf("turned by %d, was by %d", now, was)
			}
		})
	}
}

func packedWords(t testing.TB, s string) []byte {
	t.Helper()
	b, err := deflated([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// samePicture holds every frame against the original.
func samePicture(t *testing.T, was, now []byte) {
	t.Helper()
	if bytes.HasPrefix(was, []byte("GIF")) {
		a, err := gif.DecodeAll(bytes.NewReader(was))
		if err != nil {
			t.Fatal(err)
		}
		b, err := gif.DecodeAll(bytes.NewReader(now))
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Image) != len(b.Image) || !slices.Equal(a.Delay, b.Delay) {
			t.Fatalf("%d frames are %d", len(a.Image), len(b.Image))
		}
		for i := range a.Image {
			if !bytes.Equal(a.Image[i].Pix, b.Image[i].Pix) {
				t.Errorf("frame %d is another", i)
			}
		}
		return
	}
	a, _, err := image.Decode(bytes.NewReader(was))
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := image.Decode(bytes.NewReader(now))
	if err != nil {
		t.Fatal(err)
	}
	if a.Bounds() != b.Bounds() {
		t.Fatalf("%v has become %v", a.Bounds(), b.Bounds())
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("the dot %d, %d is another", x, y)
			}
		}
	}
}

// turnedBy is how the Exif of a JPEG turns it, upright for none.
func turnedBy(b []byte) int {
	parts, _, err := jpegParts(b)
	if err != nil {
		return 1
	}
	for _, p := range parts {
		if p.turned > 0 {
			return p.turned
		}
	}
	return 1
}

func TestPictureBroken(t *testing.T) {
	for _, b := range [][]byte{jpegWith(t, exifBlock(t, true)), pngWith(t, chunk("eXIf", tiff(binary.BigEndian, true))), gifWith(t, []byte{0x21, 0xFE, 2, 'a', 'b', 0})} {
		for i := range b {
			for _, cut := range [][]byte{b[:i], append(append(slices.Clone(b[:i]), b[i]^0xFF), b[i+1:]...)} {
				for _, kind := range []string{"jpg", "png", "gif"} {
					// Whatever comes of it, it comes.
					if parts, _, err := pictureParts(cut, kind); err == nil && len(parts) == 0 {
						t.Errorf("%s of %d bytes: no part and no error", kind, len(cut))
					}
				}
			}
		}
	}
}
