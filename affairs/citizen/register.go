package citizen

import (
	"time"

	"gongkai/affairs/journal"
)

// Register makes a reader of a free number and a name nobody has; hash is the
// encoded hash of a password account.CheckPassword accepts. The caller has
// checked that the name is free ([ErrTaken]). Errors: [ErrName],
// [ErrNamePersonal].
func Register(id ID, name, hash string, at time.Time) (Citizen, journal.Entry, error) {
	name, err := ParseName(name)
	if err != nil {
		return Citizen{}, journal.Entry{}, err
	}
	c := Citizen{ID: id, Name: name, PasswordHash: hash, RegisteredAt: at, VisitAt: at, PreviousAt: at}
	return c, c.entry(journal.CitizenRegister, at), nil
}
