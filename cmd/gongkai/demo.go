package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"gongkai/affairs/account"
	"gongkai/demo"
	"gongkai/demo/stage"
	"gongkai/office"
	"gongkai/web/page"
)

type demoCmd struct {
	where
	Scale   int    `help:"Build one N-th of the city (${default})." default:"1" placeholder:"N"`
	Listen  string `help:"Address to listen on (${default})." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	NoServe bool   `help:"Only build the city."`
}

func (c demoCmd) Run(ctx context.Context, out *console) error {
	plan, err := demo.New(c.Scale)
	if err != nil {
		return err
	}
	if !c.NoServe {
		// Said before a city is built that nobody could visit.
		l, err := listen(c.Listen)
		if err == nil {
			err = l.Close()
		}
		if err != nil {
			return err
		}
	}
	o, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	if err := stage.Found(ctx, o); err != nil {
		return err
	}
	if err := stage.Living(ctx, o, plan, stage.Tried); err != nil {
		return err
	}
	examples, err := stage.Examples(ctx, o)
	if err != nil {
		return err
	}
	if c.NoServe {
		if err := c.load(ctx, out, o, plan, func(int64, int64) {}); err != nil {
			return err
		}
		return c.buildIndex(ctx, out, o)
	}
	log := logger(out, false)
	index := c.serveIndex(ctx, o, log)
	var at, total atomic.Int64
	loading := func(ctx context.Context) string {
		if a, t := at.Load(), total.Load(); a < t {
			return page.Tf(ctx, "演示城市正在装入：%s / %s 条", page.Number(a), page.Number(t))
		}
		if index != nil {
			switch s := index.Status(); {
			case s.Building && s.Total > indexShown:
				return page.Tf(ctx, "正在建立检索：%s / %s 条", page.Number(s.Done), page.Number(s.Total))
			case s.Behind > indexShown:
				return page.Tf(ctx, "检索正在跟上，还有 %s 步", page.Number(s.Behind))
			}
		}
		return ""
	}
	// Its mail becomes files beside the record, where it can be read.
	letters, err := filepath.Abs(filepath.Join(c.Data, "mail"))
	if err != nil {
		return err
	}
	mail, err := mailFlags{
		SMTP: (&url.URL{Scheme: "file", Path: filepath.ToSlash(letters)}).String(), MailFrom: "长春市政府信息公开 <gongkai@changchun.example>", MailDigestAt: "08:30",
	}.wire(ctx, o, "http://"+c.Listen)
	if err != nil {
		return err
	}
	phase := "演示数据：2017 年的长春，除年报所载数字外均属虚构"
	if c.Scale > 1 {
		phase = "演示数据：缩小的 2017 年长春，数量小于印发的年报，内容均属虚构"
	}
	s, err := newServer(ctx, o, serverOptions{post: mail, log: log, index: index, phase: phase, live: loading})
	if err != nil {
		return err
	}
	// The index of a whole city is built faster than it follows one that grows.
	settled := make(chan struct{})
	s.settled = settled
	ctx, stop := context.WithCancel(ctx)
	var loaded chan error // nil until there is somebody to serve the city to
	err = s.run(ctx, c.Listen, func(address string) {
		out.printf("门户：http://%s/\n办公：http://%s/desk\n\n", address, address)
		printAccounts(out)
		out.printf("\n不用账号查询一件申请：http://%s/request/find\n", address)
		for _, e := range examples {
			out.printf("受理编号 %s　查询码 %s　%s\n", e.Number, e.Code, e.State)
		}
		out.printf("\n平台的邮件不寄出，存在 %s\n", letters)
		out.printf("\nCtrl+C 停止；再次运行从停下处继续。\n")
		loaded = make(chan error, 1)
		go func() {
			err := c.load(ctx, out, o, plan, func(a, t int64) { at.Store(a); total.Store(t) })
			if err != nil && ctx.Err() == nil {
				fmt.Fprintln(out.errs, "gongkai:", err)
			}
			s.public.Refresh() // pages drawn while loading say so
			close(settled)
			loaded <- err
		}()
	})
	stop()
	if loaded == nil {
		return err
	}
	// The batch under way is saved before the record is closed.
	if lerr := <-loaded; err == nil && !errors.Is(lerr, context.Canceled) {
		err = lerr
	}
	return err
}

// indexShown is from how many documents or acts on it is worth saying that the
// search index is not there yet.
const indexShown = 10_000

func printAccounts(out *console) {
	w := tabwriter.NewWriter(out.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "账号\t口令\t职责\t机关")
	for _, a := range demo.Accounts() {
		in := a.Agency
		if in == "" {
			in = "全市"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Login, a.Password, account.Role(a.Role).Name(), in)
	}
	w.Flush()
}

func (c demoCmd) load(ctx context.Context, out *console, o *office.Office, plan *demo.Plan, tell func(at, total int64)) error {
	if err := stage.Stories(ctx, o); err != nil {
		return err
	}
	if err := stage.Sources(ctx, o); err != nil {
		return err
	}
	if err := stage.Living(ctx, o, plan, stage.Cases()); err != nil {
		return err
	}
	if err := stage.Disputed(ctx, o, plan); err != nil {
		return err
	}
	if err := stage.LivingLedgers(ctx, o); err != nil {
		return err
	}
	start := time.Now()
	report, done := out.progress("装入")
	whole, err := stage.Size(ctx, o, plan)
	if err != nil {
		return err
	}
	before, last, fresh := int64(0), int64(0), int64(0)
	for _, part := range []func(context.Context, *office.Office, *demo.Plan, func(at, total int64)) error{stage.Year, stage.Norms, stage.Gazette, stage.Asked, stage.Contested, stage.Ledgers, stage.Reports} {
		first, total := int64(-1), int64(0)
		err = part(ctx, o, plan, func(at, of int64) {
			if first < 0 {
				first = at
			}
			last, total = at, of
			tell(before+at, whole)
			report(before+at, whole)
		})
		if err != nil {
			break
		}
		before, fresh = before+total, fresh+last-first
	}
	done()
	if err == nil {
		err = stage.Numbers(ctx, o, plan)
	}
	if err == nil && fresh > 0 {
		out.printf("装入 %d 条，用时 %s\n", fresh, time.Since(start).Round(100*time.Millisecond))
	}
	return err
}
