package office

import (
	"context"
	"errors"
	"fmt"

	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	law "gongkai/law/remedy"
	"gongkai/store"
)

// What is asked before a reconsideration or a suit is registered all the same:
// the body or the court decides whether it takes it.
var (
	ErrRemedyTwice = errors.New("已有同一人对同一事项、同一日期的登记")
	ErrNotAnswered = errors.New("所不服的申请还没有答复，也没有超过答复期限")
	ErrGoFirst     = errors.New("对这一答复应当先申请行政复议，对复议决定不服的再起诉（行政复议法第二十三条第一款第（四）项）")
)

// contestable is the first day on which something could be contested about the
// request, for a remedy of the day on: the answer, or after the limit had passed
// that there was none.
func contestable(q request.Request, on calendar.Day) calendar.Day {
	switch filed := calendar.On(q.SubmittedAt); {
	case q.DueOn != calendar.NoDay && on > q.DueOn:
		return filed
	case q.Decision != nil && q.Decision.SignedBy != "" && q.Decision.SignedOn != calendar.NoDay:
		return q.Decision.SignedOn
	case q.State == request.Closed && q.ClosedOn != calendar.NoDay:
		return q.ClosedOn
	default:
		return filed
	}
}

// RemedyDoubts is what speaks against registering the matter as it is written,
// though it may be right; none for a complaint or an order.
func (o *Office) RemedyDoubts(ctx context.Context, kind remedy.Kind, m remedy.Matter, route remedy.Route) ([]error, error) {
	if m.About == "" || kind != remedy.Reconsideration && kind != remedy.Suit {
		return nil, nil
	}
	var doubts []error
	list, err := o.Store.RemediesAbout(ctx, m.About)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if v.Kind == kind && v.ReceivedOn == m.On && len(m.Parties) > 0 && v.Applicant() == m.Parties[0].Name {
			doubts = append(doubts, fmt.Errorf("%w：%s", ErrRemedyTwice, v.Number()))
			break
		}
	}
	id, ok := request.ParseThing(m.About)
	if !ok {
		return doubts, nil
	}
	q, err := o.Store.Request(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return doubts, nil // the registration itself says so
	}
	if err != nil {
		return nil, err
	}
	late := q.DueOn != calendar.NoDay && m.On > q.DueOn
	answered := q.Decision != nil && q.Decision.SignedBy != ""
	if q.Open() && !answered && !late {
		doubts = append(doubts, ErrNotAnswered)
	}
	if e, ok := q.Law(); ok && answered && kind == remedy.Suit && route == remedy.Direct {
		var outcomes []regulation.Outcome
		for _, p := range q.Decision.Parts {
			if out, ok := e.Outcome(p.Outcome); ok {
				outcomes = append(outcomes, out)
			}
		}
		if rights := law.Rights(outcomes, q.Decision.SignedOn); len(rights) > 0 && rights[0].First {
			doubts = append(doubts, ErrGoFirst)
		}
	}
	return doubts, nil
}
