package public

import (
	"context"

	"gongkai/law/calendar"
	"gongkai/web/page"
)

// searchExamples is what people type, by what they look for.
var searchExamples = []struct {
	what  string // a key of the catalogue
	words []string
}{
	{"几个字，空格隔开的都要有", []string{"低保", "公租房 九台区"}},
	{"文号，什么写法都可以", []string{"长府办发〔2017〕54号", "长府办发2017 54"}},
	{"只记得年份和号", []string{"[2017]54号"}},
	{"索引号", []string{"JYJ/2017-000001"}},
	{"带空格或者必须连在一起的，加引号", []string{"“5G 基站”"}},
}

// homeExamples is what stands under the box of the front page.
var homeExamples = []string{"低保", "公租房 九台区", "长府办发〔2017〕54号"}

// wordsHref is the address of a search for the words alone.
func wordsHref(words string) string {
	return question{words: words, from: calendar.NoDay, to: calendar.NoDay}.href()
}

// title is the window's title: the words first.
func (v searchPage) title(ctx context.Context) string {
	title := page.T(ctx, "查找信息")
	if v.q.words != "" {
		return v.q.words + " - " + title
	}
	return title
}

// robots keeps what was asked out of the indexes of others; the page that
// explains may be found.
func (v searchPage) robots() string {
	if v.q.empty() && v.form.OK() {
		return ""
	}
	return "noindex"
}

// said is how many were found.
func (v searchPage) said(ctx context.Context) string {
	n := page.Number(int64(v.total))
	switch {
	case v.nearest && v.total > 0:
		return page.Tf(ctx, "没有同时含有这些字词的信息，以下是最接近的 %s 条", n)
	case v.unborne.number != "":
		return v.unborne.said(ctx)
	case v.total == 0:
		return page.T(ctx, "没有找到符合条件的信息")
	case v.about:
		return page.Tf(ctx, "找到约 %s 条", n)
	}
	return page.Tf(ctx, "找到 %s 条", n)
}

// said is which page of an attachment.
func (f fileHit) said(ctx context.Context) string {
	if f.page > 0 {
		return page.Tf(ctx, "附件《%s》第 %d 页", f.name, f.page)
	}
	return page.Tf(ctx, "附件《%s》", f.name)
}
