package main

import (
	"context"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
)

type agencyCmd struct {
	Add    agencyAddCmd    `cmd:"" help:"Set up an agency."`
	List   agencyListCmd   `cmd:"" help:"List agencies."`
	Rename agencyRenameCmd `cmd:"" help:"Give an agency a new name from today; old records keep the old one."`
	Merge  agencyMergeCmd  `cmd:"" help:"Close an agency; its work and records go to another."`
	Split  agencySplitCmd  `cmd:"" help:"Close an agency; its work goes to several, the first taking what is open."`
}

type agencyAddCmd struct {
	where
	Code    string `arg:"" help:"Two to sixteen letters and digits; kept for ever."`
	Name    string `arg:"" help:"Full name."`
	Short   string `help:"Name in lists."`
	English string `help:"English name."`
	Kind    string `help:"government, county, zone, department or township." default:"department" enum:"government,county,zone,department,township"`
	Parent  string `help:"Code of the agency above." placeholder:"CODE"`
	Prefix  string `help:"文号代字, as 长府办发."`
	JSON    bool   `help:"Print JSON."`
}

func (c agencyAddCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	a, err := o.AddAgency(ctx, account.Console, agency.Agency{
		Code: agency.Code(c.Code), Name: c.Name, Short: c.Short, English: c.English,
		Kind: agency.Kind(c.Kind), Parent: agency.Code(c.Parent), Prefix: c.Prefix,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return out.json(agencyJSON(a))
	}
	out.printf("已设立 %s（%s）\n", a.Name, a.Code)
	return nil
}

type agencyLine struct {
	Code     agency.Code   `json:"code"`
	Name     string        `json:"name"`
	Kind     agency.Kind   `json:"kind"`
	Parent   agency.Code   `json:"parent,omitempty"`
	ClosedOn string        `json:"closed_on,omitempty"`
	Into     []agency.Code `json:"successors,omitempty"`
}

func agencyJSON(a agency.Agency) agencyLine {
	return agencyLine{a.Code, a.Name, a.Kind, a.Parent, a.ClosedOn.String(), a.Successors}
}

type agencyListCmd struct {
	where
	JSON bool `help:"Print JSON."`
}

func (c agencyListCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	list, err := o.Store.Agencies(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		lines := make([]agencyLine, 0, len(list))
		for _, a := range list {
			lines = append(lines, agencyJSON(a))
		}
		return out.json(lines)
	}
	for _, a := range list {
		closed := ""
		if !a.Open(o.Today()) {
			closed = "  （" + a.ClosedOn.String() + " 起撤并）"
		}
		out.printf("%-16s  %-10s  %s%s\n", a.Code, a.Kind, a.Name, closed)
	}
	return nil
}

type agencyRenameCmd struct {
	where
	Code string `arg:""`
	Name string `arg:""`
}

func (c agencyRenameCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	a, err := o.RenameAgency(ctx, account.Console, agency.Code(c.Code), c.Name)
	if err == nil {
		out.printf("%s 今起更名为 %s；此前公开的信息保留原名称\n", a.Code, a.Name)
	}
	return err
}

type agencyMergeCmd struct {
	where
	Code string `arg:""`
	Into string `arg:"" help:"Code of the agency that takes over."`
}

func (c agencyMergeCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	if err := o.MergeAgency(ctx, account.Console, agency.Code(c.Code), agency.Code(c.Into)); err != nil {
		return err
	}
	out.printf("%s 已并入 %s；索引号不变\n", c.Code, c.Into)
	return nil
}

type agencySplitCmd struct {
	where
	Code string   `arg:""`
	Into []string `arg:"" help:"Codes of the agencies that take over; the first takes what is open."`
}

func (c agencySplitCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	var into []agency.Code
	for _, code := range c.Into {
		into = append(into, agency.Code(code))
	}
	if err := o.SplitAgency(ctx, account.Console, agency.Code(c.Code), into); err != nil {
		return err
	}
	out.printf("%s 已分设\n", c.Code)
	return nil
}
