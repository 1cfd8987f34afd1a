package main

import (
	"strings"
	"testing"

	"ecship/internal/i18n"
)

// The operator's name is one for all languages, or one for each.
func TestOperator(t *testing.T) {
	for in, want := range map[string]i18n.Text{
		"Hongkong Post|香港郵政|香港邮政": {En: "Hongkong Post", Hant: "香港郵政", Hans: "香港邮政"},
		" Macao Post ":          {En: "Macao Post", Hant: "Macao Post", Hans: "Macao Post"},
		strings.Repeat("郵", 40): {En: strings.Repeat("郵", 40), Hant: strings.Repeat("郵", 40), Hans: strings.Repeat("郵", 40)},
		"":                      {}, "a|b": {}, "a||c": {}, "a|b|c|d": {}, strings.Repeat("x", 41): {},
	} {
		got, err := Settings{Operator: in}.operator()
		if got != want || (err == nil) != (want.En != "") {
			t.Errorf("%q: %+v %v", in, got, err)
		}
	}
}
