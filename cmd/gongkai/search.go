package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

type searchCmd struct {
	where
	Words    []string `arg:"" optional:"" help:"Words, a document number or an index number; all must be found. None lists everything."`
	Agency   []string `help:"Only of this agency and those below it." placeholder:"CODE" sep:","`
	Category []string `help:"Only of this category and those below it." placeholder:"CODE" sep:","`
	Year     []int    `help:"Only published in this year." placeholder:"N" sep:","`
	Kind     []string `help:"Only norm, explanation or other." enum:"norm,explanation,other" sep:","`
	Validity []string `help:"Only in_force, amended, repealed or expired." enum:"in_force,amended,repealed,expired" sep:","`
	Channel  []string `help:"Only on website, gazette, social, weibo, wechat or other." enum:"website,gazette,social,weibo,wechat,other" sep:","`
	From     string   `help:"Published on this day or later." placeholder:"2017-06-30"`
	To       string   `help:"Published on this day or before." placeholder:"2017-06-30"`
	Sort     string   `help:"relevance or date (${default})." default:"relevance" enum:"relevance,date"`
	Size     int      `help:"Hits on a page, 100 at most (${default})." default:"20"`
	After    string   `help:"Continue after a page, as its JSON says." placeholder:"NEXT"`
	Facets   bool     `help:"Count agencies, categories, years and the like too."`
	JSON     bool     `help:"Print JSON: total, hits, facets, next."`
}

// searchDir is where the index of a data folder lies.
func (w where) searchDir() string { return filepath.Join(w.Data, "search") }

// indexOptions are those of the index of this record.
func (w where) indexOptions(o *office.Office) search.Options {
	return search.Options{Dir: w.searchDir(), Record: search.OfStore(o.Store, time.Now), Now: time.Now}
}

// openIndex opens the index for one command, beside a server or without one,
// and brings it up to date.
func (w where) openIndex(ctx context.Context, o *office.Office) (*search.Index, error) {
	opt := w.indexOptions(o)
	opt.ReadOnly = true
	x, err := search.Open(ctx, opt)
	if errors.Is(err, search.ErrNone) {
		return nil, fmt.Errorf("%w；先运行 gongkai index rebuild --data %s", err, w.Data)
	}
	if err != nil {
		return nil, err
	}
	if err := x.CatchUp(ctx); err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

func (c searchCmd) Run(ctx context.Context, out *console) error {
	o, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer o.Store.Close()
	q, err := c.query(ctx, o.Store)
	if err != nil {
		return err
	}
	x, err := c.openIndex(ctx, o)
	if err != nil {
		return err
	}
	defer x.Close()
	r, err := x.Search(ctx, q)
	if err != nil {
		return err
	}
	ids := make([]int64, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.ID
	}
	docs, err := x.Documents(ctx, ids)
	if err != nil {
		return err
	}
	if c.JSON {
		return out.json(searchJSON(q, r, docs))
	}
	names, err := agencyNames(ctx, o.Store)
	if err != nil {
		return err
	}
	printResult(out, r, docs, names)
	return nil
}

func (c searchCmd) query(ctx context.Context, s *store.Store) (search.Query, error) {
	q := search.Query{Words: strings.Join(c.Words, " "), Years: c.Year, After: c.After, Size: c.Size, Facets: c.Facets}
	if c.Sort == "date" {
		q.Order = search.ByDate
	}
	var err error
	if q.From, err = calendar.ParseDay(c.From); err != nil {
		return q, err
	}
	if q.To, err = calendar.ParseDay(c.To); err != nil {
		return q, err
	}
	for _, k := range c.Kind {
		q.Kinds = append(q.Kinds, search.Kind(k))
	}
	for _, v := range c.Validity {
		q.Validities = append(q.Validities, publication.Validity(v))
	}
	for _, code := range c.Channel {
		for _, row := range publication.Channels {
			if row.Code == code {
				q.Channels = append(q.Channels, row.Channel)
			}
		}
	}
	if len(c.Agency) > 0 {
		all, err := s.Agencies(ctx)
		if err != nil {
			return q, err
		}
		for _, code := range c.Agency {
			branch := agencyBranch(all, agency.Code(strings.ToUpper(code)))
			if len(branch) == 0 {
				return q, fmt.Errorf("没有代码为 %s 的机关", code)
			}
			q.Agencies = append(q.Agencies, branch...)
		}
	}
	if len(c.Category) > 0 {
		tree, err := s.Categories(ctx)
		if err != nil {
			return q, err
		}
		for _, code := range c.Category {
			if !slices.ContainsFunc(tree, func(t store.Category) bool { return t.Code == code }) {
				return q, fmt.Errorf("没有代码为 %s 的目录类别", code)
			}
			q.Categories = append(q.Categories, store.Leaves(tree, code)...)
		}
	}
	return q, nil
}

// agencyBranch is an agency with all below it; none if there is no such agency.
func agencyBranch(all []agency.Agency, code agency.Code) []agency.Code {
	if !slices.ContainsFunc(all, func(a agency.Agency) bool { return a.Code == code }) {
		return nil
	}
	branch := []agency.Code{code}
	for i := 0; i < len(branch); i++ {
		for _, a := range all {
			if a.Parent == branch[i] && !slices.Contains(branch, a.Code) {
				branch = append(branch, a.Code)
			}
		}
	}
	return branch
}

func agencyNames(ctx context.Context, s *store.Store) (map[agency.Code]string, error) {
	all, err := s.Agencies(ctx)
	names := make(map[agency.Code]string, len(all))
	for _, a := range all {
		if names[a.Code] = a.Short; a.Short == "" {
			names[a.Code] = a.Name
		}
	}
	return names, err
}

func printResult(out *console, r search.Result, docs []search.Document, names map[agency.Code]string) {
	switch {
	case r.Nearest:
		out.printf("没有同时含有全部词语的信息，以下最为接近：\n")
	case r.About:
		out.printf("约 %d 条\n", r.Total)
	default:
		out.printf("%d 条\n", r.Total)
	}
	if len(r.Meant) > 0 {
		out.printf("您是不是要找：%s\n", strings.Join(r.Meant, "、"))
	}
	for _, d := range docs {
		out.printf("%s  %s  %s  %s", calendar.On(time.UnixMicro(d.PublishedAt)), d.Index, names[d.Agency], d.Title)
		if d.Number != "" {
			out.printf("（%s）", d.Number)
		}
		out.printf("\n")
	}
	if f := r.Facets; f.Agency != nil {
		count := func(what string, counts map[string]int) {
			if len(counts) == 0 {
				return
			}
			keys := make([]string, 0, len(counts))
			for k := range counts {
				keys = append(keys, k)
			}
			slices.SortFunc(keys, func(a, b string) int {
				if counts[a] != counts[b] {
					return counts[b] - counts[a]
				}
				return strings.Compare(a, b)
			})
			out.printf("%s：", what)
			for i, k := range keys[:min(len(keys), 12)] {
				if i > 0 {
					out.printf("，")
				}
				out.printf("%s %d", k, counts[k])
			}
			out.printf("\n")
		}
		agencies := map[string]int{}
		for code, n := range f.Agency {
			agencies[names[code]] += n
		}
		count("机关", agencies)
		count("类别", f.Category)
		years := map[string]int{}
		for y, n := range f.Year {
			years[fmt.Sprint(y)] = n
		}
		count("年份", years)
		kinds := map[string]int{}
		for _, k := range search.Kinds {
			if n := f.Kind[k.Kind]; n > 0 {
				kinds[k.Name] = n
			}
		}
		count("信息类型", kinds)
		validities := map[string]int{}
		for v, n := range f.Validity {
			if name := v.Name(); name != "" {
				validities[name] = n
			}
		}
		count("有效性", validities)
		channels := map[string]int{}
		for _, row := range publication.Channels {
			if n := f.Channel[row.Channel]; n > 0 {
				channels[row.Name] = n
			}
		}
		count("渠道", channels)
	}
	if r.Next != "" {
		out.printf("下一页：--after %s\n", r.Next)
	}
}

// answerJSON is what other programs read of a search.
type answerJSON struct {
	Words    string      `json:"words"`
	Total    int         `json:"total"`
	About    bool        `json:"about"` // the total is slightly too high at most
	Nearest  bool        `json:"nearest"`
	Capped   bool        `json:"capped"`
	Meant    []string    `json:"meant"`
	Hits     []hitJSON   `json:"hits"`
	Facets   *facetsJSON `json:"facets,omitempty"`
	Next     string      `json:"next"` // "" at the end
	Position int64       `json:"position"`
}

type hitJSON struct {
	Index     string               `json:"index"`
	Title     string               `json:"title"`
	Number    string               `json:"number"`
	Agency    agency.Code          `json:"agency"`
	Category  string               `json:"category"`
	Published string               `json:"published"`
	Kind      search.Kind          `json:"kind"`
	Validity  publication.Validity `json:"validity"`
	Channels  []string             `json:"channels"`
	Tier      string               `json:"tier"` // number, title, in_title, anywhere or nearest
}

type facetsJSON struct {
	Agency   map[agency.Code]int          `json:"agency"`
	Category map[string]int               `json:"category"`
	Year     map[int]int                  `json:"year"`
	Kind     map[search.Kind]int          `json:"kind"`
	Validity map[publication.Validity]int `json:"validity"`
	Channel  map[string]int               `json:"channel"`
}

var tierNames = map[search.Tier]string{search.ExactNumber: "number", search.ExactTitle: "title", search.InTitle: "in_title",
	search.Anywhere: "anywhere", search.Nearest: "nearest"}

func searchJSON(q search.Query, r search.Result, docs []search.Document) answerJSON {
	a := answerJSON{Words: q.Words, Total: r.Total, About: r.About, Nearest: r.Nearest, Capped: r.Capped, Meant: append([]string{}, r.Meant...),
		Hits: []hitJSON{}, Next: r.Next, Position: r.Position}
	tiers := map[int64]search.Tier{}
	for _, h := range r.Hits {
		tiers[h.ID] = h.Tier
	}
	for _, d := range docs {
		h := hitJSON{Index: d.Index, Title: d.Title, Number: d.Number, Agency: d.Agency, Category: d.Category,
			Published: calendar.On(time.UnixMicro(d.PublishedAt)).String(), Kind: d.Kind, Validity: d.Validity,
			Channels: []string{}, Tier: tierNames[tiers[d.ID]]}
		for _, row := range d.Channels.Told() {
			h.Channels = append(h.Channels, row.Code)
		}
		a.Hits = append(a.Hits, h)
	}
	if f := r.Facets; f.Agency != nil {
		a.Facets = &facetsJSON{f.Agency, f.Category, f.Year, f.Kind, f.Validity, map[string]int{}}
		for _, row := range publication.Channels {
			if n := f.Channel[row.Channel]; n > 0 {
				a.Facets.Channel[row.Code] = n
			}
		}
	}
	return a
}
