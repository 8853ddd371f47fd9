// Package journal (簿) owns the record of acts: what an act is called, which
// article it stands on, and the entry that every saved change carries.
//
// The journal is the one source of deadlines, lists, statistics and logs;
// everything else reads it. Numbering and storage live in package store, the
// acts themselves in their affairs (publication, agency, account).
package journal
