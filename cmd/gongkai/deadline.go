package main

import (
	"context"
	"fmt"
	"strings"

	"gongkai/law/calendar"
	"gongkai/law/clock"
	"gongkai/law/regulation"
)

type deadlineCmd struct {
	where
	Received string   `help:"Day of receipt, 2024-01-22; it is day 0." required:"" placeholder:"DAY"`
	Edition  string   `help:"Edition of the Regulation, 2008 or 2019; by default the one in force on the day." enum:",2008,2019" default:""`
	Days     int      `help:"Count so many working days instead of the edition's reply limit." placeholder:"N"`
	Extend   int      `help:"Extend by so many working days." placeholder:"N"`
	Pause    []string `help:"FROM..TO: the working days after FROM up to and including TO do not count. Repeatable; overlaps are merged." placeholder:"FROM..TO" sep:"none"`
	Restart  string   `help:"Day the supplement was received: the limit runs again from it." placeholder:"DAY"`
	JSON     bool     `help:"Print JSON: due, provisional, edition, article, ledger and the rest."`
}

func (c deadlineCmd) Run(ctx context.Context, out *console) error {
	cal, err := c.calendar(ctx)
	if err != nil {
		return err
	}
	k, err := c.clock(cal)
	if err != nil {
		return err
	}
	report := k.Report()
	if c.JSON {
		return out.json(report)
	}
	printReport(out, report)
	return nil
}

// calendar is the one compiled in, with the notices of a city if there is one
// at --data or --db.
func (c deadlineCmd) calendar(ctx context.Context) (*calendar.Calendar, error) {
	o, err := c.open(ctx, false)
	if err != nil {
		if c.DB != "" {
			return nil, err
		}
		return calendar.China(), nil
	}
	defer o.Store.Close()
	return o.Calendar(), nil
}

func (c deadlineCmd) clock(cal *calendar.Calendar) (clock.Clock, error) {
	received, err := calendar.ParseDay(strings.TrimSpace(c.Received))
	if err != nil {
		return clock.Clock{}, fmt.Errorf("--received %w", err)
	}
	edition, ok := regulation.EditionOn(received)
	if c.Edition != "" {
		edition, ok = regulation.ByCode(c.Edition)
	}
	if !ok {
		return clock.Clock{}, valueError("2008-05-01 以前没有《政府信息公开条例》；可用 --edition 指定版本")
	}
	k, err := clock.New(received, edition, cal)
	if err == nil && c.Days != 0 {
		k, err = k.WithLimit(c.Days)
	}
	if err == nil && c.Restart != "" {
		var day calendar.Day
		if day, err = calendar.ParseDay(c.Restart); err != nil {
			return k, fmt.Errorf("--restart %w", err)
		}
		k, err = k.Restart(day)
	}
	if err == nil && c.Extend != 0 {
		k, err = k.Extend(c.Extend)
	}
	for _, p := range c.Pause {
		if err != nil {
			break
		}
		k, err = pause(k, p)
	}
	return k, err
}

func pause(k clock.Clock, text string) (clock.Clock, error) {
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		return k, valueError(fmt.Sprintf("--pause %q：应写成 2024-01-29..2024-02-19", text))
	}
	a, err := calendar.ParseDay(strings.TrimSpace(from))
	if err != nil || a == calendar.NoDay {
		return k, fmt.Errorf("--pause %q：%w", text, calendar.ErrDay)
	}
	b, err := calendar.ParseDay(strings.TrimSpace(to))
	if err != nil || b == calendar.NoDay {
		return k, fmt.Errorf("--pause %q：%w", text, calendar.ErrDay)
	}
	return k.Pause(a, b)
}

func printReport(out *console, r clock.Report) {
	out.printf("收到 %s，《政府信息公开条例》%s 年版%s，%d 个工作日", r.Received, r.Edition, r.Article, r.Limit)
	if r.Extended > 0 {
		out.printf("，延长 %d 个工作日", r.Extended)
	}
	out.printf("\n到期 %s", r.Due)
	if r.Provisional {
		out.printf("（暂定：涉及年份的放假通知尚未公布，只除去了周末和法定节日）")
	}
	out.printf("\n\n")
	for _, l := range r.Ledger {
		number := "  –"
		if l.Counted {
			number = fmt.Sprintf("%3d", l.Number)
		}
		note := ""
		if l.Provisional {
			note = "（暂定）"
		}
		out.printf("%s  %s  %s  %s%s\n", l.Day, l.Weekday, number, l.Why, note)
	}
}
