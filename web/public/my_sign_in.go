package public

import (
	"net/http"

	"gongkai/affairs/citizen"
	"gongkai/web/page"
)

// doorPage is signing in or registering, and where to go afterwards.
type doorPage struct {
	Form *page.Form
	Back string
}

func doorOf(form *page.Form) doorPage { return doorPage{Form: form, Back: backTo(form.Get("back"))} }

// door shows an empty form, or leads on whoever is inside already.
func (m *my) door(rw http.ResponseWriter, r *http.Request, view func(doorPage) error) error {
	query := page.QueryForm(r)
	p := doorPage{Form: &page.Form{}, Back: backTo(query.Get("back"))}
	_, inside, err := m.reader(r)
	if err != nil {
		return err
	}
	if inside {
		http.Redirect(rw, r, p.Back, http.StatusSeeOther)
		return nil
	}
	return view(p)
}

func (m *my) showSignIn(rw http.ResponseWriter, r *http.Request) error {
	return m.door(rw, r, func(p doorPage) error { return page.Show(rw, r, p.Form, signInView(p)) })
}

func (m *my) signIn(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	form.Errors = nil // a password may hold what a title may not
	form.Require("name", "请填写登录名")
	password := r.PostForm.Get("password")
	switch {
	case password == "":
		form.Fail("password", "请填写口令")
	case len(password) > longestPassword:
		form.Fail("", citizen.ErrSignIn.Error())
	}
	if !form.OK() {
		return page.Show(rw, r, form, signInView(doorOf(form)))
	}
	if !m.tries.Pass(m.office.Now()) {
		return page.Render(rw, r, tooMany(form), signInView(doorOf(form)))
	}
	c, err := m.office.SignInCitizen(r.Context(), form.Get("name"), password)
	if err != nil {
		if form.Refuse(r.Context(), err) {
			return page.Show(rw, r, form, signInView(doorOf(form)))
		}
		return err
	}
	if err := m.begin(rw, r, c); err != nil {
		return err
	}
	http.Redirect(rw, r, backTo(form.Get("back")), http.StatusSeeOther)
	return nil
}
