package public

import (
	"context"
	"strings"
	"unicode"

	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// words is a name in both languages; en is "" where the record has none, and
// English pages then take it from the catalogue, as for the law's own
// categories, or print the Chinese, marked as such.
type words struct{ zh, en string }

func (n words) in(ctx context.Context) string {
	return page.Named(ctx, n.zh, n.en)
}

// foreign says whether text must be marked as Chinese on the page.
func foreign(ctx context.Context, text string) bool {
	return page.LanguageOf(ctx) == page.English && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// entry is a publication in a list.
type entry struct {
	href   string
	title  string
	number string // 文号; "" if none
	agency words  // as named on the day of publication
	date   string // of publication, 2017-06-30
	// repealed is set when the document is no longer in force: "废止", "失效".
	repealed string
}

// figure is a number, the words before it and the list behind it.
type figure struct {
	label words
	count int64
	href  string
	here  bool // the choice in force
}

func itemHref(index string) string { return "/item/" + index }

// entries prepares the lines of a list that a stranger may see, and makes the
// page depend on each of them.
func (w *Window) entries(c *city, lines []store.Line, t *page.Topics) []entry {
	var list []entry
	for _, l := range lines {
		// The list has withdrawn ones left out already; this asks for the instant.
		if !w.visible(publication.Publication{PublishedAt: l.PublishedAt}, publication.Listed) {
			continue
		}
		if t != nil {
			t.On(publication.Thing(l.ID))
		}
		e := entry{
			href: itemHref(l.Index), title: l.Title, number: l.Number,
			agency: c.nameOn(l.Agency, l.PublishedOn()), date: l.PublishedOn().String(),
		}
		if l.Validity == publication.Repealed || l.Validity == publication.Expired {
			e.repealed = l.Validity.Name()
		}
		list = append(list, e)
	}
	return list
}
