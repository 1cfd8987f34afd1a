package postal

import (
	"regexp"
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Home is the code of Hong Kong, where every item starts.
const Home = "HK"

// Place is a destination as the tariff divides the world: a country "US", or a
// zone of one, "US-UA" (New York), where a service's prices differ by zone.
type Place struct {
	Code string    // CC or CC-ZZ, the operator's open-data codes
	Name i18n.Text // "United States of America"
	// Others are further names to find it by: "USA", "America".
	Others []string
	// AirZone and SurfaceZone are the letter-post zones; empty for none.
	AirZone, SurfaceZone string
	// Postcode is the form of its postcodes, or nil.
	Postcode *Postcode
	// Form is how it writes addresses; nil is the plain form.
	Form *AddressForm

	advice map[string]bool
}

// Postcode is what a place's postcodes look like. The forms are those of
// libaddressinput and GeoNames (CC BY 4.0; see NOTICE).
type Postcode struct {
	Form *regexp.Regexp
	// Needed is "yes" where no item is delivered without one, "warn" where the
	// sender is told so, else "no".
	Needed string
	// City tells that an address has a town or city of its own.
	City    bool
	Example string
}

// Zone is the part after the country: "UA" of "US-UA"; empty for the country.
func (p Place) Zone() string {
	_, z, _ := strings.Cut(p.Code, "-")
	return z
}

// Advice tells whether an advice of receipt can be had there, by a service's
// Advice rule.
func (p Place) Advice(rule string) bool { return rule == "always" || p.advice[rule] }

// LetterZone is the zone that a service's Zone rule asks for.
func (p Place) LetterZone(rule string) string {
	switch rule {
	case "air":
		return p.AirZone
	case "surface":
		return p.SurfaceZone
	}
	return ""
}

// Directory is every place of a day, to look up and to search. It does not
// change once made.
type Directory struct {
	places []Place
	byCode map[string]int
	zones  map[string][]*Place // by country, in the table's order
	index  []entry
}

var adviceColumns = []string{"advice_air_registered", "advice_air_parcel", "advice_surface_parcel"}

// NewDirectory reads a "place" table, and the "postcode" and "address_form"
// tables that go with it.
func NewDirectory(places, postcodes, forms Table) (*Directory, error) {
	errs := &problem.List{}
	d := &Directory{byCode: map[string]int{}}
	columns := append([]string{"place", "name_en", "name_zh-Hant", "name_zh-Hans", "other_names", "air_zone", "surface_zone"}, adviceColumns...)
	places.Each(columns, nil, errs, func(r Row) {
		p := Place{Code: r.Needed("place"), Name: r.Words("name_"), AirZone: r.Text("air_zone"), SurfaceZone: r.Text("surface_zone"), advice: map[string]bool{}}
		if !placeForm.MatchString(p.Code) {
			r.Bad("table.value", "place")
		}
		for _, other := range strings.Split(r.Text("other_names"), "|") {
			if other = strings.TrimSpace(other); other != "" {
				p.Others = append(p.Others, other)
			}
		}
		for _, c := range adviceColumns {
			p.advice[c] = r.OneOf(c, "yes", "no", "") == "yes"
		}
		if _, twice := d.byCode[p.Code]; twice {
			r.Bad("table.twice", "place")
		}
		d.byCode[p.Code] = len(d.places)
		d.places = append(d.places, p)
	})
	for _, p := range d.places {
		if _, ok := d.byCode[Country(p.Code)]; !ok {
			errs.Add("table.no_country", "place", "place", p.Code)
		}
	}
	postcodes.Each([]string{"place", "form", "needed", "city", "example"}, []string{"source"}, errs, d.postcode)
	d.inherit()
	d.forms(forms, errs)
	d.zones = map[string][]*Place{}
	for i := range d.places {
		c := Country(d.places[i].Code)
		d.zones[c] = append(d.zones[c], &d.places[i])
	}
	d.makeIndex()
	return d, errs.Err()
}

var placeForm = regexp.MustCompile(`^[A-Z]{2}(-[A-Z]{2})?$`)

func (d *Directory) postcode(r Row) {
	i, ok := d.byCode[r.Text("place")]
	if !ok {
		r.Bad("table.unknown_place", "place")
		return
	}
	form, err := postcodeForm(r.Text("form"))
	if err != nil {
		r.Bad("table.value", "form")
		return
	}
	d.places[i].Postcode = &Postcode{Form: form, Needed: r.OneOf("needed", "yes", "warn", "no"), City: r.Yes("city"), Example: r.Text("example")}
}

// inherit gives a zone what only its country states.
func (d *Directory) inherit() {
	for i := range d.places {
		p := &d.places[i]
		c, ok := d.byCode[Country(p.Code)]
		if !ok || c == i {
			continue
		}
		country := d.places[c]
		if p.Postcode == nil {
			p.Postcode = country.Postcode
		}
		if p.AirZone == "" && p.SurfaceZone == "" {
			p.AirZone, p.SurfaceZone = country.AirZone, country.SurfaceZone
			p.advice[adviceColumns[0]] = country.advice[adviceColumns[0]]
		}
	}
}

// All lists the places in the table's order. The slice is shared: do not change it.
func (d *Directory) All() []Place { return d.places }

// Find is the place of a code, in either case.
func (d *Directory) Find(code string) (*Place, bool) {
	i, ok := d.byCode[code]
	if !ok {
		i, ok = d.byCode[strings.ToUpper(strings.TrimSpace(code))]
	}
	if !ok {
		return nil, false
	}
	return &d.places[i], true
}

// Country lists a country and its zones, by the code of any of them.
func (d *Directory) Country(code string) []*Place { return d.zones[Country(code)] }

// Index is where a place stands in All, or -1.
func (d *Directory) Index(code string) int {
	if i, ok := d.byCode[code]; ok {
		return i
	}
	return -1
}
