package office

import (
	"context"
	"errors"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/fee"
	"gongkai/store"
)

// ErrFeeMoved refuses a fee reckoned from a number of earlier requests that is
// no longer right: a letter received before was entered meanwhile.
var ErrFeeMoved = errors.New("本月此前的申请件数有变化，请重新生成收费通知")

// ChargeRequest demands the fee with the letter that names it. By request, the
// earlier ones of the month are counted again within the act. Errors:
// [ErrFeeMoved] and those of [Office.WithLetter] and request.Charge.
func (o *Office) ChargeRequest(ctx context.Context, by account.Actor, id request.ID, stamp int64, d LetterDraft, f request.Fee) (request.Request, error) {
	return o.withLetter(ctx, by, id, stamp, d, func(tx *store.Tx, r request.Request) error {
		if f.Reckoning.By != fee.ByRequest.By {
			return nil
		}
		n, err := tx.EarlierInMonth(ctx, r)
		if err == nil && n != f.Before {
			err = ErrFeeMoved
		}
		return err
	}, func(r request.Request, l request.Letter, h request.Hand) (request.Request, journal.Entry, error) {
		return request.Charge(r, f, l, h)
	})
}
