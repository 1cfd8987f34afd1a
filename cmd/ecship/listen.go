package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"time"

	"ecship/client"
	"ecship/internal/problem"
	"ecship/internal/webhook"
)

// listenCommand forwards a customer's events to a program on this machine, as an
// endpoint would get them: for developers whose machine has no public address.
type listenCommand struct {
	To     string `arg:"" placeholder:"URL" help:"${listento}"`
	Portal string `name:"portal" env:"ECSHIP_URL" default:"http://localhost:8080" placeholder:"https://…" help:"${listenportal}"`
	Key    string `name:"key" env:"ECSHIP_KEY" required:"" placeholder:"ecs_test_…" help:"${listenkey}"`
	// every is how often the portal is asked; only tests set it.
	every time.Duration
}

// Run prints the secret that signs and forwards what happens from now on, until
// it is told to stop. What the program does not take is said, and not sent again.
func (c listenCommand) Run(ctx context.Context, t *terminal) error {
	random := make([]byte, webhook.SecretBytes)
	rand.Read(random) //nolint:errcheck // never fails
	secret := webhook.NewSecret(random)
	portal := client.New(c.Portal, c.Key)
	last := ""
	pass := func(take func(client.Told)) error {
		for {
			page, err := portal.ListEvents(ctx, client.ListEventsQuery{After: last})
			for _, e := range page.Events {
				take(e)
				last = e.ID
			}
			if err != nil || len(page.Events) == 0 {
				return err
			}
		}
	}
	if err := pass(func(client.Told) {}); err != nil { // what was before
		return said(err)
	}
	if err := t.say("cli.listen.ready", "url", c.To, "secret", secret); err != nil {
		return err
	}
	if c.every == 0 {
		c.every = time.Second
	}
	for tick := time.NewTicker(c.every); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := pass(func(e client.Told) { c.forward(ctx, t, secret, e) })
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(t.Err, "ecship:", err) // the portal may be back in a moment
		}
	}
}

// forward posts one event and prints a line about it.
func (c listenCommand) forward(ctx context.Context, t *terminal, secret webhook.Secret, e client.Told) {
	outcome := func() string {
		signed, err := webhook.Sign(e.ID, t.Now(), []byte(e.Body), secret)
		if err != nil {
			return err.Error()
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.To, bytes.NewReader([]byte(e.Body)))
		if err != nil {
			return err.Error()
		}
		req.Header.Set("Content-Type", "application/json")
		for name, value := range signed {
			req.Header.Set(name, value)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err.Error()
		}
		defer res.Body.Close()                               //nolint:errcheck // its status is all that counts
		io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) //nolint:errcheck // as above
		return res.Status
	}()
	fmt.Fprintln(t.Out, e.ID, e.Body, "→", outcome)
}

// said makes what the portal refuses a problem of the command's.
func said(err error) error {
	p := problem.New(problem.Invalid, "cli.listen.refused", "")
	p.Err = err
	return p
}
