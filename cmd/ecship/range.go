package main

import (
	"context"
	"fmt"
	"strconv"

	"ecship/internal/account"
	"ecship/internal/portal"
)

// rangeAddCommand gives a service a run of serials for its item numbers.
type rangeAddCommand struct {
	Service string `arg:"" placeholder:"CODE" help:"${service}"`
	First   int    `arg:"" placeholder:"FIRST" help:"${first}"`
	Last    int    `arg:"" placeholder:"LAST" help:"${last}"`
	Replace bool   `help:"${replace}"`
	Test    bool   `help:"${testrange}"`
}

// Run adds the range.
func (c rangeAddCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	mode := account.Live
	if c.Test {
		mode = account.Test
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		in := portal.NewRange{Service: c.Service, Mode: mode, First: c.First, Last: c.Last, Replace: c.Replace}
		if err := p.AddRange(ctx, "command line: "+person(), in); err != nil {
			return err
		}
		return t.say("cli.range.done", "service", c.Service, "first", fmt.Sprintf("%08d", c.First), "last", fmt.Sprintf("%08d", c.Last))
	})
}

type rangeListCommand struct{}

// Run lists how far each service's numbers are used, with what has reached an
// alarm marked.
func (rangeListCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	return with(ctx, t, s, func(p *portal.Portal) error {
		all, err := p.RangeUses(ctx)
		if err != nil {
			return err
		}
		var rows [][]string
		for _, u := range all {
			alarm := ""
			if u.Alarm > 0 {
				alarm = t.Lang.T("cli.range.alarm", "percent", u.Alarm)
			}
			rows = append(rows, []string{u.Service, string(u.Mode), u.Indicator, strconv.Itoa(u.Used), strconv.Itoa(u.Total), strconv.Itoa(u.Percent()) + " %", alarm})
		}
		_, err = fmt.Fprint(t.Out, grid([]column{{head: t.Lang.T("cli.range.service")}, {head: t.Lang.T("cli.range.mode")}, {head: t.Lang.T("cli.range.indicator")},
			{t.Lang.T("cli.range.used"), true}, {t.Lang.T("cli.range.total"), true}, {"%", true}, {head: ""}}, rows))
		return err
	})
}
