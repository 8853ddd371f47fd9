package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

var (
	// beyondPlane is a line of a character map for a character beyond the
	// basic plane, as gopdf v0.33.0 writes it: <0012><0012><20BB7>.
	beyondPlane = regexp.MustCompile(`(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5,6})>\n`)
	streamSize  = regexp.MustCompile(`/Length \d+\n`)
	objectBegin = regexp.MustCompile(`^\d+ 0 obj\n`)
)

// surrogates writes the characters beyond the basic plane in the character
// maps of the file in UTF-16, as ISO 32000-1 (9.10.3) wants them. gopdf writes
// them as bare numbers, and a text copied out of the paper had lost 𠮷. The
// places of the objects move with it.
func surrogates(file []byte) ([]byte, error) {
	begin := bytes.LastIndex(file, []byte("\nxref\n"))
	if begin < 0 {
		return nil, fmt.Errorf("pdf: no table of objects")
	}
	begin++
	table := bytes.Split(file[begin:], []byte("\n"))
	count := 0
	if _, err := fmt.Sscanf(string(table[1]), "0 %d", &count); err != nil {
		return nil, fmt.Errorf("pdf: table of objects: %w", err)
	}
	starts := make([]int, 0, count)
	for _, row := range table[3 : 2+count] {
		at, err := strconv.Atoi(string(row[:10]))
		if err != nil || !objectBegin.Match(file[at:min(at+20, begin)]) {
			return nil, fmt.Errorf("pdf: table of objects at %q", row)
		}
		starts = append(starts, at)
	}
	var out bytes.Buffer
	out.Write(file[:starts[0]])
	places := make([]int, len(starts))
	for i, at := range starts {
		end := begin
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		places[i] = out.Len()
		out.Write(fixMap(file[at:end]))
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", count)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	rest := file[begin:]
	trailer, start := bytes.Index(rest, []byte("trailer\n")), bytes.LastIndex(rest, []byte("startxref\n"))
	if trailer < 0 || start < trailer {
		return nil, fmt.Errorf("pdf: no trailer")
	}
	out.Write(rest[trailer:start])
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", xref)
	return out.Bytes(), nil
}

// fixMap changes an object that is a character map; any other stays.
func fixMap(object []byte) []byte {
	if !bytes.Contains(object, []byte("/CMapName /Adobe-Identity-UCS")) {
		return object
	}
	fixed := beyondPlane.ReplaceAllFunc(object, func(line []byte) []byte {
		m := beyondPlane.FindSubmatch(line)
		code, err := strconv.ParseUint(string(m[2]), 16, 32)
		if err != nil {
			return line
		}
		high, low := utf16.EncodeRune(rune(code))
		return fmt.Appendf(nil, "%s<%04X%04X>\n", m[1], high, low)
	})
	grown := len(fixed) - len(object)
	return streamSize.ReplaceAllFunc(fixed, func(line []byte) []byte {
		var n int
		if _, err := fmt.Sscanf(string(line), "/Length %d", &n); err != nil {
			return line
		}
		return fmt.Appendf(nil, "/Length %d\n", n+grown)
	})
}
