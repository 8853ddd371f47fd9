package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// Blobs keeps files by the SHA-256 of their bytes, in hex. A blob is never
// changed, and putting the same bytes twice keeps one.
type Blobs interface {
	// Put keeps what r holds and says under which name and of what size. When
	// it returns nil, the bytes survive a power cut.
	Put(ctx context.Context, r io.Reader) (sha256 string, size int64, err error)
	// Open reads a blob. Errors: [ErrNotFound].
	Open(ctx context.Context, sha256 string) (Blob, error)
	// Walk calls f for every blob there is, in no order.
	Walk(ctx context.Context, f func(sha256 string) error) error
}

// Blob is an open blob; it can be read from any place, as ranges want it.
type Blob interface {
	io.ReadSeekCloser
}

// Folder keeps blobs in a folder, two levels deep by the first letters of
// their names.
type Folder struct {
	dir  string
	made []string // the folders opening it made, the deepest first
}

// OpenFolder makes the folder if need be.
func OpenFolder(dir string) (Folder, error) {
	f := Folder{dir: dir}
	deepest := filepath.Join(dir, "new")
	for at := deepest; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		f.made = append(f.made, at)
	}
	if err := os.MkdirAll(deepest, 0o750); err != nil {
		return Folder{}, fmt.Errorf("open blobs: %w", err)
	}
	return f, nil
}

// Forsake removes the folders that opening it made, as far as nothing lies in
// them: whoever opened it had nothing to keep after all.
func (f Folder) Forsake() {
	for _, dir := range f.made {
		if os.Remove(dir) != nil { // not empty
			return
		}
	}
}

func (f Folder) path(sum string) string { return filepath.Join(f.dir, sum[:2], sum) }

// Put writes beside, syncs, and renames, so that a name never stands for half
// a file.
func (f Folder) Put(_ context.Context, r io.Reader) (string, int64, error) {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, "new"), "blob-")
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(tmp, h), r)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	to := f.path(sum)
	if _, err := os.Stat(to); err == nil {
		return sum, size, nil
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	if err := os.Rename(tmp.Name(), to); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return sum, size, errors.Join(syncDir(filepath.Dir(to)), syncDir(f.dir))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f Folder) Open(_ context.Context, sum string) (Blob, error) {
	if !blobName.MatchString(sum) {
		return nil, ErrNotFound
	}
	file, err := os.Open(f.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return file, nil
}

func (f Folder) Walk(ctx context.Context, visit func(string) error) error {
	return filepath.WalkDir(f.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if d.IsDir() || !blobName.MatchString(d.Name()) {
			return nil
		}
		return visit(d.Name())
	})
}
