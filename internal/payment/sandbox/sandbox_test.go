package sandbox_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/payment/paymenttest"
	"ecship/internal/payment/sandbox"
)

var now = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

func open(t *testing.T, journal string) *sandbox.Gateway {
	t.Helper()
	g, err := sandbox.New(sandbox.Config{Journal: journal, URL: "http://localhost/sandbox", Secret: []byte("s"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() }) //nolint:errcheck // the test is over
	return g
}

func TestConformance(t *testing.T) {
	paymenttest.Run(t, func(t *testing.T) paymenttest.Bench {
		g := open(t, filepath.Join(t.TempDir(), "gateway.jsonl"))
		return paymenttest.Bench{Method: g, Now: now, Pay: func(t *testing.T, ref string) {
			if err := g.Pay(ref); err != nil {
				t.Fatal(err)
			}
		}}
	})
}

func order(amount money.Amount) payment.Order {
	return payment.Order{Ref: "r", Amount: amount, Until: now.Add(time.Hour)}
}

// what the gateway has answered survives its death, even one in the
// middle of a line.
func TestJournal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "gateway.jsonl")
	g := open(t, file)
	g.Start(t.Context(), order(100)) //nolint:errcheck // seen below
	if err := g.Pay("r"); err != nil {
		t.Fatal(err)
	}
	g.Capture(t.Context(), "r", 60)                                               //nolint:errcheck // seen below
	g.Refund(t.Context(), payment.RefundOrder{Ref: "r", Key: "k", Amount: 10})    //nolint:errcheck // seen below
	g.Refund(t.Context(), payment.RefundOrder{Ref: "r", Key: "much", Amount: 51}) //nolint:errcheck // seen below
	want, err := g.Ask(t.Context(), "r")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"op":"refund","ref":"r","key":"z","cen`) //nolint:errcheck // a line cut off
	f.Close()                                                //nolint:errcheck // nothing to lose
	again := open(t, file)
	got, err := again.Ask(t.Context(), "r")
	if err != nil || got.State != want.State || got.Captured != 60 || len(got.Refunds) != 2 || got.Refunds["k"] != payment.RefundDone || got.Refunds["much"] != payment.RefundFailed {
		t.Errorf("%+v, want %+v (%v)", got, want, err)
	}
	if c, r := again.Totals(); c != 60 || r != 10 {
		t.Error(c, r)
	}
	// What is written next takes the place of the torn line.
	if r, err := again.Refund(t.Context(), payment.RefundOrder{Ref: "r", Key: "next", Amount: 5}); err != nil || r.Refunds["next"] != payment.RefundDone {
		t.Fatal(r, err)
	}
	if c, r := open(t, file).Totals(); c != 60 || r != 15 {
		t.Error(c, r)
	}
}

// Each trouble does what it says: the error, and whether it is done.
func TestTroubles(t *testing.T) {
	for trouble, c := range map[sandbox.Trouble]struct{ fails, done bool }{
		sandbox.Fine: {false, true}, sandbox.LostAfter: {true, true}, sandbox.LostBefore: {true, false},
		sandbox.Broken: {true, false}, sandbox.Garbage: {true, true}, sandbox.Twice: {false, true},
	} {
		g := open(t, "")
		g.Start(t.Context(), order(100)) //nolint:errcheck // seen below
		if err := g.Pay("r"); err != nil {
			t.Fatal(err)
		}
		g.Notices()
		g.Cause("capture", "", trouble, 1)
		_, err := g.Capture(t.Context(), "r", 100)
		captured, _ := g.Totals()
		if (err != nil) != c.fails || (captured == 100) != c.done {
			t.Errorf("%q: error %v, captured %d", trouble, err, captured)
		}
		if n := len(g.Notices()); (n == 1) != (trouble == sandbox.Twice) {
			t.Errorf("%q: %d notices", trouble, n)
		}
	}
}

// M-I3: the cents of an amount ask for trouble.
func TestMagic(t *testing.T) {
	g := open(t, "")
	o := order(0)
	o.Amount = 10_91
	g.Start(t.Context(), o) //nolint:errcheck // seen below
	g.Pay("r")              //nolint:errcheck // seen below
	if r, _ := g.Ask(t.Context(), "r"); r.State != payment.Declined {
		t.Error(r.State)
	}
	o.Ref, o.Amount = "s", 10_92
	g.Start(t.Context(), o) //nolint:errcheck // seen below
	g.Pay("s")              //nolint:errcheck // seen below
	if _, err := g.Capture(t.Context(), "s", 10_92); err == nil {
		t.Error("answered")
	}
	if r, _ := g.Ask(t.Context(), "s"); r.Captured != 10_92 {
		t.Error(r.Captured)
	}
}

// a notification holds against every change of a byte, and grows old.
func TestNotice(t *testing.T) {
	g := open(t, "")
	g.Start(t.Context(), order(100)) //nolint:errcheck // seen below
	if err := g.Pay("r"); err != nil {
		t.Fatal(err)
	}
	n := g.Notices()[0]
	if refs, err := g.Notice(n.Header, n.Body, now); err != nil || len(refs) != 1 || refs[0] != "r" {
		t.Fatal(refs, err)
	}
	for i := range n.Body {
		forged := bytes.Clone(n.Body)
		forged[i] ^= 1
		if _, err := g.Notice(n.Header, forged, now); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	sig := n.Header["Sandbox-Signature"][0]
	for i := range sig {
		b := []byte(sig)
		b[i] ^= 2
		if _, err := g.Notice(http.Header{"Sandbox-Signature": {string(b)}}, n.Body, now); err == nil {
			t.Fatalf("byte %d of the signature may be changed", i)
		}
	}
	for _, at := range []time.Duration{6 * time.Minute, -6 * time.Minute} {
		if _, err := g.Notice(n.Header, n.Body, now.Add(at)); err == nil {
			t.Error("believed after", at)
		}
	}
}

func FuzzNotice(f *testing.F) {
	g, err := sandbox.New(sandbox.Config{Secret: []byte("s"), Clock: func() time.Time { return now }})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("t=1,v1=00", []byte(`{"ref":"r"}`))
	f.Fuzz(func(t *testing.T, sig string, body []byte) {
		if refs, err := g.Notice(http.Header{"Sandbox-Signature": {sig}}, body, now); err == nil {
			t.Errorf("%q with %q was believed: %v", body, sig, refs)
		}
	})
}
