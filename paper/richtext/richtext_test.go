package richtext

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/text"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"kept as it is", `<h2>一</h2><p>二<strong>三<em>四</em></strong><br>五</p>`, `<h2>一</h2><p>二<strong>三<em>四</em></strong><br>五</p>`},
		{"bare text", "一", "<p>一</p>"},
		{"divisions", "<div>一<div>二</div>三</div>", "<p>一</p><p>二</p><p>三</p>"},
		{"headings", "<h1>一</h1><h3>二</h3><h6>三</h6>", "<h2>一</h2><h3>二</h3><h4>三</h4>"},
		{"block in heading", "<h2><p>一</p><p>二</p></h2>三", "<h2>一<br>二</h2><p>三</p>"},
		{"script", "一<script>alert('</p>')</script>二<style>p{}</style>", "<p>一二</p>"},
		{"handlers and styles", `<p onclick="x()" style="color:red" class="a">一</p>`, "<p>一</p>"},
		{"script address", `<p><a href="javascript:alert(1)">一</a><a href=" java&#10;script:x">二</a><a href="data:text/html,x">三</a></p>`, "<p>一二三</p>"},
		{"links", `<a href="https://a.cn/?x=1&y=二">一</a><a href="/item/1#a">二</a><a href="mailto:a@b.cn">三</a>`,
			`<p><a href="https://a.cn/?x=1&amp;y=二" rel="noopener">一</a><a href="/item/1#a" rel="noopener">二</a><a href="mailto:a@b.cn" rel="noopener">三</a></p>`},
		{"other link", `<a href="//evil.cn/">一</a><a href="ftp://a">二</a><a name="x">三</a><a href="https://u:p@a.cn">四</a>`, "<p>一二三四</p>"},
		{"image", `<p><img src="/file/ab/图.png" alt=""></p>`, ""},
		{"image of ours", `<img src="/file/ab12/1.png" alt=" 一 &quot;二&quot; " onerror="x()" width=3>`, `<p><img src="/file/ab12/1.png" alt="一 &#34;二&#34;"></p>`},
		{"decoration", `<p>一<img src="/file/1" alt="">二</p>`, `<p>一<img src="/file/1" alt="">二</p>`},
		{"misnested", "<p><b>一<i>二</b>三</i>四</p>", "<p><strong>一<em>二</em></strong><em>三</em>四</p>"},
		{"bold over paragraphs", "<b><p>一</p><p>二</p></b>三", "<p><strong>一</strong></p><p><strong>二</strong></p><p>三</p>"},
		{"blanks", "<p>\u3000\u3000一 &nbsp;&nbsp; a\n\n b\u3000 </p><p>&nbsp;</p><p></p>", "<p>一 a b</p>"},
		{"Word breaks lines between characters", "<p>各县\n(市)区人民\r\n政府 of\nChangchun</p>", "<p>各县 (市)区人民政府 of Changchun</p>"},
		{"two breaks", "<p>一<br><br>二<br>三<br></p>", "<p>一</p><p>二<br>三</p>"},
		{"list", "<ul><li>一<li><p>二</p><ul><li>三</ul><li></li></ul>", "<ul><li>一</li><li>二<ul><li>三</li></ul></li></ul>"},
		{"list in list", "<ol><ol><li>一</ol>二</ol>", "<ol><li><ol><li>一</li></ol>二</li></ol>"},
		{"paragraphs in an item", "<ul><li><p>一</p><p>二</p></li></ul>", "<ul><li><p>一</p><p>二</p></li></ul>"},
		{"item without list", "<li>一<li>二", "<p>一</p><p>二</p>"},
		{"table", `<table border=1><caption>表</caption><tr><th colspan="2" style="x">一</th><tr><td rowspan=1>二<td><p>三</p></table>`,
			`<p>表</p><table><tbody><tr><th colspan="2">一</th></tr><tr><td>二</td><td>三</td></tr></tbody></table>`},
		{"table head", `<table><thead><tr><th>一</thead><tbody><tr><td></td></tr></tbody></table>`,
			`<table><thead><tr><th>一</th></tr></thead><tbody><tr><td></td></tr></tbody></table>`},
		{"text in a table", "<table>一<tr>二<td>三</td></tr></table>", "<p>一二</p><table><tbody><tr><td>三</td></tr></tbody></table>"},
		{"heading in a table", "<table><h2>一</h2><tr><td>三</td></tr></table>", "<p>一</p><table><tbody><tr><td>三</td></tr></tbody></table>"},
		{"table in a cell", "<table><tr><td>一<table><tr><td>二</table>三</table>", "<table><tbody><tr><td>一<table><tbody><tr><td>二</td></tr></tbody></table>三</td></tr></tbody></table>"},
		{"cell without table", "<td>一</td><td>二</td>", "<p>一</p><p>二</p>"},
		{"empty table", "<table></table><ul></ul><blockquote> </blockquote>", ""},
		{"quotation", "<blockquote>一<p>二</blockquote>", "<blockquote><p>一</p><p>二</p></blockquote>"},
		{"escaped", "<p>a &lt;script&gt; &amp;amp; \"b\"</p>", "<p>a &lt;script&gt; &amp;amp; &#34;b&#34;</p>"},
		{"not escaped", "1 < 2 && 3 > 2", "<p>1 &lt; 2 &amp;&amp; 3 &gt; 2</p>"},
		{"hidden text", `<p>一<span style="DISPLAY: none">藏</span>二<span style='mso-hide:all'><span>藏</span></span></p>`, "<p>一二</p>"},
		{"drawing", `<svg><script>x</script><p>一</p></svg>二<math><mi>x</mi></math>`, "<p>二</p>"},
		{"rare", "<p>㐀𠮷𬌗\u9fa6\u9fef葛\U000e0100</p>", "<p>㐀𠮷𬌗\u9fa6\u9fef葛\U000e0100</p>"},
		{"cut off", `<p>一<a href="/x`, "<p>一</p>"},
		{"raised", "<p>x<sup>2</sup>H<sub>2</sub>O<u>划</u></p>", "<p>x<sup>2</sup>H<sub>2</sub>O<u>划</u></p>"},
		{"Word", `<!--StartFragment--><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->` +
			"<style>\n<!--\n p.MsoNormal {mso-style-parent:\"\";}\n-->\n</style>" +
			"<p class=MsoNormal align=center style='text-align:center'><b><span\nlang=EN-US style='font-size:22.0pt'><font face=\"宋体\"><font color=red>长春市</font></font>人民\n政府<o:p></o:p></span></b></p>" +
			"<p class=MsoNormal style='text-indent:32.0pt'><span style='mso-spacerun:yes'>&nbsp;&nbsp;&nbsp;&nbsp;</span>各县<span lang=EN-US>(</span>市<span lang=EN-US>)</span>区<span></span>:</p>" +
			"<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>" +
			"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US>1.<span style='font:7.0pt'>&nbsp;&nbsp; </span></span><![endif]>第一条</p><!--EndFragment-->",
			"<p><strong>长春市人民政府</strong></p><p>各县(市)区:</p><p>1. 第一条</p>"},
	} {
		got, err := Clean(c.in)
		if c.name == "image" {
			if !errors.Is(err, ErrImage) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		// Addresses are percent-encoded.
		if want := strings.ReplaceAll(c.want, "y=二", "y=%E4%BA%8C"); err != nil || got != want && got != c.want {
			t.Errorf("%s:\n got %s\nwant %s\n%v", c.name, got, c.want, err)
		}
		if again, err := Clean(got); err != nil || again != got {
			t.Errorf("%s: cleaned again:\n%s\n%s\n%v", c.name, got, again, err)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	for _, c := range []struct {
		name, in string
		err      error
	}{
		{"pasted image", `<img src="data:image/png;base64,AAAA" alt="">`, ErrImage},
		{"Word's image", `<img src="file:///C:/a.png" alt="">`, ErrImage},
		{"image from elsewhere", `<img src="https://a.cn/1.png" alt="">`, ErrImage},
		{"way out", `<img src="/file/../admin" alt="">`, ErrImage},
		{"no alternative", `<img src="/file/1.png">`, ErrAlt},
		{"struck out", `一<del>二</del>`, ErrStruck},
		{"NUL", "<p>一\x00</p>", text.ErrNUL},
		{"not UTF-8", "<p>一\xff</p>", text.ErrInvalid},
		{"turned", "<p>一\u202e</p>", text.ErrBidi},
		{"turned, in disguise", "<p>一&#x202e;</p>", text.ErrBidi},
		{"no width", "<p>一&#8203;二</p>", text.ErrInvisible},
		{"no width in a quick body", "<p>一\u200b二</p>", text.ErrInvisible},
		{"too long", strings.Repeat("长", MostCharacters+1), ErrLong},
		{"nested", strings.Repeat("<ul><li>", 200) + "一", ErrNesting},
	} {
		if got, err := Clean(c.in); !errors.Is(err, c.err) || got != "" {
			t.Errorf("%s: %.100q, %v", c.name, got, err)
		}
	}
}

// Two million characters of whatever is dear to read take seconds at most.
func TestCleanIsBounded(t *testing.T) {
	const n = 1_900_000
	for _, piece := range []string{"<b>", "<p>", "<b x=1><p>", "<a href=/>", "<table>", "<table><tr><td>", "<ul>", "</p>", "<br>", "&amp;", " ", "\u3000", "<!--", "<h1>", "<td>", "<font><p>", "<svg>", "<blockquote>", "x<br><br>", "一\n", "<i>x</i> "} {
		began := time.Now()
		body := strings.Repeat(piece, n/len([]rune(piece)))
		if _, err := Clean(body); err != nil && !errors.Is(err, ErrNesting) && !errors.Is(err, ErrLong) {
			t.Errorf("%q: %v", piece, err)
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("%q: %v", piece, took)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"<p>一</p><p>二</p>", "一\n二"},
		{`<h2>一 &amp; 二</h2><p>三<br><strong>四</strong>五<img src="/file/1" alt="图"></p>`, "一 & 二\n三\n四五图"},
		{"<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td></td><td>丁</td></tr></tbody></table><p>后</p>", "甲\t乙\n\t丁\n后"},
		{"<ul><li>一<ul><li>二</li></ul></li><li>三</li></ul>", "一\n二\n三"},
		{"<script>x</script>一", "一"},
	} {
		if got := Plain(c.in); got != c.want {
			t.Errorf("%s: %q", c.in, got)
		}
	}
}

func TestFromPlain(t *testing.T) {
	for _, c := range []struct {
		in, want string
		err      error
	}{
		{"", "", nil},
		{"\u3000\u3000一<b>\r\n\r\n  二 & \"三\"  四\n", "<p>一&lt;b&gt;</p><p>二 &amp; &#34;三&#34; 四</p>", nil},
		{"一\x00", "", text.ErrNUL},
		{"一\u200b二", "", text.ErrInvisible},
	} {
		if got, err := FromPlain(c.in); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: %q %v", c.in, got, err)
		}
	}
}

// slowly is Clean without its short cut.
func slowly(s string) (string, error) {
	root, err := read(s)
	if err != nil {
		return "", err
	}
	var w writer
	w.blocks(root.kids, true)
	return safe.Sanitize(w.String()), nil
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"<p>一</p>", "<p>一  二</p>", "<p>\u3000一\u2003</p>", "<b><p>一<table><tr><td>二</b><li>三<ol>四",
		`<a href="/x?a=1&b=%zz">一</a><img src="/file/a%20b.png" alt="&#10;x">`, "<ul>一<h1>二<blockquote>三</ul>四<td>五", "<h2>一<br><br>二<p>三</h2>",
		"<p>a\n一 \u3000 二&nbsp;\n三</p>", `<a href="http://a/;%2f?:@">x<br>y</a>`, "<tr><td><thead><th colspan=02>", "<xmp><p>", "<li><ul></p>x<b> </b>y",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Clean(s)
		if err != nil {
			return
		}
		again, err := slowly(once)
		if err != nil || again != once {
			t.Fatalf("%q\n%s\n%s\n%v", s, once, again, err)
		}
		var w writer
		if root, err := read(s); err == nil {
			w.blocks(root.kids, true)
			if !isClean(s) && w.String() != once {
				t.Fatalf("the gate changed %s\nto %s", w.String(), once)
			}
		}
		if low := strings.ToLower(once); strings.Contains(low, "<script") || strings.Contains(low, `="javascript:`) {
			t.Fatal(once)
		}
		Plain(s)
		for _, c := range Diff(once, "<p>一</p><p>x y</p>") {
			if len(c.Pieces) == 0 {
				t.Fatal("a change of nothing")
			}
		}
	})
}

// picture shows changes as [-deleted-]{+inserted+}, one paragraph a line.
func picture(changes []Change) string {
	var b strings.Builder
	for i, c := range changes {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString([]string{"=", "+", "-", "~"}[c.Kind])
		for _, p := range c.Pieces {
			fmt.Fprintf(&b, []string{"%s", "{+%s+}", "[-%s-]"}[p.Kind], p.Text)
		}
	}
	return b.String()
}

func body(paragraphs ...string) string {
	return "<p>" + strings.Join(paragraphs, "</p><p>") + "</p>"
}

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"same", body("一", "二"), body("一", "二"), "=一\n=二"},
		{"nothing", "", "", ""},
		{"first version", "", body("一"), "+{+一+}"},
		{"emptied", body("一"), "", "-[-一-]"},
		{"a word", body("甲", "自2017年6月30日起施行。", "乙"), body("甲", "自2018年6月30日起施行。", "乙"), "=甲\n~自201[-7-]{+8+}年6月30日起施行。\n=乙"},
		{"inserted", body("甲", "乙"), body("甲", "丙", "乙"), "=甲\n+{+丙+}\n=乙"},
		{"moved", body("甲", "乙", "丙"), body("丙", "甲", "乙"), "+{+丙+}\n=甲\n=乙\n-[-丙-]"},
		{"repeated paragraphs", body("一", "同", "二", "同", "三"), body("一", "同", "同", "三"), "=一\n=同\n-[-二-]\n=同\n=三"},
		{"another paragraph", body("完全不同的内容"), body("这里换成别样文字"), "-[-完全不同的内容-]\n+{+这里换成别样文字+}"},
		{"formatting is no change", "<p>一<strong>二</strong></p>", "<p>一二</p>", "=一二"},
		{"rare", body("姓𠮷某某"), body("姓𬌗某某"), "~姓[-𠮷-]{+𬌗+}某某"},
	} {
		if got := picture(Diff(c.old, c.new)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// Both versions can be read back from the difference, and it is the same each
// time; large different bodies take a bounded time.
func TestDiffIsWhole(t *testing.T) {
	var a, b []string
	for i := range 4000 {
		a = append(a, strings.Repeat(fmt.Sprint("甲", i%7, i), 1+i%90))
		b = append(b, strings.Repeat(fmt.Sprint("乙", i%5, i*3), 1+i%80))
		if i%10 == 0 {
			b = append(b, a[i])
		}
	}
	began := time.Now()
	changes := Diff(body(a...), body(b...))
	if took := time.Since(began); took > 10*time.Second {
		t.Error(took)
	}
	var old, new []string
	for _, c := range changes {
		var o, n string
		for _, p := range c.Pieces {
			if p.Kind != Inserted {
				o += p.Text
			}
			if p.Kind != Deleted {
				n += p.Text
			}
		}
		if c.Kind != Inserted {
			old = append(old, o)
		}
		if c.Kind != Deleted {
			new = append(new, n)
		}
	}
	if !reflect.DeepEqual(old, a) || !reflect.DeepEqual(new, b) {
		t.Error("the versions cannot be read back")
	}
	if !reflect.DeepEqual(changes, Diff(body(a...), body(b...))) {
		t.Error("the second difference is another")
	}
}

func BenchmarkCleanQuick(b *testing.B) {
	s := body(strings.Repeat("各县(市)区人民政府,市政府各委办局:", 4), strings.Repeat("现将管理办法印发给你们。", 6), strings.Repeat("请认真贯彻执行。", 7))
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if out, err := Clean(s); err != nil || out != s {
			b.Fatal(err)
		}
	}
}
