package portal

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/store"
	"ecship/internal/tariff"
)

// searchTextMost bounds what is typed into the search box, in bytes.
const searchTextMost = 400

// filter is what the store looks for: names of places and services become
// their codes, dates and amounts are written as they are kept.
func (in Search) filter(e *tariff.Edition, today policy.Day) store.ShipmentFilter {
	f := store.ShipmentFilter{State: in.State, Service: in.Service, Place: in.Place, Batch: in.Batch, From: in.since(today), To: in.To}
	text := in.Text
	if len(text) > searchTextMost {
		text = strings.ToValidUTF8(text[:searchTextMost], "")
	}
	if n, err := postal.ParseNumber(text); err == nil {
		f.Number = n
		return f
	}
	f.Words = append(store.Words(typed(text)), store.Words(in.Reference)...)
	for i, w := range f.Words {
		f.Words[i].Codes = append(placesNamed(e, w.Text), servicesNamed(e, w.Text)...)
	}
	return f
}

var (
	allDigits   = regexp.MustCompile(`^\+?[\d\s]+$`)
	amountTyped = regexp.MustCompile(`(?i)^(?:hk)?\$?([\d,]+\.\d\d)$`)
	dayForms    = []string{"2006/1/2", "2006年1月2日", "2/1/2006", "2.1.2006", "2-1-2006", "2 January 2006", "2 Jan 2006", "January 2, 2006"}
)

// typed is a search as the items' texts are written: "HK$ 1,234.50" is 1234.50,
// and "23 Nov 2026" is 2026-11-23. Figures in groups are one number.
func typed(text string) string {
	text = strings.TrimSpace(text)
	if allDigits.MatchString(text) {
		return strings.ReplaceAll(strings.Join(strings.Fields(text), ""), "+", "")
	}
	if day, ok := typedDay(text); ok {
		return day
	}
	words := strings.Fields(text)
	for i, w := range words {
		if m := amountTyped.FindStringSubmatch(w); m != nil {
			words[i] = strings.ReplaceAll(m[1], ",", "")
		} else if day, ok := typedDay(w); ok {
			words[i] = day
		}
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return strings.EqualFold(w, "HK$") || strings.EqualFold(w, "HKD") }), " ")
}

func typedDay(s string) (string, bool) {
	for _, form := range dayForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}

// leastName keeps a single letter from standing for half of the world. An
// ideograph is three bytes.
const leastName = 2

// placesNamed are the codes of the places with such a word in a name.
func placesNamed(e *tariff.Edition, word string) (codes []string) {
	if len(word) < leastName {
		return nil
	}
	for _, p := range e.Places.Search(word, i18n.En, len(e.Places.All())) {
		codes = append(codes, p.Code)
	}
	return codes
}

// servicesNamed are the codes of the services with such a word in their name.
func servicesNamed(e *tariff.Edition, word string) (codes []string) {
	if len(word) < leastName {
		return nil
	}
	for _, s := range e.Services() {
		for _, name := range []string{s.Name.En, s.Name.Hant, s.Name.Hans} {
			if strings.Contains(strings.ToLower(name), word) {
				codes = append(codes, s.Code)
				break
			}
		}
	}
	return codes
}
