package i18n

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
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

// Phrase joins what belongs to one thing, leaving out what is empty:
// "Air Parcel, Japan, 2.4 kg", "空郵包裹，日本，2.4 kg".
func (l Lang) Phrase(parts ...string) string { return l.join(", ", "，", parts) }

// Sentences joins whole sentences. Chinese has no space between them: its full
// stop is as wide as one already.
func (l Lang) Sentences(parts ...string) string { return l.join(" ", "", parts) }

func (l Lang) join(en, zh string, parts []string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" })
	if l == En {
		return strings.Join(parts, en)
	}
	return strings.Join(parts, zh)
}
