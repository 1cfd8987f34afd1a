package book_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/postal"
)

func address(name, street, city, postcode, place string) postal.Address {
	return postal.Address{Name: name, Street: strings.Split(street, "|"), City: city, Postcode: postcode, Place: place}
}

// M-A3: two spellings of one address are twins, two addresses are not.
func TestTwin(t *testing.T) {
	ada := address("Ada O'Neil", "12 West 34th Street|Apt 5B", "New York", "10001", "US")
	for name, other := range map[string]postal.Address{
		"case and accents":      address("ADA O’NÉIL", "12 west 34th street|apt 5b", "NEW YORK", "10001", "US"),
		"words cut short":       address("Ada O'Neil", "12 W. 34th St.|Apartment 5B", "New York", "10001", "US"),
		"one line":              address("Ada O'Neil", "12 West 34th Street, 5B", "New York", "10001", "US"),
		"the town in the line":  address("Ada O'Neil", "12 West 34th Street|Apt 5B|New York", "", "10001", "US"),
		"wide letters":          address("Ａｄａ O'Neil", "１２ West 34th Street|Apt 5B", "New York", "10001", "US"),
		"a postcode with space": address("Ada O'Neil", "12 West 34th Street|Apt 5B", "New York", "1 0001", "US"),
	} {
		if book.Twin(ada) != book.Twin(other) {
			t.Errorf("%s: %q is not %q", name, book.Twin(other), book.Twin(ada))
		}
	}
	for name, other := range map[string]postal.Address{
		"another person":   address("Ann O'Neil", "12 West 34th Street|Apt 5B", "New York", "10001", "US"),
		"another flat":     address("Ada O'Neil", "12 West 34th Street|Apt 6B", "New York", "10001", "US"),
		"another postcode": address("Ada O'Neil", "12 West 34th Street|Apt 5B", "New York", "10002", "US"),
		"another place":    address("Ada O'Neil", "12 West 34th Street|Apt 5B", "New York", "10001", "CA"),
	} {
		if book.Twin(ada) == book.Twin(other) {
			t.Errorf("%s: the same", name)
		}
	}
	if s := address("Jürgen Groß", "Hauptstraße 5", "Köln", "50667", "DE"); book.Twin(s) != book.Twin(address("Jurgen Gross", "Hauptstrasse 5", "Koln", "50667", "DE")) {
		t.Error("ß is not ss")
	}
}

// Merging loses nothing that only one of the entries knew, and changes nothing
// that the first one knows.
func TestMerge(t *testing.T) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	first := book.Entry{ID: "adr_1", Address: address("Ada", "1 Main St", "", "", "US"), CreatedAt: day, UsedAt: day}
	first.Address.Phone = "+1 212 555 0100"
	second := book.Entry{ID: "adr_2", Address: address("ADA", "1 Main Street", "New York", "10001", "US"), CreatedAt: day.AddDate(0, 0, -1), UsedAt: day.AddDate(0, 0, 1), Preferred: true}
	second.Address.Phone, second.Address.Email = "+1 212 555 0199", "ada@example.org"
	second.Address.Native = postal.NativeAddress{Name: "艾達", Street: []string{"正街一號"}}
	want := first
	want.Address.City, want.Address.Postcode, want.Address.Email, want.Address.Native = "New York", "10001", "ada@example.org", second.Address.Native
	want.CreatedAt, want.UsedAt, want.Preferred = second.CreatedAt, second.UsedAt, true
	if diff := cmp.Diff(want, book.Merge(first, second)); diff != "" {
		t.Error(diff)
	}
}

// A template is a line of a declaration, and back.
func TestTemplateOf(t *testing.T) {
	d := customs.Declaration{Category: customs.Sale, Currency: "USD", Lines: []customs.Line{{Description: "tea", Quantity: 1}, {Description: "cups", Quantity: 2, HS: "691200"}}}
	got, ok := book.TemplateOf(d, 1)
	if want := (customs.Declaration{Category: customs.Sale, Currency: "USD", Lines: d.Lines[1:]}); !ok || !cmp.Equal(want, got.Declaration()) {
		t.Error(ok, got)
	}
	for _, n := range []int{-1, 2} {
		if _, ok := book.TemplateOf(d, n); ok {
			t.Error("there is a line", n)
		}
	}
}

var countries = map[string]string{"US": "United States of America", "JP": "Japan", "HK": "Hong Kong", "": ""}

func country(place string) string { return countries[place] }

func place(name string) string {
	for code, n := range countries {
		if strings.EqualFold(name, n) || name == code {
			return code
		}
	}
	return ""
}

// M-A3: cards as telephones and mail programs write them.
func TestReadCards(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want postal.Address
	}{
		"3.0 with groups, folded": {"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Sato;Yumiko;;;\r\nFN:Yumiko Sato\r\nORG:Tea House;Sales\r\nitem1.ADR;type=HOME;type=pref:;;2-11-3 Meg\r\n uro\\, Meguro-ku;Tokyo;;153-0063;Japan\r\nTEL;TYPE=CELL:+81 3 5555 0123\r\nEMAIL;TYPE=INTERNET:sato@example.org\r\nEND:VCARD\r\n",
			postal.Address{Name: "Yumiko Sato", Company: "Tea House", Street: []string{"2-11-3 Meguro, Meguro-ku"}, City: "Tokyo", Postcode: "153-0063", Place: "JP", Phone: "+81 3 5555 0123", Email: "sato@example.org"}},
		"4.0 in two languages": {"BEGIN:VCARD\nVERSION:4.0\nFN;ALTID=1;LANGUAGE=en:Sato Yumiko\nFN;ALTID=1;LANGUAGE=ja:佐藤 由美子\nADR;LABEL=\"a:b;c\":;;2-11-3 Meguro;Tokyo;;153-0063;JP\nADR;LANGUAGE=ja:;;目黒2-11-3;目黒区;東京都;;Japan\nTEL;VALUE=uri:tel:+81-3-5555-0123\nEND:VCARD\n",
			postal.Address{Name: "Sato Yumiko", Street: []string{"2-11-3 Meguro"}, City: "Tokyo", Postcode: "153-0063", Place: "JP", Phone: "+81-3-5555-0123",
				Native: postal.NativeAddress{Name: "佐藤 由美子", Street: []string{"目黒区東京都目黒2-11-3"}}}},
		"2.1 quoted-printable": {"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gro=C3=9F;J=C3=BCrgen\nADR;HOME;ENCODING=QUOTED-PRINTABLE:;;1 Main=\n Street;New York;NY;10001;United States of America\nEND:VCARD\n",
			postal.Address{Name: "Jürgen Groß", Street: []string{"1 Main Street"}, City: "New York", State: "NY", Postcode: "10001", Place: "US"}},
		"several lines in the street": {"BEGIN:VCARD\nFN:Ada\nADR:PO Box 1;Apt 5B;12 West St\\n3rd Floor;;;;US\nEND:VCARD",
			postal.Address{Name: "Ada", Street: []string{"12 West St", "3rd Floor", "Apt 5B", "PO Box 1"}, Place: "US"}},
	} {
		got, more := book.ReadCards(c.text, place, 10)
		if len(got) != 1 || more {
			t.Errorf("%s: %d cards", name, len(got))
			continue
		}
		if diff := cmp.Diff(c.want, got[0].Address); diff != "" || got[0].Row != 1 {
			t.Errorf("%s: at line %d: %s", name, got[0].Row, diff)
		}
	}
	three := strings.Repeat("BEGIN:VCARD\nFN:Ada\nEND:VCARD\n", 3)
	if all, more := book.ReadCards(three, place, 2); len(all) != 2 || !more || all[1].Row != 4 {
		t.Error(all, more)
	}
	if all, _ := book.ReadCards("name,street\nAda,1 Main St\n", place, 2); len(all) != 0 {
		t.Error("a table is no card:", all)
	}
}

// What is written as cards reads the same again, whatever it holds.
func TestCardsRoundTrip(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab é,;:\\\"=^nN1-ß")), 1, 90, -1)
	native := rapid.StringOfN(rapid.RuneFrom([]rune("油麻地上海街8號")), 1, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		var want []postal.Address
		var entries []book.Entry
		for range rapid.IntRange(1, 3).Draw(t, "cards") {
			a := postal.Address{Name: "A" + text.Draw(t, "name"), Company: text.Draw(t, "company"), Street: rapid.SliceOfN(text, 1, 3).Draw(t, "street"),
				City: text.Draw(t, "city"), State: text.Draw(t, "state"), Postcode: text.Draw(t, "postcode"), Place: "JP", Phone: "+81 3 5555 0123", Email: "a@example.org"}
			if rapid.Bool().Draw(t, "native") {
				a.Native = postal.NativeAddress{Name: "陳" + native.Draw(t, "n"), Company: "行" + native.Draw(t, "c"), Street: []string{"街" + native.Draw(t, "s")}}
			}
			a = a.Clean()
			want, entries = append(want, a), append(entries, book.Entry{Address: a})
		}
		var b strings.Builder
		if err := book.WriteCards(&b, entries, country); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(b.String(), "\r\n") {
			if len(line) > 75 {
				t.Fatalf("a line of %d octets", len(line))
			}
		}
		all, _ := book.ReadCards(b.String(), place, 10)
		var got []postal.Address
		for _, r := range all {
			got = append(got, r.Address)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", b.String(), diff)
		}
	})
}

// whatever comes, the reader ends, and never with more cards than were
// begun.
func FuzzReadCards(f *testing.F) {
	f.Add("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nADR:;;1 Main St;;;;US\r\nEND:VCARD\r\n")
	f.Add("BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=C3=9F=\n=C3\nEND:VCARD")
	f.Add("\uFEFFBEGIN:VCARD\n a\nEND:VCARD")
	f.Fuzz(func(t *testing.T, text string) {
		all, more := book.ReadCards(text, place, 5)
		if len(all) > strings.Count(strings.ToUpper(text), "BEGIN") || more && len(all) != 5 {
			t.Error(len(all), more)
		}
		for _, r := range all {
			book.Twin(r.Address)
		}
	})
}
