package public_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"gongkai/affairs/publication"
)

// A search's feed holds what the search finds, newest first, page by page, and
// nothing of what was withdrawn; while there is no index it asks to come back.
func TestSearchFeed(t *testing.T) {
	h := newHouse(t)
	for i := range 45 {
		h.old("JYJ", publication.Imported{Content: content("第" + strconv.Itoa(i) + "次学前教育通知"), PublishedAt: at("2016-03-01 09:00")})
	}
	p := h.publish("JYJ", content("学前教育新通知"))
	h.old("CYQ", publication.Imported{Content: content("别的机关的学前教育"), PublishedAt: at("2016-03-01 09:00")})
	h.reach()
	first := "/search/feed.atom?q=" + url.QueryEscape("学前教育") + "&agency=JYJ"
	walk := func() (titles []string) {
		for at := first; at != ""; {
			f, _ := h.feed(at)
			for _, e := range f.Entries {
				titles = append(titles, e.Title)
			}
			if at = f.link("next"); at != "" {
				at = h.within(at)
			}
		}
		return titles
	}
	if titles := walk(); len(titles) != 46 || titles[0] != "学前教育新通知" || strings.Contains(strings.Join(titles, " "), "别的") {
		t.Errorf("%d entries: %v", len(titles), titles)
	}
	if href, _ := h.page("/search?q=" + url.QueryEscape("学前教育") + "&agency=JYJ&sort=date").doc.Find(`main a[type="application/atom+xml"]`).Attr("href"); href != first {
		t.Errorf("the page of the search names the feed %q, want %q", href, first)
	}
	h.withdraw(p, "有误", "")
	h.reach()
	if titles := walk(); len(titles) != 45 {
		t.Errorf("after the withdrawal: %v", titles)
	}
	for address, status := range map[string]int{"?agency=XX": 404, "": 404, "?q=a&from=x": 400, "?q=%E2%80%AE": 400, "?q=" + url.QueryEscape("没有这个词组合"): 200, "?q=a&before=x": 200} {
		h.expect("/search/feed.atom"+address, status)
	}
	h.window.Search = nil
	if a := h.expect(first, http.StatusServiceUnavailable); a.Header.Get("Retry-After") == "" {
		t.Errorf("when to come back: %v", a.Header)
	}
}
