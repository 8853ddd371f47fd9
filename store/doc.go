// Package store (库) keeps the record: the only place with SQL, one text for
// two engines, SQLite by default and PostgreSQL for several nodes.
//
// Writing goes one way: [Store.Act] opens a transaction, the caller reads the
// state, runs a pure act of package affairs and saves the new state with its
// journal entry. Every Save method of [Tx] takes the entry, checks the table
// role x act for the actor, and numbers the entry without gaps; so nothing is
// saved that is not in the journal, and nothing that the actor may not do.
// One writer at a time: SQLite has no more, and PostgreSQL takes a lock at the
// start of each act, which makes both engines tell the same story
// (docs/decisions/0003-one-writer.md).
//
// Beside the record stand traces that are no acts: sessions, hits, positions
// of followers.
package store
