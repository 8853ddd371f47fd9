package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Day is a date of the civil calendar of the People's Republic, without a
// time of day and without a zone: the number of days since 1970-01-01. The
// zero Day is 1970-01-01; a missing day is [NoDay].
type Day int32

// NoDay stands where there is no date (成文日期不详). It sorts before every
// other day and prints as "".
const NoDay Day = -1 << 31

// ErrDay refuses text that is not a date of the form 2017-06-30.
var ErrDay = errors.New("日期应写成 2017-06-30 的形式")

// Beijing is the zone in which legal days begin and end, UTC+8 without summer
// time since 1992.
var Beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is the day of the given year, month and day of month. Values outside
// their range are normalised as by [time.Date].
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// On is the legal day in Beijing at the instant t, whatever the zone of t or
// of the machine.
func On(t time.Time) Day {
	y, m, d := t.In(Beijing).Date()
	return Date(y, m, d)
}

// ParseDay reads 2017-06-30. "" is [NoDay]; anything else is [ErrDay].
func ParseDay(s string) (Day, error) {
	if s == "" {
		return NoDay, nil
	}
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < 1 {
		return NoDay, fmt.Errorf("%q: %w", s, ErrDay)
	}
	return Day(t.Unix() / 86400), nil
}

// MustDay is [ParseDay] for dates written in the program; it panics on a typo.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Start is the first instant of the day in Beijing.
func (d Day) Start() time.Time {
	y, m, n := d.Time().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, Beijing)
}

// Time is the day as midnight UTC, for the calendar arithmetic of package
// time. It is not an instant; for that see [Day.Start].
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year is the calendar year; 0 for [NoDay].
func (d Day) Year() int {
	if d == NoDay {
		return 0
	}
	return d.Time().Year()
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// String is 2017-06-30, or "" for [NoDay].
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// MarshalText writes the day as [Day.String] does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [Day.MarshalText] writes.
func (d *Day) UnmarshalText(text []byte) error {
	v, err := ParseDay(string(text))
	if err == nil {
		*d = v
	}
	return err
}
