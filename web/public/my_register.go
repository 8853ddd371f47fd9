package public

import (
	"net/http"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/web/page"
)

func (m *my) showRegister(rw http.ResponseWriter, r *http.Request) error {
	return m.door(rw, r, func(p doorPage) error { return page.Show(rw, r, p.Form, registerView(p)) })
}

func (m *my) register(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Errors = nil // as in signIn
	if _, err := citizen.ParseName(form.Get("name")); err != nil {
		form.Fail("name", err.Error())
	}
	password := choosePassword(r, form)
	if !form.OK() {
		return page.Show(rw, r, form, registerView(doorOf(form)))
	}
	if !m.registrations.Pass(m.office.Now()) {
		return page.Render(rw, r, tooMany(form), registerView(doorOf(form)))
	}
	c, err := m.office.Register(r.Context(), form.Get("name"), password)
	if err != nil {
		if form.Refuse(r.Context(), err) {
			return page.Show(rw, r, form, registerView(doorOf(form)))
		}
		return err
	}
	if err := m.begin(rw, r, c); err != nil {
		return err
	}
	page.LeaveNotice(rw, r, "注册成功，您已登录")
	http.Redirect(rw, r, backTo(form.Get("back")), http.StatusSeeOther)
	return nil
}

// choosePassword is a new password typed twice, as fields "new" and "again".
func choosePassword(r *http.Request, form *page.Form) string {
	fresh := r.PostForm.Get("new")
	switch {
	case len(fresh) > longestPassword:
		form.Fail("new", "口令太长")
	case account.CheckPassword(fresh) != nil:
		form.Fail("new", account.ErrPassword.Error())
	case fresh != r.PostForm.Get("again"):
		form.Fail("again", "两次输入的口令不一样")
	}
	return fresh
}
