package notice

import (
	"time"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/store"
)

// NewsOf is the messages about an entry, for tests of what they carry; false
// where it is no news.
func NewsOf(r request.Request, e journal.Entry, site, sign string) (mail, sms store.Mail, ok bool) {
	t, ok := tellingOf(r, e)
	if !ok {
		return mail, sms, false
	}
	return mailOf(r, e, t, site), smsOf(r, e, t, site, sign), true
}

// Told is the acts that may be news.
func Told() []journal.Act {
	var list []journal.Act
	for _, t := range told {
		list = append(list, t.act)
	}
	return list
}

// Patient is the gateway waiting so long for an answer.
func (g Gateway) Patient(d time.Duration) Gateway {
	g.patience = d
	return g
}

// PartyMailOf is the message that brings a party its letter; false for none.
func PartyMailOf(r request.Request, e journal.Entry, agencyName string) (store.Mail, bool) {
	return partyMail(r, e, agencyName)
}
