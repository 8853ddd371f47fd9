package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
)

const (
	requestColumns = `id, agency, kind, edition, state, channel, applicant_kind, applicant_key, applicant_name, subject,
		fingerprint, submitted_at, received_on, due_on, draft_due_on, sub_due_on, handler, closed_on, outcome,
		late, extended, published_as, previous, ordered, citizen, class, words, stamp, dossier`
	requestWidth = 29
)

// dossier is what of a request nobody filters by.
type dossier struct {
	Applicant     request.Applicant      `json:"applicant"`
	Asked         request.Asked          `json:"asked"`
	ConfirmedOn   calendar.Day           `json:"confirmed_on"`
	Provisional   bool                   `json:"provisional,omitempty"`
	Clarification *request.Clarification `json:"clarification,omitempty"`
	Opinions      []request.Opinion      `json:"opinions,omitempty"`
	Extension     *request.Extension     `json:"extension,omitempty"`
	Delay         *request.Delay         `json:"delay,omitempty"`
	Fee           *request.Fee           `json:"fee,omitempty"`
	Decision      *request.Decision      `json:"decision,omitempty"`
	Delivery      *request.Delivery      `json:"delivery,omitempty"`
	Letters       []request.Letter       `json:"letters,omitempty"`
	Files         []request.File         `json:"files,omitempty"`
	Redactions    []request.Redaction    `json:"redactions,omitempty"`
	Additions     []request.Addition     `json:"additions,omitempty"`
	Amendments    []request.Amendment    `json:"amendments,omitempty"`
	Next          request.ID             `json:"next,omitempty"`
	Rating        int                    `json:"rating,omitempty"`
	RatingWords   string                 `json:"rating_words,omitempty"`
	Former        agency.Code            `json:"former,omitempty"`
	AnswerBy      string                 `json:"answer_by,omitempty"` // the day an order sets; "" for none
}

func (r Reader) requests(ctx context.Context, where string, args ...any) ([]request.Request, error) {
	var list []request.Request
	err := r.answer(ctx, requestsWhere(where, args, func(q request.Request) { list = append(list, q) }))
	return list, err
}

// requestsWhere asks for requests.
func requestsWhere(where string, args []any, found func(request.Request)) question {
	return question{`select ` + requestColumns + ` from request ` + where, args, func(rows row) error {
		var q request.Request
		var d dossier
		var skip, packed string
		var flag bool
		var submitted, class int64
		err := rows.Scan(&q.ID, &q.Agency, &q.Kind, &q.Edition, &q.State, &q.Channel, &skip, &skip, &skip, &skip,
			&q.Fingerprint, &submitted, &q.ReceivedOn, &q.DueOn, &q.DraftDueOn, &q.SubDueOn, &q.Handler, &q.ClosedOn,
			&q.Outcome, &q.Late, &flag, &q.PublishedAs, &q.Previous, &q.Ordered, &q.Citizen, &class, &skip, &q.Stamp, &packed)
		if err != nil {
			return err
		}
		if err := unpack(packed, &d); err != nil {
			return err
		}
		q.SubmittedAt = instant(submitted)
		q.Applicant, q.Asked, q.ConfirmedOn, q.Provisional = d.Applicant, d.Asked, d.ConfirmedOn, d.Provisional
		q.Clarification, q.Opinions, q.Extension, q.Delay, q.Fee = d.Clarification, d.Opinions, d.Extension, d.Delay, d.Fee
		q.Decision, q.Delivery, q.Letters, q.Files, q.Additions, q.Amendments = d.Decision, d.Delivery, d.Letters, d.Files, d.Additions, d.Amendments
		if q.Ordered {
			if q.AnswerBy, err = calendar.ParseDay(d.AnswerBy); err != nil {
				return fmt.Errorf("%s: %w", q.Thing(), err)
			}
		}
		q.Redactions, q.Next, q.Rating, q.RatingWords, q.Former = d.Redactions, d.Next, d.Rating, d.RatingWords, d.Former
		found(q)
		return nil
	}}
}

func requestRow(q request.Request) ([]any, error) {
	packed, err := pack(dossier{
		Applicant: q.Applicant, Asked: q.Asked, ConfirmedOn: q.ConfirmedOn, Provisional: q.Provisional,
		Clarification: q.Clarification, Opinions: q.Opinions, Extension: q.Extension, Delay: q.Delay, Fee: q.Fee,
		Decision: q.Decision, Delivery: q.Delivery, Letters: q.Letters, Files: q.Files, Redactions: q.Redactions, Additions: q.Additions, Amendments: q.Amendments,
		Next: q.Next, Rating: q.Rating, RatingWords: q.RatingWords, Former: q.Former, AnswerBy: answerBy(q),
	})
	return []any{int64(q.ID), string(q.Agency), string(q.Kind), q.Edition, string(q.State), string(q.Channel),
		string(q.Applicant.Kind), q.Applicant.Key(), q.Applicant.Name, q.Asked.Subject, q.Fingerprint,
		micros(q.SubmittedAt), int64(q.ReceivedOn), int64(q.DueOn), int64(q.DraftDueOn), int64(q.SubDueOn),
		string(q.Handler), int64(q.ClosedOn), q.Outcome, q.Late, q.WasExtended(),
		q.PublishedAs, int64(q.Previous), q.Ordered, q.Citizen, sortOf(q).class(), requestWords(q), q.Stamp + 1, packed}, err
}

// answerBy is the day an order sets for the answer, as the dossier keeps it.
func answerBy(q request.Request) string { return q.OrderedOn().String() }

// OrderedDays is the days orders set for the answers, of those of the requests
// that are answered anew by such an order.
func (r Reader) OrderedDays(ctx context.Context, ids []request.ID) (map[request.ID]calendar.Day, error) {
	days := map[request.ID]calendar.Day{}
	for len(ids) > 0 {
		// One text for any number up to a batch: the last stands for the rest.
		n := min(len(ids), FiledAtOnce)
		args := make([]any, FiledAtOnce)
		for i := range args {
			args[i] = int64(ids[min(i, n-1)])
		}
		list, err := r.requests(ctx, `where ordered and id in `+holes(1, FiledAtOnce), args...)
		if err != nil {
			return nil, err
		}
		for _, q := range list {
			if by := q.OrderedOn(); by != calendar.NoDay {
				days[q.ID] = by
			}
		}
		ids = ids[n:]
	}
	return days, nil
}

// Request is one request. Errors: [ErrNotFound].
func (r Reader) Request(ctx context.Context, id request.ID) (request.Request, error) {
	return only(r.requests(ctx, `where id = $1`, int64(id)))
}

// EarlierInMonth is how many requests for information of the same applicant the
// agency received before this one in the calendar month of its receipt: the fee
// by request is reckoned from it. A letter that was received earlier counts
// though it was entered later. A case answered anew by order is no further
// request of the applicant's. It is 0 while the case is not received.
func (r Reader) EarlierInMonth(ctx context.Context, q request.Request) (int, error) {
	if q.ReceivedOn == calendar.NoDay {
		return 0, nil
	}
	years, err := r.requestYears(ctx)
	if err != nil {
		return 0, err
	}
	of := composer{}
	of.add(`applicant_key = `, q.Applicant.Key())
	of.conditions = append(of.conditions, `id / 1000000 in `+of.list(years), `kind = 'statutory'`, `not ordered`)
	of.add(`agency = `, string(q.Agency))
	of.add(`received_on >= `, int64(calendar.MustDay(q.ReceivedOn.String()[:7]+"-01")))
	day := of.hole(int64(q.ReceivedOn))
	of.conditions = append(of.conditions, `(received_on < `+day+` or received_on = `+day+` and id < `+of.hole(int64(q.ID))+`)`)
	var n int
	err = r.one(ctx, `select count(*) from request`+of.where(), of.args, &n)
	return n, err
}

// requestYears is the years of filing of which there are requests, the index of
// applicants being by year; none gives one in which there are none.
func (r Reader) requestYears(ctx context.Context) ([]int64, error) {
	years := []int64{0}
	err := r.each(ctx, `select name from counter where name like 'request/%'`, nil, func(rows *sql.Rows) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		year, err := strconv.ParseInt(strings.TrimPrefix(name, requestCounterOf), 10, 64)
		years = append(years, year)
		return err
	})
	return years, err
}

// OpenRequestLike is the open request of the same applicant, agency and words.
// Errors: [ErrNotFound].
func (r Reader) OpenRequestLike(ctx context.Context, fingerprint string) (request.Request, error) {
	return only(r.requests(ctx, `where fingerprint = $1 and state <> 'closed'`, fingerprint))
}

// RequestsBy is up to limit requests of an applicant (request.Applicant.Key),
// newest first: what may be a repeat.
func (r Reader) RequestsBy(ctx context.Context, applicant string, limit int) ([]request.Request, error) {
	years, err := r.requestYears(ctx)
	if err != nil {
		return nil, err
	}
	q := composer{}
	q.add(`applicant_key = `, applicant)
	q.conditions = append(q.conditions, `id / 1000000 in `+q.list(years))
	return r.requests(ctx, `where id in (select id from request`+q.where()+` order by id desc limit `+q.hole(limit)+`) order by id desc`, q.args...)
}

// RequestsOfCitizen is up to limit requests a registered reader filed, newest
// first.
func (r Reader) RequestsOfCitizen(ctx context.Context, citizen int64, limit int) ([]request.Request, error) {
	return r.requests(ctx, `where citizen = $1 and citizen <> 0 order by id desc limit $2`, citizen, limit)
}

// RequestsHeldBy is the open requests a person has in hand, oldest first.
func (r Reader) RequestsHeldBy(ctx context.Context, login account.Login) ([]request.Request, error) {
	return r.requests(ctx, `where handler = $1 and state <> 'closed' order by id limit 10000`, string(login))
}

// OpenRequests is up to limit open requests of all agencies behind the given
// one, by id: for what must be done to each.
func (r Reader) OpenRequests(ctx context.Context, after request.ID, limit int) ([]request.Request, error) {
	return r.requests(ctx, `where state <> 'closed' and id > $1 order by id limit $2`, int64(after), limit)
}

// OpenRequestsOf is up to limit open requests of an agency, by id.
func (r Reader) OpenRequestsOf(ctx context.Context, in agency.Code, limit int) ([]request.Request, error) {
	return r.requests(ctx, `where agency = $1 and state <> 'closed' order by id limit $2`, string(in), limit)
}

// ClosedRequestsOf is up to limit closed requests of an agency, by id.
func (r Reader) ClosedRequestsOf(ctx context.Context, in agency.Code, limit int) ([]request.Request, error) {
	return r.requests(ctx, `where agency = $1 and state = 'closed' order by id limit $2`, string(in), limit)
}

// RequestsSilent is up to limit open requests with a day before today on which
// somebody should have answered, by id, behind the given one.
func (r Reader) RequestsSilent(ctx context.Context, today calendar.Day, after request.ID, limit int) ([]request.Request, error) {
	return r.requests(ctx, `where state <> 'closed' and sub_due_on > $1 and sub_due_on < $2 and id > $3 order by id limit $4`,
		int64(calendar.NoDay), int64(today), int64(after), limit)
}

// OpenRequestsLike is the open requests with one of the fingerprints, by
// fingerprint.
func (r Reader) OpenRequestsLike(ctx context.Context, fingerprints []string) (map[string]request.Request, error) {
	found := map[string]request.Request{}
	for len(fingerprints) > 0 {
		n := min(len(fingerprints), FiledAtOnce)
		if err := r.answer(ctx, openLike(fingerprints[:n], found)); err != nil {
			return nil, err
		}
		fingerprints = fingerprints[n:]
	}
	return found, nil
}

// openLike asks for the open requests with one of the fingerprints, no more than
// a batch of them.
func openLike(fingerprints []string, found map[string]request.Request) question {
	// One text for any number up to a batch: the last stands for the rest.
	args := make([]any, FiledAtOnce)
	for i := range args {
		args[i] = fingerprints[min(i, len(fingerprints)-1)]
	}
	return requestsWhere(`where state <> 'closed' and fingerprint in `+holes(1, FiledAtOnce), args, func(q request.Request) { found[q.Fingerprint] = q })
}

// FiledAtOnce is how many requests are filed in one transaction at most.
const FiledAtOnce = 32

// Ground is what is known before requests are filed.
type Ground struct {
	Open     map[string]request.Request // by fingerprint
	Agencies map[agency.Code]agency.Agency
	City     map[string]string // what the city decided, as [Reader.CityValues]
}

// BeforeFiling reads what filing a batch rests on, [FiledAtOnce] requests at
// most: those that are open with the same fingerprints, the agencies, values of
// the city. The numbers of the year are then given out by [Tx.NextRequests].
func (tx *Tx) BeforeFiling(ctx context.Context, year int, fingerprints []string, codes []agency.Code, values ...string) (Ground, error) {
	g := Ground{map[string]request.Request{}, map[agency.Code]agency.Agency{}, map[string]string{}}
	list := []question{openLike(fingerprints, g.Open), agenciesOf(codes, g.Agencies), cityValues(values, g.City)}
	if tx.asks() {
		list = append(list, tx.foresee(requestCounter(year), "journal"))
	}
	return g, tx.ask(ctx, list...)
}

// Filed is a new request with who filed it.
type Filed struct {
	By      account.Actor
	Request request.Request
	Entry   journal.Entry
}

// FileRequests saves requests that several people filed at the same time, each
// as its own actor: the table is asked for each. Errors: [account.ErrForbidden];
// [ErrFiled], perhaps of the commit.
func (tx *Tx) FileRequests(ctx context.Context, list []Filed) error {
	by := tx.Actor
	defer func() { tx.Actor = by }()
	requests, entries := make([]request.Request, len(list)), make([]journal.Entry, len(list))
	for i, f := range list {
		tx.Actor = f.By
		if err := tx.permit(f.Entry); err != nil {
			return tx.fail(err)
		}
		requests[i], entries[i] = f.Request, f.Entry
	}
	tx.Actor = account.Clock // each was permitted to who did it
	return tx.SaveRequests(ctx, requests, entries)
}

// NextRequest gives out the number of a request filed in a year: those of a
// year follow each other over the whole city without gaps.
//
// The number of the entry that will tell of it is taken in the same statement,
// so the act must write one.
func (tx *Tx) NextRequest(ctx context.Context, year int) (request.ID, error) {
	return tx.NextRequests(ctx, year, 1)
}

// NextRequests is [Tx.NextRequest] for n at once: the first of n consecutive
// ones. The act must write an entry for each.
func (tx *Tx) NextRequests(ctx context.Context, year, n int) (request.ID, error) {
	if n == 0 {
		return request.NewID(year, 1), nil
	}
	serial := requestCounter(year)
	last, err := tx.nextOf(ctx, n, serial, "journal")
	if err != nil {
		return 0, tx.fail(err)
	}
	for i := last["journal"] - int64(n); i < last["journal"]; i++ {
		tx.reserved = append(tx.reserved, i+1)
	}
	return request.NewID(year, last[serial]-int64(n)+1), nil
}

const requestCounterOf = "request/"

func requestCounter(year int) string { return requestCounterOf + strconv.Itoa(year) }

// NextLetter gives out the number of a letter of an agency in a year.
func (tx *Tx) NextLetter(ctx context.Context, in agency.Code, year int) (int64, error) {
	n, err := tx.next(ctx, "letter/"+string(in)+"/"+strconv.Itoa(year), 1)
	return n, tx.fail(err)
}

// ErrFiled refuses to open a second case for what is already asked.
var ErrFiled = errors.New("同样的申请已经收到，正在办理")

// SaveRequest saves a request as it was read (old) and is now (q); old is the
// zero Request for a new one. Errors: [ErrChanged], [ErrFiled].
func (tx *Tx) SaveRequest(ctx context.Context, old, q request.Request, e journal.Entry) error {
	if e.Thing != q.Thing() { // by which others learn of the change
		return tx.fail(fmt.Errorf("save %s: the entry is of %s", q.Thing(), e.Thing))
	}
	if err := tx.saveRequest(ctx, old, q); err != nil {
		return err
	}
	return tx.enter(ctx, e)
}

func (tx *Tx) saveRequest(ctx context.Context, old, q request.Request) error {
	args, err := requestRow(q)
	if err != nil {
		return tx.fail(err)
	}
	if old.ID == 0 {
		_, err = tx.exec(ctx, `insert into request (`+requestColumns+`) values `+holes(1, requestWidth), args...)
		if err != nil && tx.store.engine.duplicate(err) {
			err = ErrFiled
		}
	} else {
		err = tx.updateRequest(ctx, q, append(args, old.Stamp))
	}
	if err != nil {
		return tx.fail(fmt.Errorf("save %s: %w", q.Thing(), err))
	}
	return tx.beside(ctx, old, q)
}

// updateRequest writes the row of a request; args are its columns and the stamp
// with which it was read.
func (tx *Tx) updateRequest(ctx context.Context, q request.Request, args []any) error {
	return tx.later(ctx, write{thing: q.Thing(), exact: true, args: args, text: `update request set
				agency = $2, kind = $3, edition = $4, state = $5, channel = $6, applicant_kind = $7, applicant_key = $8,
				applicant_name = $9, subject = $10, fingerprint = $11, submitted_at = $12, received_on = $13, due_on = $14,
				draft_due_on = $15, sub_due_on = $16, handler = $17, closed_on = $18, outcome = $19, late = $20,
				extended = $21, published_as = $22, previous = $23, ordered = $24, citizen = $25, class = $26, words = $27,
				stamp = $28, dossier = $29
			where id = $1 and stamp = $30`})
}

// requestTypes is of what type the columns of a request are, as their values
// must say in a table of values.
var requestTypes = map[string]string{"id": "bigint", "submitted_at": "bigint", "received_on": "bigint", "due_on": "bigint", "draft_due_on": "bigint",
	"sub_due_on": "bigint", "closed_on": "bigint", "late": "boolean", "extended": "boolean", "previous": "bigint", "ordered": "boolean",
	"citizen": "bigint", "class": "bigint", "stamp": "bigint"}

// updateText updates so many requests at once from a table of values: their
// columns and the stamps with which they were read.
func updateText(rows int) string {
	if text, ok := updateTexts.Load(rows); ok {
		return text.(string)
	}
	var sets, first []string
	for i, name := range strings.Split(requestColumns, ",") {
		name = strings.TrimSpace(name)
		if name != "id" {
			sets = append(sets, fmt.Sprintf("%s = v.column%d", name, i+1))
		}
		first = append(first, fmt.Sprintf("cast($%d as %s)", i+1, cmp.Or(requestTypes[name], "text")))
	}
	first = append(first, fmt.Sprintf("cast($%d as bigint)", requestWidth+1))
	_, others, _ := strings.Cut(holes(rows, requestWidth+1), ")")
	text := fmt.Sprintf("update request set %s from (values (%s)%s) as v where request.id = v.column1 and request.stamp = v.column%d",
		strings.Join(sets, ", "), strings.Join(first, ", "), others, requestWidth+1)
	updateTexts.Store(rows, text)
	return text
}

var updateTexts sync.Map // how many rows -> text

// updateRequests is [Tx.updateRequest] for many.
func (tx *Tx) updateRequests(ctx context.Context, list []request.Request, rows [][]any) error {
	const most = 32
	for len(rows) > 0 {
		// Powers of two: a handful of texts serve every remainder.
		n := min(most, 1<<(bits.Len(uint(len(rows)))-1))
		var err error
		if n == 1 {
			err = tx.updateRequest(ctx, list[0], rows[0])
		} else {
			err = tx.later(ctx, write{thing: list[0].Thing(), exact: true, rows: n, args: slices.Concat(rows[:n]...), text: updateText(n)})
		}
		if err != nil {
			return err
		}
		list, rows = list[n:], rows[n:]
	}
	return nil
}

// beside keeps what stands beside a request in step with it: what was written
// about it, the tallies, its words, its fees.
func (tx *Tx) beside(ctx context.Context, old, q request.Request) (err error) {
	if old.ID != 0 && old.Agency != q.Agency {
		// What was written about the case goes where the case goes.
		for _, text := range mailFollows {
			if err := tx.later(ctx, write{thing: "mail of " + q.Thing(), text: text, args: []any{q.Thing(), string(q.Agency)}}); err != nil {
				return err
			}
		}
	}
	t := requestTallies{}
	if old.ID != 0 {
		t.add(old, -1)
	}
	t.add(q, 1)
	if err := tx.saveRequestTallies(ctx, t); err != nil {
		return tx.fail(err)
	}
	if err := tx.countRequest(ctx, old, q); err != nil {
		return err
	}
	if old.ID == 0 {
		err = tx.newWords(ctx, []request.Request{q})
	} else {
		err = tx.changeWords(ctx, old, q)
	}
	if err != nil {
		return tx.fail(err)
	}
	if q.Fee == nil {
		return nil
	}
	known := 0
	if old.Fee != nil {
		known = len(old.Fee.Lines)
	}
	if known > 0 && old.Agency != q.Agency {
		err := tx.later(ctx, write{thing: "fee lines", args: []any{int64(q.ID), string(q.Agency)}, text: `update fee_line set agency = $2 where request = $1`})
		if err != nil {
			return tx.fail(err)
		}
	}
	for i := known; i < len(q.Fee.Lines); i++ {
		l := q.Fee.Lines[i]
		err := tx.later(ctx, write{thing: "fee line", args: []any{int64(q.ID), i + 1, string(q.Agency), string(l.Kind), l.Yuan, int64(l.On), l.Note},
			text: `insert into fee_line (request, n, agency, kind, yuan, on_day, note) values ($1, $2, $3, $4, $5, $6, $7)`})
		if err != nil {
			return tx.fail(err)
		}
	}
	return nil
}

// SaveRequests saves many new requests with all that was done to them, in one
// act: what a year of the past is made of. Fees are not among them. entries
// are in the order in which they are to stand in the journal.
func (tx *Tx) SaveRequests(ctx context.Context, list []request.Request, entries []journal.Entry) error {
	rows := make([][]any, len(list))
	t := requestTallies{}
	for i, q := range list {
		row, err := requestRow(q)
		if err != nil {
			return tx.fail(err)
		}
		if q.Fee != nil {
			return tx.fail(fmt.Errorf("save %s: a fee among many", q.Thing()))
		}
		rows[i] = row
		t.add(q, 1)
	}
	if err := tx.insertMany(ctx, "request", requestColumns, requestWidth, rows, ErrFiled); err != nil {
		return tx.fail(fmt.Errorf("save requests: %w", err))
	}
	if err := tx.newWords(ctx, list); err != nil {
		return tx.fail(err)
	}
	if err := tx.saveRequestTallies(ctx, t); err != nil {
		return tx.fail(err)
	}
	if err := tx.countNewRequests(ctx, list); err != nil {
		return err
	}
	return tx.enter(ctx, entries...)
}

// insertMany inserts rows by the engine's fastest way; taken is the error of
// one that is there, nil to leave it.
func (tx *Tx) insertMany(ctx context.Context, table, columns string, width int, rows [][]any, taken error) error {
	copied, err := tx.copyRows(ctx, table, columns, len(rows), func(i int) ([]any, error) { return rows[i], nil })
	if err != nil && taken != nil && tx.store.engine.duplicate(err) {
		err = taken
	}
	if copied || err != nil {
		return err
	}
	for len(rows) > 0 {
		n := bulkRows
		if len(rows) < bulkRows {
			// Powers of two: a handful of texts serve every remainder.
			n = 1 << (bits.Len(uint(len(rows))) - 1)
		}
		args := make([]any, 0, n*width)
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if err := tx.later(ctx, write{thing: table, args: args, taken: taken,
			text: insertText(table, columns, n, width, tx.store.engine.numbered())}); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// FollowRequests changes many requests as a consequence of the act under way: a
// hand-over, a holiday notice. The table has been asked for that act; what
// follows from it is the platform's own doing. move gives no entry where
// nothing changes.
func (tx *Tx) FollowRequests(ctx context.Context, list []request.Request,
	move func(request.Request) (request.Request, *journal.Entry, error)) (changed int, err error) {
	var entries []journal.Entry
	var before, after []request.Request
	var rows [][]any
	for _, old := range list {
		q, e, err := move(old)
		if err != nil {
			return 0, tx.fail(err)
		}
		if e == nil {
			continue
		}
		if e.Thing != q.Thing() {
			return 0, tx.fail(fmt.Errorf("save %s: the entry is of %s", q.Thing(), e.Thing))
		}
		row, err := requestRow(q)
		if err != nil {
			return 0, tx.fail(err)
		}
		before, after, rows = append(before, old), append(after, q), append(rows, append(row, old.Stamp))
		entries = append(entries, *e)
	}
	if len(entries) == 0 {
		return 0, nil
	}
	if err := tx.updateRequests(ctx, after, rows); err != nil {
		return 0, tx.fail(err)
	}
	for i, q := range after {
		if err := tx.beside(ctx, before[i], q); err != nil {
			return 0, err
		}
	}
	// Their places in the journal are taken together.
	by := tx.Actor
	tx.Actor = account.Clock
	err = tx.enter(ctx, entries...)
	tx.Actor = by
	return len(entries), err
}

// requestTallies are changes of the counts kept beside the requests.
type requestTallies map[requestCell]int64

type requestCell struct {
	agency agency.Code // "" for the city
	year   int         // 0 for all
	requestSort
}

// requestSort is what of a request is counted.
type requestSort struct {
	kind, channel, applicantKind, state, outcome string
	late, extended                               bool
}

func sortOf(q request.Request) requestSort {
	return requestSort{string(q.Kind), string(q.Channel), string(q.Applicant.Kind), string(q.State), q.Outcome, q.Late, q.WasExtended()}
}

// class is the sort as one number, for the indexes: a hash of 63 bits, so that
// no list of sorts has to be kept anywhere. A city has some hundred; that two
// of them meet is not to be expected in the life of the sun.
func (s requestSort) class() int64 {
	h := fnv.New64a()
	fmt.Fprint(h, s.kind, "\x00", s.channel, "\x00", s.applicantKind, "\x00", s.state, "\x00", s.outcome, "\x00", s.late, s.extended)
	return int64(h.Sum64() >> 1)
}

func (t requestTallies) add(q request.Request, sign int64) {
	sort := sortOf(q)
	for _, year := range []int{q.ID.Year(), 0} {
		t[requestCell{q.Agency, year, sort}] += sign
		t[requestCell{"", year, sort}] += sign
	}
}

func (tx *Tx) saveRequestTallies(ctx context.Context, t requestTallies) error {
	cells := make([]requestCell, 0, len(t))
	for cell, n := range t {
		if n != 0 {
			cells = append(cells, cell)
		}
	}
	// In one order on every node, so that two acts never wait for each other.
	slices.SortFunc(cells, func(a, b requestCell) int {
		return cmp.Or(cmp.Compare(a.agency, b.agency), cmp.Compare(a.year, b.year), cmp.Compare(a.class(), b.class()))
	})
	const width, most = 10, 64
	for len(cells) > 0 {
		// Powers of two: a handful of texts serve every remainder.
		n := min(most, 1<<(bits.Len(uint(len(cells)))-1))
		args := make([]any, 0, n*width)
		for _, c := range cells[:n] {
			args = append(args, string(c.agency), c.year, c.kind, c.channel, c.applicantKind, c.state, c.outcome, c.late, c.extended, t[c])
		}
		err := tx.later(ctx, write{thing: "request tally", args: args, text: insertText("request_tally",
			"agency, year, kind, channel, applicant_kind, state, outcome, late, extended, n", n, width, tx.store.engine.numbered()) + `
			on conflict (agency, year, kind, channel, applicant_kind, state, outcome, late, extended)
			do update set n = request_tally.n + excluded.n`})
		if err != nil {
			return fmt.Errorf("request tally: %w", err)
		}
		cells = cells[n:]
	}
	return nil
}

// CountOffer counts what was offered to somebody about to ask an agency: shown
// to them, opened by them, found enough. It is a trace, no act.
func (s *Store) CountOffer(ctx context.Context, day calendar.Day, in agency.Code, shown, opened, enough int) error {
	return s.trace(ctx, `insert into offer (day, agency, shown, opened, enough) values ($1, $2, $3, $4, $5)
		on conflict (day, agency) do update set shown = offer.shown + excluded.shown,
			opened = offer.opened + excluded.opened, enough = offer.enough + excluded.enough`,
		int64(day), string(in), shown, opened, enough)
}

// Held is the fees taken and not given back from the first day to the last, in
// yuan, for an agency or, for "", for the city; and how many lines of the
// ledger that is.
func (r Reader) Held(ctx context.Context, in agency.Code, from, to calendar.Day) (yuan int64, lines int, err error) {
	err = r.one(ctx, `select coalesce(sum(case kind when 'paid' then yuan when 'refunded' then -yuan else 0 end), 0), count(*)
		from fee_line where on_day >= $1 and on_day <= $2 and ($3 = '' or agency = $3)`,
		[]any{int64(from), int64(to), string(in)}, &yuan, &lines)
	return yuan, lines, err
}
