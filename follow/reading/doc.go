// Package reading (阅读附件) reads the words inside the attachments of what
// became public, so that they can be searched.
//
// It follows the journal: each public publication's files are noted, each file,
// known by its hash, is read once however many carry it, and its words go when
// nothing public carries it any more. Publishing never waits for it: one file
// is read at a time, what came out last before what came out long ago, with a
// rest after each as long as the reading took.
//
// Nodes share the work by leases in the record, so that no file is read by two,
// and what a node that died had in hand is read by another. A file that ended
// its reader several times, or that cannot be fetched, is given up; why stands
// at the desk beside the file. What can be read of a file at all is decided by
// package plain.
package reading
