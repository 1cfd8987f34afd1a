package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func entry(tx *store.Tx, customer, name string) book.Entry {
	return book.Entry{ID: tx.NewID("adr"), Customer: customer, Kind: book.Recipient, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		Address: postal.Address{Name: name, Street: []string{"12 West 34th Street"}, City: "New York", Postcode: "10001", Place: "US", Phone: "+12125550100",
			Native: postal.NativeAddress{Name: "艾達"}}}
}

// bookRows keeps a row in each table of the address book.
func bookRows(tx *store.Tx, customer string) error {
	e := entry(tx, customer, "Ada")
	t := book.Template{ID: tx.NewID("tpl"), Customer: customer, Currency: "HKD", Line: customs.Line{Description: "Cotton shirt"}, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	for _, err := range []error{tx.InsertAddress(&e), tx.InsertAddressFile(customer, tx.NewID("adf"), []book.Read{{Row: 1, Address: e.Address}}), tx.InsertTemplate(&t)} {
		if err != nil {
			return err
		}
	}
	return nil
}

func called(all []book.Entry) string {
	var s []string
	for _, e := range all {
		s = append(s, e.Address.Name)
	}
	return strings.Join(s, ",")
}

// M-A3, I-1: an entry comes back to its owner as it was saved, and to nobody
// else; the last used comes first; words are found in names and places.
func TestAddresses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		var all []book.Entry
		must(t, db, func(tx *store.Tx) error {
			all = nil
			for i, name := range []string{"Ada", "Bob", "Cleo 100%"} {
				e := entry(tx, c.ID, name)
				e.CreatedAt = e.CreatedAt.Add(time.Duration(i) * time.Second)
				if err := tx.InsertAddress(&e); err != nil {
					return err
				}
				all = append(all, e)
			}
			s := entry(tx, c.ID, "Mei")
			s.Kind, s.Preferred, s.Address.Place = book.Sender, true, "HK"
			return tx.InsertAddress(&s)
		})
		list := func(customer string, f store.AddressFilter, after string, limit int) (got []book.Entry) {
			t.Helper()
			must(t, db, func(tx *store.Tx) (err error) {
				got, err = tx.Addresses(customer, f, after, limit)
				return err
			})
			return got
		}
		recipients := store.AddressFilter{Kind: book.Recipient}
		for f, want := range map[store.AddressFilter]string{
			recipients: "Cleo 100%,Bob,Ada", {Text: "ada"}: "Ada", {Text: "ａＤa york"}: "Ada", {Text: "艾達", Kind: book.Recipient}: "Cleo 100%,Bob,Ada",
			{Text: "100%"}: "Cleo 100%", {Text: "%"}: "Cleo 100%", {Place: "HK"}: "Mei", {Text: "nobody"}: "", {Text: "34th"}: "",
		} {
			if got := called(list(c.ID, f, "", 10)); got != want {
				t.Errorf("%+v gives %q", f, got)
			}
		}
		if got := list(foreign.ID, store.AddressFilter{}, "", 10); len(got) != 0 {
			t.Error("somebody else's book:", called(got))
		}
		first := list(c.ID, recipients, "", 2)
		if rest := list(c.ID, recipients, store.AddressCursor(first[1]), 2); called(first)+";"+called(rest) != "Cleo 100%,Bob;Ada" {
			t.Error(called(first), called(rest))
		}
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.Address(c.ID, all[0].ID)
			if diff := cmp.Diff(all[0], got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		must(t, db, func(tx *store.Tx) error {
			return tx.TouchAddress(c.ID, book.Recipient, postal.Address{Name: "ADA", Street: []string{"12 West 34th St., New York"}, Postcode: "10001", Place: "US"}, tx.Now.Add(time.Hour))
		})
		if got := list(c.ID, recipients, "", 10); called(got) != "Ada,Cleo 100%,Bob" || got[0].UsedAt.IsZero() {
			t.Error("used last, but not first:", called(got))
		}
		for name, act := range map[string]func(tx *store.Tx) error{
			"read":   func(tx *store.Tx) error { _, err := tx.Address(foreign.ID, all[0].ID); return err },
			"delete": func(tx *store.Tx) error { return tx.DeleteAddress(foreign.ID, all[0].ID) },
			"twin": func(tx *store.Tx) error {
				_, err := tx.TwinAddress(foreign.ID, book.Recipient, all[0].Address)
				return err
			},
		} {
			if err := db.Tx(ctx, 0, act); !problem.Is(err, problem.NotFound) {
				t.Errorf("a foreign entry: %s gives %v", name, err)
			}
		}
	})
}

// An entry that was saved since it was read is not saved over, one sender is
// preferred at most, and twins are found.
func TestAddressGuards(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		var a, b book.Entry
		must(t, db, func(tx *store.Tx) error {
			a, b = entry(tx, c.ID, "Ada"), entry(tx, c.ID, "ADA")
			a.Kind, b.Kind, a.Preferred = book.Sender, book.Sender, true
			if err := tx.InsertAddress(&a); err != nil {
				return err
			}
			return tx.InsertAddress(&b)
		})
		stale := a
		must(t, db, func(tx *store.Tx) error { a.Address.Phone = "1"; return tx.UpdateAddress(&a) })
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error { return tx.UpdateAddress(&stale) }); !problem.Is(err, problem.Conflict) {
			t.Error("saved over:", err)
		}
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error { b.Preferred = true; return tx.UpdateAddress(&b) }); err == nil {
			t.Error("two senders are preferred")
		}
		must(t, db, func(tx *store.Tx) error {
			if err := tx.Unprefer(c.ID, book.Sender); err != nil {
				return err
			}
			if _, err := tx.PreferredAddress(c.ID, book.Sender); !problem.Is(err, problem.NotFound) {
				t.Error("still preferred:", err)
			}
			twins, err := tx.TwinAddresses(c.ID, 10)
			if len(twins) != 2 {
				t.Error("twins:", called(twins))
			}
			return err
		})
	})
}

// M-A3: a template comes back to its owner alone; its description is its own.
func TestTemplates(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		var tea, cups book.Template
		must(t, db, func(tx *store.Tx) error {
			tea = book.Template{ID: tx.NewID("tpl"), Customer: c.ID, Category: customs.Sale, Currency: "HKD", CreatedAt: tx.Now, UpdatedAt: tx.Now,
				Line: customs.Line{Description: "black tea", Native: "紅茶", Quantity: 2, Net: 400, Value: 9000, HS: "090230", Origin: "CN", Battery: customs.Battery{Kind: customs.NoBattery}}}
			cups = tea
			cups.ID, cups.Line.Description, cups.CreatedAt = tx.NewID("tpl"), "cups", tx.Now.Add(time.Second)
			if err := tx.InsertTemplate(&tea); err != nil {
				return err
			}
			return tx.InsertTemplate(&cups)
		})
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.Template(c.ID, tea.ID)
			if diff := cmp.Diff(tea, got); diff != "" {
				t.Error(diff)
			}
			if _, err := tx.Template(foreign.ID, tea.ID); !problem.Is(err, problem.NotFound) {
				t.Error("a foreign template:", err)
			}
			if named, err := tx.TemplateNamed(c.ID, "Ｂlack TEA"); err != nil || named.ID != tea.ID {
				t.Error(named.ID, err)
			}
			return err
		})
		again := tea
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error { again.ID = tx.NewID("tpl"); return tx.InsertTemplate(&again) }); !problem.Is(err, problem.Conflict) {
			t.Error("twice the same description:", err)
		}
		other := cups
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error { other.Line.Description = "Black tea"; return tx.UpdateTemplate(&other) }); !problem.Is(err, problem.Conflict) {
			t.Error("changed to the same description:", err)
		}
		order := func() (s string) {
			must(t, db, func(tx *store.Tx) error {
				all, err := tx.Templates(c.ID, "", "", 10)
				s = ""
				for _, t := range all {
					s += t.Line.Description + ";"
				}
				return err
			})
			return s
		}
		if got := order(); got != "cups;black tea;" {
			t.Error(got)
		}
		must(t, db, func(tx *store.Tx) error { return tx.TouchTemplate(c.ID, "Black Tea", tx.Now.Add(time.Hour)) })
		if got := order(); got != "black tea;cups;" {
			t.Error("used last, but not first:", got)
		}
		must(t, db, func(tx *store.Tx) error { return tx.DeleteTemplate(c.ID, tea.ID) })
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error { return tx.DeleteTemplate(foreign.ID, cups.ID) }); !problem.Is(err, problem.NotFound) {
			t.Error("somebody else's was deleted:", err)
		}
	})
}
