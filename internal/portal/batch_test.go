package portal_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ecship/internal/batch"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// The headings of the files of these tests: our own template's names.
const batchHeadings = "Reference,Service,Country,Name,Address line 1,City,Postcode,Weight (g),Category,Currency,Description,Quantity,Net weight (g),Value,HS code,Origin,Sender name,Sender address 1,Sender city,Sender phone\n"

// batchRow is a good row of such a file.
func batchRow(n int) string {
	return fmt.Sprintf("R-%d,ARM,GB,Ann Smith %d,4 Canal Walk,London,N1 6AF,320,sale,HKD,black tea,1,200,80,090230,CN,Chan Tai Man,8 Shanghai Street,Kowloon,91234567\n", n, n)
}

// batchFile is a file of n good rows, each of them spoilt as spoil says.
func batchFile(n int, spoil func(i int, row string) string) string {
	var b strings.Builder
	b.WriteString(batchHeadings)
	for i := range n {
		row := batchRow(i + 1)
		if spoil != nil {
			row = spoil(i+1, row)
		}
		b.WriteString(row)
	}
	return b.String()
}

// uploaded is a file that came in and was checked.
func uploaded(r *Runner, text string) portal.Batch {
	r.Helper()
	b := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: "orders.csv", Body: strings.NewReader(text)})
	Must(r, r.Portal.StartBatch, portal.StartBatch{ID: b.ID, Again: true})
	r.Work()
	return Must(r, r.Portal.Batch, b.ID)
}

// M-F1, M-F2: good rows are issued while bad ones wait, and those are mended by
// one rule.
func TestBatch(t *testing.T) {
	r := New(t).As("mei")
	b := uploaded(r, batchFile(30, func(i int, row string) string {
		if i%3 == 0 {
			return strings.Replace(row, ",CN,", ",,", 1)
		}
		return row
	}))
	for _, g := range Must(r, r.Portal.BatchFaults, b.ID) {
		t.Log(g.Field, g.Key, g.Rows, g.Values, g.Problem)
	}
	if b.State != batch.Checked || b.Ready != 20 || b.Faulty != 10 || b.Postage == 0 {
		t.Fatalf("%+v", b)
	}
	groups := Must(r, r.Portal.BatchFaults, b.ID)
	if len(groups) != 1 || groups[0].Rows != 10 || groups[0].Field != "item.origin" {
		t.Fatalf("%+v", groups)
	}
	Must(r, r.Portal.IssueBatch, b.ID)
	r.Work()
	if b = Must(r, r.Portal.Batch, b.ID); b.State != batch.Checked || b.Issued != 20 || b.Ready != 0 || b.Faulty != 10 {
		t.Fatalf("%+v", b)
	}
	m := Must(r, r.Portal.MendRows, portal.Rule{Batch: b.ID, Cause: groups[0].Cause, Value: "Hong Kong"})
	if m.Rows != 10 || m.Left != 0 {
		t.Errorf("%+v", m)
	}
	Must(r, r.Portal.IssueBatch, b.ID)
	r.Work()
	if b = Must(r, r.Portal.Batch, b.ID); b.Issued != 30 || b.Faulty != 0 {
		t.Fatalf("%+v", b)
	}
	if l := Must(r, r.Portal.Shipments, portal.Search{}); l.Counts[shipment.Issued] != 30 {
		t.Errorf("%v", l.Counts)
	}
	if pay := Must(r, r.Portal.UnpaidOfBatch, b.ID); len(pay.Items) != 30 || pay.Amount != b.Postage {
		t.Errorf("%d items, %s, want %s", len(pay.Items), pay.Amount, b.Postage)
	}
	rows := Must(r, r.Portal.BatchRows, portal.RowSearch{Batch: b.ID, BatchRowFilter: store.BatchRowFilter{State: batch.Issued}})
	if len(rows.Rows) != 25 || rows.Next == 0 || rows.Rows[0].N != 2 || rows.Rows[0].Reference != "R-1" {
		t.Errorf("%+v", rows)
	}
}

// M-F1, U-09: EC-Ship's own template is known by the name of its sheet, and a
// shop's export by its headings.
func TestBatchMaker(t *testing.T) {
	r := New(t).As("mei")
	for name, want := range map[string]batch.Maker{"ecship-ecget.xlsx": batch.ECShip, "shopify.csv": batch.Shopify} {
		f, err := os.Open("../batch/testdata/sample/" + name)
		if err != nil {
			t.Fatal(err)
		}
		b := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: name, Body: f})
		f.Close() //nolint:errcheck // it was only read
		if b.Maker != want || !slices.Contains(b.Mapping, "recipient.name") {
			t.Errorf("%s: %s %v", name, b.Maker, b.Mapping)
		}
	}
}
