package portal

import (
	"cmp"
	"context"
	"strings"

	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// AddressSearch says which entries of the address book to list, last used
// first.
type AddressSearch struct {
	Kind book.Kind // all where it is empty
	// Text is looked for in names, companies, place and town. Every word must
	// be there.
	Text  string
	Place string // all where it is empty
	After string // the Next of the page before
	Limit int    // at most policy.PageRows, which 0 means too
}

// AddressPage is a page of the address book.
type AddressPage struct {
	Entries []book.Entry
	Count   int    // of all entries of the customer
	Next    string // the cursor of the page after; empty at the end
}

// Addresses lists a customer's address book (M-A3).
func (p *Portal) Addresses(ctx context.Context, who account.Actor, in AddressSearch) (out AddressPage, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		most := pageLimit(in.Limit)
		all, err := tx.Addresses(who.Customer, store.AddressFilter{Kind: in.Kind, Text: in.Text, Place: in.Place}, in.After, most+1)
		if err != nil {
			return err
		}
		out = AddressPage{Entries: all}
		if len(all) > most {
			out.Entries, out.Next = all[:most], store.AddressCursor(all[most-1])
		}
		out.Count, err = tx.CountAddresses(who.Customer)
		return err
	})
}

// pageLimit is how many rows a page has where so many were asked for.
func pageLimit(n int) int {
	if n < 1 || n > policy.PageRows {
		return policy.PageRows
	}
	return n
}

// Address shows one entry.
func (p *Portal) Address(ctx context.Context, who account.Actor, id string) (e book.Entry, err error) {
	if err := who.Sender(account.See); err != nil {
		return e, err
	}
	return e, p.read(ctx, who, func(tx *store.Tx) error {
		e, err = tx.Address(who.Customer, id)
		return err
	})
}

// NewAddress is an entry to add.
type NewAddress struct {
	Kind    book.Kind
	Address postal.Address
	// Preferred makes it the sender that new items begin with.
	Preferred bool
	Once      Once
}

// AddedAddress is the entry that a request made, or had made before.
type AddedAddress struct {
	book.Entry
	Again bool
}

// AddAddress writes an address into the book. Its problems carry the fields of
// postal.Address.
func (p *Portal) AddAddress(ctx context.Context, who account.Actor, in NewAddress) (out AddedAddress, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return out, err
	}
	do := func(answer func(*store.Tx, string) error) error {
		return p.write(ctx, who, func(tx *store.Tx) error {
			e := book.Entry{Kind: in.Kind, Address: in.Address, Preferred: in.Preferred}
			if err := p.checkEntry(&e, policy.DayOf(tx.Now)); err != nil {
				return err
			}
			if err := roomFor(tx, who.Customer, 1); err != nil {
				return err
			}
			if err := insertEntry(tx, who, &e); err != nil {
				return err
			}
			out.Entry = e
			return answer(tx, e.ID)
		})
	}
	again := func(id string) error {
		out.Again = true
		out.Entry, err = p.Address(ctx, who, id)
		return err
	}
	return out, p.once(ctx, who, addedAddress, in.Once, do, again)
}

// insertEntry makes e a new entry of the actor's customer.
func insertEntry(tx *store.Tx, who account.Actor, e *book.Entry) error {
	e.ID, e.Customer, e.CreatedAt, e.UpdatedAt = tx.NewID("adr"), who.Customer, tx.Now, tx.Now
	if e.Preferred {
		if err := tx.Unprefer(who.Customer, e.Kind); err != nil {
			return err
		}
	}
	return tx.InsertAddress(e)
}

// roomFor is nil where a customer's book has room for n more.
func roomFor(tx *store.Tx, customer string, n int) error {
	have, err := tx.CountAddresses(customer)
	if err == nil && have+n > policy.BookMost {
		return problem.New(problem.Conflict, "book.full", "", "most", policy.BookMost, "n", have)
	}
	return err
}

// checkEntry cleans an entry and tells what is wrong with it.
func (p *Portal) checkEntry(e *book.Entry, on policy.Day) error {
	d := p.Catalogue().On(on).Places
	a := e.Address.Clean()
	var err error
	switch e.Kind {
	case book.Recipient:
		e.Preferred = false
		err = d.CheckRecipient(a, postal.Service{})
	case book.Sender:
		if a.Place == "" {
			a.Place = postal.Home
		}
		err = d.CheckSender(a)
	default:
		err = problem.New(problem.Invalid, "book.kind", "kind")
	}
	e.Address = a
	return cmp.Or(err, label.CheckAddress(a))
}

// ChangedAddress is an entry to save anew.
type ChangedAddress struct {
	ID        string
	Address   postal.Address
	Preferred bool
	// Version is the one that was read; 0 saves over any.
	Version int64
}

// ChangeAddress saves an entry. Of two people who change the same one, the
// later is told. Issued items keep what they were issued with.
func (p *Portal) ChangeAddress(ctx context.Context, who account.Actor, in ChangedAddress) (e book.Entry, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return e, err
	}
	return e, p.write(ctx, who, func(tx *store.Tx) error {
		if e, err = tx.Address(who.Customer, in.ID); err != nil {
			return err
		}
		if in.Version != 0 {
			e.Version = in.Version
		}
		was := e.Preferred
		e.Address, e.Preferred, e.UpdatedAt = in.Address, in.Preferred, tx.Now
		if err := p.checkEntry(&e, policy.DayOf(tx.Now)); err != nil {
			return err
		}
		if e.Preferred && !was {
			if err := tx.Unprefer(who.Customer, e.Kind); err != nil {
				return err
			}
		}
		return tx.UpdateAddress(&e)
	})
}

// DeleteAddress strikes an entry out. Items keep their addresses.
func (p *Portal) DeleteAddress(ctx context.Context, who account.Actor, id string) error {
	if err := who.Sender(account.Prepare); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error { return tx.DeleteAddress(who.Customer, id) })
}

// Twins are entries that are the same address, and what merging makes of them.
type Twins struct {
	Entries []book.Entry // last used first
	Merged  book.Entry
}

// twinsShown is how many entries with twins are looked at together.
const twinsShown = 200

// AddressTwins lists the addresses that stand in the book more than once.
func (p *Portal) AddressTwins(ctx context.Context, who account.Actor) (all []Twins, err error) {
	if err := who.Sender(account.See); err != nil {
		return nil, err
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		entries, err := tx.TwinAddresses(who.Customer, twinsShown)
		all = twins(entries)
		return err
	})
}

// twins groups entries that come sorted, twins together.
func twins(entries []book.Entry) (all []Twins) {
	key := func(e book.Entry) string { return string(e.Kind) + "\n" + book.Twin(e.Address) }
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && key(entries[n]) == key(entries[0]) {
			n++
		}
		if n > 1 { // the last group may be cut off
			all = append(all, Twins{entries[:n], book.Merge(entries[0], entries[1:n]...)})
		}
		entries = entries[n:]
	}
	return all
}

// MergeAddresses makes one entry of several that are the same address: the one
// used last stays, with what only the others knew.
func (p *Portal) MergeAddresses(ctx context.Context, who account.Actor, ids []string) (e book.Entry, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return e, err
	}
	if len(ids) > twinsShown {
		return e, problem.New(problem.Invalid, "book.not_twins", "")
	}
	return e, p.write(ctx, who, func(tx *store.Tx) error {
		var all []book.Entry
		seen := map[string]bool{}
		for _, id := range ids {
			if seen[id] {
				continue
			}
			seen[id] = true
			one, err := tx.Address(who.Customer, id)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		groups := twins(all)
		if len(groups) != 1 || len(groups[0].Entries) != len(all) {
			return problem.New(problem.Conflict, "book.not_twins", "")
		}
		for _, old := range all[1:] {
			if err := tx.DeleteAddress(who.Customer, old.ID); err != nil {
				return err
			}
		}
		e = groups[0].Merged
		e.UpdatedAt = tx.Now
		return tx.UpdateAddress(&e)
	})
}

// NamedAddress is a saved recipient that is looked for by his name alone.
type NamedAddress struct {
	Name  string
	Place string // all where it is empty
}

// AddressesNamed finds the saved recipients of exactly this name, however it is
// spelt: what somebody means who types a name and nothing else.
func (p *Portal) AddressesNamed(ctx context.Context, who account.Actor, in NamedAddress) (all []book.Entry, err error) {
	out, err := p.Addresses(ctx, who, AddressSearch{Kind: book.Recipient, Text: in.Name, Place: in.Place})
	want := strings.ToLower(postal.CleanText(in.Name))
	for _, e := range out.Entries {
		if strings.ToLower(e.Address.Name) == want || e.Address.Native.Name == postal.CleanText(in.Name) {
			all = append(all, e)
		}
	}
	return all, err
}

// Opening is what a new item may begin with, so that nobody types it twice.
type Opening struct {
	Sender  *postal.Address // the preferred one, else that of the newest item; nil where there is none
	Service string          // of the newest item
}

// OpenItem tells what a new item may begin with.
func (p *Portal) OpenItem(ctx context.Context, who account.Actor) (o Opening, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return o, err
	}
	return o, p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.Shipments(who.Customer, store.ShipmentFilter{}, "", policy.PageRows)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			o.Service = rows[0].Service
		}
		e, err := tx.PreferredAddress(who.Customer, book.Sender)
		if err == nil {
			o.Sender = &e.Address
		}
		if !problem.Is(err, problem.NotFound) {
			return err
		}
		for _, row := range rows {
			if row.SenderName != "" {
				s, err := mine(tx, who, row.ID)
				o.Sender = &s.Sender
				return err
			}
		}
		return nil
	})
}

// KeptAddress tells whether an item's recipient is in the book.
func (p *Portal) KeptAddress(ctx context.Context, who account.Actor, a postal.Address) (kept bool, err error) {
	if err := who.Sender(account.See); err != nil {
		return false, err
	}
	return kept, p.read(ctx, who, func(tx *store.Tx) error {
		_, err := tx.TwinAddress(who.Customer, book.Recipient, a)
		kept = err == nil
		if problem.Is(err, problem.NotFound) {
			err = nil
		}
		return err
	})
}

// KeepRecipient writes an item's recipient into the book. One that is there
// already gets what it lacked.
func (p *Portal) KeepRecipient(ctx context.Context, who account.Actor, id string) (e book.Entry, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return e, err
	}
	return e, p.write(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, id)
		if err != nil {
			return err
		}
		fresh := book.Entry{Kind: book.Recipient, Address: s.Recipient, CreatedAt: tx.Now, UsedAt: s.IssuedAt}
		e, err = tx.TwinAddress(who.Customer, book.Recipient, s.Recipient)
		if err == nil {
			e = book.Merge(e, fresh)
			e.UpdatedAt = tx.Now
			return tx.UpdateAddress(&e)
		}
		if !problem.Is(err, problem.NotFound) {
			return err
		}
		if err := p.checkEntry(&fresh, policy.DayOf(tx.Now)); err != nil {
			return err
		}
		if err := roomFor(tx, who.Customer, 1); err != nil {
			return err
		}
		e = fresh
		return insertEntry(tx, who, &e)
	})
}

// noteUse moves what an issued item was made with to the top of the book.
func noteUse(tx *store.Tx, s shipment.Shipment) error {
	if err := tx.TouchAddress(s.Customer, book.Recipient, s.Recipient, s.IssuedAt); err != nil {
		return err
	}
	if err := tx.TouchAddress(s.Customer, book.Sender, s.Sender, s.IssuedAt); err != nil {
		return err
	}
	for _, l := range s.Customs.Lines {
		if err := tx.TouchTemplate(s.Customer, l.Description, s.IssuedAt); err != nil {
			return err
		}
	}
	return nil
}
