package desk

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/web/browser"
)

// A clerk pastes from Word into the page that looks like the published one:
// headings and tables stay, Word's own formatting and anything that could act
// goes, and what is saved is what the citizen reads. Without script the text
// area is there.
func TestEditorTakesWordAsItIs(t *testing.T) {
	b := browser.Start(t)
	w := newTown(t)
	p := b.Open(t, w.server.URL+"/desk/sign-in", browser.Desktop)
	p.Eval(t, `document.querySelector("#login").value = "clerk.jyj", document.querySelector("#password").value = "`+password+`", document.querySelector("main form").submit(), ""`)
	p.Run(t, chromedp.WaitVisible(chromedp.CSS("form[action='/desk/sign-out']")))
	p.Run(t, chromedp.Navigate(w.server.URL+"/desk/draft/new"), chromedp.WaitVisible(chromedp.CSS("[data-editor-page]")))
	if hidden := p.Eval(t, `getComputedStyle(document.querySelector("textarea[name=body]")).display`); hidden != "none" {
		t.Error("the text area stands beside the editor")
	}
	p.Eval(t, `(() => {
		const data = new DataTransfer()
		data.setData('text/html', '<html><head><style>p{color:red}</style></head><body><h1 style="mso-x:1">一、总体要求</h1>' +
			'<p class=MsoNormal style="margin:0"><span style="font-family:仿宋">各区<b>教育局</b>：<o:p></o:p></span></p>' +
			'<img src="file:///c:/x.png"><script>alert(1)<\/script><p onclick="alert(1)">第二段</p>' +
			'<table class=MsoTable><tr><td style="width:1pt"><p>区</p></td><td>校数</td></tr></table></body></html>')
		const page = document.querySelector('[data-editor-page]')
		page.focus()
		page.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
		return ''
	})()`)
	typed := p.Eval(t, `document.querySelector("textarea[name=body]").value`)
	for _, want := range []string{"<h2>一、总体要求</h2>", "<strong>教育局</strong>", "<p>第二段</p>", "<td>校数</td>"} {
		if !strings.Contains(typed, want) {
			t.Errorf("the paste lost %s:\n%s", want, typed)
		}
	}
	for _, gone := range []string{"Mso", "style", "script", "onclick", "file:", "span"} {
		if strings.Contains(typed, gone) {
			t.Errorf("the paste kept %q:\n%s", gone, typed)
		}
	}
	p.Eval(t, `(document.querySelector("#title").value = "粘贴来的通知", document.querySelector("button[value=draft]").click(), "")`)
	p.Run(t, chromedp.WaitVisible(chromedp.CSS(".app-document h2")))
	if shown := p.Text(t, ".app-document h2"); shown != "一、总体要求" {
		t.Errorf("the draft shows %q", shown)
	}
	p.Run(t, chromedp.Navigate(w.server.URL+"/desk/draft/new"))
	p.WithoutScript(t)
	p.Run(t, chromedp.WaitVisible(chromedp.CSS("textarea[name=body]")))
}
