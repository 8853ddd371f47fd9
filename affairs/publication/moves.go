package publication

import "gongkai/affairs/journal"

// Move is one row of the table state x act: from which states an act starts
// and where it leads.
type Move struct {
	Act  journal.Act
	From []State
	To   State // "" where the state stays
}

// Moves is the life of a draft. Acts look their row up here; the desk offers
// what the row allows; docs/life-of-a-publication.md prints it.
var Moves = []Move{
	{journal.DraftEdit, []State{Drafting}, ""},
	{journal.DraftMask, []State{Drafting}, ""},
	{journal.DraftCleanFile, []State{Drafting}, ""},
	{journal.DraftOverride, []State{Drafting, Reviewing, Signing}, ""},
	{journal.DraftOverrideAgree, []State{Drafting, Reviewing, Signing}, ""},
	{journal.DraftDetermine, []State{Drafting}, ""},
	{journal.DraftConsult, []State{Drafting}, ""},
	{journal.DraftConcur, []State{Drafting}, ""},
	{journal.DraftLapse, []State{Drafting}, ""},
	{journal.DraftTrace, []State{Drafting}, ""},
	{journal.DraftSplit, []State{Drafting}, ""},
	{journal.DraftRefer, []State{Drafting}, ""},
	{journal.DraftDecide, []State{Drafting}, ""},
	{journal.DraftAskSecrecy, []State{Drafting, Reviewing}, ""},
	{journal.DraftAnswerSecrecy, []State{Drafting, Reviewing}, ""},
	{journal.DraftPlan, []State{Drafting}, ""},
	{journal.DraftExempt, []State{Drafting}, ""},
	{journal.DraftSubmit, []State{Drafting}, Reviewing},
	{journal.DraftRecall, []State{Reviewing, Signing}, Drafting},
	{journal.DraftClear, []State{Reviewing}, Signing},
	{journal.DraftReturn, []State{Reviewing, Signing}, Drafting},
	{journal.DraftGoBack, []State{Reviewing, Signing, Scheduled}, Drafting},
	{journal.DraftSchedule, []State{Signing}, Scheduled},
	{journal.DraftUnschedule, []State{Scheduled}, Signing},
	{journal.DraftWithhold, []State{Signing}, Kept},
	{journal.DraftReexamine, []State{Kept}, ""},
	{journal.DraftConvert, []State{Kept}, ""},
	{journal.DraftDiscard, []State{Drafting}, Discarded},
	{journal.DraftMove, []State{Drafting, Reviewing, Signing, Scheduled, Kept}, ""},
	{journal.DraftReaddress, []State{Drafting}, ""},
	{journal.DraftReckon, []State{Drafting, Reviewing, Signing, Scheduled}, ""},
	{journal.Publish, []State{Signing, Scheduled}, Done},
	{journal.Revise, []State{Signing, Scheduled}, Done},
}

// Allows says whether the table allows the act in the state.
func (s State) Allows(act journal.Act) bool {
	_, err := s.after(act)
	return err == nil
}

// after is the state the act leads to. Errors: [ErrState].
func (s State) after(act journal.Act) (State, error) {
	for _, m := range Moves {
		if m.Act != act {
			continue
		}
		for _, from := range m.From {
			if from == s {
				if m.To == "" {
					return s, nil
				}
				return m.To, nil
			}
		}
	}
	return s, ErrState
}
