package office_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/office/officetest"
	"gongkai/paper/letter"
)

func filing(name string) request.Filing {
	return request.Filing{Agency: "FGW", Channel: regulation.Counter, Kind: request.Statutory,
		Applicant:   request.Applicant{Kind: request.Natural, Name: name, Paper: "护照", PaperNumber: "E" + name, Phone: "0431-88779005"},
		Asked:       request.Asked{Subject: "公交票价听证笔录", Text: "2016年听证会的笔录", Form: "electronic", Route: "online"},
		SubmittedOn: calendar.NoDay, ConfirmedOn: calendar.NoDay}
}

// Hard case 9: the same request again is the same case, also when it comes
// twice at once; after the answer it is another.
func TestTheSameRequestIsOneCase(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		asker := account.Applicant("")
		var wg sync.WaitGroup
		var ids [8]request.ID
		for i := range ids {
			wg.Add(1)
			go func() {
				defer wg.Done()
				f := filing("王")
				if i%2 == 1 {
					f.Asked.Text = "２０１６年 听证会的笔录 "
				}
				r, _, err := o.File(ctx, asker, f)
				if err != nil {
					t.Error(err)
				}
				ids[i] = r.ID
			}()
		}
		wg.Wait()
		for _, id := range ids {
			if id != request.NewID(2017, 1) {
				t.Errorf("filed as %v", ids)
				break
			}
		}
		other, again, err := o.File(ctx, asker, filing("李"))
		if err != nil || again || other.ID != request.NewID(2017, 2) {
			t.Errorf("another citizen: %s, %v, %v", other.ID.Number(), again, err)
		}
		entries, err := o.Store.JournalOf(ctx, ids[0].Thing())
		if err != nil || len(entries) != 1 || entries[0].Actor != string(account.AskerLogin) || entries[0].Note != "" {
			t.Errorf("%+v, %v", entries, err)
		}
		me := account.Applicant(ids[0].Thing())
		if _, err := o.OnRequest(ctx, me, ids[0], 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Withdraw(r, "", h)
		}); err != nil {
			t.Error(err)
		}
		third, again, err := o.File(ctx, asker, filing("王"))
		if err != nil || again || third.ID != request.NewID(2017, 3) {
			t.Errorf("after it was closed: %s, %v, %v", third.ID.Number(), again, err)
		}
		// The applicant acts on nothing else, and nobody else as the applicant.
		for _, by := range []account.Actor{me, account.Applicant(""), o.As(t, "clerk-jyj"), o.As(t, "leader")} {
			if _, err := o.OnRequest(ctx, by, other.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Withdraw(r, "来电撤回", h)
			}); !errors.Is(err, account.ErrForbidden) {
				t.Errorf("%s withdraws another's: %v", by.Login, err)
			}
		}
	})
}

// Hard case 10: over New Year's midnight on two nodes, every number once, none
// left out, each in its year.
func TestNumbersOverNewYear(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		clock := officetest.NewClock(time.Date(2017, 12, 31, 15, 59, 59, 0, time.UTC)) // a second to midnight in Beijing
		nodes := []*officetest.Office{officetest.Node(t, o.Address, clock), officetest.Node(t, o.Address, clock)}
		var mu sync.Mutex
		years := map[int]map[request.ID]bool{2017: {}, 2018: {}}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if i == 50 {
					clock.Add(2 * time.Second)
				}
				r, _, err := nodes[i%2].File(ctx, account.Applicant(""), filing(fmt.Sprint("人", i)))
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				} else if years[r.ID.Year()][r.ID] {
					t.Errorf("%s twice", r.ID.Number())
				} else if r.ID.Year() != calendar.On(r.SubmittedAt).Year() {
					t.Errorf("%s was filed at %s", r.ID.Number(), r.SubmittedAt)
				} else {
					years[r.ID.Year()][r.ID] = true
				}
			}()
		}
		wg.Wait()
		for year, ids := range years {
			for n := range len(ids) {
				if !ids[request.NewID(year, int64(n+1))] {
					t.Errorf("%d: no number %d of %d", year, n+1, len(ids))
				}
			}
		}
		if len(years[2017])+len(years[2018]) != 100 {
			t.Errorf("%d and %d cases", len(years[2017]), len(years[2018]))
		}
	})
}

// A person who asked two agencies the same is two cases also after one agency is
// merged into the other; and an order to answer anew is carried out although
// the applicant asked again meanwhile.
func TestSameQuestionToTwoAgencies(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		first, _, err := o.File(ctx, account.Applicant(""), filing("王"))
		if err != nil {
			t.Fatal(err)
		}
		other := filing("王")
		other.Agency = "JYJ"
		second, _, err := o.File(ctx, account.Applicant(""), other)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.MergeAgency(ctx, o.As(t, "city"), "JYJ", "FGW"); err != nil {
			t.Fatal(err)
		}
		moved, err := o.Store.Request(ctx, second.ID)
		if err != nil || moved.Agency != "FGW" || moved.ID == first.ID {
			t.Errorf("moved to %s, %v", moved.Agency, err)
		}
		if _, err := o.OnRequest(ctx, account.Applicant(first.Thing()), first.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Withdraw(r, "甲某的私事", h)
		}); err != nil {
			t.Fatal(err)
		}
		again, _, err := o.File(ctx, account.Applicant(""), filing("王"))
		if err != nil || again.ID == first.ID {
			t.Fatalf("%s, %v", again.ID.Number(), err)
		}
		anew, err := o.ReopenRequest(ctx, o.As(t, "head-fgw"), first.ID, "行政复议决定书", o.Today(), calendar.NoDay)
		if err != nil || anew.ID == again.ID || anew.Previous != first.ID {
			t.Errorf("reopened as %s: %v", anew.ID.Number(), err)
		}
		entries, err := o.Store.JournalOf(ctx, first.Thing())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.Contains(e.Note, "私事") {
				t.Errorf("the applicant's words are in the journal: %+v", e)
			}
		}
	})
}

// Two officers on one step: one does it, the other is told.
func TestTwoOfficersOneStep(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		r, _, err := o.File(ctx, o.As(t, "clerk-fgw"), filing("王"))
		if err != nil {
			t.Fatal(err)
		}
		clarify := func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Clarify(r, "请写明会议日期", 10, request.Letter{}, h)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for _, who := range []account.Login{"clerk-fgw", "reviewer-fgw", "head-fgw"} {
			by := o.As(t, who)
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, err := o.OnRequest(ctx, by, r.ID, r.Stamp, clarify)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				}
			}()
		}
		wg.Wait()
		if done != 1 {
			t.Errorf("clarified %d times", done)
		}
		if entries, _ := o.Store.JournalOf(ctx, r.Thing()); len(entries) != 2 {
			t.Errorf("%d entries", len(entries))
		}
	})
}

// Hand-over moves a leaver's cases with their drafts; a notice moves what is
// open and leaves a trace; the platform closes what nobody answered.
func TestWhatFollows(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		clerk := o.As(t, "clerk-fgw")
		o.Clock.Set(time.Date(2027, 1, 4, 2, 0, 0, 0, time.UTC))
		r, _, err := o.File(ctx, clerk, filing("王"))
		if err != nil {
			t.Fatal(err)
		}
		if !r.Provisional {
			t.Errorf("due %s in a year without a notice, not provisional", r.DueOn)
		}
		r, err = o.OnRequest(ctx, clerk, r.ID, r.Stamp, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Assign(r, "clerk-fgw", h)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := o.HandOver(ctx, o.As(t, "head-fgw"), "clerk-fgw", "reviewer-fgw"); n != 1 || err != nil {
			t.Errorf("handed over %d, %v", n, err)
		}
		_, moved, err := o.AddNotice(ctx, o.As(t, "city"), []byte(`{"year":2027,"number":"国办发明电〔2026〕9号","title":"关于2027年部分节假日安排的通知","days":[{"name":"元旦","date":"2027-01-05","isOffDay":true}]}`), calendar.MustDay("2027-01-04"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := o.Store.Request(ctx, r.ID)
		if err != nil || moved != 1 || again.DueOn == r.DueOn || again.Handler != "reviewer-fgw" {
			t.Errorf("moved %d, due %s then %s, held by %s; %v", moved, r.DueOn, again.DueOn, again.Handler, err)
		}
		again, err = o.OnRequest(ctx, o.As(t, "reviewer-fgw"), r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: "甲公司", About: "笔录", GotOn: calendar.On(h.At)}, request.Letter{}, h)
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Set(again.SubDueOn.Start().Add(30 * time.Hour))
		if n, err := o.SilenceAll(ctx); n != 1 || err != nil {
			t.Errorf("silent in %d, %v", n, err)
		}
		if n, err := o.SilenceAll(ctx); n != 0 || err != nil {
			t.Errorf("silent again in %d, %v", n, err)
		}
	})
}

// The code of a receipt is the same on every node, opens that one case, and
// tells nothing when it is wrong.
func TestQueryCode(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		r, _, err := o.File(ctx, account.Applicant(""), filing("王"))
		if err != nil {
			t.Fatal(err)
		}
		code, err := o.QueryCode(ctx, r.ID)
		if err != nil || len(code) != 10 {
			t.Fatalf("%q, %v", code, err)
		}
		other := officetest.Node(t, o.Address, o.Clock)
		if same, err := other.QueryCode(ctx, r.ID); same != code || err != nil {
			t.Errorf("another node says %q, %v", same, err)
		}
		for number, typed := range map[string]string{"2017-000001": code, "２０１７-1": code[:5] + "-" + code[5:]} {
			if got, err := o.Ask(ctx, number, typed); got.ID != r.ID || err != nil {
				t.Errorf("%s %s: %v", number, typed, err)
			}
		}
		for number, typed := range map[string]string{"2017-000002": code, "2017-000001": "AAAAAAAAAA", "": code} {
			if got, err := o.Ask(ctx, number, typed); !errors.Is(err, office.ErrCode) || got.ID != 0 {
				t.Errorf("%s %s: %v", number, typed, err)
			}
		}
	})
}

// The whole walk through the office: an answer in part, its letter numbered,
// printed and kept by its hash; two agencies number for themselves.
func TestAnswerWithLetter(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		clerk, reviewer, signer := o.As(t, "clerk-fgw"), o.As(t, "reviewer-fgw"), o.As(t, "signer-fgw")
		o.Clock.Set(time.Date(2026, 9, 18, 2, 0, 0, 0, time.UTC))
		for n := 1; n <= 2; n++ {
			r, _, err := o.File(ctx, clerk, filing(fmt.Sprint("王", n)))
			if err != nil {
				t.Fatal(err)
			}
			parts := []request.Part{
				{Outcome: "2019-B3.1-given", What: "听证笔录", Place: "随本告知书邮寄"},
				{Outcome: "2019-B3.3.4", What: "证人电话", Ground: "2019-15-2", Reason: "属于个人隐私，权利人不同意公开"},
				{Outcome: "2019-B3.4.1-none", What: "录像"},
			}
			text, err := o.LetterText(ctx, r, journal.RequestDraft, office.LetterFacts{Parts: parts})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"# 政府信息部分公开告知书", "王", r.ID.Number(), "听证笔录", "第十五条", "属于个人隐私", "录像", "行政复议"} {
				if !strings.Contains(text, want) {
					t.Errorf("the letter does not say %q:\n%s", want, text)
				}
			}
			step := func(by account.Actor, act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) {
				t.Helper()
				if r, err = o.OnRequest(ctx, by, r.ID, r.Stamp, act); err != nil {
					t.Fatal(err)
				}
			}
			step(clerk, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Draft(r, parts, text+"\n【待填：录像的检索经过】\n", nil, h)
			})
			if _, err := o.ProposeAnswer(ctx, clerk, r.ID, r.Stamp); !office.Blank(err) {
				t.Errorf("sent to be reviewed with a place not filled in: %v", err)
			}
			step(clerk, request.Propose)
			step(reviewer, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Review(r, "同意", h)
			})
			if _, err := o.SignAnswer(ctx, signer, r.ID, r.Stamp); !office.Blank(err) {
				t.Errorf("signed with a place not filled in: %v", err)
			}
			step(signer, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Return(r, "请补写检索经过", h)
			})
			step(clerk, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Draft(r, parts, text, nil, h)
			})
			step(clerk, request.Propose)
			step(reviewer, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Review(r, "同意", h)
			})
			if _, err := o.SignAnswer(ctx, clerk, r.ID, r.Stamp); !errors.Is(err, account.ErrForbidden) && !errors.Is(err, request.ErrSameOfficer) {
				t.Errorf("the clerk signs: %v", err)
			}
			if r, err = o.SignAnswer(ctx, signer, r.ID, r.Stamp); err != nil {
				t.Fatal(err)
			}
			l := r.Letters[0]
			if want := fmt.Sprintf("发改委公开告〔2026〕%d号", n); l.Number != want || r.Decision.Number != want {
				t.Errorf("numbered %s, want %s", l.Number, want)
			}
			for hash, magic := range map[string]string{l.PDF: "%PDF", l.DOCX: "PK"} {
				b, err := o.Blobs.Open(ctx, hash)
				if err != nil {
					t.Fatal(err)
				}
				head := make([]byte, 4)
				if _, err := io.ReadFull(b, head); err != nil || !strings.HasPrefix(string(head), magic) {
					t.Errorf("%q, %v", head, err)
				}
				b.Close()
			}
			step(clerk, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Deliver(r, request.Delivery{Route: "online", On: calendar.On(h.At)}, h)
			})
			if r.State != request.Closed || r.Outcome != "2019-B3.2" || r.Late {
				t.Errorf("%s %s late %v", r.State, r.Outcome, r.Late)
			}
			if receipt, err := o.Receipt(ctx, r, "https://example.cn/request/find"); err != nil || !strings.HasPrefix(string(receipt), "%PDF") {
				t.Errorf("receipt: %v", err)
			}
		}
	})
}

// Whatever two parts end in, the letter says of each what it says of it alone:
// that it is given, why and by which article it is not, where it is to be found.
// Its title is that of disclosure in part, of the one ending both share, or of
// none.
func TestLetterOfTwoParts(t *testing.T) {
	officetest.Each(t, lettersOfTwoParts)
}

func lettersOfTwoParts(t *testing.T, o *officetest.Office) {
	ctx := t.Context()
	for code, day := range map[string]time.Time{"2008": time.Date(2017, 7, 3, 2, 0, 0, 0, time.UTC), "2019": time.Date(2026, 9, 18, 2, 0, 0, 0, time.UTC)} {
		o.Clock.Set(day)
		r, _, err := o.File(ctx, o.As(t, "clerk-fgw"), filing("王"+code))
		if err != nil {
			t.Fatal(err)
		}
		e, _ := regulation.ByCode(code)
		partly, _ := e.Outcome(e.Partly())
		var ends []regulation.Outcome
		for _, out := range e.Outcomes {
			if !out.Platform {
				ends = append(ends, out)
			}
		}
		part := func(out regulation.Outcome, what string) request.Part {
			p := request.Part{Outcome: out.Code, What: what, Reason: "因为" + what, Place: what + "的地点", Agency: what + "的机关"}
			if len(out.Grounds) > 0 {
				p.Ground = out.Grounds[len(out.Grounds)-1]
			}
			return p
		}
		for _, x := range ends {
			for _, y := range ends {
				text, err := o.LetterText(ctx, r, journal.RequestDraft, office.LetterFacts{Parts: []request.Part{part(x, "甲册"), part(y, "乙册")}})
				if err != nil {
					t.Fatal(err)
				}
				name := code + " " + x.Name + " and " + y.Name
				gives := x.Gives || x.Partial || y.Gives || y.Partial
				refuses := x.Refuses || x.Partial || y.Refuses || y.Partial
				title := "# 政府信息公开申请答复告知书\n"
				switch {
				case gives && refuses:
					title = "# " + partly.Letter + "\n"
					if !strings.Contains(text, partly.Article+"的规定，现提供可以公开的内容，并对不予公开的内容说明理由，分别答复如下：") {
						t.Errorf("%s: nothing says that part is given:\n%s", name, text)
					}
				case x.Letter == y.Letter:
					title = "# " + x.Letter + "\n"
				}
				if !strings.HasPrefix(text, title) {
					t.Errorf("%s: no %q:\n%s", name, title, text)
				}
				for what, out := range map[string]regulation.Outcome{"甲册": x, "乙册": y} {
					wants := []string{}
					if strings.HasPrefix(out.Article, "第") {
						wants = append(wants, out.Article)
					}
					if out.Gives || out.Partial {
						wants = append(wants, "现提供")
					}
					if out.Asks("reason") {
						wants = append(wants, "因为"+what)
					}
					if out.NeedsPlace {
						wants = append(wants, what+"的地点")
					}
					if g, ok := e.Ground(part(out, what).Ground); ok && out.Asks("ground") {
						wants = append(wants, g.Name)
					}
					for _, want := range wants {
						if !strings.Contains(text, want) {
							t.Errorf("%s: no %q:\n%s", name, want, text)
						}
					}
				}
				heads := strings.Count(text, "、部分公开的内容\n")
				if blanks := letter.Blanks(text); len(blanks) > 0 || (heads > 0) != (x.Partial || y.Partial) {
					t.Errorf("%s: to fill in %q, %d headings:\n%s", name, blanks, heads, text)
				}
			}
		}
	}
}

// Every act that sends a letter has words in both editions where the edition
// knows it, with nothing to fill in that the facts gave.
func TestLetterTexts(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		for edition, day := range map[string]time.Time{"2008": time.Date(2017, 7, 3, 2, 0, 0, 0, time.UTC), "2019": time.Date(2026, 9, 18, 2, 0, 0, 0, time.UTC)} {
			o.Clock.Set(day)
			r, _, err := o.File(ctx, o.As(t, "clerk-fgw"), filing("王"+edition))
			if err != nil {
				t.Fatal(err)
			}
			outcome := map[string]string{"2008": "2008-2", "2019": "2019-B3.1-given"}[edition]
			f := office.LetterFacts{Items: []string{"请写明会议日期"}, Reason: "需要检索的档案较多", Days: 10, Parts: []request.Part{{Outcome: outcome, What: "笔录"}},
				Opinion: request.Opinion{Party: request.ThirdParty, Name: "甲公司", About: "报价单"}, Pay: "非税收入缴款渠道", Route: "post"}
			f.Fee, _ = request.Price(10, 0)
			for _, act := range []journal.Act{journal.RequestSubmit, journal.RequestClarify, journal.RequestExtend, journal.RequestConsult, journal.RequestReasons,
				journal.RequestDelay, journal.RequestCharge, journal.RequestDraft, journal.RequestLapse, journal.RequestUnpaid, journal.RequestWithdraw, journal.RequestDeliver} {
				f.Days = 10
				if act == journal.RequestDelay {
					f.Days = 60
				}
				text, err := o.LetterText(ctx, r, act, f)
				if errors.Is(err, letter.ErrEdition) && edition == "2008" && (act == journal.RequestReasons || act == journal.RequestDelay) {
					continue
				}
				blanks := letter.Blanks(text)
				if err != nil || letter.Title(text) == "" || len(blanks) > 0 && act != journal.RequestDeliver && !(act == journal.RequestUnpaid && edition == "2008") {
					t.Errorf("%s %s: %v, to fill in %q", edition, act, err, blanks)
				}
			}
			if _, err := o.LetterText(ctx, r, journal.RequestNote, f); !errors.Is(err, letter.ErrKind) {
				t.Errorf("a note sends a letter: %v", err)
			}
		}
	})
}

// The days of a letter written before the holidays of their year are announced
// are said to be provisional.
func TestLettersSayProvisional(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		for day, want := range map[string]bool{"2026-09-18": false, "2026-12-21": true} {
			o.Clock.Set(calendar.MustDay(day).Start().Add(10 * time.Hour))
			r, _, err := o.File(t.Context(), o.As(t, "clerk-fgw"), filing("王"+day))
			if err != nil || r.Provisional != want {
				t.Fatalf("%s: provisional %v, %v", day, r.Provisional, err)
			}
			for _, act := range []journal.Act{journal.RequestSubmit, journal.RequestClarify, journal.RequestExtend} {
				text, err := o.LetterText(t.Context(), r, act, office.LetterFacts{Items: []string{"x"}, Reason: "x", Days: 15})
				if err != nil || strings.Contains(text, "暂定") != want {
					t.Errorf("%s on %s: %v\n%s", act, day, err, text)
				}
			}
		}
	})
}
