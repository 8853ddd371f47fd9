package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
)

// UnknownSize is the size of a file of which only the hash is on record.
const UnknownSize int64 = -1

// auditRequests recomputes what is kept beside the requests: their numbers, the
// columns they are found by, the tally and the ledger of fees. files collects
// what was handed in and every letter.
func (r Reader) auditRequests(ctx context.Context, report func(Difference), files map[string]publication.Attachment) error {
	tallied := requestTallies{}
	ledger := map[string]string{}
	serials := map[int]int64{}
	reopened := map[request.ID]string{} // by the case that answers it anew: the number of the earlier
	words := blockSums{}
	waiting, err := r.unread(ctx, -1)
	if err != nil {
		return err
	}
	unread := make(map[int64]bool, len(waiting))
	for _, id := range waiting {
		unread[id] = true
	}
	flows := flowAudit{want: newCountedTallies()}
	last := request.ID(0)
	for {
		// In parts: the cases of many years do not lie in memory at once.
		list, err := r.requestsFound(ctx, last)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		if err := r.auditCounted(ctx, report, &flows, list); err != nil {
			return err
		}
		for _, f := range list {
			q := f.Request
			last = q.ID
			if serials[q.ID.Year()]++; q.ID != request.NewID(q.ID.Year(), serials[q.ID.Year()]) {
				report(Difference{q.Thing(), "编号连续", q.ID.Number(), request.NewID(q.ID.Year(), serials[q.ID.Year()]).Number()})
				serials[q.ID.Year()] = int64(q.ID) % 1_000_000
			}
			tallied.add(q, 1)
			if unread[int64(q.ID)] {
				delete(unread, int64(q.ID))
			} else {
				for _, p := range pairsOf(int64(q.ID), q.Agency, requestWords(q)) {
					words.add(p)
				}
			}
			if want := f.want(); want != f.found {
				report(Difference{q.Thing(), "检索列", fmt.Sprint(f.found), fmt.Sprint(want)})
			}
			again := ""
			if q.Ordered {
				again = q.Previous.Number()
			}
			if again != reopened[q.ID] {
				report(Difference{q.Thing(), "重新办理", again, reopened[q.ID]})
			}
			delete(reopened, q.ID)
			if q.Next != 0 {
				reopened[q.Next] = q.ID.Number()
			}
			if q.Fee != nil {
				for i, l := range q.Fee.Lines {
					ledger[fmt.Sprintf("%s #%d", q.Thing(), i+1)] = ledgerLine(q.Agency, l)
				}
			}
			for _, file := range q.Files {
				files[file.Hash] = publication.Attachment{Name: file.Name, Type: file.Type, Size: file.Size, SHA256: file.Hash}
			}
			for _, l := range q.Letters {
				for _, hash := range []string{l.PDF, l.DOCX} {
					if _, known := files[hash]; hash != "" && !known {
						files[hash] = publication.Attachment{Name: l.Title + " " + l.Number, Size: UnknownSize, SHA256: hash}
					}
				}
			}
		}
	}
	for id, earlier := range reopened {
		report(Difference{id.Thing(), "重新办理", "", earlier})
	}
	for year, n := range serials {
		var counter int64
		if err := r.one(ctx, `select value from counter where name = $1`, []any{fmt.Sprintf("request/%d", year)}, &counter); err != nil && err != ErrNotFound {
			return err
		}
		if counter != n {
			report(Difference{fmt.Sprintf("request/%d", year), "计数器", fmt.Sprint(counter), fmt.Sprint(n)})
		}
	}
	for id := range unread {
		report(Difference{request.ID(id).Thing(), "检索索引", "request_unread", ""})
	}
	if err := r.auditWords(ctx, report, words); err != nil {
		return err
	}
	if err := r.auditRequestTally(ctx, report, tallied); err != nil {
		return err
	}
	if err := r.auditFlows(ctx, report, &flows); err != nil {
		return err
	}
	return r.auditLedger(ctx, report, ledger)
}

// found is a request with the columns that repeat what its dossier says.
type requestFound struct {
	request.Request
	found requestKeys
}

type requestKeys struct {
	applicantKind, applicantKey, applicantName, subject, words string
	extended                                                   bool
	class                                                      int64
}

func (f requestFound) want() requestKeys {
	q := f.Request
	return requestKeys{string(q.Applicant.Kind), q.Applicant.Key(), q.Applicant.Name, q.Asked.Subject, requestWords(q),
		q.WasExtended(), sortOf(q).class()}
}

// auditedAtOnce is how many requests one part of an audit holds.
const auditedAtOnce = 2000

func (r Reader) requestsFound(ctx context.Context, after request.ID) ([]requestFound, error) {
	list, err := r.requests(ctx, `where id > $1 order by id limit $2`, int64(after), auditedAtOnce)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	found := make([]requestFound, 0, len(list))
	err = r.each(ctx, `select applicant_kind, applicant_key, applicant_name, subject, words, extended, class from request
		where id > $1 order by id limit $2`, []any{int64(after), auditedAtOnce}, func(rows *sql.Rows) error {
		f := requestFound{Request: list[len(found)]}
		k := &f.found
		err := rows.Scan(&k.applicantKind, &k.applicantKey, &k.applicantName, &k.subject, &k.words, &k.extended, &k.class)
		found = append(found, f)
		return err
	})
	return found, err
}

func (r Reader) auditRequestTally(ctx context.Context, report func(Difference), want requestTallies) error {
	var wrong []Difference
	differs := func(c requestCell, found, want int64) {
		wrong = append(wrong, Difference{fmt.Sprintf("request %s %d %s %s %s %s %s", cmp.Or(c.agency, agency.Code("全市")), c.year, c.kind, c.channel,
			c.applicantKind, c.state, c.outcome), "计数", fmt.Sprint(found), fmt.Sprint(want)})
	}
	err := r.each(ctx, `select agency, year, kind, channel, applicant_kind, state, outcome, late, extended, n from request_tally`, nil, func(rows *sql.Rows) error {
		var c requestCell
		var n int64
		err := rows.Scan(&c.agency, &c.year, &c.kind, &c.channel, &c.applicantKind, &c.state, &c.outcome, &c.late, &c.extended, &n)
		if n != want[c] {
			differs(c, n, want[c])
		}
		delete(want, c)
		return err
	})
	if err != nil {
		return err
	}
	for c, n := range want {
		differs(c, 0, n)
	}
	slices.SortFunc(wrong, func(a, b Difference) int { return cmp.Compare(a.Thing, b.Thing) })
	for _, d := range wrong {
		report(d)
	}
	return nil
}

func (r Reader) auditLedger(ctx context.Context, report func(Difference), want map[string]string) error {
	err := r.each(ctx, `select request, n, agency, kind, yuan, on_day, note from fee_line order by request, n`, nil, func(rows *sql.Rows) error {
		var id request.ID
		var n int
		var in agency.Code
		var l request.Line
		if err := rows.Scan(&id, &n, &in, &l.Kind, &l.Yuan, &l.On, &l.Note); err != nil {
			return err
		}
		key := fmt.Sprintf("%s #%d", id.Thing(), n)
		if found := ledgerLine(in, l); found != want[key] {
			report(Difference{key, "收费台账", found, want[key]})
		}
		delete(want, key)
		return nil
	})
	if err != nil {
		return err
	}
	var missing []string
	for key := range want {
		missing = append(missing, key)
	}
	slices.Sort(missing)
	for _, key := range missing {
		report(Difference{key, "收费台账", "", want[key]})
	}
	return nil
}

func ledgerLine(in agency.Code, l request.Line) string {
	return fmt.Sprintf("%s %s %d元 %s %s", in, l.Kind, l.Yuan, l.On, l.Note)
}
