package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/remedy"
	"gongkai/law/calendar"
)

const (
	remedyColumns = `kind, id, state, agency, handler, about, decision, ground, clerk, year, received_on, due_on, route, result,
	outcome, closed_on, satisfied, again, subject, facts, registered_at, registered_by, stamp,
	drafter, reviewer, signer, joint`
	remedyWidth = 27
)

// remedyDossier is what nobody filters remedies by.
type remedyDossier struct {
	Clocks     []remedy.Clock    `json:"clocks,omitempty"`
	Channel    remedy.Channel    `json:"channel,omitempty"`
	Claim      string            `json:"claim,omitempty"`
	Parties    []remedy.Party    `json:"parties,omitempty"`
	Body       string            `json:"body,omitempty"`
	CaseNumber string            `json:"case_number,omitempty"`
	AcceptedOn calendar.Day      `json:"accepted_on"`
	Summary    bool              `json:"summary,omitempty"`
	NotifiedOn calendar.Day      `json:"notified_on"`
	AnsweredOn calendar.Day      `json:"answered_on"`
	Hearings   []remedy.Hearing  `json:"hearings,omitempty"`
	ExtendedTo calendar.Day      `json:"extended_to"`
	Instances  []remedy.Instance `json:"instances,omitempty"`
	Finding    string            `json:"finding,omitempty"`
	RectifyBy  calendar.Day      `json:"rectify_by"`
	Reports    []remedy.Report   `json:"reports,omitempty"`
	Sanctions  []remedy.Sanction `json:"sanctions,omitempty"`
	Answer     string            `json:"answer,omitempty"`
	AnswerBy   calendar.Day      `json:"answer_by"`
	Reopened   string            `json:"reopened,omitempty"`
	Documents  []remedy.Document `json:"documents,omitempty"`

	Statements []remedy.Statement `json:"statements,omitempty"`
	Remarks    []remedy.Remark    `json:"remarks,omitempty"`
	Former     agency.Code        `json:"former,omitempty"`
}

func remedyArgs(args []any, r remedy.Remedy) ([]any, error) {
	facts, err := pack(remedyDossier{r.Clocks, r.Channel, r.Claim, r.Parties, r.Body, r.CaseNumber, r.AcceptedOn, r.Summary, r.NotifiedOn,
		r.AnsweredOn, r.Hearings, r.ExtendedTo, r.Instances, r.Finding, r.RectifyBy, r.Reports, r.Sanctions, r.Answer, r.AnswerBy,
		r.Reopened, r.Documents, r.Statements, r.Remarks, r.Former})
	return append(args, string(r.Kind), r.ID, string(r.State), string(r.Agency), string(r.Handler), r.About, r.Decision, r.Ground,
		string(r.Clerk), r.ReceivedOn.Year(), int64(r.ReceivedOn), int64(r.DueOn), string(r.Route), r.Result, string(r.Outcome),
		int64(r.ClosedOn), r.Satisfied, r.MustReopen(), r.Subject, facts, micros(r.RegisteredAt), string(r.RegisteredBy), r.Stamp+1,
		string(r.Officers.Drafter), string(r.Officers.Reviewer), string(r.Officers.Signer), jointKey(r.Kind, r.Body, r.CaseNumber)), err
}

func (r Reader) remedies(ctx context.Context, where string, args ...any) ([]remedy.Remedy, error) {
	var list []remedy.Remedy
	err := r.each(ctx, `select `+remedyColumns+` from remedy `+where, args, func(rows *sql.Rows) error {
		var v remedy.Remedy
		var year int
		var again bool
		var text, joint string
		var at int64
		err := rows.Scan(&v.Kind, &v.ID, &v.State, &v.Agency, &v.Handler, &v.About, &v.Decision, &v.Ground, &v.Clerk, &year, &v.ReceivedOn,
			&v.DueOn, &v.Route, &v.Result, &v.Outcome, &v.ClosedOn, &v.Satisfied, &again, &v.Subject, &text, &at, &v.RegisteredBy, &v.Stamp,
			&v.Officers.Drafter, &v.Officers.Reviewer, &v.Officers.Signer, &joint)
		if err != nil {
			return err
		}
		var f remedyDossier
		if err := unpack(text, &f); err != nil {
			return fmt.Errorf("%s: %w", v.Thing(), err)
		}
		v.RegisteredAt = instant(at)
		v.Clocks, v.Channel, v.Claim, v.Parties, v.Body, v.CaseNumber = f.Clocks, f.Channel, f.Claim, f.Parties, f.Body, f.CaseNumber
		v.AcceptedOn, v.Summary, v.NotifiedOn, v.AnsweredOn, v.Hearings = f.AcceptedOn, f.Summary, f.NotifiedOn, f.AnsweredOn, f.Hearings
		v.ExtendedTo, v.Instances, v.Finding, v.RectifyBy, v.Reports = f.ExtendedTo, f.Instances, f.Finding, f.RectifyBy, f.Reports
		v.Sanctions, v.Answer, v.AnswerBy, v.Reopened, v.Documents = f.Sanctions, f.Answer, f.AnswerBy, f.Reopened, f.Documents
		v.Statements, v.Remarks, v.Former = f.Statements, f.Remarks, f.Former
		list = append(list, v)
		return nil
	})
	return list, err
}

// NextOrderLetter gives out the number of the paper with which an agency orders
// another to put something right, in a year.
func (tx *Tx) NextOrderLetter(ctx context.Context, in agency.Code, year int) (int64, error) {
	n, err := tx.next(ctx, "orderletter/"+string(in)+"/"+strconv.Itoa(year), 1)
	return n, tx.fail(err)
}

// Remedy is one remedy. Errors: [ErrNotFound].
func (r Reader) Remedy(ctx context.Context, kind remedy.Kind, id int64) (remedy.Remedy, error) {
	return only(r.remedies(ctx, `where kind = $1 and id = $2`, string(kind), id))
}

// Window is where a due day lies as seen from today. Every open remedy stands
// in one of them.
type Window string

const (
	WindowOverdue Window = "overdue"   // before today
	WindowToday   Window = "today"     // today
	WindowSoon    Window = "soon"      // within the next days
	WindowLater   Window = "later"     // after those
	WindowNone    Window = "clockless" // no clock runs
)

// Windows in the order of urgency.
var Windows = []Window{WindowOverdue, WindowToday, WindowSoon, WindowLater, WindowNone}

// RemedySelection names a set of remedies. The same selection lists, counts
// and breaks down, so a number and its list cannot disagree. A zero field
// selects everything; but of the zero Seat nothing is seen.
type RemedySelection struct {
	Seat    remedy.Seat
	Kind    remedy.Kind
	Agency  agency.Code // that it is about
	Handler agency.Code
	State   remedy.State
	Outcome remedy.Outcome
	Open    bool // not closed: pending
	Again   bool // another answer was ordered and no new case opened
	Year    int  // of receipt
	About   string
	Clerk   account.Login
	// Of these, [NoneSelected] selects those that have none.
	Route    string
	Decision string // outcome code of the contested decision
	Ground   string
	Drafter  string // who drafted, reviewed, signed it
	Reviewer string
	Signer   string
	// Due selects open ones by their due day, as seen from Today; Soon is the
	// last day of [WindowSoon].
	Due         Window
	Today, Soon calendar.Day
}

// NoneSelected selects the remedies in which a fact is not known.
const NoneSelected = "-"

func (s RemedySelection) where() (string, []any) {
	var args []any
	hole := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	var parts []string
	and := func(part string) { parts = append(parts, part) }
	for _, row := range []struct{ column, value string }{
		{"kind", string(s.Kind)}, {"agency", string(s.Agency)}, {"handler", string(s.Handler)}, {"state", string(s.State)},
		{"outcome", string(s.Outcome)}, {"about", s.About}, {"clerk", string(s.Clerk)},
	} {
		if row.value != "" {
			and(row.column + ` = ` + hole(row.value))
		}
	}
	for _, row := range []struct{ column, value string }{
		{"route", s.Route}, {"decision", s.Decision}, {"ground", s.Ground}, {"drafter", s.Drafter}, {"reviewer", s.Reviewer}, {"signer", s.Signer},
	} {
		switch row.value {
		case "":
		case NoneSelected:
			and(row.column + ` = ''`)
		default:
			and(row.column + ` = ` + hole(row.value))
		}
	}
	if s.About != "" {
		and(`about <> ''`) // so that the partial index serves
	}
	if s.Year != 0 {
		and(`year = ` + hole(s.Year))
	}
	if s.Again {
		and(`again`)
	}
	if s.Open || s.Due != "" {
		and(`state <> 'closed'`)
	}
	none := func() string { return hole(int64(calendar.NoDay)) }
	switch s.Due {
	case WindowOverdue:
		and(`due_on > ` + none() + ` and due_on < ` + hole(int64(s.Today)))
	case WindowToday:
		and(`due_on = ` + hole(int64(s.Today)))
	case WindowSoon:
		and(`due_on > ` + hole(int64(s.Today)) + ` and due_on <= ` + hole(int64(max(s.Today, s.Soon))))
	case WindowLater:
		and(`due_on > ` + hole(int64(max(s.Today, s.Soon))))
	case WindowNone:
		and(`due_on = ` + none())
	}
	switch {
	case s.Seat.All:
	case len(s.Seat.Agencies) == 0:
		and(`1 = 0`)
	default:
		hs := make([]string, len(s.Seat.Agencies))
		for i, c := range s.Seat.Agencies {
			hs[i] = hole(string(c))
		}
		in := ` in (` + strings.Join(hs, ", ") + `)`
		and(`(handler` + in + ` or kind <> 'complaint' and agency` + in + `)`)
	}
	if len(parts) == 0 {
		return "", args
	}
	return `where ` + strings.Join(parts, ` and `), args
}

// RemedyPlace is a place in a list of remedies, newest first: behind this one.
// The zero place is the beginning.
type RemedyPlace struct {
	ID   int64
	Kind remedy.Kind
}

// Remedies is up to size remedies of the selection: newest first, those behind
// the place; with a Due window, the most urgent first and from the beginning.
func (r Reader) Remedies(ctx context.Context, s RemedySelection, after RemedyPlace, size int) ([]remedy.Remedy, error) {
	where, args := s.where()
	hole := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if s.Due != "" {
		return r.remedies(ctx, where+` order by due_on, id, kind limit `+hole(size), args...)
	}
	if after.ID != 0 {
		if where == "" {
			where = `where `
		} else {
			where += ` and `
		}
		where += `(id, kind) < (` + hole(after.ID) + `, ` + hole(string(after.Kind)) + `)`
	}
	return r.remedies(ctx, where+` order by id desc, kind desc limit `+hole(size), args...)
}

// RemediesAbout is what was filed about a thing, oldest first, 100 at most.
func (r Reader) RemediesAbout(ctx context.Context, thing string) ([]remedy.Remedy, error) {
	return r.remedies(ctx, `where about = $1 and about <> '' order by id, kind limit 100`, thing)
}

// OpenRemedies is up to limit remedies with a running clock, by kind and id
// after the given: for counting them again.
func (r Reader) OpenRemedies(ctx context.Context, after RemedyPlace, limit int) ([]remedy.Remedy, error) {
	return r.remedies(ctx, `where state <> 'closed' and (kind, id) > ($1, $2) order by kind, id limit $3`, string(after.Kind), after.ID, limit)
}

// RemediesHeldBy is the open remedies a clerk is in charge of, by number.
func (r Reader) RemediesHeldBy(ctx context.Context, clerk account.Login) ([]remedy.Remedy, error) {
	return r.remedies(ctx, `where clerk = $1 and state <> 'closed' order by id, kind`, string(clerk))
}

// RemediesOf is up to limit remedies behind the given one, open and settled,
// that an agency handles or that are about it, by number.
func (r Reader) RemediesOf(ctx context.Context, in agency.Code, after RemedyPlace, limit int) ([]remedy.Remedy, error) {
	return r.remedies(ctx, `where (agency = $1 or handler = $1) and (id, kind) > ($2, $3) order by id, kind limit $4`,
		string(in), after.ID, string(after.Kind), limit)
}

// CountRemedies is the exact number of the selection.
func (r Reader) CountRemedies(ctx context.Context, s RemedySelection) (int64, error) {
	where, args := s.where()
	var n int64
	err := r.one(ctx, `select count(*) from remedy `+where, args, &n)
	return n, err
}

// RemedyDues is how many open remedies of the selection lie in each window.
// The numbers add up to those open.
func (r Reader) RemedyDues(ctx context.Context, s RemedySelection) (map[Window]int64, error) {
	s.Due, s.Open = "", true
	where, args := s.where()
	dues := map[Window]int64{}
	err := r.each(ctx, `select due_on, count(*) from remedy `+where+` group by due_on`, args, func(rows *sql.Rows) error {
		var due calendar.Day
		var n int64
		err := rows.Scan(&due, &n)
		switch {
		case due == calendar.NoDay:
			dues[WindowNone] += n
		case due < s.Today:
			dues[WindowOverdue] += n
		case due == s.Today:
			dues[WindowToday] += n
		case due <= s.Soon:
			dues[WindowSoon] += n
		default:
			dues[WindowLater] += n
		}
		return err
	})
	return dues, err
}

// RemedyDimension is what remedies are broken down by.
type RemedyDimension string

const (
	RemedyByKind      RemedyDimension = "kind"
	RemedyByState     RemedyDimension = "state"
	RemedyByAgency    RemedyDimension = "agency"
	RemedyByYear      RemedyDimension = "year"
	RemedyByRoute     RemedyDimension = "route"
	RemedyByGround    RemedyDimension = "ground"   // of the contested decision
	RemedyByDecision  RemedyDimension = "decision" // its outcome
	RemedyBySatisfied RemedyDimension = "satisfied"
	// Who made the contested decision, by stage; key "" where nobody is known.
	RemedyByDrafter  RemedyDimension = "drafter"
	RemedyByReviewer RemedyDimension = "reviewer"
	RemedyBySigner   RemedyDimension = "signer"
)

// RemedyFigure is how many remedies of one key ended with each outcome; the
// outcome "" is those pending.
type RemedyFigure struct {
	Key string
	Of  map[remedy.Outcome]int64
}

// N is all of them.
func (f RemedyFigure) N() int64 {
	var n int64
	for _, k := range f.Of {
		n += k
	}
	return n
}

// Pending is how many have not ended.
func (f RemedyFigure) Pending() int64 { return f.Of[""] }

// Corrected is the share that was corrected, of all, in thousandths, rounded
// half up, as the report of 2017 lets it be reckoned: 572 of 1,347 is 425. 0
// when there are none.
func (f RemedyFigure) Corrected() int64 {
	n := f.N()
	if n == 0 {
		return 0
	}
	return (f.Of[remedy.Corrected]*2000 + n) / (2 * n)
}

// RemedyFigures breaks the selection down by outcome within the dimension,
// ordered by key; keys without any are left out.
func (r Reader) RemedyFigures(ctx context.Context, s RemedySelection, by RemedyDimension) ([]RemedyFigure, error) {
	where, args := s.where()
	column := string(by)
	var list []RemedyFigure
	err := r.each(ctx, `select `+column+`, outcome, count(*) from remedy `+where+` group by `+column+`, outcome order by `+column+`, outcome`, args,
		func(rows *sql.Rows) error {
			var key string
			var o remedy.Outcome
			var n int64
			if err := rows.Scan(&key, &o, &n); err != nil {
				return err
			}
			if len(list) == 0 || list[len(list)-1].Key != key {
				list = append(list, RemedyFigure{Key: key, Of: map[remedy.Outcome]int64{}})
			}
			list[len(list)-1].Of[o] = n
			return nil
		})
	return list, err
}

// NextRemedies gives out n consecutive ids of a kind in the year of
// registration, and says the first.
func (tx *Tx) NextRemedies(ctx context.Context, kind remedy.Kind, year, n int) (int64, error) {
	serial, err := tx.next(ctx, remedyCounter(kind, year), n)
	return remedy.ID(year, serial), tx.fail(err)
}

func remedyCounter(kind remedy.Kind, year int) string { return string(kind) + "/" + strconv.Itoa(year) }

// SaveRemedy saves the remedy as it was read, or new. Errors: [ErrChanged].
func (tx *Tx) SaveRemedy(ctx context.Context, v remedy.Remedy, e journal.Entry) error {
	if e.Thing != v.Thing() {
		return tx.fail(fmt.Errorf("save %s: the entry is about %s", v.Thing(), e.Thing))
	}
	args, err := remedyArgs(make([]any, 0, remedyWidth+1), v)
	if err != nil {
		return tx.fail(err)
	}
	if v.Stamp == 0 {
		_, err = tx.exec(ctx, `insert into remedy (`+remedyColumns+`) values `+holes(1, remedyWidth), args...)
		if err != nil {
			return tx.fail(fmt.Errorf("save %s: %w", v.Thing(), err))
		}
	} else {
		err = tx.later(ctx, write{thing: v.Thing(), exact: true, args: append(args, v.Stamp), text: `update remedy set
				state = $3, agency = $4, handler = $5, about = $6, decision = $7, ground = $8, clerk = $9, year = $10,
				received_on = $11, due_on = $12, route = $13, result = $14, outcome = $15, closed_on = $16, satisfied = $17,
				again = $18, subject = $19, facts = $20, registered_at = $21, registered_by = $22, stamp = $23,
				drafter = $24, reviewer = $25, signer = $26, joint = $27
			where kind = $1 and id = $2 and stamp = $28`})
		if err != nil {
			return err
		}
	}
	return tx.enter(ctx, e)
}

// SaveRemedies saves many new remedies with all that was done to each, in the
// order of the entries. Every remedy must have an entry.
func (tx *Tx) SaveRemedies(ctx context.Context, list []remedy.Remedy, entries []journal.Entry) error {
	told := make(map[string]bool, len(list))
	for _, e := range entries {
		told[e.Thing] = true
	}
	for _, v := range list {
		if v.Stamp != 0 || !told[v.Thing()] {
			return tx.fail(errors.New("save remedies: " + v.Thing() + " is not new, or has no entry"))
		}
	}
	if len(told) != len(list) {
		return tx.fail(errors.New("save remedies: entries about other things"))
	}
	if err := tx.insertRemedies(ctx, list); err != nil {
		return tx.fail(err)
	}
	return tx.enter(ctx, entries...)
}

func (tx *Tx) insertRemedies(ctx context.Context, list []remedy.Remedy) error {
	args := make([]any, 0, min(len(list), bulkRows)*remedyWidth)
	copied, err := tx.copyRows(ctx, "remedy", remedyColumns, len(list), func(i int) ([]any, error) {
		return remedyArgs(args[:0], list[i])
	})
	if copied || err != nil {
		return err
	}
	for len(list) > 0 {
		n := min(len(list), bulkRows)
		if n < bulkRows {
			n = 1
		}
		args = args[:0]
		for _, v := range list[:n] {
			if args, err = remedyArgs(args, v); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, insertText("remedy", remedyColumns, n, remedyWidth, tx.store.engine.numbered()), args...); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// FollowRemedies changes the clocks of many remedies, or whose they are, as a
// consequence of the act under way, a holiday notice, a hand-over or a merger,
// each with its entry: what follows from the act is the platform's own doing.
func (tx *Tx) FollowRemedies(ctx context.Context, list []remedy.Remedy, entries []journal.Entry) error {
	for _, v := range list {
		args, err := remedyArgs(make([]any, 0, remedyWidth), v)
		if err != nil {
			return tx.fail(err)
		}
		const about, handler, clerk, due, facts, stamp = 3, 4, 8, 11, 19, 22 // their places in remedyColumns
		err = tx.later(ctx, write{thing: v.Thing(), exact: true,
			args: []any{string(v.Kind), v.ID, args[due], args[facts], args[stamp], args[about], args[handler], args[clerk], v.Stamp},
			text: `update remedy set due_on = $3, facts = $4, stamp = $5, agency = $6, handler = $7, clerk = $8
			where kind = $1 and id = $2 and stamp = $9`})
		if err != nil {
			return err
		}
	}
	by := tx.Actor
	tx.Actor = account.Clock
	err := tx.enter(ctx, entries...)
	tx.Actor = by
	return err
}

// auditRemedies checks that the numbers of every kind and year have no gap and
// go up to their counter, and collects the files remedies name.
func (r Reader) auditRemedies(ctx context.Context, report func(Difference), files map[string]publication.Attachment) error {
	type series struct {
		kind remedy.Kind
		year int
		n    int64
		last int64
	}
	var all []series
	err := r.each(ctx, `select kind, id / 1000000, count(*), max(id) from remedy group by kind, id / 1000000 order by 1, 2`, nil,
		func(rows *sql.Rows) error {
			var s series
			err := rows.Scan(&s.kind, &s.year, &s.n, &s.last)
			all = append(all, s)
			return err
		})
	if err != nil {
		return err
	}
	for _, s := range all {
		var counter int64
		if err := r.one(ctx, `select value from counter where name = $1`, []any{remedyCounter(s.kind, s.year)}, &counter); err != nil && err != ErrNotFound {
			return err
		}
		if serial := s.last % 1_000_000; serial != s.n || counter != s.n {
			report(Difference{remedyCounter(s.kind, s.year), "编号连续", fmt.Sprintf("%d 件，末号 %d，计数器 %d", s.n, serial, counter), fmt.Sprintf("1 至 %d", s.n)})
		}
	}
	if err := r.auditJoint(ctx, report); err != nil {
		return err
	}
	return r.each(ctx, `select facts from remedy where facts like '%"documents"%'`, nil, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		var f remedyDossier
		if err := unpack(text, &f); err != nil {
			return err
		}
		for _, d := range f.Documents {
			files[d.SHA256] = publication.Attachment{Name: d.Name, Type: d.Type, Size: d.Size, SHA256: d.SHA256}
		}
		return nil
	})
}
