package seal_test

import (
	"crypto/ed25519"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/label/datamatrix"
	"ecship/internal/label/seal"
	"ecship/internal/policy"
	"ecship/internal/postal"
)

var (
	key   = ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	other = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// O-04: whatever was sealed comes back with the right key, also as one of
// several, fits the square code, and is the same each time; with another key,
// or one bit changed, it is refused.
func TestSeal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := seal.Ticket{
			Number:  postal.MakeNumber(rapid.StringMatching(`[A-Z]{2}`).Draw(t, "indicator"), rapid.IntRange(0, 99_999_999).Draw(t, "serial"), "HK"),
			Service: rapid.StringMatching(`[A-Z0-9]{0,7}`).Draw(t, "service"),
			Issued:  policy.Day(rapid.IntRange(0, 65535).Draw(t, "issued")), Expires: policy.Day(rapid.IntRange(0, 65535).Draw(t, "expires")),
		}
		code := want.Seal(seal.With(key))
		if len(code) > datamatrix.Most || string(code) != string(want.Seal(seal.With(key))) {
			t.Fatal(len(code), "bytes, or not the same twice")
		}
		if got, err := seal.Open(code, public(other), public(key)); err != nil || got != want {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, err := seal.Open(code, public(other)); err == nil {
			t.Fatal("another key opened it")
		}
		code[rapid.IntRange(0, len(code)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := seal.Open(code, public(key)); err == nil {
			t.Fatal("it was changed and still opened")
		}
	})
}

// What can't be a ticket has no seal.
func TestNoSeal(t *testing.T) {
	good := seal.Ticket{Number: postal.MakeNumber("RA", 1, "HK"), Service: "ARM", Issued: 20780, Expires: 20870}
	for _, spoil := range []func(*seal.Ticket){
		func(x *seal.Ticket) { x.Number = "" },
		func(x *seal.Ticket) { x.Number = "RA000000011HK" },
		func(x *seal.Ticket) { x.Number = "ra 000000014 hk" },
		func(x *seal.Ticket) { x.Service = "TOOLONGX" },
		func(x *seal.Ticket) { x.Issued = -1 },
		func(x *seal.Ticket) { x.Expires = 65536 },
	} {
		x := good
		if spoil(&x); x.Seal(seal.With(key)) != nil {
			t.Errorf("%+v was sealed", x)
		}
	}
	if good.Seal(seal.With(key)) == nil {
		t.Error("a good ticket was not sealed")
	}
}

// nothing that a scanner may send opens or panics.
func FuzzOpen(f *testing.F) {
	f.Add([]byte{})
	f.Add(seal.Ticket{Number: postal.MakeNumber("RA", 1, "HK")}.Seal(seal.With(other)))
	f.Fuzz(func(t *testing.T, code []byte) {
		if x, err := seal.Open(code, public(key), nil); err == nil {
			t.Errorf("%+v", x)
		}
	})
}
