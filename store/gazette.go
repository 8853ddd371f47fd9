package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongkai/affairs/gazette"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
)

// GazetteYears is how many issues each year has, as far as somebody said so, by
// year.
func (r Reader) GazetteYears(ctx context.Context) ([]gazette.Volume, error) {
	return r.gazetteYears(ctx, `order by year`)
}

// GazetteYear is that of one year. Errors: [ErrNotFound].
func (r Reader) GazetteYear(ctx context.Context, year int) (gazette.Volume, error) {
	return only(r.gazetteYears(ctx, `where year = $1`, year))
}

func (r Reader) gazetteYears(ctx context.Context, where string, args ...any) ([]gazette.Volume, error) {
	var list []gazette.Volume
	err := r.each(ctx, `select year, issues, source, agency, stamp from gazette_year `+where, args, func(rows *sql.Rows) error {
		var v gazette.Volume
		err := rows.Scan(&v.Year, &v.Issues, &v.Source, &v.Agency, &v.Stamp)
		list = append(list, v)
		return err
	})
	return list, err
}

// Issues is the issues of a year, or with 0 of all years, by year and number;
// without their articles.
func (r Reader) Issues(ctx context.Context, year int) ([]gazette.Issue, error) {
	if year == 0 {
		return r.issues(ctx, `order by i.year, i.no`)
	}
	return r.issues(ctx, `where i.year = $1 order by i.no`, year)
}

// Issue is the issue that bears the number, with its articles. Errors:
// [ErrNotFound].
func (r Reader) Issue(ctx context.Context, year, no int) (gazette.Issue, error) {
	i, err := only(r.issues(ctx, `where i.year = $1 and i.no <= $2 and i.through >= $2`, year, no))
	if err != nil {
		return i, err
	}
	list, err := r.printed(ctx, `where a.year = $1 and a.no = $2 order by a.place`, i.Year, i.No)
	for _, p := range list {
		i.Articles = append(i.Articles, p.Article)
	}
	return i, err
}

// IssueOf is the issue a publication carries, without its articles. Errors:
// [ErrNotFound].
func (r Reader) IssueOf(ctx context.Context, publication int64) (gazette.Issue, error) {
	if publication == 0 { // that of every issue not to be read
		return gazette.Issue{}, ErrNotFound
	}
	return only(r.issues(ctx, `where i.publication = $1 and i.publication <> 0`, publication))
}

func (r Reader) issues(ctx context.Context, where string, args ...any) ([]gazette.Issue, error) {
	var list []gazette.Issue
	err := r.each(ctx, `select i.year, i.no, i.through, i.whole, i.dated_on, i.pages, i.state, i.agency, i.publication, i.before, i.articles, i.last, i.reason, i.stamp,
		coalesce(p.index_number, ''), coalesce(p.withdrawn_at, 0)
		from gazette_issue i left join publication p on p.id = i.publication `+where, args, func(rows *sql.Rows) error {
		var i gazette.Issue
		var withdrawn int64
		err := rows.Scan(&i.Year, &i.No, &i.Through, &i.Whole, &i.DatedOn, &i.Pages, &i.State, &i.Agency, &i.Publication, &i.Before, &i.Count, &i.Last, &i.Reason, &i.Stamp,
			&i.Index, &withdrawn)
		i.Gone = withdrawn != 0
		list = append(list, i)
		return err
	})
	return list, err
}

// Printed is an article with where it stands.
type Printed struct {
	Year, No, Through int
	gazette.Article
}

// Name is the issue's, as [gazette.Issue.Name].
func (p Printed) Name() string {
	return gazette.Issue{Year: p.Year, No: p.No, Print: gazette.Print{Through: p.Through}}.Name()
}

const printedColumns = `a.year, a.no, i.through, a.serial, a.section, a.title, a.number, a.first, a.last, a.index_number`

func (r Reader) printed(ctx context.Context, where string, args ...any) ([]Printed, error) {
	var list []Printed
	err := r.each(ctx, `select `+printedColumns+` from gazette_article a join gazette_issue i on i.year = a.year and i.no = a.no `+where, args, func(rows *sql.Rows) error {
		var p Printed
		err := rows.Scan(&p.Year, &p.No, &p.Through, &p.Serial, &p.Section, &p.Title, &p.Number, &p.First, &p.Last, &p.Index)
		list = append(list, p)
		return err
	})
	return list, err
}

// AllPrinted is every article of a year, or with 0 of all years, in the order
// in which it was printed.
func (r Reader) AllPrinted(ctx context.Context, year int) ([]Printed, error) {
	return r.printed(ctx, `where $1 = 0 or a.year = $1 order by a.year, a.no, a.place`, year)
}

// mostPrinted bounds in how many articles one document is looked for.
const mostPrinted = 20

// PrintedIn is the articles that print a publication, of issues that can be
// read: those that name it, those with its document number, and of a document
// without one those with its title. Where several public documents bear the
// number, the title decides. The first first, twenty at most.
func (r Reader) PrintedIn(ctx context.Context, p publication.Publication) ([]Printed, error) {
	key, title := numberKey(p.Content.Number), ""
	if key == "" && p.Content.Document() {
		title = p.Content.Title
	}
	found, err := r.printed(ctx, `join publication c on c.id = i.publication where c.withdrawn_at = 0 and c.id <> $4 and (a.year, a.no, a.serial) in (
			select year, no, serial from gazette_article where index_number <> '' and index_number = $1
			union all select year, no, serial from gazette_article where index_number = '' and number_key <> '' and number_key = $2
			union all select year, no, serial from gazette_article where index_number = '' and number_key = '' and title = $3)
		order by a.year, a.no, a.place limit $5`, p.Index, key, title, p.ID, mostPrinted)
	if err != nil || len(found) == 0 || key == "" {
		return found, err
	}
	bearing, err := r.ByNumber(ctx, key, 2)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(f Printed) bool {
		return f.Index == "" && len(bearing) > 1 && f.Title != p.Content.Title
	}), nil
}

// PrintedOf is the public publications that articles print, by serial, as
// [Reader.PrintedIn] pairs them; except is the publication that carries the
// issue itself.
func (r Reader) PrintedOf(ctx context.Context, list []gazette.Article, except int64) (map[int]Line, error) {
	of := map[int]Line{}
	by := map[string]map[string][]gazette.Article{"index_number": {}, "number_key": {}, "title": {}}
	for _, a := range list {
		column, value := "title", a.Title
		if key := numberKey(a.Number); a.Index != "" {
			column, value = "index_number", a.Index
		} else if key != "" {
			column, value = "number_key", key
		}
		by[column][value] = append(by[column][value], a)
	}
	for column, wanted := range by {
		lines := map[string][]Line{}
		var values []string
		for value := range wanted {
			values = append(values, value)
		}
		err := chunked(values, func(args []any) error {
			where := `where ` + column + ` in ` + holes(1, len(args)) + ` and withdrawn_at = 0`
			switch column {
			case "number_key":
				where += ` and number_key <> ''`
			case "title":
				where += ` and number_key = '' and ` + isDocument
			}
			return r.each(ctx, `select `+column+`, `+lineColumns+` from publication `+where+` order by published_at, id`, args, func(rows *sql.Rows) error {
				var value string
				var l Line
				var at int64
				err := rows.Scan(&value, &l.ID, &l.Index, &l.Agency, &l.Category, &l.Title, &l.Number, &l.IssuedOn, &at, &l.Validity, &l.Normative, &l.Channels)
				l.PublishedAt = instant(at)
				if l.ID != except {
					lines[value] = append(lines[value], l)
				}
				return err
			})
		})
		if err != nil {
			return nil, err
		}
		for value, articles := range wanted {
			for _, a := range articles {
				if l, ok := theOne(lines[value], a.Title); ok {
					of[a.Serial] = l
				}
			}
		}
	}
	return of, nil
}

// theOne is the only line, or of several the first of that title.
func theOne(list []Line, title string) (Line, bool) {
	if len(list) == 1 {
		return list[0], true
	}
	for _, l := range list {
		if l.Title == title {
			return l, true
		}
	}
	return Line{}, false
}

// numberKey is the key of a document number that names one document; "" for
// none, and for a number without its prefix.
func numberKey(number string) string {
	if number == "" {
		return ""
	}
	key, _ := text.NumberKey(number)
	if strings.HasSuffix(key, "|") {
		return ""
	}
	return key
}

// SaveGazetteYear saves how many issues a year has. Errors: [ErrChanged].
func (tx *Tx) SaveGazetteYear(ctx context.Context, v gazette.Volume, e journal.Entry) error {
	args := []any{v.Year, v.Issues, v.Source, string(v.Agency), v.Stamp + 1}
	stmt := `insert into gazette_year (year, issues, source, agency, stamp) values ` + holes(1, len(args))
	if v.Stamp != 0 {
		args = append(args, v.Stamp)
		stmt = `update gazette_year set issues = $2, source = $3, agency = $4, stamp = $5 where year = $1 and stamp = $6`
	}
	if err := saved(tx.exec(ctx, stmt, args...)); err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", v.Thing(), tx.alreadyThere(err)))
	}
	return tx.enter(ctx, e)
}

// SaveIssue saves an issue as it was read, or new, and its articles. Errors:
// [ErrChanged], [gazette.ErrCarried].
func (tx *Tx) SaveIssue(ctx context.Context, i gazette.Issue, e journal.Entry) error {
	if err := tx.saveIssue(ctx, i); err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", i.Thing(), err))
	}
	return tx.enter(ctx, e)
}

func (tx *Tx) saveIssue(ctx context.Context, i gazette.Issue) error {
	if i.Publication != 0 {
		switch other, err := tx.IssueOf(ctx, i.Publication); {
		case err == nil && (other.Year != i.Year || other.No != i.No):
			return gazette.ErrCarried
		case err != nil && !errors.Is(err, ErrNotFound):
			return err
		}
	}
	args := []any{i.Year, i.No, i.Through, i.Whole, int64(i.DatedOn), i.Pages, string(i.State), string(i.Agency), i.Publication, i.Before, len(i.Articles), i.Last, i.Reason, i.Stamp + 1}
	stmt := `insert into gazette_issue (year, no, through, whole, dated_on, pages, state, agency, publication, before, articles, last, reason, stamp) values ` + holes(1, len(args))
	if i.Stamp != 0 {
		args = append(args, i.Stamp)
		stmt = `update gazette_issue set through = $3, whole = $4, dated_on = $5, pages = $6, state = $7, agency = $8, publication = $9, before = $10,
			articles = $11, last = $12, reason = $13, stamp = $14 where year = $1 and no = $2 and stamp = $15`
	}
	if err := saved(tx.exec(ctx, stmt, args...)); err != nil {
		return tx.alreadyThere(err)
	}
	if i.Stamp != 0 {
		if _, err := tx.exec(ctx, `delete from gazette_article where year = $1 and no = $2`, i.Year, i.No); err != nil {
			return err
		}
	}
	return tx.saveArticles(ctx, i)
}

// alreadyThere is [ErrChanged] for a row that somebody else put in first.
func (tx *Tx) alreadyThere(err error) error {
	if err != nil && tx.store.engine.duplicate(err) {
		return ErrChanged
	}
	return err
}

// articlesAtOnce is how many go in with one statement.
const articlesAtOnce = 50

func (tx *Tx) saveArticles(ctx context.Context, i gazette.Issue) error {
	const width = 11
	for from := 0; from < len(i.Articles); from += articlesAtOnce {
		some := i.Articles[from:min(from+articlesAtOnce, len(i.Articles))]
		args := make([]any, 0, width*len(some))
		for n, a := range some {
			args = append(args, i.Year, i.No, a.Serial, from+n, a.Section, a.Title, a.Number, numberKey(a.Number), a.First, a.Last, a.Index)
		}
		_, err := tx.exec(ctx, `insert into gazette_article (year, no, serial, place, section, title, number, number_key, first, last, index_number) values `+holes(len(some), width), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// StrikeIssue removes an issue that never was. Errors: [ErrChanged].
func (tx *Tx) StrikeIssue(ctx context.Context, i gazette.Issue, e journal.Entry) error {
	if err := saved(tx.exec(ctx, `delete from gazette_issue where year = $1 and no = $2 and stamp = $3`, i.Year, i.No, i.Stamp)); err != nil {
		return tx.fail(fmt.Errorf("strike %s: %w", i.Thing(), err))
	}
	return tx.enter(ctx, e)
}

// auditGazette holds what is kept beside the gazette against what it follows
// from.
func (r Reader) auditGazette(ctx context.Context, report func(Difference)) error {
	issues, err := r.Issues(ctx, 0)
	if err != nil {
		return err
	}
	years, err := r.GazetteYears(ctx)
	if err != nil {
		return err
	}
	most := map[int]int{}
	for _, v := range years {
		most[v.Year] = v.Issues
	}
	articles, last := map[[2]int]int{}, map[[2]int]int{}
	err = r.each(ctx, `select year, no, serial, number, number_key from gazette_article`, nil, func(rows *sql.Rows) error {
		var year, no, serial int
		var number, key string
		err := rows.Scan(&year, &no, &serial, &number, &key)
		if want := numberKey(number); key != want {
			report(Difference{fmt.Sprintf("gazette/%d/%d/%d", year, no, serial), "文号", key, want})
		}
		articles[[2]int{year, no}]++
		last[[2]int{year, no}] = max(serial, last[[2]int{year, no}])
		return err
	})
	if err != nil {
		return err
	}
	for n, i := range issues {
		at := [2]int{i.Year, i.No}
		if articles[at] != i.Count {
			report(Difference{i.Thing(), "目录篇数", fmt.Sprint(i.Count), fmt.Sprint(articles[at])})
		}
		if last[at] > i.Last {
			report(Difference{i.Thing(), "末篇序号", fmt.Sprint(i.Last), fmt.Sprint(last[at])})
		}
		if (i.State == gazette.Readable) != (i.Index != "") {
			report(Difference{i.Thing(), "刊载的公开信息", i.Index, i.State.Name()})
		}
		if n > 0 && issues[n-1].Year == i.Year && issues[n-1].Through >= i.No {
			report(Difference{i.Thing(), "期号", i.Numbers(), issues[n-1].Numbers()})
		}
		if all, known := most[i.Year]; known && i.Through > all {
			report(Difference{i.Thing(), "全年期数", fmt.Sprint(all), i.Numbers()})
		}
		delete(articles, at)
	}
	for at, n := range articles {
		report(Difference{fmt.Sprintf("gazette/%d/%d", at[0], at[1]), "目录篇数", fmt.Sprint(n), "0"})
	}
	return nil
}
