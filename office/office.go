package office

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"gongkai/law/calendar"
	"gongkai/store"
)

// Office is the city's record with the means to act on it. It is safe for many
// goroutines.
type Office struct {
	Store *store.Store
	Blobs store.Blobs
	// Now is the present instant; it comes from cmd, and from the case in
	// tests.
	Now func() time.Time

	calendar atomic.Pointer[calendar.Calendar]
	intake   window
	// kept is the city's secret once it was read; see [Office.QueryCode].
	kept atomic.Pointer[[]byte]
	// covers reads originals and makes copies of them.
	covers redactor
	// turn bounds how many files are looked into at once.
	turn chan struct{}
	// screenings is who wants to know that a file was looked into in the background.
	screenings []func()
}

// New is an office over an open record. The holiday notices the city added are
// read once; see [Office.AddNotice].
func New(ctx context.Context, s *store.Store, blobs store.Blobs, now func() time.Time) (*Office, error) {
	o := &Office{Store: s, Blobs: blobs, Now: now, turn: make(chan struct{}, max(1, runtime.NumCPU()/2))}
	return o, o.readCalendar(ctx)
}

// Calendar is the working calendar: the notices compiled in and those the city
// added.
func (o *Office) Calendar() *calendar.Calendar { return o.calendar.Load() }

// Today is the legal day.
func (o *Office) Today() calendar.Day { return calendar.On(o.Now()) }

func (o *Office) readCalendar(ctx context.Context) error {
	cal, err := o.Store.Calendar(ctx)
	if err == nil {
		o.calendar.Store(cal)
	}
	return err
}
