package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// quoteCommand compares postage from the shell, with the rate books that the
// program brings along. It shows what the page and the REST answer show.
type quoteCommand struct {
	To      string `required:"" placeholder:"PLACE" help:"${to}"`
	Weight  string `required:"" placeholder:"WEIGHT" help:"${weight}"`
	Size    string `placeholder:"LxBxH" help:"${size}"`
	Value   string `placeholder:"DOLLARS" help:"${value}"`
	Insured string `placeholder:"DOLLARS" help:"${insured}"`
	Date    string `placeholder:"DATE" help:"${date}"`
	Service string `placeholder:"CODE" help:"${service}"`
	JSON    bool   `name:"json" help:"${json}"`
}

// Run prints the comparison.
func (q quoteCommand) Run(t *terminal) error {
	r, day, err := q.request(policy.DayOf(t.Now()))
	if err != nil {
		return err
	}
	c, err := tariff.Embedded().Compare(r, day)
	if err != nil {
		return err
	}
	if q.Service != "" {
		c.Quotes = slices.DeleteFunc(c.Quotes, func(o tariff.Quote) bool { return !strings.EqualFold(o.Service.Code, q.Service) })
		if len(c.Quotes) == 0 {
			return problem.New(problem.Invalid, "quote.service_unknown", "service")
		}
	}
	if q.JSON {
		e := json.NewEncoder(t.Out)
		e.SetIndent("", "  ")
		return e.Encode(c.In(t.Lang))
	}
	return asTable(t.Out, c, t.Lang)
}

// request reads the flags; today is the day of posting where none is given.
func (q quoteCommand) request(today policy.Day) (r tariff.Request, on policy.Day, err error) {
	errs := &problem.List{}
	r.Place = q.To
	r.Grams, err = postal.ParseGrams(q.Weight)
	errs.Take("", err)
	if q.Size != "" && !parseSize(q.Size, &r.Size) {
		errs.Add("size.form", "size", "most", tariff.SideMost)
	}
	amount := func(text, field string) (a money.Amount) {
		if text != "" {
			if a, err = money.Parse(text); err != nil {
				errs.Add("value.form", field)
			}
		}
		return a
	}
	r.Value, r.Insured = amount(q.Value, "value"), amount(q.Insured, "insured")
	on = today
	if q.Date != "" {
		if on, err = policy.ParseDay(q.Date); err != nil {
			errs.Add("date.form", "date")
		}
	}
	return r, on, errs.Err()
}

// parseSize reads "300x200x100" as millimetres.
func parseSize(text string, s *postal.Size) bool {
	parts := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == 'x' || r == '×' || r == '*' })
	if len(parts) != 3 {
		return false
	}
	for i, side := range []*int{&s.Length, &s.Breadth, &s.Height} {
		n, err := strconv.Atoi(strings.TrimSpace(parts[i]))
		if err != nil {
			return false
		}
		*side = n
	}
	return s.Known()
}

// asTable prints the services that can take the item, then those that can't,
// each with its reason.
func asTable(w io.Writer, c tariff.Comparison, lang i18n.Lang) error {
	cols := []column{{head: lang.T("cli.quote.code")}, {head: lang.T("cli.quote.service")}, {lang.T("cli.quote.postage"), true},
		{head: lang.T("cli.quote.standard")}, {head: lang.T("cli.quote.book")}}
	extras := slices.ContainsFunc(c.Quotes, func(q tariff.Quote) bool { return q.Premium > 0 })
	if extras {
		cols = slices.Insert(cols, 3, column{lang.T("cli.quote.premium"), true}, column{lang.T("cli.quote.total"), true})
	}
	var priced, refused [][]string
	var said []string              // remarks, each once
	about := map[string][]string{} // the codes that a remark is about
	for _, q := range c.Quotes {
		code, name := q.Service.Code, q.Service.Name.In(lang)
		if q.Refusal != nil {
			refused = append(refused, []string{code, name, lang.T(q.Refusal.Key, q.Refusal.Args...)})
			continue
		}
		row := []string{code, name, q.Postage.HKD(), standard(q, lang), ""}
		if extras {
			row = slices.Insert(row, 3, q.Premium.HKD(), q.Total.HKD())
		}
		if q.Unpriced {
			row[2] = lang.T("cli.quote.unpriced")
		}
		if q.Book != nil {
			row[len(row)-1] = q.Book.Name()
		}
		priced = append(priced, row)
		for _, r := range remarks(q, lang) {
			if about[r] == nil {
				said = append(said, r)
			}
			about[r] = append(about[r], code)
		}
	}
	var b strings.Builder
	fmt.Fprintln(&b, lang.T("cli.quote.title", "place", c.Place.Name, "weight", lang.Weight(int(c.Request.Grams)), "day", lang.Day(c.On)))
	if len(priced) > 0 {
		fmt.Fprint(&b, "\n", grid(cols, priced))
	}
	for i, r := range said {
		if i == 0 {
			fmt.Fprintln(&b)
		}
		fmt.Fprintln(&b, strings.Join(about[r], ", ")+": "+r)
	}
	if len(refused) > 0 {
		fmt.Fprint(&b, "\n", grid([]column{{head: lang.T("cli.quote.code")}, {head: lang.T("cli.quote.service")}, {head: lang.T("cli.quote.reason")}}, refused))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// standard is how long delivery takes, as far as the operator says.
func standard(q tariff.Quote, lang i18n.Lang) string {
	if s := q.Service.Standard.In(lang); s != "" {
		return s
	}
	return lang.T("cli.quote.not_stated")
}

// remarks are the sentences that go with a price.
func remarks(q tariff.Quote, lang i18n.Lang) (all []string) {
	for _, m := range q.Marks {
		all = append(all, lang.T(m))
	}
	if q.ValuePremium > 0 {
		all = append(all, lang.T("quote.value_premium", "premium", q.ValuePremium.HKD()))
	}
	for _, z := range q.Elsewhere {
		all = append(all, lang.T("cli.quote.elsewhere", "place", z.Place.Name, "code", z.Place.Code, "postage", z.Postage.HKD()))
	}
	return all
}
