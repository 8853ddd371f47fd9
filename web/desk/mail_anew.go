package desk

import (
	"context"
	"net/http"
	"slices"

	"gongkai/affairs/journal"
	"gongkai/follow/notice"
	"gongkai/office"
	"gongkai/store"
	"gongkai/web/page"
)

// sendAgain is what an official may do with a message that did not arrive, or
// waits.
type sendAgain struct {
	Mail int64
	// Title is what the message is called; of a subject nobody wrote, that.
	Title string
	// Same is set where the message itself may be sent again.
	Same bool
	// Anew is the ways by which another one may go instead.
	Anew []anewWay
	From string // "case" where it stands on the page of its case
}

func (a sendAgain) any() bool { return a.Same || len(a.Anew) > 0 }

// anewWay is one way to send anew, with the words of its button.
type anewWay struct {
	Way  store.MailChannel
	Text string
}

// retryPresses is the ways; the button that sends the message itself again says
// nothing.
var retryPresses = page.Presses{string(store.ByMail), string(store.BySMS)}

// news is who writes what happened to applicants.
func (d *Desk) news() *notice.Herald {
	if d.News != nil {
		return d.News
	}
	return &notice.Herald{Office: d.Office}
}

// againOf is what the official may do with a message, by what was reported of it.
func (d *Desk) againOf(ctx context.Context, o *Official, m store.Mail, reports []store.MailReport) (sendAgain, error) {
	a := sendAgain{Mail: m.ID, Title: subjectLine(ctx, m.Subject)}
	if !o.MayIn(journal.MailRetry, m.Agency) && !(m.Agency == "" && office.CityWide(o.Actor, journal.MailRetry)) {
		return a, nil
	}
	back := m.State == store.MailFailed || m.State == store.MailBounced
	a.Same = back || m.State == store.MailWaiting
	if !back && (m.State != store.MailSent || !office.Unreached(m, reports)) {
		return a, nil
	}
	list, err := d.news().Anew(ctx, m)
	if err != nil {
		return a, err
	}
	for _, n := range list {
		switch same := n.Channel == m.Channel; {
		case same && n.Recipient == m.Recipient && back:
			continue // the message itself may be sent again
		case same && n.Recipient != m.Recipient && n.Channel == store.BySMS:
			a.Anew = append(a.Anew, anewWay{n.Channel, "发到现在登记的手机"})
		case same && n.Recipient != m.Recipient:
			a.Anew = append(a.Anew, anewWay{n.Channel, "发到现在登记的邮箱"})
		case same:
			a.Anew = append(a.Anew, anewWay{n.Channel, "再发一次短信"})
		case n.Channel == store.BySMS:
			a.Anew = append(a.Anew, anewWay{n.Channel, "改发短信"})
		default:
			a.Anew = append(a.Anew, anewWay{n.Channel, "改发邮件"})
		}
	}
	return a, nil
}

// mailRetry sends a message again, or what it told by another one. No address
// and no log says to which number.
func (d *Desk) mailRetry(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	m, err := d.sentOf(r, o)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	way, err := retryPresses.Pressed(form)
	if err != nil {
		return err
	}
	if way == "" {
		m, err = d.Office.RetryMail(ctx, o.Actor, m.ID)
	} else {
		m, err = d.sendAnew(ctx, o, m, store.MailChannel(way))
	}
	if err != nil {
		return err
	}
	words := "邮件将立即重新发送"
	switch {
	case way == string(store.BySMS):
		words = "已另发短信，将立即发送"
	case way != "":
		words = "已另发邮件，将立即发送"
	case m.Channel == store.BySMS:
		words = "短信将立即重新发送"
	}
	to := "/desk/mail/out/" + number(m.ID)
	if _, href := caseOf(m.Thing); form.Get("from") == "case" && href != "" {
		to = href + "#mail"
	}
	return done(w, r, to, words)
}

// sendAnew sends what a message told by the way. Errors: [office.ErrMailAnew]
// where the person left no such way.
func (d *Desk) sendAnew(ctx context.Context, o *Official, m store.Mail, way store.MailChannel) (store.Mail, error) {
	list, err := d.news().Anew(ctx, m)
	if err != nil {
		return m, err
	}
	i := slices.IndexFunc(list, func(n store.Mail) bool { return n.Channel == way })
	if i < 0 {
		return m, errNoWay
	}
	return d.Office.SendAnew(ctx, o.Actor, m.ID, list[i])
}
