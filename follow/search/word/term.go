package word

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/publication"
	"gongkai/affairs/text"
)

// longest is how many runes of a run of letters and digits make its term.
const longest = 24

// Terms gives add every term of folded text, in order, some of them more than
// once: parts of folded, nothing is allocated.
func Terms(folded string, add func(term string)) {
	s := folded
	for i := 0; i < len(s); {
		n, k := runeAt(s, i)
		switch k {
		case apart:
			i += n
		case hanzi:
			before := i
			for i += n; i < len(s); i += n {
				if n, k = runeAt(s, i); k != hanzi {
					break
				}
				add(s[before : i+n])
				before = i
			}
			add(s[before:i])
		default:
			begin, end := i, 0
			for count := 0; k == latin; count++ {
				if count == longest {
					end = i
				}
				if i += n; i == len(s) {
					if count < longest {
						end = i
					}
					break
				}
				if n, k = runeAt(s, i); k != latin && count < longest {
					end = i
				}
			}
			add(s[begin:end])
		}
	}
}

// runeAt is how long the rune at i is, and its kind.
func runeAt(s string, i int) (int, kind) {
	c := s[i]
	if c < utf8.RuneSelf {
		return 1, kindOf(rune(c))
	}
	if c >= 0xe4 && c <= 0xe9 && i+2 < len(s) && (c > 0xe4 || s[i+1] >= 0xb8) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 {
		return 3, hanzi
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	return n, kindOf(r)
}

const (
	numberMark = "#d:"
	indexMark  = "#i:"
	titleMark  = "#t:"
)

// NumberTerms are the terms of a document with this document number: one for
// the number in any spelling and, if it is one of year and serial, one for
// 〔2017〕54号 without what stands before. None for "".
func NumberTerms(number string) []string {
	key, whole := text.NumberKey(Fold(number))
	if key == "" {
		return nil
	}
	list := []string{numberMark + key}
	if whole {
		if bare := bareKey(key); bare != key {
			list = append(list, numberMark+bare)
		}
	}
	return list
}

// bareKey is 2017|54| of 2017|54|长府办发.
func bareKey(key string) string {
	bars := 0
	for i := range len(key) {
		if key[i] == '|' {
			if bars++; bars == 2 {
				return key[:i+1]
			}
		}
	}
	return key
}

// closeForm is an index number whose stroke or dash was left out.
var closeForm = regexp.MustCompile(`^([A-Za-z]+)[/-]?([12][0-9]{3})-?([0-9]{6})$`)

// IndexTerm is the term of the document with this index number, in any width,
// with or without its stroke and dash; "" for what is no index number.
func IndexTerm(index string) string {
	s, err := publication.ParseIndex(index)
	if err != nil {
		s, err = publication.ParseIndex(closeForm.ReplaceAllString(norm.NFKC.String(index), "$1/$2-$3"))
	}
	if err != nil {
		return ""
	}
	return indexMark + s
}

// TitleTerm is the term of documents with exactly this title, whatever its
// blanks and punctuation; "" for a title without a letter.
func TitleTerm(foldedTitle string) string {
	h := fnv.New64a()
	some := false
	for i := 0; i < len(foldedTitle); {
		n, k := runeAt(foldedTitle, i)
		if k != apart {
			some = true
			h.Write([]byte(foldedTitle[i : i+n]))
		}
		i += n
	}
	if !some {
		return ""
	}
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], h.Sum64())
	return titleMark + base64.RawURLEncoding.EncodeToString(b[:])
}
