package letter

import (
	"strings"
	"testing"
)

// A quotation within one has the single marks, and one within that the double.
func TestNested(t *testing.T) {
	for text, want := range map[string]string{
		"申请公开“市财政局“三公”经费”。": "申请公开“市财政局‘三公’经费”。",
		"“甲“乙“丙”乙”甲”和“丁”":   "“甲‘乙“丙”乙’甲”和“丁”",
		"“甲”“乙”":            "“甲”“乙”",
		"申请公开“市财政局‘三公’经费”。": "申请公开“市财政局‘三公’经费”。",
		"申请公开“没有写完的“引号”。":   "申请公开“没有写完的“引号”。",
		"没有引号": "没有引号",
	} {
		if got := nested(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	text, err := Draft(Facts{Kind: Reply, Edition: "2019", To: "张三", What: "2025年度“三公”经费明细"})
	if err != nil || Title(text) == "" {
		t.Fatal(text, err)
	}
	if want := "“2025年度‘三公’经费明细”"; !strings.Contains(text, want) {
		t.Errorf("the letter has no %s:\n%s", want, text)
	}
}
