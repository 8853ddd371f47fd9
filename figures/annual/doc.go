// Package annual (年报) is the figures of the annual report: what each counts,
// what it came to, and how it explains itself.
//
// It owns [Figure]: a number with the source it counts, one definition from which
// the number, the list of records behind it and its sentence in words are
// derived, so that they cannot disagree; the figures that reports speak of by name ([Names]); the sixteen
// charts; and [Edition], a report as it was signed: figures, text and charts
// with everything needed to print it again, byte for byte.
//
// Counting the records is the matter of the store, which answers a source;
// judging a filled table that of figures/check; printing that of paper/report.
package annual
