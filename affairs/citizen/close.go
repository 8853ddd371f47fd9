package citizen

import (
	"time"

	"gongkai/affairs/journal"
)

// Close is the entry of a reader's leaving. The record of the reader, and all
// they kept, is deleted with it (store.Tx.DropCitizen); the number stays in
// the journal and names nobody any more.
func Close(c Citizen, at time.Time) journal.Entry { return c.entry(journal.CitizenClose, at) }
