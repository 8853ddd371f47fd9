package office

import (
	"context"
	"errors"

	"gongkai/affairs/agency"
	"gongkai/affairs/report"
	"gongkai/store"
)

// RollUp is a level's report with those it sums up, as they stand.
type RollUp struct {
	Scope   ReportScope
	Report  report.Report // the level's own; State "" before it is begun
	Members []MemberReport
}

// RollUp says where the reports of those stand that an agency's report sums
// up. Nothing is counted. Errors: [ErrReportNone].
func (o *Office) RollUp(ctx context.Context, code agency.Code, year int) (RollUp, error) {
	var u RollUp
	err := o.Store.Look(ctx, func(r store.Reader) error {
		var err error
		if u.Scope, err = reportScope(ctx, r, code, year); err != nil {
			return err
		}
		if u.Report, err = r.Report(ctx, code, year); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		list, err := r.ReportsOfYear(ctx, year)
		if err != nil {
			return err
		}
		begun := make(map[agency.Code]report.Report, len(list))
		for _, v := range list {
			begun[v.Agency] = v
		}
		summed, signed := u.Report.Signature()
		for _, a := range u.Scope.Members {
			m := MemberReport{Agency: a, Report: begun[a.Code]}
			m.Late = m.Report.Late(o.Today())
			if m.Report.State == "" {
				m.Late = o.Today() > report.Due(year, false)
			}
			if signed {
				have, _ := m.Report.Signature()
				m.Changed = have.Hash != summed.Members[a.Code]
			}
			u.Members = append(u.Members, m)
		}
		return nil
	})
	return u, err
}
