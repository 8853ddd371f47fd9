package page

import (
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// securityHeaders go out with every answer. Script and style come from our own files only, so an injected tag
// does nothing. Values are shared slices: they are never changed.
var securityHeaders = map[string][]string{
	"Content-Security-Policy": {"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
		"form-action 'self'; frame-ancestors 'none'"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Referrer-Policy":              {"same-origin"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=()"},
}

// newID is 10 letters and digits: short enough to read out over the telephone.
func newID() string {
	var b [5]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (s *Site) logger() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

// ServeHTTP is the way in: identity, headers, recovery, origin check, then the route.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.catchAll.Do(func() { s.mux.HandleFunc("/", s.notFound) })
	var begun time.Time
	if s.Now != nil {
		begun = s.Now()
	}
	v := s.visitFor(r)
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
	out := answers.Get().(*answer)
	*out = answer{ResponseWriter: w, method: r.Method, gzipOK: acceptsGzip(r.Header)}
	h := w.Header()
	for name, value := range securityHeaders {
		h[name] = value
	}
	h["X-Request-Id"] = []string{v.id}

	defer func() {
		if fault := recover(); fault != nil {
			if fault == http.ErrAbortHandler {
				panic(fault)
			}
			s.logger().ErrorContext(r.Context(), "panic", "id", v.id, "route", r.Pattern,
				"panic", fault, "stack", string(debug.Stack()))
			if out.status != 0 {
				panic(http.ErrAbortHandler) // half an answer is out: cut the line, so nobody takes it for whole
			}
			s.answerProblem(out, r, ErrInternal)
		}
		out.finish()
		// The server removes those of its own request, which this one is not.
		if r.MultipartForm != nil {
			if err := r.MultipartForm.RemoveAll(); err != nil {
				s.logger().ErrorContext(r.Context(), "remove files of a form", "id", v.id, "route", r.Pattern, "error", err)
			}
		}
		if log := s.logger(); log.Enabled(r.Context(), slog.LevelInfo) {
			// The route's pattern, not the address: an address may name a person or carry what they typed.
			var took time.Duration
			if s.Now != nil {
				took = s.Now().Sub(begun)
			}
			log.InfoContext(r.Context(), "request", "id", v.id, "method", r.Method, "route", r.Pattern,
				"status", out.status, "bytes", out.bytes, "ms", float64(took.Microseconds())/1000)
		}
		*out = answer{}
		answers.Put(out)
	}()

	if err := s.crossSite.Check(r); err != nil {
		s.answerProblem(out, r, ErrCrossOrigin)
		return
	}
	if !utf8.ValidString(r.URL.Path) || strings.IndexByte(r.URL.Path, 0) >= 0 {
		s.answerProblem(out, r, ErrNotFound)
		return
	}
	if err := checkQuery(r.URL.RawQuery); err != nil {
		s.answerProblem(out, r, err)
		return
	}
	s.mux.ServeHTTP(out, r)
}

// checkQuery refuses addresses no link of ours has: broken escapes, NUL, text that is not UTF-8.
func checkQuery(raw string) error {
	if raw == "" {
		return nil
	}
	text := raw
	if strings.IndexByte(raw, '%') >= 0 {
		var err error
		if text, err = url.QueryUnescape(raw); err != nil {
			return ErrBadRequest
		}
	}
	if !utf8.ValidString(text) {
		return ErrNotUTF8
	}
	if strings.IndexByte(text, 0) >= 0 {
		return ErrControlChars
	}
	return nil
}

// acceptsGzip reads Accept-Encoding as browsers write it; "gzip;q=0" is a refusal.
func acceptsGzip(h http.Header) bool {
	values := h["Accept-Encoding"]
	if len(values) == 0 {
		return false
	}
	_, after, found := strings.Cut(values[0], "gzip")
	if !found {
		return false
	}
	if !strings.HasPrefix(after, ";") {
		return true
	}
	q, _, _ := strings.Cut(after[1:], ",")
	q = strings.TrimSpace(q)
	weight, err := strconv.ParseFloat(strings.TrimPrefix(q, "q="), 64)
	return err != nil || weight > 0
}

// answer remembers status and size for the log and compresses what is worth it.
type answer struct {
	http.ResponseWriter
	method string
	gzipOK bool
	status int
	bytes  int64
	gz     *gzip.Writer
}

var (
	answers = sync.Pool{New: func() any { return new(answer) }}
	gzips   = sync.Pool{New: func() any {
		z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed+2)
		if err != nil {
			panic(err)
		}
		return z
	}}
)

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader decides whether to compress: text of unknown length or over 1 KiB, not compressed yet, not a part.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	if status < 200 { // 103 and the like are followed by the real one
		a.ResponseWriter.WriteHeader(status)
		return
	}
	a.status = status
	h := a.Header()
	if h["Content-Encoding"] == nil && compressible(h.Get("Content-Type")) {
		h.Add("Vary", "Accept-Encoding")
		length, err := strconv.Atoi(h.Get("Content-Length"))
		worth := err != nil || length > 1024
		if a.gzipOK && worth && a.method != http.MethodHead && status != http.StatusNoContent &&
			status != http.StatusNotModified && h["Content-Range"] == nil {
			h.Del("Content-Length")
			h.Del("Accept-Ranges")
			h.Set("Content-Encoding", "gzip")
			if tag := h.Get("Etag"); strings.HasPrefix(tag, `"`) {
				h.Set("Etag", "W/"+tag) // same content, other bytes
			}
			a.gz = gzips.Get().(*gzip.Writer)
			a.gz.Reset(counter{a})
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

// counter counts compressed bytes on their way out.
type counter struct{ a *answer }

func (c counter) Write(p []byte) (int, error) {
	n, err := c.a.ResponseWriter.Write(p)
	c.a.bytes += int64(n)
	return n, err
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		if a.Header()["Content-Type"] == nil {
			a.Header().Set("Content-Type", http.DetectContentType(p))
		}
		a.WriteHeader(http.StatusOK)
	}
	if a.gz != nil {
		return a.gz.Write(p)
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Flush sends what is there, for progress pages.
func (a *answer) Flush() {
	if a.gz != nil {
		// The visitor may be gone; the handler learns of it at its next write.
		_ = a.gz.Flush()
	}
	if f, ok := a.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

func (a *answer) finish() {
	if a.gz != nil {
		// As in Flush: nobody is left to tell.
		_ = a.gz.Close()
		a.gz.Reset(io.Discard)
		gzips.Put(a.gz)
		a.gz = nil
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml") ||
		kind == "application/javascript" || kind == "image/svg+xml"
}
