package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// tariffCommand loads rate books: a table of ours, or a file of the open data
// that Hongkong Post publishes.
type tariffCommand struct {
	File      string `arg:"" type:"existingfile" placeholder:"FILE" help:"${file}"`
	Effective string `placeholder:"DATE" help:"${effective}"`
	Preview   bool   `help:"${preview}"`
}

// Run shows what would change, and loads it unless only the preview is wanted.
func (c tariffCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	var from policy.Day
	if c.Effective != "" {
		var err error
		if from, err = policy.ParseDay(c.Effective); err != nil {
			return problem.New(problem.Invalid, "date.form", "effective")
		}
	}
	got, err := readImport(c.File, from)
	if err != nil {
		return err
	}
	for _, table := range got.Tables {
		if !strings.HasPrefix(table.Kind, "rate/") && !strings.HasPrefix(table.Kind, "kilo/") {
			return problem.New(problem.Invalid, "cli.table.other_kind", "kind", "kind", table.Kind)
		}
	}
	return t.take(ctx, s, got, c.Preview)
}

// tableCommand loads any dated table.
type tableCommand struct {
	Kind    string `arg:"" placeholder:"KIND" help:"${kind}"`
	File    string `arg:"" type:"existingfile" placeholder:"FILE" help:"${file}"`
	Preview bool   `help:"${preview}"`
}

// Run shows what would change, and loads it unless only the preview is wanted.
func (c tableCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	got, err := readImport(c.File, 0)
	if err != nil {
		return err
	}
	for _, table := range got.Tables {
		if table.Kind != c.Kind {
			return problem.New(problem.Invalid, "cli.table.other_kind", "kind", "kind", table.Kind)
		}
	}
	return t.take(ctx, s, got, c.Preview)
}

// readImport reads either form of a file: JSON is open data. from, where it is
// given, is the day from which the rates count.
func readImport(name string, from policy.Day) (tariff.Import, error) {
	f, err := os.Open(name)
	if err != nil {
		return tariff.Import{}, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	if first, _ := r.Peek(1); string(first) == "{" {
		return tariff.ReadOpenData(r, from)
	}
	table, err := postal.ReadTable(r)
	if err != nil {
		return tariff.Import{}, err
	}
	if from != 0 {
		table.Effective = from
	}
	return tariff.Import{Tables: []postal.Table{table}}, nil
}

// take shows tables beside what is in force, then puts them over it; each is
// taken whole or not at all (M-B3).
func (t *terminal) take(ctx context.Context, s *Settings, got tariff.Import, previewOnly bool) error {
	for _, f := range got.Findings {
		fmt.Fprintf(t.Out, "%s %s %d-%d g: %s\n", f.Place, f.Format, f.From, f.To, t.Lang.T(f.Key))
	}
	if got.Refused() {
		return problem.New(problem.Invalid, "cli.table.refused", "file")
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		for _, table := range got.Tables {
			change, err := p.Catalogue().Preview(table)
			if err != nil {
				return err
			}
			fmt.Fprint(t.Out, t.changes(change))
			if previewOnly {
				continue
			}
			version, err := p.ImportTable(ctx, "command line: "+person(), table)
			if err != nil {
				return err
			}
			if err := t.say("cli.table.done", "kind", table.Kind, "day", table.Effective, "rows", len(table.Rows), "version", version); err != nil {
				return err
			}
		}
		return nil
	})
}

// changesShown is how many differences are listed one by one.
const changesShown = 40

// changes is a preview for a terminal.
func (t *terminal) changes(p tariff.Preview) string {
	var b strings.Builder
	for _, rows := range []struct {
		sign string
		rows [][]string
	}{{"+", p.Added}, {"-", p.Removed}} {
		for _, r := range rows.rows[:min(len(rows.rows), changesShown)] {
			fmt.Fprintln(&b, rows.sign, strings.Join(r, ","))
		}
	}
	var rows [][]string
	for _, d := range p.Prices[:min(len(p.Prices), changesShown)] {
		rows = append(rows, []string{d.Place, strings.TrimSpace(d.Format + " " + d.Option), strconv.Itoa(int(d.From)), strconv.Itoa(int(d.To)), dollars(d.Old), dollars(d.New)})
	}
	if len(rows) > 0 {
		b.WriteString(grid([]column{{head: t.Lang.T("cli.change.place")}, {head: t.Lang.T("cli.change.format")}, {t.Lang.T("cli.change.over"), true},
			{t.Lang.T("cli.change.to"), true}, {t.Lang.T("cli.change.old"), true}, {t.Lang.T("cli.change.new"), true}}, rows))
	}
	if more := max(len(p.Prices), len(p.Added), len(p.Removed)) - changesShown; more > 0 {
		fmt.Fprintln(&b, t.Lang.N("cli.change.more", more))
	}
	return b.String()
}

// dollars is a price, or a dash where there is none.
func dollars(a *money.Amount) string {
	if a == nil {
		return "-"
	}
	return a.HKD()
}
