package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// compare is the home page. Without a query it is the bare form; with one it
// answers below the form, so that an answer is a link.
func (s *site) compare(v *visit) error {
	if !v.r.Form.Has("weight") && !v.r.Form.Has("place") {
		return v.show(comparePage(v, nil, nil))
	}
	near := v.choosePlace()
	req, errs := itemFrom(v.typed)
	v.problems = append(v.problems, errs...)
	if len(v.problems) > 0 {
		return v.show(comparePage(v, nil, near))
	}
	c, err := s.Portal.Compare(v.ctx(), v.who, req)
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(comparePage(v, nil, near))
	}
	v.typed.Set("place", c.Place.Name.In(v.lang))
	return v.show(comparePage(v, &c, nil))
}

// today's edition of places and services.
func (v *visit) edition() *tariff.Edition {
	return v.Portal.Catalogue().On(policy.DayOf(v.Now().Add(v.who.Clock)))
}

// choosePlace makes the typed destination a place's code where it means one
// place. Where it does not, that is a problem, and the likeliest places come
// back to choose from.
func (v *visit) choosePlace() []postal.Place {
	if pick := v.typed.Get("pick"); pick != "" {
		v.typed.Set("place", pick)
	}
	text := strings.TrimSpace(v.typed.Get("place"))
	if text == "" {
		v.problems = append(v.problems, problem.New(problem.Invalid, "place.missing", "place"))
		return nil
	}
	p, near := v.edition().Places.Resolve(text, v.lang)
	switch {
	case p != nil:
		v.typed.Set("place", p.Code)
	case len(near) > 0:
		v.problems = append(v.problems, problem.New(problem.Invalid, "web.place.choose", "place"))
	default:
		v.problems = append(v.problems, problem.New(problem.Invalid, "place.unknown", "place"))
	}
	return near
}

// itemFrom reads the questions about an item that the comparison and the first
// step of a label share.
func itemFrom(typed url.Values) (r tariff.Request, _ []*problem.Problem) {
	var l problem.List
	r.Place = typed.Get("place")
	var err error
	r.Grams, err = postal.ParseGrams(withUnit(typed.Get("weight"), typed.Get("unit")))
	l.Take("", err)
	r.Size, err = sizeFrom(typed)
	l.Take("", err)
	r.Value, err = amountFrom(typed, "value")
	l.Take("", err)
	r.Insured, err = amountFrom(typed, "insured")
	l.Take("", err)
	r.AdviceOfReceipt = typed.Get("advice_of_receipt") != ""
	if err := l.Err(); err != nil {
		return r, problem.Of(err).All()
	}
	return r, nil
}

// opened tells whether one of these fields was filled in, or has something
// wrong with it, so that what folds away has to be open.
func opened(v *visit, fields ...string) bool {
	for _, f := range fields {
		if v.get(f) != "" || v.at(f) != nil {
			return true
		}
	}
	return false
}

// withUnit gives a bare number the unit that was chosen beside it.
func withUnit(weight, unit string) string {
	weight = strings.TrimSpace(weight)
	if unit == "kg" && strings.Trim(weight, "0123456789.") == "" && weight != "" {
		return weight + "kg"
	}
	return weight
}

// amountFrom reads dollars; nothing typed is 0.
func amountFrom(typed url.Values, name string) (money.Amount, error) {
	text := strings.TrimSpace(typed.Get(name))
	if text == "" {
		return 0, nil
	}
	a, err := money.Parse(strings.TrimPrefix(strings.TrimPrefix(text, "HK"), "$"))
	if err != nil {
		return 0, problem.New(problem.Invalid, "web.amount.form", name)
	}
	return a, nil
}

// sizeFrom reads three measures in centimetres, or none.
func sizeFrom(typed url.Values) (s postal.Size, _ error) {
	var l problem.List
	given := 0
	for _, m := range []struct {
		name string
		to   *int
	}{{"length", &s.Length}, {"breadth", &s.Breadth}, {"height", &s.Height}} {
		text := strings.TrimSpace(typed.Get(m.name))
		if text == "" {
			continue
		}
		given++
		cm, err := strconv.ParseFloat(text, 64)
		if err != nil || !(cm > 0 && cm <= 1000) {
			l.Add("web.size.form", m.name)
			continue
		}
		*m.to = int(cm*10 + 0.999) // a part of a millimetre counts as one
	}
	if err := l.Err(); err != nil {
		return postal.Size{}, err
	}
	if given != 0 && given != 3 {
		return postal.Size{}, problem.New(problem.Invalid, "web.size.all", "length")
	}
	return s, nil
}

// places completes a destination while it is typed: JSON for the script.
func (s *site) places(v *visit) error {
	type row struct {
		Code string `json:"code"`
		Name string `json:"name"`
		Also string `json:"also,omitempty"`
	}
	found := v.edition().Places.Search(v.typed.Get("q"), v.lang, 8)
	rows := make([]row, 0, len(found))
	for _, p := range found {
		also := p.Name.Hant
		if v.lang != "en" {
			also = p.Name.En
		}
		rows = append(rows, row{p.Code, p.Name.In(v.lang), also})
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Cache-Control", "private, max-age=300")
	v.w.Header().Add("Vary", "Cookie, Accept-Language")
	return json.NewEncoder(v.w).Encode(rows)
}

// limits says what sizes a service takes, a line each, in a person's words.
func (v *visit) limits(formats []*postal.Format) (lines []string) {
	add := func(key, cm string) {
		if s := v.T(key, "cm", cm); !slices.Contains(lines, s) {
			lines = append(lines, s)
		}
	}
	for _, f := range formats {
		if f.Length > 0 && f.Breadth > 0 {
			sides := centimetres(f.Length) + " × " + centimetres(f.Breadth)
			if f.Thickness > 0 {
				sides += " × " + centimetres(f.Thickness)
			}
			add("web.limit.sides", sides)
		}
		if f.Shape == "roll" {
			if f.Sum > 0 {
				add("web.limit.roll", centimetres(f.Sum))
			}
			continue
		}
		if f.Longest > 0 {
			add("web.limit.longest", centimetres(f.Longest))
		}
		switch {
		case f.Sum == 0:
		case f.Girth:
			add("web.limit.girth", centimetres(f.Sum))
		default:
			add("web.limit.sum", centimetres(f.Sum))
		}
	}
	return lines
}

// sharedMarks are the remarks that stand on more than one price: they are said
// once, above the list.
func sharedMarks(c *tariff.Comparison) (shared []string) {
	seen := map[string]int{}
	for i := range c.Quotes {
		for _, m := range c.Quotes[i].Marks {
			if seen[m]++; seen[m] == 2 {
				shared = append(shared, m)
			}
		}
	}
	return shared
}

func centimetres(mm int) string {
	return strconv.FormatFloat(float64(mm)/10, 'f', -1, 64)
}

// trackingKey is the key of a tracking level.
func trackingKey(level int) string {
	switch level {
	case 0:
		return "web.tracking.none"
	case 1:
		return "web.tracking.some"
	}
	return "web.tracking.full"
}

// formatName is the key of a letter format.
func formatName(code string) string {
	switch code {
	case postal.SmallLetter:
		return "web.format.small"
	case postal.LargeLetter:
		return "web.format.large"
	}
	return "web.format.packet"
}

// linkTo is this comparison for another place.
func (v *visit) linkTo(place string) string {
	q := v.r.URL.Query()
	for _, name := range []string{"lang", "pick"} {
		q.Del(name)
	}
	q.Set("place", place)
	return "/?" + q.Encode()
}
