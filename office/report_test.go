package office_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/ledger"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	numbers "gongkai/figures/printed"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// written takes the marks out of a draft, as a person does who completes it.
func written(parts []report.Part) []report.Part {
	var list []report.Part
	for _, p := range parts {
		var lines []string
		for _, l := range strings.Split(p.Text, "\n") {
			if !strings.Contains(l, "【") {
				lines = append(lines, l)
			}
		}
		text := strings.TrimSpace(strings.Join(lines, "\n"))
		if text == "" {
			text = "没有需要报告的事项。"
		}
		list = append(list, report.Part{Heading: p.Heading, Text: text})
	}
	return list
}

// conference registers a press conference of an agency on a day of 2017.
func conference(t *testing.T, o *officetest.Office, in agency.Code, title, on string) ledger.Entry {
	t.Helper()
	e, err := o.EnterEntry(context.Background(), account.Console, in, "conference", ledger.Values{Row: ledger.Row{
		"title": title, "held_on": on, "part": "hosted", "principal": "yes"}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// complete begins a report and signs it.
func complete(t *testing.T, o *officetest.Office, in agency.Code, year int) report.Report {
	t.Helper()
	ctx := context.Background()
	if _, err := o.StartReport(ctx, account.Console, in, year, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := o.SignReport(ctx, account.Console, in, year, 0, o.Today()); !errors.As(err, new(office.ErrObstacles)) {
		t.Fatalf("signed with the marks of a draft in it: %v", err)
	}
	return sign(t, o, in, year)
}

// sign writes, explains and signs a report that was begun.
func sign(t *testing.T, o *officetest.Office, in agency.Code, year int) report.Report {
	t.Helper()
	ctx := context.Background()
	r, err := o.Store.Report(ctx, in, year)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = o.WriteReport(ctx, account.Console, in, year, r.Stamp, written(r.Parts)); err != nil {
		t.Fatal(err)
	}
	c, err := o.CompileReport(ctx, in, year, office.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range c.Asks {
		if !a.Hard {
			if _, err := o.ExplainReport(ctx, account.Console, in, year, a.ID, "情况属实"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if r, err = o.SignReport(ctx, account.Console, in, year, 0, o.Today()); err != nil {
		t.Fatal(err)
	}
	return r
}

func figure(t *testing.T, e annual.Edition, name string) string {
	t.Helper()
	f, ok := e.Figure(name)
	if !ok {
		t.Fatalf("no figure %q", name)
	}
	return f.Text
}

// A year's report from its first draft to an erratum, of agencies and of the
// city that sums them up.
func TestAnnualReport(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Public(t, "FGW", "公开的")
		conference(t, o, "ZF", "市政府的", "2017-03-01")
		o.Clock.Set(time.Date(2018, 1, 1, 1, 0, 0, 0, time.UTC))
		conference(t, o, "FGW", "发改委的", "2017-12-31")
		conference(t, o, "FGW", "下一年的", "2018-01-01")
		wrong := conference(t, o, "JYJ", "登记错了的", "2017-05-04")
		o.Clock.Set(time.Date(2018, 1, 20, 2, 0, 0, 0, time.UTC))

		city := func() office.Compiled {
			t.Helper()
			c, err := o.CompileReport(ctx, "ZF", 2017, office.CompileOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := city()
		if all, own := figure(t, c.Edition, "2.2.1"), figure(t, c.Edition, "本级新闻发布会场次"); all != "3" || own != "1" {
			t.Errorf("%s conferences of the city, %s its own; want 3 and 1", all, own)
		}
		recounted, err := o.CompileReport(ctx, "ZF", 2017, office.CompileOptions{Recount: true, Figures: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range recounted.Edition.Figures {
			if g := c.Edition.Figures[i]; f.Text != g.Text {
				t.Errorf("%s: %q recounted, %q by tallies", f.Name, f.Text, g.Text)
			}
		}
		if len(c.Members) != 3 || !strings.Contains(strings.Join(c.Obstacles(), "\n"), "还有3个机关的年度报告没有接收") {
			t.Errorf("what is missing is not named: %q", c.Obstacles())
		}

		// The agencies report; one is returned, and comes again.
		for _, in := range []agency.Code{"FGW", "JYJ", "RSJ"} {
			complete(t, o, in, 2017)
			if _, err := o.SubmitReport(ctx, account.Console, in, 2017); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := o.ReturnReport(ctx, o.As(t, "clerk-jyj"), "JYJ", 2017, "自己退回"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("an agency returned a report: %v", err)
		}
		r, err := o.ReturnReport(ctx, o.As(t, "city"), "JYJ", 2017, "新闻发布会场次请核对")
		if err != nil || r.State != report.Drafting || r.Returned == "" {
			t.Fatalf("returned: %+v, %v", r.State, err)
		}
		if _, err := o.StrikeEntry(ctx, o.As(t, "clerk-jyj"), "conference", wrong.ID, 0, "重复登记"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SignReport(ctx, o.As(t, "head-jyj"), "JYJ", 2017, 0, o.Today()); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SubmitReport(ctx, o.As(t, "clerk-jyj"), "JYJ", 2017); err != nil {
			t.Fatal(err)
		}
		// The city's is signed before the members' are public, which moves no
		// figure of it.
		early := city().Edition
		for _, in := range []agency.Code{"FGW", "JYJ", "RSJ"} {
			if _, err := o.AcceptReport(ctx, o.As(t, "city"), in, 2017); err != nil {
				t.Fatal(err)
			}
			if _, err := o.PublishReport(ctx, account.Console, in, 2017); err != nil {
				t.Fatal(err)
			}
		}

		if drift, err := o.ReportDrift(ctx, early, false); err != nil || len(drift) != 0 {
			t.Errorf("members published their reports, and of the city's moved %+v, %v", drift, err)
		}

		// The city's is the sum of its members and its own acts.
		o.Clock.Set(time.Date(2018, 3, 19, 2, 0, 0, 0, time.UTC))
		complete(t, o, "ZF", 2017)
		signed, err := o.PublishReport(ctx, account.Console, "ZF", 2017)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := signed.PublicSignature()
		e, err := o.ReadEdition(ctx, s.Hash)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"2.2.1": "2", "1.1": "1", "本级新闻发布会场次": "1", "应编制年度报告机关数": "3", "已公布年度报告机关数": "3", "年度报告公布率": "100"} {
			if got := figure(t, e, name); got != want {
				t.Errorf("signed %s is %s, want %s", name, got, want)
			}
		}
		held := false
		for _, id := range city().Checked.Holds {
			held = held || id == "X3:2.2.1"
		}
		if !held {
			t.Error("the sum of the members was not judged")
		}

		// A year later one record is altered: the cell is named, and the signed
		// bytes are the same.
		before, err := o.EditionBytes(ctx, s.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if drift, err := o.ReportDrift(ctx, e, true); err != nil || len(drift) != 0 {
			t.Errorf("nothing was altered, but %v, %v", drift, err)
		}
		o.Clock.Set(time.Date(2019, 3, 19, 2, 0, 0, 0, time.UTC))
		late := conference(t, o, "FGW", "补登的", "2017-06-06")
		drift, err := o.ReportDrift(ctx, e, false)
		if err != nil {
			t.Fatal(err)
		}
		moved := map[string]string{}
		for _, d := range drift {
			moved[d.Figure.Name] = d.Figure.Text + "→" + d.Now
		}
		for name, want := range map[string]string{"2.2.1": "2→3", "2.2.1.a": "2→3", "新闻发布会次数": "2→3", "主要负责同志参加新闻发布会数": "2→3"} {
			if moved[name] != want {
				t.Errorf("%s moved %q, want %q", name, moved[name], want)
			}
		}
		if len(moved) != 4 {
			t.Errorf("moved: %v", moved)
		}
		if after, err := o.EditionBytes(ctx, s.Hash); err != nil || !bytes.Equal(before, after) {
			t.Errorf("the signed bytes changed: %v", err)
		}

		// An erratum stands beside it; a reopened member is seen from the city's.
		if _, err := o.CorrectReport(ctx, o.As(t, "clerk-fgw"), "FGW", 2017, report.Erratum{Where: "x", Was: "1", Is: "2", Why: "y"}); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("a clerk corrected a published report: %v", err)
		}
		if r, err = o.CorrectReport(ctx, o.As(t, "head-fgw"), "FGW", 2017, report.Erratum{Where: "新闻发布会次数", Was: "1", Is: "2", Why: "补登" + late.Number()}); err != nil || len(r.Errata) != 1 {
			t.Errorf("erratum: %v", err)
		}
		if _, err := o.ReopenReport(ctx, o.As(t, "city"), "FGW", 2017, "漏登一场"); err != nil {
			t.Fatal(err)
		}
		changed := 0
		for _, m := range city().Members {
			if m.Changed {
				changed++
				if m.Agency.Code != "FGW" {
					t.Errorf("%s did not change", m.Agency.Code)
				}
			}
		}
		if changed != 1 {
			t.Errorf("%d members changed", changed)
		}
		if r, err = o.Store.Report(ctx, "FGW", 2017); err != nil || r.State != report.Drafting {
			t.Fatal(err)
		}
		if _, ok := r.PublicSignature(); !ok {
			t.Error("a reopened report is no longer public")
		}
	})
}

// What is declared stands with who declared it, adds to what is counted, and is
// refused where it cannot be.
func TestDeclaredFigures(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Clock.Set(time.Date(2018, 1, 20, 2, 0, 0, 0, time.UTC))
		if _, err := o.AddAccount(ctx, account.Console, account.Account{Login: "li", Name: "主任李某"}, []account.Grant{{Role: account.Head, Agency: "FGW"}}); err != nil {
			t.Fatal(err)
		}
		head := o.As(t, "li")
		if _, err := o.StartReport(ctx, head, "FGW", 2017, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.StartReport(ctx, head, "FGW", 2017, ""); !errors.Is(err, store.ErrChanged) {
			t.Errorf("begun twice: %v", err)
		}
		for _, c := range []struct {
			name, text string
			want       error
		}{
			{"3.1", "4", office.ErrNotCounted}, {"9.9", "4", office.ErrNoCell}, {"3.1.2", "四", office.ErrNumberText}, {"3.1.2", "-4", office.ErrNumberText},
			{"3.1.2", "4.5", office.ErrNumberText}, {"3.1.2", "约4", office.ErrNumberText}, {"8.4", "4.5", nil}, {"3.1.2", "１２", nil},
		} {
			if _, err := o.DeclareFigure(ctx, head, "FGW", 2017, c.name, c.text, "平台外登记簿"); !errors.Is(err, c.want) {
				t.Errorf("%s = %s: %v, want %v", c.name, c.text, err, c.want)
			}
		}
		if _, err := o.DeclareFigure(ctx, o.As(t, "head-jyj"), "FGW", 2017, "8.4", "1", "x"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("another agency declared: %v", err)
		}
		c, err := o.CompileReport(ctx, "FGW", 2017, office.CompileOptions{Figures: true})
		if err != nil {
			t.Fatal(err)
		}
		f, _ := c.Edition.Figure("3.1.2")
		if f.Text != "12" || f.Stated == nil || f.Stated.By != "主任李某" || f.Stated.Basis != "平台外登记簿" {
			t.Errorf("declared: %+v", f)
		}
		if figure(t, c.Edition, "3.1") != "12" || figure(t, c.Edition, "8.4") != "4.5" {
			t.Error("what was declared is not in the sums")
		}
		whole, err := o.CompileReport(ctx, "ZF", 2017, office.CompileOptions{Figures: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := figure(t, whole.Edition, "3.1.2"); got != "12" {
			t.Errorf("the city has %s of what its agency declared", got)
		}

		// A table from outside is taken in the units of the form, or not at all.
		table := func(cell, text string) error {
			f := form.ByCode("2014")
			at, _ := f.Cell(cell)
			p, _ := numbers.Read(text)
			_, err := o.TakeReportTable(ctx, head, "FGW", 2017, &check.Table{Form: f, Year: 2017, Cells: map[form.Cell]numbers.Cell{at: p}}, report.File{Name: "表.xlsx"})
			return err
		}
		for _, text := range []string{"约12万元", "十二"} {
			if err := table("8.4", text); !errors.Is(err, office.ErrTableNumber) {
				t.Errorf("%s: %v", text, err)
			}
		}
		if err := table("8.4", "251000元"); err != nil {
			t.Fatal(err)
		}
		if whole, err = o.CompileReport(ctx, "ZF", 2017, office.CompileOptions{Figures: true}); err != nil {
			t.Fatal(err)
		}
		if got := figure(t, whole.Edition, "8.4"); got != "25.1" {
			t.Errorf("251000元 is %s万元", got)
		}

		// Numbers on another form cannot be added up; the city is told of them.
		if _, err := o.StartReport(ctx, account.Console, "JYJ", 2017, "2019"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.DeclareFigure(ctx, account.Console, "JYJ", 2017, "A06a.decisions", "7", "平台外"); err != nil {
			t.Fatal(err)
		}
		if whole, err = o.CompileReport(ctx, "ZF", 2017, office.CompileOptions{}); err != nil {
			t.Fatal(err)
		}
		if list := strings.Join(whole.Obstacles(), "\n"); !strings.Contains(list, "教育局的统计表用的是2019年格式，它补报的1项数字没有汇总到本表") {
			t.Errorf("nobody says what is not summed up: %s", list)
		}
	})
}
