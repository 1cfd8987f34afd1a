package portal_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/ledger"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// teaToNewYork is a parcel that everything is right with.
func teaToNewYork() portal.Draft {
	ref := "Order 1001"
	return portal.Draft{
		Route:     &portal.Route{Service: "APL", Place: "US", Grams: 1500},
		Recipient: &postal.Address{Name: "Ann O'Neil", Street: []string{"12 West 34th St", "Apt 5B"}, City: "New York", State: "NY", Postcode: "10001", Place: "US", Phone: "+1 212 555 0100"},
		Sender: &postal.Address{Name: "Chan Tai Man", Street: []string{"Flat A, 3/F, 8 Shanghai Street", "Yau Ma Tei"}, City: "Kowloon", Place: "HK", Phone: "91234567",
			Native: postal.NativeAddress{Name: "陳大文", Street: []string{"油麻地上海街8號3樓A室"}}},
		Contents: &customs.Declaration{Category: customs.Gift, Currency: "HKD", Lines: []customs.Line{
			{Description: "black tea", Native: "紅茶", Quantity: 4, Net: 1200, Value: 32000, HS: "090230", Origin: "CN"}}},
		Reference: &ref,
	}
}

// TestStory is the main job: from registering to the counter (M-A1, M-C3,
// M-E1, M-G1).
func TestStory(t *testing.T) {
	r := New(t).As("mei")
	it := Must(r, r.Portal.CreateDraft, portal.Draft{Route: teaToNewYork().Route})
	if it.State != shipment.Draft || len(it.Missing) != 3 || it.Quote.Total != 45700 {
		t.Fatalf("%v %v %+v", it.State, it.Missing, it.Quote)
	}
	Refused(r, r.Portal.IssueShipment, it.ID, "address.missing at recipient.name")
	rest := teaToNewYork()
	rest.Route = nil
	it = Must(r, r.Portal.SaveDraft, portal.DraftOf{ID: it.ID, Draft: rest})
	if len(it.Missing) != 0 {
		t.Fatal("missing", it.Missing)
	}

	issued := Must(r, r.Portal.IssueShipment, it.ID)
	again := Must(r, r.Portal.IssueShipment, it.ID)
	if issued.Number == "" || again.Number != issued.Number || issued.State != shipment.Issued {
		t.Fatal("issued twice:", issued.Number, again.Number)
	}
	if _, err := postal.ParseNumber(string(issued.Number)); err != nil || issued.Number.Indicator() != "CA" {
		t.Error(issued.Number, err)
	}
	if issued.ExpiresOn != policy.DayOf(Start)+90 || issued.Estimate.Total != 45700 {
		t.Error(issued.ExpiresOn, issued.Estimate)
	}
	Refused(r, r.Portal.SaveDraft, portal.DraftOf{ID: it.ID, Draft: rest}, "shipment.frozen")

	list := Must(r, r.Portal.Shipments, portal.Search{Text: "o'neil"})
	if len(list.Rows) != 1 || list.Rows[0].ID != it.ID || list.Counts[shipment.Issued] != 1 {
		t.Errorf("%+v", list)
	}

	r.AsClerk("GPO")
	seen := Must(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: strings.ToLower(issued.Number.Grouped())})
	if seen.Due.Total != 45700 || seen.ID != it.ID {
		t.Error(seen.Due, seen.ID)
	}
	heavier := Must(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: string(issued.Number), Grams: 1501})
	if heavier.Due.Total != 52200 {
		t.Error(heavier.Due.Total)
	}
	accept := portal.Acceptance{Number: string(issued.Number), Grams: 1501, Cash: 52199}
	Refused(r, r.Portal.AcceptAtCounter, accept, "counter.cash_short at cash")
	accept.Cash, accept.Quoted = 60000, 45700
	Refused(r, r.Portal.AcceptAtCounter, accept, "counter.price_changed")
	accept.Quoted = 52200
	got := Must(r, r.Portal.AcceptAtCounter, accept)
	if got.State != shipment.Posted || got.Row.Change != 7800 || got.Row.Grams != 1501 {
		t.Errorf("%+v", got.Row)
	}
	Refused(r, r.Portal.AcceptAtCounter, accept, "counter.posted at number")
	balance(t, r, ledger.Till.Of("GPO"), 52200)
	balance(t, r, ledger.Revenue.Of("APL"), -52200)

	r.As("mei")
	Refused(r, r.Portal.CancelShipment, it.ID, "state.illegal")
	it = Must(r, r.Portal.Shipment, it.ID)
	var events []string
	for _, e := range it.Events {
		events = append(events, string(e.Event))
	}
	if got := strings.Join(events, " "); got != "issue post" || it.Events[1].Note != "1500 g → 1501 g" {
		t.Error(got, it.Events)
	}
	if it.Grams != 1500 {
		t.Error("the counter's weight must not change what was frozen")
	}
}

func balance(t *testing.T, r *Runner, name ledger.Account, want int64) {
	t.Helper()
	if err := r.Portal.DB.Read(t.Context(), 0, func(tx *store.Tx) error {
		got, err := tx.Balance(name)
		if err == nil && int64(got) != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// M-A7: another customer's item is not found, through any operation.
func TestForeign(t *testing.T) {
	r := New(t).As("mei")
	it := Must(r, r.Portal.CreateDraft, teaToNewYork())
	r.As("mallory")
	const gone = "error.not_found"
	Refused(r, r.Portal.Shipment, it.ID, gone)
	Refused(r, r.Portal.IssueShipment, it.ID, gone)
	Refused(r, r.Portal.CancelShipment, it.ID, gone)
	Refused(r, r.Portal.SendAgain, it.ID, gone)
	Refused(r, r.Portal.SaveDraft, portal.DraftOf{ID: it.ID}, gone)
	Refused(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: "RA473124829HK"}, "error.forbidden")
	if l := Must(r, r.Portal.Shipments, portal.Search{}); len(l.Rows) != 0 {
		t.Error(l)
	}
	r.AsActor(account.Nobody)
	Refused(r, r.Portal.Shipment, it.ID, "error.unauthorised")
}

// M-E1: each refusal of the counter has its own words.
func TestRefusals(t *testing.T) {
	r := New(t).As("mei")
	cancelled := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	Must(r, r.Portal.CancelShipment, cancelled.ID)
	expired := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	r.AsClerk("GPO")
	for in, want := range map[string]string{
		"":                       "number.form at number",
		"hello":                  "number.form at number",
		"CA000000000HK":          "number.check_digit at number",
		"CA999999995HK":          "counter.unknown at number",
		"EE876543216CA":          "counter.foreign at number",
		string(cancelled.Number): "counter.cancelled at number",
	} {
		Refused(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: in}, want)
	}
	ok := portal.Scanned{Number: string(expired.Number)}
	r.AsClerk("MP1")
	Refused(r, r.Portal.LookUpAtCounter, ok, "counter.office_closed")
	r.AsClerk("nowhere")
	Refused(r, r.Portal.LookUpAtCounter, ok, "counter.no_office")
	r.AsClerk("CMC")
	Must(r, r.Portal.LookUpAtCounter, ok)
	r.AsClerk("GPO")
	// M-C3: good to the last second of the 90th day, and not a second more.
	r.Until(expired.ExpiresOn.End().Add(-time.Second))
	Must(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: string(expired.Number)})
	r.Until(expired.ExpiresOn.End())
	Refused(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(expired.Number), Grams: 1500, Cash: 100000}, "counter.expired at number")
	r.As("mei")
	if it := Must(r, r.Portal.Shipment, expired.ID); it.State != shipment.Expired || len(it.Events) != 1 {
		t.Error("expired by its date, before the job:", it.State, it.Events)
	}
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if it := Must(r, r.Portal.Shipment, expired.ID); it.State != shipment.Expired || len(it.Events) != 2 {
		t.Error("the job writes the event:", it.State, it.Events)
	}
}

// M-C2: a draft left alone for 90 days is deleted, and not before.
func TestPurge(t *testing.T) {
	r := New(t).As("mei")
	it := Must(r, r.Portal.CreateDraft, teaToNewYork())
	end := (policy.DayOf(Start) + policy.DraftDays).End()
	r.Until(end.Add(-time.Second))
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	Must(r, r.Portal.Shipment, it.ID)
	r.Until(end)
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if it, err := r.Portal.Shipment(t.Context(), r.Who, it.ID); err == nil && (it.State != shipment.Purged || it.Recipient.Name != "") {
		t.Error(it.State, it.Recipient)
	}
	if l := Must(r, r.Portal.Shipments, portal.Search{}); len(l.Rows) != 0 {
		t.Error("a purged draft is listed")
	}
}

// A damaged item keeps no other from expiring, and is told of.
func TestSweepGoesOn(t *testing.T) {
	file := storetest.SQLite(t)
	r := On(t, file).As("mei")
	var ids []string
	for range 3 {
		ids = append(ids, Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID).ID)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a connection for one statement
	if _, err := db.Exec(`UPDATE shipments SET grams = 1 WHERE id = $1`, ids[0]); err != nil {
		t.Fatal(err)
	}
	r.Until((policy.DayOf(Start) + policy.LabelDays).End())
	if err := r.Portal.Sweep(t.Context()); err == nil || !strings.Contains(err.Error(), ids[0]) {
		t.Error("nobody hears of it:", err)
	}
	for _, id := range ids[1:] {
		if it := Must(r, r.Portal.Shipment, id); len(it.Events) != 2 {
			t.Error(id, "has not expired:", it.Events)
		}
	}
}
