package public

import (
	"context"
	"strings"

	"gongkai/affairs/publication"
	paper "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// mostCited bounds what one page looks up.
const mostCited = 40

// roleNames is what a text names another document for.
var roleNames = map[paper.Role]string{paper.Basis: "依据", paper.Amends: "修改", paper.Repeals: "废止", paper.Mentions: "引用"}

// citations is the documents the text names, each once, with where they are: by
// the number if that names one document, else by exactly the title.
func (w *Window) citations(ctx context.Context, v *normPage, t *page.Topics) ([]cited, error) {
	t.On("numbers")
	var named []paper.Citation
	var keys, titles []string
	seen := map[string]bool{}
	for _, c := range paper.Citations(richtext.Plain(v.body)) {
		if c.Title == "" && c.Number == "" || seen[c.Title+"|"+c.Key] || c.Title == v.p.Content.Title || len(named) == mostCited {
			continue
		}
		seen[c.Title+"|"+c.Key] = true
		named = append(named, c)
		if c.Key != "" && !strings.HasSuffix(c.Key, "|") {
			keys = append(keys, c.Key)
		}
		if c.Title != "" {
			titles = append(titles, c.Title)
		}
	}
	found, err := w.store.Named(ctx, keys, titles)
	if err != nil {
		return nil, err
	}
	var list []cited
	for _, c := range named {
		line := cited{text: c.Text, role: roleNames[c.Role]}
		for _, l := range []store.Line{found.ByNumber[c.Key], found.ByTitle[c.Title]} {
			if ref := w.refOf(l); l.ID != 0 && l.ID != v.p.ID && ref != nil {
				line.href = ref.href
				break
			}
		}
		list = append(list, line)
	}
	return list, nil
}

// refOf is a public document that is named; nil if it is not to be seen yet.
func (w *Window) refOf(l store.Line) *normRef {
	if !w.visible(publication.Publication{PublishedAt: l.PublishedAt}, publication.Listed) {
		return nil
	}
	ref := &normRef{title: l.Title, number: l.Number, href: itemHref(l.Index)}
	if l.Normative || l.Category == publication.Rules {
		ref.href = normHref(l.Index)
	}
	return ref
}

// readRefs finds the documents behind the events of a norm, those that are
// published here by their index number.
func (w *Window) readRefs(ctx context.Context, v *normPage, t *page.Topics) error {
	var indexes []string
	v.refs = map[string]*normRef{}
	for _, e := range v.n.Events {
		if e.By == "" || v.refs[e.By] != nil {
			continue
		}
		v.refs[e.By] = &normRef{title: e.By}
		if index, err := publication.ParseIndex(e.By); err == nil && index == e.By {
			indexes = append(indexes, index)
		}
	}
	lines, err := w.store.LinesAt(ctx, indexes)
	for _, l := range lines {
		t.On(publication.Thing(l.ID))
		if ref := w.refOf(l); ref != nil {
			v.refs[l.Index] = ref
		}
	}
	return err
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
