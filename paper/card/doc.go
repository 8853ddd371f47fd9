// Package card (名片) prints the contact card of an agency for telephones: as
// a vCard, and as a QR code that leads to the card or to any other address.
// The same card gives the same bytes.
//
// Which agencies have cards, and who may see them, is decided elsewhere.
package card
