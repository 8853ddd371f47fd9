package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

const (
	publicationColumns = `id, index_number, agency, category, title, number, number_key, issued_on, published_at, body,
		keywords, stage, normative, validity, channels, attachments, version, version_at, change, withdrawn_at,
		withdrawn_reason, successor, drafter, cleared, signer, voucher, run, source, ended_on, interprets, interprets_key, piece, matter,
		changed_at, source_key, stamp`
	publicationWidth = 36
)

// seldomFilled are the columns that an import leaves empty as a rule.
var seldomFilled = columnBits(publicationColumns, "attachments", "change", "withdrawn_at", "withdrawn_reason", "successor",
	"drafter", "cleared", "signer", "interprets", "interprets_key", "piece", "matter")

func (r Reader) publications(ctx context.Context, where string, args ...any) ([]publication.Publication, error) {
	var list []publication.Publication
	err := r.each(ctx, `select `+publicationColumns+` from publication `+where, args, func(rows *sql.Rows) error {
		var p publication.Publication
		var numberKey, attachments, interpretsKey, sourceKey string
		var publishedAt, versionAt, withdrawnAt, changedAt int64
		c := &p.Content
		err := rows.Scan(&p.ID, &p.Index, &p.Agency, &c.Category, &c.Title, &c.Number, &numberKey, &c.IssuedOn,
			&publishedAt, &c.Body, &c.Keywords, &c.Stage, &c.Normative, &c.Validity, &c.Channels, &attachments,
			&p.Version, &versionAt, &p.Change, &withdrawnAt, &p.WithdrawnReason, &p.Successor,
			&p.Drafter, &p.Cleared, &p.Signer, &p.Voucher, &p.Run, &p.Source, &c.EndedOn, &c.Interprets, &interpretsKey, &c.Piece, &c.Matter,
			&changedAt, &sourceKey, &p.Stamp)
		if err != nil {
			return err
		}
		p.PublishedAt, p.VersionAt, p.WithdrawnAt = instant(publishedAt), instant(versionAt), instant(withdrawnAt)
		err = unpack(attachments, &c.Attachments)
		list = append(list, p)
		return err
	})
	return list, err
}

// Publication is one publication by id, withdrawn or not. Errors:
// [ErrNotFound].
func (r Reader) Publication(ctx context.Context, id int64) (publication.Publication, error) {
	return only(r.publications(ctx, `where id = $1`, id))
}

// PublicationAt is the publication at an index number, withdrawn or not.
// Errors: [ErrNotFound].
func (r Reader) PublicationAt(ctx context.Context, index string) (publication.Publication, error) {
	return only(r.publications(ctx, `where index_number = $1`, index))
}

// PublicationFrom is what came from an old address, withdrawn or not. Errors:
// [ErrNotFound].
func (r Reader) PublicationFrom(ctx context.Context, source string) (publication.Publication, error) {
	if source == "" {
		return publication.Publication{}, ErrNotFound
	}
	return only(r.publications(ctx, `where source = $1 and source <> '' order by id desc limit 1`, source))
}

// Versions is the contents a publication had before the present one, newest
// first.
func (r Reader) Versions(ctx context.Context, id int64) ([]publication.Version, error) {
	var list []publication.Version
	err := r.each(ctx, `select number, at, change, content from publication_version where publication = $1 order by number desc`,
		[]any{id}, func(rows *sql.Rows) error {
			var v publication.Version
			var at int64
			var content string
			if err := rows.Scan(&v.Number, &at, &v.Change, &content); err != nil {
				return err
			}
			v.At = instant(at)
			err := unpack(content, &v.Content)
			list = append(list, v)
			return err
		})
	return list, err
}

// ChannelRecords is what is known of the channels a publication went out on,
// oldest first.
func (r Reader) ChannelRecords(ctx context.Context, id int64) ([]publication.ChannelRecord, error) {
	var list []publication.ChannelRecord
	err := r.each(ctx, `select channel, at, address, login from channel_record where publication = $1 order by at, channel, address`,
		[]any{id}, func(rows *sql.Rows) error {
			var c publication.ChannelRecord
			var at int64
			err := rows.Scan(&c.Channel, &at, &c.Address, &c.By)
			c.At = instant(at)
			list = append(list, c)
			return err
		})
	return list, err
}

// NextPublication gives out the id and the index number of a new publication
// of the agency. Index numbers of an agency and year follow each other without
// gaps in the order of publication.
//
// The number of the entry that will tell of it is taken in the same statement,
// so the act must write one.
func (tx *Tx) NextPublication(ctx context.Context, in agency.Code, year int) (int64, string, error) {
	serial := serialCounter(in, year)
	last, err := tx.nextOf(ctx, 1, "publication", serial, "journal")
	if err != nil {
		return 0, "", tx.fail(err)
	}
	tx.reserved = append(tx.reserved, last["journal"])
	return last["publication"], publication.IndexNumber(in, year, last[serial]), nil
}

func serialCounter(in agency.Code, year int) string {
	return "serial/" + string(in) + "/" + strconv.Itoa(year)
}

// BeforePublishing reads a draft, and of the agency that is probably its own what
// it may publish whatever it looks like; the numbers of the agency's year are then
// given out by [Tx.NextPublication]. The card is empty if there is no such agency.
// Errors: [ErrNotFound] for the draft.
func (tx *Tx) BeforePublishing(ctx context.Context, id int64, in agency.Code, year int) (publication.Draft, Card, error) {
	var drafts []publication.Draft
	var c Card
	agencies := map[agency.Code]agency.Agency{}
	list := []question{draftsWhere(`where id = $1`, []any{id}, func(d publication.Draft) { drafts = append(drafts, d) }),
		allowedIn(in, func(a publication.Allowed) { c.Allowed = append(c.Allowed, a) }), agenciesOf([]agency.Code{in}, agencies)}
	if tx.asks() {
		list = append(list, tx.foresee("publication", serialCounter(in, year), "journal"))
	}
	err := tx.ask(ctx, list...)
	c.Agency = agencies[in]
	d, err := only(drafts, err)
	return d, c, err
}

// Place is under which agency and year a publication is numbered.
type Place struct {
	Agency agency.Code
	Year   int
}

// NextPublications is [Tx.NextPublication] for many at once: the first of so
// many consecutive ids, and an index number for each of the years.
func (tx *Tx) NextPublications(ctx context.Context, in agency.Code, years []int) (int64, []string, error) {
	places := make([]Place, len(years))
	for i, y := range years {
		places[i] = Place{in, y}
	}
	return tx.NextIn(ctx, places)
}

// NextIn is [Tx.NextPublications] for publications of several agencies.
func (tx *Tx) NextIn(ctx context.Context, places []Place) (int64, []string, error) {
	first, err := tx.next(ctx, "publication", len(places))
	if err != nil {
		return 0, nil, tx.fail(err)
	}
	count := map[Place]int{}
	var order []Place
	for _, p := range places {
		if count[p] == 0 {
			order = append(order, p)
		}
		count[p]++
	}
	serial := make(map[Place]int64, len(order))
	for _, p := range order {
		if serial[p], err = tx.next(ctx, serialCounter(p.Agency, p.Year), count[p]); err != nil {
			return 0, nil, tx.fail(err)
		}
	}
	indexes := make([]string, len(places))
	for i, p := range places {
		indexes[i] = publication.IndexNumber(p.Agency, p.Year, serial[p])
		serial[p]++
	}
	return first, indexes, nil
}

// SourceKey tells whether two imported records are the same: same agency,
// address, title and number.
func SourceKey(in agency.Code, source, title, number string) string {
	h := sha256.New()
	for _, s := range [...]string{string(in), source, title, number} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (tx *Tx) publicationArgs(args []any, p publication.Publication, sourceKey string) ([]any, error) {
	attachments := ""
	if len(p.Content.Attachments) > 0 {
		var err error
		if attachments, err = pack(p.Content.Attachments); err != nil {
			return nil, err
		}
	}
	numberKey := ""
	if p.Content.Number != "" {
		numberKey, _ = text.NumberKey(p.Content.Number)
	}
	c := &p.Content
	return append(args, p.ID, p.Index, string(p.Agency), c.Category, c.Title, c.Number, numberKey, int64(c.IssuedOn),
		micros(p.PublishedAt), c.Body, c.Keywords, string(c.Stage), c.Normative, string(c.Validity), int64(c.Channels),
		attachments, p.Version, micros(p.VersionAt), p.Change, micros(p.WithdrawnAt), p.WithdrawnReason, p.Successor,
		string(p.Drafter), string(p.Cleared), string(p.Signer), p.Voucher, p.Run, p.Source, int64(c.Ended()), c.Interprets,
		c.Explains(), string(c.Piece), c.Matter, micros(tx.At), sourceKey, p.Stamp+1), nil
}

// Publish saves a signed draft and the publication it became, or whose next
// version it is, with one entry. old is the publication before; nil for a new
// one. Errors: [ErrChanged].
func (tx *Tx) Publish(ctx context.Context, d publication.Draft, old *publication.Publication, p publication.Publication, e journal.Entry) error {
	if err := tx.saveDraft(ctx, d); err != nil {
		return err
	}
	if old == nil {
		if err := tx.insertPublications(ctx, []publication.Publication{p}, []string{""}); err != nil {
			return tx.fail(err)
		}
		return tx.enter(ctx, e)
	}
	if err := tx.keepVersion(ctx, *old); err != nil {
		return tx.fail(err)
	}
	return tx.SavePublication(ctx, *old, p, e)
}

// SavePublication saves a change of a publication that is not a new version:
// withdrawn, moved, a channel recorded. Errors: [ErrChanged].
func (tx *Tx) SavePublication(ctx context.Context, old, p publication.Publication, e journal.Entry) error {
	if err := tx.updatePublication(ctx, old, p); err != nil {
		return tx.fail(err)
	}
	return tx.enter(ctx, e)
}

// RecordChannel saves the fact that a publication went out on a channel.
func (tx *Tx) RecordChannel(ctx context.Context, old, p publication.Publication, c publication.ChannelRecord, e journal.Entry) error {
	_, err := tx.exec(ctx, `insert into channel_record (publication, channel, at, address, login) values ($1, $2, $3, $4, $5)
		on conflict (publication, channel, at, address) do nothing`, p.ID, int64(c.Channel), micros(c.At), c.Address, string(c.By))
	if err != nil {
		return tx.fail(err)
	}
	return tx.SavePublication(ctx, old, p, e)
}

func (tx *Tx) keepVersion(ctx context.Context, p publication.Publication) error {
	content, err := pack(p.Content)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `insert into publication_version (publication, number, at, change, content) values ($1, $2, $3, $4, $5)`,
		p.ID, p.Version, micros(p.VersionAt), p.Change, content)
	return err
}

// updatePublication saves a changed publication and keeps its norm in step.
func (tx *Tx) updatePublication(ctx context.Context, old, p publication.Publication) error {
	if err := tx.replacePublication(ctx, old, p); err != nil {
		return err
	}
	return tx.followNorm(ctx, old, p)
}

func (tx *Tx) replacePublication(ctx context.Context, old, p publication.Publication) error {
	args, err := tx.publicationArgs(nil, p, "")
	if err != nil {
		return err
	}
	// The source key stays as the record came in, whatever is changed later:
	// the same row of the same file is the same record. See
	// [Tx.UndoPublications] for the only way it is given free.
	args = append(args[:publicationWidth-2], args[publicationWidth-1], p.Stamp)
	err = saved(tx.exec(ctx, `update publication set
			index_number = $2, agency = $3, category = $4, title = $5, number = $6, number_key = $7, issued_on = $8,
			published_at = $9, body = $10, keywords = $11, stage = $12, normative = $13, validity = $14, channels = $15,
			attachments = $16, version = $17, version_at = $18, change = $19, withdrawn_at = $20, withdrawn_reason = $21,
			successor = $22, drafter = $23, cleared = $24, signer = $25, voucher = $26, run = $27, source = $28,
			ended_on = $29, interprets = $30, interprets_key = $31, piece = $32, matter = $33, changed_at = $34, stamp = $35
		where id = $1 and stamp = $36`, args...))
	if err != nil {
		return fmt.Errorf("save %s: %w", p.Thing(), err)
	}
	t := tallies{}
	t.add(old, -1)
	t.add(p, 1)
	return tx.saveTallies(ctx, t)
}

func (tx *Tx) insertPublications(ctx context.Context, list []publication.Publication, keys []string) error {
	t := tallies{}
	args := make([]any, 0, min(len(list), bulkRows)*publicationWidth)
	copied, err := tx.copyRows(ctx, "publication", publicationColumns, len(list), func(i int) ([]any, error) {
		t.add(list[i], 1)
		return tx.publicationArgs(args[:0], list[i], keys[i])
	})
	if err != nil {
		return fmt.Errorf("save %d publications from %s on: %w", len(list), list[0].Thing(), err)
	}
	follow := false
	if !copied && len(list) >= bulkRows {
		if follow, err = tx.appends(ctx, "publication", "id", list[0].ID); err != nil {
			return err
		}
	}
	for at := 0; at < len(list) && !copied; {
		n := min(len(list)-at, bulkRows)
		if n < bulkRows {
			n = 1
		}
		args = args[:0]
		for i := at; i < at+n; i++ {
			var err error
			if args, err = tx.publicationArgs(args, list[i], keys[i]); err != nil {
				return err
			}
			t.add(list[i], 1)
		}
		text, thing := insertText("publication", publicationColumns, n, publicationWidth, tx.store.engine.numbered()), list[at].Thing()
		if follow && n == bulkRows {
			text, args = appending("publication", publicationColumns, publicationWidth, seldomFilled, args)
		}
		if len(list) == 1 && keys[0] == "" {
			// Nothing is there that it could be the double of.
			if err := tx.later(ctx, write{text: text, args: args, thing: thing}); err != nil {
				return err
			}
		} else if _, err := tx.exec(ctx, text, args...); err != nil {
			return fmt.Errorf("save %s: %w", thing, err)
		}
		at += n
	}
	if err := tx.insertNorms(ctx, list); err != nil {
		return err
	}
	return tx.saveTallies(ctx, t)
}

// ImportPublications saves many imported publications, each with its own
// entry, in one act. keys are their [SourceKey]s, "" for records that are not
// compared. Errors: [ErrDuplicate].
func (tx *Tx) ImportPublications(ctx context.Context, list []publication.Publication, keys []string, entries []journal.Entry) error {
	if len(list) == 0 {
		return nil
	}
	if len(keys) != len(list) || len(entries) != len(list) {
		return tx.fail(errors.New("import: publications, keys and entries differ in number"))
	}
	if err := tx.insertPublications(ctx, list, keys); err != nil {
		if tx.store.engine.duplicate(err) {
			err = fmt.Errorf("%w: %w", ErrDuplicate, err)
		}
		return tx.fail(err)
	}
	return tx.enter(ctx, entries...)
}

// UndoPublications withdraws imported publications whose import is undone,
// each with its own entry, in one act, and frees their source keys, so that
// the file can be imported again. old are the publications before. Errors:
// [ErrChanged].
func (tx *Tx) UndoPublications(ctx context.Context, old, list []publication.Publication, entries []journal.Entry) error {
	if len(list) == 0 {
		return nil
	}
	if len(old) != len(list) || len(entries) != len(list) {
		return tx.fail(errors.New("undo import: publications before, after and entries differ in number"))
	}
	t := tallies{}
	for i, p := range list {
		err := saved(tx.exec(ctx, `update publication set withdrawn_at = $2, withdrawn_reason = $3, source = $4, source_key = '', stamp = $5,
				changed_at = $7
			where id = $1 and stamp = $6`, p.ID, micros(p.WithdrawnAt), p.WithdrawnReason, p.Source, p.Stamp+1, old[i].Stamp, micros(tx.At)))
		if err != nil {
			return tx.fail(fmt.Errorf("undo %s: %w", p.Thing(), err))
		}
		t.add(old[i], -1)
		t.add(p, 1)
	}
	if err := tx.saveTallies(ctx, t); err != nil {
		return tx.fail(err)
	}
	return tx.enter(ctx, entries...)
}

// ErrDuplicate refuses a record that is there already.
var ErrDuplicate = errors.New("这条记录已经导入过")

// Known tells which of the source keys are there already.
func (r Reader) Known(ctx context.Context, keys []string) (map[string]bool, error) {
	known := map[string]bool{}
	for len(keys) > 0 {
		n := min(len(keys), bulkRows)
		args := make([]any, bulkRows)
		for i := range args {
			args[i] = keys[min(i, n-1)]
		}
		err := r.each(ctx, `select source_key from publication where source_key <> '' and source_key in `+holes(1, bulkRows), args,
			func(rows *sql.Rows) error {
				var key string
				err := rows.Scan(&key)
				known[key] = true
				return err
			})
		if err != nil {
			return nil, err
		}
		keys = keys[n:]
	}
	return known, nil
}

// PublicationsOfRun is up to limit publications of an import that are still
// public, by id, after the given one.
func (r Reader) PublicationsOfRun(ctx context.Context, run, after int64, limit int) ([]publication.Publication, error) {
	return r.publications(ctx, `where run = $1 and run <> 0 and id > $2 and withdrawn_at = 0 order by id limit $3`, run, after, limit)
}

// LeftOfRun is how many publications of an import are still public.
func (r Reader) LeftOfRun(ctx context.Context, run int64) (int64, error) {
	var n int64
	err := r.one(ctx, `select count(*) from publication where run = $1 and run <> 0 and withdrawn_at = 0`, []any{run}, &n)
	return n, err
}

// PublicationsOfAgency is up to limit publications an agency answers for,
// withdrawn ones included, by id after the given one: for moving them.
func (r Reader) PublicationsOfAgency(ctx context.Context, in agency.Code, after int64, limit int) ([]publication.Publication, error) {
	return r.publications(ctx, `where agency = $1 and id > $2 order by id limit $3`, string(in), after, limit)
}

// tallies are changes of the counts kept beside the record, by cell. They
// count what is public: published and not withdrawn.
type tallies map[tallyCell]*tallyChange

type tallyCell struct {
	agency   agency.Code
	category string
	year     int
}

type tallyChange struct {
	n, website, gazette, social, weibo, wechat, other, normative int64
	// untold is how many of social went out nobody knows on which of the two.
	untold int64
}

func (t tallies) add(p publication.Publication, sign int64) {
	if !p.WithdrawnAt.IsZero() {
		return
	}
	cell := tallyCell{p.Agency, p.Content.Category, calendar.On(p.PublishedAt).Year()}
	c := t[cell]
	if c == nil {
		c = &tallyChange{}
		t[cell] = c
	}
	c.n += sign
	for _, counted := range []struct {
		yes bool
		n   *int64
	}{
		{p.Content.Channels.Has(publication.Website), &c.website},
		{p.Content.Channels.Has(publication.Gazette), &c.gazette},
		{p.Content.Channels.Has(publication.Social), &c.social},
		{p.Content.Channels.Has(publication.Weibo), &c.weibo},
		{p.Content.Channels.Has(publication.WeChat), &c.wechat},
		{p.Content.Channels.SocialUntold(), &c.untold},
		{p.Content.Channels.Has(publication.Other), &c.other},
		{p.Content.Normative, &c.normative},
	} {
		if counted.yes {
			*counted.n += sign
		}
	}
}

func (tx *Tx) saveTallies(ctx context.Context, t tallies) error {
	cells := make([]tallyCell, 0, len(t))
	for cell, c := range t {
		if *c != (tallyChange{}) {
			cells = append(cells, cell)
		}
	}
	sort.Slice(cells, func(i, j int) bool {
		a, b := cells[i], cells[j]
		if a.agency != b.agency {
			return a.agency < b.agency
		}
		if a.category != b.category {
			return a.category < b.category
		}
		return a.year < b.year
	})
	for len(cells) > 0 {
		n := min(len(cells), bulkRows)
		if n < bulkRows {
			n = 1
		}
		args := make([]any, 0, n*tallyWidth)
		for _, cell := range cells[:n] {
			c := t[cell]
			args = append(args, string(cell.agency), cell.category, cell.year, c.n, c.website, c.gazette, c.social, c.weibo, c.wechat,
				c.untold, c.other, c.normative)
		}
		text := insertText("tally", tallyColumns, n, tallyWidth, tx.store.engine.numbered()) + addTallies
		if err := tx.later(ctx, write{thing: "tally", text: text, args: args}); err != nil {
			return fmt.Errorf("tally: %w", err)
		}
		cells = cells[n:]
	}
	return nil
}

const (
	tallyColumns = `agency, category, year, n, website, gazette, social, weibo, wechat, social_untold, other, normative`
	tallyWidth   = 12
	// addTallies adds the changes of cells, none of them named twice.
	addTallies = `
		on conflict (agency, category, year) do update set
			n = tally.n + excluded.n,
			website = tally.website + excluded.website,
			gazette = tally.gazette + excluded.gazette,
			social = tally.social + excluded.social,
			weibo = tally.weibo + excluded.weibo,
			wechat = tally.wechat + excluded.wechat,
			social_untold = tally.social_untold + excluded.social_untold,
			other = tally.other + excluded.other,
			normative = tally.normative + excluded.normative`
)

// AddHits adds visits to the counters of publications, all of them or, with an
// error, none. It is a trace, not an act.
func (s *Store) AddHits(ctx context.Context, hits map[int64]int64) error {
	ids := make([]int64, 0, len(hits))
	for id := range hits {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	if len(ids) == 0 {
		return nil
	}
	return s.traces(ctx, func(r Reader) error {
		for ids := range slices.Chunk(ids, bulkRows) {
			args := make([]any, 0, len(ids)*2)
			for _, id := range ids {
				args = append(args, id, hits[id])
			}
			_, err := r.exec(ctx, `insert into hit (publication, n) values `+holes(len(ids), 2)+`
				on conflict (publication) do update set n = hit.n + excluded.n`, args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Hits is how often a publication was visited, robots left out.
func (r Reader) Hits(ctx context.Context, id int64) (int64, error) {
	var n int64
	err := r.one(ctx, `select n from hit where publication = $1`, []any{id}, &n)
	if err == ErrNotFound {
		return 0, nil
	}
	return n, err
}

// publishedBetween is the year's span for queries; all time for year 0.
func publishedBetween(year int) (from, to int64) {
	if year == 0 {
		return -1 << 62, 1 << 62
	}
	return yearSpan(year)
}
