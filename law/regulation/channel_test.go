package regulation_test

import (
	"strings"
	"testing"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

func TestDayOfReceipt(t *testing.T) {
	for _, c := range []struct {
		edition              string
		channel              regulation.Channel
		submitted, confirmed string
		want                 string // "": not known yet
		article              string
	}{
		{"2019", regulation.Counter, "2024-01-22", "", "2024-01-22", "第三十一条第（一）项"},
		{"2019", regulation.SignedPost, "2024-01-22", "", "2024-01-22", "第三十一条第（二）项"},
		{"2019", regulation.SignedPost, "2024-01-22", "2024-01-25", "2024-01-22", "第三十一条第（二）项"}, // signing counts
		{"2019", regulation.PlainPost, "2024-01-22", "", "", "第三十一条第（二）项"},
		{"2019", regulation.PlainPost, "2024-01-22", "2024-01-22", "2024-01-22", "第三十一条第（二）项"},
		{"2019", regulation.Online, "2024-02-04", "", "", "第三十一条第（三）项"},
		{"2019", regulation.Online, "2024-02-04", "2024-02-05", "2024-02-05", "第三十一条第（三）项"},
		{"2019", regulation.Email, "2024-02-04", "2024-02-18", "2024-02-18", "第三十一条第（三）项"},
		{"2019", regulation.Fax, "2024-02-04", "2024-02-06", "2024-02-06", "第三十一条第（三）项"},
		{"2019", regulation.Online, "2024-02-04", "2024-02-03", "", "第三十一条第（三）项"}, // confirmed before it was sent
		{"2019", regulation.Counter, "", "2024-02-03", "", "第三十一条第（一）项"},
		{"2019", "pigeon", "2024-02-04", "2024-02-04", "", ""},
		{"2008", regulation.Counter, "2017-01-20", "", "2017-01-20", "国办公开办函〔2015〕207号"},
		{"2008", regulation.SignedPost, "2017-01-20", "", "2017-01-20", "207号"},
		{"2008", regulation.PlainPost, "2017-01-20", "2017-01-22", "2017-01-22", "207号"},
		{"2008", regulation.Email, "2017-01-20", "", "2017-01-20", "207号"}, // the mail system's day
		{"2008", regulation.Fax, "2017-01-20", "", "", "207号"},
		{"2008", regulation.Online, "2017-01-20", "2017-01-20", "2017-01-20", "207号"},
	} {
		e, _ := regulation.ByCode(c.edition)
		submitted, confirmed := calendar.NoDay, calendar.NoDay
		if c.submitted != "" {
			submitted = calendar.MustDay(c.submitted)
		}
		if c.confirmed != "" {
			confirmed = calendar.MustDay(c.confirmed)
		}
		on, why, ok := e.ReceivedOn(c.channel, submitted, confirmed)
		if on.String() != c.want || ok != (c.want != "") || !strings.Contains(why, c.article) || (why == "") != (c.article == "") {
			t.Errorf("%+v: %s, %s, %v", c, on, why, ok)
		}
	}
}

// What every edition, and every later one, must hold.
func TestEveryChannelHasItsRule(t *testing.T) {
	for _, e := range regulation.Editions() {
		if len(e.Receipts) != len(regulation.Channels) {
			t.Errorf("%s: %d rules for %d channels", e.Code, len(e.Receipts), len(regulation.Channels))
		}
		for _, n := range regulation.Channels {
			r, ok := e.Receipt(n.Channel)
			if !ok || r.Words == "" || r.Article == "" || n.Name == "" || n.English == "" || n.Channel.Name() != n.Name || !n.Channel.Known() {
				t.Errorf("%s %s: %+v", e.Code, n.Channel, r)
			}
			if r.ByConfirmation != e.NeedsConfirmation(n.Channel) || r.ByConfirmation != strings.Contains(r.Words, "确认") {
				t.Errorf("%s %s: confirmation %v, but %s", e.Code, n.Channel, r.ByConfirmation, r.Words)
			}
		}
	}
	if regulation.Channel("").Known() {
		t.Error("no channel is known")
	}
}
