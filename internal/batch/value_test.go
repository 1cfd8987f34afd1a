package batch

import (
	"testing"

	"ecship/internal/tariff"
)

// readOne reads one cell, with the country of a row beside it.
func readOne(f Field, text, country string) (Record, []Fault) {
	e := tariff.Embedded().On(testDay)
	return NewReader(Mapping{"recipient.country", f}, Other, e.Places, e.Services(), e.Customs.Reasons().All()).Read([]string{country, text})
}

// M-F1: cells as people and their programs write them. An empty key is no
// fault; a key with want is a notice of what was mended.
func TestValues(t *testing.T) {
	grams := func(r Record) any { return int(r.Grams) }
	value := func(r Record) any { return int(r.Contents.Lines[0].Value) }
	hs := func(r Record) any { return r.Contents.Lines[0].HS }
	zip := func(r Record) any { return r.Recipient.Postcode }
	phone := func(r Record) any { return r.Recipient.Phone }
	size := func(r Record) any { return r.Size.Length*1_000_000 + r.Size.Breadth*1000 + r.Size.Height }
	place := func(r Record) any { return r.Place }
	for _, c := range []struct {
		field   Field
		cell    string
		country string
		got     func(Record) any
		want    any
		key     string
	}{
		{"weight", "500", "", grams, 500, ""},
		{"weight", "500g", "", grams, 500, ""},
		{"weight", "1,5 kg", "", grams, 1500, ""},
		{"weight", "1.5KG", "", grams, 1500, ""},
		{"weight", "0.5 lb", "", grams, 227, ""},
		{"weight", "0.5 lbs.", "", grams, 227, ""},
		{"weight", "8 oz", "", grams, 227, ""},
		{"weight", "１．２公斤", "", grams, 1200, ""},
		{"weight", "1,500", "", grams, 1500, ""},
		{"weight", "1,500.5 g", "", grams, 1501, ""},
		{"weight", "0.0001 kg", "", grams, 1, ""},
		{"weight@kg", "0.3", "", grams, 300, ""},
		{"weight@kg", "300 g", "", grams, 300, ""},
		{"weight", "1,500 kg", "", grams, 0, "batch.row.comma"},
		{"weight", "heavy", "", grams, 0, "batch.row.weight"},
		{"weight", "-5", "", grams, 0, "batch.row.weight"},
		{"weight", "5 stones", "", grams, 0, "batch.row.weight"},
		{"weight", "999999999 kg", "", grams, 0, "batch.row.weight"},
		{"weight", "2026-05-01", "", grams, 0, "batch.row.date"},
		{"weight", "#VALUE!", "", grams, 0, "batch.row.formula_error"},
		{"weight", "=B2*2", "", grams, 0, "batch.row.formula"},
		{"weight", `="500"`, "", grams, 500, ""},
		{"size", "20x15x5", "", size, 200_150_050, ""},
		{"size", "20 × 15 × 5.5 cm", "", size, 200_150_055, ""},
		{"size", "200*150*50mm", "", size, 200_150_050, ""},
		{"size", "20x15", "", size, 0, "batch.row.size"},
		{"size", "20x15xlow", "", size, 0, "batch.row.size"},
		{"item.1.value", "HK$12.50", "", value, 1250, ""},
		{"item.1.value", "12,50", "", value, 1250, ""},
		{"item.1.value", "1,234.50", "", value, 123450, ""},
		{"item.1.value", "1.234,50 €", "", value, 123450, ""},
		{"item.1.value", "1,234", "", value, 123400, ""},
		{"item.1.value", "US $25", "", value, 2500, ""},
		{"item.1.value", "港幣100元", "", value, 10000, ""},
		{"item.1.value@USD", "25", "", value, 2500, ""},
		{"item.1.value", "25 CHF", "", value, 0, "batch.row.currency"},
		{"item.1.value", "12.345", "", value, 0, "batch.row.amount"},
		{"item.1.value", "free", "", value, 0, "batch.row.amount"},
		{"insured", "US$100", "", func(r Record) any { return int(r.Insured) }, 0, "batch.row.hkd_only"},
		{"insured", "$100", "", func(r Record) any { return int(r.Insured) }, 10000, ""},
		{"recipient.phone", "8.5E+09", "", phone, "", "batch.row.phone_eaten"},
		{"recipient.phone", "8,5E+09", "", phone, "", "batch.row.phone_eaten"},
		{"recipient.phone", "91234567.0", "", phone, "91234567", ""},
		{"recipient.phone", "'+85291234567", "", phone, "+85291234567", ""},
		{"recipient.phone", "+1 314-282-9402 ext. 06399", "", phone, "+1 314-282-9402", "batch.row.phone_extension"},
		{"recipient.postcode", "2116", "US", zip, "02116", "batch.row.postcode_zero"},
		{"recipient.postcode", "601", "US", zip, "00601", "batch.row.postcode_zero"},
		{"recipient.postcode", "10001", "US", zip, "10001", ""},
		{"recipient.postcode", "1067", "DE", zip, "01067", "batch.row.postcode_zero"},
		{"recipient.postcode", "'75008", "FR", zip, "75008", ""},
		{"recipient.postcode", "75008.0", "FR", zip, "75008", ""},
		{"recipient.postcode", "2116", "AU", zip, "2116", ""},
		{"item.1.hs", "6205.20", "", hs, "6205.20", ""},
		{"item.1.hs", "6205.2", "", hs, "620520", "batch.row.hs_zero"},
		{"item.1.hs", "10121", "", hs, "010121", "batch.row.hs_zero"},
		{"item.1.hs", "6.2052E+09", "", hs, "", "batch.row.code_eaten"},
		{"item.1.quantity", "2.0", "", func(r Record) any { return r.Contents.Lines[0].Quantity }, 2, ""},
		{"item.1.quantity", "3 pcs", "", func(r Record) any { return r.Contents.Lines[0].Quantity }, 3, ""},
		{"item.1.quantity", "1.5", "", func(r Record) any { return r.Contents.Lines[0].Quantity }, 1, "batch.row.quantity"},
		{"item.1.origin", "中國", "", func(r Record) any { return r.Contents.Lines[0].Origin }, "CN", ""},
		{"service", "ARM", "", func(r Record) any { return r.Service }, "ARM", ""},
		{"service", "air registered mail", "", func(r Record) any { return r.Service }, "ARM", ""},
		{"service", "易寄取（櫃位取件）", "", func(r Record) any { return r.Service }, "LEG", ""},
		{"service", "pigeon", "", func(r Record) any { return r.Service }, "", "batch.row.service"},
		{"category", "Merchandise", "", func(r Record) any { return string(r.Contents.Category) }, "sale", ""},
		{"category", "禮物", "", func(r Record) any { return string(r.Contents.Category) }, "gift", ""},
		{"category", "stuff", "", func(r Record) any { return string(r.Contents.Category) }, "", "batch.row.category"},
		{"advice_of_receipt", "是", "", func(r Record) any { return r.AdviceOfReceipt }, true, ""},
		{"advice_of_receipt", "perhaps", "", func(r Record) any { return r.AdviceOfReceipt }, false, "batch.row.yes_no"},
		{"recipient.name", "Ann \ufffd", "", func(r Record) any { return r.Recipient.Name }, "", "batch.row.unreadable"},
		{"recipient.street.1", "2026-12-03", "", func(r Record) any { return len(r.Recipient.Street) }, 0, "batch.row.date"},
		{"reference", "2026-12-03", "", func(r Record) any { return r.Reference }, "2026-12-03", ""},
		{"recipient.name", "", "USA", place, "US", ""},
		{"recipient.name", "", "美国", place, "US", ""},
		{"recipient.name", "", "United Kingdom", place, "GB", ""},
		{"recipient.name", "", "Germny", place, "", "batch.row.country_near"},
		{"recipient.name", "", "Atlantis of the sea", place, "", "batch.row.country"},
		{"item.1.battery", "yes", "", func(r Record) any { return r.Contents.Lines[0].Battery.Kind }, "", "batch.row.battery"},
		{"item.1.battery", "否", "", func(r Record) any { return r.Contents.Lines[0].Battery.Kind }, "none", ""},
	} {
		r, faults := readOne(c.field, c.cell, c.country)
		if got := c.got(r); got != c.want {
			t.Errorf("%s %q is read as %v, not %v", c.field, c.cell, got, c.want)
		}
		key := ""
		if len(faults) > 0 {
			key = faults[0].Problem.Key
		}
		if key != c.key || len(faults) > 1 {
			t.Errorf("%s %q: %q, not %q (%d)", c.field, c.cell, key, c.key, len(faults))
		}
	}
}

// A declaration has one currency, whichever column names it first.
func TestCurrencies(t *testing.T) {
	e := tariff.Embedded().On(testDay)
	rd := NewReader(Mapping{"item.1.value", "currency", "item.2.value"}, Other, e.Places, e.Services(), e.Customs.Reasons().All())
	if r, faults := rd.Read([]string{"10", "USD", "US$5"}); r.Contents.Currency != "USD" || len(faults) != 0 {
		t.Error(r.Contents, faults)
	}
	if _, faults := rd.Read([]string{"HK$10", "USD", "5"}); len(faults) != 1 || faults[0].Problem.Key != "batch.row.currencies" || faults[0].Column != 1 {
		t.Error(faults)
	}
}

// Rows that go on with the item above them are one item with it.
func TestJoin(t *testing.T) {
	e := tariff.Embedded().On(testDay)
	rd := NewReader(Mapping{"reference", "recipient.name", "recipient.street.1", "item.1.description"}, Shopify, e.Places, e.Services(), e.Customs.Reasons().All())
	read := func(cells ...string) Record { r, _ := rd.Read(cells); return r }
	first := read("#1001", "Ann", "1 Road", "shirt")
	again, goods := read("#1001", "Ann", "1 Road", "cap"), read("#1001", "", "", "sock")
	other, stranger := read("#1002", "", "", "hat"), read("#1001", "Bob", "2 Road", "tie")
	if first.Join(again, Other) || first.Join(other, Shopify) || first.Join(stranger, Shopify) {
		t.Error("what is another item was joined")
	}
	if !first.Join(goods, Other) || !first.Join(again, Shopify) || len(first.Contents.Lines) != 3 {
		t.Error("what goes on was not joined")
	}
}

// EC-Ship's own template is read as it is: by the name of its sheet, with two
// rows of headings.
func TestECShip(t *testing.T) {
	m, from := RecogniseSheet(ecshipSheet, make([]string, 18))
	if from != ECShip {
		t.Fatal(from)
	}
	e := tariff.Embedded().On(testDay)
	rd := NewReader(m, from, e.Places, e.Services(), e.Customs.Reasons().All())
	row := []string{"R-1", "陳大文", "香港中環德輔道中1號", "23456789", "", "李嘉欣", "", "", "", "0123", "", "短訊", "中文", "9123 4567", "", "", "1.25", "易寄取（便利店取件）"}
	r, faults := rd.Read(row)
	if len(faults) > 0 || r.Service != "LEG" || r.Grams != 1250 || r.Place != "HK" || r.Recipient.Street[0] != "0123" || r.Recipient.Phone != "9123 4567" || r.Recipient.Native.Name != "李嘉欣" {
		t.Errorf("%+v %v", r, faults)
	}
}
