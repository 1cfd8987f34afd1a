package customs_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

func everywhere(string) bool { return true }

// rules are the embedded ones of a day.
func rules(t testing.TB, on string) *customs.Rules {
	t.Helper()
	day, err := policy.ParseDay(on)
	if err != nil {
		t.Fatal(err)
	}
	r, err := customs.NewRules(func(kind string) (found postal.Table, ok bool) {
		for _, table := range customs.EmbeddedTables() {
			if table.Kind == kind && table.Effective <= day && (!ok || table.Effective > found.Effective) {
				found, ok = table, true
			}
		}
		return found, ok
	}, everywhere)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// found lists the problems of an error as "key at field".
func found(err error) (all []string) {
	if err == nil {
		return nil
	}
	for _, p := range problem.Of(err).All() {
		all = append(all, p.Key+" at "+p.Field)
	}
	return all
}

// shirts are commercial goods that every destination takes.
func shirts() customs.Declaration {
	return customs.Declaration{Category: customs.Sale, Currency: "HKD", Lines: []customs.Line{
		{Description: "men's cotton shirts", Quantity: 2, Net: 400, Value: 200_00, HS: "6109100012", Origin: "CN", Product: "SH-1", Maker: "ACME 77"},
	}}
}

// M-C10: what each destination asks for, and since when.
func TestDestinations(t *testing.T) {
	for _, c := range []struct {
		name, on, place string
		spoil           func(*customs.Declaration)
		want            string
	}{
		{"all is well", "2026-11-23", "DE", func(*customs.Declaration) {}, ""},
		{"the EU wants a code for gifts too", "2026-11-23", "DE", func(d *customs.Declaration) { d.Category = customs.Gift; d.Lines[0].HS = "" }, "customs.hs.missing at lines.0.hs_code"},
		{"not before its day", "2023-02-28", "DE", func(d *customs.Declaration) { d.Lines[0].HS = "" }, ""},
		{"on its day", "2023-03-01", "DE", func(d *customs.Declaration) { d.Lines[0].HS = "" }, "customs.hs.missing at lines.0.hs_code"},
		{"papers need no code", "2026-11-23", "DE", func(d *customs.Declaration) { d.Category = customs.Documents; d.Lines[0].HS = "" }, ""},
		{"the UK wants it of goods for sale", "2026-11-23", "GB", func(d *customs.Declaration) { d.Lines[0].HS = "" }, "customs.hs.missing at lines.0.hs_code"},
		{"and not of gifts", "2026-11-23", "GB", func(d *customs.Declaration) { d.Category = customs.Gift; d.Lines[0].HS = "" }, ""},
		{"the US wants ten digits", "2026-11-23", "US", func(d *customs.Declaration) { d.Lines[0].HS = "61091000" }, "customs.hs.digits at lines.0.hs_code"},
		{"New York is in the US", "2026-11-23", "US-UA", func(d *customs.Declaration) { d.Lines[0].HS = "610910" }, "customs.hs.digits at lines.0.hs_code"},
		{"six were enough before", "2026-07-23", "US", func(d *customs.Declaration) { d.Lines[0].HS = "610910" }, ""},
		{"ten from that day", "2026-07-24", "US", func(d *customs.Declaration) { d.Lines[0].HS = "610910" }, "customs.hs.digits at lines.0.hs_code"},
		{"origin", "2026-11-23", "US", func(d *customs.Declaration) { d.Lines[0].Origin = "" }, "customs.origin.missing at lines.0.origin"},
		{"the EU wants the seller's number", "2026-11-01", "FR", func(d *customs.Declaration) { d.Lines[0].Product = "" }, "customs.product.missing at lines.0.product_id"},
		{"and the maker's", "2026-11-01", "FR", func(d *customs.Declaration) { d.Lines[0].Maker = "" }, "customs.maker.missing at lines.0.maker_id"},
		{"since November", "2026-10-31", "FR", func(d *customs.Declaration) { d.Lines[0].Product, d.Lines[0].Maker = "", "" }, ""},
		{"nobody asks in Peru", "2026-11-23", "PE", func(d *customs.Declaration) {
			d.Lines[0] = customs.Line{Description: "men's cotton shirts", Quantity: 1, Net: 1, Value: 1}
		}, ""},
		{"IOSS", "2026-11-23", "DE", func(d *customs.Declaration) { d.References = map[string]string{"ioss": "IM3720000224"} }, ""},
		{"IOSS with a slip", "2026-11-23", "DE", func(d *customs.Declaration) { d.References = map[string]string{"ioss": "IM372000022"} }, "customs.reference.form at references.ioss"},
		{"IOSS above EUR 150", "2026-11-23", "DE", func(d *customs.Declaration) {
			d.References, d.Lines[0].Value = map[string]string{"ioss": "IM3720000224"}, 2000_00
		}, "customs.reference.over at references.ioss"},
		{"IOSS in Australia", "2026-11-23", "AU", func(d *customs.Declaration) { d.References = map[string]string{"ioss": "IM3720000224"} }, "customs.reference.unasked at references.ioss"},
		{"ABN", "2026-11-23", "AU", func(d *customs.Declaration) { d.References = map[string]string{"abn": "51824753556"} }, ""},
		{"an unknown number", "2026-11-23", "US", func(d *customs.Declaration) { d.References = map[string]string{"x": "1"} }, "customs.reference.unasked at references.x"},
		{"a false EAN", "2026-11-23", "DE", func(d *customs.Declaration) { d.Lines[0].Barcode = "4006381333932" }, "customs.barcode.form at lines.0.barcode"},
		{"an EAN", "2026-11-23", "DE", func(d *customs.Declaration) { d.Lines[0].Barcode = "4006381333931" }, ""},
		{"gum in Singapore", "2026-11-23", "SG", func(d *customs.Declaration) { d.Lines[0].Description = "Bubble-gum, 20 pieces" }, "customs.goods.prohibited at lines.0.description"},
		{"gum elsewhere", "2026-11-23", "PE", func(d *customs.Declaration) { d.Lines[0].Description = "Bubble-gum, 20 pieces" }, ""},
		{"batteries by their code", "2026-11-23", "PE", func(d *customs.Declaration) {
			d.Lines[0].Description, d.Lines[0].HS = "accumulators, lithium", "850760"
		}, "customs.goods.prohibited at lines.0.description"},
		{"seeds want a certificate", "2026-11-23", "NZ", func(d *customs.Declaration) { d.Lines[0].Description = "sunflower seeds" }, "customs.goods.certificate at certificate_number"},
		{"and have it", "2026-11-23", "NZ", func(d *customs.Declaration) {
			d.Lines[0].Description, d.Certificate = "sunflower seeds", "PC 55"
		}, ""},
		{"medicine wants a licence", "2026-11-23", "US", func(d *customs.Declaration) { d.Lines[0].HS = "3004909200" }, "customs.goods.licence at licence_number"},
	} {
		d := shirts()
		c.spoil(&d)
		err := rules(t, c.on).Check(d, customs.Target{Place: c.place, Gross: 500, Origin: func(code string) bool { return code == "CN" }})
		if got := strings.Join(found(err), "; "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// M-C10: what a number asked for says on the CN 23: VAT, ABN and GST are the
// sender's, EORI the importer's; IOSS and VOEC stand on no paper.
func TestTold(t *testing.T) {
	r := rules(t, "2026-11-23")
	for _, c := range []struct{ place, name, number, sender, importer string }{
		{"GB", "vat", "GB123456789", "REF 9, VAT GB123456789", ""}, {"GB", "eori", "GB1234567", "REF 9", "EORI GB1234567"}, {"DE", "eori", "DE1234567", "REF 9", "EORI DE1234567"},
		{"AU", "abn", "51824753556", "REF 9, ABN 51824753556", ""}, {"NZ", "gst", "123456789", "REF 9, GST 123456789", ""},
		{"DE", "ioss", "IM3720000224", "REF 9", ""}, {"NO", "voec", "2021234", "REF 9", ""}, {"PE", "vat", "GB123456789", "REF 9", ""},
	} {
		d := shirts()
		d.SenderRef, d.References = "REF 9", map[string]string{c.name: c.number}
		asked := r.References(c.place)
		if s, i := d.Told(customs.AsSender, asked), d.Told(customs.AsImporter, asked); s != c.sender || i != c.importer {
			t.Errorf("%s to %s: %q and %q", c.name, c.place, s, i)
		}
	}
}

// HS 2022 has no 8525.80: cameras are 8525.81 to 8525.89, and all of them ask
// about their battery.
func TestCamerasAskForTheirBattery(t *testing.T) {
	r := rules(t, "2026-11-23")
	for _, hs := range []string{"852581", "852589", "8525890000"} {
		d := shirts()
		d.Lines[0].Description, d.Lines[0].HS = "digital recorder", hs
		if got := found(r.Check(d, customs.Target{Place: "PE", Origin: func(code string) bool { return code == "CN" }})); !slices.Equal(got, []string{"customs.battery.ask at lines.0.battery.kind"}) {
			t.Errorf("%s: %q", hs, got)
		}
	}
}

// M-C10: the questions about lithium batteries. Each answer in its turn.
func TestBatteries(t *testing.T) {
	r := rules(t, "2026-11-23")
	good := customs.Battery{Kind: customs.Ion, Packing: customs.Installed, Unit: customs.Pack, Count: 2, Power: 100_000}
	for _, c := range []struct {
		name  string
		spoil func(*customs.Battery)
		want  string
	}{
		{"two strong ones", func(*customs.Battery) {}, ""},
		{"not asked", func(b *customs.Battery) { *b = customs.Battery{} }, "ask at kind"},
		{"none", func(b *customs.Battery) { *b = customs.Battery{Kind: customs.NoBattery} }, ""},
		{"none, and yet some", func(b *customs.Battery) { b.Kind = customs.NoBattery }, "kind at kind"},
		{"nonsense", func(b *customs.Battery) { b.Kind = "zinc" }, "kind at kind"},
		{"loose", func(b *customs.Battery) { b.Packing = customs.Loose }, "loose at packing"},
		{"beside the equipment", func(b *customs.Battery) { b.Packing = customs.Packed }, "loose at packing"},
		{"packing not told", func(b *customs.Battery) { b.Packing = "" }, "packing at packing"},
		{"unit not told", func(b *customs.Battery) { b.Unit = "" }, "unit at unit"},
		{"none counted", func(b *customs.Battery) { b.Count = 0 }, "count at count"},
		{"fewer than none", func(b *customs.Battery) { b.Count = -1 }, "count at count"},
		{"three batteries", func(b *customs.Battery) { b.Count = 3 }, "many at count"},
		{"power not told", func(b *customs.Battery) { b.Power = 0 }, "power at power"},
		{"just over 100 Wh", func(b *customs.Battery) { b.Power++ }, "strong_ion at power"},
		{"four cells of 20 Wh", func(b *customs.Battery) { b.Unit, b.Count, b.Power = customs.Cell, 4, 20_000 }, ""},
		{"five cells", func(b *customs.Battery) { b.Unit, b.Count, b.Power = customs.Cell, 5, 20_000 }, "many at count"},
		{"a cell over 20 Wh", func(b *customs.Battery) { b.Unit, b.Power = customs.Cell, 20_001 }, "strong_ion at power"},
		{"2 g of lithium", func(b *customs.Battery) { b.Kind, b.Power = customs.Metal, 2000 }, ""},
		{"more than 2 g", func(b *customs.Battery) { b.Kind, b.Power = customs.Metal, 2001 }, "strong_metal at power"},
		{"a metal cell of 1 g", func(b *customs.Battery) { b.Kind, b.Unit, b.Power = customs.Metal, customs.Cell, 1000 }, ""},
		{"a metal cell over 1 g", func(b *customs.Battery) { b.Kind, b.Unit, b.Power = customs.Metal, customs.Cell, 1001 }, "strong_metal at power"},
	} {
		d := shirts()
		b := good
		c.spoil(&b)
		d.Lines[0].Description, d.Lines[0].Battery = "laptop, 14 inch", b
		want := ""
		if key, field, ok := strings.Cut(c.want, " at "); ok {
			want = "customs.battery." + key + " at lines.0.battery." + field
		}
		if got := strings.Join(found(r.Check(d, customs.Target{Place: "PE", Gross: 500, Origin: func(code string) bool { return code == "CN" }})), "; "); got != want {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
	}
	d := shirts() // two lines with two batteries each are four in the item
	d.Lines = append(d.Lines, d.Lines[0])
	for i := range d.Lines {
		d.Lines[i].Description, d.Lines[i].Battery = "laptop, 14 inch", good
	}
	if got := found(r.Check(d, customs.Target{Place: "PE", Origin: func(code string) bool { return code == "CN" }})); !slices.Equal(got, []string{"customs.battery.many at lines.1.battery.count"}) {
		t.Error(got)
	}
}

// M-C10: letter post worth 300 SDR or more goes with a CN 23, just below with a
// CN 22; parcels always with a CN 23, and local items with none.
func TestForm(t *testing.T) {
	r := rules(t, "2026-11-23")
	limit := r.Settings().CN22Limit
	letter, parcel := postal.Service{Form: "CN22"}, postal.Service{Form: "CN23"}
	for _, c := range []struct {
		s        postal.Service
		value    money.Amount
		currency string
		want     string
	}{
		{letter, limit - 1, "HKD", "CN22"}, {letter, limit, "HKD", "CN23"}, {letter, limit + 1, "HKD", "CN23"}, {letter, 0, "HKD", "CN22"},
		{parcel, 1, "HKD", "CN23"}, {postal.Service{}, limit, "HKD", ""},
		{letter, 410_00, "USD", "CN22"}, {letter, 411_00, "USD", "CN23"}, {letter, 99_999_999_99, "JPY", "CN23"}, {letter, 60_000_00, "JPY", "CN22"},
	} {
		d := shirts()
		d.Currency, d.Lines[0].Value = c.currency, c.value
		if got := r.Form(c.s, d); got != c.want {
			t.Errorf("%s %s by %s: %s, want %s", c.currency, c.value, c.s.Form, got, c.want)
		}
	}
	if r.Copies("VN", "CN22") != 1 || r.Copies("US-UA", "CN23") != 2 || r.Copies("US", "") != 0 {
		t.Error("copies")
	}
}

// M-C10: gifts above what goes free are told so, and not refused.
func TestGifts(t *testing.T) {
	r := rules(t, "2026-11-23")
	d := shirts()
	d.Category, d.Currency = customs.Gift, "EUR"
	for value, want := range map[money.Amount]int{45_00: 0, 45_01: 1} {
		d.Lines[0].Value = value
		if got := r.Warn(d, "IT"); len(got) != want {
			t.Errorf("EUR %s: %v", value, got)
		}
	}
	d.Category = customs.Sale
	if got := r.Warn(d, "IT"); len(got) != 0 {
		t.Error(got)
	}
}

// M-C10: a stop word alone is refused with what would do; within a description
// that says more it is fine. A suggestion is never vague itself.
func TestVague(t *testing.T) {
	r := rules(t, "2026-11-23")
	vague := func(s string) (bool, string) {
		d := shirts()
		d.Lines[0].Description = s
		err := r.Check(d, customs.Target{Place: "PE", Origin: func(code string) bool { return code == "CN" }})
		for _, p := range append([]*problem.Problem{{}}, problem.Of(orNone(err)).All()...) {
			if p.Key == "customs.description.vague" {
				return true, p.Suggestion
			}
		}
		return false, ""
	}
	for s, want := range map[string]bool{
		"clothes": true, "CLOTHES": true, "Clothes!": true, "gift": true, "gifts": true, "2 boxes": true, "a set of parts": true, "auto parts": true,
		"food and clothes": true, "1 pc. goods": true, "birthday gift": true, "part": true, "ELECTRONICS.": true,
		"cotton clothes": false, "car brake parts": false, "gift vouchers": false, "boxing gloves": false, "glass": false, "food mixer": false, "black tea": false,
	} {
		if got, _ := vague(s); got != want {
			t.Errorf("%q is vague: %v", s, got)
		}
	}
	for _, table := range customs.EmbeddedTables() {
		if table.Kind != "stop_word" {
			continue
		}
		for _, row := range table.Rows {
			if yes, instead := vague(row[0]); !yes || instead != row[1] {
				t.Errorf("%q is taken, or suggests %q", row[0], instead)
			}
			if yes, _ := vague(row[1]); yes && row[1] != "" {
				t.Errorf("%q is suggested and vague", row[1])
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("abcgiftsxe  2'"))).Draw(t, "text")
		if yes, _ := vague(s + " porcelain"); yes && strings.TrimSpace(s) != "" {
			t.Fatalf("%q is vague with one word that says what it is", s)
		}
	})
}

func orNone(err error) error {
	if err == nil {
		return problem.New(problem.Invalid, "none", "")
	}
	return err
}

// FuzzCheck shows that no declaration, however bad, breaks the rules, and that
// a cleaned one stays as it is.
func FuzzCheck(f *testing.F) {
	f.Add("clothes", "6109.10", "ioss", "IM 372 0000224", int64(1), 1, "ion", 5)
	f.Add("\x00)\\endstream", "ABC", "", "", int64(-1), -1, "none", -7)
	f.Add("power bank", "8507", "eori", "de123", int64(1)<<62, 1<<40, "metal", 1<<40)
	r := rules(f, "2026-11-23")
	f.Fuzz(func(t *testing.T, description, hs, name, number string, value int64, n int, kind string, power int) {
		line := customs.Line{Description: description, HS: hs, Quantity: n, Net: postal.Grams(n), Value: money.Amount(value),
			Product: number, Battery: customs.Battery{Kind: kind, Packing: customs.Installed, Unit: customs.Cell, Count: n, Power: power}}
		d := customs.Declaration{Category: customs.Sale, Currency: "USD", Lines: []customs.Line{line, line}, References: map[string]string{name: number}}.Clean()
		r.Form(postal.Service{Form: "CN22"}, d)
		r.Warn(d, "DE")
		if err := r.Check(d, customs.Target{Place: "DE", Gross: 100, Origin: func(code string) bool { return code == "CN" }}); err != nil {
			for _, p := range problem.Of(err).All() {
				if p.Field == "" || p.Kind != problem.Invalid {
					t.Errorf("%+v has no field", p)
				}
			}
		}
	})
}
