package keep

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai/store"
)

// ErrBackup refuses a file that is not a whole backup.
var ErrBackup = errors.New("这不是一份完整的备份")

// ErrOtherEngine refuses a backup of the other engine.
var ErrOtherEngine = errors.New("备份来自另一种数据库引擎")

// Restore brings a backup back into a place without a record: address is where
// the database goes (a file's path, or postgres://…), blobs where the files
// go. It checks every hash on the way; a database is put in place only when
// the whole archive was read, so an interrupted restore leaves none, nor
// empty folders opened for it. progress counts bytes.
func Restore(ctx context.Context, from, address string, blobs store.Blobs, progress func(at, total int64)) (m Manifest, err error) {
	if folder, ok := blobs.(store.Folder); ok {
		defer func() {
			if err != nil {
				folder.Forsake()
			}
		}()
	}
	postgres := strings.HasPrefix(address, "postgres")
	if !postgres {
		if err := vacant(address); err != nil {
			return m, fmt.Errorf("restore: %w", err)
		}
	}
	f, err := os.Open(from)
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	near := os.TempDir()
	if !postgres {
		near = filepath.Dir(address)
		if err := os.MkdirAll(near, 0o750); err != nil {
			return m, fmt.Errorf("restore: %w", err)
		}
	}
	dir, err := os.MkdirTemp(near, ".gongkai-restore-")
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(dir)
	database := filepath.Join(dir, databaseName)
	r := tar.NewReader(&counted{Reader: f, total: info.Size(), progress: progress})
	complete := false
	for !complete {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		h, err := r.Next()
		if err != nil {
			return m, fmt.Errorf("restore: %w: %w", ErrBackup, err)
		}
		switch {
		case h.Name == manifestName:
			if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&m); err != nil || m.Format != 1 {
				return m, fmt.Errorf("restore: %w", ErrBackup)
			}
			if (m.Engine == "postgres") != postgres {
				return m, fmt.Errorf("restore: %w：%s", ErrOtherEngine, m.Engine)
			}
		case h.Name == databaseName:
			if err := writeFile(database, r); err != nil {
				return m, damaged(err)
			}
		case strings.HasPrefix(h.Name, filesName):
			sum, _, err := blobs.Put(ctx, r)
			if err != nil {
				return m, damaged(err)
			}
			if sum != strings.TrimPrefix(h.Name, filesName) {
				return m, fmt.Errorf("restore: %w: %s", ErrBackup, h.Name)
			}
		case h.Name == endName:
			complete = true
		default:
			return m, fmt.Errorf("restore: %w: %q", ErrBackup, h.Name)
		}
	}
	size, sum, err := hashFile(database)
	if err != nil || size != m.Size || sum != m.SHA256 {
		return m, fmt.Errorf("restore: %w", ErrBackup)
	}
	if postgres {
		return m, store.RestorePostgres(ctx, address, database)
	}
	if err := vacant(address); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	if err := settle(database, address); err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	return m, nil
}

// vacant is [store.ErrNotEmpty] where a database lies, or what one left behind:
// SQLite would write the log of another database into the restored one.
func vacant(address string) error {
	for _, path := range []string{address, address + "-wal", address + "-shm", address + "-journal"} {
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s: %w", path, store.ErrNotEmpty)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// settle moves a file to its place so that it is still there after a power
// cut: the folder holds the name.
func settle(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// damaged tells an archive cut short from a disk that is full.
func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("restore: %w: %w", ErrBackup, err)
	}
	return fmt.Errorf("restore: %w", err)
}

func writeFile(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

type counted struct {
	io.Reader
	at, total int64
	progress  func(at, total int64)
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.at += int64(n)
	if c.progress != nil {
		c.progress(c.at, c.total)
	}
	return n, err
}
