package desk

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"gongkai/affairs/account"
	paper "gongkai/paper/block"
	"gongkai/paper/docx"
)

// A workbook whose second sheet nobody sees.
func hiddenWorkbook(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(nil, f.SetCellValue("Sheet1", "A1", "录取人数"))
	must(nil, f.SetCellValue("Sheet1", "B1", 120))
	must(f.NewSheet("底稿"))
	must(nil, f.SetCellValue("底稿", "A1", "身份证号码"))
	must(nil, f.SetCellValue("底稿", "A2", "220102198001010012"))
	must(nil, f.SetSheetVisible("底稿", false))
	var b bytes.Buffer
	must(nil, f.Write(&b))
	return b.String()
}

// A text with a change somebody made and nobody accepted.
func trackedText(t *testing.T) string {
	t.Helper()
	whole, err := docx.Bytes(paper.Document{Title: "通知", Blocks: []paper.Block{paper.Paragraph{Text: "收费标准为每人五十元。"}}})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, m := range z.File {
		r, err := m.Open()
		if err != nil {
			t.Fatal(err)
		}
		var part bytes.Buffer
		if _, err := part.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		text := part.String()
		if m.Name == "word/document.xml" {
			with := strings.Replace(text, "</w:body>", `<w:p><w:del w:id="9" w:author="张三" w:date="2017-06-01T00:00:00Z"><w:r><w:delText>原定每人一百元</w:delText></w:r></w:del></w:p></w:body>`, 1)
			if i := strings.LastIndex(text, "<w:sectPr"); i > 0 {
				with = text[:i] + `<w:p><w:del w:id="9" w:author="张三" w:date="2017-06-01T00:00:00Z"><w:r><w:delText>原定每人一百元</w:delText></w:r></w:del></w:p>` + text[i:]
			}
			if text = with; !strings.Contains(text, "delText") {
				t.Fatal("no place for the change")
			}
		}
		w, err := out.Create(m.Name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// blackBox is a PDF with a number under a black box.
const blackBox = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n" +
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n" +
	"4 0 obj\n<< /Length 91 >>\nstream\nBT /F1 18 Tf 40 100 Td (Secret agent 13812345678) Tj ET 0 0 0 rg 35 95 300 25 re f          \nendstream\nendobj\n" +
	"5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\nxref\n0 6\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n" +
	"0000000241 00000 n \n0000000382 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n452\n%%EOF\n"

// Three files that have leaked before are stopped, each with a sentence that
// says where.
func TestThreeLeaksAreStopped(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		name, file, content string
		says                []string
		never               string
	}{
		{"a hidden sheet of numbers", "名单.xlsx", hiddenWorkbook(t), []string{"名单.xlsx", "底稿", "隐藏"}, "220102198001010012"},
		{"a change nobody accepted", "通知.docx", trackedText(t), []string{"通知.docx", "修订"}, ""},
		{"a black box over text", "通报.pdf", blackBox, []string{"通报.pdf", "第1页"}, "13812345678"},
	} {
		t.Run(c.name, func(t *testing.T) {
			clerk := w.as("clerk.jyj")
			clerk.get("/desk/draft/new").fillDraft("关于"+c.name+"的通知").attach(c.file, c.content).submit(`form[enctype]`, "submit")
			clerk.says(append([]string{"发布前检查没有通过"}, c.says...)...)
			if c.never != "" && strings.Contains(clerk.text(), c.never) {
				t.Errorf("the page tells %s", c.never)
			}
			if clerk.status != http.StatusUnprocessableEntity {
				t.Errorf("answered %d", clerk.status)
			}
		})
	}
}

// What was found is masked, cleaned, taught, or let stand by two.
func TestTheGateAtTheDesk(t *testing.T) {
	w := newTown(t)
	w.person("head.jyj", "陈负责", account.Grant{Role: account.Head, Agency: "JYJ"})
	clerk, secrecy, head := w.as("clerk.jyj"), w.as("secrecy.jyj"), w.as("head.jyj")
	form := func(act string) string {
		n := map[string]string{"allow": "1001", "clean": "3"}[act]
		if n == "" {
			n = "1"
		}
		return `form[action$="/gate"]:has(input[name=act][value=` + act + `]):has(input[name=n][value="` + n + `"])`
	}

	clerk.get("/desk/draft/new").fillDraft("关于招生咨询的通知（联系人13812345678）").
		attach("名单.xlsx", hiddenWorkbook(t)).submit(`form[enctype]`, "submit").says("发布前检查没有通过：标题有手机号码“138****5678”", "建议改为：138****5678", "底稿")
	clerk.fill("body", "联系人手机 138 1234 5678，或者 13912345670。").submit(`form[enctype]`, "draft").says("查出 5 处不宜公开的内容")
	clerk.submit(form("mask"), "").says("已遮盖")
	draft := strings.TrimSuffix(clerk.at(), "/edit")
	clerk.get(draft)
	if text := clerk.text(); strings.Contains(text, "13812345678") || strings.Contains(text, "138 1234 5678") {
		t.Errorf("not masked: %s", text)
	}
	clerk.submit(form("clean"), "").says("附件已换成清理后的副本")
	if strings.Contains(clerk.get(draft).text(), "底稿") {
		t.Errorf("the hidden sheet is still there: %s", clerk.text())
	}
	clerk.do("submit").says("发布前检查没有通过")
	clerk.submit(form("override"), "").says("请说明理由")
	clerk.fill("reason_1", "招生办公开的值班手机").submit(form("override"), "").says("已申请放行", "待另一人同意放行", "招生办公开的值班手机")
	if clerk.doc.Find(form("agree")).Length() != 0 {
		t.Error("the clerk may agree to what the clerk asked")
	}
	clerk.do("submit").says("发布前检查没有通过")
	secrecy.get(draft).fill("reason_1", "应当遮盖").submit(form("refuse"), "").says("不同意放行", "应当遮盖")
	clerk.get(draft).fill("reason_1", "已核实是公开的值班手机").submit(form("override"), "").says("待另一人同意放行")
	secrecy.get(draft).submit(form("agree"), "").says("已放行", "同意放行")
	clerk.get(draft).do("submit").says("已送保密审查")
	secrecy.get(draft).says("已放行", "已核实是公开的值班手机").do("clear").says("保密审查通过")
	head.get("/desk/allowed").says("清单里还没有内容")

	clerk.get("/desk/draft/new").fillDraft("关于值班的通知，手机13912345670").submit(`form[enctype]`, "draft")
	other := strings.TrimSuffix(clerk.at(), "/edit")
	if clerk.doc.Find(form("allow")).Length() != 0 {
		t.Error("the clerk may teach")
	}
	head.get(other).fill("reason_1001", "值班手机").submit(form("allow"), "").says("已列入允许清单", "没有查出不宜公开的内容")
	head.get("/desk/allowed").says("139****5670", "值班手机").submit(`form[action="/desk/allowed/end"]`, "").says("请说明理由")
	key := ""
	head.doc.Find(`form[action="/desk/allowed/end"] textarea`).Each(func(_ int, s *goquery.Selection) { key, _ = s.Attr("name") })
	head.fill(key, "已停用").submit(`form[action="/desk/allowed/end"]`, "").says("已移出允许清单", "已停用")
	clerk.get(other).says("139****5670", "须处理")
	clerk.get("/desk").says("发布前检查：1 件有须处理的内容")
}
