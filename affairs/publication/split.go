package publication

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Parts ties the drafts that were one document until what cannot be opened was
// taken out of it (区分处理). The zero Parts is a document in one piece.
type Parts struct {
	// Of is the draft this part was taken out of; 0 if none.
	Of int64 `json:"of,omitempty"`
	// Into is the drafts that hold what was taken out of this one.
	Into []int64 `json:"into,omitempty"`
}

var (
	ErrPick     = errors.New("请选择不予公开的段落或者附件")
	ErrPickAll  = errors.New("没有留下可以公开的内容；全部不公开的，请直接认定公开属性")
	ErrPickKind = errors.New("拆出的部分只能是依申请公开或者不予公开")
	ErrPart     = errors.New("这是区分处理拆出的部分，不能作废；可以公开的，请转换公开属性")
)

// Split takes what cannot be opened out of a draft (区分处理): rest is what
// goes on, kept what becomes a draft of its own under the id the store gave
// out, with the attribute and the reasons of t. The two name each other. An
// agency that was asked about the whole is asked again about the rest, by due.
// Errors: [ErrState], [ErrPick], [ErrPickAll], [ErrPickKind], those of
// [Determine].
func Split(d Draft, id int64, rest, kept Content, t Determination, knownGround func(string) bool, latest, due calendar.Day, by account.Login, at time.Time) (Draft, Draft, [2]journal.Entry, error) {
	var none [2]journal.Entry
	if _, err := d.State.after(journal.DraftSplit); err != nil {
		return d, Draft{}, none, err
	}
	rest, kept = rest.normal(), kept.normal()
	switch {
	case t.Attribute == Proactive:
		return d, Draft{}, none, ErrPickKind
	case strings.TrimSpace(kept.Body) == "" && len(kept.Attachments) == 0:
		return d, Draft{}, none, ErrPick
	case strings.TrimSpace(rest.Body) == "" && len(rest.Attachments) == 0:
		return d, Draft{}, none, ErrPickAll
	}
	today := calendar.On(at)
	for _, c := range []Content{rest, kept} {
		if err := c.checkDraft(today); err != nil {
			return d, Draft{}, none, err
		}
	}
	part := Draft{ID: id, Agency: d.Agency, State: Drafting, Content: kept, Drafter: by, Author: by, StartedAt: at,
		ReexamineOn: calendar.NoDay, Parts: Parts{Of: d.ID}, Inquiries: slices.Clone(d.Inquiries)}
	// Whoever wrote the whole wrote the part.
	part.Writers = slices.Clone(d.Writers)
	for _, who := range []account.Login{d.Drafter, d.Author, by} {
		part.Writers = part.writtenBy(who)
	}
	part, _, err := Determine(part, t, knownGround, latest, by, at)
	if err != nil {
		return d, Draft{}, none, err
	}
	d.Consultations = without(asked(d.Consultations, today, due), d.Agency)
	d.Content, d.Author, d.Writers, d.Cleared = rest, by, d.writtenBy(by), ""
	d.Parts.Into = append(slices.Clone(d.Parts.Into), id)
	return d, part, [2]journal.Entry{
		d.entry(journal.DraftSplit, by, at, "draft/"+strconv.FormatInt(id, 10)),
		part.entry(journal.DraftSplit, by, at, d.Thing()+" "+t.Attribute.Name()+" "+part.Ground),
	}, nil
}
