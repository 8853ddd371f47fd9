package public_test

import (
	"strings"
	"testing"

	"gongkai/affairs/publication"
	"gongkai/paper/upload"
)

// An attached web page is saved to disk and never opens in the window, and what
// is saved runs nothing.
func TestAttachedWebPage(t *testing.T) {
	h := newHouse(t)
	body := "<html><body onload=steal()><p>\xb5\xda\xd2\xbb\xcc\xf5</p><script>steal()</script><img src=http://tracker.example/x.gif></body></html>"
	a, err := h.office.KeepFile(t.Context(), "办法.html", strings.NewReader(body), int64(len(body)), upload.Limits{Web: true})
	h.must(err)
	c := content("有网页附件的通知")
	c.Attachments = []publication.Attachment{a}
	p := h.publish("JYJ", c)
	href, _ := h.page("/item/" + p.Index).doc.Find(`section[aria-labelledby="files"] a`).First().Attr("href")
	f := h.get(href)
	for name, want := range map[string]string{"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"} {
		if got := f.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if f.StatusCode != 200 || !strings.HasPrefix(f.Header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("%d, %q", f.StatusCode, f.Header.Get("Content-Disposition"))
	}
	if !strings.Contains(f.body, "<p>第一条</p>") || strings.Contains(f.body, "steal") || strings.Contains(f.body, "tracker") {
		t.Errorf("saved is %s", f.body)
	}
}
