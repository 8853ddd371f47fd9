package public

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/account"
	"gongkai/affairs/request"
	"gongkai/office"
	"gongkai/web/page"
)

// partyCookie opens to one browser what one party is asked: 32 random bytes only
// the browser knows.
const partyCookie = "opinion"

// consulted is what a party asked for an opinion may see and answer (art. 32):
// the letters to them. Of the request beside, of who filed it and of the other
// parties nothing leaves this type.
type consulted struct {
	opinion request.Opinion
	id      request.ID
	letters []request.Letter // to this party, oldest first
	agency  words
	opens   bool // an answer is taken
}

func partySum(token string) string {
	sum := sha256.Sum256([]byte("opinion " + token))
	return hex.EncodeToString(sum[:])
}

// openOpinions adds the pages of those who are asked for an opinion.
func (a *asking) openOpinions(site *page.Site) {
	all := page.Anyone() // each handler behind ofParty asks for its letter
	site.Handle("GET "+office.PartyPath, all, private(a.showOpinionFind))
	site.Handle("POST "+office.PartyPath, all, private(a.findOpinion))
	site.Handle("GET "+office.PartyPath+"/answer", all, private(a.ofParty(a.showOpinion)))
	site.Handle("POST "+office.PartyPath+"/answer", all, private(a.ofParty(a.answerOpinion)), page.Body(requestBytes))
	site.Handle("GET "+office.PartyPath+"/letter/{n}/{kind}", all, private(a.ofParty(a.serveOpinionLetter)))
	site.Handle("POST "+office.PartyPath+"/leave", all, private(a.leaveOpinion))
}

func (a *asking) showOpinionFind(rw http.ResponseWriter, r *http.Request) error {
	return page.Render(rw, r, http.StatusOK, opinionFindView(&page.Form{}))
}

// findOpinion opens a letter to whoever knows its number and its code, as
// [asking.find] opens a case: one answer to whatever is wrong, and the same bound
// on guesses.
func (a *asking) findOpinion(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	number, code := form.Get("number"), norm.NFKC.String(form.Get("code"))
	form.Set("code") // never printed back
	if !form.OK() {
		form.Errors = nil
		form.Fail("", office.ErrPartyCode.Error())
		return page.Show(rw, r, form, opinionFindView(form))
	}
	form.Require("number", "请填写意见编号")
	if code == "" {
		form.Fail("code", "请填写查询码")
	}
	if !form.OK() {
		return page.Show(rw, r, form, opinionFindView(form))
	}
	id, n, _ := request.ParsePartyNumber(number)
	var (
		q request.Request
		o request.Opinion
	)
	err = a.guess(r, request.PartyNumber(id, n), office.ErrPartyCode, func() (err error) {
		q, o, err = a.office.AskParty(r.Context(), number, code)
		return err
	})
	if errors.Is(err, errGuesses) {
		return page.Render(rw, r, tooManyGuesses(form), opinionFindView(form))
	}
	if errors.Is(err, office.ErrPartyCode) {
		form.Fail("", office.ErrPartyCode.Error())
		return page.Show(rw, r, form, opinionFindView(form))
	}
	if err != nil {
		return err
	}
	if err := a.beginOpinion(rw, r, request.PartyNumber(q.ID, o.N)); err != nil {
		return err
	}
	http.Redirect(rw, r, office.PartyPath+"/answer", http.StatusSeeOther)
	return nil
}

// partyThing is whose a party's session is.
const partyThing = "opinion/"

// beginOpinion opens a letter to the browser under a new token.
func (a *asking) beginOpinion(rw http.ResponseWriter, r *http.Request, number string) error {
	if err := a.endOpinion(rw, r); err != nil {
		return err
	}
	now := a.office.Now().Unix()
	data := session{Started: now, Seen: now}
	token := newToken()
	if err := keepSession(r.Context(), a.store.SaveSession, partySum(token), partyThing+number, data.expiry(), data); err != nil {
		return err
	}
	page.SetCookie(rw, r, partyCookie, token, 0)
	return nil
}

// endOpinion closes what the browser had open.
func (a *asking) endOpinion(rw http.ResponseWriter, r *http.Request) error {
	before, err := r.Cookie(partyCookie)
	if err != nil {
		return nil // none
	}
	page.SetCookie(rw, r, partyCookie, "", -1)
	return a.store.DropSession(r.Context(), partySum(before.Value))
}

func (a *asking) leaveOpinion(rw http.ResponseWriter, r *http.Request) error {
	if err := a.endOpinion(rw, r); err != nil {
		return err
	}
	page.LeaveNotice(rw, r, "已关闭，别人不能用这台设备再看到征求意见书")
	http.Redirect(rw, r, office.PartyPath, http.StatusSeeOther)
	return nil
}

// ofParty gives a handler what its browser opened. Others are sent to open it.
func (a *asking) ofParty(next func(rw http.ResponseWriter, r *http.Request, c consulted) error) page.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		c, ok, err := a.partyOf(r)
		if err != nil {
			return err
		}
		if !ok {
			if _, err := r.Cookie(partyCookie); err == nil {
				page.SetCookie(rw, r, partyCookie, "", -1) // it opens nothing any more
				page.LeaveRefusal(rw, r, "征求意见书已关闭，或者 30 分钟没有操作。请重新输入意见编号和查询码")
			}
			http.Redirect(rw, r, office.PartyPath, http.StatusSeeOther)
			return nil
		}
		return next(rw, r, c)
	}
}

func (a *asking) partyOf(r *http.Request) (consulted, bool, error) {
	ctx := r.Context()
	var data session
	token, thing, err := a.sessionOf(r, partyCookie, partySum, &data)
	if err != nil || len(thing) <= len(partyThing) {
		return consulted{}, false, err
	}
	id, n, ok := request.ParsePartyNumber(thing[len(partyThing):])
	if !ok {
		return consulted{}, false, nil
	}
	c, err := a.consulted(r, id, n)
	if errors.Is(err, office.ErrPartyCode) {
		return consulted{}, false, nil
	}
	if err == nil && data.used(a.office.Now()) {
		err = keepSession(ctx, a.store.RenewSession, token, thing, data.expiry(), data)
	}
	return c, err == nil, err
}

// consulted reads what the nth party asked about a request may see.
func (a *asking) consulted(r *http.Request, id request.ID, n int) (consulted, error) {
	ctx := r.Context()
	q, o, err := a.office.PartyOf(ctx, id, n)
	if err != nil {
		return consulted{}, err
	}
	if !request.Visible(account.Party(q.Thing()), q, request.Asking) {
		return consulted{}, office.ErrPartyCode
	}
	city, err := a.readCity(ctx)
	if err != nil {
		return consulted{}, err
	}
	letters, err := a.office.LettersTo(ctx, q, n)
	return consulted{opinion: o, id: q.ID, letters: letters, agency: fullName(city.byCode[q.Agency]), opens: o.Answerable() && hears(q)}, err
}
