package public

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"gongkai/affairs/account"
	"gongkai/store"
)

// session is what the record keeps of every session of the window beside whose
// it is.
type session struct {
	Started int64 `json:"started"` // Unix seconds
	Seen    int64 `json:"seen"`    // Unix seconds, as of the last write
}

// seenEvery is how often at most a session in use is written.
const seenEvery = time.Minute

// used moves the instant at which the session was last seen and says whether
// that is to be written.
func (s *session) used(now time.Time) bool {
	if now.Sub(time.Unix(s.Seen, 0)) < seenEvery {
		return false
	}
	s.Seen = now.Unix()
	return true
}

// expiry is when the session ends if it is not used again.
func (s session) expiry() time.Time {
	idle, absolute := time.Unix(s.Seen, 0).Add(account.IdleEnd), time.Unix(s.Started, 0).Add(account.AbsoluteEnd)
	if absolute.Before(idle) {
		return absolute
	}
	return idle
}

// newToken is 32 random bytes for a cookie.
func newToken() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// sessionOf reads the session of a cookie into data. token is what the record
// knows it by, thing whose it is; "" for a stranger and a session that has
// ended.
func (w *Window) sessionOf(r *http.Request, cookie string, sum func(string) string, data any) (token, thing string, err error) {
	c, err := r.Cookie(cookie)
	if err != nil || len(c.Value) != base64.RawURLEncoding.EncodedLen(32) {
		return "", "", nil
	}
	token = sum(c.Value)
	s, err := w.store.Session(r.Context(), token, w.office.Now())
	if notFound(err) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	if err := json.Unmarshal([]byte(s.Data), data); err != nil {
		return "", "", fmt.Errorf("session of %s: %w", s.Login, err)
	}
	return token, string(s.Login), nil
}

// keepSession begins a session with store.SaveSession or moves its end with
// store.RenewSession, so that one ended meanwhile stays ended.
func keepSession(ctx context.Context, keep func(context.Context, store.Session) error, token, thing string, expiry time.Time, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return keep(ctx, store.Session{Token: token, Login: account.Login(thing), Data: string(text), Expiry: expiry})
}
