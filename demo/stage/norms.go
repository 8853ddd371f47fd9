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
	// lastCleanUp is the day of the clean-up that is told as one.
	lastCleanUp = "2017-11-28"
	// mostAmended is how many of the amended ones have their new text here.
	mostAmended = 24
	mostEnding  = 8
)

// Norms tells what became of the documents since 1981: which was replaced by
// which, how amended ones read since, the clean-up of 2017, and terms that are
// running out. It must follow [Year], and is told once. progress counts nothing: they
// are items of [Year].
func Norms(ctx context.Context, o *office.Office, _ *demo.Plan, progress func(at, total int64)) error {
	progress(0, 0)
	done, err := o.Store.Position(ctx, normsDone)
	if err != nil || done > 0 {
		return err
	}
	end := calendar.MustDay("2017-12-31")
	lines, err := o.Store.Norms(ctx, store.NormSelection{On: end}, store.NormPlace{}, 1<<20)
	if err != nil {
		return err
	}
	return o.Store.Act(ctx, account.Console, o.Now(), func(tx *store.Tx) error {
		k := keeper{ctx: ctx, tx: tx, today: o.Today(), cleanUps: demo.CleanUps(), titled: map[string]store.NormLine{}, told: map[int64]bool{}}
		for _, l := range lines {
			k.titled[l.Title] = l
		}
		if err := k.fixed(); err != nil {
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
}

// keeper tells the life of norms within one act.
type keeper struct {
	ctx             context.Context
	tx              *store.Tx
	today           calendar.Day
	cleanUps        map[calendar.Day]string // titles of the decisions
	titled          map[string]store.NormLine
	amended, ending int
	told            map[int64]bool // nothing is to be added to these
}

func (k *keeper) at(day calendar.Day) time.Time { return morning(day, int(day)%170) }

// fixed tells what became of the documents that are there at every scale: how
// they read since they were amended, and which was replaced by which.
func (k *keeper) fixed() error {
	for _, r := range demo.Rewordings() {
		l := k.titled[r.Title]
		n, err := k.tx.Norm(k.ctx, l.ID)
		if err == nil && !k.told[l.ID] {
			n, err = k.strike(n, "补登修改的日期和文本", r.On)
		}
		if err != nil {
			return err
		}
		k.told[l.ID] = true
		n, e, err := norm.Amend(n, norm.Amendment{On: r.On, By: k.decision(r.On), Text: r.Body, Consolidated: true}, "console", k.at(r.On))
		if err == nil {
			err = k.tx.SaveNorm(k.ctx, n, r.Body, e)
		}
		if err != nil {
			return err
		}
	}
	titles := demo.Bathhouses()
	for i, title := range titles[1:] {
		old, next := k.titled[titles[i]], k.titled[title]
		n, err := k.tx.Norm(k.ctx, old.ID)
		if err != nil {
			return err
		}
		ended := old.EndsOn
		if !k.told[old.ID] {
			if n, err = k.strike(n, "补登取代它的文件", ended); err != nil {
				return err
			}
			k.told[old.ID] = true
		}
		n, e, err := norm.Repeal(n, ended, next.Index, true, "", "console", k.at(ended))
		if err == nil {
			err = k.tx.SaveNorm(k.ctx, n, "", e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// strike takes back what the record of a norm said of its fate, so that it can
// be told in full.
func (k *keeper) strike(n norm.Norm, why string, on calendar.Day) (norm.Norm, error) {
	n, e, err := norm.Correct(n, 1, why, "console", k.at(on))
	if err == nil {
		err = k.tx.SaveNorm(k.ctx, n, "", e)
	}
	n.Stamp++
	return n, err
}

// decision is the index number of the decision that ended the clean-up of the
// day; "" if there was none on it.
func (k *keeper) decision(on calendar.Day) string { return k.titled[k.cleanUps[on]].Index }

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
	case l.Standing == norm.Repealed && end.By != nil && end.By.By == "" && k.decision(end.Day) != "":
		if err := add(norm.Complete(n, end.By.Serial, calendar.NoDay, k.decision(end.Day), "", "console", k.at(end.Day))); err != nil {
			return err
		}
	case !older:
	case l.Standing == norm.Amended && k.amended < mostAmended:
		p, err := k.tx.Publication(k.ctx, l.ID)
		if err != nil {
			return err
		}
		k.amended++
		body = amendedText(p)
		on := demo.CleanUpAfter(n.Begins() + 365)
		if err := add(norm.Correct(n, 1, "补登修改的日期和文本", "console", k.at(on))); err != nil {
			return err
		}
		if err := add(norm.Amend(n, norm.Amendment{On: on, By: k.decision(on), Text: body, Consolidated: true}, "console", k.at(on))); err != nil {
			return err
		}
	case l.Standing == norm.Expired && end.By != nil && end.By.By == "" && k.decision(end.Day) != "":
		if err := add(norm.Correct(n, end.By.Serial, "补登为宣布失效", "console", k.at(end.Day))); err != nil {
			return err
		}
		if err := add(norm.DeclareVoid(n, end.Day, k.decision(end.Day), "调整对象已经消失", "console", k.at(end.Day))); err != nil {
			return err
		}
	case l.Standing == norm.InForce && l.IssuedOn.Year() >= 2012 && k.ending < mostEnding && l.ID%7 == 0:
		k.ending++
		if err := add(norm.SetTerm(n, n.Begins(), k.today+calendar.Day(9*k.ending), "补登有效期", "console", k.at(calendar.MustDay("2017-12-01")))); err != nil {
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
			choice, why = norm.ToRepeal, "与现行规定不一致，不再适用"
		case end.Day <= ends && end.Status == norm.Void:
			choice, why = norm.ToBeVoided, "调整对象已经消失"
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
	c, e, err = norm.Close(c, items, ends, k.decision(ends), "console", k.at(ends))
	if err != nil {
		return err
	}
	return k.tx.SaveCampaign(k.ctx, c, e)
}
