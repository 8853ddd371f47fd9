// Package mailbox (来信) reads the mailbox to which answers and requests by
// e-mail come, and lays each message where it belongs: with its case, or on
// the tray, where an official decides.
//
//  1. A message written by a machine (an automatic reply, a list, a report of
//     a mail server, our own come back) is kept and answered by nobody. A
//     report that a message was not delivered marks that message; one that it was
//     delivered or read is kept beside it, for an official to judge.
//  2. A message that carries the secret of a thread, in the address it was
//     sent to, in its subject or in what it answers, is filed with the thing
//     of the thread.
//  3. Everything else is a stray and waits.
//
// No case changes by a message: what it says becomes part of one by an
// official's act, which also says on which day it came (art. 31). The message
// as it came is kept as a blob, with the day the server received it.
//
// Messages are written by strangers: sizes, depths and numbers are bounded,
// files are looked into as uploads are (paper/upload), and no message, however
// broken, holds up the next one. The mailbox itself is not changed.
package mailbox
