package publication

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/law/calendar"
)

// The attribute goes with the document: what is forwarded or led elsewhere
// takes it over.
func TestTraceInherits(t *testing.T) {
	forwarded := func(o Origin) Origin {
		o.Kind, o.Name, o.From = Forwarded, "吉政发[2017]3号", "省政府"
		return o
	}
	for _, c := range []struct {
		name   string
		origin Origin
		want   Determination
		err    error
	}{
		{"proactive", forwarded(Origin{Attribute: Proactive}), Determination{Attribute: Proactive, ReexamineOn: calendar.NoDay}, nil},
		{"on request", forwarded(Origin{Attribute: OnRequest}), Determination{OnRequest, "", "随来源文件：省政府 吉政发〔2017〕3号", today + 300}, nil},
		{"withheld, with ground and day", forwarded(Origin{Attribute: Withheld, Ground: "internal", ReexamineOn: today + 9}), Determination{Withheld, "internal", "随来源文件：省政府 吉政发〔2017〕3号", today + 9}, nil},
		{"a day too far is brought nearer", forwarded(Origin{Attribute: Withheld, Ground: "internal", ReexamineOn: today + 999}), Determination{Withheld, "internal", "随来源文件：省政府 吉政发〔2017〕3号", today + 300}, nil},
		{"withheld without a ground", forwarded(Origin{Attribute: Withheld}), Determination{}, ErrGround},
		{"a source that says nothing", forwarded(Origin{}), Determination{Attribute: Proactive, ReexamineOn: calendar.NoDay}, nil},
		{"no document named", Origin{Kind: Forwarded, From: "省政府"}, Determination{}, ErrSource},
		{"no issuer", Origin{Kind: Forwarded, Name: "通知"}, Determination{}, ErrIssuer},
		{"joint without partners", Origin{Kind: Joint, Agency: "FGW"}, Determination{}, ErrPartners},
		{"joint without a lead", Origin{Kind: Joint, Partners: []agency.Code{"JYJ"}}, Determination{}, ErrIssuer},
		{"a kind there is not", Origin{Kind: "copied"}, Determination{}, ErrOrigin},
		{"an attribute there is not", forwarded(Origin{Attribute: "secret"}), Determination{}, ErrAttribute},
	} {
		before := ready(Drafting)
		d, e, err := Trace(before, c.origin, anyGround, today+300, due, "zhang", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err != nil {
			if d.Origin.Kind != "" || d.Attribute != before.Attribute {
				t.Errorf("%s was refused and changed the draft", c.name)
			}
			continue
		}
		if got := (Determination{d.Attribute, d.Ground, d.Reason, d.ReexamineOn}); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if e.Note == "" {
			t.Errorf("%s: the entry names no source", c.name)
		}
	}
}

func TestPartnersAreAskedAtOnce(t *testing.T) {
	d := ready(Drafting)
	d.Consultations = []Consultation{{Agency: "JYJ", Answer: "concur"}}
	d, _, err := Trace(d, Origin{Kind: Joint, Agency: "FGW", Partners: []agency.Code{"JYJ", "CZJ"}}, anyGround, today+300, due, "zhang", now)
	if err != nil || len(d.Consultations) != 2 || d.Consultations[1].Agency != "CZJ" || d.Consultations[1].DueOn != due {
		t.Fatalf("%v: %+v", err, d.Consultations)
	}
	if _, _, err := Submit(d, nil, sound(d), "zhang", now); !errors.Is(err, ErrConsulting) {
		t.Errorf("submitted before a partner answered: %v", err)
	}
	d.Origin.Agency, d.Consultations = "CZJ", nil
	if _, _, err := Submit(d, nil, sound(d), "zhang", now); !errors.Is(err, ErrLead) {
		t.Errorf("published by one who does not lead: %v", err)
	}
	d.Attribute = OnRequest
	if _, _, err := Submit(d, nil, sound(d), "zhang", now); err != nil {
		t.Errorf("kept by one who does not lead: %v", err)
	}
}

// Opening more than the source wants somebody's word, not silence.
func TestOpeningFurtherNeedsConsent(t *testing.T) {
	source := func(a Attribute) Origin { return Origin{Kind: Forwarded, Name: "甲", Agency: "JYJ", Attribute: a} }
	answered := func(answer, decision string) []Consultation {
		return []Consultation{{Agency: "JYJ", Answer: answer, Decision: decision}}
	}
	for _, c := range []struct {
		name  string
		here  Attribute
		from  Origin
		asked []Consultation
		err   error
	}{
		{"own document", Proactive, Origin{}, nil, nil},
		{"as open as the source", Proactive, source(Proactive), nil, nil},
		{"less open than the source", OnRequest, source(Proactive), nil, nil},
		{"further, nobody asked", Proactive, source(OnRequest), nil, ErrConsent},
		{"further by one step", OnRequest, source(Withheld), nil, ErrConsent},
		{"further, with consent", Proactive, source(Withheld), answered("concur", ""), nil},
		{"further, silence", Proactive, source(OnRequest), answered("lapsed", ""), ErrConsent},
		{"further, silence, decided above", Proactive, source(OnRequest), answered("lapsed", DecidedOpen), nil},
		{"further, objection", Proactive, source(OnRequest), answered("object", ""), ErrObjected},
		{"further, objection, decided above", Proactive, source(OnRequest), answered("object", DecidedOpen), nil},
		{"further, objection upheld", Proactive, source(OnRequest), answered("object", DecidedKeep), ErrObjected},
		{"another agency's consent", Proactive, source(OnRequest), []Consultation{{Agency: "CZJ", Answer: "concur"}}, ErrConsent},
		{"an own document that is kept", Proactive, Origin{Kind: Forwarded, Name: "甲", Agency: ready(Drafting).Agency, Attribute: Withheld, Draft: 7}, nil, ErrOwn},
		{"an own document that is not here", Proactive, Origin{Kind: Forwarded, Name: "甲", Agency: ready(Drafting).Agency, Attribute: Withheld}, nil, nil},
		{"from outside, without a paper", Proactive, Origin{Kind: Forwarded, Name: "甲", From: "省政府", Attribute: OnRequest}, nil, ErrConsent},
		{"from outside, with a paper", Proactive, Origin{Kind: Forwarded, Name: "甲", From: "省政府", Attribute: OnRequest, Consent: "吉政办函〔2017〕1号"}, nil, nil},
	} {
		d := ready(Drafting)
		d.Attribute, d.Origin, d.Consultations = c.here, c.from, c.asked
		if _, _, err := Submit(d, nil, sound(d), "zhang", now); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
	}
}

func TestNotes(t *testing.T) {
	for _, c := range []struct {
		attribute Attribute
		body      string
		want      string
	}{
		{Proactive, "<p>正文</p>", "（此件公开发布）"},
		{Proactive, "<p>正文</p><p>(此件公开发布)</p>", ""},
		{OnRequest, "", "（此件依申请公开）"}, {Withheld, "", "（此件不予公开）"}, {"", "", ""},
	} {
		if got := (Content{Body: c.body}).Note(c.attribute); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.attribute, c.body, got, c.want)
		}
	}
}

func TestSplit(t *testing.T) {
	words := func(s string) Content { return Content{Title: "关于供水的通知", Body: s, IssuedOn: today} }
	why := Determination{Withheld, "internal", "含内部流程", today + 100}
	file := Content{Title: "附件", Attachments: []Attachment{{Name: "名单.xlsx", SHA256: "a"}}}
	for _, c := range []struct {
		name       string
		rest, kept Content
		what       Determination
		err        error
	}{
		{"paragraphs", words("<p>公开</p>"), words("<p>内部</p>"), why, nil},
		{"a file", words("<p>公开</p>"), file, why, nil},
		{"on request", words("<p>公开</p>"), file, Determination{OnRequest, "", "量大", today + 100}, nil},
		{"nothing chosen", words("<p>公开</p>"), words(" "), why, ErrPick},
		{"all of it", words(""), words("<p>内部</p>"), why, ErrPickAll},
		{"as public", words("<p>公开</p>"), file, Determination{Attribute: Proactive}, ErrPickKind},
		{"without a ground", words("<p>公开</p>"), file, Determination{Withheld, "", "含内部流程", today + 100}, ErrGround},
		{"without a reason", words("<p>公开</p>"), file, Determination{Withheld, "internal", "", today + 100}, ErrReason},
		{"for ever", words("<p>公开</p>"), file, Determination{Withheld, "internal", "含内部流程", latest + 1}, ErrReexamineFar},
	} {
		d := ready(Drafting)
		d.Consultations = []Consultation{{Agency: "JYJ", Answer: "concur"}}
		rest, part, entries, err := Split(d, 8, c.rest, c.kept, c.what, anyGround, latest, due, "zhao", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err != nil {
			continue
		}
		if !slices.Equal(rest.Parts.Into, []int64{8}) || part.Parts.Of != d.ID || part.ID != 8 {
			t.Errorf("%s: %+v and %+v do not name each other", c.name, rest.Parts, part.Parts)
		}
		if part.Attribute != c.what.Attribute || part.State != Drafting || !part.Wrote("zhang") || !part.Wrote("zhao") {
			t.Errorf("%s: the part is %+v", c.name, part)
		}
		if rest.Consultations[0].Answer != "" || rest.Consultations[0].DueOn != due {
			t.Errorf("%s: the answer to the whole stands for the rest", c.name)
		}
		if entries[0].Thing != "draft/7" || entries[1].Thing != "draft/8" {
			t.Errorf("%s: entries of %s and %s", c.name, entries[0].Thing, entries[1].Thing)
		}
		if _, _, err := Discard(part, "zhang", now); !errors.Is(err, ErrPart) {
			t.Errorf("%s: the part was discarded: %v", c.name, err)
		}
	}
}

func TestConvert(t *testing.T) {
	bound := []Inquiry{{Answer: OnRequest}}
	for _, c := range []struct {
		name     string
		from, to Attribute
		next     calendar.Day
		why      string
		asked    []Inquiry
		state    State
		err      error
	}{
		{"on request to proactive", OnRequest, Proactive, calendar.NoDay, "社会关注", nil, Drafting, nil},
		{"withheld to proactive", Withheld, Proactive, calendar.NoDay, "方案已定", nil, Drafting, nil},
		{"withheld to on request", Withheld, OnRequest, today + 9, "方案已定", nil, Kept, nil},
		{"withheld to on request without a day", Withheld, OnRequest, calendar.NoDay, "方案已定", nil, "", ErrReexamine},
		{"withheld to on request for ever", Withheld, OnRequest, latest + 1, "方案已定", nil, "", ErrReexamineFar},
		{"on request to withheld", OnRequest, Withheld, today + 9, "改主意", nil, "", ErrConvert},
		{"to the same", Withheld, Withheld, today + 9, "不变", nil, "", ErrConvert},
		{"to nothing", Withheld, "", today + 9, "不变", nil, "", ErrConvert},
		{"without a reason", OnRequest, Proactive, calendar.NoDay, " ", nil, "", ErrNote},
		{"as far as was determined", Withheld, OnRequest, today + 9, "方案已定", bound, Kept, nil},
		{"further than was determined", Withheld, Proactive, calendar.NoDay, "方案已定", bound, "", ErrBound},
	} {
		d := ready(Kept)
		d.Attribute, d.Inquiries = c.from, c.asked
		after, e, err := Convert(d, c.to, c.next, c.why, latest, "wang", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err != nil {
			continue
		}
		if after.State != c.state || after.Attribute != c.to || after.Ground != "" || c.state == Drafting && (after.Signer != "" || after.Cleared != "") {
			t.Errorf("%s: %+v", c.name, after)
		}
		if row := after.Conversion(d, c.why, "wang", now); row.From != c.from || row.To != c.to || row.Reason == "" || e.Note == "" {
			t.Errorf("%s: %+v, %q", c.name, row, e.Note)
		}
	}
}

func TestReferAndDecide(t *testing.T) {
	for _, c := range []struct {
		name  string
		asked Consultation
		whose agency.Code
		why   string
		err   error
	}{
		{"an objection", Consultation{Agency: "JYJ", Answer: "object"}, "JYJ", "数字以统计局为准", nil},
		{"a consent", Consultation{Agency: "JYJ", Answer: "concur"}, "JYJ", "理由", ErrNoDispute},
		{"an open question", Consultation{Agency: "JYJ"}, "JYJ", "理由", ErrNoDispute},
		{"silence where no consent is needed", Consultation{Agency: "CZJ", Answer: "lapsed"}, "CZJ", "理由", ErrNoDispute},
		{"silence of the source", Consultation{Agency: "SJW", Answer: "lapsed"}, "SJW", "理由", nil},
		{"twice", Consultation{Agency: "JYJ", Answer: "object", ReferredAt: now}, "JYJ", "理由", ErrReferred},
		{"an agency not asked", Consultation{Agency: "JYJ", Answer: "object"}, "CZJ", "理由", ErrNotConsulted},
		{"without reasons", Consultation{Agency: "JYJ", Answer: "object"}, "JYJ", " ", ErrNote},
	} {
		d := ready(Drafting)
		d.Origin = Origin{Kind: Forwarded, Name: "甲", Agency: "SJW", Attribute: OnRequest}
		d.Consultations = []Consultation{c.asked}
		d, _, err := Refer(d, c.whose, c.why, "zhang", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err != nil {
			continue
		}
		if !d.Awaits() || d.Disputed(d.Consultations[0]) {
			t.Errorf("%s: does not await a decision: %+v", c.name, d.Consultations[0])
		}
		office := account.Actor{Grants: []account.Grant{{Role: account.CityOffice}}}
		if !VisibleDraft(office, d) {
			t.Errorf("%s: who decides does not see it", c.name)
		}
		if _, _, err := Decide(d, c.whose, true, "", "office", now); !errors.Is(err, ErrNote) {
			t.Errorf("%s: decided without words: %v", c.name, err)
		}
		for _, open := range []bool{true, false} {
			decided, e, err := Decide(d, c.whose, open, "协调后认为", "office", now)
			if err != nil || decided.Consultations[0].Referred() || decided.Awaits() || VisibleDraft(office, decided) || e.Agency != "FGW" {
				t.Errorf("%s, decided %v: %v, %+v, %s", c.name, open, err, decided.Consultations[0], e.Agency)
			}
			if stops := decided.Consultations[0].Stops(); stops == open && c.asked.Answer == "object" {
				t.Errorf("%s, decided %v: stops %v", c.name, open, stops)
			}
			if _, _, err := Decide(decided, c.whose, open, "再定", "office", now); !errors.Is(err, ErrDecided) {
				t.Errorf("%s: decided twice: %v", c.name, err)
			}
		}
		c0 := d.Content
		c0.Body = "<p>改过的</p>"
		if edited, _, err := Edit(d, c0, "", due, "zhang", now); err != nil || edited.Awaits() || edited.Consultations[0].Answer != "" {
			t.Errorf("%s: another text keeps the dispute: %v, %+v", c.name, err, edited.Consultations)
		}
	}
}

// While the authority has not answered nothing passes the review; its answer
// binds until it is asked again.
func TestInquiry(t *testing.T) {
	ask := func(d Draft) Draft {
		t.Helper()
		d, e, err := AskSecrecy(d, Inquiry{To: "市国家保密局", Question: "附图能否公开", Number: "长公开函〔2017〕1号"}, "zhang", now)
		if err != nil || e.Note == "" {
			t.Fatal(err, e.Note)
		}
		return d
	}
	file := &Attachment{Name: "复函.pdf", SHA256: "a"}
	reviewed := ask(ready(Reviewing))
	if _, _, err := Clear(reviewed, sound(reviewed), "", "li", now); !errors.Is(err, ErrInquiring) {
		t.Errorf("cleared while asking: %v", err)
	}
	if _, _, err := AskSecrecy(reviewed, Inquiry{To: "市国家保密局", Question: "再问"}, "zhang", now); !errors.Is(err, ErrInquiring) {
		t.Errorf("asked twice: %v", err)
	}
	for _, c := range []struct {
		name string
		in   Answer
		err  error
	}{
		{"open", Answer{Determination{Attribute: Proactive}, today, "长保函〔2017〕8号", "可以公开", file}, nil},
		{"withheld", Answer{Determination{Withheld, "internal", "", today + 100}, today, "", "附图不公开", file}, nil},
		{"withheld without words", Answer{Determination{Withheld, "internal", "", today + 100}, today, "", "", file}, ErrReason},
		{"withheld without a ground", Answer{Determination{Withheld, "", "", today + 100}, today, "", "附图不公开", file}, ErrGround},
		{"before it was asked", Answer{Determination{Attribute: Proactive}, today - 1, "", "", file}, ErrAnsweredOn},
		{"tomorrow", Answer{Determination{Attribute: Proactive}, today + 1, "", "", file}, ErrAnsweredOn},
		{"no day", Answer{Determination{Attribute: Proactive}, calendar.NoDay, "", "", file}, ErrAnsweredOn},
		{"no letter", Answer{Determination{Attribute: Proactive}, today, "", "", nil}, ErrAnswerFile},
		{"no attribute", Answer{Determination{}, today, "", "", file}, ErrAttribute},
	} {
		d, _, err := AnswerSecrecy(reviewed, c.in, anyGround, latest, "li", now)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
		}
		if err == nil && (d.Inquiring() || d.Attribute != c.in.Attribute || reviewed.Inquiries[0].Answer != "") {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
	if _, _, err := AnswerSecrecy(ready(Drafting), Answer{}, anyGround, latest, "li", now); !errors.Is(err, ErrNoInquiry) {
		t.Errorf("an answer to no question: %v", err)
	}
	bound, _, err := AnswerSecrecy(ask(ready(Drafting)), Answer{Determination{OnRequest, "", "", today + 100}, today, "", "限申请人", file}, anyGround, latest, "zhang", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Determine(bound, Determination{Attribute: Proactive}, anyGround, latest, "zhang", now); !errors.Is(err, ErrBound) {
		t.Errorf("opened further than was determined: %v", err)
	}
	if _, _, err := Trace(bound, Origin{Kind: Forwarded, Name: "甲", From: "省政府", Attribute: Proactive}, anyGround, today+300, due, "zhang", now); !errors.Is(err, ErrBound) {
		t.Errorf("opened further by its source: %v", err)
	}
	again, _, err := AnswerSecrecy(ask(bound), Answer{Determination{Attribute: Proactive}, today, "", "情势变化，可以公开", file}, anyGround, latest, "zhang", now.Add(time.Hour))
	if err != nil || again.Attribute != Proactive || len(again.Inquiries) != 2 {
		t.Errorf("asked again: %v, %+v", err, again)
	}
}
