package public

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	paper "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/web/page"
)

// comparison is two wordings side by side, only what differs. Texts in articles
// are laid side by side article by article, others paragraph by paragraph.
type comparison struct {
	from, to wording
	articles []articleChange
	moved    []articleChange // of these, only the number changed
	plain    []richtext.Change
	counts   []figure // how many articles became what; none for texts without any
	same     int
}

// articleChange is an article that reads otherwise than before, or what stands
// outside of articles.
type articleChange struct {
	became paper.Became
	place  string // a key of the catalogue; "" for an article
	label  string // 第三条, as it is numbered now or was last
	was    string // its number before, where that was another
	href   string // the article by itself; "" if it is gone
	words  []richtext.Change
}

// becameNames is what became of articles, in the order in which it is counted.
var becameNames = []struct {
	became       paper.Became
	name, colour string
}{
	{paper.Changed, "修改", "blue"}, {paper.Added, "增加", "green"}, {paper.Removed, "删去", "red"}, {paper.Renumbered, "条号变动", "grey"},
}

var placeNames = map[paper.Place]string{paper.Opening: "标题和序言", paper.Headings: "章节标题", paper.Ending: "落款", paper.Annexed: "附件"}

// compareNorm reads ?from=0&to=2: serials of two wordings.
func (w *Window) compareNorm(ctx context.Context, v *normPage, q url.Values) error {
	if q.Get("from") == "" && q.Get("to") == "" {
		return nil
	}
	from, ok1 := v.wordingOf(q.Get("from"))
	to, ok2 := v.wordingOf(q.Get("to"))
	if !ok1 || !ok2 {
		return page.ErrNotFound
	}
	before, err := w.normBody(ctx, v.p, from.serial)
	if err != nil {
		return err
	}
	after, err := w.normBody(ctx, v.p, to.serial)
	if err != nil {
		return err
	}
	v.compared = &comparison{from: from, to: to}
	a, ok1 := partsOf(before)
	b, ok2 := partsOf(after)
	if ok1 && ok2 {
		v.compared.articlesOf(paper.Diff(a, b), v.articleAt(to))
		return nil
	}
	v.compared.plain = differences(richtext.Diff(before, after))
	return nil
}

// differences leaves out the paragraphs that are the same.
func differences(list []richtext.Change) []richtext.Change {
	return slices.DeleteFunc(list, func(c richtext.Change) bool { return c.Kind == richtext.Kept })
}

// articlesOf sorts the differences of two texts in articles; href leads to an
// article of the later one.
func (c *comparison) articlesOf(list []paper.Change, href func(*paper.Part) string) {
	count := map[paper.Became]int64{}
	for _, x := range list {
		if x.Place != "" {
			c.articles = append(c.articles, articleChange{became: x.Became, place: placeNames[x.Place], words: differences(x.Paragraphs)})
			continue
		}
		if x.Became == paper.Same {
			c.same++
			continue
		}
		became := x.Became
		if became == paper.Renumbered && x.Reworded() {
			became = paper.Changed
		}
		count[became]++
		line := articleChange{became: x.Became, words: x.Paragraphs}
		if x.New != nil {
			line.label, line.href = bareNumber(x.New), href(x.New)
		}
		if x.Old != nil && line.label == "" {
			line.label = bareNumber(x.Old)
		} else if x.Became == paper.Renumbered {
			line.was = bareNumber(x.Old)
		}
		if x.Reworded() {
			c.articles = append(c.articles, line)
		} else {
			c.moved = append(c.moved, line)
		}
	}
	for _, row := range becameNames {
		if n := count[row.became]; n > 0 {
			name := row.name
			if row.became == paper.Renumbered {
				name = "只有条号变动"
			}
			c.counts = append(c.counts, figure{label: words{zh: name}, count: n})
		}
	}
}

// bareNumber is the number of an article as it is spoken of: 三 of 三、.
func bareNumber(p *paper.Part) string { return strings.TrimRight(p.Num, "、") }

// tags is what is said of an article beside its number.
func (a articleChange) tags() []figure {
	var list []figure
	for _, row := range becameNames {
		if row.became == a.became || row.became == paper.Changed && a.became == paper.Renumbered {
			list = append(list, figure{label: words{zh: row.name}, href: row.colour})
		}
	}
	return list
}

// nothing says that the two texts read the same.
func (c comparison) nothing() bool { return len(c.articles)+len(c.moved)+len(c.plain) == 0 }

// wordingOf is the wording of a serial.
func (v *normPage) wordingOf(serial string) (wording, bool) {
	for _, x := range v.wordings {
		if strconv.Itoa(x.serial) == serial {
			return x, true
		}
	}
	return wording{}, false
}

// articleAt is the address of an article in a wording.
func (v *normPage) articleAt(x wording) func(*paper.Part) string {
	return func(p *paper.Part) string {
		if !numbered(p) {
			return ""
		}
		return normHref(v.p.Index) + "/article/" + url.PathEscape(p.Number) + x.query
	}
}

// compareHref is the address of what a wording changed.
func (v normPage) compareHref(x wording) string {
	return normHref(v.p.Index) + "?from=" + strconv.Itoa(x.before) + "&to=" + strconv.Itoa(x.serial) + "#compared"
}

// picked is the form of the wordings to compare: those compared, else the last
// two.
func (v normPage) picked() *page.Form {
	n := len(v.wordings)
	from, to := v.wordings[n-2], v.wordings[n-1]
	if v.compared != nil {
		from, to = v.compared.from, v.compared.to
	}
	return page.Filled("from", strconv.Itoa(from.serial), "to", strconv.Itoa(to.serial))
}

func (v normPage) wordingChoices(ctx context.Context) []page.Choice {
	list := make([]page.Choice, len(v.wordings))
	for i, x := range v.wordings {
		list[i] = page.Choice{Value: strconv.Itoa(x.serial), Text: wordingName(ctx, x)}
	}
	return list
}
