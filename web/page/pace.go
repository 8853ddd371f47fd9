package page

import (
	"sync"
	"time"
)

// Pace lets at most so many pass in any minute. It is of one node. The zero
// Pace lets nobody pass; it must not be copied once used.
type Pace struct {
	Most int // in a minute

	mu     sync.Mutex
	passed []time.Time
}

// Pass says whether one more may pass at the instant, and counts it if so.
func (p *Pace) Pass(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	recent := p.passed[:0]
	for _, t := range p.passed {
		if since := now.Sub(t); since >= 0 && since < time.Minute {
			recent = append(recent, t)
		}
	}
	p.passed = recent
	if len(recent) >= p.Most {
		return false
	}
	p.passed = append(recent, now)
	return true
}
