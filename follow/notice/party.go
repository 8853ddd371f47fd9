package notice

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/request"
	"gongkai/store"
)

// toParties is the acts whose letter goes to a party asked for an opinion (第三方
// and other agencies), with what the mail says of the letter. The mail says
// nothing of what is asked, nor by whom: that the letter does, as far as it may.
var toParties = []struct {
	act  journal.Act
	says string
}{
	{journal.RequestConsult, "%s正在办理一件政府信息公开申请，其中有与您（贵单位）有关的信息，现书面征求意见。征求意见书见附件，请按其中载明的期限提出意见。"},
	{journal.RequestTell, "%s决定公开与您（贵单位）有关的政府信息。决定公开的内容和理由见附件。"},
}

// viaParty stands in the fact of a message to a party, before its number.
const viaParty = " party "

// partyMail brings a party its letter; false for one who left no address, and
// where the case keeps no letter.
func partyMail(r request.Request, e journal.Entry, agencyName string) (store.Mail, bool) {
	to, ok := request.ReadToParty(e)
	if !ok || to.Letter < 1 || to.Letter > len(r.Letters) {
		return store.Mail{}, false
	}
	l := r.Letters[to.Letter-1]
	for _, o := range r.Opinions {
		if o.N != to.Party || o.Email == "" || l.PDF == "" {
			continue
		}
		for _, row := range toParties {
			if row.act != e.Act {
				continue
			}
			return store.Mail{
				Fact: factOf(e) + viaParty + strconv.Itoa(o.N), Thing: e.Thing, Agency: r.Agency, Recipient: o.Email,
				Subject: l.Title + "（" + r.ID.Number() + "）",
				Body: o.Name + "：\n\n" + fmt.Sprintf(row.says, agencyName) + "\n\n受理编号：" + r.ID.Number() +
					"\n\n回复本邮件，您的来信会转给经办人。\n",
				Attachments:  []publication.Attachment{{Name: l.Title + ".pdf", Type: "application/pdf", SHA256: l.PDF}},
				WantsReceipt: e.Act == journal.RequestConsult, // their limit runs from it
			}, true
		}
	}
	return store.Mail{}, false
}

// FactParty is the number of the party to whom a message went; 0 for the
// applicant.
func FactParty(fact string) int {
	_, n, _ := strings.Cut(FactTold(fact), viaParty)
	party, err := strconv.Atoi(n)
	if err != nil {
		return 0
	}
	return party
}
