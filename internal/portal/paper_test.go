package portal_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

func written(t *testing.T, p portal.Printout) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// M-C3, M-C4: a label can be had as soon as the item has its number, and is the
// same a month later; a draft, a cancelled and an expired item have none.
func TestLabel(t *testing.T) {
	r := New(t).As("mei")
	draft := Must(r, r.Portal.CreateDraft, teaToNewYork())
	paper := portal.Paper{ID: draft.ID, Lang: i18n.Hant}
	Refused(r, r.Portal.Label, paper, "shipment.no_label")
	it := Must(r, r.Portal.IssueShipment, draft.ID)
	out := Must(r, r.Portal.Label, paper)
	first := written(t, out)
	for _, want := range []string{it.Number.Grouped(), "Ann O'Neil", "Chan Tai Man", "陳大文", "black tea", "CN 23", "10001"} {
		if !strings.Contains(first, want) {
			t.Errorf("the label lacks %q:\n%s", want, first)
		}
	}
	if out.Name != string(it.Number) {
		t.Error(out.Name)
	}
	r.Later(30 * 24 * time.Hour)
	if again := written(t, Must(r, r.Portal.Label, paper)); again != first {
		t.Error("a reprint differs")
	}
	r.As("mallory")
	Refused(r, r.Portal.Label, paper, "error.not_found")
	r.As("mei").Until(it.ExpiresOn.End())
	Refused(r, r.Portal.Label, paper, "shipment.label_dead")
	other := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.SendAgain, it.ID).ID)
	Must(r, r.Portal.CancelShipment, other.ID)
	Refused(r, r.Portal.Label, portal.Paper{ID: other.ID}, "shipment.label_dead")
}

// M-E4: the receipt shows what was amended, and is for the sender and the
// clerk alone.
func TestReceipt(t *testing.T) {
	r := New(t).As("mei")
	it := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
	paper := portal.Paper{ID: it.ID, Lang: i18n.En}
	Refused(r, r.Portal.Receipt, paper, "error.not_found")
	r.AsClerk("GPO")
	Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(it.Number), Grams: 1600, Cash: 60000})
	atCounter := written(t, Must(r, r.Portal.ReceiptAtCounter, portal.CounterPaper{Number: string(it.Number), Lang: i18n.En}))
	for _, want := range []string{it.Number.Grouped(), "1.600 kg", "1.500 kg", "522.00", "600.00", "78.00", "General Post Office"} {
		if !strings.Contains(atCounter, want) {
			t.Errorf("the receipt lacks %q:\n%s", want, atCounter)
		}
	}
	r.As("mei")
	if mine := written(t, Must(r, r.Portal.Receipt, paper)); mine != atCounter {
		t.Error("the sender's receipt differs from the counter's")
	}
	r.As("mallory")
	Refused(r, r.Portal.Receipt, paper, "error.not_found")
	Refused(r, r.Portal.ReceiptAtCounter, portal.CounterPaper{Number: string(it.Number)}, "error.forbidden")
}

// M-E4: what a clerk takes of one sender without a longer pause is one posting,
// with one receipt for all of it; another sender's item, a longer pause and
// another clerk begin another.
func TestReceiptOfPosting(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		take := func(clerk, sender string, cash money.Amount) portal.Item {
			r.As(sender)
			it := issued(r)
			r.AsClerk("GPO")
			r.Who.User = "usr_" + clerk
			Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(it.Number), Grams: 1500, Cash: cash})
			return it
		}
		a := take("chan", "mei", 500_00)
		r.Later(policy.PostingGap)
		b := take("chan", "mei", 700_00)
		other := take("lee", "mei", 500_00)
		r.Later(policy.PostingGap + time.Microsecond)
		c := take("chan", "mei", 500_00)
		d := take("chan", "tom", 500_00)
		e := take("chan", "mei", 500_00)
		r.Until((policy.DayOf(r.Now()) + 1).Start().Add(-time.Minute))
		f := take("chan", "mei", 500_00)
		r.Later(2 * time.Minute) // the till's day is another
		g := take("chan", "mei", 500_00)
		all := []portal.Item{a, b, other, c, d, e, f, g}
		for _, want := range [][]portal.Item{{a, b}, {other}, {c}, {d}, {e}, {f}, {g}} {
			first := ""
			for _, it := range want {
				paper := written(t, Must(r, r.Portal.ReceiptAtCounter, portal.CounterPaper{Number: string(it.Number), Lang: i18n.En}))
				if first = cmp.Or(first, paper); paper != first {
					t.Error("the items of a posting have different receipts")
				}
			}
			for _, it := range all {
				if strings.Contains(first, it.Number.Grouped()) != slices.ContainsFunc(want, func(o portal.Item) bool { return o.ID == it.ID }) {
					t.Errorf("%s is on the receipt of %d items, or is not", it.Number, len(want))
				}
			}
		}
		r.As("mei")
		both := written(t, Must(r, r.Portal.Receipt, portal.Paper{ID: a.ID, Lang: i18n.En}))
		for _, want := range []string{(2 * money.Amount(teaCents)).HKD(), money.Amount(1200_00).HKD(), money.Amount(1200_00 - 2*teaCents).HKD(), "2 items"} {
			if !strings.Contains(both, want) {
				t.Errorf("the receipt of two items lacks %q", want)
			}
		}
		examine(r)
	})
}

// M-C4: letter post worth more than the CN 22 may tell leaves with a CN 23.
func TestDearLetterHasItsForm(t *testing.T) {
	r := New(t).As("mei")
	d := teaToNewYork()
	d.Route.Service, d.Route.Place, d.Recipient.Place, d.Recipient.Postcode = "ARM", "JP", "JP", "153-0063"
	for value, want := range map[money.Amount]string{319_999: "registered/2", 330_000: "registered-cn23/1"} {
		contents := *d.Contents
		contents.Lines = []customs.Line{contents.Lines[0]}
		contents.Lines[0].Value = value
		d.Contents = &contents
		it := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, d).ID)
		if it.Layout != want {
			t.Errorf("worth %s: %s (form %s), want %s", value, it.Layout, it.Form, want)
		}
	}
}
