package postal

import (
	"fmt"
	"strings"

	"ecship/internal/problem"
)

// Number is an S10 item number without spaces, such as "RA123456785HK": a
// service indicator of two letters, eight digits of serial, a check digit, and
// the ISO code of the issuing operator's country.
type Number string

// MakeNumber is the item number of a serial from 0 to 99,999,999 (UPU S10).
func MakeNumber(indicator string, serial int, country string) Number {
	digits := fmt.Sprintf("%08d", serial)
	return Number(indicator + digits + string(checkDigit(digits)) + country)
}

// checkDigit weighs the serial's digits 8 6 4 2 3 5 9 7 and takes 11 minus the
// sum modulo 11, with 10 written as 0 and 11 as 5 (UPU S10).
func checkDigit(serial string) byte {
	sum := 0
	for i, w := range [8]int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += w * int(serial[i]-'0')
	}
	switch c := 11 - sum%11; c {
	case 10:
		return '0'
	case 11:
		return '5'
	default:
		return byte('0' + c)
	}
}

// ParseNumber reads an item number as people type it or a scanner sends it:
// in either case, with spaces, hyphens or control characters in between. It
// checks the form and the check digit, but not whether the number was issued.
func ParseNumber(s string) (Number, error) {
	if len(s) > 64 {
		return "", problem.New(problem.Invalid, "number.form", "number")
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch {
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '\u00a0' || r == '\u3000' || r < ' ':
		default:
			return "", problem.New(problem.Invalid, "number.form", "number")
		}
	}
	n := b.String()
	if len(n) != 13 || !letters(n[:2]) || !digits(n[2:11]) || !letters(n[11:]) {
		return "", problem.New(problem.Invalid, "number.form", "number")
	}
	if checkDigit(n[2:10]) != n[10] {
		return "", problem.New(problem.Invalid, "number.check_digit", "number")
	}
	return Number(n), nil
}

// Indicator is the number's two service letters.
func (n Number) Indicator() string {
	if len(n) < 2 {
		return ""
	}
	return string(n[:2])
}

// Grouped is the number as it is printed for people, 2-3-3-3-2:
// "RA 123 456 785 HK".
func (n Number) Grouped() string {
	if len(n) != 13 {
		return string(n)
	}
	return string(n[:2] + " " + n[2:5] + " " + n[5:8] + " " + n[8:11] + " " + n[11:])
}

func letters(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
