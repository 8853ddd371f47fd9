// Package public (公众窗) is the citizen's window: home page, browsing with
// exact counts, agency columns, guides and cards, item pages with their
// versions and files, tombstones, look-up, topics and obligations.
//
// Of publications it writes nothing but visits. Everything shown has passed
// publication.Visible after it was loaded, as a stranger sees it: the window
// knows no official's account, so an official's cookie cannot widen it.
//
// Who asks for information (依申请公开) files a request and sees their case under
// /request. A case is opened by its number and query code, or by the account it
// was filed under, for half an hour to one browser (request_session.go); nothing
// of it stands in an address, a title, a cache or a log. What its applicant is
// shown has passed request.Visible, and of the letters and files only what was
// written to them and delivered.
//
//   - window.go    the routes, one line each, and what runs beside them
//   - city.go      the names: agencies, categories, topics, kept in memory
//   - listing.go   how a line, a name and a count are shown everywhere
//   - fresh.go     which pages an act makes stale, on this node and others
//   - visit.go     the counter of visits
//   - noun_verb.go with noun_verb.templ, one page each
//
// Each number on a page links to the list it counts, made from the same
// store.Selection. Articles 10, 12, 19-45 of the Regulation (2019).
package public
