package tracking_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ecship/internal/i18n"
	"ecship/internal/tracking"
)

var now = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

// M-I4: the table has every code of EMSEVT, with words in three languages.
func TestCodes(t *testing.T) {
	if n := len(tracking.Codes()); n != 25 {
		t.Errorf("%d codes", n)
	}
	for _, c := range tracking.Codes() {
		if c.Stage() == "" || c.In(i18n.En) == "" || c.In(i18n.Hant) == "" || c.In(i18n.Hans) == "" {
			t.Errorf("%s says too little", c)
		}
	}
	if tracking.Code("EMI").Stage() != tracking.Delivered || tracking.Code("emi").Known() || tracking.Code("").Known() {
		t.Error("codes are mistaken")
	}
}

// M-I4: in whatever order events come, they are told in one order, and an item
// is posted once.
func TestTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tracking.Event {
			return tracking.Event{Code: rapid.SampledFrom(tracking.Codes()).Draw(t, "code"), At: now.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "hour")) * time.Hour)}
		}), 1, 20).Draw(t, "events")
		got := tracking.Timeline(all)
		if diff := cmp.Diff(got, tracking.Timeline(rapid.Permutation(all).Draw(t, "mixed"))); diff != "" {
			t.Fatal(diff)
		}
		posted, others := 0, 0
		for i, e := range got {
			if i > 0 && e.At.Before(got[i-1].At) {
				t.Fatal("not in order")
			}
			if e.Code == tracking.Posting {
				posted++
			}
		}
		for _, e := range all {
			if e.Code != tracking.Posting {
				others++
			}
		}
		if posted > 1 || len(got) != others+posted || posted == 0 && others < len(all) {
			t.Fatalf("%d of %d are left, %d times posted", len(got), len(all), posted)
		}
	})
}

// M-I4: both forms of a file say the same; each bad event is told with what is
// wrong, and holds up no other.
func TestReadFeed(t *testing.T) {
	want := []tracking.Event{
		{Number: "RA473124829HK", Code: "EMC", At: now.Add(-2 * time.Hour), Place: "HK", Office: "HKHKGA"},
		{Number: "RA473124829HK", Code: "EMI", At: now, Place: "JP"},
	}
	for form, text := range map[string]string{
		"csv":  "\ufeffCode, Number,at,place,office\nemc,RA 473 124 829 HK,2026-11-23T08:00:00+08:00,,hkhkga\nEMI,ra473124829hk,2026-11-23T02:00:00Z,JP,\n",
		"json": ` {"events":[{"number":"RA473124829HK","code":"EMC","at":"2026-11-23T00:00:00Z","office":"HKHKGA"},{"number":"RA473124829HK","code":"EMI","at":"2026-11-23T02:00:00Z","place":"JP"}]}`,
	} {
		f, err := tracking.ReadFeed(strings.NewReader(text), now)
		if diff := cmp.Diff(tracking.Feed{Events: want}, f); diff != "" || err != nil {
			t.Error(form, err, diff)
		}
	}
	f, err := tracking.ReadFeed(strings.NewReader("number,code,at,place,office\nRA473124829HK,EMI,2026-11-23T02:00:00Z,JP,\nRA473124820HK,EMI,2026-11-23T02:00:00Z,JP,\nRA473124829HK,EMZ,2026-11-23 02:00,Japan,TOKYO\n"+
		"RA473124829HK,EMI,2026-11-24T02:00:00Z,JP,\n"), now)
	if err != nil || len(f.Events) != 1 {
		t.Error(f, err)
	}
	var got []string
	for _, x := range f.Faults {
		for _, p := range x.Err.All() {
			got = append(got, string(rune('0'+x.Row))+" "+p.Key+" at "+p.Field)
		}
	}
	if diff := cmp.Diff([]string{"2 number.check_digit at number", "3 track.feed.code at code", "3 track.feed.at at at", "3 track.feed.office at office", "3 track.feed.place at place",
		"4 track.feed.when at at"}, got); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"", "number\n", "number,code,at\n", "a,b\n\"", `{"event":[]}`, `{"events":[]}{}`, `{`, "number,code,at,place\nx\n"} {
		if f, err := tracking.ReadFeed(strings.NewReader(text), now); err == nil {
			t.Errorf("%q is read as %v", text, f)
		}
	}
}

// no file makes the reader fall over, and what it takes is sound.
func FuzzReadFeed(f *testing.F) {
	f.Add("number,code,at,place\nRA473124829HK,EMI,2026-11-23T02:00:00Z,JP\n")
	f.Add(`{"events":[{"number":"RA473124829HK","code":"EMI","at":"2026-11-23T02:00:00Z","office":"JPKWSA"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		feed, _ := tracking.ReadFeed(strings.NewReader(text), now)
		for _, e := range feed.Events {
			if len(e.Number) != 13 || !slices.Contains(tracking.Codes(), e.Code) || len(e.Place) != 2 || e.At.After(now.Add(time.Hour)) {
				t.Errorf("taken: %+v", e)
			}
		}
	})
}
