package main

import (
	"context"
	"strconv"

	"gongkai/affairs/numbering"
	"gongkai/figures/series"
)

type seriesCmd struct {
	where
	Prefix string `help:"Only this series, with its missing numbers: 长府办发." placeholder:"PREFIX"`
	Year   int    `help:"Only this year." placeholder:"YYYY"`
	JSON   bool   `help:"Print JSON."`
}

// countedSeries is a series in JSON.
type countedSeries struct {
	Prefix    string       `json:"prefix"`
	Form      string       `json:"form,omitempty"` // 第 of those counted on through the years, 年第
	Year      int          `json:"year"`
	Highest   int          `json:"highest"`
	Numbers   int          `json:"numbers"`
	Missing   int          `json:"missing"`
	Explained int          `json:"explained"`
	Gaps      []countedGap `json:"gaps"`
	Twice     []int        `json:"twice"`
	Delay     countedDelay `json:"delay"`
}

type countedGap struct {
	First int    `json:"first"`
	Last  int    `json:"last"`
	Why   string `json:"why,omitempty"`
	Note  string `json:"note,omitempty"`
}

// countedDelay is in working days.
type countedDelay struct {
	N        int      `json:"n"`
	Median   *float64 `json:"median,omitempty"`
	Ninety   int      `json:"ninety"`
	Worst    int      `json:"worst"`
	Longest  string   `json:"longest,omitempty"`
	Late     int      `json:"late"`
	Undated  int      `json:"undated"`
	Reversed int      `json:"reversed"`
}

func counted(s series.Series) countedSeries {
	c := countedSeries{Prefix: s.Prefix, Form: string(s.Form), Year: s.Year, Highest: s.Highest, Numbers: s.Numbers, Missing: s.Missing, Explained: s.Explained,
		Gaps: []countedGap{}, Twice: append([]int{}, s.Twice...),
		Delay: countedDelay{N: s.Delay.N, Ninety: s.Delay.Ninety, Worst: s.Delay.Worst, Longest: s.Delay.Longest,
			Late: s.Delay.Late, Undated: s.Delay.Undated, Reversed: s.Delay.Reversed}}
	if s.Delay.N > 0 {
		median := float64(s.Delay.Middle) / 2
		c.Delay.Median = &median
	}
	for _, g := range s.Gaps {
		gap := countedGap{First: g.First, Last: g.Last}
		if g.Why != nil {
			gap.Why, gap.Note = string(g.Why.Why), g.Why.Note
		}
		c.Gaps = append(c.Gaps, gap)
	}
	return c
}

func (c seriesCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	years := []int{c.Year}
	if c.Year == 0 {
		if years, err = o.NumberYears(ctx); err != nil {
			return err
		}
	}
	var all []series.Series
	for _, year := range years {
		some, err := o.AllSeries(ctx, year)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	running, _, err := o.RunningSeries(ctx)
	if err != nil {
		return err
	}
	for _, s := range running {
		if c.Year == 0 || s.Year <= c.Year && c.Year <= s.Until {
			all = append(all, s)
		}
	}
	list := []countedSeries{}
	for _, s := range all {
		if c.Prefix == "" || c.Prefix == s.Prefix {
			list = append(list, counted(s))
		}
	}
	if c.JSON {
		return out.json(list)
	}
	for _, s := range list {
		name := numbering.Series{Prefix: s.Prefix, Year: s.Year, Form: numbering.Form(s.Form)}
		out.printf("%s（%d 年）：最大 %d 号，已公开 %d 个编号，从未公开 %d 个（已说明 %d 个），重号 %d 个", name.Name(), s.Year, s.Highest, s.Numbers, s.Missing, s.Explained, len(s.Twice))
		if d := s.Delay; d.Median != nil {
			out.printf("；%d 件用时中位数 %s 个工作日，九成不超过 %d，最长 %d，超期 %d 件", d.N, strconv.FormatFloat(*d.Median, 'f', -1, 64), d.Ninety, d.Worst, d.Late)
		}
		out.printf("\n")
		if c.Prefix == "" {
			continue
		}
		for _, g := range s.Gaps {
			out.printf("  %s", name.Number(g.First))
			if g.Last > g.First {
				out.printf(" 至 %s", name.Number(g.Last))
			}
			if g.Why == "" {
				out.printf("  没有说明原因\n")
			} else {
				out.printf("  %s %s\n", numbering.Why(g.Why).Name(), g.Note)
			}
		}
	}
	return nil
}
