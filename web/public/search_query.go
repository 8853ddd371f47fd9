package public

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// The filters of a search, in the order in which they stand in an address.
const (
	byAgency = iota
	byCategory
	byYear
	byKind
	byValidity
	byChannel
	filters
)

// filterNames is each filter's name in an address and on the page.
var filterNames = [filters]struct{ param, title string }{
	{"agency", "公开机关"}, {"category", "分类"}, {"year", "年份"}, {"kind", "种类"}, {"validity", "有效性"}, {"channel", "渠道"},
}

// undetermined is the validity of what cannot be in force or not.
const undetermined = "none"

// mostChosen bounds the values of one filter.
const mostChosen = 100

// question is what the address of a search asks for. Every address that asks
// the same is printed the same.
type question struct {
	words string
	// chosen is the values of each filter as they stand in the address, sorted,
	// each once, and each naming something there is.
	chosen   [filters][]string
	from, to calendar.Day
	order    search.Order
	stay     bool // a number is not to lead to its document at once
	after    string
}

var errDaysTurned = errors.New("结束日期不能早于开始日期")

// readQuestion reads the address of a search. Values that name nothing there
// is are [page.ErrNotFound]; words and days that were typed wrong are errors of
// the form.
func readQuestion(form *page.Form, q url.Values, c *city) (question, error) {
	a := question{from: calendar.NoDay, to: calendar.NoDay, stay: q.Get("stay") == "1", after: q.Get("after")}
	var err error
	if a.words, err = text.Line(form.Get("q"), longestQuery); err != nil {
		form.Fail("q", err.Error())
	}
	for i, f := range filterNames {
		for _, value := range q[f.param] {
			if value == "" || slices.Contains(a.chosen[i], value) {
				continue
			}
			if len(a.chosen[i]) == mostChosen || !c.knows(i, value) {
				return a, page.ErrNotFound
			}
			a.chosen[i] = append(a.chosen[i], value)
		}
		slices.Sort(a.chosen[i])
	}
	for _, bound := range []struct {
		name string
		day  *calendar.Day
	}{{"from", &a.from}, {"to", &a.to}} {
		if *bound.day, err = calendar.ParseDay(form.Get(bound.name)); err != nil {
			form.Fail(bound.name, calendar.ErrDay.Error())
			*bound.day = calendar.NoDay
		}
	}
	if a.from != calendar.NoDay && a.to != calendar.NoDay && a.to < a.from {
		form.Fail("to", errDaysTurned.Error())
	}
	switch q.Get("sort") {
	case "":
	case string(search.ByDate):
		a.order = search.ByDate
	default:
		return a, page.ErrNotFound
	}
	if len(a.after) > 200 {
		a.after = ""
	}
	return a, nil
}

// knows says whether a value of a filter names something.
func (c *city) knows(filter int, value string) bool {
	switch filter {
	case byAgency:
		_, ok := c.byCode[agency.Code(value)]
		return ok || agencyKind(value) != ""
	case byCategory:
		_, ok := c.byCategory[value]
		return ok || value == uncategorised
	case byYear:
		n, err := strconv.Atoi(value)
		return err == nil && n >= 1900 && n <= 2999 && strconv.Itoa(n) == value
	}
	return filterLabel(filter, value) != ""
}

// agencyKind is what agencies of a kind are called; "" for no kind.
func agencyKind(kind string) string {
	for _, k := range agency.Kinds {
		if string(k.Kind) == kind {
			return k.Name
		}
	}
	return ""
}

// filterLabel is what a value of the filters whose values are the law's is
// called; "" for none there is.
func filterLabel(filter int, value string) string {
	switch filter {
	case byKind:
		for _, k := range search.Kinds {
			if string(k.Kind) == value {
				return k.Name
			}
		}
	case byValidity:
		if value == undetermined {
			return "不适用"
		}
		return publication.Validity(value).Name()
	case byChannel:
		for _, ch := range publication.Channels {
			if ch.Code == value {
				return ch.Name
			}
		}
	}
	return ""
}

// label is what a value of a filter is called.
func (c *city) label(filter int, value string) words {
	switch filter {
	case byAgency:
		if name := agencyKind(value); name != "" {
			return words{zh: name}
		}
		return c.agencyName(agency.Code(value))
	case byCategory:
		if value == uncategorised {
			return words{zh: "未分类"}
		}
		return categoryName(c.byCategory[value])
	case byYear:
		return words{zh: value}
	}
	return words{zh: filterLabel(filter, value)}
}

// params is the address's parts: all of them, or without the values of one
// filter, which then belong between the two.
func (a question) params(without int) (before, after string) {
	var b strings.Builder
	add := func(key, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(key)
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value))
	}
	add("q", a.words)
	for i, f := range filterNames {
		if i == without {
			before = b.String()
			b.Reset()
			continue
		}
		for _, value := range a.chosen[i] {
			add(f.param, value)
		}
	}
	if a.from != calendar.NoDay {
		add("from", a.from.String())
	}
	if a.to != calendar.NoDay {
		add("to", a.to.String())
	}
	add("sort", string(a.order))
	if a.stay {
		add("stay", "1")
	}
	if without < 0 {
		add("after", a.after)
		return b.String(), ""
	}
	return before, b.String()
}

const searchPath = "/search"

func withParams(path, params string) string {
	if params == "" {
		return path
	}
	return path + "?" + params
}

// href is the question's address.
func (a question) href() string { return a.hrefAt(searchPath) }

func (a question) hrefAt(path string) string {
	params, _ := a.params(-1)
	return withParams(path, params)
}

// begin is the question from its first page.
func (a question) begin() question {
	a.after = ""
	return a
}

// narrowed gives the addresses of the question with one value of a filter in
// place of those chosen.
func (a question) narrowed(filter int) func(value string) string {
	before, after := a.params(filter)
	head := searchPath + "?"
	if before != "" {
		head += before + "&"
	}
	head += filterNames[filter].param + "="
	if after != "" {
		after = "&" + after
	}
	return func(value string) string { return head + url.QueryEscape(value) + after }
}

// without is the question without one chosen value.
func (a question) without(filter int, value string) question {
	a = a.begin()
	a.chosen[filter] = slices.DeleteFunc(slices.Clone(a.chosen[filter]), func(v string) bool { return v == value })
	return a
}

// unfiltered is the words alone.
func (a question) unfiltered() question {
	return question{words: a.words, from: calendar.NoDay, to: calendar.NoDay, order: a.order}
}

func (a question) filtered() bool {
	for _, values := range a.chosen {
		if len(values) > 0 {
			return true
		}
	}
	return a.from != calendar.NoDay || a.to != calendar.NoDay
}

// empty says that nothing at all is asked.
func (a question) empty() bool { return a.words == "" && !a.filtered() }

// query is the question as the index takes it. Branches become what is below
// them; loose is the categories the tree does not know.
func (a question) query(c *city, loose []string) search.Query {
	q := search.Query{Words: a.words, From: a.from, To: a.to, Order: a.order, After: a.after}
	agencies := map[agency.Code]bool{}
	for _, value := range a.chosen[byAgency] {
		if agencyKind(value) != "" {
			for _, g := range c.agencies {
				agencies[g.Code] = agencies[g.Code] || string(g.Kind) == value
			}
			continue
		}
		for _, code := range c.under(agency.Code(value)) {
			agencies[code] = true
		}
	}
	for code, in := range agencies {
		if in {
			q.Agencies = append(q.Agencies, code)
		}
	}
	slices.Sort(q.Agencies)
	for _, value := range a.chosen[byCategory] {
		if value == uncategorised {
			q.Categories = append(q.Categories, loose...)
		} else {
			q.Categories = append(q.Categories, c.leaves(value)...)
		}
	}
	slices.Sort(q.Categories)
	q.Categories = slices.Compact(q.Categories)
	for _, value := range a.chosen[byYear] {
		if n, err := strconv.Atoi(value); err == nil {
			q.Years = append(q.Years, n)
		}
	}
	for _, value := range a.chosen[byKind] {
		q.Kinds = append(q.Kinds, search.Kind(value))
	}
	for _, value := range a.chosen[byValidity] {
		if value == undetermined {
			value = ""
		}
		q.Validities = append(q.Validities, publication.Validity(value))
	}
	for _, value := range a.chosen[byChannel] {
		for _, ch := range publication.Channels {
			if ch.Code == value {
				q.Channels = append(q.Channels, ch.Channel)
			}
		}
	}
	return q
}

// under is the agency with all below it; the city government, above all of
// them, stands for itself alone.
func (c *city) under(code agency.Code) []agency.Code {
	list := []agency.Code{code}
	if a := c.byCode[code]; a.Kind == agency.Government && a.Parent == "" {
		return list
	}
	for i := 0; i < len(list); i++ {
		for _, a := range c.agencies {
			if a.Parent == list[i] && !slices.Contains(list, a.Code) {
				list = append(list, a.Code)
			}
		}
	}
	return list
}
