package policy

import (
	"fmt"
	"time"
)

// Month is a calendar month in Hong Kong, named by its first day.
type Month Day

// MonthOf is the month of a day.
func MonthOf(d Day) Month {
	y, m, _ := d.Start().Date()
	return Month(Date(y, m, 1))
}

// ParseMonth reads "2006-01".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return 0, fmt.Errorf("policy: %q is not a month of the form 2006-01", s)
	}
	return Month(Date(t.Year(), t.Month(), 1)), nil
}

// First is the month's first day.
func (m Month) First() Day { return Day(m) }

// Last is the month's last day.
func (m Month) Last() Day { return Day(m.Add(1)) - 1 }

// Add is the month n months on.
func (m Month) Add(n int) Month { return Month(Day(m).AddMonths(n)) }

// String is "2006-01".
func (m Month) String() string { return m.First().Start().Format("2006-01") }
