package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongkai/office"
	"gongkai/store"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// console is where a command prints: results on out, everything else on errs.
type console struct{ out, errs io.Writer }

func (c *console) printf(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }

// json prints a result for other programs, indented, as UTF-8.
func (c *console) json(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// terminal says whether errs is one, so that a bar makes sense.
func (c *console) terminal() bool {
	f, ok := c.errs.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress shows how far long work has come: a bar with rate and time left on
// a terminal, a line every five seconds elsewhere. done ends it.
func (c *console) progress(what string) (report func(at, total int64), done func()) {
	if !c.terminal() {
		start, last := time.Now(), time.Now()
		return func(at, total int64) {
				if now := time.Now(); now.Sub(last) >= 5*time.Second {
					last = now
					rate := float64(at) / now.Sub(start).Seconds()
					left := "?"
					if total > 0 && at >= total {
						left = "0s"
					} else if rate > 0 && total > 0 {
						left = (time.Duration(float64(total-at)/rate) * time.Second).String()
					}
					fmt.Fprintf(c.errs, "%s %d/%d, %.0f/s, %s\n", what, at, total, rate, left)
				}
			}, func() {
			}
	}
	p := mpb.New(mpb.WithOutput(c.errs), mpb.WithWidth(40), mpb.WithRefreshRate(120*time.Millisecond))
	bar := p.AddBar(0,
		mpb.PrependDecorators(decor.Name(what+" "), decor.CountersNoUnit("%d / %d")),
		mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageSpeed(0, "%.0f/s"), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)))
	return func(at, total int64) {
			bar.SetTotal(total, false)
			bar.SetCurrent(at)
		}, func() {
			bar.SetTotal(-1, true)
			p.Wait()
		}
}

// address is where the record is.
func (w where) address() string {
	if w.DB != "" {
		return w.DB
	}
	return store.DatabaseFile(w.Data)
}

// openBlobs opens the files beside the record.
func (w where) openBlobs(ctx context.Context) (store.Blobs, error) {
	if w.Blobs != "" {
		return store.OpenBucket(ctx, w.Blobs)
	}
	return store.OpenFolder(filepath.Join(w.Data, "files"))
}

// open opens the record for a command. create says that it may be new; else a
// missing record is a mistake in --data, and is said to be.
func (w where) open(ctx context.Context, create bool) (*office.Office, error) {
	if w.DB == "" && !create {
		if _, err := os.Stat(w.address()); err != nil {
			return nil, fmt.Errorf("%s 中没有平台数据；先运行 gongkai init --data %s", w.Data, w.Data)
		}
	}
	s, err := store.Open(ctx, w.address())
	if err != nil {
		return nil, err
	}
	blobs, err := w.openBlobs(ctx)
	if err != nil {
		s.Close()
		return nil, err
	}
	o, err := office.New(ctx, s, blobs, time.Now)
	if err != nil {
		s.Close()
		return nil, err
	}
	if err := claim(ctx, o); err != nil {
		s.Close()
		return nil, err
	}
	return o, nil
}

// claim leaves the record's mark where its files lie, so that no other sweeps
// them.
func claim(ctx context.Context, o *office.Office) error {
	record, err := o.Record(ctx)
	if err == nil {
		_, err = o.Blobs.Claim(ctx, record)
	}
	return err
}
