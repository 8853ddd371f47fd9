package report

import (
	"slices"

	"gongkai/affairs/journal"
)

// State is where a report stands.
type State string

// The states.
const (
	Drafting  State = "drafting"  // 编制中
	Signed    State = "signed"    // 已签发
	Submitted State = "submitted" // 已报送
	Accepted  State = "accepted"  // 已接收
	Published State = "published" // 已公布
	none      State = ""          // before it is begun
)

// States lists the states in the order of its life.
var States = []struct {
	State State
	Name  string
}{
	{Drafting, "编制中"}, {Signed, "已签发"}, {Submitted, "已报送"}, {Accepted, "已接收"}, {Published, "已公布"},
}

// Name is the printed name of the state.
func (s State) Name() string {
	for _, row := range States {
		if row.State == s {
			return row.Name
		}
	}
	return "未编制"
}

// Move is one row of the table state x act.
type Move struct {
	Act  journal.Act
	From []State
	To   State // "" where the state stays
}

// Moves is the table state x act. The level's report is published from signed;
// all others once the level above accepted them.
var Moves = []Move{
	{journal.ReportStart, []State{none}, Drafting},
	{journal.ReportWrite, []State{Drafting}, ""},
	{journal.ReportDeclare, []State{Drafting}, ""},
	{journal.ReportExplain, []State{Drafting}, ""},
	{journal.ReportAttach, []State{Drafting}, ""},
	{journal.ReportTable, []State{Drafting}, ""},
	{journal.ReportSign, []State{Drafting}, Signed},
	{journal.ReportUnsign, []State{Signed}, Drafting},
	{journal.ReportSubmit, []State{Signed}, Submitted},
	{journal.ReportReturn, []State{Submitted}, Drafting},
	{journal.ReportAccept, []State{Submitted}, Accepted},
	{journal.ReportPublish, []State{Signed, Accepted}, Published},
	{journal.ReportReopen, []State{Accepted, Published}, Drafting},
	{journal.ReportCorrect, []State{Published}, ""},
}

// May says whether the act is possible for the report as it stands.
func (r Report) May(act journal.Act) bool {
	_, err := r.after(act)
	return err == nil
}

// after is the state an act leads to. Errors: [ErrState], [ErrLevel].
func (r Report) after(act journal.Act) (State, error) {
	i := slices.IndexFunc(Moves, func(m Move) bool { return m.Act == act })
	if i < 0 || !slices.Contains(Moves[i].From, r.State) {
		return r.State, ErrState
	}
	if r.Level && act == journal.ReportSubmit {
		return r.State, ErrLevel
	}
	if act == journal.ReportPublish && r.Level != (r.State == Signed) {
		return r.State, ErrState
	}
	if to := Moves[i].To; to != "" {
		return to, nil
	}
	return r.State, nil
}
