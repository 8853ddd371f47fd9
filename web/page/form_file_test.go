package page

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// A file too large to be held in memory lies on the disk while its form is
// answered, and no longer, however the answer ends.
func TestFilesOfAFormAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	left := func() int {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	s := NewSite(sampleFrame)
	for path, end := range map[string]func() error{
		"/kept": func() error { return nil }, "/refused": func() error { return ErrGone }, "/broken": func() error { panic("broken") },
	} {
		s.Handle("POST "+path, Anyone(), func(w http.ResponseWriter, r *http.Request) error {
			if _, err := ReadForm(r); err != nil {
				return err
			}
			if left() != 1 {
				t.Errorf("%s: %d files while the form is answered", path, left())
			}
			return end()
		}, Body(64<<20))
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("files", "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(make([]byte, 20<<20))
		form.Close()
		r := httptest.NewRequest("POST", path, &b)
		r.Header.Set("Content-Type", form.FormDataContentType())
		s.ServeHTTP(httptest.NewRecorder(), r)
		if left() != 0 {
			t.Errorf("%s: %d files afterwards", path, left())
		}
	}
}
