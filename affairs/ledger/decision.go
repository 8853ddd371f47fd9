package ledger

import (
	"errors"
	"fmt"

	"gongkai/law/regulation"
)

// Decision (公开决定) is whether what a process made is disclosed: 主动公开,
// 依申请公开 or 不予公开 with its ground. Meetings, proposals, and supervision
// and audit are not closed without one; documents and the gazette have theirs
// as the attribute of a draft.
const (
	decisionField = "decision"
	groundField   = "decision_ground"
	whyField      = "decision_why"
)

// Decisions lists the three with their printed names.
var Decisions = []Option{{"proactive", "主动公开"}, {"on_request", "依申请公开"}, {"withheld", "不予公开"}}

var (
	// ErrDecision wants the decision before the matter is closed.
	ErrDecision = errors.New("办结前须作出公开决定")
	// ErrDecisionGround wants the ground of what is withheld, and none of the rest.
	ErrDecisionGround = errors.New("不予公开的，请选择依据；其他的不要选择")
	// ErrDecisionWhy wants the reason of what is not proactive.
	ErrDecisionWhy = errors.New("不主动公开的，请说明理由")
	// ErrNotProactive refuses to release what was decided not to be.
	ErrNotProactive = errors.New("公开决定不是主动公开，不能公开；可以公开的，请先更正公开决定")
)

// decisionFields are the last fields of a book whose matters end with a
// decision on disclosure.
func decisionFields() []Field {
	ground := Field{Name: groundField, Label: "不予公开的依据", Type: Choice, Help: "不予公开的必须选择。"}
	for _, e := range regulation.Editions() {
		for _, g := range e.Grounds {
			ground.Choices = append(ground.Choices, Option{g.Code, fmt.Sprintf("%s（%s年版%s）", g.Name, e.Code, g.Article)})
		}
	}
	return []Field{
		{Name: decisionField, Label: "公开决定", Type: Choice, Choices: Decisions, Help: "办结时必须作出；以前登记的不要求补填。"},
		ground,
		{Name: whyField, Label: "不主动公开的理由", Type: Long, Max: 2000},
	}
}

// Decides says whether the book's matters end with a decision on disclosure.
func (b *Book) Decides() bool { return b.closed != nil }

// Lacks says that the entry has no decision on disclosure yet.
func (b *Book) Lacks(v Values) bool { return b.Decides() && !v.Has(decisionField) }

// keptBack says that it was decided not to disclose the entry of the agency's
// own accord.
func (e Entry) keptBack() bool {
	decision := e.Values.Text(decisionField)
	return e.book().Decides() && decision != "" && decision != Decisions[0].Code
}

// checkDecision judges the decision's fields against each other.
func (r *reading) checkDecision() {
	switch decision := r.Row.Text(decisionField); {
	case (decision == "withheld") != r.Has(groundField):
		r.refuse(groundField, ErrDecisionGround)
	case decision != "" && decision != "proactive" && !r.Has(whyField):
		r.refuse(whyField, ErrDecisionWhy)
	}
}

// undecided is the fault of closing a matter without a decision; nil if there
// is none. was is what the entry said before, the zero Values of a new one: what
// was closed without one before this was asked for stays as it is.
func (b *Book) undecided(was, v Values) Faults {
	if !b.Lacks(v) || !b.closed(v) || was.Row != nil && b.closed(was) && b.Lacks(was) {
		return nil
	}
	r := &reading{book: b}
	r.refuse(decisionField, ErrDecision)
	return r.faults
}
