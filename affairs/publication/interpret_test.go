package publication

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// noon17 is when the policy of these tests is drafted.
var noon17 = time.Date(2017, 6, 30, 12, 0, 0, 0, calendar.Beijing)

// policyDraft is a normative document that lacks only its plan.
func policyDraft() Draft {
	return Draft{ID: 7, Agency: "FGW", State: Drafting, Attribute: Proactive, ReexamineOn: calendar.NoDay,
		Drafter: "zhang", Author: "zhang", StartedAt: noon17,
		Content: Content{Title: "办法", Number: "某发〔2017〕1号", Category: "A02", IssuedOn: calendar.MustDay("2017-06-29"), EndedOn: calendar.NoDay,
			Body: "<p>正文</p>", Normative: true, Channels: Website}}
}

func TestPlan(t *testing.T) {
	good := Plan{Kind: PieceFigure, Drafter: " 法规处 ", Days: 3}
	for _, c := range []struct {
		name string
		edit func(*Draft, *Plan)
		most int
		err  error
	}{
		{"a plan", func(*Draft, *Plan) {}, 3, nil},
		{"too late for this city", func(*Draft, *Plan) {}, 2, ErrPlanDays},
		{"before the policy", func(_ *Draft, p *Plan) { p.Days = -1 }, 3, ErrPlanDays},
		{"of no kind", func(_ *Draft, p *Plan) { p.Kind = "" }, 3, ErrPiece},
		{"of another kind", func(_ *Draft, p *Plan) { p.Kind = "opera" }, 3, ErrPiece},
		{"by nobody", func(_ *Draft, p *Plan) { p.Drafter = " " }, 3, ErrPlanDrafter},
		{"in the review", func(d *Draft, _ *Plan) { d.State = Reviewing }, 3, ErrState},
		{"of no policy", func(d *Draft, _ *Plan) { d.Content.Normative = false }, 3, ErrPlanNone},
		{"of a rule", func(d *Draft, _ *Plan) {
			d.Content.Normative, d.Content.Category = false, Rules
		}, 3, nil},
		{"of a revision", func(d *Draft, _ *Plan) { d.Publication = 4 }, 3, ErrPlanNone},
		{"of what is withheld", func(d *Draft, _ *Plan) { d.Attribute = Withheld }, 3, ErrPlanNone},
	} {
		d, p := policyDraft(), good
		c.edit(&d, &p)
		got, e, err := PlanPiece(d, p, c.most, "zhang", noon17)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (got.Plan.Drafter != "法规处" || got.Plan.By != "zhang" || !got.Plan.Made() || e.Act != journal.DraftPlan || e.Check() != nil) {
			t.Errorf("%s: %+v %+v", c.name, got.Plan, e)
		}
	}
}

// A policy goes to the review with a plan or an exemption only; what is no
// policy, or was public before, needs neither.
func TestSubmitWithPlan(t *testing.T) {
	submit := func(d Draft, cur *Publication) error {
		_, _, err := Submit(d, cur, sound(d), "zhang", noon17)
		return err
	}
	d := policyDraft()
	if err := submit(d, nil); !errors.Is(err, ErrPlan) {
		t.Errorf("without a plan: %v", err)
	}
	planned, _, err := PlanPiece(d, Plan{Kind: PieceText, Drafter: "法规处"}, 3, "zhang", noon17)
	if err != nil || submit(planned, nil) != nil {
		t.Errorf("with a plan: %v %v", err, submit(planned, nil))
	}
	if _, _, err := Exempt(d, " \n", "wang", noon17); !errors.Is(err, ErrExempt) {
		t.Errorf("exempt without a reason: %v", err)
	}
	exempt, e, err := Exempt(planned, "仅作文字更正", "wang", noon17)
	if err != nil || submit(exempt, nil) != nil || exempt.Plan.Kind != "" || e.Act != journal.DraftExempt || !strings.Contains(e.Note, "文字更正") {
		t.Errorf("exempt: %v %+v %+v", err, exempt.Plan, e)
	}
	d.Publication, d.Change = 4, "更正"
	if err := submit(d, &Publication{ID: 4, Content: d.Content}); err != nil {
		t.Errorf("a revision: %v", err)
	}
}

func TestPieces(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*Content)
		err  error
	}{
		{"a text", func(c *Content) { c.Piece = PieceText }, nil},
		{"of no kind", func(*Content) {}, ErrPiece},
		{"of another kind", func(c *Content) { c.Piece = "opera" }, ErrPiece},
		{"of no policy", func(c *Content) { c.Piece, c.Interprets = PieceText, "" }, ErrPieceFor},
		{"a video with its transcript", func(c *Content) { c.Piece = PieceVideo }, nil},
		{"a video without", func(c *Content) {
			c.Piece, c.Body, c.Attachments = PieceVideo, "", []Attachment{{Name: "解读.mp4"}}
		}, ErrTranscript},
	} {
		d := policyDraft()
		d.Content.Normative, d.Content.Number, d.Content.Interprets = false, "", "某发〔2017〕1号"
		c.edit(&d.Content)
		if _, _, err := Submit(d, nil, sound(d), "zhang", noon17); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		// What was public before anybody asked for a kind is revised without one.
		old := d.Content
		old.Piece = ""
		d.Publication, d.Change, d.Content.Piece = 4, "更正", ""
		if d.Content.Interprets != "" && d.Content.Body != "" {
			if _, _, err := Submit(d, &Publication{ID: 4, Content: old}, sound(d), "zhang", noon17); err != nil {
				t.Errorf("%s, revised: %v", c.name, err)
			}
		}
	}
}
