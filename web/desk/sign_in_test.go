package desk

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

func (v *visitor) trySignIn(login, password, code string) *visitor {
	v.t.Helper()
	return v.get("/desk/sign-in?back=/desk/drafts").fill("login", login, "password", password, "code", code).submit(`form[action="/desk/sign-in"]`, "")
}

func (v *visitor) cookie() string {
	u, err := url.Parse(v.server.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == SessionCookie {
			return c.Value
		}
	}
	return ""
}

func TestSignIn(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	if v.get("/desk/drafts?state=kept"); v.url.RequestURI() != "/desk/sign-in?back=%2Fdesk%2Fdrafts%3Fstate%3Dkept" {
		t.Errorf("a stranger is sent to %s", v.url)
	}
	wrong := account.ErrSignIn.Error()
	for _, c := range []struct{ login, password string }{{"clerk.jyj", "wrong password"}, {"nobody", password}, {"clerk.jyj", strings.Repeat("x", 5000)}, {"CLERK' --", "\x00\xff'"}} {
		if v.trySignIn(c.login, c.password, ""); v.status != http.StatusUnprocessableEntity || !strings.Contains(v.errors(), wrong) || v.cookie() != "" {
			t.Errorf("%.20q: %d %s", c.login, v.status, v.errors())
		}
		if v.doc.Find("input[type=password]").AttrOr("value", "") != "" {
			t.Error("the password comes back")
		}
	}
	if v.trySignIn("clerk.jyj", password, ""); v.url.Path != "/desk/drafts" {
		t.Fatalf("signed in and sent to %s", v.url)
	}
	if _, err := w.office.Store.Session(context.Background(), v.cookie(), w.time()); err == nil {
		t.Error("the record keeps the token itself")
	}
	if v.get("/desk/sign-in?back=https://evil.example/"); v.url.Host != strings.TrimPrefix(w.server.URL, "http://") || v.url.Path != "/desk" {
		t.Errorf("sent away to %s", v.url)
	}
	token := v.cookie()
	v.get("/desk").submit(`form[action="/desk/sign-out"]`, "").says("您已退出登录")
	stolen := w.visitor()
	u, _ := url.Parse(w.server.URL)
	stolen.client.Jar.SetCookies(u, []*http.Cookie{{Name: SessionCookie, Value: token}})
	if stolen.get("/desk"); stolen.url.Path != "/desk/sign-in" {
		t.Error("the session outlives signing out")
	}
}

func TestCookie(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		proto  string
		secure bool
	}{{"", false}, {"https", true}} {
		r, err := http.NewRequest("POST", w.server.URL+"/desk/sign-in", strings.NewReader("login=clerk.jyj&password="+url.QueryEscape(password)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-Proto", c.proto)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		for _, cookie := range res.Cookies() {
			if cookie.Name == SessionCookie && (!cookie.HttpOnly || cookie.Secure != c.secure || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 0) {
				t.Errorf("%q: %v", c.proto, cookie)
			}
		}
		if len(res.Cookies()) != 1 {
			t.Errorf("%q: cookies %v", c.proto, res.Cookies())
		}
	}
}

func TestLockOut(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	for range account.MaxFailures - 1 {
		v.trySignIn("clerk.jyj", "wrong password", "")
	}
	// What a stranger is told does not say whether there is such a name.
	nobody := w.visitor().trySignIn("nobody", "wrong password", "").errors()
	if v.trySignIn("clerk.jyj", "wrong password", ""); v.errors() != nobody {
		t.Errorf("the try that locks: %s; of nobody: %s", v.errors(), nobody)
	}
	if v.trySignIn("clerk.jyj", password, ""); v.errors() != nobody || v.cookie() != "" {
		t.Errorf("the right password at a locked account: %s %s", v.url, v.errors())
	}
	w.pass(account.LockFor)
	if v.trySignIn("clerk.jyj", password, ""); v.url.Path != "/desk/drafts" {
		t.Errorf("still locked: %s", v.errors())
	}
}

func TestSessionEnds(t *testing.T) {
	w := newTown(t)
	v := w.as("clerk.jyj")
	open := func() bool { return v.get("/desk/me").url.Path == "/desk/me" }
	for range 2 * int(account.IdleEnd/(20*time.Minute)) {
		w.pass(20 * time.Minute)
		if !open() {
			t.Fatal("ended while in use")
		}
	}
	w.pass(account.IdleEnd)
	if open() {
		t.Error("open after the idle end")
	}
	v = w.as("clerk.jyj")
	hours := 0
	for ; open() && hours < 100; hours++ {
		w.pass(10 * time.Minute)
	}
	if want := int(account.AbsoluteEnd / (10 * time.Minute)); hours != want {
		t.Errorf("in use, the session lasted %d times ten minutes, not %d", hours, want)
	}

	// Renewal is written once a minute at most.
	v = w.as("clerk.jyj")
	expiry := func() time.Time {
		s, err := w.office.Store.Session(context.Background(), tokenSum(v.cookie()), w.time())
		if err != nil {
			t.Fatal(err)
		}
		return s.Expiry
	}
	first := expiry()
	w.pass(59 * time.Second)
	if v.get("/desk/me"); !expiry().Equal(first) {
		t.Error("renewed within the minute")
	}
	w.pass(time.Second)
	if v.get("/desk/me"); !expiry().After(first) {
		t.Error("not renewed after a minute")
	}
}

func TestRolesTakenBackEndTheSession(t *testing.T) {
	w := newTown(t)
	v := w.as("clerk.jyj")
	s, err := w.office.Store.Session(context.Background(), tokenSum(v.cookie()), w.time())
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.office.ChangeAccount(context.Background(), account.Console, "clerk.jyj", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.RevokeRole(a, a.Grants[0], "console", at)
	})
	if err != nil {
		t.Fatal(err)
	}
	// As if a renewal had crossed with the change.
	if err := w.office.Store.SaveSession(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if v.get("/desk/me"); v.url.Path != "/desk/sign-in" {
		t.Errorf("the session outlives the roles: %s", v.url)
	}
}

// A session begins as the account that was let in, whatever it has become
// since.
func TestSessionOfAChangedAccount(t *testing.T) {
	w := newTown(t)
	letIn, err := w.office.Store.Account(t.Context(), "clerk.jyj")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(account.Account, time.Time) (account.Account, journal.Entry, error)
		in     bool
	}{
		{"unlocked", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
			return account.Unlock(a, "console", at)
		}, true},
		{"another password", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
			return account.SetPassword(a, "another hash", "console", at)
		}, false},
	} {
		if _, err := w.office.ChangeAccount(t.Context(), account.Console, "clerk.jyj", c.change); err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		if err := w.desk.beginSession(answer, httptest.NewRequest("POST", "/desk/sign-in", nil), letIn, false); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/desk", nil)
		for _, cookie := range answer.Result().Cookies() {
			r.AddCookie(cookie)
		}
		if viewer, err := w.desk.Viewer(r); err != nil || (viewer != nil) != c.in {
			t.Errorf("%s: in as %v, %v", c.name, viewer, err)
		}
	}
}

func TestPaceOfSigningIn(t *testing.T) {
	w := newTown(t)
	w.desk.tries.Most = 3
	v := w.visitor()
	for range 3 {
		v.trySignIn("clerk.jyj", "wrong password", "")
	}
	if v.trySignIn("clerk.jyj", password, ""); v.status != http.StatusTooManyRequests || v.cookie() != "" {
		t.Errorf("one too many: %d %s", v.status, v.errors())
	}
	w.pass(time.Minute)
	if v.trySignIn("clerk.jyj", password, ""); v.url.Path != "/desk/drafts" {
		t.Errorf("a minute later: %d %s", v.status, v.errors())
	}
}

// A borrowed session does not learn the password by trying: once locked, the
// right one is refused too.
func TestLockOutOfASession(t *testing.T) {
	w := newTown(t)
	v := w.as("clerk.jyj")
	try := func(old string) string {
		return v.get("/desk/me").fill("password", old, "new", "another long one", "again", "another long one").submit(`form[action="/desk/me/password"]`, "").errors()
	}
	for range account.MaxFailures {
		try("wrong password")
	}
	if says := try(password); !strings.Contains(says, account.ErrLocked.Error()) {
		t.Errorf("the right one while locked: %q", says)
	}
	w.pass(account.LockFor)
	if says := try(password); says != "" || v.url.Path != "/desk/me" {
		t.Errorf("after the lock: %s %q", v.url, says)
	}
}

func TestOwnPassword(t *testing.T) {
	w := newTown(t)
	v, elsewhere := w.as("clerk.jyj"), w.as("clerk.jyj")
	form := `form[action="/desk/me/password"]`
	for _, c := range []struct{ password, fresh, again, says string }{
		{"wrong password", "another long one", "another long one", "现在的口令不正确"},
		{password, "short", "short", account.ErrPassword.Error()},
		{password, "another long one", "another long two", "不一致"},
	} {
		if v.get("/desk/me").fill("password", c.password, "new", c.fresh, "again", c.again).submit(form, ""); !strings.Contains(v.errors(), c.says) {
			t.Errorf("%s: %s", c.says, v.errors())
		}
	}
	before := v.cookie()
	v.get("/desk/me").fill("password", password, "new", "another long one", "again", "another long one").submit(form, "").says("口令已更改")
	if v.cookie() == before {
		t.Error("the token stays the same")
	}
	if elsewhere.get("/desk"); elsewhere.url.Path != "/desk/sign-in" {
		t.Error("other sessions stay open")
	}
	if w.visitor().trySignIn("clerk.jyj", "another long one", "").url.Path != "/desk/drafts" {
		t.Error("the new password does not work")
	}
	list, err := w.office.Store.JournalOf(context.Background(), "account/clerk.jyj")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range list {
		found = found || e.Act == journal.AccountPassword && e.Actor == "clerk.jyj"
	}
	if !found {
		t.Errorf("the journal does not name who changed it: %v", list)
	}
}

func TestSecondFactor(t *testing.T) {
	w := newTown(t)
	v := w.as("clerk.jyj")
	code := func(secret string) string {
		c, err := totp.GenerateCode(secret, w.time())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	v.get("/desk/me/code")
	secret := formValues(v.doc.Find(`form[action="/desk/me/code"]`)).Get("secret")
	if v.doc.Find(".app-qr svg path").Length() == 0 {
		t.Error("no QR code")
	}
	v.fill("password", password, "code", "000000").submit(`form[action="/desk/me/code"]`, "").says("动态口令不正确")
	v.fill("password", password, "code", code(secret)).submit(`form[action="/desk/me/code"]`, "").says("动态口令已设置", "已设置")

	stranger := w.visitor()
	for _, c := range []struct {
		name, code string
		wait       time.Duration
		in         bool
	}{
		{"none", "", 0, false},
		{"the one that set it up", code(secret), 0, false},
		{"a wrong one", "123456", time.Minute, false},
		{"a right one", "now", time.Minute, true},
		{"the same again", "now", 0, false},
		{"the next", "now", 30 * time.Second, true},
		{"one of ten minutes ago", "old", 0, false},
	} {
		w.pass(c.wait)
		switch c.code {
		case "now":
			c.code = code(secret)
		case "old":
			old, err := totp.GenerateCode(secret, w.time().Add(-10*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			c.code = old
		}
		stranger.client.Jar, _ = cookiejar.New(nil)
		if stranger.trySignIn("clerk.jyj", password, c.code); (stranger.url.Path == "/desk/drafts") != c.in {
			t.Errorf("%s: %s %s", c.name, stranger.url, stranger.errors())
		}
	}
}

// identity is a small identity provider in this process.
type identity struct {
	server  *httptest.Server
	key     *rsa.PrivateKey
	subject string
	now     func() time.Time
	// What the next token says instead, to see it refused.
	nonce, audience string
	pending         url.Values
}

func newIdentity(t *testing.T, now func() time.Time) *identity {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &identity{key: key, subject: "u-17", now: now}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		u := p.server.URL
		answer(w, map[string]any{"issuer": u, "authorization_endpoint": u + "/authorize", "token_endpoint": u + "/token", "jwks_uri": u + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		p.pending = r.URL.Query()
		http.Redirect(w, r, p.pending.Get("redirect_uri")+"?code=c0de&state="+url.QueryEscape(p.pending.Get("state")), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if id != "desk" || secret != "s3cret" || r.FormValue("code") != "c0de" || p.pending.Get("code_challenge_method") != "S256" ||
			base64.RawURLEncoding.EncodeToString(sum[:]) != p.pending.Get("code_challenge") {
			w.WriteHeader(http.StatusBadRequest)
			answer(w, map[string]string{"error": "invalid_grant"})
			return
		}
		nonce, audience := p.pending.Get("nonce"), "desk"
		if p.nonce != "" {
			nonce = p.nonce
		}
		if p.audience != "" {
			audience = p.audience
		}
		answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.token(map[string]any{"iss": p.server.URL, "sub": p.subject,
			"aud": audience, "nonce": nonce, "iat": p.now().Unix(), "exp": p.now().Add(time.Minute).Unix()})})
	})
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

func (p *identity) token(claims map[string]any) string {
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(map[string]string{"alg": "RS256", "kid": "1"}) + "." + part(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestSignInElsewhere(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	if v.get("/desk/sign-in/oidc"); v.status != http.StatusNotFound {
		t.Errorf("without a provider: %d", v.status)
	}
	p := newIdentity(t, w.time)
	w.desk.OIDC = OIDC{Issuer: p.server.URL, ClientID: "desk", Secret: "s3cret", Name: "统一身份认证"}
	v.get("/desk/sign-in?back=/desk/withheld").says("用统一身份认证登录")

	if v.get("/desk/sign-in/oidc"); v.status != http.StatusForbidden || !strings.Contains(v.text(), ErrNoSubject.Error()) {
		t.Errorf("an identity without an account: %d %s", v.status, v.text())
	}
	if _, err := w.office.AddAccount(context.Background(), account.Console, account.Account{Login: "wang", Name: "王用户", Subject: p.server.URL + "|u-17"},
		[]account.Grant{{Role: account.Clerk, Agency: "JYJ"}}); err != nil {
		t.Fatal(err)
	}
	if v.get("/desk/sign-in/oidc?back=/desk/withheld"); v.url.Path != "/desk/withheld" || v.status != http.StatusOK {
		t.Fatalf("%d %s: %s", v.status, v.url, v.text())
	}
	if w.visitor().trySignIn("wang", "", "").url.Path == "/desk/drafts" || w.visitor().trySignIn("wang", "anything at all", "").url.Path == "/desk/drafts" {
		t.Error("an account without a password lets one in by password")
	}
	v.get("/desk/me").fill("password", "x", "new", "another long one", "again", "another long one").submit(`form[action="/desk/me/password"]`, "").says("您的账号没有口令")

	refused := func(name string, v *visitor) {
		t.Helper()
		if v.cookie() != "" || v.status < 400 {
			t.Errorf("%s: %d %s", name, v.status, v.text())
		}
	}
	refused("without having been asked", w.visitor().get("/desk/sign-in/oidc/callback?code=c0de&state=x"))
	refused("another browser's state", func() *visitor {
		other := w.visitor()
		other.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error { return http.ErrUseLastResponse }
		other.get("/desk/sign-in/oidc")
		return other.get("/desk/sign-in/oidc/callback?code=c0de&state=stolen")
	}())
	p.nonce = "stale"
	refused("a token of another sign-in", w.visitor().get("/desk/sign-in/oidc"))
	p.nonce, p.audience = "", "somebody else"
	refused("a token for another client", w.visitor().get("/desk/sign-in/oidc"))
	p.audience = ""
	if _, err := w.office.ChangeAccount(context.Background(), account.Console, "wang", func(a account.Account, at time.Time) (account.Account, journal.Entry, error) {
		return account.End(a, 0, "console", at)
	}); err != nil {
		t.Fatal(err)
	}
	refused("one who left", w.visitor().get("/desk/sign-in/oidc"))

	w.desk.provider.oidc = nil
	p.server.Close()
	if v := w.visitor().get("/desk/sign-in/oidc"); v.status != http.StatusServiceUnavailable || !strings.Contains(v.text(), "没有应答") {
		t.Errorf("with the provider down: %d %s", v.status, v.text())
	}
	if strings.Contains(fmt.Sprint(w.log), "u-17") {
		t.Error("the log names a subject")
	}
}
