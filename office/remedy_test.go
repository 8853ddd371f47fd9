package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/remedy"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/store"
)

// answered is a request of the agency that was refused and delivered.
func answered(t *testing.T, o *officetest.Office) request.Request {
	t.Helper()
	return answeredTo(t, o, "王")
}

// answeredTo is [answered] for an applicant of the name.
func answeredTo(t *testing.T, o *officetest.Office, name string) request.Request {
	t.Helper()
	ctx := context.Background()
	r, _, err := o.File(ctx, o.As(t, "clerk-fgw"), filing(name))
	if err != nil {
		t.Fatal(err)
	}
	sum, size, err := o.Blobs.Put(ctx, strings.NewReader("听证会笔录原件"))
	if err != nil {
		t.Fatal(err)
	}
	proof, proofSize, err := o.Blobs.Put(ctx, strings.NewReader("邮寄回执"))
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	edition, _ := regulation.ByCode(r.Edition)
	for _, out := range edition.Outcomes {
		if out.Refuses && out.NeedsGround {
			code = out.Code
			break
		}
	}
	out, _ := edition.Outcome(code)
	for _, step := range []struct {
		who account.Login
		do  func(request.Request, request.Hand) (request.Request, journal.Entry, error)
	}{
		{"clerk-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Draft(r, []request.Part{{Outcome: code, Ground: out.Grounds[0], Reason: "涉及内部讨论，公开影响今后讨论"}}, "# 告知书\n不予公开。", nil, h)
		}},
		{"clerk-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			r = request.Attach(r, request.File{Name: "笔录.txt", Type: "text/plain", Size: size, Hash: sum, Of: "original"},
				request.File{Name: "回执.txt", Type: "text/plain", Size: proofSize, Hash: proof, Of: "proof"})
			return request.Propose(r, h)
		}},
		{"reviewer-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Review(r, "同意", h)
		}},
		{"signer-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Sign(r, request.Letter{Title: "不予公开告知书", Number: "发改公开告〔2017〕1号", Text: "不予公开", PDF: proof, DOCX: proof}, h)
		}},
		{"clerk-fgw", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Deliver(r, request.Delivery{Route: "post", On: calendar.On(h.At), Proof: "EMS123", File: proof}, h)
		}},
	} {
		if r, err = o.OnRequest(ctx, o.As(t, step.who), r.ID, 0, step.do); err != nil {
			t.Fatalf("%s: %v", step.who, err)
		}
	}
	return r
}

// A case opened by hand before its order was on record takes the day the decision
// sets, if it sets one, in the act that names the case.
func TestAnOrderBindsItsCase(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		clerk, head := o.As(t, "clerk-fgw"), o.As(t, "head-fgw")
		typed, ordered := o.Today()+40, o.Today()+20
		for _, c := range []struct {
			name    string
			who     string // asks, so that cases differ
			by      calendar.Day
			want    calendar.Day
			entries string // of the new case
		}{
			{"the decision sets a day", "甲", ordered, ordered, "request.reopen by head-fgw; request.order by head-fgw; "},
			{"the decision sets none", "乙", calendar.NoDay, typed, "request.reopen by head-fgw; "},
			{"the same day was typed", "丙", typed, typed, "request.reopen by head-fgw; "},
		} {
			r := answeredTo(t, o, c.who)
			v, err := o.RegisterReconsideration(ctx, clerk, remedy.Matter{About: r.Thing(), On: o.Today(), Subject: "不服", Parties: []remedy.Party{{Name: c.who}}}, "市政府", "")
			if err == nil {
				v, err = o.OnRemedy(ctx, clerk, v.Kind, v.ID, 0, func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
					return remedy.AcceptReconsideration(v, o.Today(), o.Today(), false, "", cal, clerk.Login, at)
				})
			}
			if err != nil {
				t.Fatal(c.name, err)
			}
			byHand, err := o.ReopenRequest(ctx, head, r.ID, "复议决定书", o.Today(), typed)
			if err != nil {
				t.Fatal(c.name, err)
			}
			v, err = o.OnRemedy(ctx, clerk, v.Kind, v.ID, 0, func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.DecideReconsideration(v, remedy.Decision{On: o.Today(), Result: "annulled", Again: true, AgainBy: c.by}, clerk.Login, at)
			})
			if err != nil {
				t.Fatal(c.name, err)
			}
			v, bound, err := o.ReopenByRemedy(ctx, head, v.Kind, v.ID, v.Stamp, calendar.NoDay)
			if err != nil || v.Reopened != byHand.Thing() || bound.ID != byHand.ID {
				t.Fatalf("%s: %s, %s, %v", c.name, v.Reopened, bound.Thing(), err)
			}
			read, err := o.Store.Request(ctx, byHand.ID)
			days, err2 := o.Store.OrderedDays(ctx, []request.ID{byHand.ID})
			if err != nil || err2 != nil || read.OrderedOn() != c.want || days[byHand.ID] != c.want || read.Stamp != bound.Stamp {
				t.Errorf("%s: ordered by %v and %v, want %v; stamps %d, %d; %v, %v", c.name, read.OrderedOn(), days, c.want, read.Stamp, bound.Stamp, err, err2)
			}
			if got := acts(t, o, byHand.Thing()); got != c.entries {
				t.Errorf("%s: %s, want %s", c.name, got, c.entries)
			}
		}
	})
}

// A refusal is contested: what was decided is taken over from the request, and
// the decision that orders another answer opens the new case.
func TestContesting(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		r := answered(t, o)
		clerk, head, city := o.As(t, "clerk-fgw"), o.As(t, "head-fgw"), o.As(t, "city")
		m := remedy.Matter{About: r.Thing(), On: o.Today(), Subject: "不服不予公开", Parties: []remedy.Party{{Name: "王"}}}

		for name, c := range map[string]struct {
			by   account.Actor
			m    remedy.Matter
			want error
		}{
			"about a request there is not": {clerk, remedy.Matter{About: "request/2017-000999", On: o.Today(), Subject: "甲", Parties: m.Parties}, office.ErrRemedyAbout},
			"about nothing known":          {clerk, remedy.Matter{About: "draft/1", On: o.Today(), Subject: "甲", Parties: m.Parties}, office.ErrRemedyAbout},
			"about another agency's":       {clerk, remedy.Matter{Agency: "JYJ", About: r.Thing(), On: o.Today(), Subject: "甲", Parties: m.Parties}, office.ErrRemedyAgency},
			"of no agency":                 {city, remedy.Matter{On: o.Today(), Subject: "甲", Parties: m.Parties}, remedy.ErrAgency},
			"by another agency":            {o.As(t, "clerk-jyj"), m, account.ErrForbidden},
		} {
			if _, err := o.RegisterReconsideration(ctx, c.by, c.m, "市政府", ""); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		v, err := o.RegisterReconsideration(ctx, clerk, m, "市政府", "")
		if err != nil || v.Agency != "FGW" || v.Decision != r.Outcome || v.Ground != r.Decision.Parts[0].Ground ||
			v.Officers != (remedy.Officers{Drafter: "clerk-fgw", Reviewer: "reviewer-fgw", Signer: "signer-fgw"}) || v.Number() != "2017-000001" {
			t.Fatalf("%+v, %v", v, err)
		}
		step := func(by account.Actor, v remedy.Remedy, act func(remedy.Remedy, *calendar.Calendar, time.Time) (remedy.Remedy, journal.Entry, error)) remedy.Remedy {
			t.Helper()
			v, err := o.OnRemedy(ctx, by, v.Kind, v.ID, v.Stamp, act)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		v = step(clerk, v, func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.AcceptReconsideration(v, o.Today(), o.Today(), false, "", cal, clerk.Login, at)
		})
		if _, err := o.OnRemedy(ctx, clerk, v.Kind, v.ID, v.Stamp-1, nil); !errors.Is(err, store.ErrChanged) {
			t.Errorf("on what somebody changed: %v", err)
		}
		v = step(clerk, v, func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.DecideReconsideration(v, remedy.Decision{On: o.Today(), Result: "annulled", Again: true, AgainBy: o.Today() + 30}, clerk.Login, at)
		})
		if !v.MustReopen() {
			t.Fatal("no other answer is owed")
		}
		if _, _, err := o.ReopenByRemedy(ctx, clerk, v.Kind, v.ID, v.Stamp, o.Today()); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("reopened by a clerk: %v", err)
		}
		if old, err := o.Store.Request(ctx, r.ID); err != nil || old.Next != 0 {
			t.Errorf("refused, and the request was changed: %v, %v", old.Next, err)
		}
		v, anew, err := o.ReopenByRemedy(ctx, head, v.Kind, v.ID, v.Stamp, o.Today())
		if err != nil || v.Reopened != anew.Thing() || anew.Previous != r.ID || !anew.Ordered || anew.ReceivedOn != o.Today() || v.MustReopen() {
			t.Fatalf("reopened as %s: %+v, %v", anew.Thing(), v, err)
		}
		if anew.OrderedOn() != o.Today()+30 {
			t.Errorf("the decision gave until %v, the new case has %v", o.Today()+30, anew.OrderedOn())
		}
		read, err := o.Store.Request(ctx, anew.ID)
		days, err2 := o.Store.OrderedDays(ctx, []request.ID{r.ID, anew.ID})
		if err != nil || err2 != nil || read.OrderedOn() != o.Today()+30 || len(days) != 1 || days[anew.ID] != o.Today()+30 {
			t.Errorf("read back: %v, %v, %v, %v", read.OrderedOn(), days, err, err2)
		}
		if _, _, err := o.ReopenByRemedy(ctx, head, v.Kind, v.ID, 0, o.Today()); !errors.Is(err, remedy.ErrReopened) {
			t.Errorf("reopened twice: %v", err)
		}

		suit, err := o.RegisterSuit(ctx, clerk, remedy.Matter{About: v.Thing(), On: o.Today(), Subject: "不服复议", Parties: m.Parties},
			remedy.Filing{Route: remedy.Further, Court: "法院", ServedOn: calendar.NoDay})
		if err != nil || suit.Decision != r.Outcome || suit.Agency != "FGW" {
			t.Errorf("a suit after it: %+v, %v", suit, err)
		}

		// A complaint of the applicant's own goes to the city, and is theirs.
		c, err := o.Complain(ctx, r.ID, "答复太慢")
		if err != nil || c.Handler != "ZF" || c.Agency != "FGW" || c.Applicant() != "王" || c.Channel != "online" {
			t.Fatalf("complaint: %+v, %v", c, err)
		}
		withdraw := func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.WithdrawComplaint(v, o.Today(), "", account.AskerLogin, at)
		}
		if _, err := o.OnRemedy(ctx, account.Applicant(r.Thing()), c.Kind, c.ID, 0, withdraw); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("withdrawn with the right to something else: %v", err)
		}
		if c, err = o.OnRemedy(ctx, account.Applicant(c.Thing()), c.Kind, c.ID, 0, withdraw); err != nil || c.Outcome != remedy.Withdrawn {
			t.Errorf("withdrawn by the complainant: %v", err)
		}
		if _, err := o.RegisterComplaint(ctx, city, remedy.Matter{Agency: "FGW", On: o.Today(), Subject: "甲"}, "phone", "JYJ"); !errors.Is(err, remedy.ErrHandler) {
			t.Errorf("a complaint to a sister: %v", err)
		}
		if _, err := o.IssueOrder(ctx, head, remedy.Matter{Agency: "JYJ", On: o.Today(), Subject: "甲", Claim: "乙"}, "late", o.Today()+9, "FGW", ""); !errors.Is(err, remedy.ErrIssuer) {
			t.Errorf("an order to a sister: %v", err)
		}
		above, err := office.Above(ctx, o.Store.Reader, "ZF")
		if err != nil || len(above) != 0 {
			t.Errorf("above the city: %v, %v", above, err)
		}
		if above, err = office.Above(ctx, o.Store.Reader, "FGW"); err != nil || len(above) != 1 || above[0] != agency.Code("ZF") {
			t.Errorf("above a bureau: %v, %v", above, err)
		}
	})
}

// A further holiday notice moves the running clocks of remedies, with an entry.
func TestNoticesMoveRemedies(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		o.Clock.Set(time.Date(2027, 1, 4, 2, 0, 0, 0, time.UTC))
		v, err := o.RegisterReconsideration(ctx, o.As(t, "clerk-fgw"), remedy.Matter{Agency: "FGW", On: o.Today(), Subject: "甲", Parties: []remedy.Party{{Name: "王"}}}, "市政府", "")
		if err != nil || !v.Clocks[0].Provisional {
			t.Fatalf("%+v, %v", v.Clocks, err)
		}
		_, moved, err := o.AddNotice(ctx, o.As(t, "city"), []byte(`{"year":2027,"number":"国办发明电〔2026〕9号","title":"关于2027年部分节假日安排的通知","days":[{"name":"元旦","date":"2027-01-05","isOffDay":true}]}`), calendar.MustDay("2027-01-04"))
		if err != nil || moved != 1 {
			t.Fatalf("moved %d, %v", moved, err)
		}
		now, err := o.Store.Remedy(ctx, v.Kind, v.ID)
		if err != nil || now.DueOn <= v.DueOn || now.Clocks[0].Provisional {
			t.Errorf("due %s, then %s, %v", v.DueOn, now.DueOn, err)
		}
		entries, err := o.Store.JournalOf(ctx, v.Thing())
		if err != nil || len(entries) != 2 || entries[1].Act != journal.RemedyReckon || !strings.Contains(entries[1].Note, now.DueOn.String()) {
			t.Errorf("%+v, %v", entries, err)
		}
	})
}

// The pack holds what its list says, each file with its hash, but not what the
// answer withheld.
func TestEvidence(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		r := answered(t, o)
		clerk := o.As(t, "clerk-fgw")
		v, err := o.RegisterReconsideration(ctx, clerk, remedy.Matter{About: r.Thing(), On: o.Today(), Subject: "不服", Parties: []remedy.Party{{Name: "王"}}}, "市政府", "")
		if err != nil {
			t.Fatal(err)
		}
		sum, size, err := o.Blobs.Put(ctx, strings.NewReader("复议申请书"))
		if err != nil {
			t.Fatal(err)
		}
		v, err = o.OnRemedy(ctx, clerk, v.Kind, v.ID, v.Stamp, func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.Attach(v, remedy.Document{Name: "申请书/副本.txt", Type: "text/plain", Size: size, SHA256: sum}, "FGW", clerk.Login, at)
		})
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		if err := o.Evidence(ctx, v.Thing(), &packed); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
		if err != nil {
			t.Fatal(err)
		}
		content := map[string]string{}
		for _, f := range z.File {
			rc, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(rc)
			if err != nil {
				t.Fatal(err)
			}
			content[f.Name] = string(b)
		}
		if !strings.HasPrefix(content["证据目录.pdf"], "%PDF-") {
			t.Errorf("no index among %d files", len(content))
		}
		listed := 0
		for _, line := range strings.Split(strings.TrimSpace(content["SHA256SUMS"]), "\n") {
			hash, name, _ := strings.Cut(line, "  ")
			got := sha256.Sum256([]byte(content[name]))
			if hex.EncodeToString(got[:]) != hash {
				t.Errorf("%s does not have the hash %s", name, hash)
			}
			listed++
		}
		if listed != 4 || len(content) != listed+2 {
			t.Errorf("%d listed, %d in the pack", listed, len(content))
		}
		// What was asked stands in the index and, as it was filed, on a form.
		for name, want := range map[string][]string{
			"证据目录.pdf":            {"申请事项", r.Asked.Subject, r.Asked.Text, "1申请表"},
			"材料/01-政府信息公开申请表.pdf": {"政府信息公开申请表", r.Asked.Subject, r.Asked.Text, r.Applicant.Name, r.Applicant.PaperNumber, r.Asked.Route.Name()},
		} {
			if text, ok := printed(t, content[name]); ok {
				for _, words := range want {
					if !strings.Contains(text, words) {
						t.Errorf("%s lacks %q:\n%s", name, words, text)
					}
				}
			}
		}
		for name, text := range content {
			if strings.Contains(text, "听证会笔录原件") {
				t.Errorf("%s gives the original away", name)
			}
		}
		var whole bytes.Buffer
		if err := o.Evidence(ctx, r.Thing(), &whole); err != nil || whole.Len() == 0 {
			t.Errorf("of the request itself: %v", err)
		}
		for _, thing := range []string{"suit/2017-000009", "draft/1", "request/2017-000999"} {
			if err := o.Evidence(ctx, thing, io.Discard); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("of %s: %v", thing, err)
			}
		}
	})
}

// printed is the text of a PDF without its white space; false where nothing can
// read it.
func printed(t *testing.T, pdf string) (string, bool) {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Log("pdftotext is not installed: the pack's papers were not read")
		return "", false
	}
	read := exec.Command("pdftotext", "-layout", "-", "-")
	read.Stdin = strings.NewReader(pdf)
	text, err := read.Output()
	if err != nil {
		t.Errorf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(text)), ""), err == nil
}

// Open remedies go with the clerk's work and with the agency's: nobody leaves
// while holding one, and a merger leaves none behind. A complaint never comes to
// the agency it is about.
func TestRemediesMoveWithTheWork(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		city, head := o.As(t, "city"), o.As(t, "head-jyj")
		m := remedy.Matter{On: o.Today(), Subject: "久不答复", Claim: "三个月没有答复", Parties: []remedy.Party{{Name: "王"}}}
		if _, err := o.AddAgency(ctx, account.Console, agency.Agency{Code: "JYK", Name: "教育科", Kind: agency.Department, Parent: "JYJ", Position: 9}); err != nil {
			t.Fatal(err)
		}
		must := func(v remedy.Remedy, err error) remedy.Remedy {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		m.Agency = "JYK"
		held := must(o.RegisterComplaint(ctx, head, m, "phone", "JYJ"))
		for _, act := range []func(remedy.Remedy, *calendar.Calendar, time.Time) (remedy.Remedy, journal.Entry, error){
			func(v remedy.Remedy, cal *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AcceptComplaint(v, o.Today(), cal, head.Login, at)
			},
			func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
				return remedy.AssignComplaint(v, "clerk-jyj", head.Login, at)
			},
		} {
			held = must(o.OnRemedy(ctx, head, held.Kind, held.ID, 0, act))
		}
		if err := o.EndAccount(ctx, o.As(t, "system"), "clerk-jyj"); !errors.Is(err, account.ErrOpenWork) {
			t.Errorf("left with a complaint in hand: %v", err)
		}
		if _, err := o.HandOver(ctx, o.As(t, "head-fgw"), "clerk-jyj", "clerk-fgw"); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("handed over by another agency: %v", err)
		}
		if _, err := o.HandOver(ctx, head, "clerk-jyj", "signer-jyj"); !errors.Is(err, office.ErrHeir) {
			t.Errorf("handed to one who sees no remedies: %v", err)
		}
		if n, err := o.HandOver(ctx, head, "clerk-jyj", "reviewer-jyj"); n != 1 || err != nil {
			t.Errorf("handed over %d, %v", n, err)
		}
		if v, err := o.Store.Remedy(ctx, held.Kind, held.ID); err != nil || v.Clerk != "reviewer-jyj" || v.DueOn != held.DueOn {
			t.Errorf("held by %s, due %s: %v", v.Clerk, v.DueOn, err)
		}
		if err := o.EndAccount(ctx, o.As(t, "system"), "clerk-jyj"); err != nil {
			t.Errorf("left after the hand-over: %v", err)
		}

		m.Agency = "JYJ"
		open := []remedy.Remedy{must(o.RegisterReconsideration(ctx, city, m, "市政府", "")), must(o.IssueOrder(ctx, city, m, "late", o.Today()+9, "ZF", "")),
			must(o.RegisterComplaint(ctx, city, m, "phone", "ZF"))}
		settled := must(o.RegisterReconsideration(ctx, city, m, "市政府", ""))
		settled = must(o.OnRemedy(ctx, city, settled.Kind, settled.ID, 0, func(v remedy.Remedy, _ *calendar.Calendar, at time.Time) (remedy.Remedy, journal.Entry, error) {
			return remedy.RefuseReconsideration(v, o.Today(), "", city.Login, at)
		}))
		if err := o.MergeAgency(ctx, city, "JYJ", "JYK"); err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct {
			v              remedy.Remedy
			about, handler agency.Code
		}{
			// JYK is now complained of at JYK, and that cannot be.
			{held, "JYK", "ZF"}, {open[0], "JYK", "JYK"}, {open[1], "JYK", "ZF"}, {open[2], "JYK", "ZF"}, {settled, "JYK", "JYK"},
		} {
			v, err := o.Store.Remedy(ctx, want.v.Kind, want.v.ID)
			if err != nil || v.Agency != want.about || v.Handler != want.handler || v.Former != "" != (v.State == remedy.Closed) {
				t.Errorf("%s is about %s at %s: %v; want %s at %s", v.Thing(), v.Agency, v.Handler, err, want.about, want.handler)
			}
			entries, err := o.Store.JournalOf(ctx, v.Thing())
			if err != nil || entries[len(entries)-1].Act != journal.RemedyMove {
				t.Errorf("%s: the journal ends with %s", v.Thing(), entries[len(entries)-1].Act)
			}
		}
	})
}
