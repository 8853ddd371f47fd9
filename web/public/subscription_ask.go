package public

import (
	"errors"
	"net/http"
	"net/url"

	"gongkai/affairs/subscription"
	"gongkai/store"
	"gongkai/web/page"
)

// askPage is the form on which an address is given.
type askPage struct {
	form  *page.Form
	parts []string // what is followed, in words
	back  string   // address of the search
	kept  string
	mine  bool // a reader is signed in: it will be theirs
}

// asked is what is to be followed, by the address of the page or by the form.
func (f *following) asked(r *http.Request, q url.Values) (askPage, error) {
	if !f.Following {
		return askPage{}, page.ErrNotFound // no mail could be sent
	}
	c, err := f.readCity(r.Context())
	if err != nil {
		return askPage{}, err
	}
	v, err := readSubscribed(r, q, c)
	if err != nil {
		return askPage{}, err
	}
	p := askPage{parts: v.parts(r.Context(), c), back: v.href(), kept: v.kept()}
	_, p.mine, err = f.reader(r)
	return p, err
}

func (f *following) showAsk(rw http.ResponseWriter, r *http.Request) error {
	p, err := f.asked(r, r.URL.Query())
	if errors.Is(err, subscription.ErrSearch) {
		return see(rw, r, withParams(searchPath, r.URL.RawQuery)) // where something can be asked
	}
	if err != nil {
		return err
	}
	p.form = &page.Form{}
	p.form.Set("often", string(subscription.Daily))
	return page.Render(rw, r, http.StatusOK, askView(p))
}

// ask has the owner of the address asked by mail. The answer is the same for
// every address.
func (f *following) ask(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	q, err := url.ParseQuery(form.Get("search"))
	if err != nil {
		return page.ErrBadRequest
	}
	r2 := r.Clone(r.Context())
	r2.URL = &url.URL{Path: searchPath, RawQuery: form.Get("search")}
	p, err := f.asked(r2, q)
	if errors.Is(err, subscription.ErrSearch) {
		return page.ErrBadRequest
	}
	if err != nil {
		return err
	}
	p.form = form
	form.Require("email", subscription.ErrEmail.Error(), "often", subscription.ErrOften.Error())
	if !form.OK() {
		return page.Show(rw, r, form, askView(p))
	}
	if !f.asks.pass(from(r), f.office.Now()) {
		return page.Render(rw, r, tooMany(form), askView(p))
	}
	a := subscription.Asked{Email: form.Get("email"), Search: p.kept, Often: subscription.Often(form.Get("often"))}
	if who, ok, err := f.reader(r); err != nil {
		return err
	} else if ok {
		a.Citizen = int64(who.ID)
	}
	err = f.office.Subscribe(r.Context(), from(r), a)
	switch {
	case errors.Is(err, store.ErrPace):
		form.Fail("", store.ErrPace.Error())
		return page.Render(rw, r, http.StatusTooManyRequests, askView(p))
	case form.Refuse(r.Context(), err):
		return page.Show(rw, r, form, askView(p))
	case err != nil:
		return err
	}
	http.Redirect(rw, r, "/search/follow/sent", http.StatusSeeOther)
	return nil
}

func (f *following) showAsked(rw http.ResponseWriter, r *http.Request) error {
	return page.Render(rw, r, http.StatusOK, askedView())
}

// rhythms is how often, as a choice.
func rhythms() []page.Choice {
	var list []page.Choice
	for _, o := range subscription.Rhythms {
		list = append(list, page.Choice{Value: string(o.Often), Text: o.Name})
	}
	return list
}
