// Package label draws labels and receipts: what stands on them, where, in
// millimetres from the top left, on a Canvas. An adapter turns the same calls
// into PDF or a printer's language. Sizes and arrangements are data
// (layouts.csv, arrangements.csv), so that a service gets its label without
// code. It knows no file format and no page but its own.
package label

import (
	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/label/seal"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// Item is everything that a label says.
type Item struct {
	Shipment shipment.Shipment
	Service  postal.Service
	Place    i18n.Text // the destination's name
	// Form is how the destination writes addresses; nil is the plain form.
	Form     *postal.AddressForm
	Operator i18n.Text // the operator's name, such as Hongkong Post
	// Lang chooses the Chinese script beside English and French: simplified
	// for i18n.Hans, else traditional.
	Lang i18n.Lang
	// Prepaid marks postage paid before the counter; the impression says so.
	Prepaid bool
	// Indicator is the text that the sender sorts by, such as "1-JFK" for the
	// Office of Exchange in the United States (M-C8).
	Indicator string
	// Seal is the signed ticket in the square code beside the bars; without one
	// its place stays white.
	Seal []byte
	// Reasons are the boxes of the customs form; nil for the standard ones.
	Reasons *customs.Reasons
	// References are the numbers that the destination asks for; those given
	// stand in the CN 23's cells of the table.
	References []customs.Reference
	// Copies is how many copies of the CN 23 its destination wants. The plies
	// bear it twice at the least.
	Copies int
}

// SignWith signs the item's ticket, if it has a number and no ticket yet.
func (it *Item) SignWith(sign seal.Signer) {
	s := &it.Shipment
	if sign == nil || it.Seal != nil || s.Number == "" || s.IssuedAt.IsZero() {
		return
	}
	it.Seal = seal.Ticket{Number: s.Number, Service: s.Service, Issued: policy.DayOf(s.IssuedAt), Expires: s.ExpiresOn}.Seal(sign)
}

// Art is what tells apart the fixed parts of labels: all labels of one Art
// share them, so that a canvas may make them once. It can be compared.
type Art struct {
	Layout   string
	Service  i18n.Text
	Mark     string // in large letters beside the bars: "R", "EMS"
	Air      bool
	Operator i18n.Text
	Chinese  i18n.Lang // Hant or Hans
	Prepaid  bool
	Reasons  *customs.Reasons
	Specimen bool // of a test customer: SPECIMEN stands across it (M-I3)
}

// Art is the fixed part of the item's label.
func (it *Item) Art() Art {
	return Art{
		Layout: it.Shipment.Layout, Service: it.Service.Name, Mark: mark(it.Service), Air: it.Service.Air,
		Operator: it.Operator, Chinese: chinese(it.Lang), Prepaid: it.Prepaid, Reasons: it.reasons(), Specimen: it.Shipment.Test,
	}
}

// reasons are the boxes of the item's customs form.
func (it *Item) reasons() *customs.Reasons {
	if it.Reasons == nil {
		return customs.Standard()
	}
	return it.Reasons
}

// mark is what the post knows a service by, after its S10 indicator: R is
// registered, V insured letter post, E express.
func mark(s postal.Service) string {
	switch {
	case s.Indicator == "":
		return ""
	case s.Indicator[0] == 'E':
		return "EMS"
	case s.Indicator[0] == 'R', s.Indicator[0] == 'V':
		return s.Indicator[:1]
	}
	return ""
}

func chinese(l i18n.Lang) i18n.Lang {
	if l == i18n.Hans {
		return i18n.Hans
	}
	return i18n.Hant
}

// Layout is the item's layout: the version it was issued with, or, before it is
// issued, the newest of its service.
func (it *Item) Layout() (Layout, bool) {
	if it.Shipment.Layout != "" {
		return Find(it.Shipment.Layout)
	}
	s := it.Service
	if it.Shipment.Form == "CN23" && s.Form == "CN22" { // worth more than the small form may tell
		dear := s
		dear.Layout += "-cn23"
		if l, ok := For(dear, it.Shipment.Recipient.Place); ok {
			return l, true
		}
	}
	return For(s, it.Shipment.Recipient.Place)
}

// Draw draws one sheet as it leaves the printer.
func Draw(c Canvas, l Layout, s Sheet, it *Item) {
	if s.Part > 1 {
		l.DrawContinued(c, s, it)
		return
	}
	a := it.Art()
	l.DrawArt(c, s.Index, a)
	l.DrawCopy(c, s.Index, a)
	l.DrawItem(c, s.Index, it)
}

// DrawArt draws what all labels of an Art share on a ply, 0 for the first, and
// on those like it.
func (l Layout) DrawArt(c Canvas, ply int, a Art) {
	p := pen{Canvas: c, zh: a.Chinese}
	if a.Specimen {
		p.specimen(l.Plies[ply])
	}
	for _, s := range l.Plies[ply].spots {
		if s.part.art != nil {
			s.part.art(&p, s.box, a)
		}
	}
}

// DrawCopy draws what tells one ply from those like it: whose copy it is.
func (l Layout) DrawCopy(c Canvas, ply int, a Art) {
	p := pen{Canvas: c, zh: a.Chinese}
	for _, s := range l.Plies[ply].spots {
		if s.part.copy != nil {
			s.part.copy(&p, s.box, l, ply)
		}
	}
}

// DrawItem draws what belongs to this item alone on a ply and on those like it.
func (l Layout) DrawItem(c Canvas, ply int, it *Item) {
	l.fill(&pen{Canvas: c, zh: chinese(it.Lang)}, ply, it)
}

func (l Layout) fill(p *pen, ply int, it *Item) {
	for _, s := range l.Plies[ply].spots {
		if s.part.fill != nil {
			s.part.fill(p, s.box, it)
		}
	}
}
