package notice

import (
	"context"
	"fmt"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/law/calendar"
	"gongkai/office"
	"gongkai/store"
)

// Requests tells of requests, by the nearest of their days: to the clerk who
// has them in hand, those in nobody's hand to every clerk, and all of the
// agency's to its head.
type Requests struct{ Office *office.Office }

// mostOpen bounds the open requests of an agency that are looked at.
const mostOpen = 10_000

// Waiting is the requests that wait for the person.
func (q Requests) Waiting(ctx context.Context, person account.Account, on calendar.Day) (Lists, error) {
	var l Lists
	seen := map[agency.Code]bool{}
	for _, g := range person.Grants {
		if seen[g.Agency] || g.Role != account.Clerk && g.Role != account.Head {
			continue
		}
		seen[g.Agency] = true
		open, err := q.Office.Store.OpenRequestsOf(ctx, g.Agency, mostOpen)
		if err != nil {
			return l, err
		}
		for _, r := range open {
			if r.Handler != "" && !r.Held(person.Login) && !heads(person, r.Agency) {
				continue
			}
			due := r.DueOn
			if r.SubDueOn != calendar.NoDay && (due == calendar.NoDay || r.SubDueOn < due) {
				due = r.SubDueOn
			}
			if by := r.OrderedOn(); by != calendar.NoDay && (due == calendar.NoDay || by < due) {
				due = by
			}
			l.Add(Item{Number: r.ID.Number(), Title: r.Asked.Subject, Agency: r.Agency, DueOn: due, Path: "/desk/request/" + r.ID.Number()},
				on, q.Office.Calendar())
		}
	}
	return l, nil
}

// told is the acts an applicant who left an address is told of, and how. It is
// news and no delivery: only a delivery by e-mail is the mail itself.
var told = map[journal.Act]string{
	journal.RequestSubmit:    "已提交",
	journal.RequestConfirm:   "已确认收到",
	journal.RequestClarify:   "需要补正，请在期限内补正",
	journal.RequestProlong:   "的补正期限已延长",
	journal.RequestExtend:    "的答复期限已延长",
	journal.RequestDelay:     "的答复期限已延长",
	journal.RequestReasons:   "需要说明理由",
	journal.RequestCharge:    "需要缴纳信息处理费，请在期限内缴纳",
	journal.RequestLapse:     "因未在期限内补正，不再处理",
	journal.RequestUnpaid:    "因未在期限内缴纳信息处理费，不再处理",
	journal.RequestDeliver:   "已答复",
	journal.RequestRedeliver: "已答复",
	journal.RequestWithdraw:  "已撤回",
	journal.RequestReopen:    "将重新答复",
}

// News tells applicants how their requests fare. site is the address of the
// portal; "" for no link.
func News(o *office.Office, site string) *Herald {
	return &Herald{Office: o, Name: "news", Compose: func(ctx context.Context, e journal.Entry) ([]store.Mail, error) {
		words, ok := told[e.Act]
		id, is := request.ParseThing(e.Thing)
		if !ok || !is {
			return nil, nil
		}
		r, err := o.Store.Request(ctx, id)
		if err != nil || r.Applicant.Email == "" {
			return nil, err
		}
		return []store.Mail{newsOf(r, e, words, site)}, nil
	}}
}

func newsOf(r request.Request, e journal.Entry, words, site string) store.Mail {
	m := store.Mail{Fact: fmt.Sprintf("%s %s %d", e.Thing, e.Act, e.Number), Thing: e.Thing, Agency: r.Agency, Recipient: r.Applicant.Email,
		Subject: "您的" + r.Kind.Name() + words + "（" + r.ID.Number() + "）"}
	var b strings.Builder
	fmt.Fprintf(&b, "%s：\n\n您的%s%s。\n\n受理编号：%s\n事项：%s\n", r.Applicant.Name, r.Kind.Name(), words, r.ID.Number(), r.Asked.Subject)
	if r.Open() && r.DueOn != calendar.NoDay {
		fmt.Fprintf(&b, "答复期限：%s", chineseDay(r.DueOn))
		if r.Provisional {
			b.WriteString("（暂定，放假安排尚未公布）")
		}
		b.WriteString("\n")
	}
	if (e.Act == journal.RequestDeliver || e.Act == journal.RequestRedeliver) && r.Delivery != nil && r.Delivery.Route == "email" {
		m.Attachments = handed(r)
		b.WriteString("\n答复文书和信息见附件。\n")
	} else {
		b.WriteString("\n详细情况请凭受理编号和查询码在平台上查看。\n")
		if site != "" {
			fmt.Fprintf(&b, "%s\n", site)
		}
	}
	b.WriteString("\n回复本邮件，您的来信会转给经办人。\n")
	m.Body = b.String()
	return m
}

// handed is what an answer by e-mail carries: the letter as signed, and the
// files that may be handed over.
func handed(r request.Request) []publication.Attachment {
	var list []publication.Attachment
	for _, l := range r.Letters {
		if l.Act == journal.RequestSign && !l.Void && l.PDF != "" {
			list = append(list, publication.Attachment{Name: l.Title + ".pdf", Type: "application/pdf", SHA256: l.PDF})
		}
	}
	for _, f := range r.Handed() {
		list = append(list, publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.Hash})
	}
	return list
}
