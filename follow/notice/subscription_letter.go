package notice

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/subscription"
	"gongkai/law/calendar"
	"gongkai/store"
)

// Letter is what an unlisted message says and whom it goes to, known only while
// it is being sent.
type Letter struct {
	Recipient, Subject string
	Text, HTML         string
	// Unsubscribe is the address that ends the subscription with one press
	// (RFC 8058); "" in a mail that asks for confirmation.
	Unsubscribe string
}

// letterPage is what both forms of a letter are drawn from.
type letterPage struct {
	City, Name string
	Greeting   string
	Items      []letterItem
	Rest       string // how many there are besides; "" for none
	// Results, Confirm, Manage and End are addresses; Confirm is "" unless the
	// letter asks for it.
	Results, Confirm, Manage, End string
}

type letterItem struct {
	Title, Agency, Date, Number, Link string
}

//go:embed subscription_letter.html
var letterHTML string

var letterTemplate = template.Must(template.New("letter").Parse(letterHTML))

// Compose is the letter of an unlisted message as of now: what was withdrawn
// since it was posted is not in it. ok is false when nobody is to be written to
// any more, or nothing is left to say.
func (v *Subscriptions) Compose(ctx context.Context, m store.Mail) (l Letter, ok bool, err error) {
	id, is := subscription.ParseThing(m.Thing)
	if !is {
		return l, false, nil
	}
	s, err := v.Office.Store.Subscription(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && s.Lapsed(v.Office.Now()) {
		return l, false, nil
	}
	if err != nil {
		return l, false, err
	}
	what, err := v.Read(ctx, s.Search)
	if err != nil {
		return l, false, err
	}
	confirm, key, err := v.Office.SubscriptionLinks(ctx, s)
	if err != nil {
		return l, false, err
	}
	p := letterPage{City: v.City, Name: what.Name, Results: v.Site + what.Path, Manage: v.Site + "/subscription/" + key}
	l.Recipient = s.Email
	switch {
	case m.Body == "" && s.State == subscription.Waiting:
		l.Subject = "请确认订阅：" + what.Name
		p.Greeting = "有人（应当是您）用这个邮箱订阅下面的检索。打开链接并按“确认订阅”以后才会生效；7 天内没有确认，我们就删去这个邮箱。不是您订阅的，不必理会。"
		p.Confirm, p.Manage = v.Site+"/subscription/"+confirm+"/confirm", ""
	case m.Body == "":
		l.Subject = "已经订阅：" + what.Name
		p.Greeting = "这个邮箱已经订阅下面的检索，不必再次确认。"
	case s.State != subscription.Active:
		return l, false, nil
	default:
		var n news
		if err := json.Unmarshal([]byte(m.Body), &n); err != nil {
			return l, false, fmt.Errorf("news of %s: %w", m.Fact, err)
		}
		if p.Items, err = v.items(ctx, n.Items); err != nil || len(p.Items) == 0 {
			return l, false, err
		}
		all := fmt.Sprint(len(p.Items) + n.More)
		if n.AtLeast {
			all += " 条以上"
		} else {
			all += " 条"
		}
		l.Subject = "新公开 " + all + "：" + what.Name
		p.Greeting = "您订阅的检索有新公开的信息 " + all + "。"
		if n.More > 0 {
			p.Rest = fmt.Sprintf("另有 %d 条", n.More)
			if n.AtLeast {
				p.Rest += "以上"
			}
		}
	}
	if p.Manage != "" {
		p.End = p.Manage + "/end"
		l.Unsubscribe = p.End
	}
	l.Text = p.text()
	var b strings.Builder
	if err := letterTemplate.Execute(&b, p); err != nil {
		return l, false, err
	}
	l.HTML = b.String()
	return l, true, nil
}

func (v *Subscriptions) items(ctx context.Context, ids []int64) ([]letterItem, error) {
	names := map[agency.Code]string{}
	agencies, err := v.Office.Store.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agencies {
		names[a.Code] = a.ShortName()
	}
	var list []letterItem
	for _, id := range ids {
		p, ok, err := v.public(ctx, id)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, letterItem{Title: p.Content.Title, Agency: names[p.Agency], Number: p.Content.Number,
				Date: chineseDay(calendar.On(p.PublishedAt)), Link: v.Site + "/item/" + p.Index})
		}
	}
	return list, nil
}

func (p letterPage) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n检索：%s\n%s\n", p.Greeting, p.Name, p.Results)
	if p.Confirm != "" {
		fmt.Fprintf(&b, "\n确认订阅（7 天内有效，只能用一次）：\n%s\n", p.Confirm)
	}
	for i, v := range p.Items {
		fmt.Fprintf(&b, "\n%d. %s\n   %s　%s", i+1, v.Title, v.Agency, v.Date)
		if v.Number != "" {
			fmt.Fprintf(&b, "　%s", v.Number)
		}
		fmt.Fprintf(&b, "\n   %s\n", v.Link)
	}
	if p.Rest != "" {
		fmt.Fprintf(&b, "\n%s，全部结果：\n%s\n", p.Rest, p.Results)
	}
	if p.Manage != "" {
		fmt.Fprintf(&b, "\n查看或更改订阅：\n%s\n退订：\n%s\n", p.Manage, p.End)
	}
	fmt.Fprintf(&b, "\n本邮件由%s政府信息公开平台自动发出。\n", p.City)
	return b.String()
}
