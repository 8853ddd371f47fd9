package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
)

type importCmd struct {
	Catalogue importCatalogueCmd `cmd:"" help:"Take over a catalogue, CSV or XLSX. Run again after an interruption, it goes on where it stopped."`
	Redirects importRedirectsCmd `cmd:"" help:"Take over a table of old addresses, CSV or XLSX: old address, and new address, index number or document number."`
	Norms     importNormsCmd     `cmd:"" help:"Take over rules and normative documents, one file a wording: several dates of one title become wordings of one norm."`
	List      importListCmd      `cmd:"" help:"List imports and their balances."`
	Undo      importUndoCmd      `cmd:"" help:"Withdraw everything an import brought; tombstones stay."`
}

type importCatalogueCmd struct {
	where
	File      string `arg:"" help:"The file; columns are recognised by their headings." type:"existingfile"`
	Agency    string `help:"Code of the agency whose catalogue it is." required:"" placeholder:"CODE"`
	VouchedBy string `help:"Who answers for its having been reviewed before publication." default:"控制台"`
	Category  string `help:"Category for rows without one." placeholder:"CODE"`
	Channel   string `help:"Channel for rows without one." default:"website" enum:"website,gazette,social,weibo,wechat,other"`
	Refused   string `help:"Write the refused rows to a new file, .csv or .xlsx, as they stood and why; mended, it is imported as it is." placeholder:"FILE"`
	JSON      bool   `help:"Print JSON: read, imported, already_there, refused, undated, late."`
}

func (c importCatalogueCmd) Run(ctx context.Context, out *console) error {
	code, err := agency.ParseCode(c.Agency)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	job := intake.Job{Agency: code, File: c.File, Voucher: c.VouchedBy, DefaultCategory: c.Category, Seize: true}
	for _, ch := range publication.Channels {
		if ch.Code == c.Channel {
			job.Channel = ch.Channel
		}
	}
	report, done := out.progress("导入")
	run, err := intake.Import(ctx, o, account.Console, job, report)
	done()
	if err != nil {
		return err
	}
	balance, err := intake.BalanceOf(ctx, o.Store, run)
	if err != nil {
		return err
	}
	if c.Refused != "" {
		if err := c.writeRefused(ctx, o, run); err != nil {
			return err
		}
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

// writeRefused writes what was refused beside the file it came from; nothing
// when nothing was.
func (c importCatalogueCmd) writeRefused(ctx context.Context, o *office.Office, run store.Run) error {
	if run.Refused == 0 {
		return nil
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	table, err := sheet.Open(c.File, file, info.Size(), sheet.Limits{})
	if err != nil {
		return err
	}
	defer table.Close()
	to, err := os.OpenFile(c.Refused, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	begin := func(header []string) (*sheet.Refused, error) { return sheet.RefusedCSV(to, header) }
	if filepath.Ext(c.Refused) == ".xlsx" {
		begin = func(header []string) (*sheet.Refused, error) { return sheet.RefusedXLSX(to, header), nil }
	}
	err = errors.Join(intake.WriteRefused(ctx, o.Store, run, table, intake.RefusedTo{Begin: begin}), to.Close())
	if err != nil {
		return errors.Join(err, os.Remove(c.Refused))
	}
	return nil
}

type importRedirectsCmd struct {
	where
	File string `arg:"" help:"The file; columns are recognised by their headings: 旧网址, and 新网址, 索引号 or 文号." type:"existingfile"`
	JSON bool   `help:"Print JSON: read, imported, already_there, refused."`
}

func (c importRedirectsCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("导入")
	run, err := intake.ImportRedirects(ctx, o, account.Console, intake.RedirectJob{File: c.File}, report)
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

func printBalance(out *console, b intake.Balance) {
	whose := string(b.Agency)
	if whose == "" {
		whose = "旧网址"
	}
	out.printf("第 %d 次导入，%s，%s\n", b.Run, whose, b.File)
	out.printf("读入 %d = 导入 %d + 已有 %d + 拒绝 %d\n", b.Read, b.Imported, b.Already, b.RefusedCount)
	if b.Ledger == "" && b.Agency != "" {
		out.printf("导入的当中：无成文日期 %d，晚于 20 个工作日公开 %d\n", b.Undated, b.Late)
	}
	for i, r := range b.Refused {
		if i == 50 {
			out.printf("……另有 %d 行被拒绝，--json 可全部列出\n", len(b.Refused)-i)
			break
		}
		out.printf("第 %d 行 %s：%s（%s）\n", r.Row, r.Column, r.Reason, r.Value)
	}
}

type importListCmd struct {
	where
	Agency string `help:"Only those of an agency." placeholder:"CODE"`
	JSON   bool   `help:"Print JSON."`
}

func (c importListCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	runs, err := o.Store.Runs(ctx, agency.Code(c.Agency), 1000)
	if err != nil {
		return err
	}
	if c.JSON {
		balances := make([]intake.Balance, 0, len(runs))
		for _, r := range runs {
			b, err := intake.BalanceOf(ctx, o.Store, r)
			if err != nil {
				return err
			}
			balances = append(balances, b)
		}
		return out.json(balances)
	}
	for _, r := range runs {
		out.printf("%d  %s  %s  %s  读入 %d = 导入 %d + 已有 %d + 拒绝 %d  %s\n", r.ID, r.StartedAt.In(calendar.Beijing).Format("2006-01-02 15:04"),
			r.Agency, r.File, r.Read, r.Imported, r.Already, r.Refused, runState(r))
	}
	return nil
}

func runState(r store.Run) string {
	switch {
	case !r.UndoneAt.IsZero():
		return "已撤销"
	case r.FinishedAt.IsZero():
		return fmt.Sprintf("未完成（%d/%d）", r.Position, r.Total)
	}
	return "完成"
}

type importUndoCmd struct {
	where
	Number int64 `arg:"" name:"run" help:"Number of the import, as the list shows it."`
}

func (c importUndoCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("撤销")
	run, err := intake.Undo(ctx, o, account.Console, c.Number, report)
	done()
	if err == nil {
		left := "原址留有说明"
		if intake.RedirectsOf(run) {
			left = "旧网址不再转到新网址"
		}
		if _, ok := intake.LedgerOf(run); ok {
			left = "登记保留编号，不再计数"
		}
		out.printf("第 %d 次导入已整批撤销，%d 条%s\n", run.ID, run.Imported, left)
	}
	return err
}
