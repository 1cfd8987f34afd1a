package portal_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// M-A3, M-C7: the address book from the first entry to the last, and nothing
// of it for anybody else.
func TestAddressBook(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		r := On(t, database).As("mei")
		p := r.Portal
		ann := *teaToNewYork().Recipient
		Refused(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: postal.Address{Name: "台北", Place: "US"}}, "text.latin at name")
		Refused(r, p.AddAddress, portal.NewAddress{Kind: book.Sender, Address: ann}, "address.sender_home at place")
		Refused(r, p.AddAddress, portal.NewAddress{Address: ann}, "book.kind at kind")
		first := Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: ann})
		Must(r, p.AddAddress, portal.NewAddress{Kind: book.Sender, Address: *teaToNewYork().Sender, Preferred: true})

		// Issuing moves the recipient up; a second spelling of him is a twin.
		it := Must(r, p.CreateDraft, teaToNewYork())
		Must(r, p.IssueShipment, it.ID)
		if e := Must(r, p.Address, first.ID); !e.UsedAt.Equal(r.Now()) {
			t.Error("used at", e.UsedAt)
		}
		r.Later(time.Hour)
		twin := ann
		twin.Name, twin.Street, twin.Phone, twin.Email = "ANN O'NEIL", []string{"12 West 34th Street, Apt 5B"}, "", "ann@example.org"
		Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: twin})
		twins := Must(r, func(ctx context.Context, who account.Actor, _ struct{}) ([]portal.Twins, error) {
			return p.AddressTwins(ctx, who)
		}, struct{}{})
		if len(twins) != 1 || len(twins[0].Entries) != 2 {
			t.Fatal(twins)
		}
		shown := twins[0].Merged.Address
		ids := []string{twins[0].Entries[0].ID, twins[0].Entries[1].ID}
		merged := Must(r, p.MergeAddresses, ids)
		if diff := cmp.Diff(shown, merged.Address); diff != "" || merged.Address.Email == "" || merged.Address.Phone == "" {
			t.Error("not what was shown:", diff)
		}
		Refused(r, p.MergeAddresses, []string{merged.ID}, "book.not_twins")

		// What is kept from an item is kept once.
		kept := Must(r, p.KeepRecipient, it.ID)
		page := Must(r, p.Addresses, portal.AddressSearch{Kind: book.Recipient})
		if kept.ID != merged.ID || len(page.Entries) != 1 || page.Count != 2 {
			t.Error(kept.ID, len(page.Entries), page.Count)
		}
		if named := Must(r, p.AddressesNamed, portal.NamedAddress{Name: " ann  o'neil ", Place: "US"}); len(named) != 1 {
			t.Error("by name:", len(named))
		}
		if named := Must(r, p.AddressesNamed, portal.NamedAddress{Name: "ann"}); len(named) != 0 {
			t.Error("half a name is no name")
		}

		// Of two who change the same entry, the later is told.
		change := portal.ChangedAddress{ID: kept.ID, Address: kept.Address, Version: kept.Version}
		change.Address.Phone = "+1 212 555 0111"
		Must(r, p.ChangeAddress, change)
		Refused(r, p.ChangeAddress, change, "store.changed")

		r.As("tom")
		if all := Must(r, p.Addresses, portal.AddressSearch{}); all.Count != 0 || len(all.Entries) != 0 {
			t.Error("tom sees", all)
		}
		Refused(r, p.Address, kept.ID, "error.not_found")
		Refused(r, p.ChangeAddress, change, "error.not_found")
		Refused(r, p.MergeAddresses, ids, "error.not_found")
		if err := p.DeleteAddress(t.Context(), r.Who, kept.ID); !problem.Is(err, problem.NotFound) {
			t.Error("tom deletes:", err)
		}
		r.As("mei")
		viewer := r.Who
		viewer.Role = account.Viewer
		if err := p.DeleteAddress(t.Context(), viewer, kept.ID); !problem.Is(err, problem.Forbidden) {
			t.Error("a viewer deletes:", err)
		}
		if err := p.DeleteAddress(t.Context(), r.Who, kept.ID); err != nil {
			t.Error(err)
		}
		Refused(r, p.Address, kept.ID, "error.not_found")
	})
}

// A new item begins with the preferred sender, and with the newest one's where
// there is none.
func TestOpenItem(t *testing.T) {
	r := New(t).As("mei")
	open := func() portal.Opening {
		return Must(r, func(ctx context.Context, who account.Actor, _ struct{}) (portal.Opening, error) {
			return r.Portal.OpenItem(ctx, who)
		}, struct{}{})
	}
	if o := open(); o.Sender != nil || o.Service != "" {
		t.Error(o)
	}
	Must(r, r.Portal.CreateDraft, teaToNewYork())
	if o := open(); o.Sender == nil || o.Sender.Name != "Chan Tai Man" || o.Service != "APL" {
		t.Error(o)
	}
	for _, name := range []string{"Shop One", "Shop Two"} {
		Must(r, r.Portal.AddAddress, portal.NewAddress{Kind: book.Sender, Preferred: true, Address: postal.Address{Name: name, Street: []string{"1 Queen's Road"}}})
		if o := open(); o.Sender.Name != name {
			t.Error(o.Sender.Name)
		}
	}
}

// The limits of the book: at the last one there is room, beyond it there is not.
func TestBookIsFull(t *testing.T) {
	r := New(t).As("mei")
	good := customs.Line{Description: "tea 0", Quantity: 1, Net: 100, Value: 100}
	fill := func(tx *store.Tx) error {
		for i := range policy.TemplatesMost - 1 {
			line := good
			line.Description = fmt.Sprintf("tea no. %d", i+1)
			if err := tx.InsertTemplate(&book.Template{ID: tx.NewID("tpl"), Customer: r.Who.Customer, Category: customs.Sale, Currency: "HKD", Line: line, CreatedAt: tx.Now, UpdatedAt: tx.Now}); err != nil {
				return err
			}
		}
		for i := range policy.BookMost - 1 {
			a := *teaToNewYork().Recipient
			a.Name = fmt.Sprintf("Ann %d", i)
			if err := tx.InsertAddress(&book.Entry{ID: tx.NewID("adr"), Customer: r.Who.Customer, Kind: book.Recipient, Address: a, CreatedAt: tx.Now, UpdatedAt: tx.Now}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := r.Portal.DB.Tx(t.Context(), 0, fill); err != nil {
		t.Fatal(err)
	}
	ann := portal.NewAddress{Kind: book.Recipient, Address: *teaToNewYork().Recipient}
	Must(r, r.Portal.AddAddress, ann)
	Refused(r, r.Portal.AddAddress, ann, "book.full")
	Must(r, r.Portal.AddTemplate, portal.NewTemplate{Template: book.Template{Category: customs.Sale, Currency: "HKD", Line: good}})
	good.Description = "one more tea"
	Refused(r, r.Portal.AddTemplate, portal.NewTemplate{Template: book.Template{Category: customs.Sale, Currency: "HKD", Line: good}}, "template.full")
}

// M-A3: templates are made by hand and from items, and are nobody else's.
func TestItemTemplates(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		r := On(t, database).As("mei")
		p := r.Portal
		it := Must(r, p.CreateDraft, teaToNewYork())
		tea := Must(r, p.KeepTemplate, portal.LineOfItem{Shipment: it.ID})
		if diff := cmp.Diff(teaToNewYork().Contents.Lines[0], tea.Line); diff != "" || tea.Category != customs.Gift {
			t.Error(tea.Category, diff)
		}
		again := Must(r, p.KeepTemplate, portal.LineOfItem{Shipment: it.ID})
		if again.ID != tea.ID {
			t.Error("kept twice")
		}
		Refused(r, p.KeepTemplate, portal.LineOfItem{Shipment: it.ID, Line: 1}, "error.not_found")
		Refused(r, p.AddTemplate, portal.NewTemplate{Template: tea}, "template.known at line.description")
		vague := tea
		vague.Line.Description = "gift"
		Refused(r, p.AddTemplate, portal.NewTemplate{Template: vague}, "customs.description.vague at line.description")
		Refused(r, p.AddTemplate, portal.NewTemplate{}, "customs.category.missing at category")
		change := again
		change.Line.Value = 36000
		changed := Must(r, p.ChangeTemplate, change)
		if changed.Line.Value != 36000 || changed.Version != 3 {
			t.Error(changed)
		}
		if found := Must(r, p.TemplateNamed, "Black Tea"); found == nil || found.ID != tea.ID {
			t.Error(found)
		}
		if none := Must(r, p.TemplateNamed, "black"); none != nil {
			t.Error(none)
		}
		r.As("tom")
		Refused(r, p.Template, tea.ID, "error.not_found")
		Refused(r, p.ChangeTemplate, change, "error.not_found")
		Refused(r, p.KeepTemplate, portal.LineOfItem{Shipment: it.ID}, "error.not_found")
		if err := p.DeleteTemplate(t.Context(), r.Who, tea.ID); !problem.Is(err, problem.NotFound) {
			t.Error("tom deletes:", err)
		}
		if page := Must(r, p.Templates, portal.TemplateSearch{}); page.Count != 0 {
			t.Error("tom sees", page)
		}
		r.As("mei")
		if err := p.DeleteTemplate(t.Context(), r.Who, tea.ID); err != nil {
			t.Error(err)
		}
	})
}
