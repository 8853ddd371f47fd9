package main

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/office"
	"gongkai/store"
	"gongkai/store/storetest"
	"gongkai/web/desk"
)

// The session of an official opens no reader's page, and a reader's no desk,
// whichever cookie carries it and however it came into the record.
func TestOfficialsAndReadersAreNeverMistaken(t *testing.T) {
	now := time.Date(2017, 8, 1, 1, 0, 0, 0, time.UTC)
	blobs, err := store.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o, err := office.New(t.Context(), storetest.Open(t, storetest.SQLite(t)), blobs, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	const password = "一个不好猜的长口令 12"
	hash, err := office.HashPassword(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.AddAccount(t.Context(), account.Console, account.Account{Login: "reader", Name: "同名的人", PasswordHash: hash}, nil); err != nil {
		t.Fatal(err)
	}
	s, err := newServer(t.Context(), o, serverOptions{log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string, form url.Values, cookies ...*http.Cookie) *http.Response {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		s.site.ServeHTTP(w, r)
		return w.Result()
	}
	cookie := func(res *http.Response, name string) string {
		for _, c := range res.Cookies() {
			if c.Name == name {
				return c.Value
			}
		}
		t.Fatalf("no cookie %s, status %d", name, res.StatusCode)
		return ""
	}
	official := cookie(ask("POST", "/desk/sign-in", url.Values{"login": {"reader"}, "password": {password}}), desk.SessionCookie)
	reader := cookie(ask("POST", "/my/register", url.Values{"name": {"reader"}, "new": {password}, "again": {password}}), "my")
	officialCookie, readerCookie := &http.Cookie{Name: desk.SessionCookie, Value: official}, &http.Cookie{Name: "my", Value: reader}
	if a, b := ask("GET", "/desk/me", nil, officialCookie), ask("GET", "/my", nil, readerCookie); a.StatusCode != 200 || b.StatusCode != 200 {
		t.Fatalf("each at home: %d, %d", a.StatusCode, b.StatusCode)
	}
	if a := ask("GET", "/my", nil, officialCookie, readerCookie); a.StatusCode != 200 {
		t.Errorf("who is both: %d", a.StatusCode)
	}

	// A session under every sum there is, of every login there might be.
	forged := strings.Repeat("B", 43)
	for _, login := range []account.Login{"reader", "citizen/1"} {
		for _, salt := range []string{"", "reader "} {
			if (login == "reader") == (salt == "") {
				continue // its own
			}
			sum := sha256.Sum256([]byte(salt + forged))
			if err := o.Store.SaveSession(t.Context(), store.Session{Token: hex.EncodeToString(sum[:]), Login: login, Data: `{}`, Expiry: now.Add(time.Hour)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, value := range []string{reader, official, forged} {
		if value != official {
			if a := ask("GET", "/desk/me", nil, &http.Cookie{Name: desk.SessionCookie, Value: value}); a.StatusCode != http.StatusSeeOther {
				t.Errorf("the desk opens to a reader's token: %d", a.StatusCode)
			}
		}
		if value != reader {
			if a := ask("GET", "/my", nil, &http.Cookie{Name: "my", Value: value}); a.StatusCode != http.StatusSeeOther {
				t.Errorf("a reader's page opens to an official's token: %d", a.StatusCode)
			}
		}
	}
	// The desk's masthead has no reader's door, the public one has.
	for path, want := range map[string]bool{"/desk/sign-in": false, "/agencies": true} {
		w := httptest.NewRecorder()
		s.site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if got := strings.Contains(w.Body.String(), "/my/register"); got != want {
			t.Errorf("%s: a reader's door %v, want %v", path, got, want)
		}
	}
}
