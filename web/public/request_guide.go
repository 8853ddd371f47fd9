package public

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"gongkai/affairs/agency"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/law/fee"
	"gongkai/law/regulation"
	"gongkai/law/remedy"
	"gongkai/web/page"
)

// requestGuidePage is the guidance for those who ask (依申请公开): what article
// 12 wants said of requests, for one agency or, where none is chosen, for the
// city's office.
type requestGuidePage struct {
	form     *page.Form // names the agency chosen
	agencies []page.Choice
	// chosen is whose addresses are shown; name is "" while no agency is chosen,
	// then they are those of the city's office.
	chosen agency.Code
	name   words
	card   agency.Card
	ways   []way
	limits []limitRow
	regime fee.Regime
	fees   []feeRow
	apply  remedy.Rule
	sue    remedy.Rule
}

// way is a channel with where it leads and from when the limit runs then.
type way struct {
	name  words
	at    []page.Row // key and value; none where the agency gave nothing
	rule  string     // the law's sentence on the day of receipt
	under string     // its article
	here  bool       // on these pages
}

// limitRow is one limit of the law.
type limitRow struct {
	what    string // a key of the catalogue
	days    int
	article string
}

// feeRow is one band of the schedule of fees, in words of the catalogue.
type feeRow struct {
	by, unit string
	from, to int // to is 0 for the open end
	rate     int
	rises    bool // each further step is dearer
	rise     int
	step     int
}

// choices is the agencies at work, by kind, below a blank one.
func (c *city) choices(ctx context.Context, today calendar.Day) []page.Choice {
	list := []page.Choice{{Text: "请选择"}}
	for _, a := range c.openAgencies(today) {
		list = append(list, page.Choice{Value: string(a.Code), Text: fullName(a).in(ctx), Group: kindName(a.Kind)})
	}
	return list
}

func (w *Window) showRequestGuide(r *http.Request, t *page.Topics) (templ.Component, error) {
	c, err := w.readCity(r.Context())
	if err != nil {
		return nil, err
	}
	t.On("city")
	today := w.office.Today()
	p := requestGuidePage{form: &page.Form{}, agencies: c.choices(r.Context(), today), card: c.office.Card}
	if code := r.URL.Query().Get("agency"); code != "" {
		a, ok := c.byCode[agency.Code(code)]
		if !ok || !a.Open(today) {
			return nil, page.ErrNotFound
		}
		p.chosen, p.name, p.card = a.Code, fullName(a), a.Card
		p.form.Set("agency", code)
	}
	e := editionFor(today)
	for _, ch := range regulation.Channels {
		p.ways = append(p.ways, wayBy(r.Context(), ch, e, p.card))
	}
	for _, row := range []struct {
		duty regulation.Duty
		what string
	}{
		{regulation.Reply, "答复"},
		{regulation.Extend, "需要延长的，最多延长（须经负责人同意并告知您）"},
		{regulation.Clarify, "申请内容不明确的，一次性告知补正"},
		{regulation.ThirdParty, "征求第三方意见（这段时间不计入答复期限）"},
	} {
		if rule, ok := e.Rule(row.duty); ok && rule.Days > 0 {
			p.limits = append(p.limits, limitRow{row.what, rule.Days, rule.Article})
		}
	}
	p.regime, _ = fee.RegimeOn(today)
	if p.regime.Processing {
		for _, s := range []fee.Schedule{fee.ByRequest, fee.ByPage} {
			first := 1
			for i, b := range s.Bands {
				row := feeRow{by: s.By, unit: s.Unit, from: first, to: b.To, rate: b.Rate}
				p.fees = append(p.fees, row)
				if first = b.To + 1; i == len(s.Bands)-1 && s.Step > 0 {
					p.fees = append(p.fees, feeRow{by: s.By, unit: s.Unit, from: first, rate: b.Rate + s.Rise, rises: true, rise: s.Rise, step: s.Step})
				}
			}
		}
	}
	p.apply, _ = remedy.RuleOn(remedy.Apply, today)
	p.sue, _ = remedy.RuleOn(remedy.Sue, today)
	return requestGuideView(p), nil
}

// editionFor is the edition in force; the first one before there was any.
func editionFor(today calendar.Day) *regulation.Edition {
	e, ok := regulation.EditionOn(today)
	if !ok {
		return regulation.Editions()[0]
	}
	return e
}

func wayBy(ctx context.Context, ch regulation.ChannelName, e *regulation.Edition, card agency.Card) way {
	v := way{name: words{ch.Name, ch.English}, here: ch.Channel == regulation.Online}
	if rule, ok := e.Receipt(ch.Channel); ok {
		v.rule, v.under = rule.Words, rule.Article
	}
	add := func(key, value string) {
		if value != "" {
			v.at = append(v.at, page.Row{Key: key, Content: han(value)})
		}
	}
	switch ch.Channel {
	case regulation.Counter:
		add("机构名称", card.Office)
		add("办公地址", card.Address)
		if hours := page.Hours(ctx, card.Hours); hours != card.Hours {
			v.at = append(v.at, page.Row{Key: "办公时间", Value: hours})
		} else {
			add("办公时间", hours)
		}
		add("联系电话", card.Phone)
	case regulation.SignedPost, regulation.PlainPost:
		add("收件人", card.Office)
		add("通信地址", card.Address)
		add("邮政编码", card.Postcode)
	case regulation.Fax:
		add("传真号码", card.Fax)
	case regulation.Email:
		if card.Email != "" {
			v.at = append(v.at, page.Row{Key: "电子邮箱", Content: mail(card.Email)})
		}
	}
	return v
}

// kindsOfApplicant is who may ask, as the law names them.
func kindsOfApplicant() []words {
	var list []words
	for _, k := range request.ApplicantKinds {
		list = append(list, words{k.Name, k.English})
	}
	return list
}

func newHref(code agency.Code) string {
	if code == "" {
		return "/request/new"
	}
	return "/request/new?agency=" + string(code)
}
