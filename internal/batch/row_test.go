package batch

import (
	"strings"
	"testing"

	"ecship/internal/policy"
	"ecship/internal/sheet"
	"ecship/internal/tariff"

	"github.com/google/go-cmp/cmp"
)

var testDay, _ = policy.ParseDay("2026-11-23")

// readAll reads a sheet's rows by the headings that it has.
func readAll(t *testing.T, text string) (all []Record, faults []Fault) {
	t.Helper()
	r, err := sheet.Open("test.csv", strings.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	m, from := Recognise(r.Headings())
	e := tariff.Embedded().On(testDay)
	rows := NewReader(m, from, e.Places, e.Services(), e.Customs.Reasons().All())
	for {
		row, err := r.Next()
		if err != nil {
			return all, faults
		}
		rec, bad := rows.Read(row.Cells)
		all, faults = append(all, rec), append(faults, bad...)
	}
}

// M-F1: a row of our template becomes all that the portal asks for.
func TestReadOwn(t *testing.T) {
	got, faults := readAll(t, "Your reference,Service,Destination,Recipient's name,Recipient's address line 1,Recipient's town or city,Recipient's postcode,Weight,Goods 1: description,Goods 1: quantity,Goods 1: net weight,Goods 1: value,Currency,Goods 1: country of origin\n"+
		"A-1,空郵掛號,USA,Ann Smith,12 West 34th St,New York,10001,0.5 kg,shirt,2,450g,US$25.00,USD,China\n")
	if len(got) != 1 || len(faults) != 0 {
		t.Fatal(got, faults)
	}
	r := got[0]
	if r.Reference != "A-1" || r.Service != "ARM" || r.Place != "US" || r.Grams != 500 || r.Recipient.Place != "US" || r.Contents.Currency != "USD" {
		t.Errorf("%+v", r)
	}
	l := r.Contents.Lines[0]
	if d := cmp.Diff([]any{l.Description, l.Quantity, int(l.Net), int(l.Value), l.Origin}, []any{"shirt", 2, 450, 2500, "CN"}); d != "" {
		t.Error(d)
	}
}
