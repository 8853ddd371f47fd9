// Package agency (机关) owns the tree of agencies that publish: their names
// through time, their place, their contact card (名片), their disclosure guide
// (指南), and what becomes of their work when they are merged or split.
//
// Articles 4, 10 and 12 of the Regulation (2019). Who may act for an agency is
// in package account; storage in package store.
package agency
