package public

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// matterRows is how many matters a page lists.
const matterRows = 50

// mattersPage is matters (事项) with how far each is public: decision,
// execution, management, service, result.
type mattersPage struct {
	agency words // the zero words for all
	code   agency.Code
	rows   []matterRow
	more   string
}

type matterRow struct {
	name, href string
	agency     words
	stages     []matterStage
}

// matterStage is a stage of a matter with what is public of it.
type matterStage struct {
	name string // 决策
	n    int
	list []entry // on the matter's own page
}

func mattersHref(in agency.Code, after store.Matter) string {
	q := url.Values{}
	if in != "" {
		q.Set("agency", string(in))
	}
	if after.Name != "" {
		q.Set("after", string(after.Agency)+" "+after.Name)
	}
	if len(q) == 0 {
		return "/matters"
	}
	return "/matters?" + q.Encode()
}

func matterHref(in agency.Code, name string) string {
	return "/matter/" + string(in) + "/" + url.PathEscape(name)
}

func (w *Window) listMatters(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	p := mattersPage{code: agency.Code(q.Get("agency"))}
	if p.code != "" {
		a, ok := c.byCode[p.code]
		if !ok {
			return nil, page.ErrNotFound
		}
		p.agency = shortName(a)
	}
	list, err := w.store.Matters(ctx, p.code, placeOfMatter(q.Get("after")), matterRows+1)
	if err != nil {
		return nil, err
	}
	if len(list) > matterRows {
		list = list[:matterRows]
		p.more = mattersHref(p.code, list[matterRows-1])
	}
	for _, m := range list {
		row := matterRow{name: m.Name, href: matterHref(m.Agency, m.Name), agency: c.agencyName(m.Agency)}
		for _, s := range publication.Stages {
			row.stages = append(row.stages, matterStage{name: string(s), n: m.Steps[s]})
		}
		p.rows = append(p.rows, row)
	}
	return mattersView(p), nil
}

// placeOfMatter reads where a page goes on: the code and the name behind it.
func placeOfMatter(after string) store.Matter {
	for i, letter := range after {
		if letter == ' ' {
			return store.Matter{Agency: agency.Code(after[:i]), Name: after[i+1:]}
		}
	}
	return store.Matter{}
}

// matterPage is one matter, stage by stage.
type matterPage struct {
	name       string
	agency     words
	agencyHref string
	code       agency.Code
	stages     []matterStage
	missing    []string
}

func (w *Window) showMatter(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	a, c, err := w.agencyAt(ctx, r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	t.On("list/" + string(a.Code))
	p := matterPage{name: r.PathValue("name"), agency: shortName(a), agencyHref: agencyHref(a.Code), code: a.Code}
	steps, err := w.store.StepsOf(ctx, a.Code, p.name)
	if err != nil {
		return nil, err
	}
	lines := map[publication.Stage][]store.Line{}
	for _, s := range steps {
		lines[s.Stage] = append(lines[s.Stage], s.Line)
	}
	public := 0
	for _, s := range publication.Stages {
		list := w.entries(c, lines[s], t)
		p.stages = append(p.stages, matterStage{name: string(s), n: len(list), list: list})
		if public += len(list); len(list) == 0 {
			p.missing = append(p.missing, page.T(ctx, string(s)))
		}
	}
	if public == 0 {
		return nil, page.ErrNotFound
	}
	return matterView(p), nil
}

// stageID is where a stage stands on the page of its matter.
func stageID(stage string) string {
	for i, s := range publication.Stages {
		if string(s) == stage {
			return "stage-" + string(rune('1'+i))
		}
	}
	return ""
}
