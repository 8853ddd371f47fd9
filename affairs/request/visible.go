package request

import (
	"slices"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Representation is how much of a request is looked at.
type Representation int

const (
	// Case is everything: the applicant, what is asked, letters, files.
	Case Representation = iota
	// Answer is what the applicant is told: no notes, originals, parties.
	Answer
	// Asking is what a party asked for an opinion is told: the letters to them.
	Asking
)

// Visible decides who sees a request: officials of the agency that must answer
// and the city's disclosure office see the case; who filed it sees the answer; a
// party asked for an opinion sees what it is asked.
// Nobody else sees that there is one.
func Visible(viewer account.Actor, r Request, what Representation) bool {
	if viewer.May(account.LookRequests, r.Agency) {
		return true
	}
	if what == Asking {
		return viewer.Permits(journal.Entry{Act: journal.RequestHear, Thing: r.Thing(), Actor: string(account.PartyLogin), Agency: string(r.Agency)})
	}
	return what == Answer && viewer.Permits(journal.Entry{Act: journal.RequestAdd, Thing: r.Thing(),
		Actor: string(account.AskerLogin), Agency: string(r.Agency)})
}

// Provides says whether the signed answer hands over the file of that hash.
func (r Request) Provides(hash string) bool {
	if r.Decision == nil || r.Decision.SignedBy == "" || !slices.Contains(r.Decision.Files, hash) {
		return false
	}
	_, ok := r.Given(hash)
	return ok
}

// Handed is what the applicant may fetch: the files of a delivered
// answer; never originals.
func (r Request) Handed() []File {
	if r.Decision == nil || r.State != Closed {
		return nil
	}
	var out []File
	for _, hash := range r.Decision.Files {
		if f, ok := r.Given(hash); ok {
			out = append(out, f)
		}
	}
	return out
}

func editionOn(day calendar.Day) (*regulation.Edition, bool) { return regulation.EditionOn(day) }
