package chart

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

var pictures = flag.String("pictures", "", "a folder to write the charts of the tests into, to be looked at")

func numbers(list ...int64) []printed.Number {
	values := make([]printed.Number, len(list))
	for i, n := range list {
		values[i] = printed.Whole(n)
	}
	return values
}

func one(list ...int64) []annual.Series {
	return []annual.Series{{Name: "数量", Values: numbers(list...)}}
}

// months are the labels of a year.
func months() []string {
	var list []string
	for m := range 12 {
		list = append(list, strconv.Itoa(m+1)+"月")
	}
	return list
}

// agencies are as many as a city has, some with long names.
func agencies() (labels []string, values []int64) {
	for i := range 63 {
		name := fmt.Sprintf("长春市第%d局", i+1)
		switch i % 7 {
		case 2:
			name = fmt.Sprintf("长春市城市管理行政执法第%d支队", i+1)
		case 5:
			name = fmt.Sprintf("长春净月高新技术产业开发区管理委员会第%d办公室", i+1)
		}
		labels, values = append(labels, name), append(values, int64((i*7919+13)%997))
	}
	values[0] = 959223
	return labels, values
}

func samples() []annual.Chart {
	names, counts := agencies()
	fractions := []printed.Number{printed.Whole(59237) + 244_900, 500_000, 0, printed.Whole(12)}
	return []annual.Chart{
		{Number: 1, Title: "主动公开政府信息的渠道", Kind: annual.Bars, Unit: "条", Labels: []string{"政府网站", "政府公报", "政务微博、政务微信", "手机客户端、政务服务指南等其他方式"}, Series: one(959223, 1238, 39516, 130093), Alt: "政府网站公开的最多。"},
		{Number: 2, Title: "申请的渠道", Kind: annual.Bars, Unit: "件", Labels: []string{"网上申请", "当面申请", "信函申请", "传真等其他形式申请"}, Series: one(33142, 35567, 235, 208)},
		{Number: 3, Title: "行政复议的结果", Kind: annual.Shares, Unit: "件", Labels: []string{"维持具体行政行为", "被依法纠错", "驳回、终止、撤销等其他情形"}, Series: one(496, 572, 279)},
		{Number: 4, Title: "申请的答复", Kind: annual.Shares, Unit: "件", Labels: []string{"属于已主动公开范围", "同意公开答复", "同意部分公开答复", "不同意公开答复", "不属于本行政机关公开", "申请信息不存在", "告知作出更改补充", "告知通过其他途径办理"}, Series: one(312, 68303, 10, 61, 302, 128, 16, 20)},
		{Number: 5, Title: "各月收到的申请", Kind: annual.Courses, Unit: "件", Labels: months(), Series: one(5120, 4310, 6203, 6011, 5890, 5930, 6022, 5733, 5905, 5344, 6101, 6583)},
		{Number: 6, Title: "各月主动公开的信息", Kind: annual.Courses, Unit: "条", Labels: months(), Series: []annual.Series{
			{Name: "县（市、区）", Values: numbers(51200, 43100, 62030, 60110, 58900, 59300, 60220, 57330, 59050, 53440, 61010, 65830)},
			{Name: "市政府工作部门", Values: numbers(31200, 23100, 32030, 30110, 28900, 29300, 20220, 37330, 39050, 33440, 31010, 35830)},
			{Name: "开发区", Values: numbers(1200, 3100, 2030, 3110, 2900, 2300, 2220, 3330, 3050, 3440, 3010, 3830)},
			{Name: "市政府本级", Values: numbers(1400, 2100, 2630, 3310, 2100, 2700, 2020, 3230, 3450, 3140, 3210, 3630)},
		}},
		{Number: 7, Title: "各机关主动公开的信息", Kind: annual.Rows, Unit: "条", Labels: names, Series: one(counts...)},
		{Number: 8, Title: "新闻发布会和在线访谈", Kind: annual.Bars, Unit: "次", Labels: []string{"新闻发布会", "政府网站在线访谈"}, Series: []annual.Series{{Name: "总次数", Values: numbers(110, 99)}, {Name: "主要负责同志参加", Values: numbers(74, 55)}}},
		{Number: 9, Title: "经费", Kind: annual.Rows, Unit: "万元", Labels: []string{"县（市、区）", "开发区", "没有经费的", "一个名称很长而且写不下的机关的名称，它一直写到第二行甚至第三行才写完"}, Series: []annual.Series{{Values: fractions}}},
		{Number: 10, Title: "比上年增减", Kind: annual.Rows, Unit: "件", Labels: []string{"收到申请", "行政复议", "行政诉讼"}, Series: one(1200, -35, -4)},
		{Number: 11, Title: "比上年增减", Kind: annual.Bars, Unit: "件", Labels: []string{"收到申请", "行政复议", "行政诉讼"}, Series: one(1200, -350, -4)},
		{Number: 12, Title: "十二个月三类", Kind: annual.Bars, Unit: "件", Labels: months(), Series: []annual.Series{{Name: "甲", Values: numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)}, {Name: "乙", Values: numbers(3, 2, 1)}}},
		{Number: 13, Title: "没有申请", Kind: annual.Shares, Unit: "件", Labels: []string{"甲", "乙"}, Series: one(0, 0)},
		{Number: 14, Title: "没有申请", Kind: annual.Bars, Unit: "件", Labels: []string{"甲", "乙"}, Series: one(0, 0)},
		{Number: 15, Title: "一个点", Kind: annual.Courses, Unit: "件", Labels: []string{"2017年"}, Series: one(7)},
		{Number: 16, Title: "什么也没有", Kind: annual.Courses},
		{Number: 17, Title: "全部为一项", Kind: annual.Shares, Unit: "件", Labels: []string{"全部", "没有"}, Series: one(69152, 0)},
		{Number: 18, Title: "四年", Kind: annual.Courses, Unit: "件", Labels: []string{"2014年", "2015年", "2016年", "2017年"}, Series: []annual.Series{{Name: "行政复议", Values: numbers(820, 900, 1002, 1347)}, {Name: "行政诉讼", Values: numbers(102, 140, 133, 155)}}},
	}
}

// Each chart is drawn both ways, whole, and twice the same.
func TestDraw(t *testing.T) {
	for _, c := range samples() {
		t.Run(fmt.Sprint(c.Number, c.Kind), func(t *testing.T) {
			svg := SVG(c, "")
			file, err := PNG(c)
			if err != nil {
				t.Fatal(err)
			}
			again, err := PNG(c)
			if err != nil || !bytes.Equal(file, again) || svg != SVG(c, "") {
				t.Error("the same chart gives other bytes")
			}
			picture, err := png.Decode(bytes.NewReader(file))
			if err != nil || picture.Bounds().Dx() != 1440 {
				t.Fatalf("picture %v, %v", picture, err)
			}
			if *pictures != "" {
				write(t, fmt.Sprintf("%02d.png", c.Number), file)
				write(t, fmt.Sprintf("%02d.svg", c.Number), []byte(svg))
			}
			drawn := texts(t, svg)
			for _, l := range c.Labels {
				if c.Kind != annual.Courses && !strings.Contains(drawn, l) {
					t.Errorf("“%s” is not in the picture", l)
				}
			}
			for _, s := range c.Series {
				for _, v := range s.Values {
					if c.Kind != annual.Courses && !strings.Contains(drawn, v.String()) {
						t.Errorf("%s is not in the picture", v)
					}
				}
			}
		})
	}
}

// texts are the words drawn, one after the other, so that a label in two lines
// reads as it was. Nothing but shapes and words may stand in the picture.
func texts(t *testing.T, svg string) string {
	t.Helper()
	var drawn strings.Builder
	within := ""
	for x := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := x.Token()
		if err == io.EOF {
			return drawn.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			if within == "text" {
				drawn.Write(token)
			}
		case xml.StartElement:
			within = token.Name.Local
			if within == "script" || within == "style" {
				t.Errorf("<%s> in a picture", within)
			}
			for _, a := range token.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("%s of <%s>", a.Name.Local, within)
				}
			}
		case xml.EndElement:
			within = ""
		}
	}
}

// Zero and every value are on the axis, and the ends are ticks.
func TestScale(t *testing.T) {
	for _, c := range []struct {
		values []printed.Number
		want   string
	}{
		{numbers(33142, 35567, 235, 208), "0 10000 20000 30000 40000"},
		{numbers(959223), "0 200000 400000 600000 800000 1000000"},
		{numbers(496, 572, 279), "0 200 400 600"},
		{numbers(3), "0 1 2 3"},
		{numbers(0), "0 1"},
		{nil, "0 1"},
		{numbers(1200, -350), "-500 0 500 1000 1500"},
		{numbers(-3), "-3 -2 -1 0"},
		{[]printed.Number{500_000, 250_000}, "0 0.1 0.2 0.3 0.4 0.5"},
		{numbers(99_999_999_999), "0 20000000000 40000000000 60000000000 80000000000 100000000000"},
	} {
		var got []string
		s := scaleOf([]annual.Series{{Values: c.values}}, len(c.values), 5)
		for _, tick := range s.ticks() {
			got = append(got, tick.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v: %v, want %s", c.values, got, c.want)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        string
	}{{496, 1347, "36.8%"}, {68303, 69152, "98.8%"}, {10, 69152, "<0.1%"}, {69151, 69152, ">99.9%"}, {5, 5, "100.0%"}, {0, 5, "0.0%"}, {0, 0, "—"}} {
		if got := percent(printed.Whole(c.part), printed.Whole(c.whole)); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.part, c.whole, got, c.want)
		}
	}
}

func TestBroken(t *testing.T) {
	for _, c := range []struct {
		text string
		room float64
		want string
	}{
		{"网上申请", 64, "网上申请"},
		{"传真等其他形式申请", 80, "传真等其他|形式申请"},
		{"甲乙，丙丁", 32, "甲|乙，|丙丁"},
		{"2017年12月", 40, "2017|年12|月"},
		{"", 10, ""},
	} {
		if got := strings.Join(broken(c.text, 16, c.room), "|"); got != c.want {
			t.Errorf("%s in %v: %s, want %s", c.text, c.room, got, c.want)
		}
	}
}

// A chart that says nothing of itself is told by its numbers.
func TestAlt(t *testing.T) {
	c := annual.Chart{Number: 3, Title: "行政复议", Unit: "件", Labels: []string{"维持", "纠错"}, Series: one(496, 572)}
	if got, want := Alt(c), "行政复议；数量，维持 496件，纠错 572件"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	c.Alt = "被纠错的多于维持的。"
	svg := SVG(c, "a")
	for _, want := range []string{`role="img"`, `aria-labelledby="a-title a-desc"`, `<title id="a-title">图3　行政复议</title>`, `<desc id="a-desc">被纠错的多于维持的。</desc>`} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not in %.400s", want, svg)
		}
	}
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*pictures, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
