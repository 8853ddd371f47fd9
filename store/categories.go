package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Category is a node of the catalogue tree (目录类别). Its roots are the items
// of articles 20 and 21; below them a city, and below that an agency, adds its
// own.
type Category struct {
	Code    string
	Parent  string // "" for a root
	Name    string
	English string
	Article string // for roots, where the Regulation orders it
	// Owner is the agency that added the category for itself and those below
	// it; "" for the law's and the city's.
	Owner    agency.Code
	Position int
}

// Topic is a matter of public concern (专题) whose page gathers what all
// agencies publish in some categories.
type Topic struct {
	Code       string
	Name       string
	English    string
	Categories []string
	Position   int
}

// Obligation is an item that must be published: of a key area, or of the
// grass-roots standard catalogue.
type Obligation struct {
	Code     string
	Area     string // the key area or list it belongs to
	Name     string
	English  string
	Category string
	// Kinds of agency it binds.
	Kinds []agency.Kind
	// Period is how often something new is due: month, quarter, year, or
	// change (whenever it changes).
	Period   string
	Position int
}

// Categories is the whole tree, parents before children.
func (r Reader) Categories(ctx context.Context) ([]Category, error) {
	var list []Category
	err := r.each(ctx, `select code, parent, name, english, article, owner, position from category order by position, code`, nil,
		func(rows *sql.Rows) error {
			var c Category
			err := rows.Scan(&c.Code, &c.Parent, &c.Name, &c.English, &c.Article, &c.Owner, &c.Position)
			list = append(list, c)
			return err
		})
	return list, err
}

// SaveCategory adds a category, or corrects its wording.
func (tx *Tx) SaveCategory(ctx context.Context, c Category, e journal.Entry) error {
	_, err := tx.exec(ctx, `insert into category (code, parent, name, english, article, owner, position)
		values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (code) do update set name = excluded.name, english = excluded.english, article = excluded.article`,
		c.Code, c.Parent, c.Name, c.English, c.Article, string(c.Owner), c.Position)
	if err != nil {
		return tx.fail(fmt.Errorf("save category %s: %w", c.Code, err))
	}
	return tx.enter(ctx, e)
}

// Topics is every topic in its order.
func (r Reader) Topics(ctx context.Context) ([]Topic, error) {
	var list []Topic
	err := r.each(ctx, `select code, name, english, categories, position from topic order by position, code`, nil,
		func(rows *sql.Rows) error {
			var t Topic
			var categories string
			if err := rows.Scan(&t.Code, &t.Name, &t.English, &categories, &t.Position); err != nil {
				return err
			}
			err := unpack(categories, &t.Categories)
			list = append(list, t)
			return err
		})
	return list, err
}

// Obligations is every obligation in its order.
func (r Reader) Obligations(ctx context.Context) ([]Obligation, error) {
	var list []Obligation
	err := r.each(ctx, `select code, area, name, english, category, levels, period, position from obligation order by position, code`, nil,
		func(rows *sql.Rows) error {
			var o Obligation
			var kinds string
			if err := rows.Scan(&o.Code, &o.Area, &o.Name, &o.English, &o.Category, &kinds, &o.Period, &o.Position); err != nil {
				return err
			}
			err := unpack(kinds, &o.Kinds)
			list = append(list, o)
			return err
		})
	return list, err
}

// City is a value of the city's own data, "" if it was never set.
func (r Reader) City(ctx context.Context, key string) (string, error) {
	var value string
	err := r.one(ctx, `select value from city where key = $1`, []any{key}, &value)
	if err == ErrNotFound {
		return "", nil
	}
	return value, err
}

// CityValues is values of the city's own data by their keys; those that were
// never set are left out.
func (r Reader) CityValues(ctx context.Context, keys ...string) (map[string]string, error) {
	values := map[string]string{}
	return values, r.answer(ctx, cityValues(keys, values))
}

func cityValues(keys []string, found map[string]string) question {
	var q composer
	var names []string
	for _, key := range keys {
		names = append(names, q.hole(key))
	}
	return question{`select key, value from city where key in (` + strings.Join(names, ", ") + `)`, q.args, func(r row) error {
		var key, value string
		err := r.Scan(&key, &value)
		found[key] = value
		return err
	}}
}

// Secret is a secret of the city under the name: the one kept, or fresh, which
// is kept from now on. All nodes get the same.
func (s *Store) Secret(ctx context.Context, name, fresh string) (string, error) {
	key := "secret/" + name
	if err := s.trace(ctx, `insert into city (key, value) values ($1, $2) on conflict (key) do nothing`, key, fresh); err != nil {
		return "", err
	}
	return s.City(ctx, key)
}

// SaveCity founds or changes the city's own data: values by key, topics and
// obligations, each replaced as a whole when given.
func (tx *Tx) SaveCity(ctx context.Context, values map[string]string, topics []Topic, obligations []Obligation, e journal.Entry) error {
	for key, value := range values {
		if _, err := tx.exec(ctx, `insert into city (key, value) values ($1, $2)
			on conflict (key) do update set value = excluded.value`, key, value); err != nil {
			return tx.fail(err)
		}
	}
	if topics != nil {
		if _, err := tx.exec(ctx, `delete from topic`); err != nil {
			return tx.fail(err)
		}
	}
	for _, t := range topics {
		categories, err := pack(t.Categories)
		if err == nil {
			_, err = tx.exec(ctx, `insert into topic (code, name, english, categories, position) values ($1, $2, $3, $4, $5)`,
				t.Code, t.Name, t.English, categories, t.Position)
		}
		if err != nil {
			return tx.fail(err)
		}
	}
	if obligations != nil {
		if _, err := tx.exec(ctx, `delete from obligation`); err != nil {
			return tx.fail(err)
		}
	}
	for _, o := range obligations {
		kinds, err := pack(o.Kinds)
		if err == nil {
			_, err = tx.exec(ctx, `insert into obligation (code, area, name, english, category, levels, period, position)
				values ($1, $2, $3, $4, $5, $6, $7, $8)`, o.Code, o.Area, o.Name, o.English, o.Category, kinds, o.Period, o.Position)
		}
		if err != nil {
			return tx.fail(err)
		}
	}
	return tx.enter(ctx, e)
}
