package gate

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/image/tiff/lzw"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The objects of a PDF. Numbers, true, false and null stand as they are
// written, so that writing them again changes nothing.
type (
	pdfWord   string // a number, true, false; null is nil
	pdfName   string // undone of its #xx
	pdfString []byte // undone of its escapes
	pdfArray  []any
	pdfDict   map[pdfName]any
	pdfRef    int // the number of an object; the generation does not matter
)

// pdfStream is a stream as it is packed.
type pdfStream struct {
	dict pdfDict
	raw  []byte
}

// pdfSpot is where an object stands: at a byte of the file, or the i-th in an
// object stream.
type pdfSpot struct {
	at     int // byte, or the number of the object stream
	index  int
	packed bool
	free   bool
}

// pdfFile is a PDF taken apart. PDFium shows what is on the pages; the objects
// behind them, the versions before them and what no page shows are read here,
// without following more than the file has.
type pdfFile struct {
	b       []byte // from its header on
	trailer pdfDict
	// sections are what each revision says of its objects, the newest first.
	// Some make one revision of two.
	sections []map[pdfRef]pdfSpot
	spots    map[pdfRef]pdfSpot // of the newest
	objects  map[pdfRef]any     // read so far
	reading  map[pdfRef]bool
	packs    map[pdfRef]pdfPack
	mended   bool  // its index was wrong and made anew
	budget   int64 // bytes that may still be unpacked
}

type pdfPack struct {
	b     []byte
	first int
	at    []int // from first
	num   []pdfRef
}

var errPDF = errors.New("no such pdf")

const (
	pdfDeep        = 60        // objects within each other
	pdfMostObjects = 2_000_000 // each costs memory
)

// openPDF takes a file apart; budget bounds what is unpacked in it, in bytes.
func openPDF(b []byte, budget int64) (*pdfFile, error) {
	if i := bytes.Index(b[:min(len(b), 1024)], []byte("%PDF-")); i > 0 {
		b = b[i:]
	} else if i < 0 {
		return nil, errPDF
	}
	p := &pdfFile{b: b, budget: budget}
	p.forget()
	if err := p.index(); err != nil {
		if err := p.mend(); err != nil {
			return nil, err
		}
	}
	if _, ok := p.get(p.trailer["Root"]).(pdfDict); !ok {
		if p.mended {
			return nil, errPDF
		}
		if err := p.mend(); err != nil {
			return nil, err
		}
		if _, ok := p.get(p.trailer["Root"]).(pdfDict); !ok {
			return nil, errPDF
		}
	}
	return p, nil
}

func (p *pdfFile) forget() {
	p.objects, p.reading, p.packs = map[pdfRef]any{}, map[pdfRef]bool{}, map[pdfRef]pdfPack{}
}

// index follows the chain of indexes from the end of the file.
func (p *pdfFile) index() error {
	k := bytes.LastIndex(p.b, []byte("startxref"))
	if k < 0 {
		return errPDF
	}
	at, ok := integer(newLexer(p.b, k+len("startxref")).token())
	if !ok {
		return errPDF
	}
	p.spots = map[pdfRef]pdfSpot{}
	visited := map[int]bool{}
	for more := true; more; {
		if visited[at] || len(visited) > 1000 {
			return errPDF
		}
		visited[at] = true
		section, trailer, err := p.section(at)
		if err != nil {
			return err
		}
		if hybrid, ok := integer(trailer["XRefStm"]); ok && !visited[hybrid] {
			visited[hybrid] = true
			packed, _, err := p.section(hybrid)
			if err != nil {
				return err
			}
			for n, spot := range packed {
				if have, ok := section[n]; !ok || have.free {
					section[n] = spot
				}
			}
		}
		if p.trailer == nil {
			p.trailer = trailer
		}
		p.sections = append(p.sections, section)
		for n, spot := range section {
			if _, ok := p.spots[n]; !ok {
				p.spots[n] = spot
			}
		}
		if len(p.spots) > pdfMostObjects {
			return errPDF
		}
		at, more = integer(trailer["Prev"])
	}
	return nil
}

// section is one index and its trailer.
func (p *pdfFile) section(at int) (map[pdfRef]pdfSpot, pdfDict, error) {
	if at < 0 || at >= len(p.b) {
		return nil, nil, errPDF
	}
	l := newLexer(p.b, at)
	first := l.token()
	if first == pdfKeyword("xref") {
		return p.table(l)
	}
	if _, ok := integer(first); !ok {
		return nil, nil, errPDF
	}
	if _, ok := integer(l.token()); !ok || l.token() != pdfKeyword("obj") {
		return nil, nil, errPDF
	}
	s, ok := p.object(l).(*pdfStream)
	if !ok || s.dict["Type"] != pdfName("XRef") {
		return nil, nil, errPDF
	}
	return p.packedTable(s)
}

func (p *pdfFile) table(l *pdfLexer) (map[pdfRef]pdfSpot, pdfDict, error) {
	section := map[pdfRef]pdfSpot{}
	for {
		word := l.token()
		if word == pdfKeyword("trailer") {
			trailer, ok := l.value(0).(pdfDict)
			if !ok {
				return nil, nil, errPDF
			}
			return section, trailer, nil
		}
		from, ok := integer(word)
		count, ok2 := integer(l.token())
		if !ok || !ok2 || count < 0 || from < 0 || count > pdfMostObjects {
			return nil, nil, errPDF
		}
		for i := range count {
			at, ok := integer(l.token())
			_, ok2 := integer(l.token())
			kind := l.token()
			if !ok || !ok2 || kind != pdfKeyword("n") && kind != pdfKeyword("f") {
				return nil, nil, errPDF
			}
			n := pdfRef(from + i)
			if _, twice := section[n]; !twice {
				section[n] = pdfSpot{at: at, free: kind == pdfKeyword("f") || at == 0}
			}
		}
	}
}

func (p *pdfFile) packedTable(s *pdfStream) (map[pdfRef]pdfSpot, pdfDict, error) {
	b, err := p.unpack(s)
	if err != nil {
		return nil, nil, err
	}
	widths, ok := s.dict["W"].(pdfArray)
	if !ok || len(widths) < 3 {
		return nil, nil, errPDF
	}
	var w [3]int
	for i := range w {
		if w[i], ok = integer(widths[i]); !ok || w[i] < 0 || w[i] > 8 {
			return nil, nil, errPDF
		}
	}
	line := w[0] + w[1] + w[2]
	if line == 0 {
		return nil, nil, errPDF
	}
	ranges, ok := s.dict["Index"].(pdfArray)
	if !ok {
		ranges = pdfArray{pdfWord("0"), s.dict["Size"]}
	}
	section := map[pdfRef]pdfSpot{}
	for i := 0; i+1 < len(ranges); i += 2 {
		from, ok := integer(ranges[i])
		count, ok2 := integer(ranges[i+1])
		if !ok || !ok2 || from < 0 || count < 0 {
			return nil, nil, errPDF
		}
		for k := 0; k < count && len(b) >= line; k++ {
			var f [3]int
			at := 0
			for j := range f {
				for range w[j] {
					f[j] = f[j]<<8 | int(b[at])
					at++
				}
			}
			b = b[line:]
			if w[0] == 0 {
				f[0] = 1
			}
			n := pdfRef(from + k)
			switch f[0] {
			case 0:
				section[n] = pdfSpot{free: true}
			case 1:
				section[n] = pdfSpot{at: f[1]}
			case 2:
				section[n] = pdfSpot{at: f[1], index: f[2], packed: true}
			}
		}
	}
	return section, s.dict, nil
}

// mend makes the index anew from the objects that stand in the file, the last
// of each number.
func (p *pdfFile) mend() error {
	p.forget()
	p.mended = true
	spots := map[pdfRef]pdfSpot{}
	p.spots, p.sections, p.trailer = spots, nil, pdfDict{}
	var packs []pdfRef
	for at := 0; at < len(p.b); {
		k := bytes.Index(p.b[at:], []byte("obj"))
		t := bytes.Index(p.b[at:], []byte("trailer"))
		if t >= 0 && (k < 0 || t < k) {
			if d, ok := newLexer(p.b, at+t+len("trailer")).value(0).(pdfDict); ok {
				for key, v := range d {
					p.trailer[key] = v
				}
			}
			at += t + len("trailer")
			continue
		}
		if k < 0 {
			break
		}
		k += at
		at = k + 3
		n, from, ok := numberBefore(p.b, k)
		if !ok {
			continue
		}
		spots[n] = pdfSpot{at: from}
		if len(spots) > pdfMostObjects {
			return errPDF
		}
		l := newLexer(p.b, k+3)
		if s, ok := p.object(l).(*pdfStream); ok {
			at = max(at, l.at) // what looks like an object within a stream is none
			switch s.dict["Type"] {
			case pdfName("ObjStm"):
				packs = append(packs, n)
			case pdfName("XRef"):
				for _, key := range []pdfName{"Root", "Info", "ID", "Encrypt"} {
					if v, ok := s.dict[key]; ok {
						p.trailer[key] = v
					}
				}
			}
		}
	}
	p.forget()
	for _, n := range packs {
		if spots[n].packed {
			continue
		}
		pack, err := p.pack(n)
		if err != nil {
			continue // its objects are lost; what is left may be whole
		}
		for i, inner := range pack.num {
			if _, plain := spots[inner]; !plain || spots[inner].packed {
				spots[inner] = pdfSpot{at: int(n), index: i, packed: true}
			}
		}
	}
	p.sections = []map[pdfRef]pdfSpot{spots}
	if p.trailer["Root"] == nil {
		for n := range spots {
			if d, ok := p.get(n).(pdfDict); ok && d["Type"] == pdfName("Catalog") {
				p.trailer["Root"] = n
			}
		}
	}
	return nil
}

// numberBefore reads "12 0 " before "obj" at k.
func numberBefore(b []byte, k int) (pdfRef, int, bool) {
	i := k
	back := func(in func(byte) bool) int {
		from := i
		for i > 0 && from-i < 12 && in(b[i-1]) {
			i--
		}
		return from - i
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if back(pdfBlank) == 0 || back(digit) == 0 || back(pdfBlank) == 0 {
		return 0, 0, false
	}
	end := i
	if back(digit) == 0 || end-i > 9 {
		return 0, 0, false
	}
	n, err := strconv.Atoi(string(b[i:end]))
	return pdfRef(n), i, err == nil
}

// get is the object, or the one a reference leads to; nil for none.
func (p *pdfFile) get(v any) any {
	for range 20 {
		n, ok := v.(pdfRef)
		if !ok {
			return v
		}
		v = p.at(n)
	}
	return nil
}

func (p *pdfFile) dict(v any) pdfDict {
	switch d := p.get(v).(type) {
	case pdfDict:
		return d
	case *pdfStream:
		return d.dict
	}
	return nil
}

func (p *pdfFile) array(v any) pdfArray {
	a, _ := p.get(v).(pdfArray)
	return a
}

func (p *pdfFile) name(v any) pdfName {
	n, _ := p.get(v).(pdfName)
	return n
}

// at is the object of that number.
func (p *pdfFile) at(n pdfRef) any {
	if v, ok := p.objects[n]; ok {
		return v
	}
	spot, ok := p.spots[n]
	if !ok || spot.free || p.reading[n] {
		return nil
	}
	p.reading[n] = true
	defer delete(p.reading, n)
	v := p.read(n, spot)
	p.objects[n] = v
	return v
}

// read reads the object from a spot, of the newest revision or another.
func (p *pdfFile) read(n pdfRef, spot pdfSpot) any {
	if spot.packed {
		pack, err := p.pack(pdfRef(spot.at))
		if err != nil {
			return nil
		}
		for i, inner := range pack.num {
			if inner == n && pack.at[i] >= 0 && pack.first+pack.at[i] <= len(pack.b) {
				return newLexer(pack.b, pack.first+pack.at[i]).value(0)
			}
		}
		return nil
	}
	if spot.free || spot.at < 0 || spot.at >= len(p.b) {
		return nil
	}
	l := newLexer(p.b, spot.at)
	num, ok := integer(l.token())
	_, ok2 := integer(l.token())
	if !ok || !ok2 || pdfRef(num) != n || l.token() != pdfKeyword("obj") {
		if !p.mended { // an index that is wrong once is trusted no more
			old := p.sections
			if p.mend() == nil {
				if len(old) > 1 {
					p.sections = append(p.sections, old[1:]...)
				}
				return p.at(n)
			}
		}
		return nil
	}
	return p.object(l)
}

// object is the value after "obj", with its stream.
func (p *pdfFile) object(l *pdfLexer) any {
	v := l.value(0)
	d, ok := v.(pdfDict)
	if !ok {
		return v
	}
	at := l.at
	if l.token() != pdfKeyword("stream") {
		l.at = at
		return v
	}
	from := l.at
	if from < len(l.b) && l.b[from] == '\r' {
		from++
	}
	if from < len(l.b) && l.b[from] == '\n' {
		from++
	}
	if length, ok := integer(p.get(d["Length"])); ok && length >= 0 && from+length <= len(l.b) {
		end := newLexer(l.b, from+length)
		if end.token() == pdfKeyword("endstream") {
			l.at = end.at
			return &pdfStream{d, l.b[from : from+length]}
		}
	}
	k := bytes.Index(l.b[from:], []byte("endstream"))
	if k < 0 {
		l.at = len(l.b)
		return &pdfStream{d, l.b[from:]}
	}
	l.at = from + k + len("endstream")
	end := from + k
	if end > from && l.b[end-1] == '\n' {
		end--
	}
	if end > from && l.b[end-1] == '\r' {
		end--
	}
	return &pdfStream{d, l.b[from:end]}
}

// pack is an object stream, unpacked.
func (p *pdfFile) pack(n pdfRef) (pdfPack, error) {
	if pack, ok := p.packs[n]; ok {
		return pack, nil
	}
	spot, ok := p.spots[n]
	if !ok || spot.packed {
		return pdfPack{}, errPDF
	}
	s, ok := p.at(n).(*pdfStream)
	if !ok {
		return pdfPack{}, errPDF
	}
	b, err := p.unpack(s)
	if err != nil {
		return pdfPack{}, err
	}
	count, ok := integer(p.get(s.dict["N"]))
	first, ok2 := integer(p.get(s.dict["First"]))
	if !ok || !ok2 || first < 0 || first > len(b) || count < 0 {
		return pdfPack{}, errPDF
	}
	pack := pdfPack{b: b, first: first}
	l := newLexer(b[:first], 0)
	for range count {
		num, ok := integer(l.token())
		at, ok2 := integer(l.token())
		if !ok || !ok2 {
			break
		}
		pack.num, pack.at = append(pack.num, pdfRef(num)), append(pack.at, at)
	}
	p.packs[n] = pack
	return pack, nil
}

// unpack is what a stream holds. Errors: [errPDF] when it is packed in a way
// that only pictures are, or holds more than the budget.
func (p *pdfFile) unpack(s *pdfStream) ([]byte, error) {
	filters := p.array(s.dict["Filter"])
	if one := p.name(s.dict["Filter"]); one != "" {
		filters = pdfArray{one}
	}
	params := p.array(s.dict["DecodeParms"])
	if one, ok := p.get(s.dict["DecodeParms"]).(pdfDict); ok {
		params = pdfArray{one}
	}
	if len(filters) > 4 {
		return nil, errPDF
	}
	b := s.raw
	for i, f := range filters {
		var how pdfDict
		if i < len(params) {
			how = p.dict(params[i])
		}
		var r io.Reader
		switch p.name(f) {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, errPDF
			}
			r = z
		case "LZWDecode", "LZW":
			if early, ok := integer(p.get(how["EarlyChange"])); ok && early == 0 {
				return nil, errPDF
			}
			r = lzw.NewReader(bytes.NewReader(b), lzw.MSB, 8)
		case "ASCII85Decode", "A85":
			end := bytes.Index(b, []byte("~>"))
			if end < 0 {
				end = len(b)
			}
			r = ascii85.NewDecoder(bytes.NewReader(b[:end]))
		case "ASCIIHexDecode", "AHx":
			digits := bytes.Map(func(c rune) rune {
				if strings.ContainsRune("0123456789abcdefABCDEF", c) {
					return c
				}
				return -1
			}, b)
			r = hex.NewDecoder(bytes.NewReader(digits[:len(digits)/2*2]))
		default:
			return nil, errPDF
		}
		got, err := io.ReadAll(io.LimitReader(r, p.budget+1))
		if p.budget -= int64(len(got)); p.budget < 0 {
			p.budget = 0
			return nil, errPDF
		}
		// Many writers cut the check sum short.
		if err != nil && len(got) == 0 {
			return nil, errPDF
		}
		if b, err = p.predicted(got, how); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// predicted undoes the predictors of PNG.
func (p *pdfFile) predicted(b []byte, how pdfDict) ([]byte, error) {
	of := func(key pdfName, usual int) int {
		if n, ok := integer(p.get(how[key])); ok {
			return n
		}
		return usual
	}
	kind := of("Predictor", 1)
	if kind < 2 {
		return b, nil
	}
	colors, bits, columns := of("Colors", 1), of("BitsPerComponent", 8), of("Columns", 1)
	if kind < 10 || colors < 1 || colors > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<20 {
		return nil, errPDF
	}
	step := max(1, colors*bits/8)
	width := (colors*bits*columns + 7) / 8
	out := make([]byte, 0, len(b))
	above := make([]byte, width)
	for len(b) > 1 {
		how, line := b[0], make([]byte, width)
		n := copy(line, b[1:])
		b = b[1+n:]
		for i := range line {
			var left, corner byte
			if i >= step {
				left, corner = line[i-step], above[i-step]
			}
			switch how {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			}
		}
		out = append(out, line[:n]...)
		above = line
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	far := func(v byte) int { return max(p-int(v), int(v)-p) }
	switch {
	case far(a) <= far(b) && far(a) <= far(c):
		return a
	case far(b) <= far(c):
		return b
	}
	return c
}

// pdfKeyword is a word that is no object, such as obj.
type pdfKeyword string

// pdfLexer reads objects one after the other.
type pdfLexer struct {
	b  []byte
	at int
}

func newLexer(b []byte, at int) *pdfLexer { return &pdfLexer{b, max(0, at)} }

func pdfBlank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func pdfDelimiter(c byte) bool { return strings.IndexByte("()<>[]{}/%", c) >= 0 }

func integer(v any) (int, bool) {
	w, ok := v.(pdfWord)
	if !ok || len(w) > 15 {
		return 0, false
	}
	n, err := strconv.Atoi(string(w))
	return n, err == nil
}

func number(v any) (float64, bool) {
	w, ok := v.(pdfWord)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(w), 64)
	return f, err == nil
}

// pdfEnd is the end of the file, or of what holds the object.
type pdfEnd string

// token is the next word, name or string, or the sign that opens or closes a
// dictionary or an array.
func (l *pdfLexer) token() any {
	for l.at < len(l.b) {
		if c := l.b[l.at]; pdfBlank(c) {
			l.at++
		} else if c == '%' {
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
		} else {
			break
		}
	}
	if l.at >= len(l.b) {
		return pdfEnd("")
	}
	switch c := l.b[l.at]; c {
	case '/':
		return l.nameToken()
	case '(':
		return l.literal()
	case '<':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '<' {
			l.at += 2
			return pdfKeyword("<<")
		}
		return l.hexToken()
	case '>':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '>' {
			l.at += 2
			return pdfEnd(">>")
		}
		l.at++
		return pdfKeyword(">")
	case '[':
		l.at++
		return pdfKeyword("[")
	case ']':
		l.at++
		return pdfEnd("]")
	case ')', '{', '}':
		l.at++
		return pdfKeyword(string(c))
	}
	from := l.at
	for l.at < len(l.b) && !pdfBlank(l.b[l.at]) && !pdfDelimiter(l.b[l.at]) {
		l.at++
	}
	word := string(l.b[from:l.at])
	if c := word[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || word == "true" || word == "false" {
		return pdfWord(word)
	}
	return pdfKeyword(word)
}

func (l *pdfLexer) nameToken() any {
	var name []byte
	for l.at++; l.at < len(l.b) && !pdfBlank(l.b[l.at]) && !pdfDelimiter(l.b[l.at]); l.at++ {
		c := l.b[l.at]
		if c == '#' && l.at+2 < len(l.b) {
			if v, err := strconv.ParseUint(string(l.b[l.at+1:l.at+3]), 16, 8); err == nil {
				c = byte(v)
				l.at += 2
			}
		}
		name = append(name, c)
	}
	return pdfName(name)
}

func (l *pdfLexer) literal() any {
	s := pdfString{}
	depth := 0
	for ; l.at < len(l.b); l.at++ {
		switch c := l.b[l.at]; c {
		case '(':
			if depth++; depth > 1 {
				s = append(s, c)
			}
		case ')':
			if depth--; depth == 0 {
				l.at++
				return s
			}
			s = append(s, c)
		case '\r':
			if l.at+1 < len(l.b) && l.b[l.at+1] == '\n' {
				l.at++
			}
			s = append(s, '\n')
		case '\\':
			if l.at++; l.at >= len(l.b) {
				return s
			}
			switch c := l.b[l.at]; c {
			case 'n':
				s = append(s, '\n')
			case 'r':
				s = append(s, '\r')
			case 't':
				s = append(s, '\t')
			case 'b':
				s = append(s, '\b')
			case 'f':
				s = append(s, '\f')
			case '\r':
				if l.at+1 < len(l.b) && l.b[l.at+1] == '\n' {
					l.at++
				}
			case '\n':
			case '0', '1', '2', '3', '4', '5', '6', '7':
				v := 0
				k := 0
				for ; k < 3 && l.at+k < len(l.b) && l.b[l.at+k] >= '0' && l.b[l.at+k] <= '7'; k++ {
					v = v*8 + int(l.b[l.at+k]-'0')
				}
				l.at += k - 1
				s = append(s, byte(v))
			default:
				s = append(s, c)
			}
		default:
			s = append(s, c)
		}
	}
	return s
}

func (l *pdfLexer) hexToken() any {
	s := pdfString{}
	half, have := byte(0), false
	for l.at++; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		var v byte
		switch {
		case c == '>':
			l.at++
			if have {
				s = append(s, half<<4)
			}
			return s
		case c >= '0' && c <= '9':
			v = c - '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = c | 0x20 - 'a' + 10
		default:
			continue
		}
		if have {
			s = append(s, half<<4|v)
		}
		half, have = v, !have
	}
	return s
}

// value is the next object; nil for null and for what is none.
func (l *pdfLexer) value(depth int) any {
	v := l.any(depth)
	switch v.(type) {
	case pdfKeyword, pdfEnd:
		return nil
	}
	return v
}

func (l *pdfLexer) any(depth int) any {
	t := l.token()
	switch t := t.(type) {
	case pdfWord:
		n, ok := integer(t)
		if !ok || n < 0 {
			return t
		}
		at := l.at
		if _, ok := integer(l.token()); ok && l.token() == pdfKeyword("R") {
			return pdfRef(n)
		}
		l.at = at
		return t
	case pdfKeyword:
		if depth > pdfDeep {
			l.at = len(l.b)
			return pdfEnd("")
		}
		switch t {
		case "[":
			a := pdfArray{}
			for {
				v := l.any(depth + 1)
				switch v := v.(type) {
				case pdfEnd:
					if v == "" || v == "]" {
						return a
					}
					continue // a sign out of place
				case pdfKeyword:
					if v == "null" {
						a = append(a, nil)
					}
					if v == "endobj" || v == "stream" {
						return a
					}
					continue
				}
				a = append(a, v)
			}
		case "<<":
			d := pdfDict{}
			for {
				at := l.at
				switch key := l.token().(type) {
				case pdfEnd:
					if key != "]" {
						return d
					}
				case pdfName:
					before := l.at
					v := l.any(depth + 1)
					switch v := v.(type) {
					case pdfEnd:
						if v == ">>" || v == "" {
							return d
						}
					case pdfKeyword:
						if v == "endobj" || v == "stream" {
							l.at = before
							return d
						}
					default:
						d[key] = v
					}
				case pdfKeyword:
					if key == "endobj" || key == "stream" {
						l.at = at
						return d
					}
				}
			}
		}
	}
	return t
}

// text is a text string, in whatever encoding it was written.
func (s pdfString) text() string {
	switch {
	case len(s) >= 2 && (s[0] == 0xFE && s[1] == 0xFF || s[0] == 0xFF && s[1] == 0xFE):
		hi, lo := 0, 1
		if s[0] == 0xFF {
			hi, lo = 1, 0
		}
		var u []uint16
		for i := 2; i+1 < len(s); i += 2 {
			u = append(u, uint16(s[i+hi])<<8|uint16(s[i+lo]))
		}
		return string(utf16.Decode(u))
	case bytes.HasPrefix(s, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(s[3:]), "")
	case utf8.Valid(s):
		return string(s)
	}
	// Chinese programs write what their machine does.
	if b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(s); err == nil && !bytes.ContainsRune(b, utf8.RuneError) {
		return string(b)
	}
	r := make([]rune, len(s))
	for i, c := range s {
		r[i] = rune(c)
	}
	return string(r)
}

func (p *pdfFile) text(v any) string {
	if s, ok := p.get(v).(pdfString); ok {
		return s.text()
	}
	return ""
}

// pdfLeaf is a page with what it inherits.
type pdfLeaf struct {
	num  pdfRef // 0 for one that has no number
	dict pdfDict
}

// pages are the pages in their order; at most so many. One object may be several
// pages.
func (p *pdfFile) pages(most int) ([]pdfLeaf, error) {
	var list []pdfLeaf
	above := map[pdfRef]bool{}
	visits := 0
	inherited := []pdfName{"Resources", "MediaBox", "CropBox", "Rotate"}
	var walk func(v any, from pdfDict, depth int) error
	walk = func(v any, from pdfDict, depth int) error {
		n, numbered := v.(pdfRef)
		if numbered && above[n] {
			return nil
		}
		if visits++; visits > pdfMostObjects {
			return ErrTooLong
		}
		d := p.dict(v)
		if d == nil || depth > pdfDeep {
			return nil
		}
		here := pdfDict{}
		for _, key := range inherited {
			if own, ok := d[key]; ok {
				here[key] = own
			} else if got, ok := from[key]; ok {
				here[key] = got
			}
		}
		if kids, ok := p.get(d["Kids"]).(pdfArray); ok && p.name(d["Type"]) != "Page" {
			if numbered {
				above[n] = true
				defer delete(above, n)
			}
			for _, kid := range kids {
				if err := walk(kid, here, depth+1); err != nil {
					return err
				}
			}
			return nil
		}
		if len(list) >= most {
			return ErrTooLong
		}
		whole := maps.Clone(d)
		maps.Copy(whole, here)
		list = append(list, pdfLeaf{n, whole})
		return nil
	}
	err := walk(p.dict(p.trailer["Root"])["Pages"], nil, 0)
	return list, err
}
