package gate

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gongkai/paper/upload"
)

// Remedy says what is taken out of a copy besides the traces.
type Remedy struct {
	// Hidden takes out what a reader does not see: hidden sheets, rows, columns
	// and slides, comments, tracked changes (accepted), embedded files, earlier
	// revisions.
	Hidden bool
}

// ErrNotCleaned says that no clean copy of the file can be made; what is hidden
// in it must be taken out by its author.
var ErrNotCleaned = errors.New("这个文件不能自动清理，请在原文件中处理后重新上传")

// Clean writes the copy of a file that is served: without the traces of who
// made it and on what, and without what the remedy names, but the same to its
// reader; it opens in the programs that opened the original. A text file is its
// own copy. Errors: [ErrNotCleaned], the verdicts of [Scanner.Inspect].
func Clean(ctx context.Context, f File, w io.Writer, remedy Remedy, limits Limits) error {
	limits = limits.filled()
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	c := &cleaning{ctx: ctx, remedy: remedy, limits: limits}
	return c.file(f, w, 0)
}

// cleaning is the work on one copy.
type cleaning struct {
	ctx      context.Context
	remedy   Remedy
	limits   Limits
	unpacked int64
}

func (c *cleaning) file(f File, w io.Writer, depth int) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	v, err := upload.Inspect(f.Name, f.R, f.Size, upload.Limits{Bytes: c.limits.Bytes, Unpacked: c.limits.Unpacked,
		Members: c.limits.Members, Depth: c.limits.Depth, Pages: c.limits.Pages, Web: true})
	if errors.Is(err, upload.ErrEmpty) {
		return nil
	}
	if err != nil {
		return err
	}
	switch v.Kind {
	case "docx", "xlsx", "pptx":
		return c.office(f, w, v.Kind)
	case "ofd":
		return c.ofd(f, w)
	case "pdf":
		return c.pdf(f, w)
	case "jpg", "png", "gif":
		return c.picture(f, w, v.Kind)
	case "txt", "csv":
		if _, err := io.Copy(w, io.NewSectionReader(f.R, 0, f.Size)); err != nil {
			return fmt.Errorf("clean %s: %w", f.Name, err)
		}
		return nil
	case "html":
		return c.html(f, w)
	case "zip":
		return c.archive(f, w, depth)
	}
	return ErrNotCleaned
}
