package gate

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"gongkai/paper/upload"
)

// archive writes a ZIP of the clean copies of what is in it, without the times
// and the attributes that the machine that made it left there.
func (c *cleaning) archive(f File, w io.Writer, depth int) error {
	if depth >= c.limits.Depth {
		return upload.ErrNested
	}
	z, err := zip.NewReader(f.R, f.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return ErrUnread
	}
	out := zip.NewWriter(w)
	for _, member := range z.File {
		name, err := upload.MemberName(member)
		if err != nil {
			return err
		}
		if strings.HasPrefix(name, "__MACOSX/") || path.Base(name) == ".DS_Store" || strings.EqualFold(path.Base(name), "thumbs.db") {
			continue
		}
		if strings.HasSuffix(name, "/") {
			if _, err := out.Create(name); err != nil {
				return err
			}
			continue
		}
		body, err := member.Open()
		if err != nil {
			return ErrUnread
		}
		b, err := io.ReadAll(io.LimitReader(body, c.limits.Unpacked-c.unpacked+1))
		body.Close()
		if err != nil {
			return ErrUnread
		}
		if c.unpacked += int64(len(b)); c.unpacked > c.limits.Unpacked {
			return upload.ErrBomb
		}
		to, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := c.file(File{Name: path.Base(name), R: bytes.NewReader(b), Size: int64(len(b))}, to, depth+1); err != nil {
			return err
		}
	}
	return out.Close()
}
