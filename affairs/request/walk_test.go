package request

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

func at(day string) time.Time { return calendar.MustDay(day).Start().Add(9 * time.Hour) }

func hand(by account.Login, day string) Hand {
	return Hand{By: by, At: at(day), Calendar: calendar.China(), Lead: 5}
}

var asker = Applicant{Kind: Natural, Name: "王小明", Paper: "护照", PaperNumber: "E12345678", Phone: "0431-88779005", Email: "wang@example.cn", Address: "普阳街3177号"}

func filing(ch regulation.Channel) Filing {
	return Filing{Agency: "FGW", Channel: ch, Kind: Statutory, Applicant: asker,
		Asked:       Asked{Subject: "公交票价调整的听证记录", Text: "2016年公交票价调整听证会的笔录", Form: "electronic", Route: "online"},
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay}
}

// filed is a case received at the counter on the day.
func filed(t *testing.T, day string) Request {
	t.Helper()
	r, _, err := Submit(NewID(calendar.MustDay(day).Year(), 1), filing(regulation.Counter), hand("clerk", day))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func must(t *testing.T) func(r Request, e journal.Entry, err error) Request {
	return func(r Request, e journal.Entry, err error) Request {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if e.Thing != r.Thing() || e.Agency != string(r.Agency) {
			t.Fatalf("entry %+v", e)
		}
		return r
	}
}

func due(t *testing.T, r Request, want string) {
	t.Helper()
	if r.DueOn != calendar.MustDay(want) {
		t.Errorf("due %s, want %s", r.DueOn, want)
	}
}

// Hard cases 1, 2, 8: the golden days, each by its edition.
func TestDueDays(t *testing.T) {
	for received, want := range map[string]string{
		"2017-01-20": "2017-02-15", "2017-09-22": "2017-10-19", // 15, 2008 edition
		"2019-05-14": "2019-06-04", "2019-05-15": "2019-06-13", // the eve and the day of the revision
		"2024-01-22": "2024-02-22", "2025-01-20": "2025-02-21", "2026-01-30": "2026-03-05",
		"2024-02-04": "2024-03-07", "2024-02-12": "2024-03-14", // a working Sunday, a holiday Monday
		"2020-01-20": "2020-02-25",
	} {
		r := filed(t, received)
		due(t, r, want)
		if r.State != Handling || r.ReceivedOn != calendar.MustDay(received) {
			t.Errorf("%s: %s, received %s", received, r.State, r.ReceivedOn)
		}
	}
}

// Hard case 2: the legal day is Beijing's, wherever the machine stands.
func TestMidnight(t *testing.T) {
	h := hand("clerk", "2026-09-18")
	for instant, want := range map[string]string{
		"2026-09-18T23:59:59+08:00": "2026-10-22", "2026-09-19T00:00:01+08:00": "2026-10-22",
		"2026-09-18T15:59:59Z": "2026-10-22", "2026-09-17T16:00:01Z": "2026-10-22",
	} {
		h.At, _ = time.Parse(time.RFC3339, instant)
		r, _, err := Submit(1, filing(regulation.Counter), h)
		if err != nil {
			t.Fatal(err)
		}
		if r.ReceivedOn != calendar.On(h.At) || r.DueOn != calendar.MustDay(want) {
			t.Errorf("%s: received %s, due %s", instant, r.ReceivedOn, r.DueOn)
		}
	}
}

// Art. 31: online requests wait for both sides.
func TestConfirmation(t *testing.T) {
	r, _, err := Submit(1, filing(regulation.Online), hand(account.AskerLogin, "2026-09-18"))
	if err != nil || r.State != Confirming || r.DueOn != calendar.NoDay || r.Edition != "" {
		t.Fatalf("%s due %s, %v", r.State, r.DueOn, err)
	}
	if _, _, err := Clarify(r, "名称", 10, Letter{}, hand("clerk", "2026-09-18")); !errors.Is(err, ErrState) {
		t.Errorf("clarified before it was confirmed: %v", err)
	}
	r = must(t)(Confirm(r, calendar.MustDay("2026-09-21"), "电话确认", hand("clerk", "2026-09-21")))
	if r.State != Handling || r.ReceivedOn != calendar.MustDay("2026-09-21") || r.Edition != "2019" {
		t.Errorf("%s received %s", r.State, r.ReceivedOn)
	}
	if _, _, err := Confirm(r, r.ConfirmedOn, "", hand("clerk", "2026-09-21")); !errors.Is(err, ErrState) {
		t.Errorf("confirmed twice: %v", err)
	}
}

// Hard case 5: one notice within seven working days, the full limit again from
// the supplement, silence an outcome of its own.
func TestClarification(t *testing.T) {
	r := filed(t, "2026-02-13")
	if last, ok := r.ClarifyUntil(calendar.China()); !ok || last != calendar.MustDay("2026-03-02") {
		t.Errorf("may clarify until %s", last)
	}
	if _, _, err := Clarify(r, "文号", 10, Letter{}, hand("clerk", "2026-03-03")); !errors.Is(err, ErrClarifyLate) {
		t.Errorf("on the eighth day: %v", err)
	}
	r = must(t)(Clarify(r, "请写明文号", 10, Letter{Title: "补正告知书"}, hand("clerk", "2026-03-02")))
	if r.State != Clarifying || r.DueOn != calendar.NoDay || r.SubDueOn != calendar.MustDay("2026-03-16") || len(r.Letters) != 1 {
		t.Errorf("%s due %s sub %s", r.State, r.DueOn, r.SubDueOn)
	}
	answered := must(t)(Supplement(r, "长府办发〔2017〕54号", nil, calendar.MustDay("2026-03-10"), hand(account.AskerLogin, "2026-03-10")))
	due(t, answered, calendar.China().Add(calendar.MustDay("2026-03-10"), 20).String())
	if _, _, err := Clarify(answered, "再补", 10, Letter{}, hand("clerk", "2026-03-11")); !errors.Is(err, ErrClarified) {
		t.Errorf("a second notice: %v", err)
	}
	if _, _, err := Lapse(r, Letter{}, hand("clerk", "2026-03-16")); !errors.Is(err, ErrNotLapsed) {
		t.Errorf("on the last day: %v", err)
	}
	lapsed := must(t)(Lapse(r, Letter{}, hand("clerk", "2026-03-17")))
	if e, _ := r.Law(); lapsed.State != Closed || lapsed.Outcome != e.NoSupplement() || lapsed.Late {
		t.Errorf("%s %s", lapsed.State, lapsed.Outcome)
	}
}

// Hard case 6: days of consultation do not count, overlapping ones once; a
// late case gains nothing.
func TestConsultations(t *testing.T) {
	r := filed(t, "2024-03-04")
	due(t, r, "2024-04-01")
	third := Opinion{Party: ThirdParty, Name: "甲公司", About: "报价"}
	r = must(t)(Consult(r, third, Letter{Title: "征求意见书"}, hand("clerk", "2024-03-06")))
	if _, _, err := Consult(r, third, Letter{}, hand("clerk", "2024-03-06")); !errors.Is(err, ErrPartyTwice) {
		t.Errorf("asked twice: %v", err)
	}
	r = must(t)(Consult(r, Opinion{Party: CoAuthor, Name: "财政局", About: "报价"}, Letter{}, hand("clerk", "2024-03-08")))
	if r.SubDueOn != calendar.MustDay("2024-03-27") {
		t.Errorf("opinions due %s", r.SubDueOn)
	}
	r = must(t)(Hear(r, 1, false, "商业秘密", true, calendar.MustDay("2024-03-13"), hand("clerk", "2024-03-13")))
	r = must(t)(Hear(r, 2, true, "", false, calendar.MustDay("2024-03-15"), hand("clerk", "2024-03-15")))
	// From the 6th to the 15th: seven working days, once.
	due(t, r, calendar.China().Add(calendar.MustDay("2024-04-01"), 7).String())
	for _, o := range r.Opinions {
		if o.Answer == "" {
			t.Errorf("open %+v", o)
		}
	}

	late := filed(t, "2024-03-04")
	late = must(t)(Consult(late, third, Letter{}, hand("clerk", "2024-04-03")))
	due(t, late, "2024-04-01")

	silent := filed(t, "2024-03-04")
	silent = must(t)(Consult(silent, third, Letter{}, hand("clerk", "2024-03-06")))
	if _, e, err := Silence(silent, hand("clock", "2024-04-28")); err != nil || e != nil {
		t.Errorf("silent without having the letter: %v, %v", e, err)
	}
	later := must(t)(Got(silent, Outstanding{Act: journal.RequestConsult, Opinion: 1}, calendar.MustDay("2024-03-11"), hand("clerk", "2024-03-11")))
	if later.Opinions[0].DueOn != calendar.MustDay("2024-04-01") {
		t.Errorf("received on the 11th, due %s", later.Opinions[0].DueOn)
	}
	silent = must(t)(Got(silent, Outstanding{Act: journal.RequestConsult, Opinion: 1}, calendar.MustDay("2024-03-06"), hand("clerk", "2024-03-11")))
	if _, _, err := Got(silent, Outstanding{Act: journal.RequestConsult, Opinion: 1}, calendar.MustDay("2024-03-06"), hand("clerk", "2024-03-11")); !errors.Is(err, ErrNoLetterOut) {
		t.Errorf("received twice: %v", err)
	}
	if _, e, err := Silence(silent, hand("clock", "2024-03-27")); err != nil || e != nil {
		t.Errorf("silent on the last day: %v, %v", e, err)
	}
	silent, e, err := Silence(silent, hand("clock", "2024-03-28"))
	if err != nil || e == nil || silent.Opinions[0].Answer != Silent || silent.Opinions[0].AnsweredOn != calendar.MustDay("2024-03-27") {
		t.Errorf("%+v, %v", silent.Opinions, err)
	}
	due(t, silent, calendar.China().Add(calendar.MustDay("2024-04-01"), 15).String())

	// Under the edition of 2008 nothing limits a third party, and agencies'
	// days count.
	old := filed(t, "2017-03-06")
	first := old.DueOn
	asked := must(t)(Consult(old, Opinion{Party: OtherAgency, Name: "财政局", About: "x"}, Letter{}, hand("clerk", "2017-03-07")))
	if asked.DueOn != first {
		t.Errorf("an agency moved it to %s", asked.DueOn)
	}
	asked = must(t)(Consult(old, third, Letter{}, hand("clerk", "2017-03-07")))
	if asked.DueOn != calendar.NoDay {
		t.Errorf("an open third party leaves %s", asked.DueOn)
	}
	asked = must(t)(Hear(asked, 1, true, "", false, calendar.MustDay("2017-03-10"), hand("clerk", "2017-03-10")))
	due(t, asked, calendar.China().Add(first, 3).String())
}

// Hard case 7: once, before expiry, undone exactly.
func TestExtension(t *testing.T) {
	r := filed(t, "2026-09-18")
	due(t, r, "2026-10-22")
	if _, _, err := Extend(r, 20, "", Letter{}, hand("head", "2026-10-20")); !errors.Is(err, ErrExtendReason) {
		t.Errorf("without a reason: %v", err)
	}
	if _, _, err := Extend(r, 21, "案卷多", Letter{}, hand("head", "2026-10-20")); !errors.Is(err, ErrExtendDays) {
		t.Errorf("too long: %v", err)
	}
	if _, _, err := Extend(r, 20, "案卷多", Letter{}, hand("head", "2026-10-23")); !errors.Is(err, ErrExtendLate) {
		t.Errorf("after expiry: %v", err)
	}
	asked := must(t)(ExtendAsk(r, 20, "案卷多", hand("clerk", "2026-10-19")))
	if asked.DueOn != r.DueOn || !asked.Extension.Waits() {
		t.Errorf("asking moved it to %s", asked.DueOn)
	}
	long := must(t)(Extend(asked, 20, "案卷多", Letter{Title: "延期答复告知书"}, hand("head", "2026-10-22")))
	due(t, long, "2026-11-19")
	if long.Extension.AskedBy != "clerk" || long.Extension.GrantedBy != "head" || long.Extension.BeforeOn != r.DueOn {
		t.Errorf("%+v", long.Extension)
	}
	if _, _, err := Extend(long, 5, "再延", Letter{}, hand("head", "2026-10-22")); !errors.Is(err, ErrExtended) {
		t.Errorf("twice: %v", err)
	}
	if _, _, err := ExtendUndo(long, "不需要了", hand("head", "2026-10-23")); !errors.Is(err, ErrUndoLate) {
		t.Errorf("undone too late: %v", err)
	}
	back := must(t)(ExtendUndo(long, "不需要了", hand("head", "2026-10-22")))
	due(t, back, "2026-10-22")
	if no := must(t)(ExtendRefuse(asked, "不必", hand("head", "2026-10-20"))); no.DueOn != r.DueOn || no.Extension.Waits() || no.WasExtended() {
		t.Errorf("%+v", no.Extension)
	}
}

// Art. 35: reasons first, then a period the agency fixes.
func TestDelay(t *testing.T) {
	r := filed(t, "2026-09-18")
	if _, _, err := FixDelay(r, 60, "整理量大", Letter{}, hand("head", "2026-09-21")); !errors.Is(err, ErrDelayReasons) {
		t.Errorf("without asking: %v", err)
	}
	r = must(t)(Reasons(r, Letter{Title: "说明理由通知书"}, hand("clerk", "2026-09-21")))
	due(t, r, "2026-10-22")
	if _, _, err := FixDelay(r, 20, "整理量大", Letter{}, hand("head", "2026-09-25")); !errors.Is(err, ErrDelayDays) {
		t.Errorf("no longer than before: %v", err)
	}
	r = must(t)(FixDelay(r, 40, "整理量大", Letter{}, hand("head", "2026-09-25")))
	due(t, r, "2026-11-19")
	if _, _, err := Reasons(filed(t, "2017-03-06"), Letter{}, hand("clerk", "2017-03-07")); !errors.Is(err, ErrDelayEdition) {
		t.Errorf("under the edition of 2008: %v", err)
	}
}

// Hard case 13 in a case: the eleventh request of the month costs 100 yuan;
// paying runs the limit again; nobody is charged twice, or before 2021.
func TestFee(t *testing.T) {
	if _, err := Price(9, 0); !errors.Is(err, ErrFeeZero) {
		t.Errorf("the tenth: %v", err)
	}
	if _, err := Price(10, 31); !errors.Is(err, ErrFeeBoth) {
		t.Errorf("by both: %v", err)
	}
	f, err := Price(10, 0)
	if err != nil || f.Yuan != 100 {
		t.Fatalf("the eleventh: %d, %v", f.Yuan, err)
	}
	if p, err := Price(0, 101); err != nil || p.Yuan != 720 {
		t.Errorf("101 pages: %d, %v", p.Yuan, err)
	}
	r := filed(t, "2026-09-18")
	r = must(t)(Charge(r, f, Letter{Title: "收费通知书"}, hand("clerk", "2026-09-21")))
	if r.State != Paying || r.DueOn != calendar.NoDay || r.SubDueOn != calendar.China().Add(calendar.MustDay("2026-09-21"), 20) {
		t.Errorf("%s due %s sub %s", r.State, r.DueOn, r.SubDueOn)
	}
	paid := must(t)(Pay(r, "票0001", calendar.MustDay("2026-09-28"), hand("clerk", "2026-09-29")))
	due(t, paid, calendar.China().Add(calendar.MustDay("2026-09-28"), 20).String())
	if paid.Fee.Held() != 100 {
		t.Errorf("held %d", paid.Fee.Held())
	}
	if _, _, err := Charge(paid, f, Letter{}, hand("clerk", "2026-09-30")); !errors.Is(err, ErrFeeTwice) {
		t.Errorf("charged twice: %v", err)
	}
	if _, _, err := Refund(paid, 101, "多收", hand("head", "2026-09-30")); !errors.Is(err, ErrRefund) {
		t.Errorf("too much back: %v", err)
	}
	if back := must(t)(Refund(paid, 40, "多收", hand("head", "2026-09-30"))); back.Fee.Held() != 60 || len(back.Fee.Lines) != 3 {
		t.Errorf("%+v", back.Fee.Lines)
	}
	free := must(t)(Waive(r, "低保", hand("head", "2026-09-22")))
	if free.State != Handling || free.Fee.Held() != 0 {
		t.Errorf("%s, held %d", free.State, free.Fee.Held())
	}
	gone := must(t)(Unpaid(r, Letter{}, hand("clerk", "2026-11-20")))
	if e, _ := gone.Law(); gone.Outcome != e.NoPayment() {
		t.Errorf("%s", gone.Outcome)
	}
	if _, _, err := Charge(filed(t, "2020-03-02"), f, Letter{}, hand("clerk", "2020-03-03")); !errors.Is(err, ErrFeeEdition) {
		t.Errorf("before 2021: %v", err)
	}
}

// From the desk to the door: drafted, reviewed by another, signed by another,
// delivered; late when it is late, and never refused for that.
func TestAnswer(t *testing.T) {
	parts := []Part{
		{Outcome: "2019-B3.1-given", What: "笔录", Place: "随函附送"},
		{Outcome: "2019-B3.3.4", What: "证人电话", Ground: "2019-15-2", Reason: "个人隐私，权利人不同意"},
	}
	r := filed(t, "2026-09-18")
	r = must(t)(Draft(r, parts, "告知书正文", nil, hand("clerk", "2026-09-22")))
	if r.Decision.Outcome != "2019-B3.2" {
		t.Errorf("counts as %s", r.Decision.Outcome)
	}
	r = must(t)(Propose(r, hand("clerk", "2026-09-22")))
	for _, by := range []account.Login{"clerk"} {
		if _, _, err := Review(r, "", hand(by, "2026-09-22")); !errors.Is(err, ErrSameOfficer) {
			t.Errorf("reviewed by the drafter: %v", err)
		}
	}
	back := must(t)(Return(r, "依据写明条款", hand("reviewer", "2026-09-22")))
	if back.State != Handling || back.Decision.Returned == "" {
		t.Errorf("%s %+v", back.State, back.Decision)
	}
	r = must(t)(Review(r, "同意", hand("reviewer", "2026-09-22")))
	if _, _, err := Sign(r, Letter{}, hand("signer", "2026-09-22")); !errors.Is(err, ErrLetter) {
		t.Errorf("signed without a letter: %v", err)
	}
	signed := must(t)(Sign(r, Letter{Title: "告知书", PDF: "ab", Number: "1号"}, hand("signer", "2026-09-22")))
	if _, _, err := Withdraw(signed, "", hand(account.AskerLogin, "2026-09-22")); !errors.Is(err, ErrState) {
		t.Errorf("withdrawn after it was signed: %v", err)
	}
	undone := must(t)(Unsign(signed, "写错了", hand("signer", "2026-09-22")))
	if undone.State != Handling || !undone.Letters[0].Void {
		t.Errorf("%s %+v", undone.State, undone.Letters)
	}
	if _, _, err := Deliver(signed, Delivery{Route: "post", On: calendar.MustDay("2026-10-22")}, hand("clerk", "2026-10-22")); !errors.Is(err, ErrProof) {
		t.Errorf("posted without a number: %v", err)
	}
	for day, late := range map[string]bool{"2026-10-22": false, "2026-10-23": true} {
		done := must(t)(Deliver(signed, Delivery{Route: "post", On: calendar.MustDay(day), Proof: "EMS1"}, hand("clerk", day)))
		if done.State != Closed || done.Late != late || done.Outcome != "2019-B3.2" || done.DueOn != calendar.MustDay("2026-10-22") {
			t.Errorf("%s: %s late %v %s due %s", day, done.State, done.Late, done.Outcome, done.DueOn)
		}
		if _, _, err := Redeliver(done, Delivery{Route: "email", On: calendar.MustDay(day)}, hand("clerk", day)); !errors.Is(err, ErrNotBack) {
			t.Errorf("sent again though nothing came back: %v", err)
		}
		sent := must(t)(Bounce(done, "查无此人", hand("clerk", day)))
		sent = must(t)(Redeliver(sent, Delivery{Route: "email", On: calendar.MustDay(day)}, hand("clerk", day)))
		if sent.ClosedOn != done.ClosedOn || len(sent.Delivery.Tries) != 1 || sent.CameBack() {
			t.Errorf("%+v", sent.Delivery)
		}
	}
}

// The agency's own day comes before the lawful day or the ordered one, whichever
// is earlier.
func TestOwnDayBeforeTheOrderedOne(t *testing.T) {
	for _, c := range []struct{ by, want string }{
		{"", "2026-12-14"},           // due on 12-21
		{"2026-12-04", "2026-11-27"}, // before that
		{"2026-12-06", "2026-11-30"}, // on a Sunday
		{"2026-12-31", "2026-12-14"}, // after it
	} {
		r := Request{State: Handling, Edition: "2019", ReceivedOn: calendar.MustDay("2026-11-23"), Ordered: true, AnswerBy: calendar.NoDay}
		if c.by != "" {
			r.AnswerBy = calendar.MustDay(c.by)
		}
		r = Reckon(r, calendar.China(), 5)
		due(t, r, "2026-12-21")
		if r.DraftDueOn != calendar.MustDay(c.want) {
			t.Errorf("ordered %s: own day %s, want %s", c.by, r.DraftDueOn, c.want)
		}
	}
}

// The day an order sets takes the place of what was written of it before; where
// it sets none, that stays.
func TestTakeOrder(t *testing.T) {
	for _, c := range []struct {
		name             string
		state            State
		typed, by        string // "" for none
		want, own, notes string // "" for no entry
	}{
		{"another day", Handling, "2026-12-15", "2026-12-04", "2026-12-04", "2026-11-27", "行政复议 2026-000001：责令期限 2026-12-15 → 2026-12-04"},
		{"none was written", Handling, "", "2026-12-04", "2026-12-04", "2026-11-27", "行政复议 2026-000001：责令期限 未写明 → 2026-12-04"},
		{"the same day", Handling, "2026-12-04", "2026-12-04", "2026-12-04", "2026-11-27", ""},
		{"the order sets none", Handling, "2026-12-04", "", "2026-12-04", "2026-11-27", ""},
		{"answered meanwhile", Closed, "2026-12-15", "2026-12-04", "2026-12-04", "", "行政复议 2026-000001：责令期限 2026-12-15 → 2026-12-04"},
	} {
		on := func(s string) calendar.Day {
			if s == "" {
				return calendar.NoDay
			}
			return calendar.MustDay(s)
		}
		r := Request{State: c.state, Edition: "2019", ReceivedOn: on("2026-11-23"), Ordered: true, AnswerBy: on(c.typed), ClosedOn: on("2026-12-10")}
		r = Reckon(r, calendar.China(), 5)
		got, e, err := TakeOrder(r, "行政复议 2026-000001", on(c.by), hand("head", "2026-11-24"))
		if err != nil || got.AnswerBy != on(c.want) || got.DraftDueOn != on(c.own) || (e == nil) != (c.notes == "") || e != nil && e.Note != c.notes {
			t.Errorf("%s: %v, own day %v, %+v, %v", c.name, got.AnswerBy, got.DraftDueOn, e, err)
		}
		if c.state == Closed && !got.AnsweredAfterOrder() {
			t.Errorf("%s: answered in time", c.name)
		}
	}
	if _, _, err := TakeOrder(Request{State: Handling}, "x", calendar.MustDay("2026-12-04"), hand("head", "2026-11-24")); !errors.Is(err, ErrOrder) {
		t.Errorf("nobody ordered it: %v", err)
	}
}

func TestChecks(t *testing.T) {
	e, _ := regulation.ByCode("2019")
	for name, c := range map[string]struct {
		parts []Part
		want  error
	}{
		"none":        {nil, ErrNoParts},
		"another law": {[]Part{{Outcome: "2008-2"}}, ErrOutcome},
		"by lapse":    {[]Part{{Outcome: e.NoSupplement()}}, ErrOutcomeAuto},
		"no ground":   {[]Part{{Outcome: "2019-B3.3.4", Reason: "x"}}, ErrGround},
		"wrong one":   {[]Part{{Outcome: "2019-B3.3.4", Ground: "2019-14-1", Reason: "x"}}, ErrGroundFit},
		"no reason":   {[]Part{{Outcome: "2019-B3.3.4", Ground: "2019-15-2"}}, ErrReason},
		"no place":    {[]Part{{Outcome: "2019-B3.1-public"}}, ErrPlace},
		"no piece":    {[]Part{{Outcome: "2019-B3.1-given"}, {Outcome: "2019-B3.1-given", What: "y"}}, ErrWhat},
		"good":        {[]Part{{Outcome: "2019-B3.3.4", Ground: "2019-15-2", Reason: "x"}}, nil},
	} {
		if _, err := Check(e, c.parts); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Hard case 9: the same words in other spacing and width are the same.
func TestFingerprints(t *testing.T) {
	f := filing(regulation.Online)
	same := f.Asked
	same.Text = " ２０１６年公交票价调整 听证会的笔录\n"
	if Fingerprint("FGW", f.Applicant, f.Asked) != Fingerprint("FGW", f.Applicant, same) {
		t.Error("spacing and width tell them apart")
	}
	other := f.Applicant
	other.PaperNumber = "E12345679"
	if Fingerprint("FGW", f.Applicant, f.Asked) == Fingerprint("FGW", other, f.Asked) || Fingerprint("FGW", f.Applicant, f.Asked) == Fingerprint("JYJ", f.Applicant, f.Asked) {
		t.Error("another citizen or agency is the same")
	}
}

func TestFaults(t *testing.T) {
	fields := func(spoil func(*Filing)) string {
		f := filing(regulation.Online)
		spoil(&f)
		_, faults := f.Faults(calendar.MustDay("2026-09-18"))
		s := ""
		for _, x := range faults {
			s += x.Field + " "
		}
		return s
	}
	for want, spoil := range map[string]func(*Filing){
		"":                      func(*Filing) {},
		"name ":                 func(f *Filing) { f.Applicant.Name = " " },
		"paper_number ":         func(f *Filing) { f.Applicant.Paper, f.Applicant.PaperNumber = IdentityCard, "220101199001010011" },
		"phone ":                func(f *Filing) { f.Applicant.Phone, f.Applicant.Email, f.Applicant.Address = "", "", "" },
		"representative_phone ": func(f *Filing) { f.Applicant.Representative, f.Applicant.RepresentativePhone = "李某", "找门卫" },
		"email ":                func(f *Filing) { f.Applicant.Email = "wang@" },
		"address ":              func(f *Filing) { f.Applicant.Address, f.Asked.Route = "", "post" },
		"subject ":              func(f *Filing) { f.Asked.Subject = "" },
		"text ":                 func(f *Filing) { f.Asked.Text = "a\u202eb" },
		"form route ":           func(f *Filing) { f.Asked.Form, f.Asked.Route = "", "" },
		"channel submitted_on ": func(f *Filing) { f.Channel, f.SubmittedOn = "pigeon", calendar.MustDay("2026-09-19") },
	} {
		if got := fields(spoil); got != want {
			t.Errorf("faults %q, want %q", got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for s, want := range map[string]ID{"2017-000123": 2017000123, "2017-123": 2017000123, "２０１７－０００１２３": 2017000123, " 2017—123 ": 2017000123,
		"": 0, "2017": 0, "2017-0": 0, "17-123": 0, "2017-1234567": 0, "2017-12a": 0, "2017--1": 0} {
		if id, ok := ParseNumber(s); id != want || ok != (want != 0) {
			t.Errorf("%q is %d, %v", s, id, ok)
		}
	}
	if id, ok := ParseThing(ID(2017000123).Thing()); !ok || id != 2017000123 {
		t.Errorf("%d %v", id, ok)
	}
}

// Hard case 4: a notice moves what it touches and says so; closed cases stay.
func TestReckonAgain(t *testing.T) {
	before := calendar.China().AsOf(calendar.MustDay("2020-01-20"))
	h := hand("clerk", "2020-01-20")
	h.Calendar = before
	r, _, err := Submit(1, filing(regulation.Counter), h)
	if err != nil {
		t.Fatal(err)
	}
	now := hand("clock", "2020-01-27")
	moved, e, err := ReckonAgain(r, now)
	if err != nil || e == nil || moved.DueOn == r.DueOn {
		t.Fatalf("due %s, then %s; %v, %v", r.DueOn, moved.DueOn, e, err)
	}
	if _, e, err := ReckonAgain(moved, now); err != nil || e != nil {
		t.Errorf("moved twice: %v, %v", e, err)
	}
	r.State = Closed
	if _, _, err := ReckonAgain(r, now); !errors.Is(err, ErrState) {
		t.Errorf("a closed case: %v", err)
	}
}

// Hard case 11: for every state and act the acts themselves agree with the
// table, and every act of a request has a row.
func TestTable(t *testing.T) {
	for _, a := range journal.Acts {
		if len(a.Act) < 8 || a.Act[:8] != "request." {
			continue
		}
		rows := 0
		for _, m := range Moves {
			if m.Act == a.Act {
				rows++
			}
		}
		if first := a.Act == journal.RequestSubmit || a.Act == journal.RequestImport; (rows == 0) != first || rows > 1 {
			t.Errorf("%s has %d rows", a.Act, rows)
		}
	}
	for _, m := range Moves {
		for _, s := range States {
			if run, ok := runs[m.Act]; ok {
				r := whole(t)
				r.State = s.State
				_, _, err := run(r)
				if s.State.Allows(m.Act) == errors.Is(err, ErrState) {
					t.Errorf("%s in %s: allowed %v, the act says %v", m.Act, s.State, s.State.Allows(m.Act), err)
				}
			} else {
				t.Errorf("%s is not tried", m.Act)
				break
			}
		}
	}
}

// whole is a case with something of everything, so that no act stumbles over
// what is missing.
func whole(t *testing.T) Request {
	r := filed(t, "2026-09-18")
	r.Clarification = &Clarification{AskedOn: r.ReceivedOn, GotOn: r.ReceivedOn, Days: 3, DueOn: r.ReceivedOn + 1, AnsweredOn: calendar.NoDay}
	f, _ := Price(10, 0)
	f.DemandedOn, f.GotOn, f.DueOn = r.ReceivedOn, r.ReceivedOn, r.ReceivedOn+1
	f.Lines = []Line{{Paid, 100, r.ReceivedOn, ""}}
	r.Fee = &f
	r.Opinions = []Opinion{{N: 1, Party: ThirdParty, Name: "甲", AskedOn: r.ReceivedOn, GotOn: calendar.NoDay, DueOn: r.ReceivedOn + 1, AnsweredOn: calendar.NoDay}}
	r.Decision = &Decision{Parts: []Part{{Outcome: "2019-B3.1-given", Place: "随函附送"}}, Outcome: "2019-B3.1-given", Text: "x", Writers: []account.Login{"clerk"}, SignedOn: r.ReceivedOn}
	r.Delivery = &Delivery{Route: "post", On: r.ReceivedOn, Proof: "1"}
	r.Extension = &Extension{Days: 1, Reason: "x", GrantedOn: calendar.NoDay, BeforeOn: calendar.NoDay}
	r.Delay = &Delay{AskedOn: r.ReceivedOn, FixedOn: calendar.NoDay}
	r.ClosedOn = r.ReceivedOn
	return r
}

var now = hand("other", "2026-09-22")

var runs = map[journal.Act]func(Request) (Request, journal.Entry, error){
	journal.RequestConfirm: func(r Request) (Request, journal.Entry, error) { return Confirm(r, r.ReceivedOn, "", now) },
	journal.RequestSort:    func(r Request) (Request, journal.Entry, error) { return Sort(r, Petition, "x", now) },
	journal.RequestAmend: func(r Request) (Request, journal.Entry, error) {
		now := r.Registered()
		now.Phone = "0431-88779006"
		return Amend(r, now, "x", hand("other", "2026-09-22"))
	},
	journal.RequestAssign:     func(r Request) (Request, journal.Entry, error) { return Assign(r, "li", now) },
	journal.RequestNote:       func(r Request) (Request, journal.Entry, error) { return Note(r, "x", now) },
	journal.RequestAdd:        func(r Request) (Request, journal.Entry, error) { return Add(r, "x", nil, now) },
	journal.RequestClarify:    func(r Request) (Request, journal.Entry, error) { return Clarify(r, "x", 5, Letter{}, now) },
	journal.RequestProlong:    func(r Request) (Request, journal.Entry, error) { return Prolong(r, 5, "x", now) },
	journal.RequestSupplement: func(r Request) (Request, journal.Entry, error) { return Supplement(r, "x", nil, r.ReceivedOn, now) },
	journal.RequestLapse:      func(r Request) (Request, journal.Entry, error) { return Lapse(r, Letter{}, now) },
	journal.RequestConsult: func(r Request) (Request, journal.Entry, error) {
		return Consult(r, Opinion{Party: CoAuthor, Name: "乙", About: "x"}, Letter{}, now)
	},
	journal.RequestHear: func(r Request) (Request, journal.Entry, error) { return Hear(r, 1, true, "", false, r.ReceivedOn, now) },
	journal.RequestWeigh: func(r Request) (Request, journal.Entry, error) {
		r.Opinions[0].ToWeigh = true
		return Weigh(r, 1, true, now)
	},
	journal.RequestGot: func(r Request) (Request, journal.Entry, error) {
		return Got(r, Outstanding{Act: journal.RequestConsult, Opinion: 1}, r.ReceivedOn, now)
	},
	journal.RequestSilence: func(r Request) (Request, journal.Entry, error) {
		r, _, err := Silence(r, now)
		return r, journal.Entry{}, err
	},
	journal.RequestConsultEnd:   func(r Request) (Request, journal.Entry, error) { return ConsultEnd(r, 1, "x", now) },
	journal.RequestExtendAsk:    func(r Request) (Request, journal.Entry, error) { return ExtendAsk(r, 5, "x", now) },
	journal.RequestExtend:       func(r Request) (Request, journal.Entry, error) { return Extend(r, 5, "x", Letter{}, now) },
	journal.RequestExtendRefuse: func(r Request) (Request, journal.Entry, error) { return ExtendRefuse(r, "x", now) },
	journal.RequestExtendUndo: func(r Request) (Request, journal.Entry, error) {
		r.Extension.GrantedBy, r.Extension.GrantedOn = "head", r.ReceivedOn
		return ExtendUndo(r, "x", now)
	},
	journal.RequestReasons: func(r Request) (Request, journal.Entry, error) {
		r.Delay = nil
		return Reasons(r, Letter{}, now)
	},
	journal.RequestDelay: func(r Request) (Request, journal.Entry, error) { return FixDelay(r, 60, "x", Letter{}, now) },
	journal.RequestCharge: func(r Request) (Request, journal.Entry, error) {
		f := *r.Fee
		r.Fee = nil
		return Charge(r, f, Letter{}, now)
	},
	journal.RequestPay:    func(r Request) (Request, journal.Entry, error) { return Pay(r, "1", r.ReceivedOn, now) },
	journal.RequestWaive:  func(r Request) (Request, journal.Entry, error) { return Waive(r, "x", now) },
	journal.RequestRefund: func(r Request) (Request, journal.Entry, error) { return Refund(r, 1, "x", now) },
	journal.RequestUnpaid: func(r Request) (Request, journal.Entry, error) { return Unpaid(r, Letter{}, now) },
	journal.RequestDraft: func(r Request) (Request, journal.Entry, error) {
		return Draft(r, []Part{{Outcome: "2019-B3.1-given"}}, "x", nil, now)
	},
	journal.RequestPropose: func(r Request) (Request, journal.Entry, error) {
		r.Opinions = nil
		return Propose(r, now)
	},
	journal.RequestRecall: func(r Request) (Request, journal.Entry, error) { return Recall(r, now) },
	journal.RequestReview: func(r Request) (Request, journal.Entry, error) { return Review(r, "", now) },
	journal.RequestReturn: func(r Request) (Request, journal.Entry, error) { return Return(r, "x", now) },
	journal.RequestSign:   func(r Request) (Request, journal.Entry, error) { return Sign(r, Letter{Title: "x", PDF: "x"}, now) },
	journal.RequestUnsign: func(r Request) (Request, journal.Entry, error) { return Unsign(r, "x", now) },
	journal.RequestDeliver: func(r Request) (Request, journal.Entry, error) {
		return Deliver(r, Delivery{Route: "online", On: r.ReceivedOn}, now)
	},
	journal.RequestBounce: func(r Request) (Request, journal.Entry, error) { return Bounce(r, "x", now) },
	journal.RequestRedeliver: func(r Request) (Request, journal.Entry, error) {
		r.Delivery.Tries = []Try{{"post", r.ReceivedOn, "1", "x", r.ReceivedOn}}
		return Redeliver(r, Delivery{Route: "online", On: r.ReceivedOn}, now)
	},
	journal.RequestRedact: func(r Request) (Request, journal.Entry, error) {
		r = Attach(r, File{Hash: "a", Of: "original"})
		return Redact(r, Redaction{Original: "a", Copy: "b", Boxes: []Box{{Page: 1, W: 0.5, H: 0.5, Ground: "2019-15-2"}}}, 1, now)
	},
	journal.RequestWithdraw: func(r Request) (Request, journal.Entry, error) { return Withdraw(r, "来电撤回", now) },
	journal.RequestTell: func(r Request) (Request, journal.Entry, error) {
		r.Decision.SignedBy = "signer"
		r.Opinions[0].Answer = Object
		return Tell(r, 1, Letter{Title: "x"}, now)
	},
	journal.RequestPublish: func(r Request) (Request, journal.Entry, error) { return Publish(r, "FGW/2026-000001", now) },
	journal.RequestReopen: func(r Request) (Request, journal.Entry, error) {
		old, _, entries, err := Reopen(r, 2, "x", r.ReceivedOn, calendar.NoDay, now)
		return old, entries[0], err
	},
	journal.RequestRate: func(r Request) (Request, journal.Entry, error) { return Rate(r, 5, "", now) },
	journal.RequestMove: func(r Request) (Request, journal.Entry, error) { return MoveTo(r, "li", r.Agency, now) },
	journal.RequestReckon: func(r Request) (Request, journal.Entry, error) {
		r, _, err := ReckonAgain(r, now)
		return r, journal.Entry{}, err
	},
	journal.RequestOrder: func(r Request) (Request, journal.Entry, error) {
		r.Ordered = true
		r, _, err := TakeOrder(r, "x", r.ReceivedOn+30, now)
		return r, journal.Entry{}, err
	},
}

// What is posted is waited for: neither a supplement nor a fee is late before
// it is known when the letter arrived, and their days run from then.
func TestPostedLetters(t *testing.T) {
	posted := func(day string) Request {
		r := filed(t, day)
		r.Asked.Route = "post"
		return r
	}
	r := must(t)(Clarify(posted("2026-02-24"), "文号", 10, Letter{Title: "补正告知书"}, hand("clerk", "2026-03-02")))
	if _, _, err := Lapse(r, Letter{}, hand("clerk", "2026-04-30")); !errors.Is(err, ErrNotGot) {
		t.Errorf("lapsed before it arrived: %v", err)
	}
	r = must(t)(Got(r, r.LettersOut()[0], calendar.MustDay("2026-03-06"), hand("clerk", "2026-03-09")))
	if r.SubDueOn != calendar.China().Add(calendar.MustDay("2026-03-06"), 10) || len(r.LettersOut()) != 0 {
		t.Errorf("supplement due %s", r.SubDueOn)
	}
	f, _ := Price(10, 0)
	r = must(t)(Charge(posted("2026-09-18"), f, Letter{Title: "收费通知书"}, hand("clerk", "2026-09-21")))
	if _, _, err := Unpaid(r, Letter{}, hand("clerk", "2026-12-30")); !errors.Is(err, ErrNotGot) {
		t.Errorf("unpaid before it arrived: %v", err)
	}
	if _, _, err := Got(r, r.LettersOut()[0], calendar.MustDay("2026-09-20"), hand("clerk", "2026-09-28")); !errors.Is(err, ErrDay) {
		t.Errorf("received before it was sent: %v", err)
	}
	r = must(t)(Got(r, r.LettersOut()[0], calendar.MustDay("2026-09-28"), hand("clerk", "2026-09-28")))
	if r.SubDueOn != calendar.China().Add(calendar.MustDay("2026-09-28"), 20) {
		t.Errorf("fee due %s", r.SubDueOn)
	}
}

// Neither a fee nor a question wins back days that are lost (hard case 6).
func TestNoDaysInHand(t *testing.T) {
	f, _ := Price(10, 0)
	if _, _, err := Charge(filed(t, "2025-03-03"), f, Letter{}, hand("clerk", "2025-05-20")); !errors.Is(err, ErrChargeLate) {
		t.Errorf("charged when late: %v", err)
	}
	if _, _, err := Clarify(filed(t, "2017-03-06"), "文号", 10, Letter{}, hand("clerk", "2017-05-20")); !errors.Is(err, ErrClarifyOver) {
		t.Errorf("clarified when late under the edition of 2008: %v", err)
	}
}

// A later notice moves opinions and fees too.
func TestReckonAgainMovesWhatOthersOwe(t *testing.T) {
	before := calendar.China()
	n, err := calendar.ParseNotice([]byte(`{"year":2027,"number":"x","title":"x","days":[{"name":"元旦","date":"2027-01-04","isOffDay":true},{"name":"元旦","date":"2027-01-05","isOffDay":true}]}`), calendar.MustDay("2026-12-28"))
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.With(n)
	if err != nil {
		t.Fatal(err)
	}
	later := Hand{By: "clock", At: at("2026-12-28"), Calendar: after, Lead: 5}
	r := filed(t, "2026-12-21")
	asked := must(t)(Consult(r, Opinion{Party: ThirdParty, Name: "甲", About: "x"}, Letter{}, hand("clerk", "2026-12-25")))
	moved, e, err := ReckonAgain(asked, later)
	if err != nil || e == nil || moved.Opinions[0].DueOn != after.Add(calendar.MustDay("2026-12-25"), 15) || moved.Opinions[0].DueOn == asked.Opinions[0].DueOn {
		t.Errorf("opinion due %s, then %s; %v", asked.Opinions[0].DueOn, moved.Opinions[0].DueOn, err)
	}
	f, _ := Price(10, 0)
	charged := must(t)(Charge(r, f, Letter{}, hand("clerk", "2026-12-25")))
	moved, e, err = ReckonAgain(charged, later)
	if err != nil || e == nil || moved.Fee.DueOn != after.Add(calendar.MustDay("2026-12-25"), 20) {
		t.Errorf("fee due %s, then %s; %v", charged.Fee.DueOn, moved.Fee.DueOn, err)
	}
}

// A party answers on the page as an official would record it. What comes after its
// last day is late and moves no day; of an objection the agency says whether its
// reason is reasonable before anything is proposed or signed.
func TestPartyAnswersOnline(t *testing.T) {
	third := Opinion{Party: ThirdParty, Name: "甲公司", About: "报价"}
	asked := func() Request {
		r := must(t)(Consult(filed(t, "2024-03-04"), third, Letter{Title: "征求意见书"}, hand("clerk", "2024-03-06")))
		return must(t)(Got(r, Outstanding{Act: journal.RequestConsult, Opinion: 1}, calendar.MustDay("2024-03-06"), hand("clerk", "2024-03-07")))
	}
	silent := func() Request {
		r, e, err := Silence(asked(), hand("clock", "2024-03-28"))
		if e == nil || err != nil {
			t.Fatal(e, err)
		}
		return r
	}
	parts := []Part{{Outcome: "2019-B3.1-given", Place: "随函附送"}}
	for _, c := range []struct {
		name   string
		r      Request
		day    string
		agrees bool
		ended  string // the day from which the limit ran again
		late   bool
		note   string
	}{
		{"in time", asked(), "2024-03-13", true, "2024-03-13", false, "（一）同意公开，网上提出"},
		{"on the last day", asked(), "2024-03-27", false, "2024-03-27", false, "（一）不同意公开，网上提出"},
		{"after it, before the platform closed it", asked(), "2024-03-28", false, "2024-03-27", true, "（一）不同意公开，网上提出（逾期）"},
		{"after the platform closed it", silent(), "2024-04-02", false, "2024-03-27", true, "（一）不同意公开，网上提出（逾期）"},
		{"late consent", silent(), "2024-04-02", true, "2024-03-27", true, "（一）同意公开，网上提出（逾期）"},
	} {
		due := c.r.DueOn
		r, e, err := Hear(c.r, 1, c.agrees, "含有商业秘密", true, calendar.MustDay(c.day), hand(account.PartyLogin, c.day))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		o := r.Opinions[0]
		if o.AnsweredOn != calendar.MustDay(c.ended) || o.Late() != c.late || !o.Online || o.Reasonable || o.ToWeigh == c.agrees || e.Note != c.note || HeardLate(e) != c.late || e.Actor != "party" {
			t.Errorf("%s: %+v, %q", c.name, o, e.Note)
		}
		if c.r.Opinions[0].Answer == Silent && r.DueOn != due {
			t.Errorf("%s: a late answer moves %s to %s", c.name, due, r.DueOn)
		}
		if _, _, err := Hear(r, 1, true, "", false, calendar.MustDay(c.day), hand(account.PartyLogin, c.day)); !errors.Is(err, ErrNoOpinion) {
			t.Errorf("%s: answered twice: %v", c.name, err)
		}
		h := hand("clerk", c.day)
		r = must(t)(Draft(r, parts, "x", nil, h))
		if _, _, err := Propose(r, h); errors.Is(err, ErrToWeigh) == c.agrees {
			t.Errorf("%s: proposed: %v", c.name, err)
		}
		weighed, _, err := Weigh(r, 1, true, h)
		if (err == nil) == c.agrees || c.agrees && !errors.Is(err, ErrWeighed) {
			t.Errorf("%s: weighed: %v", c.name, err)
		}
		if _, _, err := Propose(weighed, h); !c.agrees && !errors.Is(err, ErrObjection) {
			t.Errorf("%s: proposed against a reasonable objection: %v", c.name, err)
		}
		if !c.agrees {
			weighed = must(t)(Weigh(r, 1, false, h))
			must(t)(Propose(weighed, h))
			if _, _, err := Weigh(weighed, 1, true, h); !errors.Is(err, ErrWeighed) {
				t.Errorf("%s: weighed twice: %v", c.name, err)
			}
		}
	}
	// One who objects while the answer waits for its signature is not passed over.
	h := hand("clerk", "2024-03-29")
	waits := must(t)(Propose(must(t)(Draft(silent(), parts, "x", nil, h)), h))
	waits = must(t)(Review(waits, "", hand("reviewer", "2024-03-29")))
	letter := Letter{Title: "答复", PDF: "a"}
	if _, _, err := Sign(waits, letter, hand("head", "2024-04-02")); err != nil {
		t.Fatal(err)
	}
	objected := must(t)(Hear(waits, 1, false, "含有商业秘密", false, calendar.MustDay("2024-04-01"), hand(account.PartyLogin, "2024-04-01")))
	if _, _, err := Sign(objected, letter, hand("head", "2024-04-02")); !errors.Is(err, ErrToWeigh) || objected.State != Signing {
		t.Errorf("%s, signed over an objection: %v", objected.State, err)
	}
	heard := must(t)(Hear(waits, 1, false, "含有商业秘密", true, calendar.MustDay("2024-04-01"), hand("clerk", "2024-04-01")))
	if _, _, err := Sign(heard, letter, hand("head", "2024-04-02")); !errors.Is(err, ErrObjection) {
		t.Errorf("signed over a reasonable objection: %v", err)
	}
	// Under the edition of 2008 every objection binds, and there is nothing to weigh;
	// of agencies neither.
	old := must(t)(Consult(filed(t, "2017-03-06"), third, Letter{}, hand("clerk", "2017-03-07")))
	other := must(t)(Consult(filed(t, "2024-03-04"), Opinion{Party: CoAuthor, Name: "财政局", About: "x"}, Letter{}, hand("clerk", "2024-03-06")))
	for r, day := range map[*Request]string{&old: "2017-03-10", &other: "2024-03-11"} {
		if r := must(t)(Hear(*r, 1, false, "不同意", false, calendar.MustDay(day), hand(account.PartyLogin, day))); Weighs(r) {
			t.Errorf("to be weighed: %+v", r.Opinions)
		}
	}
}

func TestPartyNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-000017-1": "2026-000017-1", " ２０２６－１７－０１２ ": "2026-000017-12", "2026—000017—3": "2026-000017-3",
		"2026-000017": "", "2026-000017-": "", "2026-000017-0": "", "2026-000017--1": "", "x-1": "", "": "",
	} {
		id, n, ok := ParsePartyNumber(typed)
		if ok != (want != "") || ok && PartyNumber(id, n) != want {
			t.Errorf("%q: %v %d %v", typed, id, n, ok)
		}
	}
}

// Under the edition of 2008 any objection binds; since 2019 a reasonable one.
func TestObjectionsBind(t *testing.T) {
	for _, c := range []struct {
		day, outcome string
		reasonable   bool
		want         error
	}{
		{"2017-03-06", "2008-2", false, ErrObjection}, {"2017-03-06", "2008-2", true, ErrObjection},
		{"2026-09-18", "2019-B3.1-given", false, nil}, {"2026-09-18", "2019-B3.1-given", true, ErrObjection},
	} {
		h := hand("clerk", c.day)
		r := filed(t, c.day)
		r = must(t)(Consult(r, Opinion{Party: ThirdParty, Name: "甲", About: "x"}, Letter{}, h))
		r = must(t)(Hear(r, 1, false, "不同意", c.reasonable, r.ReceivedOn, h))
		r = must(t)(Draft(r, []Part{{Outcome: c.outcome, Place: "随函附送"}}, "x", nil, h))
		if _, _, err := Propose(r, h); !errors.Is(err, c.want) {
			t.Errorf("%s reasonable %v: %v, want %v", c.day, c.reasonable, err, c.want)
		}
	}
}

// Art. 32: a third party who objected, or was silent, is told of a disclosure in
// writing, once; one who agreed need not be.
func TestThirdPartyIsTold(t *testing.T) {
	for answer, must := range map[string]bool{Agrees: false, Object: true, Silent: true, Ended: false} {
		r := whole(t)
		r.State, r.Decision.SignedBy, r.Opinions[0].Answer = Delivering, "signer", answer
		if got := len(r.ToTell()) == 1; got != must {
			t.Errorf("%s: to be told %v", answer, got)
		}
		told, _, err := Tell(r, 1, Letter{Title: "告知第三方书"}, now)
		if (err == nil) != must {
			t.Errorf("%s: told %v", answer, err)
		}
		if !must {
			continue
		}
		if _, _, err := Tell(r, 1, Letter{}, now); !errors.Is(err, ErrLetter) {
			t.Errorf("told without a letter: %v", err)
		}
		if _, _, err := Tell(told, 1, Letter{Title: "x"}, now); !errors.Is(err, ErrNoOpinion) || told.Letters[0].To != "甲" {
			t.Errorf("told twice: %v, %+v", err, told.Letters)
		}
		withheld := r
		d := *r.Decision
		d.Outcome = "2019-B3.3.4"
		withheld.Decision = &d
		if len(withheld.ToTell()) != 0 {
			t.Error("told of what is withheld")
		}
	}
}

// Art. 41: a request to correct a record ends in a way of its own, and nothing
// else does.
func TestCorrection(t *testing.T) {
	r := must(t)(Sort(filed(t, "2026-09-18"), Correction, "要求更正登记住址", now))
	if _, _, err := Draft(r, []Part{{Outcome: "2019-B3.1-given"}}, "x", nil, now); !errors.Is(err, ErrOutcome) {
		t.Errorf("disclosed: %v", err)
	}
	if _, _, err := Draft(filed(t, "2026-09-18"), []Part{{Outcome: "2019-41-corrected", Reason: "x"}}, "x", nil, now); !errors.Is(err, ErrOutcome) {
		t.Errorf("a request for information is corrected: %v", err)
	}
	if _, _, err := Draft(r, []Part{{Outcome: "2019-41-refused"}}, "x", nil, now); !errors.Is(err, ErrReason) {
		t.Errorf("without a reason: %v", err)
	}
	stale := must(t)(Draft(filed(t, "2026-09-18"), []Part{{Outcome: "2019-B3.1-given"}}, "x", nil, now))
	stale = must(t)(Sort(stale, Correction, "是更正", now))
	if _, _, err := Propose(stale, now); !errors.Is(err, ErrOutcome) {
		t.Errorf("sorted anew after it was drafted: %v", err)
	}
	if r := must(t)(Draft(r, []Part{{Outcome: "2019-41-corrected", Reason: "住址改为普阳街3177号"}}, "x", nil, now)); r.Decision.Outcome != "2019-41-corrected" {
		t.Errorf("%s", r.Decision.Outcome)
	}
}

// Filed under another number it is the same case in everything else.
func TestNumbered(t *testing.T) {
	f, now := filing(regulation.Online), hand("clerk", "2026-09-18")
	want, wantEntry, err := Submit(NewID(2026, 42), f, now)
	if err != nil {
		t.Fatal(err)
	}
	r, e, err := Submit(NewID(2026, 1), f, now)
	if err != nil {
		t.Fatal(err)
	}
	if r, e = Numbered(r, e, NewID(2026, 42)); !reflect.DeepEqual(r, want) || e != wantEntry {
		t.Errorf("%+v %+v, want %+v %+v", r, e, want, wantEntry)
	}
}

// A reason of public interest is asked of the parts an objection touches, and of
// no others.
func TestObjectionTouchesParts(t *testing.T) {
	const given, withheld = "2019-B3.1-given", "2019-B3.3.3"
	part := func(outcome, reason string, untouched bool) Part {
		return Part{Outcome: outcome, What: "x", Reason: reason, Untouched: untouched}
	}
	for _, c := range []struct {
		name  string
		parts []Part
		want  []int
	}{
		{"one part given", []Part{part(given, "", false)}, []int{0}},
		{"one part cannot lie beside it", []Part{part(given, "", true)}, []int{0}},
		{"a reason for each", []Part{part(given, "公共利益", false), part(given, "", false)}, []int{1}},
		{"one lies beside it", []Part{part(given, "公共利益", false), part(given, "", true)}, nil},
		{"a reason for what it does not touch is none for what it does", []Part{part(given, "", false), part(given, "无关", true)}, []int{0}},
		{"what it touches is withheld", []Part{part(withheld, "商业秘密", false), part(given, "", true)}, nil},
	} {
		r := Request{Edition: "2019", Opinions: []Opinion{{N: 1, Party: ThirdParty, Answer: Object, Reasonable: true}}}
		if got := r.Unweighed(c.parts); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		r.Opinions[0].Reasonable = false
		if got := r.Unweighed(c.parts); got != nil {
			t.Errorf("%s, objected without reason: %v", c.name, got)
		}
	}
}
