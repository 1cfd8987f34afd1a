package main

import (
	"fmt"
	"strings"

	"ecship/internal/portal"
)

// welcome is what the demo says when it is there.
func (t *terminal) welcome(url, key string, people []portal.DemoPerson) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n\n", t.Lang.T("cli.demo.ready", "url", url))
	rows := make([][]string, 0, len(people))
	for _, p := range people {
		rows = append(rows, []string{p.Email, p.Password, p.Role.In(t.Lang)})
	}
	b.WriteString(grid([]column{{head: t.Lang.T("cli.demo.sign_in")}, {head: t.Lang.T("cli.demo.password")}, {head: t.Lang.T("cli.demo.who")}}, rows))
	fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", t.Lang.T("cli.demo.key", "key", key), t.Lang.T("cli.demo.mails", "url", url+"/demo/outbox"), t.Lang.T("cli.demo.stop"))
	return b.String()
}
