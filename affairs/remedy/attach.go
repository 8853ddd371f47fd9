package remedy

import (
	"slices"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
)

var attachments = map[Kind]journal.Act{
	Complaint: journal.ComplaintAttach, Reconsideration: journal.ReconsiderationAttach, Suit: journal.SuitAttach, Order: journal.OrderAttach,
}

// AttachAct is the act of adding a document to a remedy of the kind.
func AttachAct(k Kind) journal.Act { return attachments[k] }

// Attach adds a document whose bytes are kept, under the name of the agency
// that adds it: the one that handles the remedy or, but for a complaint, the
// one it is about. Errors: [ErrState], [ErrDocument], [ErrOwn].
func Attach(r Remedy, d Document, in agency.Code, by account.Login, at time.Time) (Remedy, journal.Entry, error) {
	to, err := r.after(attachments[r.Kind])
	if err != nil {
		return r, journal.Entry{}, err
	}
	if in != r.Handler && (r.Kind == Complaint || in != r.Agency) {
		return r, journal.Entry{}, ErrOwn
	}
	if d.Name, err = text.Line(d.Name, maxLine); err != nil {
		return r, journal.Entry{}, err
	}
	if d.Name == "" || len(d.SHA256) != 64 || d.Size <= 0 {
		return r, journal.Entry{}, ErrDocument
	}
	d.At, d.By = at, by
	r.State, r.Documents = to, append(slices.Clone(r.Documents), d)
	return r, r.entry(attachments[r.Kind], in, by, at), nil
}
