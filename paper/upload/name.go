package upload

import (
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostName bounds a file name, in bytes: file systems take 255, and version
// marks are added to it.
const mostName = 200

// Name is a file name without folders, control characters, characters that
// are not seen or that turn the direction of writing, and characters that
// Windows does not take; at most 200 bytes, its extension kept. It is never
// "": a name of which nothing is left is 附件.
func Name(s string) string {
	for {
		// What was cut off can leave an end that has to be trimmed again.
		next := named(s)
		if next == s {
			return s
		}
		s = next
	}
}

func named(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == '\u2028', r == '\u2029':
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	s = strings.Trim(s, " .")
	ext := path.Ext(s)
	stem := s[:len(s)-len(ext)]
	if len(ext) > 20 {
		stem, ext = s, ""
	}
	if reserved[strings.ToLower(stem)] {
		stem = "_" + stem
	}
	for len(stem)+len(ext) > mostName {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	if s = strings.TrimRight(stem, " ") + ext; s == "" {
		return "附件"
	}
	return s
}

var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "lpt1": true, "lpt2": true, "lpt3": true}

// Disposition is the Content-Disposition header that has the file shown in
// the browser, if inline, or saved under its name (RFC 6266). Browsers that
// know nothing of filename* are given the ASCII part of the name.
func Disposition(name string, inline bool) string {
	name = Name(name)
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' || r == ';' {
			return '_'
		}
		return r
	}, name)
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	// attr-char of RFC 8187 is narrower than what PathEscape leaves alone.
	long := strings.NewReplacer("'", "%27", "(", "%28", ")", "%29", "*", "%2A", ":", "%3A", "=", "%3D",
		"@", "%40", ",", "%2C", ";", "%3B", "/", "%2F").Replace(url.PathEscape(name))
	return kind + `; filename="` + ascii + `"; filename*=UTF-8''` + long
}
