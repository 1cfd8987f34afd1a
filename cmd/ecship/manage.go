package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"strings"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/web"
)

// with opens the portal for a command that does one thing and ends.
func with(ctx context.Context, t *terminal, s *Settings, do func(*portal.Portal) error) error {
	w := wiring{Settings: *s, mode: web.Serve, log: slog.New(slog.NewTextHandler(t.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	p, db, err := w.open(ctx, t)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // all that was acknowledged is committed
	return do(p)
}

// say prints a sentence of the catalogue.
func (t *terminal) say(key string, args ...any) error {
	_, err := fmt.Fprintln(t.Out, t.Lang.T(key, args...))
	return err
}

type initCommand struct{}

// Run makes the data folder with its secret, and the database.
func (initCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	return with(ctx, t, s, func(*portal.Portal) error {
		return t.say("cli.init.done", "folder", s.Folder())
	})
}

type migrateCommand struct{}

// Run brings the database to this version's tables. Serving does so by itself;
// a careful operator does it first.
func (migrateCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	return with(ctx, t, s, func(*portal.Portal) error { return t.say("cli.migrate.done") })
}

// userCommand opens an account without a mail, for staff above all. The
// password is read from standard input; without one there, it is made up and
// printed once.
type userCommand struct {
	Email  string `arg:"" placeholder:"EMAIL" help:"${email}"`
	Name   string `placeholder:"NAME" help:"${name}"`
	Staff  string `enum:"clerk,officer,admin," default:"" placeholder:"clerk|officer|admin" help:"${staff}"`
	Office string `placeholder:"CODE" help:"${office}"`
}

// Run opens the account.
func (c userCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	password, made, err := t.password()
	if err != nil {
		return err
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		_, err := p.OpenAccount(ctx, portal.NewAccount{Email: c.Email, Password: password, Name: c.Name, Lang: t.Lang, Staff: account.Staff(c.Staff), Office: c.Office})
		if err != nil {
			return err
		}
		if made {
			return t.say("cli.user.made", "email", c.Email, "password", password)
		}
		return t.say("cli.user.done", "email", c.Email)
	})
}

// blockCommand ends all that a user can do, at once.
type blockCommand struct {
	Email string `arg:"" placeholder:"EMAIL" help:"${email}"`
	Lift  bool   `help:"${lift}"`
}

// Run blocks the user, or lets him in again.
func (c blockCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	return with(ctx, t, s, func(p *portal.Portal) error {
		if err := p.BlockUser(ctx, portal.Block{Email: c.Email, Lift: c.Lift, By: person()}); err != nil {
			return err
		}
		if c.Lift {
			return t.say("cli.user.unblocked", "email", c.Email)
		}
		return t.say("cli.user.blocked", "email", c.Email)
	})
}

// password is the first line of standard input, or one made up where nobody
// sends any.
func (t *terminal) password() (password string, made bool, err error) {
	if in, ok := t.In.(*os.File); ok {
		if info, err := in.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
			return rand.Text(), true, nil
		}
	}
	line, err := bufio.NewReader(t.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", false, err
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return rand.Text(), true, nil
	}
	return line, false, nil
}

// keyCommand makes an API key, of the user's test customer unless a live one
// is asked for.
type keyCommand struct {
	Email string `arg:"" placeholder:"EMAIL" help:"${email}"`
	Name  string `default:"command line" placeholder:"NAME" help:"${keyname}"`
	Live  bool   `help:"${live}"`
}

// Run prints the key, alone on its line, so that a script can take it.
func (c keyCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	mode := account.Test
	if c.Live {
		mode = account.Live
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		who, err := p.MemberActor(ctx, c.Email, mode)
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.NotFound, "cli.key.nobody", "email", "email", c.Email)
		}
		if err != nil {
			return err
		}
		k, err := p.CreateKey(ctx, who, c.Name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(t.Out, k.Secret)
		return err
	})
}

// batchLimitCommand lets a customer have more items in one file than others
// (M-F1).
type batchLimitCommand struct {
	Email string `arg:"" placeholder:"EMAIL" help:"${email}"`
	Most  int    `arg:"" placeholder:"MOST" help:"${batchmost}"`
	Test  bool   `help:"${testrange}"`
}

// Run sets the limit.
func (c batchLimitCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	mode := account.Live
	if c.Test {
		mode = account.Test
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		err := p.SetBatchLimit(ctx, "command line: "+person(), portal.BatchLimit{Email: c.Email, Mode: mode, Most: c.Most})
		if err != nil {
			return err
		}
		return t.say("cli.batch_limit.done", "email", c.Email, "most", c.Most)
	})
}

// integratorCommand lets a customer's programs ask to act for others.
type integratorCommand struct {
	Email string `arg:"" placeholder:"EMAIL" help:"${email}"`
	Off   bool   `help:"${integratoroff}"`
}

// Run makes the customer an integrator, or none any more.
func (c integratorCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	return with(ctx, t, s, func(p *portal.Portal) error {
		err := p.SetIntegrator(ctx, "command line: "+person(), portal.IntegratorOf{Email: c.Email, On: !c.Off})
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.NotFound, "cli.key.nobody", "email", "email", c.Email)
		}
		if err != nil {
			return err
		}
		if c.Off {
			return t.say("cli.integrator.off", "email", c.Email)
		}
		return t.say("cli.integrator.on", "email", c.Email)
	})
}

// person is who runs the command, for the audit log.
func person() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "?"
}
