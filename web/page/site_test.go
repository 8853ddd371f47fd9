package page

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"bytes"
	"context"
)

type clerk struct{ acts string }

func (c clerk) Account() string     { return "zhang" }
func (c clerk) May(act string) bool { return strings.Contains(c.acts, act) }

var (
	errStale = errors.New("这份草稿已被别人改过")
	errField = errors.New("文号里不能有空格")
)

func routedSite(log *bytes.Buffer) *Site {
	s := NewSite(sampleFrame)
	s.SessionCookie = "session"
	s.Log = slog.New(slog.NewTextHandler(log, nil))
	s.Refusals = []Refusal{{Err: errStale, Status: 422, Field: "title"}, {Err: errField, Status: 422, Field: "number"}}
	s.Viewer = func(r *http.Request) (Viewer, error) {
		c, err := r.Cookie("session")
		if err != nil || c.Value == "stale" {
			return nil, nil
		}
		return clerk{acts: c.Value}, nil
	}
	answer := func(text string) Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			return Render(w, r, 200, HTML(text))
		}
	}
	fail := func(err error) Handler { return func(http.ResponseWriter, *http.Request) error { return err } }
	s.Handle("GET /open", Anyone(), answer("open"))
	s.Handle("POST /open", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		f, err := ReadForm(r)
		if err != nil {
			return err
		}
		return Show(w, r, f, HTML(f.Get("a")))
	}, Body(64))
	s.Handle("GET /desk", SignedIn(), answer("desk"))
	s.Handle("GET /sign", May("sign", "lead"), answer("sign"))
	s.Handle("GET /gone", Anyone(), fail(fmt.Errorf("item 7: %w", ErrGone)))
	s.Handle("GET /many", Anyone(), fail(ErrTooMany))
	s.Handle("GET /fault", Anyone(), fail(errors.New("dial tcp 10.0.0.7: secret")))
	s.Handle("GET /panic", Anyone(), func(http.ResponseWriter, *http.Request) error { panic("secret") })
	s.Handle("GET /long", Anyone(), answer(strings.Repeat("政府信息公开", 1000)))
	return s
}

func TestWhoMayEnter(t *testing.T) {
	var log bytes.Buffer
	s := routedSite(&log)
	for _, c := range []struct {
		name, method, path, session, accept, body string
		status                                    int
		contains, location                        string
	}{
		{name: "anyone", path: "/open", status: 200, contains: "open"},
		{name: "head", method: "HEAD", path: "/open", status: 200},
		{name: "stranger at the desk", path: "/desk?a=1", status: 303, location: "/desk/sign-in?back=%2Fdesk%3Fa%3D1"},
		{name: "session no longer good", path: "/desk", session: "stale", status: 303, location: "/desk/sign-in?back=%2Fdesk"},
		{name: "account at the desk", path: "/desk", session: "draft", status: 200, contains: "desk"},
		{name: "stranger at an act", path: "/sign", status: 303, location: "/desk/sign-in?back=%2Fsign"},
		{name: "account without the act", path: "/sign", session: "draft", status: 403, contains: "您没有办理此事的权限"},
		{name: "account with one of the acts", path: "/sign", session: "lead", status: 200, contains: "sign"},
		{name: "unknown address", path: "/nowhere", status: 404, contains: "没有找到这个页面"},
		{name: "wrong method", method: "DELETE", path: "/open", status: 405, contains: "不接受"},
		{name: "withdrawn", path: "/gone", status: 410, contains: "此信息已撤回"},
		{name: "too often", path: "/many", status: 429, contains: "操作太频繁"},
		{name: "too large", method: "POST", path: "/open", body: "a=" + strings.Repeat("x", 100), status: 413, contains: "太大"},
		{name: "form with NUL", method: "POST", path: "/open", body: "a=x%00", status: 422, contains: "x"},
		{name: "broken form", method: "POST", path: "/open", body: "a=%zz", status: 400, contains: "请求有误"},
		{name: "query with NUL", path: "/open?q=%00", status: 400},
		{name: "query not UTF-8", path: "/open?q=%ff", status: 400, contains: "文字编码有误"},
		{name: "broken query", path: "/open?q=%zz", status: 400},
		{name: "path not UTF-8", path: "/%ff", status: 404},
		{name: "fault", path: "/fault", status: 500, contains: "系统出了问题"},
		{name: "panic", path: "/panic", status: 500, contains: "系统出了问题"},
		{name: "problem as JSON", path: "/gone", accept: "application/json", status: 410, contains: `"status":410`},
		{name: "language", path: "/language?to=en&back=/open", status: 303, location: "/open"},
		{name: "language leading elsewhere", path: "/language?to=en&back=//evil.example", status: 303, location: "/"},
		{name: "static file", path: Static("gongkai.css"), status: 200, contains: "govuk"},
		{name: "no such static file", path: Static("passwd"), status: 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			method := c.method
			if method == "" {
				method = "GET"
			}
			r := httptest.NewRequest(method, c.path, strings.NewReader(c.body))
			if c.body != "" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			if c.session != "" {
				r.AddCookie(&http.Cookie{Name: "session", Value: c.session})
			}
			r.Header.Set("Accept", c.accept)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d\n%s", w.Code, c.status, w.Body)
			}
			if !strings.Contains(w.Body.String(), c.contains) {
				t.Errorf("no %q in\n%s", c.contains, w.Body)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Error("the stranger reads a message of the machine")
			}
			if got := w.Header().Get("Location"); got != c.location {
				t.Errorf("goes to %q, want %q", got, c.location)
			}
			if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Request-Id") == "" {
				t.Error("headers are missing")
			}
			if c.status == 500 {
				if id := w.Header().Get("X-Request-Id"); !strings.Contains(w.Body.String(), id) || !strings.Contains(log.String(), id) {
					t.Errorf("number %s is not both on the page and in the log", id)
				}
			}
		})
	}
	if strings.Contains(log.String(), "back=") || strings.Contains(log.String(), "nowhere") {
		t.Error("the log tells what was asked")
	}
}

func TestCrossSitePostRefused(t *testing.T) {
	s := routedSite(new(bytes.Buffer))
	r := httptest.NewRequest("POST", "/open", strings.NewReader("a=1"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 403 {
		t.Errorf("status %d", w.Code)
	}
}

func TestRouteWithoutPolicyCannotBeRegistered(t *testing.T) {
	ok := func(http.ResponseWriter, *http.Request) error { return nil }
	for name, register := range map[string]func(*Site){
		"zero policy": func(s *Site) { s.Handle("GET /a", Policy{}, ok) },
		"no act":      func(s *Site) { s.Handle("GET /a", May(), ok) },
		"no handler":  func(s *Site) { s.Handle("GET /a", Anyone(), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it was registered")
				}
			}()
			register(NewSite(Frame{}))
		})
	}
}

func TestCompression(t *testing.T) {
	s := routedSite(new(bytes.Buffer))
	for _, c := range []struct {
		accept, path, encoding string
	}{
		{"gzip, deflate, br", "/long", "gzip"},
		{"deflate", "/long", ""},
		{"gzip;q=0", "/long", ""},
		{"gzip", "/open", ""},
		{"gzip", Static("gongkai.css"), "gzip"},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); got != c.encoding {
			t.Errorf("%s %s: %q, want %q", c.path, c.accept, got, c.encoding)
		}
	}
}

func TestFormRefuse(t *testing.T) {
	s := routedSite(new(bytes.Buffer))
	s.Handle("POST /act", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		f, err := ReadForm(r)
		if err != nil {
			return err
		}
		if !f.Refuse(r.Context(), fmt.Errorf("revise: %w", errStale)) || f.Error("title") != errStale.Error() {
			t.Errorf("not beside its field: %v", f.Errors)
		}
		if f.Refuse(r.Context(), ErrNotFound) || f.Refuse(r.Context(), errors.New("x")) {
			t.Error("what is no matter of a field was put in the form")
		}
		both := &Form{}
		both.Fail("title", "已有一句")
		if !both.Refuse(r.Context(), errors.Join(errStale, errField)) || len(both.Errors) != 2 || both.Error("title") != "已有一句" || both.Error("number") != errField.Error() {
			t.Errorf("what was refused together: %v", both.Errors)
		}
		return Show(w, r, f, Input(f, Field{Name: "title", Label: "名称"}))
	})
	r := httptest.NewRequest("POST", "/act", strings.NewReader(url.Values{"title": {`"𠮷<`}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	for _, want := range []string{`value="&#34;𠮷&lt;"`, `aria-describedby="title-error"`, errStale.Error()} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in %s", want, w.Body)
		}
	}
	if w.Code != 422 {
		t.Errorf("status %d", w.Code)
	}
}

// Away from its field a sentence is named by the field's label, in the summary alone; a refused control says so.
func TestErrorsAreNamedInTheSummary(t *testing.T) {
	for language, want := range map[Language][]string{
		Chinese: {"文号：文字太长：最多 60 个字，现有 61 个字", "理由：文字太长：最多 60 个字，现有 61 个字", "请填写名称", "成文日期：请填写正确的日期", "公开属性：尚未认定"},
		English: {"Document number: The text is too long: at most 60 characters, there are 61", "Reason: The text is too long: at most 60 characters, there are 61"},
	} {
		f := &Form{}
		long := "文字太长：最多 60 个字，现有 61 个字"
		f.Fail("number", long)
		f.Fail("reason", long)
		f.Fail("title", "请填写名称")
		f.Fail("issued", "请填写正确的日期")
		f.Fail("attribute", "尚未认定")
		f.Fail("elsewhere", "没有画出的")
		ctx := Speaking(context.Background(), language)
		var b bytes.Buffer
		if err := with(Layout(Page{Title: "更改", Form: f}),
			Input(f, Field{Name: "number", Label: "文号", Optional: true}),
			Textarea(f, Field{Name: "reason", Label: "理由"}),
			Input(f, Field{Name: "title", Label: "名称"}),
			DateInput(f, Field{Name: "issued", Label: "成文日期"}),
			Radios(f, Field{Name: "attribute", Label: "公开属性"}, Choices("open", "主动公开", "closed", "不予公开")),
			Checkboxes(f, Field{Name: "sound", Label: "环节"}, Choices("a", "决策")),
		).Render(ctx, &b); err != nil {
			t.Fatal(err)
		}
		_, summary, _ := strings.Cut(b.String(), "govuk-error-summary__list")
		summary, fields, _ := strings.Cut(summary, "</ul>")
		for _, sentence := range want {
			if !strings.Contains(summary, ">"+sentence+"</a>") {
				t.Errorf("%s: no %q in %s", language, sentence, summary)
			}
		}
		if !strings.Contains(summary, "<strong>没有画出的</strong>") && language == Chinese {
			t.Errorf("what has no field is not said, or leads nowhere: %s", summary)
		}
		if !strings.Contains(summary, `href="#issued-year"`) {
			t.Errorf("%s: a day's sentence does not lead to its first box: %s", language, summary)
		}
		if strings.Contains(fields, "：文字太长") || strings.Contains(fields, ": The text is too long") {
			t.Errorf("%s: a field's own sentence is named", language)
		}
		// A line, a text, a title, three boxes of a date, one group of radios; not the sound checkbox.
		if n := strings.Count(b.String(), `aria-invalid="true"`); n != 7 {
			t.Errorf("%s: %d controls are marked as refused, want 7", language, n)
		}
	}
}

func TestNoticeIsShownOnce(t *testing.T) {
	s := sampleSite()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/done", nil))
	cookie := w.Result().Cookies()[0]
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(cookie)
	w = httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), "已发布") {
		t.Error("the notice is not shown")
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the notice is not taken away: %v", c)
	}
}

// What was not done stands as an error, never under the green banner of what was.
func TestRefusalIsNoSuccess(t *testing.T) {
	s := sampleSite()
	for _, c := range []struct{ from, sentence, want, never string }{
		{"/done", "已发布", "govuk-notification-banner--success", "govuk-error-summary"},
		{"/undone", "这份草稿已经送审", `<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert">`, "govuk-notification-banner--success"},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", c.from, nil))
		r := httptest.NewRequest("GET", "/panel", nil)
		r.AddCookie(w.Result().Cookies()[0])
		w = httptest.NewRecorder()
		s.ServeHTTP(w, r)
		for words, want := range map[string]bool{c.sentence: true, c.want: true, c.never: false, "已办妥": c.from == "/done", "未能办理": c.from != "/done"} {
			if strings.Contains(w.Body.String(), words) != want {
				t.Errorf("after %s: %q shown: %v", c.from, words, !want)
			}
		}
	}
}

// Whoever is signed in as staff is led back to the desk; strangers are asked to
// sign in.
func TestFooterKnowsStaff(t *testing.T) {
	s := sampleSite()
	s.SessionCookie = "session"
	s.Frame.Footer = []Link{{Text: "工作人员登录", Href: "/desk"}, {Text: "公开指南", Href: "/guide"}}
	for cookie, want := range map[string]string{"": "工作人员登录", "x": "返回办公"} {
		r := httptest.NewRequest("GET", "/panel", nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: "session", Value: cookie})
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if _, footer, _ := strings.Cut(w.Body.String(), "<footer"); !strings.Contains(footer, want) || !strings.Contains(footer, "公开指南") || strings.Contains(footer, "工作人员登录") != (cookie == "") {
			t.Errorf("with session %q: %s", cookie, footer)
		}
	}
}

func TestCheckText(t *testing.T) {
	for text, want := range map[string]error{
		"㐀𠮷\U0002C317 rare": nil, "line\nline\ttab": nil, "": nil,
		"a\x00": ErrControlChars, "\u202etxt": ErrControlChars, "a\u200bb": ErrControlChars, "\xff": ErrNotUTF8,
	} {
		if got := CheckText(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
