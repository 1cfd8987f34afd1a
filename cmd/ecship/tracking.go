package main

import (
	"context"
	"fmt"
	"os"

	"ecship/internal/portal"
	"ecship/internal/problem"
)

// trackingCommand takes a file of events of items on their way.
type trackingCommand struct {
	File string `arg:"" type:"existingfile" placeholder:"FILE" help:"${trackingfile}"`
}

// Run keeps the good events, and lists the bad ones and the numbers that are
// nobody's.
func (c trackingCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return with(ctx, t, s, func(p *portal.Portal) error {
		r, err := p.ImportTracking(ctx, "command line: "+person(), f)
		if err != nil {
			return err
		}
		for _, x := range r.Faults {
			for _, q := range x.Err.All() {
				fmt.Fprintln(t.Out, t.Lang.T("cli.tracking.fault", "row", x.Row, "what", t.Lang.T(q.Key, q.Args...)))
			}
		}
		for _, n := range r.Unknown {
			fmt.Fprintln(t.Out, t.Lang.T("cli.tracking.unknown", "number", n.Grouped()))
		}
		if err := t.say("cli.tracking.done", "new", r.New, "known", r.Known, "faults", len(r.Faults)); err != nil {
			return err
		}
		if len(r.Faults) > 0 {
			return problem.New(problem.Invalid, "cli.tracking.left_out", "file")
		}
		return nil
	})
}
