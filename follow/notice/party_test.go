package notice_test

import (
	"context"
	"strings"
	"testing"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/follow/notice"
	"gongkai/law/regulation"
	"gongkai/office/officetest"
	"gongkai/store"
)

// A party with an address has its letters by mail, each once, and learns nothing
// of who asks; one without has none.
func TestLettersToParties(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := context.Background()
		r := filed(t, o, "王芳", "")
		news := notice.News(o.Office, "https://example.gov.cn", nil)
		follow := func(what string, want int) {
			t.Helper()
			for _, want := range []int{want, 0} {
				if n, err := news.Follow(ctx); n != want || err != nil {
					t.Fatalf("%s: %d posted, %v; want %d", what, n, err, want)
				}
			}
		}
		do := func(who string, act func(request.Request, request.Hand) (request.Request, journal.Entry, error)) {
			t.Helper()
			var err error
			if r, err = o.OnRequest(ctx, o.As(t, "head-fgw"), r.ID, 0, act); err != nil {
				t.Fatalf("%s: %v", who, err)
			}
		}
		follow("filed", 0)
		for n, c := range []struct {
			o    request.Opinion
			pdf  string
			mail int
		}{
			{request.Opinion{Party: request.ThirdParty, Name: "甲公司", About: "与甲的合同"}, "a", 0},
			{request.Opinion{Party: request.ThirdParty, Name: "乙公司", About: "与乙的合同", Email: " yi@example.com"}, "b", 1},
			{request.Opinion{Party: request.OtherAgency, Name: "税务局", About: "税额", Email: "swj@example.gov.cn"}, "c", 1},
			{request.Opinion{Party: request.ThirdParty, Name: "丁公司", About: "与丁的合同", Email: "ding@example.com"}, "", 0}, // no letter was kept
		} {
			do(c.o.Name, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				l := request.Letter{PDF: c.pdf}
				if c.pdf != "" {
					l.Title = "征求意见书"
				}
				return request.Consult(r, c.o, l, h)
			})
			follow(c.o.Name, c.mail)
			if c.mail == 0 {
				continue
			}
			list := outbox(t, o)
			m := list[len(list)-1]
			if m.Recipient != strings.TrimSpace(c.o.Email) || m.Thing != r.Thing() || !m.WantsReceipt || len(m.Attachments) != 1 || m.Attachments[0].SHA256 != c.pdf ||
				notice.FactParty(m.Fact) != n+1 || notice.FactAct(m.Fact) != journal.RequestConsult || m.Channel != store.ByMail {
				t.Errorf("%s: %+v", c.o.Name, m)
			}
			for _, never := range []string{"王芳", r.Asked.Subject, c.o.About} {
				if strings.Contains(m.Subject+m.Body, never) {
					t.Errorf("%q in\n%s\n%s", never, m.Subject, m.Body)
				}
			}
			for _, want := range []string{c.o.Name + "：", "书面征求意见", r.ID.Number()} {
				if !strings.Contains(m.Body, want) {
					t.Errorf("no %q in\n%s", want, m.Body)
				}
			}
		}

		// It is given to them all the same: who objected is told.
		for _, n := range []int{1, 2, 3, 4} {
			do("hear", func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Hear(r, n, n != 2, "损害商业秘密", false, o.Today(), h)
			})
		}
		follow("heard", 0)
		edition, _ := regulation.ByCode(r.Edition)
		given := ""
		for _, out := range edition.Outcomes {
			if out.Gives && !out.Partial {
				given = out.Code
				break
			}
		}
		if given == "" {
			t.Fatal("nothing gives")
		}
		r.Decision = &request.Decision{Outcome: given, SignedBy: "signer-fgw"}
		r.State = request.Delivering
		told, e, err := request.Tell(r, 2, request.Letter{Title: "告知书", PDF: "d"}, request.Hand{By: "head-fgw", At: o.Now(), Calendar: o.Calendar()})
		if err != nil {
			t.Fatal(err)
		}
		e.Number = 99
		m, ok := notice.PartyMailOf(told, e, "市发改委")
		if !ok || m.Recipient != "yi@example.com" || m.WantsReceipt || m.Attachments[0].SHA256 != "d" || !strings.Contains(m.Body, "市发改委决定公开") || notice.FactParty(m.Fact) != 2 {
			t.Errorf("%v %+v", ok, m)
		}
	})
}

// What is no entry of a letter to a party brings nobody anything, nor does one
// of before entries said to whom they were.
func TestNoLetterToAParty(t *testing.T) {
	r := toldOf(request.Statutory, "")
	r.Opinions[0].Email, r.Letters = "yi@example.com", []request.Letter{{Title: "征求意见书", PDF: "a"}}
	for name, e := range map[string]journal.Entry{
		"another act":          {Act: journal.RequestHear, Detail: `{"party":1,"letter":1}`},
		"from before":          {Act: journal.RequestConsult},
		"no letter":            {Act: journal.RequestConsult, Detail: `{"party":1,"letter":0}`},
		"a letter that is not": {Act: journal.RequestConsult, Detail: `{"party":1,"letter":2}`},
		"a party that is not":  {Act: journal.RequestConsult, Detail: `{"party":2,"letter":1}`},
		"not JSON":             {Act: journal.RequestConsult, Detail: `party`},
	} {
		e.Thing = r.Thing()
		if m, ok := notice.PartyMailOf(r, e, "市发改委"); ok {
			t.Errorf("%s: %+v", name, m)
		}
	}
	for fact, want := range map[string]int{"request/1 request.consult 7 party 3": 3, "request/1 request.consult 7": 0, "request/1 request.consult 7 sms": 0} {
		if got := notice.FactParty(fact); got != want {
			t.Errorf("%s: party %d, want %d", fact, got, want)
		}
	}
}
