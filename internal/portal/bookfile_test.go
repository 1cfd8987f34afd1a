package portal_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/book"
	"ecship/internal/i18n"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
)

// M-A3: a file is looked at before it is taken over: what is new, what is there,
// and what is wrong with which row. The good ones are taken, once.
func TestImportAddresses(t *testing.T) {
	r := New(t).As("mei")
	p := r.Portal
	Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: *teaToNewYork().Recipient})
	for name, file := range map[string]string{
		"shop.csv": "Name,Address 1,City,State,Postcode,Country\nANN O'NEIL,\"12 West 34th Street, Apt 5B\",New York,NY,10001,United States\nEva Neu,Ring 1,Bonn,,53111,Germany\n" +
			"Eva  NEU,Ring 1,Bonn,,53111,Germany\n台北,Ring 2,Bonn,,53111,Germany\nJürgen Groß,,Köln,,50667,Germany\n",
		"phone.vcf": "BEGIN:VCARD\nFN:ANN O'NEIL\nADR:;;12 West 34th St\\nApt 5B;New York;NY;10001;USA\nEND:VCARD\nBEGIN:VCARD\nFN:Eva Neu\nADR:;;Ring 1;Bonn;;53111;Deutschland\nADR:;;x;;;;\nEND:VCARD\n" +
			"BEGIN:VCARD\nFN:Eva Neu\nADR:;;Ring 1;Bonn;;53111;Germany\nEND:VCARD\nBEGIN:VCARD\nFN:Eva Neu\nADR:;;Ring 1;Bonn;;53111;Germany\nEND:VCARD\nBEGIN:VCARD\nFN:Nowhere\nEND:VCARD\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := New(t).As("mei")
			p := r.Portal
			Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: *teaToNewYork().Recipient})
			in := portal.AddressImport{ID: Must(r, p.ReadAddresses, portal.AddressFile{Name: name, Body: strings.NewReader(file)}), Kind: book.Recipient}
			shown := Must(r, p.PreviewAddresses, in)
			if shown.New != 1 || shown.Known != 2 && name == "shop.csv" || shown.Wrong == 0 || len(shown.Rows) != 5 {
				t.Fatalf("%d new, %d known, %d wrong of %d", shown.New, shown.Known, shown.Wrong, len(shown.Rows))
			}
			for _, row := range shown.Rows {
				if row.Err != nil && (row.Row < 2 || row.Err.Field == "") {
					t.Errorf("row %d: %v", row.Row, row.Err)
				}
			}
			r.As("tom")
			Refused(r, p.PreviewAddresses, in, "error.not_found")
			Refused(r, p.TakeAddresses, in, "error.not_found")
			r.As("mei")
			Must(r, p.TakeAddresses, in)
			Refused(r, p.TakeAddresses, in, "error.not_found")
			page := Must(r, p.Addresses, portal.AddressSearch{})
			if page.Count != 2 || page.Entries[0].Address.City != "Bonn" {
				t.Error(page.Count, page.Entries[0].Address)
			}
		})
	}
	Refused(r, p.ReadAddresses, portal.AddressFile{Name: "x.csv", Body: strings.NewReader("name,city\n")}, "book.file_empty at file")
}

// S-13, M-A3: what goes out as a table is no formula and, like the cards, comes
// in again as it was.
func TestExportAddresses(t *testing.T) {
	r := New(t).As("mei")
	p := r.Portal
	evil := postal.Address{Name: "=HYPERLINK(0)", Company: "@SUM(A1)", Street: []string{"-1+2", "Apt 5B"}, City: "Tokyo", Postcode: "104-0061", Place: "JP", Phone: "+81 3 5555 0123"}
	Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: evil})
	for _, card := range []bool{false, true} {
		out := Must(r, p.ExportAddresses, portal.AddressExport{Kind: book.Recipient, Lang: i18n.Hant, Card: card})
		var b bytes.Buffer
		if err := out.Write(&b); err != nil {
			t.Fatal(err)
		}
		if !card {
			rows, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatal(err, rows)
			}
			for _, cell := range rows[1] {
				if cell != "" && strings.ContainsRune("=@-+", rune(cell[0])) {
					t.Errorf("a live formula: %q", cell)
				}
			}
		}
		plain := evil
		if !card { // the apostrophe is the spreadsheet's, and stays in the text
			continue
		}
		r.As("tom")
		in := portal.AddressImport{ID: Must(r, p.ReadAddresses, portal.AddressFile{Name: out.Name, Body: &b}), Kind: book.Recipient}
		if shown := Must(r, p.PreviewAddresses, in); shown.New != 1 || !cmp.Equal(plain, shown.Rows[0].Address) {
			t.Error(cmp.Diff(plain, shown.Rows[0].Address))
		}
	}
	good := *teaToNewYork().Recipient
	good.Phone = "" // of which a table makes text, too
	good.Native = postal.NativeAddress{Name: "安", Company: "安記", Street: []string{"正街一號"}}
	r.As("anna")
	Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: good})
	var b bytes.Buffer
	out := Must(r, p.ExportAddresses, portal.AddressExport{Kind: book.Recipient, Lang: i18n.En})
	if err := out.Write(&b); err != nil {
		t.Fatal(err)
	}
	r.As("bert")
	in := portal.AddressImport{ID: Must(r, p.ReadAddresses, portal.AddressFile{Name: out.Name, Body: &b}), Kind: book.Recipient}
	if shown := Must(r, p.PreviewAddresses, in); shown.New != 1 || !cmp.Equal(good, shown.Rows[0].Address) {
		t.Errorf("%+v", shown)
	}
}
