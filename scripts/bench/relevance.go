package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/follow/search"
	"gongkai/follow/search/word"
)

// realTexts is where the texts lie, beside the repository.
const realTexts = "../shared/data"

// findsDeep is how many hits of an answer count.
const findsDeep = 20

// library is a record of real documents, in the order of their dates. Nothing
// ever happens to it.
type library []search.Document

func (l library) Documents(_ context.Context, ids []int64) ([]search.Document, error) {
	var list []search.Document
	for _, id := range ids {
		if id >= 1 && id <= int64(len(l)) {
			list = append(list, l[id-1])
		}
	}
	return list, nil
}

func (l library) Scan(_ context.Context, publishedAt, id int64, limit int) ([]search.Document, error) {
	from := slices.IndexFunc(l, func(d search.Document) bool {
		return d.PublishedAt > publishedAt || d.PublishedAt == publishedAt && d.ID > id
	})
	if publishedAt == 0 && id == 0 {
		from = 0
	}
	if from < 0 {
		return nil, nil
	}
	return l[from:min(len(l), from+limit)], nil
}

func (l library) Count(context.Context) (int64, error)      { return int64(len(l)), nil }
func (l library) JournalEnd(context.Context) (int64, error) { return 0, nil }
func (l library) JournalAfter(context.Context, int64, int) ([]journal.Entry, error) {
	return nil, nil
}
func (l library) ReadAfter(_ context.Context, mark int64, _ int) ([]int64, int64, error) {
	return nil, mark, nil
}

// lawFile is the name of a law with its date.
var lawFile = regexp.MustCompile(`^(.+)\((\d{4}-\d{2}-\d{2})\)\.md$`)

// readLibrary reads the national laws, with their text, and what three
// catalogues list.
func readLibrary(dir string) (library, error) {
	var l library
	add := func(title, number, body, day string) {
		at, err := time.ParseInLocation(time.DateOnly, day, beijing)
		if title = strings.TrimSpace(title); err != nil || title == "" {
			return // a line without a date is no entry
		}
		l = append(l, search.Document{Title: title, Number: strings.TrimSpace(number), Text: body, PublishedAt: at.UnixMicro(),
			Agency: "ZFB", Category: "law", Kind: search.Other, Channels: publication.Channels[0].Channel})
	}
	f, err := os.Open(filepath.Join(dir, "laws-national.tar.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if m := lawFile.FindStringSubmatch(path.Base(h.Name)); m != nil {
			b, err := io.ReadAll(r)
			if err != nil {
				return nil, err
			}
			add(m[1], "", string(b), m[2])
		}
	}
	for _, name := range []string{"henan", "state-council", "yunnan"} {
		f, err := os.Open(filepath.Join(dir, "catalogues", "catalogue-"+name+".csv"))
		if err != nil {
			return nil, err
		}
		lines, err := csv.NewReader(f).ReadAll()
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		for _, line := range lines[1:] {
			add(line[1], line[2], "", line[4])
		}
	}
	slices.SortStableFunc(l, func(a, b search.Document) int { return int(a.PublishedAt/1e6 - b.PublishedAt/1e6) })
	for i := range l {
		l[i].ID = int64(i + 1)
		l[i].Index = publication.IndexNumber("ZFB", 2017, int64(i+1))
	}
	return l, nil
}

// lookup is a query with the documents it is after: those of one title or of one
// number.
type lookup struct {
	class, words string
	right        map[int64]bool
}

// lookupClasses are the ways in which people look for a document they know of.
var lookupClasses = []struct {
	class string
	write func(r *rand.Rand, d search.Document) string
}{
	{"whole title", func(_ *rand.Rand, d search.Document) string { return d.Title }},
	{"whole title with blanks", func(r *rand.Rand, d search.Document) string { return strings.Join(pieces(r, d.Title), " ") }},
	{"number", func(_ *rand.Rand, d search.Document) string { return d.Number }},
	{"number in other spellings", respelt},
	{"title with words left out, with blanks", func(r *rand.Rand, d search.Document) string { return strings.Join(some(r, pieces(r, d.Title)), " ") }},
	{"title with words left out, without blanks", func(r *rand.Rand, d search.Document) string { return strings.Join(some(r, pieces(r, d.Title)), "") }},
	{"title in another order, with blanks", func(r *rand.Rand, d search.Document) string { return strings.Join(mixed(r, pieces(r, d.Title)), " ") }},
	{"title in another order, without blanks", func(r *rand.Rand, d search.Document) string { return strings.Join(mixed(r, pieces(r, d.Title)), "") }},
	{"three words of a title", func(r *rand.Rand, d search.Document) string {
		list := pieces(r, d.Title)
		list = slices.DeleteFunc(list, func(p string) bool { return utf8.RuneCountInString(p) < 2 || functionWords.MatchString(p) })
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return strings.Join(list[:min(3, len(list))], " ")
	}},
}

var (
	functionWords = regexp.MustCompile(`河南省|云南省|中华人民共和国|国务院|人民政府|办公厅|办公室|委员会|关于|印发|修改|部分|批转|转发|通知|批复|决定|意见|` +
		`办法|条例|规定|规划|方案|工作|实施|管理|的|和|与|及|等|在|对|[0-9０-９]+年?度?|[\p{P}\p{S}\s]+`)
	yearAndSerial = regexp.MustCompile(`^(.*?)[〔\[（(【]((?:19|20)\d\d)[〕\]）)】]第?0*(\d+)号$`)
)

// pieces parts a title roughly as words: at function words, and what is between
// into two to four characters.
func pieces(r *rand.Rand, title string) []string {
	var list []string
	put := func(s string) {
		run := []rune(strings.TrimFunc(s, func(r rune) bool { return strings.ContainsRune("《》（）“”、，〈〉()\" ", r) }))
		for len(run) > 0 {
			n := min(len(run), 2+r.IntN(3))
			if len(run)-n == 1 {
				n = len(run)
			}
			list = append(list, string(run[:n]))
			run = run[n:]
		}
	}
	at := 0
	for _, m := range functionWords.FindAllStringIndex(title, -1) {
		put(title[at:m[0]])
		if word := title[m[0]:m[1]]; utf8.RuneCountInString(word) > 1 {
			put(word)
		}
		at = m[1]
	}
	put(title[at:])
	return list
}

// some leaves out a third of the pieces, in their order.
func some(r *rand.Rand, list []string) []string {
	keep := max(2, len(list)-(len(list)+1)/3)
	for len(list) > keep {
		i := r.IntN(len(list))
		list = slices.Delete(list, i, i+1)
	}
	return list
}

// mixed is some pieces in another order.
func mixed(r *rand.Rand, list []string) []string {
	list = some(r, list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// respelt is a document number as it is typed.
func respelt(r *rand.Rand, d search.Document) string {
	m := yearAndSerial.FindStringSubmatch(d.Number)
	forms := []string{"%s[%s]%s号", "%s(%s)%s号", "%s【%s】第%s号", "%s %s %s号", "%s〔%s〕%s", "%s［%s］ %s 号"}
	return fmt.Sprintf(forms[r.IntN(len(forms))], m[1], m[2], m[3])
}

// lookups writes so many queries of each class, the same ones every time.
func lookups(l library, finds int) []lookup {
	titles, numbers := map[string][]int64{}, map[string][]int64{}
	titleOf := func(d search.Document) string { return word.TitleTerm(word.Fold(d.Title)) }
	numberOf := func(d search.Document) string {
		if !yearAndSerial.MatchString(d.Number) {
			return ""
		}
		key, whole := text.NumberKey(d.Number)
		if !whole || strings.HasSuffix(key, "|") {
			return ""
		}
		return key
	}
	for _, d := range l {
		titles[titleOf(d)] = append(titles[titleOf(d)], d.ID)
		numbers[numberOf(d)] = append(numbers[numberOf(d)], d.ID)
	}
	var list []lookup
	for i, c := range lookupClasses {
		r := rand.New(rand.NewPCG(2017, uint64(i)))
		for n := 0; n < finds; {
			d := l[r.IntN(len(l))]
			ids := titles[titleOf(d)]
			if strings.HasPrefix(c.class, "number") {
				if ids = numbers[numberOf(d)]; numberOf(d) == "" {
					continue
				}
			}
			words := c.write(r, d)
			if len(pieces(r, d.Title)) < 3 || words == "" {
				continue
			}
			right := map[int64]bool{}
			for _, id := range ids {
				right[id] = true
			}
			list = append(list, lookup{c.class, words, right})
			n++
		}
	}
	return list
}

// finder answers with the first hits.
type finder func(ctx context.Context, words string) ([]int64, error)

// relevance looks how far up real documents stand in the answers to what
// people type who half remember them, beside FTS5.
func (b *bench) relevance(ctx context.Context, e *engine) error {
	if e.server != nil {
		return nil
	}
	l, err := readLibrary(realTexts)
	if errors.Is(err, os.ErrNotExist) {
		b.say("relevance: the real texts are not there; not measured")
		return nil
	}
	if err != nil {
		return err
	}
	ours, stop, err := libraryIndex(ctx, l)
	if err != nil {
		return err
	}
	defer stop()
	theirs, shut, err := libraryFTS(ctx, l, filepath.Join(e.dir, "relevance.db"))
	if err != nil {
		return err
	}
	defer shut()
	finds := pick(b, 1000, 200)
	list := lookups(l, finds)
	var sum [2]map[string]float64
	var worst []string
	for i, find := range []finder{ours, theirs} {
		sum[i] = map[string]float64{}
		for _, q := range list {
			hits, err := find(ctx, q.words)
			if err != nil {
				return fmt.Errorf("%s: %w", q.words, err)
			}
			at := slices.IndexFunc(hits, func(id int64) bool { return q.right[id] })
			if at >= 0 {
				sum[i][q.class] += 1 / float64(at+1)
			}
			if i == 0 && at != 0 {
				worst = append(worst, fmt.Sprintf("%s: %s: %d", q.class, q.words, at+1))
			}
		}
	}
	if b.quick {
		for _, line := range worst {
			fmt.Fprintln(os.Stderr, "       ", line)
		}
	}
	for _, c := range lookupClasses {
		mine, peer := sum[0][c.class]/float64(finds), sum[1][c.class]/float64(finds)
		e.add(row{what: fmt.Sprintf("%s real titles: %s, mean reciprocal rank", thousands(int64(len(l))), c.class),
			product: fmt.Sprintf("%.3f", mine), peer: fmt.Sprintf("%.3f", peer), ratio: mine / peer, goal: "≥ 1", ok: mine >= peer})
	}
	return nil
}

// libraryIndex is our index of it, in memory.
func libraryIndex(ctx context.Context, l library) (finder, func(), error) {
	ctx, stop := context.WithCancel(ctx)
	x, err := search.Open(ctx, search.Options{Record: l, Answers: -1})
	if err != nil {
		stop()
		return nil, nil, err
	}
	ended := make(chan struct{})
	go func() { defer close(ended); x.Run(ctx) }()
	if err := x.Reach(ctx, 0); err != nil {
		stop()
		return nil, nil, err
	}
	find := func(ctx context.Context, words string) ([]int64, error) {
		r, err := x.Search(ctx, search.Query{Words: words, Size: findsDeep})
		var ids []int64
		for _, h := range r.Hits {
			ids = append(ids, h.ID)
		}
		return ids, err
	}
	return find, func() { stop(); <-ended }, nil
}

// libraryFTS is the peer: all words, each a phrase; where nothing has them all,
// any of their pairs; by its rank.
func libraryFTS(ctx context.Context, l library, file string) (finder, func(), error) {
	f, err := openFTS(file, 1)
	if err != nil {
		return nil, nil, err
	}
	shut := func() {
		f.db.Close()
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(file + suffix) // a rest is written over
		}
	}
	if err := fillFTS(ctx, f.db, l); err != nil {
		shut()
		return nil, nil, err
	}
	ask := func(ctx context.Context, match string) (ids []int64, err error) {
		rows, err := f.db.QueryContext(ctx, `select rowid from library where library match ? order by rank, rowid desc limit ?`, match, findsDeep)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		return ids, rows.Err()
	}
	return func(ctx context.Context, words string) ([]int64, error) {
		var phrases, any []string
		for _, w := range strings.Fields(words) {
			var b strings.Builder
			pairs(&b, w)
			if list := strings.Fields(b.String()); len(list) > 0 {
				phrases = append(phrases, `"`+strings.Join(list, " ")+`"`)
				for _, p := range list {
					any = append(any, `"`+p+`"`)
				}
			}
		}
		if len(phrases) == 0 {
			return nil, nil
		}
		ids, err := ask(ctx, strings.Join(phrases, " AND "))
		if err != nil || len(ids) > 0 {
			return ids, err
		}
		return ask(ctx, strings.Join(any, " OR "))
	}, shut, nil
}

func fillFTS(ctx context.Context, db *sql.DB, l library) error {
	if _, err := db.ExecContext(ctx, `drop table if exists library;
		create virtual table library using fts5 (title, body, content = '', tokenize = 'unicode61 remove_diacritics 0')`); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, d := range l {
		var title, body strings.Builder
		pairs(&title, d.Title+"\n"+d.Number+"\n"+d.Index)
		pairs(&body, d.Text)
		if _, err := tx.ExecContext(ctx, `insert into library (rowid, title, body) values (?, ?, ?)`, d.ID, title.String(), body.String()); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
