package account_test

import (
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/problem"
)

// M-A1
func TestCheckEmail(t *testing.T) {
	for _, ok := range []string{"mei@example.org", "a.b+shop@mail.example.com.hk", "x@xn--fiqs8s.cn", "o'neil@example.org", strings.Repeat("a", 64) + "@example.org"} {
		if err := account.CheckEmail(ok); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for _, bad := range []string{"", "mei", "mei@", "@example.org", "mei@localhost", "a b@example.org", "a@b@c.org", ".a@example.org", "a..b@example.org",
		"a@-x.org", "a@x-.org", "a@x..org", "陳@example.org", "a@例.org", "a\r\nBcc:x@example.org", "<a@example.org>", strings.Repeat("a", 65) + "@example.org",
		"a@" + strings.Repeat("a.", 126) + "org"} {
		if err := account.CheckEmail(bad); !problem.Is(err, problem.Invalid) || problem.Of(err).Field != "email" {
			t.Errorf("%q was taken", bad)
		}
	}
	if got := account.CleanEmail(" Mei@Example.ORG "); got != "mei@example.org" {
		t.Error(got)
	}
}

// M-A2: length at its boundaries, counted in characters.
func TestCheckPassword(t *testing.T) {
	for _, ok := range []string{"correct horse", "一二三四五六七八九十", strings.Repeat("ab", policy.PasswordMost/2), "          x"} {
		if err := account.CheckPassword(ok, "mei@example.org"); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for bad, key := range map[string]string{
		"":          "account.password.short",
		"123456789": "account.password.short",
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff":        "account.password.short",
		strings.Repeat("ab", policy.PasswordMost/2) + "c": "account.password.long",
		"aaaaaaaaaa":    "account.password.weak",
		"1234567890":    "account.password.weak",
		"Password-1234": "account.password.weak",
		"meimeimeimei":  "account.password.weak",
	} {
		if err := account.CheckPassword(bad, "mei@example.org"); err == nil || problem.Of(err).Key != key {
			t.Errorf("%q: %v, want %s", bad, err, key)
		}
	}
}

func FuzzCheckEmail(f *testing.F) {
	f.Add("mei@example.org")
	f.Fuzz(func(t *testing.T, s string) {
		if account.CheckEmail(s) == nil && (strings.ContainsAny(s, "\r\n \x00") || len(s) > 254) {
			t.Fatalf("%q", s)
		}
	})
}
