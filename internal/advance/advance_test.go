package advance_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/advance"
	"ecship/internal/customs"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// full is an item in which every field says something.
func full() advance.Export {
	a := postal.Address{Name: "Zoë <O'Neil>", Company: "A & B", Street: []string{"1 Main St", "Apt 5"}, City: "New York", State: "NY", Postcode: "10001", Place: "US-UA", Phone: "+1 212 555 0100", Email: "z@example.org"}
	s := shipment.Shipment{Number: "LA100000005HK", Service: "AEX", Form: "CN22", Sender: a, Recipient: a, Insured: 5000_00, Exchange: postal.Exchange{Office: "JFK"},
		Customs: customs.Declaration{Category: customs.Sale, Currency: "HKD", References: map[string]string{"ioss": "IM3720000224"}, SenderRef: "S", ImporterRef: "I", Licence: "L", Certificate: "C", Invoice: "N",
			Lines: []customs.Line{{Description: "black tea", Quantity: 2, Net: 100, Value: 150_50, HS: "0902400000", Origin: "CN", Product: "T-1", Maker: "M", Barcode: "4006381333931", Battery: customs.Battery{Kind: customs.NoBattery}}}}}
	x := advance.New("GPO", policy.Date(2026, time.November, 23))
	x.Add(s, postal.Service{Scope: postal.Overseas, Class: postal.Letter, Form: "CN22"}, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), 320, shipment.Estimate{Total: 88_00})
	return x
}

// M-C11: both forms say the same, and can be read back.
func TestForms(t *testing.T) {
	x := full()
	if it := x.Items[0]; it.Class != "U" || it.Value != 150_50 || it.Postage != 88_00 || it.Recipient.Country != "US" || it.PostedAt != "2026-11-23T10:00:00+08:00" {
		t.Errorf("%+v", it)
	}
	var j, m bytes.Buffer
	if err := x.JSON(&j); err != nil {
		t.Fatal(err)
	}
	if err := x.XML(&m); err != nil {
		t.Fatal(err)
	}
	var fromJSON, fromXML advance.Export
	strict := json.NewDecoder(&j)
	strict.DisallowUnknownFields()
	if err := strict.Decode(&fromJSON); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(m.Bytes(), &fromXML); err != nil {
		t.Fatalf("%v\n%s", err, m.String())
	}
	fromXML.XMLName = xml.Name{}
	if !reflect.DeepEqual(fromJSON, x) || !reflect.DeepEqual(fromXML, x) {
		t.Errorf("%+v\n%+v\n%+v", x, fromJSON, fromXML)
	}
	local := advance.New("GPO", 0)
	local.Add(shipment.Shipment{}, postal.Service{Scope: postal.Local}, time.Time{}, 1, shipment.Estimate{})
	if len(local.Items) != 0 {
		t.Error("a local item is told to customs")
	}
}

// docs/ead.md has a row for every field, and no other: the document is the
// schema.
func TestDocument(t *testing.T) {
	b, err := os.ReadFile("../../docs/ead.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\|").FindAllStringSubmatch(string(b), -1) {
		documented = append(documented, m[1])
	}
	var out bytes.Buffer
	if err := full().JSON(&out); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	var found []string
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(strings.TrimPrefix(at+"."+k, "."), e)
			}
		case []any:
			for _, e := range v {
				walk(at, e)
			}
		default:
			if at = strings.ReplaceAll(at, "items.recipient.", "items.sender."); !slices.Contains(found, at) {
				found = append(found, at)
			}
		}
	}
	walk("", v)
	slices.Sort(found)
	slices.Sort(documented)
	if !slices.Equal(found, documented) {
		t.Errorf("written and documented differ:\n%v\n%v", found, documented)
	}
}
