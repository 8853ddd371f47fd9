package keep

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongkai/office"
)

// Manifest is the first member of a backup.
type Manifest struct {
	Format int    `json:"format"`
	Engine string `json:"engine"` // sqlite or postgres
	// Journal is the last act in the backup: it restores to exactly this one.
	Journal int64     `json:"journal"`
	TakenAt time.Time `json:"taken_at"`
	Size    int64     `json:"size"`   // bytes of the database's copy
	SHA256  string    `json:"sha256"` // of the database's copy
	City    string    `json:"city"`
}

const (
	manifestName = "gongkai-backup.json"
	databaseName = "database"
	filesName    = "files/"
	endName      = "complete"
)

// Backup writes the record and its files to a new file, a tar archive, while
// acts go on. The database is copied first, as of one act; files are never
// changed, and none is swept meanwhile ([Sweep]), so those copied after it include
// all it names. A backup that was
// interrupted leaves nothing. progress counts bytes.
func Backup(ctx context.Context, o *office.Office, to string, progress func(at, total int64)) (m Manifest, err error) {
	if _, err := os.Stat(to); err == nil {
		return m, fmt.Errorf("%s: %w", to, os.ErrExist)
	}
	ctx, release, err := holdFiles(ctx, o)
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	dir, err := os.MkdirTemp(filepath.Dir(to), ".gongkai-backup-")
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(dir)
	database := filepath.Join(dir, databaseName)
	city, err := o.City(ctx)
	if err != nil {
		return m, err
	}
	m = Manifest{Format: 1, Engine: o.Store.Engine(), TakenAt: o.Now().UTC(), City: city.Name}
	if m.Journal, err = o.Store.Snapshot(ctx, database); err != nil {
		return m, err
	}
	if m.Size, m.SHA256, err = hashFile(database); err != nil {
		return m, err
	}
	part := filepath.Join(dir, "archive")
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer f.Close()
	w := &archiveWriter{Writer: tar.NewWriter(f), ctx: ctx, total: m.Size, progress: progress, at: m.TakenAt}
	if err := w.archive(o, m, database); err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	if err := errors.Join(w.Close(), f.Sync(), f.Close()); err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	return m, os.Rename(part, to)
}

type archiveWriter struct {
	*tar.Writer
	ctx         context.Context
	done, total int64
	progress    func(at, total int64)
	at          time.Time
}

func (w *archiveWriter) archive(o *office.Office, m Manifest, database string) error {
	head, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := w.bytes(manifestName, head); err != nil {
		return err
	}
	db, err := os.Open(database)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := w.copy(databaseName, m.Size, db); err != nil {
		return err
	}
	err = o.Blobs.Walk(w.ctx, func(sum string) error {
		b, err := o.Blobs.Open(w.ctx, sum)
		if err != nil {
			return err
		}
		defer b.Close()
		size, err := b.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = b.Seek(0, io.SeekStart)
		}
		if err != nil {
			return err
		}
		w.total += size
		return w.copy(filesName+sum, size, b)
	})
	if err != nil {
		return err
	}
	// The last member tells a whole backup from one cut short.
	return w.bytes(endName, []byte("complete\n"))
}

func (w *archiveWriter) bytes(name string, b []byte) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(b)), Mode: 0o600, ModTime: w.at}); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

func (w *archiveWriter) copy(name string, size int64, r io.Reader) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: w.at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	buf := make([]byte, 1<<20)
	for {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
			w.done += int64(n)
			if w.progress != nil {
				w.progress(w.done, max(w.total, w.done))
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func hashFile(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return n, hex.EncodeToString(h.Sum(nil)), err
}
