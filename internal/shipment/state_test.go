package shipment_test

import (
	"testing"
	"time"

	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// Every pair of state and event is tried against the table.
func TestNext(t *testing.T) {
	edges := map[[2]string]shipment.State{}
	for _, e := range shipment.Transitions {
		edges[[2]string{string(e.From), string(e.On)}] = e.To
	}
	if len(edges) != len(shipment.Transitions) {
		t.Fatal("an edge stands twice")
	}
	for _, s := range shipment.States {
		for _, e := range shipment.Events {
			got, err := s.Next(e)
			want, ok := edges[[2]string{string(s), string(e)}]
			if ok && (err != nil || got != want) {
				t.Errorf("%s on %s is %s, %v; want %s", s, e, got, err, want)
			}
			if !ok && (got != s || !problem.Is(err, problem.Conflict)) {
				t.Errorf("%s must not take %s: %s, %v", s, e, got, err)
			}
		}
	}
}

// M-C3: a label is good through the 90th day after its issue, to 24:00 in Hong
// Kong, whether or not the job ran.
func TestStateAt(t *testing.T) {
	issued := policy.Date(2026, time.November, 23)
	s := shipment.Shipment{State: shipment.Issued, ExpiresOn: shipment.Expires(issued)}
	end := time.Date(2027, time.February, 21, 16, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]shipment.State{
		issued.Start():            shipment.Issued,
		end.Add(-time.Nanosecond): shipment.Issued,
		end:                       shipment.Expired,
		end.Add(time.Nanosecond):  shipment.Expired,
	} {
		if got := s.StateAt(at); got != want {
			t.Errorf("at %s it is %s, want %s", at, got, want)
		}
	}
	for _, keep := range []shipment.State{shipment.Draft, shipment.Posted, shipment.Cancelled} {
		s.State = keep
		if got := s.StateAt(end); got != keep {
			t.Errorf("%s became %s", keep, got)
		}
	}
}
