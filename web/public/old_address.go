package public

import (
	"net"
	"net/http"

	"gongkai/web/page"
)

// findOldAddress answers what no route knows: an address an imported item had
// before is sent on for good (seed row 36). The record keeps whole addresses,
// so the path is tried under the host asked for and under the hosts the city
// named as its old ones, in both schemes, with and without the query.
func (w *Window) findOldAddress(rw http.ResponseWriter, r *http.Request) error {
	path := r.URL.EscapedPath()
	if len(path) > 2000 || path == "/" {
		return page.ErrNotFound
	}
	c, err := w.readCity(r.Context())
	if err != nil {
		return err
	}
	hosts := []string{r.Host}
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		hosts = append(hosts, host)
	}
	hosts = append(hosts, c.hosts...)
	paths := []string{path}
	if plain := r.URL.Path; plain != path {
		paths = append(paths, plain)
	}
	if q := r.URL.RawQuery; q != "" && len(q) <= 2000 {
		for _, p := range paths[:len(paths):len(paths)] {
			paths = append([]string{p + "?" + q}, paths...)
		}
	}
	for _, host := range hosts {
		for _, scheme := range []string{"http://", "https://"} {
			for _, path := range paths {
				p, err := w.store.PublicationFrom(r.Context(), scheme+host+path)
				if notFound(err) {
					continue
				}
				if err != nil {
					return err
				}
				http.Redirect(rw, r, itemHref(p.Index), http.StatusMovedPermanently)
				return nil
			}
		}
	}
	return page.ErrNotFound
}
