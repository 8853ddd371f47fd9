package public

import (
	"context"
	"net/http"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/web/page"
)

// receiptPage is what one holds in hand after filing.
type receiptPage struct {
	number string
	code   string // "" once it has been shown
	again  bool
	agency words
	card   agency.Card
	at     string // when it was filed, 2017-06-30 09:30
	state  request.State
	rule   string // from when the limit runs, with its article, in the visitor's language
	matter string // what it is, where no limit of the law runs, in the visitor's language; "" for a request
	find   string // address of the page to look it up, as on paper
	mine   bool   // filed under the reader's account
	news   string // by which ways news is sent; "" for none
}

func (a *asking) showReceipt(rw http.ResponseWriter, r *http.Request, c opened) error {
	now := a.office.Now()
	filed := time.Unix(c.session.Filed, 0)
	if c.session.Filed == 0 || now.Sub(filed) >= codeShown {
		http.Redirect(rw, r, "/request/case", http.StatusSeeOther)
		return nil
	}
	code, err := a.office.QueryCode(r.Context(), c.ID)
	if err != nil {
		return err
	}
	city, err := a.readCity(r.Context())
	if err != nil {
		return err
	}
	g := city.byCode[c.Agency]
	p := receiptPage{
		number: c.ID.Number(), code: spaced(code), again: c.session.Again, agency: fullName(g), card: g.Card,
		at: c.SubmittedAt.In(calendar.Beijing).Format("2006-01-02 15:04"), state: c.State,
		find: cityAddress(city, r, "/request/find"), mine: c.Citizen != 0, news: newsBy(r.Context(), c.Applicant, a.Texting),
	}
	if e := editionFor(calendar.On(c.SubmittedAt)); e != nil {
		if rule, ok := e.Receipt(c.Channel); ok {
			p.rule = ruled(r.Context(), rule.Words, rule.Article)
		}
	}
	if c.Informal() {
		for _, k := range request.Kinds {
			if k.Kind == c.Kind {
				p.matter = words{k.Name, k.English}.in(r.Context())
			}
		}
	}
	return page.Render(rw, r, http.StatusOK, receiptView(p))
}

// title says what was handed in.
func (p receiptPage) title(ctx context.Context) string {
	if p.matter != "" {
		return page.Tf(ctx, "%s已提交", p.matter)
	}
	return page.T(ctx, "申请已提交")
}

// spaced is a code as it is easily read and typed: ABCDE-FGHIJ.
func spaced(code string) string {
	if len(code) != 10 {
		return code
	}
	return code[:5] + "-" + code[5:]
}

// serveFindQR is the code on the receipt: it leads to the page where number and
// code are typed, and holds neither.
func (a *asking) serveFindQR(rw http.ResponseWriter, r *http.Request) error {
	c, err := a.readCity(r.Context())
	if err != nil {
		return err
	}
	return serveQR(rw, cityAddress(c, r, "/request/find"))
}
