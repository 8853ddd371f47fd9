// Package report (年度报告) is the making of an agency's annual report on
// disclosure: it is written, checked, signed, submitted, accepted or returned,
// published, corrected (art. 49 and 50; 2008 edition art. 31 and 32).
//
// A [Report] holds what people write: the text with its figures by name, what
// they declare where the platform keeps no records, their explanations of what
// the check asked, and the files they add. It holds no number that can be
// counted; those are compiled from the record (figures/annual) and frozen with
// the signature, whose hash the report keeps ([Signature]). A signed report is
// not edited: it is unsigned before it was submitted, returned by the level
// above, reopened with a reason, or corrected by an erratum beside it.
//
// [Moves] is the table of what may be done when.
package report
