package request

import (
	"errors"
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// What was mistyped at the counter is put right: the clock follows, the journal
// has days and channels, and of the applicant only what kind of thing changed.
func TestAmend(t *testing.T) {
	h := hand("reviewer", "2026-09-25")
	for _, c := range []struct {
		name  string
		spoil func(*Registered)
		due   string // "" where no limit runs
		state State
		edits string // in the note
		hides string // not in the note
	}{
		{"another day", func(g *Registered) { g.SubmittedOn = calendar.MustDay("2026-09-21") }, "2026-10-26", Handling, "提交日期 2026-09-18 → 2026-09-21；法定期限 2026-10-22 → 2026-10-26", ""},
		{"by fax, confirmed later", func(g *Registered) { g.Channel, g.ConfirmedOn = regulation.Fax, calendar.MustDay("2026-09-22") }, "2026-10-27", Handling, "收到的渠道 当面提交 → 传真；双方确认的日期 无 → 2026-09-22", ""},
		{"of the old edition", func(g *Registered) { g.SubmittedOn = calendar.MustDay("2017-09-22") }, "2017-10-19", Handling, "2026-09-18 → 2017-09-22", ""},
		{"a name and a number", func(g *Registered) { g.Name, g.Phone = "王晓明", "0431-88779006" }, "2026-10-22", Handling, "更正姓名或者名称；更正电话（写错了）", "王晓明"},
	} {
		r := filed(t, "2026-09-18")
		g := r.Registered()
		c.spoil(&g)
		got, e, err := Amend(r, g, "写错了", h)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		due(t, got, c.due)
		if got.State != c.state || !strings.Contains(e.Note, c.edits) || c.hides != "" && strings.Contains(e.Note, c.hides) {
			t.Errorf("%s: %s, %q", c.name, got.State, e.Note)
		}
		m := got.Amendments[0]
		if m.By != "reviewer" || m.Why != "写错了" || len(m.Changes) == 0 || got.Registered() != g {
			t.Errorf("%s: %+v, %+v", c.name, m, got.Registered())
		}
		if (got.Fingerprint != r.Fingerprint) != (g.Name != asker.Name) {
			t.Errorf("%s: fingerprint", c.name)
		}
	}
	// What rested on another edition falls away with it.
	r := must(t)(Draft(filed(t, "2026-09-18"), []Part{{Outcome: "2019-B3.1-given", Place: "x"}}, "x", nil, h))
	g := r.Registered()
	g.SubmittedOn = calendar.MustDay("2017-09-22")
	if got := must(t)(Amend(r, g, "x", h)); got.Decision != nil || got.Edition != "2008" {
		t.Errorf("%s, %+v", got.Edition, got.Decision)
	}
	// Waiting to be confirmed, it came at the counter after all.
	f := filing(regulation.Fax)
	wait, _, err := Submit(1, f, hand("clerk", "2026-09-18"))
	g = wait.Registered()
	g.Channel = regulation.Counter
	if got := must(t)(Amend(wait, g, "x", h)); err != nil || got.State != Handling || got.ReceivedOn != calendar.MustDay("2026-09-18") {
		t.Errorf("%s received %s, %v", got.State, got.ReceivedOn, err)
	}
}

func TestAmendRefuses(t *testing.T) {
	h := hand("clerk", "2026-09-25")
	asked := must(t)(Clarify(filed(t, "2026-09-18"), "文号", 10, Letter{Title: "补正告知书"}, hand("clerk", "2026-09-21")))
	ordered := filed(t, "2026-09-18")
	ordered.Ordered = true
	late := func(g *Registered) { g.SubmittedOn = calendar.MustDay("2026-09-22") }
	for _, c := range []struct {
		name  string
		r     Request
		spoil func(*Registered)
		why   string
		want  error
	}{
		{"nothing", filed(t, "2026-09-18"), func(*Registered) {}, "x", ErrAmendNothing},
		{"no reason", filed(t, "2026-09-18"), late, " ", ErrNote},
		{"tomorrow", filed(t, "2026-09-18"), func(g *Registered) { g.SubmittedOn = calendar.MustDay("2026-09-26") }, "x", ErrSubmitted},
		{"before the Regulation", filed(t, "2026-09-18"), func(g *Registered) { g.SubmittedOn = calendar.MustDay("2008-04-30") }, "x", ErrSubmitted},
		{"by fax, not confirmed", filed(t, "2026-09-18"), func(g *Registered) { g.Channel = regulation.Fax }, "x", ErrAmendConfirm},
		{"confirmed before it came", filed(t, "2026-09-18"), func(g *Registered) { g.ConfirmedOn = calendar.MustDay("2026-09-17") }, "x", ErrConfirmed},
		{"after our letter", asked, late, "x", ErrAmendLate},
		{"by order", ordered, late, "x", ErrAmendOrdered},
		{"no name", filed(t, "2026-09-18"), func(g *Registered) { g.Name = " " }, "x", ErrApplicantName},
		{"a bad number", filed(t, "2026-09-18"), func(g *Registered) { g.Phone = "找门卫" }, "x", ErrPhone},
	} {
		g := c.r.Registered()
		c.spoil(&g)
		if _, _, err := Amend(c.r, g, c.why, h); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	// Waiting for the supplement, it stays so; an earlier day is possible.
	g := asked.Registered()
	g.SubmittedOn = calendar.MustDay("2026-09-17")
	if got := must(t)(Amend(asked, g, "x", h)); got.State != Clarifying || got.ReceivedOn != g.SubmittedOn {
		t.Errorf("%s received %s", got.State, got.ReceivedOn)
	}
}
