package gazette

import (
	"strconv"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// Carrier is the publication whose words and files are an issue.
type Carrier struct {
	Publication int64
	Index       string
	Before      int // see [Issue]
	// Leaves is how many pages its file or how many pictures it has; 0 where
	// nobody knows, and for one of words only.
	Leaves int
	// Words says that it has neither a PDF nor pictures: articles are read in
	// its body, each under its title as a heading. Under says whether one is.
	Words bool
	Under func(title string) bool
	// Unknown is the index numbers among those the contents name under which
	// nothing was ever public.
	Unknown map[string]bool
}

// Publish makes an issue readable: contents is its table of contents, as
// [ReadContents] takes it. Errors: [ErrState], [ErrCarrier], [ErrBefore],
// [Faults].
func Publish(i Issue, c Carrier, contents string, by account.Login, at time.Time) (Issue, journal.Entry, error) {
	to, err := i.move(journal.IssuePublish)
	if err == nil {
		i, err = i.carry(c, contents)
	}
	if err != nil {
		return i, journal.Entry{}, err
	}
	i.State, i.Reason = to, ""
	return i, i.entry(journal.IssuePublish, by, at, c.Index+" "+strconv.Itoa(i.Count)), nil
}

// carry is the issue as the carrier and the contents have it.
func (i Issue) carry(c Carrier, contents string) (Issue, error) {
	switch {
	case c.Publication == 0:
		return i, ErrCarrier
	case c.Before < 0 || c.Before > MaxNumber:
		return i, ErrBefore
	}
	list, lines, err := readContents(contents)
	if err != nil {
		return i, err
	}
	var faults Faults
	for n, a := range list {
		if err := i.holds(a, c); err != nil {
			faults = append(faults, Fault{lines[n], err})
		}
	}
	if faults != nil {
		return i, faults
	}
	i.Articles, i.Last = numbered(list, i.Articles, i.Last)
	i.Count = len(i.Articles)
	i.Publication, i.Index, i.Before, i.Gone = c.Publication, c.Index, c.Before, false
	return i, nil
}

// holds refuses an article that is not where it is said to be.
func (i Issue) holds(a Article, c Carrier) error {
	switch {
	case c.Unknown[a.Index]:
		return ErrIndex
	case c.Words && !c.Under(a.Title):
		return ErrHeading
	case !c.Words && a.First == 0:
		return ErrPage
	case i.Pages > 0 && a.Last > i.Pages, c.Leaves > 0 && a.Last+c.Before > c.Leaves:
		return ErrBeyond
	}
	return nil
}

// numbered gives the articles their serials: what stood in the contents before
// keeps its own, whatever else of it was corrected, and none is given twice.
func numbered(list, before []Article, last int) ([]Article, int) {
	taken := map[int]bool{}
	for _, same := range []func(a, b Article) bool{
		func(a, b Article) bool { return a.Title == b.Title && a.Number == b.Number },
		func(a, b Article) bool { return a.Title == b.Title || a.Number != "" && a.Number == b.Number },
	} {
		for n := range list {
			for _, b := range before {
				if list[n].Serial == 0 && !taken[b.Serial] && same(list[n], b) {
					list[n].Serial, taken[b.Serial] = b.Serial, true
				}
			}
		}
	}
	for n := range list {
		if list[n].Serial == 0 {
			last++
			list[n].Serial = last
		}
	}
	return list, last
}
