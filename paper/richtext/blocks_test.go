package richtext

import (
	"slices"
	"strings"
	"testing"
)

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		want        []string // their plain words
	}{
		{"nothing", "", nil},
		{"paragraphs", "<p>甲</p><p>乙</p>", []string{"甲", "乙"}},
		{"a line break", "<p>甲<br>乙</p><p>丙</p>", []string{"甲\n乙", "丙"}},
		{"a heading, a list and a table", "<h2>一</h2><ul><li>甲</li><li>乙</li></ul><table><tr><td>子</td><td>丑</td></tr></table><p>尾</p>", []string{"一", "甲\n乙", "子\t丑", "尾"}},
		{"a quotation", "<blockquote><p>甲</p><p>乙</p></blockquote><p>丙</p>", []string{"甲\n乙", "丙"}},
	} {
		body, err := Clean(c.typed)
		if err != nil {
			t.Fatal(c.name, err)
		}
		list := Blocks(body)
		if strings.Join(list, "") != body {
			t.Errorf("%s: joined, the blocks are %q, not %q", c.name, strings.Join(list, ""), body)
		}
		var words []string
		for _, b := range list {
			if again, err := Clean(b); err != nil || again != b {
				t.Errorf("%s: %q is no body: %q, %v", c.name, b, again, err)
			}
			words = append(words, Plain(b))
		}
		if !slices.Equal(words, c.want) {
			t.Errorf("%s: %q, want %q", c.name, words, c.want)
		}
	}
}
