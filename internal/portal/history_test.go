package portal_test

import (
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/shipment"
)

// M-G1: the history is that of the past six months, found by what the label
// prints, and its counts follow every step and every midnight at once.
func TestHistory(t *testing.T) {
	r := New(t)
	r.As("mei")
	issue := func(d portal.Draft) portal.Item {
		it := Must(r, r.Portal.CreateDraft, d)
		return Must(r, r.Portal.IssueShipment, it.ID)
	}
	first, second := issue(teaToNewYork()), issue(teaToNewYork())
	find := func(in portal.Search) portal.Listing { return Must(r, r.Portal.Shipments, in) }
	number := string(second.Number)
	for text, want := range map[string]int{
		"": 2, number: 1, second.Number.Grouped(): 1, number[2:11]: 1, first.Recipient.Name: 2, first.Recipient.Street[0]: 2, "no such thing": 0,
		first.PlaceRow.Name.En: 2, first.PlaceRow.Name.Hant: 2, first.ServiceRow.Name.En: 2, "457.00": 2, first.Estimate.Total.HKD(): 2,
		policy.DayOf(r.Now()).String(): 2, "2026年11月23日": 2, "23.11.2026": 2, first.Customs.Lines[0].Description: 2, first.Sender.Phone: 2,
	} {
		if l := find(portal.Search{Text: text}); len(l.Rows) != want {
			t.Errorf("%q finds %d, want %d", text, len(l.Rows), want)
		}
	}
	Must(r, r.Portal.CancelShipment, second.ID)
	counts := func(want ...int) {
		t.Helper()
		c := find(portal.Search{}).Counts
		got := []int{c[shipment.Draft], c[shipment.Issued], c[shipment.Posted], c[shipment.Cancelled], c[shipment.Expired]}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("counts %v, want %v", got, want)
			}
		}
	}
	counts(0, 1, 0, 1, 0)
	r.Until(first.ExpiresOn.End().Add(-time.Second))
	counts(0, 1, 0, 1, 0)
	r.Later(time.Second) // and no job has run
	counts(0, 0, 0, 1, 1)
	if l := find(portal.Search{State: shipment.Expired}); len(l.Rows) != 1 || len(find(portal.Search{State: shipment.Issued}).Rows) != 0 {
		t.Error("the tab and its list differ")
	}
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts(0, 0, 0, 1, 1)

	last := policy.DayOf(Start).AddMonths(policy.HistoryMonths)
	r.Until(last.End().Add(-time.Second))
	counts(0, 0, 0, 1, 1)
	r.Later(time.Second)
	counts(0, 0, 0, 0, 0)
	if l := find(portal.Search{Text: number}); len(l.Rows) != 0 {
		t.Error("older than six months, and still listed")
	}
	r.AsActor(account.Nobody)
	Refused(r, r.Portal.Shipments, portal.Search{}, "error.unauthorised")
}

// U-16: what was spent adds up in all three ways, month by month to today, and
// what was cancelled or thrown away is not in it.
func TestSpending(t *testing.T) {
	r := New(t)
	r.As("mei")
	var last portal.Item
	for i := range 3 {
		it := Must(r, r.Portal.CreateDraft, teaToNewYork())
		last = Must(r, r.Portal.IssueShipment, it.ID)
		if i == 1 {
			r.Until(Start.AddDate(0, 0, 20)) // December
		}
	}
	Must(r, r.Portal.CreateDraft, teaToNewYork())
	s := Must(r, r.Portal.Spending, struct{}{})
	if s.Items != 3 || s.Total != 3*last.Estimate.Total || len(s.Places) != 1 || len(s.Services) != 1 || s.Services[0].Total != s.Total {
		t.Errorf("%+v", s)
	}
	n := len(s.Months)
	if n != policy.HistoryMonths+1 || s.Months[n-2].Items != 2 || s.Months[n-1].Items != 1 || s.Months[0].Items != 0 {
		t.Errorf("%+v", s.Months)
	}
	Must(r, r.Portal.CancelShipment, last.ID)
	if s := Must(r, r.Portal.Spending, struct{}{}); s.Items != 2 || s.Months[n-1].Total != 0 {
		t.Errorf("%+v", s)
	}
	r.As("tom")
	if s := Must(r, r.Portal.Spending, struct{}{}); s.Items != 0 || s.Total != 0 {
		t.Error("somebody else's spending shows")
	}
}

// M-G1, U-16: lists and sums show what the counter charged, once it has.
func TestHistoryShowsCharge(t *testing.T) {
	r := New(t).As("mei")
	light := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	posted := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	charged := Must(r.AsClerk("GPO"), r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(posted.Number), Grams: posted.Grams + 400, Cash: 100000}).Row.Charged.Total
	if charged <= posted.Estimate.Total {
		t.Fatalf("%s was charged, %s estimated", charged, posted.Estimate.Total)
	}
	rows := Must(r.As("mei"), r.Portal.Shipments, portal.Search{}).Rows
	if len(rows) != 2 || rows[0].Total != charged || rows[1].Total != light.Estimate.Total {
		t.Errorf("%+v", rows)
	}
	for amount, want := range map[money.Amount]int{charged: 1, light.Estimate.Total: 2} { // the label still says what was estimated
		if l := Must(r, r.Portal.Shipments, portal.Search{Text: amount.HKD()}); len(l.Rows) != want {
			t.Errorf("%s finds %d, want %d", amount.HKD(), len(l.Rows), want)
		}
	}
	if s := Must(r, r.Portal.Spending, struct{}{}); s.Total != charged+light.Estimate.Total {
		t.Errorf("%+v", s)
	}
	if it := Must(r, r.Portal.Shipment, posted.ID); it.Estimate.Total != posted.Estimate.Total {
		t.Error("what is frozen has changed")
	}
}
