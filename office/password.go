package office

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/alexedwards/argon2id"
)

// hashing is how many passwords are hashed at once: each takes 64 MiB, and a
// flood of tries must not take the machine.
var hashing = make(chan struct{}, 2)

var hashParams = &argon2id.Params{Memory: 64 << 10, Iterations: 2, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// nobodyHash is compared for names nobody has, so that they take as long.
var nobodyHash = "$argon2id$v=19$m=65536,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$qFNzMdLuC7RAPuKBtcbiKmWd5tfDsTBYyAIrgmLS1GA"

// HashPassword is the argon2id hash of a password, with its parameters.
func HashPassword(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	h, err := argon2id.CreateHash(password, hashParams)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return h, nil
}

// PasswordMatches compares a password with a hash. For hash "" it takes as
// long and says no.
func PasswordMatches(password, hash string) bool {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	nobody := hash == ""
	if nobody {
		hash = nobodyHash
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && err == nil && !nobody
}

// NewPassword is a random password of twenty letters and digits, easy to read
// out, for a person who is to change it.
func NewPassword() string {
	b := make([]byte, 13)
	rand.Read(b)
	s := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))[:20]
	return s[:5] + "-" + s[5:10] + "-" + s[10:15] + "-" + s[15:]
}
