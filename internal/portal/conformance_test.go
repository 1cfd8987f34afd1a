package portal_test

import (
	"testing"

	"ecship/internal/account"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// missing lists the steps of a door that nobody was seen doing.
func missing(r *Runner, d portal.Door) (names []string) {
	r.Helper()
	for _, c := range Must(r, r.Portal.ConformanceOf, struct{}{}) {
		for _, s := range c.Steps {
			if c.Door == d && s.At.IsZero() {
				names = append(names, s.Step)
			}
		}
	}
	return names
}

// M-I3: a live key of a door is given once the customer's own program was seen
// doing the list of that door with a test key, and not before; what a person or
// a live key does counts for nothing.
func TestConformance(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		old := Must(r, r.Portal.CreateKey, "before it was asked for")
		r.Portal.Conform = true
		Refused(r, r.Portal.CreateKey, "shop", "conformance.first")
		Refused(r, r.Portal.TurnOnSOAP, struct{}{}, "conformance.first")
		for _, d := range portal.Doors {
			names := missing(r, d)
			if d == portal.REST && len(names) != 10 || d == portal.SOAP && len(names) != 5 {
				t.Errorf("%s asks for %v", d, names)
			}
		}
		live, err := r.Portal.ActorByKey(t.Context(), account.Nobody, old.Secret)
		if err != nil {
			t.Fatal(err)
		}
		tester := Must(r, r.Portal.Tester, struct{}{})
		deed := portal.Deed{Door: portal.SOAP, Name: "quote"}
		for _, who := range []account.Actor{live, tester, account.Nobody, r.Who} {
			r.Portal.Observe(t.Context(), who, deed)
		}
		if n := len(missing(r, portal.SOAP)); n != 5 {
			t.Error("somebody without a test key ticked off a step:", n)
		}
		made := Must(r.AsActor(tester), r.Portal.CreateKey, "test") // needs nothing
		key, err := r.Portal.ActorByKey(t.Context(), account.Nobody, made.Secret)
		if err != nil {
			t.Fatal(err)
		}
		r.As("mei")
		for i, name := range []string{"quote", "create", "label", "track"} {
			deed.Name = name
			r.Portal.Observe(t.Context(), key, deed)
			r.Portal.Observe(t.Context(), key, deed)
			if n := len(missing(r, portal.SOAP)); n != 4-i {
				t.Error(name, "leaves", n)
			}
		}
		Refused(r, r.Portal.TurnOnSOAP, struct{}{}, "conformance.first")
		deed.Name = "cancel"
		r.Portal.Observe(t.Context(), key, deed)
		Must(r, r.Portal.TurnOnSOAP, struct{}{})
		Refused(r, r.Portal.CreateKey, "shop", "conformance.first") // a list is its door's

		r.As("tom") // and its customer's
		Refused(r, r.Portal.TurnOnSOAP, struct{}{}, "conformance.first")
		r.As("mei")
		r.Portal.Methods.Test = nil
		if names := missing(r, portal.REST); len(names) != 7 {
			t.Error("without a gateway it asks for", names)
		}
	})
}
