// Command convert turns Hongkong Post's published tables, as we collected them
// in CSV files, into this project's dated tables (docs/tariff-format.md). It is
// the record of where every embedded figure comes from, and can be repeated:
//
//	go run ./tools/convert SOURCE-DIR
//
// from the module's root, where SOURCE-DIR holds tariff_*.csv, zones.csv and
// the others. Building and testing the project does not need it. The tables
// service, terms and format hold our own choices and are kept by hand.
package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ecship/internal/policy"
	"ecship/internal/postal"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./tools/convert SOURCE-DIR")
		os.Exit(2)
	}
	source = os.Args[1]
	rates()
	bulk()
	places()
	postcodes()
	destinations()
	premiums()
	fees()
}

var source string

const (
	booksDir  = "internal/tariff/books"
	rulesDir  = "internal/tariff/tables"
	postalDir = "internal/postal/tables"
)

// ancient is the day from which tables without a date of their own count: that
// of the oldest rates.
const ancient = "2016-04-18"

type record map[string]string

// read gives a file's rows by column.
func read(path string) []record {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	check(err)
	var out []record
	for _, cells := range all[1:] {
		r := record{}
		for i, name := range all[0] {
			r[name] = strings.TrimSpace(cells[i])
		}
		out = append(out, r)
	}
	return out
}

func from(name string) []record { return read(filepath.Join(source, name)) }

func write(path string, t postal.Table) {
	check(os.MkdirAll(filepath.Dir(path), 0o755))
	f, err := os.Create(path)
	check(err)
	check(t.Write(f))
	check(f.Close())
}

func day(s string) policy.Day {
	d, err := policy.ParseDay(s)
	check(err)
	return d
}

// place is the code of a destination and its zone.
func place(destination, zone string) string {
	if zone == "" || zone == destination {
		return destination
	}
	return destination + "-" + zone
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}
