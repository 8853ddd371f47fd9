package page_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/web/page"
)

// Every size around the buffers of net/http comes whole and at once, on one connection after another answer.
func TestPagesComeWholeWhateverTheirSize(t *testing.T) {
	site := page.NewSite(page.Frame{})
	cache := page.NewCache(64 << 20)
	site.Handle("GET /size/{n}", page.Anyone(), cache.Handler(func(r *http.Request, _ *page.Topics) (page.Drawn, error) {
		n, err := strconv.Atoi(r.PathValue("n"))
		return page.Drawn{ContentType: "application/octet-stream", Body: bytes.Repeat([]byte{byte('a' + n%26)}, n)}, err
	}))
	site.Handle("GET /plain", page.Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(w, strings.NewReader(strings.Repeat("p", 9000)))
		return err
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: site, ConnContext: page.ConnContext}
	go server.Serve(page.Listener(l))
	defer server.Close()
	transport := &http.Transport{MaxConnsPerHost: 1, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	ask := func(method, path string) []byte {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+l.Addr().String()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s, %v", method, path, answer.Status, err)
		}
		return body
	}
	sizes := []int{0, 1, 2047, 2048, 2049, 8191, 8192, 8193, 70_000, 1 << 20}
	for n := 3000; n < 4200; n++ { // with the head before it, one of them fills a buffer exactly
		sizes = append(sizes, n)
	}
	for n := 7100; n < 8200; n += 3 {
		sizes = append(sizes, n)
	}
	for i, n := range sizes {
		path := fmt.Sprintf("/size/%d", n)
		if got := ask("GET", path); len(got) != n || n > 0 && (got[0] != byte('a'+n%26) || got[n-1] != got[0]) {
			t.Fatalf("%s: %d bytes", path, len(got))
		}
		switch i % 3 {
		case 0:
			ask("HEAD", path)
		case 1:
			if got := ask("GET", "/plain"); len(got) != 9000 {
				t.Fatalf("after %s the plain page has %d bytes", path, len(got))
			}
		}
	}
}
