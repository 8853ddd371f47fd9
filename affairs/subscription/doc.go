// Package subscription (订阅检索) owns who is told by e-mail of what is newly
// published: a search of words and filters, an agency, a category or a topic,
// followed by an address with or without an account.
//
// Following is nobody's act but the reader's own and changes nothing of the
// city: it is a trace and leaves no entry in the journal (decisions 0007 and
// 0020). The address is personal data. It stands in the record of the
// subscription and nowhere else, and goes with it.
//
//   - subscription.go  what a subscription is, its states, how often it is told
//   - moves.go         from which state each step starts
//   - ask.go           Ask, Again: an address was given; only its owner can confirm
//   - confirm.go       Confirm, and Lapsed for what nobody confirmed
//   - change.go        Change
//   - tell.go          Tell: a mail was written, or there was nothing new
//
// To end a subscription is to delete it (store.Store.EndSubscription).
package subscription
