package policy_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ecship/internal/policy"
)

// Each day is in the month that it names, between its first and its last, and
// the next month follows without a gap.
func TestMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := policy.Date(1970, time.January, 1) + policy.Day(rapid.IntRange(0, 60_000).Draw(t, "day"))
		m := policy.MonthOf(d)
		if d < m.First() || d > m.Last() || m.Add(1).First() != m.Last()+1 || m.Add(1).Add(-1) != m {
			t.Fatal(d, m, m.First(), m.Last())
		}
		if again, err := policy.ParseMonth(m.String()); err != nil || again != m || m.String() != d.String()[:7] {
			t.Fatal(d, m, again, err)
		}
	})
	for _, bad := range []string{"", "2026", "2026-13", "2026-11-01", "11-2026"} {
		if _, err := policy.ParseMonth(bad); err == nil {
			t.Errorf("%q is a month", bad)
		}
	}
}
