package public

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/follow/search"
)

// facetValue is one way to narrow what was found.
type facetValue struct {
	value   string
	label   words
	text    string // label in the reader's language
	foreign bool   // text is Chinese on a page that is not
	count   int
	href    string // to the list with this value; without it, if it is chosen
	chosen  bool
	below   bool // of the value before it that is chosen
}

// searchFacet is a filter with its values: the first of them, and all in
// groups, folded away.
type searchFacet struct {
	param, title string
	values       []facetValue
	groups       []facetGroup
	all          int // values in groups; 0 while there are none
	open         bool
}

// facetGroup is values under a branch; its own value is "" where the branch is
// no filter.
type facetGroup struct {
	head   facetValue
	values []facetValue
}

// facetFirst is how many values of a long facet stand open.
const facetFirst = 10

// tally is the counts of one filter by the values of addresses. The index
// counts leaves; a branch is the sum of what is below it.
type tally [filters]map[string]int

func (c *city) tally(f search.Facets) tally {
	var t tally
	for i := range t {
		t[i] = map[string]int{}
	}
	for code, n := range f.Agency {
		t[byAgency][string(code)] += n
		a, ok := c.byCode[code]
		if !ok {
			continue
		}
		t[byAgency][string(a.Kind)] += n
		for up, steps := a.Parent, 0; up != "" && steps < 20; steps++ {
			above := c.byCode[up]
			if above.Kind == agency.Government && above.Parent == "" {
				break // stands for itself alone
			}
			t[byAgency][string(up)] += n
			up = above.Parent
		}
	}
	for code, n := range f.Category {
		if _, ok := c.byCategory[code]; !ok {
			t[byCategory][uncategorised] += n
			continue
		}
		for up, steps := code, 0; up != "" && steps < 20; steps++ {
			t[byCategory][up] += n
			up = c.byCategory[up].Parent
		}
	}
	for year, n := range f.Year {
		t[byYear][strconv.Itoa(year)] = n
	}
	for kind, n := range f.Kind {
		t[byKind][string(kind)] = n
	}
	for v, n := range f.Validity {
		if v == "" {
			v = undetermined
		}
		t[byValidity][string(v)] = n
	}
	for _, ch := range publication.Channels {
		if n := f.Channel[ch.Channel]; n > 0 {
			t[byChannel][ch.Code] = n
		}
	}
	return t
}

// facets prepares the filters of a page. A filter with nothing to choose from
// is left out.
func (c *city) facets(ctx context.Context, a question, counts search.Facets) []searchFacet {
	t := c.tally(counts)
	var list []searchFacet
	for i, name := range filterNames {
		narrowed := a.narrowed(i)
		value := func(v string) facetValue {
			f := facetValue{value: v, label: c.label(i, v), count: t[i][v], chosen: slices.Contains(a.chosen[i], v)}
			f.text = f.label.in(ctx)
			f.foreign = foreign(ctx, f.text)
			if f.chosen {
				f.href = a.without(i, v).href()
			} else {
				f.href = narrowed(v)
			}
			return f
		}
		worth := func(v string) bool { return t[i][v] > 0 || slices.Contains(a.chosen[i], v) }
		f := searchFacet{param: name.param, title: name.title, open: i < byValidity || len(a.chosen[i]) > 0}
		switch i {
		case byAgency:
			c.agencyFacet(&f, value, worth)
		case byCategory:
			c.categoryFacet(&f, a.chosen[i], value, worth)
		case byYear:
			var years []string
			for v := range t[i] {
				years = append(years, v)
			}
			for _, v := range a.chosen[i] {
				if t[i][v] == 0 {
					years = append(years, v)
				}
			}
			slices.Sort(years)
			slices.Reverse(years)
			for _, v := range years {
				f.values = append(f.values, value(v))
			}
			f.fold()
		case byKind:
			for _, k := range search.Kinds {
				if worth(string(k.Kind)) {
					f.values = append(f.values, value(string(k.Kind)))
				}
			}
		case byValidity:
			for _, v := range publication.Validities {
				if worth(string(v.Validity)) {
					f.values = append(f.values, value(string(v.Validity)))
				}
			}
			if worth(undetermined) {
				f.values = append(f.values, value(undetermined))
			}
		case byChannel:
			for _, ch := range publication.Channels {
				if worth(ch.Code) {
					f.values = append(f.values, value(ch.Code))
				}
			}
		}
		if len(f.values) > 0 {
			list = append(list, f)
		}
	}
	return list
}

// agencyFacet lists the agencies with most, and folded away all by kind, each
// kind a branch.
func (c *city) agencyFacet(f *searchFacet, value func(string) facetValue, worth func(string) bool) {
	for _, k := range agency.Kinds {
		g := facetGroup{head: value(string(k.Kind))}
		for _, a := range c.agencies {
			if a.Kind == k.Kind && worth(string(a.Code)) {
				g.values = append(g.values, value(string(a.Code)))
			}
		}
		if len(g.values) > 0 || g.head.chosen {
			f.groups = append(f.groups, g)
			f.all += len(g.values)
			f.values = append(f.values, g.values...)
			if g.head.chosen {
				f.values = append(f.values, g.head)
			}
		}
	}
	slices.SortStableFunc(f.values, func(x, y facetValue) int {
		if x.chosen != y.chosen {
			if x.chosen {
				return -1
			}
			return 1
		}
		return cmp.Compare(y.count, x.count)
	})
	if len(f.values) > facetFirst {
		f.values = f.values[:facetFirst]
	}
	if f.all <= 1 {
		f.groups, f.all = nil, 0
	}
}

// categoryFacet lists the roots in the order of the tree; under one that is
// chosen alone, or holds the one chosen, what is below it.
func (c *city) categoryFacet(f *searchFacet, chosen []string, value func(string) facetValue, worth func(string) bool) {
	way := map[string]bool{}
	if len(chosen) == 1 {
		for _, k := range c.path(chosen[0]) {
			way[k.Code] = true
		}
	}
	var list func(parent string, below bool)
	list = func(parent string, below bool) {
		for _, k := range c.below[parent] {
			if !worth(k.Code) && !way[k.Code] {
				continue
			}
			v := value(k.Code)
			v.below = below
			f.values = append(f.values, v)
			if way[k.Code] {
				list(k.Code, true)
			}
		}
	}
	list("", false)
	for _, v := range chosen {
		if len(chosen) > 1 && !slices.ContainsFunc(f.values, func(x facetValue) bool { return x.value == v }) {
			f.values = append(f.values, value(v))
		}
	}
	if worth(uncategorised) {
		f.values = append(f.values, value(uncategorised))
	}
	if len(way) == 0 {
		f.fold()
	}
}

// fold puts what comes after the first values away.
func (f *searchFacet) fold() {
	if len(f.values) <= facetFirst+2 {
		return
	}
	rest := f.values[facetFirst:]
	if slices.ContainsFunc(rest, func(v facetValue) bool { return v.chosen }) {
		return
	}
	f.groups, f.all = []facetGroup{{values: rest}}, len(f.values)
	f.values = f.values[:facetFirst:facetFirst]
}
