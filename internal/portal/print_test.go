package portal_test

import (
	"slices"
	"strings"
	"testing"

	"ecship/internal/label"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// M-C5, U-14: labels come as asked for, or as their sender printed last, or
// exactly where these do not fit so; a reprint has the same bytes.
func TestPrinting(t *testing.T) {
	r := New(t).As("mei")
	parcel := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true})
	packet := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: expressTo("10001", "NY", 300), Issue: true})
	file := func(how *label.Print, f portal.Format, ids ...string) string {
		out := Must(r, r.Portal.Labels, portal.Papers{IDs: ids, Print: how, Format: f})
		if first := written(t, out); first == written(t, Must(r, r.Portal.Labels, portal.Papers{IDs: ids, Print: how, Format: f})) {
			return string(out.Format) + " " + strings.SplitN(first, "\n", 2)[0]
		}
		t.Error("a reprint differs")
		return ""
	}
	stocks := func(ids ...string) (names []string) {
		for _, s := range Must(r, r.Portal.Press, portal.Papers{IDs: ids}).Stocks {
			names = append(names, s.Name)
		}
		return names
	}
	const exact = "pdf ply 1 of"
	if got := file(nil, "", packet.ID); !strings.HasPrefix(got, exact) {
		t.Error("nothing was chosen:", got)
	}
	if got := stocks(packet.ID); !slices.Contains(got, "102x152") || slices.Contains(stocks(packet.ID, parcel.ID), "102x152") {
		t.Error("rolls for a packet:", got)
	}

	roll := label.Print{Stock: "102x152", NudgeX: 0.5, DPI: 300}
	choice := portal.Papers{IDs: []string{packet.ID}, Print: &roll, Format: portal.ZPL}
	if err := r.Portal.ChoosePrinting(t.Context(), r.Who, choice); err != nil {
		t.Fatal(err)
	}
	const chosen = "print {Stock:102x152 Start:0 NudgeX:0.5 NudgeY:0 DPI:300 Bare:false}"
	if got := file(nil, portal.ZPL, packet.ID); got != "zpl "+chosen {
		t.Error("as chosen:", got)
	}
	if got := file(nil, portal.PDF, packet.ID); got != "pdf "+chosen {
		t.Error("the same roll as PDF:", got)
	}
	if got := file(nil, portal.PDF, parcel.ID); !strings.HasPrefix(got, exact) {
		t.Error("a parcel does not fit the roll:", got)
	}
	if p := Must(r, r.Portal.Press, portal.Papers{IDs: []string{packet.ID}}); p.Chosen != (portal.Printing{Print: roll, Format: portal.ZPL}) {
		t.Errorf("%+v", p.Chosen)
	}
	Refused(r, r.Portal.Labels, portal.Papers{IDs: []string{parcel.ID}, Format: portal.ZPL}, "label.stock_small at stock")
	Refused(r, r.Portal.Labels, portal.Papers{IDs: []string{parcel.ID}, Print: &label.Print{Stock: "a4"}, Format: portal.ZPL}, "label.stock_zpl at stock")
	Refused(r, r.Portal.Labels, portal.Papers{IDs: []string{parcel.ID}, Print: &roll}, "label.stock_small at stock")
	Refused(r, r.Portal.Labels, portal.Papers{IDs: []string{parcel.ID}, Print: &label.Print{Stock: "a4", Start: 3}}, "label.start at start")
	Refused(r, r.Portal.Labels, portal.Papers{}, "many.labels at id")

	// Where these labels have fewer places, the first one serves.
	four := portal.Papers{IDs: []string{packet.ID}, Print: &label.Print{Stock: "a4", Start: 4}, Format: portal.PDF}
	if err := r.Portal.ChoosePrinting(t.Context(), r.Who, four); err != nil {
		t.Fatal(err)
	}
	if got := file(nil, "", parcel.ID); got != "pdf print {Stock:a4 Start:1 NudgeX:0 NudgeY:0 DPI:0 Bare:false}" {
		t.Error(got)
	}

	r.As("mallory")
	Refused(r, r.Portal.Press, portal.Papers{IDs: []string{packet.ID}}, "error.not_found")
	if err := r.Portal.ChoosePrinting(t.Context(), r.Who, choice); err == nil || !strings.Contains(err.Error(), "error.not_found") {
		t.Error(err)
	}
	own := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: expressTo("10001", "NY", 300), Issue: true})
	if got := file(nil, "", own.ID); !strings.HasPrefix(got, exact) {
		t.Error("somebody else's choice:", got)
	}
}

// U-14: the test page is for any stock that there is.
func TestTestPage(t *testing.T) {
	r := New(t).As("mei")
	if got := written(t, Must(r, r.Portal.TestPage, portal.Papers{Print: &label.Print{Stock: "a6", NudgeX: 1}})); !strings.Contains(got, "Stock:a6 Start:0 NudgeX:1") {
		t.Error(got)
	}
	Refused(r, r.Portal.TestPage, portal.Papers{Print: &label.Print{Stock: "a3"}}, "label.stock at stock")
}
