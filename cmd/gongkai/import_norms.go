package main

import (
	"context"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/office/intake"
)

type importNormsCmd struct {
	where
	File      string `arg:"" help:"A folder, or .tar, .tar.gz, .tgz: one file a wording, 名称(2019-04-03).md or .txt." type:"path"`
	Agency    string `help:"Code of the agency that publishes them." required:"" placeholder:"CODE"`
	Category  string `help:"Category of all; A0102 (规章) makes them rules, any other normative documents." required:"" placeholder:"CODE"`
	VouchedBy string `help:"Who answers for their having been reviewed before publication." default:"控制台"`
	JSON      bool   `help:"Print JSON: read, imported, already_there, refused; each is a file."`
}

func (c importNormsCmd) Run(ctx context.Context, out *console) error {
	code, err := agency.ParseCode(c.Agency)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("导入")
	run, err := intake.ImportNorms(ctx, o, account.Console, intake.NormJob{Agency: code, File: c.File, Category: c.Category, Voucher: c.VouchedBy}, report)
	done()
	if err != nil {
		return err
	}
	balance, err := intake.BalanceOf(ctx, o.Store, run)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := out.json(balance); err != nil {
			return err
		}
	} else {
		printBalance(out, balance)
	}
	if balance.RefusedCount > 0 {
		return errPartly
	}
	return nil
}
