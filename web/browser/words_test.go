package browser

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestLeft(t *testing.T) {
	w := ProgramWords(t, "../..")
	for _, c := range []struct{ page, want string }{
		{`<p>Search</p>`, ""},
		{`<p><span lang="zh-CN">关于校车的通知</span></p>`, ""},
		{`<p>关于校车的通知</p>`, "not marked: 关于校车的通知"},
		{`<p lang="zh-CN">没有找到这个页面</p>`, "not in English: 没有找到这个页面 (problem.go)"},
		{`<p lang="zh-CN">此表标为完整，但缺 3 行：B1</p>`, "not in English: 此表标为完整，但缺 3 行：B1 (check.go)"},
		{`<a aria-label="您的位置">x</a>`, "not in English: aria-label=您的位置 (frame_templ.go)"},
		{`<div class="app-document" lang="zh-CN">您的位置</div><textarea>您的位置</textarea>`, ""},
		{`<p lang="zh-CN">政府公报</p>`, ""},
	} {
		page, err := html.Parse(strings.NewReader(c.page))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(w.Left(page, "政府公报"), "; "); got != c.want {
			t.Errorf("%s: %q, want %q", c.page, got, c.want)
		}
	}
}
