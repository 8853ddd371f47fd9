// Command bench measures the program beside its peers, in one run each, and
// writes docs/benchmarks.md:
//
//  1. a bulk import beside bare inserts of the same columns,
//  2. pages beside nginx with the same bytes as static files,
//  3. one publish act beside a bare commit of one row,
//  4. the start with the city loaded, and its memory,
//  5. all of that at a tenth of the city beside the whole,
//  6. requests: lists, intake and a holiday notice,
//  7. annual reports: a year counted beside plain counts of the same tables,
//     the records behind every figure, and the editions,
//  8. search: the index beside SQLite's FTS5 and Lucene on the same documents,
//  9. find: the search of a running portal, while its index is built, in a
//     storm of publications, and after it was away,
//  10. relevance: how far up stands what was half remembered, beside FTS5,
//  11. gate: what is found in files made up to hide it, what is held without
//     cause, and how fast.
//
// Each is measured on SQLite and on PostgreSQL. Where a peer is involved the
// two take turns, so that whatever else the machine does falls on both; it is
// their ratio that counts. Everything it starts listens on the loopback only
// and ends with it.
//
// Run it from the root of the repository, on a machine with nothing else to
// do: go run ./scripts/bench. With -quick it takes a few minutes and a tenth
// of the city. With -keep DIR the loaded cities stay there for the next run.
package main
