package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// How many pages of the log are waited for before they are written back beside
// the acts; of a log that is long, fewer, so that the act which finds it too long
// (wal_autocheckpoint) has little left to do.
const (
	backPages     = 4000
	longLog       = 12_000
	longBackPages = 500
	backPause     = 5 * time.Millisecond // between two looks at the log
)

// writeBack writes SQLite's log back into the file while acts go on. SQLite
// itself lets the act do it that finds the log too long, and everybody who acts
// waits for it, a tenth of a second and more.
type writeBack struct {
	db   *sql.DB // a connection of its own
	wake chan struct{}
	end  context.CancelFunc
	done sync.WaitGroup
}

func startWriteBack(dsn string) (*writeBack, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	ctx, end := context.WithCancel(context.Background())
	b := &writeBack{db: db, wake: make(chan struct{}, 1), end: end}
	b.done.Go(func() { b.run(ctx) })
	return b, nil
}

// committed says that the log may have grown.
func (b *writeBack) committed() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *writeBack) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		}
		// What it cannot do, the next act does for itself.
		_ = b.tidy(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(backPause):
		}
	}
}

func (b *writeBack) tidy(ctx context.Context) error {
	var busy, pages, back int
	look := func(how string) error {
		return b.db.QueryRowContext(ctx, "pragma wal_checkpoint("+how+")").Scan(&busy, &pages, &back)
	}
	if err := look("noop"); err != nil {
		return err
	}
	if left := pages - back; left < backPages && (pages < longLog || left < longBackPages) {
		return nil
	}
	return look("passive")
}

func (b *writeBack) close() error {
	b.end()
	b.done.Wait()
	return b.db.Close()
}
