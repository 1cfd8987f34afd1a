package tariff

import (
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

const kiloPrefix = "kilo/"

// KiloBook is the rates of a bulk service that is charged by the kilogram, such
// as iMail or overseas periodicals.
type KiloBook struct {
	Service   string
	Effective policy.Day
	Source    string
	Rates     []KiloRate
}

// KiloRate is one destination's price: so much a kilogram and so much an item.
type KiloRate struct {
	Place string // a place's code, or the bulk service's own zone
	// Kilo is 0 where the operator's figure is not known.
	Kilo, Item money.Amount
}

// ParseKilo reads a "kilo/…" table.
func ParseKilo(t postal.Table) (*KiloBook, error) {
	b := &KiloBook{Service: strings.TrimPrefix(t.Kind, kiloPrefix), Effective: t.Effective, Source: t.Source}
	errs := &problem.List{}
	seen := map[string]bool{}
	t.Each([]string{"place", "kilo", "item"}, []string{"note"}, errs, func(r postal.Row) {
		k := KiloRate{r.Needed("place"), r.Amount("kilo"), r.Amount("item")}
		if seen[k.Place] {
			r.Bad("table.twice", "place")
		}
		seen[k.Place] = true
		b.Rates = append(b.Rates, k)
	})
	return b, errs.Err()
}
