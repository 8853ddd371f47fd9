package store

import (
	"context"
	"database/sql"

	"gongkai/affairs/publication"
)

// auditMail collects the blobs that messages name: what they carry, and each
// message as it came in.
func (r Reader) auditMail(ctx context.Context, files map[string]publication.Attachment) error {
	collect := func(a publication.Attachment) {
		if _, known := files[a.SHA256]; known {
			return
		}
		if a.Size == 0 {
			a.Size = UnknownSize // a letter, whose size its case does not keep
		}
		files[a.SHA256] = a
	}
	err := r.each(ctx, `select raw, attachments from tray`, nil, func(rows *sql.Rows) error {
		var raw, text string
		var list []publication.Attachment
		if err := rows.Scan(&raw, &text); err != nil {
			return err
		}
		collect(publication.Attachment{Name: "来信原件", SHA256: raw})
		err := unpack(text, &list)
		for _, a := range list {
			collect(a)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.each(ctx, `select attachments from outbox`, nil, func(rows *sql.Rows) error {
		var text string
		var list []publication.Attachment
		if err := rows.Scan(&text); err != nil {
			return err
		}
		err := unpack(text, &list)
		for _, a := range list {
			collect(a)
		}
		return err
	})
}
