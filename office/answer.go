package office

import (
	"context"
	"errors"
	"fmt"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/paper/letter"
	"gongkai/store"
)

// Lacks is what the parts of an answer take for done and the record contradicts:
// in the case itself ([request.Request.Lacks]), and beside it, publications that
// nobody finds and earlier cases that are none.
func (o *Office) Lacks(ctx context.Context, rd store.Reader, r request.Request, parts []request.Part, files []string) ([]request.Lack, error) {
	lacks := r.Lacks(parts, files)
	for _, n := range request.Named(parts) {
		if n.Index != "" {
			p, err := rd.PublicationAt(ctx, n.Index)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			if err != nil || !publication.Visible(account.Actor{}, p, publication.Full, o.Now()) {
				lacks = append(lacks, request.Lack{Part: n.Part, Field: "published", Err: request.ErrNotPublic})
			}
		}
		for _, id := range n.Earlier {
			earlier, err := rd.Request(ctx, id)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			if err != nil || !r.Repeats(earlier) {
				lacks = append(lacks, request.Lack{Part: n.Part, Field: "reason", Err: request.ErrEarlierCase})
				break
			}
		}
	}
	return lacks, nil
}

// stands checks that the drafted answer rests on nothing the record contradicts.
// Errors: those of [Office.Lacks].
func (o *Office) stands(ctx context.Context, tx *store.Tx, r request.Request) error {
	if r.Decision == nil {
		return nil
	}
	lacks, err := o.Lacks(ctx, tx.Reader, r, r.Decision.Parts, r.Decision.Files)
	if err == nil && len(lacks) > 0 {
		err = lacks[0].Err
	}
	return err
}

// ErrSameOpen refuses a correction that makes a case the same as another.
var ErrSameOpen = errors.New("更正后与同一申请人另一件在办的申请相同")

// AmendRequest corrects how a request was registered. Errors: [ErrSameOpen],
// those of [request.Amend], [store.ErrChanged].
func (o *Office) AmendRequest(ctx context.Context, by account.Actor, id request.ID, stamp int64, now request.Registered, why string) (request.Request, error) {
	return o.onRequest(ctx, by, id, stamp, func(tx *store.Tx, r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		next, e, err := request.Amend(r, now, why, h)
		if err != nil || next.Fingerprint == r.Fingerprint {
			return next, e, err
		}
		switch same, err := tx.OpenRequestLike(ctx, next.Fingerprint); {
		case errors.Is(err, store.ErrNotFound):
			return next, e, nil
		case err != nil:
			return r, e, err
		default:
			return r, e, fmt.Errorf("%w：%s", ErrSameOpen, same.ID.Number())
		}
	})
}

// ProposeAnswer sends the drafted answer to be reviewed. Its letter is whole
// already, but for its number: who signs changes nothing in it. Errors: those of
// letter.Check, [Office.Lacks], [request.Propose], [store.ErrChanged].
func (o *Office) ProposeAnswer(ctx context.Context, by account.Actor, id request.ID, stamp int64) (request.Request, error) {
	return o.onRequest(ctx, by, id, stamp, func(tx *store.Tx, r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		now, e, err := request.Propose(r, h)
		if err != nil {
			return r, e, err
		}
		if err := o.stands(ctx, tx, r); err != nil {
			return r, e, err
		}
		a, err := tx.Agency(ctx, r.Agency)
		if err != nil {
			return r, e, err
		}
		kind, _ := LetterKind(r, journal.RequestSign, LetterFacts{})
		d := LetterDraft{Kind: kind, Text: r.Decision.Text, To: r.Applicant.Name}
		return now, e, letter.Check(letterOf(d, a, "-", calendar.On(h.At)))
	})
}
