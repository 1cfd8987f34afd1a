package store

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// shipmentDoc is the part of an item that may be read by whoever reads the
// database. New fields need omitempty or omitzero, or old labels would no
// longer hash to what was frozen.
type shipmentDoc struct {
	Test            bool                `json:"test,omitempty"`
	Sender          postal.Address      `json:"sender"`
	Recipient       postal.Address      `json:"recipient"`
	Size            postal.Size         `json:"size,omitzero"`
	Insured         money.Amount        `json:"insured_cents,omitempty"`
	AdviceOfReceipt bool                `json:"advice_of_receipt,omitempty"`
	Customs         customs.Declaration `json:"customs,omitzero"`
	Estimate        shipment.Estimate   `json:"estimate,omitzero"`
	Form            string              `json:"form,omitempty"`
	Exchange        postal.Exchange     `json:"exchange,omitzero"`
}

// shipmentPrivate is the part that is sealed.
type shipmentPrivate struct {
	Sender      privateAddress `json:"sender,omitzero"`
	Recipient   privateAddress `json:"recipient,omitzero"`
	SenderRef   string         `json:"sender_reference,omitempty"`
	ImporterRef string         `json:"importer_reference,omitempty"`
	// References are the customs references of the destination.
	References map[string]string `json:"references,omitempty"`
}

type privateAddress struct {
	Street []string `json:"street,omitempty"`
	Native []string `json:"native_street,omitempty"`
	Phone  string   `json:"phone,omitempty"`
	Email  string   `json:"email,omitempty"`
}

func (p *privateAddress) takeFrom(a *postal.Address) {
	*p = privateAddress{a.Street, a.Native.Street, a.Phone, a.Email}
	a.Street, a.Native.Street, a.Phone, a.Email = nil, nil, "", ""
}

func (p privateAddress) giveTo(a *postal.Address) {
	a.Street, a.Native.Street, a.Phone, a.Email = p.Street, p.Native, p.Phone, p.Email
}

// packed is an item as its row keeps it.
type packed struct {
	doc     string
	private []byte // sealed
	frozen  []byte // nil for a draft
}

func (tx *Tx) pack(s *shipment.Shipment) (p packed, err error) {
	d := shipmentDoc{s.Test, s.Sender, s.Recipient, s.Size, s.Insured, s.AdviceOfReceipt, s.Customs, s.Estimate, s.Form, s.Exchange}
	var v shipmentPrivate
	v.Sender.takeFrom(&d.Sender)
	v.Recipient.takeFrom(&d.Recipient)
	v.SenderRef, v.ImporterRef = d.Customs.SenderRef, d.Customs.ImporterRef
	v.References, d.Customs.References = d.Customs.References, nil
	d.Customs.SenderRef, d.Customs.ImporterRef = "", ""
	doc, err1 := json.Marshal(d)
	private, err2 := json.Marshal(v)
	if err := errors.Join(err1, err2); err != nil {
		return p, err
	}
	p = packed{doc: string(doc), private: tx.db.vault.seal(shipmentPlace(s), private)}
	if s.Number != "" {
		p.frozen = frozenHash(s, p.doc, private)
	}
	return p, nil
}

func shipmentPlace(s *shipment.Shipment) place { return privateOf(s.Customer, s.ID) }

// privateOf is the place of an item's sealed part.
func privateOf(customer, id string) place { return at("shipments", "private", customer+"/"+id) }

// frozenHash is SHA-256 over all that a label is drawn from (invariant 5).
func frozenHash(s *shipment.Shipment, doc string, private []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00%d\x00%s\x00%s", s.Number, s.Layout, s.Service, clean(s.Reference), s.Grams, doc, private)
	return h.Sum(nil)
}

// InsertShipment adds an item. One that has its number is frozen at once, and
// the number is entered as used. It sets s.Version.
func (tx *Tx) InsertShipment(s *shipment.Shipment) error {
	p, err := tx.pack(s)
	if err != nil {
		return err
	}
	err = tx.later(plainly, `INSERT INTO shipments (customer, id, version, state, service, place, number, reference, sender_name, recipient_name,
			recipient_native, grams, total, search, layout, frozen, created_at, updated_at, issued_at, posted_at, expires_on, doc, private)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		s.Customer, s.ID, string(s.State), s.Service, s.Recipient.Place, string(s.Number), clean(s.Reference), clean(s.Sender.Name), clean(s.Recipient.Name),
		clean(s.Recipient.Native.Name), int64(s.Grams), int64(s.Estimate.Total), searchText(s), s.Layout, p.frozen,
		micros(s.CreatedAt), micros(s.UpdatedAt), micros(s.IssuedAt), micros(s.PostedAt), int64(s.ExpiresOn), p.doc, p.private)
	if err != nil {
		return err
	}
	s.Version = 1
	return tx.useNumber(s)
}

// UpdateShipment saves a draft, or issues it where s has got its number. It is
// a Conflict where somebody saved it since s was read, or where it is no draft
// any more: what was issued is frozen (M-C3). It counts s.Version up.
func (tx *Tx) UpdateShipment(s *shipment.Shipment) error { return tx.rewrite(s, shipment.Draft) }

// rewrite saves all of an item that was in a state.
func (tx *Tx) rewrite(s *shipment.Shipment, from shipment.State) error {
	p, err := tx.pack(s)
	if err != nil {
		return err
	}
	n, err := tx.exec(`UPDATE shipments SET version = version + 1, state = $1, service = $2, place = $3, number = $4, reference = $5, sender_name = $6,
			recipient_name = $7, recipient_native = $8, grams = $9, total = $10, search = $11, layout = $12, frozen = $13,
			updated_at = $14, issued_at = $15, expires_on = $16, doc = $17, private = $18
		WHERE customer = $19 AND id = $20 AND version = $21 AND state = $22`,
		string(s.State), s.Service, s.Recipient.Place, string(s.Number), clean(s.Reference), clean(s.Sender.Name),
		clean(s.Recipient.Name), clean(s.Recipient.Native.Name), int64(s.Grams), int64(s.Estimate.Total), searchText(s), s.Layout, p.frozen,
		micros(s.UpdatedAt), micros(s.IssuedAt), int64(s.ExpiresOn), p.doc, p.private,
		s.Customer, s.ID, s.Version, string(from))
	if err := changed(n, err); err != nil {
		return err
	}
	s.Version++
	if err := tx.recount(s.Customer, s.ID, from, s.State); err != nil {
		return err
	}
	if err := tx.unsign(s.Customer, s.ID); err != nil {
		return err
	}
	return tx.useNumber(s)
}

// StepShipment saves the state of an issued item, and when it was posted;
// nothing else of it can change, and it changes once. It is a Conflict where
// somebody saved it since s was read. It counts s.Version up.
func (tx *Tx) StepShipment(s *shipment.Shipment) error {
	s.Version++
	if err := tx.later(changed, `UPDATE shipments SET version = version + 1, state = $1, posted_at = $2, updated_at = $3
		WHERE customer = $4 AND id = $5 AND version = $6 AND state = 'issued'`,
		string(s.State), micros(s.PostedAt), micros(s.UpdatedAt), s.Customer, s.ID, s.Version-1); err != nil {
		return err
	}
	return tx.recount(s.Customer, s.ID, shipment.Issued, s.State)
}

// ChargeShipment notes what the counter charged for an item where that is not
// what was estimated: lists and sums show it, and a search finds it too. What is
// frozen keeps the estimate.
func (tx *Tx) ChargeShipment(customer, id string, total money.Amount) error {
	if err := tx.later(orElse(problem.New(problem.NotFound, "error.not_found", "")), `UPDATE shipments SET total = $1, search = search || $2 WHERE customer = $3 AND id = $4`,
		int64(total), "\n"+amountText(total), customer, id); err != nil {
		return err
	}
	return tx.unsign(customer, id)
}

// PurgeShipment empties an item that was in a state: a draft that is thrown away
// (M-C2), or an item that was kept long enough (M-G2). Its events stay, and its
// number, which is not given again for long.
func (tx *Tx) PurgeShipment(s *shipment.Shipment, from shipment.State) error {
	empty := shipment.Shipment{ID: s.ID, Customer: s.Customer, State: shipment.Purged, Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt}
	if err := tx.rewrite(&empty, from); err != nil {
		return err
	}
	*s = empty
	return nil
}

// changed turns an update of no row into a Conflict.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "store.changed", "")
	}
	return err
}

// useNumber enters the number of an item that has got one.
func (tx *Tx) useNumber(s *shipment.Shipment) error {
	if s.Number == "" {
		return nil
	}
	return tx.later(plainly, `INSERT INTO item_numbers (number, customer, shipment, service, issued_at) VALUES ($1, $2, $3, $4, $5)`,
		string(s.Number), s.Customer, s.ID, s.Service, micros(s.IssuedAt))
}

const shipmentColumns = `s.customer, s.id, s.version, s.state, s.service, s.number, s.reference, s.grams, s.layout, s.frozen,
	s.created_at, s.updated_at, s.issued_at, s.posted_at, s.expires_on, s.doc, s.private`

// Shipment finds a customer's item.
func (tx *Tx) Shipment(customer, id string) (shipment.Shipment, error) {
	return tx.shipment(`SELECT `+shipmentColumns+` FROM shipments s WHERE s.customer = $1 AND s.id = $2`, customer, id)
}

// ShipmentByNumber finds the item of a number, whoever owns it: for the
// counter, which sees every customer's items.
func (tx *Tx) ShipmentByNumber(n postal.Number) (shipment.Shipment, error) {
	return tx.shipment(`SELECT `+shipmentColumns+` FROM item_numbers n JOIN shipments s ON s.customer = n.customer AND s.id = n.shipment
		WHERE n.number = $1`, string(n))
}

// OwnNumber finds the customer's item of a number.
func (tx *Tx) OwnNumber(customer string, n postal.Number) (shipment.Shipment, error) {
	return tx.shipment(`SELECT `+shipmentColumns+` FROM item_numbers n JOIN shipments s ON s.customer = n.customer AND s.id = n.shipment
		WHERE n.number = $1 AND n.customer = $2`, string(n), customer)
}

func (tx *Tx) shipment(query string, args ...any) (s shipment.Shipment, err error) {
	var p packed
	var expires int64
	err = tx.one(query, args, &s.Customer, &s.ID, &s.Version, &s.State, &s.Service, &s.Number, &s.Reference, &s.Grams, &s.Layout, &p.frozen,
		instant{&s.CreatedAt}, instant{&s.UpdatedAt}, instant{&s.IssuedAt}, instant{&s.PostedAt}, &expires, &p.doc, &p.private)
	if err != nil {
		return shipment.Shipment{}, found(err)
	}
	tx.saw(s.ID)
	s.ExpiresOn = policy.Day(expires)
	private, err := tx.db.vault.open(shipmentPlace(&s), p.private)
	if err != nil {
		return s, err
	}
	if p.frozen != nil && string(frozenHash(&s, p.doc, private)) != string(p.frozen) {
		return s, fmt.Errorf("store: %s is not as it was when its label was issued", s.ID)
	}
	var d shipmentDoc
	var v shipmentPrivate
	if err := errors.Join(json.Unmarshal([]byte(p.doc), &d), json.Unmarshal(private, &v)); err != nil {
		return s, err
	}
	v.Sender.giveTo(&d.Sender)
	v.Recipient.giveTo(&d.Recipient)
	d.Customs.SenderRef, d.Customs.ImporterRef, d.Customs.References = v.SenderRef, v.ImporterRef, v.References
	s.Test, s.Sender, s.Recipient, s.Size, s.Insured = d.Test, d.Sender, d.Recipient, d.Size, d.Insured
	s.AdviceOfReceipt, s.Customs, s.Estimate, s.Form, s.Exchange = d.AdviceOfReceipt, d.Customs, d.Estimate, d.Form, d.Exchange
	return s, nil
}
