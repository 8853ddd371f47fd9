package desk

import (
	"context"
	"errors"
	"net/http"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// publicationShowPage is one publication as its agency works on it.
type publicationShowPage struct {
	Form     *page.Form
	Item     publication.Publication
	Agency   agency.Agency
	Category string
	// Text says that the official sees the publication: title, text, files,
	// versions. Without it the page says what the tombstone does, and the
	// fields below are empty.
	Text     bool
	Versions []publication.Version // newest first, the present one among them
	Records  []publication.ChannelRecord
	Revision int64 // the draft that revises it, which the official sees; 0 for none
	History  []deedLine
	Read     fileReads // of the attachments; nil once withdrawn
	// What may be done now.
	Revise, Withdraw, Record bool
}

// publicationOf is the publication of the address, if the official works on
// it. Errors: page.ErrNotFound, also for what is not theirs.
func (d *Desk) publicationOf(r *http.Request, o *Official) (publication.Publication, error) {
	index, err := publication.ParseIndex(r.PathValue("code") + "/" + r.PathValue("serial"))
	if err != nil {
		return publication.Publication{}, page.ErrNotFound
	}
	p, err := d.Office.Store.PublicationAt(r.Context(), index)
	if errors.Is(err, store.ErrNotFound) || err == nil && !seesPublished(o, p.Agency) {
		return p, page.ErrNotFound
	}
	return p, err
}

func (d *Desk) publicationShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	item, err := d.publicationOf(r, o)
	if err != nil {
		return err
	}
	p, err := d.publicationShowPage(r.Context(), o, item, &page.Form{})
	if err != nil {
		return err
	}
	return page.Show(w, r, p.Form, d.publicationView(p))
}

func (d *Desk) publicationShowPage(ctx context.Context, o *Official, item publication.Publication, form *page.Form) (publicationShowPage, error) {
	p := publicationShowPage{Form: form, Item: item, Text: publication.Visible(o.Actor, item, publication.Full, d.Office.Now())}
	var err error
	if p.Agency, err = d.Office.Store.Agency(ctx, item.Agency); err != nil {
		return p, err
	}
	if !p.Text {
		return p, nil
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return p, err
	}
	p.Category = categoryName(ctx, tree, item.Content.Category)
	before, err := d.Office.Store.Versions(ctx, item.ID)
	if err != nil {
		return p, err
	}
	now := publication.Version{Number: item.Version, At: item.VersionAt, Change: item.Change, Content: item.Content}
	p.Versions = append([]publication.Version{now}, before...)
	if p.Records, err = d.Office.Store.ChannelRecords(ctx, item.ID); err != nil {
		return p, err
	}
	revision, err := d.Office.Store.RevisionOf(ctx, item.ID)
	switch {
	case err == nil && publication.VisibleDraft(o.Actor, revision):
		p.Revision = revision.ID
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return p, err
	}
	public := item.WithdrawnAt.IsZero()
	if public {
		if p.Read, err = d.readsOf(ctx, item.Content.Attachments); err != nil {
			return p, err
		}
	}
	p.Revise = public && p.Revision == 0 && o.MayIn(journal.DraftStart, item.Agency)
	p.Withdraw = public && o.MayIn(journal.Withdraw, item.Agency)
	p.Record = public && o.MayIn(journal.RecordChannel, item.Agency)
	p.History, err = d.history(ctx, item.Thing())
	return p, err
}

func (d *Desk) publicationFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	item, err := d.publicationOf(r, o)
	if err != nil {
		return err
	}
	if !publication.Visible(o.Actor, item, publication.Full, d.Office.Now()) {
		return page.ErrNotFound
	}
	return d.serveFile(w, r, item.Content.Attachments)
}

func (d *Desk) publicationRevise(w http.ResponseWriter, r *http.Request, o *Official) error {
	item, err := d.publicationOf(r, o)
	if err != nil {
		return err
	}
	if !o.MayIn(journal.DraftStart, item.Agency) {
		return account.ErrForbidden
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	v, err := d.Office.StartRevision(r.Context(), o.Actor, item.ID)
	if err != nil {
		return d.publicationAgain(w, r, o, item, form, err)
	}
	http.Redirect(w, r, "/desk/draft/"+number(v.ID)+"/edit", http.StatusSeeOther)
	return nil
}

func (d *Desk) publicationWithdraw(w http.ResponseWriter, r *http.Request, o *Official) error {
	item, err := d.publicationOf(r, o)
	if err != nil {
		return err
	}
	if !o.MayIn(journal.Withdraw, item.Agency) {
		return account.ErrForbidden
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	why, successor := block(form, "withdraw_why", maxWords), form.Get("successor")
	if successor != "" {
		if successor, err = publication.ParseIndex(successor); err != nil {
			form.Fail("successor", publication.ErrIndex.Error())
		} else if successor == item.Index {
			form.Fail("successor", "替代的信息不能是它自己")
		}
	}
	if !form.OK() {
		return d.publicationAgain(w, r, o, item, form, nil)
	}
	_, err = d.Office.Withdraw(r.Context(), o.Actor, item.ID, why, successor)
	switch {
	case err == nil:
		page.LeaveNotice(w, r, "已撤下，原地址显示撤下说明")
		http.Redirect(w, r, "/desk/publication/"+item.Index, http.StatusSeeOther)
		return nil
	case errors.Is(err, publication.ErrNote):
		form.Fail("withdraw_why", publication.ErrNote.Error())
		err = nil
	case errors.Is(err, store.ErrNotFound) && successor != "":
		form.Fail("successor", "没有找到公开中的这条信息，请核对索引号")
		err = nil
	}
	return d.publicationAgain(w, r, o, item, form, err)
}

func (d *Desk) publicationChannel(w http.ResponseWriter, r *http.Request, o *Official) error {
	item, err := d.publicationOf(r, o)
	if err != nil {
		return err
	}
	if !o.MayIn(journal.RecordChannel, item.Agency) {
		return account.ErrForbidden
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	record := publication.ChannelRecord{Address: line(form, "address", 500)}
	for _, row := range publication.Channels {
		if row.Code == form.Get("channel") {
			record.Channel = row.Channel
		}
	}
	if record.Channel == 0 {
		form.Fail("channel", "请选择发布渠道")
	}
	if form.Date("at") != "" || form.Get("at_time") != "" {
		at, ok := instantOf(form, "at")
		switch {
		case !ok:
		case at.After(d.Office.Now()):
			form.Fail("at", "发布时间不能晚于现在")
		default:
			record.At = at
		}
	}
	if form.OK() {
		_, err = d.Office.RecordChannel(r.Context(), o.Actor, item.ID, record)
		if err == nil {
			page.LeaveNotice(w, r, "发布渠道已登记")
			http.Redirect(w, r, "/desk/publication/"+item.Index, http.StatusSeeOther)
			return nil
		}
	}
	return d.publicationAgain(w, r, o, item, form, err)
}

// publicationAgain shows the page again with what was typed and why it was
// refused.
func (d *Desk) publicationAgain(w http.ResponseWriter, r *http.Request, o *Official, item publication.Publication, form *page.Form, why error) error {
	if errors.Is(why, store.ErrChanged) {
		form.Fail("", store.ErrChanged.Error())
	} else if why != nil && !form.Refuse(r.Context(), why) {
		return why
	}
	item, err := d.Office.Store.Publication(r.Context(), item.ID)
	if err != nil {
		return err
	}
	p, err := d.publicationShowPage(r.Context(), o, item, form)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.publicationView(p))
}

func channelName(c publication.Channel) string {
	for _, row := range publication.Channels {
		if row.Channel == c {
			return row.Name
		}
	}
	return ""
}

// titles are the publication's title and document number. Of one the official
// may not see, the index number stands for both.
func (p publicationShowPage) titles() (title, number string) {
	if !p.Text {
		return p.Item.Index, ""
	}
	return p.Item.Content.Title, p.Item.Content.Number
}

// rows is what the record knows of a publication beside its content.
func (p publicationShowPage) rows(ctx context.Context) []page.Row {
	at := func(t time.Time) string { return moment(ctx, t) }
	rows := []page.Row{
		{Key: "状态", Content: standing(!p.Item.WithdrawnAt.IsZero())},
		{Key: "索引号", Value: p.Item.Index},
		{Key: "机关", Value: fullName(ctx, p.Agency)},
		{Key: "发布日期", Value: at(p.Item.PublishedAt)},
	}
	if p.Text {
		rows = append(rows, page.Row{Key: "版本", Value: page.Tf(ctx, "第 %d 版，%s", p.Item.Version, at(p.Item.VersionAt))})
	}
	if p.Text && p.Item.Voucher != "" {
		rows = append(rows, page.Row{Key: "导入担保人", Value: p.Item.Voucher})
	}
	if !p.Item.WithdrawnAt.IsZero() {
		rows = append(rows, page.Row{Key: "撤下时间", Value: at(p.Item.WithdrawnAt)}, page.Row{Key: "撤下理由", Value: p.Item.WithdrawnReason})
		if p.Item.Successor != "" {
			rows = append(rows, page.Row{Key: "替代的信息", Value: p.Item.Successor})
		}
	}
	return rows
}
