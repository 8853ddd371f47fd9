package public

import (
	"net/http"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/paper/card"
	"gongkai/web/page"
)

// cardPage is the contact card (政务公开名片), for the screen, for paper and
// for the telephone.
type cardPage struct {
	agency agency.Agency
	name   words
	closed *closing
}

func (w *Window) showCard(r *http.Request, t *page.Topics) (templ.Component, error) {
	a, c, err := w.agencyAt(r.Context(), r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	t.On("city")
	p := cardPage{agency: a, name: fullName(a)}
	if !a.Open(w.office.Today()) {
		p.closed = c.closing(a)
	}
	return cardView(p), nil
}

// serveCard is the card for a telephone's address book.
func (w *Window) serveCard(rw http.ResponseWriter, r *http.Request) error {
	a, c, err := w.agencyAt(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	file, err := card.VCard(card.Card{
		Name: a.Name, Office: a.Card.Office, City: c.name.zh, Address: a.Card.Address, Postcode: a.Card.Postcode,
		Phone: a.Card.Phone, Fax: a.Card.Fax, Mail: a.Card.Email, Hours: a.Card.Hours,
		Site: cityAddress(c, r, agencyHref(a.Code)), ID: "urn:gongkai:agency:" + string(a.Code),
	}, card.V3)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Disposition", `attachment; filename="`+string(a.Code)+`.vcf"`)
	return sendText(rw, "text/vcard; charset=utf-8", "no-cache", string(file))
}

func (w *Window) serveAgencyQR(rw http.ResponseWriter, r *http.Request) error {
	a, c, err := w.agencyAt(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	return serveQR(rw, cityAddress(c, r, agencyHref(a.Code)))
}

// serveQR draws the QR code of an address.
func serveQR(rw http.ResponseWriter, address string) error {
	drawing, err := card.SVG(address)
	if err != nil {
		return err
	}
	return sendText(rw, "image/svg+xml", "no-cache", string(drawing))
}
