package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// rates converts every table whose price depends on the weight alone.
func rates() {
	books := map[string]*book{}
	for _, f := range []string{"tariff_local.csv", "tariff_air_parcel.csv", "tariff_surface_parcel.csv", "tariff_speedpost_standard.csv", "tariff_eexpress.csv"} {
		byPlace(books, f)
	}
	for _, f := range []string{"tariff_intl_letter_by_zone.csv", "tariff_intl_letter_by_zone_2018_2022.csv", "tariff_intl_registered_by_zone.csv"} {
		byZone(books, f)
	}
	for _, b := range books {
		b.write()
	}
}

// book gathers the lines of one rate book.
type book struct {
	tariff.Book
	lines []tariff.Line
}

func of(books map[string]*book, service, effective string) *book {
	key := service + effective
	if books[key] == nil {
		books[key] = &book{Book: tariff.Book{Service: service, Effective: day(effective)}}
	}
	return books[key]
}

// effective is the day from which a table of a stamp is in force. Principal
// postage was last revised on 2022-09-26, and before that on 2018-01-01; the
// other tables count from their stamp.
func effective(service, stamp string) string {
	switch service {
	case "LOC_ORD", "LOC_REG", "AIR_REG", "SUR_REG":
		if stamp == "2022-07-07" {
			return "2018-01-01"
		}
		return "2022-09-26"
	}
	return stamp
}

func byPlace(books map[string]*book, file string) {
	limits := limits()
	for _, r := range from(file) {
		service := r["service_code"]
		b := of(books, service, effective(service, r["snapshot_date"]))
		b.source(r["source"])
		if r["flag"] == "conflict" {
			b.Note = "the published file gives two schedules for these places at once; the dearer is kept and marked"
		}
		if service == "EXP" {
			b.Mark = "quote.mark_last_known"
			b.Note = "figures of e-Express, the last known before e-Express+"
		}
		p := place(r["destination_code"], r["zone_code"])
		format, option := variant(r["service_name"])
		b.lines = append(b.lines, tariff.Line{Place: p, Format: format, Option: option, Limit: limits[service][p], Step: step(r)})
	}
}

func byZone(books map[string]*book, file string) {
	for _, r := range from(file) {
		service, when := r["service_code"], r["effective_from"]
		if when == "" {
			when = effective(service, r["snapshot_date"])
		}
		if strings.Contains(file, "2018") {
			when = "2018-01-01"
		}
		b := of(books, service, when)
		b.ByZone = true
		b.source(r["source"])
		if r["basis"] != "" {
			b.Note = "derived: the registered rate less the registration fee of 15.50; every figure that the operator's page shows agrees"
		}
		b.lines = append(b.lines, tariff.Line{Place: r["zone"], Format: formats[r["format"]], Step: step(r)})
	}
}

var formats = map[string]string{"Small Letter": postal.SmallLetter, "Large Letter": postal.LargeLetter, "Packet": postal.Packet}

// variant reads what stands in brackets behind a service's name.
func variant(name string) (format, option string) {
	_, inner, ok := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	switch {
	case !ok || formats[inner] != "":
		return formats[inner], ""
	case inner == "Counter Collection":
		return "", "counter"
	case inner == "Mail Delivery":
		return "", "door"
	}
	return "", ""
}

// source notes where a book's figures come from, each origin once.
func (b *book) source(s string) {
	if !strings.Contains(b.Source, s) {
		b.Source = strings.TrimPrefix(b.Source+"; "+s, "; ")
	}
}

func step(r record) tariff.Step {
	s := tariff.Step{From: grams(r["weight_from_g"]), To: grams(r["weight_to_g"]), Amount: amount(r["amount_hkd"])}
	if r["additional_weight_g"] != "" {
		s.Additional, s.Each = amount(r["additional_amount_hkd"]), grams(r["additional_weight_g"])
	}
	return s
}

// limits are the places' own weight limits by service.
func limits() map[string]map[string]postal.Grams {
	columns := map[string]string{"AIR_PAR": "air_parcel_max_g", "SUR_PAR": "surface_parcel_max_g", "SPT_STD": "speedpost_max_g", "EXP": "eexpress_max_g"}
	all := map[string]map[string]postal.Grams{}
	for service, column := range columns {
		all[service] = map[string]postal.Grams{}
		for _, r := range from("zones.csv") {
			if s := r[column]; s != "" && s != "not stated" {
				all[service][place(r["destination_code"], r["zone_code"])] = grams(s)
			}
		}
	}
	return all
}

func grams(s string) postal.Grams {
	n, err := strconv.Atoi(s)
	check(err)
	return postal.Grams(n)
}

func amount(s string) money.Amount {
	a, err := money.Parse(s)
	check(err)
	return a
}

// write makes the book's schedules and reports what was odd.
func (b *book) write() {
	schedules, found := tariff.Assemble(b.lines)
	for _, f := range found {
		fmt.Fprintf(os.Stderr, "%s: %s %s %s %d-%d g\n", b.Name(), f.Key, f.Place, f.Format, f.From, f.To)
		if f.Refuse {
			check(fmt.Errorf("%s can't be used", b.Name()))
		}
	}
	b.Schedules = schedules
	write(fmt.Sprintf("%s/%s/%s.csv", booksDir, b.Effective, b.Service), b.Table())
}

// bulk converts the tables of bulk mail, which later parts of the portal price.
func bulk() {
	books := map[string]*book{}
	for _, r := range from("tariff_local_bulk_mail.csv") {
		b := of(books, "LBM", r["effective_from"])
		b.source(r["source"])
		option := "economy"
		if r["option"] == "Bulk Ordinary" {
			option = "ordinary"
		}
		if r["mlss"] == "MLSS compliant" {
			option += " mlss"
		}
		b.lines = append(b.lines, tariff.Line{Place: postal.Home, Format: formats[r["format"]], Option: option, Step: tariff.Step{
			From: grams(r["weight_from_g"]), To: grams(r["weight_to_g"]), Amount: amount(r["amount_hkd_per_item"]),
		}})
	}
	ops := postal.Table{Kind: "kilo/OPS", Columns: []string{"place", "kilo", "item", "note"}}
	for _, r := range from("tariff_periodicals_2016.csv") {
		if r["unit"] == "per item" {
			b := of(books, "LPS", r["effective_from"])
			b.source(r["source"])
			b.lines = append(b.lines, tariff.Line{Place: postal.Home, Step: step(record{
				"weight_from_g": r["weight_from_g"], "weight_to_g": r["weight_to_g"], "amount_hkd": r["amount_hkd"],
			})})
			continue
		}
		ops.Effective, ops.Source = day(r["effective_from"]), r["source"]
		zone, note, _ := strings.Cut(r["zone"], ": ")
		if zone == "Mainland China" {
			zone = "CN"
		}
		ops.Rows = append(ops.Rows, []string{zone, r["amount_hkd"], "", note})
	}
	for _, b := range books {
		b.write()
	}
	write(booksDir+"/"+ops.Effective.String()+"/OPS.csv", ops)
	iml := postal.Table{Kind: "kilo/IML", Columns: []string{"place", "kilo", "item"}, Note: "item is the handling fee; the file states no unit, per kilogram is assumed"}
	for _, r := range from("tariff_imail_2021.csv") {
		iml.Effective = day(r["snapshot_date"])
		iml.Source, _, _ = strings.Cut(r["source"], " (")
		iml.Rows = append(iml.Rows, []string{place(r["destination_code"], r["zone_code"]), r["rate_per_kg_hkd"], r["handling_fee_per_item_hkd"]})
	}
	write(booksDir+"/"+iml.Effective.String()+"/IML.csv", iml)
}
