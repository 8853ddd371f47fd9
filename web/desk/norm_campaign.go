package desk

import (
	"errors"
	"net/http"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// campaignListPage is the clean-ups and, for the city's office, the form that
// begins one.
type campaignListPage struct {
	Form     *page.Form
	List     []norm.Campaign
	Open     bool
	Agencies []page.Choice
}

// campaignShowPage is one clean-up: how far each agency is, and what the
// official may decide.
type campaignShowPage struct {
	Form     *page.Form
	Campaign norm.Campaign
	Progress []campaignAgency
	Lines    []campaignLine // of the official's agencies; of all for the city's office
	Left     int            // undecided
	Draft    bool
	Close    bool
}

type campaignAgency struct {
	Name           string
	Decided, Total int
}

type campaignLine struct {
	store.CampaignLine
	Agency string
	Decide bool
}

func campaignHref(id int64) string { return "/desk/campaigns/" + number(id) }

func (d *Desk) campaignList(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.campaignListAgain(w, r, o, &page.Form{})
}

func (d *Desk) campaignListAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	list, err := d.Office.Store.Campaigns(r.Context())
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(r.Context())
	if err != nil {
		return err
	}
	p := campaignListPage{Form: form, List: list, Open: o.MayIn(journal.CampaignOpen, "")}
	p.Agencies = withBlank("全部", agencies.choicesOf(d.reach(o, agencies, journal.CampaignOpen, true)))
	return page.Show(w, r, form, d.campaignListView(p))
}

func (d *Desk) campaignOpen(w http.ResponseWriter, r *http.Request, o *Official) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	before, due := calendar.NoDay, dateOf(form, "due")
	if form.Date("before") != "" {
		before = dateOf(form, "before")
	}
	if form.OK() {
		c, err := d.Office.OpenCampaign(r.Context(), o.Actor, form.Get("title"), agency.Code(form.Get("agency")), before, due)
		if err == nil {
			return done(w, r, campaignHref(c.ID), "清理已经开始")
		}
		if !form.Refuse(r.Context(), err) {
			return err
		}
	}
	return d.campaignListAgain(w, r, o, form)
}

func (d *Desk) campaignOf(r *http.Request) (norm.Campaign, error) {
	id, err := campaignID(r)
	if err != nil {
		return norm.Campaign{}, err
	}
	c, err := d.Office.Store.Campaign(r.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		err = page.ErrNotFound
	}
	return c, err
}

func (d *Desk) campaignShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	c, err := d.campaignOf(r)
	if err != nil {
		return err
	}
	return d.campaignShowAgain(w, r, o, c, &page.Form{})
}

func (d *Desk) campaignShowAgain(w http.ResponseWriter, r *http.Request, o *Official, c norm.Campaign, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	lines, err := d.Office.Store.CampaignItems(ctx, c.ID, "")
	if err != nil {
		return err
	}
	p := campaignShowPage{Form: form, Campaign: c}
	at := map[agency.Code]int{}
	for _, l := range lines {
		i, ok := at[l.Item.Agency]
		if !ok {
			i = len(p.Progress)
			at[l.Item.Agency] = i
			p.Progress = append(p.Progress, campaignAgency{Name: agencies.of(l.Item.Agency)})
		}
		p.Progress[i].Total++
		if l.Choice != "" {
			p.Progress[i].Decided++
		} else {
			p.Left++
		}
		if o.MayIn(account.LookNorms, l.Item.Agency) {
			p.Lines = append(p.Lines, campaignLine{l, agencies.of(l.Item.Agency), c.Open() && o.MayIn(journal.CampaignDecide, l.Item.Agency)})
		}
	}
	p.Close = c.Open() && o.MayIn(journal.CampaignClose, "")
	p.Draft = p.Close && p.Left == 0 && len(o.Where(journal.DraftStart)) > 0
	return page.Show(w, r, form, d.campaignShowView(p))
}

// campaignDecide takes the decisions on one norm or on many: every choice that
// was made on the page and differs from the record.
func (d *Desk) campaignDecide(w http.ResponseWriter, r *http.Request, o *Official) error {
	c, err := d.campaignOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	lines, err := d.Office.Store.CampaignItems(r.Context(), c.ID, "")
	if err != nil {
		return err
	}
	n := 0
	for _, l := range lines {
		id := number(l.Publication)
		choice, why := norm.Choice(form.Get("choice_"+id)), form.Get("why_"+id)
		if choice == "" || choice == l.Choice && why == l.Reason {
			continue
		}
		if !o.MayIn(journal.CampaignDecide, l.Item.Agency) {
			return account.ErrForbidden
		}
		err := d.Office.DecideNorm(r.Context(), o.Actor, c.ID, l.Publication, choice, why)
		switch {
		case err == nil:
			n++
		case errors.Is(err, norm.ErrNote):
			form.Fail("why_"+id, err.Error())
		case !form.Refuse(r.Context(), err):
			return err
		}
	}
	if form.OK() {
		page.LeaveNotice(w, r, page.Tf(r.Context(), "已记下 %d 件的清理意见", n))
		http.Redirect(w, r, campaignHref(c.ID), http.StatusSeeOther)
		return nil
	}
	return d.campaignShowAgain(w, r, o, c, form)
}

// campaignDraft begins the draft that publishes the result; it goes the way of
// every other.
func (d *Desk) campaignDraft(w http.ResponseWriter, r *http.Request, o *Official) error {
	c, err := d.campaignOf(r)
	if err != nil {
		return err
	}
	where := o.Where(journal.DraftStart)
	if !o.MayIn(journal.CampaignClose, "") || len(where) == 0 {
		return account.ErrForbidden
	}
	lines, err := d.Office.Store.CampaignItems(r.Context(), c.ID, "")
	if err != nil {
		return err
	}
	title := "关于公布" + c.Title + "结果的通知"
	v, err := d.Office.Start(r.Context(), o.Actor, where[0], publication.Content{Title: title, Body: office.CampaignText(lines),
		IssuedOn: d.Office.Today(), EndedOn: calendar.NoDay, Channels: publication.Website, Keywords: "文件清理"})
	if err != nil {
		return err
	}
	return done(w, r, "/desk/draft/"+strconv.FormatInt(v.ID, 10)+"/edit", "已起草清理结果，公开以后回到清理页面结束清理")
}

func (d *Desk) campaignClose(w http.ResponseWriter, r *http.Request, o *Official) error {
	c, err := d.campaignOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	ends := dateOf(form, "ends")
	if form.OK() {
		_, err := d.Office.CloseCampaign(r.Context(), o.Actor, c.ID, ends, form.Get("result"))
		switch {
		case err == nil:
			return done(w, r, campaignHref(c.ID), "清理已经结束，结果已经公布")
		case errors.Is(err, store.ErrNotFound):
			form.Fail("result", "没有找到公开中的这份文件，请核对索引号")
		case errors.Is(err, norm.ErrDay), errors.Is(err, norm.ErrEarly):
			form.Fail("ends", err.Error())
		case !form.Refuse(r.Context(), err):
			return err
		}
	}
	return d.campaignShowAgain(w, r, o, c, form)
}

func choiceChoices() []page.Choice {
	list := []page.Choice{{Text: "请选择"}}
	for _, c := range norm.Choices {
		list = append(list, page.Choice{Value: string(c.Choice), Text: c.Name})
	}
	return list
}
