package gate

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// pdfPrint writes a PDF anew, as one revision: what the catalog leads to, each
// object once, and nothing else.
type pdfPrint struct {
	p    *pdfFile
	drop map[pdfRef]bool // objects that are there no more
	// edit gives what is written in the place of a dictionary or the one of a
	// stream; it changes nothing of what it is given.
	edit func(n pdfRef, d pdfDict) pdfDict
	// repack gives what a stream holds.
	repack func(s *pdfStream) []byte
	// packs says whether objects are packed, as in the original.
	packs bool

	numbers map[pdfRef]int
	queue   []pdfRef
}

func (w *pdfPrint) number(n pdfRef) int {
	if got, ok := w.numbers[n]; ok {
		return got
	}
	w.numbers[n] = len(w.numbers) + 1
	w.queue = append(w.queue, n)
	return w.numbers[n]
}

// file is the whole file with that catalog.
func (w *pdfPrint) file(root pdfRef) ([]byte, error) {
	w.numbers = map[pdfRef]int{}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	w.number(root)
	type spot struct{ at, index int }
	spots := map[int]spot{} // of plain objects at, of packed ones the number of the pack
	packed := map[int]bool{}
	var loose []int // objects of the next pack
	var bodies [][]byte
	var packsMade []struct {
		objects []int
		bodies  [][]byte
	}
	for i := 0; i < len(w.queue); i++ {
		n := w.queue[i]
		k := w.numbers[n]
		var body bytes.Buffer
		v := w.p.at(n)
		s, isStream := v.(*pdfStream)
		if isStream {
			raw := s.raw
			if w.repack != nil {
				raw = w.repack(s)
			}
			d := w.edit(n, s.dict)
			if d == nil {
				body.WriteString("null")
				isStream = false
			} else {
				d = maps.Clone(d)
				d["Length"] = pdfWord(strconv.Itoa(len(raw)))
				if err := w.dict(&body, d, 0); err != nil {
					return nil, err
				}
				body.WriteString("\nstream\n")
				body.Write(raw)
				body.WriteString("\nendstream")
			}
		} else if err := w.value(&body, n, v, 0); err != nil {
			return nil, err
		}
		if w.packs && !isStream {
			loose, bodies = append(loose, k), append(bodies, body.Bytes())
			if len(loose) == 200 {
				packsMade = append(packsMade, struct {
					objects []int
					bodies  [][]byte
				}{loose, bodies})
				loose, bodies = nil, nil
			}
			continue
		}
		spots[k] = spot{at: out.Len()}
		fmt.Fprintf(&out, "%d 0 obj\n", k)
		out.Write(body.Bytes())
		out.WriteString("\nendobj\n")
	}
	if len(loose) > 0 {
		packsMade = append(packsMade, struct {
			objects []int
			bodies  [][]byte
		}{loose, bodies})
	}
	last := len(w.numbers)
	for _, pack := range packsMade {
		last++
		var index, body bytes.Buffer
		for i, k := range pack.objects {
			fmt.Fprintf(&index, "%d %d ", k, body.Len())
			body.Write(pack.bodies[i])
			body.WriteByte('\n')
			spots[k], packed[k] = spot{at: last, index: i}, true
		}
		first := index.Len()
		index.Write(body.Bytes())
		b, err := deflated(index.Bytes())
		if err != nil {
			return nil, err
		}
		spots[last] = spot{at: out.Len()}
		fmt.Fprintf(&out, "%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n", last, len(pack.objects), first, len(b))
		out.Write(b)
		out.WriteString("\nendstream\nendobj\n")
	}
	begin := out.Len()
	if !w.packs {
		fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", last+1)
		for k := 1; k <= last; k++ {
			fmt.Fprintf(&out, "%010d 00000 n \n", spots[k].at)
		}
		fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", last+1, begin)
		return out.Bytes(), nil
	}
	last++
	spots[last] = spot{at: begin}
	table := make([]byte, 7*(last+1))
	table[5], table[6] = 0xFF, 0xFF
	for k := 1; k <= last; k++ {
		line := table[7*k:]
		line[0] = 1
		if packed[k] {
			line[0] = 2
		}
		binary.BigEndian.PutUint32(line[1:], uint32(spots[k].at))
		binary.BigEndian.PutUint16(line[5:], uint16(spots[k].index))
	}
	b, err := deflated(table)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&out, "%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n", last, last+1, len(b))
	out.Write(b)
	fmt.Fprintf(&out, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", begin)
	return out.Bytes(), nil
}

func deflated(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// value writes an object; n is its number, 0 within another.
func (w *pdfPrint) value(out *bytes.Buffer, n pdfRef, v any, depth int) error {
	if depth > 2*pdfDeep {
		return errPDF
	}
	switch v := v.(type) {
	case pdfWord:
		out.WriteString(string(v))
	case pdfName:
		pdfNameTo(out, v)
	case pdfString:
		pdfStringTo(out, v)
	case pdfArray:
		out.WriteByte('[')
		for i, inner := range v {
			if i > 0 {
				out.WriteByte(' ')
			}
			if err := w.value(out, 0, inner, depth+1); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	case pdfDict:
		d := w.edit(n, v)
		if d == nil {
			out.WriteString("null")
			return nil
		}
		return w.dict(out, d, depth)
	case pdfRef:
		for range 20 { // what leads on leads there
			next, ok := w.p.at(v).(pdfRef)
			if !ok {
				break
			}
			v = next
		}
		if _, there := w.p.spots[v]; !there && w.p.objects[v] == nil || w.drop[v] {
			out.WriteString("null")
			return nil
		}
		fmt.Fprintf(out, "%d 0 R", w.number(v))
	default:
		out.WriteString("null")
	}
	return nil
}

func (w *pdfPrint) dict(out *bytes.Buffer, d pdfDict, depth int) error {
	out.WriteString("<<")
	for _, key := range slices.Sorted(maps.Keys(d)) {
		pdfNameTo(out, key)
		out.WriteByte(' ')
		if err := w.value(out, 0, d[key], depth+1); err != nil {
			return err
		}
	}
	out.WriteString(">>")
	return nil
}

func pdfNameTo(out *bytes.Buffer, n pdfName) {
	out.WriteByte('/')
	for i := range len(n) {
		if c := n[i]; c <= ' ' || c > '~' || c == '#' || pdfDelimiter(c) {
			fmt.Fprintf(out, "#%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
}

func pdfStringTo(out *bytes.Buffer, s pdfString) {
	for _, c := range s {
		if c < ' ' || c > '~' {
			fmt.Fprintf(out, "<%X>", []byte(s))
			return
		}
	}
	out.WriteByte('(')
	for _, c := range s {
		if c == '(' || c == ')' || c == '\\' {
			out.WriteByte('\\')
		}
		out.WriteByte(c)
	}
	out.WriteByte(')')
}
