package remedy

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	law "gongkai/law/remedy"
)

var (
	now   = time.Date(2025, 6, 30, 2, 0, 0, 0, time.UTC)
	today = calendar.On(now)
	china = calendar.China()
	above = []agency.Code{"CC"}
)

func day(s string) calendar.Day { return calendar.MustDay(s) }

func matter() Matter {
	return Matter{Agency: "FGW", About: "request/2025-000123", Decision: "2019-B3.3.5", Ground: "internal", On: today - 30,
		Subject: "不服不予公开决定", Claim: "请求撤销", Parties: []Party{{Name: "王某", Contact: "13800000000"}}}
}

// must is for steps that only prepare a case.
func must(t *testing.T) func(Remedy, journal.Entry, error) Remedy {
	return func(r Remedy, _ journal.Entry, err error) Remedy {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		r.Stamp++
		return r
	}
}

// ready is a remedy of the kind in the state, come there by its acts.
func ready(t *testing.T, k Kind, s State) Remedy {
	t.Helper()
	m := must(t)
	if s == noneState {
		return Remedy{Kind: k}
	}
	switch k {
	case Complaint:
		r := m(RegisterComplaint(ID(2025, 1), matter(), "letter", "CC", above, china, "qian", now))
		if s == Received {
			return r
		}
		if r = m(AcceptComplaint(r, today-20, china, "qian", now)); s == Accepted {
			return r
		}
		if r = m(AssignComplaint(r, "sun", "qian", now)); s == Handling {
			return r
		}
		return m(AnswerComplaint(r, Founded, "情况属实", today, "sun", now))
	case Reconsideration:
		r := m(RegisterReconsideration(ID(2025, 1), matter(), "市人民政府", "", china, "zhang", now))
		if s == Received {
			return r
		}
		if r = m(AcceptReconsideration(r, today-28, today-25, false, "长府复〔2025〕7号", china, "zhang", now)); s == Accepted {
			return r
		}
		if r = m(AnswerReconsideration(r, today-15, "", "zhang", now)); s == Answered {
			return r
		}
		return m(DecideReconsideration(r, Decision{On: today, Result: "annulled", Again: true, AgainBy: today + 20}, "zhang", now))
	case Suit:
		r := m(RegisterSuit(ID(2025, 1), matter(), Filing{Route: Direct, Court: "铁路运输法院", ServedOn: today - 28}, china, "zhang", now))
		if s == Filed {
			return r
		}
		if r = m(DefendSuit(r, today-26, "zhang", now)); s == Defended {
			return r
		}
		if r = m(JudgeSuit(r, Decision{On: today - 25, Result: "annulled", Again: true, AgainBy: calendar.NoDay, GivenOn: today - 24}, china, "zhang", now)); s == Judged {
			return r
		}
		if s == Closed {
			return m(CloseSuit(r, today, "zhang", now))
		}
		if r = m(AppealSuit(r, today-5, Filing{Court: "中级人民法院", By: "plaintiff", ServedOn: today - 3}, china, "zhang", now)); s == Appealed {
			return r
		}
		return m(DefendSuit(r, today-1, "zhang", now))
	}
	r := m(IssueOrder(ID(2025, 1), matter(), "late", today+10, "CC", above, "qian", now))
	if s == Ordered {
		return r
	}
	if r = m(ReportOrder(r, today, "已改正", "zhang", now)); s == Reported {
		return r
	}
	return m(ConfirmOrder(r, today, "", "qian", now))
}

var hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func attach(r Remedy) (Remedy, journal.Entry, error) {
	return Attach(r, Document{Name: "证据.pdf", Size: 1, SHA256: hash}, r.Handler, "zhang", now)
}

// acts runs every act of the table on a remedy that lacks nothing else.
var acts = map[journal.Act]func(Remedy) (Remedy, journal.Entry, error){
	journal.ComplaintRegister: func(Remedy) (Remedy, journal.Entry, error) {
		return RegisterComplaint(ID(2025, 1), matter(), "letter", "CC", above, china, "qian", now)
	},
	journal.ComplaintAccept: func(r Remedy) (Remedy, journal.Entry, error) { return AcceptComplaint(r, today, china, "qian", now) },
	journal.ComplaintRedirect: func(r Remedy) (Remedy, journal.Entry, error) {
		return RedirectComplaint(r, Referred, "市信访局", "属于信访事项", today, "qian", now)
	},
	journal.ComplaintAssign: func(r Remedy) (Remedy, journal.Entry, error) { return AssignComplaint(r, "li", "qian", now) },
	journal.ComplaintAnswer: func(r Remedy) (Remedy, journal.Entry, error) {
		return AnswerComplaint(r, Unfounded, "经查不属实", today, "sun", now)
	},
	journal.ComplaintWithdraw: func(r Remedy) (Remedy, journal.Entry, error) { return WithdrawComplaint(r, today, "", "qian", now) },
	journal.ComplaintRate:     func(r Remedy) (Remedy, journal.Entry, error) { return RateComplaint(r, 4, "", "qian", now) },
	journal.ComplaintAttach:   attach,
	journal.ComplaintExtend: func(r Remedy) (Remedy, journal.Entry, error) {
		return ExtendComplaint(r, "案情复杂", china, "sun", now)
	},
	journal.ComplaintAsk: func(r Remedy) (Remedy, journal.Entry, error) {
		return AskStatement(r, today+10, "请说明办理经过", "sun", now)
	},
	journal.ComplaintState: func(r Remedy) (Remedy, journal.Entry, error) {
		if r.Allows(journal.ComplaintState) {
			r.Statements = append(slices.Clone(r.Statements), Statement{AskedOn: today - 5, Until: today + 5, GivenOn: calendar.NoDay})
		}
		return TakeStatement(r, today, "已经答复", "sun", now)
	},

	journal.ReconsiderationRegister: func(Remedy) (Remedy, journal.Entry, error) {
		return RegisterReconsideration(ID(2025, 1), matter(), "市人民政府", "", china, "zhang", now)
	},
	journal.ReconsiderationAccept: func(r Remedy) (Remedy, journal.Entry, error) {
		return AcceptReconsideration(r, today, today, true, "", china, "zhang", now)
	},
	journal.ReconsiderationRefuse: func(r Remedy) (Remedy, journal.Entry, error) {
		return RefuseReconsideration(r, today, "", "zhang", now)
	},
	journal.ReconsiderationAnswer: func(r Remedy) (Remedy, journal.Entry, error) {
		return AnswerReconsideration(r, today, "", "zhang", now)
	},
	journal.ReconsiderationHear: func(r Remedy) (Remedy, journal.Entry, error) { return HearReconsideration(r, today, "", "zhang", now) },
	journal.ReconsiderationExtend: func(r Remedy) (Remedy, journal.Entry, error) {
		return ExtendReconsideration(r, today+60, "", china, "zhang", now)
	},
	journal.ReconsiderationDecide: func(r Remedy) (Remedy, journal.Entry, error) {
		return DecideReconsideration(r, Decision{On: today, Result: "upheld"}, "zhang", now)
	},
	journal.ReconsiderationReopen: func(r Remedy) (Remedy, journal.Entry, error) { return Reopen(r, "request/2025-000999", "wang", now) },
	journal.ReconsiderationAttach: attach,

	journal.SuitRegister: func(Remedy) (Remedy, journal.Entry, error) {
		return RegisterSuit(ID(2025, 1), matter(), Filing{Route: Direct, Court: "法院", ServedOn: calendar.NoDay}, china, "zhang", now)
	},
	journal.SuitDefend:       func(r Remedy) (Remedy, journal.Entry, error) { return DefendSuit(r, today, "zhang", now) },
	journal.SuitDefendAppeal: func(r Remedy) (Remedy, journal.Entry, error) { return DefendSuit(r, today, "zhang", now) },
	journal.SuitHear:         func(r Remedy) (Remedy, journal.Entry, error) { return HearSuit(r, today, "", "zhang", now) },
	journal.SuitJudge: func(r Remedy) (Remedy, journal.Entry, error) {
		return JudgeSuit(r, Decision{On: today, Result: "claim_dismissed", GivenOn: calendar.NoDay}, china, "zhang", now)
	},
	journal.SuitAppeal: func(r Remedy) (Remedy, journal.Entry, error) {
		return AppealSuit(r, today, Filing{Court: "中级人民法院", By: "agency", ServedOn: calendar.NoDay}, china, "zhang", now)
	},
	journal.SuitRemand: func(r Remedy) (Remedy, journal.Entry, error) { return RemandSuit(r, today, "", china, "zhang", now) },
	journal.SuitJudgeAppeal: func(r Remedy) (Remedy, journal.Entry, error) {
		return JudgeAppeal(r, Decision{On: today, Result: "appeal_dismissed"}, "zhang", now)
	},
	journal.SuitClose:  func(r Remedy) (Remedy, journal.Entry, error) { return CloseSuit(r, today, "zhang", now) },
	journal.SuitReopen: func(r Remedy) (Remedy, journal.Entry, error) { return Reopen(r, "request/2025-000999", "wang", now) },
	journal.SuitAttach: attach,

	journal.OrderIssue: func(Remedy) (Remedy, journal.Entry, error) {
		return IssueOrder(ID(2025, 1), matter(), "late", today+10, "CC", above, "qian", now)
	},
	journal.OrderReport: func(r Remedy) (Remedy, journal.Entry, error) { return ReportOrder(r, today, "已改正", "zhang", now) },
	journal.OrderReturn: func(r Remedy) (Remedy, journal.Entry, error) {
		return ReturnOrder(r, "证据不足", today+5, "qian", now)
	},
	journal.OrderConfirm: func(r Remedy) (Remedy, journal.Entry, error) { return ConfirmOrder(r, today, "", "qian", now) },
	journal.OrderRevoke:  func(r Remedy) (Remedy, journal.Entry, error) { return RevokeOrder(r, "查无此事", "qian", now) },
	journal.OrderSanction: func(r Remedy) (Remedy, journal.Entry, error) {
		return SanctionOrder(r, Sanction{On: today, Measure: "criticised", Whom: "发改委"}, "qian", now)
	},
	journal.OrderAttach: attach,
}

// shared acts are one function for two rows, told apart by the state.
var shared = map[journal.Act]journal.Act{journal.SuitDefend: journal.SuitDefendAppeal, journal.SuitDefendAppeal: journal.SuitDefend}

// For every kind, state and act, the table says what the act does; and for
// every role, account.Table whether it may, as the agency that handles it, the
// one it is about, or another.
func TestMovesAreWhatTheActsDo(t *testing.T) {
	for act := range acts {
		if !slices.ContainsFunc(Moves, func(m Move) bool { return m.Act == act }) {
			t.Errorf("%s has no row in the table", act)
		}
	}
	for _, m := range Moves {
		do := acts[m.Act]
		if do == nil {
			t.Errorf("%s stands in the table and has no case here", m.Act)
			continue
		}
		for _, row := range States {
			if row.Kind != m.Kind {
				continue
			}
			before := ready(t, m.Kind, row.State)
			allowed := slices.Contains(m.From, row.State)
			if before.Allows(m.Act) != allowed {
				t.Errorf("%s in %s: allows %v", m.Act, row.State, !allowed)
			}
			if m.From == nil || before.Allows(shared[m.Act]) {
				continue // a registration starts another remedy
			}
			after, e, err := do(before)
			if !allowed {
				if !errors.Is(err, ErrState) || !reflect.DeepEqual(after, before) {
					t.Errorf("%s in %s: %v, want ErrState and nothing changed", m.Act, row.State, err)
				}
				continue
			}
			want := m.To
			if want == "" {
				want = row.State
			}
			if err != nil || after.State != want {
				t.Errorf("%s in %s: %s, %v; want %s", m.Act, row.State, after.State, err, want)
				continue
			}
			permits(t, m, before, e)
		}
	}
}

// permits walks the roles for one entry.
func permits(t *testing.T, m Move, r Remedy, e journal.Entry) {
	t.Helper()
	if e.Act != m.Act || e.Thing != r.Thing() || e.Agency == "" {
		t.Errorf("%s: the entry says %+v", m.Act, e)
	}
	i := slices.IndexFunc(account.Table, func(row struct {
		Act   journal.Act
		Roles []account.Role
	}) bool {
		return row.Act == m.Act
	})
	if i < 0 {
		t.Fatalf("%s is not in account.Table", m.Act)
	}
	for _, role := range account.Roles {
		for _, in := range []agency.Code{r.Handler, r.Agency, "JYJ"} {
			grant := account.Grant{Role: role.Role, Agency: in}
			if role.Span == account.City {
				grant.Agency = ""
			}
			want := slices.Contains(account.Table[i].Roles, role.Role) && (role.Span == account.City || string(in) == e.Agency)
			actor := account.Actor{Login: "x", Grants: []account.Grant{grant}}
			if got := actor.Permits(e); got != want {
				t.Errorf("%s as %s of %s: %v, want %v", m.Act, role.Role, in, got, want)
			}
			// Nobody of the agency complained of handles the complaint.
			if m.Kind == Complaint && in == r.Agency && role.Span == account.Own && actor.Permits(e) {
				t.Errorf("%s by %s of the agency complained of", m.Act, role.Role)
			}
		}
	}
}

func TestRegistrations(t *testing.T) {
	for _, m := range Moves {
		if m.From != nil {
			continue
		}
		r, e, err := acts[m.Act](Remedy{})
		if err != nil || r.State != m.To || r.Kind != m.Kind {
			t.Errorf("%s: %s %s, %v", m.Act, r.Kind, r.State, err)
			continue
		}
		permits(t, m, r, e)
		if r.Thing() != string(m.Kind)+"/2025-000001" || r.DueOn == calendar.NoDay {
			t.Errorf("%s: %s due %s", m.Act, r.Thing(), r.DueOn)
		}
		if k, id, ok := ParseThing(r.Thing()); !ok || k != m.Kind || id != r.ID {
			t.Errorf("%s reads back as %s %d %v", r.Thing(), k, id, ok)
		}
	}
}

func TestMatters(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Matter)
		err   error
	}{
		{"whole", func(*Matter) {}, nil},
		{"no agency", func(m *Matter) { m.Agency = "" }, ErrAgency},
		{"no day", func(m *Matter) { m.On = calendar.NoDay }, ErrDay},
		{"tomorrow", func(m *Matter) { m.On = today + 1 }, ErrDay},
		{"no subject", func(m *Matter) { m.Subject = " " }, ErrSubject},
		{"nobody applies", func(m *Matter) { m.Parties = nil }, ErrParty},
		{"a nameless party", func(m *Matter) { m.Parties = []Party{{Name: " "}} }, ErrParty},
		{"a party of no standing", func(m *Matter) { m.Parties = []Party{{Name: "王", Part: "friend"}} }, ErrParty},
		{"about no thing", func(m *Matter) { m.About = "2025年第123号" }, ErrAbout},
		{"about nothing", func(m *Matter) { m.About = "" }, nil},
	} {
		m := matter()
		c.spoil(&m)
		if _, _, err := RegisterReconsideration(1, m, "市政府", "", china, "zhang", now); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
}

// A complaint is handled by an agency above the one complained of, never by
// that one itself, which may only pass it on (art. 47, 51).
func TestNobodyHandlesComplaintsAboutThemselves(t *testing.T) {
	for handler, want := range map[agency.Code]error{"CC": nil, "FGW": nil, "JYJ": ErrHandler, "": ErrHandler} {
		if _, _, err := RegisterComplaint(1, matter(), "phone", handler, above, china, "zhang", now); !errors.Is(err, want) {
			t.Errorf("handled by %q: %v, want %v", handler, err, want)
		}
	}
	own := must(t)(RegisterComplaint(1, matter(), "phone", "FGW", above, china, "zhang", now))
	if _, _, err := AcceptComplaint(own, today, china, "zhang", now); !errors.Is(err, ErrOwn) {
		t.Errorf("accepted by the agency complained of: %v", err)
	}
	if _, _, err := RedirectComplaint(own, NotAccepted, "", "不归我管", today, "zhang", now); !errors.Is(err, ErrOwn) {
		t.Errorf("dropped by the agency complained of: %v", err)
	}
	if r, _, err := RedirectComplaint(own, Referred, "市政务公开办", "转上级", today, "zhang", now); err != nil || r.Outcome != Referred {
		t.Errorf("passed on by the agency complained of: %v", err)
	}
	for _, issuer := range []agency.Code{"FGW", "JYJ", ""} {
		if _, _, err := IssueOrder(1, matter(), "late", today+1, issuer, above, "x", now); !errors.Is(err, ErrIssuer) {
			t.Errorf("an order by %q: %v", issuer, err)
		}
	}
	viewer := func(role account.Role, in agency.Code) account.Actor {
		return account.Actor{Login: "x", Grants: []account.Grant{{Role: role, Agency: in}}}
	}
	about := ready(t, Complaint, Handling)
	for _, c := range []struct {
		who  account.Actor
		want bool
	}{
		{viewer(account.Clerk, "CC"), true}, {viewer(account.Head, "FGW"), false}, {viewer(account.CityOffice, ""), true}, {viewer(account.Signer, "CC"), false},
	} {
		if got := Visible(c.who, about); got != c.want {
			t.Errorf("%+v sees the complaint: %v", c.who.Grants, got)
		}
	}
	if !Visible(viewer(account.Head, "FGW"), ready(t, Order, Ordered)) {
		t.Error("the agency does not see the order to itself")
	}
}

// The due days are those of law/remedy, and the earliest that runs is shown.
func TestClocks(t *testing.T) {
	m := must(t)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	about := matter()
	about.On = day("2025-09-01")
	r := m(RegisterReconsideration(1, about, "市政府", "", china, "zhang", at))
	for _, c := range []struct {
		name    string
		step    func(Remedy) Remedy
		due     calendar.Day
		running int
	}{
		{"applied for: five working days to look at it", func(r Remedy) Remedy { return r }, day("2025-09-08"), 1},
		{"accepted: ten working days for the answer come first", func(r Remedy) Remedy {
			return m(AcceptReconsideration(r, day("2025-09-05"), day("2025-09-10"), false, "", china, "zhang", at))
		}, day("2025-09-24"), 2},
		{"answered: sixty days from acceptance", func(r Remedy) Remedy {
			return m(AnswerReconsideration(r, day("2025-09-20"), "", "zhang", at))
		}, day("2025-11-04"), 1},
		{"extended", func(r Remedy) Remedy {
			return m(ExtendReconsideration(r, day("2025-12-01"), "案情复杂", china, "zhang", at))
		}, day("2025-12-01"), 1},
		{"decided: nothing runs", func(r Remedy) Remedy {
			return m(DecideReconsideration(r, Decision{On: day("2025-11-20"), Result: "upheld"}, "zhang", at))
		}, calendar.NoDay, 0},
	} {
		r = c.step(r)
		running := 0
		for _, k := range r.Clocks {
			if k.Runs() {
				running++
			}
			if k.Name() == "" || k.Article == "" {
				t.Errorf("%s: a clock without name or article: %+v", c.name, k)
			}
		}
		if r.DueOn != c.due || running != c.running {
			t.Errorf("%s: due %s with %d running, want %s with %d", c.name, r.DueOn, running, c.due, c.running)
		}
	}
	simple := m(RegisterReconsideration(1, about, "市政府", "", china, "zhang", at))
	simple = m(AcceptReconsideration(simple, day("2025-09-05"), day("2025-09-10"), true, "", china, "zhang", at))
	if simple.DueOn != day("2025-09-17") {
		t.Errorf("summary procedure: the answer is due %s", simple.DueOn)
	}
	if _, _, err := ExtendReconsideration(simple, day("2025-10-20"), "", china, "zhang", at); !errors.Is(err, ErrExtend) {
		t.Errorf("summary procedure extended: %v", err)
	}
	old := about
	old.On = day("2017-03-01")
	before := m(RegisterReconsideration(1, old, "市政府", "", china, "zhang", at))
	if _, _, err := AcceptReconsideration(before, day("2017-03-03"), day("2017-03-06"), true, "", china, "zhang", at); !errors.Is(err, ErrSummary) {
		t.Errorf("summary procedure in 2017: %v", err)
	}
	late := Clock{Due: day("2025-09-10"), DoneOn: day("2025-09-11")}
	if !late.Late(today) || (Clock{Due: 5, DoneOn: 5}).Late(today) || !(Clock{Due: today - 1, DoneOn: calendar.NoDay}).Late(today) {
		t.Error("late is not after the due day")
	}
}

func TestReckon(t *testing.T) {
	r := ready(t, Reconsideration, Accepted)
	if _, e := Reckon(r, china, now); e != nil {
		t.Errorf("the same calendar moved %s", e.Note)
	}
	wrong := r
	wrong.Clocks = slices.Clone(r.Clocks)
	i := slices.IndexFunc(wrong.Clocks, func(c Clock) bool { return c.Limit == law.Answer })
	wrong.Clocks[i].Due--
	got, e := Reckon(wrong, china, now)
	if e == nil || e.Act != journal.RemedyReckon || got.DueOn != r.DueOn {
		t.Errorf("counted again: due %s, want %s; %+v", got.DueOn, r.DueOn, e)
	}
}

// The outcome of a suit counts once: that of the judgment that takes effect.
func TestSuitsCountOnce(t *testing.T) {
	again := Decision{On: today, Result: "appeal_dismissed", Again: true, AgainBy: calendar.NoDay}
	for _, c := range []struct {
		name   string
		state  State
		do     func(Remedy) (Remedy, journal.Entry, error)
		out    Outcome
		reopen bool
		err    error
	}{
		{"no appeal: the first judgment", Judged, func(r Remedy) (Remedy, journal.Entry, error) { return CloseSuit(r, today, "z", now) }, Corrected, true, nil},
		{"appeal dismissed: the first judgment", Retrying, func(r Remedy) (Remedy, journal.Entry, error) { return JudgeAppeal(r, again, "z", now) }, Corrected, true, nil},
		{"reversed on appeal", Retrying, func(r Remedy) (Remedy, journal.Entry, error) {
			return JudgeAppeal(r, Decision{On: today, Result: "claim_dismissed"}, "z", now)
		}, Upheld, false, nil},
		{"a dismissal orders nothing", Retrying, func(r Remedy) (Remedy, journal.Entry, error) {
			return JudgeAppeal(r, Decision{On: today, Result: "claim_dismissed", Again: true}, "z", now)
		}, "", false, ErrAgain},
		{"an appeal's result in the first instance", Defended, func(r Remedy) (Remedy, journal.Entry, error) { return JudgeSuit(r, again, china, "z", now) }, "", false, ErrOutcome},
		{"sent back: pending", Appealed, func(r Remedy) (Remedy, journal.Entry, error) { return RemandSuit(r, today, "", china, "z", now) }, "", false, nil},
	} {
		r, _, err := c.do(ready(t, Suit, c.state))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (r.Outcome != c.out || r.MustReopen() != c.reopen) {
			t.Errorf("%s: %q, reopen %v", c.name, r.Outcome, r.MustReopen())
		}
	}
	sent := must(t)(RemandSuit(ready(t, Suit, Appealed), today, "", china, "z", now))
	if i, ok := sent.Instance(); !ok || i.Level != 1 || len(sent.Instances) != 3 || sent.State != Filed {
		t.Errorf("sent back: %+v", sent)
	}
}

func TestWhatActsRefuse(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Kind
		in   State
		do   func(Remedy) (Remedy, journal.Entry, error)
		err  error
	}{
		{"an answer without words", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return AnswerComplaint(r, Founded, " ", today, "z", now)
		}, ErrWords},
		{"an answer that is none", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return AnswerComplaint(r, Upheld, "是", today, "z", now)
		}, ErrOutcome},
		{"an answer tomorrow", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return AnswerComplaint(r, Founded, "是", today+1, "z", now)
		}, ErrDay},
		{"an answer before the complaint", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return AnswerComplaint(r, Founded, "是", today-99, "z", now)
		}, ErrEarly},
		{"assigned to nobody", Complaint, Accepted, func(r Remedy) (Remedy, journal.Entry, error) { return AssignComplaint(r, "", "z", now) }, ErrClerk},
		{"passed on to nobody", Complaint, Received, func(r Remedy) (Remedy, journal.Entry, error) {
			return RedirectComplaint(r, Referred, "", "转", today, "z", now)
		}, ErrBody},
		{"a grade of six", Complaint, Closed, func(r Remedy) (Remedy, journal.Entry, error) { return RateComplaint(r, 6, "", "z", now) }, ErrGrade},
		{"graded twice", Complaint, Closed, func(r Remedy) (Remedy, journal.Entry, error) {
			r.Satisfied = 3
			return RateComplaint(r, 4, "", "z", now)
		}, ErrGrade},
		{"extended by too much", Reconsideration, Answered, func(r Remedy) (Remedy, journal.Entry, error) {
			return ExtendReconsideration(r, today+300, "", china, "z", now)
		}, ErrExtend},
		{"an unknown result", Reconsideration, Answered, func(r Remedy) (Remedy, journal.Entry, error) {
			return DecideReconsideration(r, Decision{On: today, Result: "appeal_dismissed"}, "z", now)
		}, ErrOutcome},
		{"upheld and to be answered again", Reconsideration, Answered, func(r Remedy) (Remedy, journal.Entry, error) {
			return DecideReconsideration(r, Decision{On: today, Result: "upheld", Again: true}, "z", now)
		}, ErrAgain},
		{"an appeal by nobody", Suit, Judged, func(r Remedy) (Remedy, journal.Entry, error) {
			return AppealSuit(r, today, Filing{Court: "法院", ServedOn: calendar.NoDay}, china, "z", now)
		}, ErrPlaintiff},
		{"returned until today", Order, Reported, func(r Remedy) (Remedy, journal.Entry, error) { return ReturnOrder(r, "不足", today, "z", now) }, ErrRectify},
		{"a sanction without a measure", Order, Ordered, func(r Remedy) (Remedy, journal.Entry, error) {
			return SanctionOrder(r, Sanction{On: today, Whom: "某"}, "z", now)
		}, ErrMeasure},
		{"a file of no bytes", Order, Ordered, func(r Remedy) (Remedy, journal.Entry, error) {
			return Attach(r, Document{Name: "a.pdf", SHA256: hash}, "CC", "z", now)
		}, ErrDocument},
		{"a file by a third agency", Order, Ordered, func(r Remedy) (Remedy, journal.Entry, error) {
			return Attach(r, Document{Name: "a.pdf", SHA256: hash, Size: 1}, "JYJ", "z", now)
		}, ErrOwn},
		{"a file to a complaint by the agency complained of", Complaint, Handling, func(r Remedy) (Remedy, journal.Entry, error) {
			return Attach(r, Document{Name: "a.pdf", SHA256: hash, Size: 1}, "FGW", "z", now)
		}, ErrOwn},
	} {
		before := ready(t, c.kind, c.in)
		if _, _, err := c.do(before); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
	reopened := must(t)(Reopen(ready(t, Reconsideration, Closed), "request/2025-000999", "z", now))
	if _, _, err := Reopen(reopened, "request/2025-001000", "z", now); !errors.Is(err, ErrReopened) {
		t.Errorf("reopened twice: %v", err)
	}
	further := Filing{Route: Further, Court: "法院", ServedOn: calendar.NoDay}
	if _, _, err := RegisterSuit(1, matter(), further, china, "z", now); !errors.Is(err, ErrAfter) {
		t.Errorf("after a reconsideration nobody names: %v", err)
	}
}

func TestNamesAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Results {
		if r.Name == "" || r.Article == "" || seen[string(r.Kind)+r.Code] {
			t.Errorf("result %+v", r)
		}
		seen[string(r.Kind)+r.Code] = true
		if got, ok := ResultOf(r.Kind, r.Code); !ok || got != r {
			t.Errorf("%s reads %+v", r.Code, got)
		}
	}
	for _, row := range Outcomes {
		if row.Outcome.Name() != row.Name {
			t.Errorf("%s is called %q and %q", row.Outcome, row.Outcome.Name(), row.Name)
		}
	}
}
