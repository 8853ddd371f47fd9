package desk

import (
	"fmt"
	"io"
	"net/http"
	"os"

	"gongkai/paper/upload"
)

// requestEvidence hands out the evidence pack of a case to whoever sees the
// case.
func (d *Desk) requestEvidence(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	return d.servePack(w, r, q.Thing(), q.ID.Number())
}

// servePack hands out the evidence pack of a thing. It is made in a temporary
// file first: a pack that cannot be made whole is an error page and no torn
// file, and one of many large files fills no memory.
func (d *Desk) servePack(w http.ResponseWriter, r *http.Request, thing, number string) error {
	f, err := os.CreateTemp("", "gongkai-evidence-*.zip")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := d.Office.Evidence(r.Context(), thing, f); err != nil {
		return fmt.Errorf("evidence: %v", err) // a fault, though the store may say "not found"
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Length", fmt.Sprint(size))
	h.Set("Content-Disposition", upload.Disposition("证据包 "+number+".zip", false))
	h.Set("Cache-Control", "no-store")
	_, err = io.Copy(w, f)
	return err
}
