// Package declared (填报表) reads the statutory tables that agencies hand in, and
// writes the blank ones they fill.
//
// A table comes as JSON (values by row and column code, as published data sets
// have them, or a report as we publish it) or as a CSV or XLSX file, ours or one
// taken from a printed report.
// The form is the one the file names; else it is recognised from its rows and
// headings. Rows are found by their code or by the name printed, however spaced,
// in simplified or traditional characters.
//
// What cannot be placed is never dropped in silence: an unknown row is a remark
// of the table, a shifted table, a cell given twice or a file of another kind is
// refused with its place ([Error]). What the cells mean is the matter of
// figures/printed, whether they agree that of figures/check.
package declared
