package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"gongkai/affairs/account"
	"gongkai/law/calendar"
)

type noticeCmd struct {
	List noticeListCmd `cmd:"" help:"List the notices compiled in and those added."`
	Add  noticeAddCmd  `cmd:"" help:"Add a later notice as data; dates computed from now on know it."`
}

type noticeListCmd struct{ where }

func (c noticeListCmd) Run(ctx context.Context, out *console) error {
	cal := calendar.China()
	if o, err := c.open(ctx, false); err == nil {
		defer o.Store.Close()
		cal = o.Calendar()
	}
	for _, n := range cal.Notices() {
		out.printf("%d  %s  %s\n", n.Year, n.PublishedOn, strings.Join(n.Sources, " "))
	}
	return nil
}

type noticeAddCmd struct {
	where
	File      string `arg:"" help:"JSON with year and days (name, date, isOffDay)." type:"existingfile"`
	Published string `help:"Day the notice was published, 2026-11-04." required:"" placeholder:"DAY"`
}

func (c noticeAddCmd) Run(ctx context.Context, out *console) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	published, err := calendar.ParseDay(c.Published)
	if err != nil {
		return fmt.Errorf("--published %w", err)
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	n, moved, err := o.AddNotice(ctx, account.Console, text, published)
	if err == nil {
		out.printf("已登记 %d 年的放假通知，%d 天；%d 件在办信息的期限随之变动\n", n.Year, len(n.Days), moved)
	}
	return err
}
