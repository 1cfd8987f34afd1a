package main

import "ecship/internal/postal"

// destinations converts the list of e-Express+ destinations, and the cover that
// each service sells (M-C9).
func destinations() {
	source := "EC-Ship page"
	list := postal.Table{Kind: "destination", Effective: day(ancient), Source: source, Columns: []string{"service", "place"},
		Note: "a service with rows here goes only to these places"}
	cover := postal.Table{Kind: "cover", Effective: day(ancient), Source: source + "; Speedpost insurance page",
		Note:    "the greatest cover by service and place; * is everywhere else; 0 is none. Insured parcels go to no place until the operator enters one",
		Columns: []string{"service", "place", "most", "note"}}
	cover.Rows = append(cover.Rows, []string{"EMS", "*", "50000.00", "tariff of 2022-04-01"}, []string{"AEX", "*", "5000.00", ""})
	for _, r := range from("eexpress_destinations.csv") {
		if r["in_eexpress_plus_list"] == "Y" {
			list.Rows = append(list.Rows, []string{"AEX", r["iso2"]})
		}
		if r["extra_insurance"] == "N" {
			cover.Rows = append(cover.Rows, []string{"AEX", r["iso2"], "0", "excluded"})
		}
	}
	write(rulesDir+"/destination.csv", list)
	write(rulesDir+"/cover.csv", cover)
}

// premiums converts what cover costs. Watches and cameras have a column of
// their own in the source, with the same figures throughout.
func premiums() {
	t := postal.Table{Kind: "premium", Effective: day(ancient), Source: "Speedpost insurance page (2022-04-01); EC-Ship page; insured letters and parcels page",
		Note: "sums in dollars; per makes the premium one for every so much begun", Columns: []string{"service", "over", "to", "premium", "per"}}
	for _, r := range from("tariff_speedpost_insurance.csv") {
		if amount(r["premium_general_hkd"]) != amount(r["premium_watch_camera_hkd"]) {
			panic("premiums differ by contents: the tables need a column for it")
		}
		t.Effective = day(r["effective_from"])
		t.Rows = append(t.Rows, []string{"EMS", amount(r["sum_insured_over_hkd"]).String(), amount(r["sum_insured_to_hkd"]).String(), amount(r["premium_general_hkd"]).String(), ""})
	}
	t.Rows = append(t.Rows, []string{"AEX", "0.00", "5000.00", "11.00", ""})
	for _, service := range []string{"APL", "SPL"} {
		t.Rows = append(t.Rows, []string{service, "0.00", "46000.00", "2.50", "500.00"})
	}
	write(rulesDir+"/premium.csv", t)
}

// fees converts the fees that stand for themselves.
func fees() {
	t := postal.Table{Kind: "fee", Effective: day("2023-01-06"), Columns: []string{"fee", "amount", "note", "source"}}
	names := map[string]string{"Registration fee": "registration", "Advice of receipt / advice of delivery (A/R)": "advice_of_receipt"}
	for _, r := range from("tariff_fees.csv") {
		if name := names[r["fee"]]; name != "" {
			t.Rows = append(t.Rows, []string{name, r["amount_hkd"], r["condition"], r["source"]})
		}
	}
	write(rulesDir+"/fee.csv", t)
}
