// Package notice (邮件通知) brings the messages of the outbox to their
// recipients by mail ([Post]) and by SMS ([Messenger]), tells applicants how
// their requests fare ([News]), once each working day tells officials what
// waits for them ([Digest]), and tells those who follow a search what was newly
// published ([Subscriptions]).
//
// A message is sent until a server has taken it or refuses it for good; what
// went wrong stands beside it at the desk. There is one message for one fact:
// its Message-ID does not change from one try to the next, so where a
// connection broke before the server's answer came, the recipient's side sees
// the same message twice and not two. Answers find back to their thing by a
// secret in the address they go to, or in the subject; see [Sender].
//
// An SMS goes to a gateway under an id that does not change either; docs/sms.md
// is the contract. It says less than a mail: a telephone shows it to whoever
// holds it.
//
// Nothing here acts: a mail that cannot be sent changes no case, and the law's
// delivery (送达) is recorded by an official.
package notice
