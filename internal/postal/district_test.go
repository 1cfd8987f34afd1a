package postal_test

import (
	"testing"
	"unicode/utf8"

	"ecship/internal/postal"
)

// Each of Hong Kong's districts is named in three languages, and fits the line of
// an address as labels print it.
func TestDistricts(t *testing.T) {
	var all []postal.District
	for _, table := range postal.EmbeddedTables() {
		if table.Kind == "district" {
			var err error
			if all, err = postal.ParseDistricts(table); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(all) != 18 {
		t.Error(len(all), "districts")
	}
	for _, d := range all {
		if d.Name.Hant == "" || d.Name.Hans == "" || utf8.RuneCountInString(d.Line()) > postal.CityMost || postal.CheckLatin(d.Line()) != nil {
			t.Errorf("%+v", d)
		}
	}
}
