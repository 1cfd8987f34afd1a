package main

import (
	"net/netip"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Settings are what every command takes: where the data is, and which language
// to speak.
type Settings struct {
	Data     string `env:"ECSHIP_DATA" type:"path" placeholder:"FOLDER" help:"${data}"`
	Database string `env:"ECSHIP_DATABASE" placeholder:"postgres://…" help:"${database}"`
	Lang     string `enum:"en,zh-Hant,zh-Hans," default:"" placeholder:"en|zh-Hant|zh-Hans" help:"${lang}"`
	// Operator is who carries the mail, in three languages.
	Operator string `env:"ECSHIP_OPERATOR" default:"Hongkong Post|香港郵政|香港邮政" placeholder:"ENGLISH|繁體|简体" help:"${operator}"`

	StripeKey      string `env:"ECSHIP_STRIPE_KEY" placeholder:"sk_…" help:"${stripekey}"`
	StripeWebhook  string `env:"ECSHIP_STRIPE_WEBHOOK" placeholder:"whsec_…" help:"${stripewebhook}"`
	StripeCheckout string `env:"ECSHIP_STRIPE_CHECKOUT" placeholder:"https://…" help:"${stripecheckout}"`
	Sandbox        *bool  `env:"ECSHIP_SANDBOX" negatable:"" help:"${sandbox}"`
}

// sandboxed tells whether test customers can pay by card: unless somebody says
// otherwise where one process has the whole portal, since the sandbox keeps its
// journal for itself.
func (s Settings) sandboxed() bool {
	if s.Sandbox != nil {
		return *s.Sandbox
	}
	return s.Database == ""
}

// operator is the operator's name: one for all languages, or one for each,
// parted by bars.
func (s Settings) operator() (i18n.Text, error) {
	parts := strings.Split(s.Operator, "|")
	for i, p := range parts {
		if parts[i] = postal.CleanText(p); parts[i] == "" || utf8.RuneCountInString(parts[i]) > operatorMost {
			parts = nil
			break
		}
	}
	switch len(parts) {
	case 1:
		return i18n.Text{En: parts[0], Hant: parts[0], Hans: parts[0]}, nil
	case 3:
		return i18n.Text{En: parts[0], Hant: parts[1], Hans: parts[2]}, nil
	}
	return i18n.Text{}, problem.New(problem.Invalid, "cli.operator", "operator", "most", operatorMost)
}

// operatorMost is how many characters of its name a label has room for.
const operatorMost = 40

// Folder is where the SQLite file and the secret are.
func (s Settings) Folder() string {
	if s.Data == "" {
		return "data"
	}
	return s.Data
}

// Store is the database as store.Open takes it.
func (s Settings) Store() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Folder(), "ecship.db")
}

// Serving are the settings of what listens. A proxy that is not trusted can't
// say for whom it asks.
type Serving struct {
	Addr           string         `env:"ECSHIP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"${addr}"`
	PublicURL      string         `env:"ECSHIP_PUBLIC_URL" placeholder:"https://…" help:"${publicurl}"`
	TrustedProxies []netip.Prefix `env:"ECSHIP_TRUSTED_PROXIES" placeholder:"CIDR,…" help:"${proxies}"`
	ProductName    string         `env:"ECSHIP_PRODUCT_NAME" default:"ecship" placeholder:"NAME" help:"${product}"`
	LimitFactor    float64        `env:"ECSHIP_LIMIT_FACTOR" default:"1" placeholder:"N" help:"${limits}"`
	SMTP           string         `name:"smtp" env:"ECSHIP_SMTP" placeholder:"smtp://…" help:"${smtp}"`
}
