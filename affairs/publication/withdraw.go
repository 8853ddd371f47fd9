package publication

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// ErrAddress refuses a channel record whose address is not a web address.
var ErrAddress = errors.New("网址须以 http:// 或 https:// 开头")

// Withdraw takes a publication out of public view with a reason that is
// public; a tombstone stays at its address. successor is the index of what
// replaces it, or "". Errors: [ErrWithdrawn], [ErrNote].
func Withdraw(p Publication, why, successor string, by account.Login, at time.Time) (Publication, journal.Entry, error) {
	if !p.WithdrawnAt.IsZero() {
		return p, journal.Entry{}, ErrWithdrawn
	}
	if why = strings.TrimSpace(why); why == "" {
		return p, journal.Entry{}, ErrNote
	}
	p.WithdrawnAt, p.WithdrawnReason, p.Successor = at, why, successor
	return p, p.entry(journal.Withdraw, by, at, why), nil
}

// Record adds the fact that p went out on a channel. Errors: [ErrWithdrawn],
// [ErrChannel], [ErrAddress].
func Record(p Publication, r ChannelRecord, by account.Login, at time.Time) (Publication, ChannelRecord, journal.Entry, error) {
	if !p.WithdrawnAt.IsZero() {
		return p, r, journal.Entry{}, ErrWithdrawn
	}
	known := false
	for _, c := range Channels {
		known = known || c.Channel == r.Channel
	}
	if !known {
		return p, r, journal.Entry{}, ErrChannel
	}
	r.Address = strings.TrimSpace(r.Address)
	if r.Address != "" {
		u, err := url.Parse(r.Address)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return p, r, journal.Entry{}, ErrAddress
		}
	}
	if r.At.IsZero() {
		r.At = at
	}
	r.By = by
	p.Content.Channels |= r.Channel
	return p, r, p.entry(journal.RecordChannel, by, at, r.Address), nil
}

// MoveTo hands a publication to the agency that took over the function
// (art. 10). Its index number and its old name stay.
func MoveTo(p Publication, to agency.Code, by account.Login, at time.Time) (Publication, journal.Entry) {
	note := string(p.Agency)
	p.Agency = to
	return p, p.entry(journal.Move, by, at, note)
}
