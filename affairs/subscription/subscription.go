package subscription

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/account"
)

// ID is the number of a subscription, counted from 1 and never given again.
type ID int64

const prefix = "subscription/"

// Thing is what messages of the subscription belong to, "subscription/17".
func (id ID) Thing() string { return prefix + strconv.FormatInt(int64(id), 10) }

// ParseThing reads [ID.Thing]; false for anything else.
func ParseThing(s string) (ID, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, prefix), 10, 64)
	id := ID(n)
	return id, err == nil && n > 0 && id.Thing() == s
}

// State is how far a subscription is. One that has ended is no more.
type State string

const (
	Waiting State = "waiting" // for the owner of the address to confirm it
	Active  State = "active"  // is told of what is new
)

// Often is how often at most a subscription is told.
type Often string

const (
	AtOnce Often = "at_once" // what comes within an hour is told together
	Daily  Often = "daily"
	Weekly Often = "weekly"
)

// Rhythms lists every Often with its printed name.
var Rhythms = []struct {
	Often Often
	Name  string
}{{AtOnce, "有新信息就发，最多每小时一封"}, {Daily, "每天一封"}, {Weekly, "每周一封"}}

// Subscription is one search told to one address.
type Subscription struct {
	ID    ID
	Email string
	// Search is what is followed, as it stands behind /search? in its one
	// spelling: "agency=FGW&q=低保" with the values escaped. The window reads it.
	Search string
	Often  Often
	State  State
	// Citizen is the account it was asked for in; 0 for none. It ends with it.
	Citizen int64
	// Seed is random; the two secrets are made of it and of the city's own, so
	// that the record alone opens nothing.
	Seed string
	// ConfirmSum and KeySum are the SHA-256 of the secrets in the links: of the
	// one that confirms, "" once it was used, and of the one that opens the
	// subscription.
	ConfirmSum, KeySum string
	// AskedAt is when the last mail asking for confirmation was written.
	AskedAt     time.Time
	ConfirmedAt time.Time // zero while waiting
	// Told is up to which instant of first publication it has been told.
	Told   time.Time
	NextAt time.Time // when to look again; zero while waiting
	// Letters counts the mails written to it, those asking included.
	Letters int
	// Stamp counts saves; 0 for one never saved.
	Stamp int64
}

var (
	ErrEmail  = errors.New("请填写一个电子邮件地址，例如 name@example.com")
	ErrOften  = errors.New("请选择多久发一次邮件")
	ErrSearch = errors.New("请先检索，或者选定公开机关、分类或专题，再订阅")
	// ErrLink is the answer to a link that was used, has expired or never was.
	ErrLink = errors.New("链接已经用过、已经过期或者不完整")
)

const (
	// ConfirmWithin is how long the owner of an address has to confirm.
	ConfirmWithin = 7 * 24 * time.Hour
	// MostOf is how many subscriptions one address may have, those waiting
	// included. Each costs a search.
	MostOf = 20
	// MostAsked is how many mails asking for confirmation an address gets in
	// a day, whoever asks: nobody can be flooded in another's name.
	MostAsked = 5
	// MostAsking is how many addresses one client may give in a day; a library
	// may stand behind one.
	MostAsking = 40
	longSearch = 1000 // bytes
	longEmail  = 254
)

// ParseEmail is an address as it is kept, its domain in small letters. Errors:
// [ErrEmail].
func ParseEmail(s string) (string, error) {
	s, err := account.ParseEmail(s)
	if err != nil || s == "" || len(s) > longEmail {
		return "", ErrEmail
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || !strings.Contains(s[at:], ".") {
		return "", ErrEmail
	}
	return s[:at] + strings.ToLower(s[at:]), nil
}

// Masked is an address as its owner knows it again and nobody else:
// "w…@example.com".
func Masked(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 1 {
		return ""
	}
	return email[:1] + "…" + email[at:]
}

func (o Often) known() bool {
	return slices.ContainsFunc(Rhythms, func(r struct {
		Often Often
		Name  string
	}) bool {
		return r.Often == o
	})
}

// Name is the printed name; "" for none there is.
func (o Often) Name() string {
	for _, r := range Rhythms {
		if r.Often == o {
			return r.Name
		}
	}
	return ""
}
