package public

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// findOldAddress answers what no route knows: an address of a site that was
// taken over is sent on for good (seed row 36), by the table of old addresses
// or as the one an imported item had. It is looked for under the host asked
// for, under those the city named as its old ones and, in the table, under
// none; in both schemes; with the query, then without it. What was withdrawn
// answers with its tombstone.
func (w *Window) findOldAddress(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	path, query := r.URL.EscapedPath(), r.URL.RawQuery
	if len(path) > 2000 || path == "/" && query == "" {
		return page.ErrNotFound
	}
	if len(query) > 2000 {
		query = ""
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return err
	}
	hosts := []string{r.Host}
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		hosts = append(hosts, host)
	}
	for _, host := range c.hosts {
		if !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	old, err := w.store.OldAddressOf(ctx, hosts, r.URL.Path, query)
	if err == nil {
		if index, ok := strings.CutPrefix(old.Target, itemHref("")); ok {
			return w.sendToItem(rw, r, index)
		}
		http.Redirect(rw, r, old.Target, http.StatusMovedPermanently)
		return nil
	}
	if !notFound(err) {
		return err
	}
	paths := []string{path}
	if plain := r.URL.Path; plain != path {
		paths = append(paths, plain)
	}
	if query != "" {
		for _, p := range paths[:len(paths):len(paths)] {
			paths = append([]string{p + "?" + query}, paths...)
		}
	}
	var sources []string
	for _, host := range hosts {
		for _, scheme := range []string{"http://", "https://"} {
			for _, path := range paths {
				sources = append(sources, scheme+host+path)
			}
		}
	}
	index, err := w.store.PublicationFromAny(ctx, sources)
	if notFound(err) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	return w.sendToItem(rw, r, index)
}

// sendToItem leads to an item, or shows the tombstone of one that was
// withdrawn.
func (w *Window) sendToItem(rw http.ResponseWriter, r *http.Request, index string) error {
	p, err := w.store.PublicationAt(r.Context(), index)
	if notFound(err) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	switch {
	case w.visible(p, publication.Full):
		http.Redirect(rw, r, itemHref(p.Index), http.StatusMovedPermanently)
		return nil
	case w.visible(p, publication.Tombstone):
		return w.answerTombstone(rw, r, p)
	}
	return page.ErrNotFound
}
