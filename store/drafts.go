package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

const draftColumns = `id, agency, publication, state, drafter, title, issued_on, content, attribute, ground, reason,
	reexamine_on, consultations, author, writers, cleared, signer, returned, publish_at, change, started_at, plan, stamp, overrides, origin, parts, inquiries, number_key`

// draftOpened is when a draft was last opened after it had been kept, in
// microseconds; 0 if it never was.
const draftOpened = `coalesce((select max(c.at) from conversion c where c.draft = draft.id and c.later = 'proactive'), 0)`

func (r Reader) drafts(ctx context.Context, where string, args ...any) ([]publication.Draft, error) {
	var list []publication.Draft
	err := r.answer(ctx, draftsWhere(where, args, func(d publication.Draft) { list = append(list, d) }))
	return list, err
}

// draftsWhere asks for drafts.
func draftsWhere(where string, args []any, found func(publication.Draft)) question {
	return question{`select ` + draftColumns + `, ` + draftOpened + ` from draft ` + where, args, func(rows row) error {
		var d publication.Draft
		var title, content, consultations, writers, plan, overrides, origin, parts, inquiries, key string
		var issued calendar.Day
		var publishAt, startedAt, openedAt int64
		err := rows.Scan(&d.ID, &d.Agency, &d.Publication, &d.State, &d.Drafter, &title, &issued, &content,
			&d.Attribute, &d.Ground, &d.Reason, &d.ReexamineOn, &consultations, &d.Author, &writers, &d.Cleared, &d.Signer,
			&d.Returned, &publishAt, &d.Change, &startedAt, &plan, &d.Stamp, &overrides, &origin, &parts, &inquiries, &key, &openedAt)
		if err != nil {
			return err
		}
		d.PublishAt, d.StartedAt, d.OpenedAt = instant(publishAt), instant(startedAt), instant(openedAt)
		err = unpack(content, &d.Content, consultations, &d.Consultations, writers, &d.Writers, plan, &d.Plan, overrides, &d.Overrides, origin, &d.Origin, parts, &d.Parts,
			inquiries, &d.Inquiries)
		found(d)
		return err
	}}
}

// Draft is one draft. Errors: [ErrNotFound].
func (r Reader) Draft(ctx context.Context, id int64) (publication.Draft, error) {
	return only(r.drafts(ctx, `where id = $1`, id))
}

// OpenDrafts is the drafts of an agency that wait for somebody, oldest first,
// 500 at most.
func (r Reader) OpenDrafts(ctx context.Context, in agency.Code) ([]publication.Draft, error) {
	return r.drafts(ctx, `where agency = $1 and state in ('drafting', 'reviewing', 'signing', 'scheduled')
		order by id limit 500`, string(in))
}

// AllOpenDrafts is the open drafts of every agency, by id.
func (r Reader) AllOpenDrafts(ctx context.Context) ([]publication.Draft, error) {
	return r.drafts(ctx, `where state in ('drafting', 'reviewing', 'signing', 'scheduled') order by id`)
}

// DraftsOf is the drafts of an agency in one state, newest first.
func (r Reader) DraftsOf(ctx context.Context, in agency.Code, state publication.State, limit int) ([]publication.Draft, error) {
	return r.drafts(ctx, `where agency = $1 and state = $2 order by id desc limit $3`, string(in), string(state), limit)
}

// DraftsWith is up to limit drafts of an agency that are not public, newest
// first, whose content holds every one of the words, capital or small. The
// content is looked at as it is kept, so a word that a change of type cuts in
// two is not found, and the whole of the agency's drafts is read.
func (r Reader) DraftsWith(ctx context.Context, in agency.Code, words []string, limit int) ([]publication.Draft, error) {
	where, args := `where agency = $1 and state <> 'done'`, []any{string(in), limit}
	for _, word := range words {
		// As JSON writes it, and nothing in it a wildcard.
		kept, err := pack(strings.ToLower(word))
		if err != nil {
			return nil, err
		}
		kept = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(kept[1 : len(kept)-1])
		args = append(args, "%"+kept+"%")
		where += ` and lower(content) like $` + strconv.Itoa(len(args)) + ` escape '!'`
	}
	return r.drafts(ctx, where+` order by id desc limit $2`, args...)
}

// DraftsHeldBy is the open drafts a person holds, oldest first: what a leaver
// hands over.
func (r Reader) DraftsHeldBy(ctx context.Context, login account.Login) ([]publication.Draft, error) {
	return r.drafts(ctx, `where drafter = $1 and state in ('drafting', 'reviewing', 'signing', 'scheduled', 'kept')
		order by id limit 10000`, string(login))
}

// DraftsAsking is the drafts of other agencies that await this agency's
// answer, the most urgent first.
func (r Reader) DraftsAsking(ctx context.Context, whom agency.Code) ([]publication.Draft, error) {
	return r.drafts(ctx, `where id in (select draft from consultation where agency = $1)
		order by id limit 500`, string(whom))
}

// DraftsLapsing is up to limit drafts with a consultation whose last day is
// before today, by id: those behind the draft after, 0 for the first.
func (r Reader) DraftsLapsing(ctx context.Context, today calendar.Day, after int64, limit int) ([]publication.Draft, error) {
	return r.drafts(ctx, `where state = 'drafting' and id in (select draft from consultation where due_on < $1) and id > $2
		order by id limit $3`, int64(today), after, limit)
}

// DraftsDue is up to limit scheduled drafts whose minute has come, earliest
// first: those behind the draft after, the zero draft for the first.
func (r Reader) DraftsDue(ctx context.Context, now time.Time, after publication.Draft, limit int) ([]publication.Draft, error) {
	return r.drafts(ctx, `where state = 'scheduled' and publish_at <= $1 and (publish_at, id) > ($2, $3)
		order by publish_at, id limit $4`, micros(now), micros(after.PublishAt), after.ID, limit)
}

// RevisionOf is the open draft that revises a publication. Errors:
// [ErrNotFound].
func (r Reader) RevisionOf(ctx context.Context, id int64) (publication.Draft, error) {
	return only(r.drafts(ctx, `where publication = $1 and state in ('drafting', 'reviewing', 'signing', 'scheduled')
		order by id limit 1`, id))
}

// RevisionsAmong is the open drafts that revise publications with ids from first
// to last, by id.
func (r Reader) RevisionsAmong(ctx context.Context, first, last int64) ([]publication.Draft, error) {
	return r.drafts(ctx, `where publication <> 0 and publication between $1 and $2 and state in ('drafting', 'reviewing', 'signing', 'scheduled')
		order by id`, first, last)
}

// DraftCount is how many drafts of an agency stand in each state.
func (r Reader) DraftCount(ctx context.Context, in agency.Code) (map[publication.State]int, error) {
	counts := map[publication.State]int{}
	err := r.each(ctx, `select state, count(*) from draft where agency = $1 group by state`, []any{string(in)}, func(rows *sql.Rows) error {
		var state publication.State
		var n int
		err := rows.Scan(&state, &n)
		counts[state] = n
		return err
	})
	return counts, err
}

// NextDraft gives out the id of a new draft.
func (tx *Tx) NextDraft(ctx context.Context) (int64, error) {
	id, err := tx.next(ctx, "draft", 1)
	return id, tx.fail(err)
}

// Become records that a form, known by its key, became the thing of an id, and
// gives the id of what it became first. It is one row of the counters, none of
// which is ever taken back.
func (tx *Tx) Become(ctx context.Context, key string, id int64) (int64, error) {
	if _, err := tx.exec(ctx, `insert into counter (name, value) values ($1, $2) on conflict (name) do nothing`, formCounter(key), id); err != nil {
		return 0, tx.fail(err)
	}
	first, err := tx.Became(ctx, key)
	return first, tx.fail(err)
}

// Became is the id of what the form of a key became; 0 while nothing.
func (r Reader) Became(ctx context.Context, key string) (int64, error) {
	var id int64
	err := r.one(ctx, `select value from counter where name = $1`, []any{formCounter(key)}, &id)
	if err == ErrNotFound {
		err = nil
	}
	return id, err
}

func formCounter(key string) string { return "form/" + key }

// ErrRevising refuses a second revision of a publication while one is under
// way.
var ErrRevising = fmt.Errorf("%w：这条信息已有一份更新正在办理", publication.ErrState)

// SaveDraft saves the draft as it was read, or new. Errors: [ErrChanged],
// [ErrRevising].
func (tx *Tx) SaveDraft(ctx context.Context, d publication.Draft, e journal.Entry) error {
	if err := tx.saveDraft(ctx, d); err != nil {
		return err
	}
	return tx.enter(ctx, e)
}

func (tx *Tx) saveDraft(ctx context.Context, d publication.Draft) error {
	content, err := pack(d.Content)
	if err != nil {
		return tx.fail(err)
	}
	consultations, err := pack(d.Consultations)
	if err != nil {
		return tx.fail(err)
	}
	writers, err := pack(d.Writers)
	if err != nil {
		return tx.fail(err)
	}
	plan, err := pack(d.Plan)
	if err != nil {
		return tx.fail(err)
	}
	overrides, err := pack(d.Overrides)
	if err != nil {
		return tx.fail(err)
	}
	origin, err := pack(d.Origin)
	if err != nil {
		return tx.fail(err)
	}
	parts, err := pack(d.Parts)
	if err != nil {
		return tx.fail(err)
	}
	inquiries, err := pack(d.Inquiries)
	if err != nil {
		return tx.fail(err)
	}
	key, _ := text.NumberKey(d.Content.Number)
	args := []any{d.ID, string(d.Agency), d.Publication, string(d.State), string(d.Drafter), d.Content.Title,
		int64(d.Content.IssuedOn), content, string(d.Attribute), d.Ground, d.Reason, int64(d.ReexamineOn),
		consultations, string(d.Author), writers, string(d.Cleared), string(d.Signer), d.Returned, micros(d.PublishAt),
		d.Change, micros(d.StartedAt), plan, d.Stamp + 1, overrides,
		origin, parts, inquiries, key}
	if d.Stamp == 0 {
		_, err = tx.exec(ctx, `insert into draft (`+draftColumns+`) values `+holes(1, 28), args...)
		if err != nil && tx.store.engine.duplicate(err) {
			err = ErrRevising
		}
	} else {
		err = tx.later(ctx, write{thing: d.Thing(), exact: true, args: append(args, d.Stamp), text: `update draft set
				agency = $2, publication = $3, state = $4, drafter = $5, title = $6, issued_on = $7, content = $8,
				attribute = $9, ground = $10, reason = $11, reexamine_on = $12, consultations = $13, author = $14,
				writers = $15, cleared = $16, signer = $17, returned = $18, publish_at = $19, change = $20,
				started_at = $21, plan = $22, stamp = $23, overrides = $24, origin = $25, parts = $26, inquiries = $27,
				number_key = $28
			where id = $1 and stamp = $29`})
		if err != nil {
			return err
		}
	}
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", d.Thing(), err))
	}
	if len(d.Consultations) == 0 && d.Stamp == 0 || d.State == publication.Done {
		return nil // nobody was ever asked, or it left their tables when it was submitted
	}
	if err := tx.later(ctx, write{thing: d.Thing(), text: `delete from consultation where draft = $1`, args: []any{d.ID}}); err != nil {
		return err
	}
	if err := tx.later(ctx, write{thing: d.Thing(), text: `delete from dispute where draft = $1`, args: []any{d.ID}}); err != nil {
		return err
	}
	if d.State != publication.Drafting {
		return nil
	}
	for _, c := range d.Consultations {
		if c.Referred() {
			if err := tx.later(ctx, write{thing: d.Thing(), text: `insert into dispute (draft, agency, referred_at) values ($1, $2, $3)`,
				args: []any{d.ID, string(c.Agency), micros(c.ReferredAt)}}); err != nil {
				return err
			}
		}
		if c.Answer != "" {
			continue
		}
		if err := tx.later(ctx, write{thing: d.Thing(), text: `insert into consultation (draft, agency, due_on) values ($1, $2, $3)`,
			args: []any{d.ID, string(c.Agency), int64(c.DueOn)}}); err != nil {
			return err
		}
	}
	return nil
}

// FollowDrafts changes many drafts as a consequence of the act under way: a
// hand-over, a holiday notice. The table has been asked for that act; what
// follows from it is the platform's own doing.
func (tx *Tx) FollowDrafts(ctx context.Context, list []publication.Draft,
	move func(publication.Draft) (publication.Draft, journal.Entry, error)) error {
	for _, d := range list {
		d, e, err := move(d)
		if err != nil {
			return tx.fail(err)
		}
		if err := tx.saveDraft(ctx, d); err != nil {
			return err
		}
		by := tx.Actor
		tx.Actor = account.Clock
		err = tx.enter(ctx, e)
		tx.Actor = by
		if err != nil {
			return err
		}
	}
	return nil
}
