package postal_test

import (
	"testing"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

// The least weight is one gram.
func TestLeastWeight(t *testing.T) {
	if g, err := postal.ParseGrams("1 g"); g != 1 || err != nil {
		t.Error(g, err)
	}
	if _, err := postal.ParseGrams("0 g"); err == nil {
		t.Error("nothing weighs something")
	}
}

// A size is known when all three measures are there, and not with two.
func TestKnownSize(t *testing.T) {
	for size, want := range map[postal.Size]bool{
		{Length: 1, Breadth: 1, Height: 1}: true, {Breadth: 1, Height: 1}: false, {Length: 1, Height: 1}: false, {Length: 1, Breadth: 1}: false, {}: false,
	} {
		if size.Known() != want {
			t.Errorf("%+v", size)
		}
	}
}

// An item number begins with its indicator, and what is too short has none.
func TestIndicator(t *testing.T) {
	for number, want := range map[postal.Number]string{"": "", "R": "", "RA": "RA", "RA000000014HK": "RA"} {
		if got := number.Indicator(); got != want {
			t.Errorf("%q has %q", number, got)
		}
	}
}

// Pictographs are refused, to the last character of each block and not
// beyond.
func TestPictographs(t *testing.T) {
	for _, block := range [][2]rune{{0x1F000, 0x1FBFF}, {0x2600, 0x27BF}, {0x2B00, 0x2BFF}, {0x20E3, 0x20E3}} {
		for _, r := range block {
			if err := postal.CheckPrintable("a" + string(r)); err == nil || problem.Of(err).Key != "text.emoji" {
				t.Errorf("%U: %v", r, err)
			}
		}
	}
	for _, r := range []rune{0x25FF, 0x27C0, 0x2AFF, 0x2C00, 0x1EEF1, 0x20000, 0x20DC} {
		if err := postal.CheckPrintable("a" + string(r)); err != nil && problem.Of(err).Key == "text.emoji" {
			t.Errorf("%U is no pictograph", r)
		}
	}
}
