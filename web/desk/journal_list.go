package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/store"
	"gongkai/web/page"
)

// journalPage is the record of acts, newest first, a page at a time.
type journalPage struct {
	Form     *page.Form
	Acts     []page.Choice
	Agencies []page.Choice
	Rows     []journalRow
	Paging   page.Paging
	// Looked says that the page ended because it had looked through
	// store.JournalWindow entries, not because it was full.
	Looked bool
}

type journalRow struct {
	Number  int64
	At      time.Time
	Name    string
	Article string
	Who     string
	Agency  string
	Thing   string
	Href    string // "" for what an auditor has no page of
	Note    string
}

const journalSize = 50

func (d *Desk) journalList(w http.ResponseWriter, r *http.Request, _ *Official) error {
	ctx := r.Context()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := journalPage{Form: form, Acts: []page.Choice{{Text: "全部"}}, Agencies: withBlank("全部机关", agencies.choicesOf(d.everyAgency(agencies)))}
	for _, m := range journal.Acts {
		p.Acts = append(p.Acts, page.Choice{Value: string(m.Act), Text: m.Name})
	}
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	f := store.JournalFilter{Act: journal.Act(form.Get("act")), Actor: form.Get("actor"), Agency: form.Get("agency"), Thing: form.Get("thing")}
	if f.Actor != "" && people[account.Login(f.Actor)].Login == "" {
		for _, a := range people { // a name was typed
			if a.Name == f.Actor {
				f.Actor = string(a.Login)
				break
			}
		}
	}
	if !form.OK() {
		return page.Show(w, r, form, d.journalView(p))
	}
	before, err := strconv.ParseInt(form.Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	entries, seen, err := d.Office.Store.JournalFind(ctx, f, before, journalSize)
	if err != nil {
		return err
	}
	if p.Rows, err = d.journalRows(ctx, entries, agencies, people); err != nil {
		return err
	}
	query := r.URL.Query()
	if seen > 1 {
		query.Set("before", strconv.FormatInt(seen, 10))
		p.Paging.Older = "/desk/journal?" + query.Encode()
		p.Looked = len(entries) < journalSize
	}
	if before > 0 {
		query.Del("before")
		p.Paging.Newer = "/desk/journal?" + query.Encode()
	}
	return page.Show(w, r, form, d.journalView(p))
}

func (d *Desk) journalRows(ctx context.Context, entries []journal.Entry, agencies names, people map[account.Login]account.Account) ([]journalRow, error) {
	var ids []int64
	for _, e := range entries {
		if id, ok := thingID(e.Thing, "publication/"); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	indexes, err := d.Office.Store.Indexes(ctx, ids)
	if err != nil {
		return nil, err
	}
	who := func(login string) string {
		switch login {
		case string(account.Clock.Login):
			return account.Clock.Name
		case string(account.Console.Login):
			return account.Console.Name
		}
		if a, ok := people[account.Login(login)]; ok {
			return a.Name + page.Tf(ctx, "（%s）", login)
		}
		return login
	}
	var rows []journalRow
	for _, e := range entries {
		m := e.Act.Meaning()
		row := journalRow{Number: e.Number, At: e.At, Name: m.Name, Article: m.Article, Who: who(e.Actor), Thing: e.Thing, Note: noteOf(ctx, e, agencies)}
		if e.Agency != "" {
			row.Agency = agencies.of(agency.Code(e.Agency))
		}
		kind, id, _ := strings.Cut(e.Thing, "/")
		switch kind {
		case "publication":
			n, _ := thingID(e.Thing, "publication/")
			if index := indexes[n]; index != "" {
				row.Thing, row.Href = index, "/item/"+index
			}
		case "agency":
			if a, ok := agencies[agency.Code(id)]; ok {
				row.Thing, row.Href = agencies.of(a.Code), "/agency/"+id
			}
		case "account":
			if a, ok := people[account.Login(id)]; ok {
				row.Thing, row.Href = a.Name+page.Tf(ctx, "（%s）", id), "/desk/account/"+escape(id)
			}
			if name := account.Role(e.Note).Name(); name != e.Note {
				row.Note = page.T(ctx, name)
			}
		case "draft":
			row.Thing = page.Tf(ctx, "草稿 %s", id)
		case "import":
			row.Thing = page.Tf(ctx, "导入 %s", id)
		case "category":
			row.Thing = page.Tf(ctx, "类别 %s", id)
		case "notice":
			row.Thing = page.Tf(ctx, "%s 年放假通知", id)
		case "series":
			name, year, _ := strings.Cut(id, "/")
			row.Thing, row.Href = page.T(ctx, "文号")+" "+id, "/series/"+url.PathEscape(name)+"/"+year
		case "report":
			code, year, _ := strings.Cut(id, "/")
			if y, err := strconv.Atoi(year); err == nil {
				row.Thing = reportName(ctx, agencies, agency.Code(code), y)
			}
		default:
			row.Thing = thingName(ctx, e.Thing)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func thingID(thing, kind string) (int64, bool) {
	rest, ok := strings.CutPrefix(thing, kind)
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(rest, 10, 64)
	return id, err == nil
}
