package postal_test

import (
	"fmt"
	"testing"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

func ExampleMakeNumber() {
	fmt.Println(postal.MakeNumber("RB", 12345678, "GB").Grouped())
	// Output: RB 123 456 785 GB
}

// M-C3: the check digit of UPU S10, with the standard's own example and both
// edge cases.
func TestMakeNumber(t *testing.T) {
	for want, in := range map[postal.Number]struct {
		indicator string
		serial    int
		country   string
	}{
		"EE876543216CA": {"EE", 87654321, "CA"},
		"AB123100000IE": {"AB", 12310000, "IE"},
		"AB000000005IE": {"AB", 0, "IE"},
		"RA473124829HK": {"RA", 47312482, "HK"},
	} {
		if got := postal.MakeNumber(in.indicator, in.serial, in.country); got != want {
			t.Errorf("%v is %s, want %s", in, got, want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for _, in := range []string{"EE876543216CA", "ee 876 543 216 ca", "EE-876543216-CA", "EE876543216CA\r\n", "\u00a0EE876543216CA"} {
		if got, err := postal.ParseNumber(in); err != nil || got != "EE876543216CA" {
			t.Errorf("%q is %q, %v", in, got, err)
		}
	}
	for in, key := range map[string]string{
		"": "number.form", "EE87654321CA": "number.form", "E1876543216CA": "number.form", "EE8765432160CA": "number.form",
		"ＥＥ876543216CA": "number.form", "EE876543216C\u202e": "number.form", "😀": "number.form",
		"EC000000000US": "number.check_digit", "EE123456789MD": "number.check_digit", "RA644000001RU": "number.check_digit",
	} {
		if got, err := postal.ParseNumber(in); err == nil || problem.Of(err).Key != key {
			t.Errorf("%q is %q, %v; want %s", in, got, err, key)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	f.Add("ee 876 543 216 ca")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := postal.ParseNumber(s)
		if err != nil {
			return
		}
		if again, err := postal.ParseNumber(n.Grouped()); err != nil || again != n {
			t.Fatal(s, n, again, err)
		}
	})
}
