package soap

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// whatever is sent, the reader ends and does not panic; what it takes is
// bound to every kind of request, written as a reply, and read back.
func FuzzMessage(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><e:Envelope xmlns:e="` + spaceEnvelope + `"><e:Body><createOrder><api02Req><products><item><contentDesc>a &amp; b</contentDesc></item></products><creditCardNo>4</creditCardNo></api02Req></createOrder></e:Body></e:Envelope>`))
	f.Add([]byte(`<e:Envelope xmlns:e="` + spaceEnvelope + `"><e:Header/><e:Body><a><api11Req><itemNo><item>RA</item><item/></itemNo></api11Req></a></e:Body></e:Envelope>`))
	f.Add([]byte(`<!DOCTYPE a><a/>`))
	f.Add([]byte("<a>\ufeff\u0085<![CDATA[]]]]></a>"))
	all := operations()
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := readMessage(body)
		if err != nil {
			return
		}
		if m.call == nil {
			t.Fatal("a message without a call")
		}
		for _, o := range all {
			for _, n := range m.call.children {
				if o.name == "createOrder" {
					var in Api02Request
					if o.request.bind(n, reflect.ValueOf(&in).Elem()) == nil {
						checkOrder(t, in)
					}
				}
				v := reflect.New(reflect.TypeFor[Api26]()).Elem()
				v.FieldByName("ItemNo").SetString(n.text)
				for _, s := range []style{plain, prefixed} {
					b := s.reply(nil, "getItemNo", classOf(v.Type(), true), v)
					if _, err := readTree(b); err != nil {
						t.Fatalf("our own reply is not read: %v\n%s", err, b)
					}
				}
			}
		}
	})
}

// checkOrder holds what follows from an order that was read: no card number in
// it, and lines of an address no longer than they may be.
func checkOrder(t *testing.T, in Api02Request) {
	o, err := in.ordered()
	if bool(in.CreditCardNo) && err == nil {
		t.Fatal("a card was taken")
	}
	if err != nil {
		return
	}
	if all := strings.Join(o.Recipient.Street, ""); !utf8.ValidString(all) {
		t.Fatalf("%q", all)
	}
}

// an address broken into lines keeps all its letters, and no line is
// longer than asked.
func FuzzFill(f *testing.F) {
	f.Add("Flat 5, 12 Nathan Road, Tsim Sha Tsui, Kowloon, Hong Kong, behind the second door", 20)
	f.Add(strings.Repeat("x", 200), 60)
	f.Fuzz(func(t *testing.T, text string, most int) {
		if most < 1 || most > 200 || !utf8.ValidString(text) {
			return
		}
		text = strings.Join(strings.Fields(text), " ")
		letters := strings.NewReplacer(" ", "", ",", "")
		lines := fill(text, most)
		for _, l := range lines {
			if utf8.RuneCountInString(l) > most {
				t.Fatalf("%q is longer than %d", l, most)
			}
		}
		if got := letters.Replace(strings.Join(lines, "")); got != letters.Replace(text) {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}
