package public

import (
	"net/http"
	"strconv"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

// versionsPage lists the versions of an item, newest first, with what each
// changed.
type versionsPage struct {
	index    string
	title    string // of the present version
	versions []versionLine
}

// versionLine is one version and what it changed from the one before it.
type versionLine struct {
	number int
	on     string // since when, 2017-06-30
	change string // in the clerk's words; "" for the first
	href   string
	first  bool
	fields []fieldChange
	body   []richtext.Change // only changed paragraphs; empty if the text is the same
}

// fieldChange is a fact that changed. Texts are content, "" for none.
type fieldChange struct{ key, before, after string }

func (w *Window) listVersions(r *http.Request, t *page.Topics) (page.Drawn, error) {
	ctx := r.Context()
	p, err := w.itemAt(ctx, r)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(p.Thing())
	if !w.visible(p, publication.Full) {
		return w.drawTombstone(ctx, p)
	}
	c, err := w.readCity(ctx)
	if err != nil {
		return page.Drawn{}, err
	}
	versions, err := w.versions(ctx, p)
	if err != nil {
		return page.Drawn{}, err
	}
	carried := make([]office.Carried, len(versions))
	for i, x := range versions {
		carried[i] = office.Carried{Agency: p.Agency, Files: x.Content.Attachments}
	}
	served, err := w.office.ServedNow(ctx, carried)
	if err != nil {
		return page.Drawn{}, err
	}
	t.On(screened)
	for i := range versions {
		versions[i].Content.Attachments, _ = asServed(versions[i].Content.Attachments, served[i])
	}
	v := versionsPage{index: p.Index, title: p.Content.Title}
	for i, x := range versions {
		line := versionLine{
			number: x.Number, on: calendar.On(x.At).String(), change: x.Change,
			href: itemHref(p.Index), first: i == len(versions)-1,
		}
		if i > 0 {
			line.href += "?version=" + strconv.Itoa(x.Number)
		}
		if !line.first {
			before := versions[i+1].Content
			line.fields = fieldChanges(c, before, x.Content)
			for _, d := range richtext.Diff(before.Body, x.Content.Body) {
				if d.Kind != richtext.Kept {
					line.body = append(line.body, d)
				}
			}
		}
		v.versions = append(v.versions, line)
	}
	return draw(ctx, versionsView(v))
}

// fieldChanges compares the metadata and the files of two contents.
func fieldChanges(c *city, before, after publication.Content) []fieldChange {
	category := func(code string) string {
		if k, ok := c.byCategory[code]; ok {
			return k.Name
		}
		return code
	}
	channels := func(set publication.Channel) string {
		var names []string
		for _, ch := range set.Told() {
			names = append(names, ch.Name)
		}
		return strings.Join(names, "、")
	}
	files := func(list []publication.Attachment) string {
		var names []string
		for _, a := range list {
			names = append(names, a.Name+"（"+fileSize(a.Size)+"）")
		}
		return strings.Join(names, "、")
	}
	var list []fieldChange
	for _, f := range []fieldChange{
		{"名称", before.Title, after.Title},
		{"文号", before.Number, after.Number},
		{"分类", category(before.Category), category(after.Category)},
		{"成文日期", before.IssuedOn.String(), after.IssuedOn.String()},
		{"有效性", before.Validity.Name(), after.Validity.Name()},
		{"废止或者失效日期", before.Ended().String(), after.Ended().String()},
		{"解读的政策", before.Interprets, after.Interprets},
		{"主题词", before.Keywords, after.Keywords},
		{"五公开阶段", string(before.Stage), string(after.Stage)},
		{"所属事项", before.Matter, after.Matter},
		{"发布渠道", channels(before.Channels), channels(after.Channels)},
		{"附件", files(before.Attachments), files(after.Attachments)},
	} {
		if f.before != f.after {
			list = append(list, f)
		}
	}
	return list
}
