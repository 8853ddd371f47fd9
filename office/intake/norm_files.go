package intake

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Limits of a folder or archive of norms.
const (
	mostNormFiles = 20_000
	mostNormBytes = 512 << 20 // of all
	mostNormFile  = 4 << 20   // of one
)

var (
	ErrNormSource = errors.New("请给出文件夹，或者 .tar、.tar.gz、.tgz 文件")
	ErrNormMany   = errors.New("文件太多或者太大，请分批导入")
)

// NormFile is a file as it lies in a folder or an archive.
type NormFile struct {
	Path, Name string
	Content    string
}

// ReadNormFiles reads all files of a folder, with what lies in it, or of an
// archive, and the SHA-256 of their names and contents. Files whose name
// begins with a dot or an underscore are no norms and left out, as are links.
// Errors: [ErrNormSource], [ErrNormMany], those of reading.
func ReadNormFiles(ctx context.Context, from string) ([]NormFile, string, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, "", fmt.Errorf("read norms: %w", err)
	}
	c := collected{ctx: ctx}
	switch lower := strings.ToLower(from); {
	case info.IsDir():
		err = c.folder(from)
	case strings.HasSuffix(lower, ".tar.gz"), strings.HasSuffix(lower, ".tgz"), strings.HasSuffix(lower, ".tar"):
		err = c.archive(from)
	default:
		err = ErrNormSource
	}
	if err != nil {
		return nil, "", fmt.Errorf("read norms of %s: %w", filepath.Base(from), err)
	}
	slices.SortFunc(c.files, func(a, b NormFile) int { return strings.Compare(a.Path, b.Path) })
	h := sha256.New()
	for _, f := range c.files {
		fmt.Fprintf(h, "%d %s\n%d ", len(f.Path), f.Path, len(f.Content))
		io.WriteString(h, f.Content)
	}
	return c.files, hex.EncodeToString(h.Sum(nil)), nil
}

type collected struct {
	ctx   context.Context
	files []NormFile
	bytes int64
}

func (c *collected) add(at string, r io.Reader) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	name := path.Base(at)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(r, mostNormFile+1))
	if err != nil {
		return err
	}
	c.bytes += int64(len(content))
	if len(content) > mostNormFile || c.bytes > mostNormBytes || len(c.files) == mostNormFiles {
		return ErrNormMany
	}
	c.files = append(c.files, NormFile{Path: at, Name: name, Content: string(content)})
	return nil
}

func (c *collected) folder(from string) error {
	root, err := os.OpenRoot(from)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := root.Open(at)
		if err != nil {
			return err
		}
		defer f.Close()
		return c.add(at, f)
	})
}

func (c *collected) archive(from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	var r io.Reader = in
	if head, err := in.Peek(2); err == nil && bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return err
		}
		defer z.Close()
		r = z
	}
	// What is left out is read as well, so it counts as well.
	for t := tar.NewReader(io.LimitReader(r, 2*mostNormBytes)); ; {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if err := c.add(path.Clean("/" + h.Name)[1:], t); err != nil {
			return err
		}
	}
}
