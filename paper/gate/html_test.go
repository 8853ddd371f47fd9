package gate

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"testing"
)

func pageOf(body string) []byte {
	return []byte("<!DOCTYPE html><html><head><meta charset=utf-8><title>关于公示的通知</title></head><body>" + body + "</body></html>")
}

func TestWebPages(t *testing.T) {
	dot := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(pngBytes(t)))
	for _, c := range []struct {
		name, body string
		kinds      string // of what is told, in order, each once
		gone       string // from the copy
		kept       string // in it
	}{
		{"a sound page", "<h1>通知</h1><p>现公布<a href='http://www.example.gov.cn/'>名单</a>。</p><table><tr><th>序号<th>事项<tr><td>1<td>变更</table>", "", "", "<td>变更</td>"},
		{"words in view", "<p>联系张三，手机138<b>1234</b>5678。</p>", "mobile", "", "1234"},
		{"a number in a table, under its heading", "<table><tr><th>序号<th>通行证号码<tr><td>1<td>H07322106</table>", "passport", "", "H07322106"},
		{"a comment", "<!-- 导航 --><p>正文</p>", "machine", "导航", "正文"},
		{"a number in a comment", "<!-- 张三 手机13812345678 --><p>正文</p>", "machine mobile", "13812345678", "正文"},
		{"not displayed", "<p>正文</p><div style='display:none'>底稿：王五</div>", "hidden_text", "王五", "正文"},
		{"hidden by a rule", "<style>.x,p .draft{display:none}</style><p>正文<span class='a draft'>底稿王五</span></p>", "hidden_text", "王五", "正文"},
		{"hidden by an attribute", "<p hidden>底稿王五，手机13812345678</p><p>正文</p>", "hidden_text mobile", "王五", "正文"},
		{"of no size", "<p>正文<span style='font-size:0'>底稿王五</span></p>", "hidden_text", "王五", "正文"},
		{"of the colour of the ground", "<p>正文<font color=#FFFFFF>底稿王五</font></p>", "hidden_text", "王五", "正文"},
		{"white on red is seen", "<div style='background:#c00'><span style='color:#fff'>通知</span></div>", "", "", "通知"},
		{"outside the page", "<p>正文<span style='position:absolute;left:-9999px'>底稿王五</span></p>", "hidden_text", "王五", "正文"},
		{"scripts and handlers", "<p onclick='steal()'>正文</p><script>steal('x')</script><a href='javascript:steal()'>看</a>", "machine", "steal", "正文"},
		{"a form", "<form action=/x><input type=hidden name=id value=220102198001010012><p>正文</p></form>", "citizen_id machine", "220102198001010012", "正文"},
		{"who made it", "<meta name=author content=张三><meta name=generator content='Microsoft Word 15'><p>正文</p>", "author machine", "张三", "正文"},
		{"pictures from elsewhere", "<p>正文<img src='http://tracker.example/x.gif' alt='示意图'></p>", "machine", "tracker", "示意图"},
		{"a picture within", "<p>正文<img alt='示意图' src='" + dot + "'></p>", "", "", "data:image/png;base64,"},
		{"a file within", "<p>正文<a href='data:text/csv;base64," + base64.StdEncoding.EncodeToString([]byte("姓名,手机\n张三,13812345678\n")) + "'>名单</a></p>", "embedded_file mobile", "base64", "名单"},
		{"a frame and a style from elsewhere", "<link rel=stylesheet href=http://a.example/x.css><iframe src=http://a.example></iframe><p style='background:url(http://a.example/x)'>正文</p>", "machine", "a.example", "正文"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := pageOf(c.body)
			r := inspected(t, "通知.html", b)
			if r.Held != "" {
				t.Fatal(r.Held)
			}
			kinds := map[string]bool{}
			for _, f := range r.Findings {
				kinds[string(f.Kind)] = true
				if strings.Contains(f.Words, "13812345678") {
					t.Errorf("the sentence tells it: %s", f.Words)
				}
			}
			for _, want := range strings.Fields(c.kinds) {
				if !kinds[want] {
					t.Errorf("%s was not told: %+v", want, r.Findings)
				}
				delete(kinds, want)
			}
			if len(kinds) > 0 {
				t.Errorf("told as well: %v", kinds)
			}
			var out bytes.Buffer
			if err := Clean(context.Background(), File{Name: "通知.html", R: bytes.NewReader(b), Size: int64(len(b))}, &out, Remedy{}, Limits{}); err != nil {
				t.Fatal(err)
			}
			clean := out.String()
			if c.gone != "" && strings.Contains(clean, c.gone) || !strings.Contains(clean, c.kept) || !strings.Contains(clean, "<title>关于公示的通知</title>") {
				t.Errorf("the copy is %s", clean)
			}
			for _, never := range []string{"<script", "<!-- ", "onclick", "http://tracker", "<form", "<iframe", "<link"} {
				if strings.Contains(clean, never) {
					t.Errorf("the copy has %s", never)
				}
			}
			for _, f := range inspected(t, "通知.html", out.Bytes()).Findings {
				if f.Kind.Row().Class != Personal {
					t.Errorf("told of the copy: %+v", f)
				}
			}
		})
	}
}

// A web page within an archive is looked into and cleaned like one alone.
func TestWebPageInArchive(t *testing.T) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	m, err := z.Create("附件/通知.html")
	if err == nil {
		_, err = m.Write(pageOf("<p>正文</p><div hidden>底稿，手机13812345678</div><script>steal()</script>"))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	b := packed.Bytes()
	r := inspected(t, "附件.zip", b)
	if !r.Stops() || r.Held != "" || !strings.Contains(r.Findings[0].Words, "通知.html") {
		t.Errorf("%+v", r)
	}
	var out bytes.Buffer
	if err := Clean(context.Background(), File{Name: "附件.zip", R: bytes.NewReader(b), Size: int64(len(b))}, &out, Remedy{}, Limits{}); err != nil {
		t.Fatal(err)
	}
	if r := inspected(t, "附件.zip", out.Bytes()); r.Stops() || len(r.Findings) > 0 {
		t.Errorf("told of the copy: %+v", r)
	}
}

// Pages that are made to hurt who reads them come to an end.
func TestHostileWebPages(t *testing.T) {
	for name, body := range map[string]string{
		"deep":        strings.Repeat("<div>", 100_000) + "正文",
		"many styles": "<style>" + strings.Repeat(".a{display:none}", 200_000) + "</style>" + strings.Repeat("<p class=b>正文</p>", 2000),
		"unclosed":    "<p><!-- 一 <script>",
		"tables":      strings.Repeat("<table><tr><td>", 3000),
	} {
		b := pageOf(body)
		r, err := Scanner{}.Inspect(t.Context(), File{Name: "a.html", R: bytes.NewReader(b), Size: int64(len(b))}, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var out bytes.Buffer
		if err := Clean(t.Context(), File{Name: "a.html", R: bytes.NewReader(b), Size: int64(len(b))}, &out, Remedy{}, Limits{}); err == nil && r.Held != "" {
			t.Errorf("%s is held (%s), and cleaned", name, r.Held)
		}
	}
}
