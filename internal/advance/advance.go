// Package advance is electronic advance data: what customs abroad are told of
// items before these arrive (M-C11). The form is our own, with the facts of the
// postal union's ITMATT message (M33), as JSON and as XML; docs/ead.md says what
// each field means.
package advance

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"slices"
	"time"

	"ecship/internal/customs"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// Version is the version of the form. A field is only ever added within one.
const Version = 1

// Export is all items that an office accepted on a day.
type Export struct {
	XMLName xml.Name `json:"-" xml:"advance-data"`
	Version int      `json:"version" xml:"version,attr"`
	Office  string   `json:"office" xml:"office,attr"`
	Day     string   `json:"day" xml:"day,attr"`
	Items   []Item   `json:"items" xml:"item"`
}

// Item is one item. Weights are in grams, sums in hundredths of their currency.
type Item struct {
	Number    string      `json:"number" xml:"number,attr"`
	Class     string      `json:"mail_class" xml:"mail-class"` // U letters, C parcels, E express
	Service   string      `json:"service" xml:"service"`
	Category  string      `json:"category" xml:"category"`
	Form      string      `json:"customs_form" xml:"customs-form"`
	PostedAt  string      `json:"posted_at" xml:"posted-at"`
	Gross     int         `json:"gross_weight_g" xml:"gross-weight-g"`
	Currency  string      `json:"currency" xml:"currency"`
	Value     int64       `json:"value_cents" xml:"value-cents"`
	Postage   int64       `json:"postage_hkd_cents" xml:"postage-hkd-cents"`
	Insured   int64       `json:"insured_hkd_cents,omitempty" xml:"insured-hkd-cents,omitempty"`
	Exchange  string      `json:"exchange_office,omitempty" xml:"exchange-office,omitempty"`
	Sender    Party       `json:"sender" xml:"sender"`
	Recipient Party       `json:"recipient" xml:"recipient"`
	Pieces    []Piece     `json:"pieces" xml:"pieces>piece"`
	Refs      []Reference `json:"references,omitempty" xml:"references>reference,omitempty"`
	Documents []Reference `json:"documents,omitempty" xml:"documents>document,omitempty"`
}

// Party is a sender or a recipient.
type Party struct {
	Name     string   `json:"name" xml:"name"`
	Company  string   `json:"company,omitempty" xml:"company,omitempty"`
	Street   []string `json:"street" xml:"street"`
	City     string   `json:"city,omitempty" xml:"city,omitempty"`
	State    string   `json:"state,omitempty" xml:"state,omitempty"`
	Postcode string   `json:"postcode,omitempty" xml:"postcode,omitempty"`
	Country  string   `json:"country" xml:"country"`
	Phone    string   `json:"phone,omitempty" xml:"phone,omitempty"`
	Email    string   `json:"email,omitempty" xml:"email,omitempty"`
}

// Piece is one kind of goods.
type Piece struct {
	Description string `json:"description" xml:"description"`
	Quantity    int    `json:"quantity" xml:"quantity"`
	Net         int    `json:"net_weight_g" xml:"net-weight-g"`
	Value       int64  `json:"value_cents" xml:"value-cents"`
	Currency    string `json:"currency" xml:"currency"`
	HS          string `json:"hs_code,omitempty" xml:"hs-code,omitempty"`
	Origin      string `json:"origin,omitempty" xml:"origin,omitempty"`
	Product     string `json:"product_id,omitempty" xml:"product-id,omitempty"`
	Maker       string `json:"maker_id,omitempty" xml:"maker-id,omitempty"`
	Barcode     string `json:"barcode,omitempty" xml:"barcode,omitempty"`
	Battery     string `json:"battery,omitempty" xml:"battery,omitempty"` // none, ion, metal
}

// Reference is a number with its name: "ioss", "invoice".
type Reference struct {
	Name   string `json:"name" xml:"name,attr"`
	Number string `json:"number" xml:",chardata"`
}

// New is an empty export.
func New(office string, day policy.Day) Export {
	return Export{Version: Version, Office: office, Day: day.String(), Items: []Item{}}
}

// classes are the letters of the mail classes.
var classes = map[postal.Class]string{postal.Letter: "U", postal.Parcel: "C", postal.Express: "E"}

// Add puts in an accepted item: as it was declared, with the weight and the
// postage of the counter. A local item, or one without a form, is left out.
func (x *Export) Add(s shipment.Shipment, service postal.Service, at time.Time, weighed postal.Grams, charged shipment.Estimate) {
	if service.Scope != postal.Overseas || s.Form == "" && service.Form == "" {
		return
	}
	d := s.Customs
	it := Item{Number: string(s.Number), Class: classes[service.Class], Service: s.Service, Category: string(d.Category), Form: s.Form,
		PostedAt: at.In(policy.Zone).Format(time.RFC3339), Gross: int(weighed), Currency: d.Currency, Value: int64(d.Value()), Postage: int64(charged.Total),
		Insured: int64(s.Insured), Exchange: s.Exchange.Office, Sender: party(s.Sender), Recipient: party(s.Recipient)}
	if it.Form == "" {
		it.Form = service.Form
	}
	for _, l := range d.Lines {
		it.Pieces = append(it.Pieces, Piece{l.Description, l.Quantity, int(l.Net), int64(l.Value), d.Currency, l.HS, l.Origin, l.Product, l.Maker, l.Barcode, l.Battery.Kind})
	}
	it.Refs = references(d)
	for _, r := range []Reference{{"licence", d.Licence}, {"certificate", d.Certificate}, {"invoice", d.Invoice}} {
		if r.Number != "" {
			it.Documents = append(it.Documents, r)
		}
	}
	x.Items = append(x.Items, it)
}

// references are the numbers by name, then those of the printed form.
func references(d customs.Declaration) (all []Reference) {
	for _, name := range slices.Sorted(maps.Keys(d.References)) {
		all = append(all, Reference{name, d.References[name]})
	}
	for _, r := range []Reference{{"sender", d.SenderRef}, {"importer", d.ImporterRef}} {
		if r.Number != "" {
			all = append(all, r)
		}
	}
	return all
}

func party(a postal.Address) Party {
	return Party{a.Name, a.Company, a.Street, a.City, a.State, a.Postcode, a.Country(), a.Phone, a.Email}
}

// JSON writes the export as JSON.
func (x Export) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(x)
}

// XML writes the export as XML.
func (x Export) XML(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(x); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
