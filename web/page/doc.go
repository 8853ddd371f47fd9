// Package page (页) is what every window of the house is made of: the frame around a page, form fields with
// their errors, the two languages, the table from refusals to statuses, the router that knows who may enter,
// the cache of rendered pages and the static files.
//
// It owns no affair. What an official may do is answered through the Viewer interface, filled in where the
// windows are wired together; which refusal stands beside which field is a table given to the Site.
//
//   - site.go      routes, each with a policy; a route without one cannot be registered
//   - answer.go    middleware: identity of the request, log line, security headers, compression, recovery
//   - problem.go   refusals and error pages; a stranger sees a sentence and a number to quote
//   - language.go  Chinese text is its own key; english/*.json holds the English
//   - frame.templ  masthead, navigation, landmarks, footer
//   - field.templ  form groups as the design system draws them
//   - sentence.go, article.go  finished sentences and citations read back into English
//   - remains.go   marks what stays Chinese on an English page
//   - part.templ   tables, lists, tags, banners, paging
//   - form.go      what was typed and what was wrong with it
//   - cache.go     rendered pages, valid until a topic they were made from is dropped
//   - static.go    style sheet, script and emblem under addresses that change with their content
//
// Pages work without script; colours and type follow assets/. The design system is GOV.UK Frontend and the
// Ministry of Justice's, re-themed, without their typeface and crest.
package page
