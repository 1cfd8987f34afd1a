package policy_test

import (
	"testing"
	"time"

	"ecship/internal/policy"
)

// Days end at 24:00 Hong Kong time, whatever the server's zone (M-C3).
func TestDayOf(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-23T15:59:59.999Z":      "2026-11-23",
		"2026-11-23T16:00:00Z":          "2026-11-24",
		"2026-11-23T10:59:59-05:00":     "2026-11-23",
		"2026-11-23T11:00:00-05:00":     "2026-11-24",
		"1969-12-31T15:59:59Z":          "1969-12-31",
		"1969-12-31T16:00:00Z":          "1970-01-01",
		"2024-02-28T16:00:00Z":          "2024-02-29",
		"2026-11-24T02:30:00.5+10:30":   "2026-11-24",
		"2026-12-31T23:59:59.999+08:00": "2026-12-31",
		"2027-01-01T00:00:00.000+08:00": "2027-01-01",
	} {
		at, err := time.Parse(time.RFC3339, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := policy.DayOf(at).String(); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

func TestDayEdges(t *testing.T) {
	d := policy.Date(2026, time.November, 23)
	if got := d.Start().UTC().Format(time.RFC3339); got != "2026-11-22T16:00:00Z" {
		t.Error(got)
	}
	if got := d.End().UTC().Format(time.RFC3339); got != "2026-11-23T16:00:00Z" {
		t.Error(got)
	}
	if policy.DayOf(d.End()) != d+1 || policy.DayOf(d.End().Add(-1)) != d {
		t.Error("the end of a day is the next one's start")
	}
	if got := d.At(policy.CaptureHour).UTC().Format(time.RFC3339); got != "2026-11-23T12:00:00Z" {
		t.Error(got)
	}
	for y := range 400 {
		d := policy.Date(1900+y, time.February, 28) + 1
		if got, err := policy.ParseDay(d.String()); err != nil || got != d {
			t.Error(d, got, err)
		}
	}
}

// N months end on the same day of the month, or on its last.
func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-08-31", 6, "2027-02-28"}, {"2027-08-31", 6, "2028-02-29"}, {"2026-05-23", 6, "2026-11-23"},
		{"2026-11-30", -6, "2026-05-30"}, {"2026-08-31", -6, "2026-02-28"}, {"2026-01-31", 1, "2026-02-28"}, {"2026-12-31", 2, "2027-02-28"},
	} {
		d, err := policy.ParseDay(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.n, got, c.want)
		}
	}
}
