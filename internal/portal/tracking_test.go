package portal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
)

// M-I4: a file of events comes twice and counts once; numbers that are nobody's
// are listed and kept; bad events are told.
func TestImportTracking(t *testing.T) {
	r := New(t)
	const file = "number,code,at,place\nRA473124829HK,EMI,2026-11-23T01:00:00Z,JP\nRA473124829HK,EMD,2026-11-22T01:00:00Z,JP\nRA473124829HK,EMX,2026-11-22T01:00:00Z,JP\n"
	for i, want := range []portal.TrackingReport{{New: 2}, {Known: 2}} {
		got, err := r.Portal.ImportTracking(context.Background(), "test", strings.NewReader(file))
		if err != nil || got.New != want.New || got.Known != want.Known || len(got.Faults) != 1 || len(got.Unknown) != 1 || got.Unknown[0] != "RA473124829HK" {
			t.Error(i, got, err)
		}
	}
	seen := Must(r.AsActor(account.Nobody), r.Portal.Track, portal.Lookup{Number: "ra 473 124 829 hk", From: "192.0.2.1"})
	if len(seen.Events) != 2 || seen.Events[0].Code != "EMD" {
		t.Error(seen)
	}
	Refused(r, r.Portal.Track, portal.Lookup{Number: "RA473124820HK", From: "192.0.2.1"}, "number.check_digit at number")
}

// M-I4: the sender hears once that his item was delivered, however often the
// feed says so; a feed without an owner mails nobody.
func TestDeliveredMail(t *testing.T) {
	r := New(t).As("mei")
	number := string(Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true}).Number)
	before := len(r.Mails.Sent)
	for _, file := range []string{",EMD,2026-11-23T01:00:00Z,US\n", ",EMI,2026-11-23T01:10:00Z,US\n", ",EMI,2026-11-23T01:10:00Z,US\n", ",EMI,2026-11-23T01:20:00Z,US\nRA123456785HK,EMI,2026-11-23T01:00:00Z,US\n"} {
		if _, err := r.Portal.ImportTracking(context.Background(), "test", strings.NewReader("number,code,at,place\n"+number+file)); err != nil {
			t.Fatal(err)
		}
		r.Work()
	}
	sent := r.Mails.Sent[before:]
	if len(sent) != 1 || sent[0].To != "mei@example.org" || !strings.HasPrefix(sent[0].Subject, "Delivered: ") || !strings.Contains(sent[0].Body, "/track?number="+number) || sent[0].Stop == "" {
		t.Errorf("%d mails: %+v", len(sent), sent)
	}
}

// M-I4, I-1: whoever goes through numbers one by one is stopped, within a run and
// in all, for an hour; another address is not; the owner never is.
func TestTrackingWalk(t *testing.T) {
	r := New(t).As("mei")
	own := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true}).Number
	mei := r.Who
	number := func(serial int) string { return string(postal.MakeNumber("RA", serial, "HK")) }
	look := func(from, n string) error {
		_, err := r.Portal.Track(context.Background(), account.Nobody, portal.Lookup{Number: n, From: from})
		return err
	}
	for i := range policy.TrackRunHour {
		if err := look("192.0.2.1", number(47312400+i)); err != nil {
			t.Fatal(i, err)
		}
	}
	stopped := portal.Lookup{Number: number(47312499), From: "192.0.2.1"}
	r.AsActor(account.Nobody)
	Refused(r, r.Portal.Track, stopped, "track.limited at number")
	if err := look("192.0.2.2", stopped.Number); err != nil {
		t.Error("another address:", err)
	}
	for i := policy.TrackRunHour + 1; i < policy.TrackHour; i++ {
		if err := look("192.0.2.1", number(1000*i)); err != nil {
			t.Fatal(i, err)
		}
	}
	Refused(r, r.Portal.Track, portal.Lookup{Number: number(99), From: "192.0.2.1"}, "track.limited at number")
	r.AsActor(mei)
	for range 2 * policy.TrackHour {
		Must(r, r.Portal.Track, portal.Lookup{Number: string(own), From: "192.0.2.1"})
	}
	r.AsActor(account.Nobody)
	r.Later(time.Hour)
	Must(r, r.Portal.Track, stopped)
}
