package public

import (
	"errors"
	"net/http"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/request"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// guess looks something up by a code, unless whoever asks tried too many wrong ones
// of late: in all, and about this number. Only their own count, so that nobody locks
// another out; a right one counts for nothing. The record counts for all nodes
// together, before the code is looked at, so that many tries at once are no way
// around it; a flood is held off by this node's own memory. Errors: [errGuesses],
// those of look; wrong is the one of them that says the code is.
func (a *asking) guess(r *http.Request, of string, wrong error, look func() error) error {
	where := from(r)
	if !a.finds.pass(where, a.office.Now()) {
		return errGuesses
	}
	paces := []store.Pace{{Who: "find from " + where, Most: guessesAMinute}, {Who: "find of " + of + " from " + where, Most: guessesOfOne}}
	may, err := a.office.Try(r.Context(), paces...)
	if err != nil {
		return err
	}
	if !may {
		return errGuesses
	}
	err = look()
	if errors.Is(err, wrong) {
		return err
	}
	return errors.Join(err, a.office.Forgive(r.Context(), paces...))
}

// errGuesses refuses more guesses for as long as [office.TrySpan].
var errGuesses = errors.New("输错的次数太多，请 1 分钟以后再试")

// tooManyGuesses is the form with that refusal.
func tooManyGuesses(form *page.Form) int {
	form.Fail("", errGuesses.Error())
	return http.StatusTooManyRequests
}

func (a *asking) showFind(rw http.ResponseWriter, r *http.Request) error {
	return page.Render(rw, r, http.StatusOK, findView(&page.Form{}))
}

// find opens a case to whoever knows its number and its code. A number nobody
// has and a wrong code get one answer, and too many tries another, whichever
// they were about.
func (a *asking) find(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	number, code := form.Get("number"), norm.NFKC.String(form.Get("code")) // full width as well
	form.Set("code")                                                       // never printed back
	if !form.OK() {
		form.Errors = nil
		form.Fail("", office.ErrCode.Error())
		return page.Show(rw, r, form, findView(form))
	}
	form.Require("number", "请填写受理编号")
	if code == "" {
		form.Fail("code", "请填写查询码")
	}
	if !form.OK() {
		return page.Show(rw, r, form, findView(form))
	}
	of, _ := request.ParseNumber(number)
	var q request.Request
	err = a.guess(r, of.Number(), office.ErrCode, func() (err error) {
		q, err = a.office.Ask(r.Context(), number, code)
		return err
	})
	if errors.Is(err, errGuesses) {
		return page.Render(rw, r, tooManyGuesses(form), findView(form))
	}
	if errors.Is(err, office.ErrCode) {
		form.Fail("", office.ErrCode.Error())
		return page.Show(rw, r, form, findView(form))
	}
	if err != nil {
		return err
	}
	if err := a.beginCase(rw, r, q.ID, caseSession{}); err != nil {
		return err
	}
	http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
	return nil
}
