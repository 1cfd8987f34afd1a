package portal_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/sheet"
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

// M-C10, U-09, U-10: the numbers that destinations ask for come in columns: they
// are held against their forms, what is wrong with them is mended at once, and
// what was given is kept and stands on the form.
func TestBatchReferences(t *testing.T) {
	r := New(t).As("mei")
	file := strings.TrimSuffix(batchHeadings, "\n") + ",State,Recipient EORI,UK VAT number,ABN,IOSS\n"
	for n, numbers := range []string{",gb 123456789000,GB987654321,,", ",,GB12345,,", ",,GB12345,,", "VIC,,,51 824 753 556,", ",,,,IM3720000224"} {
		row := strings.Replace(strings.TrimSuffix(batchRow(n+1), "\n"), ",ARM,", ",APL,", 1)
		if n == 3 {
			row = strings.NewReplacer(",GB,", ",AU,", "London", "Melbourne", "N1 6AF", "3000").Replace(row)
		}
		file += row + "," + numbers + "\n"
	}
	b := uploaded(r, file)
	groups := Must(r, r.Portal.BatchFaults, b.ID)
	if b.Ready != 2 || b.Faulty != 3 || len(groups) != 2 {
		t.Fatalf("%+v %+v", b.Tally, groups)
	}
	for i, want := range []struct {
		field batch.Field
		key   string
		rows  int
		rule  portal.Rule
	}{
		{"customs.vat", "customs.reference.form", 2, portal.Rule{Value: "GB123456789"}},
		{"customs.ioss", "customs.reference.unasked", 1, portal.Rule{Empty: true}},
	} {
		if g := groups[i]; g.Field != want.field || g.Key != want.key || g.Rows != want.rows {
			t.Errorf("%+v", g)
		}
		want.rule.Batch, want.rule.Cause = b.ID, groups[i].Cause
		if m := Must(r, r.Portal.MendRows, want.rule); m.Rows != want.rows || m.Left != 0 {
			t.Errorf("%s: %+v", want.field, m)
		}
	}
	printed := []string{"VAT GB987654321|EORI GB123456789000", "VAT GB123456789", "VAT GB123456789", "ABN 51824753556", ""}
	for i, it := range issuedOf(r, b.ID) {
		it := Must(r, r.Portal.Shipment, it.ID) // sealed and opened
		drawn := written(t, Must(r, r.Portal.Label, portal.Paper{ID: it.ID}))
		for _, s := range strings.Split(printed[i], "|") {
			if !strings.Contains(drawn, s) {
				t.Errorf("%s: its form lacks %q: %v", it.Reference, s, it.Customs.References)
			}
		}
		if printed[i] == "" && len(it.Customs.References) > 0 {
			t.Errorf("%s: %v", it.Reference, it.Customs.References)
		}
	}
	if b = Must(r, r.Portal.Batch, b.ID); b.Issued != 5 {
		t.Errorf("%+v", b.Tally)
	}
}

// M-F3: a mail tells of the end of a work that took longer than half a minute,
// once, and of no shorter one.
func TestBatchMail(t *testing.T) {
	r := New(t).As("mei")
	for took, want := range map[time.Duration]int{policy.BatchMail: 0, policy.BatchMail + time.Second: 1} {
		before := len(r.Mails.To("mei@example.org"))
		b := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: "orders.csv", Body: strings.NewReader(batchFile(3, nil))})
		Must(r, r.Portal.StartBatch, portal.StartBatch{ID: b.ID, Again: true})
		r.Later(took)
		r.Work()
		mails := r.Mails.To("mei@example.org")[before:]
		if len(mails) != want || want == 1 && !strings.Contains(mails[0].Body, "/batches/"+b.ID) {
			t.Errorf("after %s: %d mails", took, len(mails))
		}
	}
}

// M-F1: a file that is thrown away leaves nothing, one that is stopped keeps what
// is issued, and its columns may be read anew as long as nothing is; a mapping is
// remembered for the same headings.
func TestBatchTurns(t *testing.T) {
	r := New(t).As("mei")
	b := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: "a.csv", Body: strings.NewReader(batchFile(3, nil))})
	other := append(batch.Mapping(nil), b.Mapping...)
	other[0] = ""
	Must(r, r.Portal.StartBatch, portal.StartBatch{ID: b.ID, Mapping: other})
	r.Work()
	if row := Must(r, r.Portal.BatchRow, portal.RowOf{Batch: b.ID, N: 2}); row.Reference != "" {
		t.Error("the column that is not used was read")
	}
	if b = Must(r, r.Portal.RemapBatch, b.ID); b.State != batch.Uploaded || b.Rows() != 0 {
		t.Errorf("%s %+v", b.State, b.Tally)
	}
	Must(r, r.Portal.CancelBatch, b.ID)
	r.Work()
	Refused(r, r.Portal.Batch, b.ID, "error.not_found")
	b = Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: "b.csv", Body: strings.NewReader(batchFile(3, nil))})
	if !b.Recalled || b.Mapping[0] != "" || b.Twin != "" {
		t.Errorf("recalled %v, twin %q", b.Recalled, b.Twin)
	}
	Must(r, r.Portal.StartBatch, portal.StartBatch{ID: b.ID})
	r.Work()
	Must(r, r.Portal.IssueBatch, b.ID)
	Must(r, r.Portal.StopBatch, b.ID)
	r.Work()
	if b = Must(r, r.Portal.Batch, b.ID); b.Issued != 0 || b.Ready != 3 {
		t.Errorf("stopped: %+v", b.Tally)
	}
	Must(r, r.Portal.IssueBatch, b.ID)
	r.Work()
	Refused(r, r.Portal.CancelBatch, b.ID, "batch.has_labels")
	Refused(r, r.Portal.RemapBatch, b.ID, "batch.has_labels")
	again := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: "c.csv", Body: strings.NewReader(batchFile(3, nil))})
	if again.Twin != b.ID {
		t.Errorf("the twin is %q", again.Twin)
	}
	Refused(r, r.Portal.StartBatch, portal.StartBatch{ID: again.ID}, "batch.twin")
	r.Later((policy.DraftDays + 2) * 24 * time.Hour)
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	Refused(r, r.Portal.Batch, b.ID, "error.not_found")
	if l := Must(r, r.Portal.Shipments, portal.Search{}); len(l.Rows) != 3 {
		t.Error("the items went with their file")
	}
}

// M-F3: a turn begins at the line where the last one ended, and what stands
// above it is issued all the same: it may have been mended since.
func TestBatchGoesOn(t *testing.T) {
	r := New(t).As("mei")
	b := uploaded(r, batchFile(6, nil))
	if err := r.Portal.DB.Tx(t.Context(), 0, func(tx *store.Tx) error {
		return tx.Enqueue(job.Job{Kind: "batch.work", Args: r.Who.Customer + "/" + b.ID + "/4"})
	}); err != nil {
		t.Fatal(err)
	}
	Must(r, r.Portal.IssueBatch, b.ID)
	r.Work()
	if b = Must(r, r.Portal.Batch, b.ID); b.State != batch.Checked || b.Issued != 6 {
		t.Fatalf("%+v", b)
	}
	var order []string
	for _, x := range Must(r, r.Portal.Shipments, portal.Search{}).Rows { // the last first
		order = append(order, x.Reference)
	}
	if want := []string{"R-3", "R-2", "R-1", "R-6", "R-5", "R-4"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
}

// M-F3: a database that fails while a file is read is not the file's fault: its
// job comes again, and nobody is told that the file is damaged.
func TestBatchUnreadable(t *testing.T) {
	r := New(t).As("mei")
	var book bytes.Buffer
	if err := batch.Template(&book, sheet.Excel, i18n.En, r.Portal.Catalogue().On(policy.DayOf(r.Now())).Services(), nil); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"orders.csv": batchFile(3, nil), "orders.xlsx": book.String()} {
		b := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: name, Body: strings.NewReader(text)})
		if err := r.Portal.DB.Tx(t.Context(), 0, func(tx *store.Tx) error { // its pieces go
			_, err := tx.EmptyBatch(r.Who.Customer, b.ID, 10)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		Must(r, r.Portal.StartBatch, portal.StartBatch{ID: b.ID, Same: store.Fields{"service": "ARM", "sender.name": "Mei"}, Mapping: b.Mapping})
		r.Work()
		if b = Must(r, r.Portal.Batch, b.ID); b.State != batch.Reading || b.Broken != nil {
			t.Errorf("%s: %s %+v", name, b.State, b.Broken)
		}
	}
}

// M-A7, M-A4: a batch is nobody else's, and who only looks does nothing to it.
func TestBatchIsOnes(t *testing.T) {
	r := New(t).As("mei")
	b := uploaded(r, batchFile(2, nil))
	viewer := r.Who
	viewer.Role = account.Viewer
	r.AsActor(viewer)
	Must(r, r.Portal.Batch, b.ID)
	Refused(r, r.Portal.IssueBatch, b.ID, "error.forbidden")
	Refused(r, r.Portal.MendRow, portal.Mend{RowOf: portal.RowOf{Batch: b.ID, N: 2}}, "error.forbidden")
	r.As("eve")
	Refused(r, r.Portal.IssueBatch, b.ID, "error.not_found")
	Refused(r, r.Portal.BatchRow, portal.RowOf{Batch: b.ID, N: 2}, "error.not_found")
	Refused(r, r.Portal.BatchRows, portal.RowSearch{Batch: b.ID}, "error.not_found")
	Refused(r, r.Portal.MendRow, portal.Mend{RowOf: portal.RowOf{Batch: b.ID, N: 2}}, "error.not_found")
	Refused(r, r.Portal.MendRows, portal.Rule{Batch: b.ID, Value: "x"}, "error.not_found")
	Refused(r, r.Portal.FaultFile, portal.BatchFile{ID: b.ID}, "error.not_found")
	Refused(r, r.Portal.BatchLabels, portal.BatchPapers{ID: b.ID}, "error.not_found")
	Refused(r, r.Portal.UnpaidOfBatch, b.ID, "error.not_found")
}
