// Package series (编号连续性) finds what is missing in the document numbers of
// an issuer, and how long publication took.
//
// A [Series] is made of all that was ever public under the numbers of one
// prefix and year ([Of]): the highest number seen, the numbers below it that
// were never published, as ranges with the reason once given, and the numbers
// that several documents bear. Numbers that are counted on through the years are
// parted first where the count begins anew ([Counts]). [Delay] is the working days from issue to
// publication. All of it follows from the record each time; only reasons are
// kept (affairs/numbering).
package series
