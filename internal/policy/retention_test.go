package policy_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ecship/internal/policy"
)

// M-G2: what is purged today is exactly what was to be kept until yesterday at
// the latest, for every class and day.
func TestRetention(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := policy.Keep(rapid.SampledFrom(policy.Retentions).Draw(t, "class").Class, policy.Date(2026, time.November, 23))
		today := policy.Date(2024, time.January, 1) + policy.Day(rapid.IntRange(0, 3000).Draw(t, "today"))
		oldest := r.Oldest(today)
		if r.Until(oldest) < today || r.Until(oldest-1) >= today {
			t.Fatalf("%+v: on %s the oldest is %s", r, today, oldest)
		}
	})
	items := policy.Keep(policy.Items, 0)
	for today, want := range map[policy.Day]policy.Day{
		policy.Date(2026, time.August, 31):   policy.Date(2026, time.March, 1),
		policy.Date(2026, time.February, 28): policy.Date(2025, time.August, 28),
		policy.Date(2026, time.March, 1):     policy.Date(2025, time.September, 1),
	} {
		if got := items.Oldest(today); got != want {
			t.Errorf("on %s items are kept from %s, want %s", today, got, want)
		}
	}
}
