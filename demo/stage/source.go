package stage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/demo"
	"gongkai/office"
)

// sourced is the follower position that remembers that the sources were told.
const sourced = "demo/sources"

// Sources tells of documents whose attribute comes from elsewhere, of what was
// split, asked, disputed and kept. It must follow [Found], and is told once.
func Sources(ctx context.Context, o *office.Office) error {
	done, err := o.Store.Position(ctx, sourced)
	if err != nil || done > 0 {
		return err
	}
	s := demo.Sources()
	for _, part := range []struct {
		story demo.Story
		tell  func(context.Context, *teller, demo.Sourced) error
	}{
		{s.Forwarded, tellForwarded}, {s.Joint, tellJoint}, {s.Mixed, tellSplit}, {s.Asked, tellAsked}, {s.Disputed, tellDispute},
	} {
		t, err := newTeller(ctx, o, part.story)
		if err == nil {
			err = part.tell(ctx, t, s)
		}
		if err != nil {
			return fmt.Errorf("story %q: %w", part.story.Title, err)
		}
	}
	for i, story := range s.Kept {
		t, err := newTeller(ctx, o, story)
		if err == nil {
			err = t.keep(ctx, i >= len(s.Kept)-2)
		}
		if err != nil {
			return fmt.Errorf("story %q: %w", story.Title, err)
		}
	}
	return o.Store.Advance(ctx, sourced, 1)
}

// begun is the story's draft on its own day.
func (t *teller) begun(ctx context.Context) (publication.Draft, error) {
	t.ago(t.story.IssuedAgo)
	return t.Start(ctx, t.clerk, agency.Code(t.story.Agency), t.content())
}

func tellForwarded(ctx context.Context, t *teller, s demo.Sourced) error {
	d, err := t.begun(ctx)
	if err == nil {
		_, err = t.Trace(ctx, t.clerk, d.ID, d.Stamp, publication.Origin{Kind: publication.Forwarded, Name: s.Named, From: s.From, Attribute: publication.OnRequest})
	}
	return err
}

func tellJoint(ctx context.Context, t *teller, s demo.Sourced) error {
	d, err := t.begun(ctx)
	if err == nil {
		d, err = t.determine(ctx, d)
	}
	if err != nil {
		return err
	}
	var partners []agency.Code
	for _, code := range s.Partners {
		partners = append(partners, agency.Code(code))
	}
	if d, err = t.Trace(ctx, t.clerk, d.ID, d.Stamp, publication.Origin{Kind: publication.Joint, Partners: partners}); err != nil {
		return err
	}
	t.ago(1)
	_, err = t.Concur(ctx, colleague(partners[0]), d.ID, d.Stamp, partners[0], true, "同意联合印发并公开。")
	return err
}

func tellSplit(ctx context.Context, t *teller, s demo.Sourced) error {
	d, err := t.begun(ctx)
	if err == nil {
		d, err = t.determine(ctx, d)
	}
	if err != nil {
		return err
	}
	off := office.SplitOff{Blocks: []int{s.Withheld}, Determination: publication.Determination{Attribute: publication.Withheld, Ground: "2019-14-3",
		Reason: "储备位置和守卫力量公开后可能危及公共安全。", ReexamineOn: t.Calendar().Add(t.today, 200)}}
	t.ago(max(t.story.IssuedAgo-1, 0))
	rest, part, err := t.Split(ctx, t.clerk, d.ID, d.Stamp, off)
	if err != nil {
		return err
	}
	t.ago(1)
	if part, err = t.Clear(ctx, t.secrecy, part.ID, part.Stamp, "同意不予公开"); err == nil {
		_, err = t.Withhold(ctx, t.signer, part.ID, part.Stamp)
	}
	if err == nil {
		_, err = t.Submit(ctx, t.clerk, rest.ID, rest.Stamp)
	}
	return err
}

func tellAsked(ctx context.Context, t *teller, s demo.Sourced) error {
	d, err := t.begun(ctx)
	if err == nil {
		d, err = t.determine(ctx, d)
	}
	if err == nil {
		d, err = t.Submit(ctx, t.clerk, d.ID, d.Stamp)
	}
	if err != nil {
		return err
	}
	t.ago(1)
	_, err = t.AskSecrecy(ctx, t.secrecy, d.ID, d.Stamp, s.Authority, t.story.Why)
	return err
}

func tellDispute(ctx context.Context, t *teller, s demo.Sourced) error {
	d, err := t.begun(ctx)
	if err == nil {
		d, err = t.determine(ctx, d)
	}
	if err == nil {
		d, err = t.consult(ctx, d)
	}
	if err == nil {
		t.ago(0)
		_, err = t.Refer(ctx, t.clerk, d.ID, d.Stamp, agency.Code(t.story.Consulted[0].Agency), s.Why)
	}
	return err
}

// keep signs that the story's draft is not published and sets its day; opened
// ones are opened on the way: what was withheld to 依申请公开, what was on
// request to 主动公开.
func (t *teller) keep(ctx context.Context, opened bool) error {
	d, err := t.begun(ctx)
	if err != nil {
		return err
	}
	s := t.story
	again := t.today
	if s.ReexamineIn != 0 {
		again = t.Calendar().Add(t.today, s.ReexamineIn)
	}
	what := publication.Determination{Attribute: publication.OnRequest, Ground: s.Ground, Reason: s.Why, ReexamineOn: again}
	if s.Ground != "" {
		what.Attribute = publication.Withheld
	}
	if d, err = t.Determine(ctx, t.clerk, d.ID, d.Stamp, what); err != nil {
		return err
	}
	if d, err = t.Submit(ctx, t.clerk, d.ID, d.Stamp); err != nil {
		return err
	}
	t.now = t.now.Add(time.Hour)
	if d, err = t.Clear(ctx, t.secrecy, d.ID, d.Stamp, "同意"); err != nil {
		return err
	}
	if d, err = t.Withhold(ctx, t.signer, d.ID, d.Stamp); err != nil || !opened {
		return err
	}
	t.ago(2)
	to, why := publication.Proactive, "评估已经完成，社会关注度高，不含个人信息，可以公开。"
	if d.Attribute == publication.Withheld {
		to, why = publication.OnRequest, "方案已经征求意见，不再属于过程性信息，有需要的可以申请获取。"
	}
	_, err = t.Convert(ctx, t.signer, d.ID, d.Stamp, to, again, why)
	return err
}

// colleague is a clerk of another agency, who cannot sign in.
func colleague(in agency.Code) account.Actor {
	return account.Actor{Login: account.Login("clerk." + strings.ToLower(string(in))), Grants: []account.Grant{{Role: account.Clerk, Agency: in}}}
}
