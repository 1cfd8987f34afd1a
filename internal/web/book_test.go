package web_test

import (
	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/portal"
)

// sender is one of the demo's people as the portal knows him.
func (d *demo) sender(email string) account.Actor {
	d.Helper()
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: email, Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	return who
}

// stageBook makes an address stand in the book twice, and gives the places of
// the scenes that are about the book.
func (d *demo) stageBook() []string {
	d.Helper()
	who := d.sender(mei)
	page, err := d.Portal.Addresses(d.Context(), who, portal.AddressSearch{Kind: book.Recipient})
	if err != nil {
		d.Fatal(err)
	}
	twin := page.Entries[0].Address
	twin.Company, twin.Phone = "Tea & Co", ""
	if _, err := d.Portal.AddAddress(d.Context(), who, portal.NewAddress{Kind: book.Recipient, Address: twin}); err != nil {
		d.Fatal(err)
	}
	goods, err := d.Portal.Templates(d.Context(), who, portal.TemplateSearch{})
	if err != nil {
		d.Fatal(err)
	}
	return []string{"{address}", "/addresses/" + page.Entries[0].ID, "{template}", "/templates/" + goods.Templates[0].ID}
}
