package policy

import (
	"fmt"
	"time"
)

// Day is a civil date in Hong Kong, counted in days since 1970-01-01. It is
// what every promise in days and months is reckoned in.
type Day int32

const daySeconds = 24 * 60 * 60

// DayOf is the Hong Kong date of an instant.
func DayOf(t time.Time) Day {
	s := t.Unix() + 8*60*60
	d := s / daySeconds
	if s%daySeconds < 0 {
		d--
	}
	return Day(d)
}

// Date is the day of a calendar date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// ParseDay reads "2006-01-02".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("policy: %q is not a date of the form 2006-01-02", s)
	}
	return Date(t.Date()), nil
}

// Start is the day's first instant, 00:00 Hong Kong time.
func (d Day) Start() time.Time { return time.Unix(int64(d)*daySeconds-8*60*60, 0).In(Zone) }

// End is 24:00 of the day, which is the next day's first instant.
func (d Day) End() time.Time { return (d + 1).Start() }

// At is an hour of the day in Hong Kong.
func (d Day) At(hour int) time.Time { return d.Start().Add(time.Duration(hour) * time.Hour) }

// AddMonths is the same day of the month n months on, or that month's last.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.Start().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.Year(), first.Month(), min(day, last))
}

// String is "2006-01-02".
func (d Day) String() string { return d.Start().Format(time.DateOnly) }

// MarshalText and UnmarshalText make a Day "2006-01-02" in JSON.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02".
func (d *Day) UnmarshalText(b []byte) (err error) { *d, err = ParseDay(string(b)); return err }
