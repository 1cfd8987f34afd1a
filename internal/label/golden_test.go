package label_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// writtenAs makes an item's recipient live in a country.
func writtenAs(t *testing.T, code string) func(it *label.Item) {
	p, ok := tariff.Embedded().On(policy.Date(2026, 11, 23)).Places.Find(code)
	if !ok {
		t.Fatal(code)
	}
	return func(it *label.Item) {
		it.Place, it.Form = p.Name, p.Form
		to := &it.Shipment.Recipient
		to.City, to.State, to.Postcode = "Springfield", "IL", "62701"
	}
}

// M-C4: what sets labels apart, each as it is drawn: the copy that goes on the
// item, and what continues it.
func TestGoldenCases(t *testing.T) {
	of := func(layout string) label.Item {
		l, _ := label.Find(layout)
		return labeltest.Of(l, 6)
	}
	with := func(it label.Item, change func(it *label.Item)) label.Item {
		change(&it)
		return it
	}
	matrix := labeltest.Matrix()
	found := func(name string) label.Item {
		i := slices.IndexFunc(matrix, func(c labeltest.Case) bool { return c.Name == name })
		if i < 0 {
			t.Fatalf("the matrix has no %s", name)
		}
		return matrix[i].Item
	}
	for name, it := range map[string]label.Item{
		"test-customer":       with(of("registered/2"), func(it *label.Item) { it.Shipment.Test = true }),
		"draft":               with(of("parcel/2"), func(it *label.Item) { it.Shipment.Number, it.Seal, it.Shipment.ExpiresOn = "", nil, 0 }),
		"prepaid":             with(of("eexpress/2"), func(it *label.Item) { it.Prepaid = true }),
		"insured-with-advice": with(of("parcel/2"), func(it *label.Item) { it.Shipment.Insured, it.Shipment.AdviceOfReceipt = 150_000, true }),
		"latin-only":          with(of("speedpost/2"), func(it *label.Item) { it.Shipment.Recipient.Native = postal.NativeAddress{} }),
		"gift-with-papers": with(of("parcel/2"), func(it *label.Item) {
			c := &it.Shipment.Customs
			c.Category, c.Comments, c.Licence, c.Certificate, c.Invoice = customs.Gift, "Birthday", "L-123", "C-456", "INV-2026-7"
		}),
		"tax-numbers": with(of("parcel/2"), func(it *label.Item) {
			c := &it.Shipment.Customs
			c.SenderRef, c.References = "REF-9", map[string]string{"vat": "GB123456789", "eori": "GB123456789000", "ioss": "IM3720000224"}
			it.References = []customs.Reference{{Name: "ioss"}, {Name: "eori", Printed: customs.AsImporter}, {Name: "vat", Printed: customs.AsSender}}
		}),
		"other-explained": with(of("registered/2"), func(it *label.Item) {
			it.Shipment.Customs.Category, it.Shipment.Customs.Explanation = customs.Other, "Repaired goods"
		}),
		"dear-four-copies": with(of("registered-cn23/1"), func(it *label.Item) { it.Copies = 4 }),
		"vietnamese-and-hkscs": with(of("registered/2"), func(it *label.Item) {
			it.Shipment.Recipient.Name, it.Shipment.Recipient.Native.Name = "Nguyễn Thị Hương", "陳𨋢𠝹"
		}),
		"surface-parcel":     found("SPL to DE, 1 lines, Traditional"),
		"surface-registered": found("SRM to TW, 4 lines, mixed"),
		"simplified":         with(found("ARM to BR, 4 lines, Simplified"), func(it *label.Item) { it.Lang = i18n.Hans }),
		"long-twelve":        found("EMS to DE, 12 lines, long"),
		"us-continued":       found("AEX to US, 12 lines, mixed"),
		"local-courier":      found("LCP to HK, 1 lines, Traditional"),
		"ec-get":             found("LEG to HK, 1 lines, mixed"),
		"british-address":    with(of("registered/2"), writtenAs(t, "GB")),
		"brazilian-address":  with(of("eexpress/2"), writtenAs(t, "BR")),
		"american-address":   with(of("speedpost/2"), writtenAs(t, "US")),
	} {
		l, ok := it.Layout()
		if !ok {
			t.Fatal(name, "has no layout")
		}
		var b bytes.Buffer
		for _, s := range l.Sheets(&it) {
			if s.Index == 0 || name == "us-continued" || name == "dear-four-copies" {
				fmt.Fprintf(&b, "sheet %d of %d of ply %d: %v x %v mm\n", s.Part, s.Parts, s.Index+1, s.Width, s.Height)
				label.Draw(&label.Recorder{W: &b}, l, s, &it)
			}
		}
		golden(t, "case-"+name, b.Bytes())
	}
}
