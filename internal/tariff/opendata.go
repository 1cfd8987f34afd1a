package tariff

import (
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// OpenDataBytes is the most that ReadOpenData takes.
const OpenDataBytes = 32 << 20

// Import is what a published file became: a table for each service in it, and
// what was odd. A finding that refuses says that its table can't be used.
type Import struct {
	Tables   []postal.Table
	Findings []Finding
}

// Refused tells whether a finding keeps the import from being used.
func (i Import) Refused() bool {
	return slices.ContainsFunc(i.Findings, func(f Finding) bool { return f.Refuse })
}

// openData is Hongkong Post's file of postage rates: every value is a string,
// weights are in kilograms with three decimals.
type openData struct {
	Updated string `json:"lastUpdateDate"`
	Data    []struct {
		Service string        `json:"serviceCode"`
		Name    string        `json:"serviceNameEN"`
		Sub     string        `json:"subServiceNameEN"`
		Postage []openPostage `json:"postage"`
	} `json:"data"`
}

type openPostage struct {
	Destination string `json:"destinationCode"`
	Zone        string `json:"zoneCode"`
	Limit       string `json:"wgtLimit"`
	Steps       []struct {
		From       string `json:"weightFrom"`
		To         string `json:"weightTo"`
		Amount     string `json:"amount"`
		Additional string `json:"additionalAmount"`
		Each       string `json:"additionalWeight"`
	} `json:"weightStep"`
	// Bulk rows have no steps.
	Amount string `json:"amount"`
	Fee    string `json:"handleFee"`
}

// ReadOpenData reads Hongkong Post's open data of postage rates (M-B3). The
// rates count from effective; 0 is the day of the file's own stamp. Steps come
// in any order, some twice, some against each other; the place is the
// destination with its zone, because neither alone is unique; services are known
// by their code, because names change from file to file.
func ReadOpenData(r io.Reader, effective policy.Day) (Import, error) {
	b, err := io.ReadAll(io.LimitReader(r, OpenDataBytes+1))
	if err != nil {
		return Import{}, problem.Because(problem.Unavailable, "table.unreadable", err)
	}
	var data openData
	if err := json.Unmarshal(b, &data); err != nil || len(data.Data) == 0 || len(b) > OpenDataBytes {
		p := problem.New(problem.Invalid, "tariff.not_open_data", "file")
		p.Err = err
		return Import{}, p
	}
	stamp, _, _ := strings.Cut(data.Updated, " ")
	day, err := policy.ParseDay(stamp)
	if err != nil {
		return Import{}, problem.New(problem.Invalid, "tariff.open_data_value", "file", "value", data.Updated, "service", "lastUpdateDate", "place", "")
	}
	if effective == 0 {
		effective = day
	}
	in := &openReader{effective: effective, source: "OD-" + stamp, lines: map[string][]Line{}, kilos: map[string]*postal.Table{}}
	for _, d := range data.Data {
		format, option := variant(d.Sub)
		if format == "" && option == "" {
			format, option = variant(d.Name)
		}
		for _, p := range d.Postage {
			in.postage(d.Service, format, option, p)
		}
	}
	return in.done()
}

// openReader gathers an open-data file's lines by service.
type openReader struct {
	effective policy.Day
	source    string
	lines     map[string][]Line
	kilos     map[string]*postal.Table
	errs      problem.List
}

var (
	codeForm = regexp.MustCompile(`^[A-Z]{2}$`)
	rateForm = regexp.MustCompile(`^[A-Z0-9_]{1,20}$`)
	kiloForm = regexp.MustCompile(`^([0-9]{1,4})(?:\.([0-9]{1,3}))?$`)
)

func (in *openReader) postage(service, format, option string, p openPostage) {
	place := p.Destination
	if p.Zone != "" && p.Zone != p.Destination {
		place += "-" + p.Zone
	}
	bad := func(value string) {
		in.errs.Add("tariff.open_data_value", "file", "service", service, "place", place, "value", value)
	}
	if !rateForm.MatchString(service) || !codeForm.MatchString(p.Destination) || p.Zone != "" && !codeForm.MatchString(p.Zone) {
		bad(p.Destination + "/" + p.Zone)
		return
	}
	if p.Steps == nil {
		in.kilo(service, place, p, bad)
		return
	}
	grams := func(s string) postal.Grams {
		g, ok := kilograms(s)
		if !ok {
			bad(s)
		}
		return g
	}
	amount := func(s string) money.Amount {
		a, err := money.Parse(s)
		if err != nil {
			bad(s)
		}
		return a
	}
	limit := postal.Grams(0)
	if p.Limit != "" {
		limit = grams(p.Limit)
	}
	for _, s := range p.Steps {
		st := Step{From: grams(s.From), To: grams(s.To), Amount: amount(s.Amount)}
		if s.Additional != "" || s.Each != "" {
			st.Additional, st.Each = amount(s.Additional), grams(s.Each)
		}
		if st.To <= st.From || s.Each != "" && st.Each == 0 {
			bad(s.From + "–" + s.To)
			continue
		}
		in.lines[service] = append(in.lines[service], Line{Place: place, Format: format, Option: option, Limit: limit, Step: st})
	}
}

// kilo notes a bulk service's rate by the kilogram.
func (in *openReader) kilo(service, place string, p openPostage, bad func(string)) {
	for _, s := range []string{p.Amount, p.Fee} {
		if _, err := money.Parse(s); err != nil && s != "" {
			bad(s)
			return
		}
	}
	t := in.kilos[service]
	if t == nil {
		t = &postal.Table{Kind: kiloPrefix + service, Effective: in.effective, Source: in.source, Columns: []string{"place", "kilo", "item"}}
		in.kilos[service] = t
	}
	t.Rows = append(t.Rows, []string{place, p.Amount, p.Fee})
}

// done makes the tables, in the order of their services.
func (in *openReader) done() (Import, error) {
	if err := in.errs.Err(); err != nil {
		return Import{}, err
	}
	var out Import
	for service, lines := range in.lines {
		b := Book{Service: service, Effective: in.effective, Source: in.source}
		var found []Finding
		b.Schedules, found = Assemble(lines)
		for i := range found {
			found[i].Service = service
		}
		out.Findings = append(out.Findings, found...)
		out.Tables = append(out.Tables, b.Table())
	}
	for _, t := range in.kilos {
		out.Tables = append(out.Tables, *t)
	}
	slices.SortFunc(out.Tables, func(a, b postal.Table) int { return strings.Compare(a.Kind, b.Kind) })
	slices.SortStableFunc(out.Findings, func(a, b Finding) int { return strings.Compare(a.Service, b.Service) })
	return out, nil
}

// variant reads a letter format or a way of delivery out of a service's name.
func variant(name string) (format, option string) {
	for words, v := range map[string][2]string{
		"Small Letter": {postal.SmallLetter, ""}, "Large Letter": {postal.LargeLetter, ""}, "(Packet)": {postal.Packet, ""},
		"Counter Collection": {"", "counter"}, "Mail Delivery": {"", "door"},
	} {
		if strings.Contains(name, words) || name == strings.Trim(words, "()") {
			return v[0], v[1]
		}
	}
	return "", ""
}

// kilograms reads "0.500" as 500 g.
func kilograms(s string) (postal.Grams, bool) {
	m := kiloForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1] + (m[2] + "000")[:3])
	return postal.Grams(n), err == nil && n <= 1_000_000
}
