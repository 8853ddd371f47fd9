package search

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock is a file that one process holds at a time. The system lets go of it
// when the process ends, however it ends.
type lock struct{ f *os.File }

// tryLock takes the lock; nil if another process, or another index of this one,
// holds it.
func tryLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		return &lock{f}, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, nil
	}
	return nil, fmt.Errorf("lock %s: %w", path, err)
}

func (l *lock) release() {
	if l != nil {
		l.f.Close()
	}
}
