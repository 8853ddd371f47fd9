// Package request (依申请公开) owns the life of a request for information: from
// the day it is received to the day the answer is delivered, and after.
//
// Which act is possible in which state stands in [Moves], a table that the
// desk, the tests and the documentation read; who may do it stands in
// account.Table. Every act is a pure function in a file of its own: it takes
// the request, what the act needs, and a [Hand] (who acts, when, by which
// calendar), and gives the request as it is afterwards with its clocks reckoned
// anew ([Reckon]) and the entry for the journal.
//
// Law: the Regulation of 2019, articles 27 to 45, or that of 2008, articles 13
// and 20 to 28, whichever was in force on the day of receipt; a case keeps its
// edition. What an outcome is called, which ground it needs and how its letter
// is titled stands in law/regulation.
//
// A request is known by its number, 2017-000123: the year in which it was
// filed and its place in that year, without gaps over the whole city. Nothing
// here is public; what may be seen by whom says [Visible].
package request
