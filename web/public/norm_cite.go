package public

import (
	"context"

	paper "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

// mostCited bounds what one page looks up.
const mostCited = 40

// roleNames is what a text names another document for.
var roleNames = map[paper.Role]string{paper.Basis: "依据", paper.Amends: "修改", paper.Repeals: "废止", paper.Mentions: "引用"}

// citations is the documents the text names, each once, with where they are.
func (w *Window) citations(ctx context.Context, v *normPage, t *page.Topics) ([]cited, error) {
	var list []cited
	seen := map[string]bool{}
	t.On("numbers")
	for _, c := range paper.Citations(richtext.Plain(v.body)) {
		if c.Title == "" && c.Number == "" || seen[c.Title+"|"+c.Key] || c.Title == v.p.Content.Title || len(list) == mostCited {
			continue
		}
		seen[c.Title+"|"+c.Key] = true
		line, ok, err := w.resolve(ctx, c.Title, c.Number, v.p.ID)
		if err != nil {
			return nil, err
		}
		found := cited{text: c.Text, role: roleNames[c.Role]}
		if ok {
			found.href = itemHref(line.Index)
			if line.Normative {
				found.href = normHref(line.Index)
			}
		}
		list = append(list, found)
	}
	return list, nil
}

// wordingName is a wording by the day from which it holds.
func wordingName(ctx context.Context, x wording) string {
	switch {
	case x.serial == 0:
		return page.T(ctx, "公布时的文本")
	case x.from == "":
		return page.T(ctx, "修改后的文本")
	}
	return page.Tf(ctx, "%s 起的文本", x.from)
}

// textHeading says which text is shown below: that of the day, or the last one
// of a norm that is no longer in force.
func (v normPage) textHeading(ctx context.Context) string {
	switch {
	case v.chosen:
		return page.Tf(ctx, "文本（%s）", wordingName(ctx, v.wordings[v.held]))
	case v.stands.Status.Ended():
		return page.T(ctx, "文本（不再有效）")
	case len(v.wordings) > 1:
		return page.Tf(ctx, "文本（%s 适用）", v.on)
	}
	return page.T(ctx, "文本")
}
