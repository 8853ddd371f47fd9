package desk

import (
	"net/http"

	"github.com/a-h/templ"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/web/page"
)

// draftPreviewPage is a draft as the citizen will see it, drawn by the public
// window itself. What only publication gives (the index number, the day) says
// so.
type draftPreviewPage struct {
	Draft publication.Draft
	Item  publication.Publication // the draft as if it were published now
	Drawn templ.Component
	Edit  bool
}

func (d *Desk) draftPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftOf(r, o)
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
	item.Drafter = v.Author
	if v.Attribute != publication.Proactive && v.Attribute != "" {
		item.Drafter = "" // the public window prints 此件公开发布
	}
	p := draftPreviewPage{Draft: v, Item: item, Edit: offers(o, v, journal.DraftEdit)}
	if p.Drawn, err = d.Item(ctx, item, "/desk/draft/"+number(v.ID)+"/file/"); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.draftPreviewView(p))
}
