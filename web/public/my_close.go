package public

import (
	"net/http"

	"gongkai/web/page"
)

func (m *my) showClose(rw http.ResponseWriter, r *http.Request, _ reader) error {
	return page.Render(rw, r, http.StatusOK, closeView(&page.Form{}))
}

// close deletes the account with all that was kept in it.
func (m *my) close(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Errors = nil // as in signIn
	present := presentPassword(r, form)
	if !form.OK() {
		return page.Show(rw, r, form, closeView(form))
	}
	if !m.tries.Pass(m.office.Now()) {
		return page.Render(rw, r, tooMany(form), closeView(form))
	}
	err = m.office.CloseCitizen(r.Context(), who.ID, present)
	switch {
	case notFound(err):
		return m.askSignIn(rw, r)
	case form.Refuse(r.Context(), err):
		return page.Show(rw, r, form, closeView(form))
	case err != nil:
		return err
	}
	page.SetCookie(rw, r, readerCookie, "", -1)
	page.LeaveNotice(rw, r, "账号已注销，您的数据已删除")
	http.Redirect(rw, r, "/", http.StatusSeeOther)
	return nil
}
