// Package segment (检索段) keeps an immutable piece of the search index: the
// documents published in some span of time, the words they hold, and the facets
// they are counted by.
//
// Documents are numbered from 0 in the order of (At, ID), so that a set of them
// is a bitmap whose highest bit is the newest. A term has two such sets, that of
// the titles and that of everything; each value of a facet has one.
//
// A segment is one run of bytes, the same in memory and in a file:
//
//	magic, format
//	postings        of all terms, in the order of the terms
//	columns         At, ID, order by ID, fingerprint, channels, codes of the facets
//	titles          one after the other, with their offsets
//	sets            of the values of the facets
//	terms           in blocks of 64, each but the first of a block without
//	                what it shares with the one before; offsets of the blocks
//	contents        place, length and CRC-32C of each section, facet values
//	tail            place, length and CRC-32C of the contents, magic
//
// All numbers are little-endian; sections and bitmaps begin at multiples of 8.
// Postings of up to 128 documents are gaps as varints; longer ones are bitmaps
// in the portable format of RoaringFormatSpec, which are used where they lie.
//
// Opening reads the contents alone. What is damaged further in is found by
// [Segment.Check], which reads everything.
//
// Everything that [Segment.Postings], [Segment.ValueSet] and [Segment.Title]
// return points into the segment: it must not be changed and ends with
// [Segment.Close]. So do bitmaps made of them by Or, AndNot or Clone, which
// share what they did not have to copy; And copies, but is not promised to.
// Whoever closes a segment counts its readers first.
package segment
