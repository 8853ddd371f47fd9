// Package printed (填报数) reads the cells of statistical tables as people print
// them.
//
// A printed cell is not a number: it may be blank, struck out, signed with 减,
// rounded with 约 or 余, carry its unit or lack it. [Read] says what stands
// there and guesses nothing: a blank is not zero, and money without a unit has
// no unit. What a blank counts for is decided where the sums around it are
// known, in figures/check.
//
// Numbers are exact: millionths, so that an amount in ten thousands of yuan
// holds every fen.
package printed
