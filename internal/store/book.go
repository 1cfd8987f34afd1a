package store

import (
	"fmt"
	"strings"
	"time"

	"ecship/internal/book"
	"ecship/internal/postal"
)

// rank orders a list: what was used last comes first, then what was made last.
// It ends in the id, so that it is a cursor.
func rank(created, used time.Time, id string) string {
	at := created
	if used.After(at) {
		at = used
	}
	return rankOf(at) + id
}

// rankOf is how the rank of what was used at an instant begins.
func rankOf(at time.Time) string { return fmt.Sprintf("%016x", at.UnixMicro()) }

// addressSearch is what a search looks through.
func addressSearch(a postal.Address) string {
	return fold(strings.Join([]string{a.Name, a.Company, a.Native.Name, a.Native.Company, a.Place, a.City, a.State}, "\n"))
}

func addressPlace(customer, id string) place { return at("addresses", "private", customer+"/"+id) }

func (tx *Tx) twin(a postal.Address) []byte { return tx.db.vault.hash("address", book.Twin(a)) }

// InsertAddress adds an entry to a customer's book and sets its Version.
func (tx *Tx) InsertAddress(e *book.Entry) error {
	private, err := tx.db.vault.sealJSON(addressPlace(e.Customer, e.ID), e.Address)
	if err != nil {
		return err
	}
	e.Version = 1
	_, err = tx.exec(`INSERT INTO addresses (customer, id, version, kind, preferred, place, search, twin, rank, created_at, updated_at, used_at, private)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.Customer, e.ID, string(e.Kind), e.Preferred, e.Address.Place, addressSearch(e.Address), tx.twin(e.Address), rank(e.CreatedAt, e.UsedAt, e.ID),
		micros(e.CreatedAt), micros(e.UpdatedAt), micros(e.UsedAt), private)
	return err
}

// UpdateAddress saves an entry. It is a Conflict where somebody saved it since
// it was read. It counts e.Version up.
func (tx *Tx) UpdateAddress(e *book.Entry) error {
	private, err := tx.db.vault.sealJSON(addressPlace(e.Customer, e.ID), e.Address)
	if err != nil {
		return err
	}
	n, err := tx.exec(`UPDATE addresses SET version = version + 1, preferred = $1, place = $2, search = $3, twin = $4, rank = $5, updated_at = $6, used_at = $7, private = $8
		WHERE customer = $9 AND id = $10 AND version = $11`,
		e.Preferred, e.Address.Place, addressSearch(e.Address), tx.twin(e.Address), rank(e.CreatedAt, e.UsedAt, e.ID), micros(e.UpdatedAt), micros(e.UsedAt), private,
		e.Customer, e.ID, e.Version)
	if err := changed(n, err); err != nil {
		return err
	}
	e.Version++
	return nil
}

// TouchAddress notes that a customer's entry, and its twins, were used.
func (tx *Tx) TouchAddress(customer string, k book.Kind, a postal.Address, at time.Time) error {
	_, err := tx.exec(`UPDATE addresses SET used_at = $1, rank = $2 || id WHERE customer = $3 AND kind = $4 AND twin = $5`,
		micros(at), rankOf(at), customer, string(k), tx.twin(a))
	return err
}

// Unprefer takes the mark off a customer's preferred entry of a kind.
func (tx *Tx) Unprefer(customer string, k book.Kind) error {
	_, err := tx.exec(`UPDATE addresses SET preferred = FALSE WHERE customer = $1 AND kind = $2 AND preferred`, customer, string(k))
	return err
}

// DeleteAddress removes a customer's entry.
func (tx *Tx) DeleteAddress(customer, id string) error {
	return touched(tx.exec(`DELETE FROM addresses WHERE customer = $1 AND id = $2`, customer, id))
}

const addressColumns = `customer, id, version, kind, preferred, created_at, updated_at, used_at, private`

// addressScan reads a row of addressColumns.
func (tx *Tx) addressScan(scan func(...any) error) (e book.Entry, err error) {
	var private []byte
	if err := scan(&e.Customer, &e.ID, &e.Version, &e.Kind, &e.Preferred, instant{&e.CreatedAt}, instant{&e.UpdatedAt}, instant{&e.UsedAt}, &private); err != nil {
		return e, err
	}
	tx.saw(e.ID)
	return e, tx.db.vault.openJSON(addressPlace(e.Customer, e.ID), private, &e.Address)
}

func (tx *Tx) oneAddress(query string, args ...any) (book.Entry, error) {
	e, err := tx.addressScan(func(dest ...any) error { return tx.one(query, args, dest...) })
	return e, found(err)
}

func (tx *Tx) addresses(query string, args ...any) (all []book.Entry, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		e, err := tx.addressScan(scan)
		all = append(all, e)
		return err
	})
	return all, err
}

// Address finds a customer's entry.
func (tx *Tx) Address(customer, id string) (book.Entry, error) {
	return tx.oneAddress(`SELECT `+addressColumns+` FROM addresses WHERE customer = $1 AND id = $2`, customer, id)
}

// PreferredAddress finds the entry of a kind that a customer begins with.
func (tx *Tx) PreferredAddress(customer string, k book.Kind) (book.Entry, error) {
	return tx.oneAddress(`SELECT `+addressColumns+` FROM addresses WHERE customer = $1 AND kind = $2 AND preferred`, customer, string(k))
}

// TwinAddress finds the entry of a customer that is the same address, the one
// used last where there are several.
func (tx *Tx) TwinAddress(customer string, k book.Kind, a postal.Address) (book.Entry, error) {
	return tx.oneAddress(`SELECT `+addressColumns+` FROM addresses WHERE customer = $1 AND kind = $2 AND twin = $3 ORDER BY rank DESC LIMIT 1`,
		customer, string(k), tx.twin(a))
}

// AddressFilter says which entries of a customer.
type AddressFilter struct {
	Kind book.Kind // all where it is empty
	// Text is looked for in names, companies, place and town. Every word must
	// be there.
	Text  string
	Place string // all where it is empty
}

// Addresses lists a customer's entries, last used first: at most limit of those
// behind the cursor after, which is AddressCursor of an entry; from the first
// where it is "".
func (tx *Tx) Addresses(customer string, f AddressFilter, after string, limit int) ([]book.Entry, error) {
	q := newQuery(`SELECT `+addressColumns+` FROM addresses WHERE customer = $1`, customer)
	if f.Kind != "" {
		q.and(`kind = `, string(f.Kind))
	}
	if f.Place != "" {
		q.and(`place = `, f.Place)
	}
	if after != "" {
		q.and(`rank < `, clean(after))
	}
	q.words(f.Text)
	return tx.addresses(q.limit(` ORDER BY rank DESC LIMIT `, limit), q.args...)
}

// AddressCursor is where a list goes on behind an entry.
func AddressCursor(e book.Entry) string { return rank(e.CreatedAt, e.UsedAt, e.ID) }

// TwinAddresses lists the entries of a customer that are there more than once,
// twins together, the last used first.
func (tx *Tx) TwinAddresses(customer string, limit int) ([]book.Entry, error) {
	return tx.addresses(`SELECT `+addressColumns+` FROM addresses a WHERE customer = $1 AND EXISTS
		(SELECT 1 FROM addresses b WHERE b.customer = a.customer AND b.kind = a.kind AND b.twin = a.twin AND b.id <> a.id)
		ORDER BY kind, twin, rank DESC LIMIT $2`, customer, limit)
}

// CountAddresses counts a customer's entries.
func (tx *Tx) CountAddresses(customer string) (n int, err error) {
	return n, tx.one(`SELECT COUNT(*) FROM addresses WHERE customer = $1`, []any{customer}, &n)
}

func addressFilePlace(customer, id string) place {
	return at("address_files", "private", customer+"/"+id)
}

// InsertAddressFile keeps what was read from a file of addresses.
func (tx *Tx) InsertAddressFile(customer, id string, rows []book.Read) error {
	private, err := tx.db.vault.sealJSON(addressFilePlace(customer, id), rows)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO address_files (customer, id, created_at, private) VALUES ($1, $2, $3, $4)`, customer, id, micros(tx.Now), private)
	return err
}

// AddressFile gives a customer's file back.
func (tx *Tx) AddressFile(customer, id string) (rows []book.Read, err error) {
	var private []byte
	err = tx.one(`SELECT private FROM address_files WHERE customer = $1 AND id = $2`, []any{customer, id}, &private)
	if err != nil {
		return nil, found(err)
	}
	return rows, tx.db.vault.openJSON(addressFilePlace(customer, id), private, &rows)
}

// DeleteAddressFile forgets a customer's file.
func (tx *Tx) DeleteAddressFile(customer, id string) error {
	return touched(tx.exec(`DELETE FROM address_files WHERE customer = $1 AND id = $2`, customer, id))
}

// PurgeAddressFiles forgets files that were read before an instant.
func (tx *Tx) PurgeAddressFiles(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM address_files WHERE created_at < $1`, micros(before))
}
