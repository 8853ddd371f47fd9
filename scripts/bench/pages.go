package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gongkai/affairs/publication"
	"gongkai/store"
)

const (
	connections = 16
	wrkThreads  = 2
	pagesShare  = 1.0 / 3 // of nginx's requests a second, at least
	pagesTail   = 3.0     // times nginx's p99, at most
)

// kind is one kind of page with the addresses asked for in turn.
type kind struct {
	name  string
	paths []string
}

// addresses are pages of the city of a scale: so many items from all over the
// year, every agency's column, forty lists. The same each time.
func (e *engine) addresses(ctx context.Context, scale, items int) ([]kind, error) {
	p, err := e.city(ctx, scale)
	if err != nil {
		return nil, err
	}
	o, err := openOffice(ctx, p.db, p.data)
	if err != nil {
		return nil, err
	}
	defer o.Store.Close()
	agencies, err := (&desk{Office: o}).columns(ctx)
	if err != nil {
		return nil, err
	}
	item, column, browse := kind{name: "item page"}, kind{name: "agency column"}, kind{name: "browse page"}
	count, err := o.Store.Count(ctx, store.Selection{})
	if err != nil {
		return nil, err
	}
	dice := rand.New(rand.NewPCG(2017, 4))
	for len(item.paths) < items {
		p, err := o.Store.Publication(ctx, 1+dice.Int64N(count.N))
		if errors.Is(err, store.ErrNotFound) || err == nil && !p.WithdrawnAt.IsZero() {
			continue
		}
		if err != nil {
			return nil, err
		}
		item.paths = append(item.paths, "/item/"+p.Index)
	}
	for _, code := range agencies {
		column.paths = append(column.paths, "/agency/"+string(code))
	}
	list := func(q ...string) {
		v := url.Values{}
		for i := 0; i < len(q); i += 2 {
			v.Set(q[i], q[i+1])
		}
		path := "/browse"
		if len(v) > 0 {
			path += "?" + v.Encode()
		}
		browse.paths = append(browse.paths, path)
	}
	list()
	list("year", "2017")
	list("kind", "normative")
	for _, c := range publication.Channels {
		list("channel", c.Code)
	}
	byCategory, err := o.Store.CountBy(ctx, store.Selection{}, store.ByCategory)
	if err != nil {
		return nil, err
	}
	var categories []string
	for code := range byCategory {
		categories = append(categories, code)
	}
	slices.Sort(categories)
	for i := range 15 {
		list("agency", string(agencies[i*len(agencies)/15]))
	}
	for i := range 10 {
		list("category", categories[i*len(categories)/10])
	}
	// Further pages of one list, from anywhere in the year.
	for range 8 {
		p, err := o.Store.Publication(ctx, 1+dice.Int64N(count.N))
		if err != nil {
			return nil, err
		}
		list("at", store.Cursor{At: p.PublishedAt.UnixMicro(), ID: p.ID}.String())
	}
	return []kind{item, column, browse}, nil
}

// serving measures the portal beside nginx with the same bytes as files.
func (b *bench) serving(ctx context.Context, e *engine) error {
	p, err := e.city(ctx, b.whole())
	if err != nil {
		return err
	}
	kinds, err := e.addresses(ctx, b.whole(), 200)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, p)
	if err != nil {
		return err
	}
	defer s.stop()
	// The index is built once in the life of a city; what is measured is a portal
	// whose index runs.
	for built := false; !built; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.done:
			return fmt.Errorf("the portal ended: %w", s.err)
		case <-time.After(500 * time.Millisecond):
			_, _, err := s.get(ctx, "/search.json?q="+url.QueryEscape("长春市"), false)
			built = err == nil
		}
	}
	dir, err := os.MkdirTemp("", "gongkai-nginx-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copies, headers, err := copyPages(ctx, s, kinds, dir)
	if err != nil {
		return err
	}
	peer, err := b.nginx(ctx, dir, headers)
	if err != nil {
		return err
	}
	defer peer.stop()
	rounds, lasts := pick(b, 3, 2), pick(b, 6*time.Second, 2*time.Second)
	for _, compressed := range []bool{false, true} {
		for i, k := range kinds {
			var ours, theirs []wrked
			for range rounds {
				for _, side := range []struct {
					address string
					paths   []string
					into    *[]wrked
				}{{s.address, k.paths, &ours}, {peer.address, copies[i], &theirs}} {
					m, err := wrk(ctx, dir, side.address, side.paths, compressed, lasts)
					if err != nil {
						return err
					}
					*side.into = append(*side.into, m)
				}
			}
			e.addPages(k.name, compressed, ours, theirs)
		}
	}
	rest, err := s.resident()
	if err != nil {
		return err
	}
	e.add(row{what: "memory after all of that", product: megabytes(rest), goal: "≤ 300 MB", ok: rest <= memoryGoal})
	return nil
}

func (e *engine) addPages(name string, compressed bool, ours, theirs []wrked) {
	if compressed {
		name += ", gzip"
	}
	of := func(list []wrked, f func(wrked) float64) float64 {
		var values []float64
		for _, m := range list {
			values = append(values, f(m))
		}
		return median(values)
	}
	rate := func(m wrked) float64 { return float64(m.Requests) / (m.Duration / 1e6) }
	tail := func(m wrked) float64 { return m.P99 }
	var failed, asked int64
	for _, m := range ours {
		failed += m.Errors
		asked += m.Requests
	}
	product, peer := of(ours, rate), of(theirs, rate)
	e.add(row{what: name, product: thousands(int64(product)) + "/s", peer: thousands(int64(peer)) + "/s", ratio: product / peer,
		goal: "≥ 1/3", ok: product >= peer*pagesShare})
	product, peer = of(ours, tail), of(theirs, tail)
	e.add(row{what: name + ", p99", product: micro(time.Duration(product) * time.Microsecond), peer: micro(time.Duration(peer) * time.Microsecond),
		ratio: product / peer, goal: "≤ 3", ok: product <= peer*pagesTail})
	e.add(row{what: name + ", errors", product: fmt.Sprintf("%d of %s", failed, thousands(asked)), goal: "0", ok: failed == 0})
}

// copyPages asks for every page once, plain and compressed, and writes what
// came as files: nginx finds the compressed one beside the plain. It gives the
// files' paths, kind by kind, and the headers that went with them.
func copyPages(ctx context.Context, s *portal, kinds []kind, dir string) (paths [][]string, headers http.Header, err error) {
	for i, k := range kinds {
		folder := filepath.Join(dir, "html", strconv.Itoa(i))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, nil, err
		}
		var list []string
		for n, path := range k.paths {
			name := fmt.Sprintf("%04d", n)
			plain, h, err := s.get(ctx, path, false)
			if err != nil {
				return nil, nil, err
			}
			packed, _, err := s.get(ctx, path, true)
			if err != nil {
				return nil, nil, err
			}
			headers = h
			if err := os.WriteFile(filepath.Join(folder, name), plain, 0o644); err != nil {
				return nil, nil, err
			}
			if err := os.WriteFile(filepath.Join(folder, name+".gz"), packed, 0o644); err != nil {
				return nil, nil, err
			}
			list = append(list, "/"+strconv.Itoa(i)+"/"+name)
		}
		paths = append(paths, list)
	}
	return paths, headers, nil
}

// ownHeaders are those nginx writes by itself.
var ownHeaders = []string{"Date", "Content-Length", "Content-Type", "Content-Encoding", "Etag", "Last-Modified", "Vary",
	"Accept-Ranges", "X-Request-Id", "Connection", "Server"}

// nginx starts nginx on the files, with Debian's settings for them, no log of
// requests, and the portal's headers.
func (b *bench) nginx(ctx context.Context, dir string, headers http.Header) (*portal, error) {
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	var add strings.Builder
	for _, name := range slices.Sorted(keys(headers)) {
		if !slices.Contains(ownHeaders, name) {
			fmt.Fprintf(&add, "    add_header %s %s;\n", name, strconv.Quote(strings.Join(headers[name], ", ")))
		}
	}
	add.WriteString("    add_header X-Request-Id $request_id;\n")
	user := ""
	if os.Getuid() == 0 {
		user = "user root;\n"
	}
	conf := user + fmt.Sprintf(`daemon off;
worker_processes auto;
pid %[1]s/nginx.pid;
error_log %[1]s/nginx.log;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  server {
    listen %[2]s;
    root %[1]s/html;
    default_type "text/html; charset=utf-8";
    gzip_static on;
    gzip_vary on;
%[3]s  }
}
`, dir, address, add.String())
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(conf), 0o644); err != nil {
		return nil, err
	}
	name, err := exec.LookPath("nginx")
	if err != nil {
		if name, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			return nil, errors.New("no nginx: install Debian's package nginx")
		}
	}
	cmd := exec.Command(name, "-c", path, "-p", dir, "-e", filepath.Join(dir, "nginx.log"))
	cmd.Dir = dir
	s := &portal{address: address}
	if s.process, err = b.start(cmd, syscall.SIGTERM); err != nil {
		return nil, err
	}
	err = s.until(ctx, func() error {
		_, _, err := s.get(ctx, "/0/0000", false)
		return err
	})
	return s, err
}

func keys(h http.Header) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range h {
			if !yield(name) {
				return
			}
		}
	}
}

// wrked is what one run of wrk measured; times are in microseconds.
type wrked struct {
	Requests int64
	Duration float64
	P50, P99 float64
	Errors   int64
}

// script makes wrk go round the paths, each thread from another place.
const script = `local paths = { %s }
local texts, at = {}, 0
local threads = 0
function setup(thread)
  thread:set("first", threads * math.floor(#paths / %d))
  threads = threads + 1
end
function init()
  for n, path in ipairs(paths) do texts[n] = wrk.format("GET", path) end
  at = first
end
function request()
  at = at %% #texts + 1
  return texts[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\nresult {"Requests":%%d,"Duration":%%d,"P50":%%f,"P99":%%f,"Errors":%%d}\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end
`

func wrk(ctx context.Context, dir, address string, paths []string, compressed bool, lasts time.Duration) (wrked, error) {
	var m wrked
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = strconv.Quote(p)
	}
	file := filepath.Join(dir, "wrk.lua")
	if err := os.WriteFile(file, []byte(fmt.Sprintf(script, strings.Join(quoted, ", "), wrkThreads)), 0o644); err != nil {
		return m, err
	}
	args := []string{"--threads", strconv.Itoa(wrkThreads), "--connections", strconv.Itoa(connections),
		"--duration", strconv.Itoa(int(lasts.Seconds())) + "s", "--timeout", "10s", "--script", file, "--header", "User-Agent: " + browser}
	if compressed {
		args = append(args, "--header", "Accept-Encoding: gzip")
	}
	out, err := exec.CommandContext(ctx, "wrk", append(args, "http://"+address)...).CombinedOutput()
	if err != nil {
		return m, fmt.Errorf("wrk: %w: %s", err, out)
	}
	_, result, ok := strings.Cut(string(out), "\nresult ")
	if !ok {
		return m, fmt.Errorf("wrk: no result: %s", out)
	}
	return m, json.Unmarshal([]byte(result), &m)
}
