package public

import (
	"net/http"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// listOffers answers the script of the form with what is public already. What
// was typed comes in the body, so no address and no log holds it.
func (a *asking) listOffers(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	c, err := a.readCity(r.Context())
	if err != nil {
		return err
	}
	in := agency.Code(form.Get("agency"))
	o := offer{agency: in}
	_, known := c.byCode[in]
	known = known || in == "" // while none is chosen, the whole city
	if form.OK() && known && a.offers.Pass(a.office.Now()) {
		if o, err = a.offerFor(r.Context(), c, in, form.Get("number"), form.Get("subject")); err != nil {
			return err
		}
	}
	if o.some() && in != "" && form.Get("offered") == "" {
		if err := a.store.CountOffer(r.Context(), a.office.Today(), in, 1, 0, 0); err != nil {
			return err
		}
	}
	return page.Render(rw, r, http.StatusOK, offersView(o))
}

// openOffer leads to what was offered, and counts it.
func (a *asking) openOffer(rw http.ResponseWriter, r *http.Request) error {
	in, _, err := a.agencyAt(r.Context(), r.PathValue("agency"))
	if err != nil {
		return err
	}
	index, err := publication.ParseIndex(r.PathValue("code") + "/" + r.PathValue("serial"))
	if err != nil {
		return page.ErrNotFound
	}
	p, err := a.store.PublicationAt(r.Context(), index)
	if notFound(err) || err == nil && !a.visible(p, publication.Full) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	// Past the pace the way is open and nothing is counted.
	if person(r) && a.sends.pass(from(r), a.office.Now()) {
		if err := a.store.CountOffer(r.Context(), a.office.Today(), in.Code, 0, 1, 0); err != nil {
			return err
		}
	}
	http.Redirect(rw, r, itemHref(p.Index), http.StatusSeeOther)
	return nil
}

// enough ends without a request, and counts that.
func (a *asking) enough(rw http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in, _, err := a.agencyAt(r.Context(), form.Get("agency"))
	if err != nil {
		return err
	}
	if !a.sends.pass(from(r), a.office.Now()) {
		return page.ErrTooMany
	}
	if err := a.store.CountOffer(r.Context(), a.office.Today(), in.Code, 0, 0, 1); err != nil {
		return err
	}
	http.Redirect(rw, r, "/request/enough", http.StatusSeeOther)
	return nil
}

func (a *asking) showEnough(rw http.ResponseWriter, r *http.Request) error {
	return page.Render(rw, r, http.StatusOK, enoughView(newHref("")))
}
