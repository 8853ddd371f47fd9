package text_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"gongkai/affairs/text"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string
		err      error
	}{
		{"plain", "长春市人民政府", 0, "长春市人民政府", nil},
		{"blanks at both ends", "\u3000\u00a0 \ufeff长春\u200b\t\n", 2, "长春", nil},
		{"blank inside is kept", "长春\u3000市", 0, "长春\u3000市", nil},
		{"rare characters", "㐀𠮷𬌗\u9fa6\u9fef", 5, "㐀𠮷𬌗\u9fa6\u9fef", nil},
		{"variation selector", "葛\U000e0100", 0, "葛\U000e0100", nil},
		{"empty", "", 1, "", nil},
		{"counted in characters", "𠮷𠮷𠮷", 3, "𠮷𠮷𠮷", nil},
		{"too long", "𠮷𠮷𠮷", 2, "", text.ErrLong},
		{"newline", "一\n二", 0, "", text.ErrNewline},
		{"line separator", "一\u2028二", 0, "", text.ErrNewline},
		{"tab", "一\t二", 0, "", text.ErrControl},
		{"NUL", "一\x00二", 0, "", text.ErrNUL},
		{"bell", "一\a二", 0, "", text.ErrControl},
		{"C1", "一\u009b二", 0, "", text.ErrControl},
		{"not UTF-8", "一\xff二", 0, "", text.ErrInvalid},
		{"half a character", "一\xe4\xb8", 0, "", text.ErrInvalid},
		{"override", "一\u202e二", 0, "", text.ErrBidi},
		{"isolate", "一\u2066二", 0, "", text.ErrBidi},
		{"no width", "一\u200b二", 0, "", text.ErrInvisible},
		{"joiner", "一\u200d二", 0, "", text.ErrInvisible},
		{"word joiner", "一\u2060二", 0, "", text.ErrInvisible},
		{"byte order mark inside", "一\ufeff二", 0, "", text.ErrInvisible},
		{"tag", "一\U000e0041二", 0, "", text.ErrInvisible},
		{"no character", "一\uffff二", 0, "", text.ErrInvalid},
	} {
		got, err := text.Line(c.in, c.max)
		if !errors.Is(err, c.err) || err == nil && got != c.want {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, got, err, c.want, c.err)
		}
	}
	if _, err := text.Line("公\u202e开", 0); err == nil || !strings.Contains(err.Error(), "第 2 个字符，U+202E") {
		t.Errorf("the character is not named: %v", err)
	}
}

func TestBlock(t *testing.T) {
	for _, c := range []struct {
		in, want string
		err      error
	}{
		{" 一\r\n二\r三\n四\t五\n\n", "一\n二\n三\n四\t五", nil},
		{"一\v二", "", text.ErrControl},
		{"一\x00", "", text.ErrNUL},
		{"一\u200b\n二", "", text.ErrInvisible},
	} {
		if got, err := text.Block(c.in, 0); !errors.Is(err, c.err) || err == nil && got != c.want {
			t.Errorf("%q: %q, %v", c.in, got, err)
		}
	}
	if _, err := text.Block("一二三", 2); !errors.Is(err, text.ErrLong) {
		t.Error(err)
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"", "一\x00", "\u3000𠮷 ", "a\u202eb", "\xff", "葛\U000e0100"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := text.Line(s, 50)
		if err != nil {
			return
		}
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\n\r\u202e\u200b") || utf8.RuneCountInString(got) > 50 {
			t.Fatalf("%q let through as %q", s, got)
		}
		if again, err := text.Line(got, 50); err != nil || again != got {
			t.Fatalf("%q, taken once, is then %q, %v", got, again, err)
		}
	})
}
