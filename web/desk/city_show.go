package desk

import (
	"net/http"
	"slices"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// cityPage is all agencies side by side. Its figures of publications lead to
// the lists behind them; of drafts there are only counts. A fixed number of
// queries makes it, see store/overview.go.
type cityPage struct {
	Form    *page.Form
	Year    int
	Years   []page.Choice
	Young   *youngYear // the running year has too little to begin with
	Silent  int        // only agencies silent for more days than this; 0 for all
	States  bool       // drafts are shown: not to the outside assessor
	Agency  bool       // agencies lead to their pages at the desk
	Rows    []cityRow
	Total   cityRow
	Lacking int // agencies with an incomplete card or guide
	Quiet   int // agencies silent for quietDays or more
}

// quietDays is from how many days on an agency counts as silent; sampled is
// how many of an agency's last publications its lateness is judged by.
const (
	quietDays = 30
	sampled   = 100
)

// youngYear is why the page begins with the year before: the running one holds
// less than one part in hundred of it.
type youngYear struct {
	Year int
	N    int64
}

// firstYear is the year the page begins with: the running one, unless it has
// nothing yet or hardly anything beside the last year before it that has.
func firstYear(years map[string]store.Counts, today int) (int, *youngYear) {
	before := 0
	for s := range years {
		if y, err := strconv.Atoi(s); err == nil && y < today {
			before = max(before, y)
		}
	}
	now := years[strconv.Itoa(today)].N
	switch then := years[strconv.Itoa(before)].N; {
	case before == 0 || now > 0 && now*100 >= then:
		return today, nil
	}
	return before, &youngYear{today, now}
}

type cityRow struct {
	Agency  agency.Agency
	Href    string
	Year    channelFigures
	All     channelFigures
	Drafts  map[publication.State]int
	Open    int
	Overdue int
	Last    calendar.Day // NoDay for one that never published
	Silent  int          // days since; -1 for never
	Sampled int          // of its last publications, those with an issue date
	Late    int          // of those, late
	Lacks   []string
}

// channelFigures is counts with the lists behind them.
type channelFigures struct {
	store.Counts
	Href string // the list of all; a channel is added with &channel=
}

func (f channelFigures) cell(c publication.Channel, code string) page.Cell {
	n := f.Of(c)
	cell := page.Cell{Text: page.Number(n)}
	if n > 0 {
		if cell.Href = f.Href; code != "" {
			cell.Href += "&channel=" + code
		}
	}
	return cell
}

func (f *channelFigures) add(g channelFigures) { f.Counts.Add(g.Counts) }

func (d *Desk) cityShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx, s, today := r.Context(), d.Office.Store, d.Office.Today()
	form := page.QueryForm(r)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	years, err := s.CountBy(ctx, store.Selection{}, store.ByYear)
	if err != nil {
		return err
	}
	p := cityPage{Form: form, Year: today.Year(), States: o.May(string(account.LookCity)), Agency: o.May(string(journal.AgencyAdd))}
	p.Year, p.Young = firstYear(years, today.Year())
	if y, err := strconv.Atoi(form.Get("year")); err == nil && y >= 1900 && y <= today.Year() {
		p.Year, p.Young = y, nil
	}
	form.Set("year", strconv.Itoa(p.Year))
	for y := range years {
		p.Years = append(p.Years, page.Choice{Value: y, Text: y})
	}
	if _, some := years[strconv.Itoa(p.Year)]; !some {
		p.Years = append(p.Years, page.Choice{Value: strconv.Itoa(p.Year), Text: strconv.Itoa(p.Year)})
	}
	slices.SortFunc(p.Years, func(a, b page.Choice) int {
		if a.Value > b.Value {
			return -1
		}
		return 1
	})
	if n, err := strconv.Atoi(form.Get("silent")); err == nil && n > 0 && n <= 3650 {
		p.Silent = n
	} else if form.Get("silent") != "" {
		form.Fail("silent", "请填写天数，例如 30")
	}

	year, err := s.CountBy(ctx, store.Selection{Year: p.Year}, store.ByAgency)
	if err != nil {
		return err
	}
	all, err := s.CountBy(ctx, store.Selection{}, store.ByAgency)
	if err != nil {
		return err
	}
	drafts := map[agency.Code]map[publication.State]int{}
	overdue := map[agency.Code]int{}
	if p.States {
		if drafts, err = s.DraftCounts(ctx); err != nil {
			return err
		}
		formed, err := s.DraftsFormed(ctx)
		if err != nil {
			return err
		}
		for _, f := range formed {
			if f.IssuedOn != calendar.NoDay && today > d.Office.DueOn(publication.ClockFrom(f.IssuedOn, f.OpenedAt)).On {
				overdue[f.Agency] += f.N
			}
		}
	}
	codes := d.everyAgency(agencies)
	recent, err := s.RecentOf(ctx, codes, sampled)
	if err != nil {
		return err
	}
	due := d.dueMemo()
	opened, err := s.Openings(ctx)
	if err != nil {
		return err
	}
	for _, code := range codes {
		a := agencies[code].Agency
		if !a.Open(today) && all[string(code)].N == 0 {
			continue
		}
		row := cityRow{Agency: a, Href: "/agency/" + string(code), Drafts: drafts[code], Overdue: overdue[code], Last: calendar.NoDay, Silent: -1}
		if p.Agency {
			row.Href = "/desk/agency/" + string(code)
		}
		row.Year = channelFigures{year[string(code)], "/browse?agency=" + escape(string(code)) + "&year=" + strconv.Itoa(p.Year)}
		row.All = channelFigures{all[string(code)], "/browse?agency=" + escape(string(code))}
		for state, n := range drafts[code] {
			if state.Open() {
				row.Open += n
			}
		}
		for i, v := range recent[code] {
			if i == 0 {
				row.Last = calendar.On(v.PublishedAt)
				row.Silent = int(today - row.Last)
			}
			if v.IssuedOn == calendar.NoDay {
				continue
			}
			if row.Sampled++; calendar.On(v.PublishedAt) > due(publication.ClockFrom(v.IssuedOn, opened[v.ID])) {
				row.Late++
			}
		}
		if a.Open(today) {
			if row.Lacks = lacks(a); len(row.Lacks) > 0 {
				p.Lacking++
			}
			if row.Silent < 0 || row.Silent >= quietDays {
				p.Quiet++
			}
		}
		p.Total.Year.add(row.Year)
		p.Total.All.add(row.All)
		p.Total.Open += row.Open
		p.Total.Overdue += row.Overdue
		if p.Silent > 0 && (!a.Open(today) || row.Silent >= 0 && row.Silent <= p.Silent) {
			continue
		}
		p.Rows = append(p.Rows, row)
	}
	p.Total.Year.Href, p.Total.All.Href = "/browse?year="+strconv.Itoa(p.Year), "/browse?"
	return page.Show(w, r, form, d.cityView(p))
}

// dueMemo is DueOn for many publications, each day computed once.
func (d *Desk) dueMemo() func(calendar.Day) calendar.Day {
	known := map[calendar.Day]calendar.Day{}
	return func(from calendar.Day) calendar.Day {
		on, ok := known[from]
		if !ok {
			on = d.Office.DueOn(from).On
			known[from] = on
		}
		return on
	}
}

// quiet says whether the agency has been silent too long.
func (c cityRow) quiet() bool { return c.Silent < 0 || c.Silent >= quietDays }
