package tariff_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

func openData(t *testing.T, name string) tariff.Import {
	t.Helper()
	f, err := os.Open("testdata/opendata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := tariff.ReadOpenData(f, 0)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// M-B3: the published JSON with every trap we know of: destinations that repeat
// by zone, steps out of order, twice, and in conflict, a missing limit, and a
// limit below the last step.
func TestReadOpenData(t *testing.T) {
	in := openData(t, "airpar.json")
	var found []string
	for _, f := range in.Findings {
		if f.Refuse || !i18n.Has(f.Key) || f.Service != "AIR_PAR" {
			t.Errorf("%+v", f)
		}
		found = append(found, strings.TrimPrefix(f.Key, "tariff.finding_")+" "+f.Place)
	}
	if got, want := strings.Join(found, ", "), "conflict DE, conflict DE, no_limit DE, twice US-UA"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	if len(in.Tables) != 1 || in.Refused() || in.Tables[0].Effective != policy.Date(2026, 12, 1) || in.Tables[0].Source != "OD-2026-12-01" {
		t.Fatalf("%+v", in.Tables)
	}
	c, err := tariff.Embedded().With(in.Tables...)
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]string{"US": "400.00", "US-UA": "410.00", "US-UB": "400.00", "DE": "440.00", "MC": "300.00", "JP": "quote.no_rate"} {
		q, err := c.Price("APL", tariff.Request{Place: place, Grams: 900}, policy.Date(2026, 12, 1))
		got := q.Postage.String()
		if err != nil {
			got = problem.Of(err).Key
		}
		if got != want {
			t.Errorf("%s is %s, want %s", place, got, want)
		}
	}
	if q, err := c.Price("APL", tariff.Request{Place: "US", Grams: 1501}, policy.Date(2026, 12, 1)); err != nil || q.Postage != 44000 {
		t.Error(q.Postage, err)
	}
	if _, err := c.Price("APL", tariff.Request{Place: "US", Grams: 2001}, policy.Date(2026, 12, 1)); err == nil || problem.Of(err).Key != "quote.over_weight" {
		t.Error("the limit below the last step does not hold:", err)
	}
}

// M-B3: letter formats, and the bulk service that is charged by the kilogram.
func TestReadOpenDataKinds(t *testing.T) {
	in := openData(t, "mixed.json")
	kinds := ""
	for _, table := range in.Tables {
		kinds += table.Kind + " "
	}
	if kinds != "kilo/IML rate/LOC_ORD rate/SMP " {
		t.Error(kinds)
	}
	c, err := tariff.Embedded().With(in.Tables...)
	if err != nil {
		t.Fatal(err)
	}
	for size, want := range map[string]string{"S": "2.50", "L": "4.60"} {
		q, err := c.Price("LOC_ORD", tariff.Request{Place: "HK", Grams: 30, Size: sizes[size]}, policy.Date(2026, 12, 1))
		if err != nil || q.Postage.String() != want {
			t.Error(size, q.Postage, err)
		}
	}
}

// M-B3: holes and overlaps refuse a table; anything that is not such a file is
// told apart.
func TestReadOpenDataRefuses(t *testing.T) {
	step := func(from, to string) string {
		return `{"weightFrom":"` + from + `","weightTo":"` + to + `","amount":"1.00"}`
	}
	file := func(destination, steps string) string {
		return `{"lastUpdateDate":"2026-12-01 00:00:00","data":[{"serviceCode":"AIR_PAR","postage":[{"destinationCode":"` + destination + `","zoneCode":"` + destination + `","weightStep":[` + steps + `]}]}]}`
	}
	for _, c := range []struct{ in, key string }{
		{file("US", step("0.000", "0.500")+","+step("1.000", "2.000")), "tariff.finding_hole"},
		{file("US", step("0.500", "1.000")), "tariff.finding_hole"},
		{file("US", step("0.000", "1.000")+","+step("0.500", "2.000")), "tariff.finding_overlap"},
	} {
		in, err := tariff.ReadOpenData(strings.NewReader(c.in), 0)
		if err != nil || !in.Refused() || in.Findings[0].Key != c.key {
			t.Errorf("%s: %+v, %v", c.key, in.Findings, err)
		}
	}
	for _, c := range []struct{ in, key string }{
		{"", "tariff.not_open_data"},
		{"[]", "tariff.not_open_data"},
		{`{"data":[]}`, "tariff.not_open_data"},
		{strings.Replace(file("US", ""), "2026-12-01", "soon", 1), "tariff.open_data_value"},
		{file("usa", step("0.000", "0.500")), "tariff.open_data_value"},
		{file("US", step("0", "x")), "tariff.open_data_value"},
		{file("US", step("0.5", "0.5")), "tariff.open_data_value"},
		{file("US", `{"weightFrom":"0","weightTo":"1","amount":"1.005"}`), "tariff.open_data_value"},
	} {
		if _, err := tariff.ReadOpenData(strings.NewReader(c.in), 0); err == nil || problem.Of(err).Key != c.key {
			t.Errorf("%.60s: %v, want %s", c.in, err, c.key)
		}
	}
}

// M-B3: a preview tells each range whose price changes, and nothing else.
func TestPreview(t *testing.T) {
	book, _ := tariff.Embedded().Table("rate/LOC_PAR", today)
	book.Effective = today + 30
	if p, err := tariff.Embedded().Preview(book); err != nil || len(p.Prices) != 0 {
		t.Fatal("the same prices differ:", p, err)
	}
	var text bytes.Buffer
	if err := book.Write(&text); err != nil {
		t.Fatal(err)
	}
	dearer, err := postal.ReadTable(strings.NewReader(strings.Replace(text.String(), "93.00", "95.50", 1)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := tariff.Embedded().Preview(dearer)
	if err != nil || len(p.Prices) != 1 {
		t.Fatal(p, err)
	}
	if d := p.Prices[0]; d.Place != "HK" || d.From != 3000 || d.To != 4000 || *d.Old != 9300 || *d.New != 9550 {
		t.Errorf("%+v", d)
	}
	fee, _ := tariff.Embedded().Table("fee", today)
	fee.Effective, fee.Rows = today, [][]string{fee.Rows[0], {"advice_of_receipt", "12.00", "", ""}}
	if p, err = tariff.Embedded().Preview(fee); err != nil || len(p.Added) != 1 || len(p.Removed) != 1 {
		t.Error(p, err)
	}
	// From a zone's book to one that goes by place: every place is compared.
	air := tariff.Book{Service: "AIR_REG", Effective: today + 30, Schedules: []tariff.Schedule{{Place: "US", Format: "P", Steps: []tariff.Step{{To: 2000, Amount: 100}}}}}
	p, err = tariff.Embedded().Preview(air.Table())
	if err != nil {
		t.Fatal(err)
	}
	gone := false
	for _, d := range p.Prices {
		gone = gone || d.Place == "JP" && d.Format == "S" && d.New == nil && d.Old != nil
	}
	if !gone {
		t.Error("a place that lost its price is not told")
	}
}

// Invariant 14, M-B3: a table with a mistake never counts, and the message names
// its line, column and value.
func TestCompileRefuses(t *testing.T) {
	head := "kind,rate/LOC_PAR\neffective,2026-12-01\n"
	for _, c := range []struct{ file, key, at string }{
		{"kind,rate/X\neffective,2026-12-01\nplace,500\nQQ,1.00\n", "", ""},
		{head + "place,500,1000\nQQ,1.00,2.00\n", "table.unknown_place", "QQ"},
		{head + "place,500,1000\nHK,,2.00\n", "table.hole", "2.00"},
		{head + "place,500,1000\nHK,,\n", "table.empty", ""},
		{head + "place,500,1000\nHK,-,-\n", "table.empty", ""},
		{head + "place,1000,500\nHK,1.00,2.00\n", "table.column_unknown", ""},
		{head + "place,500\nHK,1.00\nHK,2.00\n", "table.twice", "HK"},
		{head + "place,500\nHK,1.005\n", "table.price", "1.005"},
		{head + "place,500\nHK,-1\n", "table.price", "-1"},
		{head + "place,500\nHK,1.00+2.00/0\n", "table.price", "1.00+2.00/0"},
		{head + "place,500\nHK,1.00,2.00\n", "table.too_wide", ""},
		{head + "place,limit_g,500\nHK,x,2.00\n", "table.number", "x"},
		{head + "place,mark,500\nHK,bargain,2.00\n", "table.value", "bargain"},
		{head + "place,format,500\nHK,S,2.00\n", "table.value", "S"},
		{head + "place\nHK\n", "table.no_steps", ""},
		{head + "zone,500,x\nHK,1.00,1\n", "table.column_unknown", ""},
		{"kind,rate/LOC_PAR\nplace,500\nHK,1.00\n", "table.no_date", ""},
		{"effective,2026-12-01\nplace,500\nHK,1.00\n", "table.no_kind", ""},
		{"kind,rate/LOC_PAR\neffective,tomorrow\nplace,500\nHK,1.00\n", "table.value", "tomorrow"},
		{"kind,rate/LOC_PAR\neffective,2026-12-01\n", "table.no_heading", ""},
		{"kind,nonsense\neffective,2026-12-01\nplace\nHK\n", "table.kind", ""},
		{"kind,premium\neffective,2026-12-01\nservice,over,to,premium,per\nEMS,0,10,1,\nEMS,20,30,1,\n", "table.hole", "20"},
		{"kind,destination\neffective,2026-12-01\nservice,place\nAEX,QQ\n", "table.unknown_place", "QQ"},
		{"kind,cover\neffective,2026-12-01\nservice,place,most\nAEX,US,1\nAEX,US,2\n", "table.twice", "US"},
		{"kind,kilo/IML\neffective,2026-12-01\nplace,kilo,item\nUS,x,1\n", "table.amount", "x"},
		{head + "place,500\n\"HK,1.00\n", "table.not_csv", ""},
	} {
		table, err := postal.ReadTable(strings.NewReader(c.file))
		if err == nil {
			_, err = tariff.Embedded().With(table)
		}
		if c.key == "" {
			if err != nil {
				t.Errorf("%s: %v", c.file, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: taken", c.file)
			continue
		}
		p := problem.Of(err)
		if said := i18n.En.T(p.Key, p.Args...); p.Key != c.key || strings.Contains(said, "{") || !strings.Contains(said, c.at) {
			t.Errorf("%s: %v: %s", c.file, err, said)
		}
	}
}

func FuzzReadOpenData(f *testing.F) {
	for _, name := range []string{"airpar.json", "mixed.json"} {
		b, err := os.ReadFile("testdata/opendata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := tariff.ReadOpenData(bytes.NewReader(b), 0)
		if err != nil || in.Refused() {
			return
		}
		for _, table := range in.Tables {
			if strings.HasPrefix(table.Kind, "rate/") {
				if _, err := tariff.ParseBook(table); err != nil {
					t.Fatalf("what was made does not read back: %v", err)
				}
			}
		}
	})
}

func FuzzParseBook(f *testing.F) {
	f.Add("kind,rate/X\neffective,2026-12-01\nplace,format,limit_g,500,1000\nHK,S,900,1.00,2.00+1.00/100\n")
	f.Fuzz(func(t *testing.T, s string) {
		table, err := postal.ReadTable(strings.NewReader(s))
		if err != nil {
			return
		}
		b, err := tariff.ParseBook(table)
		if err != nil {
			return
		}
		for i := range b.Schedules {
			sch := &b.Schedules[i]
			for _, g := range []postal.Grams{1, sch.Most(), sch.Most() / 2} {
				if a, ok := sch.Price(g); g > 0 && (!ok || a < 0) {
					t.Fatalf("%d g: %v, %v", g, a, ok)
				}
			}
		}
		var text bytes.Buffer
		if err := b.Table().Write(&text); err != nil {
			t.Fatal(err)
		}
		if again, err := postal.ReadTable(&text); err != nil {
			t.Fatal(err)
		} else if same, err := tariff.ParseBook(again); err != nil || len(same.Schedules) != len(b.Schedules) {
			t.Fatal(err)
		}
	})
}
