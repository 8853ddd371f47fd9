// Package account (账号) owns officials: who they are, which roles they hold
// in which agency, and the one table role x act ([Table]) that says who may do
// what. It also owns the rules of signing in: lock-out and session ends.
//
// Three administrators exclude each other (三员分立): the system, security and
// audit administrators are three people, and none of them handles affairs.
// Password hashes and one-time codes are computed in web/desk and cmd;
// storage is in package store.
package account
