// Package text (字) says what a line or a paragraph of text may hold, and
// when two spellings of a document number (文号) are the same number.
//
// The rules are kept here, before any database, so that every engine gives
// the same answer: PostgreSQL refuses U+0000 where SQLite stores it, and both
// would store text that displays as something other than it is. A character
// is refused only if a reader cannot see it or if it changes how others are
// shown; every visible character passes unchanged, the rare ones of
// GB18030-2022 included.
//
// What the text means is no matter of this package; cleaning rich bodies is
// done in paper/richtext.
package text
