package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/keep"
	"gongkai/store"
)

type verifyCmd struct {
	where
	JSON bool `help:"Print JSON: what was read, and differences."`
}

func (c verifyCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("核验")
	start := time.Now()
	f, err := keep.Verify(ctx, o, report)
	done()
	if err != nil {
		return err
	}
	searched, err := c.verifyIndex(ctx, out, o, &f)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := out.json(f); err != nil {
			return err
		}
	} else {
		out.printf("簿 %d 条，公开信息 %d 条，附件 %d 个（%d 字节），用时 %s\n", f.Journal, f.Publications, f.Files, f.Bytes, time.Since(start).Round(time.Millisecond))
		if searched > 0 {
			out.printf("检索索引 %d 条，逐词与记录比对\n", searched)
		}
		if f.Unnamed > 0 {
			out.printf("另有 %d 个文件未被引用（上传后未保存），gongkai sweep 可以清理\n", f.Unnamed)
		}
		for _, d := range f.Differences {
			out.printf("不符  %s  %s：现为 %s，应为 %s\n", d.Thing, d.What, d.Found, d.Want)
		}
	}
	if n := len(f.Differences); n > 0 {
		return fmt.Errorf("核验发现 %d 处不符", n)
	}
	if !c.JSON {
		out.printf("全部相符\n")
	}
	return nil
}

// verifyIndex compares the search index with the record, where there is one,
// and adds what differs. It is how many documents the index holds.
func (c verifyCmd) verifyIndex(ctx context.Context, out *console, o *office.Office, f *keep.Finding) (int, error) {
	opt := c.indexOptions(o)
	opt.ReadOnly = true
	x, err := search.Open(ctx, opt)
	if errors.Is(err, search.ErrNone) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer x.Close()
	report, done := out.progress("核验检索")
	list, err := x.Verify(ctx, report)
	done()
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		thing := publication.Thing(d.ID)
		if d.ID == 0 {
			thing = "search/" + d.File
		}
		f.Differences = append(f.Differences, store.Difference{Thing: thing, What: "检索", Found: string(d.What), Want: "与记录一致"})
	}
	return x.Status().Documents, nil
}

type sweepCmd struct {
	where
	OlderThan time.Duration `help:"Only files put longer ago (${default}); at least 24h." default:"168h" placeholder:"DURATION"`
	DryRun    bool          `help:"Only say what would be removed."`
	JSON      bool          `help:"Print JSON: dry_run, before, named, removed, bytes, young."`
}

func (c sweepCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("清理")
	v, err := keep.Sweep(ctx, o, c.OlderThan, c.DryRun, report)
	done()
	if errors.Is(err, keep.ErrShared) {
		return fmt.Errorf("%w：确知不再使用的，删去存放附件处 records 下它的标记再清理", err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return out.json(v)
	}
	did := "已清理"
	if v.DryRun {
		did = "可清理"
	}
	out.printf("%s %d 个未被引用的文件（%d 字节）；另有 %d 个未被引用但不满 %s，%d 个有引用\n", did, v.Removed, v.Bytes, v.Young, ageWords(c.OlderThan), v.Named)
	return nil
}

// ageWords is 7 天, or 36 小时 of an age that is no whole days.
func ageWords(age time.Duration) string {
	if day := 24 * time.Hour; age%day == 0 {
		return fmt.Sprintf("%d 天", age/day)
	}
	return fmt.Sprintf("%g 小时", age.Hours())
}

type backupCmd struct {
	where
	To   string `arg:"" help:"New file to write."`
	JSON bool   `help:"Print JSON: the manifest, with the act it restores to."`
}

func (c backupCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	report, done := out.progress("备份")
	m, err := keep.Backup(ctx, o, c.To, report)
	done()
	if err != nil {
		return err
	}
	if c.JSON {
		return out.json(m)
	}
	out.printf("已备份至 %s，恢复点：簿第 %d 条\n", c.To, m.Journal)
	return nil
}

type restoreCmd struct {
	where
	From string `arg:"" help:"A backup." type:"existingfile"`
	JSON bool   `help:"Print JSON: the manifest."`
}

func (c restoreCmd) Run(ctx context.Context, out *console) error {
	blobs, err := c.openBlobs(ctx)
	if err != nil {
		return err
	}
	report, done := out.progress("恢复")
	m, err := keep.Restore(ctx, c.From, c.address(), blobs, report)
	done()
	if err != nil {
		return err
	}
	// Open it once: the tables are brought up to date, and a copy that cannot
	// be read is said to be so now.
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	end, err := o.Store.JournalEnd(ctx)
	if err != nil {
		return err
	}
	if end != m.Journal {
		return errors.New("恢复后的记录与备份所写的恢复点不一致")
	}
	if c.JSON {
		return out.json(m)
	}
	out.printf("已恢复到簿第 %d 条（%s 的备份）：%s\n", m.Journal, m.TakenAt.In(calendar.Beijing).Format("2006-01-02 15:04"), store.Describe(c.address()))
	return nil
}
