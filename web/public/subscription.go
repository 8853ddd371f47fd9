package public

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/publication"
	"gongkai/affairs/subscription"
	"gongkai/follow/notice"
	"gongkai/follow/search"
	"gongkai/law/calendar"
	"gongkai/store"
	"gongkai/web/page"
)

// following is the pages of those who follow a search by e-mail (订阅检索).
type following struct {
	*my
	asks *paces
}

// asksAMinute is of one network address; how many a day is the record's to
// know (subscription.MostAsking).
const asksAMinute = 10

// openSubscriptions adds the pages of those who follow a search to the site.
func (m *my) openSubscriptions(site *page.Site) {
	f := &following{my: m, asks: newPaces(asksAMinute)}
	site.Refusals = append(site.Refusals,
		page.Refusal{Err: subscription.ErrEmail, Status: http.StatusUnprocessableEntity, Field: "email"},
		page.Refusal{Err: subscription.ErrOften, Status: http.StatusUnprocessableEntity, Field: "often"},
		page.Refusal{Err: subscription.ErrSearch, Status: http.StatusUnprocessableEntity},
		page.Refusal{Err: subscription.ErrStep, Status: http.StatusConflict},
		page.Refusal{Err: store.ErrPace, Status: http.StatusTooManyRequests},
	)
	all := page.Anyone() // who holds a link of a mail is its subscription's owner
	site.Handle("GET /search/follow", all, private(f.showAsk))
	site.Handle("POST /search/follow", all, private(f.ask))
	site.Handle("GET /search/follow/sent", all, private(f.showAsked))
	site.Handle("GET /subscription/{link}/confirm", all, private(f.showConfirm))
	site.Handle("POST /subscription/{link}/confirm", all, private(f.confirm))
	site.Handle("GET /subscription/{link}", all, private(f.showSubscription))
	site.Handle("POST /subscription/{link}", all, private(f.changeSubscription))
	site.Handle("GET /subscription/{link}/end", all, private(f.showEnd))
	site.Handle("POST /subscription/{link}/end", all, private(f.endSubscription))
	site.Handle("GET /my/subscriptions", all, m.own(f.listOwn))
	site.Handle("POST /my/subscriptions", all, m.own(f.changeOwn))
}

// subscribed is what can be followed: a question, or a topic.
type subscribed struct {
	question question
	topic    store.Topic // with no code for a question
}

const topicParam = "topic"

// readSubscribed reads what is to be followed from the address of a search, or
// from what a subscription keeps. Errors: [page.ErrNotFound] for what names
// nothing, subscription.ErrSearch for everything and for what was typed wrong.
func readSubscribed(r *http.Request, q url.Values, c *city) (subscribed, error) {
	if code := q.Get(topicParam); code != "" {
		i := slices.IndexFunc(c.topics, func(t store.Topic) bool { return t.Code == code })
		if i < 0 || len(c.topicLeaves(c.topics[i])) == 0 {
			return subscribed{}, page.ErrNotFound
		}
		return subscribed{topic: c.topics[i]}, nil
	}
	form := page.QueryForm(r)
	a, err := readQuestion(form, q, c)
	if err != nil {
		return subscribed{}, err
	}
	if !form.OK() || a.empty() {
		return subscribed{}, subscription.ErrSearch
	}
	return subscribed{question: a}, nil
}

// kept is what is followed as a subscription keeps it.
func (v subscribed) kept() string {
	if v.topic.Code != "" {
		return topicParam + "=" + url.QueryEscape(v.topic.Code)
	}
	return v.question.followed()
}

// href is where all of it stands.
func (v subscribed) href() string {
	if v.topic.Code != "" {
		return "/topic/" + url.PathEscape(v.topic.Code)
	}
	a := v.question.begin()
	a.order, a.stay = search.ByDate, true
	return a.href()
}

// followed is the parameters under which the question can be followed; "" for
// one about everything.
func (a question) followed() string {
	a = a.begin()
	if a.empty() {
		return ""
	}
	a.order, a.stay = search.ByRelevance, false
	params, _ := a.params(-1)
	return params
}

// followed is the parameters of the search that finds what the list shows; ""
// for all there is.
func (f filter) followed() string {
	a := question{from: calendar.NoDay, to: calendar.NoDay}
	for i, value := range []string{byAgency: string(f.agency), byCategory: f.category} {
		if value != "" {
			a.chosen[i] = []string{value}
		}
	}
	if f.year != 0 {
		a.chosen[byYear] = []string{strconv.Itoa(f.year)}
	}
	for _, ch := range publication.Channels {
		if ch.Channel == f.channel {
			a.chosen[byChannel] = []string{ch.Code}
		}
	}
	if f.normative {
		a.chosen[byKind] = []string{string(search.Norm)}
	}
	return a.followed()
}

// byMail is where the search of an address can be followed; "" where no mail
// goes out.
func (w *Window) byMail(params string) string {
	if !w.Following || params == "" {
		return ""
	}
	return "/search/follow?" + params
}

// parts is what is followed in words, filter by filter.
func (v subscribed) parts(ctx context.Context, c *city) []string {
	if v.topic.Code != "" {
		return []string{page.T(ctx, "专题") + " " + words{v.topic.Name, v.topic.English}.in(ctx)}
	}
	a := v.question
	var parts []string
	if a.words != "" {
		parts = append(parts, "“"+a.words+"”")
	}
	for filter, values := range a.chosen {
		var names []string
		for _, value := range values {
			names = append(names, c.label(filter, value).in(ctx))
		}
		if len(names) > 0 {
			parts = append(parts, strings.Join(names, "、"))
		}
	}
	switch none := calendar.NoDay; {
	case a.from != none && a.to != none:
		parts = append(parts, page.Tf(ctx, "%s 至 %s", a.from.String(), a.to.String()))
	case a.from != none:
		parts = append(parts, page.Tf(ctx, "%s 以后", a.from.String()))
	case a.to != none:
		parts = append(parts, page.Tf(ctx, "%s 以前", a.to.String()))
	}
	return parts
}

func (v subscribed) name(ctx context.Context, c *city) string {
	return strings.Join(v.parts(ctx, c), "，")
}

// gone is what is told of a search that names something there is no longer.
const gone = "检索条件已经不存在"

// readKept reads what a subscription keeps; ok is false when it names something
// there is no longer.
func readKept(c *city, kept string) (v subscribed, ok bool, err error) {
	q, err := url.ParseQuery(kept)
	if err != nil {
		return v, false, nil
	}
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: searchPath, RawQuery: kept}}
	v, err = readSubscribed(r, q, c)
	if errors.Is(err, page.ErrNotFound) || errors.Is(err, subscription.ErrSearch) {
		return v, false, nil
	}
	return v, err == nil, err
}

// Subscribed is what a subscription keeps of its search, as the sender of its
// mails asks the index. What names something there is no longer finds nothing.
func (w *Window) Subscribed(ctx context.Context, kept string) (notice.Search, error) {
	c, err := w.readCity(ctx)
	if err != nil {
		return notice.Search{}, err
	}
	v, ok, err := readKept(c, kept)
	if err != nil {
		return notice.Search{}, err
	}
	if !ok {
		return notice.Search{Query: search.Query{Categories: []string{nothing}}, Name: gone, Path: searchPath}, nil
	}
	s := notice.Search{Name: v.name(ctx, c), Path: v.href()}
	if v.topic.Code != "" {
		s.Query = search.Query{Categories: c.topicLeaves(v.topic), From: calendar.NoDay, To: calendar.NoDay}
		return s, nil
	}
	loose, err := w.loose(ctx, c, v.question)
	if err != nil {
		return s, err
	}
	s.Query = v.question.query(c, loose)
	return s, nil
}

// nothing is a category no publication can have.
const nothing = "\x00"

// loose is the categories the tree does not know, if the question is about
// them.
func (w *Window) loose(ctx context.Context, c *city, a question) ([]string, error) {
	if !slices.Contains(a.chosen[byCategory], uncategorised) {
		return nil, nil
	}
	counts, err := w.store.CountBy(ctx, store.Selection{}, store.ByCategory)
	if err != nil {
		return nil, err
	}
	loose := []string{nothing}
	for code := range counts {
		if _, ok := c.byCategory[code]; !ok {
			loose = append(loose, code)
		}
	}
	return loose, nil
}
