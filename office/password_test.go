package office

import (
	"context"
	"errors"
	"testing"
)

// While others hash, one waits as long as one likes; when too many wait, one
// is told at once.
func TestWaitingToHash(t *testing.T) {
	for range cap(hashing) {
		hashing <- struct{}{}
	}
	defer func() {
		for range cap(hashing) {
			<-hashing
		}
	}()
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := HashPassword(gone, "a long password"); !errors.Is(err, context.Canceled) {
		t.Errorf("one who left: %v", err)
	}
	if len(waiting) != 0 {
		t.Errorf("%d still wait", len(waiting))
	}
	for range cap(waiting) {
		waiting <- struct{}{}
	}
	defer func() {
		for range cap(waiting) {
			<-waiting
		}
	}()
	if _, err := HashPassword(t.Context(), "a long password"); !errors.Is(err, ErrBusy) {
		t.Errorf("hash, one too many: %v", err)
	}
	if _, err := PasswordMatches(t.Context(), "a long password", ""); !errors.Is(err, ErrBusy) {
		t.Errorf("compare, one too many: %v", err)
	}
}
