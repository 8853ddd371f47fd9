package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// kept is a draft of the agency that was signed not to be published.
func kept(t *testing.T, o *officetest.Office, in agency.Code, number string, a publication.Attribute) publication.Draft {
	t.Helper()
	ctx := t.Context()
	low := strings.ToLower(string(in))
	clerk := o.As(t, account.Login("clerk-"+low))
	c := o.Content("内部办法" + number)
	c.Number = number
	d, err := o.Start(ctx, clerk, in, c)
	what := publication.Determination{Attribute: a, Reason: "过程性信息", ReexamineOn: o.Today() + 100}
	if a == publication.Withheld {
		what.Ground = "2008-14-1"
	}
	for _, step := range []func() (publication.Draft, error){
		func() (publication.Draft, error) { return o.Determine(ctx, clerk, d.ID, 0, what) },
		func() (publication.Draft, error) { return o.Submit(ctx, clerk, d.ID, 0) },
		func() (publication.Draft, error) {
			return o.Clear(ctx, o.As(t, account.Login("secrecy-"+low)), d.ID, 0, "")
		},
		func() (publication.Draft, error) {
			return o.Withhold(ctx, o.As(t, account.Login("signer-"+low)), d.ID, 0)
		},
	} {
		if err == nil {
			_, err = step()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err = o.Store.Draft(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A document that is forwarded follows the one it forwards, and is opened
// further only with that agency's word.
func TestTheAttributeFollowsTheSource(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		source := kept(t, o, "JYJ", "长教发〔2017〕8号", publication.OnRequest)
		d, err := o.Start(ctx, clerk, "FGW", o.Content("转发办法"))
		if err != nil {
			t.Fatal(err)
		}
		// What the clerk says of the source does not count against the record.
		d, err = o.Trace(ctx, clerk, d.ID, 0, publication.Origin{Kind: publication.Forwarded, Name: "长教发[2017]8号", From: "省政府", Attribute: publication.Proactive})
		if err != nil || d.Origin.Draft != source.ID || d.Origin.Agency != "JYJ" || d.Attribute != publication.OnRequest || d.ReexamineOn != source.ReexamineOn {
			t.Fatalf("traced: %v, %+v", err, d)
		}
		d, err = o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive})
		if err != nil || len(d.Consultations) != 1 || d.Consultations[0].Agency != "JYJ" {
			t.Fatalf("the source was not asked: %v, %+v", err, d.Consultations)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); !errors.Is(err, publication.ErrConsulting) {
			t.Errorf("submitted before the source answered: %v", err)
		}
		o.Clock.Add(20 * 24 * time.Hour)
		if n, err := o.LapseAll(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); !errors.Is(err, publication.ErrConsent) {
			t.Errorf("silence opened it: %v", err)
		}
		if _, err := o.Refer(ctx, clerk, d.ID, 0, "JYJ", "办法已经印发，应当公开"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Decide(ctx, o.As(t, "head-fgw"), d.ID, 0, "JYJ", true, "同意"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("decided by a party: %v", err)
		}
		if _, err := o.Decide(ctx, o.As(t, "city"), d.ID, 0, "JYJ", true, "已施行，可以公开"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); err != nil {
			t.Errorf("after the decision: %v", err)
		}
		if got := acts(t, o, d.Thing()); !strings.Contains(got, "draft.trace by clerk-fgw; draft.determine by clerk-fgw; draft.consult by clerk-fgw; draft.lapse by clock; draft.refer by clerk-fgw; draft.decide by city; draft.submit") {
			t.Errorf("the journal says %s", got)
		}
	})
}

// A source without a number typed is found by its title in the agency named,
// however that is written, and the least open of one title counts.
func TestASourceIsFoundByItsTitle(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		own := kept(t, o, "FGW", "长发改〔2017〕8号", publication.Withheld) // 内部办法长发改〔2017〕8号
		theirs := kept(t, o, "JYJ", "Ａ", publication.OnRequest)
		kept(t, o, "JYJ", "Ａ", publication.Withheld)
		if own.Content.Title != "内部办法长发改〔2017〕8号" || theirs.Content.Title != "内部办法Ａ" {
			t.Fatal(own.Content.Title, theirs.Content.Title)
		}
		for _, c := range []struct {
			name  string
			in    agency.Code
			typed publication.Attribute
			want  publication.Attribute
			known bool
		}{
			{"内部办法Ａ", "JYJ", publication.Proactive, publication.Withheld, true},
			{"《内部 办法　A》", "JYJ", publication.Proactive, publication.Withheld, true},
			{"内部办法A", "FGW", publication.Proactive, publication.Proactive, false}, // another agency's
			{"内部办法B", "JYJ", publication.OnRequest, publication.OnRequest, false},
			{"内部办法", "JYJ", publication.Proactive, publication.Proactive, false},
		} {
			got, err := o.Source(ctx, publication.Draft{Agency: "FGW"}, publication.Origin{Kind: publication.Forwarded, Name: c.name, Agency: c.in, Attribute: c.typed})
			if err != nil || got.Attribute != c.want || got.Missing() == c.known {
				t.Errorf("%s of %s: %v, %+v", c.name, c.in, err, got)
			}
		}
		d, err := o.Start(ctx, clerk, "FGW", o.Content("转发"))
		if err == nil {
			d, err = o.Trace(ctx, clerk, d.ID, 0, publication.Origin{Kind: publication.Forwarded, Name: "内部办法（B）", Agency: "FGW", Attribute: publication.Proactive})
		}
		if err == nil {
			_, err = o.Submit(ctx, clerk, d.ID, 0)
		}
		if err != nil {
			t.Errorf("what the platform has not got stands as it was typed: %v", err)
		}
		p := o.Public(t, "FGW", "公开的办法")
		got, err := o.Source(ctx, publication.Draft{Agency: "JYJ"}, publication.Origin{Kind: publication.Forwarded, Name: " 公开的 办法", Agency: "FGW", Attribute: publication.Withheld})
		if err != nil || got.Publication != p.ID || got.Attribute != publication.Proactive {
			t.Errorf("a public one: %v, %+v", err, got)
		}
	})
}

// What was kept and is opened has its twenty working days from then on, before
// it is published and after.
func TestTheClockOfWhatWasOpenedRunsFromThen(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		source := kept(t, o, "FGW", "长发改〔2017〕9号", publication.Withheld)
		o.Clock.Add(60 * 24 * time.Hour)
		opened := o.Today()
		d, err := o.Reexamine(ctx, o.As(t, "signer-fgw"), source.ID, 0, true, calendar.NoDay, "方案已定")
		if err != nil || d.ClockFrom() != opened {
			t.Fatal(err, d.ClockFrom(), opened)
		}
		formed, err := o.Store.DraftsFormed(ctx)
		if err != nil || len(formed) != 1 || calendar.On(formed[0].OpenedAt) != opened || formed[0].N != 1 {
			t.Errorf("counted %v %+v", err, formed)
		}
		if d, err = o.Store.Draft(ctx, d.ID); err != nil || d.ClockFrom() != opened {
			t.Errorf("as it is kept: %v %s", err, d.ClockFrom())
		}
		if n, err := o.Store.Openings(ctx); err != nil || len(n) != 0 {
			t.Errorf("nothing is public yet: %v %v", n, err)
		}
		if _, err = o.Submit(ctx, o.As(t, "clerk-fgw"), d.ID, 0); err == nil {
			_, err = o.Clear(ctx, o.As(t, "secrecy-fgw"), d.ID, 0, "")
		}
		o.Clock.Add(time.Hour)
		p, failed := o.Office.Publish(ctx, o.As(t, "signer-fgw"), d.ID, 0)
		if err != nil || failed != nil {
			t.Fatal(err, failed)
		}
		n, err := o.Store.Openings(ctx)
		if err != nil || len(n) != 1 || calendar.On(n[p.ID]) != opened {
			t.Errorf("of what is public: %v %v", err, n)
		}
		if due := o.DueOn(publication.ClockFrom(p.Content.IssuedOn, n[p.ID])); due.Late(p.PublishedOn()) {
			t.Errorf("published the day it was opened, and late: %+v", due)
		}
	})
}

// A form that is sent twice is one draft, whoever else uses its key.
func TestAFormBecomesOneDraft(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		start := func(who account.Login, in agency.Code, key string) int64 {
			t.Helper()
			d, err := o.StartOnce(ctx, o.As(t, who), in, o.Content("通知"), key)
			if err != nil || d.Stamp != 1 {
				t.Fatal(err, d.Stamp)
			}
			return d.ID
		}
		first := start("clerk-fgw", "FGW", "k")
		if again := start("clerk-fgw", "FGW", "k"); again != first {
			t.Errorf("one form became %d and %d", first, again)
		}
		for _, other := range []int64{start("clerk-fgw", "FGW", "l"), start("clerk-jyj", "JYJ", "k"), start("clerk-fgw", "FGW", ""), start("clerk-fgw", "FGW", "")} {
			if other <= first {
				t.Errorf("another form became draft %d", other)
			}
			first = other
		}
		if id, err := o.Started(ctx, o.As(t, "clerk-fgw"), "m"); id != 0 || err != nil {
			t.Errorf("nothing was started under this key: %d %v", id, err)
		}
	})
}

// A source that was opened meanwhile stops nothing.
func TestASourceThatIsOpenedFreesTheForward(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		source := kept(t, o, "FGW", "长发改〔2017〕8号", publication.Withheld)
		d, err := o.Start(ctx, clerk, "FGW", o.Content("转发自己的办法"))
		if err == nil {
			d, err = o.Trace(ctx, clerk, d.ID, 0, publication.Origin{Kind: publication.Forwarded, Name: "长发改〔2017〕8号", Agency: "FGW"})
		}
		if err != nil || d.Attribute != publication.Withheld || d.Ground != "2008-14-1" {
			t.Fatal(err, d.Attribute, d.Ground)
		}
		if d, err = o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive}); err != nil || len(d.Consultations) != 0 {
			t.Fatal(err, d.Consultations)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); !errors.Is(err, publication.ErrOwn) {
			t.Errorf("opened further than its source: %v", err)
		}
		if _, err := o.Convert(ctx, o.As(t, "signer-fgw"), source.ID, 0, publication.Proactive, calendar.NoDay, "方案已定"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Submit(ctx, clerk, d.ID, 0); err != nil {
			t.Errorf("after the source was opened: %v", err)
		}
		if n, err := o.Store.ConversionCounts(ctx, officetest.Begin, o.Now().Add(time.Hour)); err != nil || len(n) != 1 || n[0].N != 1 {
			t.Errorf("counted %v, %v", n, err)
		}
	})
}

func TestJointDocumentsAskTheirPartners(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		d, err := o.Start(ctx, clerk, "FGW", o.Content("联合通知"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Trace(ctx, clerk, d.ID, 0, publication.Origin{Kind: publication.Joint, Partners: []agency.Code{"NONE"}}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a partner there is not: %v", err)
		}
		d, err = o.Trace(ctx, clerk, d.ID, 0, publication.Origin{Kind: publication.Joint, Partners: []agency.Code{"JYJ", "RSJ"}})
		if err != nil || d.Origin.Agency != "FGW" || len(d.Consultations) != 2 {
			t.Fatalf("%v: %+v, %+v", err, d.Origin, d.Consultations)
		}
		if list, err := o.Store.DraftsAsking(ctx, "JYJ"); err != nil || len(list) != 1 {
			t.Errorf("the partner's queue: %v, %v", list, err)
		}
	})
}

// What cannot be opened is taken out and kept; the rest goes on and says so.
func TestSplitOff(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk := o.As(t, "clerk-fgw")
		c := o.Content("应急预案")
		c.Body = "<p>第一段</p><p>部署甲</p><p>部署乙</p><p>末段</p>"
		c.Attachments = []publication.Attachment{{Name: "公开.pdf", SHA256: "a"}, {Name: "力量部署.xlsx", SHA256: "b"}}
		d, err := o.Start(ctx, clerk, "FGW", c)
		if err != nil {
			t.Fatal(err)
		}
		what := publication.Determination{Attribute: publication.Withheld, Ground: "2008-08-1", Reason: "危及公共安全", ReexamineOn: o.Today() + 200}
		rest, part, err := o.Split(ctx, clerk, d.ID, d.Stamp, office.SplitOff{Blocks: []int{1, 2}, Files: []string{"b"}, Determination: what})
		if err != nil {
			t.Fatal(err)
		}
		if rest.Content.Body != "<p>第一段</p><p>（此处内容不予公开）</p><p>末段</p>" || len(rest.Content.Attachments) != 1 || rest.Content.Attachments[0].SHA256 != "a" {
			t.Errorf("what goes on: %+v", rest.Content)
		}
		if part.Content.Body != "<p>部署甲</p><p>部署乙</p>" || len(part.Content.Attachments) != 1 || part.Content.Title != "应急预案（不予公开部分）" || part.State != publication.Reviewing {
			t.Errorf("what is kept: %s %+v", part.State, part.Content)
		}
		for _, d := range []publication.Draft{rest, part} {
			if back, err := o.Store.Draft(ctx, d.ID); err != nil || back.Stamp != d.Stamp || back.Parts.Of != d.Parts.Of {
				t.Errorf("on record: %+v, %v", back, err)
			}
		}
		if got := acts(t, o, part.Thing()); got != "draft.split by clerk-fgw; draft.submit by clerk-fgw; " {
			t.Errorf("the journal of the part: %s", got)
		}
		if _, _, err := o.Split(ctx, clerk, rest.ID, 0, office.SplitOff{Blocks: []int{0, 1, 2}, Files: []string{"a"}, Determination: what}); !errors.Is(err, publication.ErrPickAll) {
			t.Errorf("all of it: %v", err)
		}
	})
}

// The question goes out as a letter of the agency; the answer binds.
func TestAskSecrecy(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		clerk, reviewer := o.As(t, "clerk-fgw"), o.As(t, "secrecy-fgw")
		d, err := o.Start(ctx, clerk, "FGW", o.Content("管网图"))
		if err == nil {
			_, err = o.Determine(ctx, clerk, d.ID, 0, publication.Determination{Attribute: publication.Proactive})
		}
		if err == nil {
			_, err = o.Submit(ctx, clerk, d.ID, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.AskSecrecy(ctx, reviewer, d.ID, 0, "", "图上有坐标"); !errors.Is(err, publication.ErrAuthority) {
			t.Errorf("nobody is asked: %v", err)
		}
		d, err = o.AskSecrecy(ctx, reviewer, d.ID, 0, "市国家保密局", "图上有坐标\n# 不是标题")
		if err != nil {
			t.Fatal(err)
		}
		q := d.Inquiries[0]
		if q.Number != "发改委公开函〔2017〕1号" || q.PDF == "" || q.DOCX == "" || q.AskedOn != o.Today() {
			t.Errorf("asked %+v", q)
		}
		for _, hash := range []string{q.PDF, q.DOCX} {
			blob, err := o.Blobs.Open(ctx, hash)
			if err != nil {
				t.Fatal(err)
			}
			blob.Close()
		}
		if _, err := o.Clear(ctx, reviewer, d.ID, 0, ""); !errors.Is(err, publication.ErrInquiring) {
			t.Errorf("cleared while the question is open: %v", err)
		}
		answer := publication.Answer{On: o.Today(), Reply: "长保函〔2017〕3号", Words: "坐标属于内部事项", File: &publication.Attachment{Name: "复函.pdf", SHA256: q.PDF},
			Determination: publication.Determination{Attribute: publication.OnRequest, ReexamineOn: o.Today() + 300}}
		if d, err = o.AnswerSecrecy(ctx, reviewer, d.ID, 0, answer); err != nil || d.Attribute != publication.OnRequest || d.Reason != "坐标属于内部事项" {
			t.Fatalf("%v: %+v", err, d)
		}
		if _, err := o.Clear(ctx, reviewer, d.ID, 0, ""); err != nil {
			t.Errorf("after the answer: %v", err)
		}
		if _, err := o.Withhold(ctx, o.As(t, "signer-fgw"), d.ID, 0); err != nil {
			t.Error(err)
		}
		if _, err := o.Convert(ctx, o.As(t, "signer-fgw"), d.ID, 0, publication.Proactive, calendar.NoDay, "想公开"); !errors.Is(err, publication.ErrBound) {
			t.Errorf("opened further than was determined: %v", err)
		}
	})
}

// No day of re-examination lies farther ahead than the city allows.
func TestReexamineWithinTheCitysYears(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		signer := o.As(t, "signer-fgw")
		d := kept(t, o, "FGW", "", publication.OnRequest)
		far := calendar.On(o.Now().AddDate(1, 6, 0))
		if err := o.Set(ctx, o.As(t, "city"), "reexamine_years", "1"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Reexamine(ctx, signer, d.ID, 0, false, far, "仍不宜公开"); !errors.Is(err, publication.ErrReexamineFar) {
			t.Errorf("kept for a year and a half: %v", err)
		}
		if err := o.Set(ctx, o.As(t, "city"), "reexamine_years", "2"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Reexamine(ctx, signer, d.ID, 0, false, far, "仍不宜公开"); err != nil {
			t.Error(err)
		}
		if got := acts(t, o, d.Thing()); !strings.HasSuffix(got, string(journal.DraftReexamine)+" by signer-fgw; ") {
			t.Errorf("the journal says %s", got)
		}
	})
}
