package gate

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// mostPicture is how large a picture may be that is held to be looked into, in
// bytes.
const mostPicture = 64 << 20

func readPicture(f File) ([]byte, error) {
	if f.Size > mostPicture {
		return nil, ErrTooLong
	}
	b := make([]byte, f.Size)
	if n, err := f.R.ReadAt(b, 0); err != nil && !(err == io.EOF && n == len(b)) {
		return nil, err
	}
	return b, nil
}

// picture looks at what a picture says of where, by whom and on what it was
// made. What it shows is nobody's to read here.
func (l *look) picture(f File, shown, kind string) error {
	b, err := readPicture(f)
	if err != nil {
		return err
	}
	parts, rest, err := pictureParts(b, kind)
	if err != nil {
		return ErrUnread
	}
	at := Place{Part: "file", File: shown}
	told := map[Kind]bool{}
	tell := func(kind Kind, plain string) {
		if !told[kind] {
			told[kind] = true
			l.tell(kind, at, plain, "带有"+kind.Row().Name)
		}
	}
	for _, p := range parts {
		if p.keep {
			continue
		}
		for _, t := range p.traces {
			tell(t.kind, t.text)
		}
		if p.words != "" {
			if err := l.text(at, "", p.words); err != nil {
				return err
			}
			if len(p.traces) == 0 {
				tell(Machine, p.words)
			}
		}
	}
	if len(bytes.TrimRight(rest, "\x00\r\n ")) > 16 {
		l.tell(EmbeddedFile, at, string(rest[:16]), "的图像之后还附有别的数据")
	}
	return nil
}

// picture writes a picture without what is not the image: nothing is decoded,
// so no dot of it changes. How it is turned stays.
func (c *cleaning) picture(f File, w io.Writer, kind string) error {
	b, err := readPicture(f)
	if err != nil {
		return err
	}
	parts, _, err := pictureParts(b, kind)
	if err != nil {
		return ErrUnread
	}
	for _, p := range parts {
		if p.keep {
			if _, err := w.Write(p.bytes); err != nil {
				return err
			}
		} else if p.turned > 1 {
			if _, err := w.Write(turnedOnly(p.turned)); err != nil {
				return err
			}
		}
	}
	return nil
}

// pictureTrace is one thing a picture tells.
type pictureTrace struct {
	kind Kind
	text string
}

// picturePart is a stretch of a picture's file.
type picturePart struct {
	bytes  []byte
	keep   bool // it is part of the image
	traces []pictureTrace
	words  string // text in it
	turned int    // the orientation Exif tells, 1 to 8; 0 for none
}

var errPicture = errors.New("no such picture")

// pictureParts takes a picture apart; rest is what stands after its end.
func pictureParts(b []byte, kind string) (parts []picturePart, rest []byte, err error) {
	switch kind {
	case "jpg":
		return jpegParts(b)
	case "png":
		return pngParts(b)
	case "gif":
		return gifParts(b)
	}
	return nil, nil, errPicture
}

func jpegParts(b []byte) (parts []picturePart, rest []byte, err error) {
	keep := func(from, to int) { parts = append(parts, picturePart{bytes: b[from:to], keep: true}) }
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return nil, nil, errPicture
	}
	keep(0, 2)
	for i := 2; i+2 <= len(b); {
		if b[i] != 0xFF {
			return nil, nil, errPicture
		}
		marker := b[i+1]
		if marker == 0xFF {
			i++
			continue
		}
		if marker == 0xD9 {
			keep(i, i+2)
			return parts, b[i+2:], nil
		}
		if i+4 > len(b) {
			return nil, nil, errPicture
		}
		end := i + 2 + int(binary.BigEndian.Uint16(b[i+2:]))
		if end > len(b) || end < i+4 {
			return nil, nil, errPicture
		}
		body := b[i+4 : end]
		switch {
		case marker == 0xDA: // the image itself, to the next marker that is none of its own
			j := end
			for j+1 < len(b) && !(b[j] == 0xFF && b[j+1] != 0 && (b[j+1] < 0xD0 || b[j+1] > 0xD7) && b[j+1] != 0xFF) {
				j++
			}
			if j+1 >= len(b) {
				j = len(b) // cut off: some cameras leave out the end
			}
			keep(i, j)
			i = j
			continue
		case marker == 0xE1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			traces, turned := exif(body[6:])
			parts = append(parts, picturePart{bytes: b[i:end], traces: traces, turned: turned})
		case marker == 0xE2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")), marker == 0xE0, marker == 0xEE, marker < 0xE0:
			keep(i, end)
		default: // XMP, IPTC, the maker's own, comments, further pictures
			parts = append(parts, picturePart{bytes: b[i:end], traces: packet(body), words: readable(body)})
		}
		i = end
	}
	return parts, nil, nil
}

func pngParts(b []byte) (parts []picturePart, rest []byte, err error) {
	if len(b) < 8 {
		return nil, nil, errPicture
	}
	parts = append(parts, picturePart{bytes: b[:8], keep: true})
	for i := 8; i+12 <= len(b); {
		length := int(binary.BigEndian.Uint32(b[i:]))
		end := i + 12 + length
		if length < 0 || end > len(b) || end < i {
			return nil, nil, errPicture
		}
		name, body := string(b[i+4:i+8]), b[i+8:i+8+length]
		p := picturePart{bytes: b[i:end]}
		switch name {
		case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "pHYs", "bKGD", "sBIT", "hIST", "acTL", "fcTL", "fdAT":
			p.keep = true
		case "eXIf":
			p.traces, _ = exif(body)
		case "tIME":
			p.traces = []pictureTrace{{Machine, "tIME"}}
		default:
			body = pngWords(name, body)
			p.traces, p.words = packet(body), readable(body)
		}
		parts = append(parts, p)
		i = end
		if name == "IEND" {
			return parts, b[end:], nil
		}
	}
	return nil, nil, errPicture
}

// pngWords is what a chunk of a PNG says, unpacked when it is text; at most a
// mebibyte of it.
func pngWords(name string, body []byte) []byte {
	key, rest, ok := bytes.Cut(body, []byte{0})
	if !ok {
		return body
	}
	switch {
	case name == "zTXt" && len(rest) > 1:
		rest = rest[1:]
	case name == "iTXt" && len(rest) > 2 && rest[0] == 1:
		_, after, _ := bytes.Cut(rest[2:], []byte{0}) // the language
		_, rest, _ = bytes.Cut(after, []byte{0})      // the key in it
	default:
		return body
	}
	z, err := zlib.NewReader(bytes.NewReader(rest))
	if err != nil {
		return body
	}
	defer z.Close()
	// What a broken chunk held before it breaks is looked at.
	words, err := io.ReadAll(io.LimitReader(z, 1<<20))
	if err != nil && len(words) == 0 {
		return body
	}
	return append(append(bytes.Clone(key), ' '), words...)
}

func gifParts(b []byte) (parts []picturePart, rest []byte, err error) {
	if len(b) < 13 {
		return nil, nil, errPicture
	}
	i := 13
	if b[10]&0x80 != 0 {
		i += 3 << (b[10]&7 + 1)
	}
	if i > len(b) {
		return nil, nil, errPicture
	}
	parts = append(parts, picturePart{bytes: b[:i], keep: true})
	blocks := func(at int) (int, []byte) { // past the sub-blocks, and what they hold
		var body []byte
		for at < len(b) && b[at] != 0 {
			end := at + 1 + int(b[at])
			if end > len(b) {
				return -1, nil
			}
			body = append(body, b[at+1:end]...)
			at = end
		}
		return at + 1, body
	}
	for i < len(b) {
		from := i
		switch b[i] {
		case 0x3B:
			parts = append(parts, picturePart{bytes: b[i : i+1], keep: true})
			return parts, b[i+1:], nil
		case 0x2C:
			if i+10 > len(b) {
				return nil, nil, errPicture
			}
			i += 10
			if b[from+9]&0x80 != 0 {
				i += 3 << (b[from+9]&7 + 1)
			}
			end, _ := blocks(i + 1)
			if end < 0 || end > len(b) {
				return nil, nil, errPicture
			}
			i = end
			parts = append(parts, picturePart{bytes: b[from:i], keep: true})
		case 0x21:
			if i+2 > len(b) {
				return nil, nil, errPicture
			}
			end, body := blocks(i + 2)
			if end < 0 || end > len(b) {
				return nil, nil, errPicture
			}
			p := picturePart{bytes: b[from:end]}
			switch label := b[from+1]; {
			case label == 0xF9, label == 0xFF && bytes.HasPrefix(body, []byte("NETSCAPE2.0")), label == 0xFF && bytes.HasPrefix(body, []byte("ANIMEXTS1.0")):
				p.keep = true // how the pictures follow each other
			default:
				p.traces, p.words = packet(body), readable(body)
			}
			parts = append(parts, p)
			i = end
		default:
			return nil, nil, errPicture
		}
	}
	return nil, nil, errPicture
}

// exif reads the traces in an Exif block (TIFF) and how the picture is turned.
func exif(b []byte) (traces []pictureTrace, turned int) {
	if len(b) < 8 {
		return nil, 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	traces = append(traces, pictureTrace{Machine, "Exif"})
	seen := map[uint32]bool{}
	var walk func(at uint32, depth int)
	walk = func(at uint32, depth int) {
		if depth > 4 || seen[at] || int64(at)+2 > int64(len(b)) {
			return
		}
		seen[at] = true
		n := int(order.Uint16(b[at:]))
		for k := range n {
			e := int64(at) + 2 + int64(k)*12
			if e+12 > int64(len(b)) {
				return
			}
			tag, kind, count, value := order.Uint16(b[e:]), order.Uint16(b[e+2:]), order.Uint32(b[e+4:]), order.Uint32(b[e+8:])
			text := func() string {
				from, to := int64(value), int64(value)+int64(count)
				if count <= 4 {
					from, to = e+8, e+8+int64(count)
				}
				if kind != 2 && kind != 1 && kind != 7 || to > int64(len(b)) || from > to {
					return ""
				}
				return strings.Trim(string(b[from:to]), "\x00 ")
			}
			switch tag {
			case 0x0112:
				if t := int(order.Uint16(b[e+8:])); t >= 1 && t <= 8 && at == order.Uint32(b[4:]) {
					turned = t
				}
			case 0x8825:
				traces = append(traces, pictureTrace{Location, "GPS"})
			case 0x8769, 0xA005:
				walk(value, depth+1)
			case 0x013B, 0x8298, 0x9C9D, 0xA430:
				if s := text(); s != "" {
					traces = append(traces, pictureTrace{Author, s})
				}
			case 0x010F, 0x0110, 0x0131, 0x013C, 0xA431, 0xA434, 0xA435:
				if s := text(); s != "" {
					traces = append(traces, pictureTrace{Machine, s})
				}
			}
		}
	}
	walk(order.Uint32(b[4:]), 0)
	return traces, turned
}

// turnedOnly is an Exif segment of a JPEG that says how the picture is turned
// and nothing else.
func turnedOnly(turned int) []byte {
	return []byte{0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
		'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(turned), 0, 0, 0, 0, 0, 0}
}

// packet names the traces in a block of XMP or IPTC.
func packet(b []byte) (traces []pictureTrace) {
	for _, mark := range []struct {
		text string
		kind Kind
	}{{"GPSLatitude", Location}, {"GPSLongitude", Location}, {"dc:creator", Author}, {"photoshop:Author", Author}, {"Author", Author},
		{"CreatorTool", Machine}, {"tiff:Model", Machine}, {"Software", Machine}, {"Photoshop 3.0", Machine}} {
		if bytes.Contains(b, []byte(mark.text)) {
			traces = append(traces, pictureTrace{mark.kind, mark.text})
		}
	}
	return traces
}

// readable is a block as text, when it is text.
func readable(b []byte) string {
	if len(b) > 1<<20 {
		b = b[:1<<20]
	}
	s := strings.ToValidUTF8(string(b), "")
	plain := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	if len(plain) < len(b)*3/4 {
		return ""
	}
	return plain
}
