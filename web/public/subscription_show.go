package public

import (
	"context"
	"errors"
	"net/http"

	"gongkai/affairs/subscription"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// subscriptionPage is one subscription as its owner sees it.
type subscriptionPage struct {
	form  *page.Form
	parts []string
	href  string // of the results
	email string // masked
	since string // when it was confirmed, 2017-06-30; "" before
	often string // in words
	path  string // of this page, which holds the secret of the link
}

// describe is what its owner sees of a subscription.
func (f *following) describe(ctx context.Context, s subscription.Subscription, path string) (subscriptionPage, error) {
	c, err := f.readCity(ctx)
	if err != nil {
		return subscriptionPage{}, err
	}
	p := subscriptionPage{form: &page.Form{}, email: subscription.Masked(s.Email), often: s.Often.Name(), path: path, href: searchPath}
	p.form.Set("often", string(s.Often))
	if !s.ConfirmedAt.IsZero() {
		p.since = calendar.On(s.ConfirmedAt).String()
	}
	v, ok, err := readKept(c, s.Search)
	if ok {
		p.parts, p.href = v.parts(ctx, c), v.href()
	} else {
		p.parts = []string{page.T(ctx, gone)}
	}
	return p, err
}

// linkGone is the one answer to a link that was used, has expired or never was.
func linkGone(rw http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, subscription.ErrLink) {
		return err
	}
	return page.Render(rw, r, http.StatusGone, linkGoneView())
}

// showConfirm confirms nothing: programs that look through mail open its links.
func (f *following) showConfirm(rw http.ResponseWriter, r *http.Request) error {
	s, err := f.office.SubscriptionToConfirm(r.Context(), r.PathValue("link"))
	if err != nil {
		return linkGone(rw, r, err)
	}
	p, err := f.describe(r.Context(), s, r.URL.Path)
	if err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, confirmView(p))
}

func (f *following) confirm(rw http.ResponseWriter, r *http.Request) error {
	s, err := f.office.ConfirmSubscription(r.Context(), r.PathValue("link"))
	if err != nil {
		return linkGone(rw, r, err)
	}
	_, key, err := f.office.SubscriptionLinks(r.Context(), s)
	if err != nil {
		return err
	}
	page.LeaveNotice(rw, r, "订阅已确认，有新公开的信息会发邮件给您")
	http.Redirect(rw, r, "/subscription/"+key, http.StatusSeeOther)
	return nil
}

func (f *following) showSubscription(rw http.ResponseWriter, r *http.Request) error {
	s, err := f.office.Subscription(r.Context(), r.PathValue("link"))
	if err != nil {
		return linkGone(rw, r, err)
	}
	p, err := f.describe(r.Context(), s, r.URL.Path)
	if err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, subscriptionView(p))
}

func (f *following) changeSubscription(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := f.office.Subscription(ctx, r.PathValue("link"))
	if err != nil {
		return linkGone(rw, r, err)
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = f.office.ChangeSubscription(ctx, s, subscription.Often(form.Get("often")))
	switch {
	case errors.Is(err, subscription.ErrLink):
		return linkGone(rw, r, err)
	case form.Refuse(ctx, err):
		p, err := f.describe(ctx, s, r.URL.Path)
		if err != nil {
			return err
		}
		p.form = form
		return page.Show(rw, r, form, subscriptionView(p))
	case err != nil:
		return err
	}
	page.LeaveNotice(rw, r, "已更改")
	http.Redirect(rw, r, r.URL.Path, http.StatusSeeOther)
	return nil
}

// showEnd ends nothing, for the same reason as showConfirm.
func (f *following) showEnd(rw http.ResponseWriter, r *http.Request) error {
	s, err := f.office.Subscription(r.Context(), r.PathValue("link"))
	if errors.Is(err, subscription.ErrLink) {
		return page.Render(rw, r, http.StatusOK, endedView())
	}
	if err != nil {
		return err
	}
	p, err := f.describe(r.Context(), s, "/subscription/"+r.PathValue("link"))
	if err != nil {
		return err
	}
	return page.Render(rw, r, http.StatusOK, endView(p))
}

// endSubscription is the address of List-Unsubscribe (RFC 8058): a mail program
// posts there without cookies, and is not to be sent elsewhere. The answer is
// the same for one that has ended before.
func (f *following) endSubscription(rw http.ResponseWriter, r *http.Request) error {
	s, err := f.office.Subscription(r.Context(), r.PathValue("link"))
	if err == nil {
		err = f.office.EndSubscription(r.Context(), s)
	}
	if err != nil && !errors.Is(err, subscription.ErrLink) {
		return err
	}
	return page.Render(rw, r, http.StatusOK, endedView())
}

// rows is what its owner sees of a subscription, line by line.
func (p subscriptionPage) rows(ctx context.Context) []page.Row {
	rows := []page.Row{{Key: "邮箱", Value: p.email}}
	if p.since == "" {
		return append(rows, page.Row{Key: "订阅起始", Value: page.T(ctx, "等待确认")})
	}
	return append(rows, page.Row{Key: "订阅起始", Value: p.since}, page.Row{Key: "多久发一次", Value: page.T(ctx, p.often)})
}
