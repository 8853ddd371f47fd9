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
	"strings"
	"time"
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
	// Renew makes a blob as young as one just put: whoever is about to name one
	// that was put some time ago renews it first, so that [Blobs.Remove] leaves
	// it alone. Errors: [ErrNotFound].
	Renew(ctx context.Context, sha256 string) error
	// PutAt is when a blob was put or renewed last, by the clock of the place it
	// lies in. Errors: [ErrNotFound].
	PutAt(ctx context.Context, sha256 string) (time.Time, error)
	// Remove removes a blob, unless it was put or renewed since before, which it
	// says. Errors: [ErrNotFound].
	Remove(ctx context.Context, sha256 string, before time.Time) (bool, error)
	// Claim notes that the record keeps its files here, and is the other records
	// that do: what one of them does not name, another may.
	Claim(ctx context.Context, record string) (others []string, err error)
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
	if known, err := f.renew(to, tmp); known || err != nil {
		return sum, size, err
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

// renew gives a blob the time of a file just written: of this machine's clock
// none but the folder's is asked. It is false where there is no such blob.
func (f Folder) renew(path string, fresh *os.File) (bool, error) {
	info, err := fresh.Stat()
	if err == nil {
		err = os.Chtimes(path, info.ModTime(), info.ModTime())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("renew blob: %w", err)
	}
	return true, nil
}

func (f Folder) Renew(_ context.Context, sum string) error {
	if !blobName.MatchString(sum) {
		return ErrNotFound
	}
	tmp, err := os.CreateTemp(filepath.Join(f.dir, "new"), "blob-")
	if err != nil {
		return fmt.Errorf("renew blob: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	known, err := f.renew(f.path(sum), tmp)
	if err == nil && !known {
		err = ErrNotFound
	}
	return err
}

func (f Folder) PutAt(_ context.Context, sum string) (time.Time, error) {
	if !blobName.MatchString(sum) {
		return time.Time{}, ErrNotFound
	}
	info, err := os.Stat(f.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("look at blob: %w", err)
	}
	return info.ModTime(), nil
}

// Remove takes the blob aside and looks at its age there, where nobody can
// renew it: whoever puts the same bytes meanwhile puts them anew.
func (f Folder) Remove(ctx context.Context, sum string, before time.Time) (bool, error) {
	if at, err := f.PutAt(ctx, sum); err != nil || !at.Before(before) {
		return false, err
	}
	aside := filepath.Join(f.dir, "new", "gone-"+sum)
	if err := os.Rename(f.path(sum), aside); err != nil {
		return false, fmt.Errorf("remove blob: %w", err)
	}
	info, err := os.Stat(aside)
	if err == nil && !info.ModTime().Before(before) {
		return false, os.Rename(aside, f.path(sum)) // renewed a moment ago
	}
	if err = errors.Join(err, os.Remove(aside)); err != nil {
		return false, fmt.Errorf("remove blob: %w", err)
	}
	return true, nil
}

// Tidy clears what a process that was killed left half done before the instant:
// uploads cut short are removed, and a blob taken aside goes back.
func (f Folder) Tidy(ctx context.Context, before time.Time) error {
	list, err := os.ReadDir(filepath.Join(f.dir, "new"))
	if err != nil {
		return fmt.Errorf("tidy blobs: %w", err)
	}
	for _, d := range list {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
			continue // done meanwhile, or under way
		}
		path := filepath.Join(f.dir, "new", d.Name())
		if sum, ok := strings.CutPrefix(d.Name(), "gone-"); ok && err == nil {
			err = os.Rename(path, f.path(sum))
		} else if err == nil {
			err = os.Remove(path)
		}
		if err != nil {
			return fmt.Errorf("tidy blobs: %w", err)
		}
	}
	return nil
}

// claims is the folder, or the beginning of the names, of the records that keep
// their files in a place.
const claims = "records"

func (f Folder) Claim(_ context.Context, record string) ([]string, error) {
	dir := filepath.Join(f.dir, claims)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("claim blobs: %w", err)
	}
	mark := filepath.Join(dir, record)
	if _, err := os.Stat(mark); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(mark, nil, 0o640); err != nil {
			return nil, fmt.Errorf("claim blobs: %w", err)
		}
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("claim blobs: %w", err)
	}
	var others []string
	for _, d := range list {
		if d.Name() != record {
			others = append(others, d.Name())
		}
	}
	return others, nil
}

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
