package postal_test

import (
	"strings"
	"testing"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

// M-E1: every post office but a mobile one accepts items.
func TestOffices(t *testing.T) {
	all, err := postal.ParseOffices(embedded("office"))
	if err != nil || len(all) < 30 {
		t.Fatal(len(all), err)
	}
	for _, o := range all {
		if mobile := strings.Contains(o.Name.En, "Mobile"); mobile && (o.Accepts || o.Bulk) || !mobile && !o.Accepts && !o.Bulk {
			t.Errorf("%+v", o)
		}
	}
	twice := embedded("office")
	twice.Rows = append(twice.Rows, twice.Rows[0])
	if _, err := postal.ParseOffices(twice); !problem.Is(err, problem.Invalid) {
		t.Error("a code stands twice:", err)
	}
}
