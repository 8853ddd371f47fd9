package publication

import (
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// Representation is what of a publication is asked for.
type Representation int

const (
	Listed    Representation = iota // a line in a list, a count, a feed, a sitemap
	Tombstone                       // that it existed and why it is gone
	Full                            // text, files, versions
)

// Visible is the one decision on who sees what of a publication at the
// instant. Deny by default: before its instant nothing exists; once withdrawn,
// only the tombstone does, for the public and for officials elsewhere, the
// city's office and auditors among them; the text stays with those who work on
// the drafts of the agency that answers for it.
func Visible(viewer account.Actor, p Publication, r Representation, at time.Time) bool {
	if p.PublishedAt.IsZero() || at.Before(p.PublishedAt) {
		return false
	}
	if p.WithdrawnAt.IsZero() || at.Before(p.WithdrawnAt) {
		return r == Full || r == Listed
	}
	if r == Tombstone {
		return true
	}
	return r == Full && viewer.May(account.LookDrafts, p.Agency)
}

// VisibleDraft says who sees a draft: officials of its agency, for the asking
// those of an agency it consults, and while two agencies disagree who decides
// between them.
func VisibleDraft(viewer account.Actor, d Draft) bool {
	if viewer.May(account.LookDrafts, d.Agency) {
		return true
	}
	if d.State != Drafting {
		return false
	}
	for _, c := range d.Consultations {
		if viewer.May(journal.DraftConcur, c.Agency) {
			return true
		}
	}
	return d.Awaits() && viewer.May(journal.DraftDecide, d.Agency)
}
