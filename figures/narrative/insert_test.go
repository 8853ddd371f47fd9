package narrative

import (
	"strings"
	"testing"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

// Every number that agrees can be replaced, wherever its paragraph stands, and
// is then no question any more.
func TestInsert(t *testing.T) {
	figures := []annual.Figure{
		{Name: "新闻发布会次数", Label: "新闻发布会次数", Unit: "次", Text: "110", Value: printed.Whole(110)},
		{Name: "培训班次数", Label: "培训班次数", Unit: "次", Text: "116", Value: printed.Whole(116)},
	}
	for _, text := range []string{
		"全年召开新闻发布会110次。",
		"　　开头一段。\n\n　　全年召开新闻发布会110次，\n举办培训班116次。",
		"全年召开\n新闻发布会110次。\r\n\r\n举办培训班116次。",
	} {
		for round := 0; ; round++ {
			var q Question
			for _, each := range Check([]PartText{{Text: text}}, figures) {
				if each.Replace != "" {
					q = each
				}
			}
			if q.Replace == "" {
				break
			}
			if round > 2 {
				t.Fatalf("no end: %q", text)
			}
			after, ok := Insert(text, q)
			if !ok || after == text {
				t.Fatalf("%+v is not inserted in %q", q, text)
			}
			if _, again := Insert(after, q); again {
				t.Errorf("%+v is inserted twice in %q", q, after)
			}
			text = after
		}
		if strings.Contains(text, "110") || strings.Contains(text, "116") || !strings.Contains(text, "{{figure 新闻发布会次数") {
			t.Errorf("left: %q", text)
		}
	}
	for name, q := range map[string]Question{
		"nothing offered": {Line: 1, Number: "5次"},
		"another line":    {Line: 9, Number: "5次", Replace: "x"},
		"another number":  {Line: 1, Offset: 2, Number: "6次", Replace: "x"},
		"past the end":    {Line: 1, Offset: 90, Number: "5次", Replace: "x"},
		"before it":       {Line: 1, Offset: -1, Number: "5次", Replace: "x"},
	} {
		if after, ok := Insert("召开5次。", q); ok || after != "召开5次。" {
			t.Errorf("%s: %q, %v", name, after, ok)
		}
	}
}
