package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
	"syscall"
	"time"

	"gongkai/affairs/journal"
	"gongkai/follow/reading"
	"gongkai/follow/search"
	"gongkai/office"
	"gongkai/office/keep"
	"gongkai/web/desk"
	"gongkai/web/page"
	"gongkai/web/public"
)

type serveCmd struct {
	where
	Listen  string `help:"Address to listen on; a public one belongs behind a reverse proxy with TLS (${default})." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	LogJSON bool   `help:"Log as JSON."`
	// SweepAfter is 0 for never.
	SweepAfter time.Duration `help:"Once a day remove files that nothing names and that were put longer ago (${default}); 0 for never." default:"168h" placeholder:"DURATION" env:"GONGKAI_SWEEP_AFTER"`
	oidcFlags
	mailFlags
}

// oidcFlags configures sign-in by an identity provider.
type oidcFlags struct {
	OIDCIssuer string `help:"Issuer of the identity provider officials may sign in with." placeholder:"URL" env:"GONGKAI_OIDC_ISSUER"`
	OIDCClient string `help:"Client id there." placeholder:"ID" env:"GONGKAI_OIDC_CLIENT"`
	OIDCSecret string `help:"Client secret; better given in the environment." placeholder:"SECRET" env:"GONGKAI_OIDC_SECRET"`
	OIDCName   string `help:"What the button says." default:"统一身份认证" env:"GONGKAI_OIDC_NAME"`
}

func (c serveCmd) Run(ctx context.Context, out *console) error {
	if c.SweepAfter != 0 && c.SweepAfter < keep.LeastAge {
		return fmt.Errorf("--sweep-after: %w", keep.ErrAge)
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	founded, err := o.Founded(ctx)
	if err != nil {
		return err
	}
	if !founded {
		return fmt.Errorf("%s 还没有建立平台；先运行 gongkai init", c.Data)
	}
	p, err := c.wire(ctx, o, "")
	if err != nil {
		return err
	}
	log := logger(out, c.LogJSON)
	s, err := newServer(ctx, o, serverOptions{oidc: c.oidcFlags, post: p, log: log, index: c.serveIndex(ctx, o, log)})
	if err != nil {
		return err
	}
	s.sweepAfter = c.SweepAfter
	ready := func(address string) {
		out.printf("平台已启动：http://%s/  办公：http://%s/desk\n", address, address)
	}
	return s.run(ctx, c.Listen, ready)
}

func logger(out *console, asJSON bool) *slog.Logger {
	if asJSON {
		return slog.New(slog.NewJSONHandler(out.errs, nil))
	}
	return slog.New(slog.NewTextHandler(out.errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

type serverOptions struct {
	oidc oidcFlags
	post *post // nil for no mail at all
	log  *slog.Logger
	// index is closed when the server stops; nil to search without one.
	index *search.Index
	// phase is a sentence above every page; live one that changes, asked for
	// each page drawn.
	phase string
	live  func(context.Context) string
}

// server is both windows over one office, and what runs beside them.
type server struct {
	office *office.Office
	site   *page.Site
	public *public.Window
	desk   *desk.Desk
	post   *post
	index  *search.Index
	log    *slog.Logger
	// sweepAfter is the age at which files nobody names go; 0 for never.
	sweepAfter time.Duration
	// settled, when it is closed, lets begin what takes a processor to itself to
	// follow the record: nil for at once.
	settled <-chan struct{}
}

func newServer(ctx context.Context, o *office.Office, opt serverOptions) (*server, error) {
	frame, err := public.Frame(ctx, o.Store)
	if err != nil {
		return nil, err
	}
	frame.Phase, frame.Live = opt.phase, opt.live
	site := page.NewSite(frame)
	site.Log, site.Now = opt.log, time.Now
	s := &server{office: o, site: site, post: opt.post, index: opt.index, log: opt.log}
	d := &desk.Desk{Office: o, Sending: opt.post != nil && opt.post.out != nil, Texting: opt.post != nil && opt.post.sms != nil}
	if opt.post != nil {
		d.News = opt.post.news
	}
	if opt.oidc.OIDCIssuer != "" {
		d.OIDC = desk.OIDC{Issuer: opt.oidc.OIDCIssuer, ClientID: opt.oidc.OIDCClient, Secret: opt.oidc.OIDCSecret, Name: opt.oidc.OIDCName}
	}
	d.Routes(site)
	s.desk = d
	s.public = public.Routes(site, o)
	s.public.Texting = d.Texting
	d.Item, d.Report = s.public.Preview, public.DrawReport
	if x := opt.index; x != nil {
		s.public.Search, d.Search = x, x
		x.OnChange(s.public.Indexed)
		o.Store.OnCommit(func([]journal.Entry) { x.Wake() })
		if opt.post != nil && opt.post.followed != nil {
			opt.post.followed.Finder = x
		}
	}
	if opt.post != nil && opt.post.followed != nil {
		f := opt.post.followed
		f.Read = s.public.Subscribed
		s.public.Following = f.Finder != nil && f.Site != ""
	}
	return s, nil
}

// swept logs a daily sweep that removed something, or could not.
func (s *server) swept(v keep.Swept, err error) {
	switch {
	case err != nil:
		s.log.Error("sweep", "error", err)
	case v.Removed > 0:
		s.log.Info("sweep", "removed", v.Removed, "bytes", v.Bytes)
	}
}

// settles waits until the record is settled; false when ctx ended before.
func (s *server) settles(ctx context.Context) bool {
	if s.settled == nil {
		return true
	}
	select {
	case <-s.settled:
		return true
	case <-ctx.Done():
		return false
	}
}

// memoryLimit keeps the heap small between collections: the record's pages
// belong in the system's cache, not in ours.
const memoryLimit = 220 << 20

// run serves until ctx ends, then lets requests under way finish. Everything
// that runs beside the server has stopped when it returns.
func (s *server) run(ctx context.Context, address string, ready func(address string)) error {
	if os.Getenv("GOMEMLIMIT") == "" && os.Getenv("GOGC") == "" {
		debug.SetMemoryLimit(memoryLimit)
		// The heap is small beside the limit; collecting less often keeps the
		// slowest pages close to the others.
		debug.SetGCPercent(300)
	}
	l, err := listen(address)
	if err != nil {
		return err
	}
	var beside sync.WaitGroup
	besideCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	if s.index != nil {
		defer s.index.Close()
	}
	defer beside.Wait()
	defer stop()
	defer s.office.Close()
	defer s.desk.Stop()
	beside.Go(func() { s.office.Run(besideCtx, s.log) })
	beside.Go(func() { s.office.RunGate(besideCtx, s.log) })
	beside.Go(func() { s.public.Run(besideCtx, s.log) })
	beside.Go(func() { s.desk.Run(besideCtx, s.log) })
	beside.Go(func() {
		if s.index != nil && s.settles(besideCtx) {
			s.index.Run(besideCtx)
		}
	})
	beside.Go(func() {
		if s.settles(besideCtx) {
			reading.New(s.office).Run(besideCtx, s.log)
		}
	})
	if s.sweepAfter > 0 {
		beside.Go(func() { keep.Daily(besideCtx, s.office, s.sweepAfter, s.swept) })
	}
	s.post.run(besideCtx, &beside, s.log)
	h := &http.Server{
		Handler:           s.site,
		ConnContext:       page.ConnContext,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // uploads over slow lines
		WriteTimeout:      10 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { done <- h.Serve(page.Listener(l)) }()
	ready(l.Addr().String())
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := h.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// listen takes the address. Errors: [errTaken].
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%w：%s 上已有程序在运行。请先停止它，或者用 --listen %s 另选一个端口", errTaken, address, nextPort(address))
	case err != nil:
		return nil, fmt.Errorf("serve: %w", err)
	}
	return l, nil
}

var errTaken = errors.New("端口被占用")

// nextPort is the same host with the port after.
func nextPort(address string) string {
	host, port, _ := net.SplitHostPort(address)
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == math.MaxUint16 {
		n = 8080
	}
	return net.JoinHostPort(host, strconv.FormatUint(n+1, 10))
}
