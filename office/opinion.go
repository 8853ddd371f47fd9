package office

import (
	"context"
	"errors"
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/store"
)

// ErrPartyCode is the one answer to a wrong number and a wrong code of a party.
var ErrPartyCode = errors.New("意见编号或者查询码不正确，请核对征求意见书")

// PartyCode is the code with which the nth party asked about a request reads its
// letter and answers, without an account: as [Office.QueryCode], which it does not
// give away, nor that of another party.
func (o *Office) PartyCode(ctx context.Context, id request.ID, n int) (string, error) {
	return o.codeOf(ctx, "party code", request.PartyNumber(id, n))
}

// AskParty is the request about which a party is asked, and the party's place in
// it, for whoever knows its code. The answer to a wrong number and to a wrong code
// is the same [ErrPartyCode]: also where nobody of that number was asked.
func (o *Office) AskParty(ctx context.Context, number, code string) (request.Request, request.Opinion, error) {
	id, n, ok := request.ParsePartyNumber(number)
	want, err := o.PartyCode(ctx, id, n)
	if err != nil {
		return request.Request{}, request.Opinion{}, err
	}
	if !sameCode(code, want) || !ok {
		return request.Request{}, request.Opinion{}, ErrPartyCode
	}
	return o.PartyOf(ctx, id, n)
}

// PartyOf is a request and the nth party asked about it. Errors: [ErrPartyCode]
// where there is none.
func (o *Office) PartyOf(ctx context.Context, id request.ID, n int) (request.Request, request.Opinion, error) {
	r, err := o.Store.Request(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return r, request.Opinion{}, ErrPartyCode
	}
	if err != nil {
		return r, request.Opinion{}, err
	}
	i := slices.IndexFunc(r.Opinions, func(v request.Opinion) bool { return v.N == n })
	if i < 0 {
		return r, request.Opinion{}, ErrPartyCode
	}
	return r, r.Opinions[i], nil
}

// LettersTo is the letters that were written to the nth party, oldest first, as
// their entries say; see [request.ToParty].
func (o *Office) LettersTo(ctx context.Context, r request.Request, n int) ([]request.Letter, error) {
	entries, err := o.Store.JournalOf(ctx, r.Thing())
	if err != nil {
		return nil, err
	}
	var list []request.Letter
	for _, e := range entries {
		if to, ok := request.ReadToParty(e); ok && to.Party == n && to.Letter > 0 && to.Letter <= len(r.Letters) && !r.Letters[to.Letter-1].Void {
			list = append(list, r.Letters[to.Letter-1])
		}
	}
	return list, nil
}

// AnswerAsParty is the answer of the nth party, given by the party today, with the
// files that prove it. It is the act an official would record it by
// ([request.Hear]). Errors: those of the act, [store.ErrChanged].
func (o *Office) AnswerAsParty(ctx context.Context, id request.ID, n int, agrees bool, words string, files []request.File) (request.Request, error) {
	for i := range files {
		files[i].Of, files[i].By, files[i].Party = "opinion", string(account.PartyLogin), n
	}
	return o.OnRequest(ctx, account.Party(id.Thing()), id, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
		for _, f := range files {
			if !slices.ContainsFunc(r.Files, func(g request.File) bool { return g.Hash == f.Hash && g.Party == n }) {
				r = request.Attach(r, f)
			}
		}
		return request.Hear(r, n, agrees, words, false, calendar.On(h.At), h)
	})
}
