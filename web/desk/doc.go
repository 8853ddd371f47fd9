// Package desk (办公窗) is the window at which officials work: everything
// under /desk. It decides nothing about the affairs themselves. What may be
// done stands in account.Table and publication.Moves, what is done goes
// through package office, and who sees what is publication.VisibleDraft; the
// desk shows what those allow and puts refusals beside the fields they are
// about.
//
// How a page is made here:
//
//  1. A route is one line in [Desk.Routes], with the act of account.Table that
//     opens it. The handler has the shape of a [Handler]: it is given the
//     [Official] who is signed in.
//  2. A thing is looked up before anything is said about it. What the official
//     may not see is answered as if it were not there (page.ErrNotFound, 404),
//     so no answer tells that another agency has such a thing. What they see
//     but may not do is account.ErrForbidden, 403.
//  3. The page is a templ method of Desk around [Desk.shell], which draws the
//     frame, the navigation of this official and who is signed in. One struct
//     per page says what it shows.
//  4. A form that fails comes back with what was typed (page.Show); one that
//     succeeds leaves a notice and redirects.
//  5. A page that belongs in the navigation is a row of [navigation].
//
// Files are named noun_verb: sign_in, session, home, draft, consultation,
// publication, withheld here; accounts, agencies, imports and the journal
// beside them. Pieces all pages share are in desk.go, part.go and part.templ.
//
// The office is the only way to write. Sessions are a trace, not an act, and
// go to the store directly (session.go).
package desk
