package desk

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/affairs/report"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	"gongkai/paper/declared"
	"gongkai/web/browser"
	"gongkai/web/public"
)

// Every page of the annual reports as a person sees it, wide and narrow:
// nothing axe knows to be wrong, nothing wider than the window. With
// DESK_PICTURES set to a folder, the pages are kept there to be looked at.
func TestReportPagesInABrowser(t *testing.T) {
	b := browser.Start(t)
	w := newLevel(t)
	w.desk.Report = public.DrawReport
	ctx := context.Background()

	// One being made, with something of everything in the way; one handed in.
	v := w.begun("JYJ")
	parts := v.Parts
	same := strings.Repeat("本机关坚持以公开为常态不公开为例外，持续推进政务公开工作标准化规范化建设，切实保障人民群众的知情权。", 2)
	parts[0].Text = same + "\n\n全年召开新闻发布会0次，举办培训班5次。收到{{figure 收到申请总数 unit}}，{{figure 没有的数}}。\n\n【请填写：平台建设情况】"
	if _, err := w.office.WriteReport(ctx, w.actor("clerk.jyj"), "JYJ", 2025, 0, parts); err != nil {
		t.Fatal(err)
	}
	for cell, text := range map[string]string{"B1.natural": "9", stated: "120"} {
		if _, err := w.office.DeclareFigure(ctx, w.actor("clerk.jyj"), "JYJ", 2025, cell, text, "办公室台账"); err != nil {
			t.Fatal(err)
		}
	}
	other := w.begun("HBJ")
	parts = other.Parts
	parts[0].Text = same
	if _, err := w.office.WriteReport(ctx, w.actor("clerk.hbj"), "HBJ", 2025, 0, parts); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.SignReport(ctx, w.actor("head.hbj"), "HBJ", 2025, 0, calendar.MustDay("2026-01-12")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.SubmitReport(ctx, w.actor("head.hbj"), "HBJ", 2025); err != nil {
		t.Fatal(err)
	}
	if _, err := w.office.StartReport(ctx, w.actor("clerk.jyj"), "JYJ", 2024, ""); err != nil {
		t.Fatal(err)
	}
	const theirs = "/desk/reports/2025/HBJ"

	var table bytes.Buffer
	filled := &check.Table{Form: form.Of(2025), Year: 2025, Agency: "长春市教育局", Cells: map[form.Cell]printed.Cell{}}
	for _, cell := range filled.Form.Cells() {
		filled.Cells[cell] = printed.Figured(0)
	}
	filled.Cells[form.Cell{Row: "B1", Column: "total"}] = printed.Figured(printed.Whole(9))
	if err := declared.WriteXLSX(&table, filled); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "统计表.xlsx")
	if err := os.WriteFile(file, table.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}

	pages := []struct{ name, login, address string }{
		{"home", "clerk.jyj", "/desk"},
		{"list", "clerk.jyj", "/desk/reports"},
		{"show", "clerk.jyj", reportAt},
		{"text", "clerk.jyj", reportAt + "/text"},
		{"numbers", "clerk.jyj", reportAt + "/numbers"},
		{"table", "clerk.jyj", reportAt + "/table"},
		{"preview", "clerk.jyj", reportAt + "/preview"},
		{"figure", "clerk.jyj", reportAt + "/figure/" + stated},
		{"figure-records", "clerk.jyj", reportAt + "/figure/收到申请总数"},
		{"alike", "clerk.jyj", reportAt + "/alike"},
		{"rollup", "city", "/desk/reports"},
		{"decide", "city", theirs},
		{"changed", "city", theirs + "/changed"},
		{"drifted", "head.hbj", theirs + "/changed"},
		{"published", "head.hbj", theirs},
	}
	pictures := os.Getenv("DESK_PICTURES")
	for _, size := range []struct {
		name string
		browser.Size
	}{{"1280", browser.Desktop}, {"320", browser.Size{Width: 320, Height: 800}}} {
		p, who := b.Open(t, w.server.URL+"/desk/sign-in", size.Size), ""
		look := func(name string) {
			p.Axe(t)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("%s at %s px is %d px too wide", name, size.name, wider)
			}
			if pictures != "" {
				p.Screenshot(t, filepath.Join(pictures, "report-"+name+"-"+size.name+".png"))
			}
		}
		signOut := func() {
			p.Eval(t, `document.querySelector("form[action='/desk/sign-out']").submit(), ""`)
			p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
		}
		for _, c := range pages {
			if c.login != who {
				if who != "" {
					signOut()
				}
				who = c.login
				p.Run(t, chromedp.WaitVisible(chromedp.CSS("#login")))
				p.Eval(t, `document.querySelector("#login").value = "`+who+`", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
				p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
			}
			if c.name == "drifted" && w.report("HBJ").State != report.Published {
				if _, err := w.office.ReturnReport(ctx, w.actor("city"), "HBJ", 2025, "请核对收费"); err != nil {
					t.Fatal(err)
				}
				if _, err := w.office.DeclareFigure(ctx, w.actor("head.hbj"), "HBJ", 2025, stated, "4", "重新核实"); err != nil {
					t.Fatal(err)
				}
			}
			if c.name == "published" && w.report("HBJ").State != report.Published {
				w.toPublic()
			}
			p.URL = w.server.URL + c.address
			p.Run(t, chromedp.Navigate(p.URL))
			look(c.name)
			switch c.name {
			case "show":
				p.Eval(t, `document.querySelector("form[action$='/explain'], form[action$='/files']").submit(), ""`)
				p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-error-summary")))
				look("show-errors")
			case "text":
				p.Eval(t, `document.querySelector("#part-2").focus(), document.querySelector("[data-insert]").click(), document.querySelector("[data-insert='{{figure 收到申请总数}}']").click(), ""`)
				if got := p.Eval(t, `document.querySelector("#part-2").value`); !strings.HasSuffix(got, "{{chart 1}}{{figure 收到申请总数}}") {
					t.Errorf("inserted: %q", got)
				}
				p.Eval(t, `document.querySelector("#picker-words").value = "培训", document.querySelector("#picker-words").dispatchEvent(new Event("input", {bubbles: true})), ""`)
				if rows := p.Eval(t, `String([...document.querySelectorAll(".app-picker__row")].filter(r => !r.hidden && !r.textContent.includes("培训")).length)`); rows != "0" {
					t.Errorf("%s rows that were not looked for", rows)
				}
				look("text-picker")
				p.Eval(t, `document.querySelector("[name=stamp]").value = "1", document.querySelector("#part-1").value = "我写的一段。", document.querySelector("[value=save]").click(), ""`)
				p.Run(t, chromedp.WaitVisible(chromedp.CSS(".govuk-notification-banner")))
				look("text-conflict")
			case "table":
				p.Run(t, chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{file}), chromedp.Click(chromedp.CSS("form[enctype] button")), chromedp.WaitVisible(chromedp.CSS("[value=take]")))
				look("table-preview")
			}
		}
		signOut()
	}
}

// toPublic brings the report of the environment bureau before everybody.
func (w *town) toPublic() {
	w.t.Helper()
	ctx, head := context.Background(), w.actor("head.hbj")
	_, err := w.office.SignReport(ctx, head, "HBJ", 2025, 0, calendar.MustDay("2026-01-12"))
	for _, act := range []func() error{
		func() error { _, err := w.office.SubmitReport(ctx, head, "HBJ", 2025); return err },
		func() error { _, err := w.office.AcceptReport(ctx, w.actor("city"), "HBJ", 2025); return err },
		func() error { _, err := w.office.PublishReport(ctx, head, "HBJ", 2025); return err },
		func() error {
			_, err := w.office.CorrectReport(ctx, head, "HBJ", 2025, report.Erratum{Where: "第三部分", Was: "甲", Is: "乙", Why: "笔误"})
			return err
		},
	} {
		if err == nil {
			err = act()
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
}
