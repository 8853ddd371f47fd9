package public

import (
	"net/http"

	"gongkai/web/page"
)

func (m *my) showPassword(rw http.ResponseWriter, r *http.Request, _ reader) error {
	return page.Render(rw, r, http.StatusOK, passwordView(&page.Form{}))
}

// changePassword ends every session of the reader; this browser gets a new
// one.
func (m *my) changePassword(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Errors = nil // as in signIn
	present := presentPassword(r, form)
	fresh := choosePassword(r, form)
	if !form.OK() {
		return page.Show(rw, r, form, passwordView(form))
	}
	if !m.tries.Pass(m.office.Now()) {
		return page.Render(rw, r, tooMany(form), passwordView(form))
	}
	c, err := m.office.ChangeCitizenPassword(r.Context(), who.ID, present, fresh)
	switch {
	case notFound(err):
		return m.askSignIn(rw, r)
	case form.Refuse(r.Context(), err):
		return page.Show(rw, r, form, passwordView(form))
	case err != nil:
		return err
	}
	if err := m.begin(rw, r, c); err != nil {
		return err
	}
	page.LeaveNotice(rw, r, "口令已更改，其他地方的登录已退出")
	http.Redirect(rw, r, "/my", http.StatusSeeOther)
	return nil
}

// presentPassword is the field "password" of someone signed in.
func presentPassword(r *http.Request, form *page.Form) string {
	password := r.PostForm.Get("password")
	switch {
	case password == "":
		form.Fail("password", "请填写现在的口令")
	case len(password) > longestPassword:
		form.Fail("password", "口令太长")
	}
	return password
}
