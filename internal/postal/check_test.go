package postal_test

import (
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

func sender() postal.Address {
	return postal.Address{Name: "Chan Tai Man", Street: []string{"Flat A, 3/F, 8 Shanghai Street", "Yau Ma Tei, Kowloon"}, Place: "HK", Phone: "+852 2921 2222",
		Native: postal.NativeAddress{Name: "陳大文", Street: []string{"九龍油麻地上海街8號3樓A室"}}}
}

func recipient() postal.Address {
	return postal.Address{Name: "Zoë O'Brien-Łukasz", Street: []string{"1 Main St., Apt #5"}, City: "Cupertino", State: "CA", Postcode: "95014", Place: "US", Email: "zoe@example.com"}
}

// M-C7, S-14: what is wrong with an address is told at its field.
func TestCheckAddress(t *testing.T) {
	long := strings.Repeat("x", 10000)
	for _, c := range []struct {
		what   string
		change func(s, r *postal.Address)
		want   string // "field key"
	}{
		{"all well", func(s, r *postal.Address) {}, ""},
		{"a return address abroad", func(s, r *postal.Address) { s.Place = "US" }, "place address.sender_home"},
		{"no return place", func(s, r *postal.Address) { s.Place = "" }, "place address.sender_home"},
		{"no name", func(s, r *postal.Address) { r.Name = " " }, "name address.missing"},
		{"no street", func(s, r *postal.Address) { r.Street = []string{"", " "} }, "street address.missing"},
		{"no city", func(s, r *postal.Address) { r.City = "" }, "city address.missing"},
		{"no place", func(s, r *postal.Address) { r.Place = "" }, "place address.missing"},
		{"unknown place", func(s, r *postal.Address) { r.Place = "QQ" }, "place place.unknown"},
		{"four lines", func(s, r *postal.Address) { r.Street = []string{"a", "b", "c", "d"} }, "street address.lines"},
		{"10,000 characters", func(s, r *postal.Address) { r.Name = long }, "name text.too_long"},
		{"10,000 in a line", func(s, r *postal.Address) { r.Street = []string{"a", long} }, "street.1 text.too_long"},
		{"10,000 in Chinese", func(s, r *postal.Address) { s.Native.Name = strings.Repeat("陳", 10000) }, "native.name text.too_long"},
		{"emoji", func(s, r *postal.Address) { r.Name = "Mei 😀" }, "name text.emoji"},
		{"emoji in Chinese", func(s, r *postal.Address) { s.Native.Name = "陳😀" }, "native.name text.emoji"},
		{"bidi control", func(s, r *postal.Address) { r.City = "Cuper\u202etino" }, "city text.control"},
		{"control character", func(s, r *postal.Address) { r.Street = []string{"a\x00b"} }, "street.0 text.control"},
		{"Chinese in the main part", func(s, r *postal.Address) { r.Name = "陳大文" }, "name text.latin"},
		{"Cyrillic in the main part", func(s, r *postal.Address) { r.City = "Москва" }, "city text.latin"},
		{"beyond U+FFFF in Chinese", func(s, r *postal.Address) { s.Native.Name = "𠮷野𠝹" }, ""},
		{"beyond U+FFFF in the main part", func(s, r *postal.Address) { r.Name = "𠮷野" }, "name text.latin"},
		{"wide letters", func(s, r *postal.Address) { r.Name = "Ｃｈａｎ　Ｔａｉ　Ｍａｎ" }, ""},
		{"line breaks", func(s, r *postal.Address) { r.Name = "Chan\r\nTai\tMan" }, ""},
		{"not UTF-8", func(s, r *postal.Address) { s.Native.Name = "\xff\xfe" }, "native.name text.encoding"},
		{"phone", func(s, r *postal.Address) { r.Phone = "call me" }, "phone address.phone"},
		{"e-mail", func(s, r *postal.Address) { r.Email = "zoe@example" }, "email address.email"},
		{"e-mail header", func(s, r *postal.Address) { r.Email = "a@b.example>, c@d.example" }, "email address.email"},
		{"ZIP with four more", func(s, r *postal.Address) { r.Postcode = "95014-1234" }, ""},
		{"half a ZIP", func(s, r *postal.Address) { r.Postcode = "9501" }, "postcode address.postcode_form"},
		{"ZIP with letters", func(s, r *postal.Address) { r.Postcode = "9501A" }, "postcode address.postcode_form"},
		{"no ZIP", func(s, r *postal.Address) { r.Postcode = "" }, ""},
		{"no German postcode", func(s, r *postal.Address) { r.Place, r.Postcode = "DE", "" }, "postcode address.postcode_missing"},
		{"a British postcode in small letters", func(s, r *postal.Address) { r.Place, r.Postcode = "GB", "sw1a 1aa" }, ""},
		{"Jersey's own form", func(s, r *postal.Address) { r.Place, r.Postcode = "GB-JE", "SW1A 1AA" }, "postcode address.postcode_form"},
		{"New York is of the United States", func(s, r *postal.Address) { r.Place, r.Postcode = "US-UA", "1000" }, "postcode address.postcode_form"},
		{"a postcode of five figures in Korea", func(s, r *postal.Address) { r.Place, r.Postcode = "KR", "04524" }, ""},
		{"Macao has none", func(s, r *postal.Address) { r.Place, r.Postcode, r.City = "MO", "", "" }, ""},
	} {
		s, r := sender(), recipient()
		c.change(&s, &r)
		err := directory().CheckSender(s.Clean())
		if err == nil {
			err = directory().CheckRecipient(r.Clean(), postal.Service{})
		}
		got := ""
		if err != nil {
			p := problem.Of(err)
			got = p.Field + " " + p.Key
			if said := i18n.Hant.T(p.Key, p.Args...); said == p.Key || strings.Contains(said, "{") {
				t.Errorf("%s: %q says nothing", c.what, said)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// M-C8: e-Express+ makes no label for the United States without a ZIP code;
// other services warn.
func TestUnitedStatesZIP(t *testing.T) {
	services, err := postal.ParseServices(embedded("service"), embedded("terms"))
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{"US", "US-UA"} {
		r := recipient()
		r.Place, r.Postcode = place, ""
		for _, s := range services {
			err := directory().CheckRecipient(r, s)
			if refused := err != nil; refused != (s.Code == "AEX") {
				t.Errorf("%s without a ZIP: %v", s.Code, err)
			}
		}
		if w := directory().Warn(r); len(w) != 1 || w[0].Key != "address.postcode_advised" {
			t.Error(w)
		}
	}
	if w := directory().Warn(recipient()); len(w) != 0 {
		t.Error(w)
	}
}

func TestCleanAddress(t *testing.T) {
	a := postal.Address{Name: "  Ａnn\u00a0Lee ", Street: []string{"", " 5  Rue ", ""}, Postcode: " sw1a 1aa", Place: "gb", Native: postal.NativeAddress{Name: " 陳　大文 ", Street: []string{" "}}}.Clean()
	if a.Name != "Ann Lee" || len(a.Street) != 1 || a.Street[0] != "5 Rue" || a.Postcode != "SW1A 1AA" || a.Place != "GB" || a.Native.Name != "陳 大文" || a.Native.Street != nil {
		t.Errorf("%+v", a)
	}
}

// A clean address is clean, and what passes can be printed.
func FuzzAddress(f *testing.F) {
	f.Add("Chan Tai Man", "陳大文", "95014")
	f.Fuzz(func(t *testing.T, name, native, postcode string) {
		r := recipient()
		r.Name, r.Native.Name, r.Postcode = name, native, postcode
		r = r.Clean()
		if again := r.Clean(); again.Name != r.Name || again.Native.Name != r.Native.Name || again.Postcode != r.Postcode {
			t.Fatalf("%+v is not clean", r)
		}
		if directory().CheckRecipient(r, postal.Service{}) == nil && (postal.CheckLatin(r.Name) != nil || postal.CheckPrintable(r.Native.Name) != nil || r.Name == "") {
			t.Fatalf("%+v passed", r)
		}
	})
}
