package customs

import "ecship/internal/problem"

// Battery is the lithium in a line's goods. The post carries it only installed
// in equipment, and little of it.
type Battery struct {
	// Kind is "none", "ion" or "metal"; empty was not asked.
	Kind string `json:"kind,omitempty"`
	// Packing is "installed" in the equipment, "packed" beside it, or "loose".
	Packing string `json:"packing,omitempty"`
	// Unit tells single cells from batteries of several: "cell" or "battery".
	Unit string `json:"unit,omitempty"`
	// Count is how many the whole line has.
	Count int `json:"count,omitempty"`
	// Power is of each one: thousandths of a watt-hour of lithium ion,
	// milligrams of lithium of lithium metal.
	Power int `json:"power,omitempty"`
}

// The answers to the questions about batteries.
const (
	NoBattery = "none"
	Ion       = "ion"
	Metal     = "metal"
	Installed = "installed"
	Packed    = "packed"
	Loose     = "loose"
	Cell      = "cell"
	Pack      = "battery"
)

// has tells whether there is any lithium.
func (b Battery) has() bool { return b.Kind == Ion || b.Kind == Metal }

// check finds what is wrong with the answers, at fields that begin with at.
func (b Battery) check(l *problem.List, at string, s Settings) {
	if b == (Battery{}) || b == (Battery{Kind: NoBattery}) {
		return
	}
	if !b.has() {
		l.Add("customs.battery.kind", at+"kind")
		return
	}
	switch b.Packing {
	case Installed:
	case Packed, Loose:
		l.Add("customs.battery.loose", at+"packing")
		return
	default:
		l.Add("customs.battery.packing", at+"packing")
	}
	if b.Unit != Cell && b.Unit != Pack {
		l.Add("customs.battery.unit", at+"unit")
	}
	if b.Count < 1 || b.Count > MostQuantity {
		l.Add("customs.battery.count", at+"count")
	}
	most := s.power(b.Kind, b.Unit)
	switch {
	case b.Power < 1:
		l.Add("customs.battery.power", at+"power")
	case b.Power > most*1000 && b.Kind == Ion:
		l.Add("customs.battery.strong_ion", at+"power", "most", most)
	case b.Power > most*1000:
		l.Add("customs.battery.strong_metal", at+"power", "most", most)
	}
}

// power is the most that one cell or battery may have: watt-hours, or grams of
// lithium.
func (s Settings) power(kind, unit string) int {
	switch {
	case kind == Ion && unit == Cell:
		return s.CellWh
	case kind == Ion:
		return s.BatteryWh
	case unit == Cell:
		return s.CellLithium
	}
	return s.BatteryLithium
}

// checkBatteries holds all lines together against what one item may carry: so
// many cells, or so many batteries.
func (r *Rules) checkBatteries(l *problem.List, d Declaration) {
	cells, packs := 0, 0
	for i, line := range d.Lines {
		b := line.Battery
		switch {
		case !b.has() || b.Count < 1 || b.Count > MostQuantity:
			continue
		case b.Unit == Cell:
			cells += b.Count
		case b.Unit == Pack:
			packs += b.Count
		}
		if cells > r.settings.Cells || packs > r.settings.Batteries {
			l.Add("customs.battery.many", lineAt(i)+"battery.count", "cells", r.settings.Cells, "batteries", r.settings.Batteries)
			return
		}
	}
}
