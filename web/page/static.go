package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
)

//go:embed static
var staticFiles embed.FS

// staticFile is one built file with its headers, compressed once.
type staticFile struct {
	plain, gzipped         []byte
	kind                   []string
	plainSize, gzippedSize []string
}

var statics, staticHash = mustStatics()

// mustStatics panics on files that cannot be read: they are compiled in.
func mustStatics() (map[string]*staticFile, string) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	all := sha256.New()
	files := map[string]*staticFile{}
	for _, entry := range entries {
		body, err := staticFiles.ReadFile("static/" + entry.Name())
		if err != nil {
			panic(err)
		}
		all.Write([]byte(entry.Name()))
		all.Write(body)
		f := &staticFile{plain: body, gzipped: gzipBytes(body)}
		f.kind = []string{mime.TypeByExtension(path.Ext(entry.Name()))}
		switch path.Ext(entry.Name()) { // not left to the machine's own table
		case ".css":
			f.kind = []string{"text/css; charset=utf-8"}
		case ".js":
			f.kind = []string{"text/javascript; charset=utf-8"}
		case ".svg":
			f.kind = []string{"image/svg+xml"}
		}
		f.plainSize, f.gzippedSize = []string{strconv.Itoa(len(f.plain))}, []string{strconv.Itoa(len(f.gzipped))}
		files[entry.Name()] = f
	}
	return files, hex.EncodeToString(all.Sum(nil))[:12]
}

// gzipBytes compresses as well as gzip can: done once, sent many times.
func gzipBytes(body []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	// A bytes.Buffer does not fail.
	_, _ = z.Write(body)
	_ = z.Close()
	return out.Bytes()
}

// Static is the address of a built file. It changes with the files, so browsers may keep it for ever.
func Static(name string) string { return "/static/" + staticHash + "/" + name }

var (
	headerGzip      = []string{"gzip"}
	headerVary      = []string{"Accept-Encoding"}
	headerImmutable = []string{"public, max-age=31536000, immutable"}
	headerDay       = []string{"public, max-age=86400"}
)

// serveStatic answers an old hash with the present file, uncached: a page drawn before an upgrade still finds its
// style sheet.
func serveStatic(w http.ResponseWriter, r *http.Request) error {
	f, ok := statics[r.PathValue("name")]
	if !ok {
		return ErrNotFound
	}
	if r.PathValue("hash") == staticHash {
		w.Header()["Cache-Control"] = headerImmutable
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	f.serve(w, r)
	return nil
}

func serveFavicon(w http.ResponseWriter, r *http.Request) error {
	w.Header()["Cache-Control"] = headerDay
	statics["emblem.svg"].serve(w, r)
	return nil
}

func (f *staticFile) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Content-Type"], h["Vary"] = f.kind, headerVary
	body, size := f.plain, f.plainSize
	if acceptsGzip(r.Header) {
		h["Content-Encoding"] = headerGzip
		body, size = f.gzipped, f.gzippedSize
	}
	h["Content-Length"] = size
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		// A visitor who hangs up midway is no fault of ours.
		_, _ = w.Write(body)
	}
}
