package portal_test

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// expressTo is an e-Express+ item to a ZIP code.
func expressTo(zip, state string, grams postal.Grams) portal.Draft {
	d := teaToNewYork()
	d.Route = &portal.Route{Service: "AEX", Place: "US", Grams: grams}
	d.Recipient.Postcode, d.Recipient.State = zip, state
	d.Contents.Lines[0].Net = grams / 2
	return d
}

// M-C8: without a ZIP code no e-Express+ label is made; with one the item has
// its office's indicator, on the label too; a state that does not fit warns.
func TestOfficeOfExchange(t *testing.T) {
	r := New(t).As("mei")
	Refused(r, r.Portal.CreateShipment, portal.NewShipment{Draft: expressTo("", "NY", 500), Issue: true}, "address.postcode_missing at recipient.postcode")
	Refused(r, r.Portal.CreateShipment, portal.NewShipment{Draft: expressTo("1000", "NY", 500), Issue: true}, "address.postcode_form at recipient.postcode")
	draft := Must(r, r.Portal.CreateDraft, expressTo("10001", "CA", 500))
	if len(draft.Warnings) == 0 || draft.Warnings[0].Key != "address.zip_state" || draft.Warnings[0].Field != "recipient.state" || len(draft.Missing) != 0 {
		t.Errorf("%v %v", draft.Warnings, draft.Missing)
	}
	it := Must(r, r.Portal.IssueShipment, draft.ID)
	if want := (postal.Exchange{Office: "JFK", Indicator: "1-JFK", Group: "JFK"}); it.Exchange != want || it.Form != "CN22" {
		t.Errorf("%+v %s", it.Exchange, it.Form)
	}
	if s := written(t, Must(r, r.Portal.Label, portal.Paper{ID: it.ID})); !strings.Contains(s, "1-JFK") {
		t.Error("the label lacks the indicator:\n", s)
	}
	other := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	if other.Exchange != (postal.Exchange{}) || other.Form != "CN23" {
		t.Errorf("%+v %s", other.Exchange, other.Form)
	}
}

// M-C8: the segregation list keeps JFK apart from the others, with counts and
// weights, of what waits to be posted and of nobody else's.
func TestSegregation(t *testing.T) {
	r := New(t).As("mei")
	var last portal.Created
	for _, d := range []portal.Draft{expressTo("10001", "NY", 300), expressTo("94101", "CA", 200), expressTo("20001", "DC", 150), expressTo("90001", "CA", 50), expressTo("60601", "IL", 70), teaToNewYork()} {
		last = Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true})
	}
	cancelled := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: expressTo("10001", "NY", 999), Issue: true})
	Must(r, r.Portal.CancelShipment, cancelled.ID)
	Must(r, r.Portal.CreateDraft, expressTo("10001", "NY", 999))
	g := Must(r, r.Portal.Segregation, struct{}{})
	if len(g.Groups) != 2 || g.Groups[0].Group != "JFK" || len(g.Groups[0].Items) != 2 || g.Groups[0].Grams != 450 || len(g.Groups[1].Items) != 3 || g.Groups[1].Grams != 320 || len(g.Groups[1].Offices) != 2 {
		t.Fatalf("%+v", g)
	}
	for i, want := range []string{"3-SFO", "4-ORD"} {
		if got := g.Groups[1].Offices[i].Indicator; got != want {
			t.Errorf("office %d is %s, want %s", i, got, want)
		}
	}
	paper := written(t, Must(r, r.Portal.SegregationList, i18n.En))
	for _, want := range []string{"Segregation list", "For JFK", "1-JFK", "For the other offices", "4-ORD", "94101", "450 g", "320 g", "3-SFO: 2 items, 250 g · 4-ORD: 1 item, 70 g", "2 items", g.Groups[0].Items[0].Number.Grouped()} {
		if !strings.Contains(paper, want) {
			t.Errorf("the list lacks %q:\n%s", want, paper)
		}
	}
	if strings.Contains(paper, last.Number.Grouped()) {
		t.Error("a parcel is on the list")
	}
	r.Until(last.ExpiresOn.End()) // M-C3: expired ones need no sorting
	if g := Must(r, r.Portal.Segregation, struct{}{}); len(g.Groups) != 0 {
		t.Errorf("%+v", g)
	}
	r.Until(Start)
	if g := Must(r.As("mallory"), r.Portal.Segregation, struct{}{}); len(g.Groups) != 0 {
		t.Errorf("%+v", g)
	}
}

// M-C8: a notice that suspends a destination refuses its labels from its day,
// drafts of before too.
func TestSuspended(t *testing.T) {
	r := New(t).As("mei")
	draft := Must(r, r.Portal.CreateDraft, expressTo("10001", "NY", 500))
	if draft.Quote == nil || len(draft.Quote.Notices) != 1 {
		t.Error("the draft tells of no notice")
	}
	table := postal.Table{Kind: "notice", Effective: policy.DayOf(Start), Columns: []string{"service", "place", "state", "from", "until", "en", "zh-Hant", "zh-Hans"},
		Rows: [][]string{{"AEX", "US", "suspended", "2026-11-24", "2026-11-25", "A strike.", "罷工。", "罢工。"}}}
	if _, err := r.Portal.ImportTable(t.Context(), "test", table); err != nil {
		t.Fatal(err)
	}
	r.Later(24 * time.Hour)
	Refused(r, r.Portal.IssueShipment, draft.ID, "quote.suspended at place")
	Refused(r, r.Portal.CreateDraft, expressTo("10001", "NY", 500), "quote.suspended at place")
	Must(r, r.Portal.CreateDraft, teaToNewYork())
	r.Later(48 * time.Hour)
	if it := Must(r, r.Portal.IssueShipment, draft.ID); it.Number[2:10] != "10000000" {
		t.Error("the refused tries cost numbers:", it.Number)
	}
}

// M-C10: an address to where data goes ahead needs the sender's phone; letter
// post worth 300 SDR goes with a CN 23.
func TestCustomsOfItem(t *testing.T) {
	r := New(t).As("mei")
	d := teaToNewYork()
	d.Sender.Phone = ""
	Refused(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true}, "customs.sender_phone at sender.phone")
	d = expressTo("10001", "NY", 500)
	d.Contents.Lines[0].Value = 3200_00
	if it := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true}); it.Form != "CN23" {
		t.Error(it.Form)
	}
	d.Contents.Lines[0].Description = "gifts"
	Refused(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true}, "customs.description.vague at contents.lines.0.description")
	d = teaToNewYork()
	d.Contents.References = map[string]string{"ioss": "IM3720000224"}
	Refused(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true}, "customs.reference.unasked at contents.references.ioss")
	d.Route.Place, d.Recipient.Place, d.Recipient.Postcode, d.Recipient.City = "DE", "DE", "50667", "Köln"
	d.Contents.Lines[0].Value = 1000_00
	d.Contents.References["eori"] = "DE1234567"
	it := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true})
	if got := Must(r, r.Portal.Shipment, it.ID).Customs.References["ioss"]; got != "IM3720000224" { // sealed and opened
		t.Error(got)
	}
	drawn := written(t, Must(r, r.Portal.Label, portal.Paper{ID: it.ID}))
	if !strings.Contains(drawn, "EORI DE1234567") || strings.Contains(drawn, "IM3720000224") {
		t.Error("the CN 23 lacks the EORI number, or tells the IOSS number")
	}
}

// M-C7, M-C8: who is asked for the state must give it where the country's
// addresses need one; a program that has no field for it is told on the item.
func TestStateIsAsked(t *testing.T) {
	r := New(t).As("mei")
	d := teaToNewYork()
	d.Recipient.State = ""
	Refused(r, r.Portal.CreateDraft, d, "address.state_missing at recipient.state")
	Refused(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true}, "address.state_missing at recipient.state")
	d.Stateless = true
	draft := Must(r, r.Portal.CreateDraft, d)
	if len(draft.Warnings) != 1 || draft.Warnings[0].Key != "address.state_missing" {
		t.Error(draft.Warnings)
	}
	if it := Must(r, r.Portal.IssueShipment, draft.ID); it.Number == "" {
		t.Error("not issued")
	}
	d.Recipient.Postcode = ""
	Refused(r, r.Portal.CreateDraft, d, "address.state_missing at recipient.state")
}

// M-C11: a certificate of posting from the posting on, through the last instant
// of the same day six months later, and not for anybody else.
func TestCertificate(t *testing.T) {
	for posted, last := range map[string]string{"2026-11-23T10:00:00+08:00": "2027-05-23", "2026-08-31T23:59:59+08:00": "2027-02-28"} {
		r := New(t)
		at, err := time.Parse(time.RFC3339, posted)
		if err != nil {
			t.Fatal(err)
		}
		r.Until(at.Add(-time.Hour))
		r.As("mei")
		it := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
		paper := portal.Paper{ID: it.ID, Lang: i18n.En}
		Refused(r, r.Portal.Certificate, paper, "certificate.not_posted")
		r.Until(at)
		Must(r.AsClerk("GPO"), r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(it.Number), Grams: 1500, Cash: 100000})
		r.As("mei")
		text := written(t, Must(r, r.Portal.Certificate, paper))
		for _, want := range []string{"Certificate of posting", it.Number.Grouped(), "General Post Office", "Ann O'Neil", "1.5 kg", "HK$457.00", "Order 1001"} {
			if !strings.Contains(text, want) {
				t.Errorf("the certificate lacks %q:\n%s", want, text)
			}
		}
		end, err := policy.ParseDay(last)
		if err != nil {
			t.Fatal(err)
		}
		r.Until(end.End().Add(-time.Nanosecond))
		Must(r, r.Portal.Certificate, paper)
		if got := Must(r, r.Portal.Shipment, it.ID).Certified; got != end {
			t.Errorf("posted %s, certified until %s", posted, got)
		}
		r.Until(end.End())
		Refused(r, r.Portal.Certificate, paper, "certificate.over")
		if got := Must(r, r.Portal.Shipment, it.ID).Certified; got != 0 {
			t.Error("still offered:", got)
		}
		r.Until(at)
		Refused(r.As("mallory"), r.Portal.Certificate, paper, "error.not_found")
	}
}

// M-C3, M-C2: the last instant of a label and of a draft, whoever asks, with
// and without the sweep.
func TestLastInstant(t *testing.T) {
	r := New(t).As("mei")
	it := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true})
	draft := Must(r, r.Portal.CreateDraft, portal.Draft{Route: teaToNewYork().Route})
	end := it.ExpiresOn.End()
	accept := portal.Acceptance{Number: string(it.Number), Grams: 1500, Cash: 100000}
	r.Until(end.Add(-time.Microsecond))
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	Must(r, r.Portal.Label, portal.Paper{ID: it.ID})
	Must(r, r.Portal.SaveDraft, portal.DraftOf{ID: draft.ID, Draft: portal.Draft{Route: teaToNewYork().Route}})
	Must(r.AsClerk("GPO"), r.Portal.LookUpAtCounter, portal.Scanned{Number: string(it.Number)})
	for _, swept := range []bool{false, true} {
		r.As("mei").Until(end)
		if swept {
			if err := r.Portal.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			Refused(r, r.Portal.SaveDraft, portal.DraftOf{ID: draft.ID, Draft: portal.Draft{Route: teaToNewYork().Route}}, "shipment.frozen")
		}
		Refused(r, r.Portal.Label, portal.Paper{ID: it.ID}, "shipment.label_dead")
		if _, err := r.Portal.CancelShipment(t.Context(), r.Who, it.ID); !problem.Is(err, problem.Conflict) {
			t.Error("an expired item is cancelled:", err)
		}
		if _, err := r.Portal.AcceptAtCounter(t.Context(), r.AsClerk("GPO").Who, accept); !problem.Is(err, problem.Conflict) {
			t.Error("an expired item is accepted:", err)
		}
	}
}

// M-C11: advance data holds the day's and the office's overseas items, and no
// others.
func TestAdvanceData(t *testing.T) {
	r := New(t).As("mei")
	var numbers []string
	for range 3 {
		numbers = append(numbers, string(Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true}).Number))
	}
	accept := func(office, number string) {
		Must(r.AsClerk(office), r.Portal.AcceptAtCounter, portal.Acceptance{Number: number, Grams: 1600, Cash: 100000})
	}
	accept("GPO", numbers[0])
	r.Until(policy.DayOf(Start).End().Add(-time.Second))
	accept("GPO", numbers[1])
	r.Until(policy.DayOf(Start).End())
	accept("GPO", numbers[2])
	x, err := r.Portal.AdvanceData(t.Context(), "test", portal.AdvanceOf{Office: "gpo", Day: policy.DayOf(Start)})
	if err != nil || len(x.Items) != 2 || x.Items[0].Number != numbers[0] || x.Items[1].Number != numbers[1] || x.Items[0].Gross != 1600 || x.Items[0].Sender.Phone != "91234567" || x.Items[0].Class != "C" {
		t.Errorf("%+v %v", x, err)
	}
	if _, err := r.Portal.AdvanceData(t.Context(), "test", portal.AdvanceOf{Office: "XYZ", Day: policy.DayOf(Start)}); problem.Of(err).Key != "counter.no_office" {
		t.Error(err)
	}
}
