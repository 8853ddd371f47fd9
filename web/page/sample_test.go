package page

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"gongkai/web/browser"
)

// sampleFrame is a frame with everything in it.
var sampleFrame = Frame{
	City: "长春市", Name: "政府信息公开", Search: "/search",
	Navigation: []Link{{Text: "首页", Href: "/"}, {Text: "机构", Href: "/agencies"}, {Text: "分类", Href: "/categories"},
		{Text: "规范性文件", Href: "/documents"}, {Text: "待办", Href: "/todo", Count: "12"}},
	Footer: []Link{{Text: "公开指南", Href: "/guide"}, {Text: "无障碍说明", Href: "/accessibility"}},
	Contact: Contact{Office: "市政府政务公开办公室", Address: "长春市人民大街10111号", Phone: "0431-88776655",
		Hours: "工作日 8:30–17:00"},
	Phase: "演示数据，不是真实信息",
}

func in(class string, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, `<div class="`+class+`">`); err != nil {
			return err
		}
		for _, c := range parts {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, "</div>")
		return err
	})
}

func with(outer templ.Component, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, in("", parts...)), w)
	})
}

func text(s string) templ.Component { return HTML(s) }

// samplePage draws every component once, with errors or without.
func samplePage(form *Form) templ.Component {
	return with(Layout(Page{
		Title: "全部部件", Here: "/agencies", Form: form,
		Crumbs: []Link{{Text: "首页", Href: "/"}, {Text: "机构", Href: "/agencies"}},
	}),
		Heading("全部部件", "样张"),
		text(`<p class="govuk-body">本页把每个部件各画一次。<a class="govuk-link" href="/guide">公开指南</a></p>`),
		with(NotificationBanner("请注意"), text(`<p class="govuk-notification-banner__heading">系统今晚 22:00 至 23:00 维护。</p>`)),
		Warning("撤回以后，原地址只留下撤回说明。"),
		with(Details("什么是索引号"), text("索引号由机构代码、年份和顺序号组成，一经使用不再改变。")),
		with(Inset(), text("本机关自收到申请之日起二十个工作日内答复。")),
		Input(form, Field{Name: "title", Label: "名称", Hint: "与文件上的标题一致"}),
		Input(form, Field{Name: "number", Label: "文号", Width: 20, Optional: true}),
		Input(form, Field{Name: "code", Label: "动态验证码", Width: 5, Numeric: true, Autocomplete: "one-time-code"}),
		Password(form, Field{Name: "password", Label: "密码", Autocomplete: "current-password"}),
		Textarea(form, Field{Name: "reason", Label: "理由", Max: 200, Help: text("写明依据的条款。")}),
		Select(form, Field{Name: "agency", Label: "发布机构"}, Choices("", "请选择", "FGW", "市发展和改革委员会")),
		Radios(form, Field{Name: "attribute", Label: "公开属性", Hint: "在拟稿时确定"}, []Choice{
			{Value: "open", Text: "主动公开", Hint: "条例第二十条"},
			{Value: "request", Text: "依申请公开", Reveal: Input(form, Field{Name: "why", Label: "不主动公开的理由"})},
			{Value: "closed", Text: "不予公开"}}),
		Radios(form, Field{Name: "again", Label: "是否再次核对", Inline: true, Small: true}, Choices("yes", "是", "no", "否")),
		Checkboxes(form, Field{Name: "stage", Label: "环节"}, Choices("a", "决策", "b", "执行", "c", "管理")),
		DateInput(form, Field{Name: "issued", Label: "成文日期", Hint: "例如 2017 6 30"}),
		FileUpload(form, Field{Name: "file", Label: "附件", Multiple: true, Accept: ".pdf,.docx"}),
		with(Buttons(), Button("提交审查", ""), NamedButton("存为草稿", "secondary", "act", "draft"), ButtonLink("取消", "secondary", "/")),
		in("", Tag("已公开", "green"), text(" "), Tag("逾期", "red"), text(" "), Tag("待审", "yellow"), text(" "), Tag("草稿", "")),
		DrawTable(Table{Caption: "最近公开", Columns: []Column{{Text: "名称"}, {Text: "文号"}, {Text: "发布日期"}, {Text: "阅读", Numeric: true}},
			Rows: [][]Cell{
				{{Text: "长春市人民政府办公厅关于印发政务公开工作要点的通知", Href: "/item/1"}, {Text: "长府办发〔2017〕54号"}, {Text: "2017年6月30日"}, {Text: "1,204"}},
				{{Text: "关于公布行政许可事项目录的公告", Href: "/item/2"}, {Text: "长府办函〔2017〕15号"}, {Text: "2017年5月2日"}, {Text: "87"}}}}),
		Pagination(Paging{Newer: "?before=1", Older: "?after=2", Info: "第 51–100 条，共 1,130,070 条"}),
		SummaryList([]Row{{Key: "索引号", Value: "FGW/2017-000123"}, {Key: "发布机构", Value: "市发展和改革委员会",
			Actions: []Link{{Text: "更改", Href: "/item/1/edit"}}}}),
		Grid([]Link{{Text: "市发展和改革委员会", Href: "/agency/FGW", Count: "12,345"}, {Text: "市教育局", Href: "/agency/JYJ", Count: "9,876"}, {Text: "市公安局", Href: "/agency/GAJ", Count: "45,001"}}),
		in("app-document", text(`<h2>一、总体要求</h2><p>坚持以公开为常态、不公开为例外，<ins>推进</ins><del>推动</del>决策、执行、管理、服务、结果公开。</p><table><tr><th scope="col">事项</th><th scope="col">时限</th></tr><tr><td>公布目录</td><td>二十个工作日</td></tr></table>`)),
	)
}

func sampleSite() *Site {
	s := NewSite(sampleFrame)
	s.Handle("GET /{$}", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		return Show(w, r, nil, samplePage(nil))
	})
	s.Handle("GET /wrong", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		f := &Form{}
		f.Set("title", "x")
		f.Set("attribute", "request")
		f.SetDate("issued", "2017-13-01")
		f.Fail("title", "名称太短")
		f.Fail("issued", "没有这一天")
		f.Fail("attribute", "请选择公开属性")
		f.Fail("file", "文件不能超过 50 MB")
		f.Fail("stage", "请选择环节")
		f.Fail("", "这份草稿已被别人改过")
		return Show(w, r, f, samplePage(f))
	})
	s.Handle("GET /done", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		LeaveNotice(w, r, "已发布")
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	})
	s.Handle("GET /undone", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		LeaveRefusal(w, r, "这份草稿已经送审")
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	})
	s.Handle("GET /panel", Anyone(), func(w http.ResponseWriter, r *http.Request) error {
		return Render(w, r, 200, with(Layout(Page{Title: "已收到"}), with(Panel("已收到"), text("编号 2017-000123"))))
	})
	return s
}

// Every component in a browser, wide and narrow, in both languages, with errors and large type. Screenshots are
// kept where SCREENSHOTS names a folder.
func TestSampleInBrowser(t *testing.T) {
	b := browser.Start(t)
	server := httptest.NewServer(sampleSite())
	defer server.Close()
	keep := os.Getenv("SCREENSHOTS")
	for _, c := range []struct {
		name, path string
		size       browser.Size
	}{
		{"sample-desktop", "/", browser.Desktop},
		{"sample-phone", "/", browser.Phone},
		{"wrong-desktop", "/wrong", browser.Desktop},
		{"wrong-phone", "/wrong", browser.Phone},
		{"notice-phone", "/done", browser.Phone},
		{"refusal-phone", "/undone", browser.Phone},
		{"panel", "/panel", browser.Desktop},
		{"missing", "/nowhere", browser.Desktop},
		{"english", "/language?to=en&back=/wrong", browser.Desktop},
		{"large-phone", "/large?to=1&back=/", browser.Phone},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := b.Open(t, server.URL+c.path, c.size)
			if wider := p.Overflow(t); wider > 0 {
				t.Errorf("the page is %d px wider than its window", wider)
			}
			if keep != "" {
				p.Screenshot(t, filepath.Join(keep, c.name+".png"))
			}
			p.Axe(t)
		})
	}
	t.Run("error summary takes the focus", func(t *testing.T) {
		p := b.Open(t, server.URL+"/wrong", browser.Desktop)
		p.Text(t, ".govuk-error-summary")
		if class := p.Eval(t, `document.activeElement.className`); !strings.Contains(class, "govuk-error-summary") {
			t.Errorf("focus is on %q", class)
		}
	})
	t.Run("the character count speaks the page's language", func(t *testing.T) {
		for to, want := range map[string]string{"zh": "还可输入 200 字", "en": "You have 200 characters remaining"} {
			p := b.Open(t, server.URL+"/language?to="+to+"&back=/", browser.Desktop)
			if got := p.Text(t, ".govuk-character-count__status"); got != want {
				t.Errorf("%s: %q, want %q", to, got, want)
			}
		}
	})
	if keep != "" {
		b.Open(t, server.URL+"/", browser.Desktop).Print(t, filepath.Join(keep, "print.pdf"))
	}
}
