// Command ecship is the posting portal: the server, its demo, and what its
// operator does from a shell. This package wires and prints; it decides nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// commands is every subcommand with its flags.
type commands struct {
	Settings

	Demo    demoCommand    `cmd:"" help:"${demo}"`
	Serve   serveCommand   `cmd:"" help:"${serve}"`
	Init    initCommand    `cmd:"" help:"${init}"`
	Migrate migrateCommand `cmd:"" help:"${migrate}"`
	Quote   quoteCommand   `cmd:"" help:"${quote}"`
	Tariff  struct {
		Import tariffCommand `cmd:"" help:"${tariffimport}"`
	} `cmd:"" help:"${tariff}"`
	Table struct {
		Import tableCommand `cmd:"" help:"${tableimport}"`
	} `cmd:"" help:"${table}"`
	Ead   eadCommand `cmd:"" help:"${ead}"`
	Range struct {
		Add  rangeAddCommand  `cmd:"" help:"${rangeadd}"`
		List rangeListCommand `cmd:"" help:"${rangelist}"`
	} `cmd:"" help:"${range}"`
	User struct {
		Block      blockCommand      `cmd:"" help:"${userblock}"`
		Create     userCommand       `cmd:"" help:"${usercreate}"`
		BatchLimit batchLimitCommand `cmd:"" help:"${batchlimit}"`
		Integrator integratorCommand `cmd:"" help:"${integrator}"`
	} `cmd:"" help:"${user}"`
	Key struct {
		Create keyCommand `cmd:"" help:"${keycreate}"`
	} `cmd:"" help:"${key}"`
	Label struct {
		Sample sampleCommand   `cmd:"" help:"${labelsample}"`
		Key    labelKeyCommand `cmd:"" help:"${labelkey}"`
	} `cmd:"" help:"${label}"`
	Account struct {
		Add accountCommand `cmd:"" help:"${accountadd}"`
	} `cmd:"" help:"${account}"`
	Tracking struct {
		Import trackingCommand `cmd:"" help:"${trackingimport}"`
	} `cmd:"" help:"${tracking}"`
	Listen  listenCommand  `cmd:"" help:"${listen}"`
	Verify  verifyCommand  `cmd:"" help:"${verify}"`
	Version versionCommand `cmd:"" help:"${version}"`
}

// help are the sentences of the help, by the names that the tags use.
var help = map[string]string{
	"demo":           "cli.help.demo",
	"serve":          "cli.help.serve",
	"init":           "cli.help.init",
	"migrate":        "cli.help.migrate",
	"quote":          "cli.help.quote",
	"tariff":         "cli.help.tariff",
	"tariffimport":   "cli.help.tariff_import",
	"table":          "cli.help.table",
	"tableimport":    "cli.help.table_import",
	"ead":            "cli.help.ead",
	"range":          "cli.help.range",
	"rangeadd":       "cli.help.range_add",
	"rangelist":      "cli.help.range_list",
	"user":           "cli.help.user",
	"usercreate":     "cli.help.user_create",
	"userblock":      "cli.help.user_block",
	"batchlimit":     "cli.help.batch_limit",
	"batchmost":      "cli.help.batch_most",
	"key":            "cli.help.key",
	"keycreate":      "cli.help.key_create",
	"label":          "cli.help.label",
	"labelsample":    "cli.help.label_sample",
	"labelkey":       "cli.help.label_key",
	"account":        "cli.help.account",
	"accountadd":     "cli.help.account_add",
	"tracking":       "cli.help.tracking",
	"trackingimport": "cli.help.tracking_import",
	"trackingfile":   "cli.help.tracking_file",
	"listen":         "cli.help.listen",
	"listento":       "cli.help.listen_to",
	"listenportal":   "cli.help.listen_portal",
	"listenkey":      "cli.help.listen_key",
	"verify":         "cli.help.verify",
	"version":        "cli.help.version",

	"data":      "cli.help.data",
	"database":  "cli.help.database",
	"lang":      "cli.help.lang",
	"addr":      "cli.help.addr",
	"publicurl": "cli.help.public_url",
	"proxies":   "cli.help.proxies",
	"product":   "cli.help.product",
	"smtp":      "cli.help.smtp",

	"stripekey":     "cli.help.stripe_key",
	"stripewebhook": "cli.help.stripe_webhook",

	"stripecheckout": "cli.help.stripe_checkout",
	"sandbox":        "cli.help.sandbox",
	"conformance":    "cli.help.conformance",
	"integrator":     "cli.help.integrator",
	"integratoroff":  "cli.help.integrator_off",
	"operator":       "cli.help.operator",

	"limits": "cli.help.limits",

	"day":       "cli.help.day",
	"format":    "cli.help.format",
	"first":     "cli.help.first",
	"last":      "cli.help.last",
	"replace":   "cli.help.replace",
	"testrange": "cli.help.test_range",
	"to":        "cli.help.to",
	"weight":    "cli.help.weight",
	"size":      "cli.help.size",
	"value":     "cli.help.value",
	"insured":   "cli.help.insured",
	"date":      "cli.help.date",
	"service":   "cli.help.service",
	"json":      "cli.help.json",
	"kind":      "cli.help.kind",
	"file":      "cli.help.file",
	"email":     "cli.help.email",
	"lift":      "cli.help.lift",
	"name":      "cli.help.name",
	"staff":     "cli.help.staff",
	"office":    "cli.help.office",
	"keyname":   "cli.help.key_name",
	"live":      "cli.help.live",
	"effective": "cli.help.effective",
	"preview":   "cli.help.preview",

	"samplelabel": "cli.help.sample_service",
	"out":         "cli.help.out",
	"stock":       "cli.help.stock",
	"start":       "cli.help.start",
	"dpi":         "cli.help.dpi",
	"deposit":     "cli.help.deposit",
	"credit":      "cli.help.credit",
	"number":      "cli.help.number",
}

// Exit codes.
const (
	exitFailed = 1 // something outside went wrong: a file, the network, the database
	exitUsage  = 2 // what was asked can't be done: mend the command
)

// terminal is what a command may use of the world.
type terminal struct {
	In       io.Reader
	Out, Err io.Writer
	Lang     i18n.Lang
	Now      func() time.Time
}

func main() { os.Exit(run()) }

// run does what the arguments ask and gives the exit code.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program as it would any other
	term := &terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Lang: wanted(os.Args[1:], os.Getenv("LANG")), Now: time.Now}

	vars := kong.Vars{}
	for name, key := range help {
		vars[name] = term.Lang.T(key)
	}
	var c commands
	parser := kong.Must(&c, kong.Name("ecship"), kong.Description(term.Lang.T("cli.help.about")), vars,
		kong.Writers(term.Out, term.Err), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	parsed, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(term.Err, "ecship:", err)
		return exitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(term, &c.Settings); err != nil {
		return term.fail(err)
	}
	return 0
}

// fail says what went wrong, a line for each problem, and gives the exit code.
func (t *terminal) fail(err error) int {
	p := (*problem.Problem)(nil)
	if !errors.As(err, &p) {
		fmt.Fprintln(t.Err, "ecship:", err)
		return exitFailed
	}
	for _, p := range p.All() {
		line := t.Lang.T(p.Key, p.Args...)
		if p.Suggestion != "" {
			line += " " + t.Lang.T("cli.suggestion", "value", p.Suggestion)
		}
		if p.Err != nil {
			line += " (" + p.Err.Error() + ")"
		}
		fmt.Fprintln(t.Err, "ecship:", line)
	}
	if p.Kind == problem.Internal || p.Kind == problem.Unavailable {
		return exitFailed
	}
	return exitUsage
}

// wanted is the language of --lang, or of the locale in LANG ("zh_HK.UTF-8").
// It is needed before the arguments are parsed, because their help speaks it.
func wanted(args []string, locale string) i18n.Lang {
	for i, a := range args {
		code, ok := strings.CutPrefix(a, "--lang=")
		if a == "--lang" && i+1 < len(args) {
			code, ok = args[i+1], true
		}
		if l, known := i18n.Known(code); ok && known {
			return l
		}
	}
	locale, _, _ = strings.Cut(locale, ".")
	return i18n.Match(strings.ReplaceAll(locale, "_", "-"))
}
