package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/paper/richtext"
)

// validityOf is what a publication says of its validity when its norm stands
// so. It knows fewer words.
var validityOf = map[norm.Status]publication.Validity{
	norm.Pending: publication.InForce, norm.InForce: publication.InForce, norm.Amended: publication.Amended,
	norm.Repealed: publication.Repealed, norm.Expired: publication.Expired, norm.Void: publication.Expired,
}

var statusOf = map[publication.Validity]norm.Status{
	publication.Amended: norm.Amended, publication.Repealed: norm.Repealed, publication.Expired: norm.Expired,
}

// normOf is the norm of a publication of which nothing is known but what it
// says of itself.
func normOf(p publication.Publication) norm.Norm {
	c := p.Content
	return norm.Norm{Publication: p.ID, Index: p.Index, Agency: p.Agency, IssuedOn: c.IssuedOn,
		EffectiveOn: calendar.NoDay, ExpiresOn: calendar.NoDay, Events: norm.Told(statusOf[c.Validity], c.Ended())}
}

// saysOf is what the publication is to say when the norm stands so.
func saysOf(s norm.Standing) (publication.Validity, calendar.Day) {
	if s.Status.Ended() {
		return validityOf[s.Status], s.Since
	}
	return validityOf[s.Status], calendar.NoDay
}

const (
	normColumns = `publication, registered, effective_on, expires_on, events, starts_on, amends_on, ends_on, end_status, last_on, changes_on, stamp`
	normWidth   = 12
	// never is [norm.Never] in the record.
	never = `2147483647`
)

// derivedNorm is the columns that follow from a norm, on a day.
func derivedNorm(n norm.Norm, today calendar.Day) []any {
	end := n.Ends()
	return []any{int64(n.Begins()), int64(n.AmendedOn()), int64(end.Day), string(end.Status), int64(n.LastDay()), int64(n.Changes(today))}
}

func packEvents(list []norm.Event) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	return pack(list)
}

// opened is the norm of a publication that comes in: what it says of itself, with
// the days its text gives. A term that has run out while the record says that
// the document is in force was prolonged by somebody; the record is believed.
func opened(p publication.Publication, today calendar.Day) norm.Norm {
	n, c := normOf(p), p.Content
	if c.IssuedOn == calendar.NoDay || c.Body == "" {
		return n
	}
	effective, expires := norm.Said(richtext.Plain(c.Body), c.IssuedOn)
	if ended := n.Ends().Day; effective >= c.IssuedOn && (ended == norm.Never || ended > effective) {
		n.EffectiveOn = effective
	}
	if !c.Validity.Ceased() && expires >= today {
		n.ExpiresOn = expires
	}
	return n
}

// insertNorms opens the norms of those publications that are documents.
func (tx *Tx) insertNorms(ctx context.Context, list []publication.Publication) error {
	var rows [][]any
	for _, p := range list {
		if p.Content.Document() {
			n := opened(p, calendar.On(tx.At))
			row := append([]any{p.ID, "", int64(n.EffectiveOn), int64(n.ExpiresOn), ""}, derivedNorm(n, calendar.On(tx.At))...)
			rows = append(rows, append(row, int64(1)))
		}
	}
	for len(rows) > 0 {
		n := min(len(rows), bulkRows)
		if n < bulkRows {
			n = 1
		}
		var args []any
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if err := tx.later(ctx, write{thing: "norm", args: args, text: insertText("norm", normColumns, n, normWidth, tx.store.engine.numbered())}); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// followNorm keeps the norm of a publication that was changed by an act that
// knows nothing of norms: imported again, revised by hand. What is said there
// of its validity is entered as told.
func (tx *Tx) followNorm(ctx context.Context, old, p publication.Publication) error {
	if !p.Content.Document() {
		return nil
	}
	was, is := old.Content, p.Content
	if old.Content.Document() && was.Validity == is.Validity && was.Ended() == is.Ended() && was.IssuedOn == is.IssuedOn {
		return nil
	}
	n, err := tx.Norm(ctx, p.ID)
	if errors.Is(err, ErrNotFound) {
		return tx.insertNorms(ctx, []publication.Publication{p})
	}
	if err != nil {
		return err
	}
	n.IssuedOn = is.IssuedOn
	today := calendar.On(tx.At)
	if says, ended := saysOf(n.On(today)); is.Validity != "" && (says != is.Validity || ended != is.Ended()) {
		events := append([]norm.Event(nil), n.Events...)
		strike := func(kinds ...norm.Kind) {
			for i := range events {
				if slices.Contains(kinds, events[i].Kind) && events[i].Struck == "" {
					events[i].Struck = "公开的内容更新时改写"
				}
			}
		}
		strike(norm.ToRepealed, norm.ToReplaced, norm.ToExpired, norm.ToVoid)
		if is.Validity == publication.InForce {
			strike(norm.ToAmended)
		}
		for _, e := range normOf(p).Events {
			if e.Kind != norm.ToAmended || n.AmendedOn() == norm.Never {
				e.Serial = 1 + len(events)
				events = append(events, e)
			}
		}
		n.Events = events
		if says, ended := saysOf(n.On(today)); says != is.Validity || ended != is.Ended() { // a term that is not as thought
			strike(norm.ToExtended)
			n.ExpiresOn = calendar.NoDay
		}
	}
	return tx.updateNorm(ctx, n)
}

// updateNorm writes the row of a norm and what is found through it.
func (tx *Tx) updateNorm(ctx context.Context, n norm.Norm) error {
	events, err := packEvents(n.Events)
	if err != nil {
		return err
	}
	args := append([]any{n.Publication, n.Number, int64(n.EffectiveOn), int64(n.ExpiresOn), events}, derivedNorm(n, calendar.On(tx.At))...)
	args = append(args, n.Stamp+1, n.Stamp)
	err = saved(tx.exec(ctx, `update norm set registered = $2, effective_on = $3, expires_on = $4, events = $5, starts_on = $6, amends_on = $7,
			ends_on = $8, end_status = $9, last_on = $10, changes_on = $11, stamp = $12
		where publication = $1 and stamp = $13`, args...))
	if err != nil {
		return fmt.Errorf("save norm of %s: %w", n.Thing(), err)
	}
	if _, err := tx.exec(ctx, `delete from norm_source where publication = $1`, n.Publication); err != nil {
		return err
	}
	for _, e := range n.Events {
		if e.By == "" || e.Struck != "" {
			continue
		}
		if _, err := tx.exec(ctx, `insert into norm_source (publication, serial, kind, on_day, source) values ($1, $2, $3, $4, $5)`,
			n.Publication, e.Serial, string(e.Kind), int64(e.On), e.By); err != nil {
			return err
		}
	}
	return nil
}

// NextNorm gives out the next registration number of a year.
func (tx *Tx) NextNorm(ctx context.Context, year int) (string, error) {
	serial, err := tx.next(ctx, "norm/"+strconv.Itoa(year), 1)
	return norm.Number(year, serial), tx.fail(err)
}

// SaveNorm saves one act on a norm, or several, with an entry for each; what the publication says of
// its validity follows in the same act. body is the text of the last event
// where that is an amendment with one. Errors: [ErrChanged].
func (tx *Tx) SaveNorm(ctx context.Context, n norm.Norm, body string, entries ...journal.Entry) error {
	if err := tx.updateNorm(ctx, n); err != nil {
		return tx.fail(err)
	}
	if body != "" {
		last := n.Events[len(n.Events)-1]
		if _, err := tx.exec(ctx, `insert into norm_wording (publication, serial, body) values ($1, $2, $3)`, n.Publication, last.Serial, body); err != nil {
			return tx.fail(err)
		}
	}
	old, err := tx.Publication(ctx, n.Publication)
	if err != nil {
		return tx.fail(err)
	}
	says, ended := saysOf(n.On(calendar.On(tx.At)))
	p, changed := publication.Stand(old, says, ended)
	if changed {
		if err := tx.replacePublication(ctx, old, p); err != nil {
			return tx.fail(err)
		}
	}
	return tx.enter(ctx, entries...)
}

// PassNorm is [Tx.SaveNorm] of a consequence: the platform's own doing.
func (tx *Tx) PassNorm(ctx context.Context, n norm.Norm, e journal.Entry) error {
	by := tx.Actor
	tx.Actor = account.Clock
	defer func() { tx.Actor = by }()
	return tx.SaveNorm(ctx, n, "", e)
}

const normJoin = ` from norm n join publication p on p.id = n.publication `

func (r Reader) norms(ctx context.Context, where string, args ...any) ([]norm.Norm, error) {
	var list []norm.Norm
	err := r.each(ctx, `select p.id, p.index_number, p.agency, p.issued_on, p.validity, p.ended_on, n.registered, n.effective_on, n.expires_on, n.events, n.stamp`+
		normJoin+where, args, func(rows *sql.Rows) error {
		var p publication.Publication
		var n norm.Norm
		var events string
		c := &p.Content
		if err := rows.Scan(&p.ID, &p.Index, &p.Agency, &c.IssuedOn, &c.Validity, &c.EndedOn, &n.Number, &n.EffectiveOn, &n.ExpiresOn, &events, &n.Stamp); err != nil {
			return err
		}
		told := normOf(p)
		n.Publication, n.Index, n.Agency, n.IssuedOn, n.Events = p.ID, p.Index, p.Agency, c.IssuedOn, told.Events
		if events != "" {
			n.Events = nil
			if err := unpack(events, &n.Events); err != nil {
				return fmt.Errorf("norm of %s: %w", p.Index, err)
			}
		}
		list = append(list, n)
		return nil
	})
	return list, err
}

// Norm is the norm of a publication. Errors: [ErrNotFound], also for what is no
// document.
func (r Reader) Norm(ctx context.Context, id int64) (norm.Norm, error) {
	return only(r.norms(ctx, `where n.publication = $1`, id))
}

// NormAt is the norm at an index number. Errors: [ErrNotFound].
func (r Reader) NormAt(ctx context.Context, index string) (norm.Norm, error) {
	return only(r.norms(ctx, `where p.index_number = $1 and `+isDocument, index))
}

// NormsPassing is up to limit norms that stand otherwise since a day up to
// today, and whose publications have not followed.
func (r Reader) NormsPassing(ctx context.Context, today calendar.Day, after int64, limit int) ([]norm.Norm, error) {
	return r.norms(ctx, `where n.changes_on <= $1 and n.changes_on < `+never+` and n.publication > $2 order by n.publication limit $3`, int64(today), after, limit)
}

// NormText is the text of a wording that came with an event. Errors:
// [ErrNotFound].
func (r Reader) NormText(ctx context.Context, id int64, serial int) (string, error) {
	var body string
	err := r.one(ctx, `select body from norm_wording where publication = $1 and serial = $2`, []any{id, serial}, &body)
	return body, err
}

// NormLine is a norm in a list, as it stood on the day asked for.
type NormLine struct {
	Line
	Standing norm.Status
	EndsOn   calendar.Day // the first day no longer in force; [norm.Never] if none is known, NoDay if nobody knows it
	LastOn   calendar.Day // the last day of its term; NoDay without one
}

// NormSelection names norms as they stood on a day: those issued by then.
type NormSelection struct {
	On     calendar.Day
	Status norm.Status // "" for all
	// Binding selects those in force, amended or not.
	Binding    bool
	Agency     agency.Code // "" for all
	Categories []string    // empty for all
	Year       int         // of issue; 0 for all
	Subject    string      // one of its subject words (主题词); "" for all
	// Before selects those issued before the day; NoDay and the zero Day for all.
	Before calendar.Day
	Words  string // all of them in the title or the number; "" for all
	// Found selects publications by id, as an index found them; nil for all.
	Found []int64
}

// NormPlace is a place in a list, the latest issued first; zero is the
// beginning.
type NormPlace struct {
	Day calendar.Day
	ID  int64
}

func (s NormSelection) where(q *composer) {
	q.add(`p.issued_on <= `, int64(s.On))
	q.conditions = append(q.conditions, `p.withdrawn_at = 0`, `(p.normative or p.category = '`+publication.Rules+`')`)
	begun := func() { q.add(`n.starts_on <= `, int64(s.On)) }
	open := func() { begun(); q.add(`n.ends_on > `, int64(s.On)) }
	switch {
	case s.Status == norm.Pending:
		q.add(`n.starts_on > `, int64(s.On))
	case s.Status == norm.Amended:
		open()
		q.add(`n.amends_on <= `, int64(s.On))
	case s.Status == norm.InForce:
		open()
		q.add(`n.amends_on > `, int64(s.On))
	case s.Status != "":
		begun()
		q.add(`n.ends_on <= `, int64(s.On))
		q.add(`n.end_status = `, string(s.Status))
	case s.Binding:
		open()
	}
	if s.Agency != "" {
		q.add(`p.agency = `, string(s.Agency))
	}
	if len(s.Categories) > 0 {
		var holes []string
		for _, c := range s.Categories {
			holes = append(holes, q.hole(c))
		}
		q.conditions = append(q.conditions, `p.category in (`+strings.Join(holes, ", ")+`)`)
	}
	if s.Year != 0 {
		q.add(`p.issued_on >= `, int64(calendar.Date(s.Year, 1, 1)))
		q.add(`p.issued_on <= `, int64(calendar.Date(s.Year, 12, 31)))
	}
	if s.Subject != "" {
		like := `% ` + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s.Subject) + ` %`
		q.conditions = append(q.conditions, `' ' || p.keywords || ' ' like `+q.hole(like)+` escape '\'`)
	}
	if s.Before != calendar.NoDay && s.Before != 0 {
		q.add(`p.issued_on < `, int64(s.Before))
	}
	if s.Found != nil {
		var holes []string
		for _, id := range s.Found {
			holes = append(holes, q.hole(id))
		}
		if len(holes) == 0 {
			holes = []string{"0"} // no publication has it
		}
		q.conditions = append(q.conditions, `p.id in (`+strings.Join(holes, ", ")+`)`)
	}
	for _, word := range strings.Fields(s.Words) {
		like := `%` + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word) + `%`
		q.conditions = append(q.conditions, `(p.title like `+q.hole(like)+` escape '\' or p.number like `+q.hole(like)+` escape '\')`)
	}
}

func (s NormSelection) standing(starts, amends, ends calendar.Day, end norm.Status) norm.Status {
	switch {
	case starts > s.On:
		return norm.Pending
	case ends <= s.On:
		return end
	case amends <= s.On:
		return norm.Amended
	}
	return norm.InForce
}

// Norms is up to size norms of the selection behind the place.
func (r Reader) Norms(ctx context.Context, s NormSelection, after NormPlace, size int) ([]NormLine, error) {
	var q composer
	s.where(&q)
	if after.ID != 0 {
		q.conditions = append(q.conditions, `(p.issued_on, p.id) < (`+q.hole(int64(after.Day))+`, `+q.hole(after.ID)+`)`)
	}
	return r.normLines(ctx, s, `where `+strings.Join(q.conditions, ` and `)+` order by p.issued_on desc, p.id desc limit `+q.hole(size), q.args...)
}

func (r Reader) normLines(ctx context.Context, s NormSelection, where string, args ...any) ([]NormLine, error) {
	var list []NormLine
	err := r.each(ctx, `select p.id, p.index_number, p.agency, p.category, p.title, p.number, p.issued_on, p.published_at, p.validity, p.normative, p.channels,
		n.starts_on, n.amends_on, n.ends_on, n.end_status, n.last_on from publication p join norm n on n.publication = p.id `+where, args, func(rows *sql.Rows) error {
		var l NormLine
		var at int64
		var starts, amends calendar.Day
		var end norm.Status
		err := rows.Scan(&l.ID, &l.Index, &l.Agency, &l.Category, &l.Title, &l.Number, &l.IssuedOn, &at, &l.Validity, &l.Normative, &l.Channels,
			&starts, &amends, &l.EndsOn, &end, &l.LastOn)
		l.PublishedAt = instant(at)
		l.Standing = s.standing(starts, amends, l.EndsOn, end)
		list = append(list, l)
		return err
	})
	return list, err
}

// NormCell is norms of one kind, counted.
type NormCell struct {
	Agency   agency.Code
	Category string
	Year     int    // of issue; 0 where nobody knows
	Keywords string // subject words, separated by a blank
	Status   norm.Status
	Count    int64
}

// NormCounts counts the norms of the selection by agency, category, year of
// issue, subject words and how they stood on the day.
func (r Reader) NormCounts(ctx context.Context, s NormSelection) ([]NormCell, error) {
	var q composer
	s.where(&q)
	counts := map[NormCell]int64{}
	var order []NormCell
	err := r.each(ctx, `select p.agency, p.category, p.keywords, p.issued_on, n.starts_on, n.amends_on, n.ends_on, n.end_status
		from publication p join norm n on n.publication = p.id where `+strings.Join(q.conditions, ` and `), q.args, func(rows *sql.Rows) error {
		var c NormCell
		var issued, starts, amends, ends calendar.Day
		var end norm.Status
		if err := rows.Scan(&c.Agency, &c.Category, &c.Keywords, &issued, &starts, &amends, &ends, &end); err != nil {
			return err
		}
		c.Year, c.Status = issued.Year(), s.standing(starts, amends, ends, end)
		if counts[c] == 0 {
			order = append(order, c)
		}
		counts[c]++
		return nil
	})
	for i, c := range order {
		order[i].Count = counts[c]
	}
	return order, err
}

// NormsEnding is up to size public norms in force whose term runs out in the
// days from from to to, the first to end first; of one agency or, with "", of
// all.
func (r Reader) NormsEnding(ctx context.Context, in agency.Code, from, to calendar.Day, size int) ([]NormLine, error) {
	var q composer
	q.conditions = append(q.conditions, `n.last_on > `+noDay, `n.ends_on = n.last_on + 1`, `p.withdrawn_at = 0`, `(p.normative or p.category = '`+publication.Rules+`')`)
	q.add(`n.last_on >= `, int64(from))
	q.add(`n.last_on <= `, int64(to))
	if in != "" {
		q.add(`p.agency = `, string(in))
	}
	return r.normLines(ctx, NormSelection{On: from}, `where `+strings.Join(q.conditions, ` and `)+` order by n.last_on, p.id limit `+q.hole(size), q.args...)
}

// NormDeed is what a document did to a norm.
type NormDeed struct {
	Kind   norm.Kind
	Serial int
	On     calendar.Day
	Line   Line // the norm it was done to
}

// NormDeeds is what the document at an index number did to public norms, the
// first first, two hundred at most.
func (r Reader) NormDeeds(ctx context.Context, index string) ([]NormDeed, error) {
	var list []NormDeed
	err := r.each(ctx, `select s.kind, s.serial, s.on_day, p.id, p.index_number, p.agency, p.category, p.title, p.number, p.issued_on, p.published_at, p.validity, p.normative, p.channels
		from norm_source s join publication p on p.id = s.publication
		where s.source = $1 and p.withdrawn_at = 0 order by s.on_day, p.id limit 200`, []any{index}, func(rows *sql.Rows) error {
		var d NormDeed
		var at int64
		l := &d.Line
		err := rows.Scan(&d.Kind, &d.Serial, &d.On, &l.ID, &l.Index, &l.Agency, &l.Category, &l.Title, &l.Number, &l.IssuedOn, &at, &l.Validity, &l.Normative, &l.Channels)
		l.PublishedAt = instant(at)
		list = append(list, d)
		return err
	})
	return list, err
}

// DocumentTitled is the public document of exactly this title, of several the
// last issued. Errors: [ErrNotFound].
func (r Reader) DocumentTitled(ctx context.Context, title string) (Line, error) {
	return only(r.lines(ctx, `where title = $1 and withdrawn_at = 0 and `+isDocument+` order by issued_on desc, id desc limit 1`, title))
}

// Named is public documents by how others name them.
type Named struct {
	ByNumber map[string]Line // by key of the number; of two with one number none
	ByTitle  map[string]Line // by exactly the title; of several the last issued
}

// Named finds the documents of these number keys (text.NumberKey) and titles, in
// two statements whatever their number.
func (r Reader) Named(ctx context.Context, keys, titles []string) (Named, error) {
	v := Named{map[string]Line{}, map[string]Line{}}
	twice := map[string]bool{}
	err := r.linesIn(ctx, `number_key <> '' and number_key`, keys, `withdrawn_at = 0 order by id`, func(l Line) {
		key, _ := text.NumberKey(l.Number)
		if _, there := v.ByNumber[key]; there {
			twice[key] = true
		}
		v.ByNumber[key] = l
	})
	for key := range twice {
		delete(v.ByNumber, key)
	}
	if err != nil {
		return v, err
	}
	// In the order of the index of documents, so that it is read and not the
	// whole record: titles have none of their own.
	err = r.linesIn(ctx, `title`, titles, `withdrawn_at = 0 and `+isDocument+` order by issued_on, id`, func(l Line) { v.ByTitle[l.Title] = l })
	return v, err
}

// linesIn gives the public lines of which a column has one of the values; none
// for no values.
func (r Reader) linesIn(ctx context.Context, column string, values []string, where string, each func(Line)) error {
	if len(values) == 0 {
		return nil
	}
	var q composer
	holes := make([]string, len(values))
	for i, v := range values {
		holes[i] = q.hole(v)
	}
	list, err := r.lines(ctx, `where `+column+` in (`+strings.Join(holes, ", ")+`) and `+where, q.args...)
	for _, l := range list {
		each(l)
	}
	return err
}

// auditNorms recomputes what is kept beside the norms.
func (r Reader) auditNorms(ctx context.Context, report func(Difference)) error {
	err := r.each(ctx, `select p.index_number from publication p left join norm n on n.publication = p.id
		where (p.normative or p.category = '`+publication.Rules+`') and n.publication is null`, nil, func(rows *sql.Rows) error {
		var index string
		err := rows.Scan(&index)
		report(Difference{index, "规范登记", "没有", "1"})
		return err
	})
	if err != nil {
		return err
	}
	type kept struct {
		columns  string
		changes  calendar.Day
		validity publication.Validity
		ended    calendar.Day
	}
	rows := map[int64]kept{}
	err = r.each(ctx, `select n.publication, n.starts_on, n.amends_on, n.ends_on, n.end_status, n.last_on, n.changes_on, p.validity, p.ended_on`+normJoin, nil, func(s *sql.Rows) error {
		var id, starts, amends, ends, last int64
		var end string
		var k kept
		err := s.Scan(&id, &starts, &amends, &ends, &end, &last, &k.changes, &k.validity, &k.ended)
		k.columns = fmt.Sprint(starts, amends, ends, end, last)
		rows[id] = k
		return err
	})
	if err != nil {
		return err
	}
	sources := map[string]string{}
	err = r.each(ctx, `select publication, serial, kind, on_day, source from norm_source`, nil, func(s *sql.Rows) error {
		var id, on int64
		var serial int
		var kind, source string
		err := s.Scan(&id, &serial, &kind, &on, &source)
		sources[fmt.Sprint(id, "/", serial)] = fmt.Sprint(kind, on, source)
		return err
	})
	if err != nil {
		return err
	}
	texts := map[string]bool{}
	err = r.each(ctx, `select publication, serial from norm_wording`, nil, func(s *sql.Rows) error {
		var id int64
		var serial int
		err := s.Scan(&id, &serial)
		texts[fmt.Sprint(id, "/", serial)] = true
		return err
	})
	if err != nil {
		return err
	}
	list, err := r.norms(ctx, `order by n.publication`)
	if err != nil {
		return err
	}
	registered := map[string]int64{}
	for _, n := range list {
		k := rows[n.Publication]
		d := derivedNorm(n, k.changes-1)
		if want := fmt.Sprint(d[:5]...); k.columns != want {
			report(Difference{n.Index, "规范的效力", k.columns, want})
		}
		if next := n.Changes(k.changes - 1); next != k.changes {
			report(Difference{n.Index, "效力下次变化", k.changes.String(), next.String()})
		}
		if says, ended := saysOf(n.On(k.changes - 1)); k.validity != "" && (says != k.validity || ended != k.ended) {
			report(Difference{n.Index, "有效性", string(k.validity) + " " + k.ended.String(), string(says) + " " + ended.String()})
		}
		for _, e := range n.Events {
			key := fmt.Sprint(n.Publication, "/", e.Serial)
			if e.Worded && !texts[key] {
				report(Difference{n.Index, "修改后的文本", "没有", strconv.Itoa(e.Serial)})
			}
			want := ""
			if e.By != "" && e.Struck == "" {
				want = fmt.Sprint(e.Kind, int64(e.On), e.By)
			}
			if sources[key] != want {
				report(Difference{n.Index, "效力变化的依据", sources[key], want})
			}
			delete(sources, key)
		}
		if year, _, ok := strings.Cut(n.Number, "-"); ok {
			registered["norm/"+year]++
		}
	}
	for key, found := range sources {
		report(Difference{key, "效力变化的依据", found, ""})
	}
	return r.each(ctx, `select name, value from counter where name like 'norm/%'`, nil, func(s *sql.Rows) error {
		var name string
		var value int64
		err := s.Scan(&name, &value)
		if registered[name] != value {
			report(Difference{name, "统一登记号", fmt.Sprint(registered[name]), fmt.Sprint(value)})
		}
		return err
	})
}
