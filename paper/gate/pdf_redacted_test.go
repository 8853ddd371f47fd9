package gate

import (
	"context"
	"testing"

	"gongkai/paper/redact"
)

// A copy that was redacted here goes through: the labels of its boxes are the
// law's own words. What else lies under a black box does not.
func TestPDFRedactedHere(t *testing.T) {
	ctx := context.Background()
	original := newPDF().page("", latin(50, 700, "Public list, Withheld words, more")+latin(50, 600, "Withheld")+latin(50, 500, "The rest stands here")).bytes()
	d, err := engine.Open(ctx, original)
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := d.Find(ctx, "Withheld")
	if err != nil || len(boxes) != 2 {
		t.Fatal(boxes, err)
	}
	boxes = append(boxes, redact.Box{Page: 1, X: 0.1, Y: 0.7, W: 0.3, H: 0.1})
	for _, c := range []struct {
		label, want string
	}{
		{"个人隐私", ""},
		{"国家秘密", ""},
		{"赵某的账号", "covered_text"},
	} {
		for i := range boxes {
			boxes[i].Ground, boxes[i].Label = "2019-15-2", c.label
		}
		made, err := engine.Apply(ctx, d, boxes, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := inspectPDF(t, made.PDF)
		if got := kindsOf(r, false); got != c.want || r.Held != "" {
			t.Errorf("%s: found %q, want %q %s", c.label, got, c.want, r.Held)
		}
	}
	for text, want := range map[string]int{"【个人隐私】": 6, "【个人 隐私】 【商业秘密】": 13, "个人隐私": 0, "【个人隐私】王": 6, "【王某】": 0, "【个人隐私": 0, "【个人【国家秘密】": 6} {
		if got := len(groundLabels([]rune(text))); got != want {
			t.Errorf("%s: %d", text, got)
		}
	}
}
