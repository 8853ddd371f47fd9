package notice

import (
	"context"
	"strconv"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/office"
)

// mostKept bounds what one agency's digest reads of what it keeps.
const mostKept = 1000

// Kept tells of what is not published and is to be looked at again (art. 18):
// to those who may decide on it.
type Kept struct{ Office *office.Office }

// Waiting is what the person has to look at again.
func (k Kept) Waiting(ctx context.Context, person account.Account, on calendar.Day) (Lists, error) {
	var l Lists
	cal := k.Office.Calendar()
	for _, in := range permitted(person, journal.DraftReexamine) {
		drafts, err := k.Office.Store.DraftsKept(ctx, in, calendar.NoDay, cal.Add(on, SoonDays), mostKept)
		if err != nil {
			return l, err
		}
		for _, v := range drafts {
			l.Add(Item{Kind: ofKept, Title: "重新评估：" + v.Content.Title, Agency: v.Agency, DueOn: v.ReexamineOn, Path: draftPath(v.ID)}, on, cal)
		}
	}
	return l, nil
}

// Consultations tells of drafts of other agencies that await an answer (art.
// 11): to those who may give it.
type Consultations struct{ Office *office.Office }

// Waiting is the answers the person's agencies owe.
func (c Consultations) Waiting(ctx context.Context, person account.Account, on calendar.Day) (Lists, error) {
	var l Lists
	for _, in := range permitted(person, journal.DraftConcur) {
		drafts, err := c.Office.Store.DraftsAsking(ctx, in)
		if err != nil {
			return l, err
		}
		for _, v := range drafts {
			for _, asked := range v.Consultations {
				if asked.Agency == in && asked.Answer == "" {
					l.Add(Item{Kind: ofConsultations, Title: "征求意见：" + v.Content.Title, Agency: v.Agency, DueOn: asked.DueOn, Path: draftPath(v.ID)}, on, c.Office.Calendar())
				}
			}
		}
	}
	return l, nil
}

func draftPath(id int64) string { return "/desk/draft/" + strconv.FormatInt(id, 10) }

// permitted is the agencies in which the person may do the act, each once.
func permitted(person account.Account, act journal.Act) []agency.Code {
	actor := account.Of(person)
	var list []agency.Code
	for _, in := range actor.Agencies() {
		if actor.May(act, in) {
			list = append(list, in)
		}
	}
	return list
}
