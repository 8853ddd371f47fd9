// Package search (检索) finds what is public, by words, numbers, agencies,
// categories and dates, with exact counts and facets, at any size of city.
//
// It follows the journal: its index is made of what the record says and of
// nothing else, lies in a folder of each node, is never the truth, and can be
// thrown away and built anew at any time. What one built anew would answer, one
// that followed act by act answers too; [Index.Verify] compares the two.
//
// The index is a list of segments that never change once written: small ones
// in memory for what came in last, larger ones in files. A segment numbers its
// documents in the order of publication, so that a set of them is a bitmap whose
// highest bit is the newest: a count is the cardinality of an intersection, a
// first page its highest bits, a facet one more intersection. Nothing is done
// for each match. See docs/decisions/0019-search-by-bitmaps.md.
package search
