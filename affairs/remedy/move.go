package remedy

import (
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// HandOver gives an open remedy to another clerk, as a consequence of an
// account's hand-over. Errors: [ErrSettled].
func HandOver(r Remedy, to account.Login, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	if !r.State.Open() {
		return r, journal.Entry{}, ErrSettled
	}
	note := string(r.Clerk) + " → " + string(to)
	r.Clerk = to
	return r, r.noted(journal.RemedyMove, r.Handler, by, at, note), nil
}

// Succeed gives a remedy to the agency that took over from a closed one: the
// successor answers for what its predecessor decided (行政诉讼法第二十六条,
// 行政复议法第十九条) and goes on with what it handled; what is settled it keeps,
// and answers again where that was ordered. handler is who handles it from now;
// a complaint must not come to the agency it is about, if there is another.
// A settled one remembers in [Remedy.Former] whose it was, for then on it counts
// under the successor in the figures of its year.
func Succeed(r Remedy, about, handler agency.Code, by account.Login, at time.Time) (Remedy, journal.Entry) {
	var words []string
	if r.Agency != about {
		words = append(words, string(r.Agency)+" → "+string(about))
	}
	if r.Handler != handler && r.Handler != r.Agency {
		words = append(words, string(r.Handler)+" → "+string(handler))
	}
	if !r.State.Open() && r.Former == "" && r.Agency != about {
		r.Former = r.Agency
	}
	r.Agency, r.Handler = about, handler
	return r, r.noted(journal.RemedyMove, handler, by, at, strings.Join(words, "；"))
}
