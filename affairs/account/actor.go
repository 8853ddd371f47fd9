package account

import (
	"slices"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
)

// Actor is whoever does an act: an official, the person at the machine's own
// console, the platform's clock, a registered reader, an applicant, or a party
// asked for an opinion.
type Actor struct {
	Login  Login
	Name   string
	Grants []Grant
	all    bool
	// own is the one thing a reader, an applicant or a party may act on; "" for
	// everybody else.
	own string
	// asks marks an applicant, consulted a party asked for an opinion.
	asks, consulted bool
}

// Console is the person at the machine's command line. Whoever can read the
// database can do everything, so the table does not bind them, but the journal
// names them.
var Console = Actor{Login: "console", Name: "控制台", all: true}

// Clock is the platform acting at a set minute: timed publication, lapsed
// consultations.
var Clock = Actor{Login: "clock", Name: "平台定时", all: true}

// Citizen is a registered reader, who may act on themselves alone. thing is the
// reader in the journal; see citizen.ID.
func Citizen(thing string) Actor { return Actor{Login: Login(thing), own: thing} }

// AskerLogin is the name of every applicant in the journal, which so knows
// nobody: which request it is says the entry's thing.
const AskerLogin Login = "applicant"

// Applicant is whoever filed the request that thing names in the journal, and
// may act on it alone; for thing "" somebody who is about to file one.
func Applicant(thing string) Actor { return Actor{Login: AskerLogin, own: thing, asks: true} }

// PartyLogin is the name of every party asked for an opinion in the journal; which
// of a request's parties it is, the entry's note says by its place.
const PartyLogin Login = "party"

// Party is one whose opinion is asked about the request that thing names in the
// journal, and who may give it.
func Party(thing string) Actor { return Actor{Login: PartyLogin, own: thing, consulted: true} }

// Of is the account as an actor.
func Of(a Account) Actor {
	if !a.Active() {
		return Actor{Login: a.Login, Name: a.Name}
	}
	return Actor{Login: a.Login, Name: a.Name, Grants: a.Grants}
}

// May says whether the table permits the act for the agency.
func (a Actor) May(act journal.Act, in agency.Code) bool {
	return a.all || May(a.Grants, act, in)
}

// Permits says whether the table permits the act the entry records: to the
// holder of a role for the agency, or to a reader, an applicant or a party on what
// is their own.
func (a Actor) Permits(e journal.Entry) bool {
	if a.consulted {
		return heard[e.Act] && e.Actor == string(PartyLogin) && e.Thing == a.own
	}
	if a.asks {
		return asked[e.Act] && e.Actor == string(AskerLogin) &&
			(e.Thing == a.own || a.own == "" && e.Act == journal.RequestSubmit)
	}
	if a.own != "" {
		return own[e.Act] && e.Thing == a.own && e.Actor == a.own && e.Agency == ""
	}
	return a.May(e.Act, agency.Code(e.Agency))
}

// MayReset says whether the actor may give the person another password or take
// the second factor away, beside what the table says. It would open the account
// to the actor, so no administrator does it to one of another kind: that is for
// the console.
func (a Actor) MayReset(person Account) bool {
	for _, g := range person.Grants {
		if _, admin, _ := g.Role.known(); admin && !a.all && !slices.Contains(a.Grants, g) {
			return false
		}
	}
	return true
}

// Agencies is where the actor holds a role, without repetition, in the order
// granted; empty for those whose roles reach the whole city only.
func (a Actor) Agencies() []agency.Code {
	var codes []agency.Code
	seen := map[agency.Code]bool{}
	for _, g := range a.Grants {
		if g.Agency != "" && !seen[g.Agency] {
			seen[g.Agency] = true
			codes = append(codes, g.Agency)
		}
	}
	return codes
}
