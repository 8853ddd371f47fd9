package page

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"
)

var (
	calls  = regexp.MustCompile(`\b(?:T|Tf|t)\((?:ctx, *|r\.Context\(\), *)?("(?:[^"\\]|\\.)*")`)
	fields = regexp.MustCompile(`\b(?:Label|Hint|Title|Text|Caption|Key|Empty|Phase)\s*:\s*("(?:[^"\\]|\\.)*")`)
	parts  = regexp.MustCompile(`@(?:page\.)?(?:Heading|Button|NamedButton|ButtonLink|Tag|Panel|Success|NotificationBanner|Details|Warning|Fieldset|contact|datePart)\((?:form, f, "[a-z]+", )?("(?:[^"\\]|\\.)*")`)
	errs   = regexp.MustCompile(`errors\.New\(("(?:[^"\\]|\\.)*")\)`)
)

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// Every Chinese literal the windows show has English. Tests and generated code are not read.
func TestEveryWordHasEnglish(t *testing.T) {
	missing := map[string]string{}
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		if ext := filepath.Ext(path); ext != ".go" && ext != ".templ" {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, pattern := range []*regexp.Regexp{calls, fields, parts, errs} {
			for _, m := range pattern.FindAllStringSubmatch(withoutComments(string(raw)), -1) {
				word, err := strconv.Unquote(m[1])
				if err != nil || !chinese(word) {
					continue
				}
				seen++
				if _, ok := english[word]; !ok {
					missing[word] = path
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 30 {
		t.Fatalf("only %d words found: the patterns no longer match", seen)
	}
	for word, path := range missing {
		t.Errorf("%s: no English for %q", path, word)
	}
}

func withoutComments(source string) string {
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "//") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// The English prints what the Chinese prints, and no Chinese but the language's own name.
func TestEnglishFitsTheChinese(t *testing.T) {
	verbs := regexp.MustCompile(`%(?:\[\d\])?[sdvqx]`)
	for zh, en := range english {
		if len(verbs.FindAllString(zh, -1)) != len(verbs.FindAllString(en, -1)) {
			t.Errorf("%q and %q have different verbs", zh, en)
		}
		if strings.TrimSpace(en) == "" {
			t.Errorf("%q has empty English", zh)
		}
	}
}

func TestCatalogueRefusesDisagreement(t *testing.T) {
	same := &fstest.MapFile{Data: []byte(`{"公开":"Open"}`)}
	for name, c := range map[string]struct {
		second string
		ok     bool
	}{"agree": {`{"公开":"Open"}`, true}, "disagree": {`{"公开":"Public"}`, false}, "not JSON": {`{`, false}} {
		_, err := catalogue(fstest.MapFS{"english/a.json": same, "english/b.json": &fstest.MapFile{Data: []byte(c.second)}})
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNumbersAndDates(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1130070: "1,130,070", -1234: "-1,234",
		-9223372036854775808: "-9,223,372,036,854,775,808"} {
		if got := Number(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	day := time.Date(2017, 6, 30, 14, 5, 0, 0, time.UTC)
	en := Speaking(context.Background(), English)
	for _, c := range [][2]string{
		{Date(context.Background(), day), "2017年6月30日"}, {Date(en, day), "30 June 2017"},
		{DateISO(en, "2017-06-30"), "30 June 2017"}, {DateISO(en, ""), ""}, {DateISO(en, "2017"), "2017"},
		{Moment(context.Background(), day), "2017年6月30日 14:05"}, {Date(en, time.Time{}), ""},
		{T(en, "搜索"), "Search"}, {T(context.Background(), "搜索"), "搜索"}, {Tf(en, "最多 %d 字", 5), "At most 5 characters"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
