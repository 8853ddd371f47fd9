package public

import (
	"context"

	"github.com/a-h/templ"

	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// rows is the metadata in the order in which Chinese portals print it.
func (v itemPage) rows(ctx context.Context) []page.Row {
	validity := v.content.Validity.Name()
	if validity != "" {
		validity = page.T(ctx, validity)
	} else {
		validity = page.T(ctx, "不适用")
	}
	index, published := v.p.Index, dateCell(v.published)
	if index == "" {
		index, published = page.T(ctx, "公开时编定"), templ.Raw(templ.EscapeString(page.T(ctx, "公开当日")))
	}
	rows := []page.Row{
		{Key: "索引号", Value: index},
		{Key: "分类", Content: categoryPath(v.categories)},
		{Key: "发布机构", Content: publisherCell(v)},
		{Key: "成文日期", Content: dateCell(v.issued)},
		{Key: "名称", Content: han(v.content.Title)},
		{Key: "文号", Content: numberCell(v.content.Number)},
		{Key: "发布日期", Content: published},
		{Key: "有效性", Value: validity},
		{Key: "主题词", Content: wordsCell(v.content.Keywords)},
	}
	if v.determined() {
		rows = append(rows, page.Row{Key: "公开属性", Value: page.T(ctx, publication.Proactive.Name())})
	}
	if v.content.Validity.Ceased() {
		key := "废止日期"
		if v.content.Validity == publication.Expired {
			key = "失效日期"
		}
		rows = append(rows, page.Row{Key: key, Content: dateCell(v.content.Ended().String())})
	}
	switch {
	case v.content.Category == publication.Rules:
		rows = append(rows, page.Row{Key: "种类", Value: page.T(ctx, "规章")})
	case v.content.Normative:
		rows = append(rows, page.Row{Key: "种类", Value: page.T(ctx, "规范性文件")})
	}
	if v.content.Document() && v.p.Index != "" {
		rows = append(rows, page.Row{Key: "效力沿革", Content: link(normHref(v.p.Index), words{zh: "看哪一天有效、由谁修改或者废止"})})
	}
	if v.issue != nil {
		rows = append(rows, page.Row{Key: "公报目录", Content: link(v.issue.href, v.issue.label)})
	}
	if len(v.printed) > 0 {
		rows = append(rows, page.Row{Key: "公报刊载", Content: printedCells(v.printed)})
	}
	if v.policy.typed != "" {
		rows = append(rows, page.Row{Key: "解读的政策", Content: policyCell(v.policy)})
	}
	if v.content.Stage != "" {
		rows = append(rows, page.Row{Key: "五公开阶段", Value: page.T(ctx, string(v.content.Stage))})
	}
	if v.content.Matter != "" {
		rows = append(rows, page.Row{Key: "所属事项", Content: link(matterHref(v.p.Agency, v.content.Matter), words{zh: v.content.Matter})})
	}
	return append(rows,
		page.Row{Key: "发布渠道", Content: channelCell(v.channels)},
		page.Row{Key: "公开期限", Content: clockCell(v.clock)},
		page.Row{Key: "点击数", Content: hitsCell(v.hits)},
	)
}

func (v itemPage) robots() string {
	if v.old != nil {
		return "noindex"
	}
	return ""
}

func (v itemPage) crumbs(ctx context.Context) []page.Link {
	crumbs := []page.Link{{Text: "首页", Href: "/"}}
	if v.column != "" {
		crumbs = append(crumbs, page.Link{Text: v.publisher.in(ctx), Href: v.column})
	}
	for _, k := range v.categories {
		crumbs = append(crumbs, page.Link{Text: k.label.in(ctx), Href: k.href})
	}
	return crumbs
}

// determined says that the attribute was determined here, by three people; of
// what was imported another office answers for that.
func (v itemPage) determined() bool { return v.p.Drafter != "" }

// note is what is printed at the end of the document: 此件公开发布.
func (v itemPage) note() string {
	if !v.determined() {
		return ""
	}
	return v.content.Note(publication.Proactive)
}
