package label

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"ecship/internal/postal"
)

// Layout is one version of a label's looks. Versions stay for ever, so that an
// item's label can be drawn again as it was (M-C3).
type Layout struct {
	Name  string // with its version: "registered/1"
	Plies []Ply
}

// Ply is one printed sheet of a label. Its size is never scaled (M-C5).
type Ply struct {
	Width, Height float64 // in millimetres
	// Copy names the message that says whose copy it is, "label.copy." + Copy.
	Copy string
	// Like is the first ply of the layout with the same arrangement, this one or
	// one before it: but for whose copy it is, they are drawn alike.
	Like  int
	spots []spot
}

// spot is a part at its place.
type spot struct {
	name string
	part part
	box  box
}

// part is something that stands on labels. Each of its functions may be nil.
type part struct {
	art  func(p *pen, b box, a Art)             // what all items of a service share
	copy func(p *pen, b box, l Layout, ply int) // what tells like plies apart
	fill func(p *pen, b box, it *Item)          // what belongs to one item
}

// parts are the names that arrangements.csv may use.
var parts = map[string]part{
	"service":    {art: serviceArt},
	"airmail":    {art: airmailArt},
	"impression": {art: impressionArt, fill: impressionFill},
	"sender":     {art: senderArt, fill: senderFill},
	"recipient":  {art: recipientArt, fill: recipientFill},
	"barcode":    {art: barcodeArt, fill: barcodeFill},
	"mark":       {art: markArt},
	"matrix":     {fill: matrixFill},
	"facts":      {art: factsArt, fill: factsFill},
	"cn22":       {art: cn22.art, fill: cn22.fill},
	"cn23":       {art: cn23.art, fill: cn23.fill},
	"indicator":  {art: indicatorArt, fill: indicatorFill},
	"notice":     {art: noticeArt, copy: noticeCopy},

	"home-impression": {art: atHome(impressionArt), fill: impressionFill},
	"home-sender":     {art: atHome(senderArt), fill: senderFill},
	"home-recipient":  {art: atHome(recipientArt), fill: recipientFill},
	"home-facts":      {art: atHome(factsArt), fill: factsFill},
}

// atHome draws headings without French, for items that never leave Hong Kong.
func atHome(art func(p *pen, b box, a Art)) func(p *pen, b box, a Art) {
	return func(p *pen, b box, a Art) {
		p.home = true
		art(p, b, a)
		p.home = false
	}
}

//go:embed layouts.csv arrangements.csv stocks.csv
var data embed.FS

var catalogue = sync.OnceValue(func() []Layout {
	all, err := read()
	if err != nil {
		panic(err) // the tables are part of the program
	}
	return all
})

// Layouts lists every layout, each version, in the order of layouts.csv.
func Layouts() []Layout { return catalogue() }

// Find is the layout of a name with its version, as Shipment.Layout keeps it.
func Find(name string) (Layout, bool) {
	for _, l := range catalogue() {
		if l.Name == name {
			return l, true
		}
	}
	return Layout{}, false
}

// For is the newest layout of a service to a place: the one that is named after
// the service's layout and the country, "eexpress-us", where there is one.
func For(s postal.Service, place string) (found Layout, ok bool) {
	if found, ok = newest()[s.Layout+"-"+strings.ToLower(postal.Country(place))]; !ok {
		found, ok = newest()[s.Layout]
	}
	return found, ok
}

// newest are the layouts of the greatest version, by their names without it.
var newest = sync.OnceValue(func() map[string]Layout {
	all, versions := map[string]Layout{}, map[string]int{}
	for _, l := range catalogue() {
		base, version, _ := strings.Cut(l.Name, "/")
		if v, err := strconv.Atoi(version); err == nil && v > versions[base] {
			all[base], versions[base] = l, v
		}
	}
	return all
})

// read joins the two tables.
func read() ([]Layout, error) {
	arrangements := map[string][]spot{}
	err := rows("arrangements.csv", 6, func(r []string) error {
		part, ok := parts[r[1]]
		if !ok {
			return fmt.Errorf("no part is called %q", r[1])
		}
		b, err := millimetres(r[2:])
		if err != nil {
			return err
		}
		arrangements[r[0]] = append(arrangements[r[0]], spot{r[1], part, box{b[0], b[1], b[2], b[3]}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []Layout
	err = rows("layouts.csv", 5, func(r []string) error {
		size, err := millimetres(r[2:4])
		if err != nil {
			return err
		}
		spots := arrangements[r[1]]
		if spots == nil {
			return fmt.Errorf("no arrangement is called %q", r[1])
		}
		if len(all) == 0 || all[len(all)-1].Name != r[0] {
			all = append(all, Layout{Name: r[0]})
		}
		l := &all[len(all)-1]
		like := slices.IndexFunc(l.Plies, func(p Ply) bool { return &p.spots[0] == &spots[0] })
		if like < 0 {
			like = len(l.Plies)
		}
		l.Plies = append(l.Plies, Ply{Width: size[0], Height: size[1], Copy: r[4], Like: like, spots: spots})
		return nil
	})
	return all, err
}

// rows calls f with each row below the heading.
func rows(file string, columns int, f func([]string) error) error {
	in, err := data.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.Comment = columns, '#'
	all, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for i, row := range all[1:] {
		if err := f(row); err != nil {
			return fmt.Errorf("%s, row %d: %w", file, i+1, err)
		}
	}
	return nil
}

func millimetres(fields []string) ([]float64, error) {
	var out []float64
	for _, f := range fields {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || v < 0 || v > 500 {
			return nil, fmt.Errorf("%q is not a measure in millimetres", f)
		}
		out = append(out, v)
	}
	return out, nil
}
