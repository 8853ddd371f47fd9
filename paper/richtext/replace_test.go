package richtext

import (
	"strings"
	"testing"
)

func TestReplace(t *testing.T) {
	for _, c := range []struct{ name, body, from, to, want string }{
		{"in a paragraph", "<p>电话13812345678。</p>", "13812345678", "138****5678", "<p>电话138****5678。</p>"},
		{"in the second paragraph", "<p>甲</p><p>电话13812345678</p>", "13812345678", "138****5678", "<p>甲</p><p>电话138****5678</p>"},
		{"over a change of type", "<p>电话<strong>138</strong>12345678。</p>", "13812345678", "138****5678", "<p>电话<strong>138****5678</strong>。</p>"},
		{"over two cells", "<table><tbody><tr><td>138</td><td>12345678</td><td>乙</td></tr></tbody></table>", "138\t12345678", "138****5678",
			"<table><tbody><tr><td>138****5678</td><td></td><td>乙</td></tr></tbody></table>"},
		{"beside what must be escaped", "<p>a&lt;b 13812345678 &amp; c</p>", "13812345678", "<x>", "<p>a&lt;b &lt;x&gt; &amp; c</p>"},
		{"in a list", "<ul><li>甲</li><li>13812345678</li></ul>", "13812345678", "x", "<ul><li>甲</li><li>x</li></ul>"},
		{"after a heading", "<h2>一</h2><p>13812345678</p>", "13812345678", "x", "<h2>一</h2><p>x</p>"},
		{"twice", "<p>13812345678</p><p>又 13812345678</p>", "13812345678", "x", "<p>x</p><p>又 x</p>"},
	} {
		body, err := Clean(c.body)
		if err != nil {
			t.Fatal(err)
		}
		plain := Plain(body)
		var edits []Edit
		for at := 0; ; {
			i := strings.Index(plain[at:], c.from)
			if i < 0 {
				break
			}
			edits = append(edits, Edit{at + i, at + i + len(c.from), c.to})
			at += i + len(c.from)
		}
		want, err := Clean(c.want)
		if err != nil || len(edits) == 0 {
			t.Fatalf("%s: %v, %d edits in %q", c.name, err, len(edits), plain)
		}
		got, err := Replace(body, edits)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, want)
		}
		if same, err := Replace(body, nil); err != nil || same != body {
			t.Errorf("%s: no edit made %s, %v", c.name, same, err)
		}
	}
}
