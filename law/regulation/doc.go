// Package regulation (政府信息公开条例) is the Regulation on Disclosure of
// Government Information, edition by edition.
//
// It owns what the Regulation fixes and other packages only look up: the limits
// ([Rule]), what must be published on one's own motion ([Category], the root of
// every city's category tree), why information may or must be withheld ([Ground]),
// when a request counts as received ([Receipt]) and how it may end
// ([Outcome]). Each row names its article. The rows are tables to be walked, not
// cases of a switch: forms, filters and statistics list what stands here.
//
// A changed law is a new edition, in a file of its own; a past edition is never
// edited. A case keeps the edition in force on the day it was received
// ([EditionOn]); the Regulation has no transition clause, and going by the day
// of receipt is how offices read it, so an officer may choose the other.
//
// The 2019 edition was read in full. The 2008 edition is given from its
// published text, in short form; where a row rests on practice and not on the
// Regulation, its Source says so. How a limit runs is the matter of law/clock,
// what may be done against a reply that of law/remedy.
package regulation
