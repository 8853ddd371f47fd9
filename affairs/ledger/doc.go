// Package ledger (台账) owns the small affairs that agencies keep as registers:
// press conferences, interviews, occasions at which a policy is explained,
// answers to public concern, proposals of deputies and members, meetings,
// training, reading points, staff and budget, and the monthly numbers of
// administrative decisions.
//
// One affair serves them all, because their life is one: an entry is made,
// amended with its earlier versions kept, made public after its secrecy review,
// taken back, struck out with its number kept ([Moves]). What differs is data: a
// [Book] declares its fields, how an entry is checked, which day places it in a
// year, what of it the public may read, and what it counts ([Fact]) in the
// annual report (Regulation of 2019, art. 50; of 2008, art. 32). A new register
// is a new book in a file of its own, beside the others.
//
// An entry is one thing, what the public reads of it another: [Public] holds
// the public fields of the version that was released, and nothing else, so that
// neither an amendment in hand nor an internal field can show. Storage is in
// package store, the reading of spreadsheets in office/intake.
package ledger
