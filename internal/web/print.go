package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/label"
	"ecship/internal/portal"
)

// printFields are what a file of labels may be asked for by, besides its items.
var printFields = []string{"stock", "start", "nudge_x", "nudge_y", "dpi"}

// labels sends the labels of one item or of several as a file: printed as the
// address says, or else as its sender last chose.
func (s *site) labels(format portal.Format) func(*visit) error {
	return func(v *visit) error {
		in, err := v.papers()
		if err != nil {
			return err
		}
		if in.Format = format; v.r.PathValue("id") != "" {
			in.IDs = []string{v.r.PathValue("id")}
		}
		out, err := s.Portal.Labels(v.ctx(), v.who, in)
		if err != nil {
			return err
		}
		return v.paper(out)
	}
}

// papers are the items of the address or the form, and how they are to be
// printed where that is said.
func (v *visit) papers() (in portal.Papers, err error) {
	in = portal.Papers{IDs: v.r.Form["id"], Lang: v.lang, Format: portal.Format(v.get("format"))}
	if !slices.ContainsFunc(printFields, v.r.Form.Has) {
		return in, nil
	}
	how, err := label.ReadPrint(v.r.Form.Get)
	in.Print = &how
	return in, err
}

// print asks on what labels are to be printed, keeps the answer, and leads to
// the file. What is printed is that file: there is no other preview (U-14).
func (s *site) print(v *visit) error {
	in, err := v.papers()
	if v.sent() && err == nil {
		if v.typed.Has("test") {
			return v.goTo("/items/print/test.pdf?" + printValues(*in.Print).Encode())
		}
		if err = s.Portal.ChoosePrinting(v.ctx(), v.who, in); err == nil {
			q := printValues(*in.Print)
			q["id"] = in.IDs
			return v.goTo("/items/labels." + string(in.Format) + "?" + q.Encode())
		}
	}
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	press, err := s.Portal.Press(v.ctx(), v.who, portal.Papers{IDs: in.IDs, Lang: v.lang})
	if err != nil {
		return err
	}
	if !v.typed.Has("stock") {
		v.typed.Set("format", string(press.Chosen.Format))
		for k, values := range printValues(press.Chosen.Print) {
			v.typed[k] = values
		}
	}
	return v.show(printPage(v, press))
}

// testPage sends the page with the rulers.
func (s *site) testPage(v *visit) error {
	in, err := v.papers()
	if err != nil {
		return err
	}
	out, err := s.Portal.TestPage(v.ctx(), v.who, in)
	if err != nil {
		return err
	}
	return v.paper(out)
}

// printValues are what printFields say of a print.
func printValues(p label.Print) url.Values {
	millimetres := func(mm float64) string { return strconv.FormatFloat(mm, 'f', -1, 64) }
	return url.Values{"stock": {or(p.Stock, string(label.Exact))}, "start": {strconv.Itoa(max(1, p.Start))}, "nudge_x": {millimetres(p.NudgeX)}, "nudge_y": {millimetres(p.NudgeY)},
		"dpi": {strconv.Itoa(max(203, p.DPI))}}
}

// printPath is the page that asks how items are to be printed.
func printPath(ids ...string) string { return "/items/print?" + url.Values{"id": ids}.Encode() }

// labelsPath is the file of items' labels that one click prints.
func labelsPath(p portal.Press, items []portal.Item) string {
	return "/items/labels." + string(p.Chosen.Format) + "?" + url.Values{"id": idsOf(items)}.Encode()
}

func idsOf(items []portal.Item) (ids []string) {
	for _, it := range items {
		ids = append(ids, it.ID)
	}
	return ids
}

// stockName is how people know a stock.
func (v *visit) stockName(s label.Stock) string {
	switch s.Kind {
	case label.Exact:
		return v.T("print.stock.exact")
	case label.Cut:
		if s.Name == "a4" {
			return v.T("print.stock.a4")
		}
		return v.T("print.stock.letter")
	}
	return v.T("print.stock.roll", "size", strings.Replace(s.Size(), " x ", " × ", 1))
}

// sheetOf is the sheet whose picture is shown: the first that labels are cut
// out of.
func sheetOf(p portal.Press) (label.Stock, bool) {
	i := slices.IndexFunc(p.Stocks, func(s label.Stock) bool { return s.Kind == label.Cut })
	if i < 0 {
		return label.Stock{}, false
	}
	return p.Stocks[i], true
}

// firstPly is what lies on the first place.
func firstPly(p portal.Press) label.Ply {
	l, _ := p.Items[0].Layout()
	return l.Plies[0]
}

// hasRolls tells whether there is a roll that holds the labels.
func hasRolls(p portal.Press) bool {
	return slices.ContainsFunc(p.Stocks, func(s label.Stock) bool { return s.Kind == label.Thermal })
}

// shown writes millimetres into a picture.
func shown(mm float64) string { return strconv.FormatFloat(mm, 'f', 1, 64) }

// chosenStock names what the sender prints on.
func (v *visit) chosenStock(p portal.Press) string {
	s, err := p.Chosen.On()
	if err != nil {
		return v.T("print.stock.exact")
	}
	if p.Chosen.Format == portal.ZPL {
		return v.stockName(s) + " (ZPL)"
	}
	return v.stockName(s)
}

// labelPath is the file that one click prints.
func labelPath(p portal.Press, id string) string {
	return itemPath(id) + "/label." + string(p.Chosen.Format)
}
