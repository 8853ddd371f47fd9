package stage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

const (
	normsDone = "demo/norms"
	// The decisions that amended and repealed old documents in one list. They
	// are no publications here: old lists often are not.
	amending  = "长春市人民政府关于修改部分规范性文件的决定"
	repealing = "长春市人民政府关于废止和宣布失效一批规范性文件的决定"
	// lastCleanUp is the day of the clean-up that is told as one.
	lastCleanUp = "2017-11-28"
	// mostAmended is how many of the amended ones have their new text here.
	mostAmended = 24
	mostVoided  = 12
	mostEnding  = 8
)

// Norms tells what became of the documents since 1981: which was replaced by
// which, how amended ones read since, the clean-up of 2017, and terms that are
// running out. It must follow [Year], and is told once. progress counts norms.
func Norms(ctx context.Context, o *office.Office, p *demo.Plan, progress func(at, total int64)) error {
	done, err := o.Store.Position(ctx, normsDone)
	if err != nil || done > 0 {
		return err
	}
	end := calendar.MustDay("2017-12-31")
	lines, err := o.Store.Norms(ctx, store.NormSelection{On: end}, store.NormPlace{}, 1<<20)
	if err != nil {
		return err
	}
	total := int64(len(lines))
	progress(0, total)
	err = o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
		k := keeper{ctx: ctx, tx: tx, today: o.Today()}
		if err := k.chain(lines); err != nil {
			return err
		}
		for i := len(lines) - 1; i >= 0; i-- { // the oldest first
			if err := k.tell(lines[i]); err != nil {
				return fmt.Errorf("%s: %w", lines[i].Index, err)
			}
		}
		if err := k.cleanUp(); err != nil {
			return err
		}
		return tx.Advance(ctx, normsDone, 1)
	})
	progress(total, total)
	return err
}

// keeper tells the life of norms within one act.
type keeper struct {
	ctx                     context.Context
	tx                      *store.Tx
	today                   calendar.Day
	amended, voided, ending int
	told                    map[int64]bool
}

func (k *keeper) at(day calendar.Day) time.Time { return morning(day, int(day)%170) }

// chain links the three documents of one matter, and gives the second its
// amendment. A small city has none of them.
func (k *keeper) chain(lines []store.NormLine) error {
	titles, text := demo.Bathhouses()
	var at [3]store.NormLine
	for _, l := range lines {
		for i, title := range titles {
			if l.Title == title {
				at[i] = l
			}
		}
	}
	k.told = map[int64]bool{}
	for i, l := range at {
		if l.ID == 0 {
			return nil
		}
		k.told[l.ID] = true
		if i == 2 {
			break
		}
		n, err := k.tx.Norm(k.ctx, l.ID)
		if err != nil {
			return err
		}
		ended := n.Ends().Day
		n, struck, err := norm.Correct(n, 1, "补登取代它的文件", "console", k.at(ended))
		if err != nil {
			return err
		}
		if i == 1 {
			var amendment journal.Entry
			if n, amendment, err = norm.Amend(n, norm.Amendment{On: n.IssuedOn + 3*365, By: amending, Text: text, Consolidated: true}, "console", k.at(n.IssuedOn+3*365)); err != nil {
				return err
			}
			if err := k.tx.SaveNorm(k.ctx, n, text, struck, amendment); err != nil {
				return err
			}
			n.Stamp++
		}
		n, replaced, err := norm.Repeal(n, ended, at[i+1].Index, true, "", "console", k.at(ended))
		if err != nil {
			return err
		}
		entries := []journal.Entry{struck, replaced}
		if i == 1 {
			entries = entries[1:]
		}
		if err := k.tx.SaveNorm(k.ctx, n, "", entries...); err != nil {
			return err
		}
	}
	return nil
}

// tell adds to one norm what its record does not say.
func (k *keeper) tell(l store.NormLine) error {
	register := l.PublishedOn().Year() == 2017 && (l.Agency == "CC" || l.Agency == "ZFBGT")
	older := l.IssuedOn != calendar.NoDay && l.IssuedOn.Year() < 2017
	var entries []journal.Entry
	var body string
	n, err := k.tx.Norm(k.ctx, l.ID)
	if err != nil || k.told[l.ID] {
		return err
	}
	add := func(after norm.Norm, e journal.Entry, err error) error {
		if err == nil {
			n, entries = after, append(entries, e)
		}
		return err
	}
	if register {
		number, err := k.tx.NextNorm(k.ctx, 2017)
		if err == nil {
			err = add(norm.Register(n, number, "console", l.PublishedAt))
		}
		if err != nil {
			return err
		}
	}
	switch end := n.Ends(); {
	case !older:
	case l.Standing == norm.Amended && k.amended < mostAmended:
		p, err := k.tx.Publication(k.ctx, l.ID)
		if err != nil {
			return err
		}
		k.amended++
		body = amendedText(p)
		on := min(n.IssuedOn+2*365+calendar.Day(k.amended), calendar.MustDay("2017-10-01"))
		if err := add(norm.Correct(n, 1, "补登修改的日期和文本", "console", k.at(on))); err != nil {
			return err
		}
		if err := add(norm.Amend(n, norm.Amendment{On: on, By: amending, Text: body, Consolidated: true}, "console", k.at(on))); err != nil {
			return err
		}
	case l.Standing == norm.Repealed && end.By != nil && end.By.By == "":
		if err := add(norm.Complete(n, end.By.Serial, calendar.NoDay, repealing, "", "console", k.at(end.Day))); err != nil {
			return err
		}
	case l.Standing == norm.Expired && end.By != nil && end.By.By == "" && k.voided < mostVoided && l.ID%5 == 0:
		k.voided++
		if err := add(norm.Correct(n, end.By.Serial, "补登为宣布失效", "console", k.at(end.Day))); err != nil {
			return err
		}
		if err := add(norm.DeclareVoid(n, end.Day, repealing, "调整对象已经消失", "console", k.at(end.Day))); err != nil {
			return err
		}
	case l.Standing == norm.InForce && l.IssuedOn.Year() >= 2012 && k.ending < mostEnding && l.ID%7 == 0:
		k.ending++
		if err := add(norm.SetTerm(n, n.IssuedOn, k.today+calendar.Day(9*k.ending), "补登有效期", "console", k.at(calendar.MustDay("2017-12-01")))); err != nil {
			return err
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return k.tx.SaveNorm(k.ctx, n, body, entries...)
}

// amendedText is how a document of the stock reads since it was amended: the
// last duty is put more strictly, and one is added.
func amendedText(p publication.Publication) string {
	body := strings.ReplaceAll(p.Content.Body, "依法给予处分", "依法给予处分，处理结果向社会公布")
	return body + "<p>主管部门每两年评估一次执行情况，评估结果向社会公布。</p>"
}

// cleanUp tells the clean-up of 2017: what the city government had issued
// before that year, and what was decided of it.
func (k *keeper) cleanUp() error {
	opened, ends := calendar.MustDay("2017-09-04"), calendar.MustDay(lastCleanUp)
	id, err := k.tx.NextCampaign(k.ctx)
	if err != nil {
		return err
	}
	c, e, err := norm.OpenCampaign(id, "2017年市政府规范性文件清理", "CC", calendar.MustDay("2017-01-01"), calendar.MustDay("2017-10-31"), "console", k.at(opened))
	if err != nil {
		return err
	}
	s := store.NormSelection{On: opened, Binding: true, Agency: "CC", Before: c.Before}
	if list, err := k.tx.Norms(k.ctx, s, store.NormPlace{}, 1); err != nil || len(list) == 0 {
		return err // a small city has nothing to clean up
	}
	if err := k.tx.OpenCampaign(k.ctx, c, s, e); err != nil {
		return err
	}
	c.Stamp++
	lines, err := k.tx.CampaignItems(k.ctx, id, "")
	if err != nil {
		return err
	}
	var items []norm.Item
	for i, l := range lines {
		n, err := k.tx.Norm(k.ctx, l.Publication)
		if err != nil {
			return err
		}
		choice, why := norm.Keep, ""
		switch end := n.Ends(); {
		case end.Day <= ends && end.Status == norm.Repealed:
			choice, why = norm.ToRepeal, "已被新的规定代替，不再适用"
		case end.Day <= ends:
			choice, why = norm.ToBeVoided, "有效期届满，工作任务已经完成"
		case i%23 == 11:
			choice, why = norm.ToAmend, "机构名称和办理程序需要按照改革后的情况修改"
		}
		item, e, err := norm.Decide(c, l.Item, choice, why, "console", k.at(calendar.MustDay("2017-10-16")))
		if err != nil {
			return err
		}
		if err := k.tx.SaveCampaignItem(k.ctx, item, e); err != nil {
			return err
		}
		items = append(items, item)
	}
	c, e, err = norm.Close(c, items, ends, repealing, "console", k.at(ends))
	if err != nil {
		return err
	}
	return k.tx.SaveCampaign(k.ctx, c, e)
}
