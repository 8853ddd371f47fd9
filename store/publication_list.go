package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
)

// Selection names a set of public publications. The same selection lists and
// counts, so a number and its list cannot disagree. The zero Selection is
// everything public.
type Selection struct {
	Agency agency.Code // "" for all
	// Categories are leaves of the tree; empty for all. A branch is selected
	// by all its leaves, see [Leaves].
	Categories []string
	Year       int                 // of publication; 0 for all
	Channel    publication.Channel // 0 for all
	Normative  bool                // only normative documents
}

// Leaves is the category with everything below it, as a selection wants it.
func Leaves(tree []Category, code string) []string {
	under := map[string]bool{code: true}
	list := []string{code}
	for again := true; again; {
		again = false
		for _, c := range tree {
			if !under[c.Code] && under[c.Parent] {
				under[c.Code] = true
				list = append(list, c.Code)
				again = true
			}
		}
	}
	return list
}

// Cursor is a place in a list, newest first: after this publication, or, for
// Newer, before it. The zero Cursor is the beginning.
type Cursor struct {
	At    int64 // microseconds, as in the record
	ID    int64
	Newer bool
}

// String is the cursor as it stands in an address; "" for the beginning.
func (c Cursor) String() string {
	if c.ID == 0 {
		return ""
	}
	s := strconv.FormatInt(c.At, 36) + "." + strconv.FormatInt(c.ID, 36)
	if c.Newer {
		return "-" + s
	}
	return s
}

// ParseCursor reads [Cursor.String]; anything else is the beginning.
func ParseCursor(s string) Cursor {
	c := Cursor{}
	s, c.Newer = strings.CutPrefix(s, "-")
	at, id, ok := strings.Cut(s, ".")
	if !ok {
		return Cursor{}
	}
	var err1, err2 error
	c.At, err1 = strconv.ParseInt(at, 36, 64)
	c.ID, err2 = strconv.ParseInt(id, 36, 64)
	if err1 != nil || err2 != nil || c.ID <= 0 {
		return Cursor{}
	}
	return c
}

// Line is a publication as it stands in a list.
type Line struct {
	ID          int64
	Index       string
	Agency      agency.Code
	Category    string
	Title       string
	Number      string
	IssuedOn    calendar.Day
	PublishedAt time.Time
	Validity    publication.Validity
	Normative   bool
	Channels    publication.Channel
}

// PublishedOn is the legal day of publication.
func (l Line) PublishedOn() calendar.Day { return calendar.On(l.PublishedAt) }

// Cursor is the place of this line.
func (l Line) Cursor(newer bool) Cursor {
	return Cursor{At: micros(l.PublishedAt), ID: l.ID, Newer: newer}
}

// Page is a page of a list, newest first.
type Page struct {
	Lines []Line
	// Newer and Older say whether there is more on either side.
	Newer, Older bool
}

const lineColumns = `id, index_number, agency, category, title, number, issued_on, published_at, validity, normative, channels`

func scanLine(rows *sql.Rows) (Line, error) {
	var l Line
	var at int64
	err := rows.Scan(&l.ID, &l.Index, &l.Agency, &l.Category, &l.Title, &l.Number, &l.IssuedOn, &at, &l.Validity, &l.Normative, &l.Channels)
	l.PublishedAt = instant(at)
	return l, err
}

// List is a page of the selection, newest first, of size lines at most. Each
// branch of the query reads one index from its end and stops, so a page costs
// the same whether the selection holds twenty or a million.
func (r Reader) List(ctx context.Context, s Selection, c Cursor, size int) (Page, error) {
	order, compare := "desc", "<"
	if c.Newer {
		order, compare = "asc", ">"
	}
	from, to := publishedBetween(s.Year)
	var args []any
	hole := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	where := `withdrawn_at = 0`
	if s.Year != 0 {
		where += ` and published_at >= ` + hole(from) + ` and published_at < ` + hole(to)
	}
	if c.ID != 0 {
		where += ` and (published_at, id) ` + compare + ` (` + hole(c.At) + `, ` + hole(c.ID) + `)`
	}
	if s.Agency != "" {
		where += ` and agency = ` + hole(string(s.Agency))
	}
	switch s.Channel {
	case 0:
	case publication.Gazette, publication.Social, publication.Other:
		// written out, so that the partial index of the channel serves
		where += ` and channels & ` + strconv.Itoa(int(s.Channel)) + ` <> 0`
	case publication.Weibo, publication.WeChat:
		// part of Social, whose index serves
		where += ` and channels & 4 <> 0 and channels & ` + strconv.Itoa(int(s.Channel&^publication.Social)) + ` <> 0`
	default:
		where += ` and channels & ` + hole(int64(s.Channel)) + ` <> 0`
	}
	if s.Normative {
		where += ` and normative`
	}
	limit := hole(size + 1)
	branch := func(more string) string {
		return `select ` + lineColumns + ` from publication where ` + where + more + `
			order by published_at ` + order + `, id ` + order + ` limit ` + limit
	}
	text := ""
	switch len(s.Categories) {
	case 0:
		text = branch("")
	case 1:
		text = branch(` and category = ` + hole(s.Categories[0]))
	default:
		var branches []string
		for _, code := range s.Categories {
			branches = append(branches, `select * from (`+branch(` and category = `+hole(code))+`) as b`+strconv.Itoa(len(branches)))
		}
		text = `select ` + lineColumns + ` from (` + strings.Join(branches, "\nunion all\n") + `) as branches
			order by published_at ` + order + `, id ` + order + ` limit ` + limit
	}
	var page Page
	err := r.each(ctx, text, args, func(rows *sql.Rows) error {
		l, err := scanLine(rows)
		page.Lines = append(page.Lines, l)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	more := len(page.Lines) > size
	if more {
		page.Lines = page.Lines[:size]
	}
	if c.Newer {
		for i, j := 0, len(page.Lines)-1; i < j; i, j = i+1, j-1 {
			page.Lines[i], page.Lines[j] = page.Lines[j], page.Lines[i]
		}
		page.Newer, page.Older = more, true
	} else {
		page.Newer, page.Older = c.ID != 0, more
	}
	return page, nil
}

// Counts is what is public in one cell, by channel as the annual report prints
// it.
type Counts struct {
	N, Website, Gazette, Other, Normative int64
	// Social is what went out on Weibo, WeChat or both; SocialUntold the part
	// of it of which it is not known on which.
	Social, Weibo, WeChat, SocialUntold int64
}

// Of is the count of a channel; all of them for 0.
func (c Counts) Of(ch publication.Channel) int64 {
	switch ch {
	case publication.Website:
		return c.Website
	case publication.Gazette:
		return c.Gazette
	case publication.Social:
		return c.Social
	case publication.Weibo:
		return c.Weibo
	case publication.WeChat:
		return c.WeChat
	case publication.Other:
		return c.Other
	}
	return c.N
}

// Add adds the counts of another cell.
func (c *Counts) Add(d Counts) {
	c.N += d.N
	c.Website += d.Website
	c.Gazette += d.Gazette
	c.Other += d.Other
	c.Normative += d.Normative
	c.Social += d.Social
	c.Weibo += d.Weibo
	c.WeChat += d.WeChat
	c.SocialUntold += d.SocialUntold
}

// In is the count the selection's channel and kind ask for.
func (c Counts) In(s Selection) int64 {
	if s.Normative {
		return c.Normative
	}
	return c.Of(s.Channel)
}

func (s Selection) tallyWhere() (string, []any) {
	var parts []string
	var args []any
	hole := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if s.Agency != "" {
		parts = append(parts, `agency = `+hole(string(s.Agency)))
	}
	if s.Year != 0 {
		parts = append(parts, `year = `+hole(s.Year))
	}
	if len(s.Categories) > 0 {
		var hs []string
		for _, c := range s.Categories {
			hs = append(hs, hole(c))
		}
		parts = append(parts, `category in (`+strings.Join(hs, ", ")+`)`)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " where " + strings.Join(parts, " and "), args
}

const tallySums = `coalesce(sum(n), 0), coalesce(sum(website), 0), coalesce(sum(gazette), 0), coalesce(sum(social), 0),
	coalesce(sum(weibo), 0), coalesce(sum(wechat), 0), coalesce(sum(social_untold), 0), coalesce(sum(other), 0), coalesce(sum(normative), 0)`

// places is where [tallySums] are scanned to.
func (c *Counts) places() []any {
	return []any{&c.N, &c.Website, &c.Gazette, &c.Social, &c.Weibo, &c.WeChat, &c.SocialUntold, &c.Other, &c.Normative}
}

// Count is the exact numbers of the selection, its channel and kind left
// aside: see [Counts.In].
func (r Reader) Count(ctx context.Context, s Selection) (Counts, error) {
	where, args := s.tallyWhere()
	var c Counts
	err := r.one(ctx, `select `+tallySums+` from tally`+where, args, c.places()...)
	return c, err
}

// Dimension is what counts are broken down by.
type Dimension string

const (
	ByAgency   Dimension = "agency"
	ByCategory Dimension = "category"
	ByYear     Dimension = "year"
)

// CountBy breaks the selection's numbers down. Keys are agency codes, category
// codes or years; cells that are all zero are left out.
func (r Reader) CountBy(ctx context.Context, s Selection, by Dimension) (map[string]Counts, error) {
	where, args := s.tallyWhere()
	m := map[string]Counts{}
	err := r.each(ctx, `select `+string(by)+`, `+tallySums+` from tally`+where+` group by `+string(by)+` having sum(n) <> 0`, args,
		func(rows *sql.Rows) error {
			var key string
			var c Counts
			err := rows.Scan(append([]any{&key}, c.places()...)...)
			m[key] = c
			return err
		})
	return m, err
}

// ByNumber is up to limit public lines whose document number has the key
// (text.NumberKey); a key that ends in "|" has no prefix and matches that year
// and number of every issuer. Newest first.
func (r Reader) ByNumber(ctx context.Context, key string, limit int) ([]Line, error) {
	where, args := `number_key = $1`, []any{key, limit}
	if strings.HasSuffix(key, "|") {
		where, args = `number_key >= $1 and number_key < $3`, append(args, key+"\U0010ffff")
	}
	var list []Line
	err := r.each(ctx, `select `+lineColumns+` from publication
		where number_key <> '' and `+where+` and withdrawn_at = 0
		order by published_at desc, id desc limit $2`, args, func(rows *sql.Rows) error {
		l, err := scanLine(rows)
		list = append(list, l)
		return err
	})
	return list, err
}

// Recent is when something was last published in each category of the
// selection, for obligations with a period.
func (r Reader) Recent(ctx context.Context, in agency.Code, category string) (time.Time, error) {
	var at int64
	err := r.one(ctx, `select published_at from publication
		where withdrawn_at = 0 and agency = $1 and category = $2
		order by published_at desc, id desc limit 1`, []any{string(in), category}, &at)
	if err == ErrNotFound {
		return time.Time{}, nil
	}
	return instant(at), err
}
