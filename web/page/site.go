package page

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
)

// Handler answers a request or returns why not: a refusal (see Refusal) or a fault of the machine. A handler that
// returns an error has written nothing.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Viewer is a signed-in account, as far as a window needs to know.
type Viewer interface {
	Account() string
	May(act string) bool
}

// Policy says who may enter a route. Only Anyone, SignedIn and May make one; the zero Policy opens nothing.
type Policy struct {
	kind policyKind
	acts []string
}

type policyKind uint8

const (
	nobody policyKind = iota
	anyone
	signedIn
	may
)

// Anyone opens a route to the public.
func Anyone() Policy { return Policy{kind: anyone} }

// SignedIn opens a route to every account; others are sent to sign in.
func SignedIn() Policy { return Policy{kind: signedIn} }

// May opens a route to accounts that may do at least one of the acts.
func May(acts ...string) Policy { return Policy{kind: may, acts: acts} }

// String is "anyone", "signed in" or "may publication.draft, publication.sign".
func (p Policy) String() string {
	switch p.kind {
	case anyone:
		return "anyone"
	case signedIn:
		return "signed in"
	case may:
		return "may " + strings.Join(p.acts, ", ")
	}
	return "nobody"
}

// Public says strangers may enter.
func (p Policy) Public() bool { return p.kind == anyone }

// Route is one line of the table of routes.
type Route struct {
	Pattern string // as http.ServeMux reads it, "GET /item/{number}"
	Policy  Policy
}

// Site is one running window of the city: routes, frame, who is looking. Make it with NewSite, fill in the
// fields, then register routes; nothing may change once it serves.
type Site struct {
	Frame         Frame                                 // around every page that brings no Frame of its own
	FrameFor      func(r *http.Request) *Frame          // the frame of an error page; nil: Frame
	Viewer        func(r *http.Request) (Viewer, error) // who is looking; nil Viewer for a stranger. Asked only when the session cookie is there
	SessionCookie string                                // its name; "" when nobody can sign in
	ReaderCookie  string                                // of a registered reader; that it is there, and nothing of its value, shows in the masthead
	SignIn        string                                // where strangers are sent, "/desk/sign-in" unless set
	Refusals      []Refusal                             // of the affairs; this package's own are known already
	Log           *slog.Logger                          // nil: silent
	Now           func() time.Time                      // for the durations in the log; nil: none
	BodyLimit     int64                                 // bytes of a posted body unless the route says otherwise; 1 MiB unless set

	mux       *http.ServeMux
	routes    []Route
	catchAll  sync.Once
	crossSite *http.CrossOriginProtection
}

// NewSite makes a site that already serves its static files and the language and type switches.
func NewSite(frame Frame) *Site {
	s := &Site{
		Frame: frame, SignIn: "/desk/sign-in", BodyLimit: 1 << 20,
		mux: http.NewServeMux(), crossSite: http.NewCrossOriginProtection(),
	}
	s.Handle("GET /static/{hash}/{name}", Anyone(), serveStatic)
	s.Handle("GET /favicon.ico", Anyone(), serveFavicon)
	s.Handle("GET /language", Anyone(), chooseLanguage)
	s.Handle("GET /large", Anyone(), chooseType)
	return s
}

// Option changes one thing about one route.
type Option func(*routeOptions)

type routeOptions struct{ body int64 }

// Body lets a route take a posted body of up to so many bytes, as an upload needs.
func Body(bytes int64) Option { return func(o *routeOptions) { o.body = bytes } }

// Handle registers a route. It panics on a route without a policy and on patterns http.ServeMux refuses: both are
// faults of the program text.
func (s *Site) Handle(pattern string, policy Policy, h Handler, options ...Option) {
	if policy.kind == nobody {
		panic(fmt.Sprintf("page: route %q has no policy", pattern))
	}
	if policy.kind == may && len(policy.acts) == 0 {
		panic(fmt.Sprintf("page: route %q may be entered for no act", pattern))
	}
	if h == nil {
		panic(fmt.Sprintf("page: route %q has no handler", pattern))
	}
	o := routeOptions{body: s.BodyLimit}
	for _, option := range options {
		option(&o)
	}
	s.routes = append(s.routes, Route{Pattern: pattern, Policy: policy})
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(w, r.Body, o.body)
		}
		if err := s.enter(w, r, policy, h); err != nil {
			s.answerProblem(w, r, err)
		}
	})
}

// Routes lists every route with its policy, by pattern.
func (s *Site) Routes() []Route {
	routes := slices.Clone(s.routes)
	slices.SortFunc(routes, func(a, b Route) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return routes
}

func (s *Site) enter(w http.ResponseWriter, r *http.Request, policy Policy, h Handler) error {
	v := visitOf(r.Context())
	if v.session && s.Viewer != nil {
		viewer, err := s.Viewer(r)
		if err != nil {
			return fmt.Errorf("who is looking: %w", err)
		}
		v.viewer = viewer
	}
	switch {
	case policy.kind == anyone:
	case v.viewer == nil:
		back := ""
		if r.Method == http.MethodGet {
			back = "?back=" + url.QueryEscape(r.URL.RequestURI())
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, s.SignIn+back, http.StatusSeeOther)
		return nil
	case policy.kind == may && !slices.ContainsFunc(policy.acts, v.viewer.May):
		return ErrForbidden
	}
	if v.viewer != nil {
		w.Header().Set("Cache-Control", "no-store") // an official's page stays in no shared cache
	}
	return h(w, r)
}

// notFound answers what no route matched, telling a wrong address from a wrong method.
func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = method
		if _, pattern := s.mux.Handler(&other); pattern != "" && pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		s.answerProblem(w, r, ErrNotFound)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	s.answerProblem(w, r, ErrMethod)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a whole page, or nothing and an error: it is drawn into memory first, so no half page is sent. A
// notice left by the page before is shown once.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= 1<<20 {
			buf.Reset()
			buffers.Put(buf)
		}
	}()
	if err := c.Render(r.Context(), buf); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return send(w, r, status, markedFor(r.Context(), buf.Bytes()))
}

// send writes a drawn page, taking away the notice it has shown.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	h := w.Header()
	if visitOf(r.Context()).notice != "" {
		SetCookie(w, r, cookieNotice, "", -1)
		h.Set("Cache-Control", "no-store")
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "text/html; charset=utf-8")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// A visitor who hangs up midway is no fault of ours.
	_, _ = w.Write(body)
	return nil
}

// Show is Render with status 200, or 422 for a form that has errors.
func Show(w http.ResponseWriter, r *http.Request, form *Form, c templ.Component) error {
	if form.OK() {
		return Render(w, r, http.StatusOK, c)
	}
	return Render(w, r, http.StatusUnprocessableEntity, c)
}

// HTML makes a component of markup that is already safe, such as a body text cleaned when it was saved.
func HTML(safe string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, safe)
		return err
	})
}
