package regulation

import (
	"slices"

	"gongkai/law/calendar"
)

// Channel is the way a request reached the agency. The values are stored and
// must not change.
type Channel string

// The channels that the editions tell apart.
const (
	Online     Channel = "online"      // the agency's own pages (互联网渠道)
	Counter    Channel = "counter"     // in person (当面提交)
	SignedPost Channel = "signed_post" // post that the agency signs for (需签收的邮寄)
	PlainPost  Channel = "plain_post"  // ordinary letter (平常信函)
	Fax        Channel = "fax"         // the disclosure office's fax (传真)
	Email      Channel = "email"       // 电子邮件
)

// ChannelName is a channel with its names, for a list to choose from.
type ChannelName struct {
	Channel Channel
	Name    string
	English string
}

// Channels are all channels, in the order of a form.
var Channels = []ChannelName{
	{Online, "网上提交", "Online"},
	{Counter, "当面提交", "In person"},
	{SignedPost, "挂号信、特快专递", "Post, signed for"},
	{PlainPost, "平常信函", "Ordinary letter"},
	{Fax, "传真", "Fax"},
	{Email, "电子邮件", "E-mail"},
}

// Known tells whether c is one of [Channels].
func (c Channel) Known() bool { return c.Name() != "" }

// Name is the channel as people call it; "" when it is none of [Channels].
func (c Channel) Name() string {
	i := slices.IndexFunc(Channels, func(n ChannelName) bool { return n.Channel == c })
	if i < 0 {
		return ""
	}
	return Channels[i].Name
}

// Receipt says which day is the day of receipt (收到申请之日) of a request that
// came by a channel.
type Receipt struct {
	Channel Channel
	// ByConfirmation is set when it is the day on which the agency and the
	// applicant confirmed that the request arrived; otherwise it is the day of
	// submission, which for post is the day the agency signed for it.
	ByConfirmation bool
	Words          string // the rule, for the applicant to read
	Article        string // 第三十一条第（三）项, or the paper that had the rule
}

// Receipt is the edition's rule for the channel; false for an unknown channel.
func (e *Edition) Receipt(ch Channel) (Receipt, bool) {
	i := slices.IndexFunc(e.Receipts, func(r Receipt) bool { return r.Channel == ch })
	if i < 0 {
		return Receipt{}, false
	}
	return e.Receipts[i], true
}

// NeedsConfirmation tells whether a request by this channel counts as received
// only when both sides have confirmed it.
func (e *Edition) NeedsConfirmation(ch Channel) bool {
	r, ok := e.Receipt(ch)
	return ok && r.ByConfirmation
}

// ReceivedOn is the legal day of receipt and the sentence, with its article,
// that explains it. For post, submitted is the day the agency signed for the
// letter or found it in its mail. confirmed is [calendar.NoDay] while nobody
// has confirmed.
//
// ok is false while the day cannot be known: the channel asks for a
// confirmation that is missing, or lies before the submission; there is no day
// of submission; the channel is unknown. why then still names the rule, "" for
// an unknown channel.
func (e *Edition) ReceivedOn(ch Channel, submitted, confirmed calendar.Day) (on calendar.Day, why string, ok bool) {
	r, known := e.Receipt(ch)
	if !known {
		return calendar.NoDay, "", false
	}
	why = r.Words + "（" + r.Article + "）"
	on = submitted
	if r.ByConfirmation {
		on = confirmed
	}
	if submitted == calendar.NoDay || on == calendar.NoDay || on < submitted {
		return calendar.NoDay, why, false
	}
	return on, why, true
}
