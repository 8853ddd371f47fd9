package richtext_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai/paper/richtext"
)

func TestUnder(t *testing.T) {
	const body = `<p>目录</p><h2>关于甲的通知</h2><p>甲一</p><h3>一、要求</h3><p>甲<strong>二</strong></p><h2>关于 乙的<em>通知</em></h2><p>乙 &amp; 丙</p><h2>关于甲的通知</h2><p>又一次</p>`
	titles := []string{"关于甲的通知", "关于乙的通知"}
	ends := func(heading string) bool { return slices.Contains(titles, heading) }
	if got := richtext.Headings(body); !slices.Equal(got, []string{"关于甲的通知", "一、要求", "关于乙的通知", "关于甲的通知"}) {
		t.Errorf("headings %q", got)
	}
	for title, want := range map[string]string{
		"关于甲的通知":   `<p>甲一</p><h3>一、要求</h3><p>甲<strong>二</strong></p>`,
		"关于乙的　通 知": `<p>乙 &amp; 丙</p>`,
		"一、要求":     `<p>甲<strong>二</strong></p>`,
		"目录":       "",
		"关于丙的通知":   "",
	} {
		got, ok := richtext.Under(body, title, ends)
		if got != want || ok != (want != "") {
			t.Errorf("%s: %q %v, want %q", title, got, ok, want)
		}
		if clean, err := richtext.Clean(got); err != nil || clean != strings.TrimSpace(got) {
			t.Errorf("%s: not clean: %q %v", title, clean, err)
		}
	}
	if _, ok := richtext.Under("", "甲", ends); ok {
		t.Error("a heading in nothing")
	}
}
