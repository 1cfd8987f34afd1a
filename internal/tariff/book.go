// Package tariff decides postage: dated rate books, and the quote that follows
// from them. It asks no database and no clock; the day of posting comes in.
package tariff

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Book is one table of a service's chain: its rates from a day on, until the
// next table's day (M-B2).
type Book struct {
	Service   string // the rate code, such as "AIR_PAR"
	Effective policy.Day
	Source    string
	Note      string
	// Mark is the key of a remark that goes with every price of the book.
	Mark string
	// ByZone tells that schedules are for letter zones, not for places.
	ByZone    bool
	Schedules []Schedule

	name string
	json []byte // what answers say of it
}

// Schedule is the prices of one place or zone, in one format.
type Schedule struct {
	Place  string // a place's code, or a letter zone
	Format string // "S", "L", "P", or "" where the service has no formats
	Option string // a choice within the service, such as "door"; mostly ""
	// Limit is the place's own greatest weight; 0 is the last step's end.
	Limit postal.Grams
	// Mark is the key of a remark on these prices, such as
	// "quote.mark_dearer".
	Mark  string
	Steps []Step
}

// Step covers the weights over From up to and with To. It costs Amount, and
// where Each is set also Additional for every Each begun above From.
type Step struct {
	From, To   postal.Grams
	Amount     money.Amount
	Additional money.Amount
	Each       postal.Grams
}

// price is the postage of a weight within the step.
func (s Step) price(g postal.Grams) money.Amount {
	if s.Each == 0 {
		return s.Amount
	}
	begun := (g - s.From + s.Each - 1) / s.Each
	return s.Amount + money.Amount(begun)*s.Additional
}

// Most is the greatest weight that the schedule prices: its limit, or the end
// of its last step, whichever is less.
func (s *Schedule) Most() postal.Grams {
	end := s.Steps[len(s.Steps)-1].To
	if s.Limit > 0 && s.Limit < end {
		return s.Limit
	}
	return end
}

// Price is the postage of a weight; false where it is over Most.
func (s *Schedule) Price(g postal.Grams) (money.Amount, bool) {
	if g <= 0 || g > s.Most() {
		return 0, false
	}
	i, _ := slices.BinarySearchFunc(s.Steps, g, func(st Step, g postal.Grams) int { return int(st.To - g) })
	return s.Steps[i].price(g), true
}

// Name is how a quote names its book: "AIR_PAR 2023-01-06".
func (b *Book) Name() string {
	if b.name != "" {
		return b.name
	}
	return b.Service + " " + b.Effective.String()
}

const ratePrefix = "rate/"

// The remarks that a book or a schedule can carry; they are message keys.
const (
	// markDearer stands where the published data had two schedules at once:
	// the counter never asks for more than was quoted.
	markDearer = "quote.mark_dearer"
	// markLastKnown stands on figures that a service's predecessor left.
	markLastKnown = "quote.mark_last_known"
)

var marks = []string{"", markDearer, markLastKnown}

// ParseBook reads a "rate/…" table. Its heading is place (or zone), then any of
// option, format, limit_g and mark, then the end of each step in grams. A cell
// is an amount, "223.00+17.00/1000" (an amount, and more for each 1,000 g
// begun above the step's start), "-" where no step ends, or empty behind the
// last one. So steps can neither overlap nor leave a hole.
func ParseBook(t postal.Table) (*Book, error) {
	code, ok := strings.CutPrefix(t.Kind, ratePrefix)
	if !ok || code == "" || len(t.Columns) == 0 {
		return nil, problem.New(problem.Invalid, "table.kind", "kind", "kind", t.Kind)
	}
	b := &Book{Service: code, Effective: t.Effective, Source: t.Source, Note: t.Note, Mark: t.Mark, ByZone: t.Columns[0] == "zone"}
	b.name = b.Name()
	b.json = b.source()
	errs := &problem.List{}
	if !slices.Contains(marks, t.Mark) {
		errs.Add("table.value", "mark", "line", 0, "column", "mark", "value", t.Mark)
	}
	ends, steps := stepEnds(t.Columns, errs)
	key := "place"
	if b.ByZone {
		key = "zone"
	}
	if len(steps) == 0 {
		errs.Add("table.no_steps", "file")
		return nil, errs.Err()
	}
	seen := map[[3]string]bool{}
	t.Each(append([]string{key}, steps...), []string{"option", "format", "limit_g", "mark"}, errs, func(r postal.Row) {
		s := Schedule{
			Place: r.Needed(key), Format: r.OneOf("format", "", postal.SmallLetter, postal.LargeLetter, postal.Packet),
			Option: r.Text("option"), Limit: r.Grams("limit_g"), Mark: r.OneOf("mark", marks...),
		}
		if id := [3]string{s.Place, s.Format, s.Option}; seen[id] {
			r.Bad("table.twice", key)
		} else {
			seen[id] = true
		}
		s.Steps = readSteps(r, ends, steps)
		b.Schedules = append(b.Schedules, s)
	})
	if len(t.Rows) == 0 {
		errs.Add("table.no_rows", "file")
	}
	return b, errs.Err()
}

// stepEnds finds the columns that are step ends; they must rise.
func stepEnds(columns []string, errs *problem.List) (ends []postal.Grams, names []string) {
	for _, c := range columns {
		n, err := strconv.Atoi(c)
		if err != nil {
			continue
		}
		if n <= 0 || n > 1_000_000 || len(ends) > 0 && postal.Grams(n) <= ends[len(ends)-1] {
			errs.Add("table.column_unknown", c, "column", c)
			continue
		}
		ends, names = append(ends, postal.Grams(n)), append(names, c)
	}
	return ends, names
}

func readSteps(r postal.Row, ends []postal.Grams, names []string) []Step {
	var steps []Step
	from, ended := postal.Grams(0), false
	for i, name := range names {
		switch cell := r.Text(name); {
		case cell == "":
			ended = true
		case ended:
			r.Bad("table.hole", name)
			return steps
		case cell == "-":
		default:
			st, ok := parseStep(cell)
			if !ok {
				r.Bad("table.price", name)
				return steps
			}
			st.From, st.To = from, ends[i]
			steps = append(steps, st)
			from = ends[i]
		}
	}
	if len(steps) == 0 {
		r.Bad("table.empty", names[0])
		return []Step{{To: ends[0]}}
	}
	return steps
}

// parseStep reads a cell: "223.00" or "223.00+17.00/1000".
func parseStep(cell string) (Step, bool) {
	amount, more, ok := strings.Cut(cell, "+")
	a, err := money.Parse(amount)
	if err != nil || !ok {
		return Step{Amount: a}, err == nil
	}
	add, each, ok := strings.Cut(more, "/")
	b, err := money.Parse(add)
	n, err2 := strconv.Atoi(each)
	if !ok || err != nil || err2 != nil || n <= 0 || n > 1_000_000 {
		return Step{}, false
	}
	return Step{Amount: a, Additional: b, Each: postal.Grams(n)}, true
}

func (s Step) cell() string {
	if s.Each == 0 {
		return s.Amount.String()
	}
	return fmt.Sprintf("%s+%s/%d", s.Amount, s.Additional, s.Each)
}

// Table is the book as ParseBook reads it.
func (b *Book) Table() postal.Table {
	t := postal.Table{Kind: ratePrefix + b.Service, Effective: b.Effective, Source: b.Source, Note: b.Note, Mark: b.Mark}
	has := map[string]bool{}
	var ends []postal.Grams
	for _, s := range b.Schedules {
		has["option"] = has["option"] || s.Option != ""
		has["format"] = has["format"] || s.Format != ""
		has["limit_g"] = has["limit_g"] || s.Limit != 0
		has["mark"] = has["mark"] || s.Mark != ""
		for _, st := range s.Steps {
			ends = append(ends, st.To)
		}
	}
	slices.Sort(ends)
	ends = slices.Compact(ends)
	t.Columns = []string{"place"}
	if b.ByZone {
		t.Columns[0] = "zone"
	}
	for _, c := range []string{"option", "format", "limit_g", "mark"} {
		if has[c] {
			t.Columns = append(t.Columns, c)
		}
	}
	for _, e := range ends {
		t.Columns = append(t.Columns, strconv.Itoa(int(e)))
	}
	for _, s := range b.Schedules {
		t.Rows = append(t.Rows, s.row(t.Columns))
	}
	return t
}

func (s Schedule) row(columns []string) []string {
	row := make([]string, len(columns))
	byEnd := map[string]Step{}
	for _, st := range s.Steps {
		byEnd[strconv.Itoa(int(st.To))] = st
	}
	for i, c := range columns {
		switch c {
		case "place", "zone":
			row[i] = s.Place
		case "option":
			row[i] = s.Option
		case "format":
			row[i] = s.Format
		case "limit_g":
			if s.Limit > 0 {
				row[i] = strconv.Itoa(int(s.Limit))
			}
		case "mark":
			row[i] = s.Mark
		default:
			if st, ok := byEnd[c]; ok {
				row[i] = st.cell()
				delete(byEnd, c)
			} else if len(byEnd) > 0 {
				row[i] = "-"
			}
		}
	}
	return row
}
