package annual

import (
	"testing"

	"gongkai/figures/printed"
	"gongkai/law/form"
)

func TestMoved(t *testing.T) {
	figure := func(text, unit string, fact form.Fact) Figure {
		f := Figure{Name: "甲", Text: text, Unit: unit, From: Counted{Fact: fact}}
		if text != "" {
			c, err := printed.Read(text)
			if err != nil {
				t.Fatal(err)
			}
			f.Value = c.Value
		}
		return f
	}
	for _, c := range []struct {
		name      string
		last, now Figure
		want      bool
	}{
		{"the same", figure("100", "件", form.Received), figure("100", "件", form.Received), false},
		{"less than half", figure("100", "件", form.Received), figure("149", "件", form.Received), false},
		{"half more", figure("100", "件", form.Received), figure("150", "件", form.Received), true},
		{"half less", figure("100", "件", form.Received), figure("50", "件", form.Received), true},
		{"from nothing", figure("0", "件", form.Received), figure("10", "件", form.Received), true},
		{"few", figure("2", "件", form.Received), figure("11", "件", form.Received), false},
		{"to nothing", figure("12", "件", form.Received), figure("0", "件", form.Received), true},
		{"a share", figure("4.0", "%", Ratio), figure("8.0", "%", Ratio), true},
		{"blank before", figure("", "件", form.Received), figure("80", "件", form.Received), false},
		{"blank now", figure("80", "件", form.Received), figure("", "件", form.Received), false},
		{"another unit", figure("80", "件", form.Received), figure("8", "万元", form.Received), false},
	} {
		if got := len(Moved([]Figure{c.now}, []Figure{c.last})) == 1; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if len(Moved([]Figure{figure("80", "件", form.Received)}, nil)) != 0 {
		t.Error("a figure last year did not have has not moved")
	}
}
