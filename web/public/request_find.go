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

// mayGuess says whether one more code may be tried, from where the request comes
// and about this number. The record counts for all nodes together; a flood is
// held off by this one's own memory before it.
func (a *asking) mayGuess(r *http.Request, of string) (bool, error) {
	now, where := a.office.Now(), from(r)
	if !a.findsFrom.pass(where, now) || !a.findsOf.pass(of, now) {
		return false, nil
	}
	return a.office.Try(r.Context(), store.Pace{Who: "find from " + where, Most: findsFromAMinute},
		store.Pace{Who: "find of " + of, Most: findsOfAMinute})
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
	may, err := a.mayGuess(r, of.Number())
	if err != nil {
		return err
	}
	if !may {
		return page.Render(rw, r, tooMany(form), findView(form))
	}
	q, err := a.office.Ask(r.Context(), number, code)
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
