// Package report (年度报告文本) prints an [annual.Edition], the annual report as it
// stands or was signed, in every format in which it is handed out: PDF and Word
// in the layout of official papers, the workbook, CSV, and the canonical JSON
// whose SHA-256 is the report's hash.
//
// Nothing is counted here and no time is read: the same edition gives the same
// bytes, today and in ten years, and each format prints the same numbers. The
// statutory table goes out in the very shape that paper/declared reads, so that
// a report handed out can be handed in again ([Declared], the first sheet of
// [XLSX]).
//
// The pages of the site print the same edition; they are web's.
package report
