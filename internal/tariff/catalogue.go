package tariff

import (
	"cmp"
	"embed"
	"slices"
	"strings"
	"sync"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

//go:embed books tables
var files embed.FS

// EmbeddedTables are the tables that the program brings along: Hongkong Post's
// published rates and our own reference data.
var EmbeddedTables = sync.OnceValue(func() []postal.Table {
	return slices.Concat(postal.EmbeddedTables(), customs.EmbeddedTables(), postal.MustTables(files))
})

// Embedded is the catalogue of EmbeddedTables.
var Embedded = sync.OnceValue(func() *Catalogue {
	c, err := Compile(EmbeddedTables()...)
	if err != nil {
		panic(err)
	}
	return c
})

// Catalogue is all dated reference data that postage needs, compiled. It never
// changes: a new table makes a new Catalogue.
type Catalogue struct {
	tables   chains
	editions []*Edition // by From
	books    []*Book
}

// Edition is what is in force from a day on, until the next edition's. It is
// what quotes are made from, without any look-up by text on the way.
type Edition struct {
	From    policy.Day
	Places  *postal.Directory
	Customs *customs.Rules
	Zips    *postal.Zips
	// Districts are Hong Kong's.
	Districts []postal.District
	services  []postal.Service
	formats   []postal.Format
	offices   []postal.Office
	contacts  []postal.Contact
	rules     rules
	// offers is by service, then by place, in the order of services and of
	// Places.All.
	offers [][]offer
	words  [][]words                 // by service, then by language: what answers say of it
	bound  map[*postal.Format]*sizes // while it is made: sizes by their first format
}

// chains keeps the newest table of each kind by day.
type chains map[string][]postal.Table

// Compile makes a catalogue. Of two tables of the same kind and day the later
// one counts: the operator's own stand behind the embedded ones. What is wrong
// in any table, a hole, an overlap, an unknown place, is an error that names it
// (invariant 14).
func Compile(tables ...postal.Table) (*Catalogue, error) {
	all, errs := chains{}, &problem.List{}
	days := map[policy.Day]bool{}
	books := map[string]*Book{}
	for _, t := range tables {
		all.add(t)
	}
	for kind, chain := range all {
		if !known(kind) {
			errs.Add("table.kind", "kind", "kind", kind)
			continue
		}
		for _, t := range chain {
			days[t.Effective] = true
			if strings.HasPrefix(kind, ratePrefix) {
				b, err := ParseBook(t)
				errs.Take(kind+" "+t.Effective.String(), err)
				if err == nil {
					books[b.Name()] = b
				}
			}
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	c, made := &Catalogue{tables: all}, kept{}
	for _, b := range books {
		c.books = append(c.books, b)
	}
	slices.SortFunc(c.books, func(a, b *Book) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Effective, b.Effective))
	})
	sorted := make([]policy.Day, 0, len(days))
	for d := range days {
		sorted = append(sorted, d)
	}
	slices.Sort(sorted)
	for _, d := range sorted {
		if !all.complete(d) {
			continue // the first tables of all; nothing can be quoted yet
		}
		e, err := all.edition(d, books, made)
		if err != nil {
			return nil, err
		}
		c.editions = append(c.editions, e)
	}
	if len(c.editions) == 0 {
		return nil, problem.New(problem.Invalid, "table.incomplete", "")
	}
	return c, nil
}

// With is the catalogue with further tables, which count before its own of the
// same kind and day.
func (c *Catalogue) With(tables ...postal.Table) (*Catalogue, error) {
	var all []postal.Table
	for _, chain := range c.tables {
		all = append(all, chain...)
	}
	return Compile(append(all, tables...)...)
}

// Table is the table of a kind in force on a day; false before the first.
func (c *Catalogue) Table(kind string, on policy.Day) (postal.Table, bool) {
	return c.tables.at(kind, on)
}

func (c chains) add(t postal.Table) {
	chain := c[t.Kind]
	i, same := slices.BinarySearchFunc(chain, t.Effective, func(o postal.Table, d policy.Day) int { return cmp.Compare(o.Effective, d) })
	if same {
		chain[i] = t
	} else {
		chain = slices.Insert(chain, i, t)
	}
	c[t.Kind] = chain
}

// at is the table of a kind in force on a day; false before the first.
func (c chains) at(kind string, d policy.Day) (postal.Table, bool) {
	chain := c[kind]
	i := slices.IndexFunc(chain, func(t postal.Table) bool { return t.Effective > d })
	if i < 0 {
		i = len(chain)
	}
	if i == 0 {
		return postal.Table{}, false
	}
	return chain[i-1], true
}

// basics are the kinds without which nothing can be quoted.
var basics = []string{"place", "postcode", "service", "terms", "format", "office"}

func (c chains) complete(d policy.Day) bool {
	return !slices.ContainsFunc(basics, func(kind string) bool { _, ok := c.at(kind, d); return !ok })
}

// known tells whether a kind of table is one of this package's.
func known(kind string) bool {
	return slices.Contains(Kinds(), kind) || strings.HasPrefix(kind, ratePrefix) || strings.HasPrefix(kind, kiloPrefix)
}

// Kinds lists the kinds of table that Compile takes, beside "rate/…" for each
// rate code and "kilo/…" for each bulk service.
func Kinds() []string {
	return slices.Concat(basics, []string{"address_form", "district", "contact", "destination", "cover", "premium", "fee", "notice"}, customs.Kinds, postal.ZipKinds)
}

// kept remembers what was compiled of which tables, because most editions
// differ in one table only.
type kept map[string]any

// keep makes a value once for each combination of tables in force; key says
// which value.
func keep[T any](k kept, c chains, d policy.Day, key string, make func() (T, error), kinds ...string) (T, error) {
	for _, kind := range kinds {
		t, _ := c.at(kind, d)
		key += kind + " " + t.Effective.String() + "\n"
	}
	if v, ok := k[key]; ok {
		return v.(T), nil
	}
	v, err := make()
	k[key] = v
	return v, err
}

func (c chains) edition(d policy.Day, books map[string]*Book, k kept) (*Edition, error) {
	e := &Edition{From: d, rules: rules{listed: map[string]map[string]bool{}, cover: map[string]map[string]money.Amount{}, premiums: map[string][]premium{}}}
	errs := &problem.List{}
	take := func(kind string, use func(postal.Table) error) {
		if t, ok := c.at(kind, d); ok {
			errs.Take(kind+" "+t.Effective.String(), use(t))
		}
	}
	within := func(use func(postal.Table, *problem.List)) func(postal.Table) error {
		return func(t postal.Table) error { l := &problem.List{}; use(t, l); return l.Err() }
	}
	take("place", func(t postal.Table) (err error) {
		e.Places, err = keep(k, c, d, "places", func() (*postal.Directory, error) {
			postcodes, _ := c.at("postcode", d)
			forms, _ := c.at("address_form", d)
			return postal.NewDirectory(t, postcodes, forms)
		}, "place", "postcode", "address_form")
		return err
	})
	take("service", func(t postal.Table) (err error) {
		e.services, err = keep(k, c, d, "services", func() ([]postal.Service, error) {
			terms, _ := c.at("terms", d)
			return postal.ParseServices(t, terms)
		}, "service", "terms")
		return err
	})
	take("format", func(t postal.Table) (err error) {
		e.formats, err = keep(k, c, d, "formats", func() ([]postal.Format, error) { return postal.ParseFormats(t) }, "format")
		return err
	})
	take("office", func(t postal.Table) (err error) {
		e.offices, err = keep(k, c, d, "offices", func() ([]postal.Office, error) { return postal.ParseOffices(t) }, "office")
		return err
	})
	take("district", func(t postal.Table) (err error) {
		e.Districts, err = keep(k, c, d, "districts", func() ([]postal.District, error) { return postal.ParseDistricts(t) }, "district")
		return err
	})
	take("contact", func(t postal.Table) (err error) {
		e.contacts, err = keep(k, c, d, "contacts", func() ([]postal.Contact, error) { return postal.ParseContacts(t) }, "contact")
		return err
	})
	var err error
	e.Customs, err = keep(k, c, d, "customs", func() (*customs.Rules, error) {
		return customs.NewRules(func(kind string) (postal.Table, bool) { return c.at(kind, d) }, e.knows)
	}, append([]string{"place"}, customs.Kinds...)...)
	errs.Take("", err)
	e.Zips, err = keep(k, c, d, "zips", func() (*postal.Zips, error) {
		return postal.NewZips(func(kind string) (postal.Table, bool) { return c.at(kind, d) })
	}, postal.ZipKinds...)
	errs.Take("", err)
	take("notice", within(func(t postal.Table, l *problem.List) { e.rules.noticed(t, e.Places, l) }))
	take("destination", within(func(t postal.Table, l *problem.List) { e.rules.destination(t, e.Places, l) }))
	take("cover", within(func(t postal.Table, l *problem.List) { e.rules.coverage(t, e.Places, l) }))
	take("premium", within(e.rules.premia))
	take("fee", within(e.rules.fees))
	if err := errs.Err(); err != nil {
		return nil, err
	}
	for kind := range c {
		if t, ok := c.at(kind, d); ok && strings.HasPrefix(kind, kiloPrefix) {
			_, err := ParseKilo(t)
			errs.Take(kind, err)
		}
	}
	for i := range e.services {
		s := &e.services[i]
		rates := ratePrefix + s.RateCode
		var b *Book
		if t, ok := c.at(rates, d); ok {
			b = books[s.RateCode+" "+t.Effective.String()]
		}
		offers, err := keep(k, c, d, "offers of "+s.Code, func() ([]offer, error) { return e.offer(s, b) },
			"place", "postcode", "service", "terms", "format", "destination", "cover", "premium", "fee", rates)
		errs.Take("", err)
		e.offers = append(e.offers, offers)
	}
	e.bound = nil
	e.words = makeWords(e.services)
	return e, errs.Err()
}

// knows tells whether a code is a place's of the day.
func (e *Edition) knows(place string) bool { return e.Places != nil && e.Places.Index(place) >= 0 }

// On is what is in force on a day; nil before the first edition.
func (c *Catalogue) On(d policy.Day) *Edition {
	i, same := slices.BinarySearchFunc(c.editions, d, func(e *Edition, d policy.Day) int { return cmp.Compare(e.From, d) })
	if same {
		return c.editions[i]
	}
	if i == 0 {
		return nil
	}
	return c.editions[i-1]
}

// Books lists every rate book, by service and day.
func (c *Catalogue) Books() []*Book { return c.books }

// Services lists the services, in the operator's order. The slice is shared.
func (e *Edition) Services() []postal.Service { return e.services }

// Service is the service of a ship code.
func (e *Edition) Service(code string) (*postal.Service, bool) {
	i := e.service(code)
	if i < 0 {
		return nil, false
	}
	return &e.services[i], true
}

// Offices lists the post offices. The slice is shared: do not change it.
func (e *Edition) Offices() []postal.Office { return e.offices }

// Office is the post office of a code.
func (e *Edition) Office(code string) (*postal.Office, bool) {
	for i := range e.offices {
		if e.offices[i].Code == code {
			return &e.offices[i], true
		}
	}
	return nil, false
}

// Contacts lists whom to ask, by subject. The slice is shared.
func (e *Edition) Contacts() []postal.Contact { return e.contacts }

// Contact is whom to ask about a subject.
func (e *Edition) Contact(about postal.Subject) (postal.Contact, bool) {
	i := slices.IndexFunc(e.contacts, func(c postal.Contact) bool { return c.Subject == about })
	if i < 0 {
		return postal.Contact{}, false
	}
	return e.contacts[i], true
}

func (e *Edition) service(code string) int {
	return slices.IndexFunc(e.services, func(s postal.Service) bool { return s.Code == code })
}
