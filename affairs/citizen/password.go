package citizen

import (
	"time"

	"gongkai/affairs/journal"
)

// ChangePassword replaces the password hash. The caller has checked the
// present password ([Check]) and the new one (account.CheckPassword).
func ChangePassword(c Citizen, hash string, at time.Time) (Citizen, journal.Entry) {
	c.PasswordHash = hash
	return c, c.entry(journal.CitizenPassword, at)
}
