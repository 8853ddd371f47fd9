// Package demo (演示) invents the year 2017 of the city of Changchun at its
// real size: every publication the annual report counts, by channel, and
// around them the normative documents still in force since 1981.
//
// Counts, agencies and the titles of two documents are those of the real
// report. Everything else is made up: companies and places are put together
// from common words, persons are a surname and 某, telephone numbers lead
// nowhere. The dates of the two named documents are invented too, as the
// report does not give them.
//
// [New] draws up the plan of a year and [Plan.Items] tells it in the order of
// publication, the same bytes each time, without keeping it in memory. The
// texts come from grammars in grammar/*.txt. [Life] is a handful of items for
// the officials' desk and [Accounts] their sign-ins. The package writes
// nothing; who loads the city turns items into acts.
package demo
