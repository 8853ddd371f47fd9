package public

import (
	"net/http"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/citizen"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// keep changes the shelf of a reader and goes back to where the button was.
func (m *my) keep(rw http.ResponseWriter, r *http.Request, who reader, back, done string,
	change func(citizen.Shelf, time.Time) (citizen.Shelf, error)) error {
	err := m.office.Keep(r.Context(), who.ID, change)
	if notFound(err) {
		return m.askSignIn(rw, r)
	}
	if err != nil {
		return err
	}
	page.LeaveNotice(rw, r, done)
	http.Redirect(rw, r, backTo(back), http.StatusSeeOther)
	return nil
}

// posted is the publication a button names by its index number. One that is
// not public yet is nowhere.
func (m *my) posted(r *http.Request) (*page.Form, publication.Publication, error) {
	form, err := page.ReadForm(r)
	if err != nil {
		return nil, publication.Publication{}, err
	}
	index, err := publication.ParseIndex(form.Get("index"))
	if err != nil {
		return nil, publication.Publication{}, page.ErrNotFound
	}
	p, err := m.store.PublicationAt(r.Context(), index)
	if notFound(err) || err == nil && !m.visible(p, publication.Full) && !m.visible(p, publication.Tombstone) {
		err = page.ErrNotFound
	}
	return form, p, err
}

func (m *my) save(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, p, err := m.posted(r)
	if err != nil {
		return err
	}
	if !m.visible(p, publication.Full) {
		return page.ErrGone
	}
	return m.keep(rw, r, who, form.Get("back"), "已收藏，可在“我的”页面查看", func(s citizen.Shelf, at time.Time) (citizen.Shelf, error) {
		return citizen.Save(s, p.ID, at)
	})
}

func (m *my) unsave(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, p, err := m.posted(r)
	if err != nil {
		return err
	}
	return m.keep(rw, r, who, form.Get("back"), "已取消收藏", func(s citizen.Shelf, _ time.Time) (citizen.Shelf, error) {
		return citizen.Unsave(s, p.ID), nil
	})
}

// postedPlace is the agency or category a button names.
func postedPlace(r *http.Request) (*page.Form, citizen.Place, error) {
	form, err := page.ReadForm(r)
	if err != nil {
		return nil, citizen.Place{}, err
	}
	return form, citizen.Place{Kind: citizen.Kind(form.Get("kind")), Code: form.Get("code")}, nil
}

func (m *my) follow(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, place, err := postedPlace(r)
	if err != nil {
		return err
	}
	c, err := m.readCity(r.Context())
	if err != nil {
		return err
	}
	if _, ok := c.place(place); !ok {
		return page.ErrNotFound
	}
	return m.keep(rw, r, who, form.Get("back"), "已关注，有新公开的信息会列在“我的”页面", func(s citizen.Shelf, at time.Time) (citizen.Shelf, error) {
		return citizen.Follow(s, place, at)
	})
}

func (m *my) unfollow(rw http.ResponseWriter, r *http.Request, who reader) error {
	form, place, err := postedPlace(r)
	if err != nil {
		return err
	}
	return m.keep(rw, r, who, form.Get("back"), "已取消关注", func(s citizen.Shelf, _ time.Time) (citizen.Shelf, error) {
		return citizen.Unfollow(s, place), nil
	})
}

// place is the name and address of a place; false for one there is not.
func (c *city) place(p citizen.Place) (figure, bool) {
	switch p.Kind {
	case citizen.Agency:
		if a, ok := c.byCode[agency.Code(p.Code)]; ok {
			return figure{label: shortName(a), href: agencyHref(a.Code)}, true
		}
	case citizen.Category:
		if k, ok := c.byCategory[p.Code]; ok {
			return figure{label: categoryName(k), href: filter{category: k.Code}.href()}, true
		}
	}
	return figure{}, false
}
