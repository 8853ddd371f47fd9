package office

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// registerNorm enters what was just published for the first time in the
// register of norms, within the act that published it: its number, and the days
// its text says.
func registerNorm(ctx context.Context, tx *store.Tx, p publication.Publication, by account.Login, at time.Time) error {
	if !p.Content.Document() {
		return nil
	}
	n, err := tx.Norm(ctx, p.ID)
	if err != nil {
		return err
	}
	number, err := tx.NextNorm(ctx, calendar.On(at).Year())
	if err != nil {
		return err
	}
	if !p.Content.Validity.Ceased() {
		n.EffectiveOn, n.ExpiresOn = norm.Term(richtext.Plain(p.Content.Body), p.Content.IssuedOn)
	}
	n, e, err := norm.Register(n, number, by, at)
	if err != nil {
		return err
	}
	return tx.SaveNorm(ctx, n, "", e)
}

// onNorm is the shape of every act on one norm: read, act, pass the gate, save.
// stamp is the one the person saw; 0 to take it as it is now. Errors of all of
// them: [norm.ErrNotDocument], [store.ErrChanged], [publication.ErrGate].
func (o *Office) onNorm(ctx context.Context, by account.Actor, id, stamp int64, body string,
	act func(*store.Tx, norm.Norm) (norm.Norm, journal.Entry, error)) (norm.Norm, error) {
	var n norm.Norm
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return n, err
	}
	err := o.Store.Act(ctx, by, o.Now(), func(tx *store.Tx) error {
		old, err := tx.Norm(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return norm.ErrNotDocument
		}
		if err == nil && stamp != 0 && old.Stamp != stamp {
			err = store.ErrChanged
		}
		if err != nil {
			return err
		}
		var e journal.Entry
		if n, e, err = act(tx, old); err != nil {
			return err
		}
		if err := o.lets(ctx, tx.Reader, n.Agency, normWords(old, n, body)...); err != nil {
			return err
		}
		return tx.SaveNorm(ctx, n, body, e)
	})
	n.Stamp++
	return n, err
}

// normWords is what an act on a norm says that nobody could read before.
func normWords(old, now norm.Norm, body string) []spoken {
	list := []spoken{{"修改后的正文", richtext.Plain(body)}}
	said := map[string]bool{}
	for _, e := range old.Events {
		said[e.Note] = true
	}
	for _, e := range now.Events {
		if !said[e.Note] {
			list = append(list, spoken{"说明", e.Note})
		}
	}
	return list
}

// source is what is given as the document behind an event: of one that is
// published here its index number, whichever way it was named. What has the
// form of an index number must be public here. Errors: [store.ErrNotFound].
func (o *Office) source(ctx context.Context, tx *store.Tx, typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if index, err := publication.ParseIndex(typed); err == nil {
		p, err := tx.PublicationAt(ctx, index)
		if err == nil && !publication.Visible(account.Actor{}, p, publication.Full, tx.At) {
			err = store.ErrNotFound
		}
		return index, err
	}
	if key, ok := text.NumberKey(typed); ok && !strings.HasSuffix(key, "|") {
		lines, err := tx.ByNumber(ctx, key, 2)
		if err != nil {
			return "", err
		}
		if len(lines) == 1 {
			return lines[0].Index, nil
		}
	}
	return typed, nil
}

// SetTerm corrects the days of a norm. Errors: [norm.ErrNotDocument],
// [store.ErrChanged], those of [norm.SetTerm].
func (o *Office) SetTerm(ctx context.Context, by account.Actor, id, stamp int64, effective, expires calendar.Day, why string) (norm.Norm, error) {
	return o.onNorm(ctx, by, id, stamp, "", func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		return norm.SetTerm(n, effective, expires, why, by.Login, tx.At)
	})
}

// AmendNorm records an amendment; its text may be rich or plain. Errors:
// [norm.ErrNotDocument], [store.ErrNotFound] for the amending document,
// [store.ErrChanged], those of [norm.Amend].
func (o *Office) AmendNorm(ctx context.Context, by account.Actor, id, stamp int64, a norm.Amendment) (norm.Norm, error) {
	body, err := richtext.Clean(a.Text)
	if err != nil {
		return norm.Norm{}, err
	}
	a.Text = body
	return o.onNorm(ctx, by, id, stamp, body, func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		source, err := o.source(ctx, tx, a.By)
		if err != nil {
			return n, journal.Entry{}, err
		}
		b := a
		b.By = source
		return norm.Amend(n, b, by.Login, tx.At)
	})
}

// RepealNorm ends a norm by a decision, or with replaced by what stands in its
// place. Errors: as of [Office.AmendNorm] and [norm.Repeal]; [norm.ErrCycle].
func (o *Office) RepealNorm(ctx context.Context, by account.Actor, id, stamp int64, on calendar.Day, source string, replaced bool, note string) (norm.Norm, error) {
	return o.onNorm(ctx, by, id, stamp, "", func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		source, err := o.source(ctx, tx, source)
		if err == nil {
			err = norm.CheckChain(n.Index, source, successor(ctx, tx))
		}
		if err != nil {
			return n, journal.Entry{}, err
		}
		return norm.Repeal(n, on, source, replaced, note, by.Login, tx.At)
	})
}

// successor tells what ended the norm at an index number.
func successor(ctx context.Context, tx *store.Tx) func(string) (string, error) {
	return func(index string) (string, error) {
		n, err := tx.NormAt(ctx, index)
		if errors.Is(err, store.ErrNotFound) {
			return "", nil
		}
		return n.Successor(), err
	}
}

// VoidNorm declares that a norm has lost its force. Errors as of
// [Office.RepealNorm].
func (o *Office) VoidNorm(ctx context.Context, by account.Actor, id, stamp int64, on calendar.Day, source, note string) (norm.Norm, error) {
	return o.onNorm(ctx, by, id, stamp, "", func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		source, err := o.source(ctx, tx, source)
		if err != nil {
			return n, journal.Entry{}, err
		}
		return norm.DeclareVoid(n, on, source, note, by.Login, tx.At)
	})
}

// ExtendNorm prolongs the validity of a norm. Errors as of [norm.Extend].
func (o *Office) ExtendNorm(ctx context.Context, by account.Actor, id, stamp int64, until calendar.Day, source string) (norm.Norm, error) {
	return o.onNorm(ctx, by, id, stamp, "", func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		source, err := o.source(ctx, tx, source)
		if err != nil {
			return n, journal.Entry{}, err
		}
		return norm.Extend(n, until, source, by.Login, tx.At)
	})
}

// CorrectNorm strikes an event that was entered wrongly. Errors as of
// [norm.Correct].
func (o *Office) CorrectNorm(ctx context.Context, by account.Actor, id, stamp int64, serial int, why string) (norm.Norm, error) {
	return o.onNorm(ctx, by, id, stamp, "", func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		return norm.Correct(n, serial, why, by.Login, tx.At)
	})
}

// CompleteNorm adds the day and the document to an event that was taken over
// without them. Errors as of [norm.Complete]; [norm.ErrCycle].
func (o *Office) CompleteNorm(ctx context.Context, by account.Actor, id, stamp int64, serial int, on calendar.Day, source, note string) (norm.Norm, error) {
	return o.onNorm(ctx, by, id, stamp, "", func(tx *store.Tx, n norm.Norm) (norm.Norm, journal.Entry, error) {
		source, err := o.source(ctx, tx, source)
		if err == nil {
			err = norm.CheckChain(n.Index, source, successor(ctx, tx))
		}
		if err != nil {
			return n, journal.Entry{}, err
		}
		return norm.Complete(n, serial, on, source, note, by.Login, tx.At)
	})
}

// PassNorms lets the norms follow whose day has come: begun, amended, ended;
// expiry passes by itself. It says how many, and may run on several nodes.
// Errors as for [Office.Release].
func (o *Office) PassNorms(ctx context.Context) (int, error) {
	passed, after := 0, int64(0)
	var failed []error
	for ctx.Err() == nil {
		list, err := o.Store.NormsPassing(ctx, o.Today(), after, 100)
		if err != nil || len(list) == 0 {
			return passed, errors.Join(append(failed, err)...)
		}
		for _, seen := range list {
			after = seen.Publication
			at := o.Now()
			err := o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
				n, err := tx.Norm(ctx, seen.Publication)
				if err != nil || n.Stamp != seen.Stamp {
					return err // another node was first
				}
				return tx.PassNorm(ctx, n, norm.Pass(n, at))
			})
			if err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", seen.Index, err))
				continue
			}
			passed++
		}
	}
	return passed, errors.Join(append(failed, ctx.Err())...)
}

// OpenCampaign begins a clean-up of what is in force today, of an agency or
// with "" of all, issued before a day or with NoDay whenever. Errors:
// [store.ErrNotFound], those of [norm.OpenCampaign], [norm.ErrCampaignEmpty].
func (o *Office) OpenCampaign(ctx context.Context, by account.Actor, title string, in agency.Code, before, due calendar.Day) (norm.Campaign, error) {
	at := o.Now()
	var c norm.Campaign
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		if in != "" {
			if _, err := tx.Agency(ctx, in); err != nil {
				return err
			}
		}
		id, err := tx.NextCampaign(ctx)
		if err != nil {
			return err
		}
		var e journal.Entry
		if c, e, err = norm.OpenCampaign(id, title, in, before, due, by.Login, at); err != nil {
			return err
		}
		return tx.OpenCampaign(ctx, c, store.NormSelection{On: calendar.On(at), Binding: true, Agency: in, Before: before}, e)
	})
	c.Stamp++
	return c, err
}

// DecideNorm says in a clean-up what is to become of a norm. Errors:
// [store.ErrNotFound], those of [norm.Decide].
func (o *Office) DecideNorm(ctx context.Context, by account.Actor, campaign, publication int64, choice norm.Choice, why string) error {
	at := o.Now()
	if _, err := o.secret(ctx); err != nil { // before the act, see [Office.screened]
		return err
	}
	return o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		c, err := tx.Campaign(ctx, campaign)
		if err != nil {
			return err
		}
		i, err := tx.CampaignItem(ctx, campaign, publication)
		if err != nil {
			return err
		}
		i, e, err := norm.Decide(c, i, choice, why, by.Login, at)
		if err == nil {
			err = o.lets(ctx, tx.Reader, i.Agency, spoken{"清理理由", why})
		}
		if err != nil {
			return err
		}
		return tx.SaveCampaignItem(ctx, i, e)
	})
}

// CloseCampaign ends a clean-up in one act: every decision is carried out from
// the day on, by the published result. Errors: [store.ErrNotFound] for a result
// that is not public here, those of [norm.Close] and [norm.Repeal].
func (o *Office) CloseCampaign(ctx context.Context, by account.Actor, id int64, ends calendar.Day, result string) (norm.Campaign, error) {
	at := o.Now()
	var c norm.Campaign
	err := o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		old, err := tx.Campaign(ctx, id)
		if err != nil {
			return err
		}
		lines, err := tx.CampaignItems(ctx, id, "")
		if err != nil {
			return err
		}
		source, err := o.source(ctx, tx, result)
		if err != nil {
			return err
		}
		var items []norm.Item
		for _, l := range lines {
			items = append(items, l.Item)
		}
		var e journal.Entry
		if c, e, err = norm.Close(old, items, ends, source, by.Login, at); err != nil {
			return err
		}
		if err := tx.SaveCampaign(ctx, c, e); err != nil {
			return err
		}
		for _, l := range lines {
			n, err := tx.Norm(ctx, l.Publication)
			if err != nil {
				return err
			}
			after, e, done, err := norm.Carry(c, l.Item, n, by.Login, at)
			if err != nil {
				return fmt.Errorf("《%s》：%w", l.Line.Title, err)
			}
			if !done {
				continue
			}
			if err := tx.SaveNorm(ctx, after, "", e); err != nil {
				return err
			}
		}
		return nil
	})
	c.Stamp++
	return c, err
}

// CampaignText is the result of a clean-up as it is published: what stays, what
// is to be amended, what is repealed and what declared void, as safe rich text.
func CampaignText(lines []store.CampaignLine) string {
	var b strings.Builder
	for _, choice := range norm.Choices {
		n := 0
		for _, l := range lines {
			if l.Choice != choice.Choice {
				continue
			}
			if n++; n == 1 {
				b.WriteString("<h2>" + map[norm.Choice]string{norm.Keep: "继续有效的文件", norm.ToAmend: "拟修改的文件", norm.ToRepeal: "废止的文件", norm.ToBeVoided: "宣布失效的文件"}[choice.Choice] + "</h2>")
			}
			fmt.Fprintf(&b, "<p>%d. %s", n, html.EscapeString(l.Line.Title))
			if l.Line.Number != "" {
				b.WriteString("（" + html.EscapeString(l.Line.Number) + "）")
			}
			b.WriteString("</p>")
		}
	}
	return b.String()
}
