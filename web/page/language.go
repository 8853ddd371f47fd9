package page

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"
)

// Language is the value of the html element's lang attribute.
type Language string

// The two languages of everything that is not content.
const (
	Chinese Language = "zh-CN"
	English Language = "en"
)

//go:embed english/*.json
var englishFiles embed.FS

var english = mustCatalogue(englishFiles)

// mustCatalogue panics on a broken catalogue: it is compiled in, so the program is wrong, not the visitor.
func mustCatalogue(files fs.FS) map[string]string {
	merged, err := catalogue(files)
	if err != nil {
		panic(err)
	}
	return merged
}

// mustRoom is one file of the catalogue.
func mustRoom(name string) map[string]string {
	raw, err := englishFiles.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var room map[string]string
	if err := json.Unmarshal(raw, &room); err != nil {
		panic(err)
	}
	return room
}

// catalogue merges every english/*.json, each a flat object from Chinese to English. Two files may share a
// phrase but not disagree about it.
func catalogue(files fs.FS) (map[string]string, error) {
	names, err := fs.Glob(files, "english/*.json")
	if err != nil {
		return nil, err
	}
	merged := map[string]string{}
	var problems []error
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var room map[string]string
		if err := json.Unmarshal(raw, &room); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for zh, en := range room {
			if before, ok := merged[zh]; ok && before != en {
				problems = append(problems, fmt.Errorf("%s: %q is both %q and %q", name, zh, before, en))
			}
			merged[zh] = en
		}
	}
	return merged, errors.Join(problems...)
}

// Speaking returns a context whose pages are in the language; for work outside a request, such as tests.
func Speaking(ctx context.Context, l Language) context.Context {
	visit := *visitOf(ctx)
	visit.language = l
	return context.WithValue(ctx, visitKey{}, &visit)
}

// LanguageOf says in which language to write. Chinese unless the visitor chose English.
func LanguageOf(ctx context.Context) Language { return visitOf(ctx).language }

// T gives the Chinese text in the visitor's language: a phrase of the catalogue, a citation of a law, or a sentence
// made from a phrase of english/sentences.json. A text without English comes back in Chinese: a test names it before
// a visitor can.
func T(ctx context.Context, zh string) string {
	if visitOf(ctx).language == English {
		return inEnglish(zh)
	}
	return zh
}

// Tf is T with fmt verbs. The English may number its verbs (%[2]s) where the order of words differs.
// An argument that cites articles of a law is cited in English. Whole numbers are printed with thousands separators: "共 %s 条" takes Number(n), "%d" prints bare digits.
func Tf(ctx context.Context, zh string, args ...any) string {
	if LanguageOf(ctx) == English {
		args = slices.Clone(args)
		for i, arg := range args {
			if zh, ok := arg.(string); ok {
				if en, ok := articles(zh); ok {
					args[i] = en
				}
			}
		}
	}
	said := fmt.Sprintf(T(ctx, zh), args...)
	if LanguageOf(ctx) == English {
		return countedOnce(said)
	}
	return said
}

// Named is a name the record keeps in two languages: on an English page the English one if there is one.
func Named(ctx context.Context, zh, en string) string {
	if en != "" && LanguageOf(ctx) == English {
		return en
	}
	return T(ctx, zh)
}

// Number writes 1,130,070, in both languages.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	if len(digits) <= 3 {
		return sign + digits
	}
	out := make([]byte, 0, len(digits)+len(digits)/3)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, digits[i])
	}
	return sign + string(out)
}

// Date writes 2017年6月30日 or 30 June 2017. The zero time is "".
func Date(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if LanguageOf(ctx) == English {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// DateISO is Date for a day written 2017-06-30; "" stays "", anything else comes back as it is.
func DateISO(ctx context.Context, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return Date(ctx, t)
}

// Moment writes 2017年6月30日 14:05 or 30 June 2017, 14:05, in the time zone t carries.
func Moment(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if LanguageOf(ctx) == English {
		return t.Format("2 January 2006, 15:04")
	}
	return t.Format("2006年1月2日 15:04")
}
