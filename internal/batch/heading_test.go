package batch

import (
	"testing"

	"ecship/internal/i18n"
)

// U-09: our own template is recognised in its three languages.
func TestRecogniseOwn(t *testing.T) {
	for _, l := range i18n.Langs {
		var headings []string
		var want Mapping
		for _, c := range columns() {
			f := c.field.OfGoods(1)
			headings, want = append(headings, f.Name(l)), append(want, f)
			if g := c.field.OfGoods(2); g != c.field {
				headings, want = append(headings, g.Name(l)), append(want, g)
			}
		}
		got, maker := Recognise(headings)
		if maker != Own {
			t.Errorf("%s: made by %s", l, maker)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %q is %q, not %q", l, headings[i], got[i], want[i])
			}
		}
	}
}

// Headings of anybody, each alone.
func TestRecognise(t *testing.T) {
	for heading, want := range map[string]Field{
		"Recipient Name": "recipient.name", "ship_to_address1": "recipient.street.1", "Address Line 2": "recipient.street.2",
		"收件人地址2": "recipient.street.2", "寄件人電話": "sender.phone", "收件人電話": "recipient.phone", "重量(公斤)": "weight@kg", "Weight (g)": "weight@g",
		"Declared value (USD)": "item.1.value@USD", "物品2海關編碼": "item.2.hs", "Item 3 HS Code": "item.3.hs", "country of origin": "item.1.origin",
		"Postal Code*": "recipient.postcode", "Adress": "recipient.street.1", "Recipiant phone": "", "Billing Name": "", "Order No.": "reference",
		"Country of destination": "recipient.country", "tracking number": "", "國家/地區": "recipient.country", "品名": "item.1.description",
		"數量": "item.1.quantity", "收件人": "recipient.name", "郵寄方式": "service",
	} {
		m, _ := Recognise([]string{heading})
		if m[0] != want {
			t.Errorf("%q is %q, not %q", heading, m[0], want)
		}
	}
}
