// Package citizen (公众账号) owns the readers who chose to register: a name of
// their own choosing, a password, and what they keep. Nobody needs to register
// to read (seed row 1), and nothing here opens a page that is closed to
// others.
//
// No e-mail, telephone or real name is asked, and the journal knows a reader
// by number only, so that closing the account, which deletes its record, leaves
// nothing that tells who it was. What a reader saves and follows is nobody
// else's business: it is kept in no journal and goes with the account.
//
//   - citizen.go   who a reader is, the name they choose, the number they are
//   - register.go  Register
//   - sign_in.go   SignIn, with the lock-out of package account
//   - password.go  ChangePassword
//   - close.go     Close
//   - shelf.go     Save, Unsave, Follow, Unfollow
//
// Officials are in package account; the two never share a name, a table or a
// cookie.
package citizen
