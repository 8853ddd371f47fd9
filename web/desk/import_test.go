package desk

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
)

var runAddress = regexp.MustCompile(`^/desk/import/[0-9]+`)

const importForm = `form[action="/desk/imports/new"]`

// table posts a file as the import form does.
func (v *visitor) table(in, name, content string) *visitor {
	v.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField("agency", in); err != nil {
		v.t.Fatal(err)
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	fmt.Fprint(part, content)
	m.Close()
	return v.take(v.client.Post(v.server.URL+"/desk/imports", m.FormDataContentType(), &b))
}

// settle follows the page that asks again to its end.
func (v *visitor) settle() *visitor {
	v.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		v.get(v.url.RequestURI())
		at := runAddress.FindString(v.url.Path)
		if at != "" && v.doc.Find("form[action='"+at+"/stop']").Length() == 0 || strings.Contains(v.text(), "没有导入") {
			return v
		}
	}
	v.t.Fatalf("the import does not end: %s", v.text())
	return v
}

// raw is a file as it is handed out.
// named is what the file at the address is called.
func (v *visitor) named(address string) string {
	v.t.Helper()
	res, err := v.client.Get(v.server.URL + address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	_, said, err := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
	if err != nil {
		v.t.Fatal(err)
	}
	return said["filename"]
}

func (v *visitor) raw(address string) string {
	v.t.Helper()
	res, err := v.client.Get(v.server.URL + address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %d %v", address, res.StatusCode, err)
	}
	return string(b)
}

// sheet is the figures of the balance sheet shown.
func (v *visitor) sheet() string {
	var list []string
	v.doc.Find("table").First().Find("td").Each(func(_ int, c *pageSelection) { list = append(list, c.Text()) })
	return strings.Join(list, " ")
}

func TestImport(t *testing.T) {
	w := hall(t)
	head := w.as("head.jyj")
	for _, c := range []struct{ in, name, content, says string }{
		{"JYJ", "空.csv", "", "请选择要导入的文件"}, {"HBJ", "a.csv", "名称,发布日期\nx,2017-01-02\n", "请选择机关"},
		{"JYJ", "旧.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"}, {"JYJ", "坏.xlsx", "PK\x03\x04junk", "文件"},
	} {
		if head.table(c.in, c.name, c.content); head.status != 422 || !strings.Contains(head.errors(), c.says) {
			t.Errorf("%s: %d %s", c.name, head.status, head.errors())
		}
	}

	file := "标题,发布日期,成文日期,备注\n" +
		"关于招生的通知,2017-03-01,2017-02-20,甲\n" +
		"关于安全的通知,2017-03-02,,乙\n" +
		"=1+1,昨天,2017-01-01,丙\n" +
		"㐀𠮷,2017-05-02,2017-01-03,丁\n"
	head.table("JYJ", "目录.csv", file)
	if head.url.Path != "/desk/imports/new" {
		t.Fatalf("no preview: %d %s", head.status, head.errors())
	}
	head.says("CSV", "关于招生的通知", "不能导入", "㐀𠮷")
	preview := head.url.RequestURI()
	if head.submit(importForm, "start"); head.status != 422 || !strings.Contains(head.errors(), "由谁核对") {
		t.Errorf("without a voucher: %d %s", head.status, head.errors())
	}
	if head.get(preview).fill("column", "", "voucher", "李明").submit(importForm, "start"); head.status != 422 || !strings.Contains(head.errors(), "哪一列是名称") {
		t.Errorf("without a title: %d %s", head.status, head.errors())
	}
	head.get(preview).fill("voucher", "李明").submit(importForm, "start").settle()
	head.says("已完成", "李明", "昨天")
	address := runAddress.FindString(head.url.Path)
	if got := head.sheet(); got != "4 3 0 1 1 1" {
		t.Errorf("balance sheet %q, want read 4, imported 3, already 0, refused 1, undated 1, late 1", got)
	}
	if csv := head.get(address + "/refused.csv"); csv.status != 200 || !strings.Contains(csv.doc.Text(), "标题,发布日期,成文日期,备注,拒收原因\n'=1+1,昨天,2017-01-01,丙,#4 发布日期：") {
		t.Errorf("refused rows: %d %q", csv.status, csv.doc.Text())
	}
	// A file handed in on the command line is not kept: the cell is.
	elsewhere := filepath.Join(t.TempDir(), "别处.csv")
	if err := os.WriteFile(elsewhere, []byte("标题,发布日期\n关于防汛的通知,@今天\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run, err := intake.Import(t.Context(), w.office, account.Console, intake.Job{Agency: "JYJ", File: elsewhere, Voucher: "李明"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if csv := head.get("/desk/import/" + number(run.ID) + "/refused.csv"); csv.status != 200 || !strings.Contains(csv.doc.Text(), "行号,列,内容,拒收原因\n2,发布日期,'@今天,") {
		t.Errorf("refused rows of a file not kept: %d %q", csv.status, csv.doc.Text())
	}
	head.table("JYJ", "目录.csv", file).fill("voucher", "李明").submit(importForm, "start").settle()
	if got := head.sheet(); got != "4 0 3 1 0 0" {
		t.Errorf("the same file again: %q", got)
	}

	other := w.as("head.hbj")
	for _, path := range []string{address, address + "/undo", address + "/refused.csv", address + "/refused.xlsx", preview} {
		if other.get(path); other.status != http.StatusNotFound {
			t.Errorf("another agency's %s: %d", path, other.status)
		}
	}
	for _, path := range []string{"/undo", "/stop", "/resume"} {
		if other.post(address+path, "sure", "yes"); other.status != http.StatusNotFound {
			t.Errorf("another agency's %s: %d", path, other.status)
		}
	}
	if other.get("/desk/imports"); strings.Contains(other.text(), "目录.csv") {
		t.Error("another agency's import is listed")
	}

	if head.post(address + "/undo"); head.status != 422 {
		t.Errorf("undone without a tick: %d", head.status)
	}
	head.get(address + "/undo").says("3 条信息将全部撤下")
	head.post(address+"/undo", "sure", "yes").settle().says("已撤销")
	if n, err := w.office.Store.Count(t.Context(), store.Selection{Agency: "JYJ"}); err != nil || n.N != 0 {
		t.Errorf("%d are public after the undoing, %v", n.N, err)
	}
}

// An import that was stopped goes on where it stopped and doubles nothing.
func TestImportResumes(t *testing.T) {
	w := hall(t)
	const rows = 30_000
	var b strings.Builder
	b.WriteString("标题,发布日期\n")
	for i := range rows {
		fmt.Fprintf(&b, "第 %d 号通知,2017-03-01\n", i)
	}
	city := w.as("city")
	city.table("JYJ", "大表.csv", b.String()).fill("voucher", "李明").submit(importForm, "start")
	var run store.Run
	for end := time.Now().Add(30 * time.Second); run.Position == 0; time.Sleep(time.Millisecond) {
		runs, err := w.office.Store.Runs(t.Context(), "JYJ", 1)
		if err != nil || time.Now().After(end) {
			t.Fatalf("the import does not begin: %v", err)
		}
		if len(runs) == 1 {
			run = runs[0]
		}
	}
	address := "/desk/import/" + number(run.ID)
	city.post(address + "/stop").settle()
	stopped, err := w.office.Store.Run(t.Context(), run.ID)
	if err != nil || !stopped.FinishedAt.IsZero() {
		t.Skipf("the import ended before it could be stopped: %v", err)
	}
	city.says("接着导入", "已中断")
	city.post(address + "/resume").settle().says("已完成")
	n, err := w.office.Store.Count(t.Context(), store.Selection{Agency: "JYJ"})
	if err != nil || n.N != rows {
		t.Errorf("%d are public, %v; want %d", n.N, err, rows)
	}
	if entries, err := w.office.Store.JournalOf(t.Context(), run.Thing()); err != nil || len(entries) != 2 || entries[1].Act != journal.ImportFinish {
		t.Errorf("the journal of the import: %v, %v", entries, err)
	}
}

// A clerk takes the rows that were refused, mends what is wrong in each and
// hands the same file in again, with the columns as they were told apart the
// first time. Nothing is left over, and nothing came in twice.
func TestRefusedRowsAreMended(t *testing.T) {
	for _, format := range []string{"csv", "xlsx"} {
		t.Run(format, func(t *testing.T) {
			w := hall(t)
			head := w.as("head.jyj")
			// No heading says what it is: the columns are chosen by hand.
			head.table("JYJ", "目录.csv", "甲,乙,丙,丁\n"+
				"关于招生的通知,2017-03-01,-1,一\n"+
				"-关于安全的通知,昨天,=1+1,二\n"+
				"关于防汛的通知,2017-03-03,,三\n"+
				",2017-03-04,\"两\n行\",四\n")
			head.fill("column", "title", "column-2", "published").submit(importForm, "preview").says("2017年3月1日")
			if strings.Contains(head.text(), "2017年3月1日 00:00") {
				t.Error("the preview shows an hour that nobody gave")
			}
			head.fill("column", "title", "column-2", "published", "category", category, "channel", "weibo", "voucher", "李明").submit(importForm, "start").settle()
			if got := head.sheet(); !strings.HasPrefix(got, "4 2 0 2 ") {
				t.Fatalf("balance %q", got)
			}
			address := runAddress.FindString(head.url.Path)
			if href, _ := head.doc.Find(`a[href$="/refused.` + format + `"]`).Attr("href"); href != address+"/refused."+format {
				t.Fatalf("the page leads to %q", href)
			}
			file := head.raw(address + "/refused." + format)
			rows, err := sheet.Open("x."+format, strings.NewReader(file), int64(len(file)), sheet.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var mended bytes.Buffer
			again := sheet.RefusedXLSX(&mended, rows.Header())
			if format == "csv" {
				if again, err = sheet.RefusedCSV(&mended, rows.Header()); err != nil {
					t.Fatal(err)
				}
			}
			for i, want := range [][]string{{"-关于安全的通知", "昨天", "=1+1", "二"}, {"", "2017-03-04", "两\n行", "四"}} {
				row, err := rows.Next()
				if err != nil || !slices.Equal(row.Cells, want) {
					t.Fatalf("row %d: %q, %v; want %q", i, row.Cells, err, want)
				}
				row.Cells[0], row.Cells[1] = fmt.Sprintf("-关于第 %d 件事的通知", i), "2017-03-05"
				if err := again.Write(row.Cells, "从前的原因"); err != nil {
					t.Fatal(err)
				}
			}
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
			name := head.named(address + "/refused." + format)
			head.table("JYJ", name, mended.String())
			if got := head.doc.Find(`select[name="column"] option[selected]`).AttrOr("value", ""); got != "title" {
				t.Errorf("the columns are not remembered: the first is %q", got)
			}
			for name, want := range map[string]string{"category": category, "channel": "weibo"} {
				if got := head.doc.Find(`select[name="`+name+`"] option[selected]`).AttrOr("value", ""); got != want {
					t.Errorf("for rows without a %s %q is remembered, want %q", name, got, want)
				}
			}
			head.fill("voucher", "李明").submit(importForm, "start").settle()
			if got := head.sheet(); !strings.HasPrefix(got, "2 2 0 0 ") {
				t.Errorf("balance of the mended file %q", got)
			}
			row := head.get("/desk/imports").doc.Find("tr").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find(`a[href="`+address+`"]`).Length() == 1 })
			if got := strings.Join(strings.Fields(row.Find("td").Last().Text()), " "); got != "2 其中 2 行已改好重导" {
				t.Errorf("the list says of the refused rows %q", got)
			}
			if got := head.get(address).doc.Find("td:contains('已改好重导')").First().Text(); strings.Join(strings.Fields(got), " ") != "2 其中 2 行已改好重导" {
				t.Errorf("the import's own page says of the refused rows %q", got)
			}
			var titles []string
			for id := range int64(4) {
				p, err := w.office.Store.Publication(t.Context(), id+1)
				if err != nil {
					t.Fatal(err)
				}
				titles = append(titles, p.Content.Title)
			}
			if got := strings.Join(titles, " "); got != "关于招生的通知 关于防汛的通知 -关于第 0 件事的通知 -关于第 1 件事的通知" {
				t.Errorf("in the record: %s", got)
			}
		})
	}
}
