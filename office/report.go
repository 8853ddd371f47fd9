package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/figures/printed"
	"gongkai/law/calendar"
	"gongkai/law/form"
	paper "gongkai/paper/report"
	"gongkai/store"
)

var (
	// ErrNotCounted refuses to declare a number for what is no cell of the form,
	// or is the sum of others.
	ErrNotCounted = errors.New("这一项由其他各项相加得出，不能补报")
	// ErrNoCell refuses to declare for what the form does not have.
	ErrNoCell = errors.New("统计表中没有这一项")
	// ErrNumberText refuses what is no number of the cell's kind.
	ErrNumberText = errors.New("请填写数字，件数、次数等应是整数")
	// ErrNoFinding refuses to explain what the check did not find, or what has to
	// be put right instead.
	ErrNoFinding = errors.New("核验没有提出这个问题，或者它必须改正，不能以说明代替")
	// ErrTableForm refuses a table of another form or year.
	ErrTableForm = errors.New("这张统计表不是这一年度的")
	// ErrTableNumber refuses a table with what is no exact number, or one number
	// for several cells: nobody knows what to add up.
	ErrTableNumber = errors.New("统计表中有约数、不能识别的数字或者几格合填的数字，请改为每格一个准确的数字")
	// ErrMembersOpen refuses to publish a summary whose members are not public.
	ErrMembersOpen = errors.New("所辖机关的年度报告还没有全部接收")
)

// ErrObstacles refuses to sign a report that is not whole; List says why.
type ErrObstacles struct{ List []string }

// Error is the reasons, a line each.
func (e ErrObstacles) Error() string { return "还不能签发：\n" + strings.Join(e.List, "\n") }

// changeReport is the shape of every act on a report that exists. Errors:
// [ErrReportNone], [store.ErrChanged] if stamp is not 0 and somebody else saved
// it meanwhile.
func (o *Office) changeReport(ctx context.Context, by account.Actor, code agency.Code, year int, stamp int64,
	act func(tx *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error)) (report.Report, error) {
	at := o.Now()
	var r report.Report
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := tx.Report(ctx, code, year)
		if errors.Is(err, store.ErrNotFound) {
			return ErrReportNone
		}
		if err != nil {
			return err
		}
		if stamp != 0 && stamp != old.Stamp {
			return store.ErrChanged
		}
		var e journal.Entry
		if r, e, err = act(tx, old, at); err != nil {
			return err
		}
		return tx.SaveReport(ctx, r, e)
	})
	r.Stamp++
	return r, err
}

// StartReport begins an agency's report of a year with a first text. Errors:
// [ErrReportNone], [store.ErrChanged] if it was begun already, those of
// [report.Start].
func (o *Office) StartReport(ctx context.Context, by account.Actor, code agency.Code, year int, formCode string) (report.Report, error) {
	at := o.Now()
	f, err := reportForm(formCode, report.Report{}, year)
	if err != nil {
		return report.Report{}, err
	}
	parts, err := o.firstText(ctx, f, code, year)
	if err != nil {
		return report.Report{}, err
	}
	var r report.Report
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		scope, err := reportScope(ctx, tx.Reader, code, year)
		if err != nil {
			return err
		}
		var e journal.Entry
		if r, e, err = report.Start(code, year, f.Code, scope.Level, parts, by.Login, at); err != nil {
			return err
		}
		return tx.SaveReport(ctx, r, e)
	})
	r.Stamp++
	return r, err
}

// WriteReport sets the text. Errors: as [report.Write].
func (o *Office) WriteReport(ctx context.Context, by account.Actor, code agency.Code, year int, stamp int64, parts []report.Part) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, stamp, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Write(r, parts, by.Login, at)
	})
}

// DeclareFigure states a number for a cell of the form; text "" takes it back.
// Errors: [ErrNoCell], [ErrNotCounted], [ErrNumberText], those of
// [report.Declare].
func (o *Office) DeclareFigure(ctx context.Context, by account.Actor, code agency.Code, year int, name, text, basis string) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		text, err := declarable(form.ByCode(r.Form), name, text)
		if err != nil {
			return r, journal.Entry{}, err
		}
		return report.Declare(r, name, text, basis, by.Login, at)
	})
}

// declarable is the number as it is kept.
func declarable(f *form.Form, name, text string) (string, error) {
	cell, ok := f.Cell(name)
	if !ok {
		return "", ErrNoCell
	}
	col, _ := f.Column(cell)
	if col.From.Fact == form.Sum {
		return "", ErrNotCounted
	}
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	c, err := printed.Read(text)
	switch {
	case err != nil, !c.Exact(), c.Value < 0 && col.Kind != form.Change, !c.Value.IsWhole() && col.Kind != form.Amount:
		return "", ErrNumberText
	}
	return c.Value.String(), nil
}

// TakeReportTable takes a filled table from outside the platform: its cells
// stand as declared, in the units of the form. file is where its bytes are kept.
// Errors: [ErrTableForm], [ErrTableNumber], those of [report.TakeTable].
func (o *Office) TakeReportTable(ctx context.Context, by account.Actor, code agency.Code, year int, t *check.Table, file report.File) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		if t.Year != 0 && t.Year != year {
			return r, journal.Entry{}, ErrTableForm
		}
		if len(t.Joint) > 0 {
			return r, journal.Entry{}, ErrTableNumber
		}
		numbers := map[string]string{}
		for cell := range t.Cells {
			col, ok := t.Form.Column(cell)
			if !ok || col.From.Fact == form.Sum {
				continue
			}
			n, filled, exact := t.Number(cell)
			if !exact {
				return r, journal.Entry{}, ErrTableNumber
			}
			if filled {
				numbers[cell.String()] = n.String()
			}
		}
		file.By, file.At = by.Login, at
		return report.TakeTable(r, t.Form.Code, file, numbers, by.Login, at)
	})
}

// ExplainReport answers a soft finding of the check. Errors: [ErrNoFinding],
// those of [report.Explain].
func (o *Office) ExplainReport(ctx context.Context, by account.Actor, code agency.Code, year int, finding, words string) (report.Report, error) {
	c, err := o.CompileReport(ctx, code, year, CompileOptions{})
	if err != nil {
		return report.Report{}, err
	}
	known := false
	for _, a := range c.Asks {
		known = known || a.ID == finding && !a.Hard
	}
	if _, answered := c.Report.Explained[finding]; !known && !(answered && strings.TrimSpace(words) == "") {
		return report.Report{}, ErrNoFinding
	}
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Explain(r, finding, words, by.Login, at)
	})
}

// AttachToReport adds kept files and takes others away. Errors: those of
// [report.Attach].
func (o *Office) AttachToReport(ctx context.Context, by account.Actor, code agency.Code, year int, add []report.File, remove []string) (report.Report, error) {
	r, err := o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		for i := range add {
			add[i].By, add[i].At = by.Login, at
		}
		return report.Attach(r, add, remove, by.Login, at)
	})
	if err != nil {
		return r, err
	}
	return r, o.screenReport(ctx, code, year)
}

// SignReport freezes the report as it comes out of the record now, dated the
// day under the text. Where something the gate found may stand for a reason, the
// signature is the word of a second person. Errors: [ErrObstacles],
// [ErrOwnReason], those of [report.Sign].
func (o *Office) SignReport(ctx context.Context, by account.Actor, code agency.Code, year int, stamp int64, dated calendar.Day) (report.Report, error) {
	if err := o.screenReport(ctx, code, year); err != nil {
		return report.Report{}, err
	}
	c, err := o.CompileReport(ctx, code, year, CompileOptions{})
	if err != nil {
		return report.Report{}, err
	}
	if c.Report.State == "" {
		return report.Report{}, ErrReportNone
	}
	if list := c.Obstacles(); len(list) > 0 && c.Report.State == report.Drafting {
		return report.Report{}, ErrObstacles{list}
	}
	if ownReason(c.Asks, by.Login) {
		return report.Report{}, ErrOwnReason
	}
	at := o.Now()
	e := c.Edition
	e.Signed, e.Signer, e.Dated = at.UTC().Format(time.RFC3339), by.Name, dated.String()
	b, err := paper.JSON(e)
	if err != nil {
		return report.Report{}, err
	}
	hash, size, err := o.Blobs.Put(ctx, bytes.NewReader(b))
	if err != nil {
		return report.Report{}, err
	}
	s := report.Signature{Hash: hash, Size: size, Journal: e.Journal, Dated: dated, Members: map[agency.Code]string{}}
	for _, m := range e.Members {
		s.Members[agency.Code(m.Agency)] = m.Hash
	}
	if stamp == 0 {
		stamp = c.Report.Stamp
	}
	return o.changeReport(ctx, by, code, year, stamp, func(tx *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		if r.Stamp != c.Report.Stamp {
			return r, journal.Entry{}, store.ErrChanged // what was compiled is not what would be signed
		}
		return report.Sign(r, s, by.Login, at)
	})
}

// UnsignReport takes the signature back before it was submitted.
func (o *Office) UnsignReport(ctx context.Context, by account.Actor, code agency.Code, year int) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Unsign(r, by.Login, at)
	})
}

// SubmitReport hands it to the level above.
func (o *Office) SubmitReport(ctx context.Context, by account.Actor, code agency.Code, year int) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Submit(r, by.Login, at)
	})
}

// ReturnReport gives a submitted one back with reasons.
func (o *Office) ReturnReport(ctx context.Context, by account.Actor, code agency.Code, year int, why string) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Return(r, why, by.Login, at)
	})
}

// AcceptReport takes a submitted one into the level's.
func (o *Office) AcceptReport(ctx context.Context, by account.Actor, code agency.Code, year int) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Accept(r, by.Login, at)
	})
}

// PublishReport makes the signed edition public. Errors: [ErrMembersOpen],
// [publication.ErrGate] for what the gate has learnt to find since it was signed,
// those of [report.Publish].
func (o *Office) PublishReport(ctx context.Context, by account.Actor, code agency.Code, year int) (report.Report, error) {
	if err := o.screenReport(ctx, code, year); err != nil {
		return report.Report{}, err
	}
	seen, err := o.Store.Report(ctx, code, year)
	if err == nil && seen.May(journal.ReportPublish) {
		err = o.passesGate(ctx, seen)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return report.Report{}, err
	}
	return o.changeReport(ctx, by, code, year, seen.Stamp, func(tx *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		if err := tx.PassGate(ctx, reportFiles(r)); err != nil {
			return r, journal.Entry{}, err
		}
		if s, ok := r.Signature(); ok {
			now, err := tx.ReportsOfYear(ctx, year)
			if err != nil {
				return r, journal.Entry{}, err
			}
			for _, m := range now {
				if of, summed := s.Members[m.Agency]; summed {
					if have, ok := m.Signature(); !ok || have.Hash != of {
						return r, journal.Entry{}, ErrMembersOpen
					}
				}
			}
		}
		return report.Publish(r, by.Login, at)
	})
}

// ReopenReport lets an accepted or published one be written again.
func (o *Office) ReopenReport(ctx context.Context, by account.Actor, code agency.Code, year int, why string) (report.Report, error) {
	return o.changeReport(ctx, by, code, year, 0, func(_ *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		return report.Reopen(r, why, by.Login, at)
	})
}

// CorrectReport adds an erratum beside a published one.
func (o *Office) CorrectReport(ctx context.Context, by account.Actor, code agency.Code, year int, x report.Erratum) (report.Report, error) {
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return report.Report{}, err
	}
	return o.changeReport(ctx, by, code, year, 0, func(tx *store.Tx, r report.Report, at time.Time) (report.Report, journal.Entry, error) {
		if err := o.lets(ctx, tx.Reader, code, spoken{"更正的位置", x.Where}, spoken{"更正前的内容", x.Was}, spoken{"更正后的内容", x.Is}, spoken{"更正的理由", x.Why}); err != nil {
			return r, journal.Entry{}, err
		}
		return report.Correct(r, x, by.Login, at)
	})
}

// EditionBytes is a signed edition as it was signed. Errors:
// [store.ErrNotFound], and what says that the bytes are not those any more.
func (o *Office) EditionBytes(ctx context.Context, hash string) ([]byte, error) {
	const most = 64 << 20
	b, err := o.blob(ctx, hash, most)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != hash {
		return nil, fmt.Errorf("edition %s: its bytes have changed", hash)
	}
	return b, nil
}

// goesOn says whether a figure moves after the signature by its nature: how many
// reports are public, and what is reckoned of it.
func goesOn(f annual.Figure) bool {
	if n, ok := annual.Named(f.Name); ok && f.From.Fact == annual.Ratio {
		of, _ := annual.Named(n.Of)
		over, _ := annual.Named(n.Over)
		return of.From.Fact == form.Reports || over.From.Fact == form.Reports
	}
	return f.From.Fact == form.Reports
}

// Drift is a figure of a signed report that the record no longer gives.
type Drift struct {
	Figure annual.Figure // as signed
	Now    string        // as counted now; "" if it cannot be counted any more
}

// ReportDrift compares a signed edition with the record as it is now, figure by
// figure. recount counts the records anew. An empty list says that every number
// still holds.
func (o *Office) ReportDrift(ctx context.Context, e annual.Edition, recount bool) ([]Drift, error) {
	c, err := o.CompileReport(ctx, agency.Code(e.Agency), e.Year, CompileOptions{Form: e.Form, Recount: recount, Figures: true})
	if err != nil {
		return nil, err
	}
	var list []Drift
	for _, f := range e.Figures {
		if goesOn(f) {
			continue
		}
		now, _ := c.Edition.Figure(f.Name)
		if now.Text != f.Text {
			list = append(list, Drift{Figure: f, Now: now.Text})
		}
	}
	return list, nil
}
