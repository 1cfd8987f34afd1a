package portal_test

import (
	"fmt"
	"strings"
	"testing"

	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// M-C6: twenty at once, each with its own result; bad ones are mended and sent
// again without making the good ones twice; twenty-one are refused.
func TestTwentyAtOnce(t *testing.T) {
	r := New(t).As("mei")
	from := Must(r, r.Portal.CreateDraft, teaToNewYork())
	in := portal.Many{From: from.ID, Once: "form-1"}
	for i := range policy.LabelsAtOnce {
		a := *teaToNewYork().Recipient
		a.Place, a.Name = "", fmt.Sprintf("Recipient %d", i+1)
		in.Recipients = append(in.Recipients, a)
	}
	in.Recipients[3].Name, in.Recipients[7].Postcode = "", "nonsense"
	in.Recipients[12] = in.Recipients[11] // two parcels to one person
	made := Must(r, r.Portal.IssueMany, in)
	numbers := map[postal.Number]bool{}
	for i, m := range made {
		want := map[int]string{3: "recipient.name", 7: "recipient.postcode"}[i]
		switch {
		case want == "" && m.Err != nil, want != "" && (m.Err == nil || m.Err.Field != want):
			t.Errorf("recipient %d: %v, want %q", i+1, m.Err, want)
		case m.Err == nil:
			numbers[m.Item.Number] = true
			if m.Item.State != shipment.Issued || m.Item.Recipient.Name != in.Recipients[i].Name {
				t.Errorf("%+v", m.Item)
			}
		}
	}
	if len(numbers) != 18 {
		t.Error(len(numbers), "numbers")
	}
	in.Recipients[3].Name, in.Recipients[7].Postcode = "Recipient 4", "10001"
	again := Must(r, r.Portal.IssueMany, in)
	papers := portal.Papers{}
	for i, m := range again {
		if m.Err != nil || made[i].Err == nil && m.Item.Number != made[i].Item.Number {
			t.Errorf("recipient %d: %v, %s", i+1, m.Err, m.Item.Number)
		}
		papers.IDs = append(papers.IDs, m.Item.ID)
	}
	if l := Must(r, r.Portal.Shipments, portal.Search{}); l.Counts[shipment.Issued] != 20 {
		t.Error(l.Counts)
	}
	file := written(t, Must(r, r.Portal.Labels, papers))
	for _, m := range again {
		if !strings.Contains(file, m.Item.Number.Grouped()) {
			t.Error("the file lacks", m.Item.Number)
		}
	}
	in.Recipients = append(in.Recipients, in.Recipients[0])
	Refused(r, r.Portal.IssueMany, in, "many.most at recipients")
	in.Recipients = nil
	Refused(r, r.Portal.IssueMany, in, "many.none at recipients")
	r.As("mallory")
	in.Recipients = []postal.Address{*teaToNewYork().Recipient}
	Refused(r, r.Portal.IssueMany, in, "error.not_found")
	Refused(r, r.Portal.Labels, papers, "error.not_found")
}
