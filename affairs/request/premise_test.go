package request

import (
	"errors"
	"slices"
	"testing"

	"gongkai/affairs/account"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// premised is a case that shows what the premise of an outcome asks for, and a
// part that says it; without both the answer is refused.
var premised = map[regulation.Premise]struct {
	show func(*Request, *Part)
	want error
}{
	regulation.Provided: {func(_ *Request, p *Part) { p.Place = "凭本告知书当面领取" }, ErrNothingGiven},
	regulation.Supplemented: {func(r *Request, _ *Part) {
		r.Clarification = &Clarification{AskedOn: r.ReceivedOn, GotOn: r.ReceivedOn, AnsweredOn: r.ReceivedOn, Answered: true}
	}, ErrNotSupplemented},
	regulation.ReasonsAsked: {func(r *Request, _ *Part) {
		r.Delay = &Delay{AskedOn: r.ReceivedOn, FixedOn: calendar.NoDay, BeforeOn: calendar.NoDay}
	}, ErrReasonsFirst},
	regulation.Answered: {func(_ *Request, p *Part) { p.Reason = "原申请 2026-000012 已于 2026 年 3 月 2 日答复" }, ErrEarlier},
}

// Every outcome an officer may choose, in both editions, proposed and signed: what
// it takes for done the record shows, or it is refused, whatever was true when it
// was drafted.
func TestPremises(t *testing.T) {
	seen := map[regulation.Premise]bool{}
	for edition, day := range map[string]string{"2008": "2017-03-06", "2019": "2026-09-18"} {
		e, _ := regulation.ByCode(edition)
		for _, o := range slices.Concat(e.Outcomes, e.Corrections) {
			if o.Platform {
				continue
			}
			h := hand("clerk", day)
			part := Part{Outcome: o.Code, Reason: "理由", Place: "", Agency: "某机关"}
			if o.NeedsPlace {
				part.Place = "市政府网站"
			}
			if o.NeedsGround {
				part.Ground = o.Grounds[0]
			}
			fresh := func() Request {
				r := filed(t, day)
				if o.Corrects() {
					r.Kind = Correction
				}
				return r
			}
			through := func(r Request, p Part, spoil func(*Request)) error {
				r, _, err := Draft(r, []Part{p}, "x", nil, h)
				if err == nil {
					r, _, err = Propose(r, h)
				}
				if err == nil {
					r, _, err = Review(r, "", hand("reviewer", day))
				}
				if err == nil {
					spoil(&r)
					_, _, err = Sign(r, Letter{Title: "x", PDF: "x"}, hand("head", day))
				}
				return err
			}
			keep := func(*Request) {}
			rule, asks := premised[o.Premise]
			seen[o.Premise] = true
			if !asks {
				if err := through(fresh(), part, keep); err != nil || o.Premise != "" && o.Premise != regulation.Public {
					t.Errorf("%s, premise %q: %v", o.Code, o.Premise, err)
				}
				continue
			}
			if err := through(fresh(), part, keep); !errors.Is(err, rule.want) {
				t.Errorf("%s against the record: %v, want %v", o.Code, err, rule.want)
			}
			r, told := fresh(), part
			rule.show(&r, &told)
			if err := through(r, told, keep); err != nil {
				t.Errorf("%s as the record has it: %v", o.Code, err)
			}
			spoil := func(r *Request) {
				r.Clarification, r.Delay = nil, nil
				d := *r.Decision
				d.Parts = []Part{part}
				r.Decision = &d
			}
			if err := through(r, told, spoil); !errors.Is(err, rule.want) {
				t.Errorf("%s signed against the record: %v, want %v", o.Code, err, rule.want)
			}
		}
	}
	for p := range premised {
		if !seen[p] {
			t.Errorf("no outcome has the premise %s", p)
		}
	}
}

// A file that goes with the letter is the information too, if it may be handed over.
func TestProvidedByAFile(t *testing.T) {
	r := Attach(filed(t, "2026-09-18"), File{Hash: "m", Of: "material"}, File{Hash: "o", Of: "original"})
	parts := []Part{{Outcome: "2019-B3.1-given"}, {Outcome: "2019-B3.2"}}
	for hash, want := range map[string]int{"m": 0, "o": 2, "": 2} {
		if lacks := r.Lacks(parts, []string{hash}); len(lacks) != want {
			t.Errorf("%q: %+v", hash, lacks)
		}
	}
}

// What an answer names outside the case.
func TestNamed(t *testing.T) {
	got := Named([]Part{{Outcome: "2019-B3.1-public", Published: "NOPE-123"}, {Outcome: "2019-B3.1-public", Place: "网站"},
		{Outcome: "2019-B3.5.2", Reason: "原申请 2026-000012、2025-000003 已答复"}, {Outcome: "2019-B3.5.2", Reason: "公开告〔2016〕36号"},
		{Outcome: "2019-B3.3.4", Reason: "2026-000012"}})
	if len(got) != 2 || got[0].Part != 0 || got[0].Index != "NOPE-123" || got[1].Part != 2 || !slices.Equal(got[1].Earlier, []ID{2026000012, 2025000003}) {
		t.Errorf("%+v", got)
	}
	now, earlier := filed(t, "2026-09-18"), filed(t, "2026-03-02")
	now.ID, earlier.State = NewID(2026, 2), Closed
	other := earlier
	other.Applicant.PaperNumber = "E9"
	open := earlier
	open.State = Handling
	for name, c := range map[string]struct {
		r    Request
		want bool
	}{"answered": {earlier, true}, "of another": {other, false}, "open": {open, false}, "itself": {now, false}} {
		if now.Repeats(c.r) != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}

// Nothing goes out to nobody: an answer by e-mail or fax needs an address or a
// number, of the applicant or in the proof.
func TestDeliveredToSomebody(t *testing.T) {
	for _, c := range []struct {
		route             Route
		email, fax, proof string
		want              error
	}{
		{"email", "", "", "", ErrNoEmail}, {"email", "", "", "已发送", ErrNoEmail}, {"email", "a@b.cn", "", "", nil}, {"email", "", "", "发往 a@b.cn", nil},
		{"fax", "", "", "", ErrNoFax}, {"fax", "a@b.cn", "", "已传真", ErrNoFax}, {"fax", "", "0431-88779005", "", nil}, {"fax", "", "", "0431-88779005", nil},
		{"online", "", "", "", nil}, {"post", "", "", "", ErrProof}, {"counter", "", "", "", ErrProof},
	} {
		r := whole(t)
		r.State, r.Applicant.Email, r.Applicant.Fax = Delivering, c.email, c.fax
		if _, _, err := Deliver(r, Delivery{Route: c.route, On: r.ReceivedOn, Proof: c.proof}, now); !errors.Is(err, c.want) {
			t.Errorf("%s to %q %q, %q: %v, want %v", c.route, c.email, c.fax, c.proof, err, c.want)
		}
	}
	f := filing(regulation.Online)
	f.Asked.Route = "fax"
	for number, want := range map[string]string{"": "fax", "0431-88779005": "", "没有": "fax"} {
		f.Applicant.Fax = number
		_, faults := f.Faults(calendar.MustDay("2026-09-18"))
		field := ""
		for _, x := range faults {
			field = x.Field
		}
		if field != want {
			t.Errorf("fax %q: %+v", number, faults)
		}
	}
}

// An official who ends a case says how the applicant withdrew it; the applicant
// need not say why.
func TestWithdrawnByWhom(t *testing.T) {
	for by, want := range map[account.Login]error{"clerk": ErrWithdrawal, account.AskerLogin: nil} {
		if _, _, err := Withdraw(filed(t, "2026-09-18"), " ", hand(by, "2026-09-18")); !errors.Is(err, want) {
			t.Errorf("%s: %v", by, err)
		}
	}
}

// A refusal of a day says which days it lies between.
func TestDaysSayTheirBound(t *testing.T) {
	r := must(t)(Clarify(filed(t, "2026-02-13"), "请写明文号", 10, Letter{}, hand("clerk", "2026-03-02")))
	_, _, err := Supplement(r, "x", nil, calendar.MustDay("2026-02-27"), hand("clerk", "2026-03-03"))
	if !errors.Is(err, ErrDay) || err.Error() != "请核对日期：不能早于 2026-03-02，也不能晚于今天" {
		t.Errorf("%v", err)
	}
}

// What is fetched at the counter is not received before it was fetched.
func TestFetchedLetters(t *testing.T) {
	r := filed(t, "2026-02-24")
	for route, out := range map[Route]int{"counter": 1, "post": 1, "fax": 1, "online": 0, "email": 0} {
		r.Asked.Route = route
		asked := must(t)(Clarify(r, "文号", 10, Letter{}, hand("clerk", "2026-03-02")))
		if len(asked.LettersOut()) != out {
			t.Errorf("%s: %+v", route, asked.LettersOut())
		}
	}
}

// The letter that told of more time is void once the extension is taken back.
func TestExtensionUndoneVoidsItsLetter(t *testing.T) {
	r := must(t)(Extend(filed(t, "2026-09-18"), 20, "案卷多", Letter{Title: "延期答复告知书"}, hand("head", "2026-09-21")))
	r = must(t)(ExtendUndo(r, "不需要了", hand("head", "2026-09-22")))
	if len(r.Letters) != 1 || !r.Letters[0].Void {
		t.Errorf("%+v", r.Letters)
	}
	for days, want := range map[int]error{0: ErrExtendNone, 21: ErrExtendDays} {
		if _, _, err := ExtendAsk(filed(t, "2026-09-18"), days, "x", hand("clerk", "2026-09-21")); !errors.Is(err, want) {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

// Submitted under one edition and confirmed under the next: the next one's rule.
func TestReceiptRule(t *testing.T) {
	f := filing(regulation.Fax)
	f.SubmittedOn, f.ConfirmedOn = calendar.MustDay("2019-05-13"), calendar.MustDay("2019-05-16")
	r, _, err := Submit(1, f, hand("clerk", "2019-05-16"))
	e, _ := regulation.ByCode("2019")
	want, _ := e.Receipt(regulation.Fax)
	if got := r.ReceiptRule(); err != nil || r.Edition != "2019" || !slices.Contains([]string{want.Words + "（" + want.Article + "）"}, got) {
		t.Errorf("%s: %q, %v", r.Edition, got, err)
	}
}
