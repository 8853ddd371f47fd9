package remedy

import (
	"slices"

	"gongkai/affairs/journal"
)

// State is where a remedy stands. Every kind uses some of them, see [States].
type State string

const (
	Received  State = "received" // 待受理
	Accepted  State = "accepted" // 已受理
	Handling  State = "handling" // 办理中
	Answered  State = "answered" // 已答复，待决定
	Filed     State = "filed"    // 待答辩
	Defended  State = "defended" // 审理中
	Judged    State = "judged"   // 一审已判，上诉期内
	Appealed  State = "appealed" // 二审待答辩
	Retrying  State = "retrying" // 二审审理中
	Ordered   State = "ordered"  // 待整改
	Reported  State = "reported" // 整改待确认
	Closed    State = "closed"   // 已办结
	noneState State = ""         // before registration
)

// States lists, for every kind, its states in the order of its life.
var States = []struct {
	Kind  Kind
	State State
	Name  string
}{
	{Complaint, Received, "待受理"}, {Complaint, Accepted, "待交办"}, {Complaint, Handling, "办理中"}, {Complaint, Closed, "已办结"},
	{Reconsideration, Received, "复议待受理"}, {Reconsideration, Accepted, "待提交复议答复"}, {Reconsideration, Answered, "待复议决定"}, {Reconsideration, Closed, "复议已审结"},
	{Suit, Filed, "待答辩"}, {Suit, Defended, "一审审理中"}, {Suit, Judged, "一审已判"}, {Suit, Appealed, "二审待答辩"}, {Suit, Retrying, "二审审理中"}, {Suit, Closed, "诉讼已审结"},
	{Order, Ordered, "待整改"}, {Order, Reported, "整改待确认"}, {Order, Closed, "责令已了结"},
}

// StateName is the printed name of a kind's state; the state itself if the
// kind does not have it.
func StateName(k Kind, s State) string {
	for _, row := range States {
		if row.Kind == k && row.State == s {
			return row.Name
		}
	}
	return string(s)
}

// Open says whether anything is still to come of its own accord.
func (s State) Open() bool { return s != Closed }

// Move is one row of the table state x act: from which states of a kind an act
// starts and where it leads. A registration starts from no state.
type Move struct {
	Kind Kind
	Act  journal.Act
	From []State
	To   State // "" where the state stays
}

// Moves is the life of the four. Acts look their row up here; the desk offers
// what the row allows.
var Moves = []Move{
	{Complaint, journal.ComplaintRegister, nil, Received},
	{Complaint, journal.ComplaintAccept, []State{Received}, Accepted},
	{Complaint, journal.ComplaintRedirect, []State{Received}, Closed},
	{Complaint, journal.ComplaintAssign, []State{Accepted, Handling}, Handling},
	{Complaint, journal.ComplaintAsk, []State{Accepted, Handling}, ""},
	{Complaint, journal.ComplaintState, []State{Accepted, Handling}, ""},
	{Complaint, journal.ComplaintExtend, []State{Accepted, Handling}, ""},
	{Complaint, journal.ComplaintAnswer, []State{Handling}, Closed},
	{Complaint, journal.ComplaintWithdraw, []State{Received, Accepted, Handling}, Closed},
	{Complaint, journal.ComplaintRate, []State{Closed}, ""},
	{Complaint, journal.ComplaintAttach, []State{Received, Accepted, Handling, Closed}, ""},

	{Reconsideration, journal.ReconsiderationRegister, nil, Received},
	{Reconsideration, journal.ReconsiderationAccept, []State{Received}, Accepted},
	{Reconsideration, journal.ReconsiderationRefuse, []State{Received}, Closed},
	{Reconsideration, journal.ReconsiderationAnswer, []State{Accepted}, Answered},
	{Reconsideration, journal.ReconsiderationHear, []State{Accepted, Answered}, ""},
	{Reconsideration, journal.ReconsiderationExtend, []State{Accepted, Answered}, ""},
	{Reconsideration, journal.ReconsiderationDecide, []State{Accepted, Answered}, Closed},
	{Reconsideration, journal.ReconsiderationReopen, []State{Closed}, ""},
	{Reconsideration, journal.ReconsiderationAttach, []State{Received, Accepted, Answered, Closed}, ""},

	{Suit, journal.SuitRegister, nil, Filed},
	{Suit, journal.SuitDefend, []State{Filed}, Defended},
	{Suit, journal.SuitDefendAppeal, []State{Appealed}, Retrying},
	{Suit, journal.SuitHear, []State{Filed, Defended, Appealed, Retrying}, ""},
	{Suit, journal.SuitJudge, []State{Filed, Defended}, Judged},
	{Suit, journal.SuitAppeal, []State{Judged, Closed}, Appealed},
	{Suit, journal.SuitRemand, []State{Appealed, Retrying}, Filed},
	{Suit, journal.SuitJudgeAppeal, []State{Appealed, Retrying}, Closed},
	{Suit, journal.SuitClose, []State{Judged}, Closed},
	{Suit, journal.SuitReopen, []State{Closed}, ""},
	{Suit, journal.SuitAttach, []State{Filed, Defended, Judged, Appealed, Retrying, Closed}, ""},

	{Order, journal.OrderIssue, nil, Ordered},
	{Order, journal.OrderReport, []State{Ordered}, Reported},
	{Order, journal.OrderReturn, []State{Reported}, Ordered},
	{Order, journal.OrderConfirm, []State{Reported}, Closed},
	{Order, journal.OrderRevoke, []State{Ordered, Reported}, Closed},
	{Order, journal.OrderSanction, []State{Ordered, Reported, Closed}, ""},
	{Order, journal.OrderAttach, []State{Ordered, Reported, Closed}, ""},
}

// Allows says whether the table allows the act in the state r is in. It does
// not ask who may do it, nor for the facts the act wants.
func (r Remedy) Allows(act journal.Act) bool {
	_, err := r.after(act)
	return err == nil
}

// after is the state the act leads to. Errors: [ErrState], also for an act of
// another kind.
func (r Remedy) after(act journal.Act) (State, error) {
	for _, m := range Moves {
		if m.Kind != r.Kind || m.Act != act {
			continue
		}
		if !slices.Contains(m.From, r.State) && (len(m.From) > 0 || r.State != noneState) {
			break
		}
		if m.To == "" {
			return r.State, nil
		}
		return m.To, nil
	}
	return r.State, ErrState
}
