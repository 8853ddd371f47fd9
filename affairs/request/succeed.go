package request

import (
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Succeed gives a closed case to the agency that took over from the one that
// answered it, which has closed: the successor answers for it from now on
// (行政诉讼法第二十六条, 行政复议法第十九条). Its fingerprint stays, being that of
// words once said to somebody else.
//
// In the tallies the case counts under the successor from now on, in the year in
// which it was filed: those of an agency's past year are then no longer what
// that agency and its successor each reported. [Request.Former] tells them
// apart. Errors: [ErrState] for a case still open, which goes with [MoveTo].
func Succeed(r Request, to agency.Code, h Hand) (Request, journal.Entry, error) {
	if r.Open() {
		return r, journal.Entry{}, ErrState
	}
	note := string(r.Agency) + " → " + string(to)
	if r.Former == "" {
		r.Former = r.Agency
	}
	r.Agency = to
	return r, r.entry(journal.RequestMove, h, note), nil
}
