package office

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/store"
)

// DraftLead is by how many working days the agency's own day for the draft of
// an answer comes before the lawful day.
const DraftLead = 5

// hand is who acts now.
func (o *Office) hand(ctx context.Context, by account.Actor) request.Hand {
	return request.Hand{By: by.Login, At: o.Now(), Calendar: o.Calendar(), Lead: o.lead(ctx)}
}

// File opens a case for a request that came in. When the same applicant asked
// the same of the same agency and that is still open, it is the same case:
// it is given with again true, and nothing is written. Errors:
// [agency.ErrClosed] and those of the act.
func (o *Office) File(ctx context.Context, by account.Actor, f request.Filing) (r request.Request, again bool, err error) {
	now := f.SubmittedOn == calendar.NoDay
	f, faults := f.Faults(o.Today())
	for _, fault := range faults {
		return r, false, fault.Err
	}
	if now {
		f.SubmittedOn = calendar.NoDay // the day on which it is filed, which may be tomorrow by then
	}
	return o.intake.file(ctx, o, &comer{by: by, f: f})
}

// OnRequest is the shape of every act on one request: read, act, save. stamp
// is the one the person saw; 0 to take the case as it is now. Errors:
// [store.ErrChanged] when somebody saved in between, those of the act.
func (o *Office) OnRequest(ctx context.Context, by account.Actor, id request.ID, stamp int64,
	act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) (request.Request, error) {
	return o.onRequest(ctx, by, id, stamp, func(_ *store.Tx, r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		return act(r, h)
	})
}

func (o *Office) onRequest(ctx context.Context, by account.Actor, id request.ID, stamp int64,
	act func(*store.Tx, request.Request, request.Hand) (request.Request, journal.Entry, error)) (request.Request, error) {
	h := o.hand(ctx, by)
	var r request.Request
	err := o.Store.Act(ctx, by, h.At, func(tx *store.Tx) error {
		old, err := tx.Request(ctx, id)
		if err != nil {
			return err
		}
		if stamp != 0 && old.Stamp != stamp {
			return store.ErrChanged
		}
		var e journal.Entry
		if r, e, err = act(tx, old, h); err != nil {
			return err
		}
		return tx.SaveRequest(ctx, old, r, e)
	})
	r.Stamp++
	return r, err
}

// LetterNumber is the number of an agency's letter: 长发改公开〔2026〕12号.
func LetterNumber(prefix string, year int, n int64) string {
	return fmt.Sprintf("%s〔%d〕%d号", prefix, year, n)
}

// NumberLetter gives the letter its number within the act under way; the
// prefix is the agency's own, or its short name.
func (o *Office) numberLetter(ctx context.Context, tx *store.Tx, r request.Request, h request.Hand) (string, error) {
	a, err := tx.Agency(ctx, r.Agency)
	if err != nil {
		return "", err
	}
	prefix := a.Short
	if prefix == "" {
		prefix = a.Name
	}
	year := calendar.On(h.At).Year()
	n, err := tx.NextLetter(ctx, r.Agency, year)
	return LetterNumber(prefix+"公开告", year, n), err
}

// ReopenRequest opens a new case for one that must be answered anew by order.
// day is when the order was received, until the last day it sets for the answer,
// NoDay for none. Errors: those of request.Reopen.
func (o *Office) ReopenRequest(ctx context.Context, by account.Actor, id request.ID, words string, day, until calendar.Day) (request.Request, error) {
	h := o.hand(ctx, by)
	var anew request.Request
	err := o.Store.Act(ctx, by, h.At, func(tx *store.Tx) error {
		var err error
		anew, err = o.reopen(ctx, tx, id, day, h, func(request.Request, request.ID) (string, calendar.Day, error) { return words, until, nil })
		return err
	})
	anew.Stamp++
	return anew, err
}

// reopen opens the new case within the act under way. order says by whose words
// it is and until when the answer is wanted, NoDay for no such day; it is given
// the old case, as who answers for it now has it, and the number of the new.
func (o *Office) reopen(ctx context.Context, tx *store.Tx, id request.ID, day calendar.Day, h request.Hand,
	order func(old request.Request, anew request.ID) (words string, until calendar.Day, err error)) (anew request.Request, err error) {
	old, err := tx.Request(ctx, id)
	if err != nil {
		return anew, err
	}
	if old, err = o.inherit(ctx, tx, old); err != nil {
		return anew, err
	}
	next, err := tx.NextRequest(ctx, calendar.On(h.At).Year())
	if err != nil {
		return anew, err
	}
	words, until, err := order(old, next)
	if err != nil {
		return anew, err
	}
	now, anew, entries, err := request.Reopen(old, next, words, day, until, h)
	if err != nil {
		return anew, err
	}
	if err := tx.SaveRequest(ctx, old, now, entries[0]); err != nil {
		return anew, err
	}
	return anew, tx.SaveRequest(ctx, request.Request{}, anew, entries[1])
}

// PublishAnswer notes that the answer is public under an index number (art.
// 44). Errors: [store.ErrNotFound] when nothing public has that number.
func (o *Office) PublishAnswer(ctx context.Context, by account.Actor, id request.ID, stamp int64, index string) (request.Request, error) {
	return o.onRequest(ctx, by, id, stamp, func(tx *store.Tx, r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		p, err := tx.PublicationAt(ctx, index)
		if err == nil && !publication.Visible(account.Actor{}, p, publication.Full, h.At) {
			err = store.ErrNotFound
		}
		if err != nil {
			return r, journal.Entry{}, err
		}
		return request.Publish(r, p.Index, h)
	})
}

// SilenceAll closes the consultations whose last day has passed, and says in
// how many cases. One that fails does not hold up the others; its error is
// given with theirs.
func (o *Office) SilenceAll(ctx context.Context) (int, error) {
	n, after := 0, request.ID(0)
	var failed []error
	for ctx.Err() == nil {
		list, err := o.Store.RequestsSilent(ctx, o.Today(), after, 100)
		if err != nil || len(list) == 0 {
			return n, errors.Join(append(failed, err)...)
		}
		for _, r := range list {
			after = r.ID
			if !request.Asks(r) {
				continue
			}
			h := o.hand(ctx, account.Clock)
			err := o.Store.Act(ctx, account.Clock, h.At, func(tx *store.Tx) error {
				old, err := tx.Request(ctx, r.ID)
				if err != nil {
					return err
				}
				now, e, err := request.Silence(old, h)
				if err != nil || e == nil {
					return err
				}
				n++
				return tx.SaveRequest(ctx, old, now, *e)
			})
			if err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", r.Thing(), err))
			}
		}
	}
	return n, errors.Join(append(failed, ctx.Err())...)
}

// ReckonRequests reckons the open cases anew after a holiday notice, in the
// act that adds it, and says how many moved.
func (o *Office) reckonRequests(ctx context.Context, tx *store.Tx, cal *calendar.Calendar) (int, error) {
	moved, after := 0, request.ID(0)
	h := request.Hand{By: account.Clock.Login, At: tx.At, Calendar: cal, Lead: o.lead(ctx)}
	for {
		list, err := tx.OpenRequests(ctx, after, 1000)
		if err != nil || len(list) == 0 {
			return moved, err
		}
		after = list[len(list)-1].ID
		n, err := tx.FollowRequests(ctx, list, func(r request.Request) (request.Request, *journal.Entry, error) {
			return request.ReckonAgain(r, h)
		})
		if err != nil {
			return moved, err
		}
		moved += n
	}
}

// QueryCode is the code with which whoever filed a request sees where it
// stands, without an account: ten letters and digits, made from the city's own
// secret, so that the receipt can be printed again and nothing in the record
// gives it away.
func (o *Office) QueryCode(ctx context.Context, id request.ID) (string, error) {
	return o.codeOf(ctx, "query code", id.Thing())
}

// codeOf is a code for one use, of what it opens.
func (o *Office) codeOf(ctx context.Context, use, of string) (string, error) {
	secret, err := o.secret(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(use + "\x00" + of))
	return base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil))[:10], nil
}

// Ask is the request of a number, for whoever knows its code. The answer to a
// wrong number and to a wrong code is the same [ErrCode].
func (o *Office) Ask(ctx context.Context, number, code string) (request.Request, error) {
	id, ok := request.ParseNumber(number)
	want, err := o.QueryCode(ctx, id)
	if err != nil {
		return request.Request{}, err
	}
	if !sameCode(code, want) || !ok {
		return request.Request{}, ErrCode
	}
	r, err := o.Store.Request(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		err = ErrCode
	}
	return r, err
}

// sameCode says whether a code as people type it is the one wanted.
func sameCode(typed, want string) bool {
	typed = strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, typed))
	return hmac.Equal([]byte(typed), []byte(want))
}

// ErrCode is the one answer to a wrong number and a wrong code.
var ErrCode = errors.New("受理编号或者查询码不正确，请核对回执")

// secret is the city's own, made when it is first needed.
func (o *Office) secret(ctx context.Context) ([]byte, error) {
	if kept := o.kept.Load(); kept != nil {
		return *kept, nil
	}
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	text, err := o.Store.Secret(ctx, "query_code", hex.EncodeToString(fresh))
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(text)
	if err == nil {
		o.kept.Store(&secret)
	}
	return secret, err
}
