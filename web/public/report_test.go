package public_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/report"
	"gongkai/office"
)

const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>`

// begun is a report of 2017 with a text and an attachment.
func (h *house) begun(in agency.Code, words string) {
	h.t.Helper()
	ctx := h.t.Context()
	r, err := h.office.StartReport(ctx, account.Console, in, 2017, "")
	h.must(err)
	_, err = h.office.WriteReport(ctx, account.Console, in, 2017, r.Stamp, []report.Part{
		{Heading: "一、综述" + hostile, Text: words + hostile + "\n全年公开{{figure 主动公开政府信息总数}}条。"}, {Heading: "二、其他", Text: "无。"}})
	h.must(err)
	sum, size, err := h.office.Blobs.Put(ctx, strings.NewReader("文字<img src=x onerror=alert(3)>"))
	h.must(err)
	_, err = h.office.AttachToReport(ctx, account.Console, in, 2017, []report.File{{Name: "附件 1<b>.txt", Type: "text/plain; charset=utf-8", Size: size, SHA256: sum}}, nil)
	h.must(err)
}

// reportActs are what comes after the writing, in order.
var reportActs = []struct {
	state report.State
	act   func(h *house, in agency.Code) error
}{
	{report.Signed, func(h *house, in agency.Code) error {
		ctx := h.t.Context()
		c, err := h.office.CompileReport(ctx, in, 2017, office.CompileOptions{})
		if err != nil {
			return err
		}
		for _, a := range c.Asks {
			if !a.Hard && a.Answer.Text == "" {
				if _, err := h.office.ExplainReport(ctx, account.Console, in, 2017, a.ID, "情况属实"); err != nil {
					return err
				}
			}
		}
		_, err = h.office.SignReport(ctx, account.Console, in, 2017, 0, h.office.Today())
		return err
	}},
	{report.Submitted, func(h *house, in agency.Code) error {
		_, err := h.office.SubmitReport(h.t.Context(), account.Console, in, 2017)
		return err
	}},
	{report.Accepted, func(h *house, in agency.Code) error {
		_, err := h.office.AcceptReport(h.t.Context(), account.Console, in, 2017)
		return err
	}},
	{report.Published, func(h *house, in agency.Code) error {
		_, err := h.office.PublishReport(h.t.Context(), account.Console, in, 2017)
		return err
	}},
}

// reportAddresses are all addresses of a report.
func reportAddresses(in string) []string {
	base := "/reports/2017/" + in
	list := []string{base, base + "/figure/1.1", base + "/figure/" + url.PathEscape("主动公开政府信息总数"), base + "/file/1/" + url.PathEscape("附件 1<b>.txt")}
	for _, ext := range []string{"docx", "pdf", "xlsx", "csv", "json"} {
		list = append(list, base+"/report."+ext)
	}
	return list
}

// Nothing of a report exists at any address before it is published, and what is
// then there is the edition that was signed, whatever is written in it.
func TestReportIsThereOncePublished(t *testing.T) {
	h := newHouse(t)
	h.publish("JYJ", content("一条信息"))
	h.setClock("2018-01-20 09:00")
	h.begun("JYJ", "全年工作平稳。")
	hidden := func(state report.State) {
		t.Helper()
		for _, path := range append(reportAddresses("JYJ"), "/reports/2017/compare", "/reports?year=2017") {
			if a := h.get(path); a.StatusCode != 404 {
				t.Errorf("%s, %s: %d", state, path, a.StatusCode)
			}
		}
		for _, path := range []string{"/reports", "/reports/compare?agency=JYJ", "/agency/JYJ", "/"} {
			if body := h.page(path).body; strings.Contains(body, "/reports/2017/JYJ") || strings.Contains(body, "平稳") {
				t.Errorf("%s: %s shows the report", state, path)
			}
		}
	}
	hidden(report.Drafting)
	for _, step := range reportActs {
		h.must(step.act(h, "JYJ"))
		if step.state != report.Published {
			hidden(step.state)
		}
	}
	kept, err := h.office.Store.Report(t.Context(), "JYJ", 2017)
	h.must(err)
	s, _ := kept.PublicSignature()
	for _, path := range reportAddresses("JYJ") {
		a := h.get(path)
		if a.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text("main"))
		}
		kind := a.Header.Get("Content-Type")
		switch {
		case strings.HasPrefix(path, "/reports/2017/JYJ/file/"):
			if a.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("a page of somebody's is opened: %v", a.Header)
			}
		case strings.HasPrefix(kind, "text/html"):
			if a.doc.Find("main script, main img, main [onerror]").Length() != 0 {
				t.Errorf("%s runs what is written in the report", path)
			}
		case strings.HasSuffix(path, ".json"):
			if sum := sha256.Sum256([]byte(a.body)); hex.EncodeToString(sum[:]) != s.Hash {
				t.Error("the JSON is not what was signed")
			}
		}
		if strings.HasPrefix(kind, "text/") && strings.Contains(a.body, "console") {
			t.Errorf("%s shows a login", path)
		}
	}
	if page := h.page("/reports/2017/JYJ"); !strings.Contains(page.body, s.Hash) || !strings.Contains(page.text("main"), "全年公开1条") {
		t.Error("the page is not the edition")
	}

	for _, path := range []string{
		"/reports/0", "/reports/0/JYJ", "/reports/99999/JYJ", "/reports/-2017/JYJ", "/reports/2017/jyj", "/reports/2017/NONE", "/reports/2016/JYJ", "/reports?year=x",
		"/reports/2017/JYJ/report.exe", "/reports/2017/JYJ/report.", "/reports/2017/JYJ/.json", "/reports/2017/JYJ/printed", "/reports/2017/JYJ/figure/9.9", "/reports/2017/JYJ/figure/%25",
		"/reports/2017/JYJ/figure/..%2F1.1", "/reports/2017/JYJ/figure/1.1+9.9", "/reports/2017/JYJ/figure/2.2.1?from=x",
		"/reports/2017/JYJ/file/0/x", "/reports/2017/JYJ/file/1/x", "/reports/2017/JYJ/file/x/x", "/reports/2017/compare?by=x", "/reports/compare?agency=NONE",
	} {
		if a := h.get(path); a.StatusCode != 404 {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text("main"))
		}
	}

	// While a second edition is written the first is read, with its erratum; then
	// the second without.
	_, err = h.office.CorrectReport(t.Context(), account.Console, "JYJ", 2017, report.Erratum{Where: "第一部分", Was: hostile, Is: "平稳", Why: "笔误"})
	h.must(err)
	if page := h.page("/reports/2017/JYJ"); !strings.Contains(page.text("#errata + p + ul"), "笔误") || page.doc.Find("main script, main img").Length() != 0 {
		t.Error("the erratum is not beside the report")
	}
	r, err := h.office.ReopenReport(t.Context(), account.Console, "JYJ", 2017, "重写")
	h.must(err)
	_, err = h.office.WriteReport(t.Context(), account.Console, "JYJ", 2017, r.Stamp, []report.Part{{Heading: "一、综述", Text: "第二稿。"}})
	h.must(err)
	if page := h.page("/reports/2017/JYJ"); strings.Contains(page.body, "第二稿") || !strings.Contains(page.body, "正在重新办理") || !strings.Contains(page.body, s.Hash) {
		t.Error("what is being written is seen, or the first edition is not")
	}
	for _, step := range reportActs {
		h.must(step.act(h, "JYJ"))
	}
	if page := h.page("/reports/2017/JYJ"); !strings.Contains(page.body, "第二稿") || strings.Contains(page.body, "笔误") {
		t.Error("the second edition is not read, or carries what corrected the first")
	}
}

// Townships are counted in the report of their county: in the list of those
// that have not reported none stands.
func TestTownshipsOweNoReport(t *testing.T) {
	h := newHouse(t)
	_, err := h.office.AddAgency(t.Context(), account.Console, agency.Agency{Code: "XZ", Name: "某某镇人民政府", Kind: agency.Township, Parent: "CYQ"})
	h.must(err)
	h.setClock("2018-01-20 09:00")
	h.begun("JYJ", "全年工作平稳。")
	for _, step := range reportActs {
		h.must(step.act(h, "JYJ"))
	}
	page := h.page("/reports")
	if strings.Contains(page.body, "某某镇") || !strings.Contains(page.text("main"), "1 个机关已公布 2017 年度报告 ，62 个未公布") {
		t.Errorf("who has reported: %s", page.text("main"))
	}
}

// Behind a number stand exactly its records, page by page, of a year to the
// last second.
func TestRecordsBehindAFigure(t *testing.T) {
	h := newHouse(t)
	h.setClock("2018-01-20 09:00")
	for n := range 120 {
		h.old("JYJ", publication.Imported{Content: content(fmt.Sprintf("第%d条", n)), PublishedAt: at("2017-01-01 00:00").AddDate(0, 0, n*3)})
	}
	h.old("JYJ", publication.Imported{Content: content("年末"), PublishedAt: at("2018-01-01 00:00").Add(-1e9)})
	h.old("JYJ", publication.Imported{Content: content("元旦"), PublishedAt: at("2018-01-01 00:00")})
	h.begun("JYJ", "")
	for _, step := range reportActs {
		h.must(step.act(h, "JYJ"))
	}
	seen := map[string]bool{}
	for next := "/reports/2017/JYJ/figure/1.1"; next != ""; {
		page := h.page(next)
		next = ""
		for _, s := range page.doc.Find("main tbody tr td:first-child a").EachIter() {
			if seen[s.Text()] {
				t.Errorf("%s twice", s.Text())
			}
			seen[s.Text()] = true
		}
		if href, ok := page.doc.Find("main a[rel=next]").Attr("href"); ok {
			next = href
		}
		if len(seen) > 200 {
			break
		}
	}
	if len(seen) != 121 || !seen["年末"] || seen["元旦"] || !seen["第0条"] {
		t.Errorf("%d records stand behind 121", len(seen))
	}
}
