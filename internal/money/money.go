// Package money keeps amounts as whole cents of the Hong Kong dollar. It knows
// no floats, no other currency and no rounding but up to the next cent.
package money

import (
	"fmt"
	"strconv"
	"strings"
)

// Amount is a sum in cents (HK$0.01). In JSON it is a whole number of cents.
type Amount int64

// Max is the largest amount that Parse takes: HK$10,000,000,000.00.
const Max Amount = 1_000_000_000_000

// Parse reads "12", "12.5", "12.50" or "1,234.50" as dollars. More than two
// decimals, a sign, or anything else is an error.
func Parse(s string) (Amount, error) {
	whole, frac, dot := strings.Cut(strings.TrimSpace(s), ".")
	if strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			if (i == 0 && (len(g) < 1 || len(g) > 3)) || (i > 0 && len(g) != 3) {
				return 0, fmt.Errorf("money: %q has its commas in the wrong place", s)
			}
		}
		whole = strings.Join(groups, "")
	}
	if dot && (frac == "" || len(frac) > 2) || !digits(whole) || (dot && !digits(frac)) {
		return 0, fmt.Errorf("money: %q is not an amount of dollars and cents", s)
	}
	if len(whole) > 12 {
		return 0, fmt.Errorf("money: %q is too large", s)
	}
	for len(frac) < 2 {
		frac += "0"
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("money: %q is not an amount: %w", s, err)
	}
	if Amount(n) > Max {
		return 0, fmt.Errorf("money: %q is too large", s)
	}
	return Amount(n), nil
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// String is the plain decimal, "1234.50", that Parse reads back.
func (a Amount) String() string { return string(a.Append(nil)) }

// Append writes the plain decimal to b without allocating.
func (a Amount) Append(b []byte) []byte {
	u := uint64(a)
	if a < 0 {
		b, u = append(b, '-'), -u
	}
	b = strconv.AppendUint(b, u/100, 10)
	return append(b, '.', byte('0'+u%100/10), byte('0'+u%10))
}

// Grouped is String with thousands separated: "1,234.50".
func (a Amount) Grouped() string {
	s := a.String()
	sign := ""
	if a < 0 {
		sign, s = "-", s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + frac
}

// HKD is the amount as people see it in every language: "HK$1,234.50".
func (a Amount) HKD() string {
	if a < 0 {
		return "-HK$" + (-a).Grouped()
	}
	return "HK$" + a.Grouped()
}
