// Package customs is the customs declaration, CN 22 and CN 23: what is inside,
// what it weighs and is worth, and where it was made (M-C10). It decides which
// form an item needs, what its destination asks for, and whether a declaration
// adds up. What destinations ask is dated data (tables/).
package customs

import (
	"strings"

	"ecship/internal/money"
	"ecship/internal/postal"
)

// Declaration is the content of a CN 22 or CN 23.
type Declaration struct {
	Category Category `json:"category"`
	// Explanation is asked for by some categories.
	Explanation string `json:"explanation,omitempty"`
	// Currency is the ISO 4217 code of every line's value.
	Currency string `json:"currency"`
	Lines    []Line `json:"lines"`
	// SenderRef is the sender's customs reference as printed on the form and
	// ImporterRef the recipient's.
	SenderRef   string `json:"sender_reference,omitempty"`
	ImporterRef string `json:"importer_reference,omitempty"`
	// References are the numbers that the destination asks for, by the names
	// of the customs_reference table: "ioss", "eori" …
	References  map[string]string `json:"references,omitempty"`
	Comments    string            `json:"comments,omitempty"`
	Licence     string            `json:"licence_number,omitempty"`
	Certificate string            `json:"certificate_number,omitempty"`
	Invoice     string            `json:"invoice_number,omitempty"`
}

// Line is one kind of goods inside.
type Line struct {
	Description string `json:"description"`
	// Native is the description in the sender's own script.
	Native   string `json:"native,omitempty"`
	Quantity int    `json:"quantity"`
	// Net is the weight of the whole line in grams, without packing.
	Net postal.Grams `json:"net_weight_g"`
	// Value is the whole line's, in hundredths of the declaration's currency.
	Value money.Amount `json:"value_cents"`
	// HS is the tariff number, 6 to 10 digits, and Origin the ISO code of the
	// country where the goods were made.
	HS     string `json:"hs_code,omitempty"`
	Origin string `json:"origin,omitempty"`
	// Product is the seller's own number of the goods, Maker the
	// manufacturer's, Barcode the EAN or UPC where there is one.
	Product string `json:"product_id,omitempty"`
	Maker   string `json:"maker_id,omitempty"`
	Barcode string `json:"barcode,omitempty"`
	// Battery says what lithium is in the goods; its zero value, that nobody
	// was asked.
	Battery Battery `json:"battery,omitzero"`
}

// Told is what stands in a cell of the CN 23: what the sender wrote for it, and
// each number asked for that belongs there, after its kind: "EORI DE1234567".
func (d Declaration) Told(in Printed, asked []Reference) string {
	told := ""
	switch in {
	case AsSender:
		told = d.SenderRef
	case AsImporter:
		told = d.ImporterRef
	}
	for _, f := range asked {
		number := d.References[f.Name]
		if f.Printed != in || number == "" {
			continue
		}
		if told != "" {
			told += ", "
		}
		told += strings.ToUpper(f.Name) + " " + number
	}
	return told
}

// Net is the lines' net weight together.
func (d Declaration) Net() (sum postal.Grams) {
	for _, l := range d.Lines {
		sum += l.Net
	}
	return sum
}

// Value is the lines' value together, in hundredths of Currency.
func (d Declaration) Value() (sum money.Amount) {
	for _, l := range d.Lines {
		sum += l.Value
	}
	return sum
}
