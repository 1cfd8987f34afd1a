package main

import (
	"context"

	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// eadCommand prints electronic advance data; docs/ead.md describes it.
type eadCommand struct {
	Day    string `required:"" placeholder:"DATE" help:"${day}"`
	Office string `required:"" placeholder:"CODE" help:"${office}"`
	Format string `enum:"json,xml" default:"json" placeholder:"json|xml" help:"${format}"`
}

// Run prints the day's items of the office.
func (c eadCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	day, err := policy.ParseDay(c.Day)
	if err != nil {
		return problem.New(problem.Invalid, "date.form", "day")
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		x, err := p.AdvanceData(ctx, "command line: "+person(), portal.AdvanceOf{Office: c.Office, Day: day})
		if err != nil {
			return err
		}
		if c.Format == "xml" {
			return x.XML(t.Out)
		}
		return x.JSON(t.Out)
	})
}
