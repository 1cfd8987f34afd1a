package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ecship/internal/policy"
	"ecship/internal/problem"
)

// CleanEmail is an e-mail address as it is compared and kept: trimmed, in small
// letters.
func CleanEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CheckEmail is nil for an address that a mail relay takes: one @, a local part
// of up to 64 characters, a domain with a dot, plain ASCII, 254 in all.
func CheckEmail(s string) error {
	if s == "" {
		return problem.New(problem.Invalid, "account.email.missing", "email")
	}
	bad := problem.New(problem.Invalid, "account.email.form", "email")
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(local) > 64 || len(s) > 254 || strings.Contains(domain, "@") {
		return bad
	}
	for _, r := range local {
		if r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) {
			return bad
		}
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return bad
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") || strings.Trim(strings.ToLower(l), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return bad
		}
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return bad
	}
	return nil
}

// CheckPassword is nil for a password that is long enough, short enough, and
// not made of the e-mail address or of one character (M-A2). There are no
// other rules of composition: length is what protects.
func CheckPassword(password, email string) error {
	n := utf8.RuneCountInString(password)
	if !utf8.ValidString(password) || n < policy.PasswordLeast {
		return problem.New(problem.Invalid, "account.password.short", "password", "least", policy.PasswordLeast)
	}
	if n > policy.PasswordMost {
		return problem.New(problem.Invalid, "account.password.long", "password", "most", policy.PasswordMost)
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, password)
	local, _, _ := strings.Cut(CleanEmail(email), "@")
	first, _ := utf8.DecodeRuneInString(password)
	if strings.Trim(password, string(first)) == "" || local != "" && strings.Trim(plain, local) == "" || common[plain] {
		return problem.New(problem.Invalid, "account.password.weak", "password")
	}
	return nil
}

// common are passwords of ten characters and more that are tried first
// everywhere.
var common = map[string]bool{
	"1234567890": true, "0123456789": true, "0987654321": true, "12345678910": true, "1234567891": true, "123456789a": true, "1q2w3e4r5t": true,
	"qwertyuiop": true, "qwerty12345": true, "password12": true, "password123": true, "password1234": true, "passw0rd123": true, "iloveyou123": true,
	"letmein1234": true, "abcdefghij": true, "abc1234567": true, "asdfghjkl1": true, "welcome1234": true, "hongkong123": true, "hongkong2026": true, "changeme123": true, "administrator": true,
}
