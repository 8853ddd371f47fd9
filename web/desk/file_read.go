package desk

import (
	"context"

	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// fileReads is what is known of the words in files, by hash; nil where the
// question does not arise.
type fileReads map[string]store.Reading

// readsOf is what is known of the words in the attachments.
func (d *Desk) readsOf(ctx context.Context, list []publication.Attachment) (fileReads, error) {
	if len(list) == 0 {
		return nil, nil
	}
	hashes := make([]string, len(list))
	for i, a := range list {
		hashes[i] = a.SHA256
	}
	return d.Office.Store.Readings(ctx, hashes)
}

// note is what stands behind the name of a file: its size, and whether its
// words can be found, or why not.
func (f fileReads) note(ctx context.Context, a publication.Attachment) string {
	s := fileSize(a.Size)
	if f != nil {
		for _, words := range readWords(f[a.SHA256]) {
			s = page.Tf(ctx, "%s，%s", s, page.T(ctx, words))
		}
	}
	return page.Tf(ctx, "（%s）", s)
}

// readWords says it, each its own translation key.
func readWords(g store.Reading) []string {
	var list []string
	switch {
	case g.State == "":
		return []string{"文字在公开后读取"}
	case g.State == store.ReadingWaiting:
		list = []string{"文字等待读取"}
	case g.Pages > 0:
		list = []string{"文字可以检索"}
	}
	if g.Note != "" {
		list = append(list, g.Note)
	}
	return list
}
