package public

import (
	"errors"
	"net/http"
	"strconv"

	"gongkai/affairs/subscription"
	"gongkai/web/page"
)

// ownSubscription is one that a reader asked for while signed in, with its
// number for the buttons.
type ownSubscription struct {
	subscriptionPage
	id string
}

func (f *following) listOwn(rw http.ResponseWriter, r *http.Request, who reader) error {
	ctx := r.Context()
	list, err := f.store.SubscriptionsOf(ctx, int64(who.ID))
	if err != nil {
		return err
	}
	var rows []ownSubscription
	for _, s := range list {
		p, err := f.describe(ctx, s, "")
		if err != nil {
			return err
		}
		rows = append(rows, ownSubscription{p, strconv.FormatInt(int64(s.ID), 10)})
	}
	return page.Render(rw, r, http.StatusOK, ownSubscriptionsView(rows, who.Name))
}

// ownPresses is what one may do with a subscription of one's own.
var ownPresses = page.Presses{"change", "end"}

// changeOwn changes or ends one of a reader's own. One that is not theirs is
// nowhere.
func (f *following) changeOwn(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	act, err := ownPresses.Pressed(form)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(form.Get("id"), 10, 64)
	if err != nil {
		return page.ErrNotFound
	}
	ctx := r.Context()
	s, err := f.office.OwnSubscription(ctx, who.ID, subscription.ID(n))
	if errors.Is(err, subscription.ErrLink) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	done := "已更改"
	if act == "end" {
		done, err = "已退订", f.office.EndSubscription(ctx, s)
	} else {
		err = f.office.ChangeSubscription(ctx, s, subscription.Often(form.Get("often")))
	}
	if err != nil {
		return err
	}
	page.LeaveNotice(rw, r, done)
	http.Redirect(rw, r, "/my/subscriptions", http.StatusSeeOther)
	return nil
}
