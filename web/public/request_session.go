package public

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/store"
	"gongkai/web/page"
)

// asking is the pages of those who ask for information (依申请公开): guidance,
// form, receipt, and the case for whoever knows its code.
type asking struct {
	*my
	// finds bounds how often codes are looked at, right or wrong.
	finds          *paces
	sends, uploads *paces
	offers         page.Pace
}

// caseCookie opens one case to one browser: 32 random bytes only the browser
// knows. It is neither a reader's cookie nor an official's.
const caseCookie = "case"

const (
	// guessesAMinute and guessesOfOne bound the wrong codes of one address, in all
	// and about one number: a code has fifty bits (docs/decisions/0011). findsAMinute
	// bounds all lookups of one address at one node.
	guessesAMinute = 30
	guessesOfOne   = 10
	findsAMinute   = 600
	// sendsAMinute and uploadsAMinute are of one address; a library or an
	// office may stand behind one.
	sendsAMinute   = 60
	uploadsAMinute = 30
	offersAMinute  = 1200
	// codeShown is how long the receipt shows the code, unless its reader goes
	// on to the case before.
	codeShown = 15 * time.Minute
)

// openRequests adds the pages of those who ask to the site.
func (w *Window) openRequests(site *page.Site, m *my) {
	a := &asking{
		my: m, finds: newPaces(findsAMinute),
		sends: newPaces(sendsAMinute), uploads: newPaces(uploadsAMinute), offers: page.Pace{Most: offersAMinute},
	}
	m.leaveCase = a.endCase

	all := page.Anyone() // each handler behind ofCase asks for its case
	site.Handle("GET /request", all, w.cache.Page(w.showRequestGuide))
	site.Handle("GET /request/new", all, private(a.showNew))
	site.Handle("POST /request/new", all, private(a.postNew), page.Body(requestBytes))
	site.Handle("POST /request/offers", all, private(a.listOffers))
	site.Handle("GET /request/offer/{agency}/{code}/{serial}", all, private(a.openOffer))
	site.Handle("POST /request/enough", all, private(a.enough))
	site.Handle("GET /request/enough", all, private(a.showEnough))
	site.Handle("GET /request/receipt", all, private(a.ofCase(a.showReceipt)))
	site.Handle("GET /request/find.svg", all, a.serveFindQR)
	site.Handle("GET /request/find", all, private(a.showFind))
	site.Handle("POST /request/find", all, private(a.find))
	site.Handle("GET /request/case", all, private(a.ofCase(a.showCase)))
	site.Handle("GET /request/case/letter/{n}/{kind}", all, private(a.ofCase(a.serveLetter)))
	site.Handle("GET /request/case/file/{n}", all, private(a.ofCase(a.serveHanded)))
	site.Handle("GET /request/case/own/{n}", all, private(a.ofCase(a.serveOwn)))
	site.Handle("GET /request/case/calendar.ics", all, private(a.ofCase(a.serveCalendar)))
	site.Handle("POST /request/case/add", all, private(a.ofCase(a.add)), page.Body(requestBytes))
	site.Handle("GET /request/case/withdraw", all, private(a.ofCase(a.showWithdraw)))
	site.Handle("POST /request/case/withdraw", all, private(a.ofCase(a.withdraw)))
	site.Handle("POST /request/case/rate", all, private(a.ofCase(a.rate)))
	site.Handle("GET /request/case/complain", all, private(a.ofCase(a.showComplain)))
	site.Handle("POST /request/case/complain", all, private(a.ofCase(a.complain)))
	site.Handle("POST /request/case/other", all, private(a.ofCase(a.openOther)))
	site.Handle("POST /request/leave", all, private(a.leave))
	a.openOpinions(site)
	site.Handle("GET /my/requests", all, m.own(a.listMine))
	site.Handle("POST /my/requests", all, m.own(a.openMine))
}

// paces is a pace for each of many keys. The least used are forgotten.
type paces struct {
	most int
	mu   sync.Mutex
	of   *lru.Cache[string, *page.Pace]
}

const paceKeys = 1 << 14

func newPaces(most int) *paces {
	of, err := lru.New[string, *page.Pace](paceKeys)
	if err != nil {
		panic(err) // the size is a constant
	}
	return &paces{most: most, of: of}
}

// pass says whether one more of the key may pass, and counts it if so.
func (p *paces) pass(key string, now time.Time) bool {
	p.mu.Lock()
	pace, ok := p.of.Get(key)
	if !ok {
		pace = &page.Pace{Most: p.most}
		p.of.Add(key, pace)
	}
	p.mu.Unlock()
	return pace.Pass(now)
}

// from is where a request comes from, for a pace. Behind a proxy on this
// machine it is the last address the proxy itself added.
func from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && (ip.IsLoopback() || ip.IsPrivate()) {
		hops := r.Header.Values("X-Forwarded-For")
		if len(hops) > 0 {
			last := hops[len(hops)-1]
			if i := strings.LastIndex(last, ","); i >= 0 {
				last = last[i+1:]
			}
			if ip := net.ParseIP(strings.TrimSpace(last)); ip != nil {
				return ip.String()
			}
		}
	}
	return host
}

// caseSession is what the record keeps of a case session beside whose it is.
type caseSession struct {
	session
	// Filed is set from filing until the code has been shown: Unix seconds.
	Filed int64 `json:"filed,omitempty"`
	// Again is set when the same request had been filed before.
	Again bool `json:"again,omitempty"`
}

// opened is the case a browser may see.
type opened struct {
	request.Request
	session caseSession
	token   string // as the record has it
}

// asker is who filed the case.
func (c opened) asker() account.Actor { return account.Applicant(c.Thing()) }

func caseSum(token string) string {
	sum := sha256.Sum256([]byte("case " + token))
	return hex.EncodeToString(sum[:])
}

// ofCase gives a handler the case its browser opened. Others are sent to open
// one.
func (a *asking) ofCase(next func(rw http.ResponseWriter, r *http.Request, c opened) error) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		c, ok, err := a.caseOf(r)
		if err != nil {
			return err
		}
		if !ok {
			if _, err := r.Cookie(caseCookie); err == nil {
				page.SetCookie(rw, r, caseCookie, "", -1) // it opens nothing any more
				page.LeaveRefusal(rw, r, "这件申请已关闭，或者 30 分钟没有操作。请重新输入受理编号和查询码")
			}
			http.Redirect(rw, r, "/request/find", http.StatusSeeOther)
			return nil
		}
		return next(rw, r, c)
	}
}

func (a *asking) caseOf(r *http.Request) (opened, bool, error) {
	var data caseSession
	token, thing, err := a.sessionOf(r, caseCookie, caseSum, &data)
	if err != nil {
		return opened{}, false, err
	}
	id, ok := request.ParseThing(thing)
	if !ok {
		return opened{}, false, nil
	}
	ctx := r.Context()
	q, err := a.store.Request(ctx, id)
	if notFound(err) {
		return opened{}, false, nil
	}
	if err != nil {
		return opened{}, false, err
	}
	c := opened{q, data, token}
	if !request.Visible(c.asker(), q, request.Answer) {
		return opened{}, false, nil
	}
	if c.session.used(a.office.Now()) {
		if err := a.keepCase(ctx, a.store.RenewSession, token, id, c.session); err != nil {
			return opened{}, false, err
		}
	}
	return c, true, nil
}

func (a *asking) keepCase(ctx context.Context, keep func(context.Context, store.Session) error, token string, id request.ID, data caseSession) error {
	return keepSession(ctx, keep, token, id.Thing(), data.expiry(), data)
}

// beginCase opens a case to the browser under a new token. One it had open
// before is closed to it.
func (a *asking) beginCase(rw http.ResponseWriter, r *http.Request, id request.ID, data caseSession) error {
	if err := a.endCase(rw, r); err != nil {
		return err
	}
	token := newToken()
	data.Started = a.office.Now().Unix()
	data.Seen = data.Started
	if err := a.keepCase(r.Context(), a.store.SaveSession, caseSum(token), id, data); err != nil {
		return err
	}
	page.SetCookie(rw, r, caseCookie, token, 0)
	return nil
}

// endCase closes what the browser had open.
func (a *asking) endCase(rw http.ResponseWriter, r *http.Request) error {
	before, err := r.Cookie(caseCookie)
	if err != nil {
		return nil // none
	}
	page.SetCookie(rw, r, caseCookie, "", -1)
	return a.store.DropSession(r.Context(), caseSum(before.Value))
}

func (a *asking) leave(rw http.ResponseWriter, r *http.Request) error {
	if err := a.endCase(rw, r); err != nil {
		return err
	}
	page.LeaveNotice(rw, r, "已关闭，别人不能用这台设备再看到这件申请")
	http.Redirect(rw, r, "/request", http.StatusSeeOther)
	return nil
}

// act does an act of the applicant's. When somebody saved the case between the
// page and the button, the act is tried once more on the case as it is, unless
// it is done already: a button pressed twice acts once.
func (a *asking) act(ctx context.Context, c opened, stamp int64, done func(request.Request) bool,
	act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) error {
	_, err := a.office.OnRequest(ctx, c.asker(), c.ID, stamp, act)
	for range 3 {
		if !errors.Is(err, store.ErrChanged) {
			break
		}
		now, readErr := a.store.Request(ctx, c.ID)
		if readErr != nil {
			return readErr
		}
		if done(now) {
			return nil
		}
		_, err = a.office.OnRequest(ctx, c.asker(), c.ID, now.Stamp, act)
	}
	return err
}
