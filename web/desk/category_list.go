package desk

import (
	"net/http"
	"slices"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// categoryListPage is the tree as one agency uses it, its own branches apart
// from those it inherits. For the city's office the tree is the city's, and
// Own is what agencies added to it.
type categoryListPage struct {
	Form     *page.Form
	City     bool // the tree is the city's
	Agency   agency.Code
	Name     string        // of the agency whose tree it is
	Agencies []page.Choice // whose trees the official may add to
	Own      []categoryRow
	Roots    []categoryRow // inherited: the law's items, each with its branches
	Parents  []page.Choice
}

// categoryRow is a category with what was published in it and below it.
type categoryRow struct {
	Code, Name, English string
	Article             string // of a root
	Owner               string // who added it; "" for the law and the city
	N                   int64
	Href                string
	Below               []categoryRow
}

// cityTree stands in the address for the tree of the city itself.
const cityTree = "city"

func (d *Desk) categoryList(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.categoryAgain(w, r, o, page.QueryForm(r))
}

// treeOf is whose tree the form is about: "" for the city's. Errors:
// page.ErrNotFound for an agency that is not the official's.
func (d *Desk) treeOf(o *Official, agencies names, form *page.Form) (agency.Code, []agency.Code, error) {
	codes := d.reach(o, agencies, journal.CategoryAdd, true)
	wide := cityWide(o, journal.CategoryAdd)
	in := form.Get("agency")
	switch {
	case in == "" && !wide && len(codes) > 0:
		return codes[0], codes, nil
	case wide && (in == "" || in == cityTree):
		return "", codes, nil
	case slices.Contains(codes, agency.Code(in)):
		return agency.Code(in), codes, nil
	}
	return "", nil, page.ErrNotFound
}

func (d *Desk) categoryAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	in, codes, err := d.treeOf(o, agencies, form)
	if err != nil {
		return err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return err
	}
	counts, err := d.Office.Store.CountBy(ctx, store.Selection{Agency: in}, store.ByCategory)
	if err != nil {
		return err
	}
	p := categoryListPage{Form: form, City: in == "", Agency: in, Agencies: agencies.choicesOf(codes)}
	if in != "" {
		p.Name = fullName(ctx, agencies[in].Agency)
	}
	if cityWide(o, journal.CategoryAdd) {
		p.Agencies = append([]page.Choice{{Value: cityTree, Text: "全市目录"}}, p.Agencies...)
	}
	if form.Get("agency") == "" {
		if form.Set("agency", string(in)); in == "" {
			form.Set("agency", cityTree)
		}
	}
	list := agencies.inOrder()
	// inherited says which rows stand in the main tree, own which stand apart.
	inherited := func(c store.Category) bool {
		return c.Owner == "" || c.Owner != in && office.Inherits(list, c.Owner, in)
	}
	own := func(c store.Category) bool { return c.Owner != "" && (in == "" || c.Owner == in) }
	if in == "" {
		inherited = func(c store.Category) bool { return c.Owner == "" }
	}
	row := func(c store.Category) categoryRow {
		v := categoryRow{Code: c.Code, Name: c.Name, English: c.English, Article: c.Article}
		for _, leaf := range store.Leaves(tree, c.Code) {
			v.N += counts[leaf].N
		}
		if v.N > 0 {
			v.Href = "/browse?category=" + escape(c.Code)
			if in != "" {
				v.Href = "/browse?agency=" + escape(string(in)) + "&category=" + escape(c.Code)
			}
		}
		if c.Owner != "" {
			v.Owner = agencies.of(c.Owner)
		}
		return v
	}
	var walk func(parent string, depth int) []categoryRow
	walk = func(parent string, depth int) []categoryRow {
		var rows []categoryRow
		for _, c := range tree {
			if c.Parent != parent || !inherited(c) || depth > 8 {
				continue
			}
			v := row(c)
			v.Below = walk(c.Code, depth+1)
			rows = append(rows, v)
			p.Parents = append(p.Parents, page.Choice{Value: c.Code, Text: c.Code + " " + categoryName(ctx, tree, c.Code)})
		}
		return rows
	}
	p.Roots = walk("", 0)
	for _, c := range tree {
		if own(c) {
			v := row(c)
			v.Name = categoryName(ctx, tree, c.Code)
			p.Own = append(p.Own, v)
			if in != "" {
				p.Parents = append(p.Parents, page.Choice{Value: c.Code, Text: c.Code + " " + v.Name})
			}
		}
	}
	slices.SortFunc(p.Parents, func(a, b page.Choice) int { return strings.Compare(a.Value, b.Value) })
	p.Parents = withBlank("请选择", p.Parents)
	return page.Show(w, r, form, d.categoryListView(p))
}

func (d *Desk) categoryAdd(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	in, _, err := d.treeOf(o, agencies, form)
	if err != nil {
		return err
	}
	parent, suffix := line(form, "parent", 40), line(form, "suffix", 2)
	name, english := line(form, "name", maxName), line(form, "english", 2*maxName)
	form.Require("parent", "请选择上级类别", "suffix", "请填写类别代码的后两位", "name", "请填写类别名称")
	if !form.OK() {
		return d.categoryAgain(w, r, o, form)
	}
	c, err := d.Office.AddBranch(ctx, o.Actor, in, parent, suffix, name, english)
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.categoryAgain(w, r, o, form)
		}
		return err
	}
	return done(w, r, "/desk/categories?agency="+escape(form.Get("agency")), page.Tf(ctx, "已增设类别 %s %s", c.Code, c.Name))
}
