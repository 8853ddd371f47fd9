package office

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"github.com/alexedwards/argon2id"
)

// hashing is how many passwords are hashed at once: each takes 64 MiB, and a
// flood of tries must not take the machine.
var hashing = make(chan struct{}, 2)

// waiting is how many may wait for that, some seconds at most. Who comes after
// them is told at once, and who gives up waits no longer.
var waiting = make(chan struct{}, 32)

// ErrBusy is told to whoever comes when too many passwords wait to be hashed.
var ErrBusy = errors.New("系统正忙，请稍后再试")

// slot waits for a place among those that hash; leave gives it back. Errors:
// [ErrBusy], and the context's.
func slot(ctx context.Context) (leave func(), err error) {
	select {
	case waiting <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-waiting }()
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

var hashParams = &argon2id.Params{Memory: 64 << 10, Iterations: 2, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// nobodyHash is compared for names nobody has, so that they take as long.
var nobodyHash = "$argon2id$v=19$m=65536,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$qFNzMdLuC7RAPuKBtcbiKmWd5tfDsTBYyAIrgmLS1GA"

// HashPassword is the argon2id hash of a password, with its parameters.
// Errors: [ErrBusy].
func HashPassword(ctx context.Context, password string) (string, error) {
	leave, err := slot(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	h, err := argon2id.CreateHash(password, hashParams)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return h, nil
}

// PasswordMatches compares a password with a hash. For hash "" it takes as
// long and says no. Errors: [ErrBusy].
func PasswordMatches(ctx context.Context, password, hash string) (bool, error) {
	leave, err := slot(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	nobody := hash == ""
	if nobody {
		hash = nobodyHash
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && err == nil && !nobody, nil // a hash that cannot be read is no password's
}

// NewPassword is a random password of twenty letters and digits, easy to read
// out, for a person who is to change it.
func NewPassword() string {
	b := make([]byte, 13)
	rand.Read(b)
	s := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))[:20]
	return s[:5] + "-" + s[5:10] + "-" + s[10:15] + "-" + s[15:]
}
