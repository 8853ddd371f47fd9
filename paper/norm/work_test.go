package norm

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/law/calendar"
)

const schema = "../../../shared/data/schemas/akomantoso30.xsd"

func sample() Work {
	const before = `某市停车管理办法
（2010年3月1日某市人民政府令第5号公布）
第一章 总则
第一条 为了规范停车，根据《中华人民共和国道路交通安全法》，制定本办法。
第二条 停车场：
（一）公共的；
1．路内；
2．路外。
说明。
（二）专用的。
第三条 违反本办法第二条的，处二百元罚款。
第二章 附则
第四条 《某市停车暂行办法》（某府发〔1998〕3号）同时废止。
附件：1.目录
某市人民政府
2010年3月1日
附件1
目录
一、甲 <&>`
	return Work{
		On: calendar.NoDay, Address: "https://gk.example.gov.cn/norms/sf/2010-5", Title: "某市停车管理办法", Number: "某府令〔2010〕5号", Registered: "2010-0005",
		Issuer: "某市人民政府", IssuerAddress: "https://gk.example.gov.cn/agency/sf", Subtype: "规章", Status: "废止",
		IssuedOn: calendar.MustDay("2010-03-01"), EffectiveOn: calendar.MustDay("2010-04-01"), PublishedOn: calendar.MustDay("2010-03-05"), EndedOn: calendar.MustDay("2020-01-01"),
		Wordings: []Wording{
			{From: calendar.MustDay("2010-04-01"), Text: before},
			{From: calendar.MustDay("2015-02-01"), Text: strings.Replace(before, "二百元", "五百元", 1), By: "某市修改决定", ByAddress: "https://gk.example.gov.cn/item/1", Consolidated: true},
			{From: calendar.MustDay("2017-02-01"), Text: strings.Replace(strings.Replace(before, "二百元", "五百元", 1), "规范停车", "管好停车", 1)},
		},
		WrittenOn: calendar.MustDay("2021-01-01"),
		Resolve: func(c Citation) string {
			if c.Key == "1998|3|某府发" || strings.HasSuffix(c.Title, "道路交通安全法") {
				return "https://gk.example.gov.cn/norms/x y/" + fmt.Sprint(len(c.Title))
			}
			return ""
		},
	}
}

// valid has xmllint judge files against the schema.
func valid(t *testing.T, files map[string][]byte) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (apt-get install libxml2-utils)")
	}
	if _, err := os.Stat(schema); err != nil {
		t.Skip("the schema is not here: ../shared/data/schemas/akomantoso30.xsd")
	}
	dir := t.TempDir()
	args := []string{"--nonet", "--noout", "--schema", schema}
	for name, b := range files {
		path := filepath.Join(dir, name+".xml")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	// What has no identity must fail, or the judge does not judge.
	none := filepath.Join(dir, "none.txt")
	if err := os.WriteFile(none, []byte(`<akomaNtoso xmlns="`+aknNamespace+`"><act name="act"/></akomaNtoso>`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command(lint, "--nonet", "--noout", "--schema", schema, none).Run(); err == nil {
		t.Fatal("xmllint accepts an empty act")
	}
	out, err := exec.Command(lint, args...).CombinedOutput()
	if err != nil {
		lines := slices.DeleteFunc(strings.Split(string(out), "\n"), func(l string) bool { return strings.HasSuffix(l, " validates") })
		t.Errorf("xmllint: %v\n%.3000s", err, strings.Join(lines, "\n"))
	}
}

func written(t *testing.T, w Work) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := AKN(&b, w); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAKN(t *testing.T) {
	w := sample()
	now := string(written(t, w))
	w.On = calendar.MustDay("2014-12-31")
	then := string(written(t, w))
	for _, c := range []struct {
		name, file, want string
		not              bool
	}{
		{"the last wording", now, "处五百元罚款", false},
		{"the wording of a day", then, "处二百元罚款", false},
		{"its own address", then, `<FRBRuri value="https://gk.example.gov.cn/norms/sf/2010-5?on=2010-04-01"/>`, false},
		{"the first is the original", then, `contains="originalVersion"`, false},
		{"a later one is not", now, `contains="singleVersion"`, false},
		{"issue", now, `<eventRef eId="event_1" date="2010-03-01" source="#work" type="generation"`, false},
		{"amendment by a document", now, `<eventRef eId="event_2" date="2015-02-01" source="#by_2" type="amendment"`, false},
		{"end", now, `<eventRef eId="event_4" date="2020-01-01" source="#work" type="repeal"`, false},
		{"an article never changed", now, `<timeInterval start="#event_1" end="#event_4" refersTo="#in_force"/>`, false},
		{"an article changed in 2015", now, `<timeInterval start="#event_2" end="#event_4" refersTo="#in_force"/>`, false},
		{"an article changed in 2017", now, `<timeInterval start="#event_3" end="#event_4" refersTo="#in_force"/>`, false},
		{"the article's period", now, `<article eId="art_3" period="#tmpg_2">`, false},
		{"an article changed later", then, `<timeInterval start="#event_1" end="#event_2" refersTo="#in_force"/>`, false},
		{"a basis", now, `name="basis" href="https://gk.example.gov.cn/norms/x%20y/`, false},
		{"a repealed document", now, `<activeRef `, false},
		{"an article of the text itself", now, `本办法<ref href="#art_2">第二条</ref>的`, false},
		{"an item with what belongs to it", now, `<item eId="art_2__para_1__item_1__item_2"><num>2．</num><p>路外。</p></item></blockList><p>说明。</p></item>`, false},
		{"the signature", now, `<conclusions>`, false},
		{"an annex", now, `<attachment eId="att_1"><heading>附件1 目录</heading>`, false},
		{"escaped", now, `甲 &lt;&amp;&gt;`, false},
		{"nothing raw", now, `<&>`, true},
	} {
		if strings.Contains(c.file, c.want) == c.not {
			t.Errorf("%s: %s", c.name, c.want)
		}
	}
	if err := AKN(io.Discard, Work{}); !errors.Is(err, ErrNoWording) {
		t.Error(err)
	}
	if err := AKN(broken{}, w); err == nil {
		t.Error("a broken pipe is no error")
	}
	files := map[string][]byte{"now": []byte(now), "then": []byte(then)}
	for i, text := range []string{"", "一句话。", "题目\n各区：\n通知如下。", "第一章 空\n第二章 总则\n（一）没有条的项\n1．目\n更多", "第一条\n第二条", "第一条 一\n第一条 二\n附件\n附件2\n甲", "一、甲\n（一）乙\n丙\n（1）丁", "\x00\x01控制符\ufffe\n第一条 \x0b一", "第一条 一。\n附件：甲表\n第一条 二。\n（一）三"} {
		edge := NewWork("https://gk.example.gov.cn/norms/a/1")
		edge.Wordings = []Wording{{From: calendar.NoDay, Text: text}}
		files[fmt.Sprint("edge", i)] = written(t, edge)
	}
	valid(t, files)
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// All real texts are valid; where there are several dates, they are wordings
// of one.
func TestAKNOfRealTexts(t *testing.T) {
	texts := realTexts(t)
	byTitle := map[string][]string{}
	for name := range texts {
		title, _, _ := strings.Cut(name, "(")
		byTitle[title] = append(byTitle[title], name)
	}
	files := map[string][]byte{}
	n, several := 0, 0
	for title, names := range byTitle {
		slices.Sort(names)
		w := NewWork("https://gk.example.gov.cn/norms/law/1")
		w.Title, w.WrittenOn = title, calendar.MustDay("2026-01-01")
		w.Resolve = func(c Citation) string { return "https://gk.example.gov.cn/search?q=" + c.Title + c.Key }
		for _, name := range names {
			_, day, _ := strings.Cut(strings.TrimSuffix(name, ").md"), "(")
			from, err := calendar.ParseDay(day)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			w.Wordings = append(w.Wordings, Wording{From: from, Text: texts[name]})
		}
		if testing.Short() && n > 50 && len(names) < 2 {
			continue
		}
		n++
		// Each of its wordings is a file, the last as it is written by itself.
		for k := range w.Wordings {
			w.Chosen = k + 1
			files[fmt.Sprint(n, "-", k+1)] = written(t, w)
		}
		w.Chosen = 0
		files[fmt.Sprint(n)] = written(t, w)
		if !bytes.Equal(files[fmt.Sprint(n)], files[fmt.Sprint(n, "-", len(w.Wordings))]) {
			t.Errorf("%s: the last wording chosen is not the one written when none is", title)
		}
		if len(w.Wordings) > 1 {
			several++
		}
		var words strings.Builder
		for d := xml.NewDecoder(bytes.NewReader(files[fmt.Sprint(n)])); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", title, err)
			}
			if s, ok := token.(xml.CharData); ok {
				words.Write(s)
			}
		}
		// Nothing of the text is lost on the way; contents are not written.
		doc := Parse(w.Wordings[len(w.Wordings)-1].Text)
		doc.Contents = nil
		if got, want := len(unblank(words.String())), len(unblank(doc.Plain())); got != want {
			t.Errorf("%s: %d bytes of text, want %d", title, got, want)
		}
	}
	if several < 20 {
		t.Errorf("%d norms of several wordings", several)
	}
	valid(t, files)
}
