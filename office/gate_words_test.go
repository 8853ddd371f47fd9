package office_test

import (
	"errors"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/ledger"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/affairs/report"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store/storetest"
)

// stopped says whether an act was refused by the gate, with a sentence that
// says where and does not say what.
func stopped(t *testing.T, what string, err error, says string) {
	t.Helper()
	if !errors.Is(err, publication.ErrGate) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "13812345678") {
		t.Errorf("%s: %v, want it stopped and %q said", what, err, says)
	}
}

// A report with a person's number in its words and in a file of it is signed by
// one after another gave the reason, and by nobody while it bears a mark of
// secrecy.
func TestAReportPassesTheGate(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, head, signer := o.As(t, "clerk-fgw"), o.As(t, "head-fgw"), o.As(t, "signer-fgw")
		if _, err := o.StartReport(ctx, clerk, "FGW", 2016, ""); err != nil {
			t.Fatal(err)
		}
		r, err := o.Store.Report(ctx, "FGW", 2016)
		if err != nil {
			t.Fatal(err)
		}
		sound := written(r.Parts)
		write := func(end string) {
			t.Helper()
			parts := append([]report.Part{}, sound...)
			parts[0].Text += "\n\n" + end
			if _, err := o.WriteReport(ctx, clerk, "FGW", 2016, 0, parts); err != nil {
				t.Fatal(err)
			}
		}
		explain := func(by account.Actor) {
			t.Helper()
			c, err := o.CompileReport(ctx, "FGW", 2016, office.CompileOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range c.Asks {
				if a.Hard || !a.Open() {
					continue
				}
				if _, err := o.ExplainReport(ctx, by, "FGW", 2016, a.ID, "公开的值班手机"); err != nil {
					t.Fatal(err)
				}
			}
		}
		refused := func(what string, by account.Actor, says string) {
			t.Helper()
			_, err := o.SignReport(ctx, by, "FGW", 2016, 0, o.Today())
			if obstacles := (office.ErrObstacles{}); !errors.As(err, &obstacles) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "13812345678") {
				t.Errorf("%s: %v, want %q", what, err, says)
			}
		}
		write("内部资料 注意保存")
		explain(clerk)
		refused("a mark of secrecy", signer, "内部")
		write("值班联系人手机13812345678。")
		refused("a number", signer, "138****5678")
		explain(head)
		if _, err := o.SignReport(ctx, head, "FGW", 2016, 0, o.Today()); !errors.Is(err, office.ErrOwnReason) {
			t.Errorf("the reason is the signer's own: %v", err)
		}

		a := keep(t, o, "值班表.csv", "姓名,手机\n张三,13912345670\n")
		file := report.File{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256}
		if _, err := o.AttachToReport(ctx, clerk, "FGW", 2016, []report.File{file}, nil); err != nil {
			t.Fatal(err)
		}
		refused("a number in a file", signer, "值班表.csv")
		explain(clerk)
		if r, err = o.SignReport(ctx, signer, "FGW", 2016, 0, o.Today()); err != nil {
			t.Fatal(err)
		}
		s, _ := r.Signature()
		e, err := o.ReadEdition(ctx, s.Hash)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range e.Explained {
			if strings.HasPrefix(x.ID, "gate:") {
				t.Errorf("the edition tells why something may stand: %+v", x)
			}
		}
		files := []publication.Attachment{a}
		if held, err := o.Served(ctx, "FGW", files); err != nil || !errors.Is(held[0].Err, office.ErrHeldFile) {
			t.Errorf("before it was published: %+v, %v", held, err)
		}
		for _, step := range []func() error{
			func() error { _, err := o.SubmitReport(ctx, clerk, "FGW", 2016); return err },
			func() error { _, err := o.AcceptReport(ctx, account.Console, "FGW", 2016); return err },
			func() error { _, err := o.PublishReport(ctx, account.Console, "FGW", 2016); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if served, err := o.Served(ctx, "FGW", files); err != nil || served[0].Err != nil {
			t.Errorf("after it was published: %+v, %v", served, err)
		}
		_, err = o.CorrectReport(ctx, head, "FGW", 2016, report.Erratum{Where: "第一部分", Was: "无", Is: "手机13812345678", Why: "漏写"})
		stopped(t, "an erratum", err, "更正后的内容")
	})
}

// What was signed before the gate learnt to find it is not published.
func TestASignedReportIsLookedAtAgain(t *testing.T) {
	o := officetest.New(t, storetest.SQLite(t))
	ctx := t.Context()
	clerk, head, signer := o.As(t, "clerk-fgw"), o.As(t, "head-fgw"), o.As(t, "signer-fgw")
	list, err := o.AllowWords(ctx, head, "FGW", "值班手机13812345678", "公开的值班手机")
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if _, err := o.StartReport(ctx, head, "FGW", 2016, ""); err != nil {
		t.Fatal(err)
	}
	r, err := o.Store.Report(ctx, "FGW", 2016)
	if err != nil {
		t.Fatal(err)
	}
	parts := written(r.Parts)
	parts[0].Text += "\n值班手机13812345678。"
	if _, err := o.WriteReport(ctx, head, "FGW", 2016, 0, parts); err != nil {
		t.Fatal(err)
	}
	c, err := o.CompileReport(ctx, "FGW", 2016, office.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range c.Asks {
		if _, err := o.ExplainReport(ctx, head, "FGW", 2016, a.ID, "情况属实"); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []func() error{
		func() error { _, err := o.SignReport(ctx, signer, "FGW", 2016, 0, o.Today()); return err },
		func() error { _, err := o.SubmitReport(ctx, clerk, "FGW", 2016); return err },
		func() error { _, err := o.AcceptReport(ctx, account.Console, "FGW", 2016); return err },
		func() error { _, err := o.AllowEnd(ctx, head, "FGW", list[0].Key, "号码已停用"); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	_, err = o.PublishReport(ctx, account.Console, "FGW", 2016)
	stopped(t, "published", err, "138****5678")
	if r, err = o.Store.Report(ctx, "FGW", 2016); err != nil || r.State != report.Accepted {
		t.Errorf("it is %s, %v", r.State, err)
	}
}

// Nothing becomes public in words that nobody looked at: ledgers, cards, guides,
// reasons.
func TestEverythingPublicPassesTheGate(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, head, signer := o.As(t, "clerk-fgw"), o.As(t, "head-fgw"), o.As(t, "signer-fgw")
		meeting := meetingOf("与王某（手机13812345678）座谈")
		meeting.Row["minutes"] = "身份证220102198001010012"
		e, err := o.EnterEntry(ctx, clerk, "FGW", "meeting", meeting)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.ReleaseEntry(ctx, signer, e.Book, e.ID, 0, "钱")
		stopped(t, "an entry", err, "“会议名称”")
		_, err = o.ReleaseEntries(ctx, head, e.Book, []int64{e.ID}, "钱")
		stopped(t, "many entries", err, "2017-000001")
		if _, err := o.Store.PublicEntry(ctx, e.Book, e.ID); err == nil {
			t.Error("the public reads it")
		}
		if _, err := o.AllowWords(ctx, clerk, "FGW", "手机13812345678", "值班"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("a clerk teaches: %v", err)
		}
		if _, err := o.AllowWords(ctx, head, "FGW", "会议室", "值班"); !errors.Is(err, publication.ErrFound) {
			t.Errorf("taught what is nothing: %v", err)
		}
		if _, err := o.AllowWords(ctx, head, "FGW", "手机13812345678", "座谈会联系手机"); err != nil {
			t.Fatal(err)
		}
		// What is not shown to the public is no matter.
		if e, err = o.ReleaseEntry(ctx, signer, e.Book, e.ID, 0, "钱"); err != nil || e.State != ledger.Released {
			t.Errorf("%+v, %v", e, err)
		}

		a, err := o.Store.Agency(ctx, "FGW")
		if err != nil {
			t.Fatal(err)
		}
		card := a.Card
		card.Office, card.Address, card.Phone, card.Hours = "办公室", "人民大街1号", "13912345670", "周一至周五（张三身份证220102198001010012）"
		_, err = o.EditCard(ctx, account.Console, "FGW", card)
		stopped(t, "a card", err, "办公时间")
		card.Hours = "周一至周五"
		if _, err = o.EditCard(ctx, account.Console, "FGW", card); err != nil {
			t.Errorf("a card's own telephone: %v", err)
		}
		_, err = o.EditGuide(ctx, account.Console, "FGW", "<p>联系王某，手机13722345678。</p>")
		stopped(t, "a guide", err, "指南")
		if _, err = o.EditGuide(ctx, account.Console, "FGW", "<p>值班手机13912345670。</p>"); err != nil {
			t.Errorf("what stands on the card: %v", err)
		}

		p := o.Public(t, "FGW", "公开的")
		_, err = o.Withdraw(ctx, account.Console, p.ID, "误写了王某的手机13722345678", "")
		stopped(t, "a reason", err, "撤回理由")
		if _, err = o.Withdraw(ctx, account.Console, p.ID, "误写了个人信息", ""); err != nil {
			t.Error(err)
		}

		b := issue(t, o, "关于印发供热管理办法的通知", "<p>第一条　为了供热，本办法自印发之日起施行。</p>")
		_, err = o.AmendNorm(ctx, signer, b.ID, 0, norm.Amendment{On: o.Today() + 5, By: "市政府决定", Text: "<p>第一条　联系王某，手机13722345678。</p>"})
		stopped(t, "an amendment", err, "修改后的正文")
		_, err = o.VoidNorm(ctx, signer, b.ID, 0, o.Today()+5, "市政府决定", "王某，手机13722345678")
		stopped(t, "a note on a norm", err, "说明")
	})
}
