package desk

import (
	"bytes"
	"fmt"
	"net/http"

	"gongkai/paper/upload"
)

// requestEvidence hands out the evidence pack of a case to whoever sees the
// case. It is made in memory first, so a pack that cannot be made whole is an
// error page and no torn file.
func (d *Desk) requestEvidence(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := d.Office.Evidence(r.Context(), q.Thing(), &b); err != nil {
		return fmt.Errorf("evidence: %v", err) // a fault, though the store may say "not found"
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", upload.Disposition("证据包 "+q.ID.Number()+".zip", false))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(b.Bytes())
	return err
}
