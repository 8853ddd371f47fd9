package mailbox

import (
	"bufio"
	"io"
	"net/textproto"
	"slices"
	"strings"

	"gongkai/store"
)

// reports is the kinds of reports that are read: what mail servers say of a
// delivery (RFC 3464), and what a recipient's program says of its being read
// (RFC 8098).
var reports = map[string]bool{"delivery-status": true, "disposition-notification": true}

// mostRecipients bounds the recipients of one report.
const mostRecipients = 100

// status reads what became of a delivery (RFC 3464). A delay is no news, and
// where a message was only handed on nobody knows whether it arrived.
func (w *walk) status(r io.Reader) {
	in := textproto.NewReader(bufio.NewReader(io.LimitReader(r, maxHeader)))
	for range mostRecipients {
		h, err := in.ReadMIMEHeader()
		if id := ids(h.Get("Original-Message-Id")); len(id) > 0 {
			w.about = append(w.about, id...)
		}
		switch action(h.Get("Action")) {
		case "failed":
			if w.failed == "" {
				w.failed = whyFailed(h)
			}
			w.became = append(w.became, store.MailReport{Kind: store.ReportFailed, Who: recipient(h)})
		case "delivered":
			w.became = append(w.became, store.MailReport{Kind: store.ReportDelivered, Who: recipient(h)})
		}
		if err != nil {
			return
		}
	}
}

func whyFailed(h textproto.MIMEHeader) string {
	_, why, ok := strings.Cut(h.Get("Diagnostic-Code"), ";")
	if !ok {
		why = h.Get("Diagnostic-Code")
	}
	if s := strings.TrimSpace(h.Get("Status") + " " + strings.TrimSpace(why)); s != "" {
		return s
	}
	return "退信"
}

// disposition reads what the recipient's program did with a message (RFC 8098):
// that it was shown, or deleted without being shown. What a program did by
// itself, or could not do, says nothing of the recipient.
func (w *walk) disposition(r io.Reader) {
	h, err := textproto.NewReader(bufio.NewReader(io.LimitReader(r, maxHeader))).ReadMIMEHeader()
	if len(h) == 0 && err != nil {
		w.note("回执的格式有误，请查看原件")
		return
	}
	w.about = append(w.about, ids(h.Get("Original-Message-Id"))...)
	mode, kinds, ok := strings.Cut(h.Get("Disposition"), ";")
	if !ok {
		return
	}
	kinds, _, _ = strings.Cut(kinds, "/") // a modifier, such as error
	v := store.MailReport{Who: recipient(h), ByHand: strings.Contains(strings.ToLower(mode), "mdn-sent-manually")}
	switch action(kinds) {
	case "displayed":
		v.Kind = store.ReportDisplayed
	case "deleted":
		v.Kind = store.ReportDeleted
	default:
		return
	}
	w.became = append(w.became, v)
}

func action(s string) string {
	s, _, _ = strings.Cut(s, "(") // a comment
	return strings.ToLower(strings.TrimSpace(s))
}

// recipient is the address a report names, "" if none: "rfc822; a@b.c".
func recipient(h textproto.MIMEHeader) string {
	for _, key := range []string{"Original-Recipient", "Final-Recipient"} {
		_, address, ok := strings.Cut(h.Get(key), ";")
		if address = looseAddress.FindString(address); ok && address != "" {
			return strings.ToLower(oneLine(address, 254))
		}
	}
	return ""
}

// reported is what the message reports of each it is about, by what the report
// names, else by what it answers.
func (w *walk) reported() []store.MailReport {
	about := w.about
	if len(about) == 0 {
		about = w.answers
	}
	var list []store.MailReport
	for _, id := range about[:min(len(about), mostRecipients)] {
		for _, v := range w.became {
			v.MessageID = local(id)
			if !slices.Contains(list, v) && len(list) < mostRecipients {
				list = append(list, v)
			}
		}
	}
	return list
}
