package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded is the text of the file in UTF-8, with the name of its encoding. A
// byte order mark decides; without one the bytes do, all of them being looked
// at, because the first Chinese character may stand far down.
//
// In UTF-8 files wrong bytes are passed on as they are; in others they
// have become U+FFFD, and replaced is true.
func decoded(r io.ReaderAt, size int64) (text io.Reader, name string, replaced bool, err error) {
	whole := func(from int64) io.Reader { return io.NewSectionReader(r, from, size-from) }
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, "", false, err
	}
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return whole(3), "UTF-8", false, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return transform.NewReader(whole(2), little.NewDecoder()), "UTF-16LE", true, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return transform.NewReader(whole(2), big.NewDecoder()), "UTF-16BE", true, nil
	}
	// Without a mark, UTF-16 gives itself away by the zero halves of its
	// commas and line ends.
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i%2]++
		}
	}
	if size%2 == 0 && zero[0]+zero[1] > 1 {
		if zero[1] > 4*zero[0] {
			return transform.NewReader(whole(0), little.NewDecoder()), "UTF-16LE", true, nil
		}
		if zero[0] > 4*zero[1] {
			return transform.NewReader(whole(0), big.NewDecoder()), "UTF-16BE", true, nil
		}
	}
	is, err := isUTF8(whole(0))
	if err != nil {
		return nil, "", false, err
	}
	if is {
		return whole(0), "UTF-8", false, nil
	}
	return transform.NewReader(whole(0), transform.Chain(edition2022{}, simplifiedchinese.GB18030.NewDecoder())), "GB18030", true, nil
}

// isUTF8 tells UTF-8 with a few wrong bytes, whose rows are to be named, from
// GBK, in which nearly every character is wrong as UTF-8.
func isUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 256<<10)
	kept, right, wrong := 0, 0, 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		b := buf[:n]
		if err != nil && err != io.EOF {
			return false, err
		}
		for len(b) > 0 {
			if b[0] < utf8.RuneSelf {
				b = b[1:]
				continue
			}
			if err == nil && !utf8.FullRune(b) {
				break
			}
			c, k := utf8.DecodeRune(b)
			if c == utf8.RuneError && k == 1 {
				wrong++
			} else {
				right++
			}
			b = b[k:]
		}
		if err == io.EOF {
			return wrong == 0 || right > 4*wrong, nil
		}
		kept = copy(buf, b)
	}
}

// edition2022 rewrites the two-byte codes whose characters left the private-use
// area in the 2022 edition of GB 18030 as the four-byte codes of the same
// characters, because golang.org/x/text knows neither edition's two-byte form.
type edition2022 struct{ transform.NopResetter }

var moved = map[[2]byte][4]byte{
	{0xa6, 0xd9}: fourBytes(0xfe10), {0xa6, 0xda}: fourBytes(0xfe12), {0xa6, 0xdb}: fourBytes(0xfe11),
	{0xa6, 0xdc}: fourBytes(0xfe13), {0xa6, 0xdd}: fourBytes(0xfe14), {0xa6, 0xde}: fourBytes(0xfe15),
	{0xa6, 0xdf}: fourBytes(0xfe16), {0xa6, 0xec}: fourBytes(0xfe17), {0xa6, 0xed}: fourBytes(0xfe18),
	{0xa6, 0xf3}: fourBytes(0xfe19),
	{0xfe, 0x59}: fourBytes(0x9fb4), {0xfe, 0x61}: fourBytes(0x9fb5), {0xfe, 0x66}: fourBytes(0x9fb6),
	{0xfe, 0x67}: fourBytes(0x9fb7), {0xfe, 0x6d}: fourBytes(0x9fb8), {0xfe, 0x7e}: fourBytes(0x9fb9),
	{0xfe, 0x90}: fourBytes(0x9fba), {0xfe, 0xa0}: fourBytes(0x9fbb),
}

// fourBytes is the code of a character in one of the two runs concerned:
// 82 35 8F 33 is U+9FA6, 84 31 82 36 is U+FE10.
func fourBytes(c int) [4]byte {
	n := 19043 + c - 0x9fa6
	if c >= 0xfe10 {
		n = 39076 + c - 0xfe10
	}
	return [4]byte{byte(0x81 + n/12600), byte(0x30 + n/1260%10), byte(0x81 + n/10%126), byte(0x30 + n%10)}
}

// Transform follows the codes, so that no second byte is taken for a first.
func (edition2022) Transform(dst, src []byte, atEOF bool) (to, from int, err error) {
	for from < len(src) {
		if to+4 > len(dst) {
			return to, from, transform.ErrShortDst
		}
		b := src[from]
		if b < 0x81 || b == 0xff {
			dst[to] = b
			to, from = to+1, from+1
			continue
		}
		rest := src[from:]
		if !atEOF && (len(rest) < 2 || len(rest) < 4 && rest[1] < 0x40) {
			return to, from, transform.ErrShortSrc
		}
		n := 1
		switch {
		case len(rest) >= 4 && rest[1] >= 0x30 && rest[1] <= 0x39 && rest[2] >= 0x81 && rest[3] >= 0x30 && rest[3] <= 0x39:
			n = 4
		case len(rest) >= 2 && rest[1] >= 0x40:
			n = 2
			if b != 0xa6 && b != 0xfe {
				break
			}
			if code, ok := moved[[2]byte{b, rest[1]}]; ok {
				to, from = to+copy(dst[to:], code[:]), from+2
				continue
			}
		}
		copy(dst[to:], rest[:n])
		to, from = to+n, from+n
	}
	return to, from, nil
}
