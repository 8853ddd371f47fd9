package page

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"
)

// visit is what the frame needs to know of one request. It travels in the context.
type visit struct {
	site     *Site
	id       string
	language Language
	large    bool   // 大字版
	session  bool   // carries the session cookie, whether or not it is still good
	reader   bool   // carries the reader's cookie, whether or not it is still good
	notice   string // one sentence left by the previous page, or ""
	refused  bool   // the notice says that something was not done
	address  string // path and query, for the language switch to come back to
	viewer   Viewer // nil for a stranger
	line     *line  // nil where the server was given another listener
}

type visitKey struct{}

var nowhere = &visit{language: Chinese}

func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return nowhere
}

// The cookies of the frame. None of them says who somebody is.
const (
	cookieLanguage = "lang"
	cookieLarge    = "large"
	cookieNotice   = "notice"
)

const longestNotice = 600 // bytes; a sentence, not a letter

// refusalMark stands before a notice that says what was not done; the alphabet of readNotice has no such letter.
const refusalMark = "!"

// ViewerOf is the signed-in account, or nil for a stranger.
func ViewerOf(ctx context.Context) Viewer { return visitOf(ctx).viewer }

// ViewerMay says whether the viewer may do the act; a stranger may do none. For showing or hiding a button: the
// route's policy and the act itself decide.
func ViewerMay(ctx context.Context, act string) bool {
	v := visitOf(ctx).viewer
	return v != nil && v.May(act)
}

// RequestID is the number a stranger can quote, and the log line's id.
func RequestID(ctx context.Context) string { return visitOf(ctx).id }

// Address is the path and query being answered.
func Address(ctx context.Context) string { return visitOf(ctx).address }

func (s *Site) visitFor(r *http.Request) *visit {
	v := &visit{site: s, id: newID(), language: Chinese, address: r.URL.RequestURI()}
	v.line, _ = r.Context().Value(lineKey{}).(*line)
	if r.Header["Cookie"] == nil {
		return v
	}
	for _, c := range r.Cookies() {
		switch c.Name {
		case cookieLanguage:
			if c.Value == "en" {
				v.language = English
			}
		case cookieLarge:
			v.large = c.Value == "1"
		case cookieNotice:
			value, refused := strings.CutPrefix(c.Value, refusalMark)
			v.notice, v.refused = readNotice(value), refused
		case s.SessionCookie:
			v.session = c.Value != ""
		case s.ReaderCookie:
			v.reader = c.Value != ""
		}
	}
	return v
}

// SetCookie sets a cookie no script can read, kept for maxAge seconds (0: until the browser closes, negative:
// delete), Secure whenever the visitor came over TLS, directly or through a proxy that says so.
func SetCookie(w http.ResponseWriter, r *http.Request, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
}

// LeaveNotice leaves one sentence (Chinese, a key of the catalogue or finished text) for the next page to show in
// its notice banner. Longer than a sentence is cut.
func LeaveNotice(w http.ResponseWriter, r *http.Request, sentence string) {
	leave(w, r, "", sentence)
}

// LeaveRefusal is LeaveNotice for what was not done: the next page shows the sentence as an error.
func LeaveRefusal(w http.ResponseWriter, r *http.Request, sentence string) {
	leave(w, r, refusalMark, sentence)
}

func leave(w http.ResponseWriter, r *http.Request, mark, sentence string) {
	for len(sentence) > longestNotice {
		_, n := utf8.DecodeLastRuneInString(sentence)
		sentence = sentence[:len(sentence)-n]
	}
	SetCookie(w, r, cookieNotice, mark+base64.RawURLEncoding.EncodeToString([]byte(sentence)), 60)
}

// readNotice distrusts the cookie: what is not a sentence is dropped.
func readNotice(value string) string {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) > longestNotice || CheckText(string(raw)) != nil {
		return ""
	}
	return string(raw)
}

// Back makes a returning address safe: a path of this site, or "/" for anything else.
func Back(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}

// chooseLanguage is GET /language?to=en&back=/path: a link, so it works without script.
func chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	to := "zh"
	if r.URL.Query().Get("to") == "en" {
		to = "en"
	}
	SetCookie(w, r, cookieLanguage, to, 365*24*3600)
	http.Redirect(w, r, Back(r.URL.Query().Get("back")), http.StatusSeeOther)
	return nil
}

// chooseType is GET /large?to=1&back=/path, the large type for elderly readers; to=0 switches back.
func chooseType(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("to") == "1" {
		SetCookie(w, r, cookieLarge, "1", 365*24*3600)
	} else {
		SetCookie(w, r, cookieLarge, "", -1)
	}
	http.Redirect(w, r, Back(r.URL.Query().Get("back")), http.StatusSeeOther)
	return nil
}
