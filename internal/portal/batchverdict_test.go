package portal_test

import (
	"reflect"
	"strings"
	"testing"

	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// suspend stops a destination of a service on the first day of the stories.
func suspend(r *Runner, service, place string) {
	r.Helper()
	day := policy.DayOf(Start)
	table := postal.Table{Kind: "notice", Effective: day, Columns: []string{"service", "place", "state", "from", "until", "en", "zh-Hant", "zh-Hans"},
		Rows: [][]string{{service, place, "suspended", day.String(), day.String(), "A strike.", "罷工。", "罢工。"}}}
	if _, err := r.Portal.ImportTable(r.Context(), "test", table); err != nil {
		r.Fatal(err)
	}
}

// M-F1, P-8: rows whose verdict is of the same day and tables are issued without
// another check, and become the very items that a check makes of them.
func TestBatchOfOldVerdict(t *testing.T) {
	r := New(t).As("mei")
	text := batchFile(4, func(i int, row string) string {
		switch i {
		case 2:
			return strings.NewReplacer("N1 6AF", " n1  6af ", "Ann Smith", "Ａｎｎ　 Smith", "black tea", " black  tea", "090230", "0902.30", ",CN,", ",cn,").Replace(row)
		case 3:
			return strings.NewReplacer("Ann Smith", "Zoe\u0308 Müller", "R-3,", " R-3  b,", "HKD", "hkd").Replace(row)
		}
		return row
	})
	items := func() (all []shipment.Shipment) {
		b := uploaded(r, text)
		if b.Ready != 4 {
			t.Fatalf("%+v", b)
		}
		return issuedOf(r, b.ID)
	}
	trusted := items()
	b := uploaded(r, text)
	suspend(r, "AEX", "US") // of no concern to these rows, which are checked anew all the same
	again := issuedOf(r, b.ID)
	if len(trusted) != 4 || len(again) != 4 {
		t.Fatalf("%d and %d items", len(trusted), len(again))
	}
	for i := range again {
		a, b := trusted[i], again[i]
		a.ID, a.Number, a.Version, a.CreatedAt, a.UpdatedAt, a.IssuedAt = b.ID, b.Number, b.Version, b.CreatedAt, b.UpdatedAt, b.IssuedAt
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%+v\n%+v", a, b)
		}
	}
}

// M-F2: rows that were good when they were read wait to be mended where the
// tables have changed since.
func TestBatchVerdictEnds(t *testing.T) {
	r := New(t).As("mei")
	b := uploaded(r, batchFile(3, nil))
	suspend(r, "ARM", "GB")
	Must(r, r.Portal.IssueBatch, b.ID)
	r.Work()
	if b = Must(r, r.Portal.Batch, b.ID); b.Issued != 0 || b.Faulty != 3 {
		t.Errorf("%+v", b.Tally)
	}
}

// issuedOf issues the ready rows of a file and gives its items in their order.
func issuedOf(r *Runner, id string) (all []shipment.Shipment) {
	r.Helper()
	Must(r, r.Portal.IssueBatch, id)
	r.Work()
	for _, row := range Must(r, r.Portal.BatchRows, portal.RowSearch{Batch: id}).Rows {
		if row.Shipment != "" {
			all = append(all, Must(r, r.Portal.Shipment, row.Shipment).Shipment)
		}
	}
	return all
}

// M-G1: the history shows the items of one file, and of nobody else's.
func TestHistoryOfBatch(t *testing.T) {
	r := New(t).As("mei")
	of := func(id string, in portal.Search) (n int) {
		in.Batch = id
		return len(Must(r, r.Portal.Shipments, in).Rows)
	}
	first, second := uploaded(r, batchFile(3, nil)), uploaded(r, batchFile(5, nil))
	if n := of(first.ID, portal.Search{}); n != 0 {
		t.Errorf("%d items of a file of which none is issued", n)
	}
	a := issuedOf(r, first.ID)
	Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	issuedOf(r, second.ID)
	for _, c := range []struct {
		id   string
		in   portal.Search
		want int
	}{
		{first.ID, portal.Search{}, 3}, {second.ID, portal.Search{}, 5}, {first.ID, portal.Search{Text: "r-2"}, 1}, {first.ID, portal.Search{State: shipment.Posted}, 0},
		{first.ID, portal.Search{Text: string(a[0].Number)}, 1}, {second.ID, portal.Search{Text: string(a[0].Number)}, 0}, {"", portal.Search{}, 9}, {"bat_x", portal.Search{}, 0},
	} {
		if n := of(c.id, c.in); n != c.want {
			t.Errorf("%s %+v: %d items, want %d", c.id, c.in, n, c.want)
		}
	}
	r.As("tom")
	if n := of(first.ID, portal.Search{}); n != 0 {
		t.Errorf("%d items of somebody else's file", n)
	}
}
