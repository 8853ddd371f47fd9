package desk

import (
	"context"
	"net/http"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// draftPreviewPage is a draft as the citizen will see it: the metadata in the
// order in which portals print it, the body, the files. What only publication
// gives (the index number, the day) says so.
type draftPreviewPage struct {
	Draft    publication.Draft
	Item     publication.Publication // the draft as if it were published now
	Agency   agency.Agency
	Category string
	Edit     bool
}

func (d *Desk) draftPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
	if err != nil {
		return err
	}
	a, err := d.Office.Store.Agency(ctx, v.Agency)
	if err != nil {
		return err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return err
	}
	item := publication.Publication{Agency: v.Agency, PublishedAt: d.Office.Now(), Version: 1}
	if v.Publication != 0 {
		if item, err = d.Office.Store.Publication(ctx, v.Publication); err != nil {
			return err
		}
		item.Version++
	}
	item.Content, item.Change, item.VersionAt = v.Content, v.Change, d.Office.Now()
	p := draftPreviewPage{Draft: v, Item: item, Agency: a, Category: categoryName(tree, v.Content.Category), Edit: offers(o, v, "draft.edit")}
	return page.Render(w, r, http.StatusOK, d.draftPreviewView(p))
}

func (p draftPreviewPage) rows(ctx context.Context) []page.Row {
	c := p.Item.Content
	index, validity := p.Item.Index, c.Validity.Name()
	if index == "" {
		index = page.T(ctx, "公开时编定")
	}
	if validity == "" {
		validity = "不适用"
	}
	rows := []page.Row{
		{Key: "索引号", Value: index},
		{Key: "分类", Value: p.Category},
		{Key: "发布机构", Value: p.Agency.Name},
		{Key: "成文日期", Value: day(ctx, c.IssuedOn)},
		{Key: "名称", Value: c.Title},
		{Key: "文号", Value: c.Number},
		{Key: "发布日期", Value: page.T(ctx, "公开当日")},
		{Key: "有效性", Value: page.T(ctx, validity)},
		{Key: "主题词", Value: c.Keywords},
	}
	if p.Item.Index != "" {
		rows[6].Value = day(ctx, p.Item.PublishedOn())
	}
	if c.Normative {
		rows = append(rows, page.Row{Key: "种类", Value: page.T(ctx, "规范性文件")})
	}
	if c.Stage != "" {
		rows = append(rows, page.Row{Key: "五公开阶段", Value: page.T(ctx, string(c.Stage))})
	}
	return append(rows, page.Row{Key: "发布渠道", Value: channelNames(c.Channels)})
}
