package desk

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// draftSplitPage is a draft piece by piece, to take out what cannot be opened
// (区分处理).
type draftSplitPage struct {
	Form    *page.Form
	Draft   publication.Draft
	Blocks  []page.Choice
	Files   []page.Choice
	Grounds []page.Choice
}

// splitBlock is how much of a paragraph is shown, in characters.
const splitBlock = 300

func (d *Desk) draftSplitPage(v publication.Draft, form *page.Form) draftSplitPage {
	p := draftSplitPage{Form: form, Draft: v, Grounds: d.grounds()}
	for i, b := range richtext.Blocks(v.Content.Body) {
		words := []rune(richtext.Plain(b))
		if len(words) > splitBlock {
			words = append(words[:splitBlock], '…')
		}
		p.Blocks = append(p.Blocks, page.Choice{Value: strconv.Itoa(i), Text: string(words)})
	}
	for _, a := range v.Content.Attachments {
		p.Files = append(p.Files, page.Choice{Value: a.SHA256, Text: a.Name})
	}
	return p
}

func (d *Desk) draftSplitShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.draftMine(r, o)
	if err != nil {
		return err
	}
	if !v.State.Allows(journal.DraftSplit) {
		http.Redirect(w, r, "/desk/draft/"+number(v.ID), http.StatusSeeOther)
		return nil
	}
	form := &page.Form{}
	return page.Show(w, r, form, d.draftSplitView(d.draftSplitPage(v, form)))
}

func (d *Desk) draftSplit(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	v, err := d.draftMine(r, o)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	off := office.SplitOff{Files: form.Values["files"], Title: line(form, "part_title", publication.MaxTitle)}
	for _, s := range form.Values["blocks"] {
		if n, err := strconv.Atoi(s); err == nil {
			off.Blocks = append(off.Blocks, n)
		}
	}
	off.Attribute = publication.Attribute(form.Get("attribute"))
	off.Ground, off.Reason, off.ReexamineOn = form.Get("ground"), block(form, "reason", maxWords), dateOf(form, "reexamine")
	status := http.StatusUnprocessableEntity
	if form.OK() {
		_, part, err := d.Office.Split(ctx, o.Actor, v.ID, stampOf(form), off)
		switch {
		case err == nil:
			page.LeaveNotice(w, r, page.Tf(ctx, "已拆出“%s”，%s", part.Content.Title, page.T(ctx, splitNext(part))))
			http.Redirect(w, r, "/desk/draft/"+number(v.ID), http.StatusSeeOther)
			return nil
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			status = http.StatusConflict
		case !form.Refuse(ctx, err):
			return err
		}
	}
	if v, err = d.draftMine(r, o); err != nil {
		return err
	}
	return page.Render(w, r, status, d.draftSplitView(d.draftSplitPage(v, form)))
}

// splitNext says where the part that was taken out is now.
func splitNext(part publication.Draft) string {
	if part.State == publication.Reviewing {
		return "已送保密审查"
	}
	return "请补充完整后送审"
}

// splitNote is the entry of a split in words: the other draft by its number,
// and the ground by its name.
func splitNote(note string) string {
	list := strings.Fields(note)
	for i, word := range list {
		if id, ok := strings.CutPrefix(word, "draft/"); ok {
			list[i] = "草稿 " + id
		} else if i == len(list)-1 && i > 1 {
			list[i] = groundName(word)
		}
	}
	return strings.Join(list, " ")
}
