package store

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"gongkai/affairs/publication"
)

// ReadingState is how far the reading of a file is.
type ReadingState string

const (
	ReadingWaiting ReadingState = "waiting" // to be read, or to be tried again
	ReadingDone    ReadingState = "read"    // read as far as it can be; Note says what is missing
	ReadingFailed  ReadingState = "failed"  // given up; Note says why
)

// Reading is what is known of the words in a file that public publications
// carry. It is an effect of the record and no act.
type Reading struct {
	SHA256 string
	Name   string // as one of the publications calls it
	Type   string // media type found at the upload
	Size   int64  // bytes
	State  ReadingState
	Pages  int // with words in them; 0 until it is read
	// Note is a sentence on what could not be read; "" if nothing.
	Note     string
	Attempts int       // begun
	WantedAt time.Time // when the newest publication with it came out
	NextAt   time.Time // when to try again, while waiting
	ReadAt   time.Time // zero until it was read or given up
	// Lease counts those who took the file in hand: what an earlier holder
	// still wants to write of it comes too late.
	Lease     int64
	HeldUntil time.Time // zero while in nobody's hand
}

// PageText is the words on one page of a file.
type PageText struct {
	Page int    // from 1
	Name string // of a sheet; "" elsewhere
	Text string
}

// FileText is the words on one page of an attachment.
type FileText struct {
	File     int    // position among the attachments, from 0
	FileName string // of the attachment
	PageText
}

const readingColumns = `sha256, name, type, size, state, pages, note, attempts, wanted_at, next_at, read_at, lease, held_until`

func (r Reader) readings(ctx context.Context, where string, args ...any) ([]Reading, error) {
	var list []Reading
	err := r.each(ctx, `select `+readingColumns+` from reading `+where, args, func(rows *sql.Rows) error {
		var g Reading
		var wanted, next, read, held int64
		err := rows.Scan(&g.SHA256, &g.Name, &g.Type, &g.Size, &g.State, &g.Pages, &g.Note, &g.Attempts, &wanted, &next, &read, &g.Lease, &held)
		g.WantedAt, g.NextAt, g.ReadAt, g.HeldUntil = instant(wanted), instant(next), instant(read), instant(held)
		list = append(list, g)
		return err
	})
	return list, err
}

// Readings is what is known of the files of those hashes, by hash; a file that
// nothing public carries is not among them.
func (r Reader) Readings(ctx context.Context, hashes []string) (map[string]Reading, error) {
	found := map[string]Reading{}
	err := chunked(hashes, func(args []any) error {
		list, err := r.readings(ctx, `where sha256 in `+holes(1, len(args)), args...)
		for _, g := range list {
			found[g.SHA256] = g
		}
		return err
	})
	return found, err
}

// ReadingCount is how many files are in each state.
func (r Reader) ReadingCount(ctx context.Context) (map[ReadingState]int64, error) {
	count := map[ReadingState]int64{}
	err := r.each(ctx, `select state, count(*) from reading group by state`, nil, func(rows *sql.Rows) error {
		var state ReadingState
		var n int64
		err := rows.Scan(&state, &n)
		count[state] = n
		return err
	})
	return count, err
}

// chunked calls f with the values, so many at once that a handful of texts of
// SQL serve every number of them; the last value may come again.
func chunked[T any](values []T, f func(args []any) error) error {
	for len(values) > 0 {
		n, width := min(len(values), bulkRows), 1
		if n > 1 {
			width = bulkRows
		}
		args := make([]any, width)
		for i := range args {
			args[i] = values[min(i, n-1)]
		}
		if err := f(args); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

const readingCounter = "reading"

// marks takes n marks and gives the last of those before them. Whoever has
// taken some, be it none, is alone with the tables of readings until its
// transaction ends: marks come in the order of commits.
func (r Reader) marks(ctx context.Context, n int) (int64, error) {
	var last int64
	err := r.one(ctx, `insert into counter (name, value) values ($1, $2)
		on conflict (name) do update set value = counter.value + excluded.value
		returning value`, []any{readingCounter, n}, &last)
	return last - int64(n), err
}

// QueueReadings notes which files the publications of those ids carry now, for
// a follower that has read the journal from one number to another; its position
// moves with that or not at all. Files not known yet wait to be read; the words
// of files that no public publication carries any more are gone. Errors:
// [ErrChanged] when the follower is no longer at from, because another node was
// faster.
func (s *Store) QueueReadings(ctx context.Context, follower string, from, to int64, ids []int64) error {
	return s.traces(ctx, func(r Reader) error {
		if _, err := r.marks(ctx, 0); err != nil {
			return err
		}
		if _, err := r.exec(ctx, `insert into follower (name, position) values ($1, 0) on conflict (name) do nothing`, follower); err != nil {
			return err
		}
		if err := saved(r.exec(ctx, `update follower set position = $2 where name = $1 and position = $3`, follower, to, from)); err != nil {
			return err
		}
		return chunked(ids, func(args []any) error { return r.queueReadings(ctx, args) })
	})
}

type readingUse struct {
	publication int64
	sha256      string
}

func (r Reader) queueReadings(ctx context.Context, ids []any) error {
	gone := map[readingUse]bool{}
	err := r.each(ctx, `select publication, sha256 from reading_use where publication in `+holes(1, len(ids)), ids, func(rows *sql.Rows) error {
		var u readingUse
		err := rows.Scan(&u.publication, &u.sha256)
		gone[u] = true
		return err
	})
	if err != nil {
		return err
	}
	type carried struct {
		readingUse
		publication.Attachment
		at int64
	}
	var fresh []carried
	err = r.each(ctx, `select id, attachments, version_at from publication
		where withdrawn_at = 0 and attachments <> '' and id in `+holes(1, len(ids)), ids, func(rows *sql.Rows) error {
		var id, at int64
		var packed string
		if err := rows.Scan(&id, &packed, &at); err != nil {
			return err
		}
		var list []publication.Attachment
		if err := unpack(packed, &list); err != nil {
			return fmt.Errorf("attachments of %s: %w", publication.Thing(id), err)
		}
		for _, a := range list {
			u := readingUse{id, a.SHA256}
			known := slices.ContainsFunc(fresh, func(c carried) bool { return c.readingUse == u })
			if !gone[u] && !known {
				fresh = append(fresh, carried{u, a, at})
			}
		}
		for _, a := range list {
			delete(gone, readingUse{id, a.SHA256})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range fresh {
		// A file everybody waits for goes before one nobody has asked for since.
		if _, err := r.exec(ctx, `insert into reading (`+readingColumns+`) values `+holes(1, 13)+`
			on conflict (sha256) do update set wanted_at = excluded.wanted_at where reading.wanted_at < excluded.wanted_at`,
			c.SHA256, c.Name, c.Type, c.Size, string(ReadingWaiting), 0, "", 0, c.at, 0, 0, 0, 0); err != nil {
			return err
		}
		var pages int
		if err := r.one(ctx, `select pages from reading where sha256 = $1`, []any{c.SHA256}, &pages); err != nil {
			return err
		}
		var mark int64
		if pages > 0 {
			before, err := r.marks(ctx, 1)
			if err != nil {
				return err
			}
			mark = before + 1
		}
		if _, err := r.exec(ctx, `insert into reading_use (sha256, publication, mark) values ($1, $2, $3)`, c.SHA256, c.publication, mark); err != nil {
			return err
		}
	}
	for u := range gone {
		if _, err := r.exec(ctx, `delete from reading_use where publication = $1 and sha256 = $2`, u.publication, u.sha256); err != nil {
			return err
		}
		for _, table := range []string{"reading_page", "reading"} {
			if _, err := r.exec(ctx, `delete from `+table+` where sha256 = $1
				and not exists (select 1 from reading_use where sha256 = $1)`, u.sha256); err != nil {
				return err
			}
		}
	}
	return nil
}

// ClaimReading takes in hand the waiting file that was published last, for as
// long as hold: until then no other node gets it. Who has it tells with
// [Store.SettleReading]; a holder that dies lets go by itself. Errors:
// [ErrNotFound] when none is due.
func (s *Store) ClaimReading(ctx context.Context, now time.Time, hold time.Duration) (Reading, error) {
	for {
		g, err := only(s.readings(ctx, `where state = 'waiting' and next_at <= $1 and held_until <= $1
			order by wanted_at desc, sha256 limit 1`, micros(now)))
		if err != nil {
			return g, err
		}
		err = s.changed(ctx, `update reading set lease = lease + 1, attempts = attempts + 1, held_until = $3
			where sha256 = $1 and lease = $2 and state = 'waiting'`, g.SHA256, g.Lease, micros(now.Add(hold)))
		if err == ErrChanged {
			continue // another node was faster, or the file is public no more
		}
		g.Lease++
		g.Attempts++
		g.HeldUntil = now.Add(hold)
		return g, err
	}
}

// SettleReading writes what became of a file taken in hand: its State, Note,
// NextAt and ReadAt, and its pages. The publications that carry it get their
// marks; see [Reader.ReadAfter]. Errors: [ErrChanged] when somebody else has it
// by now, or nothing public carries it any more, and nothing was written.
func (s *Store) SettleReading(ctx context.Context, g Reading, pages []PageText) error {
	const width = 4
	args := make([]any, 0, len(pages)*width)
	for _, p := range pages {
		packed, err := squeeze(p.Text)
		if err != nil {
			return err
		}
		args = append(args, g.SHA256, p.Page, p.Name, packed)
	}
	return s.traces(ctx, func(r Reader) error {
		if _, err := r.marks(ctx, 0); err != nil {
			return err
		}
		err := saved(r.exec(ctx, `update reading set state = $3, pages = $4, note = $5, next_at = $6, read_at = $7, held_until = 0, attempts = $8
			where sha256 = $1 and lease = $2 and state = 'waiting'`,
			g.SHA256, g.Lease, string(g.State), len(pages), g.Note, micros(g.NextAt), micros(g.ReadAt), g.Attempts))
		if err != nil {
			return err
		}
		for at := 0; at < len(args); {
			n := width
			if len(args)-at >= bulkRows*width {
				n = bulkRows * width
			}
			if _, err := r.exec(ctx, `insert into reading_page (sha256, page, name, text) values `+holes(n/width, width), args[at:at+n]...); err != nil {
				return err
			}
			at += n
		}
		if len(pages) == 0 {
			return nil
		}
		var uses int
		if err := r.one(ctx, `select count(*) from reading_use where sha256 = $1 and mark = 0`, []any{g.SHA256}, &uses); err != nil {
			return err
		}
		before, err := r.marks(ctx, uses)
		if err != nil {
			return err
		}
		_, err = r.exec(ctx, `update reading_use set mark = $2 + numbered.n
			from (select publication, row_number() over (order by publication) as n from reading_use where sha256 = $1 and mark = 0) as numbered
			where reading_use.sha256 = $1 and reading_use.publication = numbered.publication`, g.SHA256, before)
		return err
	})
}

// ReadAfter is the public publications to which words of a file were added
// after the mark, in that order, at most limit, with the new mark; 0 begins.
// One may come more than once.
func (r Reader) ReadAfter(ctx context.Context, mark int64, limit int) (ids []int64, next int64, err error) {
	next = mark
	err = r.each(ctx, `select publication, mark from reading_use where mark > $1 and mark > 0 order by mark limit $2`, []any{mark, limit},
		func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id, &next)
			ids = append(ids, id)
			return err
		})
	return ids, next, err
}

// MostFileText bounds the words of one publication's attachments that are
// handed out, in bytes: a shelf of books hung onto one notice.
const MostFileText = 8 << 20

// FileTexts is the words in the attachments of those of the publications that
// are public, of their present version, as far as they have been read: by id,
// in the order of attachments and pages, at most [MostFileText] each.
func (r Reader) FileTexts(ctx context.Context, ids []int64) (map[int64][]FileText, error) {
	carried := map[int64][]publication.Attachment{}
	err := chunked(ids, func(args []any) error {
		return r.each(ctx, `select id, attachments from publication where withdrawn_at = 0 and attachments <> '' and id in `+holes(1, len(args)), args,
			func(rows *sql.Rows) error {
				var id int64
				var packed string
				if err := rows.Scan(&id, &packed); err != nil {
					return err
				}
				var list []publication.Attachment
				err := unpack(packed, &list)
				carried[id] = list
				return err
			})
	})
	if err != nil {
		return nil, err
	}
	return r.AttachmentTexts(ctx, carried)
}

// AttachmentTexts is [Reader.FileTexts] for who has read the publications
// already: the words in the attachments given by id, which must be public.
func (r Reader) AttachmentTexts(ctx context.Context, carried map[int64][]publication.Attachment) (map[int64][]FileText, error) {
	wanted := map[string]bool{}
	var hashes []string
	for _, list := range carried {
		for _, a := range list {
			if !wanted[a.SHA256] {
				wanted[a.SHA256] = true
				hashes = append(hashes, a.SHA256)
			}
		}
	}
	texts := map[string][]PageText{}
	err := chunked(hashes, func(args []any) error {
		return r.each(ctx, `select sha256, page, name, text from reading_page where sha256 in `+holes(1, len(args))+` order by sha256, page`, args,
			func(rows *sql.Rows) error {
				var hash string
				var p PageText
				var packed []byte
				if err := rows.Scan(&hash, &p.Page, &p.Name, &packed); err != nil {
					return err
				}
				var err error
				p.Text, err = expand(packed)
				texts[hash] = append(texts[hash], p)
				return err
			})
	})
	if err != nil {
		return nil, err
	}
	found := map[int64][]FileText{}
	for id, list := range carried {
		room := MostFileText
		for i, a := range list {
			for _, p := range texts[a.SHA256] {
				if room -= len(p.Name) + len(p.Text); room < 0 {
					break
				}
				found[id] = append(found[id], FileText{i, a.Name, p})
			}
		}
	}
	return found, nil
}

// A packed page begins with how it was packed.
const (
	asItIs   = 0
	deflated = 1
)

var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
	if err != nil {
		return nil // the level is right
	}
	return w
}}

func squeeze(text string) ([]byte, error) {
	plain := append([]byte{asItIs}, text...)
	w, ok := packers.Get().(*flate.Writer)
	if len(text) < 200 || !ok {
		return plain, nil
	}
	defer packers.Put(w)
	var b bytes.Buffer
	b.WriteByte(deflated)
	w.Reset(&b)
	if _, err := io.WriteString(w, text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(plain) {
		return plain, nil
	}
	return b.Bytes(), nil
}

func expand(packed []byte) (string, error) {
	if len(packed) == 0 {
		return "", nil
	}
	if packed[0] == asItIs {
		return string(packed[1:]), nil
	}
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed[1:])))
	if err != nil {
		return "", fmt.Errorf("page of a file: %w", err)
	}
	return string(b), nil
}

// auditReadings finds words of files that nothing public carries, and public
// files nobody noted. What happened to a publication after the follower's
// position is still to come and no difference.
func (r Reader) auditReadings(ctx context.Context, report func(Difference)) error {
	const coming = ` not exists (select 1 from journal j where j.thing = 'publication/' || p.id
		and j.number > coalesce((select position from follower where name = $1), 0))`
	carried := map[readingUse]string{}
	err := r.each(ctx, `select p.id, p.index_number, p.attachments from publication p
		where p.withdrawn_at = 0 and p.attachments <> '' and`+coming, []any{ReadingFollower}, func(rows *sql.Rows) error {
		var id int64
		var index, packed string
		if err := rows.Scan(&id, &index, &packed); err != nil {
			return err
		}
		var list []publication.Attachment
		if err := unpack(packed, &list); err != nil {
			return nil // told already
		}
		for _, a := range list {
			carried[readingUse{id, a.SHA256}] = index
		}
		return nil
	})
	if err != nil {
		return err
	}
	// A use of a publication still to be looked at is neither right nor wrong.
	err = r.each(ctx, `select u.publication, u.sha256, case when p.id is not null and`+coming+` then 1 else 0 end
		from reading_use u left join publication p on p.id = u.publication`, []any{ReadingFollower}, func(rows *sql.Rows) error {
		var u readingUse
		var looked int
		if err := rows.Scan(&u.publication, &u.sha256, &looked); err != nil {
			return err
		}
		if _, right := carried[u]; !right && looked == 1 {
			report(Difference{publication.Thing(u.publication), "附件文字", "file/" + u.sha256, "无"})
		}
		delete(carried, u)
		return nil
	})
	if err != nil {
		return err
	}
	for u, index := range carried {
		report(Difference{index, "附件文字", "无", "file/" + u.sha256})
	}
	return r.each(ctx, `select sha256 from reading where not exists (select 1 from reading_use u where u.sha256 = reading.sha256)
		union select sha256 from reading_page where not exists (select 1 from reading g where g.sha256 = reading_page.sha256)
		order by sha256`, nil, func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		report(Difference{"file/" + hash, "附件文字", "有", "无"})
		return err
	})
}

// ReadingFollower is the name, in the record, of who reads attachments.
const ReadingFollower = "reading"
