package main

import (
	"context"
	"strconv"

	"gongkai/affairs/gazette"
)

type gazetteCmd struct {
	where
	Year int  `help:"Only this year, with its issues." placeholder:"YYYY"`
	JSON bool `help:"Print JSON, with the contents of each issue."`
}

func (c gazetteCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	list, err := o.GazetteData(ctx, c.Year)
	if err != nil {
		return err
	}
	if c.JSON {
		return out.json(list)
	}
	for _, y := range list {
		all := strconv.Itoa(y.Issues) + " 期"
		if y.Source == "" {
			all = "期数没有登记"
		}
		state := ""
		if y.Complete {
			state = "，齐全"
		}
		out.printf("%d 年：%s，可以阅读 %d 期，缺期并说明原因 %d 期，尚缺 %d 期%s\n", y.Year, all, y.Here, y.Absent, y.Wanted, state)
		for _, i := range y.List {
			if c.Year == 0 && i.Standing == gazette.Here {
				continue
			}
			name := gazette.Issue{Year: y.Year, No: i.No, Print: gazette.Print{Through: i.Through}}.Numbers()
			out.printf("  第 %s 期　%s", name, i.Standing.Name())
			switch {
			case i.Reason != "":
				out.printf("：%s", i.Reason)
			case i.Publication != "":
				out.printf("　%s　%d 篇　%s", i.Date, len(i.Articles), i.Publication)
			}
			out.printf("\n")
		}
	}
	return nil
}
