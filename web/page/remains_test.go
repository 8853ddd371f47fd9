package page

import "testing"

func TestWhatStaysChineseIsMarked(t *testing.T) {
	for before, want := range map[string]string{
		`<p>English only, “quoted” — it’s</p>`:                 `<p>English only, “quoted” — it’s</p>`,
		`<a href="/x">长春市2017年报告</a>`:                          `<a href="/x"><span lang="zh-CN">长春市2017年报告</span></a>`,
		`<p>市环保局 objects:</p>`:                                 `<p><span lang="zh-CN">市环保局</span> objects:</p>`,
		`<p>Clerk (市政府) and 王某</p>`:                            `<p>Clerk (<span lang="zh-CN">市政府</span>) and <span lang="zh-CN">王某</span></p>`,
		`<p>长府办发 2017 54 号</p>`:                                `<p><span lang="zh-CN">长府办发</span> 2017 54 <span lang="zh-CN">号</span></p>`,
		`<p>of “关于‘放管服’改革” of 2017</p>`:                        `<p>of “<span lang="zh-CN">关于‘放管服’改革</span>” of 2017</p>`,
		`<p lang="zh-CN">中文<b>字</b></p><p>字</p>`:               `<p lang="zh-CN">中文<b>字</b></p><p><span lang="zh-CN">字</span></p>`,
		`<div lang="zh-CN"><th lang="en">字</th></div>`:         `<div lang="zh-CN"><th lang="en"><span lang="zh-CN">字</span></th></div>`,
		`<title>公报 - Site</title>`:                             `<title lang="zh-CN">公报 - Site</title>`,
		`<title>Site</title>`:                                  `<title>Site</title>`,
		`<select><option value="1">市教育局</option></select>`:     `<select><option lang="zh-CN" value="1">市教育局</option></select>`,
		`<textarea name="b">正文 &lt;p&gt;</textarea>`:           `<textarea lang="zh-CN" name="b">正文 &lt;p&gt;</textarea>`,
		`<input name="q" value="低保"/><p>低保</p>`:                `<input lang="zh-CN" name="q" value="低保"/><p><span lang="zh-CN">低保</span></p>`,
		`<img src="a" alt="图"/>`:                               `<img lang="zh-CN" src="a" alt="图"/>`,
		`<svg><text x="1">公开</text><path d=""/></svg>`:         `<svg><text lang="zh-CN" x="1">公开</text><path d=""/></svg>`,
		`<script>var a = "中"</script><style>/*中*/</style>`:     `<script>var a = "中"</script><style>/*中*/</style>`,
		`<p>a &amp; 公开 &#34;信息&#34;<br>字</p><!-- 注 -->`:        `<p>a &amp; <span lang="zh-CN">公开</span> &#34;<span lang="zh-CN">信息</span>&#34;<br><span lang="zh-CN">字</span></p><!-- 注 -->`,
		`<!DOCTYPE html><html lang="en"><body>字</body></html>`: `<!DOCTYPE html><html lang="en"><body><span lang="zh-CN">字</span></body></html>`,
	} {
		if got := string(markRemains([]byte(before))); got != want {
			t.Errorf("%s became\n%s, want\n%s", before, got, want)
		}
		if got := string(markRemains([]byte(want))); got != want {
			t.Errorf("%s was marked again: %s", want, got)
		}
	}
}
