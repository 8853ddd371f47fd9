package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/office/officetest"
)

// A party is known by number and code, has its own letters only, and its answer is
// kept as it was given; it may do nothing else, and nothing to another case.
func TestPartyAnswers(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		ctx := t.Context()
		o.Clock.Set(calendar.MustDay("2024-03-04").Start().Add(9 * time.Hour)) // third parties have a last day
		clerk := o.As(t, "clerk-fgw")
		r, _, err := o.File(ctx, clerk, filing("王芳"))
		if err != nil {
			t.Fatal(err)
		}
		other, _, err := o.File(ctx, clerk, filing("李芳"))
		if err != nil {
			t.Fatal(err)
		}
		for n, name := range []string{"甲公司", "乙公司"} {
			if r, err = o.OnRequest(ctx, clerk, r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
				return request.Consult(r, request.Opinion{Party: request.ThirdParty, Name: name, About: "报价"}, request.Letter{Title: "征求意见书", PDF: string(rune('a' + n))}, h)
			}); err != nil {
				t.Fatal(err)
			}
		}
		codes := make([]string, 4)
		for n := range codes {
			if codes[n], err = o.PartyCode(ctx, r.ID, n); err != nil {
				t.Fatal(err)
			}
		}
		query, err := o.QueryCode(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			number, code string
			n            int // 0: refused
		}{
			{request.PartyNumber(r.ID, 1), codes[1], 1}, {request.PartyNumber(r.ID, 2), codes[2], 2},
			{request.PartyNumber(r.ID, 1), codes[2], 0}, {request.PartyNumber(r.ID, 3), codes[3], 0}, {request.PartyNumber(r.ID, 1), query, 0},
			{request.PartyNumber(other.ID, 1), codes[1], 0}, {r.ID.Number(), codes[0], 0}, {"", codes[0], 0}, {request.PartyNumber(r.ID, 1), "", 0},
		} {
			_, v, err := o.AskParty(ctx, c.number, c.code)
			if (c.n == 0) != errors.Is(err, office.ErrPartyCode) || v.N != c.n {
				t.Errorf("%s %s: %+v, %v", c.number, c.code, v, err)
			}
		}
		if list, err := o.LettersTo(ctx, r, 2); err != nil || len(list) != 1 || list[0].PDF != "b" {
			t.Errorf("letters to the second: %+v, %v", list, err)
		}
		next, err := o.LetterText(ctx, r, journal.RequestConsult, office.LetterFacts{Opinion: request.Opinion{Party: request.ThirdParty, Name: "丙公司", About: "报价"}})
		if err != nil || !strings.Contains(next, request.PartyNumber(r.ID, 3)) || !strings.Contains(next, codes[3][:5]+"-"+codes[3][5:]) || strings.Contains(next, "王芳") {
			t.Errorf("the letter to the next: %s, %v", next, err)
		}
		file := request.File{Name: "证明.pdf", Hash: "f", On: o.Today()}
		if _, err := o.AnswerAsParty(ctx, r.ID, 2, false, "", nil); !errors.Is(err, request.ErrOpinionWords) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := o.AnswerAsParty(ctx, r.ID, 2, false, "商业秘密", []request.File{file, file}); err != nil {
			t.Fatal(err)
		}
		if r, err = o.Store.Request(ctx, r.ID); err != nil {
			t.Fatal(err)
		}
		if v := r.Opinions[1]; v.Answer != request.Object || !v.Online || !v.ToWeigh || r.Opinions[0].Answer != "" {
			t.Errorf("kept %+v", r.Opinions)
		}
		if len(r.Files) != 1 || r.Files[0].Party != 2 || r.Files[0].Of != "opinion" || r.Files[0].By != "party" {
			t.Errorf("files %+v", r.Files)
		}
		// The last day passes, and the first party answers after it.
		if r, err = o.OnRequest(ctx, clerk, r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Got(r, request.Outstanding{Act: journal.RequestConsult, Opinion: 1}, o.Today(), h)
		}); err != nil {
			t.Fatal(err)
		}
		last := r.Opinions[0].DueOn
		o.Clock.Set((last + 1).Start())
		if n, err := o.SilenceAll(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if _, err := o.AnswerAsParty(ctx, r.ID, 1, true, "", nil); err != nil {
			t.Fatal(err)
		}
		if r, err = o.Store.Request(ctx, r.ID); err != nil || !r.Opinions[0].Late() || r.Opinions[0].AnsweredOn != last || r.Opinions[0].LateOn != last+1 {
			t.Errorf("late: %+v, %v", r.Opinions[0], err)
		}
		party := account.Party(r.Thing())
		if _, err := o.OnRequest(ctx, party, r.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			return request.Weigh(r, 2, false, h)
		}); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("a party weighs its own reason: %v", err)
		}
		if _, err := o.OnRequest(ctx, party, other.ID, 0, func(r request.Request, h request.Hand) (request.Request, journal.Entry, error) {
			e := journal.Entry{At: h.At, Act: journal.RequestHear, Thing: r.Thing(), Agency: string(r.Agency), Actor: string(h.By)}
			return r, e, nil
		}); !errors.Is(err, account.ErrForbidden) {
			t.Errorf("a party acts on another case: %v", err)
		}
		if r.DueOn == calendar.NoDay {
			t.Error("no day for the answer")
		}
	})
}
