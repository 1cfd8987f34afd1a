package label

import (
	"fmt"
	"strconv"
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

// On is the stock of a print. An unknown one, a start that no sheet has or a
// nudge too far is refused.
func (p Print) On() (Stock, error) {
	name := p.Stock
	if name == "" {
		name = string(Exact)
	}
	var list problem.List
	if !(p.NudgeX >= -MostNudge && p.NudgeX <= MostNudge && p.NudgeY >= -MostNudge && p.NudgeY <= MostNudge) {
		list.Add("label.nudge", "nudge", "most", strconv.Itoa(MostNudge))
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
			return problem.New(problem.Invalid, "label.stock_small", "stock", "stock", s.size(), "ply", Stock{Width: p.Width, Height: p.Height}.size())
		}
	}
	return nil
}

// size is how people call the stock: "102 x 152 mm".
func (s Stock) size() string {
	return fmt.Sprintf("%s x %s mm", strconv.FormatFloat(s.Width, 'f', -1, 64), strconv.FormatFloat(s.Height, 'f', -1, 64))
}
