package i18n

import (
	"fmt"
	"strconv"
	"time"

	"ecship/internal/policy"
)

// Day is a date as people write it: "23 November 2026", "2026年11月23日".
func (l Lang) Day(d policy.Day) string {
	y, m, day := d.Start().Date()
	if l == En {
		return fmt.Sprintf("%d %s %d", day, m, y)
	}
	return fmt.Sprintf("%d年%d月%d日", y, int(m), day)
}

// Moment is a date with the time of day in Hong Kong.
func (l Lang) Moment(t time.Time) string {
	return l.Day(policy.DayOf(t)) + " " + t.In(policy.Zone).Format("15:04")
}

// Weight is a weight in grams below a kilogram and in kilograms from there on:
// "500 g", "1.25 kg". The units are the same in every language.
func (l Lang) Weight(grams int) string {
	if grams < 1000 {
		return strconv.Itoa(grams) + " g"
	}
	return strconv.FormatFloat(float64(grams)/1000, 'f', -1, 64) + " kg"
}
