package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	"gongkai/affairs/journal"
)

// OldAddress is an address of a site that was taken over, and where it leads
// for good.
type OldAddress struct {
	// Address is without scheme and fragment, host first in lower case:
	// "www.changchun.gov.cn/zwgk/1.html". Without a host ("/zwgk/1.html") it
	// holds for any host the city answers at.
	Address string
	Target  string // a path here: "/item/JYJ/2017-000123"
	Run     int64  // the import it came with
}

// OldAddressKey is how an address is kept: without scheme, port and fragment,
// the host in lower case, escapes in one spelling. "" for what is no address of
// a page: another scheme, no path but "/".
func OldAddressKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || u.User != nil {
		return ""
	}
	if u.Scheme == "" && u.Host == "" && !strings.HasPrefix(u.Path, "/") {
		// "www.changchun.gov.cn/a.html", as people copy it
		if u, err = url.Parse("http://" + strings.TrimSpace(address)); err != nil || !strings.Contains(u.Host, ".") {
			return ""
		}
	}
	return oldKey(u.Hostname(), u.Path, u.RawQuery)
}

func oldKey(host, path, query string) string {
	plain := url.URL{Path: path}
	if path == "" || path == "/" && query == "" {
		return ""
	}
	key := strings.ToLower(host) + plain.EscapedPath()
	if query != "" {
		key += "?" + query
	}
	return key
}

// OldAddressOf is where an address leads: the first found of the hosts, "" after
// them, with the query before without it. Errors: [ErrNotFound].
func (r Reader) OldAddressOf(ctx context.Context, hosts []string, path, query string) (OldAddress, error) {
	var keys []string
	for _, host := range append(hosts, "") {
		if query != "" {
			keys = append(keys, oldKey(host, path, query))
		}
		keys = append(keys, oldKey(host, path, ""))
	}
	found, err := r.OldAddresses(ctx, keys)
	if err != nil {
		return OldAddress{}, err
	}
	for _, key := range keys {
		if target, ok := found[key]; ok {
			return target, nil
		}
	}
	return OldAddress{}, ErrNotFound
}

// OldAddresses is those of the keys that are there, by key.
func (r Reader) OldAddresses(ctx context.Context, keys []string) (map[string]OldAddress, error) {
	return r.oldAddressesBy(ctx, "address", keys)
}

// OldAddressTargets is, of the paths, those to which an old address leads, each
// with one such address.
func (r Reader) OldAddressTargets(ctx context.Context, paths []string) (map[string]OldAddress, error) {
	return r.oldAddressesBy(ctx, "target", paths)
}

func (r Reader) oldAddressesBy(ctx context.Context, column string, keys []string) (map[string]OldAddress, error) {
	found := map[string]OldAddress{}
	for len(keys) > 0 {
		n := min(len(keys), bulkRows)
		args := make([]any, bulkRows)
		for i := range args {
			args[i] = keys[min(i, n-1)]
		}
		err := r.each(ctx, `select address, target, run from old_address where `+column+` in `+holes(1, bulkRows), args, func(rows *sql.Rows) error {
			var a OldAddress
			err := rows.Scan(&a.Address, &a.Target, &a.Run)
			if column == "target" {
				found[a.Target] = a
			} else {
				found[a.Address] = a
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		keys = keys[n:]
	}
	return found, nil
}

// OldAddressesOfRun is up to limit addresses an import brought, by address
// after the given one.
func (r Reader) OldAddressesOfRun(ctx context.Context, run int64, after string, limit int) ([]OldAddress, error) {
	var list []OldAddress
	err := r.each(ctx, `select address, target, run from old_address where run = $1 and address > $2 order by address limit $3`,
		[]any{run, after, limit}, func(rows *sql.Rows) error {
			var a OldAddress
			err := rows.Scan(&a.Address, &a.Target, &a.Run)
			list = append(list, a)
			return err
		})
	return list, err
}

// SaveOldAddresses adds addresses that are not there yet, with one entry for
// all. Errors: [ErrDuplicate].
func (tx *Tx) SaveOldAddresses(ctx context.Context, list []OldAddress, e journal.Entry) error {
	for rest := list; len(rest) > 0; {
		n := min(len(rest), bulkRows)
		if n < bulkRows {
			n = 1
		}
		args := make([]any, 0, 3*n)
		for _, a := range rest[:n] {
			args = append(args, a.Address, a.Target, a.Run)
		}
		text := insertText("old_address", "address, target, run", n, 3, tx.store.engine.numbered())
		if _, err := tx.exec(ctx, text, args...); err != nil {
			if tx.store.engine.duplicate(err) {
				err = fmt.Errorf("%w: %w", ErrDuplicate, err)
			}
			return tx.fail(fmt.Errorf("save old addresses: %w", err))
		}
		rest = rest[n:]
	}
	return tx.enter(ctx, e)
}

// UndoOldAddresses takes away all that an import brought, with its run and one
// entry.
func (tx *Tx) UndoOldAddresses(ctx context.Context, run Run, e journal.Entry) error {
	if _, err := tx.exec(ctx, `delete from old_address where run = $1`, run.ID); err != nil {
		return tx.fail(fmt.Errorf("undo old addresses of %s: %w", run.Thing(), err))
	}
	return tx.SaveRun(ctx, run, nil, &e)
}

// PublicationFromAny is the index number of what came from the first of the
// addresses that is known, withdrawn or not. Errors: [ErrNotFound].
func (r Reader) PublicationFromAny(ctx context.Context, sources []string) (string, error) {
	type from struct {
		index string
		id    int64
	}
	found := map[string]from{}
	for rest := sources; len(rest) > 0; {
		n := min(len(rest), bulkRows)
		args := make([]any, bulkRows)
		for i := range args {
			args[i] = rest[min(i, n-1)]
		}
		err := r.each(ctx, `select source, index_number, id from publication where source <> '' and source in `+holes(1, bulkRows), args,
			func(rows *sql.Rows) error {
				var f from
				var source string
				err := rows.Scan(&source, &f.index, &f.id)
				if f.id > found[source].id {
					found[source] = f
				}
				return err
			})
		if err != nil {
			return "", err
		}
		rest = rest[n:]
	}
	for _, source := range sources {
		if f, ok := found[source]; ok {
			return f.index, nil
		}
	}
	return "", ErrNotFound
}

// IndexNumbers is those of the index numbers that were given out, withdrawn
// ones included.
func (r Reader) IndexNumbers(ctx context.Context, indexes []string) (map[string]bool, error) {
	found := map[string]bool{}
	for rest := indexes; len(rest) > 0; {
		n := min(len(rest), bulkRows)
		args := make([]any, bulkRows)
		for i := range args {
			args[i] = rest[min(i, n-1)]
		}
		err := r.each(ctx, `select index_number from publication where index_number in `+holes(1, bulkRows), args, func(rows *sql.Rows) error {
			var index string
			err := rows.Scan(&index)
			found[index] = true
			return err
		})
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	return found, nil
}
