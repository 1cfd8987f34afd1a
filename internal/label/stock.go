package label

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"sync"

	"ecship/internal/problem"
)

// Stock is what labels are printed on, a row of stocks.csv.
type Stock struct {
	Name          string
	Kind          StockKind
	Width, Height float64 // in millimetres; 0 for Exact, which is as large as the ply
}

// StockKind is how plies come to lie on a stock.
type StockKind string

// The kinds of stock.
const (
	Exact   StockKind = "exact"   // a page of the ply's own size
	Cut     StockKind = "sheet"   // several plies on a page, to be cut out
	Thermal StockKind = "thermal" // one ply on each label of a roll
)

// Slot is a place for a ply on a stock: its top left corner, and whether the
// ply is turned by a quarter against the clock.
type Slot struct {
	X, Y   float64
	Turned bool
}

// Print is how labels are printed (U-14). The zero Print is a page of the exact
// size for each ply, and the instruction sheet.
type Print struct {
	Stock string // a name of stocks.csv; empty is "exact"
	// Start is the place on the first sheet where the first ply goes, from 1 on,
	// so that a sheet used in part can be used up; 0 is 1.
	Start int
	// NudgeX and NudgeY move what is printed right and down, in millimetres,
	// for printers that feed askew. Pages of the exact size are not moved.
	NudgeX, NudgeY float64
	// DPI is the dots of an inch of a label printer, 203 or 300; 0 is 203. Only
	// its own language asks for them.
	DPI int
	// Bare leaves out the instruction sheet (M-C4).
	Bare bool
}

// MostNudge is how far plies may be moved, in millimetres: less than the white
// around them.
const MostNudge = 5.0

// sheetMargin is the edge of office paper that most printers leave white.
const sheetMargin = 4.0

var stockTable = sync.OnceValue(func() (all []Stock) {
	err := rows("stocks.csv", 4, func(r []string) error {
		size, err := millimetres(r[2:])
		if err == nil {
			all = append(all, Stock{r[0], StockKind(r[1]), size[0], size[1]})
		}
		return err
	})
	if err != nil {
		panic(err) // the tables are part of the program
	}
	return all
})

// Stocks lists what labels can be printed on, in the order of stocks.csv.
func Stocks() []Stock { return stockTable() }

// On is the stock of a print. An unknown one, a start that no sheet has, a
// nudge too far or a printer that there is not is refused.
func (p Print) On() (Stock, error) {
	name := p.Stock
	if name == "" {
		name = string(Exact)
	}
	var list problem.List
	for field, by := range p.nudges() {
		if !(by >= -MostNudge && by <= MostNudge) { // NaN is neither
			list.Add("label.nudge", field, "most", strconv.Itoa(MostNudge))
		}
	}
	if p.DPI != 0 && p.DPI != 203 && p.DPI != 300 {
		list.Add("label.dpi", "dpi")
	}
	if p.Start < 0 || p.Start > 4 {
		list.Add("label.start", "start", "most", "4")
	}
	for _, s := range stockTable() {
		if s.Name == name {
			return s, list.Err()
		}
	}
	list.Add("label.stock", "stock")
	return Stock{}, list.Err()
}

// nudges are the two by the names of their fields, in their order.
func (p Print) nudges() iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		_ = yield("nudge_x", p.NudgeX) && yield("nudge_y", p.NudgeY)
	}
}

// Check refuses what can't be printed so before a byte of it is made.
func (p Print) Check(items ...Item) error {
	stock, err := p.On()
	if err != nil {
		return err
	}
	for i := range items {
		l, ok := items[i].Layout()
		if !ok {
			return problem.New(problem.Invalid, "label.layout", "service")
		}
		if err := stock.Holds(l); err != nil {
			return err
		}
		if places := len(stock.Slots(l.Plies[0])); i == 0 && stock.Kind == Cut && p.Start > places {
			return problem.New(problem.Invalid, "label.start", "start", "most", strconv.Itoa(places))
		}
	}
	return nil
}

// CheckZPL is Check for a label printer's own language, which is for rolls.
func (p Print) CheckZPL(items ...Item) error {
	if stock, err := p.On(); err == nil && stock.Kind != Thermal {
		return problem.New(problem.Invalid, "label.stock_zpl", "stock")
	}
	return p.Check(items...)
}

// ReadPrint makes a print of texts by their names, as forms and programs send
// them: stock, start, nudge_x and nudge_y in millimetres, and dpi. What is empty
// is as in the zero Print.
func ReadPrint(text func(name string) string) (p Print, err error) {
	var list problem.List
	whole := func(name string) int {
		n, err := strconv.Atoi(or(strings.TrimSpace(text(name)), "0"))
		if err != nil {
			list.Add("label.whole", name)
		}
		return n
	}
	nudge := func(name string) float64 {
		mm, err := strconv.ParseFloat(or(strings.Replace(strings.TrimSpace(text(name)), ",", ".", 1), "0"), 64)
		if err != nil {
			list.Add("label.nudge", name, "most", strconv.Itoa(MostNudge))
		}
		return math.Round(mm*100) / 100
	}
	p = Print{Stock: text("stock"), Start: whole("start"), NudgeX: nudge("nudge_x"), NudgeY: nudge("nudge_y"), DPI: whole("dpi")}
	if err := list.Err(); err != nil {
		return p, err
	}
	_, err = p.On()
	return p, err
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Slots are the places for plies of a size, none where the stock does not hold
// a whole one. Plies are never scaled (M-C5).
func (s Stock) Slots(p Ply) []Slot {
	switch s.Kind {
	case Cut:
		return s.grid(p)
	case Thermal:
		if p.Width <= s.Width && p.Height <= s.Height {
			return []Slot{{X: (s.Width - p.Width) / 2, Y: (s.Height - p.Height) / 2}}
		}
		if p.Height <= s.Width && p.Width <= s.Height {
			return []Slot{{X: (s.Width - p.Height) / 2, Y: (s.Height - p.Width) / 2, Turned: true}}
		}
		return nil
	}
	return []Slot{{}}
}

// grid are as many places as fit, row by row. Those side by side touch, so that
// one cut parts them; rows are spread down the page.
func (s Stock) grid(p Ply) []Slot {
	const slack = 1e-6
	across, down := int((s.Width-2*sheetMargin)/p.Width+slack), int((s.Height-2*sheetMargin)/p.Height+slack)
	if across == 0 {
		return nil
	}
	var slots []Slot
	left, gap := (s.Width-float64(across)*p.Width)/2, (s.Height-float64(down)*p.Height)/float64(down+1)
	for row := range down {
		for column := range across {
			slots = append(slots, Slot{X: left + float64(column)*p.Width, Y: gap + float64(row)*(p.Height+gap)})
		}
	}
	return slots
}

// Holds refuses a stock on which a whole ply of the layout has no room.
func (s Stock) Holds(l Layout) error {
	for _, p := range l.Plies {
		if len(s.Slots(p)) == 0 {
			return problem.New(problem.Invalid, "label.stock_small", "stock", "stock", s.Size(), "ply", Stock{Width: p.Width, Height: p.Height}.Size())
		}
	}
	return nil
}

// Size is how people call the stock: "101.6 x 152.4 mm".
func (s Stock) Size() string {
	return fmt.Sprintf("%s x %s mm", strconv.FormatFloat(s.Width, 'f', -1, 64), strconv.FormatFloat(s.Height, 'f', -1, 64))
}
