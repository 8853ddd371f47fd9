package page

import (
	"sync/atomic"
	"syscall"
)

// pagesToABreath is after how many pages from the cache a thread rests.
const pagesToABreath = 12

var pagesSent atomic.Uint32

// breathe lets the thread that has just sent a page sleep for the shortest time
// there is, some 50 µs, once in a while. A thread that never sleeps is set aside
// by the system for a whole tick of its clock, 4 ms, whenever it shares its core,
// and the visitors it was about to answer wait with it; one that does is let in
// at once. The page is sent, so nobody waits for this one. The slowest one per
// cent took a quarter of the time for it, and one in ten pages a second was lost
// (decision 0012).
func breathe() {
	if pagesSent.Add(1)%pagesToABreath == 0 {
		// Woken early, it has rested too.
		_ = syscall.Nanosleep(&syscall.Timespec{Nsec: 1}, nil)
	}
}
