// Package office (务) does what takes more than one step: read the record, run
// an act of package affairs, save what came of it. Windows and the command
// line call it and nothing else to write.
//
// One file a subject: draft.go (the life of a draft), published.go (what is
// public), agency.go (names, mergers), person.go (accounts, hand-over, signing
// in), found.go (a new city), clock.go (what happens at a set minute). The
// import of files is in office/intake, keeping and proving the record in
// office/keep.
package office
