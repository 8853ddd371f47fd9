package keep

import (
	"context"
	"errors"
	"io"
	"time"

	"gongkai/office"
	"gongkai/store"
)

// LeastAge is the least age at which a file nobody names is removed: a form may
// be open for a day with files that are named when it is saved.
const LeastAge = 24 * time.Hour

var (
	ErrAge = errors.New("至少保留 24 小时：有人可能正在填写带附件的表单")
	// ErrShared refuses to sweep a place where another record keeps its files.
	ErrShared = errors.New("另一套平台也在这里存放文件，不能清理")
	// ErrSweeping means that another node is at it.
	ErrSweeping = errors.New("另一处正在清理")
	// ErrBackingUp means that a backup is being written; it takes the files
	// that were named when it began.
	ErrBackingUp = errors.New("正在备份，稍后再清理")
)

// Swept is what [Sweep] did, or would do.
type Swept struct {
	DryRun  bool      `json:"dry_run"`
	Before  time.Time `json:"before"`  // files put before it, if nothing names them
	Named   int       `json:"named"`   // files that something names
	Removed int       `json:"removed"` // or, in a dry run, to be removed
	Bytes   int64     `json:"bytes"`   // of them
	Young   int       `json:"young"`   // named by nothing, but put since
}

const (
	sweepLease   = "sweep"
	backupLeases = "backup/"
	sweepBatch   = 100
)

// Sweep removes the files that nothing in the record names and that were put
// longer ago than the age: uploads never saved, and cleaned copies of those. It
// may run beside everything else: what names a file that lies here already
// renews it first ([store.Blobs]), so that what is named after the record was
// read is young. dry only counts. progress counts tables of the record, and
// then files.
//
// Errors: [ErrAge], [ErrShared], [ErrSweeping], [ErrBackingUp].
func Sweep(ctx context.Context, o *office.Office, age time.Duration, dry bool, progress func(at, total int64)) (v Swept, err error) {
	v = Swept{DryRun: dry, Before: o.Now().Add(-age).UTC()}
	if age < LeastAge {
		return v, ErrAge
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if err := alone(ctx, o); err != nil {
		return v, err
	}
	ctx, release, err := o.Hold(ctx, sweepLease, 0, false)
	if errors.Is(err, office.ErrHeld) {
		return v, ErrSweeping
	}
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, release()) }()
	if busy, err := backingUp(ctx, o); err != nil || busy {
		return v, errors.Join(err, when(busy, ErrBackingUp))
	}
	named, err := o.Store.NamedFiles(ctx, progress)
	if err != nil {
		return v, err
	}
	old, err := v.unnamed(ctx, o.Blobs, named)
	if err != nil {
		return v, err
	}
	if dry {
		v.Removed = len(old)
		return v, nil
	}
	if f, ok := o.Blobs.(store.Folder); ok {
		if err := f.Tidy(ctx, v.Before); err != nil {
			return v, err
		}
	}
	return v, v.remove(ctx, o, old, progress)
}

func when(yes bool, err error) error {
	if yes {
		return err
	}
	return nil
}

// alone is [ErrShared] where another record keeps files.
func alone(ctx context.Context, o *office.Office) error {
	record, err := o.Record(ctx)
	if err != nil {
		return err
	}
	others, err := o.Blobs.Claim(ctx, record)
	return errors.Join(err, when(len(others) > 0, ErrShared))
}

// unnamed is the old files that nothing names; it counts the young ones, and
// the bytes of the old.
func (v *Swept) unnamed(ctx context.Context, blobs store.Blobs, named map[string]bool) ([]string, error) {
	var old []string
	err := blobs.Walk(ctx, func(sum string) error {
		if named[sum] {
			v.Named++
			return nil
		}
		at, err := blobs.PutAt(ctx, sum)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if !at.Before(v.Before) {
			v.Young++
			return nil
		}
		size, err := sizeOf(ctx, blobs, sum)
		if err == nil {
			old, v.Bytes = append(old, sum), v.Bytes+size
		}
		return err
	})
	return old, err
}

func sizeOf(ctx context.Context, blobs store.Blobs, sum string) (int64, error) {
	b, err := blobs.Open(ctx, sum)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	return b.Seek(0, io.SeekEnd)
}

// remove forgets what was learned of the files and removes them.
func (v *Swept) remove(ctx context.Context, o *office.Office, old []string, progress func(at, total int64)) error {
	for done := 0; done < len(old); done += sweepBatch {
		batch := old[done:min(done+sweepBatch, len(old))]
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := o.Store.ForgetFiles(ctx, batch); err != nil {
			return err
		}
		for _, sum := range batch {
			removed, err := o.Blobs.Remove(ctx, sum, v.Before)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if removed {
				v.Removed++
			} else {
				v.Young++ // renewed since it was looked at
			}
		}
		progress(int64(done+len(batch)), int64(len(old)))
	}
	return nil
}

// backingUp says whether a backup is under way.
func backingUp(ctx context.Context, o *office.Office) (bool, error) {
	list, err := o.Store.Leases(ctx, backupLeases)
	for _, l := range list {
		if l.Live(o.Now()) {
			return true, err
		}
	}
	return false, err
}

// holdFiles keeps files from being swept while they are copied: it waits until
// a sweep under way has ended, and none begins before release.
func holdFiles(ctx context.Context, o *office.Office) (held context.Context, release func() error, err error) {
	held, release, err = o.Hold(ctx, backupLeases+o.Now().UTC().Format("20060102T150405.000000"), 0, true)
	for err == nil {
		var list []store.Lease
		if list, err = o.Store.Leases(held, sweepLease); err != nil {
			break
		}
		if len(list) == 0 || !list[0].Live(o.Now()) {
			return held, release, nil
		}
		select {
		case <-held.Done():
			err = held.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	if release != nil {
		err = errors.Join(err, release())
	}
	return nil, nil, err
}

// Daily sweeps once a day as long as ctx lives, the first time an hour after it
// began. told hears how each went; that somebody else is at it is no news.
func Daily(ctx context.Context, o *office.Office, age time.Duration, told func(Swept, error)) {
	wait := time.NewTimer(time.Hour)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
		}
		v, err := Sweep(ctx, o, age, false, nil)
		if err == nil || !(errors.Is(err, ErrSweeping) || errors.Is(err, ErrBackingUp) || ctx.Err() != nil) {
			told(v, err)
		}
		wait.Reset(24 * time.Hour)
	}
}
