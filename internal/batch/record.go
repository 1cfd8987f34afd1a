package batch

import (
	"strings"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/postal"
)

// MostGoods is how many kinds of goods one row may hold; rows that belong
// together hold up to customs.MostLines.
const MostGoods = 10

// Record is what a row says of an item. What it does not say is zero.
type Record struct {
	// Reference is the sender's own, such as an order's number.
	Reference       string              `json:"reference,omitempty"`
	Service         string              `json:"service,omitempty"` // the ship code
	Place           string              `json:"place,omitempty"`   // the tariff's code of the destination
	Grams           postal.Grams        `json:"weight_g,omitempty"`
	Size            postal.Size         `json:"size,omitzero"`
	Insured         money.Amount        `json:"insured_cents,omitempty"`
	AdviceOfReceipt bool                `json:"advice_of_receipt,omitempty"`
	Recipient       postal.Address      `json:"recipient"`
	Sender          postal.Address      `json:"sender,omitzero"` // zero where the customer's own is meant
	Contents        customs.Declaration `json:"contents"`
	// Blank marks a row without an item: headings again, or a line of text
	// below the table.
	Blank bool `json:"blank,omitempty"`
}

// Join takes the goods of the next row, if it goes on with the item of this
// one: it has the same reference, and either no recipient of its own, or, in a
// shop's export, the same one, for some shops repeat the order in each of its
// rows. It tells whether it did.
func (r *Record) Join(next Record, from Maker) bool {
	switch {
	case r.Blank || next.Blank || next.Reference == "" || next.Reference != r.Reference:
		return false
	case !next.anyone():
	case from.Shop() && next.sameRecipient(*r):
	default:
		return false
	}
	r.Contents.Lines = append(r.Contents.Lines, next.Contents.Lines...)
	if r.Contents.Currency == "" {
		r.Contents.Currency = next.Contents.Currency
	}
	r.Grams = max(r.Grams, next.Grams)
	return true
}

// anyone tells whether the row says who or where.
func (r Record) anyone() bool { return r.Recipient.Name != "" || len(r.Recipient.Street) > 0 }

func (r Record) sameRecipient(o Record) bool {
	a, b := r.Recipient, o.Recipient
	return a.Name == b.Name && a.Postcode == b.Postcode && strings.Join(a.Street, "\n") == strings.Join(b.Street, "\n")
}
