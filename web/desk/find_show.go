package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// findPage is what was found by words: drafts and cases of the official's own
// agencies, and what is public in the whole city.
type findPage struct {
	Form  *page.Form
	Words string // "" when nothing was asked
	Whole bool   // only the drafts, as many as there are

	Drafts  []task
	More    string // address of all drafts found; "" if these are all
	MayHave bool   // the official works on drafts

	Cases []foundCases // by agency
	Asks  bool         // the official sees cases

	Public    []store.Line
	Own       map[agency.Code]bool // whose publications the official works on
	Total     int
	About     bool
	All       string // address of the search for everybody
	Preparing bool   // there is no index, so numbers alone were looked up
	Agencies  names
}

// foundCases is the cases of an agency with the words, the newest of them.
type foundCases struct {
	Agency string
	Rows   []requestLine
	N      int64
	Href   string // the list with the words
}

const (
	findWords  = 200 // characters
	findSome   = 10
	findCases  = 5
	findDrafts = 200
)

// Finder is the index as the desk asks it.
type Finder interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
}

// find looks up words wherever the official may look: each group by the right
// its own list asks for.
func (d *Desk) find(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := findPage{Form: form, Agencies: agencies, Whole: form.Get("in") == "drafts"}
	if p.Words, err = text.Line(form.Get("q"), findWords); err != nil {
		form.Fail("q", err.Error())
	}
	if !form.OK() || p.Words == "" {
		return page.Show(w, r, form, d.findView(p))
	}
	if err := d.findDrafts(ctx, o, &p); err != nil {
		return err
	}
	if p.Whole {
		return page.Render(w, r, http.StatusOK, d.findView(p))
	}
	if err := d.findCases(ctx, o, &p); err != nil {
		return err
	}
	if err := d.findPublic(ctx, o, &p); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, d.findView(p))
}

func (d *Desk) findDrafts(ctx context.Context, o *Official, p *findPage) error {
	most := findSome
	if p.Whole {
		most = findDrafts
	}
	codes := d.desked(o)
	p.MayHave = len(codes) > 0
	// Quotation marks hold a phrase together for the index; here each word of it
	// is looked for.
	words := strings.Fields(strings.NewReplacer(`"`, " ", "“", " ", "”", " ").Replace(p.Words))
	if len(words) == 0 {
		return nil
	}
	for _, code := range codes {
		list, err := d.Office.Store.DraftsWith(ctx, code, words, most+1)
		if err != nil {
			return err
		}
		for _, v := range list {
			if !publication.VisibleDraft(o.Actor, v) {
				continue
			}
			if len(p.Drafts) == most {
				p.More = "/desk/find?in=drafts&q=" + escape(p.Words)
				break
			}
			p.Drafts = append(p.Drafts, d.task(v, p.Agencies))
		}
	}
	return nil
}

func (d *Desk) findCases(ctx context.Context, o *Official, p *findPage) error {
	codes := o.Where(account.LookRequests)
	if isCity(o) {
		codes = []agency.Code{""}
	}
	p.Asks = len(codes) > 0
	for _, code := range codes {
		s := store.RequestSelection{Agency: code, Words: p.Words}
		found, err := d.Office.Store.RequestPage(ctx, s, d.horizon(), "", findCases)
		if err != nil {
			return err
		}
		if len(found.Rows) == 0 {
			continue
		}
		f := foundCases{Agency: p.Agencies.of(code), N: found.Count, Href: "/desk/requests?q=" + escape(p.Words)}
		if code != "" {
			f.Href += "&agency=" + escape(string(code))
		} else {
			f.Agency = page.T(ctx, "全市")
		}
		for _, row := range found.Rows {
			f.Rows = append(f.Rows, d.lineOf(requestOfRow(row), p.Agencies))
		}
		p.Cases = append(p.Cases, f)
	}
	return nil
}

// findPublic finds what everybody may see. What the record does not show to a
// stranger any more is left out, though the index may not know it yet.
func (d *Desk) findPublic(ctx context.Context, o *Official, p *findPage) error {
	p.All = "/search?stay=1&q=" + escape(p.Words)
	p.Own = map[agency.Code]bool{}
	for code := range p.Agencies {
		p.Own[code] = seesPublished(o, code)
	}
	result, err := search.Result{}, search.ErrBuilding
	if d.Search != nil {
		result, err = d.Search.Search(ctx, search.Query{Words: p.Words, From: calendar.NoDay, To: calendar.NoDay, Size: findSome})
	}
	if errors.Is(err, search.ErrBuilding) {
		p.Preparing = true
		key, ok := text.NumberKey(p.Words)
		if !ok {
			return nil
		}
		p.Public, err = d.Office.Store.ByNumber(ctx, key, findSome)
		p.Total = len(p.Public)
		return err
	}
	if err != nil {
		return err
	}
	if result.Nearest {
		return nil
	}
	p.Total, p.About = result.Total, result.About
	ids := make([]int64, len(result.Hits))
	for i, h := range result.Hits {
		ids[i] = h.ID
	}
	read, err := d.Office.Store.Searched(ctx, ids)
	if err != nil {
		return err
	}
	now := d.Office.Now()
	for _, id := range ids {
		for _, v := range read {
			if v.ID == id && publication.Visible(account.Actor{}, v, publication.Listed, now) {
				p.Public = append(p.Public, store.Line{ID: v.ID, Index: v.Index, Agency: v.Agency, Title: v.Content.Title, Number: v.Content.Number, PublishedAt: v.PublishedAt})
			}
		}
	}
	return nil
}

// publicHref is where an official reads a publication: at the desk if they work
// on it.
func (p findPage) publicHref(l store.Line) string {
	if p.Own[l.Agency] {
		return "/desk/publication/" + l.Index
	}
	return "/item/" + l.Index
}

// said is how many public ones there are.
func (p findPage) said(ctx context.Context) string {
	n := page.Number(int64(p.Total))
	if p.About {
		return page.Tf(ctx, "找到约 %s 条", n)
	}
	return page.Tf(ctx, "找到 %s 条", n)
}
