// Command han writes the two tables of Chinese characters that package word
// (follow/search/word) is compiled with, from the Unihan database of Unicode
// (Debian: unicode-data). Run it from the root of the repository:
//
//	go run ./scripts/han /usr/share/unicode
package main

import (
	"bufio"
	"compress/bzip2"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const licence = `# Derived from the Unihan database (%s), Unicode %s.
# Copyright © 1991-2022 Unicode, Inc. All rights reserved. Distributed under the
# Terms of Use in https://www.unicode.org/copyright.html (Unicode License).
# Written by scripts/han; do not edit.
`

// kept are characters that the table of standard characters (通用规范汉字表) has
// for a surname or a rare word, and that in other text are traditional.
var kept = map[rune]rune{'於': '于', '徵': '征', '瞭': '了'}

// added are other writings that the database does not call traditional.
var added = map[rune]rune{'裏': '里', '裡': '里', '峯': '峰', '羣': '群', '啓': '启', '衆': '众', '爲': '为', '產': '产', '産': '产',
	'録': '录', '決': '决', '況': '况', '減': '减', '淨': '净', '準': '准', '強': '强', '脫': '脱', '說': '说', '稅': '税', '銳': '锐',
	'閱': '阅', '戶': '户', '別': '别', '內': '内', '吳': '吴', '溫': '温', '眞': '真', '靑': '青', '黃': '黄', '綠': '绿', '呂': '吕', '敎': '教', '曆': '历', '曁': '暨', '牀': '床', '綫': '线', '線': '线', '纔': '才', '麽': '么'}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "han:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: han FOLDER")
	}
	fields := map[string]map[rune]string{}
	version := ""
	for _, file := range []string{"Variants", "Readings", "OtherMappings"} {
		var err error
		if version, err = read(filepath.Join(args[0], "Unihan_"+file+".txt.bz2"), fields); err != nil {
			return err
		}
	}
	dir := filepath.Join("follow", "search", "word")
	if err := os.WriteFile(filepath.Join(dir, "simplified.txt"), simplified(fields, version), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "pinyin.txt"), pinyin(fields, version), 0o644)
}

// read adds the fields of one file: field → character → value.
func read(name string, fields map[string]map[rune]string) (version string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(bzip2.NewReader(f))
	for lines.Scan() {
		line := lines.Text()
		if v, ok := strings.CutPrefix(line, "# Unicode version: "); ok {
			version = v
		}
		part := strings.SplitN(line, "\t", 3)
		if len(part) != 3 || !strings.HasPrefix(line, "U+") {
			continue
		}
		r, err := point(part[0])
		if err != nil {
			return "", err
		}
		if fields[part[1]] == nil {
			fields[part[1]] = map[rune]string{}
		}
		fields[part[1]][r] = part[2]
	}
	return version, lines.Err()
}

func point(s string) (rune, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "U+"), 16, 32)
	return rune(n), err
}

// simplified is one pair a traditional character: it and what stands for it.
// A standard character stays itself (著, 乾, 后), and of several the standard
// one comes first.
func simplified(fields map[string]map[rune]string, version string) []byte {
	standard := fields["kTGH"]
	to := maps.Clone(kept)
	for r, value := range fields["kSimplifiedVariant"] {
		if _, is := standard[r]; is {
			continue
		}
		best, place := rune(0), 1<<30
		for _, v := range strings.Fields(value) {
			c, err := point(v)
			if err != nil || c == r {
				continue
			}
			p := 1 << 20
			if s, is := standard[c]; is {
				_, number, _ := strings.Cut(s, ":")
				if n, err := strconv.Atoi(number); err == nil {
					p = n
				}
			}
			if p < place {
				best, place = c, p
			}
		}
		if best != 0 {
			to[r] = best
		}
	}
	for r, c := range added {
		if to[r] == 0 {
			to[r] = c
		}
	}
	b := fmt.Appendf(nil, licence, "kSimplifiedVariant, kTGH", version)
	n := 0
	for _, r := range slices.Sorted(maps.Keys(to)) {
		c := to[r]
		for to[c] != 0 && to[c] != r {
			c = to[c]
		}
		if c == r || !norm.NFKC.IsNormalString(string(r)) || !norm.NFKC.IsNormalString(string(c)) {
			continue
		}
		b = append(b, string(r)+string(c)...)
		if n++; n%32 == 0 {
			b = append(b, '\n')
		}
	}
	return append(b, '\n')
}

// pinyin is one line a syllable without its tone: the standard characters read
// so.
func pinyin(fields map[string]map[rune]string, version string) []byte {
	by := map[string][]rune{}
	for r := range fields["kTGH"] {
		var readings []string
		readings = append(readings, strings.Fields(fields["kMandarin"][r])...)
		for _, one := range strings.Fields(fields["kTGHZ2013"][r]) {
			_, list, _ := strings.Cut(one, ":")
			readings = append(readings, strings.Split(list, ",")...)
		}
		for _, reading := range readings {
			if s := toneless(reading); !slices.Contains(by[s], r) {
				by[s] = append(by[s], r)
			}
		}
	}
	b := fmt.Appendf(nil, licence, "kMandarin, kTGHZ2013, kTGH", version)
	for _, s := range slices.Sorted(maps.Keys(by)) {
		slices.Sort(by[s])
		b = fmt.Appendf(b, "%s %s\n", s, string(by[s]))
	}
	return b
}

// toneless is a syllable as it is typed: lǜ is lv.
func toneless(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ReplaceAll(norm.NFC.String(s), "ê", "e")) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == 0x308: // of ü
			t := b.String()
			b.Reset()
			b.WriteString(t[:len(t)-1] + "v")
		}
	}
	return b.String()
}
