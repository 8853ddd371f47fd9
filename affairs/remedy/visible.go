package remedy

import (
	"gongkai/affairs/account"
	"gongkai/affairs/agency"
)

// Seat is what an official may see of remedies. The zero Seat sees nothing.
type Seat struct {
	All      bool // the whole city
	Agencies []agency.Code
}

// SeatOf is what the actor sees: the city's offices everything, others what
// their agencies handle and what is about them.
func SeatOf(viewer account.Actor, codes []agency.Code) Seat {
	s := Seat{All: viewer.May(account.LookRemedies, everywhere)}
	if s.All {
		return s
	}
	for _, c := range codes {
		if viewer.May(account.LookRemedies, c) {
			s.Agencies = append(s.Agencies, c)
		}
	}
	return s
}

// everywhere is no agency's code, so only a role that reaches the whole city
// may look there.
const everywhere agency.Code = "*"

// Visible says who sees a remedy: those of the agency that handles it, and,
// but for a complaint, those of the agency it is about. A complaint is not
// shown to the agency complained of, which would learn who complained.
func Visible(viewer account.Actor, r Remedy) bool {
	return viewer.May(account.LookRemedies, r.Handler) || r.Kind != Complaint && viewer.May(account.LookRemedies, r.Agency)
}
