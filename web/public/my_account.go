package public

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"gongkai/affairs/citizen"
	"gongkai/office"
	"gongkai/web/page"
)

// my is a registered reader's own pages (公众账号). Nothing else in the window
// knows who a reader is: public pages ask only whether the cookie is there.
type my struct {
	*Window
	registrations, tries page.Pace
	// leaveCase closes the request a reader had open, on the way out.
	leaveCase func(http.ResponseWriter, *http.Request) error
}

// readerCookie carries a reader's token: 32 random bytes only the browser
// knows. It is not the officials' cookie, and neither opens the other's pages.
const readerCookie = "my"

const (
	// registrationsAMinute and triesAMinute bound what strangers can make one
	// node hash, which officials signing in wait for too.
	registrationsAMinute = 20
	triesAMinute         = 300
	// longestPassword is in bytes.
	longestPassword = 1024
)

// openMy adds the readers' pages to the site.
func (w *Window) openMy(site *page.Site) *my {
	m := &my{Window: w, registrations: page.Pace{Most: registrationsAMinute}, tries: page.Pace{Most: triesAMinute}}
	site.Frame.Account, site.ReaderCookie = "/my", readerCookie
	site.Refusals = append(site.Refusals,
		page.Refusal{Err: citizen.ErrName, Status: http.StatusUnprocessableEntity, Field: "name"},
		page.Refusal{Err: citizen.ErrNamePersonal, Status: http.StatusUnprocessableEntity, Field: "name"},
		page.Refusal{Err: citizen.ErrTaken, Status: http.StatusUnprocessableEntity, Field: "name"},
		page.Refusal{Err: citizen.ErrSignIn, Status: http.StatusUnprocessableEntity},
		page.Refusal{Err: citizen.ErrPassword, Status: http.StatusUnprocessableEntity, Field: "password"},
		page.Refusal{Err: office.ErrCitizenLocked, Status: http.StatusUnprocessableEntity, Field: "password"},
		page.Refusal{Err: office.ErrBusy, Status: http.StatusServiceUnavailable},
		page.Refusal{Err: citizen.ErrFull, Status: http.StatusUnprocessableEntity},
		page.Refusal{Err: citizen.ErrFollows, Status: http.StatusUnprocessableEntity},
	)

	all := page.Anyone() // each handler behind own asks for its reader
	site.Handle("GET /my/register", all, private(m.showRegister))
	site.Handle("POST /my/register", all, private(m.register))
	site.Handle("GET /my/sign-in", all, private(m.showSignIn))
	site.Handle("POST /my/sign-in", all, private(m.signIn))
	site.Handle("POST /my/sign-out", all, private(m.signOut))
	site.Handle("GET /my", all, m.own(m.show))
	site.Handle("GET /my/password", all, m.own(m.showPassword))
	site.Handle("POST /my/password", all, m.own(m.changePassword))
	site.Handle("GET /my/close", all, m.own(m.showClose))
	site.Handle("POST /my/close", all, m.own(m.close))
	site.Handle("POST /my/save", all, m.own(m.save))
	site.Handle("POST /my/unsave", all, m.own(m.unsave))
	site.Handle("POST /my/follow", all, m.own(m.follow))
	site.Handle("POST /my/unfollow", all, m.own(m.unfollow))
	m.openSubscriptions(site)
	return m
}

// reader is who is signed in, and by which session.
type reader struct {
	citizen.Citizen
	token string // as the record has it
}

// private keeps a page out of every cache.
func private(next page.Handler) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		rw.Header().Set("Cache-Control", "no-store")
		return next(rw, r)
	}
}

// own gives a handler its reader. Others are sent to sign in, and then to the
// page they came for.
func (m *my) own(next func(rw http.ResponseWriter, r *http.Request, who reader) error) page.Handler {
	return private(func(rw http.ResponseWriter, r *http.Request) error {
		who, ok, err := m.reader(r)
		if err != nil {
			return err
		}
		if !ok {
			return m.askSignIn(rw, r)
		}
		return next(rw, r, who)
	})
}

func (m *my) askSignIn(rw http.ResponseWriter, r *http.Request) error {
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		form, err := page.ReadForm(r)
		if err != nil {
			return err
		}
		back = form.Get("back")
	}
	if _, err := r.Cookie(readerCookie); err == nil {
		page.SetCookie(rw, r, readerCookie, "", -1) // it opens nothing any more
	}
	http.Redirect(rw, r, "/my/sign-in?back="+url.QueryEscape(backTo(back)), http.StatusSeeOther)
	return nil
}

// backTo is where to go afterwards: a page of this site that can be asked for.
func backTo(address string) string {
	back := page.Back(address)
	path, _, _ := strings.Cut(back, "?")
	switch {
	case back == "/" && address != "/", len(back) > 2000:
		return "/my"
	case !strings.HasPrefix(path, "/my/"), path == "/my/password", path == "/my/close":
		return back
	}
	return "/my"
}

// readerSession is what the record keeps of a session beside whose it is.
type readerSession struct {
	session
	// Proof stands for the password the session began under. It outlives no
	// change of it, even if a renewal crosses with the change.
	Proof string `json:"proof"`
}

func proofOf(c citizen.Citizen) string {
	sum := sha256.Sum256([]byte(c.PasswordHash))
	return hex.EncodeToString(sum[:12])
}

// readerSum is what the record knows a reader's token by. The officials' sum
// of the same token is another.
func readerSum(token string) string {
	sum := sha256.Sum256([]byte("reader " + token))
	return hex.EncodeToString(sum[:])
}

// reader is who holds the session of the request's cookie; false for a
// stranger, for a session that has ended and for an official's.
func (m *my) reader(r *http.Request) (reader, bool, error) {
	var data readerSession
	token, thing, err := m.sessionOf(r, readerCookie, readerSum, &data)
	if err != nil {
		return reader{}, false, err
	}
	id, ok := citizen.ParseThing(thing)
	if !ok {
		return reader{}, false, nil
	}
	ctx := r.Context()
	c, err := m.store.Citizen(ctx, id)
	if notFound(err) {
		return reader{}, false, nil
	}
	if err != nil {
		return reader{}, false, err
	}
	if data.Proof != proofOf(c) {
		return reader{}, false, nil
	}
	if data.used(m.office.Now()) {
		if err := m.renewSession(ctx, token, id, data); err != nil {
			return reader{}, false, err
		}
	}
	return reader{c, token}, true, nil
}

func (m *my) renewSession(ctx context.Context, token string, id citizen.ID, data readerSession) error {
	return keepSession(ctx, m.store.RenewSession, token, id.Thing(), data.expiry(), data)
}

// begin signs the browser in under a new token. A session it had before ends.
func (m *my) begin(rw http.ResponseWriter, r *http.Request, c citizen.Citizen) error {
	if err := m.end(r); err != nil {
		return err
	}
	token, now := newToken(), m.office.Now().Unix()
	data := readerSession{session: session{Started: now, Seen: now}, Proof: proofOf(c)}
	if err := keepSession(r.Context(), m.store.SaveSession, readerSum(token), c.ID.Thing(), data.expiry(), data); err != nil {
		return err
	}
	page.SetCookie(rw, r, readerCookie, token, 0)
	return nil
}

func (m *my) end(r *http.Request) error {
	before, err := r.Cookie(readerCookie)
	if err != nil {
		return nil // none
	}
	return m.store.DropSession(r.Context(), readerSum(before.Value))
}

func (m *my) signOut(rw http.ResponseWriter, r *http.Request) error {
	if err := errors.Join(m.end(r), m.leaveCase(rw, r)); err != nil {
		return err
	}
	page.SetCookie(rw, r, readerCookie, "", -1)
	page.LeaveNotice(rw, r, "您已退出登录")
	http.Redirect(rw, r, "/", http.StatusSeeOther)
	return nil
}

// tooMany shows the form again with the one sentence of page.ErrTooMany.
func tooMany(form *page.Form) int {
	form.Fail("", page.ErrTooMany.Error())
	return http.StatusTooManyRequests
}
