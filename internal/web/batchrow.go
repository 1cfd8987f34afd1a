package web

import (
	"net/url"
	"strconv"

	"ecship/internal/batch"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// cellField is the name of a cell's input: the line of the item, and the field.
func cellField(at int, f batch.Field) string { return strconv.Itoa(at) + "." + string(f) }

// batchRow shows one row to be mended cell by cell. Of two people who mend the
// same row the later sees what the earlier one wrote beside what he typed
// himself, and decides.
func (s *site) batchRow(v *visit) error {
	n, err := strconv.Atoi(v.get("n"))
	if err != nil {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	id := v.r.PathValue("id")
	b, err := s.Portal.Batch(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	row, err := s.Portal.BatchRow(v.ctx(), v.who, portal.RowOf{Batch: id, N: n})
	if err != nil {
		return err
	}
	if !v.sent() {
		fillRow(v.typed, row)
		v.rowFaults(row)
		return v.show(batchRowPage(v, b, row))
	}
	in := portal.Mend{RowOf: portal.RowOf{Batch: id, N: n}, Lines: cellsFrom(v.typed, row)}
	in.Version, _ = strconv.ParseInt(v.get("version"), 10, 64)
	switch v.get("do") {
	case "leave":
		in.Leave = true
	case "take":
		in.Take = true
	}
	saved, err := s.Portal.MendRow(v.ctx(), v.who, in)
	if err != nil {
		if problem.Is(err, problem.Conflict) { // what was typed stays; sent again, it counts
			v.typed.Set("version", strconv.FormatInt(row.Version, 10))
		}
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(batchRowPage(v, b, row))
	}
	if saved.State == batch.Faulty {
		v.rowFaults(saved)
		v.typed.Set("version", strconv.FormatInt(saved.Version, 10))
		return v.show(batchRowPage(v, b, saved))
	}
	return v.goTo(batchPath(id) + "?" + url.Values{"mended": {"1"}, "left": {"0"}}.Encode())
}

// rowFaults shows what is wrong with a row at its cells.
func (v *visit) rowFaults(row portal.BatchRow) {
	for _, f := range row.Faults {
		p := *f.Problem
		p.Field, p.More = cellField(f.At, f.Field), nil
		v.problems = append(v.problems, &p)
	}
}

func fillRow(t url.Values, row portal.BatchRow) {
	t.Set("version", strconv.FormatInt(row.Version, 10))
	for at, l := range row.Lines {
		for _, c := range l.Cells {
			t.Set(cellField(at, c.Field), c.Text)
		}
	}
}

// cellsFrom is what was typed over the cells of a row.
func cellsFrom(typed url.Values, row portal.BatchRow) (lines []portal.Typed) {
	for at, l := range row.Lines {
		fields := portal.Typed{}
		for _, c := range l.Cells {
			if name := cellField(at, c.Field); typed.Has(name) && typed.Get(name) != c.Text {
				fields[c.Field] = typed.Get(name)
			}
		}
		lines = append(lines, fields)
	}
	return lines
}
