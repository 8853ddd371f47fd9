package public

import (
	"context"
	"errors"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/law/calendar"
	"gongkai/store"
)

// city is the names every page needs, as of one reading. It is never changed.
type city struct {
	name    words
	address string   // of the site, "https://www.changchun.gov.cn"; "" if the city did not say
	hosts   []string // under which old addresses stood
	office  officeContact

	agencies   []agency.Agency // by kind and position
	byCode     map[agency.Code]agency.Agency
	categories []store.Category
	byCategory map[string]store.Category
	below      map[string][]store.Category // by parent; roots under ""
	topics     []store.Topic
}

// readCity gives the names, from memory unless an act changed them since.
func (w *Window) readCity(ctx context.Context) (*city, error) {
	if c := w.city.Load(); c != nil {
		return c, nil
	}
	generation := w.generation.Load()
	c, err := loadCity(ctx, w.store.Reader)
	if err != nil {
		return nil, err
	}
	if w.generation.Load() == generation {
		w.city.Store(c)
		// An act between the two lines above has dropped a city that was not
		// stored yet.
		if w.generation.Load() != generation {
			w.city.Store(nil)
		}
	}
	return c, nil
}

func (w *Window) dropCity() {
	w.generation.Add(1)
	w.city.Store(nil)
}

func loadCity(ctx context.Context, r store.Reader) (*city, error) {
	c := &city{byCode: map[agency.Code]agency.Agency{}, byCategory: map[string]store.Category{}, below: map[string][]store.Category{}}
	var hosts string
	for key, to := range map[string]*string{"name": &c.name.zh, "english": &c.name.en, "address": &c.address, "hosts": &hosts} {
		var err error
		if *to, err = r.City(ctx, key); err != nil {
			return nil, err
		}
	}
	c.address = strings.TrimRight(c.address, "/")
	c.hosts = strings.Fields(hosts)
	agencies, err := r.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range agency.Kinds {
		for _, a := range agencies {
			if a.Kind == k.Kind {
				c.agencies = append(c.agencies, a)
			}
		}
	}
	for _, a := range agencies {
		c.byCode[a.Code] = a
	}
	if c.categories, err = r.Categories(ctx); err != nil {
		return nil, err
	}
	for _, k := range c.categories {
		c.byCategory[k.Code] = k
		c.below[k.Parent] = append(c.below[k.Parent], k)
	}
	if c.topics, err = r.Topics(ctx); err != nil {
		return nil, err
	}
	c.office, err = disclosureOffice(ctx, r)
	return c, err
}

// root is the city government itself.
func (c *city) root() (agency.Agency, bool) {
	for _, a := range c.agencies {
		if a.Kind == agency.Government && a.Parent == "" {
			return a, true
		}
	}
	return agency.Agency{}, false
}

// agencyName is the short name of lists.
func (c *city) agencyName(code agency.Code) words {
	a, ok := c.byCode[code]
	if !ok {
		return words{zh: string(code)}
	}
	return shortName(a)
}

// nameOn is the name under which the agency published on a day: the present
// short name, or in full the one it bore then.
func (c *city) nameOn(code agency.Code, on calendar.Day) words {
	a, ok := c.byCode[code]
	if !ok {
		return words{zh: string(code)}
	}
	if then := a.NameOn(on); then != a.Name {
		return words{zh: then}
	}
	return shortName(a)
}

func shortName(a agency.Agency) words { return words{zh: a.ShortName(), en: a.English} }

func fullName(a agency.Agency) words { return words{zh: a.Name, en: a.English} }

func categoryName(k store.Category) words { return words{zh: k.Name, en: k.English} }

// path is the category and those above it, the root first; nil for an unknown
// code.
func (c *city) path(code string) []store.Category {
	var up []store.Category
	for len(up) < 20 {
		k, ok := c.byCategory[code]
		if !ok {
			break
		}
		up = append([]store.Category{k}, up...)
		code = k.Parent
	}
	return up
}

// leaves is the category with everything below it.
func (c *city) leaves(code string) []string { return store.Leaves(c.categories, code) }

// openAgencies is those at work on the day.
func (c *city) openAgencies(on calendar.Day) []agency.Agency {
	var list []agency.Agency
	for _, a := range c.agencies {
		if a.Open(on) {
			list = append(list, a)
		}
	}
	return list
}

func notFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
