// Package trial is what only test customers have (M-I3): words in an item's
// reference that make things go wrong on purpose, and serials that no live item
// ever bears.
package trial

import (
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/postal"
)

// Effect is what a magic word does.
type Effect string

// The effects. Those of the gateway are called as the sandbox calls its
// troubles.
const (
	Limited Effect = "limited"     // the first request to create the item is refused with 429
	Expires Effect = "expires"     // the label has expired as soon as it is issued
	Decline Effect = "declined"    // the bank declines the card
	Unheard Effect = "lost_before" // the first charge is never done, and no answer comes
	Charged Effect = "lost_after"  // the charge is done, and no answer comes
	Heavier Effect = "heavier"     // the counter's scale shows more than was declared
	Lighter Effect = "lighter"     // and less
	Refused Effect = "refused"     // the counter does not take the item
)

// Magic is a word with its effect. It works as the reference of a test
// customer's item, alone or within other text, in either case.
type Magic struct {
	Word   string
	Effect Effect
}

// Table lists all magic there is, in the order in which an item meets it.
var Table = []Magic{
	{"MAGIC-LIMITED", Limited},
	{"MAGIC-EXPIRED", Expires},
	{"MAGIC-DECLINE", Decline},
	{"MAGIC-TIMEOUT", Unheard},
	{"MAGIC-CHARGED", Charged},
	{"MAGIC-HEAVIER", Heavier},
	{"MAGIC-LIGHTER", Lighter},
	{"MAGIC-REFUSED", Refused},
}

// In says what the word does, in a language.
func (m Magic) In(l i18n.Lang) string { return l.T("trial.magic." + string(m.Effect)) }

// Has tells whether a text asks for an effect.
func Has(text string, e Effect) bool {
	text = strings.ToUpper(text)
	for _, m := range Table {
		if m.Effect == e && strings.Contains(text, m.Word) {
			return true
		}
	}
	return false
}

// Words are those that stand in a text, in the order of Table.
func Words(text string) (all []string) {
	text = strings.ToUpper(text)
	for _, m := range Table {
		if strings.Contains(text, m.Word) {
			all = append(all, m.Word)
		}
	}
	return all
}

// Scale is what a counter's scale shows for an item with a reference: half as
// much again as was declared, or half of it, where magic says so. That changes
// the price of nearly every item.
func Scale(reference string, declared postal.Grams) postal.Grams {
	switch {
	case Has(reference, Heavier):
		return declared + max(1, declared/2)
	case Has(reference, Lighter):
		return max(1, declared/2)
	}
	return declared
}

// The serials of item numbers from FirstSerial on are test customers' alone: no
// live item ever bears one, whatever ranges the operator adds.
const FirstSerial = 99_000_000

// Number tells whether an item number is a test customer's.
func Number(n postal.Number) bool { return len(n) == 13 && n[2:4] == "99" }

// Office is the code of the counter that testers play. It is none of the
// operator's, so its till is never one of theirs.
const Office = "TRIAL"
