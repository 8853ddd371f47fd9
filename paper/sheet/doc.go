// Package sheet (表) reads and writes tables: CSV and XLSX files as agencies
// hand them in, and as they leave the house.
//
// A table is read exactly or not at all: every cell comes out as it stands in
// the file, and what cannot be (bytes that are no characters, a cell beyond
// the headings, a formula without its result) is refused with row and column
// while the rows around it are read on. Reading streams: memory does not grow
// with the number of rows, except for the shared strings of an XLSX file,
// which have a bound.
//
// XLSX files are read with a reader of our own: excelize ends a damaged sheet
// early without an error, which would drop rows in silence, and loads the
// whole sheet to learn which cells are dates. They are written by a
// writer of our own too: it names no author, keeps the digits of an amount as
// they stand and gives the same bytes twice. excelize stands on the other side
// of the tests.
//
// What the cells mean is decided by the import that reads them.
package sheet
