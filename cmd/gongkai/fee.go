package main

import (
	"gongkai/law/fee"
)

type feeCmd struct {
	Requests *int `help:"Requests of one applicant in one calendar month." placeholder:"N"`
	Pages    *int `help:"Pages provided for one request." placeholder:"N"`
	JSON     bool `help:"Print JSON: yuan and the steps."`
}

func (c feeCmd) Run(out *console) error {
	if (c.Requests == nil) == (c.Pages == nil) {
		return valueError("请给出 --requests N 或 --pages N 之一：按件计收和按量计收不能并用")
	}
	reckon, n := fee.Pages, c.Pages
	if c.Requests != nil {
		reckon, n = fee.Requests, c.Requests
	}
	r, err := reckon(*n)
	if err != nil {
		return err
	}
	if c.JSON {
		return out.json(r)
	}
	out.printf("%s，%d %s：%d 元\n", r.By, r.Count, r.Unit, r.Yuan)
	for _, s := range r.Steps {
		out.printf("  第 %d 至 %d %s  %d × %d 元 = %d 元\n", s.From, s.To, r.Unit, s.Count, s.Rate, s.Amount)
	}
	out.printf("依据：%s\n", r.Source)
	return nil
}
