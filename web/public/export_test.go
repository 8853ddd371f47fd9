package public

import "time"

// SaveVisitsEvery has visits saved so often, and gives how it was back.
func SaveVisitsEvery(d time.Duration) (back func()) {
	was := flushEvery
	flushEvery = d
	return func() { flushEvery = was }
}
