package trial_test

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/trial"
)

// M-I3: no word contains another, each fits a reference of 40 characters with
// room for the tester's own, and each is explained in every language.
func TestTable(t *testing.T) {
	for i, m := range trial.Table {
		if got := trial.Words("order 7 " + strings.ToLower(m.Word)); len(got) != 1 || got[0] != m.Word || len(m.Word) > 20 {
			t.Errorf("%s: %v", m.Word, got)
		}
		for _, other := range trial.Table[i+1:] {
			if other.Effect == m.Effect || trial.Has(m.Word, other.Effect) {
				t.Error(m.Word, "is", other.Word, "too")
			}
		}
		for _, l := range i18n.Langs {
			if s := m.In(l); s == "" || strings.HasPrefix(s, "trial.") {
				t.Errorf("%s in %s: %q", m.Word, l, s)
			}
		}
	}
	if trial.Words("Order 1001") != nil || trial.Has("", trial.Decline) {
		t.Error("an ordinary reference is magic")
	}
}

// The scale is right unless it is told otherwise, and never shows nothing.
func TestScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := postal.Grams(rapid.IntRange(1, 50_000).Draw(t, "grams"))
		heavier, lighter := trial.Scale("MAGIC-HEAVIER", g), trial.Scale("magic-lighter", g)
		if trial.Scale("Order 1", g) != g || heavier <= g || lighter < 1 || g > 1 && lighter >= g {
			t.Fatal(g, heavier, lighter)
		}
	})
}

func TestNumber(t *testing.T) {
	for serial, want := range map[int]bool{0: false, 98_999_999: false, trial.FirstSerial: true, 99_999_999: true} {
		if trial.Number(postal.MakeNumber("RA", serial, "HK")) != want {
			t.Error(serial)
		}
	}
}

// The table of docs/test-environment.md is this one.
func TestDocument(t *testing.T) {
	b, err := os.ReadFile("../../docs/test-environment.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, m := range trial.Table {
		rows = append(rows, "| `"+m.Word+"` | `"+string(m.Effect)+"` | "+m.In(i18n.En)+" |")
	}
	if want := strings.Join(rows, "\n") + "\n\n"; !strings.Contains(string(b), want) {
		t.Errorf("docs/test-environment.md lacks this table:\n%s", want)
	}
}
