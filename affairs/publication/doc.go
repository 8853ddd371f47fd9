// Package publication (主动公开) owns the life of what an agency publishes.
//
// A [Draft] (拟公开信息) is work in hand: started, its attribute determined at
// the source, other agencies consulted, reviewed for secrecy, signed. Only
// then does a [Publication] (公开信息) come to be: it holds nothing but what
// has been public, so a list of publications cannot leak a draft. A revision
// is again a draft, which replaces the content of its publication when signed.
//
// Which act is possible in which state stands in [Moves], a table that the
// desk, the tests and the documentation read. The law followed is the
// Regulation of 2019, articles 10-26; the twenty working days of article 26
// (2008: article 18) are counted by law/clock. Storage is in package store.
package publication
