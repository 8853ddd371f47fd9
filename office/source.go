package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/paper/letter"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// Keys of settings of source determination.
const (
	reexamineYears   = "reexamine_years"
	secrecyAuthority = "secrecy_authority"
)

// LatestReexamine is the last day on which something kept may be looked at
// again, if it is decided today (art. 18).
func (o *Office) LatestReexamine(ctx context.Context) (calendar.Day, error) {
	value, err := o.Setting(ctx, reexamineYears)
	years, bad := strconv.Atoi(value)
	if bad != nil || years < 1 || years > 10 {
		years = publication.ReexamineYears
	}
	return publication.Latest(o.Today(), years), err
}

// SecrecyAuthority is whom the city asks whether something may be opened; ""
// while it has not said.
func (o *Office) SecrecyAuthority(ctx context.Context) (string, error) {
	return o.Setting(ctx, secrecyAuthority)
}

// Determine sets the disclosure attribute at the source. Where it opens the
// document further than the one it forwards, that one's agency is asked at once.
func (o *Office) Determine(ctx context.Context, by account.Actor, id, stamp int64, t publication.Determination) (publication.Draft, error) {
	latest, err := o.LatestReexamine(ctx)
	if err != nil {
		return publication.Draft{}, err
	}
	at := o.Now()
	var d publication.Draft
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if d, err = seenDraft(ctx, tx, id, stamp); err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = publication.Determine(d, t, KnownGround(calendar.On(at)), latest, by.Login, at); err != nil {
			return err
		}
		if err := tx.SaveDraft(ctx, d, e); err != nil {
			return err
		}
		d.Stamp++
		d, err = o.askSource(ctx, tx, d, by, at)
		return err
	})
	return d, err
}

// askSource asks the agency of the document's source where its consent is
// needed and it was not asked yet, within the act under way.
func (o *Office) askSource(ctx context.Context, tx *store.Tx, d publication.Draft, by account.Actor, at time.Time) (publication.Draft, error) {
	whom := d.Origin.Agency
	if !d.NeedsConsent() || whom == "" || whom == d.Agency {
		return d, nil
	}
	whom, err := heirOf(ctx, tx.Reader, whom, calendar.On(at))
	if err != nil {
		return d, err
	}
	asked, e, err := publication.Consult(d, whom, o.consultDue(at), by.Login, at)
	switch {
	case errors.Is(err, publication.ErrConsulted), errors.Is(err, publication.ErrConsultSelf):
		return d, nil
	case err != nil:
		return d, err
	}
	err = tx.SaveDraft(ctx, asked, e)
	asked.Stamp++
	return asked, err
}

// Trace says which document a draft forwards, or with whom it is issued. What
// the platform has of that document counts, whatever was typed of it. Errors:
// those of publication.Trace, [store.ErrNotFound] and [agency.ErrClosed] for a
// partner.
func (o *Office) Trace(ctx context.Context, by account.Actor, id, stamp int64, origin publication.Origin) (publication.Draft, error) {
	latest, err := o.LatestReexamine(ctx)
	if err != nil {
		return publication.Draft{}, err
	}
	at := o.Now()
	var d publication.Draft
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		var err error
		if d, err = seenDraft(ctx, tx, id, stamp); err != nil {
			return err
		}
		if origin.Kind == publication.Joint && origin.Agency == "" {
			origin.Agency = d.Agency
		}
		for _, partner := range slices.Concat(origin.Partners, []agency.Code{origin.Agency}) {
			if partner == "" {
				continue
			}
			a, err := tx.Agency(ctx, partner)
			if err != nil {
				return err
			}
			if origin.Kind == publication.Joint && !a.Open(calendar.On(at)) {
				return agency.ErrClosed
			}
		}
		if origin, err = source(ctx, tx.Reader, d, origin); err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = publication.Trace(d, origin, KnownGround(calendar.On(at)), latest, o.consultDue(at), by.Login, at); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	d.Stamp++
	return d, err
}

// Source is an origin with what the platform has of the document it names.
func (o *Office) Source(ctx context.Context, d publication.Draft, origin publication.Origin) (publication.Origin, error) {
	return source(ctx, o.Store.Reader, d, origin)
}

// source looks the document up: among what is public, then among the drafts in
// hand and kept. A forwarded one is found by its index number or full document
// number, or by its title among those of the agency named; a joint one by the
// draft's own number with the agency that leads.
func source(ctx context.Context, r store.Reader, d publication.Draft, origin publication.Origin) (publication.Origin, error) {
	name := origin.Name
	switch {
	case origin.Kind == "" || origin.Kind == publication.Joint && !origin.Led(d.Agency):
		origin.Attribute, origin.Ground, origin.ReexamineOn, origin.Publication, origin.Draft = "", "", 0, 0, 0
		return origin, nil
	case origin.Kind == publication.Joint:
		name = d.Content.Number
	}
	origin.Publication, origin.Draft = 0, 0
	if index, err := publication.ParseIndex(name); err == nil {
		p, err := r.PublicationAt(ctx, index)
		if errors.Is(err, store.ErrNotFound) || err == nil && !p.WithdrawnAt.IsZero() {
			return origin, nil
		}
		return published(origin, p.ID, p.Agency), err
	}
	key, numbered := text.NumberKey(name)
	if key == "" || strings.HasSuffix(key, "|") {
		return origin, nil
	}
	lines, err := r.ByNumber(ctx, key, 2)
	if err != nil {
		return origin, err
	}
	for _, l := range lines {
		if l.ID != d.Publication && (origin.Kind == publication.Forwarded || l.Agency == origin.Agency) {
			return published(origin, l.ID, l.Agency), nil
		}
	}
	drafts, err := r.DraftsNumbered(ctx, key)
	if err != nil {
		return origin, err
	}
	for _, s := range drafts {
		if s.ID == d.ID || s.Attribute == "" || s.Origin.Kind == publication.Forwarded || origin.Kind == publication.Joint && s.Agency != origin.Agency {
			continue
		}
		return inHand(origin, s), nil
	}
	if numbered || origin.Kind == publication.Joint || origin.Agency == "" {
		return origin, nil
	}
	return titled(ctx, r, d, origin, key)
}

// titled looks for a document by its title in the agency that is named, and in
// those that took over from it. key is the title as [text.NumberKey] folds it:
// without blanks and brackets, whatever the width. Several may bear one title;
// then the least open counts, and who means another gives its number.
func titled(ctx context.Context, r store.Reader, d publication.Draft, origin publication.Origin, key string) (publication.Origin, error) {
	same := func(title string) bool {
		k, _ := text.NumberKey(title)
		return k == key
	}
	agencies, err := succession(ctx, r, origin.Agency)
	if err != nil {
		return origin, err
	}
	found := origin
	for _, in := range agencies {
		drafts, err := r.DraftsTitled(ctx, in, same)
		if err != nil {
			return origin, err
		}
		for _, s := range drafts {
			if s.ID == d.ID || s.Attribute == "" || s.Origin.Kind == publication.Forwarded {
				continue
			}
			if found.Draft == 0 || found.Attribute.Opener(s.Attribute) {
				found = inHand(origin, s)
			}
		}
	}
	if found.Draft != 0 {
		return found, nil
	}
	for _, in := range agencies {
		ids, err := r.PublicationsTitled(ctx, in, same)
		if err != nil {
			return origin, err
		}
		for _, id := range ids {
			if id != d.Publication {
				return published(origin, id, in), nil
			}
		}
	}
	return origin, nil
}

// succession is an agency and all that took over from it.
func succession(ctx context.Context, r store.Reader, code agency.Code) ([]agency.Code, error) {
	list := []agency.Code{code}
	for i := 0; i < len(list); i++ {
		a, err := r.Agency(ctx, list[i])
		if err != nil {
			return nil, err
		}
		for _, heir := range a.Successors {
			if !slices.Contains(list, heir) {
				list = append(list, heir)
			}
		}
	}
	return list, nil
}

// inHand is an origin whose document is a draft, kept or in hand.
func inHand(origin publication.Origin, s publication.Draft) publication.Origin {
	origin.Draft, origin.Agency, origin.From, origin.Consent = s.ID, s.Agency, "", ""
	origin.Attribute, origin.Ground, origin.ReexamineOn = s.Attribute, s.Ground, s.ReexamineOn
	return origin
}

// published is an origin whose document is public.
func published(origin publication.Origin, id int64, in agency.Code) publication.Origin {
	origin.Publication, origin.Agency, origin.From, origin.Consent = id, in, "", ""
	origin.Attribute, origin.Ground, origin.ReexamineOn = publication.Proactive, "", 0
	return origin
}

// SplitOff is what is taken out of a draft.
type SplitOff struct {
	Blocks []int    // of the body, as richtext.Blocks counts them, from 0
	Files  []string // hashes of attachments
	Title  string   // of the part; "" for the draft's own with the attribute added
	publication.Determination
}

// Split takes what cannot be opened out of a draft: it becomes a draft of its
// own, which goes to the review at once if nothing is missing of it. In the text
// that goes on a line says that something was left out. Errors: those of
// publication.Split.
func (o *Office) Split(ctx context.Context, by account.Actor, id, stamp int64, off SplitOff) (rest, part publication.Draft, err error) {
	latest, err := o.LatestReexamine(ctx)
	if err != nil {
		return rest, part, err
	}
	at := o.Now()
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		d, err := seenDraft(ctx, tx, id, stamp)
		if err != nil {
			return err
		}
		partID, err := tx.NextDraft(ctx)
		if err != nil {
			return err
		}
		public, kept := off.contents(d.Content)
		var entries [2]journal.Entry
		rest, part, entries, err = publication.Split(d, partID, public, kept, off.Determination, KnownGround(calendar.On(at)), latest, o.consultDue(at), by.Login, at)
		if err != nil {
			return err
		}
		if err := tx.SaveDraft(ctx, rest, entries[0]); err != nil {
			return err
		}
		if err := tx.SaveDraft(ctx, part, entries[1]); err != nil {
			return err
		}
		rest.Stamp++
		part.Stamp++
		sent, e, err := publication.Submit(part, nil, publication.Screening{}, by.Login, at)
		if err != nil { // something is missing: the clerk completes it
			return nil
		}
		err = tx.SaveDraft(ctx, sent, e)
		part = sent
		part.Stamp++
		return err
	})
	if err == nil {
		err = o.screen(ctx, rest)
	}
	return rest, part, err
}

// contents parts a content in what goes on and what is kept.
func (off SplitOff) contents(c publication.Content) (public, kept publication.Content) {
	public = c
	kept = publication.Content{Title: off.Title, Category: c.Category, IssuedOn: c.IssuedOn, EndedOn: calendar.NoDay, Keywords: c.Keywords, Channels: c.Channels}
	if kept.Title == "" {
		suffix := "（" + off.Attribute.Name() + "部分）"
		title := []rune(c.Title)
		kept.Title = string(title[:min(len(title), publication.MaxTitle-len([]rune(suffix)))]) + suffix
	}
	mark := "<p>（此处内容" + off.Attribute.Name() + "）</p>"
	var goes, stays strings.Builder
	gap, words := false, false
	for i, block := range richtext.Blocks(c.Body) {
		if slices.Contains(off.Blocks, i) {
			stays.WriteString(block)
			if !gap {
				goes.WriteString(mark)
			}
			gap = true
			continue
		}
		goes.WriteString(block)
		gap, words = false, true
	}
	public.Body, kept.Body = goes.String(), stays.String()
	if !words {
		public.Body = ""
	}
	public.Attachments = nil
	for _, a := range c.Attachments {
		if slices.Contains(off.Files, a.SHA256) {
			kept.Attachments = append(kept.Attachments, a)
		} else {
			public.Attachments = append(public.Attachments, a)
		}
	}
	return public, kept
}

// Convert opens what is kept further than it is. Errors: those of
// publication.Convert, and as of [Office.Reexamine].
func (o *Office) Convert(ctx context.Context, by account.Actor, id, stamp int64, to publication.Attribute, next calendar.Day, why string) (publication.Draft, error) {
	return o.examine(ctx, by, id, stamp, why, func(d publication.Draft, latest calendar.Day, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Convert(d, to, next, why, latest, by.Login, at)
	})
}

// Reexamine looks again at what was withheld (art. 18). Errors:
// [store.ErrRevising] when it is to be opened, revises a publication, and
// another revision of that one is open.
func (o *Office) Reexamine(ctx context.Context, by account.Actor, id, stamp int64, openIt bool, next calendar.Day, why string) (publication.Draft, error) {
	return o.examine(ctx, by, id, stamp, why, func(d publication.Draft, latest calendar.Day, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Reexamine(d, openIt, next, why, latest, by.Login, at)
	})
}

// examine runs an act on what is kept; where it opens it, the conversion is
// counted.
func (o *Office) examine(ctx context.Context, by account.Actor, id, stamp int64, why string,
	act func(publication.Draft, calendar.Day, time.Time) (publication.Draft, journal.Entry, error)) (publication.Draft, error) {
	latest, err := o.LatestReexamine(ctx)
	if err != nil {
		return publication.Draft{}, err
	}
	at := o.Now()
	var d publication.Draft
	err = o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		seen, err := seenDraft(ctx, tx, id, stamp)
		if err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = act(seen, latest, at); err != nil {
			return err
		}
		if d.State == publication.Drafting && d.Publication != 0 {
			if _, err := tx.RevisionOf(ctx, d.Publication); err == nil {
				return store.ErrRevising
			} else if !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		if d.Attribute == seen.Attribute {
			return tx.SaveDraft(ctx, d, e)
		}
		return tx.SaveConverted(ctx, d, d.Conversion(seen, why, by.Login, at), e)
	})
	d.Stamp++
	return d, err
}

// Refer takes an objection to the agency above both.
func (o *Office) Refer(ctx context.Context, by account.Actor, id, stamp int64, whose agency.Code, why string) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Refer(d, whose, why, by.Login, at)
	})
}

// Decide decides between two agencies.
func (o *Office) Decide(ctx context.Context, by account.Actor, id, stamp int64, whose agency.Code, open bool, words string) (publication.Draft, error) {
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.Decide(d, whose, open, words, by.Login, at)
	})
}

// AskSecrecy asks the secrecy authority, or the competent department, whether a
// draft may be opened. The question gets the agency's next number, is printed
// as PDF and DOCX, and both are kept. Errors: those of publication.AskSecrecy.
func (o *Office) AskSecrecy(ctx context.Context, by account.Actor, id, stamp int64, to, question string) (publication.Draft, error) {
	at := o.Now()
	var d publication.Draft
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		seen, err := seenDraft(ctx, tx, id, stamp)
		if err != nil {
			return err
		}
		q := publication.Inquiry{To: to, Question: question}
		// Whether the act is possible is asked before anything is printed.
		if d, _, err = publication.AskSecrecy(seen, q, by.Login, at); err != nil {
			return err
		}
		q = d.Inquiries[len(d.Inquiries)-1]
		a, err := tx.Agency(ctx, d.Agency)
		if err != nil {
			return err
		}
		year := calendar.On(at).Year()
		n, err := tx.NextInquiry(ctx, d.Agency, year)
		if err != nil {
			return err
		}
		q.Number = LetterNumber(a.ShortName()+"公开函", year, n)
		paper := letter.Letter{
			Head: letter.Head{Agency: a.NameOn(q.AskedOn), English: a.English}, Number: q.Number, Text: inquiryText(d, q), On: q.AskedOn,
			Contact: letter.Contact{Office: a.Card.Office, Phone: a.Card.Phone, Address: a.Card.Address, Postcode: a.Card.Postcode},
		}
		for _, f := range d.Content.Attachments {
			paper.Attachments = append(paper.Attachments, f.Name)
		}
		if err := letter.Check(paper); err != nil {
			return err
		}
		if q.PDF, q.DOCX, err = o.KeepPaper(ctx, letter.Compose(paper)); err != nil {
			return err
		}
		var e journal.Entry
		if d, e, err = publication.AskSecrecy(seen, q, by.Login, at); err != nil {
			return err
		}
		return tx.SaveDraft(ctx, d, e)
	})
	d.Stamp++
	return d, err
}

// inquiryText is the words of the question, in the marks of paper/letter.
func inquiryText(d publication.Draft, q publication.Inquiry) string {
	article := "第十七条"
	if edition, ok := regulation.EditionOn(q.AskedOn); ok && edition.Code == "2008" {
		article = "第十四条"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# 关于请予确定政府信息能否公开的函\n\n@ %s：\n\n", q.To)
	name := "《" + d.Content.Title + "》"
	if d.Content.Number != "" {
		name += "（" + d.Content.Number + "）"
	}
	fmt.Fprintf(&b, "我机关制作的%s，经审查，不能确定能否公开。根据《中华人民共和国政府信息公开条例》%s的规定，现报请你单位确定。\n\n", name, article)
	b.WriteString("## 一、不能确定的内容和理由\n\n")
	for line := range strings.Lines(q.Question) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString("\\" + line + "\n\n")
		}
	}
	b.WriteString("## 二、请予确定的事项\n\n上述信息属于主动公开、依申请公开还是不予公开；不予公开的，请一并告知依据。答复之前，我机关不公开上述信息。\n\n专此函达，请予函复。\n")
	return b.String()
}

// AnswerSecrecy records the answer to the question of a draft.
func (o *Office) AnswerSecrecy(ctx context.Context, by account.Actor, id, stamp int64, a publication.Answer) (publication.Draft, error) {
	latest, err := o.LatestReexamine(ctx)
	if err != nil {
		return publication.Draft{}, err
	}
	return o.change(ctx, by, id, stamp, func(d publication.Draft, at time.Time) (publication.Draft, journal.Entry, error) {
		return publication.AnswerSecrecy(d, a, KnownGround(calendar.On(at)), latest, by.Login, at)
	})
}
