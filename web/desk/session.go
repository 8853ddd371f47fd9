package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/store"
	"gongkai/web/page"
)

// SessionCookie carries the session's token: 32 random bytes only the browser
// knows. The record has their SHA-256, so who reads the record cannot sign in.
const SessionCookie = "gongkai_session"

// renewEvery is how often at most a session in use is written. A session may
// therefore end up to a minute before account.IdleEnd.
const renewEvery = time.Minute

// Official is whoever is signed in. It is a page.Viewer.
type Official struct {
	Person account.Account
	Actor  account.Actor
	token  string // as the record has it
	// First says that they came in with a password somebody else gave them,
	// and go nowhere before it is changed.
	First   bool
	vouched bool
}

// Account is the login.
func (o *Official) Account() string { return string(o.Person.Login) }

// May says whether the table permits the act in some agency.
func (o *Official) May(act string) bool { return o.Actor.May(journal.Act(act), "") }

// MayIn says whether the table permits the act for the agency.
func (o *Official) MayIn(act journal.Act, in agency.Code) bool { return o.Actor.May(act, in) }

// Where is the agencies in which the official may do the act, in the order
// granted. Roles that reach the whole city name no agency.
func (o *Official) Where(act journal.Act) []agency.Code {
	var list []agency.Code
	for _, code := range o.Actor.Agencies() {
		if o.Actor.May(act, code) {
			list = append(list, code)
		}
	}
	return list
}

// officialOf is who is looking; nil for a stranger.
func officialOf(ctx context.Context) *Official {
	o, _ := page.ViewerOf(ctx).(*Official)
	return o
}

// sessionData is what the record keeps of a session beside its login.
type sessionData struct {
	Started int64  `json:"started"` // Unix seconds
	Seen    int64  `json:"seen"`    // Unix seconds, as of the last write
	Proof   string `json:"proof"`
	// Vouched says that an identity provider let the person in.
	Vouched bool `json:"vouched,omitempty"`
}

// proof stands for what the account could do and how it signed in when the
// session began. A session outlives none of them: even if its renewal crosses
// with a change of password or roles, the old proof no longer fits.
func proof(a account.Account) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q", a.PasswordHash, a.TOTPSecret, a.Subject, a.Grants)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Viewer is who holds the session of the request's cookie; nil for a stranger
// and for a session that has ended. It plugs into page.Site.
func (d *Desk) Viewer(r *http.Request) (page.Viewer, error) {
	cookie, err := r.Cookie(SessionCookie)
	if err != nil || len(cookie.Value) != 43 {
		return nil, nil
	}
	ctx, now, token := r.Context(), d.Office.Now(), tokenSum(cookie.Value)
	s, err := d.Office.Store.Session(ctx, token, now)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var data sessionData
	if err := json.Unmarshal([]byte(s.Data), &data); err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	a, err := d.Office.Store.Account(ctx, s.Login)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !a.Active() || data.Proof != proof(a) {
		return nil, nil
	}
	if now.Sub(time.Unix(data.Seen, 0)) >= renewEvery {
		data.Seen = now.Unix()
		if err := d.keepSession(ctx, d.Office.Store.RenewSession, token, a.Login, data); err != nil {
			return nil, err
		}
	}
	return &Official{Person: a, Actor: account.Of(a), token: token, First: a.FirstPassword && !data.Vouched, vouched: data.Vouched}, nil
}

func tokenSum(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// keepSession begins a session with store.SaveSession or moves its end with
// store.RenewSession.
func (d *Desk) keepSession(ctx context.Context, keep func(context.Context, store.Session) error, token string, login account.Login, data sessionData) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	idle, absolute := time.Unix(data.Seen, 0).Add(account.IdleEnd), time.Unix(data.Started, 0).Add(account.AbsoluteEnd)
	if absolute.Before(idle) {
		idle = absolute
	}
	return keep(ctx, store.Session{Token: token, Login: login, Data: string(text), Expiry: idle})
}

// beginSession signs the browser in under a new token, as the account that was
// let in: one changed since then does not fit the proof. vouched says that an
// identity provider knows the person, so that no password was typed. A session
// the browser had before ends.
func (d *Desk) beginSession(w http.ResponseWriter, r *http.Request, a account.Account, vouched bool) error {
	if before, err := r.Cookie(SessionCookie); err == nil {
		if err := d.Office.Store.DropSession(r.Context(), tokenSum(before.Value)); err != nil {
			return err
		}
	}
	var b [32]byte
	rand.Read(b[:])
	token, now := base64.RawURLEncoding.EncodeToString(b[:]), d.Office.Now().Unix()
	err := d.keepSession(r.Context(), d.Office.Store.SaveSession, tokenSum(token), a.Login, sessionData{Started: now, Seen: now, Proof: proof(a), Vouched: vouched})
	if err != nil {
		return err
	}
	page.SetCookie(w, r, SessionCookie, token, 0)
	return nil
}

func (d *Desk) signOut(w http.ResponseWriter, r *http.Request, o *Official) error {
	if err := d.Office.Store.DropSession(r.Context(), o.token); err != nil {
		return err
	}
	page.SetCookie(w, r, SessionCookie, "", -1)
	page.LeaveNotice(w, r, "您已退出登录")
	http.Redirect(w, r, "/desk/sign-in", http.StatusSeeOther)
	return nil
}
